/* SPDX-License-Identifier: MIT
 * transfer.c - the entries of two calls: swap hold, consultation, transfer. */
#include "model/join.h"
#include "tspi/entry.h"

LONG TSPIAPI TSPI_lineSwapHold(DRV_REQUESTID request, HDRVCALL hdactive, HDRVCALL hdheld)
{
	struct desk *desk = door_enter();
	struct call *active, *held;
	enum err err = entry_call(&active, desk, hdactive);

	if (!err)
		err = entry_call(&held, desk, hdheld);
	if (!err)
		err = call_ask(active, CALL_SWAP_HOLD, request, &(struct call_args){ .other = held });
	return entry_end(__func__, request, err && active ? call_name(active) : NULL, err);
}

LONG TSPIAPI TSPI_lineSetupTransfer(DRV_REQUESTID request, HDRVCALL hdcall, HTAPICALL htconsult,
				    LPHDRVCALL out, LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct params read = { 0 };
	struct call *call, *consult = NULL;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = call_may(call, CALL_SETUP_TRANSFER);
	if (!err)
		err = params_read(&read, call->line, params);
	if (!err)
		err = join_new_consult(&consult, call, htconsult);
	if (!err)
		err = info_fill(consult, &read.call);
	if (!err) {
		entry_handle(out, consult);
		err = call_ask(call, CALL_SETUP_TRANSFER, request, &(struct call_args){
			.params = &read.call, .born = { consult } });
	}
	if (err && consult)
		call_free(consult, err);
	params_free(&read);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

/* What lineCompleteTransfer can make of two calls on this line. */
static enum err mode_check(const struct line *line, DWORD mode, LPHDRVCALL out)
{
	if (mode == LINETRANSFERMODE_TRANSFER)
		return OK;
	if (mode != LINETRANSFERMODE_CONFERENCE || !line->driver->traits->max_conference)
		return ERR_TRANSFERMODE;
	return out ? OK : ERR_POINTER;
}

LONG TSPIAPI TSPI_lineCompleteTransfer(DRV_REQUESTID request, HDRVCALL hdcall, HDRVCALL hdconsult,
				       HTAPICALL htconf, LPHDRVCALL out, DWORD mode)
{
	struct desk *desk = door_enter();
	struct call *call, *consult, *conference = NULL;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = entry_call(&consult, desk, hdconsult);
	if (!err)
		err = mode_check(call->line, mode, out);
	if (!err && mode == LINETRANSFERMODE_CONFERENCE)
		err = join_new_conference(&conference, call->address, htconf);
	if (!err && conference)
		entry_handle(out, conference);
	if (!err)
		err = call_ask(call, CALL_COMPLETE_TRANSFER, request, &(struct call_args){
			.other = consult, .mode = mode, .born = { conference } });
	if (err && conference)
		call_free(conference, err);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}
