/* SPDX-License-Identifier: MIT
 * test_sip_driver_alert.c - how a SIP call rings, and that it may answer itself. */
#include "sip_driver_scene.h"

#define RINGS FREE_LINE "rings = internal external Bellcore-dr3\n"
#define BY_ITSELF FREE_LINE "auto-answer = yes\n"

static struct line *a;
static struct call *call;

static void ring(const char *conf, const char *headers)
{
	a = sip_driver_line(conf);
	a->line_states = LINEDEVSTATE_RINGING;
	far_calls("alice", headers, SDP_QUIET);
	call = scene_new_call();
}

static const struct {
	const char *headers;
	DWORD mode;
} alerts[] = {
	{ NULL, 1 },
	{ "Alert-Info: <urn:alert:source:internal>\n", 2 },
	{ "Alert-Info: <http://example.com/ring.wav>;info=alert-external\n", 3 },
	{ "Alert-Info: info=Alert-EXTERNAL;x-line-id=0\n", 3 },
	{ "Alert-Info: <http://127.0.0.1/Bellcore-dr3>\n", 4 },
	{ "Alert-Info: <http://127.0.0.1/Bellcore-dr31>\n", 1 },
	{ "Alert-Info: <http://127.0.0.1/x>\nAlert-Info: Bellcore-dr3\n", 4 },
	{ "Alert-Info: <urn:alert:source:internals>\n", 1 },
};

TEST_ONCE(sip_alert, alert_info_chooses_a_ring_mode)
{
	a = sip_driver_line(RINGS "calls = 100\n");
	CHECK_INT(a->ring_modes, 4);
	a->line_states = LINEDEVSTATE_RINGING;
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
		far_calls("alice", alerts[i].headers, SDP_QUIET);
		scene_news();
		call = scene_new_call();
		NEED(call != NULL);
		scene_run(1);
		CHECK_TEXT(scene_news(), "a line ringing 0");
		CHECK_INT(((struct sip_call *)call->data)->ring->mode, alerts[i].mode);
		call_free(call, ERR_CLOSED);
		far_acks(NULL);
	}
}

TEST(sip_alert, a_line_has_one_way_to_ring_unless_it_is_told_of_more)
{
	a = sip_driver_line(FREE_LINE);
	CHECK_INT(a->ring_modes, 1);
}

static const char *const by_itself[] = {
	"Call-Info: <sip:192.0.2.9>;answer-after=0\n", "Call-Info: ;answer-after=0\n",
	"Alert-Info: info=alert-autoanswer\n", "Alert-Info: <http://x>;info=alert-autoanswer;delay=0\n",
	"Alert-Info: Auto Answer\n", "Answer-Mode: Auto\n", "Priv-Answer-Mode: Auto\n",
	"Require: answermode\nAnswer-Mode: Auto;require\n",
};

TEST_ONCE(sip_alert, a_caller_may_have_its_call_answered_by_itself)
{
	a = sip_driver_line(BY_ITSELF "calls = 100\n");
	for (size_t i = 0; i < sizeof(by_itself) / sizeof(by_itself[0]); i++) {
		far_calls("alice", by_itself[i], SDP_QUIET);
		CHECK_TEXT(scene_news(), "a new, a offering");
		call = scene_new_call();
		NEED(call != NULL);
		scene_run(1);
		CHECK_TEXT(scene_news(), "a connected");
		CHECK_TEXT(far_got(), "180 INVITE, 200 INVITE");
		far_acks(NULL);
		call_free(call, ERR_CLOSED);
		far_answers(200, NULL, NULL);
		far_got();
	}
}

TEST(sip_alert, it_is_answered_after_as_long_as_the_caller_says)
{
	ring(BY_ITSELF, "Call-Info: <sip:192.0.2.9>;answer-after=5\n");
	scene_run(4900);
	CHECK_TEXT(far_got(), "180 INVITE");
	scene_run(200);
	CHECK_TEXT(far_got(), "200 INVITE");
	far_acks(NULL);
}

TEST(sip_alert, nothing_answers_by_itself_unless_the_line_allows_it)
{
	ring(FREE_LINE, "Call-Info: <sip:192.0.2.9>;answer-after=0\nAnswer-Mode: Auto\n");
	scene_run(1000);
	CHECK_TEXT(far_got(), "180 INVITE");
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nAnswer-Mode: Manual\r\n"));
	far_acks(NULL);
}

TEST(sip_alert, what_must_be_answered_by_itself_is_forbidden_where_it_may_not)
{
	ring(FREE_LINE, "Require: answermode\nAnswer-Mode: Auto;require\n");
	CHECK_TEXT(far_got(), "403 INVITE");
}

TEST(sip_alert, an_answer_mode_is_told_back)
{
	ring(BY_ITSELF, "Answer-Mode: Auto\n");
	scene_run(1);
	CHECK(far_saw("200 INVITE", "\r\nAnswer-Mode: Auto\r\n"));
	far_acks(NULL);
}

TEST(sip_alert, who_hangs_up_first_is_not_answered)
{
	ring(BY_ITSELF, "Call-Info: <sip:192.0.2.9>;answer-after=5\n");
	far_cancels(NULL);
	scene_run(6000);
	CHECK_TEXT(far_got(), "180 INVITE, 200 CANCEL, 487 INVITE");
}

TEST(sip_alert, an_application_may_answer_or_drop_it_first)
{
	ring(BY_ITSELF, "Call-Info: <sip:192.0.2.9>;answer-after=5\n");
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_acks(NULL);
	CHECK_TEXT(far_got(), "180 INVITE, 200 INVITE");
	scene_run(6000);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	far_answers(200, NULL, NULL);
}
