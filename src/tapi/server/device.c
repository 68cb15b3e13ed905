/* SPDX-License-Identifier: MIT
 * device.c - the line devices of all providers. */
#include "tapi/server/device.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "base/mem.h"
#include "tapi/server/ask.h"

struct line_device *device_new(struct server *server, struct provider *provider, DWORD id)
{
	size_t size = server->line_size ? server->line_size * 2 : 16;
	struct line_device *device = mem_zalloc(sizeof(*device)), **lines;

	if (!device)
		return NULL;
	while (size <= id)
		size *= 2;
	if (id >= server->line_size) {
		lines = mem_realloc(server->lines, size * sizeof(struct line_device *));
		if (!lines) {
			mem_free(device);
			return NULL;
		}
		server->lines = lines;
		server->line_size = size;
	}
	device->id = id;
	device->provider = provider;
	list_init(&device->lines);
	list_init(&device->calls);
	server->lines[id] = device;
	if (id >= server->line_count)
		server->line_count = id + 1;
	return device;
}

DWORD device_version(struct line_device *device)
{
	if (!device->version && device->provider)
		host_line_version(device->provider->host, device->id, &device->version);
	return device->version;
}

const char *device_name(struct line_device *device)
{
	struct host_line_info info;

	if (!device->name && device->provider
	    && !host_line_info(device->provider->host, device->id, &info))
		device->name = mem_copy(info.name);
	return device->name ? device->name : "";
}

HDRVLINE device_hd(const struct line_device *device)
{
	return device->host_line ? host_hdline(device->provider->host, device->host_line) : NULL;
}

LONG device_read(struct line_device *device)
{
	LINEDEVCAPS *caps;
	LONG result;

	if (device->addresses)
		return 0;
	result = host_get_line_caps(device->provider->host, device->id, &caps);
	if (result)
		return result;
	device->media_modes = caps->dwMediaModes;
	device->addresses = caps->dwNumAddresses;
	mem_free(caps);
	return 0;
}

DWORD device_media(struct line_device *device)
{
	device_read(device);
	return device->media_modes;
}

DWORD device_addresses(struct line_device *device)
{
	device_read(device);
	return device->addresses;
}

/* What all who have it open want to hear. Whoever only monitors wants to see calls of any
 * kind, whatever he said (docs/decisions/027). */
static void wanted(struct line_device *device, DWORD *media, DWORD *line, DWORD *address)
{
	struct line *open;

	*media = *line = *address = 0;
	list_each(node, &device->lines) {
		open = list_entry(node, struct line, device_node);
		*line |= open->line_states;
		*address |= open->address_states;
		if (open->version < TAPI_1_4) {		/* it is told LINEDEVSTATE_REINIT */
			*line |= LINEDEVSTATE_CAPSCHANGE;
			*address |= LINEADDRESSSTATE_CAPSCHANGE;
		}
		if (open->privileges & LINECALLPRIVILEGE_OWNER)
			*media |= open->media_modes;
		if (open->privileges & LINECALLPRIVILEGE_MONITOR)
			*media |= device_media(device);
	}
	*line &= name_known_bits(NAME_LINEDEVSTATE, device_version(device))
		 & ~(DWORD)(LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE | LINEDEVSTATE_REINIT
			    | LINEDEVSTATE_TRANSLATECHANGE | LINEDEVSTATE_REMOVED);
	*address &= name_known_bits(NAME_LINEADDRESSSTATE, device_version(device));
}

static LONG open_it(struct line_device *device, DWORD media)
{
	LONG result = host_line_open(device->provider->host, device->id, media, &device->host_line);

	if (result) {
		device->host_line = 0;
		return result;
	}
	device->detected = media;
	device->line_states = device->address_states = ~0u;	/* the host asked for all */
	return 0;
}

static void tell_states(struct line_device *device, DWORD line, DWORD address)
{
	const struct tspi *tspi = device->provider->tspi;
	HDRVLINE hd = device_hd(device);

	if ((line == device->line_states && address == device->address_states)
	    || !tspi->lineSetStatusMessages)
		return;
	if (!ASK_PROVIDER(device->provider, lineSetStatusMessages, hd, line, address)) {
		device->line_states = line;
		device->address_states = address;
	}
}

/* Nobody wants an extension any more: all its versions are free again. */
static void settle_extension(struct line_device *device)
{
	bool wanted = false;

	list_each(node, &device->lines)
		wanted |= list_entry(node, struct line, device_node)->ext_version != 0;
	if (device->ext_version && !wanted) {
		host_select_extension(device->provider->host, device->host_line, 0);
		device->ext_version = 0;
	}
}

LONG device_settle(struct line_device *device)
{
	DWORD media, line, address;
	HDRVLINE hd;
	LONG result = 0;

	if (!device->host_line && list_empty(&device->lines))
		return 0;
	if (!device->provider)
		return (LONG)LINEERR_NODEVICE;
	if (list_empty(&device->lines) && list_empty(&device->calls)) {
		host_line_close(device->provider->host, device->host_line);
		device_closed(device);
		return 0;
	}
	wanted(device, &media, &line, &address);
	if (!device->host_line) {
		result = open_it(device, media);
	} else if (media != device->detected && device->provider->tspi->lineSetDefaultMediaDetection) {
		hd = device_hd(device);
		result = ASK_PROVIDER(device->provider, lineSetDefaultMediaDetection, hd, media);
		if (!result)
			device->detected = media;
	}
	if (result)
		return result;
	tell_states(device, line, address);
	settle_extension(device);
	return 0;
}

void device_closed(struct line_device *device)
{
	device->host_line = 0;
	device->ext_version = 0;
	device->detected = 0;
}

void device_changed(struct line_device *device)
{
	device->media_modes = device->addresses = 0;
	mem_free(device->name);
	device->name = NULL;
}
