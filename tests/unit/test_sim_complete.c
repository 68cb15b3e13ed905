/* SPDX-License-Identifier: MIT
 * test_sim_complete.c - calls that wait until somebody is free. */
#include "join_scene.h"

static struct call *out, *x, *y;
static DWORD id;

static enum err write_id(void *to, DWORD number, const char *text)
{
	*(DWORD *)to = number;
	return OK;
}

static enum err complete(DRV_REQUESTID request, DWORD mode, DWORD message)
{
	return call_ask(out, CALL_COMPLETE, request, &(struct call_args){
		.mode = mode, .message = message, .out = { &id, write_id } });
}

/* a calls b, who talks with c. */
static void busy(void)
{
	join_scene("");
	id = 0;
	scene_talk(join_b, join_c, &x, &y);
	out = scene_dial(join_a, 1, "200");
	NEED(out != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a busy (station)");
}

TEST(complete, calls_back_when_the_line_is_free)		/* R-ASYNC-14 */
{
	struct call *back;

	busy();
	join_a->line_states = LINEDEVSTATE_NUMCOMPLETIONS;
	CHECK_INT(complete(2, LINECALLCOMPLMODE_CALLBACK, 0), OK);
	CHECK_TEXT(scene_news(), "2 ok, a line numcompletions, a idle");
	CHECK(id != 0);
	CHECK_INT(join_a->completions, 1);
	scene_run(100000);
	CHECK_TEXT(scene_news(), "");
	NEED(scene_ask(x, CALL_DROP, 3) == OK);
	scene_news();
	scene_run(20);
	CHECK_TEXT(scene_news(), "a new, a offering, a line numcompletions");
	back = scene_new_call();
	NEED(back != NULL);
	CHECK_INT(back->reason, LINECALLREASON_CALLCOMPLETION);
	CHECK_INT(back->completion_id, id);
	CHECK_INT(join_a->completions, 0);
	NEED(scene_ask(back, CALL_ANSWER, 4) == OK);
	scene_news();
	NEED(scene_new_call() != NULL && scene_new_call()->line == join_b);
	CHECK_TEXT(join_party(scene_new_call(), PARTY_CALLER), "100");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 5) == OK);
	CHECK_TEXT(scene_news(), "5 ok, b connected, b info connectedid, a info connectedid");
	NEED(scene_ask(back, CALL_DROP, 6) == OK);
	CHECK_TEXT(scene_news(), "6 ok, b disconnected (normal), b idle, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(complete, camps_on_until_the_line_is_free)
{
	busy();
	CHECK_INT(complete(2, LINECALLCOMPLMODE_CAMPON, 0), OK);
	scene_run(100000);
	CHECK_TEXT(scene_news(), "2 ok, a proceeding");
	NEED(scene_ask(x, CALL_DROP, 3) == OK);
	scene_news();
	scene_run(20);
	CHECK_TEXT(scene_news(), "b new, b offering");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_CAMPEDON);
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, b connected, a connected, b info connectedid, a info connectedid");
	CHECK_INT(join_a->completions, 0);
}

TEST(complete, who_hangs_up_does_not_camp_on)
{
	busy();
	NEED(complete(2, LINECALLCOMPLMODE_CAMPON, 0) == OK);
	CHECK_INT(join_a->completions, 1);
	NEED(scene_ask(out, CALL_DROP, 3) == OK);
	CHECK_INT(join_a->completions, 0);
	NEED(scene_ask(x, CALL_DROP, 4) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "2 ok, a proceeding, 3 ok, a idle, 4 ok, c disconnected (normal), c idle, b idle");
}

TEST(complete, can_be_given_up)
{
	busy();
	NEED(complete(2, LINECALLCOMPLMODE_CAMPON, 0) == OK);
	scene_news();
	CHECK_INT(line_ask(join_b, LINE_OP_UNCOMPLETE, 3, &(struct line_args){ .completion = id }), ERR_COMPLETIONID);
	CHECK_INT(line_ask(join_a, LINE_OP_UNCOMPLETE, 3, &(struct line_args){ .completion = id + 1 }), ERR_COMPLETIONID);
	join_a->line_states = LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL;
	CHECK_INT(line_ask(join_a, LINE_OP_UNCOMPLETE, 3, &(struct line_args){ .completion = id }), OK);
	CHECK_TEXT(scene_news(), "3 ok, a line numcompletions, a line complcancel, a busy (station)");
	scene_run(2000);
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle");
}

TEST(complete, intrudes_into_the_call)
{
	busy();
	CHECK_INT(complete(2, LINECALLCOMPLMODE_INTRUDE, 0), OK);
	CHECK_TEXT(scene_news(), "b onhold, c connected (activeheld), b new, 2 ok, b connected, a connected, "
		   "b info connectedid, a info connectedid");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_INTRUDE);
	NEED(scene_ask(scene_new_call(), CALL_DROP, 3) == OK);
	NEED(scene_ask(x, CALL_UNHOLD, 4) == OK);
	CHECK_INT(x->state, LINECALLSTATE_CONNECTED);
}

TEST(complete, leaves_a_message)
{
	busy();
	CHECK_INT(complete(2, LINECALLCOMPLMODE_MESSAGE, 0), OK);
	CHECK_TEXT(scene_news(), "b info display, 2 ok, a idle");
	CHECK_TEXT(x->display, "please call back");
}

TEST(complete, of_a_call_that_nobody_answers_waits_for_the_next_use)
{
	join_scene("");
	out = scene_dial(join_a, 1, "200");
	NEED(out != NULL);
	scene_run(100);
	NEED(complete(2, LINECALLCOMPLMODE_CAMPON, 0) == OK);
	scene_news();
	CHECK_INT(out->state, LINECALLSTATE_RINGBACK);
	NEED(complete(3, LINECALLCOMPLMODE_CALLBACK, 0) == OK);
	scene_run(20);
	CHECK_TEXT(scene_news(), "3 ok, b disconnected (cancelled), b idle, a idle, a new, a offering");
}

TEST(complete, nobody_waits_for_a_script)
{
	join_scene("");
	out = scene_dial(join_a, 1, "92");
	NEED(out != NULL);
	scene_run(20);
	scene_news();
	CHECK_INT(complete(2, LINECALLCOMPLMODE_CALLBACK, 0), OK);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
}

TEST(complete, a_line_that_closes_waits_for_nobody)
{
	busy();
	NEED(complete(2, LINECALLCOMPLMODE_CALLBACK, 0) == OK);
	line_close(join_a);
	CHECK_INT(join_a->completions, 0);
	NEED(scene_ask(x, CALL_DROP, 3) == OK);
	scene_run(1000);
	CHECK_INT(scene_desk.timers.count, 0);
}
