/* SPDX-License-Identifier: MIT
 * devclass.c - the entries that name a class of devices: ids, icons, configuration. */
#include "model/devclass.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "model/phone.h"
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

/* What is selected, and nothing else, is looked at (R-GETID-5). */
static enum err selected(struct line **out, struct desk *desk, HDRVLINE hdline, DWORD address,
			 HDRVCALL hdcall)
{
	struct call *call;
	enum err err;

	if (!hdcall)
		return entry_line(out, desk, hdline, address);
	err = entry_call(&call, desk, hdcall);
	*out = call ? call->line : NULL;
	return err;
}

LONG TSPIAPI TSPI_lineGetID(HDRVLINE hdline, DWORD address, HDRVCALL hdcall, DWORD select,
			    LPVARSTRING id, LPCWSTR device_class, HANDLE process)
{
	struct desk *desk = door_enter();
	struct line *line = NULL;
	char *class = NULL, memory[ID_MAX];
	DWORD format;
	struct buf bytes;
	enum err err = OK;

	buf_fixed(&bytes, memory, sizeof(memory));
	if (select == LINECALLSELECT_CALL)
		err = hdcall ? selected(&line, desk, NULL, 0, hdcall) : ERR_CALL;
	else if (select == LINECALLSELECT_LINE || select == LINECALLSELECT_ADDRESS)
		err = selected(&line, desk, hdline, select == LINECALLSELECT_ADDRESS ? address : 0, NULL);
	else
		err = ERR_CALLSELECT;
	if (!err)
		err = door_text(&class, device_class);
	if (!err)
		err = devclass_of_line(&bytes, &format, line, class);
	if (!err)
		err = pack_varstring(id, format, bytes.at, bytes.len);
	mem_free(class);
	return leave(__func__, line ? line->name : NULL, err);
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
