/* SPDX-License-Identifier: MIT
 * test_sip_driver_waiting.c - several calls on one SIP line: one waits while another
 * is talked in, they change places, and who was left for a consultation comes back. */
#include "join_scene.h"
#include "sip_driver_scene.h"

#define HELD SDP_QUIET "a=recvonly\n"

static struct line *a;
static struct call *call, *other;
static struct far_end first, second;

static void now(const struct far_end *end)
{
	unsigned branches = far_end.branches;

	far_end = *end;
	far_end.branches = branches;
}

static void answer(const struct far_end *end, const char *sdp)
{
	far_answers_in(end->call_id, "INVITE", 200, sdp);
}

/* We talk, and another call is offered. */
static void waiting(void)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	first = far_end;
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	other = scene_new_call();
	NEED(other != NULL && other != call);
	second = far_end;
	far_got();
}

/* The first is held for the second. */
static void two(void)
{
	waiting();
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	answer(&first, HELD);
	NEED(scene_ask(other, CALL_ANSWER, 3) == OK);
	now(&second);
	far_acks(NULL);
	scene_news();
	far_got();
}

/* The call is held, and another one talks by consultation. */
static void consulted(void)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	first = far_end;
	other = join_consult(call, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(other != NULL);
	answer(&first, HELD);
	snprintf(far_end.tag, sizeof(far_end.tag), "carol");
	NEED(join_send(other, CALL_DIAL_MORE, 3, "300") == OK);
	far_answers(180, NULL, NULL);
	second = far_end;
	scene_news();
	far_got();
}

TEST(sip_waiting, a_call_waits_while_another_is_talked_in)
{
	waiting();
	CHECK_INT(other->state, LINECALLSTATE_OFFERING);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK(call_features(other) & LINECALLFEATURE_ANSWER);
	CHECK(!(call_features(call) & LINECALLFEATURE_SWAPHOLD));	/* there is nothing to swap with */
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	answer(&first, HELD);
	CHECK_INT(scene_ask(other, CALL_ANSWER, 3), OK);
	now(&second);
	far_acks(NULL);
	CHECK_TEXT(scene_news(), "2 ok, a onhold, 3 ok, a connected");
	CHECK(call_features(other) & LINECALLFEATURE_SWAPHOLD);
}

TEST(sip_waiting, both_can_be_talked_in_at_once)		/* LINEANSWERMODE_NONE */
{
	waiting();
	CHECK_INT(scene_ask(other, CALL_ANSWER, 3), OK);
	now(&second);
	far_acks(NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(other->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_waiting, calls_change_places_to_and_fro)
{
	two();
	for (DWORD i = 0; i < 3; i++) {
		CHECK_INT(join_ask(other, CALL_SWAP_HOLD, 4, call), OK);
		answer(&second, HELD);
		CHECK_TEXT(scene_news(), "");
		answer(&first, SDP_QUIET);
		CHECK_TEXT(scene_news(), "4 ok, a onhold, a connected");
		CHECK_INT(join_ask(call, CALL_SWAP_HOLD, 5, other), OK);
		answer(&first, HELD);
		answer(&second, SDP_QUIET);
		CHECK_TEXT(scene_news(), "5 ok, a onhold, a connected");
	}
}

TEST(sip_waiting, a_call_that_was_held_by_itself_stays_so_when_the_other_ends)
{
	two();
	now(&second);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	CHECK_INT(call->state, LINECALLSTATE_ONHOLD);
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 4), OK);
	answer(&first, SDP_QUIET);
	CHECK_TEXT(scene_news(), "4 ok, a connected");
}

TEST(sip_waiting, two_calls_of_any_kind_can_be_joined)		/* R-XFER-3 */
{
	two();
	CHECK_INT(join_ask(call, CALL_COMPLETE_TRANSFER, 4, other), OK);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", first.call_id));
}

/* --- who was left comes back (LINEADDRCAPFLAGS_AUTORECONNECT) ------------------------- */

TEST(sip_waiting, who_was_left_for_somebody_busy_is_taken_back)
{
	consulted();
	far_answers_in(second.call_id, "INVITE", 486, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	CHECK_TEXT(scene_news(), "a busy (station), a disconnected (busy), a idle");
	answer(&first, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_waiting, who_was_left_is_taken_back_when_the_other_hangs_up)
{
	consulted();
	answer(&second, SDP_QUIET);
	scene_news();
	far_got();
	now(&second);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE, INVITE");
	CHECK(far_saw("INVITE", first.call_id));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	answer(&first, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
}

TEST(sip_waiting, after_a_swap_it_is_the_other_who_was_left)
{
	consulted();
	answer(&second, SDP_QUIET);
	NEED(join_ask(other, CALL_SWAP_HOLD, 4, call) == OK);
	answer(&second, HELD);
	answer(&first, SDP_QUIET);
	scene_news();
	far_got();
	CHECK_INT(other->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
	now(&first);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE, INVITE");
	CHECK(far_saw("INVITE", second.call_id));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	answer(&second, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
	CHECK_INT(other->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_waiting, who_was_left_comes_back_though_the_other_ends_in_the_middle_of_a_swap)
{
	consulted();
	answer(&second, SDP_QUIET);
	NEED(join_ask(other, CALL_SWAP_HOLD, 4, call) == OK);
	answer(&second, HELD);			/* now the first is being taken back */
	scene_news();
	now(&second);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), 4 LINEERR_OPERATIONFAILED, a idle");
	answer(&first, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
}

TEST(sip_waiting, who_was_left_comes_back_though_its_first_try_meets_theirs)
{
	consulted();
	CHECK_INT(scene_ask(other, CALL_DROP, 4), OK);
	far_answers_in(first.call_id, "INVITE", 491, NULL);
	CHECK_TEXT(scene_news(), "4 ok, a idle");
	scene_run(4000);
	answer(&first, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
}

TEST(sip_waiting, a_third_call_does_not_bring_who_was_left_back)
{
	struct far_end third;
	struct call *late;

	consulted();
	answer(&second, SDP_QUIET);
	snprintf(far_end.tag, sizeof(far_end.tag), "dave");
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	late = scene_new_call();
	NEED(late != NULL && late != other);
	third = far_end;
	CHECK_INT(scene_ask(late, CALL_DROP, 4), OK);
	CHECK_TEXT(scene_news(), "4 ok, a idle");
	CHECK_INT(call->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
	CHECK(far_saw("486 INVITE", third.call_id));
}
