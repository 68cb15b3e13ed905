/* SPDX-License-Identifier: MIT
 * apart_process.c - of fuzz_apart: the process, as a thread. */
#include "apart_process.h"
#include "abi/sizes.h"
#include "base/mem.h"
#include "host/apart/apart.h"
#include "input.h"
#include "os/child.h"
#include "os/link.h"
#include "os/pair.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define NUMBERS 16
#define ROOM 4096

/* --- the input as what the process does --------------------------------------------- */

/* A function that was asked. */
struct asked {
	uint32_t id, fn, request;
	size_t outs;			/* bytes that come back */
	unsigned char bytes[ROOM];
};

static struct {
	intptr_t ends[2];		/* the host's and that of the process */
	uv_thread_t thread;
	struct apart_stream stream;
	struct asked now, before;
	uint64_t handles[NUMBERS];	/* TAPI's, and some of our own */
	uint32_t ids[NUMBERS];		/* of asks and requests */
	unsigned handle_count, id_count, born;
	bool over;
} child;

/* Mostly what is known, the newest first. */
static uint64_t handle(void)
{
	const uint8_t choice = byte();

	if (choice >= 0xF0)
		return choice & 1 ? number() : (uint64_t)number() << 32 | number();
	return child.handles[(child.handle_count - 1 - choice) % NUMBERS];
}

static uint32_t id(void)
{
	const uint8_t choice = byte();

	return choice >= 0xF0 ? number() : child.ids[(child.id_count - 1 - choice) % NUMBERS];
}

static void know_handle(uint64_t handle)
{
	child.handles[child.handle_count++ % NUMBERS] = handle;
}

static void know_id(uint32_t id)
{
	child.ids[child.id_count++ % NUMBERS] = id;
}

static void send_frame(struct buf *b)
{
	if (!apart_send(child.ends[1], b))
		child.over = true;
	buf_free(b);
}

static void put_bytes(struct buf *b, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		buf_char(b, (char)byte());
}

static void say_event(void)
{
	static const DWORD messages[] = {
		LINE_CALLSTATE, LINE_NEWCALL, LINE_GATHERDIGITS, LINE_CREATEDIALOGINSTANCE,
		LINE_SENDDIALOGINSTANCEDATA, LINE_SENDMSPDATA, LINE_CREATE, LINE_REMOVE, LINE_CLOSE,
		PHONE_CREATE, PHONE_REMOVE, PHONE_CLOSE, PHONE_STATE, LINE_LINEDEVSTATE,
	};
	const uint8_t flags = byte(), message = byte();
	const uint32_t size = flags & 1 ? byte() : APART_NONE, size2 = flags & 2 ? byte() : APART_NONE;
	struct apart_event event = {
		.procedure = flags & 4 ? number() : 0, .phone = (flags & 8) != 0,
		.message = message < sizeof(messages) / sizeof(messages[0]) ? messages[message] : message,
		.answer = flags & 0x10 ? number() : 0, .device = handle(), .call = handle(),
		.digits = flags & 0x20 ? id() : 0,
		.block = flags & 0x40 ? number() : size, .block2 = flags & 0x80 ? number() : size2,
	};
	struct buf b;

	for (int i = 0; i < 3; i++)
		event.p[i] = message % 2 ? handle() : number();
	apart_begin(&b, APART_EVENT);
	buf_bytes(&b, &event, sizeof(event));
	put_bytes(&b, size == APART_NONE ? 0 : size);
	put_bytes(&b, size2 == APART_NONE ? 0 : size2);
	send_frame(&b);
}

/* Some of the bytes that come back are others, or there are less or more. */
static void put_outs(struct buf *b, const struct asked *ask, bool changed)
{
	const size_t from = b->len;
	uint32_t where, what;
	uint8_t count = changed ? byte() : 0;

	buf_bytes(b, ask->bytes, ask->outs);
	for (; count & 7; count--) {
		where = byte() * 4u;
		what = number();
		if (!b->full && where + 4 <= ask->outs)
			memcpy(b->at + from + where, &what, 4);
	}
	if (count & 8)
		put_bytes(b, byte());
	if (count & 16)
		b->len -= ask->outs ? byte() % ask->outs : 0;
}

static void say_done(uint32_t request, uint32_t result, const struct asked *ask, bool changed)
{
	struct buf b;

	apart_begin(&b, APART_DONE);
	apart_u32(&b, changed && byte() > 0xF0 ? number() : 0);
	apart_u32(&b, request);
	apart_u32(&b, result);
	apart_u32(&b, ask != NULL);
	if (ask)
		put_outs(&b, ask, changed);
	send_frame(&b);
}

static void say_return(uint32_t ask_id, uint32_t result, bool changed)
{
	struct buf b;

	apart_begin(&b, APART_RETURN);
	apart_u32(&b, ask_id);
	apart_u32(&b, result);
	put_outs(&b, &child.now, changed);
	send_frame(&b);
}

static void say_digits(void)
{
	const uint32_t size = byte(), said = byte() > 0xF0 ? number() : size;
	struct buf b;

	apart_begin(&b, APART_DIGITS);
	apart_u64(&b, id());
	apart_u32(&b, said);
	put_bytes(&b, size);
	send_frame(&b);
}

static void say_loaded(uint8_t manner)
{
	struct buf b;

	apart_begin(&b, APART_LOADED);
	apart_u32(&b, manner != 1);
	for (int i = 0; i < APART_FN_COUNT && manner != 2; i++)
		buf_char(&b, manner != 3 || i != byte());
	send_frame(&b);
}

static void say_raw(void)
{
	char bytes[256];
	uint8_t size = byte();

	for (int i = 0; i < size; i++)
		bytes[i] = (char)byte();
	if (!link_write(child.ends[1], bytes, size))
		child.over = true;
}

/* Any frame, with its head right. */
static void say_any(void)
{
	struct buf b;

	apart_begin(&b, (enum apart_frame)byte());
	put_bytes(&b, byte());
	send_frame(&b);
}

/* --- what it is asked ------------------------------------------------------------------ */

/* What comes back as it should be: records as they came, numbers that are none of another. */
static void take_pointer(const struct apart_arg *arg, uint32_t size, struct apart_rest *rest)
{
	struct asked *ask = &child.now;
	const void *from = NULL;
	uint64_t value = 0x1000 + ++child.born;

	if (arg->kind == APART_COLLECTS) {
		apart_take64(rest);
		know_handle(apart_take64(rest));
	} else if (arg->kind != APART_NAME) {
		from = apart_take(rest, size);
	}
	if (!apart_comes_back(arg->kind) || ask->outs + size > ROOM)
		return;
	if (arg->kind == APART_GIVES && size == sizeof(value))
		know_handle(value);
	else
		value = 1 + child.born % 2;
	if (arg->kind == APART_GIVES && size <= sizeof(value))
		memcpy(ask->bytes + ask->outs, &value, size);
	else if (from)
		memcpy(ask->bytes + ask->outs, from, size);
	else
		memset(ask->bytes + ask->outs, 0, size);
	ask->outs += size;
}

static void take_ask(struct apart_rest *rest)
{
	const struct apart_row *row;
	struct asked *ask = &child.now;
	uint64_t values[APART_ARGS] = { 0 };
	DWORD version;

	child.before = child.now;
	*ask = (struct asked){ 0 };
	ask->id = apart_take32(rest);
	ask->fn = apart_take32(rest);
	MUST(ask->fn < APART_FN_COUNT);
	row = &apart_rows[ask->fn];
	for (int i = 0; i < row->count; i++) {
		const enum apart_kind kind = row->args[i].kind;

		values[i] = apart_points(kind) ? apart_take32(rest) : apart_take64(rest);
		if (apart_points(kind) && values[i] != APART_NONE)
			take_pointer(&row->args[i], (uint32_t)values[i], rest);
		if (kind == APART_BORN)
			know_handle(values[i]);
	}
	MUST(!rest->bad && rest->len == 0);
	know_id(ask->id);
	ask->request = row->async ? (uint32_t)values[0] : 0;
	if (row->async)
		know_id(ask->request);
	if (ask->fn == APART_FN_lineOpen || ask->fn == APART_FN_phoneOpen)
		know_handle(values[1]);
	else if (ask->fn == APART_FN_providerEnumDevices)
		know_handle(values[3]);
	version = TAPI_2_2;
	if (ask->fn == APART_FN_lineNegotiateTSPIVersion || ask->fn == APART_FN_phoneNegotiateTSPIVersion)
		memcpy(ask->bytes, &version, sizeof(version));
	else if (ask->fn == APART_FN_providerInit)
		memset(ask->bytes, 0, ask->outs);
}

/* In front of the answer. */
static void say_first(uint8_t what)
{
	if (what == 1)
		say_event();
	else if (what == 2)
		say_done(id(), number(), NULL, true);
	else if (what == 3)
		say_done(child.before.request, number(), &child.before, true);
	else if (what == 4)
		say_digits();
	else if (what == 5)
		say_return(id(), number(), true);
	else if (what == 6)
		say_any();
	else if (what == 7)
		say_raw();
	else if (what == 8)
		say_loaded(byte());
	else
		child.over = true;
}

/* The answer: 0 is right. */
static void answer(uint8_t manner)
{
	const struct asked *ask = &child.now;
	const bool async = apart_rows[ask->fn].async, first = (manner & 0x10) != 0;
	const uint32_t right = async ? ask->request : 0;
	const uint32_t result = manner & 0x20 ? 0x80000001u + byte() : right;
	const uint32_t outcome = manner & 0x80 ? number() : 0;

	if (async && first)
		say_done(ask->request, outcome, ask, (manner & 0x40) != 0);
	if (first || !(manner & 8))
		say_return(ask->id, manner & 4 ? number() : result, (manner & 0x40) != 0);
	if (async && !first && !(manner & 2))
		say_done(ask->request, outcome, ask, (manner & 0x40) != 0);
}

/* Bytes below 16 are frames in front of the answer, whose manner comes then. */
static void serve(struct apart_rest *rest)
{
	uint8_t what = byte();

	take_ask(rest);
	for (int i = 0; what && what < 0x10 && i < 16 && !child.over; i++) {
		say_first(what);
		what = byte();
	}
	if (!child.over)
		answer(what);
}

static void live(void *arg)
{
	struct apart_rest rest;
	uint32_t kind = 0;

	(void)arg;
	while (!child.over && apart_next(&child.stream, &kind, &rest) && kind != APART_BYE) {
		if (kind == APART_LOAD)
			say_loaded(byte());
		else if (kind == APART_ASK)
			serve(&rest);
		else
			MUST(kind == APART_ANSWER && rest.len == 12);
	}
	link_end(child.ends[1]);
}

/* --- os/child.h: the process is a thread ---------------------------------------------- */

bool child_start(struct child *out, const char *path)
{
	(void)path;
	if (!pair_open(child.ends))
		return false;
	child.stream = (struct apart_stream){ .link = child.ends[1] };
	child.over = false;
	*out = (struct child){ .link = child.ends[0], .process = 1 };
	return uv_thread_create(&child.thread, live, NULL) == 0;
}

void child_kill(const struct child *process)
{
	(void)process;
	link_end(child.ends[1]);
}

void child_end(struct child *process, unsigned patience_ms, char *how, size_t size)
{
	(void)patience_ms;
	link_close(process->link);
	uv_thread_join(&child.thread);
	link_close(child.ends[1]);
	mem_free(child.stream.at);
	snprintf(how, size, "ended");
	*process = (struct child){ .link = -1 };
}

intptr_t child_link(const char *argument)
{
	(void)argument;
	return -1;
}

void apart_process_begin(const uint8_t *input, const uint8_t *end)
{
	memset(&child, 0, sizeof(child));
	fuzz.at = input;
	fuzz.end = end;
}
