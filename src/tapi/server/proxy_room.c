/* SPDX-License-Identifier: MIT
 * proxy_room.c - what a proxy says, and who asks for proxies. */
#include "tapi/server/proxy.h"
#include "abi/vardata.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"

/* The line of a proxy, as the functions for proxies want it. */
static LONG find_proxy(const struct turn *turn, DWORD handle, struct proxy **out)
{
	const struct line *line = turn_line(turn, handle);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	*out = line->proxy;
	return *out ? 0 : (LONG)LINEERR_NOTREGISTERED;
}

SERVES(lineProxyResponse)
{
	const void *request = packet_at(turn->in, in->request);
	struct proxy *proxy;
	LONG result = find_proxy(turn, in->line, &proxy);

	if (result)
		return result;
	if (!request)
		return (LONG)LINEERR_INVALPOINTER;
	return proxy_answer(turn, proxy, request, (LONG)in->result);
}

/* From which version on applications know a message of proxies; 0: it is none. */
static DWORD since(DWORD message)
{
	switch (message) {
	case LINE_AGENTSPECIFIC:
	case LINE_AGENTSTATUS:
		return TAPI_2_0;
	case LINE_AGENTSESSIONSTATUS:
	case LINE_AGENTSTATUSEX:
	case LINE_QUEUESTATUS:
	case LINE_GROUPSTATUS:
	case LINE_PROXYSTATUS:
		return TAPI_2_2;
	default:
		return 0;
	}
}

/* To all others who have the line open, or to those who have to do with the call. */
SERVES(lineProxyMessage)
{
	const struct call_handle *has = in->call ? turn_call(turn, in->call) : NULL;
	const struct call_handle *other;
	const struct line *line;
	struct proxy *proxy;
	LONG result = find_proxy(turn, in->line, &proxy);

	if (result)
		return result;
	if (in->call && (!has || has->call->device != proxy->line->device))
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (!since(in->message) || since(in->message) > proxy->line->version)
		return (LONG)LINEERR_INVALPARAM;
	list_each(node, &proxy->line->device->lines) {
		line = list_entry(node, struct line, device_node);
		if (line == proxy->line || line->version < since(in->message))
			continue;
		other = has ? call_handle_of(has->call, line) : NULL;
		if (other)
			call_handle_tell(other, in->message, in->p1, in->p2, in->p3);
		else if (!has)
			line_tell(line, in->message, in->p1, in->p2, in->p3);
	}
	return 0;
}

/* The types of requests that somebody serves for the device. */
SERVES(lineGetProxyStatus)
{
	DWORD types[32], count = 0, room[sizeof(LINEPROXYREQUESTLIST) / 4 + 32] = { sizeof(room) };
	struct line_device *device;
	struct vardata list;
	LONG result = turn_device(turn, in->device, in->version, &device);

	if (!turn_app(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (result)
		return result;
	if (in->version < TAPI_2_2)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	for (DWORD type = 1; proxy_type_is(type, in->version); type++)
		if (proxy_of(device, type))
			types[count++] = type;
	vardata_begin(&list, room, abi_fixed_size(ABI_LINEPROXYREQUESTLIST, in->version));
	vardata_put(&list, offsetof(LINEPROXYREQUESTLIST, dwNumEntries), count);
	vardata_array(&list, VARFIELD(LINEPROXYREQUESTLIST, List), types, count, sizeof(types[0]));
	vardata_end(&list);
	return turn_record(turn, &out->list, ABI_LINEPROXYREQUESTLIST, in->list, in->version,
			   room, in->version);
}

const struct serve proxy_room[] = {
	SERVE(lineProxyResponse), SERVE(lineProxyMessage), SERVE(lineGetProxyStatus), SERVE_END,
};
