/* SPDX-License-Identifier: MIT
 * read.c - the thread that reads what a provider's process says, and hands it out.
 *
 * A procedure of TAPI's may ask the provider something: then this thread goes on reading
 * inside of it, for that one answer, and all else waits for its turn. */
#include "host/apart/in.h"
#include "base/mem.h"
#include "os/thread.h"

static _Thread_local const struct apart *reads_for;	/* whose thread this is */

static bool loaded(struct apart *apart, struct apart_rest *rest)
{
	uint32_t good = apart_take32(rest);
	const void *all = rest->at;

	uv_mutex_lock(&apart->lock);
	buf_reset(&apart->why);
	if (!good)
		buf_bytes(&apart->why, all, rest->len < 1000 ? rest->len : 1000);
	else if (apart_take(rest, APART_FN_COUNT))
		memcpy(apart->exported, all, APART_FN_COUNT);
	apart->loaded = good && !rest->bad;
	apart->ended = !apart->loaded;
	uv_cond_broadcast(&apart->changed);
	uv_mutex_unlock(&apart->lock);
	return apart->loaded;
}

static bool take(struct apart *apart, uint32_t kind, struct apart_rest *rest)
{
	switch (kind) {
	case APART_RETURN:
		return apart_returned(apart, rest);
	case APART_DONE:
		return apart_done(apart, rest);
	case APART_EVENT:
		return apart_event(apart, rest);
	case APART_DIGITS:
		return apart_digits(apart, rest);
	default:
		return kind == APART_LOADED && loaded(apart, rest);
	}
}

/* --- asked inside a procedure --------------------------------------------------------------- */

bool apart_reads_here(const struct apart *apart)
{
	return reads_for == apart;
}

/* All that waits is no more than one frame may be. */
static bool keep(struct apart *apart, uint32_t kind, const struct apart_rest *rest)
{
	struct apart_kept *kept;

	if (rest->len > APART_FRAME_MAX - apart->frames_size)
		return false;
	kept = mem_alloc(sizeof(*kept) + rest->len);
	if (!kept)
		return false;
	apart->frames_size += rest->len;
	*kept = (struct apart_kept){ .kind = kind, .size = rest->len };
	memcpy(kept->bytes, rest->at, rest->len);
	list_append(&apart->frames, &kept->node);
	return true;
}

/* Whether it is the return of `ask`. */
static bool answers(const struct apart_ask *ask, uint32_t kind, struct apart_rest rest)
{
	return kind == APART_RETURN && apart_take32(&rest) == ask->id;
}

/* Its keeper sees to it that this ends. */
static void nest(struct apart *apart, const struct apart_ask *ask)
{
	uv_mutex_lock(&apart->lock);
	apart->nested = ask;
	apart->nested_until = uv_hrtime() + (uint64_t)apart->limit_ms * 1000000;
	uv_cond_broadcast(&apart->changed);
	uv_mutex_unlock(&apart->lock);
}

static void unnest(struct apart *apart, struct apart_ask *ask)
{
	uv_mutex_lock(&apart->lock);
	apart->nested = NULL;
	if (!ask->done)
		apart_over_locked(apart, ask, APART_FAILED(ask->fn));
	uv_mutex_unlock(&apart->lock);
}

/* Whether `kept` is news of what was closed. */
static bool is_of(const struct apart_kept *kept, enum apart_fn fn, DWORD_PTR ht)
{
	struct apart_event event;

	if (kept->kind != APART_EVENT || kept->size < sizeof(event))
		return false;
	memcpy(&event, kept->bytes, sizeof(event));
	if (event.phone || event.answer || event.message == LINE_CREATE || event.message == LINE_REMOVE)
		return event.phone && fn == APART_FN_phoneClose && event.device == ht;
	return (fn == APART_FN_lineClose && event.device == ht)
	       || (fn == APART_FN_lineCloseCall && event.call == ht);
}

/* R-CB-8: of what was closed nothing is told any more, though it was on its way. */
static void drop_news(struct apart *apart, enum apart_fn fn, DWORD_PTR ht)
{
	list_each_safe(node, &apart->frames) {
		struct apart_kept *kept = list_entry(node, struct apart_kept, node);

		if (!is_of(kept, fn, ht))
			continue;
		apart->frames_size -= kept->size;
		list_remove(&kept->node);
		mem_free(kept);
	}
}

/* All that comes before its return has to wait until the procedure is left. */
void apart_read_nested(struct apart *apart, struct apart_ask *ask)
{
	struct apart_rest rest;
	bool good = !apart->over;
	uint32_t kind;
	DWORD_PTR ht;
	bool closes;

	uv_mutex_lock(&apart->lock);
	closes = apart_closes_locked(apart, ask->fn, ask->a[0], &ht);
	uv_mutex_unlock(&apart->lock);
	nest(apart, ask);
	while (!ask->done && good) {
		good = apart_next(&apart->stream, &kind, &rest);
		if (good && answers(ask, kind, rest))
			good = apart_returned(apart, &rest);
		else if (good)
			good = keep(apart, kind, &rest);
	}
	apart->over = !good;
	unnest(apart, ask);
	if (closes)
		drop_news(apart, ask->fn, ht);
}

/* --- the thread ----------------------------------------------------------------------------- */

static bool take_kept(struct apart *apart)
{
	struct apart_kept *kept = list_entry(apart->frames.next, struct apart_kept, node);
	struct apart_rest rest = { kept->bytes, kept->size, false };
	bool good;

	list_remove(&kept->node);
	apart->frames_size -= kept->size;
	good = take(apart, kept->kind, &rest);
	mem_free(kept);
	return good;
}

static bool take_next(struct apart *apart)
{
	struct apart_rest rest;
	uint32_t kind;

	if (!list_empty(&apart->frames))
		return take_kept(apart);
	return !apart->over && apart_next(&apart->stream, &kind, &rest) && take(apart, kind, &rest);
}

void apart_read(void *arg)
{
	struct apart *apart = arg;

	os_thread_settle("apart");
	reads_for = apart;
	apart->over = false;
	while (take_next(apart))
		;
	list_each_safe(node, &apart->frames)
		mem_free(list_entry(node, struct apart_kept, node));
	list_init(&apart->frames);
	apart->frames_size = 0;
	uv_mutex_lock(&apart->lock);
	apart->ended = true;
	uv_cond_broadcast(&apart->changed);
	uv_mutex_unlock(&apart->lock);
}
