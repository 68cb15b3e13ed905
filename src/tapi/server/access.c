/* SPDX-License-Identifier: MIT
 * access.c - the access file and what follows from it. */
#include "tapi/server/access.h"
#include "base/conf.h"
#include "base/mem.h"

/* What a section grants. */
struct grant {
	const char *kind, *name;	/* "user" "maria"; borrowed from the file */
	char *own, *monitor;		/* names, split by commas; "*": all */
};

struct access {
	struct conf_file *file;
	struct grant *grants;
	size_t count;
};

#define FIELD(name) offsetof(struct grant, name)
static const struct conf_key keys[] = {
	{ "own", CONF_TEXT, FIELD(own), "",
	  "Lines and phones, by name, split by commas, that may be used; * for all.", NULL, 0, 0 },
	{ "monitor", CONF_TEXT, FIELD(monitor), "",
	  "Lines and phones that may be looked at; * for all.", NULL, 0, 0 },
	{ NULL, CONF_TEXT, 0, NULL, NULL, NULL, 0, 0 },
};
#undef FIELD

static enum err read_grants(struct access *access, struct buf *why)
{
	const struct conf_section *section;
	struct grant *grant;
	enum err err;

	access->grants = mem_zalloc((access->file->count + 1) * sizeof(*access->grants));
	if (!access->grants)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < access->file->count; i++) {
		section = &access->file->sections[i];
		grant = &access->grants[access->count];
		if (strcmp(section->kind, "everyone") != 0 && !section->name[0]) {
			conf_complain(access->file, section, NULL, why,
				      "[%s] wants a name behind it, as in [%s maria]",
				      section->kind, section->kind);
			return ERR_CONFIG;
		}
		err = conf_fill(access->file, section, keys, grant, NULL, NULL, why);
		if (err)
			return err;
		grant->kind = section->kind;
		grant->name = section->name;
		access->count++;
	}
	return OK;
}

enum err access_read(struct access **out, const char *path, struct buf *why)
{
	struct access *access = mem_zalloc(sizeof(*access));
	const char *fault = path[0] ? account_file_fault(path, true) : NULL;
	enum err err = OK;

	if (!access)
		return ERR_NOMEM;
	if (fault) {
		buf_printf(why, "%s: %s", path, fault);
		err = ERR_CONFIG;
	}
	if (!err && path[0])
		err = conf_read(&access->file, path, why);
	if (!err && access->file)
		err = conf_kinds(access->file, "user group everyone", why);
	if (!err && access->file)
		err = read_grants(access, why);
	if (err)
		access_free(access);
	else
		*out = access;
	return err;
}

void access_free(struct access *access)
{
	if (!access)
		return;
	for (size_t i = 0; i < access->count; i++)
		conf_clear(keys, &access->grants[i]);
	mem_free(access->grants);
	conf_close(access->file);
	mem_free(access);
}

static bool applies(const struct grant *grant, const struct account *account)
{
	if (strcmp(grant->kind, "everyone") == 0)
		return true;
	if (strcmp(grant->kind, "user") == 0)
		return strcmp(grant->name, account->user) == 0;
	for (size_t i = 0; i < account->group_count; i++)
		if (strcmp(grant->name, account->groups[i]) == 0)
			return true;
	return false;
}

static bool names(const char *list, const char *device)
{
	struct span rest = span_of(list), one;

	while (rest.at) {
		one = span_trim(span_cut(rest, ',', &rest));
		if (span_is(one, "*") || (one.len && span_is(one, device)))
			return true;
	}
	return false;
}

bool access_is_admin(const struct account *account)
{
	return account->self || account->admin;
}

enum access_right access_of(const struct access *access, const struct account *account,
			    const char *device)
{
	enum access_right right = ACCESS_NONE;
	const struct grant *grant;

	if (access_is_admin(account))
		return ACCESS_OWN;
	for (size_t i = 0; i < access->count && right < ACCESS_OWN; i++) {
		grant = &access->grants[i];
		if (!applies(grant, account))
			continue;
		if (names(grant->own, device))
			right = ACCESS_OWN;
		else if (names(grant->monitor, device))
			right = ACCESS_MONITOR;
	}
	return right;
}
