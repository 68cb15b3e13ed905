/* SPDX-License-Identifier: MIT
 * line.c - lineGetDevCaps, lineOpen, lineClose and what is asked of open lines. */
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

#define PRIVILEGES (LINECALLPRIVILEGE_NONE | LINECALLPRIVILEGE_MONITOR | LINECALLPRIVILEGE_OWNER)

/* What the server itself adds to what a provider can (LINEDEVCAPS of TAPI). */
static void add_own_caps(LINEDEVCAPS *caps)
{
	caps->dwLineStates |= LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE | LINEDEVSTATE_REINIT
			      | LINEDEVSTATE_TRANSLATECHANGE | LINEDEVSTATE_REMOVED
			      | LINEDEVSTATE_NUMCALLS;
}

SERVES(lineGetDevCaps)
{
	struct line_device *device;
	LINEDEVCAPS *caps;
	LONG result = turn_device(turn, in->device, in->version, &device);

	if (!turn_app(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!result)
		result = host_get_line_caps(device->provider->host, device->id, &caps);
	if (result)
		return result;
	add_own_caps(caps);
	result = turn_record(turn, &out->caps, ABI_LINEDEVCAPS, in->caps, in->version, caps,
			     device_version(device));
	mem_free(caps);
	return result;
}

SERVES(lineGetAddressCaps)
{
	struct line_device *device;
	LINEADDRESSCAPS *caps;
	LONG result = turn_device(turn, in->device, in->version, &device);

	if (!turn_app(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!result)
		result = host_get_address_caps(device->provider->host, device->id, in->address, &caps);
	if (result)
		return result;
	result = turn_record(turn, &out->caps, ABI_LINEADDRESSCAPS, in->caps, in->version, caps,
			     device_version(device));
	mem_free(caps);
	return result;
}

/* One of NONE, or MONITOR and OWNER in any union; media modes only of an owner. */
static LONG check_privileges(DWORD privileges, DWORD media_modes)
{
	DWORD calls = privileges & PRIVILEGES;

	if (!calls || ((calls & LINECALLPRIVILEGE_NONE) && calls != LINECALLPRIVILEGE_NONE))
		return (LONG)LINEERR_INVALPRIVSELECT;
	if ((calls & LINECALLPRIVILEGE_OWNER) && !media_modes)
		return (LONG)LINEERR_INVALMEDIAMODE;
	return 0;
}

static struct line *line_new(struct app *app, struct line_device *device)
{
	struct line *line = mem_zalloc(sizeof(*line));

	if (!line)
		return NULL;
	if (handle_new(&app->client->handles, HANDLE_LINE, line, &line->handle)) {
		mem_free(line);
		return NULL;
	}
	line->app = app;
	line->device = device;
	line->address = ANY_ADDRESS;
	list_init(&line->handles);
	list_append(&app->lines, &line->node);
	list_append(&device->lines, &line->device_node);
	return line;
}

SERVES(lineOpen)
{
	struct app *app = turn_app(turn, in->app);
	struct line_device *device;
	struct line *line;
	LONG result = app ? turn_device(turn, in->device, in->version, &device)
			  : (LONG)LINEERR_INVALAPPHANDLE;

	if (!result)
		result = check_privileges(in->privileges, in->media_modes);
	if (!result && (in->privileges & LINECALLPRIVILEGE_OWNER)
	    && turn_right(turn, device) < ACCESS_OWN)
		result = (LONG)LINEERR_INVALPRIVSELECT;
	if (result)
		return result;
	line = line_new(app, device);
	if (!line)
		return (LONG)LINEERR_NOMEM;
	line->context = in->context;
	line->version = in->version;
	line->ext_version = in->ext_version;
	line->privileges = in->privileges;
	line->media_modes = in->media_modes;
	result = device_settle(device);
	if (result) {
		line_end(line);
		return result;
	}
	out->line = line->handle;
	return 0;
}

SERVES(lineClose)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	line_end(line);
	return 0;
}

SERVES(lineSetStatusMessages)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (in->line_states & ~name_known_bits(NAME_LINEDEVSTATE, line->version))
		return (LONG)LINEERR_INVALLINESTATE;
	if (in->address_states & ~name_known_bits(NAME_LINEADDRESSSTATE, line->version))
		return (LONG)LINEERR_INVALADDRESSSTATE;
	line->line_states = in->line_states;
	line->address_states = in->address_states;
	return device_settle(line->device);
}

SERVES(lineGetStatusMessages)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	out->line_states = line->line_states;
	out->address_states = line->address_states;
	return 0;
}

const struct serve line_room[] = {
	SERVE(lineGetDevCaps), SERVE(lineGetAddressCaps), SERVE(lineOpen), SERVE(lineClose),
	SERVE(lineSetStatusMessages), SERVE(lineGetStatusMessages), SERVE_END,
};
