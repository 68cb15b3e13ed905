/* SPDX-License-Identifier: MIT
 * test_sip_driver_reliable.c - PRACK from both sides, and calls that ring in
 * several places. */
#include "sip_driver_scene.h"

#define RELIABLE(n) "Require: 100rel\nRSeq: " #n "\n"

static struct line *a;
static struct call *call;

static void dial(const char *conf)
{
	a = sip_driver_line(conf);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	scene_news();
	far_got();
}

static void ring(const char *conf, const char *headers, const char *sdp)
{
	a = sip_driver_line(conf);
	far_calls("alice", headers, sdp);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
}

static void from_fork(const char *tag)
{
	snprintf(far_end.tag, sizeof(far_end.tag), "%s", tag);
}

/* --- we call ------------------------------------------------------------------------- */

TEST(sip_reliable, we_say_that_we_can)
{
	dial(FREE_LINE);
	CHECK(far_saw("INVITE", "\r\nSupported: 100rel\r\n"));
	CHECK(!far_saw("INVITE", "\r\nRequire: 100rel\r\n"));
}

TEST(sip_reliable, a_line_may_do_without)
{
	dial(FREE_LINE "prack = no\n");
	CHECK(!far_saw("INVITE", "100rel"));
}

TEST(sip_reliable, a_reliable_answer_is_acknowledged_in_its_early_dialog)
{
	dial(FREE_LINE);
	far_answers(180, RELIABLE(41), NULL);
	CHECK_TEXT(far_got(), "PRACK");
	CHECK(far_saw("PRACK", "PRACK sip:bob@192.0.2.9:5060 SIP/2.0"));
	CHECK(far_saw("PRACK", "\r\nRAck: 41 1 INVITE\r\n"));
	CHECK(far_saw("PRACK", ";tag=far\r\n"));
	CHECK(far_saw("PRACK", "\r\nCSeq: 2 PRACK\r\n"));
	CHECK_TEXT(scene_news(), "a ringback");
	far_answers_to("PRACK", 200, NULL, NULL);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(far_saw("ACK", "\r\nCSeq: 1 ACK\r\n"));
}

TEST(sip_reliable, what_is_repeated_or_out_of_order_is_not_acknowledged)
{
	dial(FREE_LINE);
	far_answers_to("INVITE", 183, RELIABLE(5), NULL);
	CHECK_TEXT(far_got(), "PRACK");
	far_answers_to("INVITE", 183, RELIABLE(5), NULL);
	far_answers_to("INVITE", 180, RELIABLE(7), NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(call->state, LINECALLSTATE_PROCEEDING);
	far_answers_to("INVITE", 180, RELIABLE(6), NULL);
	CHECK_TEXT(far_got(), "PRACK");
	CHECK(far_saw("PRACK", "\r\nRAck: 6 1 INVITE\r\n"));
	CHECK_INT(call->state, LINECALLSTATE_RINGBACK);
}

TEST(sip_reliable, an_acknowledgement_that_is_lost_is_sent_again)
{
	dial(FREE_LINE);
	far_answers(180, RELIABLE(1), NULL);
	far_repeats();
	scene_run(600);
	CHECK_INT(far_repeats(), 1);
	far_answers_to("PRACK", 200, NULL, NULL);
	scene_run(5000);
	CHECK_INT(far_repeats(), 0);
}

TEST(sip_reliable, an_answer_that_came_early_need_not_come_again)
{
	dial(FREE_LINE);
	far_answers(183, RELIABLE(1), SDP_QUIET);
	far_answers_to("PRACK", 200, NULL, NULL);
	far_answers_to("INVITE", 200, NULL, NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_reliable, a_line_may_require_it_and_do_without_where_it_is_not_known)
{
	dial(FREE_LINE "prack = required\n");
	CHECK(far_saw("INVITE", "\r\nRequire: 100rel\r\n"));
	far_answers(420, "Unsupported: 100rel\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(!far_saw("INVITE", "\r\nRequire: 100rel\r\n"));
	far_answers(420, "Unsupported: 100rel\n", NULL);
	CHECK_TEXT(scene_news(), "a disconnected (incompatible), a idle");
}

/* --- several places ------------------------------------------------------------------ */

TEST(sip_reliable, each_place_where_it_rings_is_acknowledged)
{
	dial(FREE_LINE);
	from_fork("one");
	far_answers_to("INVITE", 183, RELIABLE(1), NULL);
	CHECK(far_saw("PRACK", ";tag=one\r\n"));
	from_fork("two");
	far_answers_to("INVITE", 180, RELIABLE(77), NULL);
	CHECK_TEXT(far_got(), "PRACK, PRACK");
	CHECK(far_saw("PRACK", ";tag=two\r\n"));
	CHECK(far_saw("PRACK", "\r\nRAck: 77 1 INVITE\r\n"));
	CHECK_INT(call->state, LINECALLSTATE_RINGBACK);
	far_answers_to("INVITE", 180, RELIABLE(77), NULL);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_reliable, a_place_that_spoke_early_is_talked_to_when_it_answers)
{
	dial(FREE_LINE);
	from_fork("one");
	far_answers_to("INVITE", 180, NULL, NULL);
	from_fork("two");
	far_answers_to("INVITE", 183, RELIABLE(1), SDP_QUIET);
	far_answers_to("PRACK", 200, NULL, NULL);
	far_got();
	far_answers_to("INVITE", 200, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK(far_saw("BYE", ";tag=two\r\n"));
	CHECK(far_saw("BYE", "\r\nCSeq: 3 BYE\r\n"));
	far_answers(200, NULL, NULL);
}

TEST(sip_reliable, early_media_of_another_place_do_not_count_for_who_answers)
{
	dial(FREE_LINE);
	from_fork("one");
	far_answers_to("INVITE", 180, NULL, NULL);
	from_fork("two");
	far_answers_to("INVITE", 183, NULL, SDP_QUIET);
	from_fork("one");
	far_answers_to("INVITE", 200, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, BYE");	/* it left our offer without an answer */
	far_answers(200, NULL, NULL);
}

TEST(sip_reliable, not_every_place_is_remembered)
{
	char tag[20];

	dial(FREE_LINE);
	for (int i = 0; i < 20; i++) {
		snprintf(tag, sizeof(tag), "place%d", i);
		from_fork(tag);
		far_answers_to("INVITE", 180, NULL, NULL);
	}
	CHECK_INT(call->state, LINECALLSTATE_RINGBACK);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

/* --- we are called ------------------------------------------------------------------- */

TEST(sip_reliable, our_ringing_is_repeated_until_it_is_acknowledged)
{
	ring(FREE_LINE, "Require: 100rel\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
	CHECK(far_saw("180 INVITE", "\r\nRequire: 100rel\r\nRSeq: 1\r\n"));
	scene_run(1600);
	CHECK_INT(far_repeats(), 2);		/* at 0.5 and 1.5 s */
	far_asks("PRACK", "RAck: 1 1 INVITE\n", NULL);
	CHECK_TEXT(far_got(), "200 PRACK");
	scene_run(30000);
	CHECK_INT(far_repeats(), 0);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_acks(NULL);
	CHECK_TEXT(far_got(), "200 INVITE");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_reliable, an_acknowledgement_that_our_answer_overtook_is_taken_once)	/* RFC 3262 3 */
{
	ring(FREE_LINE, "Require: 100rel\n", SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_TEXT(far_got(), "180 INVITE, 200 INVITE");
	far_asks("PRACK", "RAck: 2 1 INVITE\n", NULL);
	far_asks("PRACK", "RAck: 1 1 INVITE\n", NULL);
	far_asks("PRACK", "RAck: 1 1 INVITE\n", NULL);
	CHECK_TEXT(far_got(), "481 PRACK, 200 PRACK, 481 PRACK");
	far_acks(NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_reliable, a_caller_that_can_is_asked_for_it_where_the_line_wants_it)
{
	ring(FREE_LINE "prack = required\n", "Supported: timer, 100rel\n", SDP_QUIET);
	CHECK(far_saw("180 INVITE", "\r\nRSeq: 1\r\n"));
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_acks(NULL);
	scene_run(3000);
	CHECK_INT(far_repeats(), 0);
}

TEST(sip_reliable, a_caller_that_can_is_left_alone_otherwise)
{
	ring(FREE_LINE, "Supported: 100rel\n", SDP_QUIET);
	CHECK(!far_saw("180 INVITE", "RSeq"));
}

TEST(sip_reliable, what_a_line_does_not_do_cannot_be_required)
{
	a = sip_driver_line(FREE_LINE "prack = no\n");
	far_calls("alice", "Require: 100rel\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "420 INVITE");
	CHECK(far_saw("420 INVITE", "\r\nUnsupported: 100rel\r\n"));
}

TEST(sip_reliable, an_acknowledgement_of_something_else_is_refused)
{
	ring(FREE_LINE, "Require: 100rel\n", SDP_QUIET);
	far_asks("PRACK", "RAck: 2 1 INVITE\n", NULL);
	far_asks("PRACK", "RAck: 1 9 INVITE\n", NULL);
	far_asks("PRACK", NULL, NULL);
	CHECK_TEXT(far_got(), "180 INVITE, 481 PRACK, 481 PRACK, 481 PRACK");
}

TEST(sip_reliable, a_caller_that_never_acknowledges_is_refused)
{
	ring(FREE_LINE, "Require: 100rel\n", SDP_QUIET);
	scene_run(33000);
	CHECK_TEXT(far_got(), "180 INVITE, 504 INVITE");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_reliable, without_an_offer_ours_goes_with_the_ringing)
{
	ring(FREE_LINE, "Require: 100rel\n", NULL);
	CHECK(far_saw("180 INVITE", "\r\nm=audio "));
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_TEXT(far_got(), "180 INVITE");	/* not before their answer */
	far_asks("PRACK", "RAck: 1 1 INVITE\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "200 PRACK, 200 INVITE");
	CHECK(!far_saw("200 INVITE", "m=audio"));
	CHECK_TEXT(scene_news(), "1 ok, a connected");
	far_acks(NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_reliable, a_call_may_be_dropped_while_its_ringing_is_repeated)
{
	ring(FREE_LINE, "Require: 100rel\n", SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 1), OK);
	CHECK_TEXT(far_got(), "180 INVITE, 486 INVITE");
	CHECK(list_empty(&sip.calls));
}

/* --- before the answer --------------------------------------------------------------- */

TEST(sip_reliable, an_update_before_the_answer_tells_of_somebody_else)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	scene_news();
	far_asks("UPDATE", "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "200 UPDATE");
	CHECK_TEXT(scene_news(), "a info connectedid");
}
