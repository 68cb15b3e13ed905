/* SPDX-License-Identifier: MIT
 * added.c - the file of added providers. */
#include "tapi/server/added.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/account.h"
#include "os/file.h"
#include "os/paths.h"

#define FIRST_ID 1001u		/* behind all places in a configuration */

struct head {
	uint32_t last;
};

static const struct conf_key head_keys[] = {
	{ "last", CONF_NUMBER, offsetof(struct head, last), NULL, "The number that was given last.",
	  NULL, 0, ADDED_LAST_ID },
	{ 0 },
};

static const struct conf_key provider_keys[] = {
	{ "file", CONF_TEXT, offsetof(struct added_provider, file), NULL, "The provider's library.",
	  NULL, 0, 0 },
	{ 0 },
};

/* --- reading ------------------------------------------------------------------------ */

static void forget_all(struct added *added)
{
	for (size_t i = 0; i < added->count; i++)
		mem_free(added->providers[i].file);
	mem_free(added->providers);
	added->providers = NULL;
	added->count = 0;
}

static enum err read_provider(struct added *added, const struct conf_file *file,
			      const struct conf_section *section, struct buf *why)
{
	struct added_provider *one = &added->providers[added->count];
	uint32_t id;

	if (!span_u32(span_of(section->name), ADDED_LAST_ID, &id) || id < FIRST_ID) {
		conf_complain(file, section, NULL, why, "[provider %s] wants a number from %u on",
			      section->name, FIRST_ID);
		return ERR_CONFIG;
	}
	added->count++;
	one->id = id;
	if (id > added->last)
		added->last = id;
	return conf_fill(file, section, provider_keys, one, NULL, NULL, why);
}

static enum err read_sections(struct added *added, const struct conf_file *file, struct buf *why)
{
	enum err err = conf_kinds(file, "added provider", why);
	struct head head = { 0 };

	added->providers = mem_zalloc((file->count + 1) * sizeof(*added->providers));
	if (!added->providers)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < file->count && !err; i++) {
		if (strcmp(file->sections[i].kind, "provider") == 0) {
			err = read_provider(added, file, &file->sections[i], why);
			continue;
		}
		err = conf_fill(file, &file->sections[i], head_keys, &head, NULL, NULL, why);
		if (head.last > added->last)
			added->last = head.last;
	}
	return err;
}

static enum err read_file(struct added *added, struct buf *why)
{
	const char *fault = account_file_fault(added->path, true);
	struct conf_file *file;
	enum err err;

	if (fault) {
		buf_printf(why, "%s: %s", added->path, fault);
		return ERR_CONFIG;
	}
	err = conf_read(&file, added->path, why);
	if (err)
		return err;
	err = read_sections(added, file, why);
	conf_close(file);
	return err;
}

enum err added_read(struct added **out, const char *path)
{
	struct added *added = mem_zalloc(sizeof(*added));
	char room[512];
	struct buf why;
	enum err err = OK;

	if (!added)
		return ERR_NOMEM;
	added->last = FIRST_ID - 1;
	if (strcmp(path, "none") != 0)		/* NULL too if this user has no home */
		added->path = path[0] ? mem_copy(path) : paths_state("providers.conf");
	buf_fixed(&why, room, sizeof(room));
	if (added->path && paths_stamp(added->path))
		err = read_file(added, &why);
	if (err == ERR_NOMEM) {
		added_free(added);
		return err;
	}
	if (err) {
		log_write(LOG_ERROR, "tapi", NULL, "the providers that were added are missing: %s",
			  why.len ? buf_c(&why) : err_text(err));
		forget_all(added);
		added->broken = true;
	}
	*out = added;
	return OK;
}

void added_free(struct added *added)
{
	if (!added)
		return;
	forget_all(added);
	mem_free(added->path);
	mem_free(added);
}

/* --- changing ----------------------------------------------------------------------- */

uint32_t added_next(const struct added *added)
{
	return added->last + 1;
}

/* All of it but the provider `without`, and `one` more unless its id is 0. */
static enum err save(const struct added *added, uint32_t without, struct added_provider one)
{
	enum err err = ERR_NOMEM;
	struct buf out;

	buf_grow(&out);
	buf_printf(&out, "# The providers that programs have added; written by the telephony server.\n"
		   "[added]\nlast = %u\n", (unsigned)(one.id ? one.id : added->last));
	for (size_t i = 0; i <= added->count; i++) {
		const struct added_provider *p = i < added->count ? &added->providers[i] : &one;

		if (p->id == without || !p->id)
			continue;
		buf_printf(&out, "[provider %u]\n", (unsigned)p->id);
		conf_row_write(&out, "file", p->file);
	}
	if (!out.full)
		err = file_write(added->path, out.at, out.len) ? OK : ERR_FAILED;
	buf_free(&out);
	return err;
}

enum err added_put(struct added *added, uint32_t id, const char *file)
{
	struct added_provider *more, one = { id, mem_copy(file) };
	enum err err;

	if (!one.file)
		return ERR_NOMEM;
	more = mem_realloc(added->providers, (added->count + 1) * sizeof(*more));
	if (more)
		added->providers = more;
	err = more ? save(added, 0, one) : ERR_NOMEM;
	if (err) {
		mem_free(one.file);
		return err;
	}
	added->providers[added->count++] = one;
	added->last = id;
	return OK;
}

enum err added_take(struct added *added, uint32_t id)
{
	const enum err err = save(added, id, (struct added_provider){ 0, NULL });

	if (err)
		return err;
	for (size_t i = 0; i < added->count; i++) {
		if (added->providers[i].id != id)
			continue;
		mem_free(added->providers[i].file);
		memmove(&added->providers[i], &added->providers[i + 1],
			(added->count - i - 1) * sizeof(*added->providers));
		added->count--;
		break;
	}
	return OK;
}
