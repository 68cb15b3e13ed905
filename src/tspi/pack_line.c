/* SPDX-License-Identifier: MIT
 * pack_line.c - lines as the records that TAPI reads. */
#include "model/devclass.h"
#include "model/info.h"
#include "model/sound.h"
#include "model/msp.h"
#include "tspi/pack_in.h"

/* What of tones and media can be made, heard and set off. */
static void pack_sound(struct vardata *v, const struct line *line)
{
	const struct line_traits *traits = line->driver->traits;
	const struct driver *driver = line->driver;
	bool controls = driver->call[CALL_MEDIA_CONTROL] != NULL;
	bool tones = driver->call[CALL_MONITOR_TONES] != NULL, media = driver->call[CALL_MONITOR_MEDIA] != NULL;
	bool generates = driver->call[CALL_GENERATE_TONE] != NULL;

#define PUT(field, value) vardata_put(v, AT(LINEDEVCAPS, field), value)
	PUT(dwGenerateToneModes, generates ? traits->generate_tones : 0);
	PUT(dwGenerateToneMaxNumFreq, generates ? traits->max_tones : 0);
	PUT(dwMonitorToneMaxNumFreq, tones ? MONITOR_FREQUENCIES_MAX : 0);
	PUT(dwMonitorToneMaxNumEntries, tones ? MONITOR_ENTRIES_MAX : 0);
	PUT(dwMedCtlDigitMaxListSize, controls && traits->monitor_digits ? CONTROL_MAX : 0);
	PUT(dwMedCtlMediaMaxListSize, controls && media ? CONTROL_MAX : 0);
	PUT(dwMedCtlToneMaxListSize, controls && tones ? CONTROL_MAX : 0);
	PUT(dwMedCtlCallStateMaxListSize, controls ? CONTROL_MAX : 0);
#undef PUT
}

/* Texts of dwTerminalTextEntrySize bytes each, one after the other. */
#define TERMINAL_TEXT_SIZE 64

static void pack_terminals(struct vardata *v, const struct line *line)
{
	WCHAR texts[TERMINALS_MAX][TERMINAL_TEXT_SIZE / sizeof(WCHAR)] = { { 0 } };
	struct varblock block = vardata_block(v, VARFIELD(LINEDEVCAPS, TerminalCaps),
					      line->terminal_count, sizeof(LINETERMCAPS));

	for (DWORD i = 0; i < line->terminal_count; i++) {
		const struct terminal *terminal = &line->terminals->all[i];

		vardata_entry_put(v, &block, i, AT(LINETERMCAPS, dwTermDev), terminal->dev);
		vardata_entry_put(v, &block, i, AT(LINETERMCAPS, dwTermModes), terminal->modes);
		vardata_entry_put(v, &block, i, AT(LINETERMCAPS, dwTermSharing), terminal->sharing);
		if (utf16_size(terminal->text) <= TERMINAL_TEXT_SIZE)
			utf16_write(texts[i], terminal->text);
	}
	vardata_put(v, AT(LINEDEVCAPS, dwNumTerminals), line->terminal_count);
	vardata_put(v, AT(LINEDEVCAPS, dwTerminalTextEntrySize), line->terminal_count ? TERMINAL_TEXT_SIZE : 0);
	vardata_bytes(v, VARFIELD(LINEDEVCAPS, TerminalText), texts, line->terminal_count * TERMINAL_TEXT_SIZE);
}

/* User-user information, and how digits are dialled. */
static void pack_dialling(struct vardata *v, const struct line *line)
{
	const struct uui_sizes *uui = &line->driver->traits->uui;
	struct dial_limits dial = info_dial_limits(line);

#define UUI(op, field, size) vardata_put(v, AT(LINEDEVCAPS, field), line_can(line, op) ? (size) : 0)
	UUI(CALL_ACCEPT, dwUUIAcceptSize, uui->accept);
	UUI(CALL_ANSWER, dwUUIAnswerSize, uui->answer);
	UUI(CALL_DIAL, dwUUIMakeCallSize, uui->make);
	UUI(CALL_DROP, dwUUIDropSize, uui->drop);
	UUI(CALL_SEND_UUI, dwUUISendUserUserInfoSize, uui->send);
#undef UUI
	vardata_put(v, AT(LINEDEVCAPS, dwUUICallInfoSize), uui->held);
	vardata_copy(v, AT(LINEDEVCAPS, MinDialParams), &dial.least, sizeof(dial.least));
	vardata_copy(v, AT(LINEDEVCAPS, MaxDialParams), &dial.most, sizeof(dial.most));
	vardata_copy(v, AT(LINEDEVCAPS, DefaultDialParams), &dial.usual, sizeof(dial.usual));
}

static DWORD settable(const struct line *line)
{
	return line->driver->line[LINE_OP_SET_STATUS] ? line->driver->traits->settable_status : 0;
}

/* LINEDEVCAPFLAGS_: what it says of itself, and what follows from what it can. */
static DWORD dev_flags(const struct line *line)
{
	const struct driver *driver = line->driver;

	return driver->traits->dev_flags |
	       (driver->line_track ? LINEDEVCAPFLAGS_CALLHUB | LINEDEVCAPFLAGS_CALLHUBTRACKING : 0) |
	       (driver->call[CALL_MEDIA_CONTROL] ? LINEDEVCAPFLAGS_MEDIACONTROL : 0);
}

enum err pack_devcaps(LINEDEVCAPS *out, const struct line *line, DWORD version, DWORD ext_version)
{
	const struct line_traits *traits = line->driver->traits;
	const char *classes[DEVCLASS_MAX];
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEDEVCAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVCAPS, field), value)
	PUT(dwPermanentLineID, line->permanent_id);
	PUT(dwStringFormat, STRINGFORMAT_UNICODE);
	PUT(dwAddressModes, LINEADDRESSMODE_ADDRESSID | LINEADDRESSMODE_DIALABLEADDR);
	PUT(dwNumAddresses, line->address_count);
	PUT(dwBearerModes, pack_known(NAME_LINEBEARERMODE, traits->bearer_modes, version));
	PUT(dwMaxRate, traits->max_rate);
	PUT(dwMediaModes, traits->media_modes);
	PUT(dwGenerateDigitModes, line->driver->call[CALL_GENERATE_DIGITS] ? traits->generate_digits : 0);
	PUT(dwMonitorDigitModes, traits->monitor_digits);
	PUT(dwGatherDigitsMinTimeout, traits->monitor_digits ? 1 : 0);
	PUT(dwGatherDigitsMaxTimeout, traits->monitor_digits ? CALL_GATHER_MAX_MS : 0);
	PUT(dwDevCapFlags, pack_known(NAME_LINEDEVCAPFLAGS, dev_flags(line), version) |
	    (msp_possible(line, version) ? LINEDEVCAPFLAGS_MSP : 0));
	PUT(dwMaxNumActiveCalls, line->max_active);
	PUT(dwAnswerMode, traits->answer_mode);
	PUT(dwRingModes, line->ring_modes);
	PUT(dwLineStates, pack_known(NAME_LINEDEVSTATE, traits->line_states | LINEDEVSTATE_NUMCALLS |
	    line_status_states(settable(line)) |
	    (line_op_possible(line, LINE_OP_SET_TERMINAL) ? LINEDEVSTATE_TERMINALS : 0) |
	    (traits->complete_modes && line_can(line, CALL_COMPLETE) ? LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL : 0), version));
	PUT(dwLineFeatures, pack_known(NAME_LINEFEATURE, line_features_ever(line), version));
#undef PUT
	pack_terminals(&v, line);
	pack_dialling(&v, line);
	pack_sound(&v, line);
	vardata_text(&v, VARFIELD(LINEDEVCAPS, ProviderInfo), "OpenTSP");
	vardata_text(&v, VARFIELD(LINEDEVCAPS, SwitchInfo), traits->info);
	vardata_text(&v, VARFIELD(LINEDEVCAPS, LineName), line->name);
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), classes, devclass_names_of_line(classes, line));
	pack_specific(&v, VARFIELD(LINEDEVCAPS, DevSpecific), &(struct specific){
		.record = SPECIFIC_LINE_CAPS, .line = line, .version = ext_version });
	if (version >= TAPI_2_0)
		vardata_put(&v, AT(LINEDEVCAPS, dwSettableDevStatus), settable(line));
	if (version >= TAPI_3_0)
		vardata_put(&v, AT(LINEDEVCAPS, dwAddressTypes), LINEADDRESSTYPE_PHONENUMBER);
	if (version >= TAPI_3_0 && line->driver->line_track)
		vardata_put(&v, AT(LINEDEVCAPS, dwAvailableTracking), traits->tracking);
	vardata_end(&v);
	return OK;
}

enum err pack_devstatus(LINEDEVSTATUS *out, const struct line *line)
{
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEDEVSTATUS, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVSTATUS, field), value)
	vardata_array(&v, VARFIELD(LINEDEVSTATUS, TerminalModes), line->terminals ? line->terminals->routes : NULL,
		      line->terminal_count, sizeof(DWORD));
	PUT(dwNumActiveCalls, line_count_known(line, ACTIVE));
	PUT(dwNumOnHoldCalls, line_count_known(line, LINECALLSTATE_ONHOLD));
	PUT(dwNumOnHoldPendCalls, line_count_known(line, PENDING));
	PUT(dwLineFeatures, pack_known(NAME_LINEFEATURE, line_features(line), line->version));
	PUT(dwNumCallCompletions, line->completions);
	PUT(dwRoamMode, LINEROAMMODE_UNAVAIL);
	PUT(dwSignalLevel, 0xFFFF);
	PUT(dwBatteryLevel, 0xFFFF);
	PUT(dwDevStatusFlags, line->status);
	PUT(dwAvailableMediaModes, line_features(line) & LINEFEATURE_MAKECALL ? line->driver->traits->media_modes : 0);
#undef PUT
	pack_specific(&v, VARFIELD(LINEDEVSTATUS, DevSpecific), &(struct specific){
		.record = SPECIFIC_LINE_STATUS, .line = line, .version = line->ext_version });
	vardata_end(&v);
	return OK;
}
