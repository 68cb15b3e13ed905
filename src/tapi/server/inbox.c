/* SPDX-License-Identifier: MIT
 * inbox.c - two rows of events: one is filled while the other is read. */
#include "tapi/server/inbox.h"
#include "base/log.h"
#include "base/mem.h"

struct note {
	struct provider *from;
	struct host_event event;
};

struct row {
	struct note *at;
	size_t count, size;
};

struct inbox {
	uv_mutex_t lock;
	uv_async_t *wake;
	struct row filling, reading;
};

enum err inbox_new(struct inbox **out, uv_async_t *wake)
{
	struct inbox *box = mem_zalloc(sizeof(*box));

	if (!box)
		return ERR_NOMEM;
	uv_mutex_init(&box->lock);
	box->wake = wake;
	*out = box;
	return OK;
}

void inbox_free(struct inbox *box)
{
	if (!box)
		return;
	uv_mutex_destroy(&box->lock);
	mem_free(box->filling.at);
	mem_free(box->reading.at);
	mem_free(box);
}

static bool row_grow(struct row *row)
{
	size_t size = row->size ? row->size * 2 : 64;
	struct note *at = mem_realloc(row->at, size * sizeof(*at));

	if (!at)
		return false;
	row->at = at;
	row->size = size;
	return true;
}

void inbox_put(struct inbox *box, struct provider *from, const struct host_event *event)
{
	struct row *row = &box->filling;
	bool first, lost;

	uv_mutex_lock(&box->lock);
	lost = row->count == row->size && !row_grow(row);
	first = row->count == 0;
	if (!lost)
		row->at[row->count++] = (struct note){ from, *event };
	uv_mutex_unlock(&box->lock);
	if (lost)
		log_write(LOG_ERROR, "tapi", NULL, "out of memory, an event of a provider was lost");
	else if (first)
		uv_async_send(box->wake);
}

void inbox_take(struct inbox *box, void (*fn)(struct provider *from, const struct host_event *event))
{
	struct row row;

	uv_mutex_lock(&box->lock);
	row = box->filling;
	box->filling = box->reading;
	box->filling.count = 0;
	box->reading = row;
	uv_mutex_unlock(&box->lock);
	for (size_t i = 0; i < row.count; i++)
		fn(row.at[i].from, &row.at[i].event);
}

void inbox_forget(struct inbox *box, const struct provider *from)
{
	struct row *row = &box->filling;
	size_t kept = 0;

	uv_mutex_lock(&box->lock);
	for (size_t i = 0; i < row->count; i++)
		if (row->at[i].from != from)
			row->at[kept++] = row->at[i];
	row->count = kept;
	uv_mutex_unlock(&box->lock);
}
