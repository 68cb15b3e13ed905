/* SPDX-License-Identifier: MIT
 * pack.c - records out. A capability comes from the tables and the driver's
 * slots, so none is claimed that does not work. */
#include "tspi/pack.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "model/forward.h"
#include <string.h>

#define AT(type, field) offsetof(type, field)

/* All that the model itself can change of an address. */
static DWORD address_states(const struct line *line)
{
	return LINEADDRESSSTATE_NUMCALLS |
	       (line->driver->line[LINE_OP_FORWARD] ? LINEADDRESSSTATE_FORWARD : 0);
}

/* What is TAPI's own in a record (R-STRUCT-11, R-STRUCT-12), upwards. */
static const struct {
	enum abi_struct which;
	size_t at, size;
} owned[] = {
#define OWN(type, member) { ABI_##type, AT(type, member), sizeof(((type *)NULL)->member) }
#define OWN_PAIR(type, xxx) { ABI_##type, VARFIELD(type, xxx), 2 * sizeof(DWORD) }
	OWN(LINEDEVSTATUS, dwNumOpens),
	OWN(LINEDEVSTATUS, dwOpenMediaModes),
	OWN_PAIR(LINEDEVSTATUS, AppInfo),
	OWN(LINECALLINFO, hLine),
	OWN(LINECALLINFO, dwMonitorDigitModes),
	OWN(LINECALLINFO, dwMonitorMediaModes),
	OWN(LINECALLINFO, dwNumOwners),
	OWN(LINECALLINFO, dwNumMonitors),
	OWN_PAIR(LINECALLINFO, AppName),
	OWN_PAIR(LINECALLINFO, DisplayableAddress),
	OWN_PAIR(LINECALLINFO, CalledParty),
	OWN_PAIR(LINECALLINFO, Comment),
	OWN(LINECALLSTATUS, dwCallPrivilege),
#undef OWN
#undef OWN_PAIR
};

#define HEAD (3 * sizeof(DWORD))	/* dwTotalSize, dwNeededSize, dwUsedSize */

/* TAPI zeroes sizes and offsets before it asks and nothing else (R-STRUCT-2):
 * a member of which there is nothing to say must not be what lay there. */
static void clear(struct vardata *v, enum abi_struct which)
{
	size_t from = HEAD;

	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
		if (owned[i].which != which || owned[i].at >= v->fixed)
			continue;
		memset(v->base + from, 0, owned[i].at - from);
		from = owned[i].at + owned[i].size;
	}
	memset(v->base + from, 0, v->fixed - from);
}

static enum err begin(struct vardata *v, void *out, enum abi_struct which, DWORD version)
{
	if (!out)
		return ERR_POINTER;
	if (!vardata_begin(v, out, abi_fixed_size(which, version)))
		return ERR_TOOSMALL;
	clear(v, which);
	return OK;
}

/* Only bits that exist at `version` may be told (R-VER-6). */
static DWORD known(enum name_group group, DWORD bits, DWORD version)
{
	return bits & name_known_bits(group, version);
}

enum err pack_devcaps(LINEDEVCAPS *out, const struct line *line, DWORD version)
{
	const struct line_traits *traits = line->driver->traits;
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINEDEVCAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVCAPS, field), value)
	PUT(dwPermanentLineID, line->permanent_id);
	PUT(dwStringFormat, STRINGFORMAT_UNICODE);
	PUT(dwAddressModes, LINEADDRESSMODE_ADDRESSID | LINEADDRESSMODE_DIALABLEADDR);
	PUT(dwNumAddresses, 1);
	PUT(dwBearerModes, traits->bearer_modes);
	PUT(dwMaxRate, traits->max_rate);
	PUT(dwMediaModes, traits->media_modes);
	PUT(dwGenerateDigitModes, line->driver->call[CALL_GENERATE_DIGITS] ? traits->generate_digits : 0);
	PUT(dwMonitorDigitModes, traits->monitor_digits);
	PUT(dwGatherDigitsMinTimeout, traits->monitor_digits ? 1 : 0);
	PUT(dwGatherDigitsMaxTimeout, traits->monitor_digits ? CALL_GATHER_MAX_MS : 0);
	PUT(dwDevCapFlags, known(NAME_LINEDEVCAPFLAGS, traits->dev_flags, version));
	PUT(dwMaxNumActiveCalls, line->max_active);
	PUT(dwAnswerMode, traits->answer_mode);
	PUT(dwRingModes, 1);
	PUT(dwLineStates, known(NAME_LINEDEVSTATE, traits->line_states | LINEDEVSTATE_NUMCALLS |
	    (traits->complete_modes ? LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL : 0), version));
	PUT(dwLineFeatures, known(NAME_LINEFEATURE, line_features_ever(line), version));
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

/* Texts of dwCompletionMsgTextEntrySize bytes each, one after the other. */
#define MESSAGE_SIZE 64

static void pack_messages(struct vardata *v, const struct line_traits *traits)
{
	WCHAR texts[8][MESSAGE_SIZE / sizeof(WCHAR)] = { { 0 } };
	DWORD count = 0;

	for (; traits->messages && traits->messages[count] && count < 8; count++)
		if (utf16_size(traits->messages[count]) <= MESSAGE_SIZE)
			utf16_write(texts[count], traits->messages[count]);
	vardata_put(v, AT(LINEADDRESSCAPS, dwNumCompletionMessages), count);
	vardata_put(v, AT(LINEADDRESSCAPS, dwCompletionMsgTextEntrySize), count ? MESSAGE_SIZE : 0);
	vardata_bytes(v, VARFIELD(LINEADDRESSCAPS, CompletionMsgText), texts, count * MESSAGE_SIZE);
}

/* Conferences, transfer, park, forwarding and completion. */
static void pack_services(struct vardata *v, const struct line *line)
{
	const struct line_traits *traits = line->driver->traits;
	const struct driver *driver = line->driver;

#define PUT(slot, field, value) \
	vardata_put(v, AT(LINEADDRESSCAPS, field), driver->slot ? (value) : 0)
	PUT(call[CALL_ADD_TO_CONFERENCE], dwMaxNumConference, traits->max_conference);
	PUT(call[CALL_COMPLETE_TRANSFER], dwMaxNumTransConf, traits->max_conference);
	PUT(call[CALL_REMOVE_FROM_CONFERENCE], dwRemoveFromConfCaps, traits->remove_caps);
	PUT(call[CALL_REMOVE_FROM_CONFERENCE], dwRemoveFromConfState, traits->remove_state);
	PUT(call[CALL_COMPLETE_TRANSFER], dwTransferModes, LINETRANSFERMODE_TRANSFER |
	    (traits->max_conference ? LINETRANSFERMODE_CONFERENCE : 0));
	PUT(call[CALL_PARK], dwParkModes, traits->park_modes);
	PUT(line[LINE_OP_FORWARD], dwForwardModes, traits->forward_modes);
	PUT(line[LINE_OP_FORWARD], dwMaxForwardEntries, traits->max_forwards);
	PUT(line[LINE_OP_FORWARD], dwMaxSpecificEntries, traits->max_specific);
	PUT(line[LINE_OP_FORWARD], dwMinFwdNumRings, traits->min_rings);
	PUT(line[LINE_OP_FORWARD], dwMaxFwdNumRings, traits->max_rings);
	PUT(call[CALL_COMPLETE], dwMaxCallCompletions, traits->max_completions);
	PUT(call[CALL_COMPLETE], dwCallCompletionConds, traits->complete_conds);
	PUT(call[CALL_COMPLETE], dwCallCompletionModes, traits->complete_modes);
#undef PUT
	pack_messages(v, traits);
}

enum err pack_addresscaps(LINEADDRESSCAPS *out, const struct line *line, DWORD version)
{
	const struct line_traits *traits = line->driver->traits;
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINEADDRESSCAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEADDRESSCAPS, field), value)
	PUT(dwLineDeviceID, line->device_id);
	PUT(dwAddressSharing, LINEADDRESSSHARING_PRIVATE);
	PUT(dwAddressStates, address_states(line));
	PUT(dwCallInfoStates, known(NAME_LINECALLINFOSTATE, traits->call_info, version));
	PUT(dwCallerIDFlags, traits->caller_id);
	PUT(dwCalledIDFlags, traits->called_id);
	PUT(dwConnectedIDFlags, traits->connected_id);
	PUT(dwRedirectionIDFlags, traits->redirection_id);
	PUT(dwRedirectingIDFlags, traits->redirecting_id);
	PUT(dwCallStates, traits->call_states);
	PUT(dwDialToneModes, traits->dialtone_modes);
	PUT(dwBusyModes, traits->busy_modes);
	PUT(dwSpecialInfo, traits->special_info);
	PUT(dwDisconnectModes, known(NAME_LINEDISCONNECTMODE, traits->disconnect_modes, version));
	PUT(dwMaxNumActiveCalls, line->max_active);
	PUT(dwMaxNumOnHoldCalls, traits->max_held);
	PUT(dwMaxNumOnHoldPendingCalls, traits->max_pending);
	PUT(dwAddrCapFlags, known(NAME_LINEADDRCAPFLAGS, traits->addr_flags, version));
	PUT(dwCallFeatures, known(NAME_LINECALLFEATURE, call_features_ever(line), version));
	PUT(dwAddressFeatures, known(NAME_LINEADDRFEATURE, line_address_features_ever(line), version));
	if (version >= TAPI_2_0) {
		PUT(dwMaxNoAnswerTimeout, 86400);
		PUT(dwConnectedModes, traits->connected_modes);
		PUT(dwOfferingModes, LINEOFFERINGMODE_ACTIVE);
		PUT(dwAvailableMediaModes, traits->media_modes);
		PUT(dwCallFeatures2, call_features2(line, call_features_ever(line)));
	}
#undef PUT
	pack_services(&v, line);
	vardata_text(&v, VARFIELD(LINEADDRESSCAPS, Address), line->number);
	vardata_words(&v, VARFIELD(LINEADDRESSCAPS, DeviceClasses), (const char *const[]){ "tapi/line" }, 1);
	vardata_end(&v);
	return OK;
}

/* R-STRUCT-18: a held call is not active. */
#define ACTIVE (CALLSTATE_ALL & ~(LINECALLSTATE_IDLE | CALLSTATE_HELD))
#define PENDING (LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER)

enum err pack_devstatus(LINEDEVSTATUS *out, const struct line *line)
{
	const DWORD working = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE;
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINEDEVSTATUS, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEDEVSTATUS, field), value)
	PUT(dwNumActiveCalls, line_count_calls(line, ACTIVE));
	PUT(dwNumOnHoldCalls, line_count_calls(line, LINECALLSTATE_ONHOLD));
	PUT(dwNumOnHoldPendCalls, line_count_calls(line, PENDING));
	PUT(dwLineFeatures, known(NAME_LINEFEATURE, line_features(line), line->version));
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

DWORD pack_forward_size(DWORD version)
{
	return version >= TAPI_3_1 ? sizeof(LINEFORWARD) : offsetof(LINEFORWARD, dwCallerAddressType);
}

/* Where calls for the line go instead; offsets count from the record. */
static void pack_forwards(struct vardata *v, const struct line *line)
{
	const struct forwards *forwards = line->forwards;
	struct varblock block;

	if (!forwards)
		return;
	vardata_put(v, AT(LINEADDRESSSTATUS, dwNumRingsNoAnswer), forwards->rings);
	vardata_put(v, AT(LINEADDRESSSTATUS, dwForwardNumEntries), forwards->count);
	block = vardata_block(v, VARFIELD(LINEADDRESSSTATUS, Forward), forwards->count,
			      pack_forward_size(line->version));
	for (DWORD i = 0; i < forwards->count; i++) {
		const struct forward *forward = &forwards->list[i];

		vardata_entry_put(v, &block, i, AT(LINEFORWARD, dwForwardMode), forward->mode);
		vardata_entry_put(v, &block, i, AT(LINEFORWARD, dwDestCountryCode), forward->country);
		vardata_entry_text(v, &block, i, VARFIELD(LINEFORWARD, CallerAddress), forward->caller);
		vardata_entry_text(v, &block, i, VARFIELD(LINEFORWARD, DestAddress), forward->dest);
	}
}

enum err pack_addressstatus(LINEADDRESSSTATUS *out, const struct line *line)
{
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINEADDRESSSTATUS, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEADDRESSSTATUS, field), value)
	PUT(dwNumInUse, line_count_calls(line, CALLSTATE_ALL & ~LINECALLSTATE_IDLE) ? 1 : 0);
	PUT(dwNumActiveCalls, line_count_calls(line, ACTIVE));
	PUT(dwNumOnHoldCalls, line_count_calls(line, LINECALLSTATE_ONHOLD));
	PUT(dwNumOnHoldPendCalls, line_count_calls(line, PENDING));
	PUT(dwAddressFeatures, known(NAME_LINEADDRFEATURE, line_address_features(line), line->version));
#undef PUT
	pack_forwards(&v, line);
	vardata_end(&v);
	return OK;
}

/* Where the five identifiers of a call stand in LINECALLINFO. */
static const struct {
	size_t flags, number, name, type;
} party_fields[PARTY_COUNT] = {
#define PARTY(xxx) { AT(LINECALLINFO, dw##xxx##Flags), VARFIELD(LINECALLINFO, xxx), \
		     VARFIELD(LINECALLINFO, xxx##Name), AT(LINECALLINFO, dw##xxx##AddressType) }
	[PARTY_CALLER] = PARTY(CallerID),
	[PARTY_CALLED] = PARTY(CalledID),
	[PARTY_CONNECTED] = PARTY(ConnectedID),
	[PARTY_REDIRECTION] = PARTY(RedirectionID),
	[PARTY_REDIRECTING] = PARTY(RedirectingID),
#undef PARTY
};

static void pack_parties(struct vardata *v, const struct call *call)
{
	for (int role = 0; role < PARTY_COUNT; role++) {
		const struct party *party = call->parties ? &call->parties[role] : NULL;
		DWORD flags = party ? party->flags : 0;

		vardata_put(v, party_fields[role].flags, flags ? flags : LINECALLPARTYID_UNKNOWN);
		if (!flags)
			continue;
		vardata_text(v, party_fields[role].number, party->number);
		vardata_text(v, party_fields[role].name, party->name);
		if (party->number)
			vardata_put(v, party_fields[role].type, LINEADDRESSTYPE_PHONENUMBER);
	}
}

/* LINECALLORIGIN_INBOUND came with 1.4; before, one had to know from where. */
static DWORD origin_at(DWORD origin, DWORD version)
{
	return origin == LINECALLORIGIN_INBOUND && version < TAPI_1_4 ? LINECALLORIGIN_UNKNOWN : origin;
}

enum err pack_callinfo(LINECALLINFO *out, const struct call *call)
{
	const struct line *line = call->line;
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINECALLINFO, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINECALLINFO, field), value)
	PUT(dwLineDeviceID, line->device_id);
	PUT(dwAddressID, 0);
	PUT(dwBearerMode, call->bearer);
	PUT(dwRate, call->rate);
	PUT(dwMediaMode, call->media);
	PUT(dwAppSpecific, call->app_specific);
	PUT(dwCallID, call->id);
	PUT(dwRelatedCallID, call->related_id);
	PUT(dwCallParamFlags, call->param_flags);
	PUT(dwCallStates, line->driver->traits->call_states);
	PUT(dwOrigin, origin_at(call->origin, line->version));
	PUT(dwReason, call->reason);
	PUT(dwCompletionID, call->completion_id);
	PUT(dwTrunk, 0xFFFFFFFF);
#undef PUT
	pack_parties(&v, call);
	vardata_text(&v, VARFIELD(LINECALLINFO, Display), call->display);
	vardata_end(&v);
	return OK;
}

/* Milliseconds since 1970 as SYSTEMTIME: eight 16-bit words from year to
 * millisecond (days from civil, counted from 1 March 0000). */
static void system_time(WORD out[8], uint64_t utc_ms)
{
	uint64_t day = utc_ms / 86400000u, ms = utc_ms % 86400000u;
	uint64_t z = day + 719468, era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	uint64_t month = mp < 10 ? mp + 3 : mp - 9;

	out[0] = (WORD)(yoe + era * 400 + (month <= 2));
	out[1] = (WORD)month;
	out[2] = (WORD)((day + 4) % 7);		/* 1 January 1970 was a Thursday */
	out[3] = (WORD)(doy - (153 * mp + 2) / 5 + 1);
	out[4] = (WORD)(ms / 3600000);
	out[5] = (WORD)(ms / 60000 % 60);
	out[6] = (WORD)(ms / 1000 % 60);
	out[7] = (WORD)(ms % 1000);
}

enum err pack_callstatus(LINECALLSTATUS *out, const struct call *call)
{
	DWORD version = call->line->version;
	struct vardata v;
	enum err err = begin(&v, out, ABI_LINECALLSTATUS, version);
	WORD entered[8];

	if (err)
		return err;
	system_time(entered, call->since_ms);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallState),
		    call->state == CALLSTATE_NEW ? LINECALLSTATE_UNKNOWN : call->state);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallStateMode), call->mode);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallFeatures),
		    known(NAME_LINECALLFEATURE, call_features(call), version));
	vardata_put(&v, AT(LINECALLSTATUS, dwCallFeatures2),
		    call_features2(call->line, call_features(call)));
	vardata_copy(&v, AT(LINECALLSTATUS, tStateEntryTime), entered, sizeof(entered));
	vardata_end(&v);
	return OK;
}

enum err pack_varstring(VARSTRING *out, DWORD format, const void *bytes, size_t size)
{
	struct vardata v;
	enum err err = begin(&v, out, ABI_VARSTRING, TAPI_1_3);

	if (err)
		return err;
	vardata_put(&v, AT(VARSTRING, dwStringFormat), format);
	vardata_bytes(&v, VARFIELD(VARSTRING, String), bytes, size);
	vardata_end(&v);
	return OK;
}
