/* SPDX-License-Identifier: MIT
 * provider.c - the providers: loaded, and ended. */
#include "tapi/server/provider.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/account.h"
#include "tapi/server/added.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/dialog.h"
#include "tapi/server/inbox.h"
#include "tapi/server/library.h"
#include "tapi/server/life.h"
#include "tapi/server/news.h"
#include "tapi/server/pending.h"
#include "tapi/server/phone.h"
#include "tapi/server/settings.h"

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

static struct provider *provider_new(struct server *server, DWORD id)
{
	struct provider **all = mem_realloc(server->providers,
					    (server->provider_count + 1) * sizeof(*all));
	struct provider *provider;

	if (!all)
		return NULL;
	server->providers = all;
	provider = mem_zalloc(sizeof(*provider));
	if (!provider)
		return NULL;
	provider->server = server;
	provider->id = id;
	list_init(&provider->pendings);
	all[server->provider_count++] = provider;
	return provider;
}

static enum err load(struct provider *provider, const struct provider_settings *set)
{
	const struct host_options options = {
		.ppid = provider->id, .conf = set->config[0] ? set->config : NULL,
		.line_base = (DWORD)provider->server->line_count,
		.phone_base = (DWORD)provider->server->phone_count,
		.number = next_number, .number_arg = provider,
		.apart = set->process == PROCESS_OWN, .apart_limit_ms = set->answer_limit_ms,
	};
	struct buf path, why;
	enum err err;

	buf_grow(&path);
	buf_grow(&why);
	library_find(&path, set->file);
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
		host_dialogs_elsewhere(provider->host);
		err = number_devices(provider);
		host_pump(provider->host);	/* what it told before we listened */
	}
	buf_free(&path);
	buf_free(&why);
	return err;
}

struct provider *provider_find(const struct server *server, DWORD id)
{
	for (size_t i = 0; i < server->provider_count; i++)
		if (server->providers[i]->id == id)
			return server->providers[i];
	return NULL;
}

/* The number that is given to a provider of the settings, else the first that is free from its
 * place on. */
static DWORD number_of(const struct server *server, const struct provider_settings *set)
{
	const struct settings *settings = server->settings;
	DWORD id = set->id ? set->id : (DWORD)(set - settings->providers) + 1;
	bool taken = !set->id;

	while (taken) {
		taken = provider_find(server, id) != NULL;
		for (size_t i = 0; i < settings->provider_count; i++)
			taken |= settings->providers[i].id == id;
		id += taken;
	}
	return id;
}

enum err provider_add(struct server *server, const struct provider_settings *set, DWORD id,
		      struct provider **out)
{
	const DWORD number = id ? id : number_of(server, set);
	struct provider *provider;

	if (provider_find(server, number)) {
		log_write(LOG_ERROR, "tapi", set->name, "its id, %u, is that of %s; its devices are missing",
			  (unsigned)number, provider_find(server, number)->name);
		return ERR_CONFIG;
	}
	provider = provider_new(server, number);
	if (!provider)
		return ERR_NOMEM;
	provider->set = id ? NULL : set;
	if (out)
		*out = provider;
	return load(provider, set);
}

enum err provider_restore(struct server *server, const struct added_provider *added)
{
	const char *fault = account_code_fault(added->file);
	const struct provider_settings set = {
		.name = (char *)library_name(added->file), .file = added->file, .config = "",
	};

	if (!fault)
		return provider_add(server, &set, added->id, NULL);
	log_write(LOG_ERROR, "tapi", set.name, "%s %s; its devices are missing", added->file, fault);
	return OK;
}

enum err providers_open(struct server *server)
{
	const struct settings *settings = server->settings;
	const struct added *added = server->added;
	enum err err = OK;

	for (size_t i = 0; i < settings->provider_count && err != ERR_NOMEM; i++)
		err = provider_add(server, &settings->providers[i], 0, NULL);
	for (size_t i = 0; i < added->count && err != ERR_NOMEM; i++)
		err = provider_restore(server, &added->providers[i]);
	for (size_t i = 0; i < server->provider_count; i++)
		server->providers[i]->announced = true;
	return err == ERR_NOMEM ? err : OK;
}

void provider_announce(struct provider *provider)
{
	provider->announced = true;
	life_came(provider);
	phones_came(provider);
}

/* While the provider can still say them, and closed, so that nobody asks it any more. */
static void name_devices(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->line_count; i++)
		if (server->lines[i]->provider == provider)
			device_name(server->lines[i]);
	for (size_t i = 0; i < server->phone_count; i++)
		if (server->phones[i]->provider == provider)
			phone_device_name(server->phones[i]);
}

static void lines_closed(struct provider *provider)
{
	struct server *server = provider->server;

	for (size_t i = 0; i < server->line_count; i++)
		if (server->lines[i]->provider == provider)
			device_closed(server->lines[i]);
}

static void provider_free(struct provider *provider)
{
	while (!list_empty(&provider->pendings))	/* it never answered them */
		pending_free(list_entry(provider->pendings.next, struct pending, provider_node));
	mem_free(provider->calls);
	mem_free(provider->name);
	mem_free(provider->path);
	mem_free(provider);
}

static void take_out(struct provider *provider)
{
	struct server *server = provider->server;
	size_t i = 0;

	while (server->providers[i] != provider)
		i++;
	memmove(&server->providers[i], &server->providers[i + 1],
		(server->provider_count - i - 1) * sizeof(*server->providers));
	server->provider_count--;
}

/* First the provider ends and answers what it can; nobody hears of that any more. Then programs
 * are told, as if it had told them itself. */
void provider_end(struct provider *provider)
{
	struct host *host = provider->host;

	take_out(provider);
	if (!host) {
		provider_free(provider);
		return;
	}
	provider->next_gone = provider->server->gone;
	provider->server->gone = provider;
	name_devices(provider);
	dialogs_withdraw(provider);
	host_shutdown(host);
	inbox_forget(provider->server->inbox, provider);
	lines_closed(provider);
	pendings_fail(provider);
	life_gone(provider);
	phones_gone(provider);
	provider->host = NULL;
	provider->tspi = NULL;
	host_close(host);
	log_write(LOG_INFO, "tapi", provider->name, "was removed");
}

/* Calls that are left when all clients have gone, and what their providers still answer. What
 * waited in the inbox may bring calls that nobody knew yet: so this is done again when the
 * providers' lines are closed and nothing new can come. */
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
	struct provider *gone;

	calls_close(server);
	for (size_t i = 0; i < server->provider_count; i++) {
		dialogs_withdraw(server->providers[i]);
		if (server->providers[i]->host)
			host_shutdown(server->providers[i]->host);
	}
	calls_close(server);
	for (size_t i = 0; i < server->provider_count; i++)
		host_close(server->providers[i]->host);
	if (server->inbox)
		inbox_take(server->inbox, forget_news);
	for (size_t i = 0; i < server->provider_count; i++)
		provider_free(server->providers[i]);
	while ((gone = server->gone)) {
		server->gone = gone->next_gone;
		provider_free(gone);
	}
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
