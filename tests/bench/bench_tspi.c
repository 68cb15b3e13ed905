/* SPDX-License-Identifier: MIT
 * bench_tspi.c - what the front door costs: bench_tspi PROVIDER
 *
 * tspi.getcallinfo_ns            one TSPI_lineGetCallInfo of a connected call
 * tspi.getcallinfo_ratio_to_memcpy  ... against copying the bytes that it gives
 * tspi.events_per_s              events from the desk through postbox and courier
 *                                to the host, while another thread makes them
 */
#include "bench.h"
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#define INFOS 200000
#define COPIES 2000000
#define EVENTS 500000
#define WINDOW 4096		/* events on their way at most */

static const char conf[] =
	"[provider]\nlog = warn\nclock = virtual\n"
	"[line caller]\ndriver = sim\nnumber = 100\n"
	"[line called]\ndriver = sim\nnumber = 200\n";

static uint32_t lines[2];

/* Two sim lines, connected; the caller's end. */
static uint32_t connected_call(struct host *host)
{
	struct host_filter new = { .kinds = HOST_BIT(HOST_NEWCALL) };
	struct host_event event;
	uint32_t call = 0;
	char reply[64];

	if (host_wait_reply(host, host_make_call(host, lines[0], "200", NULL, &call), 5000))
		bench_fail("the call between the sim lines cannot be made");
	host_command(host, "advance 1000", reply, sizeof(reply));
	if (!host_wait(host, &new, 5000, &event))
		bench_fail("the called sim line is not offered the call");
	if (host_wait_reply(host, host_answer(host, event.call), 5000) ||
	    !host_wait_state(host, call, LINECALLSTATE_CONNECTED, 5000, NULL))
		bench_fail("the call between the sim lines is not connected");
	return call;
}

static double getcallinfo_ns(struct host *host, uint32_t call, LINECALLINFO *info)
{
	const struct tspi *tspi = host_tspi(host);
	HDRVCALL hd = host_hdcall(host, call);
	double begin = bench_now_s();

	for (int i = 0; i < INFOS; i++)
		if (tspi->lineGetCallInfo(hd, info))
			bench_fail("TSPI_lineGetCallInfo fails");
	return (bench_now_s() - begin) * 1e9 / INFOS;
}

static double memcpy_ns(const LINECALLINFO *info)
{
	static char to[4096];
	size_t size = info->dwUsedSize;
	double begin = bench_now_s();

	for (int i = 0; i < COPIES; i++) {
		memcpy(to, info, size);
		__asm__ volatile("" : : "r"(to) : "memory");
	}
	return (bench_now_s() - begin) * 1e9 / COPIES;
}

static atomic_uint arrived;

static void count_event(void *arg, const struct host_event *event)
{
	if (event->message == LINE_CALLINFO)
		atomic_fetch_add_explicit(&arrived, 1, memory_order_relaxed);
}

static double events_per_s(struct host *host, uint32_t call)
{
	const struct tspi *tspi = host_tspi(host);
	HDRVCALL hd = host_hdcall(host, call);
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

int main(int argc, char **argv)
{
	static uint64_t room[512];
	LINECALLINFO *info = (LINECALLINFO *)room;
	double info_ns[BENCH_RUNS], copy_ns[BENCH_RUNS], rate[BENCH_RUNS], ns;
	struct buf text;
	struct host *host;
	uint32_t call;

	if (argc != 2)
		bench_fail("usage: bench_tspi PROVIDER");
	buf_grow(&text);
	buf_text(&text, conf);
	host = bench_host(argv[1], &text);
	bench_open_lines(host, lines, 2);
	call = connected_call(host);
	info->dwTotalSize = sizeof(room);
	host_on_event(host, count_event, NULL);
	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("tspi: run %d of %d", i + 1, BENCH_RUNS);
		info_ns[i] = getcallinfo_ns(host, call, info);
		copy_ns[i] = memcpy_ns(info);
		rate[i] = events_per_s(host, call);
	}
	ns = bench_median(info_ns, BENCH_RUNS);
	bench_print("tspi.getcallinfo_bytes", info->dwUsedSize, 0);
	bench_print("tspi.getcallinfo_ns", ns, 0);
	bench_print("tspi.getcallinfo_ratio_to_memcpy", ns / bench_median(copy_ns, BENCH_RUNS), 1);
	bench_print("tspi.events_per_s", bench_median(rate, BENCH_RUNS), 0);
	bench_close(host);
	buf_free(&text);
	return 0;
}
