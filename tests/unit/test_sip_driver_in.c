/* SPDX-License-Identifier: MIT
 * test_sip_driver_in.c - calls that come to us. */
#include "sip_driver_scene.h"
#include "driver/sip/connection.h"

static struct line *a;
static struct call *call;

static void ring(const char *configuration, const char *sdp)
{
	a = sip_driver_line(configuration);
	far_calls("alice", NULL, sdp);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	far_got();
}

/* A zero may stand behind a backslash in what is quoted (RFC 3261 25.1), and hostile ones anywhere:
 * the answer gives it back, and goes on behind it. */
TEST(sip_in, a_zero_in_what_the_far_end_says_does_not_cut_the_answer)
{
	char text[] = "INVITE sip:alice@" FAR_US " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKzero;x=\"\\#\"\r\n"
		"From: <sip:bob@192.0.2.9>;tag=far\r\nTo: <sip:alice@192.0.2.9>\r\nCall-ID: zero\r\n"
		"CSeq: 1 INVITE\r\nContact: <sip:bob@192.0.2.9:5060>\r\nContent-Length: 0\r\n\r\n";
	struct net_addr addr;
	struct sip_peer peer;
	unsigned rows = 0;

	a = sip_driver_line(FREE_LINE);
	*strchr(text, '#') = '\0';
	net_parse(&addr, SPAN("192.0.2.9"), 5060);
	sip_peer_set(&peer, SIP_UDP, net_of(&addr), 0);
	stack_message(&peer, text, sizeof(text) - 1);
	for (size_t i = 0; i < sip.out.len; i++)
		rows += sip.out.at[i] == '\n';
	CHECK_INT(rows, 10);		/* from the status to the empty one, with Via, From, To, Call-ID, CSeq */
}

/* --- from the offer to the answer --------------------------------------------------- */

TEST(sip_in, an_offered_call_is_accepted_answered_and_talked_in)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
	CHECK_TEXT(scene_news(), "a new, a offering");
	call = scene_new_call();
	NEED(call != NULL && call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLER].number, "bob");
	CHECK_TEXT(call->parties[PARTY_CALLER].name, "Bob");
	CHECK_TEXT(call->parties[PARTY_CALLED].number, "alice");
	CHECK_INT(scene_ask(call, CALL_ACCEPT, 1), OK);
	CHECK_TEXT(scene_news(), "1 ok, a accepted");
	CHECK_TEXT(far_got(), "");
	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a connected");
	CHECK_TEXT(far_got(), "200 INVITE");
	CHECK(far_saw("200 INVITE", "\r\nContent-Type: application/sdp\r\n"));
	CHECK(far_saw("200 INVITE", "m=audio "));
	far_acks(NULL);
	CHECK_INT(scene_ask(call, CALL_DROP, 3), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_saw("BYE", "BYE sip:bob@192.0.2.9:5060 SIP/2.0"));
	CHECK_TEXT(scene_news(), "3 ok, a idle");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, ringing_may_wait_for_the_application)
{
	a = sip_driver_line(FREE_LINE "ringing = accept\n");
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "100 INVITE");
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ACCEPT, 1), OK);
	CHECK_TEXT(far_got(), "180 INVITE");
}

TEST(sip_in, a_200_is_repeated_until_it_is_acknowledged)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_TEXT(far_got(), "200 INVITE");
	scene_run(3600);
	CHECK_INT(far_repeats(), 3);		/* at 0.5, 1.5 and 3.5 s */
	far_acks(NULL);
	scene_run(60000);
	CHECK_INT(far_repeats(), 0);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_in, without_an_acknowledgement_the_call_ends)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	scene_run(31000);
	CHECK_TEXT(scene_news(), "1 ok, a connected");
	scene_run(1500);
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_in, a_drop_before_the_acknowledgement_says_bye_after_it)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "1 ok, a connected, 2 ok, a idle");
	CHECK_TEXT(far_got(), "200 INVITE");
	far_acks(NULL);
	CHECK_TEXT(far_got(), "BYE");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_drop_whose_acknowledgement_never_comes_ends_all_the_same)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_got();
	scene_run(33000);
	CHECK_TEXT(far_got(), "BYE");
}

TEST(sip_in, a_rejected_call_is_busy)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_DROP, 1), OK);
	CHECK_TEXT(far_got(), "486 INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a idle");
	far_acks(NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_call_that_is_closed_while_it_rings_is_not_available)
{
	ring(FREE_LINE, SDP_QUIET);
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(far_got(), "480 INVITE");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_call_that_tapi_does_not_take_is_not_available)
{
	a = sip_driver_line(FREE_LINE);
	scene_refuse();
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a refused");
	CHECK_TEXT(far_got(), "180 INVITE, 480 INVITE");
}

TEST(sip_in, a_caller_that_gives_up_is_told_487)
{
	ring(FREE_LINE, SDP_QUIET);
	far_cancels(NULL);
	CHECK_TEXT(far_got(), "200 CANCEL, 487 INVITE");
	CHECK_TEXT(scene_news(), "a disconnected (cancelled), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_call_that_somebody_else_took_is_a_pickup)
{
	ring(FREE_LINE, SDP_QUIET);
	far_cancels("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n");
	CHECK_TEXT(far_got(), "200 CANCEL, 487 INVITE");
	CHECK_TEXT(scene_news(), "a disconnected (pickup), a idle");
}

TEST(sip_in, a_cancel_after_the_answer_changes_nothing)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_cancels(NULL);
	CHECK_TEXT(far_got(), "200 INVITE, 200 CANCEL");
	far_acks(NULL);
	CHECK_TEXT(scene_news(), "1 ok, a connected");
}

TEST(sip_in, a_bye_before_the_answer_ends_both)
{
	ring(FREE_LINE, SDP_QUIET);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE, 487 INVITE");
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_bye_before_the_acknowledgement_ends_the_call)
{
	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 INVITE, 200 BYE");
	CHECK_TEXT(scene_news(), "1 ok, a connected, a disconnected (normal), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, the_caller_hangs_up_with_a_reason)
{
	a = sip_driver_line(FREE_LINE);
	sip_driver_talk_in(a, SDP_QUIET);
	far_asks("BYE", "Reason: Q.850;cause=31\n", NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_in, a_repeated_invitation_is_one_call)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	far_again();
	far_again();
	CHECK_TEXT(far_got(), "180 INVITE");
	CHECK_INT(far_repeats(), 2);
	CHECK_TEXT(scene_news(), "a new, a offering");
}

/* --- invitations without an offer ---------------------------------------------------- */

TEST(sip_in, an_invitation_without_an_offer_gets_ours)
{
	struct media_counts counts;
	struct sip_call *s;

	ring(FREE_LINE, NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "m=audio "));
	scene_run(100);
	s = call->data;
	NEED(s != NULL);
	media_counts(s->media, &counts);
	CHECK_INT(counts.sent, 0);
	far_acks(SDP_EVENTS);
	scene_run(100);
	media_counts(s->media, &counts);
	CHECK_INT(counts.sent, 5);
	CHECK_TEXT(scene_news(), "1 ok, a connected");
}

TEST(sip_in, our_offer_that_is_not_answered_ends_the_call)
{
	ring(FREE_LINE, NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_got();
	far_acks(NULL);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "1 ok, a connected, a disconnected (incompatible), a idle");
}

TEST(sip_in, our_offer_that_is_answered_with_nothing_we_can_do_ends_the_call)
{
	ring(FREE_LINE, NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_got();
	far_acks(SDP_VIDEO);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "1 ok, a connected, a disconnected (incompatible), a idle");
}

TEST(sip_in, a_caller_that_holds_from_the_beginning_is_seen_to_hold)
{
	ring(FREE_LINE, SDP_HOLD);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK_TEXT(scene_news(), "1 ok, a connected (activeheld)");
	CHECK(far_saw("200 INVITE", "a=recvonly"));
}

/* --- refusals -------------------------------------------------------------------------- */

TEST(sip_in, an_unknown_user_is_not_found)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("nobody", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "404 INVITE");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_in, a_line_that_is_closed_is_not_available_now)
{
	a = sip_driver_line(FREE_LINE);
	line_close(a);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "480 INVITE");
}

TEST(sip_in, a_line_that_nobody_listens_to_is_not_available_now)
{
	a = sip_driver_line(FREE_LINE);
	line_listen(a, 0);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "480 INVITE");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_line_with_all_its_calls_is_busy)
{
	ring(FREE_LINE "calls = 1\n", SDP_QUIET);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "486 INVITE");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_in, a_call_that_waits_for_the_registration_keeps_the_line_busy)
{
	a = sip_driver_line(REGISTERED_LINE "calls = 1\n");
	NEED(sip_driver_dial(a, "200", 0) != NULL);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "REGISTER, 486 INVITE");
}

TEST(sip_in, a_held_call_leaves_room_for_another)
{
	a = sip_driver_line(FREE_LINE "calls = 1\n");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
}

TEST(sip_in, an_extension_that_is_required_and_not_known_is_named)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", "Require: timer, precondition\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "420 INVITE");
	CHECK(far_saw("420 INVITE", "\r\nUnsupported: precondition\r\n"));
	far_calls("alice", "Require: timer\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
}

TEST(sip_in, another_kind_of_body_is_not_taken)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", "Content-Type: text/plain\n", "hello");
	CHECK_TEXT(far_got(), "415 INVITE");
	CHECK(far_saw("415 INVITE", "\r\nAccept: application/sdp\r\n"));
	far_calls("alice", NULL, "hello");
	CHECK_TEXT(far_got(), "415 INVITE");
}

TEST(sip_in, a_description_that_is_none_is_a_bad_request)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", "Content-Type: application/sdp\n", "hello");
	CHECK_TEXT(far_got(), "400 INVITE");
}

TEST(sip_in, an_offer_with_nothing_in_common_is_not_acceptable)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_VIDEO);
	CHECK_TEXT(far_got(), "488 INVITE");
	CHECK_TEXT(scene_news(), "");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, an_invitation_without_a_contact_is_a_bad_request)
{
	a = sip_driver_line(FREE_LINE);
	far_says("INVITE sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKx\n"
		 "Max-Forwards: 70\nFrom: <sip:bob@192.0.2.9>;tag=b\nTo: <sip:alice@127.0.0.1>\n"
		 "Call-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
	CHECK_TEXT(far_got(), "400 INVITE");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_in, a_session_that_is_too_short_is_told_how_long_it_must_be)
{
	a = sip_driver_line(SESSION_LINE);
	far_calls("alice", "Supported: timer\nSession-Expires: 30\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "422 INVITE");
	CHECK(far_saw("422 INVITE", "\r\nMin-SE: 90\r\n"));
}

/* --- what is no call ------------------------------------------------------------------- */

static void stranger_asks(const char *method, const char *to_tag)
{
	static unsigned count;

	far_says("%s sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKs%u\n"
		 "Max-Forwards: 70\nFrom: <sip:bob@192.0.2.9>;tag=b\nTo: <sip:alice@127.0.0.1>%s\n"
		 "Call-ID: s%u\nCSeq: 1 %s\nContent-Length: 0\n\n", method, count, to_tag, count, method);
	count++;
}

TEST(sip_in, requests_of_no_call_have_no_call)
{
	static const struct {
		const char *method, *tag, *answer;
	} rows[] = {
		{ "OPTIONS", "", "200 OPTIONS" },	{ "BYE", "", "481 BYE" },
		{ "INFO", "", "481 INFO" },		{ "UPDATE", "", "481 UPDATE" },
		{ "NOTIFY", "", "481 NOTIFY" },		{ "REGISTER", "", "405 REGISTER" },
		{ "MESSAGE", "", "405 MESSAGE" },	{ "SUBSCRIBE", "", "405 SUBSCRIBE" },
		{ "REFER", "", "603 REFER" },		{ "FROBNICATE", "", "501 FROBNICATE" },
		{ "BYE", ";tag=x", "481 BYE" },		{ "INVITE", ";tag=x", "481 INVITE" },
		{ "INFO", ";tag=x", "481 INFO" },	{ "OPTIONS", ";tag=x", "481 OPTIONS" },
		{ "CANCEL", "", "481 CANCEL" },		{ "ACK", ";tag=x", "" }, { "ACK", "", "" },
	};

	a = sip_driver_line(FREE_LINE);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		stranger_asks(rows[i].method, rows[i].tag);
		CHECK_TEXT(far_got(), rows[i].answer);
	}
	CHECK(far_saw("405 REGISTER", "\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY, PRACK\r\n"));
	CHECK(far_saw("200 OPTIONS", "\r\nAccept: application/sdp\r\n"));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_in, what_is_no_sip_is_counted_and_dropped)
{
	a = sip_driver_line(FREE_LINE);
	far_says("hello\n\n");
	far_says("INVITE sip:alice@127.0.0.1 SIP/2.0\n\n");
	CHECK_TEXT(far_got(), "");
	CHECK_INT(sip.nonsense, 2);
	far_says("INVITE sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKq\n"
		 "From: <sip:bob@192.0.2.9>;tag=b\nTo: <sip:alice@127.0.0.1>\nCall-ID: q\n"
		 "CSeq: 1 OPTIONS\nContent-Length: 0\n\n");
	CHECK_INT(sip.nonsense, 3);
	CHECK(far_saw("400 OPTIONS", "SIP/2.0 400 CSeq Method Mismatch\r\n"));
}

/* --- who calls ---------------------------------------------------------------------------- */

static const struct {
	const char *headers;
	DWORD flags;
	const char *number, *name;
} callers[] = {
	{ "From: <sip:100@192.0.2.9>\n", LINECALLPARTYID_ADDRESS, "100", NULL },
	{ "From: \"Bob \\\"B\\\" Smith\" <sip:100@192.0.2.9>\n", LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME,
	  "100", "Bob \"B\" Smith" },
	{ "From: Bob <sip:%2B4930@192.0.2.9>\n", LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME, "+4930", "Bob" },
	{ "From: <sip:192.0.2.9>\n", LINECALLPARTYID_UNAVAIL, NULL, NULL },
	{ "From: \"Desk\" <sip:192.0.2.9>\n", LINECALLPARTYID_NAME, NULL, "Desk" },
	{ "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>\n", LINECALLPARTYID_BLOCKED, NULL, NULL },
	{ "From: \"anonymous\" <sip:x@192.0.2.9>\n", LINECALLPARTYID_BLOCKED, NULL, NULL },
	{ "From: <sip:anonymous@192.0.2.9>\n", LINECALLPARTYID_BLOCKED, NULL, NULL },
	{ "From: <sip:100@192.0.2.9>\nP-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n",
	  LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME, "300", "Carol" },
	{ "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>\nP-Asserted-Identity: <sip:300@192.0.2.9>\nPrivacy: id\n",
	  LINECALLPARTYID_BLOCKED, NULL, NULL },
	{ "From: <sip:100@192.0.2.9>\nP-Asserted-Identity: <tel:+4930123>\n", LINECALLPARTYID_ADDRESS, "+4930123", NULL },
	{ "From: <tel:+4930123>\n", LINECALLPARTYID_ADDRESS, "+4930123", NULL },
	{ "From: <urn:x:y>\n", LINECALLPARTYID_UNAVAIL, NULL, NULL },
};

TEST_ONCE(sip_in, callers_are_who_they_say_or_what_is_asserted)
{
	a = sip_driver_line(FREE_LINE);
	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
		const struct party *caller;

		far_calls("alice", callers[i].headers, SDP_QUIET);
		scene_news();
		call = scene_new_call();
		NEED(call != NULL && call->parties != NULL);
		caller = &call->parties[PARTY_CALLER];
		CHECK_TEXT(caller->number ? caller->number : "", callers[i].number ? callers[i].number : "");
		CHECK_TEXT(caller->name ? caller->name : "", callers[i].name ? callers[i].name : "");
		CHECK_INT(caller->flags, callers[i].flags);
		CHECK_INT(scene_ask(call, CALL_DROP, 1), OK);
		far_acks(NULL);
		scene_news();
	}
}

TEST(sip_in, two_lines_of_one_user_are_told_apart_by_their_domain)
{
	struct line *b;

	sip_driver_open("[line a]\ndriver = sip\nuser = alice\ndomain = one.example\nregister = no\n"
			"[line b]\ndriver = sip\nuser = alice\ndomain = two.example:5070\nregister = no\n");
	a = scene_line("a");
	b = scene_line("b");
	snprintf(far_end.tag, sizeof(far_end.tag), "x");
	far_says("INVITE sip:alice@two.example SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKx\n"
		 "Max-Forwards: 70\nFrom: <sip:bob@192.0.2.9>;tag=b\nTo: <sip:alice@two.example>\n"
		 "Contact: <sip:bob@192.0.2.9>\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK(scene_new_call()->line == b);
}

TEST(sip_in, an_invitation_by_a_connection_is_answered_by_it)
{
	a = sip_driver_line(FREE_LINE);
	far_end.transport = SIP_TCP;
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
	CHECK(far_saw("180 INVITE", ";transport=tcp>\r\n"));
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 1), OK);
	far_acks(NULL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK(far_saw("BYE", "\r\nVia: SIP/2.0/TCP "));
	far_answers(200, NULL, NULL);
}

TEST(sip_in, a_caller_with_a_name_is_looked_up_when_it_has_acknowledged)
{
	struct sip_call *s;

	ring(FREE_LINE, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	s = call->data;
	NEED(s != NULL);
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:bob@name.example");
	far_acks(NULL);
	CHECK(!s->resolve.query);	/* the Contact of an ACK is of no account */
	far_asks("INVITE", NULL, SDP_QUIET);
	far_acks(NULL);
	far_got();
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(far_got(), "");
	CHECK(sip_driver_resolves(&s->resolve, "192.0.2.61"));
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(far_end.where, "192.0.2.61:5060");
}

TEST(sip_in, ringing_is_told_until_the_call_is_answered_or_gone)
{
	a = sip_driver_line(FREE_LINE);
	a->line_states = LINEDEVSTATE_RINGING;
	far_calls("alice", NULL, SDP_QUIET);
	scene_run(0);
	CHECK_TEXT(scene_news(), "a new, a offering, a line ringing 0");
	scene_run(6000);
	CHECK_TEXT(scene_news(), "a line ringing 1");
	far_cancels(NULL);
	CHECK_TEXT(scene_news(), "a disconnected (cancelled), a idle");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_in, who_was_called_by_sips_answers_so)
{
	a = sip_driver_line(FREE_LINE);
	far_end.transport = SIP_TLS;
	far_end.sips = true;
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "180 INVITE");
	CHECK(far_saw("180 INVITE", "\r\nContact: <sips:alice@" FAR_US ":"));
	CHECK(!far_saw("180 INVITE", "transport=tls"));
}

TEST(sip_in, by_udp_sips_is_not_answered_in_kind)
{
	a = sip_driver_line(FREE_LINE);
	far_end.sips = true;
	far_calls("alice", NULL, SDP_QUIET);
	CHECK(far_saw("180 INVITE", "\r\nContact: <sip:alice@" FAR_US ":"));
}
