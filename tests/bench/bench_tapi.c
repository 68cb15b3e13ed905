/* SPDX-License-Identifier: MIT
 * bench_tapi.c - TAPI through the telephony server: bench_tapi PROVIDER [PART...]
 *
 * roundtrip:
 * tapi.roundtrip_ns       lineGetCallInfo, as a program calls it
 * tapi.bare_roundtrip_ns  a bare Unix socket that carries the same bytes there and back
 *                         between two processes
 * tapi.roundtrip_ratio    the former by the latter. What waking costs differs from one moment to
 *                         the next more than they do from each other: so they are measured in
 *                         turn, a few ms each, and the ratio of each pair is taken.
 * events:
 * tapi.events_per_s       a provider's messages at one program, as fast as they come
 * tapi.event_p50_us, _p99_us   from the provider's callback to the program, at 100,000 a second:
 *                         the median of those of many short runs, as whatever else the machine
 *                         does costs a run in which it happens several ms
 * clients:
 * tapi.clients_events_per_s    at 1,000 programs with a line each; none is lost
 * tapi.clients_kb         what the server grew by for each of them while it did that
 * calls:
 * tapi.calls_per_s        calls on sim lines: made, answered, dropped, deallocated at both ends
 */
#define _GNU_SOURCE
#include "bench.h"
#include "peers.h"
#include "tapi/client/functions.h"
#include "tapi/event.h"
#include "tapi/frame.h"
#include "tapi/packet.h"
#include "ticker.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define VERSION 0x00020002u
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define OWNER LINECALLPRIVILEGE_OWNER
#define MONITOR LINECALLPRIVILEGE_MONITOR

#define SLICES 200
#define ROUNDTRIPS 200			/* in each */
#define EVENTS 50000			/* 3 MB: what a program may leave unread for a moment */
#define HALF_LOAD 100000		/* events a second */
#define LATE_RUNS 40
#define LATE_EVENTS 5000		/* in each: 50 ms */
#define CLIENTS 1000
#define CLIENT_EVENTS 100		/* at each of them */
#define PAIRS 100
#define CALLS 10000
#define PATIENCE_MS 20000

static char socket_path[100];
static pid_t server;

static void start_server(const char *provider, const struct buf *conf, const char *more)
{
	char program[1024] = "", config[300], address[220], *folder;
	const char *file;
	struct buf text;
	int out[2];

	buf_grow(&text);
	if (conf) {
		file = bench_file("opentsp.conf", conf);
		buf_printf(&text, "[provider one]\nfile = %s\nconfig = %s\n", provider, file);
	} else {
		buf_printf(&text, "[provider one]\nfile = %s\n", provider);
	}
	buf_text(&text, more);
	snprintf(config, sizeof(config), "%s", bench_file("tapisrv.conf", &text));
	buf_free(&text);
	snprintf(socket_path, sizeof(socket_path), "%s/tapi.sock", bench_folder());
	snprintf(address, sizeof(address), "unix:%s", socket_path);
	setenv("OPENTSP_TAPI", address, 1);
	if (readlink("/proc/self/exe", program, sizeof(program) - 16) < 0 || pipe(out))
		bench_fail("no pipe");
	folder = strrchr(program, '/');
	strcpy(folder + 1, "tapisrv");
	server = peer_forked();
	if (server == 0) {
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		execl(program, program, "--config", config, "--socket", address, (char *)NULL);
		_exit(127);
	}
	peer_remember(server);
	close(out[1]);
	if (read(out[0], program, sizeof(program)) <= 0)
		bench_fail("the telephony server does not start");
	close(out[0]);
}

/* --- a program ------------------------------------------------------------------ */

static HLINEAPP app;

static void begin(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = VERSION, devices;

	if (lineInitializeExA(&app, NULL, NULL, "bench", &devices, &version, &params))
		bench_fail("lineInitializeEx fails");
}

static void end(void)
{
	lineShutdown(app);
	peer_stop(server);
}

static HLINE open_line(DWORD device, DWORD privileges)
{
	HLINE line;

	if (lineOpenA(app, device, &line, VERSION, 0, device, privileges, VOICE, NULL))
		bench_fail("lineOpen fails");
	return line;
}

/* The next message of that kind. */
static LINEMESSAGE wait_for(DWORD id)
{
	LINEMESSAGE message;

	do {
		if (lineGetMessage(app, &message, PATIENCE_MS))
			bench_fail("a message of the kind %u does not come", (unsigned)id);
	} while (message.dwMessageID != id);
	return message;
}

/* --- the round trip --------------------------------------------------------------- */

static void sim_conf(struct buf *conf, unsigned lines)
{
	buf_grow(conf);
	buf_text(conf, "[provider]\nlog = warn\n"
		 "[sim]\ndial-delay = 0\nring-delay = 0\nscript-prefix = \"\"\n");
	for (unsigned i = 0; i < lines; i++)
		buf_printf(conf, "[line %u]\ndriver = sim\ncalls = 2\n", 10000 + i);
}

static void move(int fd, char *bytes, size_t size, bool out)
{
	size_t at = 0;
	ssize_t n;

	while (at < size) {
		n = out ? write(fd, bytes + at, size - at) : read(fd, bytes + at, size - at);
		if (n <= 0)
			_exit(0);
		at += (size_t)n;
	}
}

/* A process that answers `request` bytes with `reply` bytes; its end of a Unix socket. */
static int start_bare(size_t request, size_t reply, pid_t *child)
{
	static char bytes[4096];
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		bench_fail("no socketpair");
	*child = peer_forked();
	if (*child == 0) {
		close(ends[0]);
		for (;;) {
			move(ends[1], bytes, request, false);
			move(ends[1], bytes, reply, true);
		}
	}
	peer_remember(*child);
	close(ends[1]);
	return ends[0];
}

static double bare_ns(int fd, size_t request, size_t reply)
{
	static char bytes[4096];
	const double start = bench_now_s();

	for (int i = 0; i < ROUNDTRIPS; i++) {
		move(fd, bytes, request, true);
		move(fd, bytes, reply, false);
	}
	return (bench_now_s() - start) / ROUNDTRIPS * 1e9;
}

static double call_info_ns(HCALL call, LINECALLINFO *info)
{
	const double start = bench_now_s();

	for (int i = 0; i < ROUNDTRIPS; i++)
		if (lineGetCallInfoW(call, info))
			bench_fail("lineGetCallInfo fails");
	return (bench_now_s() - start) / ROUNDTRIPS * 1e9;
}

static void measure_roundtrip(HCALL call, LINECALLINFO *info)
{
	const size_t request = FRAME_HEAD + PACKET_FIXED;
	double ours[SLICES], bare[SLICES], ratio[SLICES];
	size_t reply;
	pid_t child;
	int fd;

	call_info_ns(call, info);
	reply = FRAME_HEAD + PACKET_FIXED + info->dwUsedSize;
	fd = start_bare(request, reply, &child);
	for (int i = 0; i < SLICES; i++) {
		bench_progress("round trip: slice %d of %d", i + 1, SLICES);
		ours[i] = call_info_ns(call, info);
		bare[i] = bare_ns(fd, request, reply);
		ratio[i] = ours[i] / bare[i];
	}
	bench_print("tapi.roundtrip_ns", bench_median(ours, SLICES), 0);
	bench_print("tapi.bare_roundtrip_ns", bench_median(bare, SLICES), 0);
	bench_print("tapi.roundtrip_ratio", bench_median(ratio, SLICES), 2);
	close(fd);
	peer_stop(child);
}

static void bench_roundtrip(const char *provider)
{
	char room[2048] = { 0 };
	LINECALLINFO *info = (LINECALLINFO *)room;
	struct buf conf;
	HCALL call;

	sim_conf(&conf, 2);
	start_server(provider, &conf, "");
	begin();
	if (lineMakeCallA(open_line(0, OWNER), &call, "10001", 0, NULL) < 0)
		bench_fail("lineMakeCall fails");
	wait_for(LINE_REPLY);
	info->dwTotalSize = sizeof(room);
	measure_roundtrip(call, info);
	end();
	buf_free(&conf);
}

/* --- events ----------------------------------------------------------------------- */

static void order(HLINE line, uint32_t count, uint32_t per_second)
{
	struct ticker_order what = { count, per_second, 0 };

	if (lineDevSpecific(line, 0, 0, &what, sizeof(what)) < 0)
		bench_fail("lineDevSpecific fails");
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Order `count` and take them in their order; `late_us`, unless NULL, gets how late each was. */
static double take_events(HLINE line, uint32_t count, uint32_t per_second, double *late_us)
{
	const double start = bench_now_s();
	LINEMESSAGE message = { 0 };

	order(line, count, per_second);
	for (uint32_t i = 0; i < count; i++) {
		message = wait_for(LINE_DEVSPECIFIC);
		if (message.dwParam1 != i)
			bench_fail("event %u came where %u was due", (unsigned)message.dwParam1,
				   (unsigned)i);
		if (late_us)
			late_us[i] = (double)(now_ns() - ((uint64_t)message.dwParam2 << 32
							  | (uint32_t)message.dwParam3)) / 1000;
	}
	return (double)count / (bench_now_s() - start);
}

static int ascending(const void *one, const void *other)
{
	const double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

static void measure_lateness(HLINE line)
{
	double p50[LATE_RUNS], p99[LATE_RUNS], late[LATE_EVENTS];

	for (int i = 0; i < LATE_RUNS; i++) {
		bench_progress("lateness: run %d of %d", i + 1, LATE_RUNS);
		take_events(line, LATE_EVENTS, HALF_LOAD, late);
		qsort(late, LATE_EVENTS, sizeof(*late), ascending);
		p50[i] = late[LATE_EVENTS / 2];
		p99[i] = late[LATE_EVENTS / 100 * 99];
	}
	bench_print("tapi.event_p50_us", bench_median(p50, LATE_RUNS), 1);
	bench_print("tapi.event_p99_us", bench_median(p99, LATE_RUNS), 1);
}

static void bench_events_rate(const char *ticker)
{
	double rate[BENCH_RUNS];
	HLINE line;

	start_server(ticker, NULL, "");
	begin();
	line = open_line(0, MONITOR);
	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("events: run %d of %d", i + 1, BENCH_RUNS);
		rate[i] = take_events(line, EVENTS, 0, NULL);
	}
	bench_print("tapi.events_per_s", bench_median(rate, BENCH_RUNS), 0);
	measure_lateness(line);
	end();
}

/* --- many programs, packet by packet ------------------------------------------------ */

struct peer {
	int fd;
	uint32_t events;
	size_t len;
	_Alignas(DWORD) char in[65536];
};

static void say(struct peer *peer, enum frame_type type, const void *body, size_t size)
{
	struct buf out;
	size_t frame;

	buf_grow(&out);
	frame = frame_begin(&out, type, 1);
	buf_bytes(&out, body, size);
	frame_end(&out, frame);
	if (write(peer->fd, out.at, out.len) != (ssize_t)out.len)
		bench_fail("a program was cut off");
	buf_free(&out);
}

/* Take what came; the next frame that is no event stays at `in` (*reply). */
static bool take_frames(struct peer *peer, bool wait, struct frame *reply)
{
	const char *why;
	struct frame frame;
	size_t at = 0;
	ssize_t n;

	n = recv(peer->fd, peer->in + peer->len, sizeof(peer->in) - peer->len,
		 wait ? 0 : MSG_DONTWAIT);
	if (n <= 0)
		return false;
	peer->len += (size_t)n;
	while (frame_read(&frame, peer->in + at, peer->len - at, &why) > 0
	       && peer->len - at >= FRAME_HEAD + frame.size) {
		if (frame.type == FRAME_GOODBYE)
			bench_fail("a program was cut off");
		if (frame.type != FRAME_EVENT && reply) {
			*reply = frame;
			memmove(peer->in, peer->in + at + FRAME_HEAD, frame.size);
			peer->len = 0;		/* nothing follows a reply here */
			return true;
		}
		peer->events += frame.type == FRAME_EVENT;
		at += FRAME_HEAD + frame.size;
	}
	memmove(peer->in, peer->in + at, peer->len - at);
	peer->len -= at;
	return true;
}

static void ask(struct peer *peer, DWORD number, void *slots, size_t size, struct buf *tail)
{
	static struct buf none;
	struct packet packet;
	struct frame frame = { 0 };
	struct buf out;

	buf_grow(&out);
	packet_write(&out, number, slots, size, tail ? tail : &none);
	say(peer, FRAME_REQUEST, out.at, out.len);
	buf_free(&out);
	while (frame.type != FRAME_REPLY)
		if (!take_frames(peer, true, &frame))
			bench_fail("a program was cut off");
	if (packet_read_reply(&packet, packet_find(number), peer->in, frame.size)
	    || (LONG)packet.answer < 0)
		bench_fail("a request of a program fails");
	memcpy(slots, packet.slot, size);
}

static void peer_begin(struct peer *peer, DWORD device)
{
	struct packet_lineInitialize init = {
		.friendly_name = PACKET_NONE, .module = PACKET_NONE, .version = VERSION,
	};
	struct packet_lineOpen line = {
		.device = device, .version = VERSION, .privileges = MONITOR, .media_modes = VOICE,
		.params = PACKET_NONE,
	};
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct frame frame = { 0 };

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", socket_path);
	peer->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(peer->fd, (struct sockaddr *)&to, sizeof(to)))
		bench_fail("program %u cannot connect", (unsigned)device);
	say(peer, FRAME_HELLO, "peer", 4);
	while (frame.type != FRAME_WELCOME)
		if (!take_frames(peer, true, &frame))
			bench_fail("program %u is not welcome", (unsigned)device);
	ask(peer, PACKET_lineInitialize, &init, sizeof(init), NULL);
	line.app = init.app;
	ask(peer, PACKET_lineOpen, &line, sizeof(line), NULL);
}

static double server_kb(void)
{
	char path[64], row[256];
	double kb = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)server);
	file = fopen(path, "r");
	while (file && fgets(row, sizeof(row), file))
		if (sscanf(row, "VmHWM: %lf", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb;
}

static double all_take(struct peer *peers, struct pollfd *polls)
{
	const uint32_t all = CLIENTS * CLIENT_EVENTS;
	const double start = bench_now_s();
	uint32_t count = 0, before;

	for (int i = 0; i < CLIENTS; i++)
		polls[i] = (struct pollfd){ .fd = peers[i].fd, .events = POLLIN };
	while (count < all) {
		if (poll(polls, CLIENTS, PATIENCE_MS) <= 0)
			bench_fail("%u of %u events came", (unsigned)count, (unsigned)all);
		for (int i = 0; i < CLIENTS; i++) {
			if (!polls[i].revents)
				continue;
			before = peers[i].events;
			if (!take_frames(&peers[i], false, NULL))
				bench_fail("a program was cut off");
			count += peers[i].events - before;
		}
	}
	return (double)all / (bench_now_s() - start);
}

static void bench_clients(const char *ticker)
{
	struct peer *peers = calloc(CLIENTS, sizeof(*peers));
	struct pollfd *polls = calloc(CLIENTS, sizeof(*polls));
	struct ticker_order what = { CLIENTS * CLIENT_EVENTS, 0, 1 };
	const struct rlimit files = { 4096, 4096 };
	double before, rate;
	HLINE line;

	setrlimit(RLIMIT_NOFILE, &files);
	start_server(ticker, NULL, "[server]\nclients = 2000\n");
	begin();
	line = open_line(0, MONITOR);
	before = server_kb();
	for (int i = 0; i < CLIENTS; i++) {
		bench_progress("clients: %d of %d", i + 1, CLIENTS);
		peer_begin(&peers[i], (DWORD)i);
	}
	if (lineDevSpecific(line, 0, 0, &what, sizeof(what)) < 0)
		bench_fail("lineDevSpecific fails");
	rate = all_take(peers, polls);
	for (int i = 0; i < CLIENTS; i++) {
		if (peers[i].events != CLIENT_EVENTS)
			bench_fail("program %d got %u of %d events", i, (unsigned)peers[i].events,
				   CLIENT_EVENTS);
		close(peers[i].fd);
	}
	bench_print("tapi.clients_events_per_s", rate, 0);
	bench_print("tapi.clients_kb", (server_kb() - before) / CLIENTS, 1);
	free(peers);
	free(polls);
	end();
}

/* --- calls ------------------------------------------------------------------------- */

static HLINE lines[2 * PAIRS];		/* caller, called, ... */

static void make(DWORD device)
{
	static HCALL made[2 * PAIRS];	/* where the library writes; nobody reads it here */
	char dest[16];

	snprintf(dest, sizeof(dest), "%u", 10001 + (unsigned)device);
	if (lineMakeCallA(lines[device], &made[device], dest, 0, NULL) < 0)
		bench_fail("lineMakeCall fails");
}

/* Who is called answers, the caller hangs up what is connected, who is idle lets go; the
 * caller's next call begins then. Returns the callers' calls that ended. */
static unsigned act(const LINEMESSAGE *m, unsigned *to_make)
{
	const DWORD device = (DWORD)m->dwCallbackInstance;
	const bool caller = device % 2 == 0;
	LONG result = 0;

	if (m->dwMessageID == LINE_REPLY && (LONG)m->dwParam2)
		bench_fail("a request was answered with 0x%lx", (unsigned long)m->dwParam2);
	if (m->dwMessageID != LINE_CALLSTATE)
		return 0;
	if (m->dwParam1 == LINECALLSTATE_OFFERING && !caller)
		result = lineAnswer(m->hDevice, NULL, 0);
	else if (m->dwParam1 == LINECALLSTATE_CONNECTED && caller)
		result = lineDrop(m->hDevice, NULL, 0);
	else if (m->dwParam1 == LINECALLSTATE_IDLE)
		result = lineDeallocateCall(m->hDevice);
	if (result < 0)
		bench_fail("a request about a call fails with 0x%lx", (unsigned long)result);
	if (m->dwParam1 != LINECALLSTATE_IDLE || !caller)
		return 0;
	if (*to_make) {
		--*to_make;
		make(device);
	}
	return 1;
}

static double calls_per_s(void)
{
	const double start = bench_now_s();
	unsigned to_make = CALLS - PAIRS, ended = 0;
	LINEMESSAGE message;

	for (DWORD i = 0; i < PAIRS; i++)
		make(2 * i);
	while (ended < CALLS) {
		if (lineGetMessage(app, &message, PATIENCE_MS))
			bench_fail("%u of %d calls ended", ended, CALLS);
		ended += act(&message, &to_make);
	}
	return CALLS / (bench_now_s() - start);
}

static void bench_calls(const char *provider)
{
	double rate[BENCH_RUNS];
	struct buf conf;

	sim_conf(&conf, 2 * PAIRS);
	start_server(provider, &conf, "");
	begin();
	for (DWORD i = 0; i < 2 * PAIRS; i++)
		lines[i] = open_line(i, OWNER);
	for (int i = 0; i < BENCH_RUNS; i++) {
		bench_progress("calls: run %d of %d", i + 1, BENCH_RUNS);
		rate[i] = calls_per_s();
	}
	bench_print("tapi.calls_per_s", bench_median(rate, BENCH_RUNS), 0);
	end();
	buf_free(&conf);
}

/* --- parts -------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*fn)(const char *provider);
	bool ticks;
} parts[] = {
	{ "roundtrip", bench_roundtrip, false },
	{ "events", bench_events_rate, true },
	{ "clients", bench_clients, true },
	{ "calls", bench_calls, false },
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static bool is_wanted(const char *part, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (strcmp(words[i], part) == 0)
			return true;
	return count == 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		bench_fail("usage: bench_tapi PROVIDER [PART...]");
	for (size_t i = 0; i < PARTS; i++)
		if (is_wanted(parts[i].name, argc - 2, argv + 2))
			parts[i].fn(parts[i].ticks ? TICKER : argv[1]);
	return 0;
}
