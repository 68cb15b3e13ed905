/* SPDX-License-Identifier: MIT
 * soak.c - soak [--lines sim|sip] [--seed N] [--operations N] [--threads N] [--rounds N]
 *
 * A round is a session: the provider begins with another configuration, the
 * threads do their share of the operations, all is closed, and what is left
 * over is counted. The last line says `ok` or `not ok`.
 */
#include "lines.h"
#include "soak.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/desk.h"
#include "tspi/door.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 64
#define STUCK_S 120		/* without one operation more: a deadlock */
#define LOOKUP_S 30		/* longer than a name server is waited for */
#define DRAIN_MS 200000		/* longer than all that the exchange waits for */

const struct lines_kind *soak_lines = &lines_sim;

static struct {
	uint64_t operations;
	int threads, rounds;
	uint64_t until;			/* operations, in this round */
	uv_rwlock_t world;		/* who acts alone has it for himself */
	uv_mutex_t gate;		/* ... and need not wait long */
	uv_mutex_t conf;
	char path[256];
	uint32_t variant;
	atomic_ullong virtual_ms;
} soak = { .operations = 200000, .threads = 8 };

/* --- the configuration ---------------------------------------------------------------- */

/* At once, as the provider may look at any time. */
static void write_conf(int round)
{
	char new[sizeof(soak.path) + 4];
	FILE *file;

	snprintf(new, sizeof(new), "%s.new", soak.path);
	file = fopen(new, "wb");
	if (!file)
		fault("%s cannot be written", new);
	fprintf(file, "[provider]\nlog = off\nclock = virtual\n");
	soak_lines->write(file, round, soak.variant);
	if (fclose(file) || rename(new, soak.path))
		fault("%s cannot be written", soak.path);
}

static void reload(struct actor *a)
{
	a->doing = "reload";
	uv_mutex_lock(&soak.conf);
	soak.variant = chance(a, 6);
	write_conf(0);
	command("reload");
	uv_mutex_unlock(&soak.conf);
	book_lock();
	book.reloads++;
	book_unlock();
}

/* --- one operation ------------------------------------------------------------------------ */

static void act_call(struct actor *a)
{
	static unsigned total;
	const struct call_act *op = call_acts;
	struct pick c, other = { .row = -1, .line = -1 };
	unsigned at;

	if (!total) {
		unsigned sum = 0;

		for (; op->name; op++)
			sum += op->weight;
		total = sum;
	}
	at = chance(a, total);
	for (op = call_acts; at >= op->weight; op++)
		at -= op->weight;
	a->doing = op->name;
	if (!pick_call(a, op->states, NULL, &c) || (op->pair && !pick_beside(a, &c, 0, &other)))
		return;
	op->run(a, &c, &other);
}

static void act_line(struct actor *a)
{
	const struct line_act *op;
	unsigned total = 0, at;
	struct device d;
	int line = pick_line(a, &d);

	if (line < 0)
		return;
	for (op = line_acts; op->name; op++)
		total += op->weight;
	at = chance(a, total);
	for (op = line_acts; at >= op->weight; op++)
		at -= op->weight;
	a->doing = op->name;
	op->run(a, line, &d);
}

static void act_phone(struct actor *a)
{
	const struct phone_act *op;
	unsigned total = 0, at;
	struct device d;
	int phone = pick_phone(a, &d);

	if (phone < 0)
		return;
	for (op = phone_acts; op->name; op++)
		total += op->weight;
	at = chance(a, total);
	for (op = phone_acts; at >= op->weight; op++)
		at -= op->weight;
	a->doing = op->name;
	op->run(a, phone, &d);
}

static void open_some(struct actor *a)
{
	struct device d;
	int i;

	a->doing = "open";
	i = pick_device(a, book.lines, LINES, HERE, &d);
	if (i >= 0)
		open_line(a, i);
	i = pick_device(a, book.phones, PHONES, HERE, &d);
	if (i >= 0)
		open_phone(a, i);
}

static void pass(uint32_t ms)
{
	atomic_fetch_add(&soak.virtual_ms, ms);
	advance(ms);
}

static void pass_time(struct actor *a)
{
	static const uint32_t steps[] = { 0, 1, 5, 20, 20, 50, 100, 150 };

	a->doing = "advance";
	pass((one_in(a, 100) ? 6000 : one_in(a, 20) ? 500 : steps[chance(a, 8)]) * soak_lines->pace);
}

static void act(struct actor *a)
{
	uint32_t what = chance(a, 1000);

	if (what < 430)
		act_call(a);
	else if (what < 600)
		act_line(a);
	else if (what < 660)
		act_phone(a);
	else if (what < 760)
		look(a);
	else if (what < 980)
		pass_time(a);
	else if (what < 990)
		open_some(a);
	else if (what < 999)
		do_chores(a);
	else if (one_in(a, 4))
		reload(a);
	clean(a);
}

static void act_alone(struct actor *a)
{
	a->doing = "alone";
	uv_mutex_lock(&soak.gate);
	uv_rwlock_wrlock(&soak.world);
	alone_check(a);
	clean(a);
	uv_rwlock_wrunlock(&soak.world);
	uv_mutex_unlock(&soak.gate);
}

static void act_beside(struct actor *a)
{
	uv_mutex_lock(&soak.gate);
	uv_rwlock_rdlock(&soak.world);
	uv_mutex_unlock(&soak.gate);
	act(a);
	uv_rwlock_rdunlock(&soak.world);
}

static void run_actor(void *arg)
{
	struct actor *a = arg;

	soak_self = a;
	while (atomic_fetch_add(&soak_done, 1) < soak.until) {
		if (one_in(a, 8))
			act_alone(a);
		else
			act_beside(a);
		a->doing = "";
	}
	soak_self = NULL;
}

/* --- a round ------------------------------------------------------------------------------ */

static void begin(struct actor *a, int round)
{
	DWORD lines = 0, phones = 0, options = 0;

	memset(&book.lines, 0, sizeof(book.lines));
	memset(&book.phones, 0, sizeof(book.phones));
	memset(&book.calls, 0, sizeof(book.calls));
	memset(&book.requests, 0, sizeof(book.requests));
	book.create_count = 0;
	write_conf(round);
	if (soak_lines->prepare)
		soak_lines->prepare();
	if (TSPI_providerEnumDevices(PPID, &lines, &phones, (HPROVIDER)(uintptr_t)1, hear_line, hear_phone) ||
	    TSPI_providerInit(0x00030001, PPID, FIRST_DEVICE, FIRST_DEVICE, lines, phones, hear_complete, &options))
		fault("the provider does not begin");
	if (soak_lines->open)
		soak_lines->open(soak_seed + (uint64_t)round);
	book.next_device = FIRST_DEVICE + lines;
	for (DWORD i = 0; i < lines; i++)
		book.lines[i] = (struct device){ .life = HERE, .id = FIRST_DEVICE + i };
	for (DWORD i = 0; i < phones; i++)
		book.phones[i] = (struct device){ .life = HERE, .id = FIRST_DEVICE + i };
	for (int i = 0; i < LINES; i++)
		if (book.lines[i].life == HERE)
			open_line(a, i);
	for (int i = 0; i < PHONES; i++)
		if (book.phones[i].life == HERE)
			open_phone(a, i);
}

static void drop_all(struct actor *a)
{
	for (int row = 0; row < CALLS; row++) {
		const struct call_row *call = &book.calls[row];
		struct pick c = { .row = row, .serial = call->serial, .hd = call->hd, .line = call->line };
		DRV_REQUESTID id;

		if (call->standing != CALL_TAKEN || call->idle)
			continue;
		id = ask_of_call(a, "lineDrop", &c);
		ask_returned(a, id, TSPI_lineDrop(id, c.hd, NULL, 0), NULL, NULL);
		alone_quiet();
	}
}

static const char *unanswered(void)
{
	for (int i = 0; i < REQUESTS; i++)
		if (book.requests[i].id && !book.requests[i].answered)
			return book.requests[i].function;
	return "request";
}

static bool waits(void)
{
	bool waits;

	book_lock();
	waits = book.unanswered > 0;
	book_unlock();
	return waits;
}

/* Hang up, and let the exchange do all that it still has to do; what it was
 * asked before may have made calls meanwhile, and those call back. */
static void drain(struct actor *a)
{
	a->doing = "the end of a round";
	alone_quiet();
	if (soak_lines->heal)
		soak_lines->heal();
	for (int i = 0; i < PHONES; i++)
		if (book.phones[i].life == OPEN)
			close_phone(a, i);
	for (int i = 0; i < LINES; i++)	/* so that nobody is called back */
		if (book.lines[i].life == OPEN)
			TSPI_lineSetDefaultMediaDetection((HDRVLINE)book.lines[i].hd, 0);
	for (int i = 0; i < 3; i++) {
		drop_all(a);
		pass(1000 * soak_lines->pace);
		alone_quiet();
	}
	pass(DRAIN_MS);
	alone_quiet();
	for (int i = 0; waits() && i < LOOKUP_S * 100; i++) {
		uv_sleep(10);		/* names are looked up by the real clock */
		pass(1000);
		alone_quiet();
	}
	book_lock();
	if (book.unanswered)
		fault("%u requests are never answered, a %s among them", (unsigned)book.unanswered, unanswered());
	for (int row = 0; row < CALLS; row++)
		if (book.calls[row].standing == CALL_TAKEN && !book.calls[row].idle)
			fault("a call (%d, state 0x%x) never becomes IDLE", row, (unsigned)book.calls[row].state);
	book_unlock();
	if (soak_lines->check)
		soak_lines->check();
}

static void check_desk(void)
{
	struct desk *desk = door_enter();
	uint32_t handles = desk->handles.count - desk->handles.free_count;

	if (desk->mail.reserved || desk->mail.count)
		fault("%u places of the postbox are reserved, %u taken, and all is closed",
		      (unsigned)desk->mail.reserved, (unsigned)desk->mail.count);
	if (desk->mail.lost)
		fault("%llu letters were lost", (unsigned long long)desk->mail.lost);
	if (handles)
		fault("%u handles are left, and all is closed", (unsigned)handles);
	door_leave();
}

/* A call of somebody outside may stay parked until the exchange ends. */
static void check_timers(void)
{
	uint32_t count = door_enter()->timers.count;

	door_leave();
	if (count)
		fault("%u timers are set, and the session is over", (unsigned)count);
}

static void end(struct actor *a, size_t blocks)
{
	drain(a);
	for (int i = 0; i < LINES; i++)
		if (book.lines[i].life == OPEN)
			close_line(a, i);
	alone_quiet();
	if (soak_lines->close)
		soak_lines->close();
	check_desk();
	if (TSPI_providerShutdown(0x00030001, PPID))
		fault("providerShutdown fails");
	check_timers();
	if (mem_blocks() != blocks)
		fault("%ld blocks of memory are left over", (long)mem_blocks() - (long)blocks);
	clean(a);
}

static void watch(void *arg)
{
	atomic_bool *stop = arg;
	uint64_t last = 0, now;
	int still = 0;

	for (int tenth = 0; !atomic_load(stop); tenth++) {
		uv_sleep(100);
		now = atomic_load(&soak_done);
		still = now == last ? still + 1 : 0;
		last = now;
		if (still > STUCK_S * 10)
			fault("nothing happens any more");
		if (uv_guess_handle(2) == UV_TTY && tenth % 5 == 0)
			fprintf(stderr, "\r\033[K%llu of %llu operations", (unsigned long long)now,
				(unsigned long long)soak.operations);
	}
	if (uv_guess_handle(2) == UV_TTY)
		fputs("\r\033[K", stderr);
}

static void run_round(int round)
{
	static struct actor actors[THREADS_MAX + 1];
	uv_thread_t threads[THREADS_MAX];
	struct actor *self = &actors[soak.threads];
	size_t blocks = mem_blocks();

	for (int i = 0; i <= soak.threads; i++)
		actors[i] = (struct actor){ .number = i, .doing = "begin",
			.random = (soak_seed + 1) * 0x9E3779B97F4A7C15ull ^ (uint64_t)(round * 1000 + i + 1) * 0xBF58476D1CE4E5B9ull };
	soak_self = self;
	begin(self, round);
	for (int i = 0; i < soak.threads; i++)
		uv_thread_create(&threads[i], run_actor, &actors[i]);
	for (int i = 0; i < soak.threads; i++)
		uv_thread_join(&threads[i]);
	atomic_store(&soak_done, soak.until);
	end(self, blocks);
	soak_self = NULL;
}

static void summary(double seconds)
{
	if (soak_lines->tell)
		soak_lines->tell();
	printf("ok - soak of %s lines: %llu operations by %d threads in %.1f s, %.1f h of virtual time, seed %llu: "
	       "%llu requests (%llu refused, %llu failed), %llu calls made, %llu came, %llu ended, %llu letters, "
	       "%llu reloads, 0 faults\n", soak_lines->name, (unsigned long long)soak.operations, soak.threads, seconds,
	       (double)atomic_load(&soak.virtual_ms) / 3.6e6, (unsigned long long)soak_seed,
	       (unsigned long long)book.asked, (unsigned long long)book.refused, (unsigned long long)book.failed,
	       (unsigned long long)book.births, (unsigned long long)book.newcalls, (unsigned long long)book.idles,
	       (unsigned long long)book.letters, (unsigned long long)book.reloads);
}

static uint64_t number(char **argv, int i)
{
	char *end = NULL;
	uint64_t value = argv[i + 1] ? strtoull(argv[i + 1], &end, 10) : 0;

	if (!end || *end || end == argv[i + 1]) {
		fprintf(stderr, "soak: %s wants a number\n", argv[i]);
		exit(2);
	}
	return value;
}

static void usage(void)
{
	fprintf(stderr, "usage: soak [--lines sim|sip] [--seed N] [--operations N] [--threads N] [--rounds N]\n");
	exit(2);
}

static const struct lines_kind *kind_of(const char *name)
{
	if (name && strcmp(name, "sip") == 0)
		return &lines_sip;
	if (!name || strcmp(name, "sim"))
		usage();
	return &lines_sim;
}

static void read_args(char **argv)
{
	soak_seed = uv_hrtime() % 1000000;
	for (int i = 1; argv[i]; i += 2) {
		if (strcmp(argv[i], "--seed") == 0) {
			soak_seed = number(argv, i);
		} else if (strcmp(argv[i], "--operations") == 0) {
			soak.operations = number(argv, i);
		} else if (strcmp(argv[i], "--threads") == 0) {
			soak.threads = (int)number(argv, i);
		} else if (strcmp(argv[i], "--rounds") == 0) {
			soak.rounds = (int)number(argv, i);
		} else if (strcmp(argv[i], "--lines") == 0) {
			soak_lines = kind_of(argv[i + 1]);
		} else {
			usage();
		}
	}
	if (soak.threads < 1 || soak.threads > THREADS_MAX) {
		fprintf(stderr, "soak: 1 to %d threads\n", THREADS_MAX);
		exit(2);
	}
	if (soak.rounds < 1)
		soak.rounds = soak.operations >= 100000 ? 10 : 4;
}

int main(int argc, char **argv)
{
	atomic_bool stop = false;
	char dir[200] = ".";
	size_t size = sizeof(dir);
	uv_thread_t watcher;
	uint64_t begun = uv_hrtime();

	read_args(argv);
	uv_mutex_init(&book.lock);
	uv_mutex_init(&soak.gate);
	uv_mutex_init(&soak.conf);
	uv_rwlock_init(&soak.world);
	uv_os_tmpdir(dir, &size);
	snprintf(soak.path, sizeof(soak.path), "%s/opentsp-soak-%d.conf", dir, (int)uv_os_getpid());
	uv_os_setenv("OPENTSP_CONF", soak.path);
	log_level_set(LOG_OFF);
	uv_thread_create(&watcher, watch, &stop);
	for (int round = 0; round < soak.rounds; round++) {
		soak.until = soak.operations * (uint64_t)(round + 1) / (uint64_t)soak.rounds;
		run_round(round);
	}
	atomic_store(&stop, true);
	uv_thread_join(&watcher);
	remove(soak.path);
	summary((double)(uv_hrtime() - begun) / 1e9);
	return 0;
}
