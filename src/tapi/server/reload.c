/* SPDX-License-Identifier: MIT
 * reload.c - see reload.h. */
#include "tapi/server/reload.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/access.h"
#include "tapi/server/added.h"
#include "tapi/server/provider.h"
#include "tapi/server/settings.h"

struct settings *reload_read(struct server *server)
{
	struct settings *fresh = mem_zalloc(sizeof(*fresh));
	struct buf why;
	enum err err;

	buf_grow(&why);
	err = fresh ? settings_read(fresh, server->conf, &why) : ERR_NOMEM;
	if (err) {
		log_write(LOG_ERROR, "tapi", NULL, "all stays as it was: %s",
			  why.len ? buf_c(&why) : err_text(err));
		mem_free(fresh);
		fresh = NULL;
	}
	buf_free(&why);
	return fresh;
}

static const struct provider_settings *same_in(const struct settings *fresh,
					       const struct provider *provider)
{
	const struct provider_settings *one;

	for (size_t i = 0; i < fresh->provider_count; i++) {
		one = &fresh->providers[i];
		if (strcmp(one->name, provider->name) == 0
		    && conf_same(provider_conf_keys, one, provider->set))
			return one;
	}
	return NULL;
}

static void end_others(struct server *server, const struct settings *fresh)
{
	struct provider *provider;

	for (size_t i = server->provider_count; i-- > 0;) {
		provider = server->providers[i];
		if (!provider->set)
			continue;
		provider->set = same_in(fresh, provider);
		if (!provider->set || !provider->host)	/* perhaps it can be loaded now */
			provider_end(provider);
	}
}

static bool is_there(const struct server *server, const struct provider_settings *set)
{
	for (size_t i = 0; i < server->provider_count; i++)
		if (server->providers[i]->set == set)
			return true;
	return false;
}

static void load_new(struct server *server)
{
	const struct settings *settings = server->settings;

	for (size_t i = 0; i < settings->provider_count; i++)
		if (!is_there(server, &settings->providers[i]))
			provider_add(server, &settings->providers[i], 0, NULL);
}

static void read_access(struct server *server)
{
	struct access *fresh;
	char room[512];
	struct buf why;
	enum err err;

	buf_fixed(&why, room, sizeof(room));
	err = access_read(&fresh, server->settings->server.access, &why);
	if (err) {
		log_write(LOG_ERROR, "tapi", NULL, "who may do what stays as it was: %s",
			  why.len ? buf_c(&why) : err_text(err));
		return;
	}
	access_free(server->access);
	server->access = fresh;
}

/* A file of added providers that was mended. */
static void read_added(struct server *server)
{
	struct added *fresh;

	if (!server->added->broken || added_read(&fresh, server->settings->server.providers_state))
		return;
	added_free(server->added);
	server->added = fresh;
	for (size_t i = 0; i < fresh->count; i++)
		provider_restore(server, &fresh->providers[i]);
}

void reload(struct server *server)
{
	struct settings *fresh = reload_read(server);

	if (!fresh)
		return;
	log_write(LOG_INFO, "tapi", NULL, "the configuration is read anew");
	end_others(server, fresh);
	settings_drop(server->settings);
	server->settings = fresh;
	read_access(server);		/* before anybody hears of devices */
	load_new(server);
	read_added(server);
	for (size_t i = 0; i < server->provider_count; i++)
		if (!server->providers[i]->announced)
			provider_announce(server->providers[i]);
}
