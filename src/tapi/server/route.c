/* SPDX-License-Identifier: MIT
 * route.c - new calls to applications. */
#include "tapi/server/route.h"
#include "abi/sizes.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"

static void introduce(struct call *call, struct line *line, DWORD privilege)
{
	struct call_handle *has = call_give(call, line, privilege);

	if (!has)
		return;		/* it can still ask for it by lineGetNewCalls */
	if (line->version >= TAPI_2_0)
		line_tell(line, LINE_APPNEWCALL, call->address, has->handle, privilege);
	call_introduce(has);
}

static bool takes_address(const struct line *line, const struct call *call)
{
	return line->address == ANY_ADDRESS || line->address == call->address;
}

/* The application that is to own a call which nobody owns; NULL: none wants it. */
static struct line *owner_for(const struct call *call)
{
	struct line *line;

	list_each(node, &call->device->lines) {
		line = list_entry(node, struct line, device_node);
		if ((line->privileges & LINECALLPRIVILEGE_OWNER) && takes_address(line, call)
		    && (!call->media_modes || (line->media_modes & call->media_modes)))
			return line;
	}
	return NULL;
}

void route_call(struct call *call)
{
	struct line *owner = NULL, *line;

	call->routed = true;
	if (!call_count(call, LINECALLPRIVILEGE_OWNER))
		owner = owner_for(call);
	if (owner)
		introduce(call, owner, LINECALLPRIVILEGE_OWNER);
	list_each(node, &call->device->lines) {
		line = list_entry(node, struct line, device_node);
		if ((line->privileges & LINECALLPRIVILEGE_MONITOR) && takes_address(line, call)
		    && !call_handle_of(call, line))
			introduce(call, line, LINECALLPRIVILEGE_MONITOR);
	}
}
