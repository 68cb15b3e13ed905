/* SPDX-License-Identifier: MIT
 * fuzz_callstate.c - any news in any order to a call, and what is asked of it.
 *
 * Each byte is one thing that happens to one of three calls on a line whose
 * driver begins everything and says nothing of itself: news with a mode, a
 * digit, a request, an answer, an end. Whatever comes: only states of the
 * standard, nothing behind IDLE, no request answered twice, none left open.
 */
#include "base/log.h"
#include "base/mem.h"
#include "model/line.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CALLS 3
#define REQUESTS 4096

static struct desk desk;
static struct provider provider = { .desk = &desk };
static struct line line;
static struct address address;
static struct driver every;
static struct call *calls[CALLS];
static uint8_t open_requests[REQUESTS];
static uint32_t requests;
static bool idle[8 * REQUESTS];		/* by dwCallID */
static WCHAR digits[4];

static void must(bool holds)
{
	if (!holds)
		abort();
}

static enum err begins(struct call *call, const struct call_args *args)
{
	return OK;
}

static void released(struct call *call)
{
	call->data = NULL;
}

static void read_box(void)
{
	struct letter letter;

	while (mail_take(&desk.mail, &letter)) {
		struct call *call = call_find(&desk, letter.call);

		if (letter.kind == LETTER_REPLY) {
			must(letter.id <= requests && open_requests[letter.id]);
			must(letter.result <= 0);
			open_requests[letter.id] = 0;
		}
		if (!call)
			continue;
		if (letter.kind == LETTER_NEWCALL)
			call_taken(call, (HTAPICALL)1);
		if (letter.kind == LETTER_LINE)
			must(!idle[call->id]);
		if (letter.msg != LINE_CALLSTATE)
			continue;
		must((letter.p1 & ~(DWORD_PTR)CALLSTATE_ALL) == 0);
		must(letter.p1 && (letter.p1 & (letter.p1 - 1)) == 0);
		if (letter.p1 == LINECALLSTATE_IDLE)
			idle[call->id] = true;
	}
}

/* Requests by number, so that each can be held to one answer. */
static void ask(struct call *call, enum call_op op)
{
	DRV_REQUESTID id = requests + 1;

	if (id == REQUESTS)
		return;
	if (call_ask(call, op, id, &(struct call_args){ .dest = "1" }) == OK)
		open_requests[requests = id] = 1;
}

static void find_again(uint32_t handles[CALLS])
{
	for (int i = 0; i < CALLS; i++)
		calls[i] = handles[i] ? call_find(&desk, handles[i]) : NULL;
}

static void begin(int which, bool incoming, uint32_t handles[CALLS])
{
	struct call *call;

	if (incoming ? call_incoming(&call, &address, LINECALLORIGIN_INBOUND, LINECALLREASON_DIRECT)
		     : call_new(&call, &line, (HTAPICALL)1))
		return;
	call->data = &calls;
	handles[which] = call->handle;
	calls[which] = call;
	if (incoming)
		call_announce(call);
	else
		ask(call, CALL_DIAL);
}

static void gather(struct call *call)
{
	struct gather wanted = { .out = digits, .wanted = 4, .end_to_end = 1,
				 .modes = LINEDIGITMODE_DTMF, .inter_ms = 100, .stop = "#" };

	if (call_may(call, CALL_GATHER_DIGITS) == OK)
		call_gather(call, &wanted, 300);
}

static void happen(struct call *call, unsigned what, unsigned how)
{
	if (what < CALL_EVENT_COUNT)
		call_event(call, (enum call_event)what, how ? 1u << (how - 1) : 0);
	else if (what == CALL_EVENT_COUNT)
		call_ended(call, 1u << how);
	else if (what == CALL_EVENT_COUNT + 1)
		call_digit(call, "0123456789ABCD*#"[how], LINEDIGITMODE_DTMF);
	else if (what == CALL_EVENT_COUNT + 2)
		gather(call);
	else if (what == CALL_EVENT_COUNT + 3)
		call_generate(call, how, &(struct call_args){ .digits = how & 1 ? "1" : NULL, .mode = LINEDIGITMODE_DTMF });
	else if (what == CALL_EVENT_COUNT + 4)
		call_generated(call, LINEGENERATETERM_DONE);
	else if (what == CALL_EVENT_COUNT + 5)
		call_free(call, ERR_CLOSED);
	else if (what == CALL_EVENT_COUNT + 6)
		call_party(call, (enum party_role)(how % PARTY_COUNT), how, SPAN("12"), SPAN_NONE);
	else if (what < 2 * CALL_EVENT_COUNT)
		timers_run(&desk.timers, desk.timers.now_ms + (1u << how));
}

static void step(const uint8_t *at, uint32_t handles[CALLS])
{
	int which = at[0] % CALLS;
	unsigned what = at[0] / CALLS, how = at[1] & 15;

	if (!calls[which])
		begin(which, at[1] & 1, handles);
	else if (at[1] & 0x80)
		ask(calls[which], (enum call_op)(what % CALL_OP_COUNT));
	else if (at[1] & 0x40)
		call_reply(calls[which], (enum call_op)(what % CALL_OP_COUNT), how & 1 ? ERR_FAILED : OK);
	else
		happen(calls[which], what, how);
}

static void open_line(uint8_t version)
{
	static const DWORD versions[] = { 0x00010003, 0x00010004, 0x00020000, 0x00020002, 0x00030001 };
	const struct driver *sim = driver_named("sim");

	every = (struct driver){ .name = sim->name, .traits = sim->traits };
	every.call_release = released;
	for (int op = 0; op < CALL_OP_COUNT; op++)
		every.call[op] = begins;
	line = (struct line){ .provider = &provider, .driver = &every, .name = "a", .addresses = &address,
			       .address_count = 1, .max_active = 2 };
	address = (struct address){ .line = &line, .number = "1" };
	must(line_open(&line, NULL, versions[version % 5], NULL) == OK);
	line.line_states = line.address_states = 0xFFFFFFFF;
	line_listen(&line, LINEMEDIAMODE_INTERACTIVEVOICE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t handles[CALLS] = { 0 };

	if (size == 0 || size > 2 * REQUESTS)
		return 0;
	log_level_set(LOG_OFF);
	memset(idle, 0, sizeof(idle));
	memset(open_requests, 0, sizeof(open_requests));
	memset(calls, 0, sizeof(calls));
	requests = 0;
	desk_open(&desk);
	open_line(data[0]);
	for (size_t i = 1; i + 1 < size; i += 2) {
		step(data + i, handles);
		read_box();
		find_again(handles);
	}
	line_close(&line);
	read_box();
	for (uint32_t id = 1; id <= requests; id++)
		must(!open_requests[id]);
	must(desk.timers.count == 0);
	must(desk.mail.reserved == 0);
	desk_close(&desk);
	must(mem_blocks() == 0);
	return 0;
}
