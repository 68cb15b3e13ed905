/* SPDX-License-Identifier: MIT
 * specific.c - the entries of what is the vendor's own. TAPI's block goes to the
 * driver as it is, and belongs to it until the reply (R-ASYNC-8). */
#include "abi/names.h"
#include "model/phone.h"
#include "tspi/entry.h"

/* The call that a request for `line` names; NULL is none. */
static enum err call_on(struct call **out, struct desk *desk, HDRVCALL handle, const struct line *line)
{
	enum err err = OK;

	*out = NULL;
	if (handle)
		err = entry_call(out, desk, handle);
	return !err && *out && (*out)->line != line ? ERR_CALL : err;
}

LONG TSPIAPI TSPI_lineDevSpecific(DRV_REQUESTID request, HDRVLINE hdline, DWORD address, HDRVCALL hdcall,
				  LPVOID params, DWORD size)
{
	struct desk *desk = door_enter();
	struct line_args args = { .address = address, .data = params, .size = size };
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, address);

	if (!err)
		err = call_on(&args.call, desk, hdcall, line);
	if (!err)
		err = line_ask(line, LINE_OP_DEVSPECIFIC, request, &args);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}

/* Whether TAPI has such a function of a button at `version`. */
static bool is_function(DWORD function, DWORD version)
{
	const struct name *name;

	for (size_t i = 0; (name = name_at(i)); i++)
		if (name->group == NAME_PHONEBUTTONFUNCTION && name->value == function)
			return name->since <= version;
	return false;
}

LONG TSPIAPI TSPI_lineDevSpecificFeature(DRV_REQUESTID request, HDRVLINE hdline, DWORD feature,
					 LPVOID params, DWORD size)
{
	struct desk *desk = door_enter();
	struct line_args args = {
		.address = ADDRESS_NONE, .feature = feature, .data = params, .size = params ? size : 0,
	};
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, 0);

	if (!err && line->ext_version && !is_function(feature, line->version))
		err = ERR_FEATURE;
	if (!err)
		err = line_ask(line, LINE_OP_DEVSPECIFIC_FEATURE, request, &args);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_phoneDevSpecific(DRV_REQUESTID request, HDRVPHONE hdphone, LPVOID params, DWORD size)
{
	struct desk *desk = door_enter();
	struct phone *phone = phone_find(desk, (uintptr_t)hdphone);
	struct phone_args args = { .data = params, .block = params, .size = size };
	enum err err = phone ? phone_ask(phone, PHONE_OP_DEVSPECIFIC, request, &args) : ERR_PHONE;

	return entry_end(__func__, request, phone ? phone->name : NULL, err);
}
