/* SPDX-License-Identifier: MIT
 * demo_play.c - the steps of the demonstration: what is done, which events must
 * come of it, and in which time. Nothing waits for longer than it takes. */
#include "tool/demo.h"
#include "abi/names.h"
#include "os/clock.h"
#include <stdio.h>

#define WHOLE_MS 20000
#define WHOLE_AWAY_MS 60000	/* a human being has to walk to the telephone */
#define EXPECTED_MAX 8

enum who { CALLER, CALLEE };
#define STATE(state) HOST_LINE, LINE_CALLSTATE, LINECALLSTATE_##state
#define DIGIT(c) HOST_LINE, LINE_MONITORDIGITS, c
#define REPLIED HOST_REPLY, LINE_REPLY, 0
#define ANNOUNCED HOST_NEWCALL, LINE_NEWCALL, 0

struct expected {
	enum who who;
	enum host_kind kind;	/* 0 ends the list */
	DWORD message;
	DWORD p1;		/* 0: any */
	const char *what;	/* for the sentence when it does not come */
};

struct step {
	const char *title;
	LONG (*act)(struct demo *demo);	/* negative: it was refused */
	unsigned limit_ms;
	struct expected expected[EXPECTED_MAX];
};

static LONG dial(struct demo *demo)
{
	return host_make_call(demo->tool->host, demo->line[CALLER], demo->to ? demo->to : "102", NULL,
			      &demo->call[CALLER]);
}

static LONG accept_it(struct demo *demo)
{
	struct host_call_info info;
	LONG result = host_call_info(demo->tool->host, demo->call[CALLEE], &info);

	if (result)
		return result;
	if (!strstr(info.caller, "101") || strcmp(info.caller_name, "Alice Example") != 0) {
		tool_fail("102 is told that \"%s\" (%s) calls, not \"Alice Example\" (101)",
			  info.caller_name, info.caller);
		return (LONG)LINEERR_OPERATIONFAILED;
	}
	return host_accept(demo->tool->host, demo->call[CALLEE]);
}

static LONG answer(struct demo *demo)
{
	return host_answer(demo->tool->host, demo->call[CALLEE]);
}

static LONG digits(struct demo *demo)
{
	LONG result = 0;

	if (demo->call[CALLEE])
		result = host_monitor_digits(demo->tool->host, demo->call[CALLEE], LINEDIGITMODE_DTMF);
	if (!result)
		result = host_generate_digits(demo->tool->host, demo->call[CALLER], LINEDIGITMODE_DTMF,
					      "123", 0, 1);
	return result;
}

static LONG hold(struct demo *demo)
{
	return host_hold(demo->tool->host, demo->call[CALLER]);
}

static LONG resume(struct demo *demo)
{
	return host_unhold(demo->tool->host, demo->call[CALLER]);
}

static LONG hang_up(struct demo *demo)
{
	return host_drop(demo->tool->host, demo->call[CALLER]);
}

static const struct step here[] = {
	{ "101 calls 102", dial, 5000, {
		{ CALLER, REPLIED, "taken" }, { CALLER, STATE(DIALING), "dialing" },
		{ CALLER, STATE(PROCEEDING), "proceeding" },
		{ CALLEE, ANNOUNCED, "told of a new call" },
		{ CALLEE, STATE(OFFERING), "offering" } } },
	{ "102 sees who calls, and lets it ring", accept_it, 3000, {
		{ CALLEE, REPLIED, "accepted" }, { CALLEE, STATE(ACCEPTED), "in the state accepted" },
		{ CALLER, STATE(RINGBACK), "ringback" } } },
	{ "102 answers", answer, 3000, {
		{ CALLEE, REPLIED, "answered" }, { CALLEE, STATE(CONNECTED), "connected" },
		{ CALLER, STATE(CONNECTED), "connected" } } },
	{ "101 dials digits in the call, 102 hears them", digits, 5000, {
		{ CALLEE, DIGIT('1'), "given the digit 1" }, { CALLEE, DIGIT('2'), "given the digit 2" },
		{ CALLEE, DIGIT('3'), "given the digit 3" },
		{ CALLER, HOST_LINE, LINE_GENERATE, LINEGENERATETERM_DONE, "done with its digits" } } },
	{ "101 puts the call on hold", hold, 3000, {
		{ CALLER, REPLIED, "held" }, { CALLER, STATE(ONHOLD), "on hold" } } },
	{ "101 takes it up again", resume, 3000, {
		{ CALLER, REPLIED, "resumed" }, { CALLER, STATE(CONNECTED), "connected again" } } },
	{ "101 hangs up", hang_up, 3000, {
		{ CALLER, REPLIED, "dropped" }, { CALLER, STATE(IDLE), "idle" },
		{ CALLEE, STATE(DISCONNECTED), "disconnected" },
		{ CALLEE, STATE(IDLE), "idle" } } },
};

static const struct step far_away[] = {
	{ "the call goes out, somebody picks up there", dial, 40000, {
		{ CALLER, REPLIED, "taken" }, { CALLER, STATE(DIALING), "dialing" },
		{ CALLER, STATE(CONNECTED), "connected" } } },
	{ "digits in the call", digits, 5000, {
		{ CALLER, HOST_LINE, LINE_GENERATE, LINEGENERATETERM_DONE, "done with its digits" } } },
	{ "on hold", hold, 3000, {
		{ CALLER, REPLIED, "held" }, { CALLER, STATE(ONHOLD), "on hold" } } },
	{ "and back", resume, 3000, {
		{ CALLER, REPLIED, "resumed" }, { CALLER, STATE(CONNECTED), "connected again" } } },
	{ "hung up", hang_up, 3000, {
		{ CALLER, REPLIED, "dropped" }, { CALLER, STATE(IDLE), "idle" } } },
};

/* Whose event it is; the call that was announced to the callee becomes its own. */
static bool is_of(struct demo *demo, const struct host_event *e, enum who who)
{
	if (who == CALLEE && e->kind == HOST_NEWCALL && e->line == demo->line[CALLEE])
		demo->call[CALLEE] = e->call;
	return e->call && e->call == demo->call[who];
}

static void tick(struct demo *demo, const struct step *step, const struct host_event *e,
		 bool *seen)
{
	const struct expected *x = step->expected;

	for (int i = 0; i < EXPECTED_MAX && x[i].kind; i++) {
		if (seen[i] || x[i].kind != e->kind || x[i].message != e->message
		    || !is_of(demo, e, x[i].who) || (x[i].p1 && x[i].p1 != e->p1))
			continue;
		if (e->kind == HOST_REPLY && e->result)
			continue;
		seen[i] = true;
		return;
	}
}

/* Who is called hangs up after the caller, unless the device did that for him. */
static void hang_up_too(struct demo *demo, const struct host_event *e)
{
	if (e->message == LINE_CALLSTATE && e->p1 == LINECALLSTATE_DISCONNECTED
	    && e->call == demo->call[CALLEE]
	    && host_call_state(demo->tool->host, e->call) == LINECALLSTATE_DISCONNECTED)
		host_drop(demo->tool->host, e->call);
}

/* The first that has not come; NULL: all have. */
static const struct expected *open_of(const struct step *step, const bool *seen)
{
	for (int i = 0; i < EXPECTED_MAX && step->expected[i].kind; i++)
		if (!seen[i])
			return &step->expected[i];
	return NULL;
}

/* The caller's call is over, so what is still to come of it will not come. */
static bool is_over(struct demo *demo, const struct expected *open, const struct host_event *e)
{
	return open && open->who == CALLER && e->message == LINE_CALLSTATE
		&& e->call == demo->call[CALLER] && e->p1 == LINECALLSTATE_IDLE;
}

static void say_missing(struct demo *demo, const struct step *step, const struct expected *open,
			bool over)
{
	const char *who = open->who == CALLEE ? "102" : demo->to ? "the call" : "101";

	if (over)
		tool_fail("\"%s\": %s was not %s, and has ended", step->title, who, open->what);
	else
		tool_fail("\"%s\": %s was not %s within %u ms", step->title, who, open->what,
			  step->limit_ms);
}

static bool play(struct demo *demo, const struct step *step, uint64_t last_ms)
{
	bool seen[EXPECTED_MAX] = { false };
	const struct expected *open;
	uint64_t until = clock_ms() + step->limit_ms;
	struct host_event event;
	bool over = false;
	LONG result;

	if (!demo->tool->json)
		printf("%s\n", step->title);
	result = step->act(demo);
	if (result < 0) {
		tool_fail("\"%s\" was refused: %s", step->title, name_error(result));
		return false;
	}
	if (until > last_ms)
		until = last_ms;
	while ((open = open_of(step, seen)) && !over && tool_next(demo->tool, until, &event)) {
		tick(demo, step, &event, seen);
		hang_up_too(demo, &event);
		over = is_over(demo, open_of(step, seen), &event);
	}
	if (!open)
		return true;
	if (!stop_asked())
		say_missing(demo, step, open, over);
	return false;
}

bool demo_play(struct demo *demo)
{
	uint64_t last = clock_ms() + (demo->to ? WHOLE_AWAY_MS : WHOLE_MS);
	const struct step *steps = demo->to ? far_away : here;
	size_t count = demo->to ? sizeof(far_away) / sizeof(*far_away) : sizeof(here) / sizeof(*here);

	for (size_t i = 0; i < count; i++)
		if (!play(demo, &steps[i], last))
			return false;
	return true;
}
