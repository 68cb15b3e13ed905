/* SPDX-License-Identifier: MIT
 * app.c - lineInitialize to lineShutdown, and what is the same for all devices. */
#include "tapi/server/app.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/call.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

void app_tell(const struct app *app, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	const struct event event = {
		.app = app->context, .message = message, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	client_event(app->client, &event, NULL, 0);
}

void line_tell(const struct line *line, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	const struct event event = {
		.app = line->app->context, .open = line->context, .device = line->handle,
		.message = message, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	client_event(line->app->client, &event, NULL, 0);
}

void line_end(struct line *line)
{
	struct line_device *device = line->device;
	struct call *call;

	list_each_safe(node, &line->handles) {
		struct call_handle *has = list_entry(node, struct call_handle, line_node);

		call = has->call;
		call_take(has);
		call_abandon(call);
	}
	list_remove(&line->node);
	list_remove(&line->device_node);
	handle_free(&line->app->client->handles, line->handle);
	mem_free(line);
	if (device->provider)
		device_settle(device);
}

static void app_end(struct app *app)
{
	while (!list_empty(&app->lines))
		line_end(list_entry(app->lines.next, struct line, node));
	handle_free(&app->client->handles, app->handle);
	list_remove(&app->node);
	mem_free(app->name);
	mem_free(app->module);
	mem_free(app);
}

void apps_end(struct client *client)
{
	while (!list_empty(&client->apps))
		app_end(list_entry(client->apps.next, struct app, node));
}

/* --- the room ---------------------------------------------------------------------- */

static char *text_of(const struct turn *turn, DWORD slot)
{
	const void *text = packet_at(turn->in, slot);

	return text ? utf8_from16(text, (turn->in->tail_size - slot) / sizeof(WCHAR))
		    : mem_copy("");
}

SERVES(lineInitialize)
{
	struct app *app = mem_zalloc(sizeof(*app));

	if (!app)
		return (LONG)LINEERR_NOMEM;
	app->client = turn->client;
	app->context = in->context;
	app->version = in->version;
	app->name = text_of(turn, in->friendly_name);
	app->module = text_of(turn, in->module);
	list_init(&app->lines);
	if (!app->name || !app->module
	    || handle_new(&turn->client->handles, HANDLE_LINE_APP, app, &app->handle)) {
		mem_free(app->name);
		mem_free(app->module);
		mem_free(app);
		return (LONG)LINEERR_NOMEM;
	}
	list_append(&turn->client->apps, &app->node);
	out->app = app->handle;
	out->devices = (DWORD)turn->server->line_count;
	return 0;
}

SERVES(lineShutDown)
{
	struct app *app = turn_app(turn, in->app);

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	app_end(app);
	return 0;
}

/* The newest of `low` to `high` that there is (R-VER-2); 0: none. */
static DWORD agree(DWORD low, DWORD high)
{
	static const DWORD known[] = {
		TAPI_3_1, TAPI_3_0, TAPI_2_2, TAPI_2_1, TAPI_2_0, TAPI_1_4, TAPI_1_3,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] >= low && known[i] <= high)
			return known[i];
	return 0;
}

SERVES(lineNegotiateAPIVersion)
{
	LINEEXTENSIONID extension = { 0 };
	struct line_device *device;
	const struct tspi *tspi;
	LONG result = turn_device(turn, in->device, TAPI_VERSION, &device);

	if (!turn_app(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (result)
		return result;
	out->negotiated = agree(in->version, in->current);
	if (!out->negotiated)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	tspi = device->provider->tspi;
	if (!tspi->lineGetExtensionID
	    || tspi->lineGetExtensionID(device->id, device_version(device), &extension))
		extension = (LINEEXTENSIONID){ 0 };
	if (in->size < sizeof(extension))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	out->extension = packet_data(turn->tail, &extension, sizeof(extension));
	out->size = sizeof(extension);
	return 0;
}

const struct serve app_room[] = {
	SERVE(lineInitialize), SERVE(lineShutDown), SERVE(lineNegotiateAPIVersion), SERVE_END,
};
