/* SPDX-License-Identifier: MIT
 * test_sip_driver_out.c - calls that we make. */
#include "sip_driver_scene.h"

static struct line *a;
static struct call *call;

static void dial(const char *configuration)
{
	a = sip_driver_line(configuration);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

/* --- from the dialling to the answer ---------------------------------------------- */

TEST(sip_out, an_answered_call_is_acknowledged_and_connected)
{
	dial(FREE_LINE);
	CHECK(far_saw("INVITE", "INVITE sip:200@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nFrom: <sip:alice@192.0.2.9>;tag="));
	CHECK(far_saw("INVITE", "\r\nTo: <sip:200@192.0.2.9>\r\n"));
	CHECK(far_saw("INVITE", "\r\nContact: <sip:alice@" FAR_US ":"));
	CHECK(far_saw("INVITE", "\r\nUser-Agent: OpenTSP\r\n"));
	CHECK(far_saw("INVITE", "a=rtpmap:101 telephone-event/8000"));
	far_answers(100, NULL, NULL);
	CHECK_TEXT(scene_news(), "a proceeding");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(far_saw("ACK", "ACK sip:bob@192.0.2.9:5060 SIP/2.0\r\n"));
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_saw("BYE", "BYE sip:bob@192.0.2.9:5060 SIP/2.0\r\n"));
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_call_answered_at_once_is_connected_without_ringing)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, early_media_is_proceeding_and_a_later_200_needs_no_description)
{
	dial(FREE_LINE);
	far_answers(183, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a proceeding");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	far_answers(200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK_TEXT(far_got(), "ACK");
}

TEST(sip_out, ringing_before_queueing_stays_ringback)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	far_answers(182, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_out, a_200_without_any_description_is_ended)
{
	dial(FREE_LINE);
	far_answers(200, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK_TEXT(scene_news(), "a info connectedid, a disconnected (incompatible), a idle");
}

TEST(sip_out, a_200_with_nothing_in_common_is_ended)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_VIDEO);
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK_TEXT(scene_news(), "a info connectedid, a disconnected (incompatible), a idle");
}

TEST(sip_out, a_repeated_200_is_acknowledged_again)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	far_again();
	CHECK_TEXT(far_got(), "ACK");	/* with a branch of its own */
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, a_second_fork_that_answers_is_acknowledged_and_ended)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	snprintf(far_end.tag, sizeof(far_end.tag), "other");
	far_answers_to("INVITE", 200, "Contact: <sip:bob@192.0.2.10:5060>\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK(far_saw("BYE", "BYE sip:bob@192.0.2.10:5060 SIP/2.0"));
	CHECK(far_saw("BYE", ";tag=other\r\n"));
	far_again();
	CHECK_TEXT(far_got(), "ACK");		/* one BYE is enough */
	far_answers_to("BYE", 200, NULL, NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, of_a_hundred_forks_that_answer_few_are_ended_and_none_is_the_call)
{
	unsigned byes = 0;

	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	for (int i = 0; i < 100; i++) {
		snprintf(far_end.tag, sizeof(far_end.tag), "other%d", i);
		far_answers_to("INVITE", 200, "Contact: <sip:bob@192.0.2.10:5060>\n", SDP_QUIET);
		byes += strcmp(far_got(), "ACK, BYE") == 0;
	}
	CHECK_INT(byes, 16);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, another_fork_answers_than_the_one_that_rang)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	snprintf(far_end.tag, sizeof(far_end.tag), "other");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	far_answers(200, "Contact: <sip:bob@192.0.2.10:5060>\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(far_saw("ACK", "ACK sip:bob@192.0.2.10:5060 SIP/2.0"));
	CHECK(far_saw("ACK", ";tag=other\r\n"));
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_out, early_media_of_one_fork_is_replaced_by_that_of_the_fork_that_answers)
{
	struct sip_call *s;

	dial(FREE_LINE);
	far_answers(183, NULL, SDP_QUIET);
	snprintf(far_end.tag, sizeof(far_end.tag), "other");
	far_answers(200, NULL, SDP_HOLD);
	s = call->data;
	NEED(s != NULL);
	CHECK(s->held_by_them);
	CHECK_TEXT(scene_news(), "a proceeding, a info connectedid, a connected (activeheld)");
}

TEST(sip_out, record_routes_lead_the_requests_of_the_call)
{
	dial(FREE_LINE);
	far_answers(200, "Record-Route: <sip:192.0.2.77:5062;lr>\n", SDP_QUIET);
	CHECK(far_saw("ACK", "ACK sip:bob@192.0.2.9:5060 SIP/2.0"));
	CHECK(far_saw("ACK", "\r\nRoute: <sip:192.0.2.77:5062;lr>\r\n"));
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, an_outbound_proxy_gets_the_call)
{
	dial(FREE_LINE "proxy = 192.0.2.80:5090\n");
	CHECK(far_saw("INVITE", "INVITE sip:200@192.0.2.9 SIP/2.0"));
	CHECK(far_saw("INVITE", "\r\nRoute: <sip:192.0.2.80:5090;lr>\r\n"));
}

TEST(sip_out, the_name_of_the_line_is_shown)
{
	dial(FREE_LINE "name = Alice \"A.\" Smith\n");
	CHECK(far_saw("INVITE", "\r\nFrom: \"Alice \\\"A.\\\" Smith\" <sip:alice@192.0.2.9>;tag="));
}

TEST(sip_out, a_blocked_identity_is_not_shown)
{
	a = sip_driver_line(FREE_LINE "name = Alice\n");
	NEED(sip_driver_dial(a, "200", LINECALLPARAMFLAGS_BLOCKID) != NULL);
	CHECK(far_saw("INVITE", "\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="));
	CHECK(far_saw("INVITE", "\r\nPrivacy: id\r\n"));
}

TEST(sip_out, the_connected_party_is_the_asserted_one)
{
	dial(FREE_LINE);
	far_answers(200, "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n", SDP_QUIET);
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLED].number, "200");
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "300");
	CHECK_TEXT(call->parties[PARTY_CONNECTED].name, "Carol");
}

/* --- credentials -------------------------------------------------------------------- */

static void challenge(unsigned status, unsigned nonce)
{
	char headers[256];

	snprintf(headers, sizeof(headers), "%s-Authenticate: Digest realm=\"pbx\",nonce=\"n%u\","
		 "algorithm=MD5,qop=\"auth\"\n", status == 401 ? "WWW" : "Proxy", nonce);
	far_answers(status, headers, NULL);
}

TEST(sip_out, a_challenge_is_answered_with_credentials)
{
	dial(FREE_LINE);
	challenge(401, 1);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nAuthorization: Digest username=\"alice\""));
	CHECK(far_saw("INVITE", "uri=\"sip:200@192.0.2.9\""));
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, SDP_QUIET);
	CHECK(far_saw("ACK", "\r\nAuthorization: Digest"));
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, a_challenge_of_a_proxy_is_answered_as_such)
{
	dial(FREE_LINE "auth-user = al\n");
	challenge(407, 1);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nProxy-Authorization: Digest username=\"al\""));
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
}

TEST(sip_out, a_wrong_password_is_tried_twice)
{
	dial(FREE_LINE);
	challenge(401, 1);
	challenge(401, 2);
	CHECK_TEXT(far_got(), "ACK, INVITE, ACK, INVITE");
	challenge(401, 3);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle");
}

TEST(sip_out, each_server_by_the_way_is_answered)
{
	dial(FREE_LINE);
	challenge(407, 1);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	challenge(401, 2);		/* the proxy was content; now who is behind it asks */
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nProxy-Authorization: Digest username=\"alice\", realm=\"pbx\", nonce=\"n1\""));
	CHECK(far_saw("INVITE", "\r\nAuthorization: Digest username=\"alice\", realm=\"pbx\", nonce=\"n2\""));
	challenge(401, 3);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "nonce=\"n1\"") && far_saw("INVITE", "nonce=\"n3\""));
	challenge(401, 4);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle");
}

TEST(sip_out, several_realms_may_ask_at_once)
{
	dial(FREE_LINE);
	far_answers(407, "Proxy-Authenticate: Digest realm=\"a\",nonce=\"1\"\n"
		    "Proxy-Authenticate: Digest realm=\"b\",nonce=\"2\",qop=\"auth-int\"\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "realm=\"a\", nonce=\"1\""));
	CHECK(far_saw("INVITE", "realm=\"b\", nonce=\"2\""));
	CHECK(far_saw("INVITE", "qop=auth-int"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK(far_saw("ACK", "realm=\"b\", nonce=\"2\""));
}

TEST(sip_out, without_a_password_a_challenge_is_a_refusal)
{
	dial("[line a]\ndriver = sip\nregister = no\ndomain = 192.0.2.9\n");
	challenge(407, 1);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle");
}

TEST(sip_out, a_challenge_that_nobody_understands_is_a_refusal)
{
	dial(FREE_LINE);
	far_answers(401, "WWW-Authenticate: Bearer realm=\"pbx\"\n", NULL);
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle");
}

TEST(sip_out, a_bye_may_be_challenged_too)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	challenge(401, 1);
	CHECK_TEXT(far_got(), "BYE, BYE");
	CHECK(far_saw("BYE", "\r\nAuthorization: Digest"));
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_challenged_call_may_still_be_challenged_for_its_bye)
{
	dial(FREE_LINE);
	challenge(401, 1);
	challenge(401, 2);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_got();
	challenge(401, 3);
	CHECK_TEXT(far_got(), "BYE");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_longer_session_is_granted_once_it_is_asked_for)
{
	dial(SESSION_LINE "session = 90 s\n");
	CHECK(far_saw("INVITE", "\r\nSession-Expires: 90\r\n"));
	far_answers(422, "Min-SE: 120\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nSession-Expires: 120\r\n"));
	CHECK(far_saw("INVITE", "\r\nMin-SE: 120\r\n"));
	far_answers(422, "Min-SE: 120\n", NULL);
	CHECK_TEXT(far_got(), "ACK");		/* it asks in circles */
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_out, a_session_that_is_never_long_enough_is_not_tried_for_ever)
{
	char wish[32];

	dial(SESSION_LINE "session = 90 s\n");
	for (unsigned least = 120; least < 123; least++) {
		snprintf(wish, sizeof(wish), "Min-SE: %u\n", least);
		far_answers(422, wish, NULL);
		CHECK_TEXT(far_got(), "ACK, INVITE");
	}
	far_answers(422, "Min-SE: 123\n", NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

/* --- refusals ------------------------------------------------------------------------- */

static const struct {
	unsigned status;
	const char *headers, *news;
} refusals[] = {
	{ 300, NULL, "disconnected (forwarded)" },	{ 302, NULL, "disconnected (forwarded)" },
	{ 305, NULL, "disconnected (forwarded)" },	{ 399, NULL, "disconnected (forwarded)" },
	{ 400, NULL, "disconnected (unreachable)" },	{ 401, NULL, "disconnected (reject)" },
	{ 402, NULL, "disconnected (reject)" },		{ 403, NULL, "disconnected (blocked)" },
	{ 404, NULL, "disconnected (badaddress)" },	{ 405, NULL, "disconnected (incompatible)" },
	{ 406, NULL, "disconnected (incompatible)" },	{ 407, NULL, "disconnected (reject)" },
	{ 408, NULL, "disconnected (noanswer)" },	{ 410, NULL, "disconnected (numberchanged)" },
	{ 414, NULL, "disconnected (badaddress)" },	{ 415, NULL, "disconnected (incompatible)" },
	{ 416, NULL, "disconnected (badaddress)" },	{ 420, NULL, "disconnected (incompatible)" },
	{ 421, NULL, "disconnected (incompatible)" },	{ 422, NULL, "disconnected (unreachable)" },
	{ 433, NULL, "disconnected (blocked)" },	{ 480, NULL, "disconnected (unreachable)" },
	{ 481, NULL, "disconnected (unreachable)" },	{ 482, NULL, "disconnected (unreachable)" },
	{ 483, NULL, "disconnected (unreachable)" },	{ 484, NULL, "disconnected (badaddress)" },
	{ 485, NULL, "disconnected (badaddress)" },
	{ 486, NULL, "busy (station), a disconnected (busy)" },
	{ 487, NULL, "disconnected (cancelled)" },	{ 488, NULL, "disconnected (incompatible)" },
	{ 493, NULL, "disconnected (incompatible)" },	{ 499, NULL, "disconnected (unreachable)" },
	{ 500, NULL, "disconnected (tempfailure)" },	{ 501, NULL, "disconnected (incompatible)" },
	{ 502, NULL, "disconnected (tempfailure)" },	{ 503, NULL, "disconnected (congestion)" },
	{ 504, NULL, "disconnected (tempfailure)" },	{ 505, NULL, "disconnected (incompatible)" },
	{ 513, NULL, "disconnected (incompatible)" },	{ 580, NULL, "disconnected (qosunavail)" },
	{ 599, NULL, "disconnected (tempfailure)" },
	{ 600, NULL, "busy (station), a disconnected (busy)" },
	{ 603, NULL, "disconnected (reject)" },		{ 604, NULL, "disconnected (badaddress)" },
	{ 606, NULL, "disconnected (incompatible)" },	{ 607, NULL, "disconnected (blocked)" },
	{ 608, NULL, "disconnected (blocked)" },	{ 699, NULL, "disconnected (reject)" },

	/* What the telephone network said is nearer to the truth (RFC 3326, RFC 6432). */
	{ 404, "Reason: Q.850;cause=1\n", "disconnected (badaddress)" },
	{ 500, "Reason: Q.850;cause=3\n", "disconnected (unreachable)" },
	{ 480, "Reason: Q.850;cause=16\n", "disconnected (normal)" },
	{ 503, "Reason: Q.850;cause=17\n", "disconnected (busy)" },
	{ 480, "Reason: Q.850;cause=18\n", "disconnected (noanswer)" },
	{ 480, "Reason: Q.850;cause=19\n", "disconnected (noanswer)" },
	{ 480, "Reason: Q.850;cause=21\n", "disconnected (reject)" },
	{ 480, "Reason: Q.850;cause=22\n", "disconnected (numberchanged)" },
	{ 480, "Reason: Q.850;cause=26\n", "disconnected (pickup)" },
	{ 480, "Reason: Q.850;cause=27\n", "disconnected (outoforder)" },
	{ 480, "Reason: Q.850;cause=34\n", "disconnected (congestion)" },
	{ 480, "Reason: Q.850;cause=41\n", "disconnected (tempfailure)" },
	{ 480, "Reason: Q.850;cause=49\n", "disconnected (qosunavail)" },
	{ 480, "Reason: Q.850;cause=57\n", "disconnected (blocked)" },
	{ 480, "Reason: Q.850;cause=88\n", "disconnected (incompatible)" },
	{ 480, "Reason: Q.850;cause=126\n", "disconnected (unreachable)" },	/* not known: the status counts */
	{ 486, "Reason: Q.850;cause=21\n", "busy (station), a disconnected (busy)" },
	{ 480, "Reason: X;cause=1, q.850 ;cause=\"17\" ;text=\"busy\"\n", "disconnected (busy)" },
	{ 480, "Reason: SIP;cause=600\nReason: Q.850;cause=18;text=\"no answer\"\n", "disconnected (noanswer)" },
	{ 480, "Reason: ;;;\n", "disconnected (unreachable)" },
};

TEST_ONCE(sip_out, each_refusal_has_its_word)
{
	char want[128];

	a = sip_driver_line("[line a]\ndriver = sip\nregister = no\ndomain = 192.0.2.9\n");
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		NEED(sip_driver_dial(a, "200", 0) != NULL);
		scene_news();
		far_answers(refusals[i].status, refusals[i].headers, NULL);
		snprintf(want, sizeof(want), "a %s, a idle", refusals[i].news);
		CHECK_TEXT(scene_news(), want);
		CHECK(list_empty(&sip.calls));
	}
}

TEST(sip_out, nobody_answers_the_request)
{
	dial(FREE_LINE);
	scene_run(31900);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(far_repeats(), 6);
	scene_run(200);
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_out, a_request_that_cannot_be_sent_is_a_call_that_cannot_be_made)
{
	a = sip_driver_line(FREE_LINE);
	far_end.deaf = true;
	CHECK(sip_driver_dial(a, "200", 0) == NULL);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, no_socket_of_ours_reaches_the_address)
{
	a = sip_driver_line(FREE_LINE);
	CHECK(sip_driver_dial(a, "sip:bob@[2001:db8::9]", 0) == NULL);
	CHECK_TEXT(scene_news(), "1 LINEERR_INVALADDRESS");
}

/* --- giving up ------------------------------------------------------------------------- */

TEST(sip_out, a_drop_before_any_answer_waits_with_the_cancel)
{
	dial(FREE_LINE);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK_TEXT(far_got(), "");
	far_answers(100, NULL, NULL);
	CHECK_TEXT(far_got(), "CANCEL");
	far_answers_to("CANCEL", 200, NULL, NULL);
	far_answers(487, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(list_empty(&sip.calls));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_out, a_drop_while_it_rings_cancels)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "CANCEL");
	CHECK_TEXT(scene_news(), "a ringback, 2 ok, a idle");
	far_answers_to("CANCEL", 200, NULL, NULL);
	far_answers(487, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_200_that_crosses_the_cancel_is_acknowledged_and_ended)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "CANCEL");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, BYE");
	far_answers_to("CANCEL", 481, NULL, NULL);
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
	CHECK_TEXT(scene_news(), "a ringback, 2 ok, a idle");
}

TEST(sip_out, a_200_of_another_fork_that_crosses_the_cancel_is_ended_too)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_got();
	snprintf(far_end.tag, sizeof(far_end.tag), "other");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK(far_saw("BYE", ";tag=other\r\n"));
}

TEST(sip_out, a_challenge_that_crosses_the_drop_is_not_taken_up)
{
	dial(FREE_LINE);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	challenge(401, 1);
	CHECK_TEXT(far_got(), "ACK");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_cancel_that_nobody_answers_ends_by_itself)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	scene_run(33000);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_call_that_is_closed_while_it_rings_is_cancelled)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	far_got();
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(far_got(), "CANCEL");
	far_answers(487, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_line_that_is_closed_ends_its_calls)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	line_close(a);
	CHECK_TEXT(far_got(), "BYE");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_bye_of_a_closed_line_is_not_tried_with_credentials_that_are_gone)
{
	dial(FREE_LINE);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	line_close(a);
	CHECK_TEXT(far_got(), "BYE");
	challenge(401, 1);
	CHECK_TEXT(far_got(), "");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_call_gives_up_when_its_time_for_an_answer_is_over)
{
	dial(FREE_LINE);
	call->no_answer_s = 20;
	far_answers(180, NULL, NULL);
	far_got();
	scene_run(20000);
	CHECK_TEXT(far_got(), "CANCEL");
	CHECK_TEXT(scene_news(), "a ringback, a disconnected (noanswer), a idle");
}

TEST(sip_out, the_far_end_that_rings_for_ever_and_is_lost_is_no_answer)
{
	dial(FREE_LINE);
	far_answers(180, NULL, NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 0), OK);
	CHECK_TEXT(scene_news(), "a ringback, a idle");
}

/* --- the registration it needs ----------------------------------------------------------- */

TEST(sip_out, a_call_waits_for_the_registration)
{
	a = sip_driver_line(REGISTERED_LINE);
	CHECK_TEXT(far_got(), "REGISTER");
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "");
	far_answers(200, "Expires: 600\n", NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

TEST(sip_out, a_call_is_told_that_the_registration_is_refused)
{
	a = sip_driver_line("[line a]\ndriver = sip\ndomain = 192.0.2.9\n");
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	challenge(401, 1);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(scene_news(), "1 LINEERR_RESOURCEUNAVAIL");
	CHECK(list_empty(&sip.calls));
	CHECK(sip_driver_dial(a, "200", 0) == NULL);
}

TEST(sip_out, a_call_does_not_wait_for_ever)
{
	a = sip_driver_line(REGISTERED_LINE "wait = 5 s\n");
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	scene_run(4999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "1 LINEERR_RESOURCEUNAVAIL");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_call_that_waits_may_be_dropped_or_closed)
{
	a = sip_driver_line(REGISTERED_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	call_free(call, ERR_CLOSED);
	CHECK(list_empty(&sip.calls));
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	line_close(a);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, several_calls_wait_and_all_go_on)
{
	a = sip_driver_line(REGISTERED_LINE);
	for (int i = 0; i < 3; i++)
		NEED(sip_driver_dial(a, "200", 0) != NULL);
	far_got();
	far_answers(200, NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE, INVITE, INVITE");
}

/* --- what may be dialled ---------------------------------------------------------------- */

static const struct {
	const char *dest, *uri;		/* NULL: it is no address */
} destinations[] = {
	{ "200", "sip:200@192.0.2.9" },
	{ " 200 ", "sip:200@192.0.2.9" },
	{ "+49 (30) 123-45.67/8", "sip:+493012345678@192.0.2.9" },
	{ "T0301234", "sip:0301234@192.0.2.9" },
	{ "P 0301234", "sip:0301234@192.0.2.9" },
	{ "t*21#", "sip:*21%23@192.0.2.9" },
	{ "Tom", "sip:Tom@192.0.2.9" },
	{ "tom.jones", "sip:tom.jones@192.0.2.9" },
	{ "tom jones", "sip:tom%20jones@192.0.2.9" },
	{ "T", "sip:T@192.0.2.9" },
	{ "200|1234^Bob", "sip:200@192.0.2.9" },
	{ "200\r\n300", "sip:200@192.0.2.9" },
	{ "sip:bob@192.0.2.44", "sip:bob@192.0.2.44" },
	{ "sip:bob@192.0.2.44:5070;transport=udp", "sip:bob@192.0.2.44:5070;transport=udp" },
	{ "SIP:bob@192.0.2.44", "SIP:bob@192.0.2.44" },
	{ "bob@192.0.2.44", "sip:bob@192.0.2.44" },
	{ "tel:+49-30-1234", "sip:+49301234@192.0.2.9" },
	{ "sip:192.0.2.44", "sip:192.0.2.44" },
	{ "a<b>\"c", "sip:a%3Cb%3E%22c@192.0.2.9" },
	{ "   ", NULL }, { "|200", NULL }, { "sip:", NULL }, { "sip:@", NULL },
	{ "sip:bob@192.0.2.9> <x", NULL }, { "sip:bob@192.0.2.9?Subject=x", NULL },
	{ "sips:bob@192.0.2.9", "sips:bob@192.0.2.9" }, { "sips:", NULL },
};

TEST_ONCE(sip_out, a_dial_string_is_read_as_people_write_it)
{
	char row[256];

	a = sip_driver_line("[line a]\ndriver = sip\nregister = no\ndomain = 192.0.2.9\n");
	for (size_t i = 0; i < sizeof(destinations) / sizeof(destinations[0]); i++) {
		call = sip_driver_dial(a, destinations[i].dest, 0);
		if (!destinations[i].uri) {
			CHECK_TEXT(call ? destinations[i].dest : NULL, NULL);
			CHECK_TEXT(far_got(), "");
			scene_news();
			continue;
		}
		CHECK_TEXT(call ? NULL : destinations[i].dest, NULL);
		snprintf(row, sizeof(row), "INVITE %s SIP/2.0\r", destinations[i].uri);
		CHECK_TEXT(strncmp(far_text("INVITE"), row, strlen(row)) ? far_text("INVITE") : row, row);
		call_free(call, ERR_CLOSED);
		far_answers(486, NULL, NULL);
		far_got();
	}
}

TEST(sip_out, a_number_needs_a_domain_and_a_uri_does_not)
{
	a = sip_driver_line("[line a]\ndriver = sip\nregister = no\n");
	CHECK(sip_driver_dial(a, "200", 0) == NULL);
	CHECK(sip_driver_dial(a, "sip:bob@192.0.2.9", 0) != NULL);
	CHECK(far_saw("INVITE", "\r\nFrom: <sip:a@" FAR_US ":"));
}

TEST(sip_out, what_is_too_long_is_no_address)
{
	char text[1200] = "sip:";

	a = sip_driver_line(FREE_LINE);
	memset(text + 4, 'x', sizeof(text) - 5);
	CHECK(sip_driver_dial(a, text, 0) == NULL);
	CHECK(sip_driver_dial(a, text + 4, 0) == NULL);
	CHECK(list_empty(&sip.calls));
}

/* --- names ------------------------------------------------------------------------- */

static struct resolve *asking(void)
{
	NEED(!list_empty(&sip.calls));
	return &list_entry(sip.calls.next, struct sip_call, node)->resolve;
}

TEST(sip_out, a_name_is_looked_up_first)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "sip:bob@name.example", 0);
	NEED(call != NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "");
	CHECK(sip_driver_resolves(asking(), "192.0.2.60:5070"));
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.60:5070");
	CHECK(far_saw("INVITE", "INVITE sip:bob@name.example SIP/2.0"));
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

TEST(sip_out, a_name_that_is_none_is_no_address)
{
	a = sip_driver_line(FREE_LINE);
	NEED(sip_driver_dial(a, "sip:bob@name.example", 0) != NULL);
	CHECK(sip_driver_resolves(asking(), NULL));
	CHECK_TEXT(scene_news(), "1 LINEERR_INVALADDRESS");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_call_may_be_closed_while_a_name_is_looked_up)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "sip:bob@name.example", 0);
	NEED(call != NULL);
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, the_acknowledgement_waits_for_the_name_of_the_far_end)
{
	dial(FREE_LINE);
	far_answers(200, "Contact: <sip:bob@name.example>\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "");
	CHECK(sip_driver_resolves(asking(), "192.0.2.60"));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(far_end.where, "192.0.2.60:5060");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, a_name_that_is_none_is_acknowledged_where_the_call_went)
{
	dial(FREE_LINE);
	far_answers(200, "Contact: <sip:bob@name.example>\n", SDP_QUIET);
	CHECK(sip_driver_resolves(asking(), NULL));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, a_drop_before_the_acknowledgement_says_bye_after_it)
{
	dial(FREE_LINE);
	far_answers(200, "Contact: <sip:bob@name.example>\n", SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "a info connectedid, 2 ok, a idle");
	CHECK(sip_driver_resolves(asking(), "192.0.2.60"));
	CHECK_TEXT(far_got(), "ACK, BYE");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_out, a_200_that_comes_again_while_the_name_is_looked_up)
{
	dial(FREE_LINE);
	far_answers(200, "Contact: <sip:bob@name.example>\n", SDP_QUIET);
	far_again();
	CHECK_TEXT(far_got(), "ACK");		/* by the old way; better than none */
	CHECK(sip_driver_resolves(asking(), "192.0.2.60"));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_out, a_bye_that_comes_while_the_name_is_looked_up)
{
	dial(FREE_LINE);
	far_answers(200, "Contact: <sip:bob@name.example>\n", SDP_QUIET);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	CHECK_TEXT(scene_news(), "a info connectedid, a disconnected (normal), a idle");
	CHECK(list_empty(&sip.calls));
}

/* --- connections --------------------------------------------------------------------------- */

TEST(sip_out, a_connection_that_is_lost_ends_a_call_that_waits_for_an_answer)
{
	a = sip_driver_line(FREE_LINE "transport = tcp\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "\r\nVia: SIP/2.0/TCP " FAR_US ":"));
	CHECK(far_saw("INVITE", ";transport=tcp>\r\n"));
	sip_trans_lost(&sip.layer, sip.connection_ids);
	scene_run(1);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a disconnected (unreachable), a idle");
}

/* --- numbers ------------------------------------------------------------------------ */

#define HERE "country = 49\narea = 30\nnational = 0\ninternational = 00\noutside = 0\n"

TEST(sip_out, a_number_is_dialled_by_the_rules_of_its_line)
{
	a = sip_driver_line(FREE_LINE HERE "number-form = prefixed\n");
	call = sip_driver_dial(a, "+49 (30) 1234567", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "INVITE sip:00301234567@192.0.2.9 SIP/2.0"));
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLED].number, "+49 (30) 1234567");
}

TEST(sip_out, digits_behind_a_comma_are_sent_behind_the_answer)
{
	a = sip_driver_line(FREE_LINE "dtmf = info\n");
	call = sip_driver_dial(a, "200,7", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "INVITE sip:200@192.0.2.9 SIP/2.0"));
	far_answers(200, NULL, SDP_QUIET);
	scene_run(1000);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	scene_run(1500);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "Signal=7"));
	far_answers_to("INFO", 200, NULL, NULL);
}

/* R-DIAL-3, R-DIAL-7 */
TEST(sip_out, a_call_without_a_number_has_a_dial_tone_and_is_dialled_later)
{
	static const char *const nothing[] = { NULL, "", ";" };

	a = sip_driver_line(FREE_LINE);
	for (int i = 0; i < 3; i++) {
		call = sip_driver_dial(a, nothing[i], 0);
		NEED(call != NULL);
		CHECK_TEXT(scene_news(), "1 ok, a dialtone");
		CHECK_TEXT(far_got(), "");
		CHECK(call_ask(call, CALL_DIAL_MORE, 2, &(struct call_args){ .dest = "" }) == ERR_ADDRESS);
		CHECK_TEXT(scene_news(), "");
		NEED(call_ask(call, CALL_DIAL_MORE, 2, &(struct call_args){ .dest = "200" }) == OK);
		CHECK_TEXT(scene_news(), "a info calledid, 2 ok, a dialing");
		CHECK_TEXT(far_got(), "INVITE");
		far_answers(486, NULL, NULL);
		far_got();
		scene_news();
	}
	call = sip_driver_dial(a, ";", 0);
	NEED(call != NULL);
	NEED(call_ask(call, CALL_DROP, 3, &(struct call_args){ 0 }) == OK);
	CHECK_TEXT(scene_news(), "1 ok, a dialtone, 3 ok, a idle");
	CHECK_TEXT(far_got(), "");
}

/* --- servers that want to be left alone --- */

TEST(sip_out, an_overloaded_server_is_left_alone_for_as_long_as_it_asks_for)
{
	a = sip_driver_line(FREE_LINE);
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	far_answers(503, "Retry-After: 20 (upgrade);duration=60\n", NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a disconnected (congestion), a idle");
	CHECK_TEXT(far_got(), "INVITE, ACK");
	scene_run(19000);
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a disconnected (congestion), a idle");
	NEED(sip_driver_dial(a, "sip:bob@192.0.2.44", 0) != NULL);	/* another server */
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(486, NULL, NULL);
	far_got();
	scene_run(1100);
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	CHECK_TEXT(far_got(), "INVITE");
}

TEST(sip_out, a_server_that_does_not_say_for_how_long_is_asked_again)
{
	a = sip_driver_line(FREE_LINE);
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	far_answers(503, NULL, NULL);
	far_got();
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	CHECK_TEXT(far_got(), "INVITE");
}

TEST(sip_out, a_line_by_tls_says_so_in_its_contact)
{
	a = sip_driver_line(FREE_LINE "transport = tls\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "\r\nVia: SIP/2.0/TLS " FAR_US ":"));
	CHECK(far_saw("INVITE", ";transport=tls>\r\n"));
	CHECK_TEXT(far_end.where, "192.0.2.9:5061");
}

TEST(sip_out, to_a_sips_address_all_of_the_way_is_by_tls)
{
	a = sip_driver_line(FREE_LINE "proxy = 192.0.2.7\n");
	call = sip_driver_dial(a, "sips:bob@192.0.2.44", 0);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "\r\nVia: SIP/2.0/TLS " FAR_US ":"));
	CHECK(far_saw("INVITE", "\r\nRoute: <sips:192.0.2.7;lr>\r\n"));
	CHECK(far_saw("INVITE", "\r\nContact: <sips:alice@" FAR_US ":"));
	CHECK(!far_saw("INVITE", "transport=tls"));
	CHECK_TEXT(far_end.where, "192.0.2.7:5061");
}
