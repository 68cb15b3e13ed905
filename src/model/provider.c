/* SPDX-License-Identifier: MIT
 * provider.c - a session: lines get numbers, come and go (phones: phones.c). */
#include "model/provider_in.h"
#include "model/dialog.h"
#include "model/line.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/paths.h"
#include <stdlib.h>

enum err provider_new(struct provider **out, struct desk *desk, DWORD ppid,
		      const char *path, struct buf *why)
{
	struct provider *provider = mem_zalloc(sizeof(*provider));
	enum err err;

	if (!provider)
		return ERR_NOMEM;
	provider->desk = desk;
	provider->ppid = ppid;
	list_init(&provider->dialogs);
	provider->path = mem_copy(path);
	err = provider->path ? config_read(&provider->config, provider, path, why) : ERR_NOMEM;
	if (err) {
		mem_free(provider->path);
		mem_free(provider);
		return err;
	}
	settings_apply(&provider->config.provider);
	/* The devices are ours now: the rest of the configuration stays there. */
	provider->lines = provider->config.lines;
	provider->line_count = provider->config.count;
	provider->config.lines = NULL;
	provider->config.count = 0;
	phones_take(provider);
	list_append(&desk->providers, &provider->node);
	*out = provider;
	return OK;
}

void provider_free(struct provider *provider)
{
	if (!provider)
		return;
	timer_stop(&provider->desk->timers, &provider->watch);
	list_remove(&provider->node);
	for (uint32_t i = 0; i < provider->line_count; i++)
		config_line_free(provider->lines[i]);
	mem_free(provider->lines);
	phones_free(provider);
	config_free(&provider->config);
	mem_free(provider->path);
	mem_free(provider);
}

struct provider *provider_find(struct desk *desk, DWORD ppid)
{
	list_each(node, &desk->providers) {
		struct provider *provider = list_entry(node, struct provider, node);

		if (provider->ppid == ppid)
			return provider;
	}
	return NULL;
}

/* --- devices that come and go -------------------------------------------- */

void provider_device_news(struct provider *provider, DWORD msg, DWORD_PTR p1, DWORD_PTR p2)
{
	struct letter letter = {
		.kind = LETTER_DEVICE, .msg = msg, .provider = provider, .p1 = p1, .p2 = p2,
	};

	mail_post(&provider->desk->mail, &letter);
}

static void announce_line(struct line *line)
{
	struct provider *provider = line->provider;

	line->temp_id = ++provider->temp_ids;
	provider_device_news(provider, LINE_CREATE, (DWORD_PTR)provider->htprovider, line->temp_id);
}

static void lines_move(struct provider *provider, uint32_t from, uint32_t to)
{
	struct line *line = provider->lines[from];

	for (; from < to; from++)
		provider->lines[from] = provider->lines[from + 1];
	for (; from > to; from--)
		provider->lines[from] = provider->lines[from - 1];
	provider->lines[to] = line;
}

static uint32_t numbered(const struct provider *provider)
{
	uint32_t low = 0, high = provider->line_count;

	while (low < high) {		/* those without a number are the last */
		uint32_t mid = (low + high) / 2;

		if (provider->lines[mid]->device_id != DEVICE_NONE)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

enum err provider_number_line(struct provider *provider, DWORD temp_id, DWORD device_id)
{
	uint32_t place = numbered(provider);

	if (line_of_device(provider->desk, device_id) || device_id == DEVICE_NONE)
		return ERR_DEVICE;
	for (uint32_t i = place; i < provider->line_count; i++) {
		if (provider->lines[i]->temp_id != temp_id || provider->lines[i]->removed)
			continue;
		provider->lines[i]->temp_id = 0;
		provider->lines[i]->device_id = device_id;
		/* New numbers go to the end (R-DEV-2), but nothing rests on it. */
		while (place > 0 && provider->lines[place - 1]->device_id > device_id)
			place--;
		lines_move(provider, i, place);
		return OK;
	}
	return ERR_DEVICE;
}

/* A place that is not behind the line's. */
static uint32_t before(const struct provider *provider, const struct line *line)
{
	uint32_t low = 0, high = provider->line_count;

	if (line->device_id == DEVICE_NONE)
		return numbered(provider);
	while (low < high) {		/* the numbered are in order (provider.h) */
		uint32_t mid = (low + high) / 2;

		if (provider->lines[mid]->device_id < line->device_id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void provider_drop_line(struct provider *provider, struct line *line)
{
	uint32_t place = before(provider, line);

	while (provider->lines[place] != line)
		place++;
	lines_move(provider, place, provider->line_count - 1);
	provider->line_count--;
	config_line_free(line);
}

/* The line is gone from the configuration: TAPI closes it, and then it can go. */
static void remove_line(struct line *line)
{
	line->removed = true;
	log_write(LOG_INFO, "provider", line->name, "removed from the configuration");
	if (line->device_id != DEVICE_NONE)
		provider_device_news(line->provider, LINE_REMOVE, line->device_id, 0);
	if (!line->handle)
		provider_drop_line(line->provider, line);
}

static bool has_devices_of(const struct provider *provider, const struct driver *driver)
{
	for (uint32_t i = 0; i < provider->line_count; i++)
		if (provider->lines[i]->driver == driver || provider->lines[i]->driver->kin == driver)
			return true;
	return phones_of(provider, driver);
}

bool provider_driver_at_work(const struct desk *desk, const struct driver *driver)
{
	list_each(node, &desk->providers) {
		const struct provider *provider = list_entry(node, struct provider, node);

		if (provider->active && has_devices_of(provider, driver))
			return true;
	}
	return false;
}

/* Lines with sockets need the loop, and the loop the real clock. */
static enum err check_clock(const struct desk *desk, struct line *const *lines, uint32_t count,
			    struct buf *why)
{
	for (uint32_t i = 0; i < count && !desk->loop; i++) {
		if (!lines[i]->driver->needs_loop)
			continue;
		buf_printf(why, "%s lines cannot live in a virtual clock; set clock = real in [provider]",
			   lines[i]->driver->name);
		return ERR_CONFIG;
	}
	return OK;
}

/* Drivers that have devices in this provider take up work. */
static enum err drivers_start(struct provider *provider, struct buf *why)
{
	enum err err = check_clock(provider->desk, provider->lines, provider->line_count, why);

	for (size_t i = 0; drivers[i] && !err; i++)
		if (has_devices_of(provider, drivers[i]) && drivers[i]->start)
			err = drivers[i]->start(provider->desk, provider->config.driver_conf[i], why);
	return err;
}

/* Lines in the order of their names' prints, to be found among many. */
struct index {
	struct line **lines;
	uint32_t count;
};

static int by_id(const void *a, const void *b)
{
	DWORD x = (*(struct line *const *)a)->permanent_id, y = (*(struct line *const *)b)->permanent_id;

	return x < y ? -1 : x > y;
}

/* Room for so many. */
static enum err index_new(struct index *index, uint32_t count)
{
	index->lines = mem_alloc(count * sizeof(*index->lines));
	return index->lines ? OK : ERR_NOMEM;
}

/* Those of `lines` that are not removed; no two of them have one name. */
static void index_fill(struct index *index, struct line *const *lines, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!lines[i]->removed)
			index->lines[index->count++] = lines[i];
	qsort(index->lines, index->count, sizeof(*lines), by_id);
}

/* Whether there is one of the same name with the same section. */
static bool index_has(const struct index *index, struct line *line)
{
	struct line **found = bsearch(&line, index->lines, index->count, sizeof(line), by_id);

	return found && (*found)->print == line->print && strcmp((*found)->name, line->name) == 0;
}

/* All that can fail, before anything is changed. */
static enum err reload_reserve(struct provider *provider, const struct config *config,
			       struct index *here, struct index *new, struct buf *why)
{
	enum err err = check_clock(provider->desk, config->lines, config->count, why);
	struct line **lines;

	if (!err)
		err = index_new(here, provider->line_count);
	if (!err)
		err = index_new(new, config->count);
	if (err)
		return err;
	lines = mem_realloc(provider->lines, (provider->line_count + config->count + 1) * sizeof(*lines));
	if (!lines)
		return ERR_NOMEM;
	provider->lines = lines;
	return phones_reserve(provider, config);
}

static void lines_reload(struct provider *provider, struct config *config, struct index *here,
			 struct index *new)
{
	index_fill(new, config->lines, config->count);
	for (uint32_t i = provider->line_count; i-- > 0;)
		if (!provider->lines[i]->removed && !index_has(new, provider->lines[i]))
			remove_line(provider->lines[i]);
	index_fill(here, provider->lines, provider->line_count);
	for (uint32_t i = 0; i < config->count; i++) {
		if (index_has(here, config->lines[i]))
			continue;
		provider->lines[provider->line_count++] = config->lines[i];
		announce_line(config->lines[i]);
		log_write(LOG_INFO, "provider", config->lines[i]->name, "new in the configuration");
		config->lines[i] = NULL;
	}
}

enum err provider_reload(struct provider *provider, struct buf *why)
{
	struct index here = { 0 }, new = { 0 };
	struct config config;
	enum err err;

	err = config_read(&config, provider, provider->path, why);
	if (err)
		return err;
	err = reload_reserve(provider, &config, &here, &new, why);
	if (!err) {
		provider->config.stamp = config.stamp;
		settings_reload(provider, &config, why);
		lines_reload(provider, &config, &here, &new);
		phones_reload(provider, &config);
	}
	mem_free(here.lines);
	mem_free(new.lines);
	config_free(&config);
	return err ? err : drivers_start(provider, why);
}

/* --- a session ------------------------------------------------------------ */

#define AT_REST_MS 1000		/* a file that did not change for so long is whole */

static void log_rows(enum log_level level, struct span rows, const char *behind)
{
	struct span row;

	while (rows.at) {
		row = span_cut(rows, '\n', &rows);
		log_write(level, "provider", NULL, "%.*s%s", SPAN_ARG(row), rows.at ? "" : behind);
	}
}

static void look_for_changes(void *arg)
{
	struct provider *provider = arg;
	uint64_t stamp = paths_stamp(provider->path);
	bool changed = stamp != provider->config.stamp && stamp != 0, rests = stamp == provider->seen;
	struct buf why;

	provider->seen = stamp;
	timer_set(&provider->desk->timers, &provider->watch,
		  changed && !rests ? AT_REST_MS : provider->config.provider.watch_s * 1000ull,
		  look_for_changes, provider);
	if (!changed || !rests)
		return;
	buf_grow(&why);
	if (provider_reload(provider, &why)) {
		provider->config.stamp = stamp;		/* say it once */
		log_rows(LOG_ERROR, buf_span(&why), "; the old configuration stays in force");
	} else if (why.len) {
		log_rows(LOG_WARN, buf_span(&why), "");
	}
	buf_free(&why);
}

enum err provider_start(struct provider *provider, DWORD base, DWORD lines, struct buf *why)
{
	enum err err = drivers_start(provider, why);

	if (err)
		return err;
	provider->line_base = base;
	provider->active = true;
	provider->fresh = false;
	for (uint32_t i = 0; i < provider->line_count; i++) {
		if (i < lines)
			provider->lines[i]->device_id = base + i;
		else
			announce_line(provider->lines[i]);
	}
	phones_start(provider);
	if (provider->config.provider.watch_s && provider->desk->loop)
		timer_set(&provider->desk->timers, &provider->watch,
			  provider->config.provider.watch_s * 1000ull, look_for_changes, provider);
	return OK;
}

void provider_stop(struct provider *provider)
{
	timer_stop(&provider->desk->timers, &provider->watch);
	for (uint32_t i = 0; i < provider->line_count; i++)
		if (provider->lines[i]->handle)
			line_close(provider->lines[i]);
	phones_stop(provider);
	dialogs_free(provider);
	provider->active = false;
	for (size_t i = 0; drivers[i]; i++)
		if (drivers[i]->stop && !provider_driver_at_work(provider->desk, drivers[i]))
			drivers[i]->stop(provider->desk);
}

bool desk_has_session(const struct desk *desk)
{
	list_each(node, &desk->providers)
		if (list_entry(node, struct provider, node)->active)
			return true;
	return false;
}
