/* SPDX-License-Identifier: MIT
 * news.c - events of providers, one function a message. */
#include "tapi/server/news.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/ask.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/dialog.h"
#include "tapi/server/life.h"
#include "tapi/server/older.h"
#include "tapi/server/pending.h"
#include "tapi/server/phone.h"
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
	HDRVCALL hd = host_hdcall(from->host, event->call);
	struct call *call;

	if (!device || !hd) {
		host_close_call(from->host, event->call);	/* its line was closed meanwhile */
		return;
	}
	call = call_new(device, event->call);
	if (!call) {
		log_write(LOG_ERROR, "tapi", from->name, "a new call was lost: out of memory");
		host_close_call(from->host, event->call);
		return;
	}
	call->born = true;
}

/* Before anybody hears of it: who has opened one address only hears of calls there. */
static void find_address(struct call *call)
{
	const struct provider *provider = call->device->provider;
	HDRVCALL hd = host_hdcall(provider->host, call->host_call);

	if (hd && provider->tspi->lineGetCallAddressID)
		ASK_PROVIDER(provider, lineGetCallAddressID, hd, &call->address);
}

/* A conference may be told of by its members first: whoever knows them gets to know it. */
static void conferenced(struct call *call)
{
	struct call *conference = call_conference(call);

	if (!conference)
		return;
	conference->conference = true;
	list_each(node, &call->handles)
		route_ahead(conference, list_entry(node, struct call_handle, node)->line);
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
	conferenced(call);
	list_each(node, &call->handles) {
		has = list_entry(node, struct call_handle, node);
		call_tell_state(has, call->routed ? 0 : has->privilege);
	}
	if (!call->routed) {
		find_address(call);
		route_call(call);
	}
	if (call->state == LINECALLSTATE_IDLE || list_empty(&call->device->lines))
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

/* What an older application does not know it cannot have asked for; it is to begin anew
 * then, and that cannot be switched off (R-MSG-3). */
static bool is_wanted(DWORD asked, DWORD states, DWORD version)
{
	return (states & asked) || (states & older_unknown(NAME_LINEDEVSTATE, version));
}

static void line_state(struct line_device *device, const struct host_event *event)
{
	struct line *line;

	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		if (is_wanted(line->line_states, (DWORD)event->p1, line->version))
			line_tell(line, LINE_LINEDEVSTATE, (DWORD)event->p1, (DWORD)event->p2,
				  (DWORD)event->p3);
	}
}

static void address_state(struct line_device *device, const struct host_event *event)
{
	struct line *line;

	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		if ((line->address_states & event->p2)
		    || (event->p2 & older_unknown(NAME_LINEADDRESSSTATE, line->version)))
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

	if (dialog_news(from, event))
		return;
	if (event->message == LINE_LINEDEVSTATE && (event->p1 & LINEDEVSTATE_REINIT))
		life_reinit(from->server);
	else if (call)
		about_call(call, event);
	else if (device && !event->call)
		about_line(device, event);
}

/* Requests that nobody waits for: the server's own lineDrop of what nobody owns any more. */
static void own_reply(struct provider *from, const struct host_event *event)
{
	struct call *call = event->call ? call_find(from, event->call) : NULL;

	if (call)
		call_drop_done(call);
}

void news_take(struct provider *from, const struct host_event *event)
{
	switch (event->kind) {
	case HOST_REPLY:
		if (event->mark)
			pending_reply(event->mark, event->result);
		else
			own_reply(from, event);
		break;
	case HOST_NEWCALL:
		new_call(from, event);
		break;
	case HOST_LINE:
		line_message(from, event);
		break;
	case HOST_PHONE:
		phone_message(from, event);
		break;
	case HOST_CREATE:
		if (event->message == PHONE_CREATE)
			phone_created(from, event);
		else if (!event->result)
			life_created(from, event);
		break;
	case HOST_REMOVE:
		if (event->message == LINE_REMOVE)
			life_removed(from, event);
		else
			phone_removed(from, event);
		break;
	case HOST_CLOSED:
		if (event->message == LINE_CLOSE)
			life_closed(from, event);
		else
			phone_closed(from, event);
		break;
	case HOST_CHORE:
		host_pump(from->host);
		from->server->chores = true;
		break;
	default:
		break;
	}
}
