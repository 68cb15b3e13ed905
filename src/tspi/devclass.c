/* SPDX-License-Identifier: MIT
 * devclass.c - the entries that name a class of devices: ids, icons, configuration. */
#include "model/devclass.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "model/phone.h"
#include "os/passing.h"
#include "tspi/door.h"
#include "tspi/entry.h"
#include "tspi/negotiate.h"
#include "tspi/pack.h"
#include "tspi/ui/icon.h"

#define ID_MAX 256		/* bytes of an id */

static LONG leave(const char *function, const char *who, enum err err)
{
	LONG result = door_answer(function, who, err);

	door_leave();
	return result;
}

/* --- ids --------------------------------------------------------------------------- */

/* Where an id is looked for: a line, and perhaps one of its calls. */
struct where {
	struct line *line;
	struct call *call;
};

/* What is selected, and nothing else, is looked at (R-GETID-5). */
static enum err selected(struct where *out, struct desk *desk, DWORD select, HDRVLINE hdline,
			 DWORD address, HDRVCALL hdcall)
{
	enum err err;

	*out = (struct where){ 0 };
	if (select == LINECALLSELECT_LINE || select == LINECALLSELECT_ADDRESS)
		return entry_line(&out->line, desk, hdline,
				  select == LINECALLSELECT_ADDRESS ? address : 0);
	if (select != LINECALLSELECT_CALL)
		return ERR_CALLSELECT;
	err = hdcall ? entry_call(&out->call, desk, hdcall) : ERR_CALL;
	out->line = out->call ? out->call->line : NULL;
	return err;
}

/* The handle that an id of a call begins with, as a copy that is `process`'s own (R-GETID-4).
 * Where there is no room for the id there is none: nobody would close it. */
static enum err put_stream(struct buf *id, const VARSTRING *room, const struct call *call,
			   const char *class, HANDLE process)
{
	intptr_t stream, copy;
	HANDLE handle;
	enum err err = devclass_stream(&stream, call, class);

	if (err || stream == PASSING_NONE || !room || room->dwTotalSize < sizeof(*room) + id->len)
		return err;
	if (process == PASSING_REMOTE)
		return ERR_UNAVAIL;
	copy = passing_copy(stream, process);
	if (copy == PASSING_NONE)
		return ERR_RESOURCE;
	handle = (HANDLE)copy;
	memcpy(id->at, &handle, sizeof(handle));
	return OK;
}

LONG TSPIAPI TSPI_lineGetID(HDRVLINE hdline, DWORD address, HDRVCALL hdcall, DWORD select,
			    LPVARSTRING id, LPCWSTR device_class, HANDLE process)
{
	struct desk *desk = door_enter();
	char *class = NULL, memory[ID_MAX];
	struct where of;
	DWORD format;
	struct buf bytes;
	enum err err = selected(&of, desk, select, hdline, address, hdcall);

	buf_fixed(&bytes, memory, sizeof(memory));
	if (!err)
		err = door_text(&class, device_class);
	if (!err)
		err = devclass_of_line(&bytes, &format, of.line, class);
	if (!err && of.call)
		err = put_stream(&bytes, id, of.call, class, process);
	if (!err)
		err = pack_varstring(id, format, bytes.at, bytes.len);
	mem_free(class);
	return leave(__func__, of.line ? of.line->name : NULL, err);
}

LONG TSPIAPI TSPI_phoneGetID(HDRVPHONE hdphone, LPVARSTRING id, LPCWSTR device_class, HANDLE process)
{
	struct desk *desk = door_enter();
	struct phone *phone = phone_find(desk, (uintptr_t)hdphone);
	char *class = NULL, memory[ID_MAX];
	DWORD format;
	struct buf bytes;
	enum err err = phone ? door_text(&class, device_class) : ERR_PHONE;

	buf_fixed(&bytes, memory, sizeof(memory));
	if (!err)
		err = devclass_of_phone(&bytes, &format, phone, class);
	if (!err)
		err = pack_varstring(id, format, bytes.at, bytes.len);
	mem_free(class);
	return leave(__func__, phone ? phone->name : NULL, err);
}

/* --- icons --------------------------------------------------------------------------- */

/* Without a class it is that of the line itself. */
LONG TSPIAPI TSPI_lineGetIcon(DWORD device_id, LPCWSTR device_class, LPHICON out)
{
	struct desk *desk = door_enter();
	char *class = NULL, memory[ID_MAX];
	DWORD format;
	struct line *line;
	struct buf bytes;
	enum err err = device_line(&line, desk, device_id);

	buf_fixed(&bytes, memory, sizeof(memory));
	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = door_text(&class, device_class);
	if (!err && class)
		err = devclass_of_line(&bytes, &format, line, class);
	if (!err)
		*out = icon_of(!class || devclass_is_line(class) ? ICON_LINE : ICON_PHONE);
	mem_free(class);
	return leave(__func__, line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_phoneGetIcon(DWORD device_id, LPCWSTR device_class, LPHICON out)
{
	struct desk *desk = door_enter();
	char *class = NULL, memory[ID_MAX];
	DWORD format;
	struct phone *phone;
	struct buf bytes;
	enum err err = device_phone(&phone, desk, device_id);

	buf_fixed(&bytes, memory, sizeof(memory));
	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = door_text(&class, device_class);
	if (!err && class)
		err = devclass_of_phone(&bytes, &format, phone, class);
	if (!err)
		*out = icon_of(class && devclass_is_line(class) ? ICON_LINE : ICON_PHONE);
	mem_free(class);
	return leave(__func__, phone ? phone->name : NULL, err);
}

/* --- configuration ---------------------------------------------------------------------- */

/* The line `id`, whose class `device_class` can be configured. */
static enum err configurable(struct line **out, struct desk *desk, DWORD id, LPCWSTR device_class)
{
	char *class = NULL;
	enum err err = device_line(out, desk, id);

	if (!err && !(*out)->driver->line_config)
		err = ERR_UNAVAIL;
	if (!err)
		err = door_text(&class, device_class);
	if (!err && !devclass_is_line(class))
		err = ERR_DEVICECLASS;
	mem_free(class);
	return err;
}

LONG TSPIAPI TSPI_lineGetDevConfig(DWORD device_id, LPVARSTRING out, LPCWSTR device_class)
{
	struct desk *desk = door_enter();
	struct line *line;
	struct buf config;
	enum err err = configurable(&line, desk, device_id, device_class);

	buf_grow(&config);
	if (!err)
		line->driver->line_config(line, &config);
	if (!err && config.full)
		err = ERR_NOMEM;
	if (!err)
		err = pack_varstring(out, STRINGFORMAT_BINARY, config.at, config.len);
	buf_free(&config);
	return leave(__func__, line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_lineSetDevConfig(DWORD device_id, LPVOID const config, DWORD size, LPCWSTR device_class)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = configurable(&line, desk, device_id, device_class);

	if (!err && !config)
		err = ERR_POINTER;
	/* Not in the middle of a call, whose course it would change. */
	if (!err && line_count_calls(line, CALLSTATE_NEW | (CALLSTATE_ALL & ~LINECALLSTATE_IDLE)))
		err = ERR_LINESTATE;
	if (!err)
		err = line->driver->line_configure(line, config, size);
	return leave(__func__, line ? line->name : NULL, err);
}
