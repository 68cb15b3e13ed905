/* SPDX-License-Identifier: MIT
 * proxy.c - who is a proxy, and for what. */
#include "tapi/server/proxy.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "tapi/server/app.h"

/* The types that a call centre of TAPI 2.2 needs: all that came with it. */
#define FIRST_OF_ACD LINEPROXYREQUEST_CREATEAGENT
#define LAST_TYPE LINEPROXYREQUEST_SETAGENTSTATEEX
#define ALL_OF_ACD ((PROXY_BIT(LAST_TYPE) << 1) - PROXY_BIT(FIRST_OF_ACD))

bool proxy_type_is(DWORD type, DWORD version)
{
	if (type < LINEPROXYREQUEST_SETAGENTGROUP || type > LAST_TYPE)
		return false;
	return version >= (type < FIRST_OF_ACD ? TAPI_2_0 : TAPI_2_2);
}

/* PROXY_BIT() of all that is served for a device. */
static DWORD served_of(const struct line_device *device)
{
	DWORD serves = 0;

	list_each(node, &device->lines) {
		const struct line *line = list_entry(node, struct line, device_node);

		serves |= line->proxy ? line->proxy->serves : 0;
	}
	return serves;
}

struct proxy *proxy_of(const struct line_device *device, DWORD type)
{
	list_each(node, &device->lines) {
		const struct line *line = list_entry(node, struct line, device_node);

		if (line->proxy && (line->proxy->serves & PROXY_BIT(type)))
			return line->proxy;
	}
	return NULL;
}

/* The others who have the device open; the proxy's own line hears nothing of itself. */
static void tell_status(const struct proxy *proxy, DWORD status, DWORD type)
{
	list_each(node, &proxy->line->device->lines) {
		const struct line *line = list_entry(node, struct line, device_node);

		if (line != proxy->line && line->version >= TAPI_2_2)
			line_tell(line, LINE_PROXYSTATUS, status, type, 0);
	}
}

static void tell_each(const struct proxy *proxy, DWORD status)
{
	for (DWORD type = 1; type <= LAST_TYPE; type++)
		if (proxy->serves & PROXY_BIT(type))
			tell_status(proxy, status, type);
}

/* The types that LINECALLPARAMS name. */
static LONG read_types(const struct turn *turn, const struct line *line, DWORD slot, DWORD *out)
{
	const void *params = packet_at(turn->in, slot), *at;
	const DWORD left = params ? turn->in->tail_size - slot : 0;
	struct varview view;
	DWORD size, type;

	*out = 0;
	if (!params)
		return (LONG)LINEERR_INVALPOINTER;
	if (!varview_open(&view, params, left, abi_fixed_size(ABI_LINECALLPARAMS, line->version)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	if (!varview_bytes(&view, VARFIELD(LINECALLPARAMS, DevSpecific), &at, &size)
	    || !size || size % sizeof(type))
		return (LONG)LINEERR_INVALPARAM;
	for (DWORD i = 0; i < size; i += sizeof(type)) {
		memcpy(&type, (const char *)at + i, sizeof(type));
		if (!proxy_type_is(type, line->version))
			return (LONG)LINEERR_INVALPARAM;
		*out |= PROXY_BIT(type);
	}
	return 0;
}

LONG proxy_open(const struct turn *turn, struct line *line, DWORD params)
{
	const DWORD others = served_of(line->device);
	struct proxy *proxy;
	DWORD serves;
	LONG result;

	if (!(line->privileges & LINEOPENOPTION_PROXY))
		return 0;
	if (line->version < TAPI_2_0 || turn_right(turn, line->device) < ACCESS_OWN)
		return (LONG)LINEERR_INVALPRIVSELECT;
	result = read_types(turn, line, params, &serves);
	if (result)
		return result;
	if (serves & others)
		return (LONG)LINEERR_ALLOCATED;
	proxy = mem_zalloc(sizeof(*proxy));
	if (!proxy)
		return (LONG)LINEERR_NOMEM;
	proxy->line = line;
	proxy->serves = serves;
	list_init(&proxy->waiting);
	line->proxy = proxy;
	tell_each(proxy, LINEPROXYSTATUS_OPEN);
	if (((serves | others) & ALL_OF_ACD) == ALL_OF_ACD && (serves & ALL_OF_ACD))
		tell_status(proxy, LINEPROXYSTATUS_ALLOPENFORACD, 0);
	return 0;
}

void proxy_close(struct line *line)
{
	struct proxy *proxy = line->proxy;

	if (!proxy)
		return;
	proxied_fail(proxy);
	tell_each(proxy, LINEPROXYSTATUS_CLOSE);
	line->proxy = NULL;
	mem_free(proxy);
}
