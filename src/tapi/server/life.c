/* SPDX-License-Identifier: MIT
 * life.c - what becomes of lines and calls when their device goes. */
#include "tapi/server/life.h"
#include "base/log.h"
#include "tapi/server/access.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/phone.h"
#include "tapi/server/provider.h"
#include "tapi/server/reload.h"
#include "tapi/server/settings.h"
#include "abi/sizes.h"

static struct line_device *device_of(struct provider *from, DWORD id)
{
	struct server *server = from->server;

	if (id >= server->line_count || server->lines[id]->provider != from)
		return NULL;
	return server->lines[id];
}

/* The host has closed the line and its calls; applications hear LINE_CLOSE and have nothing
 * of it any more. */
static void lose(struct line_device *device, bool removed)
{
	struct line *line;

	device_closed(device);
	while (!list_empty(&device->calls))
		call_close(list_entry(device->calls.next, struct call, node));
	while (!list_empty(&device->lines)) {
		line = list_entry(device->lines.next, struct line, device_node);
		if (removed && line->version < TAPI_2_0)
			line_tell(line, LINE_LINEDEVSTATE, LINEDEVSTATE_REMOVED, 0, 0);
		line_tell(line, LINE_CLOSE, 0, 0, 0);
		line_forget(line);
	}
	if (!removed)
		device_changed(device);
}

/* All applications whose users may know of the device. */
static void tell_all(struct server *server, DWORD message, struct line_device *device)
{
	const char *name = device_name(device);
	struct client *client;

	list_each(one, &server->clients) {
		client = list_entry(one, struct client, node);
		if (access_of(server->access, &client->account, name) == ACCESS_NONE)
			continue;
		list_each(node, &client->apps)
			app_tell(list_entry(node, struct app, node), message, device->id, 0, 0);
	}
}

void life_created(struct provider *from, const struct host_event *event)
{
	struct server *server = from->server;
	struct line_device *device;

	if (event->device >= server->line_count)
		return;
	device = server->lines[event->device];
	device->provider = from;
	tell_all(server, LINE_CREATE, device);
}

void life_closed(struct provider *from, const struct host_event *event)
{
	struct line_device *device = device_of(from, event->device);

	if (device && device->host_line == event->line)
		lose(device, false);
}

void life_removed(struct provider *from, const struct host_event *event)
{
	struct line_device *device = device_of(from, event->device);
	struct server *server = from->server;

	if (!device)
		return;
	lose(device, true);
	tell_all(server, LINE_REMOVE, device);
	device->provider = NULL;
}

void life_came(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->line_count; i++)
		if (server->lines[i]->provider == provider)
			tell_all(server, LINE_CREATE, server->lines[i]);
}

void life_gone(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->line_count; i++) {
		if (server->lines[i]->provider != provider)
			continue;
		lose(server->lines[i], true);
		if (provider->announced)
			tell_all(server, LINE_REMOVE, server->lines[i]);
		server->lines[i]->provider = NULL;
	}
}

void life_reinit(struct server *server)
{
	server->reinit = true;
	list_each(one, &server->clients)
		list_each(node, &list_entry(one, struct client, node)->apps)
			app_tell(list_entry(node, struct app, node), LINE_LINEDEVSTATE,
				 LINEDEVSTATE_REINIT, 0, 0);
	phones_reinit(server);
}

static bool has_programs(const struct server *server)
{
	const struct client *client;
	bool found = false;

	list_each(node, &server->clients) {
		client = list_entry(node, struct client, node);
		found |= !list_empty(&client->apps) || !list_empty(&client->phone_apps);
	}
	return found;
}

void life_renew(struct server *server)
{
	struct settings *fresh;

	if (!server->reinit || has_programs(server))
		return;
	server->reinit = false;
	fresh = reload_read(server);
	if (!fresh)
		return;
	log_write(LOG_INFO, "tapi", NULL, "all providers begin anew");
	providers_close(server);
	settings_drop(server->settings);
	server->settings = fresh;
	if (providers_open(server))
		log_write(LOG_ERROR, "tapi", NULL, "out of memory, providers are missing");
}
