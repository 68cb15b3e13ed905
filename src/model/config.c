/* SPDX-License-Identifier: MIT
 * config.c - from the rows of a file to lines. */
#include "model/config_in.h"
#include "base/mem.h"
#include "model/line.h"
#include "os/paths.h"
#include <stddef.h>
#include <stdlib.h>

const struct conf_key provider_conf_keys[] = {
	{ "log",         CONF_ENUM,    offsetof(struct provider_conf, log),         "info",
	  "what the log holds, and what is graver", "debug info warn error off", 0, 0 },
	{ "log-file",    CONF_TEXT,    offsetof(struct provider_conf, log_file),    "",
	  "where the log goes; empty: standard error", NULL, 0, 0 },
	{ "log-numbers", CONF_BOOL,    offsetof(struct provider_conf, log_numbers), "no",
	  "whether the log shows telephone numbers whole", NULL, 0, 0 },
	{ "clock",       CONF_ENUM,    offsetof(struct provider_conf, clock),       "real",
	  "virtual: time moves only when a test moves it, for sim lines", "real virtual", 0, 0 },
	{ "watch",       CONF_SECONDS, offsetof(struct provider_conf, watch_s),     "5 s",
	  "how often to look whether this file changed; 0: never", NULL, 0, 86400 },
	{ 0 },
};

struct line_conf {
	char *driver, *number, *more_numbers;
};

const struct conf_key line_conf_keys[] = {
	{ "driver", CONF_TEXT, offsetof(struct line_conf, driver), NULL,
	  "what kind of device the line is: sim or sip", NULL, 0, 0 },
	{ "number", CONF_TEXT, offsetof(struct line_conf, number), "",
	  "the line's own number, as applications see it; empty: its name", NULL, 0, 0 },
	{ "more-numbers", CONF_TEXT, offsetof(struct line_conf, more_numbers), "",
	  "further numbers of the line, split by commas, each an address of its own; sim only", NULL, 0, 0 },
	{ 0 },
};

const struct driver *driver_named(const char *name)
{
	for (size_t i = 0; drivers[i]; i++)
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	return NULL;
}

/* FNV-1a, 64 bits. */
static uint64_t print_add(uint64_t print, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		print = (print ^ (unsigned char)text.at[i]) * 0x100000001b3u;
	return (print ^ 0xff) * 0x100000001b3u;
}

#define PRINT_EMPTY 0xcbf29ce484222325u

/* The same name gives the same number on every host and in every order of
 * the file (R-DEV-7). Positive, as some applications take it for signed. */
DWORD config_permanent_id(const char *name)
{
	uint64_t print = print_add(PRINT_EMPTY, span_of(name));
	DWORD id = (DWORD)(print ^ print >> 32) & 0x7fffffff;

	return id ? id : 1;
}

/* What stands in files of their own (@FILE) is a part of the section, too. */
static uint64_t print_add_secrets(uint64_t print, const struct conf_key *keys, const void *conf)
{
	for (; keys && keys->name; keys++)
		if (keys->type == CONF_SECRET)
			print = print_add(print, span_of(*(char *const *)((const char *)conf + keys->field)));
	return print;
}

uint64_t config_print(const struct conf_section *section)
{
	uint64_t print = PRINT_EMPTY;

	for (uint32_t i = 0; i < section->count; i++) {
		print = print_add(print, span_of(section->rows[i].key));
		print = print_add(print, span_of(section->rows[i].value));
	}
	return print;
}

/* --- records ------------------------------------------------------------------- */

/* What the driver reads of a section. Lines that follow one another in the file and
 * are configured alike have one for all: in an office those are most. */
struct record {
	size_t users;
	max_align_t fields[];		/* as the driver knows them */
};

static struct record *record_of(void *conf)
{
	return (struct record *)((char *)conf - offsetof(struct record, fields));
}

static void *record_new(size_t size)
{
	struct record *record = mem_zalloc(sizeof(*record) + size);

	if (!record)
		return NULL;
	record->users = 1;
	return record->fields;
}

static void record_free(const struct driver *driver, void *conf)
{
	if (!conf || --record_of(conf)->users > 0)
		return;
	conf_clear(driver->line_keys, conf);
	mem_free(record_of(conf));
}

/* Use the record of the line before, if it says the same. */
static void record_share(struct line *line, const struct line *before)
{
	if (!before || before->driver != line->driver ||
	    !conf_same(line->driver->line_keys, line->conf, before->conf))
		return;
	record_free(line->driver, line->conf);
	line->conf = before->conf;
	record_of(line->conf)->users++;
}

/* --- lines ----------------------------------------------------------------------- */

void config_line_free(struct line *line)
{
	if (!line)
		return;
	if (line->driver && line->driver->line_free)
		line->driver->line_free(line);
	record_free(line->driver, line->conf);
	line_addresses_free(line);
	mem_free(line->name);
	mem_free(line->terminals);
	mem_free(line);
}

static enum err line_configure(struct line *line, const struct conf_file *file,
			       const struct conf_section *section, struct buf *why)
{
	struct line_conf conf = { 0 };
	enum err err;

	line->conf = record_new(line->driver->line_conf_size);
	if (!line->conf)
		return ERR_NOMEM;
	err = conf_fill(file, section, line_conf_keys, &conf, line->driver->line_keys, line->conf, why);
	if (err)
		return err;
	err = line_addresses_new(line, conf.number[0] ? conf.number : section->name, conf.more_numbers);
	if (err == ERR_RESOURCE)
		conf_complain(file, section, "more-numbers", why, "a %s line can have %u numbers and no more",
			      line->driver->name, (unsigned)(line->driver->traits->max_addresses ? line->driver->traits->max_addresses : 1));
	else if (err == ERR_ADDRESS)
		conf_complain(file, section, "more-numbers", why, "each number of a line must be another one");
	conf_clear(line_conf_keys, &conf);
	return err == ERR_NOMEM || !err ? err : ERR_CONFIG;
}

/* One line more from its section. Its driver is asked last, so what it made is
 * unmade by config_line_free(). */
static enum err line_make(struct config *config, struct provider *provider,
			  const struct conf_file *file, const struct conf_section *section,
			  struct buf *why)
{
	struct span name = conf_value(section, "driver");
	struct line *line;
	char driver[32];
	enum err err;

	if (!section->name[0]) {
		conf_complain(file, section, NULL, why, "a line needs a name: [line NAME]");
		return ERR_CONFIG;
	}
	line = mem_zalloc(sizeof(*line));
	if (!line)
		return ERR_NOMEM;
	span_copy(name, driver, sizeof(driver));
	line->driver = driver_named(driver);
	if (!line->driver) {
		conf_complain(file, section, name.at ? "driver" : NULL, why, name.at
			      ? "there is no driver \"%s\" (there are: sim, sip)"
			      : "the line has no driver: write driver = sip, for one", driver);
		mem_free(line);
		return ERR_CONFIG;
	}
	line->provider = provider;
	line->device_id = DEVICE_NONE;
	line->permanent_id = config_permanent_id(section->name);
	line->print = config_print(section);
	line->ring_modes = 1;
	line->name = mem_copy(section->name);
	err = line->name ? line_configure(line, file, section, why) : ERR_NOMEM;
	if (!err)
		line->print = print_add_secrets(line->print, line->driver->line_keys, line->conf);
	if (!err && line->driver->line_kind)
		line->driver = line->driver->line_kind(line->conf);
	line->max_active = line->driver->traits->max_active;
	if (!err)
		record_share(line, config->count ? config->lines[config->count - 1] : NULL);
	if (!err && line->driver->line_new) {
		struct buf reason;

		buf_grow(&reason);
		err = line->driver->line_new(line, line->conf, &reason);
		if (err)
			conf_complain(file, section, NULL, why, "line %s: %s", line->name,
				      reason.len ? buf_c(&reason) : err_text(err));
		buf_free(&reason);
	}
	if (err)
		config_line_free(line);
	else
		config->lines[config->count++] = line;
	return err;
}

static enum err check_sections(const struct conf_file *file, struct buf *why)
{
	for (uint32_t i = 0; i < file->count; i++) {
		const struct conf_section *section = &file->sections[i];

		if (strcmp(section->kind, "provider") == 0 || strcmp(section->kind, "line") == 0 ||
		    strcmp(section->kind, "phone") == 0 || driver_named(section->kind))
			continue;
		conf_complain(file, section, NULL, why,
			      "[%s] is no section (there are: provider, line NAME, phone NAME, sim, sip)", section->kind);
		return ERR_CONFIG;
	}
	return OK;
}

/* --- permanent ids ----------------------------------------------------------- */

static int id_order(const void *a, const void *b)
{
	const struct config_id *x = a, *y = b;

	if (*x->id != *y->id)
		return *x->id < *y->id ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* The number of a name that came too late for its own. */
static DWORD other_id(const char *name, uint64_t round)
{
	uint64_t print = print_add(PRINT_EMPTY, span_of(name)) + round * 0x9E3779B97F4A7C15u;
	DWORD id = (DWORD)(print ^ print >> 33) & 0x7fffffff;

	return id ? id : 1;
}

void config_settle_ids(struct config_id *ids, uint32_t count)
{
	bool settled = false;

	for (uint64_t round = 1; !settled; round++) {
		settled = true;
		qsort(ids, count, sizeof(*ids), id_order);
		for (uint32_t i = 1; i < count; i++) {
			if (*ids[i].id != *ids[i - 1].id)
				continue;
			*ids[i].id = other_id(ids[i].name, round);
			settled = false;
		}
	}
}

static enum err settle_ids(const struct config *config)
{
	struct config_id *ids = mem_alloc(config->count * sizeof(*ids));

	if (!ids)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < config->count; i++)
		ids[i] = (struct config_id){ &config->lines[i]->permanent_id, config->lines[i]->name };
	config_settle_ids(ids, config->count);
	mem_free(ids);
	return OK;
}

static const struct conf_section *section_of(const struct conf_file *file, const char *kind)
{
	for (uint32_t i = 0; i < file->count; i++)
		if (strcmp(file->sections[i].kind, kind) == 0)
			return &file->sections[i];
	return NULL;
}

/* What the driver itself has to say of its section. */
static enum err check_driver(const struct conf_file *file, const struct driver *driver,
			     const void *conf, struct buf *why)
{
	const char *key = NULL;
	struct buf reason;
	enum err err;

	if (!driver->conf_check)
		return OK;
	buf_grow(&reason);
	err = driver->conf_check(conf, &key, &reason);
	if (err == ERR_CONFIG)
		conf_complain(file, section_of(file, driver->name), key, why, "\"%s\": %s",
			      key, buf_c(&reason));
	buf_free(&reason);
	return err;
}

static enum err read_drivers(struct config *config, const struct conf_file *file, struct buf *why)
{
	for (size_t i = 0; drivers[i]; i++) {
		enum err err;

		config->driver_conf[i] = mem_zalloc(drivers[i]->conf_size);
		if (!config->driver_conf[i])
			return ERR_NOMEM;
		err = conf_fill(file, section_of(file, drivers[i]->name), drivers[i]->keys,
				config->driver_conf[i], NULL, NULL, why);
		if (err) {
			mem_free(config->driver_conf[i]);
			config->driver_conf[i] = NULL;
			return err;
		}
		err = check_driver(file, drivers[i], config->driver_conf[i], why);
		if (err)
			return err;
	}
	return OK;
}

static enum err read_lines(struct config *config, struct provider *provider,
			   const struct conf_file *file, struct buf *why)
{
	config->lines = mem_zalloc((file->count + 1) * sizeof(*config->lines));
	if (!config->lines)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < file->count; i++) {
		enum err err;

		if (strcmp(file->sections[i].kind, "line") != 0)
			continue;
		err = line_make(config, provider, file, &file->sections[i], why);
		if (err)
			return err;
	}
	return settle_ids(config);
}

static enum err read_all(struct config *config, struct provider *provider,
			 const struct conf_file *file, struct buf *why)
{
	enum err err = check_sections(file, why);

	if (!err)
		err = conf_fill(file, section_of(file, "provider"), provider_conf_keys,
				&config->provider, NULL, NULL, why);
	if (!err)
		err = read_drivers(config, file, why);
	if (!err)
		err = read_lines(config, provider, file, why);
	if (!err)
		err = config_phones_read(config, provider, file, why);
	return err;
}

enum err config_read(struct config *out, struct provider *provider, const char *path,
		     struct buf *why)
{
	struct config config = { 0 };
	struct conf_file *file = NULL;
	size_t count = 0;
	enum err err;

	while (drivers[count])
		count++;
	config.stamp = paths_stamp(path);
	config.driver_conf = mem_zalloc((count + 1) * sizeof(*config.driver_conf));
	err = config.driver_conf ? conf_read(&file, path, why) : ERR_NOMEM;
	if (!err)
		err = read_all(&config, provider, file, why);
	conf_close(file);
	if (err) {
		config_free(&config);
		if (why->len == 0)
			buf_text(why, err_text(err));
		return err;
	}
	*out = config;
	return OK;
}

void config_free(struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++)
		config_line_free(config->lines[i]);
	mem_free(config->lines);
	for (uint32_t i = 0; i < config->phone_count; i++)
		config_phone_free(config->phones[i]);
	mem_free(config->phones);
	for (size_t i = 0; config->driver_conf && drivers[i]; i++) {
		if (config->driver_conf[i])
			conf_clear(drivers[i]->keys, config->driver_conf[i]);
		mem_free(config->driver_conf[i]);
	}
	mem_free(config->driver_conf);
	conf_clear(provider_conf_keys, &config->provider);
	*config = (struct config){ 0 };
}
