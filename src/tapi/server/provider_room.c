/* SPDX-License-Identifier: MIT
 * provider_room.c - which providers there are. */
#include "abi/vardata.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/turn.h"

/* Where a library lies is nothing for a program. */
static const char *file_name(const struct provider *provider)
{
	const char *name = provider->path;

	for (const char *c = name; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	return name;
}

/* Bytes of the record with all names. */
static DWORD list_size(const struct server *server)
{
	size_t size = sizeof(LINEPROVIDERLIST);

	for (size_t i = 0; i < server->provider_count; i++)
		size += sizeof(LINEPROVIDERENTRY) + utf16_size(file_name(&server->providers[i]));
	return (DWORD)size;
}

static void write_entries(struct vardata *v, const struct server *server)
{
	struct varblock block = vardata_block(v, VARFIELD(LINEPROVIDERLIST, ProviderList),
					      (DWORD)server->provider_count,
					      sizeof(LINEPROVIDERENTRY));

	for (DWORD i = 0; i < server->provider_count; i++) {
		vardata_entry_put(v, &block, i, offsetof(LINEPROVIDERENTRY, dwPermanentProviderID),
				  server->providers[i].id);
		vardata_entry_text(v, &block, i, VARFIELD(LINEPROVIDERENTRY, ProviderFilename),
				   file_name(&server->providers[i]));
	}
}

/* All that the configuration names, in its order, loaded or not; NULL: no memory. */
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

const struct serve provider_room[] = { SERVE(GetProviderList), SERVE_END };
