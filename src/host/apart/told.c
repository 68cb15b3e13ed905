/* SPDX-License-Identifier: MIT
 * told.c - in the process of a provider: TAPI's procedures, which tell the other side.
 *
 * There is one for each that TAPI gave, as a provider has to use that of the line. Those
 * that give something back wait for the other side. */
#include "host/apart/child.h"
#include "base/mem.h"

#define NAME_UNITS 260		/* of a path, MAX_PATH of Windows */

struct waits {
	struct list node;
	uint32_t id;
	bool answered;
	uint64_t value;
};

static uv_mutex_t lock;
static uv_cond_t answered;
static struct list waiting;
static uint32_t last_id;

/* --- answers -------------------------------------------------------------------------------------- */

static void expect(struct waits *w)
{
	uv_mutex_lock(&lock);
	last_id = last_id == UINT32_MAX ? 1 : last_id + 1;
	*w = (struct waits){ .id = last_id };
	list_append(&waiting, &w->node);
	uv_mutex_unlock(&lock);
}

static uint64_t await(struct waits *w)
{
	uv_mutex_lock(&lock);
	while (!w->answered)
		uv_cond_wait(&answered, &lock);
	list_remove(&w->node);
	uv_mutex_unlock(&lock);
	return w->value;
}

void apart_told_answer(uint32_t id, uint64_t value)
{
	uv_mutex_lock(&lock);
	list_each(node, &waiting) {
		struct waits *w = list_entry(node, struct waits, node);

		if (w->id != id)
			continue;
		w->answered = true;
		w->value = value;
	}
	uv_cond_broadcast(&answered);
	uv_mutex_unlock(&lock);
}

/* --- telling ---------------------------------------------------------------------------------------- */

static void told_done(uint32_t procedure, DRV_REQUESTID request, LONG result)
{
	struct apart_work *work = apart_work_owing(request);
	struct buf b;

	apart_begin(&b, APART_DONE);
	apart_u32(&b, procedure);
	apart_u32(&b, request);
	apart_u32(&b, (uint32_t)result);
	apart_u32(&b, work != NULL);
	if (work)
		apart_put_outs(&b, &apart_rows[work->fn], work->a, work->sizes);
	if (work)
		apart_work_settled(work);
	apart_child_send(&b);
}

static void tell_event(struct apart_event *event, const void *block, const void *block2)
{
	struct buf b;

	event->block = block ? event->block : APART_NONE;
	event->block2 = block2 ? event->block2 : APART_NONE;
	apart_begin(&b, APART_EVENT);
	buf_bytes(&b, event, sizeof(*event));
	if (block)
		buf_bytes(&b, block, event->block);
	if (block2)
		buf_bytes(&b, block2, event->block2);
	apart_child_send(&b);
}

static void tell_newcall(struct apart_event *event, LPHTAPICALL out)
{
	struct waits w;

	if (out) {
		expect(&w);
		event->answer = w.id;
	}
	event->p[1] = 0;
	tell_event(event, NULL, NULL);
	if (out)
		*out = (HTAPICALL)(uintptr_t)await(&w);
}

static void tell_dialog(struct apart_event *event, TUISPICREATEDIALOGINSTANCEPARAMS *params)
{
	const void *name = NULL, *block = NULL;
	struct waits w;

	memset(event->p, 0, sizeof(event->p));
	if (!params) {
		tell_event(event, NULL, NULL);
		return;
	}
	name = params->lpszUIDLLName;
	block = params->lpParams;
	while (name && event->block < NAME_UNITS && params->lpszUIDLLName[event->block])
		event->block++;
	event->block *= (uint32_t)sizeof(WCHAR);
	event->block2 = params->dwSize;
	event->p[1] = params->dwRequestID;
	event->p[2] = (uintptr_t)params->hdDlgInst;
	expect(&w);
	event->answer = w.id;
	tell_event(event, name, block);
	params->htDlgInst = (HTAPIDIALOGINSTANCE)await(&w);
}

static void tell_digits(struct apart_event *event)
{
	struct buf digits;

	buf_grow(&digits);
	event->digits = apart_work_digits(event->call, (DWORD)event->p[1], &digits);
	event->block = (uint32_t)digits.len;
	tell_event(event, event->digits ? digits.at : NULL, NULL);
	buf_free(&digits);
}

static void told_line(uint32_t procedure, HTAPILINE line, HTAPICALL call, DWORD message,
		      const DWORD_PTR p[3])
{
	struct apart_event event = {
		.procedure = procedure, .message = message, .device = (uintptr_t)line,
		.call = (uintptr_t)call, .p = { p[0], p[1], p[2] },
	};
	const void *block = NULL;

	if (message == LINE_NEWCALL) {
		tell_newcall(&event, (LPHTAPICALL)p[1]);
		return;
	}
	if (message == LINE_CREATEDIALOGINSTANCE) {
		tell_dialog(&event, (TUISPICREATEDIALOGINSTANCEPARAMS *)p[0]);
		return;
	}
	if (message == LINE_GATHERDIGITS) {
		tell_digits(&event);
		return;
	}
	if (message == LINE_SENDDIALOGINSTANCEDATA) {
		block = (const void *)p[0];
		event.block = (uint32_t)p[1];
	} else if (message == LINE_SENDMSPDATA) {
		block = (const void *)p[1];
		event.block = (uint32_t)p[2];
	}
	tell_event(&event, block, NULL);
}

static void told_phone(uint32_t procedure, HTAPIPHONE phone, DWORD message, const DWORD_PTR p[3])
{
	struct apart_event event = {
		.procedure = procedure, .phone = true, .message = message, .device = (uintptr_t)phone,
		.p = { p[0], p[1], p[2] },
	};

	tell_event(&event, NULL, NULL);
}

/* --- the procedures ------------------------------------------------------------------------------------ */

#define PROCEDURES(n)									\
static void CALLBACK done_##n(DRV_REQUESTID request, LONG result)			\
{											\
	told_done(n, request, result);							\
}											\
static void CALLBACK line_##n(HTAPILINE line, HTAPICALL call, DWORD message,		\
			      DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)			\
{											\
	told_line(n, line, call, message, (DWORD_PTR[]){ p1, p2, p3 });			\
}											\
static void CALLBACK phone_##n(HTAPIPHONE phone, DWORD message,				\
			       DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)		\
{											\
	told_phone(n, phone, message, (DWORD_PTR[]){ p1, p2, p3 });			\
}
PROCEDURES(0) PROCEDURES(1) PROCEDURES(2) PROCEDURES(3)
PROCEDURES(4) PROCEDURES(5) PROCEDURES(6) PROCEDURES(7)

static const ASYNC_COMPLETION dones[APART_PROCEDURES] = {
	done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7,
};
static const LINEEVENT lines[APART_PROCEDURES] = {
	line_0, line_1, line_2, line_3, line_4, line_5, line_6, line_7,
};
static const PHONEEVENT phones[APART_PROCEDURES] = {
	phone_0, phone_1, phone_2, phone_3, phone_4, phone_5, phone_6, phone_7,
};

DWORD_PTR apart_told_procedure(enum apart_kind kind, uint64_t place)
{
	bool is = kind == APART_ON_DONE || kind == APART_ON_LINE || kind == APART_ON_PHONE;

	if (!is)
		return (DWORD_PTR)place;
	if (place >= APART_PROCEDURES)
		return 0;
	return kind == APART_ON_DONE ? (DWORD_PTR)dones[place]
	       : kind == APART_ON_LINE ? (DWORD_PTR)lines[place] : (DWORD_PTR)phones[place];
}

void apart_told_init(void)
{
	uv_mutex_init(&lock);
	uv_cond_init(&answered);
	list_init(&waiting);
}
