/* SPDX-License-Identifier: MIT
 * test_sim_status.c - messages that wait, lines that are locked or out of
 * service, and ways to ring. */
#include "join_scene.h"

#define CONNECTED LINEDEVSTATUSFLAGS_CONNECTED
#define MSGWAIT LINEDEVSTATUSFLAGS_MSGWAIT
#define INSERVICE LINEDEVSTATUSFLAGS_INSERVICE
#define LOCKED LINEDEVSTATUSFLAGS_LOCKED
#define MESSAGES (12 + 1 + 4)		/* the button of a phone with one line */
#define STATES (LINEDEVSTATE_CONNECTED | LINEDEVSTATE_DISCONNECTED | LINEDEVSTATE_MSGWAITON | \
		LINEDEVSTATE_MSGWAITOFF | LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE | \
		LINEDEVSTATE_LOCK)

static enum err set(struct line *line, DRV_REQUESTID request, DWORD flags, bool on)
{
	return line_ask(line, LINE_OP_SET_STATUS, request,
			&(struct line_args){ .status = flags, .enable = on });
}

static void watch(void)
{
	join_a->line_states = join_b->line_states = STATES;
}

/* a, who hears that b does not answer, leaves a message there. */
static void leave_message(DRV_REQUESTID request)
{
	struct call *out = scene_dial(join_a, request, "200");

	NEED(out != NULL);
	scene_run(100);
	NEED(out->state == LINECALLSTATE_RINGBACK);
	NEED(call_ask(out, CALL_COMPLETE, request + 1, &(struct call_args){
		.mode = LINECALLCOMPLMODE_MESSAGE, .message = 2 }) == OK);
	NEED(out->state == LINECALLSTATE_IDLE);
	call_free(out, ERR_CLOSED);
	scene_news();
}

static void back_at_rest(struct call *out, struct call *in)
{
	call_free(out, ERR_CLOSED);
	call_free(in, ERR_CLOSED);
	scene_news();
}

TEST(sim_status, a_message_waits_until_who_left_it_is_called_back)
{
	struct call *out, *in;

	join_scene("");
	watch();
	leave_message(1);
	CHECK(join_b->status & MSGWAIT);
	CHECK(!(join_a->status & MSGWAIT));
	scene_talk(join_b, join_c, &out, &in);		/* somebody else */
	CHECK(join_b->status & MSGWAIT);
	back_at_rest(out, in);
	scene_talk(join_b, join_a, &out, &in);
	CHECK(!(join_b->status & MSGWAIT));
}

TEST(sim_status, messages_of_two_wait_until_both_are_called_back)
{
	struct call *out, *in;

	join_scene("");
	leave_message(1);
	out = scene_dial(join_c, 5, "200");
	NEED(out != NULL);
	scene_run(100);
	NEED(call_ask(out, CALL_COMPLETE, 6, &(struct call_args){
		.mode = LINECALLCOMPLMODE_MESSAGE, .message = 0 }) == OK);
	call_free(out, ERR_CLOSED);
	scene_news();
	scene_talk(join_b, join_a, &out, &in);
	CHECK(join_b->status & MSGWAIT);
	back_at_rest(out, in);
	scene_talk(join_b, join_c, &out, &in);
	CHECK(!(join_b->status & MSGWAIT));
}

TEST(sim_status, what_is_set_is_answered_and_then_told_once)
{
	join_scene("");
	watch();
	CHECK_INT(set(join_a, 1, MSGWAIT, true), OK);
	CHECK_TEXT(scene_news(), "1 ok, a line msgwaiton");
	CHECK_INT(set(join_a, 2, MSGWAIT, true), OK);
	CHECK_TEXT(scene_news(), "2 ok");
	CHECK_INT(set(join_a, 3, MSGWAIT | LOCKED, false), OK);
	CHECK_TEXT(scene_news(), "3 ok, a line msgwaitoff");
	CHECK_INT(set(join_a, 4, LOCKED, true), OK);
	CHECK_TEXT(scene_news(), "4 ok, a line lock");
	CHECK_INT(set(join_a, 5, LOCKED, false), OK);
	CHECK_TEXT(scene_news(), "5 ok, a line lock");
}

TEST(sim_status, messages_that_are_cleared_do_not_come_back)
{
	struct call *out, *in;

	join_scene("");
	leave_message(1);
	watch();
	NEED(set(join_b, 7, MSGWAIT, false) == OK);
	CHECK_TEXT(scene_news(), "7 ok, b line msgwaitoff");
	scene_talk(join_b, join_a, &out, &in);
	CHECK(!(join_b->status & MSGWAIT));
}

TEST(sim_status, the_lamp_of_a_phone_says_that_messages_wait_and_its_button_clears_them)
{
	struct phone *desk;

	join_scene("[phone desk]\ndriver = sim\nline = b\n");
	desk = scene_phone("desk");
	leave_message(1);
	CHECK_INT(desk->buttons[MESSAGES].function, PHONEBUTTONFUNCTION_MSGINDICATOR);
	CHECK_INT(desk->buttons[MESSAGES].lamp, PHONELAMPMODE_STEADY);
	NEED(desk->driver->phone_press(desk, MESSAGES) == OK);
	CHECK_INT(desk->buttons[MESSAGES].lamp, PHONELAMPMODE_OFF);
	CHECK(!(join_b->status & MSGWAIT));
}

TEST(sim_status, a_locked_line_places_no_calls_but_gets_them)
{
	struct call *out, *in, *consult;

	join_scene("");
	NEED(set(join_a, 1, LOCKED, true) == OK);
	CHECK(!(line_features(join_a) & LINEFEATURE_MAKECALL));
	CHECK(line_features_ever(join_a) & LINEFEATURE_MAKECALL);
	CHECK(!(address_features(join_a->addresses) & LINEADDRFEATURE_MAKECALL));
	CHECK(address_features(join_a->addresses) & LINEADDRFEATURE_PICKUP);
	NEED(call_new(&out, join_a, (HTAPICALL)1) == OK);
	CHECK_INT(join_send(out, CALL_DIAL, 2, "200"), ERR_LINESTATE);
	call_free(out, ERR_FAILED);
	scene_talk(join_b, join_a, &out, &in);
	CHECK_INT(call_may(in, CALL_SETUP_TRANSFER), ERR_LINESTATE);
	CHECK(!(call_features(in) & LINECALLFEATURE_SETUPTRANSFER));
	CHECK(call_features(in) & LINECALLFEATURE_HOLD);
	NEED(set(join_a, 3, LOCKED, false) == OK);
	NEED(!(join_a->status & LOCKED));
	consult = join_consult(in, CALL_SETUP_TRANSFER, 4, NULL);
	CHECK(consult != NULL);
}

TEST(sim_status, a_call_that_is_begun_when_the_line_is_locked_is_not_made)
{
	struct call *out;

	join_scene("[sim]\noperation-delay = 100\n");
	NEED(set(join_a, 1, LOCKED, true) == OK);
	scene_run(50);
	out = scene_dial(join_a, 2, "200");
	NEED(out != NULL);
	scene_run(100);
	CHECK_TEXT(scene_news(), "1 ok, 2 LINEERR_INVALLINESTATE");
	CHECK_INT(line_count_calls(join_a, CALLSTATE_ALL | CALLSTATE_NEW), 0);
}

TEST(sim_status, a_line_out_of_service_keeps_its_calls_and_gets_no_more)
{
	struct call *out, *in, *refused;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	watch();
	NEED(set(join_b, 1, INSERVICE, false) == OK);
	CHECK_TEXT(scene_news(), "1 ok, b line outofservice");
	CHECK_INT(in->state, LINECALLSTATE_CONNECTED);
	CHECK(!(line_features(join_b) & LINEFEATURE_MAKECALL));
	NEED(scene_ask(in, CALL_HOLD, 2) == OK);
	scene_news();
	NEED(scene_dial(join_c, 3, "200") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "3 ok, c dialing, c proceeding, c disconnected (outoforder), c idle");
	NEED(call_new(&refused, join_b, (HTAPICALL)1) == OK);
	CHECK_INT(join_send(refused, CALL_UNPARK, 4, "88"), ERR_FAILED);
	CHECK_INT(join_send(refused, CALL_DIAL, 5, "300"), ERR_LINESTATE);
	call_free(refused, ERR_FAILED);
	NEED(set(join_b, 6, INSERVICE, true) == OK);
	CHECK_TEXT(scene_news(), "6 ok, b line inservice");
	CHECK(line_features(join_b) & LINEFEATURE_MAKECALL);
}

TEST(sim_status, a_line_that_is_cut_off_loses_its_calls)
{
	struct call *out, *in;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	watch();
	NEED(set(join_b, 1, CONNECTED, false) == OK);
	CHECK_TEXT(scene_news(), "1 ok, b line disconnected, a disconnected (outoforder), a idle, "
		   "b disconnected (outoforder), b idle");
	call_free(out, ERR_CLOSED);
	NEED(scene_dial(join_c, 3, "200") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "3 ok, c dialing, c proceeding, c disconnected (unreachable), c idle");
	NEED(set(join_b, 4, CONNECTED, true) == OK);
	CHECK_TEXT(scene_news(), "4 ok, b line connected");
	call_free(in, ERR_CLOSED);
	scene_talk(join_a, join_b, &out, &in);
}

TEST(sim_status, a_line_with_a_conference_and_a_request_in_flight_can_be_cut_off)
{
	struct call *out, *in, *conference, *consult;

	join_scene("[sim]\noperation-delay = 100\n");
	scene_talk(join_a, join_b, &out, &in);
	conference = join_conference(out, join_a, 1, NULL, &consult);
	NEED(conference != NULL);
	scene_run(100);
	scene_news();
	NEED(line_count_calls(join_a, LINECALLSTATE_DIALTONE) == 1);	/* else it was never born */
	NEED(join_send(consult, CALL_DIAL_MORE, 2, "300") == OK);
	NEED(scene_ask(out, CALL_REMOVE_FROM_CONFERENCE, 3) == OK);
	NEED(set(join_a, 4, CONNECTED, false) == OK);
	scene_run(50);
	NEED(join_a->status & CONNECTED);
	scene_run(50);
	scene_news();
	scene_run(100000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(line_count_calls(join_a, CALLSTATE_ALIVE | LINECALLSTATE_DISCONNECTED), 0);
	CHECK_INT(in->state, LINECALLSTATE_IDLE);
}

TEST(sim_status, a_call_back_waits_until_the_line_is_in_service_again)
{
	struct call *out, *x, *y;

	join_scene("");
	scene_talk(join_b, join_c, &x, &y);
	out = scene_dial(join_a, 1, "200");
	NEED(out != NULL);
	scene_run(20);
	NEED(call_ask(out, CALL_COMPLETE, 2, &(struct call_args){ .mode = LINECALLCOMPLMODE_CALLBACK }) == OK);
	NEED(set(join_b, 3, INSERVICE, false) == OK);
	NEED(scene_ask(x, CALL_DROP, 4) == OK);
	scene_run(1000);
	scene_news();
	NEED(set(join_b, 5, INSERVICE, true) == OK);
	CHECK_TEXT(scene_news(), "5 ok");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a new, a offering");
}

/* --- ways to ring ------------------------------------------------------------------ */

#define RINGS "[line r]\ndriver = sim\nnumber = 500\nring-modes = 5\nring-internal = 2\nring-external = 3\n" \
	      "ring-priority = 4\nring-callers = 300 5, 400 1\n" \
	      "[line p]\ndriver = sim\nnumber = 600\npriority = yes\n"

/* The ring modes that were told of line r, as "2.0 2.1": mode and count. */
static const char *rings(void)
{
	static char text[128];
	struct letter letter;
	struct buf out;

	buf_fixed(&out, text, sizeof(text));
	while (mail_take(&scene_desk.mail, &letter)) {
		if (letter.kind == LETTER_NEWCALL)
			call_taken(call_find(&scene_desk, letter.call), (HTAPICALL)1);
		if (letter.kind == LETTER_LINE && letter.msg == LINE_LINEDEVSTATE &&
		    letter.p1 == LINEDEVSTATE_RINGING)
			buf_printf(&out, "%s%u.%u", out.len ? " " : "", (unsigned)letter.p2, (unsigned)letter.p3);
	}
	return buf_c(&out);
}

static const char *ring_of(struct line *from)
{
	struct call *out = scene_dial(from, 1, "500");
	const char *text;

	NEED(out != NULL);
	scene_run(5100);
	text = rings();
	call_free(out, ERR_CLOSED);
	scene_news();
	return text;
}

TEST(sim_status, who_calls_decides_how_a_line_rings)	/* R-MSG-5 */
{
	struct line *r;

	join_scene(RINGS);
	r = scene_line("r");
	r->line_states = LINEDEVSTATE_RINGING;
	CHECK_TEXT(ring_of(join_a), "2.0 2.1");
	CHECK_TEXT(ring_of(scene_line("p")), "4.0 4.1");
	CHECK_TEXT(ring_of(join_c), "5.0 5.1");
	CHECK_TEXT(ring_of(join_d), "1.0 1.1");
	NEED(scene_dial(r, 1, "98") != NULL);		/* a script calls back, from outside */
	scene_run(2000);
	CHECK(strstr(rings(), "3.0") != NULL);
}

TEST(sim_status, a_phone_rings_as_its_line_does)
{
	struct phone *desk;
	struct call *out;

	join_scene(RINGS "[phone desk]\ndriver = sim\nline = r\nring-modes = 4\nring = 2\n");
	scene_line("r");
	desk = scene_phone("desk");
	out = scene_dial(join_d, 1, "500");
	NEED(out != NULL);
	scene_run(100);
	CHECK_INT(desk->ring_mode, 2);
	call_free(out, ERR_CLOSED);
	CHECK_INT(desk->ring_mode, 0);
	scene_news();
	out = scene_dial(join_a, 2, "500");
	NEED(out != NULL);
	scene_run(100);
	CHECK_INT(desk->ring_mode, 3);
	call_free(out, ERR_CLOSED);
	scene_news();
	NEED(scene_dial(join_c, 3, "500") != NULL);
	scene_run(100);
	CHECK_INT(desk->ring_mode, 4);			/* it has no sixth */
}

static bool refused(const char *line)
{
	char text[512];

	snprintf(text, sizeof(text), "[line a]\ndriver = sim\n%s\n", line);
	return strstr(scene_complaint(text), "ring") != NULL;
}

TEST_ONCE(sim_status, ways_to_ring_that_there_are_not_are_refused)
{
	CHECK(refused("ring-internal = 2"));
	CHECK(refused("ring-modes = 3\nring-callers = 200 4"));
	CHECK(refused("ring-modes = 3\nring-callers = 200"));
	CHECK(refused("ring-modes = 3\nring-callers = 200 x"));
	CHECK(refused("ring-modes = 3\nring-callers = reception 2"));
	CHECK(refused("ring-modes = 3\nring-callers = 200 0"));
	CHECK(!refused("ring-modes = 3\nring-callers = 200 3,300  2\nring-external = 3"));
}
