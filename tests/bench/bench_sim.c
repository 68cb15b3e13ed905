/* SPDX-License-Identifier: MIT
 * bench_sim.c - whole calls at the simulated exchange: bench_sim PROVIDER
 *
 * sim.calls_per_s  calls made, answered, dropped and closed at both ends, by one
 *                  thread that acts on events, PAIRS of lines at a time, by the
 *                  real clock with no delays in the exchange
 */
#include "bench.h"
#include <stdio.h>

#define PAIRS 500
#define CALLS 100000

static uint32_t lines[2 * PAIRS];	/* caller, called, caller, ... */
static struct host_event batch[BENCH_BATCH];

static void configure(struct buf *conf)
{
	buf_grow(conf);
	buf_text(conf, "[provider]\nlog = warn\n"
		 "[sim]\ndial-delay = 0\nring-delay = 0\nscript-prefix = \"\"\n");
	for (int i = 0; i < 2 * PAIRS; i++)
		buf_printf(conf, "[line %d]\ndriver = sim\ncalls = 2\n", 10000 + i);
}

static void make(struct host *host, DWORD device)
{
	uint32_t call;
	char dest[16];

	snprintf(dest, sizeof(dest), "%u", 10001 + (unsigned)device);
	if (host_make_call(host, lines[device], dest, NULL, &call) < 0)
		bench_fail("a call cannot be made");
}

/* The caller hangs up what is connected; who is idle is done, and the caller
 * calls again. Returns the calls that ended. */
static unsigned act(struct host *host, const struct host_event *event, unsigned *to_make)
{
	bool caller = event->device % 2 == 0;

	if (event->kind == HOST_REPLY && event->result)
		bench_fail("%s fails: 0x%lx", event->function, (unsigned long)(DWORD)event->result);
	if (event->kind != HOST_LINE || event->message != LINE_CALLSTATE)
		return 0;
	if (event->p1 == LINECALLSTATE_OFFERING)
		host_answer(host, event->call);
	if (event->p1 == LINECALLSTATE_CONNECTED && caller)
		host_drop(host, event->call);
	if (event->p1 != LINECALLSTATE_IDLE)
		return 0;
	host_close_call(host, event->call);
	if (!caller)
		return 0;
	if (*to_make > 0) {
		--*to_make;
		make(host, event->device);
	}
	return 1;
}

static double calls_per_s(struct host *host)
{
	unsigned to_make = CALLS - PAIRS, done = 0;
	double begin = bench_now_s();
	size_t count;

	for (DWORD i = 0; i < PAIRS; i++)
		make(host, 2 * i);
	while (done < CALLS) {
		count = bench_events(batch, 5000);
		if (count == 0)
			bench_fail("nothing happens any more after %u of %d calls", done, CALLS);
		for (size_t i = 0; i < count; i++)
			done += act(host, &batch[i], &to_make);
	}
	return CALLS / (bench_now_s() - begin);
}

int main(int argc, char **argv)
{
	double rate[BENCH_RUNS];
	struct host *host;
	struct buf conf;

	if (argc != 2)
		bench_fail("usage: bench_sim PROVIDER");
	configure(&conf);
	host = bench_host(argv[1], &conf);
	bench_listen(host, NULL);
	bench_open_lines(host, lines, 2 * PAIRS);
	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("sim: run %d of %d", i + 1, BENCH_RUNS);
		rate[i] = calls_per_s(host);
	}
	bench_print("sim.calls_per_s", bench_median(rate, BENCH_RUNS), 0);
	bench_close(host);
	buf_free(&conf);
	return 0;
}
