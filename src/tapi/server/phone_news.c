/* SPDX-License-Identifier: MIT
 * phone_news.c - what applications hear of phones. */
#include "tapi/server/phone.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/client.h"
#include "tapi/server/life.h"
#include "tapi/server/older.h"

void phone_tell(const struct phone *phone, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct event event = {
		.app = phone->app->context, .open = phone->context, .device = phone->handle,
		.message = message, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	if (older_event(phone->version, &event))
		client_event(phone->app->client, &event, NULL, 0);
}

/* To begin anew is for an application as a whole: hDevice is 0. */
static void app_reinit(const struct app *app)
{
	const struct event event = {
		.app = app->context, .message = PHONE_STATE, .p1 = PHONESTATE_REINIT,
	};

	client_event(app->client, &event, NULL, 0);
}

/* What an older application does not know it cannot have asked for; see older.h. */
static bool is_wanted(const struct phone *phone, DWORD states)
{
	return states & (phone->states | (older_unknown(NAME_PHONESTATE, phone->version)
					  & PHONESTATE_CAPSCHANGE));
}

void phones_tell_state(const struct phone_device *device, const struct phone *except, DWORD state,
		       DWORD detail)
{
	struct phone *phone;

	list_each(node, &device->phones) {
		phone = list_entry(node, struct phone, device_node);
		if (phone != except && is_wanted(phone, state))
			phone_tell(phone, PHONE_STATE, state, detail, 0);
	}
}

static void button(const struct phone_device *device, DWORD id, DWORD mode, DWORD state)
{
	struct phone *phone;

	list_each(node, &device->phones) {
		phone = list_entry(node, struct phone, device_node);
		if ((phone->button_modes & mode) && (phone->button_states & state))
			phone_tell(phone, PHONE_BUTTON, id, mode, state);
	}
}

/* The vendor's own means nothing to who did not ask for the extension that is in force. */
static void specific(const struct phone_device *device, const struct host_event *event)
{
	struct phone *phone;

	list_each(node, &device->phones) {
		phone = list_entry(node, struct phone, device_node);
		if (!device->ext_version || phone->ext_version)
			phone_tell(phone, PHONE_DEVSPECIFIC, (DWORD)event->p1, (DWORD)event->p2,
				   (DWORD)event->p3);
	}
}

static struct phone_device *device_of(struct provider *from, DWORD id)
{
	struct server *server = from->server;

	if (id >= server->phone_count || server->phones[id]->provider != from)
		return NULL;
	return server->phones[id];
}

void phone_message(struct provider *from, const struct host_event *event)
{
	struct phone_device *device = device_of(from, event->device);

	if (event->message == PHONE_STATE && (event->p1 & PHONESTATE_REINIT)) {
		life_reinit(from->server);
		return;
	}
	if (!device || event->phone != device->host_phone)
		return;		/* it was closed meanwhile */
	if (event->message == PHONE_STATE)
		phones_tell_state(device, NULL, (DWORD)event->p1, (DWORD)event->p2);
	else if (event->message == PHONE_BUTTON)
		button(device, (DWORD)event->p1, (DWORD)event->p2, (DWORD)event->p3);
	else if (event->message == PHONE_DEVSPECIFIC)
		specific(device, event);
}

/* --- phones come and go ------------------------------------------------------------- */

static void app_news(const struct app *app, DWORD message, DWORD id)
{
	struct event event = { .app = app->context, .message = message, .p1 = id };

	if (message == PHONE_CREATE && app->version < TAPI_1_4)		/* R-DEV-8 */
		app_reinit(app);
	else if (older_event(app->version, &event))
		client_event(app->client, &event, NULL, 0);
}

/* All applications whose users may know of the device. */
static void tell_all(struct server *server, DWORD message, struct phone_device *device)
{
	const char *name = phone_device_name(device);
	struct client *client;

	list_each(one, &server->clients) {
		client = list_entry(one, struct client, node);
		if (access_of(server->access, &client->account, name) == ACCESS_NONE)
			continue;
		list_each(node, &client->phone_apps)
			app_news(list_entry(node, struct app, node), message, device->id);
	}
}

/* What the provider refused in the end has never been (R-DEV-3). */
static void forget_last(struct server *server, DWORD id)
{
	if (id + 1 != server->phone_count)
		return;
	mem_free(server->phones[id]);
	server->phone_count--;
}

void phone_created(struct provider *from, const struct host_event *event)
{
	struct server *server = from->server;

	if (event->device >= server->phone_count || server->phones[event->device]->provider)
		return;
	if (event->result) {
		forget_last(server, event->device);
		return;
	}
	server->phones[event->device]->provider = from;
	tell_all(server, PHONE_CREATE, server->phones[event->device]);
}

/* PHONE_CLOSE, and nothing that was opened of it is left. */
static void lose(struct phone_device *device, bool removed)
{
	struct phone *phone;

	phone_lost(device);
	while (!list_empty(&device->phones)) {
		phone = list_entry(device->phones.next, struct phone, device_node);
		if (removed && phone->version < TAPI_2_0)
			phone_tell(phone, PHONE_STATE, PHONESTATE_REMOVED, 0, 0);
		phone_tell(phone, PHONE_CLOSE, 0, 0, 0);
		phone_forget(phone);
	}
}

void phone_closed(struct provider *from, const struct host_event *event)
{
	struct server *server = from->server;

	for (size_t i = 0; i < server->phone_count; i++)
		if (server->phones[i]->provider == from && event->phone
		    && server->phones[i]->host_phone == event->phone)
			lose(server->phones[i], false);
}

void phone_removed(struct provider *from, const struct host_event *event)
{
	struct phone_device *device = device_of(from, event->device);

	if (!device)
		return;
	lose(device, true);
	tell_all(from->server, PHONE_REMOVE, device);
	device->provider = NULL;
}

void phones_came(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->phone_count; i++)
		if (server->phones[i]->provider == provider)
			tell_all(server, PHONE_CREATE, server->phones[i]);
}

void phones_gone(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->phone_count; i++) {
		if (server->phones[i]->provider != provider)
			continue;
		lose(server->phones[i], true);
		if (provider->announced)
			tell_all(server, PHONE_REMOVE, server->phones[i]);
		server->phones[i]->provider = NULL;
	}
}

void phones_reinit(struct server *server)
{
	list_each(one, &server->clients)
		list_each(node, &list_entry(one, struct client, node)->phone_apps)
			app_reinit(list_entry(node, struct app, node));
}
