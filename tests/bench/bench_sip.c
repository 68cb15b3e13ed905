/* SPDX-License-Identifier: MIT
 * bench_sip.c - what a SIP call costs: bench_sip PROVIDER [call|growth|held]
 *
 * The provider calls `sipp -sn uas` on the loopback, IN_FLIGHT calls at a time,
 * hangs up what is connected and closes what is idle; ports for voice are bound
 * and silence is sent as in any call. CPU time is all of this process: provider,
 * host and the thread that acts on events. Each run has a process of its own.
 *
 * sip.cpu_us_per_call        median of runs of CALLS calls
 * sip.sipp_cpu_us_per_call   `sipp -sn uac` with the same uas, runs in between
 * sip.cpu_ratio_to_sipp      the former by the latter
 * sip.failed_calls, sip.retransmissions  of all these runs; 0 is wanted
 * sip.cost_growth            a call from each of MANY registered lines in turn,
 *                            against the same with FEW
 * heap.bytes_per_registered_line  with all that belongs to it, its configuration too
 * heap.bytes_per_held_call   of a call that is up: the model's, SIP's and its media
 * heap.bytes_per_held_call_without_media  the same without its pair of ports: calls
 *                            made when enough pairs wait, left by earlier calls
 */
#include "bench.h"
#include "peers.h"
#include "base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALLS 10000
#define WARM 1000		/* calls before those that count */
#define IN_FLIGHT 50
#define FEW 10
#define MANY 10000
#define GROWTH_RUNS 3
#define HELD 1000
#define HELD_AGAIN 60		/* not more than the pairs of ports that wait for the next call */

struct scene {
	unsigned lines;
	unsigned calls;
	bool registered, hold;
	uint16_t uas, registrar;
	const char *path;	/* of the provider */
	const char *settle;	/* rows of [sip] that make transactions end soon */
	unsigned settle_ms;
};

struct outcome {
	double cpu_us;		/* a call */
	double failed, resent;
	double line_heap;	/* bytes, of all lines */
	double call_heap;	/* bytes, of all calls that are up */
	double bare_heap;	/* bytes, of HELD_AGAIN calls without their media */
};

/* --- the caller ---------------------------------------------------------------------- */

static uint32_t lines[MANY];
static struct host_event batch[BENCH_BATCH];

static struct {
	struct host *host;
	const struct scene *scene;
	char dest[64];
	unsigned next_line, to_make, in_flight;
	unsigned connected, idle;
	uint32_t held[HELD];
	unsigned held_count;
} caller;

static void configure(struct buf *conf, const struct scene *scene)
{
	buf_grow(conf);
	buf_printf(conf, "[provider]\nlog = warn\nwatch = 0\n[sip]\nlisten = 127.0.0.1:0\ntcp = no\n"
		   "rtp-first = 10000\nrtp-last = 16383\n%s", scene->settle);
	for (unsigned i = 0; i < scene->lines; i++)
		buf_printf(conf, "[line %u]\ndriver = sip\ncalls = 100000\ndomain = 127.0.0.1:%u\n"
			   "register = %s\n", 100000 + i, scene->registrar,
			   scene->registered ? "yes" : "no");
}

static void make(void)
{
	uint32_t call, line = lines[caller.next_line++ % caller.scene->lines];

	if (host_make_call(caller.host, line, caller.dest, NULL, &call) < 0)
		bench_fail("a call cannot be made");
	caller.to_make--;
	caller.in_flight++;
}

static void act(const struct host_event *event)
{
	if (event->kind == HOST_REPLY && event->result && strcmp(event->function, "lineMakeCall") == 0) {
		host_close_call(caller.host, event->call);
		caller.in_flight--;
	}
	if (event->kind != HOST_LINE || event->message != LINE_CALLSTATE)
		return;
	if (event->p1 == LINECALLSTATE_CONNECTED) {
		caller.connected++;
		if (caller.scene->hold) {
			caller.held[caller.held_count++] = event->call;
			caller.in_flight--;	/* it stays, and the next may begin */
		} else {
			host_drop(caller.host, event->call);
		}
	}
	if (event->p1 == LINECALLSTATE_IDLE) {
		host_close_call(caller.host, event->call);
		caller.idle++;
		caller.in_flight--;
	}
}

/* Make `calls`. Returns how many failed. */
static unsigned make_calls(unsigned calls)
{
	size_t count;

	caller.to_make = calls;
	caller.connected = caller.idle = 0;
	while (caller.to_make > 0 || caller.in_flight > 0) {
		while (caller.to_make > 0 && caller.in_flight < IN_FLIGHT)
			make();
		count = bench_events(batch, 40000);
		if (count == 0)
			bench_fail("nothing happens any more; %u of %u calls are under way",
				   caller.in_flight, calls);
		for (size_t i = 0; i < count; i++)
			act(&batch[i]);
	}
	return calls - caller.connected;
}

/* What a call takes when the ports of an earlier one wait for it. */
static double bare_calls(const struct scene *scene)
{
	double heap;

	caller.in_flight = caller.held_count;
	while (caller.held_count > 0)
		host_drop(caller.host, caller.held[--caller.held_count]);
	make_calls(0);
	usleep(scene->settle_ms * 1000);
	heap = bench_heap();
	make_calls(HELD_AGAIN);
	usleep(scene->settle_ms * 1000);
	return bench_heap() - heap;
}

static bool in_service(uint32_t line)
{
	LINEDEVSTATUS *status;
	bool in;

	if (host_get_line_status(caller.host, line, &status))
		bench_fail("a line does not tell its status");
	in = status->dwDevStatusFlags & LINEDEVSTATUSFLAGS_INSERVICE;
	mem_free(status);
	return in;
}

/* Wait until every line is registered. A line may be before it is asked for
 * its news, so it is looked at, not listened for. */
static void registered(const struct scene *scene)
{
	double until_s = bench_now_s() + 40;

	for (unsigned i = 0; scene->registered && i < scene->lines; i++)
		while (!in_service(lines[i])) {
			if (bench_now_s() > until_s)
				bench_fail("only %u of %u lines are registered", i, scene->lines);
			usleep(10000);
		}
	while (bench_events(batch, 10) > 0)
		;
}

/* What the provider counted. */
static double resent_of(struct host *host)
{
	static const char name[] = "messages sent again\t";
	char counts[2048];
	const char *at;

	host_command(host, "counts", counts, sizeof(counts));
	at = strstr(counts, name);
	if (!at)
		bench_fail("the provider does not tell what it sent again");
	return strtod(at + strlen(name), NULL);
}

static void perform(const void *arg, void *result)
{
	const struct scene *scene = arg;
	struct outcome *out = result;
	double heap, cpu;
	struct buf conf;

	configure(&conf, scene);
	heap = bench_heap();
	caller.scene = scene;
	caller.host = bench_host(scene->path, &conf);
	snprintf(caller.dest, sizeof(caller.dest), "sip:service@127.0.0.1:%u", scene->uas);
	bench_listen(caller.host);
	bench_open_lines(caller.host, lines, scene->lines);
	registered(scene);
	usleep(scene->settle_ms * 1000);
	out->line_heap = bench_heap() - heap;
	heap = bench_heap();
	out->failed = scene->hold ? 0 : make_calls(WARM);
	cpu = bench_cpu_s();
	out->failed += make_calls(scene->calls);
	out->cpu_us = (bench_cpu_s() - cpu) * 1e6 / scene->calls;
	usleep(scene->settle_ms * 1000);
	out->call_heap = bench_heap() - heap;
	if (scene->hold)
		out->bare_heap = bare_calls(scene);
	out->resent = resent_of(caller.host);
	bench_close(caller.host);
	buf_free(&conf);
}

/* --- what is measured ------------------------------------------------------------------ */

static double failed, resent;		/* of all runs */

static struct outcome run(const struct scene *scene)
{
	struct outcome out = { 0 };

	peer_child(perform, scene, &out, sizeof(out));
	failed += out.failed;
	if (!scene->hold)		/* there T1 is too short for that to be fair */
		resent += out.resent;
	return out;
}

static void against_sipp(const struct scene *scene)
{
	double ours[BENCH_RUNS], sipps[BENCH_RUNS], us, sipp_us;
	int sipp_failed, sipp_failures = 0;

	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("sip: %d calls, run %d of %d", CALLS, i + 1, BENCH_RUNS);
		ours[i] = run(scene).cpu_us;
		sipps[i] = sipp_uac(scene->uas, CALLS, IN_FLIGHT, &sipp_failed) * 1e6 / CALLS;
		sipp_failures += sipp_failed;
	}
	us = bench_median(ours, BENCH_RUNS);
	sipp_us = bench_median(sipps, BENCH_RUNS);
	bench_print("sip.cpu_us_per_call", us, 1);
	bench_print("sip.sipp_cpu_us_per_call", sipp_us, 1);
	bench_print("sip.cpu_ratio_to_sipp", us / sipp_us, 2);
	bench_print("sip.sipp_runs_with_failed_calls", sipp_failures, 0);
}

static void growth(const struct scene *base)
{
	struct scene few = *base, many = *base;
	double few_us[GROWTH_RUNS], many_us[GROWTH_RUNS];
	struct outcome few_out = { 0 }, many_out = { 0 };

	few.registered = many.registered = true;
	few.lines = FEW;
	many.lines = MANY;
	few.settle = many.settle = "t4 = 500 ms\n";
	few.settle_ms = many.settle_ms = 1000;
	for (int i = 0; i < GROWTH_RUNS; i++) {
		bench_progress("sip: %d registered lines, run %d of %d", MANY, i + 1, GROWTH_RUNS);
		few_out = run(&few);
		many_out = run(&many);
		few_us[i] = few_out.cpu_us;
		many_us[i] = many_out.cpu_us;
	}
	bench_print("sip.cost_growth", bench_median(many_us, GROWTH_RUNS) / bench_median(few_us, GROWTH_RUNS), 2);
	bench_print("heap.bytes_per_registered_line",
		    (many_out.line_heap - few_out.line_heap) / (MANY - FEW), 0);
}

static void held(const struct scene *base)
{
	struct scene scene = *base;
	struct outcome out;

	scene.hold = true;
	scene.calls = HELD;
	scene.settle = "t1 = 100 ms\n";
	scene.settle_ms = 64 * 100 + 500;
	bench_progress("sip: %d calls are held", HELD);
	out = run(&scene);
	bench_print("heap.bytes_per_held_call", out.call_heap / HELD, 0);
	bench_print("heap.bytes_per_held_call_without_media", out.bare_heap / HELD_AGAIN, 0);
}

/* All of it, or only the part that is named: handy for a profiler. */
int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*measure)(const struct scene *scene);
	} parts[] = { { "call", against_sipp }, { "growth", growth }, { "held", held } };
	struct scene scene = { .lines = 1, .calls = CALLS, .settle = "" };

	if (argc < 2 || argc > 3)
		bench_fail("usage: bench_sip PROVIDER [call|growth|held]");
	scene.path = argv[1];
	scene.uas = peer_port();
	sipp_uas_start(scene.uas);
	scene.registrar = peer_port();
	registrar_start(scene.registrar);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (argc == 2 || strcmp(argv[2], parts[i].name) == 0)
			parts[i].measure(&scene);
	bench_print("sip.failed_calls", failed, 0);
	bench_print("sip.retransmissions", resent, 0);
	return 0;
}
