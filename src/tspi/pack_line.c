/* SPDX-License-Identifier: MIT
 * pack_line.c - lines as the records that TAPI reads. */
#include "tspi/pack_in.h"

enum err pack_devcaps(LINEDEVCAPS *out, const struct line *line, DWORD version)
{
	const struct line_traits *traits = line->driver->traits;
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEDEVCAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVCAPS, field), value)
	PUT(dwPermanentLineID, line->permanent_id);
	PUT(dwStringFormat, STRINGFORMAT_UNICODE);
	PUT(dwAddressModes, LINEADDRESSMODE_ADDRESSID | LINEADDRESSMODE_DIALABLEADDR);
	PUT(dwNumAddresses, line->address_count);
	PUT(dwBearerModes, traits->bearer_modes);
	PUT(dwMaxRate, traits->max_rate);
	PUT(dwMediaModes, traits->media_modes);
	PUT(dwGenerateDigitModes, line->driver->call[CALL_GENERATE_DIGITS] ? traits->generate_digits : 0);
	PUT(dwMonitorDigitModes, traits->monitor_digits);
	PUT(dwGatherDigitsMinTimeout, traits->monitor_digits ? 1 : 0);
	PUT(dwGatherDigitsMaxTimeout, traits->monitor_digits ? CALL_GATHER_MAX_MS : 0);
	PUT(dwDevCapFlags, pack_known(NAME_LINEDEVCAPFLAGS, traits->dev_flags, version));
	PUT(dwMaxNumActiveCalls, line->max_active);
	PUT(dwAnswerMode, traits->answer_mode);
	PUT(dwRingModes, 1);
	PUT(dwLineStates, pack_known(NAME_LINEDEVSTATE, traits->line_states | LINEDEVSTATE_NUMCALLS |
	    (traits->complete_modes ? LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL : 0), version));
	PUT(dwLineFeatures, pack_known(NAME_LINEFEATURE, line_features_ever(line), version));
#undef PUT
	vardata_text(&v, VARFIELD(LINEDEVCAPS, ProviderInfo), "OpenTSP");
	vardata_text(&v, VARFIELD(LINEDEVCAPS, SwitchInfo), traits->info);
	vardata_text(&v, VARFIELD(LINEDEVCAPS, LineName), line->name);
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), (const char *const[]){ "tapi/line" }, 1);
	if (version >= TAPI_3_0)
		vardata_put(&v, AT(LINEDEVCAPS, dwAddressTypes), LINEADDRESSTYPE_PHONENUMBER);
	vardata_end(&v);
	return OK;
}

enum err pack_devstatus(LINEDEVSTATUS *out, const struct line *line)
{
	const DWORD working = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE;
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEDEVSTATUS, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVSTATUS, field), value)
	PUT(dwNumActiveCalls, line_count_calls(line, ACTIVE));
	PUT(dwNumOnHoldCalls, line_count_calls(line, LINECALLSTATE_ONHOLD));
	PUT(dwNumOnHoldPendCalls, line_count_calls(line, PENDING));
	PUT(dwLineFeatures, pack_known(NAME_LINEFEATURE, line_features(line), line->version));
	PUT(dwNumCallCompletions, line->completions);
	PUT(dwRoamMode, LINEROAMMODE_UNAVAIL);
	PUT(dwSignalLevel, 0xFFFF);
	PUT(dwBatteryLevel, 0xFFFF);
	PUT(dwDevStatusFlags, line->in_service ? working : 0);
	PUT(dwAvailableMediaModes, line_features(line) & LINEFEATURE_MAKECALL ? line->driver->traits->media_modes : 0);
#undef PUT
	vardata_end(&v);
	return OK;
}
