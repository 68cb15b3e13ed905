/* SPDX-License-Identifier: MIT
 * test_sip_driver_talk.c - what happens in a call. */
#include "driver/sip/connection.h"
#include "sip_driver_scene.h"

static struct line *a;
static struct call *call;

static void talk(const char *sdp)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, sdp);
}

static void talk_in(const char *sdp)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, sdp);
}

/* --- hold --------------------------------------------------------------------------- */

TEST(sip_talk, a_call_is_held_and_taken_back)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_TEXT(scene_news(), "");
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	CHECK(far_saw("INVITE", ";tag=far\r\n"));
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 3), OK);
	CHECK(far_saw("INVITE", "a=sendrecv"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
}

TEST(sip_talk, a_call_that_came_is_held_too)
{
	talk_in(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, a_hold_that_is_refused_leaves_the_call_as_it_was)
{
	struct sip_call *s;

	talk(SDP_QUIET);
	s = call->data;
	NEED(s != NULL);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK(!s->held);
	CHECK_INT(scene_ask(call, CALL_HOLD, 3), OK);	/* and may be tried again */
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a onhold");
}

TEST(sip_talk, a_hold_to_a_far_end_that_has_forgotten_the_call_ends_it)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(481, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED, a disconnected (unreachable), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_talk, an_answer_to_a_hold_that_comes_again_is_acknowledged_again)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, NULL, SDP_QUIET);
	far_again();
	CHECK_TEXT(far_got(), "INVITE, ACK, ACK");
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, an_answer_to_the_call_that_comes_again_behind_our_hold_is_acknowledged_as_what_it_is)
{
	char number[32];

	talk(SDP_QUIET);
	snprintf(number, sizeof(number), "\r\nCSeq: %u ACK\r\n", (unsigned)((struct sip_call *)call->data)->invite_cseq);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_TEXT(far_got(), "INVITE");
	far_again();
	CHECK_TEXT(far_got(), "ACK");
	CHECK(far_saw("ACK", number));
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK(!far_saw("ACK", number));
}

TEST(sip_talk, a_hold_that_nobody_answers_ends_the_call)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	scene_run(33000);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED, a disconnected (unreachable), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_talk, a_hold_may_be_challenged)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(401, "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n\"\n", NULL);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nAuthorization: Digest"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, a_hold_that_meets_theirs_is_tried_again)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_asks("INVITE", NULL, SDP_HOLD);
	CHECK_TEXT(far_got(), "INVITE, 491 INVITE");
	far_acks(NULL);
	far_answers_to("INVITE", 491, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	scene_run(2099);
	CHECK_TEXT(far_got(), "");		/* who made the call waits 2.1 to 4 s */
	scene_run(1901);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, who_was_called_tries_again_sooner)
{
	talk_in(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(491, NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	scene_run(2000);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, a_hold_is_not_tried_for_ever)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	for (int i = 0; i < 10; i++) {
		far_answers(491, NULL, NULL);
		CHECK_TEXT(scene_news(), "");
		scene_run(4000);
	}
	far_answers(491, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	far_got();
	scene_run(10000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_talk, a_drop_while_a_hold_waits_to_be_tried_again)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(491, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 3), OK);
	CHECK_TEXT(far_got(), "INVITE, ACK, BYE");
	CHECK_TEXT(scene_news(), "3 ok, 2 LINEERR_OPERATIONFAILED, a idle");
	far_answers(200, NULL, NULL);
	scene_run(10000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_talk, a_hold_behind_another_invitation_waits_for_its_own_answer)
{
	a = sip_driver_line(SESSION_LINE "session = 90 s\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(200, "Session-Expires: 90;refresher=uac\n", SDP_QUIET);
	scene_news();
	far_got();
	scene_run(45000);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_TEXT(far_got(), "");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	far_answers(200, "Session-Expires: 90;refresher=uac\n", SDP_QUIET);
	CHECK_TEXT(scene_news(), "");		/* that was the refresh */
	scene_run(500);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	far_answers(200, "Session-Expires: 90;refresher=uac\n", SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	scene_run(1000);
	CHECK_TEXT(far_got(), "ACK");
}

TEST(sip_talk, a_hold_behind_a_refresh_that_fails_is_asked_all_the_same)
{
	a = sip_driver_line(SESSION_LINE "session = 90 s\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(200, "Session-Expires: 90;refresher=uac\n", SDP_QUIET);
	scene_run(45000);
	scene_news();
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(500, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	scene_run(500);
	CHECK(far_saw("INVITE", "a=sendonly"));
	far_answers(200, "Session-Expires: 90;refresher=uac\n", SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
}

TEST(sip_talk, a_hold_right_after_the_answer_waits_for_the_acknowledgement)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_TEXT(far_got(), "180 INVITE, 200 INVITE");
	far_acks(NULL);
	scene_run(500);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "1 ok, a connected, 2 ok, a onhold");
}

TEST(sip_talk, their_bye_while_our_hold_is_under_way)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE, 200 BYE");
	CHECK_TEXT(scene_news(), "a disconnected (normal), 2 LINEERR_OPERATIONFAILED, a idle");
	CHECK(list_empty(&sip.calls));
	far_answers_to("INVITE", 487, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
}

TEST(sip_talk, a_drop_while_our_hold_is_under_way)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK_INT(scene_ask(call, CALL_DROP, 3), OK);
	CHECK_TEXT(far_got(), "INVITE, BYE");
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	far_answers_to("BYE", 200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

/* --- what the far end changes ----------------------------------------------------------- */

static const char *their(const char *method, const char *sdp)
{
	far_asks(method, NULL, sdp);
	if (strcmp(method, "INVITE") == 0)
		far_acks(NULL);
	return scene_news();
}

TEST(sip_talk, the_far_end_holds_in_any_way_and_comes_back)
{
	talk(SDP_QUIET);
	CHECK_TEXT(their("INVITE", SDP_HOLD), "a connected (activeheld)");
	CHECK_TEXT(far_got(), "200 INVITE");
	CHECK(far_saw("200 INVITE", "a=recvonly"));
	CHECK_TEXT(their("INVITE", SDP_QUIET), "a connected");
	CHECK_TEXT(their("INVITE", SDP_QUIET "a=inactive\n"), "a connected (activeheld)");
	CHECK(far_saw("200 INVITE", "a=inactive"));
	CHECK_TEXT(their("INVITE", SDP_QUIET), "a connected");
	CHECK_TEXT(their("INVITE", SDP_OF("IP4 0.0.0.0", "m=audio 7000 RTP/AVP 8\n")), "a connected (activeheld)");
	CHECK_TEXT(their("UPDATE", SDP_QUIET), "a connected");
	CHECK(far_saw("200 UPDATE", "m=audio "));
	CHECK_TEXT(their("INVITE", SDP_QUIET "a=recvonly\n"), "");	/* they send nothing, but listen */
}

TEST(sip_talk, both_hold_each_other)
{
	talk(SDP_QUIET);
	CHECK_TEXT(their("INVITE", SDP_HOLD), "a connected (activeheld)");
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, NULL, SDP_QUIET "a=inactive\n");
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	CHECK_TEXT(their("INVITE", SDP_QUIET), "");
	CHECK(far_saw("200 INVITE", "a=sendonly"));
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 3), OK);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
}

TEST(sip_talk, a_change_that_we_cannot_do_is_refused_and_all_stays)
{
	talk(SDP_QUIET);
	CHECK_TEXT(their("INVITE", SDP_VIDEO), "");
	CHECK_TEXT(far_got(), "488 INVITE");
	CHECK_TEXT(their("UPDATE", SDP_VIDEO), "");
	CHECK_TEXT(far_got(), "488 UPDATE");
	CHECK_TEXT(their("INVITE", SDP_HOLD), "a connected (activeheld)");
}

TEST(sip_talk, a_change_without_an_offer_gets_ours)
{
	talk(SDP_QUIET);
	far_asks("INVITE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 INVITE");
	CHECK(far_saw("200 INVITE", "a=sendrecv"));
	far_acks(SDP_HOLD);
	CHECK_TEXT(scene_news(), "a connected (activeheld)");
}

TEST(sip_talk, an_update_without_a_description_changes_nothing)
{
	talk(SDP_QUIET);
	far_asks("UPDATE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 UPDATE");
	CHECK(!far_saw("200 UPDATE", "Content-Type"));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_talk, a_change_that_is_never_acknowledged_ends_the_call)
{
	talk(SDP_QUIET);
	far_asks("INVITE", NULL, SDP_QUIET);
	scene_run(33000);
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_talk, a_far_end_that_moves_is_followed)
{
	talk(SDP_QUIET);
	far_asks("INVITE", "Contact: <sip:bob@192.0.2.12:5099>\n", SDP_QUIET);
	far_acks(NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK(far_saw("BYE", "BYE sip:bob@192.0.2.12:5099 SIP/2.0"));
	CHECK_TEXT(far_end.where, "192.0.2.12:5099");
}

TEST(sip_talk, a_far_end_that_answers_from_elsewhere_is_followed)
{
	talk(SDP_QUIET);
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, "Contact: <sip:bob@192.0.2.12:5099>\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	CHECK_TEXT(far_end.where, "192.0.2.12:5099");
}

TEST(sip_talk, a_broken_connection_is_made_anew_for_the_next_request)
{
	uint32_t handle;

	a = sip_driver_line(FREE_LINE "transport = tcp\n");
	call = sip_driver_talk(a, SDP_QUIET);
	handle = far_end.handle;
	far_breaks();
	scene_run(1000);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_end.handle > handle && connection_stands(far_end.handle));
	far_answers(200, NULL, NULL);
}

TEST(sip_talk, a_caller_whose_connection_broke_is_reached_at_its_contact)
{
	a = sip_driver_line(FREE_LINE);
	far_end.transport = SIP_TCP;
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:bob@192.0.2.40:5077;transport=tcp");
	call = sip_driver_talk_in(a, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(far_end.where, "192.0.2.40:5077");
	far_answers(200, NULL, NULL);
}

TEST(sip_talk, their_change_after_our_bye_is_not_taken_up)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_asks("INVITE", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "BYE, 481 INVITE");
	far_acks(NULL);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	CHECK(list_empty(&sip.calls));
}

/* --- other requests within the call ------------------------------------------------------ */

TEST(sip_talk, a_request_out_of_order_is_refused)
{
	talk(SDP_QUIET);
	far_end.cseq = 20;
	far_asks("INFO", NULL, NULL);
	far_end.cseq = 10;
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 INFO, 500 BYE");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_talk, requests_within_the_call_are_answered)
{
	static const struct {
		const char *method, *answer;
	} rows[] = {
		{ "OPTIONS", "200 OPTIONS" }, { "INFO", "200 INFO" }, { "NOTIFY", "489 NOTIFY" },
		{ "REFER", "400 REFER" }, { "MESSAGE", "405 MESSAGE" }, { "FROBNICATE", "501 FROBNICATE" },
	};

	talk(SDP_QUIET);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		far_asks(rows[i].method, NULL, NULL);
		CHECK_TEXT(far_got(), rows[i].answer);
	}
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_talk, a_dialog_needs_both_tags)
{
	talk(SDP_QUIET);
	snprintf(far_end.them, sizeof(far_end.them), "<sip:200@192.0.2.9>;tag=wrong");
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "481 BYE");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_talk, both_hang_up_at_once)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "BYE, 200 BYE");
	far_answers_to("BYE", 481, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_talk, a_bye_that_nobody_answers_is_given_up)
{
	talk(SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	scene_run(31000);
	CHECK(!list_empty(&sip.calls));
	CHECK_INT(far_repeats(), 9);
	scene_run(2000);
	CHECK(list_empty(&sip.calls));
}

/* --- digits ------------------------------------------------------------------------------- */

static enum err generate(const char *digits)
{
	return call_generate(call, 77, &(struct call_args){ .digits = digits, .mode = LINEDIGITMODE_DTMF,
							    .duration_ms = 100 });
}

TEST(sip_talk, digits_go_by_info_where_events_are_not_taken)
{
	talk(SDP_QUIET);
	CHECK_INT(generate("1,#"), OK);
	scene_run(0);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "Content-Type: application/dtmf-relay"));
	CHECK(far_saw("INFO", "Signal=1\r\nDuration=100\r\n"));
	scene_run(200);
	CHECK_TEXT(far_got(), "");		/* one after the other */
	far_answers(200, NULL, NULL);
	scene_run(169);
	CHECK_TEXT(far_got(), "");
	scene_run(1 + 1999);
	CHECK_TEXT(far_got(), "");		/* the comma is two seconds */
	scene_run(1);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "Signal=#\r\n"));
	far_answers(415, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	scene_run(170);
	CHECK_TEXT(scene_news(), "a generated done 77");
}

TEST(sip_talk, digits_go_as_events_where_they_are_taken)
{
	struct media_counts counts;
	struct sip_call *s;

	talk(SDP_EVENTS);
	CHECK_INT(generate("12"), OK);
	scene_run(2000);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "a generated done 77");
	s = call->data;
	NEED(s != NULL);
	media_counts(s->media, &counts);
	CHECK(counts.sent >= 100);
}

TEST(sip_talk, digits_are_stopped_by_new_ones)
{
	talk(SDP_QUIET);
	CHECK_INT(generate("123"), OK);
	scene_run(0);
	CHECK_INT(generate("9"), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 77");
	far_answers(200, NULL, NULL);
	scene_run(1000);
	CHECK(far_saw("INFO", "Signal=9\r\n"));
	far_answers(200, NULL, NULL);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a generated done 77");
}

/* So many milliseconds until the event on its way is out, or one begins. */
static unsigned until_event(bool begins)
{
	unsigned ms = 0;

	for (; call && call->data && ms < 1000; ms++) {
		if (media_digit_busy(((struct sip_call *)call->data)->media) == begins)
			break;
		scene_run(1);
	}
	return ms;
}

TEST(sip_talk, an_event_that_is_stopped_has_its_end_and_a_rest_before_the_next_order)
{
	talk(SDP_EVENTS);
	CHECK_INT(generate("123"), OK);
	CHECK_INT(until_event(true), 1);
	scene_run(30);
	CHECK_INT(generate("9"), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 77");
	CHECK(until_event(false) >= 40);	/* its last packet is sent three times */
	CHECK_INT(until_event(true), 70);
	until_event(false);
	scene_run(20);
	CHECK_INT(generate(NULL), OK);		/* in the rest behind it */
	CHECK_TEXT(scene_news(), "a generated cancel 77");
	CHECK_INT(generate("5"), OK);
	CHECK_INT(until_event(true), 50);
	scene_run(2000);
	CHECK_TEXT(scene_news(), "a generated done 77");
	CHECK_INT(generate("6"), OK);
	CHECK_INT(until_event(true), 1);
}

TEST(sip_talk, a_digit_by_info_waits_for_the_answer_to_that_of_an_earlier_order)
{
	talk(SDP_QUIET);
	CHECK_INT(generate("123"), OK);
	scene_run(0);
	CHECK_TEXT(far_got(), "INFO");
	CHECK_INT(generate("9"), OK);
	scene_run(400);
	CHECK_TEXT(far_got(), "");
	far_answers(200, NULL, NULL);
	scene_run(169);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "Signal=9\r\n"));
	far_answers(200, NULL, NULL);
	scene_run(170);
	CHECK_TEXT(scene_news(), "a generated cancel 77, a generated done 77");
}

TEST(sip_talk, digits_end_with_the_call)
{
	talk(SDP_QUIET);
	CHECK_INT(generate("123"), OK);
	scene_run(0);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a generated cancel 77, a idle");
	CHECK_TEXT(far_got(), "INFO, 200 BYE");
	scene_run(5000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_talk, digits_by_info_only_when_the_line_says_so)
{
	a = sip_driver_line(FREE_LINE "dtmf = info\n");
	call = sip_driver_talk(a, SDP_EVENTS);
	CHECK(!far_saw("INVITE", "telephone-event"));
	CHECK_INT(generate("1"), OK);
	scene_run(0);
	CHECK_TEXT(far_got(), "INFO");
}

TEST(sip_talk, no_info_when_the_line_says_rfc4733)
{
	a = sip_driver_line(FREE_LINE "dtmf = rfc4733\n");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(generate("12"), OK);
	scene_run(1000);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "a generated done 77");
}

TEST(sip_talk, digits_that_come_by_info_are_heard)
{
	talk(SDP_QUIET);
	call->monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND;
	far_asks("INFO", "Content-Type: application/dtmf-relay\n", "Signal=5\nDuration=160\n");
	CHECK_TEXT(scene_news(), "a digit 5, a digit 5 end");
	far_asks("INFO", "Content-Type: application/dtmf\n", "#");
	CHECK_TEXT(scene_news(), "a digit #, a digit # end");
	far_asks("INFO", "Content-Type: application/dtmf-relay\n", "Signal=x\n");
	far_asks("INFO", NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	CHECK_TEXT(far_got(), "200 INFO, 200 INFO, 200 INFO, 200 INFO");
}

/* --- rtp-timeout ---------------------------------------------------------------------------- */

TEST(sip_talk, a_far_end_that_sends_no_voice_is_hung_up)
{
	a = sip_driver_line(FREE_LINE "rtp-timeout = 10 s\n");
	call = sip_driver_talk(a, SDP_QUIET);
	scene_run(9999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_talk, a_far_end_that_need_not_speak_is_not_listened_for)
{
	a = sip_driver_line(FREE_LINE "rtp-timeout = 10 s\n");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_talk, without_rtp_timeout_silence_is_no_end)
{
	talk(SDP_QUIET);
	scene_run(3600000);
	CHECK_TEXT(scene_news(), "");
}

/* --- session timers ------------------------------------------------------------------------- */

static void session(const char *agreed)
{
	a = sip_driver_line(SESSION_LINE "session = 100 s\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "\r\nSession-Expires: 100\r\n"));
	CHECK(far_saw("INVITE", "\r\nSupported: timer, replaces, from-change\r\n"));
	far_answers(200, agreed, SDP_QUIET);
	scene_news();
	far_got();
}

TEST(sip_talk, we_refresh_at_half_time_when_it_is_for_us)
{
	session("Session-Expires: 100;refresher=uac\nRequire: timer\n");
	scene_run(49999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "\r\nSession-Expires: 100;refresher=uac\r\n"));
	far_answers(200, "Session-Expires: 100;refresher=uac\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	scene_run(49999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_talk, a_far_end_that_does_not_refresh_is_gone)
{
	session("Session-Expires: 100;refresher=uas\nRequire: timer\n");
	scene_run(67999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_talk, their_refresh_keeps_the_session)
{
	session("Session-Expires: 100;refresher=uas\nRequire: timer\n");
	scene_run(50000);
	far_asks("INVITE", "Supported: timer\nSession-Expires: 100;refresher=uac\n", SDP_QUIET);
	far_acks(NULL);
	CHECK_TEXT(far_got(), "200 INVITE");
	CHECK(far_saw("200 INVITE", "\r\nSession-Expires: 100;refresher=uac\r\n"));
	CHECK(far_saw("200 INVITE", "\r\nRequire: timer\r\n"));
	scene_run(50000);
	far_asks("UPDATE", "Supported: timer\nSession-Expires: 100;refresher=uac\n", NULL);
	CHECK_TEXT(far_got(), "200 UPDATE");
	scene_run(50000);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	scene_run(18000);
	CHECK_TEXT(far_got(), "BYE");
}

TEST(sip_talk, without_agreement_there_is_no_session_timer)
{
	session(NULL);
	scene_run(86400000);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_talk, a_refresh_waits_for_their_invitation_to_end)
{
	session("Session-Expires: 100;refresher=uac\n");
	scene_run(45000);
	far_asks("INVITE", "Session-Expires: 100;refresher=uas\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "200 INVITE");
	scene_run(30000);
	CHECK_TEXT(far_got(), "");
	far_acks(NULL);
	scene_run(20000);
	CHECK_TEXT(far_got(), "INVITE");
}

TEST(sip_talk, a_refresh_and_a_hold_that_both_wait_are_one)
{
	session("Session-Expires: 100;refresher=uac\n");
	scene_run(49000);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(491, NULL, NULL);
	scene_run(1000);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	far_answers(200, "Session-Expires: 100;refresher=uac\n", SDP_QUIET);
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	scene_run(10000);
	CHECK_TEXT(far_got(), "ACK");
}

TEST(sip_talk, a_refresh_that_is_refused_is_tried_next_time)
{
	session("Session-Expires: 100;refresher=uac\n");
	scene_run(50000);
	far_answers(500, NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	scene_run(50000);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_talk, a_caller_may_leave_the_refreshing_to_us)
{
	a = sip_driver_line(SESSION_LINE);
	far_calls("alice", "Supported: timer\nSession-Expires: 120;refresher=uas\n", SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nSession-Expires: 120;refresher=uas\r\n"));
	far_acks(NULL);
	far_got();
	scene_run(60000);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "\r\nSession-Expires: 120;refresher=uac\r\n"));
}

TEST(sip_talk, a_caller_that_refreshes_itself_is_watched)
{
	a = sip_driver_line(SESSION_LINE "session = 300 s\n");
	far_calls("alice", "Supported: timer\nSession-Expires: 600\n", SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nSession-Expires: 300;refresher=uac\r\n"));
	far_acks(NULL);
	far_got();
	scene_run(267999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "BYE");
}

TEST(sip_talk, a_session_is_never_shorter_than_the_caller_can_do)
{
	a = sip_driver_line(SESSION_LINE "session = 90 s\n");
	far_calls("alice", "Supported: timer\nSession-Expires: 600\nMin-SE: 200\n", SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nSession-Expires: 200;refresher=uac\r\n"));
}

TEST(sip_talk, for_a_caller_without_timers_we_refresh)
{
	a = sip_driver_line(SESSION_LINE);
	far_calls("alice", "Session-Expires: 120\n", SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nSession-Expires: 120;refresher=uas\r\n"));
	CHECK(!far_saw("200 INVITE", "Require"));
	far_acks(NULL);
	far_got();
	scene_run(60000);
	CHECK_TEXT(far_got(), "INVITE");
}

TEST(sip_talk, a_call_by_websocket_stays_with_it_and_has_the_way_of_its_line_when_it_broke)
{
	a = sip_driver_line(REGISTERED_LINE "transport = ws\n");
	far_answers(200, "Expires: 600\n", NULL);
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:bob@far.invalid;transport=ws");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK(far_saw("INVITE", ".invalid;transport=ws>\r\n"));
	far_breaks();
	scene_run(7000);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(200, "Expires: 600\n", NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_saw("BYE", "BYE sip:bob@far.invalid;transport=ws SIP/2.0\r\nVia: SIP/2.0/WS "));
	CHECK_TEXT(far_end.where, "192.0.2.9:80");
	far_answers(200, NULL, NULL);
}
