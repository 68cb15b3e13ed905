/* SPDX-License-Identifier: MIT
 * agent_bulk.c - many calls at a time.
 *
 * Each goes through the same life: it is answered, by us or by the far end;
 * who made it ends it after a while; at the end it must be idle. What ends
 * without having been connected is counted by how it ended, and what is not
 * idle in time is stuck.
 */
#include "agent.h"
#include "abi/names.h"
#include "base/mem.h"
#include "os/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bulk_call {
	uint32_t call;		/* 0: the place is free */
	bool connected;
	bool dropping;
	LONG making;		/* the request of lineMakeCall, until its reply */
	uint64_t drop_ms;	/* clock_ms() when to end it; 0: not by us */
};

struct bulk {
	struct agent *agent;
	uint32_t line;
	const char *dest;		/* NULL: calls come to us */
	uint32_t wanted, at_once;
	uint64_t hold_ms, until_ms;
	uint64_t quiet_ms;		/* end when for so long no call is under way; 0: do not */
	uint32_t begun, idle, connected, refused, under_way, most;
	char last[64];			/* how the last ended that was never connected */
	struct bulk_call *calls;	/* by number, hashed with open addressing */
	size_t size;			/* a power of two */
};

static struct bulk_call *place(struct bulk *bulk, uint32_t call)
{
	size_t i = call * 2654435761u;

	for (;; i++) {
		struct bulk_call *at = &bulk->calls[i & (bulk->size - 1)];

		if (at->call == call || at->call == 0)
			return at;
	}
}

static struct bulk_call *begin(struct bulk *bulk, uint32_t call)
{
	struct bulk_call *at = place(bulk, call);

	at->call = call;
	bulk->begun++;
	if (++bulk->under_way > bulk->most)
		bulk->most = bulk->under_way;
	return at;
}

static void make(struct bulk *bulk)
{
	uint32_t call;
	LONG request = host_make_call(bulk->agent->host, bulk->line, bulk->dest, NULL, &call);

	if (request < 0) {
		bulk->begun++;
		bulk->refused++;
		snprintf(bulk->last, sizeof(bulk->last), "%s", name_error(request));
		return;
	}
	begin(bulk, call)->making = request;
}

static void over(struct bulk *bulk, struct bulk_call *at)
{
	bulk->idle++;
	bulk->under_way--;
	bulk->connected += at->connected;
	host_close_call(bulk->agent->host, at->call);
	at->call = UINT32_MAX;		/* not free: another may stand behind it */
}

static void changed(struct bulk *bulk, const struct host_event *event)
{
	struct bulk_call *at = place(bulk, event->call);

	if (!at->call)
		return;
	switch ((DWORD)event->p1) {
	case LINECALLSTATE_OFFERING:
		if (host_answer(bulk->agent->host, event->call) < 0)
			bulk->refused++;
		break;
	case LINECALLSTATE_CONNECTED:
		at->connected = true;
		if (bulk->dest)
			at->drop_ms = clock_ms() + bulk->hold_ms;
		break;
	case LINECALLSTATE_DISCONNECTED:
		if (!at->connected)
			name_words(NAME_LINEDISCONNECTMODE, (DWORD)event->p2, bulk->last, sizeof(bulk->last));
		break;
	case LINECALLSTATE_IDLE:
		over(bulk, at);
		break;
	}
}

static void replied(struct bulk *bulk, const struct host_event *event)
{
	struct bulk_call *at = place(bulk, event->call);

	if (event->result == 0 || !at->call || at->making != (LONG)event->request)
		return;
	/* It was never born. */
	bulk->refused++;
	snprintf(bulk->last, sizeof(bulk->last), "%s", name_error(event->result));
	over(bulk, at);
	bulk->idle--;
}

static void heed(struct bulk *bulk, const struct host_event *event)
{
	if (event->kind == HOST_NEWCALL && event->call)
		begin(bulk, event->call);
	else if (event->kind == HOST_REPLY && event->call)
		replied(bulk, event);
	else if (event->kind == HOST_LINE && event->message == LINE_CALLSTATE)
		changed(bulk, event);
}

/* End what has lasted long enough. The earliest that is left, or `now` + 1 s. */
static uint64_t end_some(struct bulk *bulk)
{
	uint64_t now = clock_ms(), next = now + 1000;

	for (size_t i = 0; i < bulk->size; i++) {
		struct bulk_call *at = &bulk->calls[i];

		if (!at->call || at->call == UINT32_MAX || !at->drop_ms || at->dropping)
			continue;
		if (at->drop_ms <= now) {
			at->dropping = true;
			host_drop(bulk->agent->host, at->call);
		} else if (at->drop_ms < next) {
			next = at->drop_ms;
		}
	}
	return next;
}

static bool run(struct bulk *bulk)
{
	struct agent *agent = bulk->agent;
	uint64_t begun_ms = clock_ms(), busy_ms = begun_ms, next, now;
	struct host_event event;

	bulk->size = 256;
	while (bulk->size < bulk->wanted * 4)
		bulk->size *= 2;
	bulk->calls = mem_zalloc(bulk->size * sizeof(*bulk->calls));
	if (!bulk->calls)
		return agent_no(agent, "out of memory");
	for (now = begun_ms; now < bulk->until_ms && bulk->idle + bulk->refused < bulk->wanted; now = clock_ms()) {
		while (bulk->dest && bulk->under_way < bulk->at_once && bulk->begun < bulk->wanted)
			make(bulk);
		if (bulk->under_way || !bulk->begun)
			busy_ms = now;
		if (bulk->quiet_ms && now - busy_ms > bulk->quiet_ms)
			break;
		next = end_some(bulk);
		if (next > bulk->until_ms)
			next = bulk->until_ms;
		if (host_wait(agent->host, NULL, next > now ? (int64_t)(next - now) : 0, &event))
			do
				heed(bulk, &event);
			while (host_wait(agent->host, NULL, 0, &event));
	}
	mem_free(bulk->calls);
	buf_printf(&agent->answer, "begun=%u connected=%u unconnected=%u refused=%u stuck=%u most=%u last=%s ms=%lu",
		   (unsigned)bulk->begun, (unsigned)bulk->connected, (unsigned)(bulk->idle - bulk->connected),
		   (unsigned)bulk->refused, (unsigned)bulk->under_way, (unsigned)bulk->most,
		   bulk->last[0] ? bulk->last : "-",
		   (unsigned long)(clock_ms() - begun_ms));
	return true;
}

static bool do_flood(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[1]);
	struct bulk bulk = { .agent = agent };

	if (!line)
		return false;
	bulk.line = line->line;
	bulk.dest = argv[2];
	bulk.wanted = (uint32_t)strtoul(argv[3], NULL, 10);
	bulk.at_once = (uint32_t)strtoul(argv[4], NULL, 10);
	bulk.hold_ms = strtoul(argv[5], NULL, 10);
	bulk.until_ms = clock_ms() + strtoul(argv[6], NULL, 10);
	return run(&bulk);
}

static bool do_serve(struct agent *agent, int count, char **argv)
{
	struct bulk bulk = { .agent = agent };

	bulk.wanted = (uint32_t)strtoul(argv[1], NULL, 10);
	bulk.until_ms = clock_ms() + strtoul(argv[2], NULL, 10);
	bulk.quiet_ms = count > 3 ? strtoul(argv[3], NULL, 10) : 0;
	return run(&bulk);
}

const struct command bulk_commands[] = {
	{ "flood", 6, do_flood, "LINE DEST COUNT AT-ONCE HOLD-MS WITHIN-MS: make calls and end them" },
	{ "serve", 2, do_serve, "COUNT WITHIN-MS [QUIET-MS]: answer what comes to any "
	  "line, until the far ends hang up" },
	{ 0 },
};
