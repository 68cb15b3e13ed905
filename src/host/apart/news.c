/* SPDX-License-Identifier: MIT
 * news.c - the calls of TAPI's procedures in the other process become calls here.
 *
 * On the thread that reads, one after the other. What a parameter points to comes with
 * the call and is valid as long as that. */
#include "host/apart/in.h"
#include "base/mem.h"
#include "os/link.h"

/* --- requests are answered -------------------------------------------------------------- */

static struct apart_owed *owed_of(struct apart *apart, DWORD request)
{
	struct apart_owed *found = NULL;

	list_each(node, &apart->owed) {
		struct apart_owed *owed = list_entry(node, struct apart_owed, node);

		if (owed->request == request && !owed->completed)
			found = owed;
	}
	return found;
}

/* What the request gives is in its place before its answer is heard. */
static LONG settle_locked(struct apart *apart, struct apart_owed *owed, struct apart_rest rest,
			  LONG result)
{
	const struct apart_row *row = &apart_rows[owed->fn];
	bool returned = owed->returned;

	/* Room for handles is lent until the function returns, all other until now. */
	for (int i = 0; returned && i + 1 < row->count; i++) {
		if (row->args[i].kind != APART_BORN || owed->sizes[i + 1] == APART_NONE)
			continue;
		owed->a[i + 1] = (DWORD_PTR)&owed->kept[i + 1];
	}
	if (result == 0 && !owed->lost
	    && !apart_write_outs(row, owed->a, owed->sizes, rest, result, false)) {
		fault(apart->host, "R-STRUCT-1", "%s gave a record that cannot be", row->name);
		result = APART_FAILED(owed->fn);
	}
	owed->completed = true;
	owed->result = result;
	if (!returned) {
		if (result == 0)	/* others may use what is born before it has returned */
			apart_births_locked(apart, owed->fn, owed->a, true);
		return result;
	}
	apart_settled_locked(apart, owed);
	list_remove(&owed->node);
	mem_free(owed);
	return result;
}

bool apart_done(struct apart *apart, struct apart_rest *rest)
{
	uint32_t procedure = apart_take32(rest);
	DWORD request = apart_take32(rest);
	LONG result = (LONG)apart_take32(rest);
	ASYNC_COMPLETION done = NULL;
	struct apart_owed *owed;

	apart_take32(rest);	/* whether it gives: of a request that it owes it does */
	if (rest->bad || procedure >= APART_PROCEDURES)
		return false;
	uv_mutex_lock(&apart->lock);
	done = apart->on_done[procedure];
	owed = owed_of(apart, request);
	if (owed)
		result = settle_locked(apart, owed, *rest, result);
	uv_mutex_unlock(&apart->lock);
	if (done)
		done(request, result);
	return done != NULL;
}

/* --- messages ------------------------------------------------------------------------------ */

/* A block that came with a message, where it can be used as what it is: as a text it ends,
 * even if it ends within a unit. NULL: none. */
static void *block_new(const void *bytes, uint32_t size)
{
	void *copy = bytes ? mem_zalloc((size_t)size + 2 * sizeof(WCHAR)) : NULL;

	if (copy)
		memcpy(copy, bytes, size);
	return copy;
}

static bool take_blocks(struct apart_rest *rest, struct apart_event *event, void *blocks[2])
{
	const uint32_t sizes[2] = { event->block, event->block2 };

	blocks[0] = blocks[1] = NULL;
	for (int i = 0; i < 2; i++) {
		const void *at = sizes[i] == APART_NONE ? NULL : apart_take(rest, sizes[i]);

		if (rest->bad)
			return false;
		blocks[i] = block_new(at, sizes[i]);
	}
	return rest->len == 0;
}

static void digits_locked(struct apart *apart, uint64_t key, const void *block, uint32_t size)
{
	list_each_safe(node, &apart->digits) {
		struct apart_digits *digits = list_entry(node, struct apart_digits, node);

		if (digits->key != key)
			continue;
		if (block && size <= ((size_t)digits->count + 1) * sizeof(WCHAR))
			memcpy(digits->out, block, size);
		list_remove(&digits->node);
		mem_free(digits);
	}
}

/* What was gathered until other digits were. */
bool apart_digits(struct apart *apart, struct apart_rest *rest)
{
	uint64_t key = apart_take64(rest);
	uint32_t size = apart_take32(rest);
	const void *block = apart_take(rest, size);

	if (!block)
		return false;
	uv_mutex_lock(&apart->lock);
	digits_locked(apart, key, block, size);
	uv_mutex_unlock(&apart->lock);
	return true;
}

/* A device that was removed there is known here by another number. */
static void removed_locked(struct apart *apart, struct apart_event *event)
{
	bool phone = event->phone && event->message == PHONE_REMOVE;
	struct apart_devices *devices = phone ? &apart->phones : &apart->lines;

	if (!phone && (event->phone || event->message != LINE_REMOVE))
		return;
	event->p[0] = apart_here(devices, (DWORD)event->p[0]);
	for (size_t i = 0; i < devices->count; i++) {
		if (devices->at[i].id != (DWORD)event->p[0] || devices->at[i].temporary)
			continue;
		memmove(&devices->at[i], &devices->at[i + 1],
			(devices->count - i - 1) * sizeof(*devices->at));
		devices->count--;
		devices->moved = true;
		return;
	}
}

static void answer(struct apart *apart, uint32_t id, uint64_t value)
{
	char memory[64];
	struct buf b;

	apart_begin_in(&b, APART_ANSWER, memory, sizeof(memory));
	apart_u32(&b, id);
	apart_u64(&b, value);
	uv_mutex_lock(&apart->write);
	if (!apart_send(apart->child.link, &b))
		link_end(apart->child.link);
	uv_mutex_unlock(&apart->write);
}

/* R-NEW-2: TAPI's handle goes back through the second parameter. */
static uint64_t newcall(struct apart *apart, LINEEVENT on, const struct apart_event *event)
{
	HTAPICALL call = NULL;

	on((HTAPILINE)(uintptr_t)event->device, (HTAPICALL)(uintptr_t)event->call, LINE_NEWCALL,
	   (DWORD_PTR)event->p[0], event->answer ? (DWORD_PTR)&call : 0, (DWORD_PTR)event->p[2]);
	uv_mutex_lock(&apart->lock);
	if (call)
		apart_learn_call_locked(apart, (DWORD_PTR)event->device, (DWORD_PTR)call,
					(DWORD_PTR)event->p[0], true);
	uv_mutex_unlock(&apart->lock);
	return (uintptr_t)call;
}

static uint64_t dialog(LINEEVENT on, const struct apart_event *event, void *const blocks[2])
{
	TUISPICREATEDIALOGINSTANCEPARAMS params = {
		.dwRequestID = (DWORD)event->p[1],
		.hdDlgInst = (HDRVDIALOGINSTANCE)(uintptr_t)event->p[2],
		.lpszUIDLLName = blocks[0], .lpParams = blocks[1],
		.dwSize = blocks[1] ? event->block2 : 0,
	};

	on((HTAPILINE)(uintptr_t)event->device, (HTAPICALL)(uintptr_t)event->call,
	   LINE_CREATEDIALOGINSTANCE, event->answer ? (DWORD_PTR)&params : 0, 0, 0);
	return params.htDlgInst;
}

/* What a parameter points to is here, never where the other process says. */
static void replace_pointers(struct apart_event *event, void *const blocks[2])
{
	if (event->phone)
		return;
	if (event->message == LINE_SENDDIALOGINSTANCEDATA) {
		event->p[0] = (uintptr_t)blocks[0];
		event->p[1] = blocks[0] ? event->block : 0;
	} else if (event->message == LINE_SENDMSPDATA) {
		event->p[1] = (uintptr_t)blocks[0];
		event->p[2] = blocks[0] ? event->block : 0;
	}
}

static void hand_out(struct apart *apart, struct apart_event *event, LINEEVENT line, PHONEEVENT phone,
		     void *const blocks[2])
{
	replace_pointers(event, blocks);
	if (event->phone)
		phone((HTAPIPHONE)(uintptr_t)event->device, event->message, (DWORD_PTR)event->p[0],
		      (DWORD_PTR)event->p[1], (DWORD_PTR)event->p[2]);
	else if (event->message == LINE_NEWCALL)
		answer(apart, event->answer, newcall(apart, line, event));
	else if (event->message == LINE_CREATEDIALOGINSTANCE)
		answer(apart, event->answer, dialog(line, event, blocks));
	else
		line((HTAPILINE)(uintptr_t)event->device, (HTAPICALL)(uintptr_t)event->call,
		     event->message, (DWORD_PTR)event->p[0], (DWORD_PTR)event->p[1],
		     (DWORD_PTR)event->p[2]);
}

bool apart_event(struct apart *apart, struct apart_rest *rest)
{
	const void *at = apart_take(rest, sizeof(struct apart_event));
	struct apart_event event;
	LINEEVENT line = NULL;
	PHONEEVENT phone = NULL;
	void *blocks[2] = { NULL, NULL };
	bool good;

	if (!at)
		return false;
	memcpy(&event, at, sizeof(event));
	good = event.procedure < APART_PROCEDURES && take_blocks(rest, &event, blocks);
	if (!good) {
		mem_free(blocks[0]);
		mem_free(blocks[1]);
		return false;
	}
	uv_mutex_lock(&apart->lock);
	if (event.phone)
		phone = apart->on_phone[event.procedure];
	else
		line = apart->on_line[event.procedure];
	apart_heard_locked(apart, &event);
	removed_locked(apart, &event);
	if (!event.phone && event.message == LINE_GATHERDIGITS)
		digits_locked(apart, event.digits, blocks[0], event.block);
	uv_mutex_unlock(&apart->lock);
	if (line || phone)
		hand_out(apart, &event, line, phone, blocks);
	mem_free(blocks[0]);
	mem_free(blocks[1]);
	return line || phone;
}
