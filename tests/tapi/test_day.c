/* SPDX-License-Identifier: MIT
 * test_day.c - 24 hours of the exchange's clock with programs that come and go: when all have
 * gone, after each hour, nothing is left of them and nothing has grown.
 *
 * DAY_TURNS is how many turns an hour has, DAY_SEED another day; ./test soak sets them. */
#include "day.h"
#include "base/mem.h"
#include "opentsp/host.h"
#include <dirent.h>
#include <stdlib.h>

#define SEATS 8
#define HOURS 24
#define MORNING 6		/* hours until all that is made once has been: it may grow until then */
#define HOUR_MS 3600000u
#define TURNS 40		/* of an hour, unless the environment says otherwise */
#define ACTS 3			/* of each program in a turn */
#define REMIND_MS 61000		/* when the exchange has called back for a parked call */
#define PATIENCE 100		/* looks until what goes must have gone */

static struct guest seats[SEATS];

/* --- what there is ------------------------------------------------------------------- */

struct left {
	unsigned long blocks, bytes;			/* of server and host */
	unsigned long provider_blocks, provider_bytes;
	unsigned files, threads;			/* of the process */
	DWORD calls, opens;				/* that a monitor sees of all lines */
};

static unsigned entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

/* By a program that comes for it. Behind it comes another one that stays: when that has its
 * answer, the server has seen all who went before, and it is there itself, each time. */
static void ask_monitor(struct left *out, struct guest *guest)
{
	struct packet_lineGetLineDevStatus got;
	LINEDEVSTATUS status;

	guest_come(guest, &guest_kinds[0]);
	for (DWORD i = 0; i < GUEST_LINES; i++) {
		if (guest->line[i])
			NOW(guest->peer, lineClose, .line = guest->line[i]);
		guest->line[i] = 0;
		guest_open(guest, i, MONITOR, VOICE);
		NEED(guest->line[i]);
		CHECK_INT(GET(guest->peer, lineGetLineDevStatus, &got, .line = guest->line[i],
			      .status = 2048), 0);
		memset(&status, 0, sizeof(status));
		memcpy(&status, peer_tail(guest->peer, got.status), 64);
		out->opens += status.dwNumOpens;
		out->calls += status.dwNumActiveCalls + status.dwNumOnHoldCalls
			      + status.dwNumOnHoldPendCalls;
	}
	NOW(guest->peer, lineShutDown, .app = guest->app);
	peer_again(guest->peer, "nobody");
	NOW(guest->peer, lineGetNumRings, .line = 0);
	guest->kind = NULL;
}

static void ask_provider(struct left *out)
{
	char reply[512] = "";
	const char *row;

	NEED(host_command(server_host(scene_server, 0), "counts", reply, sizeof(reply)) == 0);
	row = strstr(reply, "provider\tmemory\t");
	NEED(row && sscanf(row, "provider\tmemory\t%lu\t%lu", &out->provider_blocks,
			   &out->provider_bytes) == 2);
}

static struct left look(void)
{
	struct left left = { 0 };

	ask_monitor(&left, &seats[0]);
	ask_provider(&left);
	left.files = entries("/proc/self/fd");
	left.threads = entries("/proc/self/task");
	left.blocks = mem_blocks();
	left.bytes = mem_bytes();
	return left;
}

/* By blocks, and so on: one more is a leak. */
static bool more_than(const struct left *now, const struct left *before)
{
	return now->blocks > before->blocks || now->provider_blocks > before->provider_blocks
	       || now->files > before->files || now->threads > before->threads
	       || now->calls > before->calls || now->opens > before->opens;
}

static void say(unsigned hour, const struct left *left)
{
	fprintf(stderr, "# hour %2u: %lu blocks and %lu bytes of the server, %lu and %lu of the "
		"provider, %u descriptors, %u threads, %u calls\n", hour, left->blocks, left->bytes,
		left->provider_blocks, left->provider_bytes, left->files, left->threads,
		(unsigned)left->calls);
}

/* Tables have grown by then to the most that there is at a time, or nearly: one may double yet. */
static void check_bytes(const struct left *now, const struct left *at_noon)
{
	CHECK(now->bytes < at_noon->bytes * 2);
	CHECK(now->provider_bytes < at_noon->provider_bytes * 2);
}

/* --- the day -------------------------------------------------------------------------- */

static unsigned number_of(const char *variable, unsigned otherwise)
{
	const char *text = getenv(variable);

	return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void turn(unsigned length_ms)
{
	struct guest *guest;

	for (unsigned act = 0; act < ACTS; act++) {
		for (size_t i = 0; i < SEATS; i++) {
			guest = &seats[i];
			if (guest->kind)
				guest_act(guest);
			else if (!any(2))
				guest_come(guest, &guest_kinds[any((uint32_t)guest_kind_count)]);
		}
		scene_advance(any(2000));
	}
	scene_advance(length_ms - ACTS * 2000 + any(3000));
}

static void all_go(void)
{
	for (size_t i = 0; i < SEATS; i++)
		if (seats[i].kind)
			guest_go(&seats[i]);
}

/* Parked calls come back to the line that parked them while anybody has it open: they go
 * with the one who opens all. */
static void take_back(struct guest *guest)
{
	guest_come(guest, &guest_kinds[0]);
	for (DWORD i = 0; i < GUEST_LINES; i++)
		guest_open(guest, i, OWNER, VOICE);
	scene_advance(REMIND_MS);
	SAY(guest, lineShutDown, .app = guest->app);
	peer_leave(guest->peer);
	guest->kind = NULL;
}

/* What is left when all have gone; with `before`, as soon as it is no more than that. */
static struct left after_all(const struct left *before)
{
	struct left left;
	unsigned looks = 0;

	do {
		take_back(&seats[0]);
		scene_advance(1000);
		scene_command("settle");
		left = look();
	} while (++looks < PATIENCE && (!before || more_than(&left, before)));
	return left;
}

static void hour(unsigned turns)
{
	scene_command("reload");
	for (unsigned i = 0; i < turns; i++)
		turn(HOUR_MS / turns);
	all_go();
}

TEST_ONCE(day, nothing_grows_in_24_hours_of_programs_that_come_and_go)
{
	const unsigned turns = number_of("DAY_TURNS", TURNS);
	struct left morning = { 0 }, noon = { 0 }, left = { 0 };

	day_seed(number_of("DAY_SEED", 20261123));
	scene_open_with("[sim]\noperation-delay = 20 ms\n[phone desk]\ndriver = sim\nline = b\n"
			"[phone hall]\ndriver = sim\n", "request-recipient =");
	for (size_t i = 0; i < SEATS; i++) {
		seats[i] = (struct guest){ .peer = peer_hello("nobody") };
		peer_leave(seats[i].peer);
	}
	for (unsigned i = 1; i <= HOURS; i++) {
		hour(turns);
		left = after_all(i <= MORNING ? NULL : &morning);
		say(i, &left);
		CHECK_INT(left.calls, 0);
		CHECK_INT(left.opens, GUEST_LINES);
		if (i <= MORNING)
			morning = left;
		CHECK(!more_than(&left, &morning));
		if (i == HOURS / 2)
			noon = left;
	}
	check_bytes(&left, &noon);
	fprintf(stderr, "# %u turns: %lu programs, of which %lu died, %lu requests, %lu events, "
		"%lu times connected\n", turns * HOURS, day_counts.programs, day_counts.deaths,
		day_counts.requests, day_counts.events, day_counts.calls);
}
