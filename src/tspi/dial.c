/* SPDX-License-Identifier: MIT
 * dial.c - the entries that send a call somewhere: dial, redirect, blind
 * transfer, pickup, unpark. */
#include "base/mem.h"
#include "tspi/entry.h"

/* An entry that hands on an address. lineDial takes an empty one too (R-DIAL-3). */
static LONG send_to(const char *function, DRV_REQUESTID request, HDRVCALL hdcall, enum call_op op,
		    struct call_args *args, LPCWSTR dest)
{
	struct desk *desk = door_enter();
	struct call *call;
	char *text = NULL;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, op);
	if (!err)
		err = entry_address(&text, call->line, dest);
	if (!err && !text[0] && op != CALL_DIAL_MORE)
		err = ERR_ADDRESS;
	args->dest = text;
	if (!err)
		err = call_ask(call, op, request, args);
	mem_free(text);
	return entry_end(function, request, err && call ? call_name(call) : NULL, err);
}

LONG TSPIAPI TSPI_lineDial(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest, DWORD country)
{
	return send_to(__func__, request, call, CALL_DIAL_MORE,
		       &(struct call_args){ .country = country }, dest);
}

LONG TSPIAPI TSPI_lineRedirect(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest, DWORD country)
{
	return send_to(__func__, request, call, CALL_REDIRECT,
		       &(struct call_args){ .country = country }, dest);
}

LONG TSPIAPI TSPI_lineBlindTransfer(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest, DWORD country)
{
	return send_to(__func__, request, call, CALL_BLIND_TRANSFER,
		       &(struct call_args){ .country = country }, dest);
}

/* A call that is fetched from somewhere. */
static enum err fetch(struct address *address, enum call_op op, DRV_REQUESTID request, HTAPICALL htcall,
		      LPHDRVCALL out, const struct call_args *args)
{
	struct call *call;
	/* What waits is fetched into the place of the call that is talked on. */
	bool waits = op == CALL_PICKUP && !args->dest && !args->group && address->waiting;
	enum err err = waits ? call_new_beside(&call, address, htcall) : call_new_on(&call, address, htcall);

	if (err)
		return err == ERR_CALLUNAVAIL ? ERR_RESOURCE : err;
	entry_handle(out, call);
	err = call_ask(call, op, request, args);
	if (err)
		call_free(call, err);
	return err;
}

LONG TSPIAPI TSPI_lineUnpark(DRV_REQUESTID request, HDRVLINE hdline, DWORD address, HTAPICALL htcall,
			     LPHDRVCALL out, LPCWSTR dest)
{
	struct desk *desk = door_enter();
	struct line *line;
	char *text = NULL;
	enum err err = entry_line(&line, desk, hdline, address);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = entry_address(&text, line, dest);
	if (!err)
		err = fetch(line_address(line, address), CALL_UNPARK, request, htcall, out, &(struct call_args){ .dest = text });
	mem_free(text);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_linePickup(DRV_REQUESTID request, HDRVLINE hdline, DWORD address, HTAPICALL htcall,
			     LPHDRVCALL out, LPCWSTR dest, LPCWSTR group)
{
	struct desk *desk = door_enter();
	struct call_args args = { 0 };
	struct line *line;
	char *text = NULL, *name = NULL;
	enum err err = entry_line(&line, desk, hdline, address);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = door_text(&text, dest);
	if (!err)
		err = params_dialable(line, text);
	if (!err)
		err = door_text(&name, group);
	args.dest = text && text[0] ? text : NULL;
	args.group = name && name[0] ? name : NULL;
	if (!err && !args.dest && !args.group &&
	    !(line_addr_flags(line) & LINEADDRCAPFLAGS_PICKUPCALLWAIT))
		err = ERR_ADDRESS;
	if (!err)
		err = fetch(line_address(line, address), CALL_PICKUP, request, htcall, out, &args);
	mem_free(text);
	mem_free(name);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}
