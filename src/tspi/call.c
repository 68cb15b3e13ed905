/* SPDX-License-Identifier: MIT
 * call.c - the entries of calls. */
#include "abi/names.h"
#include "base/mem.h"
#include "tspi/courier.h"
#include "tspi/entry.h"
#include "tspi/pack.h"

static LONG leave(const char *function, const struct call *call, enum err err)
{
	LONG result = door_answer(function, err && call ? call_name(call) : NULL, err);

	door_leave();
	return result;
}

LONG TSPIAPI TSPI_lineHold(DRV_REQUESTID request, HDRVCALL call)
{
	return entry_ask(__func__, request, call, CALL_HOLD, &(struct call_args){ 0 });
}

LONG TSPIAPI TSPI_lineUnhold(DRV_REQUESTID request, HDRVCALL call)
{
	return entry_ask(__func__, request, call, CALL_UNHOLD, &(struct call_args){ 0 });
}

LONG TSPIAPI TSPI_lineMakeCall(DRV_REQUESTID request, HDRVLINE hdline, HTAPICALL htcall,
			       LPHDRVCALL out, LPCWSTR dest, DWORD country,
			       LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct line *line = line_find(desk, (uintptr_t)hdline);
	struct params read = { 0 };
	struct call *call = NULL;
	char *text = NULL;
	enum err err = line ? OK : ERR_LINE;
	LONG result;

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = door_text(&text, dest);
	if (!err)
		err = params_dialable(line, text);
	if (!err)
		err = params_read(&read, line, params);
	if (!err && (read.call.flags & ENTRY_SETUP_FLAGS))
		err = ERR_PARAMS;	/* those flags belong to lineSetup.. */
	if (!err)
		err = call_new_on(&call, entry_origin(line, &read.call), htcall);
	if (!err)
		err = info_fill(call, &read.call);
	if (!err) {
		entry_handle(out, call);
		err = call_ask(call, CALL_DIAL, request, &(struct call_args){
			.dest = text, .country = country, .params = &read.call });
	}
	if (err && call)
		call_free(call, err);
	params_free(&read);
	mem_free(text);
	result = door_begun(__func__, line ? line->name : NULL, err, request);
	door_leave();
	return result;
}

/* Legal in any state (R-CLOSE-1). A handle whose birth failed is dead already,
 * and TAPI may or may not close it (R-HND-9): closing it is no error. */
LONG TSPIAPI TSPI_lineCloseCall(HDRVCALL hdcall)
{
	struct desk *desk = door_enter();
	struct call *call;

	if (entry_call(&call, desk, hdcall) == OK)
		call_free(call, ERR_CLOSED);
	courier_settle(desk, 0, (uint32_t)(uintptr_t)hdcall);
	return leave(__func__, NULL, OK);
}

LONG TSPIAPI TSPI_lineGetCallInfo(HDRVCALL hdcall, LPLINECALLINFO info)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = pack_callinfo(info, call);
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineGetCallStatus(HDRVCALL hdcall, LPLINECALLSTATUS status)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = pack_callstatus(status, call);
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineGetCallAddressID(HDRVCALL hdcall, LPDWORD address)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err && !address)
		err = ERR_POINTER;
	if (!err)
		*address = call->address->id;
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineGetCallIDs(HDRVCALL hdcall, LPDWORD address, LPDWORD id, LPDWORD related)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err && (!address || !id || !related))
		err = ERR_POINTER;
	if (!err) {
		*address = call->address->id;
		*id = call_id(call);
		*related = call->related_id;
	}
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineSetAppSpecific(HDRVCALL hdcall, DWORD value)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err) {
		call->app_specific = value;
		call_info_news(call, LINECALLINFOSTATE_APPSPECIFIC);
	}
	return leave(__func__, call, err);
}

/* --- digits ----------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineMonitorDigits(HDRVCALL hdcall, DWORD modes)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_MONITOR_DIGITS);
	if (!err && (modes & ~call->line->driver->traits->monitor_digits))
		err = ERR_DIGITMODE;
	if (!err)
		call->monitor_digits = modes;
	return leave(__func__, call, err);
}

static bool is_digit(WCHAR c)
{
	return c && c < 128 && strchr("0123456789ABCDabcd*#", (char)c);
}

/* Termination digits: each a digit, at most as many as there are. */
static enum err terminators(char out[17], LPCWSTR text)
{
	size_t count = 0;

	for (; text && *text; text++) {
		if (!is_digit(*text) || count == 16)
			return ERR_DIGITS;
		out[count++] = (char)(*text >= 'a' ? *text - 'a' + 'A' : *text);
	}
	out[count] = '\0';
	return OK;
}

LONG TSPIAPI TSPI_lineGatherDigits(HDRVCALL hdcall, DWORD end_to_end, DWORD modes, LPWSTR digits,
				   DWORD count, LPCWSTR stop, DWORD first_ms, DWORD inter_ms)
{
	struct desk *desk = door_enter();
	struct gather gather = { .out = digits, .wanted = count, .end_to_end = end_to_end,
				 .modes = modes, .inter_ms = inter_ms };
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_GATHER_DIGITS);
	if (!err && !digits) {
		call_gather_cancel(call);
		goto out;
	}
	if (!err && (!modes || (modes & ~call->line->driver->traits->monitor_digits)))
		err = ERR_DIGITMODE;
	if (!err && count == 0)
		err = ERR_PARAM;		/* R-DIGIT-4 */
	if (!err && (first_ms > CALL_GATHER_MAX_MS || inter_ms > CALL_GATHER_MAX_MS))
		err = ERR_TIMEOUT;
	if (!err)
		err = terminators(gather.stop, stop);
	if (!err)
		err = call_gather(call, &gather, first_ms);
out:
	return leave(__func__, call, err);
}

/* What can be generated, in upper case; the rest is skipped (R-DIGIT-2). */
static void generable(char out[CALL_DIGITS_MAX + 1], LPCWSTR text)
{
	size_t count = 0;

	for (; *text && count < CALL_DIGITS_MAX; text++)
		if (is_digit(*text) || *text == ',')
			out[count++] = (char)(*text >= 'a' ? *text - 'a' + 'A' : *text);
	out[count] = '\0';
}

LONG TSPIAPI TSPI_lineGenerateDigits(HDRVCALL hdcall, DWORD end_to_end, DWORD mode, LPCWSTR digits,
				     DWORD duration)
{
	struct desk *desk = door_enter();
	struct call_args args = { .mode = mode, .duration_ms = duration };
	char text[CALL_DIGITS_MAX + 1];
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (digits) {
		generable(text, digits);
		args.digits = text;
	}
	if (!err)
		err = call_generate(call, end_to_end, &args);
	return leave(__func__, call, err);
}
