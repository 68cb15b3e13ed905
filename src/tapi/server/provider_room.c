/* SPDX-License-Identifier: MIT
 * provider_room.c - which providers there are, and adding and removing them. */
#include "abi/vardata.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/access.h"
#include "tapi/server/added.h"
#include "tapi/server/library.h"
#include "tapi/server/provider.h"
#include "tapi/server/settings.h"
#include "tapi/server/turn.h"

/* Where a library lies is nothing for a program. */
static const char *file_name(const struct provider *provider)
{
	return library_name(provider->path);
}

/* Bytes of the record with all names. */
static DWORD list_size(const struct server *server)
{
	size_t size = sizeof(LINEPROVIDERLIST);

	for (size_t i = 0; i < server->provider_count; i++)
		size += sizeof(LINEPROVIDERENTRY) + utf16_size(file_name(server->providers[i]));
	return (DWORD)size;
}

static void write_entries(struct vardata *v, const struct server *server)
{
	struct varblock block = vardata_block(v, VARFIELD(LINEPROVIDERLIST, ProviderList),
					      (DWORD)server->provider_count,
					      sizeof(LINEPROVIDERENTRY));

	for (DWORD i = 0; i < server->provider_count; i++) {
		vardata_entry_put(v, &block, i, offsetof(LINEPROVIDERENTRY, dwPermanentProviderID),
				  server->providers[i]->id);
		vardata_entry_text(v, &block, i, VARFIELD(LINEPROVIDERENTRY, ProviderFilename),
				   file_name(server->providers[i]));
	}
}

/* All that the configuration names and programs have added, loaded or not; NULL: no memory. */
static void *provider_list(const struct server *server, DWORD version)
{
	const DWORD size = list_size(server);
	void *list = mem_zalloc(size);
	struct vardata v;

	if (!list)
		return NULL;
	memcpy(list, &size, sizeof(size));
	if (vardata_begin(&v, list, abi_fixed_size(ABI_LINEPROVIDERLIST, version))) {
		vardata_put(&v, offsetof(LINEPROVIDERLIST, dwNumProviders),
			    (DWORD)server->provider_count);
		write_entries(&v, server);
		vardata_end(&v);
	}
	return list;
}

/* Anybody may ask, with an application or without. */
SERVES(GetProviderList)
{
	LONG result;
	void *list;

	if (in->version < TAPI_1_4 || in->version > TAPI_VERSION)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	list = provider_list(turn->server, in->version);
	if (!list)
		return (LONG)LINEERR_NOMEM;
	result = turn_record(turn, &out->list, ABI_LINEPROVIDERLIST, in->list, in->version, list,
			     in->version);
	mem_free(list);
	return result;
}

/* --- adding and removing ------------------------------------------------------------ */

static LONG may_change(const struct turn *turn)
{
	const struct added *added = turn->server->added;

	if (!access_is_admin(&turn->client->account))
		return (LONG)LINEERR_OPERATIONFAILED;
	if (!added->path)
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	return added->broken ? (LONG)LINEERR_INIFILECORRUPT : 0;
}

static LONG answer_of(enum err err)
{
	switch (err) {
	case OK:
		return 0;
	case ERR_NOMEM:
		return (LONG)LINEERR_NOMEM;
	case ERR_CONFIG:
		return (LONG)LINEERR_INIFILECORRUPT;
	default:
		return (LONG)LINEERR_OPERATIONFAILED;
	}
}

static bool is_loaded(const struct server *server, const char *path)
{
	for (size_t i = 0; i < server->provider_count; i++)
		if (library_same(server->providers[i]->path, path))
			return true;
	return false;
}

/* It is remembered when it has been loaded: one that takes the server with it does so once. */
static LONG add(struct server *server, char *path, DWORD *id)
{
	const struct provider_settings set = {
		.name = (char *)library_name(path), .file = path, .config = "",
	};
	struct provider *provider = NULL;
	enum err err;

	for (*id = added_next(server->added); provider_find(server, *id); ++*id)
		;
	if (*id > ADDED_LAST_ID)
		return (LONG)LINEERR_OPERATIONFAILED;
	err = provider_add(server, &set, *id, &provider);
	if (!err)
		err = added_put(server->added, *id, path);
	if (!err)
		provider_announce(provider);
	else if (provider)
		provider_end(provider);
	return answer_of(err);
}

SERVES(lineAddProvider)
{
	LONG result = may_change(turn);
	struct buf path;
	char *file;

	if (result)
		return result;
	file = turn_text(turn, in->file);
	if (!file)
		return (LONG)LINEERR_NOMEM;
	buf_grow(&path);
	result = library_trust(&path, file);
	if (!result && is_loaded(turn->server, buf_c(&path)))
		result = (LONG)LINEERR_NOMULTIPLEINSTANCE;
	if (!result)
		result = add(turn->server, path.at, &out->id);
	buf_free(&path);
	mem_free(file);
	return result;
}

SERVES(lineRemoveProvider)
{
	struct provider *provider = provider_find(turn->server, in->id);
	LONG result = may_change(turn);

	if (result)
		return result;
	if (!provider)
		return (LONG)LINEERR_INVALPARAM;
	if (provider->set) {
		log_write(LOG_WARN, "tapi", provider->name, "is not removed: the configuration names "
			  "it; take it out there and reload the server");
		return (LONG)LINEERR_OPERATIONFAILED;
	}
	result = answer_of(added_take(turn->server->added, in->id));
	if (!result)
		provider_end(provider);
	return result;
}

const struct serve provider_room[] = {
	SERVE(GetProviderList), SERVE(lineAddProvider), SERVE(lineRemoveProvider), SERVE_END,
};
