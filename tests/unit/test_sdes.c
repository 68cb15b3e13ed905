/* SPDX-License-Identifier: MIT
 * test_sdes.c - keys of SRTP in session descriptions. */
#include "test.h"
#include "wire/rtp/sdp.h"

/* RFC 4568 9.2's own example of a key. */
#define KEY "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

static struct sdes_key key;
static uint32_t tag;

TEST(sdes, a_line_is_read_and_written_as_it_was)
{
	char text[160];
	struct buf b;

	NEED(sdes_read(&key, &tag, SPAN("1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^20")));
	CHECK_INT(key.suite, SDES_AES_CM_128_HMAC_SHA1_80);
	CHECK_INT(tag, 1);
	CHECK(memcmp(key.bytes, "YS___semctl () {", 16) == 0);
	buf_fixed(&b, text, sizeof(text));
	sdes_write(&b, 7, &key);
	CHECK_TEXT(buf_c(&b), "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n");
}

TEST(sdes, each_suite_is_read_as_it_was_written)
{
	static const size_t sizes[SDES_SUITES] = { 0, 30, 30, 46, 46, 28, 44 };
	struct sdes_key written;
	char text[160];
	struct buf b;

	for (int suite = SDES_NONE + 1; suite < SDES_SUITES; suite++) {
		written.suite = (uint8_t)suite;
		for (int i = 0; i < SDES_KEY_MAX; i++)
			written.bytes[i] = (unsigned char)(suite + i * 37);
		buf_fixed(&b, text, sizeof(text));
		sdes_write(&b, 1, &written);
		NEED(sdes_read(&key, &tag, (struct span){ text + 9, b.len - 9 }));
		CHECK_INT(sdes_key_size(suite), sizes[suite]);
		CHECK(sdes_key_same(&key, &written));
		key.bytes[sizes[suite] - 1] ^= 1;
		CHECK(!sdes_key_same(&key, &written));
	}
	CHECK_INT(sdes_suite_named(SPAN("AEAD_AES_256_GCM")), SDES_AEAD_AES_256_GCM);
	CHECK_INT(sdes_suite_named(SPAN("")), SDES_NONE);
	CHECK_INT(sdes_suite_named(SPAN("NULL_HMAC_SHA1_80")), SDES_NONE);
}

TEST(sdes, a_long_key_may_come_without_its_last_signs)
{
	char text[160];
	struct buf b;

	for (int i = 0; i < SDES_KEY_MAX; i++)
		key.bytes[i] = (unsigned char)(i * 37);
	key.suite = SDES_AES_256_CM_HMAC_SHA1_80;
	buf_fixed(&b, text, sizeof(text));
	sdes_write(&b, 1, &key);
	CHECK(strstr(buf_c(&b), "==\r\n"));
	memset(&key, 0, sizeof(key));
	NEED(sdes_read(&key, &tag, (struct span){ text + 9, b.len - 9 - 4 }));
	CHECK_INT(key.bytes[45], (unsigned char)(45 * 37));
}

TEST(sdes, what_we_cannot_do_is_passed_over)
{
	static const char *const lines[] = {
		"", "1", "x AES_CM_128_HMAC_SHA1_80 inline:" KEY, "1 F8_128_HMAC_SHA1_80 inline:" KEY,
		"1 AES_CM_128_HMAC_SHA1_80", "1 AES_CM_128_HMAC_SHA1_80 inline:", "1 AES_CM_128_HMAC_SHA1_80 " KEY,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^20|1:4", "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:4",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY ";inline:" KEY, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "AA",
		"1 AES_256_CM_HMAC_SHA1_80 inline:" KEY, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " UNENCRYPTED_SRTP",
		"1 AES_CM_128_HMAC_SHA1_80 inline:*" KEY, "1234567890 AES_CM_128_HMAC_SHA1_80 inline:" KEY,
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK_TEXT(sdes_read(&key, &tag, span_of(lines[i])) ? lines[i] : "", "");
	CHECK(sdes_read(&key, &tag, SPAN("1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " -NEW WSH=64")));
}

/* --- offers and answers --- */

#define STRONG SDES_AES_256_CM_HMAC_SHA1_80
#define PLAIN_OF(port) "m=audio " port " RTP/AVP 8\n"
#define SECURED_OF(port) "m=audio " port " RTP/SAVP 8\na=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n"
#define DESCRIBED(rest) "v=0\no=- 1 1 IN IP4 192.0.2.2\ns=-\nc=IN IP4 192.0.2.2\nt=0 0\n" rest

static struct sdp_end one, two;
static struct sdes_key keys_one[SDES_SUITES], keys_two[SDES_SUITES];
static struct sdp_session_choice chosen_one, chosen_two;
static char offered[SDP_TEXT_SIZE], answered[SDP_TEXT_SIZE];

static void end_of(struct sdp_end *end, enum sdp_srtp srtp, const char *address, char fill)
{
	struct sdes_key *keys = end == &one ? keys_one : keys_two;
	static const uint8_t suites[] = { STRONG, SDES_AES_CM_128_HMAC_SHA1_80, SDES_AEAD_AES_128_GCM };

	*end = (struct sdp_end){ .port = 7000, .codec = { SDP_PCMA }, .codecs = 1, .srtp = (uint8_t)srtp };
	snprintf(end->address, sizeof(end->address), "%s", address);
	end->key = keys;
	for (int i = 0; srtp && i < 3; i++) {
		keys[i].suite = suites[i];
		memset(keys[i].bytes, fill + i, SDES_KEY_MAX);
		end->keys++;
	}
}

static void ends(enum sdp_srtp srtp_one, enum sdp_srtp srtp_two)
{
	end_of(&one, srtp_one, "192.0.2.1", 'a');
	end_of(&two, srtp_two, "192.0.2.2", 'm');
}

/* `from` offers and `to` answers. */
static enum sdp_outcome exchange(struct sdp_end *from, struct sdp_session_choice *of_from,
				 struct sdp_end *to, struct sdp_session_choice *of_to)
{
	struct buf b;
	struct sdp sdp;
	enum sdp_outcome outcome;

	buf_fixed(&b, offered, sizeof(offered));
	CHECK_INT(sdp_offer_write(&b, from, SDP_SENDRECV), SDP_OK);
	buf_c(&b);
	CHECK_INT(sdp_read(&sdp, buf_span(&b)), SDP_OK);
	buf_fixed(&b, answered, sizeof(answered));
	outcome = sdp_answer(&b, to, &sdp, SDP_SENDRECV, of_to);
	buf_c(&b);
	if (outcome != SDP_OK)
		return outcome;
	CHECK_INT(sdp_read(&sdp, buf_span(&b)), SDP_OK);
	return sdp_answer_take(of_from, from, &sdp, SDP_SENDRECV);
}

static enum sdp_outcome agree(void)
{
	return exchange(&one, &chosen_one, &two, &chosen_two);
}

/* What this answer to `end` comes to. */
static enum sdp_outcome answers(struct sdp_end *end, const char *answer)
{
	struct sdp sdp;

	CHECK_INT(sdp_read(&sdp, span_of(answer)), SDP_OK);
	return sdp_answer_take(&chosen_one, end, &sdp, SDP_SENDRECV);
}

static bool keys_meet(enum sdes_suite suite)
{
	return chosen_one.key_out.suite == suite && chosen_two.key_out.suite == suite &&
	       sdes_key_same(&chosen_one.key_out, &chosen_two.key_in) &&
	       sdes_key_same(&chosen_two.key_out, &chosen_one.key_in);
}

TEST(sdes, the_first_suite_that_both_know_is_agreed_on)
{
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_WANTED);
	CHECK_INT(agree(), SDP_OK);
	CHECK(strstr(offered, "m=audio 7000 RTP/SAVP 8\r\n") && strstr(offered, "a=crypto:3 AEAD_AES_128_GCM "));
	CHECK(strstr(answered, "m=audio 7000 RTP/SAVP 8\r\n") && !strstr(answered, "a=crypto:2 "));
	CHECK(keys_meet(STRONG));
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_WANTED);
	keys_two[0] = keys_two[2];
	two.keys = 1;
	CHECK_INT(agree(), SDP_OK);
	CHECK(strstr(answered, "a=crypto:3 AEAD_AES_128_GCM "));
	CHECK(keys_meet(SDES_AEAD_AES_128_GCM));
}

TEST(sdes, what_is_wanted_is_offered_beside_the_plain)
{
	ends(SDP_SRTP_WANTED, SDP_SRTP_WANTED);
	CHECK_INT(agree(), SDP_OK);
	CHECK(strstr(offered, "m=audio 7000 RTP/AVP 8\r\n") && strstr(offered, "a=crypto:1 "));
	CHECK(keys_meet(STRONG));
	ends(SDP_SRTP_WANTED, SDP_SRTP_NONE);
	CHECK_INT(agree(), SDP_OK);
	CHECK(!strstr(answered, "crypto"));
	CHECK(keys_meet(SDES_NONE));
	ends(SDP_SRTP_NONE, SDP_SRTP_WANTED);
	CHECK_INT(agree(), SDP_OK);
	CHECK(!strstr(offered, "crypto") && !strstr(answered, "crypto"));
	CHECK(keys_meet(SDES_NONE));
}

TEST(sdes, what_is_required_is_not_done_without)
{
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_NONE);
	CHECK_INT(agree(), SDP_SRTP_CLASH);
	ends(SDP_SRTP_NONE, SDP_SRTP_REQUIRED);
	CHECK_INT(agree(), SDP_SRTP_CLASH);
	CHECK_TEXT(answered, "");
	CHECK(two.said == 0 && two.lines == 0);
	ends(SDP_SRTP_WANTED, SDP_SRTP_REQUIRED);
	CHECK_INT(agree(), SDP_OK);
	CHECK(keys_meet(STRONG));
}

TEST(sdes, what_differs_in_more_than_that_is_no_clash)
{
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_NONE);
	two.codec[0] = SDP_PCMU;
	CHECK_INT(agree(), SDP_UNACCEPTABLE);
}

TEST(sdes, an_answer_is_taken_with_a_key_of_our_offer_only)
{
	static const char *const useless[] = {
		"m=audio 9 RTP/SAVP 8\n",
		"m=audio 9 RTP/AVP 8\n",
		"m=audio 9 RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n",	/* 1 was another suite */
		"m=audio 9 RTP/SAVP 8\na=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n",
		"m=audio 9 RTP/SAVP 8\na=crypto:0 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n",
		"m=audio 9 RTP/SAVP 8\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:short\n",
	};
	char text[512];

	ends(SDP_SRTP_REQUIRED, SDP_SRTP_NONE);
	agree();
	for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", DESCRIBED(""), useless[i]);
		CHECK_INT(answers(&one, text), SDP_SRTP_CLASH);
	}
	CHECK_INT(answers(&one, DESCRIBED("m=audio 9 RTP/SAVP 8\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n")), SDP_OK);
	CHECK_INT(chosen_one.key_out.bytes[0], 'b');
	CHECK(memcmp(chosen_one.key_in.bytes, "YS___semctl () {", 16) == 0);
}

TEST(sdes, who_answers_our_wish_with_a_useless_key_is_not_taken_for_plain)
{
	ends(SDP_SRTP_WANTED, SDP_SRTP_NONE);
	CHECK_INT(agree(), SDP_OK);
	CHECK_INT(answers(&one, DESCRIBED("m=audio 9 RTP/AVP 8\na=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\n")),
		  SDP_SRTP_CLASH);
	CHECK_INT(answers(&one, DESCRIBED("m=audio 9 RTP/AVP 8\n")), SDP_OK);
	CHECK_INT(chosen_one.key_in.suite, SDES_NONE);
}

TEST(sdes, of_two_streams_the_encrypted_one_is_taken_if_it_is_wanted)
{
	static const char both[] = DESCRIBED(PLAIN_OF("9") SECURED_OF("11") SECURED_OF("13"));
	struct sdp sdp;
	struct buf b;

	CHECK_INT(sdp_read(&sdp, SPAN(both)), SDP_OK);
	ends(SDP_SRTP_NONE, SDP_SRTP_WANTED);
	buf_fixed(&b, answered, sizeof(answered));
	CHECK_INT(sdp_answer(&b, &two, &sdp, SDP_SENDRECV, &chosen_two), SDP_OK);
	CHECK_INT(chosen_two.port, 11);
	CHECK(strstr(buf_c(&b), "m=audio 0 RTP/AVP 8\r\nm=audio 7000 RTP/SAVP 8\r\n"));
	CHECK(strstr(buf_c(&b), "a=crypto:4 AES_CM_128_HMAC_SHA1_80 "));
	CHECK(strstr(buf_c(&b), "m=audio 0 RTP/SAVP 8\r\n"));
	buf_fixed(&b, answered, sizeof(answered));
	CHECK_INT(sdp_answer(&b, &one, &sdp, SDP_SENDRECV, &chosen_one), SDP_OK);
	CHECK_INT(chosen_one.port, 9);
}

TEST(sdes, a_later_offer_keeps_the_profile_that_was_answered)
{
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_WANTED);
	CHECK_INT(agree(), SDP_OK);
	CHECK_INT(exchange(&two, &chosen_two, &one, &chosen_one), SDP_OK);
	CHECK(strstr(offered, "m=audio 7000 RTP/SAVP 8\r\n"));
	CHECK(keys_meet(STRONG));
	ends(SDP_SRTP_NONE, SDP_SRTP_WANTED);
	CHECK_INT(agree(), SDP_OK);
	CHECK_INT(exchange(&two, &chosen_two, &one, &chosen_one), SDP_OK);
	CHECK(strstr(offered, "m=audio 7000 RTP/AVP 8\r\n"));
}

TEST(sdes, another_key_is_another_version_of_what_we_say)
{
	ends(SDP_SRTP_REQUIRED, SDP_SRTP_REQUIRED);
	CHECK_INT(agree(), SDP_OK);
	CHECK_INT(agree(), SDP_OK);
	CHECK(one.version == 0 && two.version == 0);
	keys_one[2].bytes[3]++;
	CHECK_INT(agree(), SDP_OK);
	CHECK(one.version == 1 && two.version == 0);
}

TEST(sdes, all_that_can_be_said_fits)
{
	char offer[1024] = DESCRIBED("");
	struct sdp sdp;
	struct buf b;

	for (int i = 0; i < SDP_MEDIA_MAX - 1; i++)
		strcat(offer, "m=application 9 UDP/TLS/RTP/SAVPF 127\n");
	strcat(offer, SECURED_OF("9"));
	end_of(&one, SDP_SRTP_WANTED, "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", 'a');
	one.codec[1] = SDP_PCMU;
	one.codecs = 2;
	one.event_pt = 101;
	one.id = one.version = UINT64_MAX;
	for (one.keys = 0; one.keys < SDES_SUITES - 1; one.keys++)
		keys_one[one.keys].suite = (uint8_t)(one.keys + 1);
	CHECK_INT(sdp_read(&sdp, span_of(offer)), SDP_OK);
	buf_fixed(&b, answered, sizeof(answered));
	CHECK_INT(sdp_answer(&b, &one, &sdp, SDP_SENDRECV, &chosen_one), SDP_OK);
	buf_fixed(&b, offered, sizeof(offered));
	CHECK_INT(sdp_offer_write(&b, &one, SDP_SENDRECV), SDP_OK);
	CHECK(strstr(buf_c(&b), "a=crypto:6 "));
}
