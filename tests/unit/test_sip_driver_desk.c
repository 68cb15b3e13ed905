/* SPDX-License-Identifier: MIT
 * test_sip_driver_desk.c - lines that watch and control somebody's phone. */
#include "sip_driver_scene.h"
#include "driver/sip/deskphone.h"
#include "model/join.h"

#define DESK_LINE FREE_LINE "desk-phone = 201\n"
#define TAKEN "Contact: <sip:pbx@192.0.2.9:5060>\nExpires: 600\n"
#define DIALOGS "Event: dialog\nContent-Type: application/dialog-info+xml\nSubscription-State: active\n"
#define REFERRED "Event: refer\nContent-Type: message/sipfrag\nSubscription-State: "
#define SDP_SILENT SDP_OF("IP4 192.0.2.9", "m=audio 7000 RTP/AVP 8\na=inactive\n")

#define DIALOG(id, direction, state, more) \
	"<dialog id=\"" id "\"" direction ">" state more "</dialog>"
#define IN " direction=\"recipient\""
#define OUT " direction=\"initiator\""
#define IS(state) "<state>" state "</state>"
#define ENDED(event) "<state event=\"" event "\">terminated</state>"
#define ENDED_BY(event, code) "<state event=\"" event "\" code=\"" code "\">terminated</state>"
#define CAROL "<remote><identity display=\"Carol &amp; Co\">sip:300@192.0.2.9</identity></remote>" \
	"<local><identity>sip:201@192.0.2.9</identity></local>"
#define US "<remote><identity>sip:alice@192.0.2.9</identity></remote>"
#define HELD "<local><target uri=\"sip:201@192.0.2.7\"><param pname=\"+sip.rendering\" pval=\"no\"/></target></local>"

static struct line *a;
static struct far_end notifier;		/* the subscription's side of the far end */
static unsigned version;

/* The phone's calls are told: all there are, or what is new. */
static void tells(const char *state, const char *dialogs)
{
	struct far_end now = far_end;
	char body[4096];

	snprintf(body, sizeof(body), "<dialog-info version=\"%u\" state=\"%s\">%s</dialog-info>", version++, state, dialogs);
	far_end = notifier;
	far_asks("NOTIFY", DIALOGS, body);
	notifier = far_end;
	far_end = now;
	far_got();
}

static void open_desk(const char *configuration)
{
	a = sip_driver_line(configuration);
	version = 0;
	NEED(strcmp(far_got(), "SUBSCRIBE") == 0);
	far_answers(200, TAKEN, NULL);
	notifier = far_end;
	notifier.branches = 5000;
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
}

/* A line that watches 201, which has no calls. */
static void watching(const char *configuration)
{
	open_desk(configuration);
	tells("full", "");
	scene_news();
}

static const char *number_of(enum party_role role)
{
	struct call *call = scene_new_call();

	return call && call->parties && call->parties[role].number ? call->parties[role].number : "";
}

/* --- watching ------------------------------------------------------------------- */

TEST(sip_desk, a_line_subscribes_to_the_calls_of_its_phone)
{
	open_desk(DESK_LINE);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:201@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nEvent: dialog\r\n"));
	CHECK(!(a->status & LINEDEVSTATUSFLAGS_INSERVICE));
	tells("full", "");
	CHECK(a->status & LINEDEVSTATUSFLAGS_INSERVICE);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_desk, a_call_that_rings_at_the_phone_is_offered)
{
	watching(DESK_LINE);
	tells("partial", DIALOG("d1", IN, IS("trying"), CAROL));
	CHECK_TEXT(scene_news(), "");
	tells("partial", DIALOG("d1", IN, IS("early"), CAROL));
	CHECK_TEXT(scene_news(), "a new, a offering");
	NEED(scene_new_call() != NULL);
	CHECK_TEXT(number_of(PARTY_CALLER), "300");
	CHECK_TEXT(scene_new_call()->parties[PARTY_CALLER].name, "Carol & Co");
	CHECK_TEXT(number_of(PARTY_CALLED), "201");
	CHECK_INT(scene_new_call()->origin, LINECALLORIGIN_INBOUND);
	tells("partial", DIALOG("d1", "", IS("confirmed"), ""));
	CHECK_TEXT(scene_news(), "a connected");
	CHECK_TEXT(number_of(PARTY_CALLER), "300");
	tells("partial", DIALOG("d1", "", IS("confirmed"), HELD));
	CHECK_TEXT(scene_news(), "a onhold");
	tells("partial", DIALOG("d1", "", IS("confirmed"), ""));
	CHECK_TEXT(scene_news(), "a connected");
	tells("partial", DIALOG("d1", "", ENDED("remote-bye"), ""));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_desk, a_call_that_is_made_at_the_phone_is_seen)
{
	watching(DESK_LINE);
	tells("partial", DIALOG("d1", OUT, IS("trying"), CAROL));
	CHECK_TEXT(scene_news(), "a new, a proceeding");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->origin, LINECALLORIGIN_OUTBOUND);
	CHECK_TEXT(number_of(PARTY_CALLED), "300");
	CHECK_TEXT(number_of(PARTY_CALLER), "201");
	tells("partial", DIALOG("d1", OUT, IS("early"), ""));
	CHECK_TEXT(scene_news(), "a ringback");
	tells("partial", DIALOG("d1", OUT, IS("confirmed"), CAROL));
	CHECK_TEXT(scene_news(), "a connected, a info connectedid");
	tells("partial", DIALOG("d1", OUT, ENDED("local-bye"), ""));
	CHECK_TEXT(scene_news(), "a idle");
}

TEST(sip_desk, why_a_call_ended_is_told)
{
	static const struct {
		const char *first, *last, *news;
	} ends[] = {
		{ DIALOG("d", IN, IS("early"), ""), DIALOG("d", IN, ENDED("cancelled"), ""), "a disconnected (cancelled), a idle" },
		{ DIALOG("d", IN, IS("early"), ""), DIALOG("d", IN, ENDED_BY("cancelled", "200"), ""), "a disconnected (pickup), a idle" },
		{ DIALOG("d", IN, IS("early"), ""), DIALOG("d", IN, ENDED_BY("rejected", "486"), ""), "a idle" },
		{ DIALOG("d", IN, IS("early"), ""), DIALOG("d", IN, ENDED("timeout"), ""), "a disconnected (noanswer), a idle" },
		{ DIALOG("d", IN, IS("early"), ""), DIALOG("d", IN, IS("terminated"), ""), "a disconnected (unknown), a idle" },
		{ DIALOG("d", OUT, IS("early"), ""), DIALOG("d", OUT, ENDED("cancelled"), ""), "a idle" },
		{ DIALOG("d", OUT, IS("early"), ""), DIALOG("d", OUT, ENDED_BY("rejected", "486"), ""), "a busy (station), a disconnected (busy), a idle" },
		{ DIALOG("d", OUT, IS("early"), ""), DIALOG("d", OUT, ENDED_BY("rejected", "404"), ""), "a disconnected (badaddress), a idle" },
		{ DIALOG("d", OUT, IS("early"), ""), DIALOG("d", OUT, ENDED("error"), ""), "a disconnected (tempfailure), a idle" },
		{ DIALOG("d", OUT, IS("confirmed"), ""), DIALOG("d", OUT, IS("terminated"), ""), "a disconnected (normal), a idle" },
		{ DIALOG("d", OUT, IS("confirmed"), ""), DIALOG("d", OUT, ENDED("replaced"), ""), "a disconnected (normal), a idle" },
	};

	watching(DESK_LINE);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		tells("partial", ends[i].first);
		scene_news();
		tells("partial", ends[i].last);
		CHECK_TEXT(scene_news(), ends[i].news);
	}
}

TEST(sip_desk, calls_that_are_there_when_the_line_opens_appear)
{
	open_desk(DESK_LINE);
	line_listen(a, 0);		/* nobody wants to hear of calls yet */
	tells("full", DIALOG("d1", IN, IS("confirmed"), CAROL) DIALOG("d2", IN, IS("early"), "") DIALOG("d3", "", IS("confirmed"), HELD));
	CHECK_TEXT(scene_news(), "a line connected|inservice");
	line_listen(a, LINEMEDIAMODE_INTERACTIVEVOICE);
	CHECK_TEXT(scene_news(), "a new, a connected, a info connectedid, a new, a offering, a new, a onhold");
	CHECK_INT(scene_new_call()->origin, LINECALLORIGIN_UNKNOWN);
}

TEST(sip_desk, what_is_not_among_all_that_are_is_over)
{
	watching(DESK_LINE);
	tells("full", DIALOG("d1", IN, IS("confirmed"), "") DIALOG("d2", IN, IS("early"), ""));
	scene_news();
	tells("full", DIALOG("d1", IN, IS("confirmed"), ""));
	CHECK_TEXT(scene_news(), "a disconnected (unknown), a idle");
	tells("full", "");
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

static void subscription_ends(void)
{
	far_end = notifier;
	far_asks("NOTIFY", "Event: dialog\nSubscription-State: terminated;reason=deactivated\n", NULL);
}

TEST(sip_desk, a_moment_out_of_sight_is_not_told)
{
	watching(DESK_LINE);
	tells("full", DIALOG("d1", IN, IS("confirmed"), CAROL));
	scene_run(2000);
	scene_news();
	far_got();
	subscription_ends();
	CHECK_TEXT(far_got(), "200 NOTIFY, SUBSCRIBE");
	scene_run(1000);
	far_answers(200, TAKEN, NULL);
	notifier = far_end;
	notifier.branches = 6000;
	version = 0;
	tells("full", DIALOG("d1", IN, IS("confirmed"), CAROL));
	scene_run(200000);
	CHECK_TEXT(scene_news(), "");
	CHECK(a->status & LINEDEVSTATUSFLAGS_INSERVICE);
}

/* Nobody answers the new subscription. */
static void out_of_sight(const char *dialogs)
{
	watching(DESK_LINE);
	tells("full", dialogs);
	scene_run(2000);
	scene_news();
	subscription_ends();
	scene_run(5000);
}

TEST(sip_desk, a_call_out_of_sight_is_unknown_and_comes_back)
{
	out_of_sight(DIALOG("d1", IN " call-id=\"c1\"", IS("confirmed"), CAROL) DIALOG("d2", IN, IS("early"), ""));
	CHECK_TEXT(scene_news(), "a unknown, a unknown, a line disconnected|outofservice");
	far_answers(200, TAKEN, NULL);
	notifier = far_end;
	notifier.branches = 6000;
	version = 0;
	tells("full", DIALOG("other", IN " call-id=\"c1\"", IS("confirmed"), HELD));
	CHECK_TEXT(scene_news(), "a onhold, a disconnected (unknown), a idle, a line connected|inservice");
}

TEST(sip_desk, a_call_out_of_sight_for_long_is_given_up)
{
	out_of_sight(DIALOG("d1", IN, IS("confirmed"), CAROL));
	CHECK_TEXT(scene_news(), "a unknown, a line disconnected|outofservice");
	scene_run(125000);
	CHECK_TEXT(scene_news(), "a disconnected (unknown), a idle");
}

TEST(sip_desk, a_call_that_the_application_lets_go_goes_on_at_the_phone)
{
	struct call *call;

	watching(DESK_LINE);
	tells("partial", DIALOG("d1", IN, IS("early"), CAROL));
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(far_got(), "");
	tells("partial", DIALOG("d1", IN, IS("confirmed"), CAROL));
	tells("full", DIALOG("d1", IN, IS("confirmed"), CAROL));
	CHECK_TEXT(scene_news(), "");
	tells("partial", DIALOG("d1", IN, ENDED("remote-bye"), ""));
	tells("partial", DIALOG("d1", IN, IS("early"), CAROL));
	CHECK_TEXT(scene_news(), "a new, a offering");
}

TEST(sip_desk, what_a_watched_phone_cannot_be_told_is_not_offered)
{
	const DWORD makes = LINEFEATURE_MAKECALL;

	watching(DESK_LINE);
	CHECK_INT(line_features(a), makes);
	CHECK_INT(call_features_ever(a), LINECALLFEATURE_DROP);
	tells("partial", DIALOG("d1", IN, IS("early"), CAROL));
	NEED(scene_news()[0] && scene_new_call());
	CHECK_INT(call_features(scene_new_call()), 0);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 7), ERR_UNAVAIL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_DROP, 7), ERR_STATE);
}

TEST(sip_desk, a_line_that_is_no_phone_takes_no_calls)
{
	watching(DESK_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "480 INVITE");
	CHECK_TEXT(scene_news(), "");
}

/* --- click to dial ------------------------------------------------------------------ */

/* The phone was called, and answered; the REFER is on its way. */
static struct call *clicked(void)
{
	struct call *call = sip_driver_dial(a, "300", 0);

	NEED(call != NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, SDP_SILENT);
	CHECK_TEXT(far_got(), "ACK, REFER");
	CHECK_TEXT(scene_news(), "a proceeding");
	return call;
}

TEST(sip_desk, a_click_rings_the_phone_and_hands_it_on)
{
	watching(DESK_LINE);
	clicked();
	CHECK(far_saw("INVITE", "INVITE sip:201@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "a=inactive"));
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:300@192.0.2.9>\r\n"));
	CHECK(far_saw("REFER", "\r\nReferred-By: <sip:alice@192.0.2.9>\r\n"));
	far_answers(202, NULL, NULL);
	far_asks("NOTIFY", REFERRED "active\n", "SIP/2.0 100 Trying\r\n");
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", REFERRED "active\n", "SIP/2.0 180 Ringing\r\n");
	CHECK_TEXT(scene_news(), "a ringback");
	far_got();
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 200 OK\r\n");
	CHECK_TEXT(scene_news(), "a connected");
	CHECK_TEXT(far_got(), "200 NOTIFY, BYE");
}

TEST(sip_desk, a_call_by_click_goes_on_by_the_phones_own_call)
{
	watching(DESK_LINE);
	clicked();
	tells("partial", DIALOG("d1", IN, IS("confirmed"), US));
	far_answers_to("REFER", 202, NULL, NULL);
	tells("partial", DIALOG("d2", OUT, IS("early"), CAROL));
	CHECK_TEXT(scene_news(), "a info calledid, a ringback");
	tells("partial", DIALOG("d2", OUT, IS("confirmed"), CAROL));
	CHECK_TEXT(scene_news(), "a connected, a info connectedid");
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 200 OK\r\n");
	CHECK_TEXT(far_got(), "200 NOTIFY, BYE");
	tells("partial", DIALOG("d1", IN, ENDED("remote-bye"), US));
	scene_run(10000);
	CHECK_TEXT(scene_news(), "");
	tells("partial", DIALOG("d2", OUT, ENDED("remote-bye"), CAROL));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_desk, behind_a_server_the_phones_only_call_becomes_it)
{
	watching(DESK_LINE);
	sip_driver_dial(a, "300", 0);
	tells("full", DIALOG("201", "", IS("early"), ""));
	far_answers_to("INVITE", 200, NULL, SDP_SILENT);
	tells("full", DIALOG("201", "", IS("confirmed"), ""));
	far_answers_to("REFER", 202, NULL, NULL);
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 200 OK\r\n");
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a connected");
	scene_run(5000);
	tells("full", DIALOG("201", "", IS("confirmed"), HELD));
	CHECK_TEXT(scene_news(), "a onhold");
	tells("full", DIALOG("201", "", IS("terminated"), ""));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_desk, a_click_that_the_phone_refuses_says_why)
{
	watching(DESK_LINE);
	sip_driver_dial(a, "300", 0);
	far_answers(486, NULL, NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a busy (station), a disconnected (busy), a idle");
	sip_driver_dial(a, "300", 0);
	far_answers(200, NULL, SDP_SILENT);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a idle");
	CHECK(sip_driver_dial(a, "300", 0) != NULL);
	scene_run(40000);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a disconnected (unreachable), a idle");
}

TEST(sip_desk, a_click_that_the_destination_refuses_says_why)
{
	watching(DESK_LINE);
	clicked();
	far_answers(202, NULL, NULL);
	tells("partial", DIALOG("d1", IN, IS("confirmed"), US));
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 486 Busy Here\r\n");
	CHECK_TEXT(scene_news(), "a busy (station), a disconnected (busy), a idle");
	CHECK_TEXT(far_got(), "200 NOTIFY, BYE");
	tells("full", DIALOG("d1", IN, IS("confirmed"), US));	/* what is left of it is no new call */
	tells("full", "");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_desk, a_click_can_be_taken_back_before_the_phone_calls)
{
	struct call *call;

	watching(DESK_LINE);
	call = sip_driver_dial(a, "300", 0);
	NEED(call != NULL);
	far_answers(180, NULL, NULL);
	scene_news();
	CHECK(call_features(call) & LINECALLFEATURE_DROP);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK_TEXT(far_got(), "INVITE, CANCEL");
	far_answers_to("CANCEL", 200, NULL, NULL);
	far_answers(200, NULL, SDP_SILENT);			/* too late: it is let go */
	CHECK_TEXT(far_got(), "ACK, BYE");
}

TEST(sip_desk, a_click_cannot_be_taken_back_once_the_phone_calls)
{
	struct call *call;

	watching(DESK_LINE);
	call = clicked();
	far_answers(202, NULL, NULL);
	CHECK_INT(call_features(call), 0);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), ERR_STATE);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_desk, a_click_with_credentials)
{
	watching(DESK_LINE);
	sip_driver_dial(a, "300", 0);
	far_got();
	far_answers(401, "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\",qop=\"auth\"\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "\r\nAuthorization: Digest username=\"alice\""));
	far_answers(200, NULL, SDP_SILENT);
	CHECK_TEXT(far_got(), "ACK, REFER");
	far_answers(407, "Proxy-Authenticate: Digest realm=\"proxy\",nonce=\"n1\",qop=\"auth\"\n", NULL);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", "\r\nProxy-Authorization: Digest username=\"alice\""));
}

TEST(sip_desk, the_phone_may_be_asked_to_answer_by_itself)
{
	watching(DESK_LINE "desk-answer = call-info\n");
	sip_driver_dial(a, "300", 0);
	CHECK(far_saw("INVITE", "\r\nCall-Info: <sip:192.0.2.9>;answer-after=0\r\n"));
}

TEST(sip_desk, or_by_what_its_maker_wants_in_alert_info)
{
	watching(DESK_LINE "desk-answer = alert-info\ndesk-alert-info = info=Auto Answer\n");
	sip_driver_dial(a, "300", 0);
	CHECK(far_saw("INVITE", "\r\nAlert-Info: info=Auto Answer\r\n"));
}

TEST(sip_desk, or_by_an_answer_mode)
{
	watching(DESK_LINE "desk-answer = answer-mode\n");
	sip_driver_dial(a, "300", 0);
	CHECK(far_saw("INVITE", "\r\nAnswer-Mode: Auto\r\n"));
}

TEST(sip_desk, a_phone_that_nobody_tells_of_is_lost_after_the_click)
{
	a = sip_driver_line(DESK_LINE);
	far_got();
	far_answers(489, NULL, NULL);
	clicked();
	far_answers(202, NULL, NULL);
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 200 OK\r\n");
	CHECK_TEXT(scene_news(), "a connected");
	scene_run(4000);
	CHECK_TEXT(scene_news(), "a disconnected (unknown), a idle");
}

TEST(sip_desk, a_refer_that_came_too_early_is_sent_again)
{
	watching(DESK_LINE);
	clicked();
	far_answers(400, NULL, NULL);
	CHECK_TEXT(far_got(), "");
	scene_run(300);
	CHECK_TEXT(far_got(), "REFER");
	far_answers(202, NULL, NULL);
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 400 Bad Request\r\n");
	CHECK_TEXT(far_got(), "200 NOTIFY");
	scene_run(300);
	CHECK_TEXT(far_got(), "REFER");
	far_answers(202, NULL, NULL);
	far_asks("NOTIFY", REFERRED "terminated;reason=noresource\n", "SIP/2.0 200 OK\r\n");
	CHECK_TEXT(scene_news(), "a connected");
}

/* --- a bridge ------------------------------------------------------------------------ */

/* The phone refused REFER; the destination is called, and then both talk. `phone` gets
 * the far end of the phone's leg. */
static struct call *bridged(struct far_end *phone)
{
	struct call *call = clicked();

	*phone = far_end;
	phone->branches = 7000;
	far_answers(501, NULL, NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:300@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nContent-Length: 0\r\n"));
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	far_answers(200, "Contact: <sip:carol@192.0.2.9:5060>\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "IP6 2001:db8::9"));
	CHECK(far_saw("INVITE", "INVITE sip:bob@192.0.2.9:5060 SIP/2.0\r\n"));
	far_answers(200, NULL, SDP_EVENTS);
	CHECK_TEXT(far_got(), "ACK, ACK");
	CHECK(far_saw("ACK", "ACK sip:carol@192.0.2.9:5060 SIP/2.0\r\n"));
	CHECK(far_saw("ACK", "telephone-event"));
	CHECK_TEXT(scene_news(), "a connected");
	return call;
}

TEST(sip_desk, a_phone_without_refer_is_joined_with_the_destination)
{
	struct far_end phone;

	watching(DESK_LINE);
	bridged(&phone);
	far_end = phone;
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE, BYE");
	CHECK(far_saw("BYE", "BYE sip:carol@192.0.2.9:5060 SIP/2.0\r\n"));
	CHECK_TEXT(scene_news(), "a idle");
}

TEST(sip_desk, a_bridge_can_be_dropped)
{
	struct far_end phone;
	struct call *call;

	watching(DESK_LINE);
	call = bridged(&phone);
	CHECK(call_features(call) & LINECALLFEATURE_DROP);
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK_TEXT(far_got(), "BYE, BYE");
}

TEST(sip_desk, what_the_phone_changes_in_a_bridge_is_passed_on)
{
	struct far_end phone;

	watching(DESK_LINE);
	bridged(&phone);
	far_end = phone;
	far_asks("INVITE", "Content-Type: application/sdp\n", SDP_HOLD);
	CHECK_TEXT(far_got(), "INVITE, 100 INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:carol@192.0.2.9:5060 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "a=sendonly"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, 200 INVITE");
	CHECK(far_saw("200 INVITE", "o=- "));
}

TEST(sip_desk, the_destination_of_a_bridge_may_refuse)
{
	watching(DESK_LINE);
	clicked();
	far_answers(501, NULL, NULL);
	far_answers(486, NULL, NULL);
	CHECK_TEXT(scene_news(), "a busy (station), a disconnected (busy), a idle");
	CHECK_TEXT(far_got(), "INVITE, ACK, BYE");
}

TEST(sip_desk, a_line_may_join_by_itself_always)
{
	watching(DESK_LINE "desk-dial = 3pcc\n");
	sip_driver_dial(a, "300", 0);
	far_answers(200, NULL, SDP_SILENT);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding");
}

TEST(sip_desk, a_line_that_closes_leaves_a_bridge_alone)
{
	struct far_end phone;

	watching(DESK_LINE);
	bridged(&phone);
	line_close(a);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	far_end = phone;
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE, BYE");
}

/* --- Event: talk and hold ---------------------------------------------------------------- */

#define TALK_LINE DESK_LINE "desk-control = talk\ndesk-control-address = sip:201@192.0.2.9:5070\n"

static struct call *rings(const char *configuration)
{
	watching(configuration);
	tells("partial", DIALOG("d1", IN, IS("early"), CAROL));
	CHECK_TEXT(scene_news(), "a new, a offering");
	NEED(scene_new_call() != NULL);
	return scene_new_call();
}

TEST(sip_desk, a_phone_answers_when_it_is_told_to_talk)
{
	struct call *call = rings(TALK_LINE);

	CHECK_INT(call_features(call), LINECALLFEATURE_ANSWER);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	CHECK_TEXT(far_got(), "NOTIFY");
	CHECK(far_saw("NOTIFY", "NOTIFY sip:201@192.0.2.9:5070 SIP/2.0\r\n"));
	CHECK(far_saw("NOTIFY", "\r\nEvent: talk\r\n"));
	CHECK_INT(call_features(call), 0);
	far_answers(200, NULL, NULL);
	CHECK_TEXT(scene_news(), "");			/* it has yet to do it */
	tells("partial", DIALOG("d1", IN, IS("confirmed"), ""));
	CHECK_TEXT(scene_news(), "2 ok, a connected");
}

TEST(sip_desk, a_phone_holds_and_resumes_when_it_is_told_to)
{
	struct call *call = rings(TALK_LINE);

	tells("partial", DIALOG("d1", IN, IS("confirmed"), ""));
	scene_news();
	CHECK_INT(call_features(call), LINECALLFEATURE_HOLD);
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	CHECK(far_saw("NOTIFY", "\r\nEvent: hold\r\n"));
	tells("partial", DIALOG("d1", IN, IS("confirmed"), HELD));
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	far_answers_to("NOTIFY", 200, NULL, NULL);
	CHECK_INT(call_features(call), LINECALLFEATURE_UNHOLD);
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 3), OK);
	CHECK(far_saw("NOTIFY", "\r\nEvent: talk\r\n"));
	tells("partial", DIALOG("d1", IN, IS("confirmed"), ""));
	CHECK_TEXT(scene_news(), "3 ok, a connected");
}

TEST(sip_desk, a_phone_that_does_not_do_it_fails_the_request)
{
	struct call *call = rings(TALK_LINE);

	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	far_answers(200, NULL, NULL);
	scene_run(6000);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(scene_ask(call, CALL_ANSWER, 3), OK);
	far_answers(489, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK_INT(call_features(call), LINECALLFEATURE_ANSWER);
}

TEST(sip_desk, what_a_phone_could_take_for_another_call_is_not_asked)
{
	struct call *call = rings(TALK_LINE);

	tells("partial", DIALOG("d2", IN, IS("early"), ""));
	CHECK_INT(call_features(call), 0);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), ERR_STATE);
	tells("partial", DIALOG("d2", IN, ENDED("cancelled"), ""));
	CHECK_INT(call_features(call), LINECALLFEATURE_ANSWER);
}

TEST(sip_desk, a_call_that_ends_while_it_is_asked_for_takes_the_request_along)
{
	struct call *call = rings(TALK_LINE);

	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	tells("partial", DIALOG("d1", IN, ENDED("cancelled"), ""));
	CHECK_TEXT(scene_news(), "a disconnected (cancelled), 2 LINEERR_OPERATIONFAILED, a idle");
}

/* --- uaCSTA -------------------------------------------------------------------------------- */

#define CSTA_LINE DESK_LINE "desk-control = csta\n"
#define CSTA "Content-Type: application/csta+xml\n"
#define EVENT(name, call, local, more) "<" name "><monitorCrossRefID>5</monitorCrossRefID><connection><callID>" call \
	"</callID><deviceID>sip:201@192.0.2.9</deviceID></connection><callingDevice><deviceIdentifier>sip:300@192.0.2.9" \
	"</deviceIdentifier></callingDevice><calledDevice><deviceIdentifier>sip:201@192.0.2.9</deviceIdentifier></calledDevice>" \
	more "<localConnectionInfo>" local "</localConnectionInfo></" name ">"
#define OWN_EVENT(name, call, local, more) "<" name "><connection><callID>" call "</callID><deviceID>sip:201@192.0.2.9" \
	"</deviceID></connection><callingDevice><deviceIdentifier>201</deviceIdentifier></callingDevice><calledDevice>" \
	"<deviceIdentifier>300</deviceIdentifier></calledDevice>" more "<localConnectionInfo>" local "</localConnectionInfo></" name ">"
#define BY(device) "<releasingDevice><deviceIdentifier>" device "</deviceIdentifier></releasingDevice>"
#define SNAP(call, state) "<snapshotDeviceResponseInfo><connectionIdentifier><callID>" call "</callID><deviceID>" \
	"sip:201@192.0.2.9</deviceID></connectionIdentifier><localCallState><compoundCallState><localConnectionState>" state \
	"</localConnectionState></compoundCallState></localCallState></snapshotDeviceResponseInfo>"

/* The session stands, is monitored, and has these calls. */
static void controlled(const char *snapshot)
{
	char body[2048];

	a = sip_driver_line(CSTA_LINE);
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, CSTA, "<RequestSystemStatusResponse><systemStatus>normal</systemStatus></RequestSystemStatusResponse>");
	CHECK_TEXT(far_got(), "ACK, INFO");
	CHECK(far_saw("INFO", "<monitorObject><deviceObject>sip:201@192.0.2.9</deviceObject></monitorObject>"));
	far_answers(200, CSTA, "<MonitorStartResponse><monitorCrossRefID>5</monitorCrossRefID></MonitorStartResponse>");
	CHECK_TEXT(far_got(), "INFO");
	snprintf(body, sizeof(body), "<SnapshotDeviceResponse>%s</SnapshotDeviceResponse>", snapshot);
	far_answers(200, CSTA, body);
}

static void happens(const char *event)
{
	far_asks("INFO", CSTA, event);
	CHECK_TEXT(far_got(), "200 INFO");
}

static struct call *delivered(void)
{
	controlled("");
	CHECK_TEXT(scene_news(), "a line connected|inservice");
	happens(EVENT("DeliveredEvent", "7", "alerting", ""));
	CHECK_TEXT(scene_news(), "a new, a offering");
	NEED(scene_new_call() != NULL);
	return scene_new_call();
}

/* The request for it was answered well; nothing more was told yet. */
static void takes(const char *service)
{
	char response[128];

	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", service));
	snprintf(response, sizeof(response), "<%sResponse/>", service);
	far_answers(200, CSTA, response);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_desk, a_csta_session_begins_with_what_the_phone_has)
{
	controlled(SNAP("1", "connected") SNAP("2", "hold") SNAP("3", "alerting") SNAP("4", "null"));
	CHECK(far_saw("INVITE", "\r\nContent-Type: application/csta+xml\r\n"));
	CHECK(far_saw("INVITE", "<RequestSystemStatus"));
	CHECK_TEXT(scene_news(), "a new, a connected, a new, a onhold, a new, a offering, a line connected|inservice");
}

TEST(sip_desk, a_call_is_controlled_by_csta)
{
	struct call *call = delivered();

	CHECK_TEXT(number_of(PARTY_CALLER), "300");
	CHECK_TEXT(number_of(PARTY_CALLED), "201");
	CHECK_INT(call_features(call), LINECALLFEATURE_ANSWER | LINECALLFEATURE_DROP | LINECALLFEATURE_REDIRECT);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	takes("AnswerCall");
	CHECK(far_saw("INFO", "<callToBeAnswered><callID>7</callID><deviceID>sip:201@192.0.2.9</deviceID></callToBeAnswered>"));
	happens(EVENT("EstablishedEvent", "7", "connected", ""));
	CHECK_TEXT(scene_news(), "2 ok, a connected, a info connectedid");
	CHECK_INT(call_features(call), LINECALLFEATURE_HOLD | LINECALLFEATURE_DROP | LINECALLFEATURE_BLINDTRANSFER |
		  LINECALLFEATURE_SETUPTRANSFER);
	CHECK_INT(scene_ask(call, CALL_HOLD, 3), OK);
	takes("HoldCall");
	happens(EVENT("HeldEvent", "7", "hold", ""));
	CHECK_TEXT(scene_news(), "3 ok, a onhold");
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 4), OK);
	takes("RetrieveCall");
	happens(EVENT("RetrievedEvent", "7", "connected", ""));
	CHECK_TEXT(scene_news(), "4 ok, a connected");
	CHECK_INT(scene_ask(call, CALL_DROP, 5), OK);
	takes("ClearConnection");
	happens(EVENT("ConnectionClearedEvent", "7", "null", BY("sip:201@192.0.2.9")));
	CHECK_TEXT(scene_news(), "5 ok, a idle");
}

TEST(sip_desk, csta_tells_who_ended_a_call)
{
	delivered();
	happens(EVENT("EstablishedEvent", "7", "connected", ""));
	scene_news();
	happens(EVENT("HeldEvent", "7", "connected", "<holdingDevice><deviceIdentifier>300</deviceIdentifier></holdingDevice>"));
	CHECK_TEXT(scene_news(), "");			/* they hold us */
	happens(EVENT("ConnectionClearedEvent", "7", "connected", BY("300")));
	CHECK_TEXT(scene_news(), "");			/* their end; ours follows */
	happens(EVENT("ConnectionClearedEvent", "7", "null", ""));
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	happens(EVENT("DeliveredEvent", "8", "alerting", ""));
	happens(EVENT("ConnectionClearedEvent", "8", "null", "<cause>callCancelled</cause>"));
	CHECK_TEXT(scene_news(), "a new, a offering, a disconnected (cancelled), a idle");
}

TEST(sip_desk, a_phone_that_refuses_a_csta_request_says_so)
{
	struct call *call = delivered();

	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	far_answers(200, CSTA, "<CSTAErrorCode><stateIncompatibility>invalidConnectionState</stateIncompatibility></CSTAErrorCode>");
	CHECK_TEXT(scene_news(), "2 LINEERR_INVALCALLSTATE");
	CHECK_INT(scene_ask(call, CALL_ANSWER, 3), OK);
	far_answers(501, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
}

TEST(sip_desk, a_response_may_come_in_a_request_of_its_own)
{
	struct call *call = delivered();

	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	far_answers(200, NULL, NULL);
	far_got();
	happens("<CSTAErrorCode><operation>generic</operation></CSTAErrorCode>");
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
}

TEST(sip_desk, a_call_is_sent_elsewhere_by_csta)
{
	struct call *call = delivered();

	CHECK_INT(call_ask(call, CALL_REDIRECT, 2, &(struct call_args){ .dest = "400" }), OK);
	takes("DeflectCall");
	CHECK(far_saw("INFO", "<newDestination>sip:400@192.0.2.9</newDestination>"));
	happens(EVENT("DivertedEvent", "7", "null", ""));
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sip_desk, a_call_is_handed_on_by_csta)
{
	struct call *call = delivered();

	happens(EVENT("EstablishedEvent", "7", "connected", ""));
	scene_news();
	CHECK_INT(call_ask(call, CALL_BLIND_TRANSFER, 2, &(struct call_args){ .dest = "400" }), OK);
	takes("SingleStepTransferCall");
	happens("<TransferedEvent><primaryOldCall><callID>7</callID><deviceID>sip:201@192.0.2.9</deviceID></primaryOldCall>"
		"<transferringDevice><deviceIdentifier>sip:201@192.0.2.9</deviceIdentifier></transferringDevice></TransferedEvent>");
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sip_desk, a_call_is_made_by_csta)
{
	struct call *call;

	controlled("");
	scene_news();
	far_got();
	call = sip_driver_dial(a, "300", 0);
	NEED(call != NULL);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "<calledDirectoryNumber>sip:300@192.0.2.9</calledDirectoryNumber><autoOriginate>prompt</autoOriginate>"));
	CHECK_TEXT(scene_news(), "");
	far_answers(200, CSTA, "<MakeCallResponse><callingDevice><callID>9</callID><deviceID>sip:201@192.0.2.9</deviceID>"
		    "</callingDevice></MakeCallResponse>");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
	happens(OWN_EVENT("OriginatedEvent", "9", "connected", ""));
	happens(OWN_EVENT("DeliveredEvent", "9", "connected", ""));
	happens(OWN_EVENT("EstablishedEvent", "9", "connected", ""));
	CHECK_TEXT(scene_news(), "a proceeding, a ringback, a connected, a info connectedid");
}

TEST(sip_desk, events_may_be_faster_than_the_response_to_make_call)
{
	controlled("");
	scene_news();
	sip_driver_dial(a, "300", 0);
	far_got();
	happens(OWN_EVENT("ServiceInitiatedEvent", "9", "initiated", ""));
	happens(OWN_EVENT("FailedEvent", "9", "fail", "<cause>busy</cause>"));
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a busy (unknown)");
	far_answers_to("INFO", 200, CSTA, "<MakeCallResponse><callingDevice><callID>9</callID><deviceID>sip:201@192.0.2.9</deviceID>"
		       "</callingDevice></MakeCallResponse>");
	happens(OWN_EVENT("ConnectionClearedEvent", "9", "null", ""));
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle");
}

TEST(sip_desk, a_phone_that_will_not_make_a_call_says_why)
{
	controlled("");
	scene_news();
	sip_driver_dial(a, "300", 0);
	far_answers(200, CSTA, "<CSTAErrorCode><operation>invalidDestination</operation></CSTAErrorCode>");
	CHECK_TEXT(scene_news(), "1 LINEERR_INVALADDRESS");
}

TEST(sip_desk, a_csta_session_that_ends_is_begun_anew)
{
	delivered();
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	scene_run(4500);
	CHECK_TEXT(scene_news(), "a unknown, a line disconnected|outofservice");
	scene_run(1000);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, NULL);
	far_answers(200, CSTA, "<MonitorStartResponse><monitorCrossRefID>6</monitorCrossRefID></MonitorStartResponse>");
	far_answers(200, CSTA, "<SnapshotDeviceResponse>" SNAP("7", "connected") "</SnapshotDeviceResponse>");
	CHECK_TEXT(scene_news(), "a connected, a line connected|inservice");
}

TEST(sip_desk, a_csta_session_that_falls_silent_is_found_out)
{
	delivered();
	scene_run(60500);
	CHECK_TEXT(far_got(), "INFO");
	far_answers(200, CSTA, "<RequestSystemStatusResponse/>");
	CHECK_TEXT(scene_news(), "");
	scene_run(60500);
	far_got();
	scene_run(37000);
	CHECK_TEXT(scene_news(), "a unknown, a line disconnected|outofservice");
}

TEST(sip_desk, a_phone_without_csta_is_out_of_service)
{
	a = sip_driver_line(CSTA_LINE);
	far_answers(415, NULL, NULL);
	CHECK(!(a->status & LINEDEVSTATUSFLAGS_INSERVICE));
	CHECK(sip_driver_dial(a, "300", 0) == NULL);
	scene_run(8000);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
}

/* 7 is held, and 9 was made to ask somebody first. */
static struct call *consulting(struct call **consult)
{
	const struct call_params params = { 0 };
	struct call *call = delivered();

	happens(EVENT("EstablishedEvent", "7", "connected", ""));
	scene_news();
	NEED(join_new_consult(consult, call, (HTAPICALL)0x66) == OK);
	NEED(call_ask(call, CALL_SETUP_TRANSFER, 2, &(struct call_args){ .born = { *consult }, .params = &params }) == OK);
	takes("HoldCall");
	happens(EVENT("HeldEvent", "7", "hold", ""));
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendtransfer, a dialtone");
	NEED(call_ask(*consult, CALL_DIAL_MORE, 3, &(struct call_args){ .dest = "400", .params = &params }) == OK);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "<calledDirectoryNumber>sip:400@192.0.2.9</calledDirectoryNumber>"));
	return call;
}

#define MADE "<MakeCallResponse><callingDevice><callID>9</callID><deviceID>sip:201@192.0.2.9</deviceID></callingDevice></MakeCallResponse>"

TEST(sip_desk, a_call_is_handed_on_by_csta_after_a_consultation)
{
	struct call *consult, *call = consulting(&consult);

	far_answers(200, CSTA, MADE);
	happens(OWN_EVENT("EstablishedEvent", "9", "connected", ""));
	CHECK_TEXT(scene_news(), "a info calledid, 3 ok, a dialing, a info calledid, a connected, a info connectedid");
	CHECK(call_features(call) & LINECALLFEATURE_COMPLETETRANSF);
	NEED(call_ask(call, CALL_COMPLETE_TRANSFER, 4, &(struct call_args){ .other = consult }) == OK);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "<heldCall><callID>7</callID>"));
	CHECK(far_saw("INFO", "<activeCall><callID>9</callID>"));
	far_answers(200, CSTA, "<TransferCallResponse><transferredCall><callID>11</callID></transferredCall></TransferCallResponse>");
	CHECK_TEXT(scene_news(), "4 ok, a idle, a idle");
	happens("<TransferedEvent><primaryOldCall><callID>7</callID><deviceID>sip:201@192.0.2.9</deviceID></primaryOldCall><secondaryOldCall>"
		"<callID>9</callID></secondaryOldCall><transferringDevice><deviceIdentifier>201</deviceIdentifier></transferringDevice></TransferedEvent>");
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_desk, a_consultation_that_cannot_be_made_leaves_the_dial_tone)
{
	struct call *consult, *call = consulting(&consult);

	far_answers(200, CSTA, "<CSTAErrorCode><operation>invalidDestination</operation></CSTAErrorCode>");
	CHECK_TEXT(scene_news(), "a info calledid, 3 LINEERR_INVALADDRESS");
	CHECK_INT(consult->state, LINECALLSTATE_DIALTONE);
	CHECK_INT(scene_ask(consult, CALL_DROP, 4), OK);
	CHECK_TEXT(far_got(), "INFO");			/* and the first is taken back */
	CHECK(far_saw("INFO", "RetrieveCall"));
	happens(EVENT("RetrievedEvent", "7", "connected", ""));
	CHECK_TEXT(scene_news(), "4 ok, a idle, a connected");
	CHECK(call->state == LINECALLSTATE_CONNECTED);
}
