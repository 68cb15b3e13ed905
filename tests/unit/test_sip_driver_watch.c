/* SPDX-License-Identifier: MIT
 * test_sip_driver_watch.c - what lines subscribe to, and what they are told. */
#include "sip_driver_scene.h"
#include "driver/sip/subscribe.h"
#include "driver/sip/watch.h"

#define CHALLENGE "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\",qop=\"auth\"\n"
#define CHALLENGE_AGAIN "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n2\",qop=\"auth\"\n"
#define MAILBOX_LINE FREE_LINE "message-waiting = yes\n"
#define TAKEN "Contact: <sip:box@192.0.2.9:5060>\nExpires: 600\n"
#define SUMMARY "Event: message-summary\nContent-Type: application/simple-message-summary\n"
#define ACTIVE SUMMARY "Subscription-State: active\n"
#define WAITING "Messages-Waiting: yes\nVoice-Message: 2/8 (0/2)\n"
#define NOTHING "Messages-Waiting: no\n"

static struct line *a;

static void open_line(const char *configuration)
{
	a = sip_driver_line(configuration);
	a->line_states = LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF;
}

/* The mailbox is subscribed to, and a message waits there. */
static void told(void)
{
	open_line(MAILBOX_LINE);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", ACTIVE, WAITING);
	CHECK_TEXT(far_got(), "200 NOTIFY");
	CHECK_TEXT(scene_news(), "a line msgwaiton");
}

/* How long until something is sent: seconds, or -1. */
static int next_after(unsigned most_s)
{
	for (unsigned s = 0; s < most_s; s++) {
		scene_run(1000);
		if (far_got()[0])
			return (int)s + 1;
	}
	return -1;
}

/* --- messages -------------------------------------------------------------- */

TEST(sip_watch, a_line_subscribes_to_its_mailbox_and_tells_what_waits)
{
	told();
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:alice@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nEvent: message-summary\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nAccept: application/simple-message-summary\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 3600\r\n"));
	CHECK(a->status & LINEDEVSTATUSFLAGS_MSGWAIT);
	far_asks("NOTIFY", ACTIVE, WAITING);
	CHECK_TEXT(scene_news(), "");		/* nothing changed */
	far_asks("NOTIFY", ACTIVE, NOTHING);
	CHECK_TEXT(scene_news(), "a line msgwaitoff");
	CHECK(!(a->status & LINEDEVSTATUSFLAGS_MSGWAIT));
}

TEST(sip_watch, a_mailbox_may_be_another_number)
{
	open_line(MAILBOX_LINE "mailbox = 8500\n");
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:8500@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nFrom: <sip:alice@192.0.2.9>;tag="));
}

TEST(sip_watch, a_line_that_is_not_to_does_not_subscribe)
{
	open_line(FREE_LINE);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_watch, what_a_server_tells_unasked_is_heard)
{
	open_line(FREE_LINE);
	far_says("NOTIFY sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKu1\n"
		 "From: <sip:pbx@192.0.2.9>;tag=x\nTo: <sip:alice@127.0.0.1>\nCall-ID: u\nCSeq: 1 NOTIFY\n"
		 "Max-Forwards: 70\n" ACTIVE "Content-Length: 24\n\nMessages-Waiting: yes\n\n");
	CHECK_TEXT(far_got(), "200 NOTIFY");
	CHECK_TEXT(scene_news(), "a line msgwaiton");
}

TEST(sip_watch, what_is_told_to_nobody_or_of_something_else_is_refused)
{
	open_line(FREE_LINE);
	far_says("NOTIFY sip:carol@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKu1\n"
		 "From: <sip:pbx@192.0.2.9>;tag=x\nTo: <sip:carol@127.0.0.1>\nCall-ID: u\nCSeq: 1 NOTIFY\n"
		 "Max-Forwards: 70\n" ACTIVE "Content-Length: 24\n\nMessages-Waiting: yes\n\n");
	far_says("NOTIFY sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKu2\n"
		 "From: <sip:pbx@192.0.2.9>;tag=x\nTo: <sip:alice@127.0.0.1>\nCall-ID: v\nCSeq: 1 NOTIFY\n"
		 "Max-Forwards: 70\nEvent: dialog\nContent-Length: 0\n\n");
	CHECK_TEXT(far_got(), "404 NOTIFY, 481 NOTIFY");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_watch, an_other_server_than_the_lines_own_is_not_believed)
{
	open_line(REGISTERED_LINE "registrar = 192.0.2.7\n");
	far_answers(200, "Expires: 600\n", NULL);
	far_got();
	scene_news();
	far_says("NOTIFY sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKu1\n"
		 "From: <sip:pbx@192.0.2.9>;tag=x\nTo: <sip:alice@127.0.0.1>\nCall-ID: u\nCSeq: 1 NOTIFY\n"
		 "Max-Forwards: 70\n" ACTIVE "Content-Length: 24\n\nMessages-Waiting: yes\n\n");
	CHECK_TEXT(far_got(), "403 NOTIFY");
	CHECK(!(a->status & LINEDEVSTATUSFLAGS_MSGWAIT));
}

/* --- subscriptions ----------------------------------------------------------- */

TEST(sip_watch, a_subscription_waits_for_the_registration)
{
	open_line(REGISTERED_LINE "message-waiting = yes\n");
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(200, "Expires: 600\n", NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
}

TEST(sip_watch, a_subscription_has_the_credentials_of_its_line)
{
	open_line(MAILBOX_LINE);
	far_got();
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nAuthorization: Digest username=\"alice\""));
	CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 2 SUBSCRIBE\r\n"));
	far_answers(401, CHALLENGE_AGAIN, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	far_answers(401, CHALLENGE, NULL);
	CHECK_INT(next_after(3600), -1);	/* the password is wrong */
}

TEST(sip_watch, a_subscription_is_refreshed_in_its_dialog)
{
	told();
	CHECK_INT(next_after(1000), 540);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:bob@192.0.2.9:5060 SIP/2.0\r\n"));	/* the NOTIFY's Contact */
	CHECK(far_saw("SUBSCRIBE", ";tag=far\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 2 SUBSCRIBE\r\n"));
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(next_after(1000), 90);
}

TEST(sip_watch, a_notifier_may_shorten_what_it_granted)
{
	told();
	far_asks("NOTIFY", SUMMARY "Subscription-State: active;expires=100\n", NOTHING);
	far_got();
	CHECK_INT(next_after(1000), 90);
}

TEST(sip_watch, a_notify_may_come_before_the_answer)
{
	open_line(MAILBOX_LINE);
	far_got();
	snprintf(far_end.them, sizeof(far_end.them), "<sip:alice@192.0.2.9>;tag=far");
	far_asks("NOTIFY", ACTIVE, WAITING);
	CHECK_TEXT(far_got(), "200 NOTIFY");
	CHECK_TEXT(scene_news(), "a line msgwaiton");
	far_answers(200, TAKEN, NULL);
	CHECK_INT(next_after(1000), 540);
	CHECK(far_saw("SUBSCRIBE", ";tag=far\r\n"));
}

TEST(sip_watch, a_notify_that_comes_late_is_not_taken)
{
	told();
	far_end.cseq -= 2;
	far_asks("NOTIFY", ACTIVE, NOTHING);
	CHECK_TEXT(far_got(), "500 NOTIFY");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_watch, a_notify_of_another_event_or_type_is_refused)
{
	told();
	far_asks("NOTIFY", "Event: dialog\nSubscription-State: active\n", NULL);
	far_asks("NOTIFY", "Event: message-summary\nContent-Type: text/plain\n", NOTHING);
	far_asks("NOTIFY", ACTIVE, "no sense\n");
	CHECK_TEXT(far_got(), "489 NOTIFY, 415 NOTIFY, 200 NOTIFY");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_watch, a_subscription_that_is_taken_and_tells_nothing_is_begun_anew)
{
	open_line(MAILBOX_LINE);
	far_got();
	far_answers(200, TAKEN, NULL);
	CHECK_INT(next_after(100) >= 32 + 5, true);
	CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 1 SUBSCRIBE\r\n"));
}

TEST(sip_watch, a_refused_subscription_is_tried_again_after_longer_and_longer)
{
	static const int least[] = { 5, 10, 20, 40, 60, 60 };

	open_line(MAILBOX_LINE "retry = 5 s\nretry-max = 60 s\n");
	far_got();
	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++) {
		int after;

		far_answers(i % 2 ? 404 : 503, NULL, NULL);
		after = next_after(200);
		CHECK(after >= least[i] && after <= least[i] + least[i] / 4 + 1);
	}
	far_answers(503, "Retry-After: 120\n", NULL);
	CHECK_INT(next_after(500) >= 120, true);
}

TEST(sip_watch, a_time_that_is_too_short_is_asked_for_longer)
{
	open_line(MAILBOX_LINE);
	far_answers(423, "Min-Expires: 7200\n", NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 7200\r\n"));
}

TEST(sip_watch, who_does_not_know_the_event_is_not_asked_again)
{
	open_line(MAILBOX_LINE);
	far_got();
	far_answers(489, NULL, NULL);
	CHECK_INT(next_after(3600), -1);
	line_close(a);
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
}

TEST(sip_watch, a_dialog_that_the_notifier_forgot_is_begun_anew_at_once)
{
	char call_id[sizeof(far_end.call_id)];

	told();
	memcpy(call_id, far_end.call_id, sizeof(call_id));
	CHECK_INT(next_after(1000), 540);
	far_answers(481, NULL, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(strcmp(call_id, far_end.call_id) != 0);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:alice@192.0.2.9 SIP/2.0\r\n"));
}

TEST(sip_watch, a_refresh_that_fails_is_repeated_while_the_subscription_lasts)
{
	told();
	CHECK_INT(next_after(1000), 540);
	far_answers(503, NULL, NULL);
	CHECK_INT(next_after(20) > 0, true);
	CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 3 SUBSCRIBE\r\n"));
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", ACTIVE, NOTHING);
	CHECK_TEXT(scene_news(), "a line msgwaitoff");
}

/* What each reason that a notifier has for its end lets us do (RFC 6665 4.1.3). */
static const struct {
	const char *state;
	int from_s, to_s;	/* -1: never */
} ends[] = {
	{ "terminated;reason=deactivated", 0, 0 },
	{ "terminated;reason=timeout", 0, 0 },
	{ "terminated;reason=probation;retry-after=60", 60, 76 },
	{ "terminated;reason=giveup", 5, 7 },
	{ "terminated", 5, 7 },
	{ "terminated;reason=rejected", -1, -1 },
	{ "terminated;reason=noresource", -1, -1 },
	{ "Terminated;reason=Invariant", -1, -1 },
};

static void end_with(const char *state, int from_s, int to_s)
{
	char headers[256];
	int after;

	told();
	scene_run(2000);
	snprintf(headers, sizeof(headers), SUMMARY "Subscription-State: %s\n", state);
	far_asks("NOTIFY", headers, NOTHING);
	CHECK_TEXT(scene_news(), "a line msgwaitoff");	/* its last word counts */
	if (to_s == 0) {
		CHECK_TEXT(far_got(), "200 NOTIFY, SUBSCRIBE");
	} else {
		CHECK_TEXT(far_got(), "200 NOTIFY");
		after = next_after(1000);
		CHECK(after >= from_s && after <= to_s);
	}
	if (to_s >= 0) {
		CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 1 SUBSCRIBE\r\n"));
	}
}

TEST(sip_watch, a_notifier_ends_it_and_it_is_deactivated) { end_with(ends[0].state, ends[0].from_s, ends[0].to_s); }
TEST(sip_watch, a_notifier_ends_it_after_its_time) { end_with(ends[1].state, ends[1].from_s, ends[1].to_s); }
TEST(sip_watch, a_notifier_ends_it_on_probation) { end_with(ends[2].state, ends[2].from_s, ends[2].to_s); }
TEST(sip_watch, a_notifier_ends_it_and_gives_up) { end_with(ends[3].state, ends[3].from_s, ends[3].to_s); }
TEST(sip_watch, a_notifier_ends_it_without_a_reason) { end_with(ends[4].state, ends[4].from_s, ends[4].to_s); }
TEST(sip_watch, a_notifier_ends_it_and_rejects_us) { end_with(ends[5].state, ends[5].from_s, ends[5].to_s); }
TEST(sip_watch, a_notifier_ends_it_as_there_is_no_such_box) { end_with(ends[6].state, ends[6].from_s, ends[6].to_s); }
TEST(sip_watch, a_notifier_ends_it_as_nothing_will_change) { end_with(ends[7].state, ends[7].from_s, ends[7].to_s); }

TEST(sip_watch, a_notifier_that_ends_all_at_once_is_not_run_over)
{
	open_line(MAILBOX_LINE);
	far_got();
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", SUMMARY "Subscription-State: terminated;reason=deactivated\n", NULL);
	CHECK_TEXT(far_got(), "200 NOTIFY");
	CHECK_INT(next_after(100) >= 5, true);
}

/* --- the end ------------------------------------------------------------------- */

TEST(sip_watch, a_line_that_closes_unsubscribes)
{
	told();
	line_close(a);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	far_answers(200, NULL, NULL);
	far_asks("NOTIFY", SUMMARY "Subscription-State: terminated;reason=timeout\n", WAITING);
	CHECK_TEXT(far_got(), "200 NOTIFY");
	far_asks("NOTIFY", ACTIVE, WAITING);
	CHECK_TEXT(far_got(), "481 NOTIFY");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_watch, a_line_that_closes_before_it_was_taken_unsubscribes_then)
{
	open_line(MAILBOX_LINE);
	far_got();
	line_close(a);
	CHECK_TEXT(far_got(), "");
	far_answers(200, TAKEN, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	far_answers(503, NULL, NULL);
	CHECK(list_empty(&sip.subscriptions));
}

TEST(sip_watch, a_line_opened_again_subscribes_anew_and_knows_nothing_of_before)
{
	told();
	line_close(a);
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 3600\r\n"));
	CHECK(!(a->status & LINEDEVSTATUSFLAGS_MSGWAIT));
}

/* --- dialogs of others ------------------------------------------------------------ */

#define WATCHING_LINE FREE_LINE "watch = 201\n"
#define DIALOGS "Event: dialog\nContent-Type: application/dialog-info+xml\nSubscription-State: active\n"
#define INFO(version, state, dialogs) "<dialog-info version=\"" version "\" state=\"" state "\">" dialogs "</dialog-info>"
#define RINGS "<dialog id=\"d1\" call-id=\"c1\" local-tag=\"l1\" remote-tag=\"r1\" direction=\"recipient\"><state>early</state>" \
	"<remote><identity display=\"Carol\">sip:carol@192.0.2.9</identity></remote></dialog>"
#define TALKS "<dialog id=\"d1\"><state>confirmed</state></dialog>"
#define DIALS "<dialog id=\"d2\" direction=\"initiator\"><state>trying</state></dialog>"
#define ENDS "<dialog id=\"d1\"><state>terminated</state></dialog>"

static enum sip_lamp lamp(void)
{
	struct watched *watched = sip_watched(sip_line_of(a), "201");

	NEED(watched != NULL);
	return watched_lamp(watched);
}

static void watching(const char *configuration, const char *body)
{
	open_line(configuration);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", DIALOGS, body);
	CHECK_TEXT(far_got(), "200 NOTIFY");
}

TEST(sip_watch, a_lamp_follows_the_calls_of_who_is_watched)
{
	open_line(WATCHING_LINE);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:201@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nEvent: dialog\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nAccept: application/dialog-info+xml\r\n"));
	CHECK_INT(lamp(), SIP_LAMP_UNKNOWN);
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", ""));
	CHECK_INT(lamp(), SIP_LAMP_IDLE);
	far_asks("NOTIFY", DIALOGS, INFO("1", "partial", RINGS));
	CHECK_INT(lamp(), SIP_LAMP_RINGING);
	far_asks("NOTIFY", DIALOGS, INFO("2", "partial", TALKS));
	CHECK_INT(lamp(), SIP_LAMP_BUSY);
	far_asks("NOTIFY", DIALOGS, INFO("3", "partial", ENDS));
	CHECK_INT(lamp(), SIP_LAMP_IDLE);
	far_asks("NOTIFY", DIALOGS, INFO("4", "full", DIALS));
	CHECK_INT(lamp(), SIP_LAMP_BUSY);
	far_asks("NOTIFY", DIALOGS, INFO("5", "full", ""));
	CHECK_INT(lamp(), SIP_LAMP_IDLE);
}

TEST(sip_watch, each_number_is_watched_for_itself)
{
	open_line(FREE_LINE "watch = 201, 202 , sip:203@192.0.2.9\n");
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE, SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:203@192.0.2.9 SIP/2.0\r\n"));
}

TEST(sip_watch, what_is_not_newer_is_passed_over)
{
	watching(WATCHING_LINE, INFO("5", "full", TALKS));
	far_asks("NOTIFY", DIALOGS, INFO("5", "full", ""));
	far_asks("NOTIFY", DIALOGS, INFO("4", "partial", ENDS));
	far_asks("NOTIFY", DIALOGS, "no XML");
	CHECK_INT(lamp(), SIP_LAMP_BUSY);
	CHECK_TEXT(far_got(), "200 NOTIFY, 200 NOTIFY, 200 NOTIFY");
}

TEST(sip_watch, after_a_gap_all_is_asked_for_once)
{
	watching(WATCHING_LINE, INFO("5", "full", ""));
	far_asks("NOTIFY", DIALOGS, INFO("7", "partial", RINGS));
	CHECK_TEXT(far_got(), "200 NOTIFY, SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nCSeq: 2 SUBSCRIBE\r\n"));
	CHECK_INT(lamp(), SIP_LAMP_RINGING);
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", DIALOGS, INFO("9", "partial", TALKS));
	CHECK_TEXT(far_got(), "200 NOTIFY");
	far_asks("NOTIFY", DIALOGS, INFO("10", "full", ""));
	CHECK_INT(lamp(), SIP_LAMP_IDLE);
}

TEST(sip_watch, a_new_subscription_counts_from_the_start)
{
	watching(WATCHING_LINE, INFO("5", "full", TALKS));
	scene_run(2000);
	far_asks("NOTIFY", "Event: dialog\nSubscription-State: terminated;reason=deactivated\n", NULL);
	CHECK_INT(lamp(), SIP_LAMP_UNKNOWN);
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", ""));
	CHECK_INT(lamp(), SIP_LAMP_IDLE);
}

/* --- what is fetched and left ------------------------------------------------------- */

/* linePickup or lineUnpark as request 3. NULL: it could not begin, with *err why. */
static struct call *fetch(enum call_op op, const char *dest, const char *group, enum err *err)
{
	struct call *call;

	*err = call_new(&call, a, (HTAPICALL)0x33);
	if (*err)
		return NULL;
	*err = call_ask(call, op, 3, &(struct call_args){ .dest = dest, .group = group });
	if (*err)
		call_free(call, *err);
	return *err ? NULL : call;
}

TEST(sip_watch, a_call_that_rings_at_a_watched_number_is_picked_up_from_its_caller)
{
	struct call *call;
	enum err err;

	watching(WATCHING_LINE, INFO("0", "full", RINGS));
	call = fetch(CALL_PICKUP, "201", NULL, &err);
	NEED(call != NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:carol@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nReplaces: c1;to-tag=r1;from-tag=l1;early-only\r\n"));
	CHECK(far_saw("INVITE", "\r\nRequire: replaces\r\n"));
	CHECK_TEXT(scene_news(), "");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "");		/* it is not born before it is answered */
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
	CHECK_INT(call->reason, LINECALLREASON_PICKUP);
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLER].number, "carol");
	CHECK_TEXT(call->parties[PARTY_CALLER].name, "Carol");
	CHECK_TEXT(call->parties[PARTY_CALLED].number, "201");
}

TEST(sip_watch, a_call_that_somebody_else_took_is_not_picked_up)
{
	enum err err;

	watching(WATCHING_LINE, INFO("0", "full", RINGS));
	NEED(fetch(CALL_PICKUP, "201", NULL, &err) != NULL);
	far_answers(481, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK(list_empty(&a->calls));
}

TEST(sip_watch, where_nothing_rings_there_is_nothing_to_pick_up)
{
	enum err err;

	watching(WATCHING_LINE, INFO("0", "full", TALKS));
	CHECK(fetch(CALL_PICKUP, "201", NULL, &err) == NULL);
	CHECK_INT(err, ERR_FAILED);
	CHECK(fetch(CALL_PICKUP, "202", NULL, &err) == NULL);
	CHECK_INT(err, ERR_ADDRESS);
	CHECK(fetch(CALL_PICKUP, NULL, "sales", &err) == NULL);
	CHECK_INT(err, ERR_GROUP);
}

TEST(sip_watch, a_call_is_picked_up_by_the_codes_of_the_exchange)
{
	enum err err;

	open_line(FREE_LINE "pickup-code = *8$#\npickup-group-code = *7\n");
	NEED(fetch(CALL_PICKUP, "201", NULL, &err) != NULL);
	CHECK(far_saw("INVITE", "INVITE sip:*8201%23@192.0.2.9 SIP/2.0\r\n"));
	CHECK(!far_saw("INVITE", "Replaces"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
	NEED(fetch(CALL_PICKUP, NULL, "sales", &err) != NULL);
	CHECK(far_saw("INVITE", "INVITE sip:*7@192.0.2.9 SIP/2.0\r\n"));
	far_answers(603, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
}

TEST(sip_watch, who_picks_up_does_not_wait_for_ever)
{
	enum err err;

	open_line(FREE_LINE "pickup-code = *8$\n");
	NEED(fetch(CALL_PICKUP, "201", NULL, &err) != NULL);
	far_answers(180, NULL, NULL);	/* it rings elsewhere, and nobody is there */
	far_got();
	scene_run(31999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK_TEXT(far_got(), "CANCEL");
}

TEST(sip_watch, what_a_line_has_no_code_for_it_cannot)
{
	struct call *call;
	enum err err;

	a = sip_driver_line(FREE_LINE);
	CHECK_INT(address_features_ever(a) & (LINEADDRFEATURE_PICKUP | LINEADDRFEATURE_UNPARK |
		  LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPGROUP), 0);
	CHECK_INT(call_features_ever(a) & LINECALLFEATURE_PARK, 0);
	CHECK(fetch(CALL_UNPARK, "701", NULL, &err) == NULL);
	CHECK_INT(err, ERR_UNAVAIL);
	call = sip_driver_talk(a, SDP_EVENTS);
	CHECK_INT(call_may(call, CALL_PARK), ERR_UNAVAIL);
}

TEST(sip_watch, what_a_line_has_codes_for_it_says)
{
	a = sip_driver_line(FREE_LINE "pickup-group-code = *8\nunpark-code = $\npark-code = *68\n");
	CHECK_INT(address_features_ever(a) & (LINEADDRFEATURE_PICKUP | LINEADDRFEATURE_UNPARK |
		  LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPGROUP),
		  LINEADDRFEATURE_PICKUP | LINEADDRFEATURE_UNPARK | LINEADDRFEATURE_PICKUPGROUP);
	CHECK(call_features_ever(a) & LINECALLFEATURE_PARK);
}

TEST(sip_watch, what_is_parked_is_fetched_from_its_place)
{
	struct call *call;
	enum err err;

	open_line(FREE_LINE "unpark-code = $\n");
	call = fetch(CALL_UNPARK, "701", NULL, &err);
	NEED(call != NULL);
	CHECK(far_saw("INVITE", "INVITE sip:701@192.0.2.9 SIP/2.0\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
	CHECK_INT(call->reason, LINECALLREASON_UNPARK);
}

#define PARKING_LINE FREE_LINE "park-code = *68\ndtmf = info\n"

static struct call *park(void)
{
	struct call *call;

	a = sip_driver_line(PARKING_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(call_ask(call, CALL_PARK, 3, &(struct call_args){ .mode = LINEPARKMODE_DIRECTED, .dest = "7" }) == OK);
	for (int i = 0; i < 4; i++) {
		scene_run(400);
		CHECK_TEXT(far_got(), "INFO");
		CHECK(far_saw("INFO", i == 0 ? "Signal=*" : i == 1 ? "Signal=6" : i == 2 ? "Signal=8" : "Signal=7"));
		far_answers(200, NULL, NULL);
	}
	CHECK_TEXT(scene_news(), "");
	return call;
}

TEST(sip_watch, a_call_is_parked_when_the_exchange_takes_it_away)
{
	park();
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle");
}

TEST(sip_watch, a_call_that_the_exchange_leaves_is_not_parked)
{
	struct call *call = park();

	scene_run(30000);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

/* --- calls back --------------------------------------------------------------------- */

#define BACK_LINE FREE_LINE "call-back = yes\n"

static DWORD completion;

static enum err write_id(void *to, DWORD number, const char *text)
{
	*(DWORD *)to = number;
	return OK;
}

/* 201 is called, and lineCompleteCall is request 2: their calls are followed. */
static void complete(unsigned status)
{
	struct call *call;

	open_line(BACK_LINE);
	a->line_states |= LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL;
	call = sip_driver_dial(a, "201", 0);
	NEED(call != NULL);
	far_answers(status, NULL, NULL);
	CHECK_TEXT(scene_news(), status == 180 ? "1 ok, a dialing, a ringback" : "1 ok, a dialing, a busy (station)");
	far_got();
	NEED(call_ask(call, CALL_COMPLETE, 2, &(struct call_args){
		.mode = LINECALLCOMPLMODE_CALLBACK, .out = { &completion, write_id } }) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a line numcompletions, a idle");
	CHECK_INT(a->completions, 1);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:201@192.0.2.9 SIP/2.0\r\n"));
	far_answers_to("SUBSCRIBE", 200, TAKEN, NULL);
	far_got();
}

TEST(sip_watch, a_busy_call_stays_busy_while_it_can_be_completed)
{
	struct call *call;

	open_line(BACK_LINE);
	call = sip_driver_dial(a, "201", 0);
	NEED(call != NULL);
	far_answers(486, NULL, NULL);
	CHECK_INT(call->state, LINECALLSTATE_BUSY);
	CHECK(call_features(call) & LINECALLFEATURE_COMPLETECALL);
	scene_news();
	scene_run(30000);
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle");
}

TEST(sip_watch, a_line_that_cannot_call_back_does_not_say_so)
{
	a = sip_driver_line(FREE_LINE);
	CHECK_INT(call_features_ever(a) & LINECALLFEATURE_COMPLETECALL, 0);
	CHECK_INT(address_features_ever(a) & LINEADDRFEATURE_UNCOMPLETECALL, 0);
}

TEST(sip_watch, who_was_busy_is_called_back_when_they_are_free)
{
	struct call *call;

	complete(486);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", TALKS));
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", DIALOGS, INFO("1", "partial", ENDS));
	CHECK_TEXT(scene_news(), "");
	scene_run(2000);
	CHECK_TEXT(scene_news(), "a new, a offering, a line numcompletions");
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(call->reason, LINECALLREASON_CALLCOMPLETION);
	CHECK_INT(call->completion_id, completion);
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLER].number, "201");
	far_got();
	NEED(scene_ask(call, CALL_ANSWER, 3) == OK);
	CHECK_TEXT(scene_news(), "3 ok");
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:201@192.0.2.9 SIP/2.0\r\n"));
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

TEST(sip_watch, a_call_back_to_who_is_busy_again_ends)
{
	complete(486);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", ""));
	scene_run(2000);
	scene_news();
	NEED(scene_new_call() != NULL);
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 3) == OK);
	far_answers_to("INVITE", 486, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (busy), a idle");
}

TEST(sip_watch, a_call_back_that_nobody_answers_ends)
{
	complete(486);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", ""));
	scene_run(2000);
	scene_news();
	scene_run(30000);
	CHECK_TEXT(scene_news(), "a disconnected (noanswer), a idle");
}

TEST(sip_watch, who_did_not_answer_is_called_back_when_they_have_talked)
{
	complete(180);
	CHECK_TEXT(far_got(), "");
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", ""));
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", DIALOGS, INFO("1", "full", DIALS));
	far_asks("NOTIFY", DIALOGS, INFO("2", "full", ""));
	scene_run(2000);
	CHECK_TEXT(scene_news(), "a new, a offering, a line numcompletions");
}

TEST(sip_watch, a_completion_is_given_up)
{
	complete(486);
	NEED(line_ask(a, LINE_OP_UNCOMPLETE, 4, &(struct line_args){ .completion = completion }) == OK);
	CHECK_TEXT(scene_news(), "4 ok, a line numcompletions, a line complcancel");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	CHECK_INT(line_ask(a, LINE_OP_UNCOMPLETE, 5, &(struct line_args){ .completion = completion }), ERR_COMPLETIONID);
}

TEST(sip_watch, nobody_waits_for_ever)
{
	complete(486);
	far_asks("NOTIFY", DIALOGS, INFO("0", "full", TALKS));
	scene_run(45 * 60000);
	CHECK_TEXT(scene_news(), "a line numcompletions, a line complcancel");
	CHECK_INT(a->completions, 0);
}

/* --- calls back by a queue (RFC 6910) ------------------------------------------------- */

#define OFFER "Call-Info: <sip:queue@192.0.2.9>;purpose=call-completion;m=BS\n"
#define QUEUE "Event: call-completion\nContent-Type: application/call-completion\nSubscription-State: active\n"

/* 201 is busy and offers a place in its queue, which lineCompleteCall as request 2 takes. */
static void queue(void)
{
	struct call *call;

	open_line(BACK_LINE);
	a->line_states |= LINEDEVSTATE_NUMCOMPLETIONS | LINEDEVSTATE_COMPLCANCEL;
	call = sip_driver_dial(a, "201", 0);
	NEED(call != NULL);
	far_answers(486, OFFER, NULL);
	scene_news();
	NEED(call_ask(call, CALL_COMPLETE, 2, &(struct call_args){
		.mode = LINECALLCOMPLMODE_CALLBACK, .out = { &completion, write_id } }) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a line numcompletions, a idle");
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:queue@192.0.2.9;m=BS SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nEvent: call-completion\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nAccept: application/call-completion\r\n"));
	far_got();
}

TEST(sip_queue, who_has_a_place_in_a_queue_is_called_when_it_is_their_turn)
{
	struct call *call;

	queue();
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", QUEUE, "cc-state: queued\ncc-service-retention: true\n");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", QUEUE, "cc-state: ready\ncc-URI: sip:201@192.0.2.7\n");
	scene_run(0);
	CHECK_TEXT(scene_news(), "a new, a offering, a line numcompletions");
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(call->reason, LINECALLREASON_CALLCOMPLETION);
	CHECK_INT(call->completion_id, completion);
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_CALLER].number, "201");
	far_got();
	NEED(scene_ask(call, CALL_ANSWER, 3) == OK);
	CHECK(far_saw("INVITE", "INVITE sip:201@192.0.2.7;m=BS SIP/2.0\r\n"));
	CHECK_TEXT(far_got(), "INVITE");		/* the place is kept until then */
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a info connectedid, a connected");
	far_got();
	scene_run(90000);
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_queue, what_makes_no_sense_is_no_turn)
{
	queue();
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", QUEUE, "no sense\n");
	far_asks("NOTIFY", QUEUE, "cc-state: perhaps\n");
	far_asks("NOTIFY", QUEUE, "cc-state: queued\n");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", QUEUE, "cc-state: ready\ncc-URI: no address\n");
	scene_run(0);
	CHECK_TEXT(scene_news(), "a new, a offering, a line numcompletions");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 3) == OK);
	CHECK(far_saw("INVITE", "INVITE sip:201@192.0.2.9;m=BS SIP/2.0\r\n"));
}

TEST(sip_queue, where_no_place_is_left_calls_are_followed)
{
	queue();
	far_answers(489, NULL, NULL);
	scene_run(0);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:201@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nEvent: dialog\r\n"));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_queue, a_place_is_given_up)
{
	queue();
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", QUEUE, "cc-state: queued\n");
	far_got();
	NEED(line_ask(a, LINE_OP_UNCOMPLETE, 3, &(struct line_args){ .completion = completion }) == OK);
	CHECK_TEXT(scene_news(), "3 ok, a line numcompletions, a line complcancel");
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
}

TEST(sip_queue, who_does_not_answer_may_offer_a_place_too)
{
	struct call *call;

	open_line(BACK_LINE);
	call = sip_driver_dial(a, "201", 0);
	NEED(call != NULL);
	far_answers(180, "Call-Info: <sip:queue@192.0.2.9>;purpose=call-completion;m=NR\n", NULL);
	NEED(call_ask(call, CALL_COMPLETE, 2, &(struct call_args){
		.mode = LINECALLCOMPLMODE_CALLBACK, .out = { &completion, write_id } }) == OK);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:queue@192.0.2.9;m=NR SIP/2.0\r\n"));
}
