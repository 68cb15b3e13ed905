/* SPDX-License-Identifier: MIT
 * route.c - new calls to applications. */
#include "tapi/server/route.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"
#include "tapi/server/priority.h"

bool route_takes_address(const struct line *line, const struct call *call)
{
	return line->address == ANY_ADDRESS || line->address == call->address;
}

bool route_may_own(const struct call *call, const struct line *line)
{
	return (line->privileges & LINECALLPRIVILEGE_OWNER) && route_takes_address(line, call);
}

struct line *route_for_mode(const struct call *call, DWORD media_mode)
{
	const struct server *server = call->device->provider->server;
	struct line *line, *best = NULL;
	unsigned place, best_place = PRIORITY_NONE;

	list_each(node, &call->device->lines) {
		line = list_entry(node, struct line, device_node);
		if (!route_may_own(call, line) || !(line->media_modes & media_mode))
			continue;
		place = priority_of(server, media_mode, app_module(line->app));
		if (best && place >= best_place)
			continue;
		best = line;
		best_place = place;
	}
	return best;
}

/* The application that is to own a call which nobody owns; NULL: none wants it. Of a call whose
 * media mode is not known yet, UNKNOWN's application is the first, then those of each
 * mode that it could be, the lowest bit first: voice before data. */
static struct line *owner_for(const struct call *call)
{
	struct line *line = NULL;

	if (!call->media_modes)
		return route_for_mode(call, ~0u);
	for (DWORD mode = 1; mode && !line; mode <<= 1)
		if (call->media_modes & mode)
			line = route_for_mode(call, mode);
	return line;
}

static void introduce(struct call *call, struct line *line, DWORD privilege)
{
	struct call_handle *has = call_add(call, line, privilege);

	if (has)		/* else it can still ask for it by lineGetNewCalls */
		call_introduce(has);
}

void route_ahead(struct call *call, struct line *line)
{
	struct call_handle *has;

	if (call->routed || call_handle_of(call, line))
		return;
	has = call_give(call, line, LINECALLPRIVILEGE_MONITOR);
	if (has)
		line_tell(line, LINE_APPNEWCALL, call->address, has->handle, has->privilege);
}

/* Whether one of the first `count` handles is of that line: those behind them are new. */
static bool is_among(const struct call *call, const struct line *line, unsigned count)
{
	list_each(node, &call->handles) {
		if (!count--)
			break;
		if (list_entry(node, struct call_handle, node)->line == line)
			return true;
	}
	return false;
}

void route_call(struct call *call)
{
	struct line *owner = NULL, *line;
	unsigned first;

	call->routed = true;
	if (!call_count(call, LINECALLPRIVILEGE_OWNER))
		owner = owner_for(call);
	if (owner && call_handle_of(call, owner))	/* it was told ahead */
		call_tell_state(call_give(call, owner, LINECALLPRIVILEGE_OWNER),
				LINECALLPRIVILEGE_OWNER);
	else if (owner)
		introduce(call, owner, LINECALLPRIVILEGE_OWNER);
	first = call_count(call, LINECALLPRIVILEGE_OWNER) + call_count(call, LINECALLPRIVILEGE_MONITOR);
	list_each(node, &call->device->lines) {
		line = list_entry(node, struct line, device_node);
		if ((line->privileges & LINECALLPRIVILEGE_MONITOR)
		    && route_takes_address(line, call) && !is_among(call, line, first))
			introduce(call, line, LINECALLPRIVILEGE_MONITOR);
	}
}
