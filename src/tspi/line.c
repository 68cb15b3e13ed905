/* SPDX-License-Identifier: MIT
 * line.c - the entries of lines. */
#include "abi/names.h"
#include "abi/vardata.h"
#include "base/log.h"
#include "base/mem.h"
#include "tspi/courier.h"
#include "tspi/door.h"
#include "tspi/negotiate.h"
#include "tspi/pack.h"
#include "tspi/params.h"

/* Every entry ends so: what it returns, said at the desk, then out. */
static LONG leave(const char *function, const struct line *line, enum err err)
{
	LONG result = door_answer(function, line ? line->name : NULL, err);

	door_leave();
	return result;
}

static enum err opened(struct line **out, struct desk *desk, HDRVLINE handle)
{
	*out = line_find(desk, (uintptr_t)handle);
	return *out ? OK : ERR_LINE;
}

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device_id, DWORD version, DWORD ext_version, LPLINEDEVCAPS caps)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = device_line(&line, desk, device_id);

	if (!err)
		err = device_line_versions(line, version, ext_version);
	if (!err)
		err = pack_devcaps(caps, line, version, ext_version);
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineGetAddressCaps(DWORD device_id, DWORD address, DWORD version,
				     DWORD ext_version, LPLINEADDRESSCAPS caps)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = device_line(&line, desk, device_id);

	if (!err && !line_address(line, address))
		err = ERR_ADDRESSID;
	if (!err)
		err = device_line_versions(line, version, ext_version);
	if (!err)
		err = pack_addresscaps(caps, line_address(line, address), version, ext_version);
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineOpen(DWORD device_id, HTAPILINE htline, LPHDRVLINE out, DWORD version,
			   LINEEVENT event)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = device_line(&line, desk, device_id);

	if (!err && (!out || !event))
		err = ERR_POINTER;
	if (!err)
		err = device_version(version);
	if (!err)
		err = line_open(line, htline, version, event);
	if (!err)
		*out = (HDRVLINE)(uintptr_t)line->handle;
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineClose(HDRVLINE hdline)
{
	struct desk *desk = door_enter();
	uint32_t handle = (uint32_t)(uintptr_t)hdline;
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err) {
		line_close(line);
		/* Before the desk is left: a reload might drop it meanwhile. */
		if (line->removed)
			provider_drop_line(line->provider, line);
		courier_settle(desk, handle, 0);
	}
	return leave(__func__, NULL, err);
}

LONG TSPIAPI TSPI_lineGetNumAddressIDs(HDRVLINE hdline, LPDWORD count)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err && !count)
		err = ERR_POINTER;
	if (!err)
		*count = line->address_count;
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineGetAddressID(HDRVLINE hdline, LPDWORD id, DWORD mode, LPCWSTR address, DWORD size)
{
	struct desk *desk = door_enter();
	const struct address *found;
	struct line *line;
	char *text = NULL;
	enum err err = opened(&line, desk, hdline);

	if (!err && (!id || !address))
		err = ERR_POINTER;
	if (!err && mode != LINEADDRESSMODE_DIALABLEADDR)
		err = ERR_ADDRESSMODE;
	if (!err) {
		text = utf8_from16(address, size / sizeof(WCHAR));
		err = text ? OK : ERR_NOMEM;
	}
	found = err ? NULL : line_address_numbered(line, text);
	if (!err && !found)
		err = ERR_ADDRESS;
	if (!err)
		*id = found->id;
	mem_free(text);
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineGetLineDevStatus(HDRVLINE hdline, LPLINEDEVSTATUS status)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err)
		err = pack_devstatus(status, line);
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineGetAddressStatus(HDRVLINE hdline, DWORD address, LPLINEADDRESSSTATUS status)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err && !line_address(line, address))
		err = ERR_ADDRESSID;
	if (!err)
		err = pack_addressstatus(status, line_address(line, address));
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineSetStatusMessages(HDRVLINE hdline, DWORD line_states, DWORD address_states)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	/* Unknown bits are refused, known ones that never come are not (R-MSG-1, R-MSG-2). */
	if (!err && (line_states & ~name_known_bits(NAME_LINEDEVSTATE, line->version)))
		err = ERR_STATES;
	if (!err && (address_states & ~name_known_bits(NAME_LINEADDRESSSTATE, line->version)))
		err = ERR_ADDRESSSTATES;
	if (!err) {
		line->line_states = line_states;
		line->address_states = address_states;
	}
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineSetDefaultMediaDetection(HDRVLINE hdline, DWORD media_modes)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err && (media_modes & ~line->driver->traits->media_modes))
		err = ERR_MEDIAMODE;
	if (!err)
		line_listen(line, media_modes);
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineConditionalMediaDetection(HDRVLINE hdline, DWORD media_modes,
						LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct params read = { 0 };
	struct line *line;
	enum err err = opened(&line, desk, hdline);

	if (!err && (media_modes & ~line->driver->traits->media_modes))
		err = ERR_MEDIAMODE;
	if (!err)
		err = params_read(&read, line, params);
	if (!err && !(line_features(line) & LINEFEATURE_MAKECALL))
		err = ERR_RESOURCE;		/* no call could be made now (R-MEDIA-4) */
	params_free(&read);
	return leave(__func__, line, err);
}

/* Where the user is. Nothing is dialled otherwise for that: TAPI translates what
 * applications dial. It is kept for people (the command "counts"). */
LONG TSPIAPI TSPI_lineSetCurrentLocation(DWORD location)
{
	struct desk *desk = door_enter();

	desk->location = location;
	log_write(LOG_INFO, "tspi", NULL, "the location is %u", (unsigned)location);
	return leave(__func__, NULL, OK);
}
