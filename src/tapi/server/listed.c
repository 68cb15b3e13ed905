/* SPDX-License-Identifier: MIT
 * listed.c - see listed.h. */
#include "tapi/server/listed.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/paths.h"
#include "os/registry.h"
#include <stdio.h>

#define KEY "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Telephony\\Providers"
#define LISTED_MAX 256u

static uint32_t count_of(const struct registry_key *key)
{
	uint32_t count = 0;

	if (!key || !registry_number(key, "NumProviders", &count))
		return 0;
	return count < LISTED_MAX ? count : LISTED_MAX;
}

uint32_t listed_count(void)
{
	struct registry_key *key = registry_open(KEY, false);
	uint32_t count = count_of(key);

	registry_close(key);
	return count;
}

/* A name without a folder is one of the system's folder, and of no other. */
static char *whole_path(const char *file)
{
	char *root = strpbrk(file, "/\\") ? NULL : paths_variable("SystemRoot"), *path;
	struct buf text;

	buf_grow(&text);
	if (root)
		buf_printf(&text, "%s\\System32\\", root);
	buf_text(&text, file);
	path = text.full ? NULL : mem_copy(buf_c(&text));
	buf_free(&text);
	mem_free(root);
	return path;
}

static enum err read_one(struct provider_settings *out, const char *file, uint32_t id)
{
	enum err err = conf_fill(NULL, NULL, provider_conf_keys, out, NULL, NULL, NULL);
	char *path = err ? NULL : whole_path(file);

	if (!path)
		return ERR_NOMEM;
	mem_free(out->file);
	out->file = out->name = path;
	out->id = id;
	return OK;
}

enum err listed_read(struct provider_settings *providers, size_t *count)
{
	struct registry_key *key = registry_open(KEY, false);
	const uint32_t listed = count_of(key);
	enum err err = OK;
	char name[32], *file;
	uint32_t id;

	for (uint32_t i = 0; i < listed && !err; i++) {
		snprintf(name, sizeof(name), "ProviderFilename%u", (unsigned)i);
		file = registry_text(key, name);
		snprintf(name, sizeof(name), "ProviderID%u", (unsigned)i);
		if (file && file[0] && registry_number(key, name, &id))
			err = read_one(&providers[(*count)++], file, id);
		else
			log_write(LOG_WARN, "tapi", NULL, "the registry's entry %u of Telephony\\Providers "
				  "has no file or no id; it is passed over", (unsigned)i);
		mem_free(file);
	}
	registry_close(key);
	return err;
}
