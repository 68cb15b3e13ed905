/* SPDX-License-Identifier: MIT
 * work.c - do what is asked, on as many threads as wait for the provider.
 *
 * What a request was given to write to lives until it is answered, and the room for
 * gathered digits until other digits are gathered or the call is closed. */
#include "host/apart/child.h"
#include "base/mem.h"

#define THREADS_MAX 256
#define BEHIND 64

static uv_mutex_t lock;
static uv_cond_t more;
static struct list queue, owing, gathering;
static unsigned idle, threads;

/* --- its memory ------------------------------------------------------------------------------- */

static void work_free(struct apart_work *work)
{
	for (int i = 0; i < apart_rows[work->fn].count; i++)
		if (apart_points(apart_rows[work->fn].args[i].kind))
			mem_free((void *)work->a[i]);
	mem_free(work);
}

/* Room for parameter `i`, with what came for it, and behind it what shows that it was
 * written beyond its end; of digits, that a terminator was. */
static bool take_pointer(struct apart_work *work, int i, struct apart_rest *rest)
{
	enum apart_kind kind = apart_rows[work->fn].args[i].kind;
	uint32_t size = apart_take32(rest);
	const void *from = NULL;
	char *at;

	work->sizes[i] = size;
	if (size == APART_NONE)
		return !rest->bad;
	if (size > APART_BLOCK_MAX)
		return false;
	if (kind == APART_COLLECTS) {
		work->digits = apart_take64(rest);
		work->digits_call = apart_take64(rest);
	} else if (kind != APART_NAME) {
		from = apart_take(rest, size);
	}
	at = rest->bad ? NULL : mem_zalloc((size_t)size + BEHIND);
	if (!at)
		return false;
	if (from)
		memcpy(at, from, size);
	memset(at + size, 0xFF, BEHIND);
	work->a[i] = (DWORD_PTR)at;
	return true;
}

static struct apart_work *work_new(struct apart_rest *rest)
{
	struct apart_work *work = mem_zalloc(sizeof(*work));
	uint32_t id = apart_take32(rest), fn = apart_take32(rest);
	bool good = work && fn < APART_FN_COUNT;

	if (!good) {
		mem_free(work);
		return NULL;
	}
	work->id = id;
	work->fn = (enum apart_fn)fn;
	for (int i = 0; i < apart_rows[fn].count && good; i++) {
		enum apart_kind kind = apart_rows[fn].args[i].kind;

		if (apart_points(kind))
			good = take_pointer(work, i, rest);
		else
			work->a[i] = apart_told_procedure(kind, apart_take64(rest));
	}
	if (good && !rest->bad)
		return work;
	work_free(work);
	return NULL;
}

/* --- digits -------------------------------------------------------------------------------------- */

/* What was gathered, with the terminator behind a full room if there is one. */
static void put_digits(const struct apart_work *work, struct buf *out)
{
	const char *at = (const char *)work->a[3];

	buf_bytes(out, at, work->sizes[3]);
	if (at[work->sizes[3]] == 0)
		buf_bytes(out, at + work->sizes[3], sizeof(WCHAR));
}

static void say_digits(const struct apart_work *work)
{
	struct buf b, digits;

	buf_grow(&digits);
	put_digits(work, &digits);
	apart_begin(&b, APART_DIGITS);
	apart_u64(&b, work->digits);
	apart_block(&b, digits.at, (uint32_t)digits.len);
	apart_child_send(&b);
	buf_free(&digits);
}

/* The provider has taken this: to no other room of the call is it writing any more. What
 * is in one is given back before this returns, if `say`. Who gave it may be returning yet. */
static void release_rooms(const struct apart_work *work, bool say)
{
	uv_mutex_lock(&lock);
	list_each_safe(node, &gathering) {
		struct apart_work *other = list_entry(node, struct apart_work, node);

		if (other->a[0] != work->a[0] || other == work)
			continue;
		if (say && !other->completed && other->a[3])
			say_digits(other);
		other->completed = true;
		list_remove(&other->node);
		other->released = true;
		if (other->returned)
			work_free(other);
	}
	uv_mutex_unlock(&lock);
}

uint64_t apart_work_digits(uint64_t call, DWORD end_to_end, struct buf *out)
{
	struct apart_work *found = NULL;
	uint64_t key = 0;

	uv_mutex_lock(&lock);
	list_each(node, &gathering) {
		struct apart_work *work = list_entry(node, struct apart_work, node);

		if (work->digits_call != call || work->completed || !work->digits)
			continue;
		if (!found || (DWORD)found->a[1] != end_to_end)
			found = work;
	}
	if (found) {
		key = found->digits;
		found->completed = true;
		put_digits(found, out);
	}
	uv_mutex_unlock(&lock);
	return key;
}

/* --- doing ----------------------------------------------------------------------------------------- */

/* Whether the provider wrote beyond the end of what it was given. */
static bool overran(const struct apart_work *work)
{
	const struct apart_row *row = &apart_rows[work->fn];

	for (int i = 0; i < row->count; i++) {
		const unsigned char *end = (const unsigned char *)work->a[i] + work->sizes[i];

		if (!apart_points(row->args[i].kind) || work->sizes[i] == APART_NONE)
			continue;
		for (int k = row->args[i].kind == APART_COLLECTS ? sizeof(WCHAR) : 0; k < BEHIND; k++)
			if (end[k] != 0xFF)
				return true;
	}
	return false;
}

/* Without what it gives, which cannot be believed then, the other side sees a fault. */
static void answer(const struct apart_work *work, LONG result)
{
	struct buf b;

	apart_begin(&b, APART_RETURN);
	apart_u32(&b, work->id);
	apart_u32(&b, (uint32_t)result);
	if (!overran(work))
		apart_put_outs(&b, &apart_rows[work->fn], work->a, work->sizes);
	apart_child_send(&b);
}

/* What is not asked for any more is freed. */
static void settle(struct apart_work *work, LONG result)
{
	bool kept = false;

	uv_mutex_lock(&lock);
	work->returned = true;
	if (work->fn == APART_FN_lineGatherDigits && result == 0)
		kept = work->a[3] && !work->released;
	else if (apart_rows[work->fn].async && result > 0)
		kept = !work->completed;
	if (!kept)
		list_remove(&work->node);
	uv_mutex_unlock(&lock);
	if (!kept)
		work_free(work);
}

static void work_do(struct apart_work *work)
{
	LONG result = (LONG)(apart_rows[work->fn].phone ? PHONEERR_OPERATIONUNAVAIL
						: LINEERR_OPERATIONUNAVAIL);

	uv_mutex_lock(&lock);
	if (apart_rows[work->fn].async)
		list_append(&owing, &work->node);
	else if (work->fn == APART_FN_lineGatherDigits)
		list_append(&gathering, &work->node);
	uv_mutex_unlock(&lock);
	if (apart_child_has(work->fn))
		result = apart_child_call(work->fn, work->a);
	if (result == 0 && (work->fn == APART_FN_lineGatherDigits || work->fn == APART_FN_lineCloseCall))
		release_rooms(work, work->fn == APART_FN_lineGatherDigits);
	answer(work, result);
	settle(work, result);
}

static void working(void *arg)
{
	struct apart_work *work;

	uv_mutex_lock(&lock);
	for (;;) {
		idle++;
		while (list_empty(&queue))
			uv_cond_wait(&more, &lock);
		idle--;
		work = list_entry(queue.next, struct apart_work, node);
		list_remove(&work->node);
		uv_mutex_unlock(&lock);
		work_do(work);
		uv_mutex_lock(&lock);
	}
}

bool apart_work_add(struct apart_rest *rest)
{
	struct apart_work *work = work_new(rest);
	uv_thread_t thread;
	size_t waits = 0;

	if (!work)
		return false;
	uv_mutex_lock(&lock);
	list_append(&queue, &work->node);
	list_each(node, &queue)
		waits++;
	if (waits > idle && threads < THREADS_MAX && uv_thread_create(&thread, working, NULL) == 0)
		threads++;
	uv_cond_signal(&more);
	uv_mutex_unlock(&lock);
	return threads > 0;
}

/* --- requests that are answered ---------------------------------------------------------------------- */

struct apart_work *apart_work_owing(DWORD request)
{
	struct apart_work *found = NULL;

	uv_mutex_lock(&lock);
	list_each(node, &owing) {
		struct apart_work *work = list_entry(node, struct apart_work, node);

		if ((DWORD)work->a[0] == request && !work->completed)
			found = work;
	}
	if (!found)
		uv_mutex_unlock(&lock);
	return found;
}

void apart_work_settled(struct apart_work *work)
{
	bool over = work->returned;

	work->completed = true;
	if (over)
		list_remove(&work->node);
	uv_mutex_unlock(&lock);
	if (over)
		work_free(work);
}

void apart_work_init(void)
{
	uv_mutex_init(&lock);
	uv_cond_init(&more);
	list_init(&queue);
	list_init(&owing);
	list_init(&gathering);
}
