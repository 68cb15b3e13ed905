/* SPDX-License-Identifier: MIT
 * lines_sip.c - SIP lines that call each other through a PBX, on a network in
 * memory with all that networks do. */
#include "lines.h"
#include "network.h"
#include "soak.h"
#include "base/loop.h"
#include "driver/sip/stack.h"
#include "tspi/door.h"

static void write_conf(FILE *file, int round, uint32_t variant)
{
	static const char *const all = "driver = sip\ndomain = " NETWORK_PBX "\npassword = p\nretry-max = 60\n";

	fprintf(file, "[sip]\nlisten = 127.0.5.61:0\ntcp = no\ndns = 127.0.0.1:9\n");
	fprintf(file, "[line a]\n%suser = 100\nexpires = 60\nsession = 90\n"
		"[line b]\n%suser = 200\nexpires = 600\nkeep-alive = 30\nsession = 0\nringing = accept\ndtmf = info\n"
		"calls = 2\ncall-back = yes\n"
		"[line c]\n%suser = 300\nproxy = " NETWORK_PBX "\nsession = 120\nfollow-redirects = %s\nwatch = 100, 200\n"
		"message-waiting = yes\npickup-code = 30$\npark-code = 800\nunpark-code = 80$\n"
		"[line d]\n%suser = 400\nname = d%u\ntransferable = %s\n",
		all, all, all, round % 2 ? "yes" : "no", all, (unsigned)variant, round % 3 == 2 ? "no" : "yes");
}

static void lock_enter(void *desk)
{
	desk_enter(desk);
}

static void lock_leave(void *desk)
{
	desk_leave(desk);
}

/* SIP lines want a loop, and a loop the real clock: this one runs an idle wheel.
 * It is closed with the session. */
static void net_prepare(void)
{
	static struct timers idle;
	struct desk *desk = door_enter();
	const struct loop_lock lock = { lock_enter, lock_leave, desk };
	struct loop *loop;

	door_leave();
	timers_init(&idle, 0);
	if (loop_open(&loop, &idle, &lock))
		fault("the loop does not begin");
	door_enter();
	desk->loop = loop;
	door_leave();
}

static void net_open(uint64_t seed)
{
	door_enter()->virtual_clock = true;
	network_open(seed);
	door_leave();
}

static void net_heal(void)
{
	door_enter();
	network_heal();
	door_leave();
}

/* Fine weather long enough: whoever is open is in service. */
static void net_check(void)
{
	DWORD memory[1024] = { sizeof(memory) };
	LINEDEVSTATUS *status = (LINEDEVSTATUS *)memory;

	for (int i = 0; i < LINES; i++) {
		const struct device *d = &book.lines[i];

		if (d->life != OPEN)
			continue;
		if (TSPI_lineGetLineDevStatus((HDRVLINE)d->hd, status))
			fault("the status of an open line cannot be had");
		if (!(status->dwDevStatusFlags & LINEDEVSTATUSFLAGS_INSERVICE))
			fault("line %d does not come back into service", i);
	}
}

static void net_close(void)
{
	door_enter();
	network_close();
	door_leave();
}

static void net_tell(void)
{
	const struct network_counts *n = &network_counts;

	printf("# network: %llu datagrams, %llu lost, %llu doubled, %llu weathers, %llu restarts; PBX: %llu registrations, "
	       "%llu forwarded, %llu forks, %llu lies, %llu strays\n",
	       (unsigned long long)n->datagrams, (unsigned long long)n->lost, (unsigned long long)n->doubled,
	       (unsigned long long)n->weathers, (unsigned long long)n->restarts, (unsigned long long)n->registrations,
	       (unsigned long long)n->forwarded, (unsigned long long)n->forks, (unsigned long long)n->lies,
	       (unsigned long long)n->strays);
}

static const char *const numbers[] = { "100", "200", "300", "400", "sip:300@" NETWORK_PBX, NULL };

const struct lines_kind lines_sip = {
	.name = "sip", .pace = 10, .numbers = numbers, .write = write_conf, .prepare = net_prepare, .open = net_open, .heal = net_heal, .check = net_check,
	.close = net_close, .tell = net_tell,
};
