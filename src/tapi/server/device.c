/* SPDX-License-Identifier: MIT
 * device.c - providers and their line devices. */
#include "tapi/server/device.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/ask.h"
#include "tapi/server/call.h"
#include "tapi/server/inbox.h"
#include "tapi/server/news.h"
#include "tapi/server/phone.h"
#include "tapi/server/settings.h"

/* --- devices -------------------------------------------------------------------- */

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

static void read_caps(struct line_device *device)
{
	LINEDEVCAPS *caps;

	if (device->addresses || host_get_line_caps(device->provider->host, device->id, &caps))
		return;
	device->media_modes = caps->dwMediaModes;
	device->addresses = caps->dwNumAddresses;
	mem_free(caps);
}

DWORD device_media(struct line_device *device)
{
	read_caps(device);
	return device->media_modes;
}

DWORD device_addresses(struct line_device *device)
{
	read_caps(device);
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

/* --- providers ------------------------------------------------------------------- */

/* On the provider's thread. */
static void told(void *arg, const struct host_event *event)
{
	struct provider *provider = arg;

	inbox_put(provider->server->inbox, provider, event);
}

/* A device that comes later gets the next number of all (R-DEV-2): its place is taken at
 * once, and it is there when the provider has agreed (news.c). */
static DWORD next_number(void *arg, bool line)
{
	struct provider *provider = arg;
	const DWORD id = (DWORD)provider->server->line_count;

	if (!line)
		return phone_next_number(provider->server);
	return device_new(provider->server, NULL, id) ? id : HOST_NO_DEVICE;
}

/* Without a folder: beside this program or in ../lib of its folder, else as the system
 * searches. */
static void find_library(struct buf *out, const char *file)
{
	static const char *const folders[] = { "%s/%s", "%s/../lib/%s", "%s/../lib/opentsp/%s" };
	char here[1024];
	size_t len = sizeof(here);
	uv_fs_t request;
	int found = -1;

	buf_text(out, file);
	if (strpbrk(file, "/\\") || uv_exepath(here, &len))
		return;
	for (char *c = here + len; c > here && *c != '/' && *c != '\\'; c--)
		*c = '\0';
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && found; i++) {
		buf_reset(out);
		buf_printf(out, folders[i], here, file);
		found = uv_fs_stat(NULL, &request, buf_c(out), NULL);
		uv_fs_req_cleanup(&request);
	}
	if (found) {
		buf_reset(out);
		buf_text(out, file);
	}
}

static enum err number_devices(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < host_line_count(provider->host); i++)
		if (!device_new(server, provider, host_line(provider->host, i)))
			return ERR_NOMEM;
	for (size_t i = 0; i < host_phone_count(provider->host); i++)
		if (!phone_device_new(server, provider, host_phone(provider->host, i)))
			return ERR_NOMEM;
	return OK;
}

static enum err provider_open(struct provider *provider, const struct provider_settings *set)
{
	const struct host_options options = {
		.ppid = provider->id, .conf = set->config[0] ? set->config : NULL,
		.line_base = (DWORD)provider->server->line_count,
		.phone_base = (DWORD)provider->server->phone_count,
		.number = next_number, .number_arg = provider,
	};
	struct buf path, why;
	enum err err;

	buf_grow(&path);
	buf_grow(&why);
	find_library(&path, set->file);
	provider->name = mem_copy(set->name);
	provider->path = mem_copy(buf_c(&path));
	if (!provider->name || !provider->path)
		err = ERR_NOMEM;
	else
		err = host_open(&provider->host, provider->path, &options, &why);
	if (err) {
		log_write(LOG_ERROR, "tapi", set->name, "%s; its devices are missing",
			  why.len ? buf_c(&why) : err_text(err));
	} else {
		provider->tspi = host_tspi(provider->host);
		host_on_event(provider->host, told, provider);
		err = number_devices(provider);
		host_pump(provider->host);	/* what it told before we listened */
	}
	buf_free(&path);
	buf_free(&why);
	return err == ERR_NOMEM ? err : OK;
}

enum err providers_open(struct server *server, const struct settings *settings)
{
	struct provider *provider;
	enum err err = OK;

	server->providers = mem_zalloc(settings->provider_count * sizeof(*server->providers));
	if (!server->providers)
		return ERR_NOMEM;
	for (size_t i = 0; i < settings->provider_count && !err; i++) {
		provider = &server->providers[server->provider_count++];
		provider->server = server;
		provider->id = settings->providers[i].id;
		provider->id = provider->id ? provider->id : (DWORD)i + 1;
		err = provider_open(provider, &settings->providers[i]);
	}
	return err;
}

/* Calls that are left when all clients have gone, and what their providers still answer. */
static void calls_close(struct server *server)
{
	struct line_device *device;

	for (size_t i = 0; i < server->line_count; i++) {
		device = server->lines[i];
		while (!list_empty(&device->calls))
			call_close(list_entry(device->calls.next, struct call, node));
	}
	if (server->inbox)
		inbox_take(server->inbox, news_take);
}

static void forget_news(struct provider *from, const struct host_event *event)
{
}

void providers_close(struct server *server)
{
	struct provider *provider;

	calls_close(server);
	for (size_t i = 0; i < server->provider_count; i++) {
		provider = &server->providers[i];
		host_close(provider->host);
		mem_free(provider->calls);
		mem_free(provider->name);
		mem_free(provider->path);
	}
	if (server->inbox)
		inbox_take(server->inbox, forget_news);
	for (size_t i = 0; i < server->line_count; i++) {
		mem_free(server->lines[i]->name);
		mem_free(server->lines[i]);
	}
	phone_devices_free(server);
	mem_free(server->lines);
	mem_free(server->providers);
	server->lines = NULL;
	server->providers = NULL;
	server->line_count = server->line_size = server->provider_count = 0;
}
