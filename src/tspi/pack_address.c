/* SPDX-License-Identifier: MIT
 * pack_address.c - addresses as the records that TAPI reads. */
#include "tspi/pack_in.h"
#include "model/devclass.h"
#include "model/forward.h"

/* All that the model itself can change of an address. */
static DWORD address_states(const struct line *line)
{
	return LINEADDRESSSTATE_NUMCALLS | LINEADDRESSSTATE_INUSEZERO | LINEADDRESSSTATE_INUSEONE |
	       (line_op_possible(line, LINE_OP_SET_TERMINAL) ? LINEADDRESSSTATE_TERMINALS : 0) |
	       (line->driver->line[LINE_OP_FORWARD] ? LINEADDRESSSTATE_FORWARD : 0);
}

/* The same of calls. */
static DWORD info_states(const struct line *line)
{
	return line->driver->traits->call_info |
	       (line->terminal_count && line->driver->call[CALL_SET_TERMINAL] ? LINECALLINFOSTATE_TERMINAL : 0);
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

/* What the far end can be made to hear while it waits. */
static void pack_treatments(struct vardata *v, const struct line *line)
{
	const struct treatment *treatments = line->driver->traits->treatments;
	struct varblock block;
	DWORD count = 0;

	while (line->driver->call[CALL_SET_TREATMENT] && treatments && treatments[count].name)
		count++;
	vardata_put(v, AT(LINEADDRESSCAPS, dwNumCallTreatments), count);
	if (!count)
		return;
	block = vardata_block(v, VARFIELD(LINEADDRESSCAPS, CallTreatmentList), count, sizeof(LINECALLTREATMENTENTRY));
	for (DWORD i = 0; i < count; i++) {
		vardata_entry_put(v, &block, i, AT(LINECALLTREATMENTENTRY, dwCallTreatmentID), treatments[i].id);
		vardata_entry_text(v, &block, i, VARFIELD(LINECALLTREATMENTENTRY, CallTreatmentName),
				   treatments[i].name);
	}
}

/* Conferences, transfer, park, forwarding and completion. */
static void pack_services(struct vardata *v, const struct line *line)
{
	const struct line_traits *traits = line->driver->traits;
	const struct driver *driver = line->driver;
	bool completes = line_can(line, CALL_COMPLETE);

#define PUT(slot, field, value) \
	vardata_put(v, AT(LINEADDRESSCAPS, field), driver->slot ? (value) : 0)
	PUT(call[CALL_ADD_TO_CONFERENCE], dwMaxNumConference, traits->max_conference);
	PUT(call[CALL_COMPLETE_TRANSFER], dwMaxNumTransConf, traits->max_conference);
	PUT(call[CALL_REMOVE_FROM_CONFERENCE], dwRemoveFromConfCaps, traits->remove_caps);
	PUT(call[CALL_REMOVE_FROM_CONFERENCE], dwRemoveFromConfState, traits->remove_state);
	PUT(call[CALL_COMPLETE_TRANSFER], dwTransferModes, LINETRANSFERMODE_TRANSFER |
	    (traits->max_conference ? LINETRANSFERMODE_CONFERENCE : 0));
	vardata_put(v, AT(LINEADDRESSCAPS, dwParkModes), line_park_modes(line));
	PUT(line[LINE_OP_FORWARD], dwForwardModes, traits->forward_modes);
	PUT(line[LINE_OP_FORWARD], dwMaxForwardEntries, traits->max_forwards);
	PUT(line[LINE_OP_FORWARD], dwMaxSpecificEntries, traits->max_specific);
	PUT(line[LINE_OP_FORWARD], dwMinFwdNumRings, traits->min_rings);
	PUT(line[LINE_OP_FORWARD], dwMaxFwdNumRings, traits->max_rings);
	vardata_put(v, AT(LINEADDRESSCAPS, dwMaxCallCompletions), completes ? traits->max_completions : 0);
	vardata_put(v, AT(LINEADDRESSCAPS, dwCallCompletionConds), completes ? traits->complete_conds : 0);
	vardata_put(v, AT(LINEADDRESSCAPS, dwCallCompletionModes), completes ? traits->complete_modes : 0);
#undef PUT
	pack_messages(v, traits);
}

enum err pack_addresscaps(LINEADDRESSCAPS *out, const struct address *address, DWORD version,
			  DWORD ext_version)
{
	const struct line *line = address->line;
	const struct line_traits *traits = line->driver->traits;
	const char *classes[DEVCLASS_MAX];
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEADDRESSCAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEADDRESSCAPS, field), value)
	PUT(dwLineDeviceID, line->device_id);
	PUT(dwAddressSharing, LINEADDRESSSHARING_PRIVATE);
	PUT(dwAddressStates, address_states(line));
	PUT(dwCallInfoStates, pack_known(NAME_LINECALLINFOSTATE, info_states(line), version));
	PUT(dwCallerIDFlags, traits->caller_id);
	PUT(dwCalledIDFlags, traits->called_id);
	PUT(dwConnectedIDFlags, traits->connected_id);
	PUT(dwRedirectionIDFlags, traits->redirection_id);
	PUT(dwRedirectingIDFlags, traits->redirecting_id);
	PUT(dwCallStates, traits->call_states);
	PUT(dwDialToneModes, traits->dialtone_modes);
	PUT(dwBusyModes, traits->busy_modes);
	PUT(dwSpecialInfo, traits->special_info);
	PUT(dwDisconnectModes, pack_known(NAME_LINEDISCONNECTMODE, traits->disconnect_modes, version));
	PUT(dwMaxNumActiveCalls, address_max_active(address));
	PUT(dwMaxNumOnHoldCalls, traits->max_held);
	PUT(dwMaxNumOnHoldPendingCalls, traits->max_pending);
	PUT(dwAddrCapFlags, pack_known(NAME_LINEADDRCAPFLAGS, line_addr_flags(line), version));
	PUT(dwCallFeatures, pack_known(NAME_LINECALLFEATURE, call_features_ever(line), version));
	PUT(dwAddressFeatures, pack_known(NAME_LINEADDRFEATURE, address_features_ever(line), version));
	if (version >= TAPI_2_0) {
		PUT(dwPredictiveAutoTransferStates, line_auto_states(line));
		PUT(dwMaxNoAnswerTimeout, 86400);
		PUT(dwConnectedModes, traits->connected_modes);
		PUT(dwOfferingModes, LINEOFFERINGMODE_ACTIVE);
		PUT(dwMaxCallDataSize, traits->max_call_data);
		PUT(dwAvailableMediaModes, traits->media_modes);
		PUT(dwCallFeatures2, call_features2(line, call_features_ever(line)));
	}
#undef PUT
	pack_services(&v, line);
	if (version >= TAPI_2_0)
		pack_treatments(&v, line);
	vardata_text(&v, VARFIELD(LINEADDRESSCAPS, Address), address->number);
	pack_specific(&v, VARFIELD(LINEADDRESSCAPS, DevSpecific), &(struct specific){
		.record = SPECIFIC_ADDRESS_CAPS, .line = line, .version = ext_version });
	vardata_words(&v, VARFIELD(LINEADDRESSCAPS, DeviceClasses), classes, devclass_names_of_line(classes, line));
	vardata_end(&v);
	return OK;
}

DWORD pack_forward_size(DWORD version)
{
	return version >= TAPI_3_1 ? sizeof(LINEFORWARD) : offsetof(LINEFORWARD, dwCallerAddressType);
}

/* Where calls for the address go instead; offsets count from the record. */
static void pack_forwards(struct vardata *v, const struct address *address)
{
	const struct forwards *forwards = address->forwards;
	struct varblock block;

	if (!forwards)
		return;
	vardata_put(v, AT(LINEADDRESSSTATUS, dwNumRingsNoAnswer), forwards->rings);
	vardata_put(v, AT(LINEADDRESSSTATUS, dwForwardNumEntries), forwards->count);
	block = vardata_block(v, VARFIELD(LINEADDRESSSTATUS, Forward), forwards->count,
			      pack_forward_size(address->line->version));
	for (DWORD i = 0; i < forwards->count; i++) {
		const struct forward *forward = &forwards->list[i];

		vardata_entry_put(v, &block, i, AT(LINEFORWARD, dwForwardMode), forward->mode);
		vardata_entry_put(v, &block, i, AT(LINEFORWARD, dwDestCountryCode), forward->country);
		vardata_entry_text(v, &block, i, VARFIELD(LINEFORWARD, CallerAddress), forward->caller);
		vardata_entry_text(v, &block, i, VARFIELD(LINEFORWARD, DestAddress), forward->dest);
	}
}

enum err pack_addressstatus(LINEADDRESSSTATUS *out, const struct address *address)
{
	const struct line *line = address->line;
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_LINEADDRESSSTATUS, line->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(LINEADDRESSSTATUS, field), value)
	vardata_array(&v, VARFIELD(LINEADDRESSSTATUS, TerminalModes), address->routes,
		      line->terminal_count, sizeof(DWORD));
	PUT(dwNumInUse, address->in_use);
	PUT(dwNumActiveCalls, address_count_known(address, ACTIVE));
	PUT(dwNumOnHoldCalls, address_count_known(address, LINECALLSTATE_ONHOLD));
	PUT(dwNumOnHoldPendCalls, address_count_known(address, PENDING));
	PUT(dwAddressFeatures, pack_known(NAME_LINEADDRFEATURE, address_features(address), line->version));
#undef PUT
	pack_forwards(&v, address);
	vardata_end(&v);
	return OK;
}
