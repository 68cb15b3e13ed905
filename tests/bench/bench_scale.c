/* SPDX-License-Identifier: MIT
 * bench_scale.c - one line and a hundred thousand: bench_scale PROVIDER [LINES]
 *
 * Each figure twice, with two lines and with many open in one process; LINES
 * is how many that are (100000). A call and its far end take a line each.
 *
 * scale.N.start_s            read the configuration and begin the session
 * scale.N.open_us_per_line   open a line
 * scale.N.heap_per_line      bytes of memory of an open line, its configuration
 *                            and its place at the exchange
 * scale.N.getcallinfo_ns     one TSPI_lineGetCallInfo of a connected call
 * scale.N.events_per_s       events from the desk to the host (see bench_tspi.c)
 * scale.N.reply_p50_us, p99  from a request to its reply: lineHold, lineUnhold
 * scale.N.calls_per_s        calls made, answered, hung up and closed, one after the other
 * scale.N.heap_per_call      bytes of an end of a connected call
 * scale.N.reload_s           read the configuration again when nothing changed
 * scale.ratio.X              the latter by the former
 */
#include "bench.h"
#include "base/mem.h"
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define INFOS 100000
#define EVENTS 300000
#define WINDOW 4096
#define REPLIES 5000
#define CALLS 5000
#define UP 500			/* calls that stay up, where there are as many lines */

enum figure { START, OPEN, LINE_HEAP, INFO, RATE, P50, P99, CALL_RATE, CALL_HEAP, RELOAD, FIGURES };

static const char *const names[FIGURES] = {
	"start_s", "open_us_per_line", "heap_per_line", "getcallinfo_ns", "events_per_s", "reply_p50_us",
	"reply_p99_us", "calls_per_s", "heap_per_call", "reload_s",
};

static uint32_t *lines;
static atomic_uint arrived, replies;
static atomic_ullong reply_ns;
static uint32_t _Atomic offered;

static void on_event(void *arg, const struct host_event *event)
{
	if (event->message == LINE_CALLINFO)
		atomic_fetch_add_explicit(&arrived, 1, memory_order_relaxed);
	if (event->kind == HOST_NEWCALL)
		atomic_store(&offered, event->call);
	if (event->kind == HOST_REPLY) {
		atomic_store(&reply_ns, uv_hrtime());
		atomic_fetch_add(&replies, 1);
	}
}

static void command(struct host *host, const char *text)
{
	char reply[256];

	if (host_command(host, text, reply, sizeof(reply)) || strncmp(reply, "ok", 2) != 0)
		bench_fail("%s: %s", text, reply);
}

/* A call from line `from` to the one behind it; its far end in *in. */
static uint32_t talk(struct host *host, size_t from, uint32_t *in)
{
	char dest[16];
	uint32_t out;

	snprintf(dest, sizeof(dest), "%u", 1000001 + (unsigned)from);
	atomic_store(&offered, 0);
	if (host_make_call(host, lines[from], dest, NULL, &out) < 0)
		bench_fail("a call cannot be made");
	command(host, "advance 100");
	command(host, "settle");
	*in = atomic_load(&offered);
	if (!*in || host_answer(host, *in) < 0)
		bench_fail("a call is not offered");
	command(host, "settle");
	return out;
}

static void end(struct host *host, uint32_t out, uint32_t in)
{
	if (host_drop(host, out) < 0)
		bench_fail("a call cannot be dropped");
	command(host, "settle");
	host_close_call(host, out);
	host_close_call(host, in);
}

static double events_per_s(struct host *host, HDRVCALL hd)
{
	const struct tspi *tspi = host_tspi(host);
	double begin = bench_now_s();

	atomic_store(&arrived, 0);
	for (unsigned made = 0; made < EVENTS; made++) {
		while (made - atomic_load_explicit(&arrived, memory_order_relaxed) >= WINDOW)
			sched_yield();
		tspi->lineSetAppSpecific(hd, made);
	}
	while (atomic_load(&arrived) < EVENTS)
		sched_yield();
	return EVENTS / (bench_now_s() - begin);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* One at a time, with a rest in between: the courier sleeps, as it mostly does. */
static void latency(struct host *host, uint32_t call, double *p50, double *p99)
{
	static double took[REPLIES];

	for (int i = 0; i < REPLIES; i++) {
		unsigned before = atomic_load(&replies);
		uint64_t begin = uv_hrtime();

		if ((i % 2 ? host_unhold(host, call) : host_hold(host, call)) < 0)
			bench_fail("a call cannot be held");
		while (atomic_load(&replies) == before)
			sched_yield();
		took[i] = (double)(atomic_load(&reply_ns) - begin) / 1000;
		if (i % 8 == 0)
			usleep(300);
	}
	qsort(took, REPLIES, sizeof(took[0]), ascending);
	*p50 = took[REPLIES / 2];
	*p99 = took[REPLIES * 99 / 100];
}

static void measure_calls(struct host *host, size_t count, double out[FIGURES])
{
	size_t up = count / 2 - 1 < UP ? count / 2 - 1 : UP;
	uint32_t *calls = calloc(2 * up + 1, sizeof(*calls)), from, to;
	double begin, heap;

	begin = bench_now_s();
	for (int i = 0; i < CALLS; i++) {
		from = talk(host, 0, &to);
		end(host, from, to);
	}
	out[CALL_RATE] = CALLS / (bench_now_s() - begin);
	heap = bench_heap();
	for (size_t i = 0; i < up; i++)
		calls[2 * i] = talk(host, count - 2 - 2 * i, &calls[2 * i + 1]);
	out[CALL_HEAP] = up ? (bench_heap() - heap) / (2.0 * (double)up) : 0;
	for (size_t i = 0; i < up; i++)
		end(host, calls[2 * i], calls[2 * i + 1]);
	free(calls);
}

static void measure_door(struct host *host, double out[FIGURES])
{
	static uint64_t room[512];
	LINECALLINFO *info = (LINECALLINFO *)room;
	uint32_t to, from = talk(host, 0, &to);
	HDRVCALL hd = host_hdcall(host, from);
	double begin = bench_now_s();

	info->dwTotalSize = sizeof(room);
	for (int i = 0; i < INFOS; i++)
		if (host_tspi(host)->lineGetCallInfo(hd, info))
			bench_fail("TSPI_lineGetCallInfo fails");
	out[INFO] = (bench_now_s() - begin) * 1e9 / INFOS;
	out[RATE] = events_per_s(host, hd);
	latency(host, from, &out[P50], &out[P99]);
	end(host, from, to);
}

static void measure(const char *provider, size_t count, double out[FIGURES])
{
	double begin, heap = bench_heap();
	struct host *host;
	struct buf conf;

	buf_grow(&conf);
	buf_text(&conf, "[provider]\nlog = warn\nclock = virtual\nwatch = 0\n[sim]\nscript-prefix = \"\"\n");
	for (size_t i = 0; i < count; i++)
		buf_printf(&conf, "[line %u]\ndriver = sim\n", 1000000 + (unsigned)i);
	lines = calloc(count, sizeof(*lines));
	bench_progress("scale: %zu lines begin", count);
	begin = bench_now_s();
	host = bench_host(provider, &conf);
	out[START] = bench_now_s() - begin;
	buf_free(&conf);
	begin = bench_now_s();
	bench_open_lines(host, lines, count);
	out[OPEN] = (bench_now_s() - begin) * 1e6 / (double)count;
	out[LINE_HEAP] = (bench_heap() - heap) / (double)count;
	host_on_event(host, on_event, NULL);
	bench_progress("scale: %zu lines open", count);
	measure_door(host, out);
	measure_calls(host, count, out);
	begin = bench_now_s();
	command(host, "reload");
	out[RELOAD] = bench_now_s() - begin;
	bench_progress("scale: %zu lines close", count);
	bench_close(host);
	free(lines);
}

int main(int argc, char **argv)
{
	size_t many = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
	double with_few[FIGURES], with_many[FIGURES];
	char key[64];

	if (argc < 2 || many < 4)
		bench_fail("usage: bench_scale PROVIDER [LINES]");
	measure(argv[1], 2, with_few);
	measure(argv[1], many, with_many);
	for (int i = 0; i < FIGURES; i++) {
		int digits = with_few[i] < 1000 ? 3 : 0;

		if (i != CALL_HEAP && i != LINE_HEAP) {
			snprintf(key, sizeof(key), "scale.2.%s", names[i]);
			bench_print(key, with_few[i], digits);
		}
		snprintf(key, sizeof(key), "scale.%zu.%s", many, names[i]);
		bench_print(key, with_many[i], digits);
		if (i == INFO || i == RATE || i == P50 || i == P99 || i == CALL_RATE) {
			snprintf(key, sizeof(key), "scale.ratio.%s", names[i]);
			bench_print(key, with_many[i] / with_few[i], 2);
		}
	}
	return 0;
}
