/* SPDX-License-Identifier: MIT
 * test_life.c - devices that come and go, and programs that die at any moment. */
#include "host/host_in.h"
#undef ASK
#include "owners_scene.h"

#define CLOCK "[provider]\nclock = virtual\n"
#define LINE_A "[line a]\ndriver = sim\nnumber = 100\n"
#define LINE_B "[line b]\ndriver = sim\nnumber = 200\n"
#define LINE_C "[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"
#define LINE_D "[line d]\ndriver = sim\nnumber = 400\n"

static void reload(const char *lines)
{
	scene_write("opentsp.conf", lines);
	scene_command("reload");
}

static DWORD open_answer(struct program *p, DWORD device)
{
	const struct opening opening = { device, TAPI_2_2, OWNER, VOICE, 0, 0 };

	return (DWORD)program_open(p, &opening);
}

static struct program program_of(const char *module, DWORD version, DWORD device)
{
	struct program program = program_new(module, version);
	const struct opening opening = { device, version, OWNER, VOICE, 0, 0 };

	CHECK_INT(program_open(&program, &opening), 0);
	return program;
}

/* As if the provider had told it: OpenTSP's own closes no line and never asks to begin anew. */
static void provider_tells(DWORD device, DWORD message, DWORD p1, DWORD p2)
{
	struct host *host = server_host(scene_server, 0);
	struct host_line *line;
	uint32_t found = 0;

	uv_mutex_lock(&host->lock);
	list_each(node, &host->lines) {
		line = list_entry(node, struct host_line, node);
		if (line->device == device)
			found = line->id;
	}
	uv_mutex_unlock(&host->lock);
	news_line(host, (HTAPILINE)(uintptr_t)found, NULL, message, p1, p2, 0);
}

/* --- devices --------------------------------------------------------------------------------- */

TEST_ONCE(life, a_new_line_is_announced_and_can_be_opened)
{
	struct program new, old;
	struct event event = { 0 };

	scene_open(NULL);
	new = program_new("new", TAPI_1_4);
	old = program_new("old", TAPI_1_3);
	reload(CLOCK LINE_A LINE_B LINE_C LINE_D);
	CHECK(peer_event(new.peer, LINE_CREATE, &event));
	CHECK_INT(event.p1, 3);
	CHECK_INT(event.device, 0);
	CHECK(peer_event(old.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p2, LINE_CREATE);
	CHECK_INT(event.p3, 3);
	CHECK_INT(open_answer(&new, 3), 0);
	CHECK(peer_none(old.peer, LINE_CREATE));
}

TEST_ONCE(life, who_once_offered_1_4_hears_line_create)
{
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_1_3);
	CHECK_INT(NOW(p.peer, lineNegotiateAPIVersion, .app = p.app, .version = TAPI_1_3,
		      .current = TAPI_1_4, .size = 16), 0);
	reload(CLOCK LINE_A LINE_B LINE_C LINE_D);
	CHECK(peer_event(p.peer, LINE_CREATE, NULL));
}

TEST_ONCE(life, a_line_that_is_removed_is_closed_for_all_and_never_comes_back)
{
	struct program one, old, older, elsewhere;
	struct event event = { 0 };
	DWORD call;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	old = program_of("old", TAPI_1_4, 1);
	older = program_of("older", TAPI_1_3, 1);
	elsewhere = program_with("elsewhere", 0, OWNER, VOICE);
	call = peer_call(one.peer, one.line, "93");
	scene_advance(2000);
	reload(CLOCK LINE_A LINE_C);
	CHECK(peer_event(one.peer, LINE_CLOSE, &event));
	CHECK_INT(event.device, one.line);
	CHECK(peer_event(one.peer, LINE_REMOVE, &event));
	CHECK_INT(event.p1, 1);
	CHECK(peer_event(elsewhere.peer, LINE_REMOVE, &event));
	CHECK(peer_event(old.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REMOVED);
	CHECK(peer_event(old.peer, LINE_CLOSE, NULL));
	CHECK(peer_none(old.peer, LINE_REMOVE));
	CHECK(peer_event(older.peer, LINE_CLOSE, NULL));
	CHECK(peer_none(older.peer, LINE_LINEDEVSTATE));
	CHECK_INT(NOW(one.peer, lineClose, .line = one.line), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(NOW(one.peer, lineGetCallStatus, .call = call, .status = 99),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(open_answer(&one, 1), LINEERR_NODEVICE);
	CHECK_INT(open_answer(&one, 2), 0);
	CHECK(peer_none(elsewhere.peer, LINE_CLOSE));
}

TEST_ONCE(life, a_line_that_is_configured_anew_goes_and_comes_as_another)
{
	struct event event = { 0 };
	struct program one;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	reload(CLOCK LINE_A "[line b]\ndriver = sim\nnumber = 200\nmore-numbers = 201\n" LINE_C);
	CHECK(peer_event(one.peer, LINE_CLOSE, NULL));
	CHECK(peer_event(one.peer, LINE_REMOVE, NULL));
	CHECK(peer_event(one.peer, LINE_CREATE, &event));
	CHECK_INT(event.p1, 3);
	CHECK_INT(open_answer(&one, 3), 0);
	CHECK_INT(NOW(one.peer, lineSetNumRings, .line = one.line, .address = 1, .rings = 2), 0);
}

TEST_ONCE(life, a_line_that_the_provider_closes_can_be_opened_again)
{
	struct program one, watcher, other;
	DWORD call, calls[4];

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	watcher = program_with("watcher", 1, MONITOR, VOICE);
	other = program_with("other", 0, OWNER, VOICE);
	call = peer_call(one.peer, one.line, "93");
	scene_advance(2000);
	program_new_call(&watcher, MONITOR);
	provider_tells(1, LINE_CLOSE, 0, 0);
	CHECK(peer_event(one.peer, LINE_CLOSE, NULL));
	CHECK(peer_event(watcher.peer, LINE_CLOSE, NULL));
	CHECK(peer_none(other.peer, LINE_CLOSE));
	CHECK_INT(NOW(one.peer, lineGetCallStatus, .call = call, .status = 99),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(NOW(watcher.peer, lineClose, .line = watcher.line),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(open_answer(&one, 1), 0);
	CHECK_INT(owners_new_calls(one.peer, one.line, calls, 4), 0);
	peer_call(one.peer, one.line, "93");
}

static LONG begin(struct peer *peer, DWORD *app)
{
	struct packet_lineInitialize in = { .context = 1, .version = TAPI_2_2 };
	LONG answer;

	in.friendly_name = owners_text("again");
	in.module = owners_text("again");
	answer = owners_now(peer, PACKET_lineInitialize, &in, sizeof(in));
	*app = in.app;
	return answer;
}

TEST_ONCE(life, a_provider_begins_anew_when_all_programs_have_shut_down)
{
	struct program idle, open;
	struct event event = { 0 };
	DWORD app;

	scene_open(NULL);
	idle = program_new("idle", TAPI_1_3);
	open = program_with("open", 0, OWNER, VOICE);
	peer_call(open.peer, open.line, "93");
	scene_write("opentsp.conf", CLOCK LINE_A LINE_B LINE_C LINE_D);
	provider_tells(99, LINE_LINEDEVSTATE, LINEDEVSTATE_REINIT, 0);
	CHECK(peer_event(idle.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p2, 0);
	CHECK(peer_event(open.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(NOW(open.peer, lineShutDown, .app = open.app), 0);
	CHECK_INT(begin(open.peer, &app), (LONG)LINEERR_REINIT);
	peer_leave(idle.peer);
	for (int i = 0; i < 1000 && begin(open.peer, &open.app) == (LONG)LINEERR_REINIT; i++)
		peer_none(open.peer, LINE_CLOSE);	/* the server has not seen yet that it left */
	CHECK_INT(open_answer(&open, 3), 0);
	peer_call(open.peer, open.line, "93");
}

TEST_ONCE(life, capabilities_that_change_are_told_to_old_programs_as_reinit)
{
	struct program new, old;
	struct event event = { 0 };

	scene_open(NULL);
	new = program_of("new", TAPI_1_4, 0);
	old = program_of("old", TAPI_1_3, 0);
	provider_tells(0, LINE_LINEDEVSTATE, LINEDEVSTATE_CAPSCHANGE, 0);
	CHECK(peer_event(old.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p3, LINEDEVSTATE_CAPSCHANGE);
	CHECK(peer_none(new.peer, LINE_LINEDEVSTATE));
	CHECK_INT(NOW(new.peer, lineSetStatusMessages, .line = new.line,
		      .line_states = LINEDEVSTATE_CAPSCHANGE), 0);
	provider_tells(0, LINE_LINEDEVSTATE, LINEDEVSTATE_CAPSCHANGE, 0);
	CHECK(peer_event(new.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_CAPSCHANGE);
}

TEST_ONCE(life, requests_that_are_on_their_way_are_answered_when_the_line_goes)
{
	struct packet_lineMakeCall in;
	struct program one;
	DWORD made;

	scene_open("[sim]\noperation-delay = 5 s\n");
	one = program_with("one", 1, OWNER, VOICE);
	in = (struct packet_lineMakeCall){ .request = peer_request(), .line = one.line,
					   .params = PACKET_NONE };
	made = in.request;
	in.dest = owners_text("91");
	CHECK_INT(owners_now(one.peer, PACKET_lineMakeCall, &in, sizeof(in)), made);
	reload(CLOCK LINE_A LINE_C "[sim]\noperation-delay = 5 s\n");
	CHECK(peer_reply(one.peer, made, NULL) < 0);
	CHECK(peer_event(one.peer, LINE_CLOSE, NULL));
	CHECK(peer_event(one.peer, LINE_REMOVE, NULL));
}

/* --- programs ---------------------------------------------------------------------------------- */

/* A call of the program that dies: out of line a to line b, as far as `step` says. */
enum step { OPENED, ASKED, DIALLED, RINGING, TALKING, HOLDING, DROPPING, IDLE, STEPS };

static struct program dying, called;

static void ask_for_call(void)
{
	struct packet_lineMakeCall in = { .request = peer_request(), .line = dying.line,
					  .params = PACKET_NONE };
	const DWORD made = in.request;

	in.dest = owners_text("200");
	CHECK_INT(owners_now(dying.peer, PACKET_lineMakeCall, &in, sizeof(in)), made);
}

static void talk_until(enum step step)
{
	struct event event = { 0 };
	DWORD out, in;

	if (step == OPENED)
		return;
	ask_for_call();
	if (step == ASKED)
		return;
	scene_advance(600);
	CHECK(peer_event(dying.peer, LINE_REPLY, &event));
	out = event.p3;
	if (step == DIALLED)
		return;
	scene_advance(3000);
	in = program_new_call(&called, OWNER);
	if (step == RINGING)
		return;
	DWORD answer[] = { peer_request(), in, PACKET_NONE, 0 };
	peer_ask(called.peer, PACKET_lineAnswer, answer, sizeof(answer), NULL);
	scene_advance(600);
	peer_state(dying.peer, out, LINECALLSTATE_CONNECTED);
	if (step == TALKING)
		return;
	DWORD then[] = { peer_request(), out, PACKET_NONE, 0 };
	if (step == HOLDING)
		peer_ask(dying.peer, PACKET_lineHold, then, 8, NULL);
	else
		peer_ask(dying.peer, PACKET_lineDrop, then, sizeof(then), NULL);
	if (step == IDLE) {
		scene_advance(600);
		peer_state(dying.peer, out, LINECALLSTATE_IDLE);
	}
}

/* Whether a line that only `p` has open comes to rest: the one who died is away, and so is
 * each call; the provider is given the time that it asks for. */
static bool rests(struct program *p)
{
	const LINEDEVSTATUS *status;

	for (int i = 0; i < 2000; i++) {
		status = owners_line_status(p->peer, p->line, 4096);
		scene_command("settle");
		if (status->dwNumOpens == 1 && !status->dwNumActiveCalls
		    && !status->dwNumOnHoldCalls)	/* and the server gets to hear of it */
			return peer_none(p->peer, LINE_CLOSE) && peer_none(p->peer, LINE_CLOSE);
		scene_advance(100);
	}
	return false;
}

TEST_ONCE(life, a_program_that_dies_at_any_moment_leaves_its_line_as_it_was)
{
	struct program next;
	DWORD calls[4];

	for (enum step step = OPENED; step < STEPS; step++) {
		scene_open("[sim]\noperation-delay = 500 ms\n");
		dying = program_with("dying", 0, OWNER | MONITOR, VOICE);
		called = program_with("called", 1, OWNER, VOICE);
		next = program_with("next", 0, NONE, 0);
		talk_until(step);
		peer_leave(dying.peer);
		CHECK(rests(&next));
		scene_advance(3000);
		scene_command("settle");
		CHECK(rests(&next));
		CHECK_INT(owners_new_calls(next.peer, next.line, calls, 4), 0);
		scene_close();
	}
}

TEST_ONCE(life, calls_of_a_dead_program_stay_with_those_who_own_them_too)
{
	struct program heir;
	struct event event = { 0 };
	DWORD out, in;

	scene_open(NULL);
	dying = program_with("dying", 0, OWNER, VOICE);
	heir = program_with("heir", 0, OWNER, VOICE);
	called = program_with("called", 1, OWNER, VOICE);
	out = peer_call(dying.peer, dying.line, "200");
	scene_advance(2000);
	CHECK_INT(NOW(dying.peer, lineHandoff, .call = out, .file_name = owners_text("heir")), 0);
	out = program_new_call(&heir, OWNER);
	in = program_new_call(&called, OWNER);
	CHECK_INT(owners_ask(called.peer, PACKET_lineAnswer, in), 0);
	scene_advance(100);
	peer_leave(dying.peer);
	CHECK(owners_info(heir.peer, LINECALLINFOSTATE_NUMOWNERDECR));
	scene_advance(5000);
	CHECK_INT(owners_call_status(heir.peer, out)->dwCallState, LINECALLSTATE_CONNECTED);
	CHECK_INT(NOW(heir.peer, lineShutDown, .app = heir.app), 0);
	scene_advance(1000);
	do
		CHECK(peer_event(called.peer, LINE_CALLSTATE, &event));
	while (event.p1 && event.p1 != LINECALLSTATE_IDLE && event.p1 != LINECALLSTATE_DISCONNECTED);
}

TEST_ONCE(life, a_call_that_was_offered_to_a_dead_program_only_is_dropped)
{
	DWORD out;

	scene_open(NULL);
	dying = program_with("dying", 1, OWNER, VOICE);
	called = program_with("other", 1, OWNER | MONITOR, VOICE);
	struct program caller = program_with("caller", 0, OWNER, VOICE);
	out = peer_call(caller.peer, caller.line, "200");
	scene_advance(2000);
	program_new_call(&dying, OWNER);
	peer_leave(dying.peer);
	CHECK(owners_info(called.peer, LINECALLINFOSTATE_NUMOWNERDECR));
	scene_advance(1000);
	peer_state(called.peer, 0, LINECALLSTATE_IDLE);
	peer_state(caller.peer, out, LINECALLSTATE_IDLE);
}

TEST_ONCE(life, a_monitor_that_dies_ends_no_call)
{
	struct program watcher, owner;
	DWORD out;

	scene_open(NULL);
	owner = program_with("owner", 0, OWNER, VOICE);
	watcher = program_with("watcher", 0, MONITOR, VOICE);
	out = peer_call(owner.peer, owner.line, "93");
	scene_advance(2000);
	program_new_call(&watcher, MONITOR);
	CHECK_INT(owners_call_info(owner.peer, out)->dwNumMonitors, 1);
	peer_leave(watcher.peer);
	CHECK(owners_info(owner.peer, LINECALLINFOSTATE_NUMMONITORS));
	scene_advance(5000);
	CHECK_INT(owners_call_status(owner.peer, out)->dwCallState, LINECALLSTATE_RINGBACK);
	CHECK_INT(owners_call_info(owner.peer, out)->dwNumMonitors, 0);
}

TEST_ONCE(life, one_line_of_a_program_is_closed_while_its_request_is_on_its_way)
{
	DWORD calls[4];

	scene_open("[sim]\noperation-delay = 500 ms\n");
	dying = program_with("dying", 0, OWNER, VOICE);
	called = program_with("called", 1, OWNER, VOICE);
	ask_for_call();
	CHECK_INT(NOW(dying.peer, lineClose, .line = dying.line), 0);
	CHECK_INT(open_answer(&dying, 0), 0);
	scene_advance(3000);
	scene_command("settle");
	CHECK(rests(&dying));
	CHECK_INT(owners_new_calls(dying.peer, dying.line, calls, 4), 0);
	CHECK_INT(owners_line_status(dying.peer, dying.line, 4096)->dwNumActiveCalls, 0);
}
