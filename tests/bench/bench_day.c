/* SPDX-License-Identifier: MIT
 * bench_day.c - a day at the simulated exchange by a virtual clock: bench_day PROVIDER
 *
 * day.calls     calls made, answered, hung up and closed at both ends, spread
 *               over 24 hours; each lasts one to five minutes
 * day.s         what that took, in seconds of this machine
 * day.at_once   calls that were up at the busiest moment
 */
#include "bench.h"
#include <stdio.h>

#define CALLS 100000
#define PAIRS 500
#define SECONDS (24 * 3600)
#define LONGEST 300

static struct {
	uint32_t lines[2 * PAIRS];	/* caller, called, caller, ... */
	uint32_t idle[PAIRS];		/* pairs without a call */
	unsigned idle_count, made, done, up, most;
	/* Calls to hang up in a second to come, as lists through `next`. */
	uint32_t hang_up[LONGEST + 1], next[PAIRS], call[PAIRS];
	uint64_t random;
} day = { .random = 88172645463325252ull };

static struct host_event batch[BENCH_BATCH];

static uint32_t chance(uint32_t below)
{
	day.random ^= day.random << 13;
	day.random ^= day.random >> 7;
	day.random ^= day.random << 17;
	return (uint32_t)(day.random >> 24) % below;
}

static void make_one(struct host *host)
{
	uint32_t pair, call;
	char dest[16];

	if (!day.idle_count)
		bench_fail("%d pairs of lines are too few", PAIRS);
	pair = day.idle[--day.idle_count];
	snprintf(dest, sizeof(dest), "%u", 10001 + 2 * (unsigned)pair);
	if (host_make_call(host, day.lines[2 * pair], dest, NULL, &call) < 0)
		bench_fail("a call cannot be made");
	day.made++;
}

static void connected(uint32_t pair, uint32_t call, unsigned second)
{
	unsigned at = (second + 60 + chance(LONGEST - 60)) % (LONGEST + 1);

	day.call[pair] = call;
	day.next[pair] = day.hang_up[at];
	day.hang_up[at] = pair + 1;
	if (++day.up > day.most)
		day.most = day.up;
}

static void hang_up(struct host *host, unsigned second)
{
	uint32_t *list = &day.hang_up[second % (LONGEST + 1)];

	while (*list) {
		uint32_t pair = *list - 1;

		*list = day.next[pair];
		host_drop(host, day.call[pair]);
		day.up--;
	}
}

static void act(struct host *host, const struct host_event *event, unsigned second)
{
	bool caller = event->device % 2 == 0;

	if (event->kind == HOST_REPLY && event->result)
		bench_fail("%s fails: 0x%lx", event->function, (unsigned long)(DWORD)event->result);
	if (event->kind != HOST_LINE || event->message != LINE_CALLSTATE)
		return;
	if (event->p1 == LINECALLSTATE_OFFERING)
		host_answer(host, event->call);
	if (event->p1 == LINECALLSTATE_CONNECTED && caller)
		connected(event->device / 2, event->call, second);
	if (event->p1 != LINECALLSTATE_IDLE)
		return;
	host_close_call(host, event->call);
	if (caller) {
		day.idle[day.idle_count++] = event->device / 2;
		day.done++;
	}
}

/* A second passes, and all that it brings has been told. */
static void pass(struct host *host, unsigned second)
{
	char reply[64];
	size_t count;

	host_command(host, "advance 1000", reply, sizeof(reply));
	host_command(host, "settle", reply, sizeof(reply));
	while ((count = bench_events(batch, 0)) > 0)
		for (size_t i = 0; i < count; i++)
			act(host, &batch[i], second);
}

static void live(struct host *host)
{
	for (unsigned second = 0; day.done < CALLS; second++) {
		if (second % 3600 == 0)
			bench_progress("day: %u o'clock", second / 3600);
		if (second > SECONDS + 2 * LONGEST)
			bench_fail("the day is over, and only %u of %d calls are", day.done, CALLS);
		while (day.made < CALLS && day.made <= (uint64_t)second * CALLS / SECONDS)
			make_one(host);
		hang_up(host, second);
		pass(host, second);
	}
}

int main(int argc, char **argv)
{
	struct host *host;
	struct buf conf;
	double begin;

	if (argc != 2)
		bench_fail("usage: bench_day PROVIDER");
	buf_grow(&conf);
	buf_text(&conf, "[provider]\nlog = warn\nclock = virtual\n[sim]\nscript-prefix = \"\"\n");
	for (int i = 0; i < 2 * PAIRS; i++)
		buf_printf(&conf, "[line %d]\ndriver = sim\n", 10000 + i);
	host = bench_host(argv[1], &conf);
	bench_listen(host, NULL);
	bench_open_lines(host, day.lines, 2 * PAIRS);
	for (uint32_t pair = 0; pair < PAIRS; pair++)
		day.idle[day.idle_count++] = pair;
	begin = bench_now_s();
	live(host);
	bench_print("day.calls", day.done, 0);
	bench_print("day.s", bench_now_s() - begin, 1);
	bench_print("day.at_once", day.most, 0);
	bench_close(host);
	buf_free(&conf);
	return 0;
}
