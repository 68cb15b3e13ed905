/* SPDX-License-Identifier: MIT
 * news.c - events of providers, one function a message. */
#include "tapi/server/news.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/pending.h"
#include "tapi/server/route.h"
#include "tapi/server/sound.h"

static struct line_device *device_of(struct provider *from, const struct host_event *event)
{
	struct server *server = from->server;

	if (event->device >= server->line_count || server->lines[event->device]->provider != from)
		return NULL;
	return server->lines[event->device];
}

/* LINE_NEWCALL: nobody hears of it before its first state. */
static void new_call(struct provider *from, const struct host_event *event)
{
	struct line_device *device = device_of(from, event);
	struct call *call = device && event->call ? call_new(device, event->call) : NULL;
	HDRVCALL hd;

	if (!call) {
		log_write(LOG_ERROR, "tapi", from->name, "a new call was lost: out of memory");
		host_close_call(from->host, event->call);
		return;
	}
	call->born = true;
	hd = host_hdcall(from->host, event->call);
	if (from->tspi->lineGetCallAddressID && hd)
		from->tspi->lineGetCallAddressID(hd, &call->address);
}

static void call_state(struct call *call, const struct host_event *event)
{
	struct call_handle *has;

	call->state = (DWORD)event->p1;
	call->detail = (DWORD)event->p2;
	if (event->p3)
		call->media_modes = (DWORD)event->p3;
	if (call->state == LINECALLSTATE_IDLE)
		sound_over(call);
	list_each(node, &call->handles) {
		has = list_entry(node, struct call_handle, node);
		call_handle_tell(has, LINE_CALLSTATE, call->state, call_detail(has),
				 call->routed ? 0 : has->privilege);
	}
	if (!call->routed)
		route_call(call);
	if (call->state == LINECALLSTATE_IDLE)
		call_abandon(call);
}

static void call_tell_all(const struct call *call, DWORD message, const struct host_event *event)
{
	call_tell(call, message, (DWORD)event->p1, (DWORD)event->p2, (DWORD)event->p3);
}

/* Of dwAppSpecific the server tells by itself (lineSetAppSpecific). */
static void call_info(const struct call *call, DWORD changed)
{
	changed &= ~(DWORD)LINECALLINFOSTATE_APPSPECIFIC;
	if (changed)
		call_tell(call, LINE_CALLINFO, changed, 0, 0);
}

static void about_call(struct call *call, const struct host_event *event)
{
	switch (event->message) {
	case LINE_CALLSTATE:
		call_state(call, event);
		break;
	case LINE_CALLINFO:
		call_info(call, (DWORD)event->p1);
		break;
	case LINE_CALLDEVSPECIFIC:
		call_tell_all(call, LINE_DEVSPECIFIC, event);
		break;
	case LINE_CALLDEVSPECIFICFEATURE:
		call_tell_all(call, LINE_DEVSPECIFICFEATURE, event);
		break;
	default:
		if (!sound_news(call, event))
			call_tell_all(call, event->message, event);
	}
}

static void line_state(struct line_device *device, const struct host_event *event)
{
	struct line *line;

	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		if (line->line_states & event->p1)
			line_tell(line, LINE_LINEDEVSTATE, (DWORD)event->p1, (DWORD)event->p2,
				  (DWORD)event->p3);
	}
}

static void address_state(struct line_device *device, const struct host_event *event)
{
	struct line *line;

	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		if (line->address_states & event->p2)
			line_tell(line, LINE_ADDRESSSTATE, (DWORD)event->p1, (DWORD)event->p2, 0);
	}
}

/* The vendor's own: to all who have the line. */
static void specific(struct line_device *device, const struct host_event *event)
{
	list_each(node, &device->lines)
		line_tell(list_entry(node, struct line, device_node), event->message,
			  (DWORD)event->p1, (DWORD)event->p2, (DWORD)event->p3);
}

static void about_line(struct line_device *device, const struct host_event *event)
{
	if (event->message == LINE_LINEDEVSTATE)
		line_state(device, event);
	else if (event->message == LINE_ADDRESSSTATE)
		address_state(device, event);
	else if (event->message == LINE_DEVSPECIFIC || event->message == LINE_DEVSPECIFICFEATURE
		 || event->message == LINE_DEVSPECIFICEX)
		specific(device, event);
}

static void line_message(struct provider *from, const struct host_event *event)
{
	struct call *call = event->call ? call_find(from, event->call) : NULL;
	struct line_device *device = device_of(from, event);

	if (call)
		about_call(call, event);
	else if (device && !event->call)
		about_line(device, event);
}

static void line_created(struct provider *from, DWORD id)
{
	struct server *server = from->server;

	if (id >= server->line_count)
		return;
	server->lines[id]->provider = from;
	list_each(client, &server->clients)
		list_each(node, &list_entry(client, struct client, node)->apps)
			app_tell(list_entry(node, struct app, node), LINE_CREATE, id, 0, 0);
}

void news_take(struct provider *from, const struct host_event *event)
{
	switch (event->kind) {
	case HOST_REPLY:
		if (event->mark)
			pending_reply(event->mark, event->result);
		break;
	case HOST_NEWCALL:
		new_call(from, event);
		break;
	case HOST_LINE:
		line_message(from, event);
		break;
	case HOST_CREATE:
		if (event->message == LINE_CREATE && !event->result)
			line_created(from, event->device);
		break;
	case HOST_CHORE:
		host_pump(from->host);
		break;
	default:
		break;
	}
}
