/* SPDX-License-Identifier: MIT
 * open.c - lineOpen and lineClose. */
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

#define PRIVILEGES (LINECALLPRIVILEGE_NONE | LINECALLPRIVILEGE_MONITOR | LINECALLPRIVILEGE_OWNER)

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

const struct serve open_room[] = {
	SERVE(lineOpen), SERVE(lineClose), SERVE_END,
};
