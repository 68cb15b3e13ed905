/* SPDX-License-Identifier: MIT
 * test_sip_driver_srtp.c - calls whose voice is encrypted, or must be, or must not. */
#include "sip_driver_scene.h"
#include "base/log.h"

#define WANTED_LINE FREE_LINE "srtp = wanted\n"
#define REQUIRED_LINE FREE_LINE "srtp = required\n"

/* Keys of the far end, and what it says with them. */
#define SUITE "AES_CM_128_HMAC_SHA1_80"
#define KEY_1 "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define KEY_2 "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR"
#define CRYPTO(tag, key) "a=crypto:" tag " " SUITE " inline:" key "|2^31\n"
#define SAID_AS(profile, rest) SDP_OF("IP6 2001:db8::9", "m=audio 7000 " profile " 8\n" rest)
#define SAVP(tag, key) SAID_AS("RTP/SAVP", CRYPTO(tag, key))
#define AVP(tag, key) SAID_AS("RTP/AVP", CRYPTO(tag, key))
#define SAVP_KEYLESS SAID_AS("RTP/SAVP", "")

static struct line *a;
static struct call *call;
static char warned[1024];

static void caught(void *arg, enum log_level level, const char *line)
{
	size_t len = strlen(warned);

	snprintf(warned + len, sizeof(warned) - len, "%s\n", line);
}

static void log_again(void *unused)
{
	log_to(NULL, NULL);
	log_level_set(LOG_WARN);
}

/* From now on what is logged goes to `warned`. */
static void catch_log(void)
{
	warned[0] = '\0';
	log_to(caught, NULL);
	log_level_set(LOG_WARN);
	DEFER(log_again, NULL);
}

static struct sip_call *ours(void)
{
	return list_entry(sip.calls.next, struct sip_call, node);
}

static void dial(const char *configuration)
{
	a = sip_driver_line(configuration);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

/* A call that the far end answered so, with no more news than that. */
static void talk(const char *configuration, const char *sdp)
{
	dial(configuration);
	far_answers(200, NULL, sdp);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

/* The far end calls with `sdp`, and a says yes. */
static void is_called(const char *sdp)
{
	far_calls("alice", NULL, sdp);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	NEED(scene_ask(call, CALL_ANSWER, 2) == OK);
}

static void talk_in(const char *configuration, const char *sdp)
{
	a = sip_driver_line(configuration);
	is_called(sdp);
	far_acks(NULL);
	far_got();
	scene_news();
}

/* Where our key of SUITE is in a message of ours, and its text. */
static const char *our_key(const char *name, char out[41])
{
	const char *at = strstr(far_text(name), " " SUITE " inline:");

	out[0] = '\0';
	if (at)
		snprintf(out, 41, "%.40s", at + strlen(" " SUITE " inline:"));
	return out;
}

/* The key of theirs by which their voice is opened; "": it goes as it is. */
static bool hears_by(const char *text)
{
	struct sdes_key key = { 0 };
	char line[128];
	uint32_t tag;

	if (!text[0])
		return !ours()->keys || ours()->keys->in.suite == SDES_NONE;
	snprintf(line, sizeof(line), "1 " SUITE " inline:%s", text);
	return sdes_read(&key, &tag, span_of(line)) && sdes_key_same(&key, &ours()->keys->in);
}

/* Whether our voice goes by this key of ours. */
static bool speaks_by(const char *text)
{
	struct sdes_key key = { 0 };
	char line[128];
	uint32_t tag;

	if (!text[0])
		return !ours()->keys || ours()->keys->out.suite == SDES_NONE;
	snprintf(line, sizeof(line), "1 " SUITE " inline:%s", text);
	return sdes_read(&key, &tag, span_of(line)) && sdes_key_same(&key, &ours()->keys->out);
}

/* --- we call -------------------------------------------------------------------------- */

TEST(sip_srtp, a_line_without_it_offers_no_keys_and_takes_none)
{
	dial(FREE_LINE);
	CHECK(far_saw("INVITE", " RTP/AVP 8 0 101\r\n"));
	CHECK(!far_saw("INVITE", "crypto"));
	far_answers(200, NULL, SAVP("1", KEY_1));
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK_TEXT(scene_news(), "a info connectedid, a disconnected (incompatible), a idle");
}

TEST(sip_srtp, what_is_required_is_offered_by_savp_and_comes_into_force)
{
	char key[41];

	dial(REQUIRED_LINE);
	CHECK(far_saw("INVITE", " RTP/SAVP 8 0 101\r\n"));
	CHECK(far_saw("INVITE", "\r\na=crypto:1 " SUITE " inline:"));
	CHECK(far_saw("INVITE", "\r\na=crypto:2 AES_256_CM_HMAC_SHA1_80 inline:"));
	far_answers(200, NULL, SAVP("1", KEY_1));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK(hears_by(KEY_1));
	CHECK(speaks_by(our_key("INVITE", key)));
}

TEST_ONCE(sip_srtp, an_answer_without_keys_ends_a_call_that_requires_them)
{
	static const char *const answers[] = { SDP_QUIET, SAVP_KEYLESS, SAVP("4", KEY_1), AVP("2", KEY_1) };

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (i == 0)
			dial(REQUIRED_LINE);
		else
			call = sip_driver_dial(a, "200", 0);
		NEED(call != NULL);
		if (i == 0)
			catch_log();
		warned[0] = '\0';
		far_got();
		scene_news();
		far_answers(200, NULL, answers[i]);
		CHECK_TEXT(far_got(), "ACK, BYE");
		CHECK_TEXT(scene_news(), "a info connectedid, a disconnected (incompatible), a idle");
		CHECK(strstr(warned, "no voice: the far end's answer has no key that is of use, and srtp = required"));
		far_answers(200, NULL, NULL);
	}
}

TEST(sip_srtp, who_refuses_what_is_required_is_not_asked_again)
{
	dial(REQUIRED_LINE);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (incompatible), a idle");
}

TEST(sip_srtp, what_is_wanted_is_offered_by_avp_and_may_be_declined)
{
	dial(WANTED_LINE);
	CHECK(far_saw("INVITE", " RTP/AVP 8 0 101\r\n"));
	CHECK(far_saw("INVITE", "\r\na=crypto:1 " SUITE " inline:"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK(hears_by("") && speaks_by(""));
}

TEST(sip_srtp, what_is_wanted_is_taken_where_it_is_answered)
{
	char key[41];

	talk(WANTED_LINE, AVP("1", KEY_1));
	CHECK(hears_by(KEY_1));
	CHECK(speaks_by(our_key("INVITE", key)));
}

TEST(sip_srtp, what_is_wanted_is_offered_by_savp_to_who_refuses_it_by_avp)
{
	char first[41], second[41];

	dial(WANTED_LINE);
	our_key("INVITE", first);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", " RTP/SAVP 8 0 101\r\n"));
	CHECK_TEXT(our_key("INVITE", second), first);
	far_answers(200, NULL, SAVP("1", KEY_1));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK(hears_by(KEY_1) && speaks_by(second));
}

TEST(sip_srtp, who_refuses_both_has_refused)
{
	dial(WANTED_LINE);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	far_answers(488, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (incompatible), a idle");
}

TEST(sip_srtp, each_place_that_rings_has_keys_of_its_own)
{
	char key[41];

	dial(REQUIRED_LINE);
	far_answers(183, NULL, SAVP("1", KEY_1));
	CHECK_TEXT(scene_news(), "a proceeding");
	CHECK(hears_by(KEY_1));
	snprintf(far_end.tag, sizeof(far_end.tag), "other");
	far_answers(200, NULL, SAVP("1", KEY_2));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	CHECK(hears_by(KEY_2));
	CHECK(speaks_by(our_key("INVITE", key)));
}

TEST(sip_srtp, who_is_called_instead_is_told_other_keys)
{
	char first[41], second[41];

	dial(REQUIRED_LINE);
	our_key("INVITE", first);
	far_answers(302, "Contact: <sip:carol@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	our_key("INVITE", second);
	CHECK_INT(strlen(second), 40);
	CHECK(strcmp(first, second) != 0);
}

TEST(sip_srtp, keys_that_everybody_can_read_are_warned_of_once_a_line)
{
	dial(REQUIRED_LINE);
	far_answers(486, NULL, NULL);
	catch_log();
	sip_line_of(a)->keys_shown = false;
	call = sip_driver_dial(a, "201", 0);
	CHECK(strstr(warned, "the keys of srtp go by UDP: who can read that can hear the calls; set transport = tls or wss"));
	warned[0] = '\0';
	far_answers(486, NULL, NULL);
	call = sip_driver_dial(a, "202", 0);
	CHECK_TEXT(warned, "");
}

/* --- we are called ---------------------------------------------------------------------- */

TEST(sip_srtp, a_line_without_it_refuses_what_is_encrypted)
{
	a = sip_driver_line(FREE_LINE);
	catch_log();
	far_calls("alice", NULL, SAVP("1", KEY_1));
	CHECK_TEXT(far_got(), "488 INVITE");
	CHECK_TEXT(scene_news(), "");
	CHECK(strstr(warned, "no voice: the far end's offer is by SRTP, and srtp = none"));
	far_acks(NULL);
}

TEST(sip_srtp, a_line_without_it_answers_an_offer_that_only_wants_it)
{
	talk_in(FREE_LINE, AVP("1", KEY_1));
	CHECK(far_saw("200 INVITE", " RTP/AVP 8\r\n") && !far_saw("200 INVITE", "crypto"));
	CHECK(hears_by("") && speaks_by(""));
}

TEST(sip_srtp, a_line_that_requires_it_refuses_what_is_plain)
{
	static const char *const offers[] = { SDP_QUIET, SAVP_KEYLESS };

	a = sip_driver_line(REQUIRED_LINE);
	catch_log();
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		warned[0] = '\0';
		far_calls("alice", NULL, offers[i]);
		CHECK_TEXT(far_got(), "488 INVITE");
		CHECK(strstr(warned, "no voice: the far end's offer has no key that is of use, and srtp = required"));
		far_acks(NULL);
	}
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_srtp, keys_of_an_offer_are_answered_by_the_tag_of_the_one_that_is_taken)
{
	char key[41];

	talk_in(REQUIRED_LINE, SAID_AS("RTP/SAVP", "a=crypto:3 F8_128_HMAC_SHA1_80 inline:" KEY_2 "\n" CRYPTO("9", KEY_1)));
	CHECK(far_saw("200 INVITE", " RTP/SAVP 8\r\n"));
	CHECK(far_saw("200 INVITE", "\r\na=crypto:9 " SUITE " inline:"));
	CHECK(hears_by(KEY_1));
	CHECK(speaks_by(our_key("200 INVITE", key)));
	CHECK(strcmp(key, KEY_1) != 0);
}

TEST(sip_srtp, a_line_that_wants_it_takes_what_it_gets)
{
	talk_in(WANTED_LINE, SDP_QUIET);
	CHECK(hears_by("") && speaks_by(""));
	CHECK(!far_saw("200 INVITE", "crypto"));
	scene_ask(call, CALL_DROP, 3);
	far_answers(200, NULL, NULL);
	is_called(SAVP("1", KEY_1));
	CHECK(far_saw("200 INVITE", " RTP/SAVP 8\r\n") && hears_by(KEY_1));
}

TEST(sip_srtp, who_calls_without_an_offer_is_offered_keys)
{
	char key[41];

	a = sip_driver_line(REQUIRED_LINE);
	is_called(NULL);
	CHECK(far_saw("200 INVITE", " RTP/SAVP 8 0 101\r\n"));
	far_acks(SAVP("1", KEY_1));
	CHECK(hears_by(KEY_1) && speaks_by(our_key("200 INVITE", key)));
	scene_news();
	scene_ask(call, CALL_DROP, 3);
	far_answers(200, NULL, NULL);
	is_called(NULL);
	far_got();
	scene_news();
	far_acks(SDP_QUIET);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "a disconnected (incompatible), a idle");
}

/* --- within the call ------------------------------------------------------------------------ */

TEST(sip_srtp, hold_keeps_the_keys)
{
	char first[41], second[41];

	talk(REQUIRED_LINE, SAVP("1", KEY_1));
	our_key("INVITE", first);
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	CHECK(far_saw("INVITE", " RTP/SAVP ") && far_saw("INVITE", "a=sendonly\r\n"));
	CHECK_TEXT(our_key("INVITE", second), first);
	far_answers(200, NULL, SAVP("1", KEY_1));
	CHECK_TEXT(scene_news(), "2 ok, a onhold");
	CHECK(hears_by(KEY_1) && speaks_by(first));
}

TEST(sip_srtp, what_came_by_savp_is_held_by_savp_though_it_is_only_wanted)
{
	talk_in(WANTED_LINE, SAVP("1", KEY_1));
	NEED(scene_ask(call, CALL_HOLD, 3) == OK);
	CHECK(far_saw("INVITE", " RTP/SAVP 8 0 101\r\n"));
}

TEST(sip_srtp, another_key_of_theirs_is_followed_by_another_of_ours)
{
	char first[41], second[41], third[41];

	talk_in(REQUIRED_LINE, SAVP("1", KEY_1));
	our_key("200 INVITE", first);
	far_asks("INVITE", NULL, SAVP("1", KEY_1));
	CHECK_TEXT(our_key("200 INVITE", second), first);
	CHECK(hears_by(KEY_1) && speaks_by(first));
	far_acks(NULL);
	far_asks("INVITE", NULL, SAVP("2", KEY_2));
	our_key("200 INVITE", second);
	CHECK_INT(strlen(second), 40);
	CHECK(strcmp(first, second) != 0);
	CHECK(hears_by(KEY_2) && speaks_by(second));
	far_acks(NULL);
	far_asks("UPDATE", NULL, SAVP("2", KEY_1));
	CHECK(strcmp(our_key("200 UPDATE", third), second) != 0);
	CHECK(hears_by(KEY_1) && speaks_by(third));
}

TEST(sip_srtp, another_key_in_the_answer_to_our_hold_is_taken)
{
	talk(REQUIRED_LINE, SAVP("1", KEY_1));
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	far_answers(200, NULL, SAVP("1", KEY_2));
	CHECK(hears_by(KEY_2));
}

TEST(sip_srtp, a_call_that_requires_keys_stays_as_it_is_when_it_is_to_become_plain)
{
	talk_in(REQUIRED_LINE, SAVP("1", KEY_1));
	far_asks("INVITE", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "488 INVITE");
	far_acks(NULL);
	CHECK(hears_by(KEY_1));
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_srtp, a_call_that_requires_keys_ends_when_our_hold_is_answered_without)
{
	talk(REQUIRED_LINE, SAVP("1", KEY_1));
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	far_got();
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, BYE");
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED, a disconnected (incompatible), a idle");
}

TEST(sip_srtp, a_key_that_was_left_does_not_come_back)
{
	char first[41], second[41];

	talk_in(WANTED_LINE, SAVP("1", KEY_1));
	our_key("200 INVITE", first);
	far_asks("INVITE", NULL, SDP_QUIET);
	CHECK(!far_saw("200 INVITE", "crypto"));
	CHECK(hears_by("") && speaks_by(""));
	far_acks(NULL);
	far_asks("INVITE", NULL, SAVP("1", KEY_1));
	our_key("200 INVITE", second);
	CHECK_INT(strlen(second), 40);
	CHECK(strcmp(first, second) != 0);
	CHECK(hears_by(KEY_1) && speaks_by(second));
}

TEST(sip_srtp, who_asks_for_an_offer_within_the_call_is_offered_other_keys)
{
	char first[41], second[41];

	talk_in(REQUIRED_LINE, SAVP("1", KEY_1));
	our_key("200 INVITE", first);
	far_asks("INVITE", NULL, NULL);
	our_key("200 INVITE", second);
	CHECK_INT(strlen(second), 40);
	CHECK(strcmp(first, second) != 0);
	CHECK(speaks_by(first));
	far_acks(SAVP("1", KEY_2));
	CHECK(hears_by(KEY_2) && speaks_by(second));
	far_asks("INVITE", NULL, NULL);
	far_got();
	far_acks(SDP_QUIET);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "a disconnected (incompatible), a idle");
}

/* --- configuration ------------------------------------------------------------------------------ */

TEST(sip_srtp, suites_are_offered_in_the_order_of_the_line)
{
	dial(WANTED_LINE "srtp-suites = AES_CM_128_HMAC_SHA1_32  " SUITE " AES_CM_128_HMAC_SHA1_32\n");
	CHECK(far_saw("INVITE", "\r\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:"));
	CHECK(far_saw("INVITE", "\r\na=crypto:2 " SUITE " inline:"));
	CHECK(!far_saw("INVITE", "\r\na=crypto:3 "));
}

TEST(sip_srtp, a_suite_that_is_none_is_complained_of)
{
	CHECK(strstr(scene_complaint("[sip]\nlisten = " FAR_US ":0\n" WANTED_LINE "srtp-suites = AES\n"),
		     "srtp-suites: \"AES\" is no suite that is known here"));
	CHECK(strstr(scene_complaint("[sip]\nlisten = " FAR_US ":0\n" WANTED_LINE "srtp-suites = \"\"\n"),
		     "srtp needs a suite at least: set srtp-suites"));
}
