/* SPDX-License-Identifier: MIT
 * app.c - lineInitialize to lineShutdown, and what is the same for all devices. */
#include "tapi/server/app.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/ask.h"
#include "tapi/server/assist.h"
#include "tapi/server/call.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/older.h"
#include "tapi/server/phone.h"
#include "tapi/server/proxy.h"
#include "tapi/server/turn.h"

void app_tell(const struct app *app, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct event event = {
		.app = app->context, .message = message, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	if (message == LINE_CREATE && app->version < TAPI_1_4) {	/* R-DEV-8 */
		event.message = LINE_LINEDEVSTATE;
		event.p1 = LINEDEVSTATE_REINIT;
		event.p2 = message;
		event.p3 = p1;
	}
	if (older_event(app->version, &event))
		client_event(app->client, &event, NULL, 0);
}

void line_tell(const struct line *line, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct event event = {
		.app = line->app->context, .open = line->context, .device = line->handle,
		.message = message, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	if (older_event(line->version, &event))
		client_event(line->app->client, &event, NULL, 0);
}

void lines_tell_state(const struct line_device *device, const struct line *except, DWORD state)
{
	struct line *line;

	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		if (line != except && (line->line_states & state))
			line_tell(line, LINE_LINEDEVSTATE, state, 0, 0);
	}
}

struct line *line_new(struct app *app, struct line_device *device)
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

void line_forget(struct line *line)
{
	proxy_close(line);
	list_remove(&line->node);
	list_remove(&line->device_node);
	handle_free(&line->app->client->handles, line->handle);
	mem_free(line->rings);
	mem_free(line);
}

void line_end(struct line *line)
{
	struct line_device *device = line->device;

	while (!list_empty(&line->handles))
		call_leave(list_entry(line->handles.next, struct call_handle, line_node));
	line_forget(line);
	if (list_empty(&device->lines))
		list_each_safe(node, &device->calls)
			call_abandon(list_entry(node, struct call, node));
	lines_tell_state(device, NULL, LINEDEVSTATE_CLOSE);
	device_settle(device);
}

const char *app_module(const struct app *app)
{
	const char *name = app->module;

	for (const char *c = name; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	return name;
}

bool app_name_is_plain(const struct turn *turn, DWORD friendly_name)
{
	const WCHAR *name = packet_at(turn->in, friendly_name);

	while (name && *name >= ' ' && *name != 0x7F)
		name++;
	return !name || !*name;
}

struct app *app_new(struct turn *turn, enum handle_kind kind, DWORD friendly_name, DWORD module)
{
	struct client *client = turn->client;
	struct app *app = mem_zalloc(sizeof(*app));

	if (!app)
		return NULL;
	app->client = client;
	app->name = turn_text(turn, friendly_name);
	app->module = turn_text(turn, module);
	list_init(&app->lines);
	list_init(&app->phones);
	if (!app->name || !app->module
	    || handle_new(&client->handles, kind, app, &app->handle)) {
		mem_free(app->name);
		mem_free(app->module);
		mem_free(app);
		return NULL;
	}
	list_append(kind == HANDLE_LINE_APP ? &client->apps : &client->phone_apps, &app->node);
	return app;
}

void app_end(struct app *app)
{
	while (!list_empty(&app->lines))
		line_end(list_entry(app->lines.next, struct line, node));
	while (!list_empty(&app->phones))
		phone_end(list_entry(app->phones.next, struct phone, node));
	assist_app_gone(app);
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
	while (!list_empty(&client->phone_apps))
		app_end(list_entry(client->phone_apps.next, struct app, node));
}

void app_knows(struct app *app, DWORD version)
{
	version = version > TAPI_VERSION ? TAPI_VERSION : version;
	if (version > app->version)
		app->version = version;
}

/* --- the room ---------------------------------------------------------------------- */

SERVES(lineInitialize)
{
	struct app *app;

	if (turn->server->reinit)
		return (LONG)LINEERR_REINIT;
	if (!app_name_is_plain(turn, in->friendly_name))
		return (LONG)LINEERR_INVALAPPNAME;
	app = app_new(turn, HANDLE_LINE_APP, in->friendly_name, in->module);
	if (!app)
		return (LONG)LINEERR_NOMEM;
	app->context = in->context;
	app->version = in->version;
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

/* All zeros: there is no extension (R-EXT-1). */
static LINEEXTENSIONID extension_of(struct line_device *device)
{
	const DWORD version = device_version(device);
	LINEEXTENSIONID extension = { 0 };

	if (!device->provider->tspi->lineGetExtensionID
	    || ASK_PROVIDER(device->provider, lineGetExtensionID, device->id, version, &extension))
		return (LINEEXTENSIONID){ 0 };
	return extension;
}

SERVES(lineNegotiateAPIVersion)
{
	struct app *app = turn_app(turn, in->app);
	struct line_device *device;
	LINEEXTENSIONID extension;
	LONG result;

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	result = turn_device(turn, in->device, TAPI_VERSION, &device);
	if (result)
		return result;
	out->negotiated = turn_version(in->version, in->current);
	if (!out->negotiated)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	if (!device_version(device))
		return (LONG)LINEERR_NODRIVER;
	if (in->size < sizeof(extension))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	app_knows(app, in->current);
	extension = extension_of(device);
	out->extension = packet_data(turn->tail, &extension, sizeof(extension));
	out->size = sizeof(extension);
	return 0;
}

/* Versions and extensions of devices, in the order of their numbers; 0 is the version of one
 * that there is not. */
struct table {
	struct buf versions, extensions;
};

static void table_add(struct table *table, DWORD version, const void *extension)
{
	buf_bytes(&table->versions, &version, sizeof(version));
	buf_bytes(&table->extensions, extension, sizeof(LINEEXTENSIONID));
}

static void put_bytes(struct turn *turn, struct buf *bytes, DWORD *slot, DWORD *size)
{
	*slot = packet_data(turn->tail, bytes->at, (DWORD)bytes->len);
	*size = (DWORD)bytes->len;
	turn->tail->full |= bytes->full;
	buf_free(bytes);
}

static void line_versions(struct turn *turn, struct packet_NegotiateAPIVersionForAllDevices *out,
			  DWORD count, DWORD high)
{
	struct line_device *device;
	LINEEXTENSIONID extension;
	struct table table;
	DWORD version;

	buf_grow(&table.versions);
	buf_grow(&table.extensions);
	for (DWORD id = 0; id < count; id++) {
		extension = (LINEEXTENSIONID){ 0 };
		version = turn_device(turn, id, TAPI_VERSION, &device) ? 0 : turn_version(TAPI_1_3, high);
		if (version && !device_version(device))
			version = 0;
		if (version)
			extension = extension_of(device);
		table_add(&table, version, &extension);
	}
	put_bytes(turn, &table.versions, &out->line_versions, &out->line_versions_size);
	put_bytes(turn, &table.extensions, &out->line_extensions, &out->line_extensions_size);
}

static void phone_versions(struct turn *turn, struct packet_NegotiateAPIVersionForAllDevices *out,
			   DWORD count, DWORD high)
{
	struct phone_device *device;
	PHONEEXTENSIONID extension;
	struct table table;
	DWORD version;

	buf_grow(&table.versions);
	buf_grow(&table.extensions);
	for (DWORD id = 0; id < count; id++) {
		extension = (PHONEEXTENSIONID){ 0 };
		version = phone_of_id(turn, id, TAPI_VERSION, &device) ? 0 : turn_version(TAPI_1_3, high);
		if (version)
			extension = phone_extension(device);
		table_add(&table, version, &extension);
	}
	put_bytes(turn, &table.versions, &out->phone_versions, &out->phone_versions_size);
	put_bytes(turn, &table.extensions, &out->phone_extensions, &out->phone_extensions_size);
}

static DWORD lesser(DWORD one, size_t other)
{
	return one < other ? one : (DWORD)other;
}

SERVES(NegotiateAPIVersionForAllDevices)
{
	const DWORD lines = lesser(in->lines, turn->server->line_count);
	const DWORD phones = lesser(in->phones, turn->server->phone_count);
	struct app *app = turn_app(turn, in->app);

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (in->line_versions_size / sizeof(DWORD) < lines
	    || in->line_extensions_size / sizeof(LINEEXTENSIONID) < lines
	    || in->phone_versions_size / sizeof(DWORD) < phones
	    || in->phone_extensions_size / sizeof(PHONEEXTENSIONID) < phones)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	app_knows(app, in->version);
	line_versions(turn, out, lines, in->version);
	phone_versions(turn, out, phones, in->version);
	return 0;
}

const struct serve app_room[] = {
	SERVE(lineInitialize), SERVE(lineShutDown), SERVE(lineNegotiateAPIVersion),
	SERVE(NegotiateAPIVersionForAllDevices), SERVE_END,
};
