/* SPDX-License-Identifier: MIT
 * bench_sip.c - what a SIP call costs: bench_sip PROVIDER [call|growth|held|latency]
 *
 * The provider calls `sipp -sn uas` on the loopback, IN_FLIGHT calls at a time,
 * hangs up what is connected and closes what is idle; ports for voice are bound.
 * CPU time is all of this process: provider, host and the thread that acts on
 * events. Each run has a process of its own.
 *
 * sip.cpu_us_per_call        median of runs of CALLS calls, while SOME lines are
 *                            registered and HELD other calls are up (on hold)
 * sip.sipp_cpu_us_per_call   `sipp -sn uac` with the same uas, runs in between
 * sip.cpu_ratio_to_sipp      the former by the latter
 * sip.calls_per_s            in those runs; the caller looks once a millisecond
 * sip.failed_calls, sip.retransmissions  of all these runs; 0 is wanted
 * sip.cost_growth            a call from each of MANY registered lines in turn,
 *                            against the same with FEW
 * sip.connected_p50_us, _p99_us  at half of calls_per_s: from the moment when a 200 to
 *                            INVITE is sent to our socket until CONNECTED is told
 * heap.bytes_per_registered_line  with all that belongs to it, its configuration too
 * heap.bytes_per_held_call   of a call that is up: the model's, SIP's and its media
 * heap.bytes_per_held_call_without_media  the same without its pair of ports: calls
 *                            made when enough pairs wait, left by earlier calls
 */
#include "bench.h"
#include "peers.h"
#include "servers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define CALLS 10000
#define WARM 1000		/* calls before those that count */
#define IN_FLIGHT 50
#define FEW 10
#define SOME 10000
#define MANY 100000
#define GROWTH_RUNS 3
#define HELD 1000
#define HELD_AGAIN 60		/* not more than the pairs of ports that wait for the next call */
#define TIMED 10000		/* calls whose way is timed */
#define LOOK_NS 100000		/* so often the caller of timed calls looks for events */
#define REGISTER_RATE 10000	/* REGISTERs a second; the registrar is one process that reads one at a time */

struct scene {
	unsigned lines;
	unsigned calls;
	unsigned aside;		/* calls that are up meanwhile */
	bool registered, hold;
	uint16_t uas, registrar, answerer;
	struct servers *servers;
	const char *path;	/* of the provider */
	const char *settle;	/* rows of [sip] that make transactions end soon */
	unsigned settle_ms;
	double per_s;		/* timed calls */
};

struct outcome {
	double cpu_us;		/* a call */
	double per_s;		/* calls */
	double failed, resent;
	double line_heap;	/* bytes, of all lines */
	double call_heap;	/* bytes, of all calls that are up */
	double bare_heap;	/* bytes, of HELD_AGAIN calls without their media */
	double p50_us, p99_us;
};

/* --- the caller ---------------------------------------------------------------------- */

static uint32_t lines[MANY];
static struct host_event batch[BENCH_BATCH];

static struct {
	struct host *host;
	const struct scene *scene;
	char dest[64];
	bool keep;		/* what is connected stays */
	unsigned next_line, to_make, in_flight;
	unsigned connected, idle;
	uint32_t held[HELD];
	unsigned held_count;
} caller;

static void configure(struct buf *conf, const struct scene *scene)
{
	buf_grow(conf);
	buf_printf(conf, "[provider]\nlog = warn\nwatch = 0\n[sip]\nlisten = 127.0.0.1:0\ntcp = no\nregister-rate = %d\n"
		   "rtp-first = 10000\nrtp-last = 16383\n%s", REGISTER_RATE, scene->settle);
	for (unsigned i = 0; i < scene->lines; i++)
		buf_printf(conf, "[line %u]\ndriver = sip\ncalls = 100000\ndomain = 127.0.0.1:%u\n"
			   "register = %s\n", 100000 + i, scene->registrar,
			   scene->registered ? "yes" : "no");
}

static uint32_t make(void)
{
	uint32_t call, line = lines[caller.next_line++ % caller.scene->lines];

	if (host_make_call(caller.host, line, caller.dest, NULL, &call) < 0)
		bench_fail("a call cannot be made");
	caller.to_make--;
	caller.in_flight++;
	return call;
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
		if (caller.keep) {
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

static void drop_all(void)
{
	caller.in_flight = caller.held_count;
	while (caller.held_count > 0)
		host_drop(caller.host, caller.held[--caller.held_count]);
	make_calls(0);
}

/* What a call takes when the ports of an earlier one wait for it. Some are made and gone
 * before: what tables grow by for these is room for a thousand. */
static double bare_calls(const struct scene *scene)
{
	double heap;

	caller.keep = true;
	drop_all();
	make_calls(HELD_AGAIN);
	drop_all();
	usleep(scene->settle_ms * 1000);
	heap = bench_heap();
	make_calls(HELD_AGAIN);
	usleep(scene->settle_ms * 1000);
	return bench_heap() - heap;
}

/* Wait until every line is registered. A line may be before it is asked for
 * its news, so it is looked at, not listened for. */
static void registered(const struct scene *scene)
{
	double until_s = bench_now_s() + 120;

	for (unsigned i = 0; scene->registered && i < scene->lines; i++)
		while (!bench_in_service(caller.host, lines[i])) {
			if (bench_now_s() > until_s)
				bench_fail("only %u of %u lines are registered", i, scene->lines);
			usleep(10000);
		}
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

/* Calls that are up while others are made. */
static unsigned hold_aside(const struct scene *scene)
{
	unsigned failures;

	snprintf(caller.dest, sizeof(caller.dest), "sip:0@127.0.0.1:%u", scene->answerer);
	caller.keep = true;
	failures = scene->aside ? make_calls(scene->aside) : 0;
	caller.keep = false;
	caller.held_count = 0;
	return failures;
}

/* News of lines, of which there are many, are not waited for. */
static bool of_calls(const struct host_event *event)
{
	return event->call != 0;
}

static void begin(const struct scene *scene, bool (*first)(const struct host_event *event),
		  struct outcome *out)
{
	struct buf conf;
	double heap;

	configure(&conf, scene);
	heap = bench_heap();
	caller.scene = scene;
	caller.host = bench_host(scene->path, &conf);
	bench_listen(caller.host, first);
	bench_open_lines(caller.host, lines, scene->lines);
	registered(scene);
	usleep(scene->settle_ms * 1000);
	out->line_heap = bench_heap() - heap;
	out->failed = hold_aside(scene);
	snprintf(caller.dest, sizeof(caller.dest), "sip:service@127.0.0.1:%u", scene->uas);
	buf_free(&conf);
}

static void perform(const void *arg, void *result)
{
	const struct scene *scene = arg;
	struct outcome *out = result;
	double heap, cpu, since_s;

	begin(scene, of_calls, out);
	heap = bench_heap();
	caller.keep = scene->hold;
	out->failed += scene->hold ? 0 : make_calls(WARM);
	cpu = bench_cpu_s();
	since_s = bench_now_s();
	out->failed += make_calls(scene->calls);
	out->cpu_us = (bench_cpu_s() - cpu) * 1e6 / scene->calls;
	out->per_s = scene->calls / (bench_now_s() - since_s);
	usleep(scene->settle_ms * 1000);
	out->call_heap = bench_heap() - heap;
	if (scene->hold)
		out->bare_heap = bare_calls(scene);
	out->resent = resent_of(caller.host);
	bench_close(caller.host);
}

/* --- how long it takes until it is told ---------------------------------------------- */

static struct timed {
	uint32_t call;
	uint64_t told_ns;
} told[TIMED];
static atomic_uint told_count;
static uint32_t timed_calls[TIMED];

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* In the provider's callback. */
static bool take_time(const struct host_event *event)
{
	if (event->kind == HOST_LINE && event->message == LINE_CALLSTATE &&
	    event->p1 == LINECALLSTATE_CONNECTED && told_count < TIMED)
		told[told_count++] = (struct timed){ event->call, now_ns() };
	return of_calls(event);
}

static int by_call(const void *a, const void *b)
{
	uint32_t x = ((const struct timed *)a)->call, y = ((const struct timed *)b)->call;

	return (x > y) - (x < y);
}

static void sum_up(const struct scene *scene, struct outcome *out)
{
	static double us[TIMED];
	size_t count = 0;

	qsort(told, told_count, sizeof(*told), by_call);
	for (unsigned i = 0; i < scene->calls; i++) {
		struct timed key = { .call = timed_calls[i] };
		const struct timed *it = bsearch(&key, told, told_count, sizeof(*told), by_call);
		uint64_t answered_ns = scene->servers->answered_ns[i];

		if (it && answered_ns)
			us[count++] = it->told_ns > answered_ns ? (double)(it->told_ns - answered_ns) / 1e3 : 0;
	}
	out->failed += scene->calls - count;
	if (count == 0)
		return;
	out->p50_us = bench_median(us, count);	/* sorts */
	out->p99_us = us[(count - 1) * 99 / 100];
}

/* Rest until `until_s`, and not for long: events are looked for in between. */
static void rest(double until_s)
{
	double ns = (until_s - bench_now_s()) * 1e9;
	struct timespec time = { .tv_nsec = ns < LOOK_NS ? (long)ns : LOOK_NS };

	if (ns > 0)
		nanosleep(&time, NULL);
}

/* `per_s` calls, evenly, each answered at once. Who acts is awake when a call is to be
 * made: calls made in bunches would wait for each other. */
static void timed(const void *arg, void *result)
{
	const struct scene *scene = arg;
	struct outcome *out = result;
	double begin_s, idle_s;
	unsigned made = 0;
	size_t count;

	begin(scene, take_time, out);
	prctl(PR_SET_TIMERSLACK, 1UL);
	begin_s = idle_s = bench_now_s();
	while (made < scene->calls || (caller.in_flight > 0 && bench_now_s() - idle_s < 5)) {
		while (made < scene->calls && bench_now_s() - begin_s > made / scene->per_s) {
			snprintf(caller.dest, sizeof(caller.dest), "sip:%u@127.0.0.1:%u", made, scene->answerer);
			caller.to_make = 1;
			timed_calls[made++] = make();
		}
		count = bench_events(batch, 0);
		for (size_t i = 0; i < count; i++)
			act(&batch[i]);
		if (count)
			idle_s = bench_now_s();
		else
			rest(made < scene->calls ? begin_s + made / scene->per_s : idle_s + 5);
	}
	sum_up(scene, out);
	out->resent = resent_of(caller.host);
	bench_close(caller.host);
}

/* --- what is measured ------------------------------------------------------------------ */

static double failed, resent;		/* of all runs */
static double per_s;			/* calls a second, once they were counted */

static struct outcome run(void (*fn)(const void *arg, void *out), const struct scene *scene)
{
	struct outcome out = { 0 };

	peer_child(fn, scene, &out, sizeof(out));
	failed += out.failed;
	if (!scene->hold)		/* there T1 is too short for that to be fair */
		resent += out.resent;
	return out;
}

static void against_sipp(const struct scene *base)
{
	struct scene scene = *base;
	double ours[BENCH_RUNS], sipps[BENCH_RUNS], rates[BENCH_RUNS], us, sipp_us;
	struct outcome out;
	int sipp_failed, sipp_failures = 0;

	scene.registered = true;
	scene.lines = SOME;
	scene.aside = HELD;
	scene.settle = "t4 = 500 ms\n";	/* no transaction of a registration is left */
	scene.settle_ms = 1000;
	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("sip: %d calls, run %d of %d", CALLS, i + 1, BENCH_RUNS);
		out = run(perform, &scene);
		ours[i] = out.cpu_us;
		rates[i] = out.per_s;
		sipps[i] = sipp_uac(scene.uas, CALLS, IN_FLIGHT, &sipp_failed) * 1e6 / CALLS;
		sipp_failures += sipp_failed;
	}
	us = bench_median(ours, BENCH_RUNS);
	sipp_us = bench_median(sipps, BENCH_RUNS);
	per_s = bench_median(rates, BENCH_RUNS);
	bench_print("sip.cpu_us_per_call", us, 1);
	bench_print("sip.sipp_cpu_us_per_call", sipp_us, 1);
	bench_print("sip.cpu_ratio_to_sipp", us / sipp_us, 2);
	bench_print("sip.calls_per_s", per_s, 0);
	bench_print("sip.sipp_runs_with_failed_calls", sipp_failures, 0);
}

static void latency(const struct scene *base)
{
	struct scene scene = *base;
	struct outcome out;

	scene.registered = true;
	scene.lines = SOME;
	scene.calls = TIMED;
	scene.per_s = per_s > 0 ? per_s / 2 : 2000;
	bench_progress("sip: %d calls, %.0f a second", TIMED, scene.per_s);
	out = run(timed, &scene);
	bench_print("sip.timed_calls_per_s", scene.per_s, 0);
	bench_print("sip.connected_p50_us", out.p50_us, 0);
	bench_print("sip.connected_p99_us", out.p99_us, 0);
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
		few_out = run(perform, &few);
		many_out = run(perform, &many);
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
	scene.uas = scene.answerer;	/* voice of so many calls would be all that is heard */
	scene.calls = HELD;
	scene.settle = "t1 = 100 ms\n";
	scene.settle_ms = 64 * 100 + 500;
	bench_progress("sip: %d calls are held", HELD);
	out = run(perform, &scene);
	bench_print("heap.bytes_per_held_call", out.call_heap / HELD, 0);
	bench_print("heap.bytes_per_held_call_without_media", out.bare_heap / HELD_AGAIN, 0);
}

/* All of it, or only the part that is named: handy for a profiler. */
int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*measure)(const struct scene *scene);
	} parts[] = { { "call", against_sipp }, { "growth", growth }, { "held", held },
		    { "latency", latency } };
	struct scene scene = { .lines = 1, .calls = CALLS, .settle = "" };

	if (argc < 2 || argc > 3)
		bench_fail("usage: bench_sip PROVIDER [call|growth|held|latency]");
	scene.path = argv[1];
	scene.servers = servers_new();
	scene.uas = peer_port();
	sipp_uas_start(scene.uas);
	scene.registrar = peer_port();
	scene.answerer = peer_port();
	registrar_start(scene.servers, scene.registrar);
	answerer_start(scene.servers, scene.answerer);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (argc == 2 || strcmp(argv[2], parts[i].name) == 0)
			parts[i].measure(&scene);
	bench_print("sip.failed_calls", failed, 0);
	bench_print("sip.retransmissions", resent, 0);
	return 0;
}
