/* SPDX-License-Identifier: MIT
 * entry.c - what the entries of calls have in common. */
#include "tspi/entry.h"
#include "base/mem.h"

enum err entry_call(struct call **out, struct desk *desk, HDRVCALL handle)
{
	*out = call_find(desk, (uintptr_t)handle);
	return *out ? OK : ERR_CALL;
}

enum err entry_line(struct line **out, struct desk *desk, HDRVLINE handle, DWORD address)
{
	*out = line_find(desk, (uintptr_t)handle);
	if (!*out)
		return ERR_LINE;
	return line_address(*out, address) ? OK : ERR_ADDRESSID;
}

struct address *entry_origin(const struct line *line, const struct call_params *params)
{
	return params->address_id == ADDRESS_NONE ? line_address_any(line)
						  : line_address(line, params->address_id);
}

void entry_handle(LPHDRVCALL out, const struct call *call)
{
	*out = (HDRVCALL)(uintptr_t)call->handle;
}

enum err entry_address(char **out, const struct line *line, LPCWSTR dest)
{
	enum err err = door_text(out, dest);

	if (!err && !*out)
		err = ERR_ADDRESS;
	return err ? err : params_dialable(line, *out);
}

LONG entry_end(const char *function, DRV_REQUESTID request, const char *who, enum err err)
{
	LONG result = door_begun(function, err ? who : NULL, err, request);

	door_leave();
	return result;
}

LONG entry_ask(const char *function, DRV_REQUESTID request, HDRVCALL hdcall, enum call_op op,
	       const struct call_args *args)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_ask(call, op, request, args);
	return entry_end(function, request, err && call ? call_name(call) : NULL, err);
}
