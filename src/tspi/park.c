/* SPDX-License-Identifier: MIT
 * park.c - the entries that leave a call for later: park, complete. */

#include "base/mem.h"
#include "tspi/entry.h"
#include "tspi/pack.h"

/* Where the call went: all of it, or none (R-STRUCT-14). */
static enum err write_address(void *to, DWORD number, const char *text)
{
	size_t size = utf16_size(text);
	const VARSTRING *room = to;
	WCHAR wide[128];

	if (size > sizeof(wide) || size > room->dwTotalSize - sizeof(VARSTRING))
		return ERR_TOOSMALL;
	utf16_write(wide, text);
	return pack_varstring(to, STRINGFORMAT_UNICODE, wide, size);
}

LONG TSPIAPI TSPI_linePark(DRV_REQUESTID request, HDRVCALL hdcall, DWORD mode, LPCWSTR dest,
			   LPVARSTRING out)
{
	struct desk *desk = door_enter();
	struct call_args args = { .mode = mode };
	struct call *call;
	char *text = NULL;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_PARK);
	if (!err && (!mode || (mode & (mode - 1)) || (mode & ~line_park_modes(call->line))))
		err = ERR_PARKMODE;
	if (!err && mode == LINEPARKMODE_DIRECTED)
		err = entry_address(&text, call->line, dest);
	if (!err && mode == LINEPARKMODE_NONDIRECTED) {
		args.out = (struct ask_out){ out, write_address };
		err = !out ? ERR_POINTER : out->dwTotalSize < sizeof(VARSTRING) ? ERR_TOOSMALL : OK;
	}
	args.dest = text;
	if (!err)
		err = call_ask(call, CALL_PARK, request, &args);
	mem_free(text);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

static enum err write_id(void *to, DWORD number, const char *text)
{
	*(DWORD *)to = number;
	return OK;
}

static enum err completion_check(const struct line *line, DWORD mode, DWORD message)
{
	const struct line_traits *traits = line->driver->traits;
	DWORD count = 0;

	if (!mode || (mode & (mode - 1)) || (mode & ~traits->complete_modes))
		return ERR_COMPLETIONMODE;
	while (traits->messages && traits->messages[count])
		count++;
	return mode == LINECALLCOMPLMODE_MESSAGE && message >= count ? ERR_MESSAGE : OK;
}

LONG TSPIAPI TSPI_lineCompleteCall(DRV_REQUESTID request, HDRVCALL hdcall, LPDWORD out, DWORD mode,
				   DWORD message)
{
	struct desk *desk = door_enter();
	struct call_args args = { .mode = mode, .message = message, .out = { out, write_id } };
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_COMPLETE);
	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = completion_check(call->line, mode, message);
	if (!err)
		err = call_ask(call, CALL_COMPLETE, request, &args);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

LONG TSPIAPI TSPI_lineUncompleteCall(DRV_REQUESTID request, HDRVLINE hdline, DWORD completion)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, 0);

	if (!err)
		err = line_ask(line, LINE_OP_UNCOMPLETE, request,
			       &(struct line_args){ .completion = completion });
	return entry_end(__func__, request, line ? line->name : NULL, err);
}
