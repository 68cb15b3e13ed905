/* SPDX-License-Identifier: MIT
 * rule_cb.c - callbacks: whom the provider calls, when, and from where. */
#include "check/raw.h"
#include "check/rules.h"
#include "base/mem.h"
#include "os/clock.h"
#include <stdatomic.h>
#include <uv.h>

#define WAIT_MS 20000
#define THREADS 4
#define ROUNDS 100
#define QUICK_MS 1000

/* R-CB-1, R-HND-2 */
static void right_procedure(struct check *c)
{
	HTAPILINE one = (HTAPILINE)(uintptr_t)0x51, two = (HTAPILINE)(uintptr_t)-2;
	HTAPICALL mine = (HTAPICALL)(uintptr_t)-3;
	HDRVCALL call = NULL;
	LONG result;

	scene_open(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	scene_close(c);
	scene_load(c);
	raw_begin(c);
	SKIP_UNLESS(c, raw_lines() > 1, "there is one line only");
	raw_open(c, 1, RAW_TWO, two, 0);
	result = LINE_CALL(c, lineMakeCall, 5, raw_open(c, 0, RAW_ONE, one, 0), mine, &call,
			   wide(c->dest), 0, NULL);
	SKIP_UNLESS(c, result == 5, "lineMakeCall is refused: %s", name_error(result));
	raw_wait(c, RAW_TWO, LINE_CALLSTATE, 0, WAIT_MS);
	for (size_t i = 0; i < raw_count(); i++) {
		struct raw_event e = raw_box[i];

		FAIL_UNLESS(c, e.to != RAW_ONE || e.line == one,
			    "%s of another line, or with a handle that is not TAPI's",
			    name_message(e.message));
		FAIL_UNLESS(c, e.to != RAW_TWO || e.line == two,
			    "%s of another line, or with a handle that is not TAPI's",
			    name_message(e.message));
		FAIL_UNLESS(c, e.to != RAW_ONE || !e.call || e.call == mine,
			    "%s has a call handle that is not TAPI's",
			    name_message(e.message));
		FAIL_UNLESS(c, e.to != RAW_TWO || !e.call || e.call == raw_taken ||
			    e.message == LINE_NEWCALL,
			    "%s has a call handle that is not TAPI's", name_message(e.message));
		FAIL_UNLESS(c, e.to != RAW_COMPLETION || e.request == 5,
			    "request %lu is completed, and was never made",
			    (unsigned long)e.request);
	}
	raw_end(c);
}

/* --- R-CB-2: what the host's procedures measure on all threads ---------------------- */

static atomic_int inside, nested;

static void one_inside(void *arg, const struct host_event *event)
{
	if (atomic_fetch_add(&inside, 1) > 0)
		atomic_fetch_add(&nested, 1);
	uv_sleep(1);
	atomic_fetch_sub(&inside, 1);
}

static void many_events(struct check *c)
{
	uint32_t call;

	for (int i = 0; i < 20; i++) {
		if (host_make_call(c->host, c->line, c->dest, NULL, &call) <= 0)
			continue;
		scene_pass(c, 100);
		host_drop(c->host, call);
		scene_pass(c, 100);
		host_close_call(c->host, call);
	}
}

static void not_nested(struct check *c)
{
	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);
	host_on_event(c->host, one_inside, NULL);
	many_events(c);
	host_on_event(c->host, NULL, NULL);
	FAIL_UNLESS(c, !atomic_load(&nested), "%d callbacks began before another had returned",
		    atomic_load(&nested));
}

/* --- R-CB-4 ------------------------------------------------------------------------- */

struct thread {
	struct check *c;
	uint32_t line;
	atomic_int wrong;
};

static void busy(void *arg)
{
	struct thread *t = arg;
	LINEDEVSTATUS *status;
	LINECALLINFO *info;
	uint32_t call;

	for (int i = 0; i < ROUNDS; i++) {
		if (host_make_call(t->c->host, t->line, t->c->dest, NULL, &call) <= 0)
			continue;
		status = NULL;
		info = NULL;
		host_get_line_status(t->c->host, t->line, &status);
		host_get_call_info(t->c->host, call, &info);
		host_drop(t->c->host, call);
		mem_free(status);
		mem_free(info);
		if (host_close_call(t->c->host, call) != 0)
			atomic_fetch_add(&t->wrong, 1);
	}
}

static void threads(struct check *c)
{
	struct thread jobs[THREADS];
	uv_thread_t ids[THREADS];
	int wrong = 0;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);
	step("calling from %d threads at once", THREADS);
	for (int i = 0; i < THREADS; i++) {
		jobs[i] = (struct thread){ .c = c, .line = i % 2 && c->peer ? c->peer : c->line };
		SKIP_UNLESS(c, uv_thread_create(&ids[i], busy, &jobs[i]) == 0, "no thread");
	}
	for (int i = 0; i < THREADS; i++) {
		uv_thread_join(&ids[i]);
		wrong += atomic_load(&jobs[i].wrong);
	}
	FAIL_UNLESS(c, !wrong, "lineCloseCall failed %d times while other threads called", wrong);
	scene_settle(c);
}

/* R-CB-6: the host looks at them. */
static void options(struct check *c)
{
	scene_open(c);
}

/* R-CB-8: the host sees what comes after a close. */
static void silent_after_close(struct check *c)
{
	uint32_t out, in = 0;
	HDRVLINE line;
	size_t before;

	out = scene_talk(c, &in);
	step("calling lineCloseCall");
	host_close_call(c->host, out);
	scene_settle(c);
	if (in) {
		host_drop(c->host, in);
		scene_settle(c);
		host_close_call(c->host, in);
	}
	out = scene_dial(c);
	line = host_hdline(c->host, c->line);
	step("calling lineClose");
	if (c->sp->lineClose)
		c->sp->lineClose(line);
	scene_event(c, LINE_CLOSE, 0, 0, NULL);	/* takes what came until now */
	before = c->count;
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].line != c->line || !c->line,
			    "%s after lineClose had returned",
			    name_message(c->log[i].message));
	step("ending");
	pass(c, "%s", "");
}

/* R-CB-9 */
static void quick(struct check *c)
{
	uint64_t before;
	uint32_t out = scene_talk(c, NULL);

	before = clock_ms();
	call_info(c, out);
	call_status(c, out);
	line_caps(c, c->device);
	address_caps(c, c->device);
	host_set_app_specific(c->host, out, 1);
	FAIL_UNLESS(c, clock_ms() - before < 5 * QUICK_MS, "five synchronous functions took %lu ms",
		    (unsigned long)(clock_ms() - before));
}

/* R-CB-10: the library can be unloaded when the session is over. */
static void unloads(struct check *c)
{
	for (int i = 0; i < 10; i++) {
		scene_dial(c);
		scene_close(c);
		uv_sleep(2);
	}
}

const struct rule rules_cb[] = {
	{ "R-CB-1", BASIC, false, "each line is told by the procedure it was opened with",
	 right_procedure, NULL },
	{ "R-HND-2", BASIC, false, "events name TAPI's own handles", right_procedure, NULL },
	{ "R-CB-2", BASIC, false, "no callback begins before the last has returned", not_nested,
	 NULL },
	{ "R-CB-4", BASIC, true, "all functions may be called from several threads", threads,
	 NULL },
	{ "R-CB-6", BASIC, false, "only known options are set", options, NULL },
	{ "R-CB-7", BASIC, false, "dialog functions protect themselves", NULL, "shows dialogs" },
	{ "R-CB-8", BASIC, false, "nothing is told after a close has returned", silent_after_close,
	 NULL },
	{ "R-CB-9", BASIC, true, "synchronous functions are quick", quick, NULL },
	{ "R-CB-10", BASIC, true, "no thread outlives the session", unloads, NULL },
	{ 0 },
};
