/* SPDX-License-Identifier: MIT
 * apart.c - ask a provider in a process of its own, and hand out what it returns.
 *
 * Who asks waits on its own thread; one thread reads what comes and hands it out in its
 * order, so that nothing overtakes anything: what a function gives is in its place before
 * the next frame is looked at.
 */
#include "host/apart/in.h"
#include "base/mem.h"
#include "os/link.h"
#include "os/passing.h"

#define DEVICES_MAX 16384	/* of one provider, lines or phones */

/* --- asking ----------------------------------------------------------------------------- */

/* The place of a procedure among those that TAPI gave; APART_NONE: NULL, or too many. */
static uint32_t place(void *table, DWORD_PTR procedure)
{
	DWORD_PTR *at = table;

	for (uint32_t i = 0; procedure && i < APART_PROCEDURES; i++) {
		if (!at[i])
			at[i] = procedure;
		if (at[i] == procedure)
			return i;
	}
	return APART_NONE;
}

static uint64_t value_locked(struct apart *apart, enum apart_kind kind, DWORD_PTR value)
{
	switch (kind) {
	case APART_PROCESS:
		return (uintptr_t)PASSING_REMOTE;	/* a handle of that process is none of the program's */
	case APART_LINE_ID:
		return apart_there(&apart->lines, (DWORD)value);
	case APART_PHONE_ID:
		return apart_there(&apart->phones, (DWORD)value);
	case APART_ON_LINE:
		return place(apart->on_line, value);
	case APART_ON_PHONE:
		return place(apart->on_phone, value);
	case APART_ON_DONE:
		return place(apart->on_done, value);
	default:
		return value;
	}
}

/* Digits come with LINE_GATHERDIGITS, which names the call as TAPI does. */
static bool digits_locked(struct apart *apart, struct buf *b, const DWORD_PTR *a, uint64_t key)
{
	struct apart_call *call = apart_call_of_locked(apart, a[0]);
	struct apart_digits *digits = mem_alloc(sizeof(*digits));

	if (!digits)
		return false;
	*digits = (struct apart_digits){ .key = key, .call = a[0], .out = (LPWSTR)a[3],
					 .count = (DWORD)a[4] };
	list_append(&apart->digits, &digits->node);
	apart_u64(b, key);
	apart_u64(b, call ? call->ht : 0);
	return true;
}

/* False: it cannot be asked. */
static bool encode_locked(struct apart *apart, struct apart_ask *ask, struct buf *b)
{
	const struct apart_row *row = &apart_rows[ask->fn];
	bool good = true;

	apart_u32(b, ask->id);
	apart_u32(b, ask->fn);
	for (int i = 0; i < row->count && good; i++) {
		enum apart_kind kind = row->args[i].kind;
		uint32_t size = ask->sizes[i];

		if (!apart_points(kind)) {
			apart_u64(b, value_locked(apart, kind, ask->a[i]));
			continue;
		}
		good = size == APART_NONE || size <= APART_BLOCK_MAX;
		apart_u32(b, size);
		if (size == APART_NONE || kind == APART_NAME)
			continue;
		if (kind == APART_COLLECTS)
			good = good && digits_locked(apart, b, ask->a, ask->id);
		else if (good)
			buf_bytes(b, (const void *)ask->a[i], size);
	}
	return good && !b->full;
}

static struct apart_owed *owed_new_locked(struct apart *apart, const struct apart_ask *ask)
{
	struct apart_owed *owed = mem_zalloc(sizeof(*owed));

	if (!owed)
		return NULL;
	owed->fn = ask->fn;
	owed->request = (DWORD)ask->a[0];
	memcpy(owed->a, ask->a, apart_rows[ask->fn].count * sizeof(*ask->a));
	memcpy(owed->sizes, ask->sizes, sizeof(owed->sizes));
	list_append(&apart->owed, &owed->node);
	return owed;
}

static void owed_free(struct apart_owed *owed)
{
	if (owed)
		list_remove(&owed->node);
	mem_free(owed);
}

static LONG begin_locked(struct apart *apart, struct apart_ask *ask, struct buf *b)
{
	const struct apart_row *row = &apart_rows[ask->fn];

	ask->id = ++apart->last_id;
	for (int i = 0; i < row->count; i++)
		if (apart_points(row->args[i].kind))
			ask->sizes[i] = apart_size(row, ask->a, i);
	if (row->async) {
		ask->owed = owed_new_locked(apart, ask);
		if (!ask->owed)
			return apart_error(ask->fn, (LONG)LINEERR_NOMEM, (LONG)PHONEERR_NOMEM);
	}
	apart_begin(b, APART_ASK);
	if (!encode_locked(apart, ask, b)) {
		apart_learn_locked(apart, ask->fn, ask->a, APART_FAILED(ask->fn));
		owed_free(ask->owed);
		return apart_error(ask->fn, (LONG)LINEERR_NOMEM, (LONG)PHONEERR_NOMEM);
	}
	list_append(&apart->asks, &ask->node);
	return 0;
}

/* Unless its process has gone meanwhile: the next one must not hear of it. */
static void say(struct apart *apart, const struct apart_ask *ask, struct buf *b)
{
	bool waits;

	uv_mutex_lock(&apart->write);
	uv_mutex_lock(&apart->lock);
	waits = !ask->done && apart->state != APART_DOWN;
	uv_mutex_unlock(&apart->lock);
	if (waits && !apart_send(apart->child.link, b))
		link_end(apart->child.link);
	uv_mutex_unlock(&apart->write);
}

void apart_late_locked(struct apart *apart, enum apart_fn fn)
{
	apart->late = apart_rows[fn].name;
	if (apart->state == APART_DOWN)
		return;
	child_kill(&apart->child);
	link_end(apart->child.link);
}

/* Nobody waits for it any more. */
static void late_locked(struct apart *apart, struct apart_ask *ask)
{
	apart_over_locked(apart, ask, APART_FAILED(ask->fn));
	apart_late_locked(apart, ask->fn);
}

/* Its keeper asks, and the process has ended: nobody else would say so. */
static bool ended_early_locked(const struct apart *apart)
{
	return apart->state == APART_STARTS && apart->ended;
}

static void wait_locked(struct apart *apart, struct apart_ask *ask)
{
	uint64_t until = uv_hrtime() + (uint64_t)apart->limit_ms * 1000000, now;

	while (!ask->done) {
		now = uv_hrtime();
		if (now >= until || ended_early_locked(apart)) {
			late_locked(apart, ask);
			return;
		}
		uv_cond_timedwait(&apart->changed, &apart->lock, until - now);
	}
}

LONG apart_ask_now(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a)
{
	struct apart_ask ask = { .fn = fn, .a = a };
	struct buf b = { 0 };
	LONG result;

	uv_mutex_lock(&apart->lock);
	result = apart->state == APART_DOWN ? APART_GONE(fn) : begin_locked(apart, &ask, &b);
	uv_mutex_unlock(&apart->lock);
	if (!result) {
		say(apart, &ask, &b);
		if (apart_reads_here(apart))
			apart_read_nested(apart, &ask);
		uv_mutex_lock(&apart->lock);
		wait_locked(apart, &ask);
		result = ask.result;
		uv_mutex_unlock(&apart->lock);
	}
	buf_free(&b);
	return result;
}

/* What is over there is closed here without a word; all else has to wait. */
static LONG without(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a)
{
	switch (fn) {
	case APART_FN_lineClose: case APART_FN_phoneClose: case APART_FN_lineCloseCall:
	case APART_FN_providerShutdown: case APART_FN_providerFreeDialogInstance:
		apart_learn_locked(apart, fn, a, 0);
		uv_cond_broadcast(&apart->changed);
		return 0;
	default:
		return APART_GONE(fn);
	}
}

/* A device that this side offered by LINE_CREATE is there already. */
static bool adopt_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a)
{
	struct apart_devices *devices = fn == APART_FN_providerCreateLineDevice ? &apart->lines
										: &apart->phones;

	if (fn != APART_FN_providerCreateLineDevice && fn != APART_FN_providerCreatePhoneDevice)
		return false;
	for (size_t i = 0; i < devices->count; i++) {
		struct apart_device *device = &devices->at[i];

		if (!device->temporary || a[0] != (DWORD_PTR)apart + device->there)
			continue;
		device->temporary = false;
		device->id = (DWORD)a[1];
		return true;
	}
	return false;
}

LONG apart_ask(int slot, enum apart_fn fn, const DWORD_PTR *a)
{
	struct apart *apart = apart_of(slot);
	LONG result = 0;
	bool up;

	uv_mutex_lock(&apart->lock);
	up = apart->state == APART_UP;
	if (!up)
		result = without(apart, fn, a);
	else if (adopt_locked(apart, fn, a))
		up = false;
	uv_mutex_unlock(&apart->lock);
	return up ? apart_ask_now(apart, fn, a) : result;
}

/* --- returns ------------------------------------------------------------------------------ */

/* Whether parameter `i` is room for the handle of a call that is made. */
static bool is_handle(const struct apart_row *row, int i)
{
	return i > 0 && row->args[i - 1].kind == APART_BORN;
}

bool apart_write_outs(const struct apart_row *row, const DWORD_PTR *a, const uint32_t *sizes,
		      struct apart_rest rest, LONG result, bool handles_only)
{
	const void *from;

	if (!apart_outs_hold(rest, row, sizes, result))
		return false;
	for (int i = 0; i < row->count; i++) {
		if (!apart_comes_back(row->args[i].kind) || sizes[i] == APART_NONE)
			continue;
		from = apart_take(&rest, sizes[i]);
		if (row->args[i].kind != APART_COLLECTS && (!handles_only || is_handle(row, i)))
			memcpy((void *)a[i], from, sizes[i]);
	}
	return true;
}

/* Whether so many devices can be. */
static bool devices_hold(const struct apart_ask *ask, LONG result)
{
	DWORD counts[2] = { 0, 0 };

	for (int i = 0; i < 2 && ask->fn == APART_FN_providerEnumDevices && result == 0; i++)
		if (ask->sizes[i + 1] != APART_NONE)
			memcpy(&counts[i], (const void *)ask->a[i + 1], sizeof(counts[i]));
	return counts[0] <= DEVICES_MAX && counts[1] <= DEVICES_MAX;
}

void apart_over_locked(struct apart *apart, struct apart_ask *ask, LONG result)
{
	struct apart_owed *owed = ask->owed;
	const bool taken = apart_is_taken(ask->fn, ask->a, result);

	list_remove(&ask->node);
	apart_learn_locked(apart, ask->fn, ask->a, result);
	if (owed)
		owed->returned = true;
	if (owed && taken && owed->completed)
		apart_settled_locked(apart, owed);
	if (owed && (!taken || owed->completed))
		owed_free(owed);
	else if (owed)
		owed->lost = !apart_knows_locked(apart, ask->fn, ask->a);
	ask->result = result;
	ask->done = true;
	uv_cond_broadcast(&apart->changed);
}

/* Handles of calls are there when a request returns, or when it was answered before; all
 * else that it gives, and may write until it is answered, comes with its answer. */
static LONG returned_locked(struct apart *apart, struct apart_ask *ask, struct apart_rest rest,
			    LONG result)
{
	const struct apart_row *row = &apart_rows[ask->fn];
	const bool gives = !row->async || (apart_is_taken(ask->fn, ask->a, result)
					   && !ask->owed->completed);

	if (gives && !apart_write_outs(row, ask->a, ask->sizes, rest, result, row->async))
		fault(apart->host, "R-STRUCT-1", "%s gave a record that cannot be", row->name);
	else if (!devices_hold(ask, result))
		fault(apart->host, "R-LOAD-5", "%s gave more than %d devices", row->name, DEVICES_MAX);
	else
		return result;
	return APART_FAILED(ask->fn);
}

bool apart_returned(struct apart *apart, struct apart_rest *rest)
{
	uint32_t id = apart_take32(rest);
	LONG result = (LONG)apart_take32(rest);
	struct apart_ask *ask;

	uv_mutex_lock(&apart->lock);
	list_each_safe(node, &apart->asks) {
		ask = list_entry(node, struct apart_ask, node);
		if (ask->id != id || rest->bad)
			continue;
		apart_over_locked(apart, ask, returned_locked(apart, ask, *rest, result));
		break;
	}
	uv_mutex_unlock(&apart->lock);
	return !rest->bad;
}
