/* SPDX-License-Identifier: MIT
 * bench_register.c - a hundred thousand lines and their registrar: bench_register PROVIDER
 *
 * All by sockets of the loopback and by the real clock, so the times are shorter than they are
 * in an office: RATE is ten times the default, a registration is granted for GRANTED_S, T1 is
 * 200 ms, and pauses end at RETRY_MAX_S. The lines are opened and register; all are refreshed;
 * the registrar is silent until most have noticed, and then speaks again.
 *
 * sip.register_s               from opening the first line until all are in service
 * sip.register_peak_per_s      REGISTERs that came in the second in which most came
 * sip.register_cpu_us          CPU time of this process, of each REGISTER
 * sip.refresh_peak_per_s, sip.refresh_cpu_us   likewise, while each line is refreshed once
 * sip.silent_peak_per_s        likewise, while the registrar is silent; with what is sent again
 * sip.silent_lines             that are out of service at the end of it
 * sip.silent_heap_per_line     bytes that they take more then
 * sip.restart_peak_per_s       ... when it speaks again
 * sip.restart_s                until all are in service again
 * sip.restart_cpu_s            CPU time from the beginning of the silence until then
 */
#include "bench.h"
#include "peers.h"
#include "servers.h"
#include <unistd.h>

#define LINES 100000
#define RATE 5000
#define GRANTED_S 24
#define REFRESHED_S 23		/* in so long each line was refreshed once */
#define SILENT_S 30
#define RETRY_MAX_S 30
#define PATIENCE_S 120
#define LOOK_US 20000

static uint32_t lines[LINES];
static struct host *host;
static struct servers *servers;

static void configure(struct buf *conf, uint16_t registrar)
{
	buf_grow(conf);
	buf_printf(conf, "[provider]\nlog = error\nwatch = 0\n[sip]\nlisten = 127.0.0.1:0\ntcp = no\n"
		   "register-rate = %d\nt1 = 200 ms\n", RATE);
	for (unsigned i = 0; i < LINES; i++)
		buf_printf(conf, "[line %u]\ndriver = sip\ndomain = 127.0.0.1:%u\nretry = 1\nretry-max = %d\n",
			   100000 + i, registrar, RETRY_MAX_S);
}

/* --- what the registrar saw --------------------------------------------------------- */

static double sum(unsigned from, unsigned to)
{
	double all = 0;

	for (unsigned tenth = from; tenth < to; tenth++)
		all += servers->asked[tenth];
	return all;
}

/* The most in any second between these tenths. */
static double peak(unsigned from, unsigned to)
{
	double most = 0, now;

	for (unsigned tenth = from; tenth == from || tenth + 10 <= to; tenth++) {
		now = sum(tenth, tenth + 10 < to ? tenth + 10 : to);
		if (now > most)
			most = now;
	}
	return most;
}

/* --- waiting ------------------------------------------------------------------------ */

/* Lines that are out of service, if it is more than none. */
static unsigned out_of_service(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < LINES; i++)
		count += !bench_in_service(host, lines[i]);
	return count;
}

/* One after the other: those before may fail again, but who waits for the last one waits
 * for them, too, as all were asked again at its end. */
static void until_all_serve(void)
{
	double until_s = bench_now_s() + PATIENCE_S;

	do
		for (unsigned i = 0; i < LINES; i++)
			while (!bench_in_service(host, lines[i])) {
				if (bench_now_s() > until_s)
					bench_fail("only %u of %u lines are in service", LINES - out_of_service(), LINES);
				usleep(LOOK_US);
			}
	while (out_of_service() > 0);
}

static void rest(unsigned seconds)
{
	usleep(seconds * 1000000u);
}

/* --- what happens ---------------------------------------------------------------------- */

static void at_first(void)
{
	unsigned from = servers_tenth(servers), to;
	double since_s = bench_now_s(), cpu_s = bench_cpu_s();

	bench_open_lines(host, lines, LINES);
	until_all_serve();
	to = servers_tenth(servers) + 1;
	bench_print("sip.register_s", bench_now_s() - since_s, 1);
	bench_print("sip.register_peak_per_s", peak(from, to), 0);
	bench_print("sip.register_cpu_us", (bench_cpu_s() - cpu_s) * 1e6 / sum(from, to), 1);
}

static void refreshed(void)
{
	unsigned from = servers_tenth(servers) + 1, to;
	double cpu_s = bench_cpu_s();

	rest(REFRESHED_S);
	to = servers_tenth(servers);
	bench_print("sip.refresh_peak_per_s", peak(from, to), 0);
	bench_print("sip.refresh_cpu_us", (bench_cpu_s() - cpu_s) * 1e6 / sum(from, to), 1);
}

static void restarted(void)
{
	unsigned from = servers_tenth(servers) + 1, back, lost;
	double cpu_s = bench_cpu_s(), heap = bench_heap(), since_s;

	servers->silent = true;
	rest(SILENT_S);
	lost = out_of_service();
	bench_print("sip.silent_lines", lost, 0);
	bench_print("sip.silent_heap_per_line", (bench_heap() - heap) / LINES, 0);
	back = servers_tenth(servers) + 1;
	servers->silent = false;
	since_s = bench_now_s();
	until_all_serve();
	bench_print("sip.restart_s", bench_now_s() - since_s, 1);
	bench_print("sip.restart_cpu_s", bench_cpu_s() - cpu_s, 1);
	bench_print("sip.silent_peak_per_s", peak(from, back), 0);
	bench_print("sip.restart_peak_per_s", peak(back, servers_tenth(servers) + 1), 0);
}

int main(int argc, char **argv)
{
	uint16_t port;
	struct buf conf;

	if (argc != 2)
		bench_fail("usage: bench_register PROVIDER");
	servers = servers_new();
	servers->expires_s = GRANTED_S;
	port = peer_port();
	registrar_start(servers, port);
	configure(&conf, port);
	host = bench_host(argv[1], &conf);
	buf_free(&conf);
	bench_progress("sip: %d lines register", LINES);
	at_first();
	bench_progress("sip: %d lines are refreshed", LINES);
	refreshed();
	bench_progress("sip: the registrar of %d lines goes and comes back", LINES);
	restarted();
	servers->silent = true;		/* nobody waits for the lines to say that they go */
	bench_close(host);
	return 0;
}
