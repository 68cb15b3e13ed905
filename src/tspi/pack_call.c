/* SPDX-License-Identifier: MIT
 * pack_call.c - calls as the records that TAPI reads. */
#include "model/info.h"
#include "tspi/pack_in.h"

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

/* What travels with it; the array first, so that it is aligned. */
static void pack_luggage(struct vardata *v, const struct call *call)
{
	static const struct call_info none;
	const struct call_info *info = call->info ? call->info : &none;
	LINEDIALPARAMS dial = info_dial_params(call);

	vardata_array(v, VARFIELD(LINECALLINFO, TerminalModes), terminal_routes(call),
		      call->line->terminal_count, sizeof(DWORD));
	vardata_copy(v, AT(LINECALLINFO, DialParams), &dial, sizeof(dial));
#define BYTES(xxx, bytes) vardata_bytes(v, VARFIELD(LINECALLINFO, xxx), (bytes).at, (bytes).size)
	BYTES(UserUserInfo, info->uui);
	if (call->line->version < TAPI_2_0)
		return;
	BYTES(CallData, info->data);
	BYTES(SendingFlowspec, info->send_flow);
	BYTES(ReceivingFlowspec, info->receive_flow);
#undef BYTES
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
	enum err err = pack_begin(&v, out, ABI_LINECALLINFO, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINECALLINFO, field), value)
	PUT(dwLineDeviceID, line->device_id);
	PUT(dwAddressID, call->address->id);
	PUT(dwBearerMode, call->bearer);
	PUT(dwRate, call->rate);
	PUT(dwMediaMode, call->media);
	PUT(dwAppSpecific, call->app_specific);
	PUT(dwCallID, call_id(call));
	PUT(dwRelatedCallID, call->related_id);
	PUT(dwCallParamFlags, call->param_flags);
	PUT(dwCallStates, line->driver->traits->call_states);
	PUT(dwOrigin, origin_at(call->origin, line->version));
	PUT(dwReason, call->reason);
	PUT(dwCompletionID, call->completion_id);
	PUT(dwTrunk, 0xFFFFFFFF);
	PUT(dwCallTreatment, call->treatment);
#undef PUT
	pack_luggage(&v, call);
	pack_parties(&v, call);
	vardata_text(&v, VARFIELD(LINECALLINFO, Display), call->display);
	pack_specific(&v, VARFIELD(LINECALLINFO, DevSpecific), &(struct specific){
		.record = SPECIFIC_CALL_INFO, .line = line, .call = call, .version = line->ext_version });
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
	enum err err = pack_begin(&v, out, ABI_LINECALLSTATUS, version);
	WORD entered[8];

	if (err)
		return err;
	system_time(entered, call->since_ms);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallState),
		    call->state == CALLSTATE_NEW ? LINECALLSTATE_UNKNOWN : call->state);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallStateMode), call->mode);
	vardata_put(&v, AT(LINECALLSTATUS, dwCallFeatures),
		    pack_known(NAME_LINECALLFEATURE, call_features(call), version));
	vardata_put(&v, AT(LINECALLSTATUS, dwCallFeatures2),
		    call_features2(call->line, call_features(call)));
	vardata_copy(&v, AT(LINECALLSTATUS, tStateEntryTime), entered, sizeof(entered));
	vardata_end(&v);
	return OK;
}

enum err pack_tracking(LINECALLHUBTRACKINGINFO *out, const struct line *line)
{
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINECALLHUBTRACKINGINFO, line->version);

	if (err)
		return err;
	vardata_put(&v, AT(LINECALLHUBTRACKINGINFO, dwAvailableTracking), line->driver->traits->tracking);
	vardata_put(&v, AT(LINECALLHUBTRACKINGINFO, dwCurrentTracking), line->tracking);
	vardata_end(&v);
	return OK;
}
