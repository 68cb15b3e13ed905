/* SPDX-License-Identifier: MIT
 * test_sdp.c - descriptions as phones send them, offers and answers. */
#include "test.h"
#include "wire/rtp/sdp_place.h"
#include "base/mem.h"

/* A desk phone with video, SRTP on offer and much that is of no matter here. */
static const char phone[] =
	"v=0\r\n"
	"o=200 20078 20079 IN IP4 192.0.2.20\r\n"
	"s=SDP data\r\n"
	"i=of no matter\r\n"
	"c=IN IP4 192.0.2.20\r\n"
	"b=AS:84\r\n"
	"t=0 0\r\n"
	"a=sendrecv\r\n"
	"m=audio 11780 RTP/AVP 9 0 8 18 101\r\n"
	"a=rtpmap:9 G722/8000\r\n"
	"a=rtpmap:0 PCMU/8000\r\n"
	"a=rtpmap:8 PCMA/8000\r\n"
	"a=rtpmap:18 G729/8000\r\n"
	"a=fmtp:18 annexb=no\r\n"
	"a=rtpmap:101 telephone-event/8000\r\n"
	"a=fmtp:101 0-15\r\n"
	"a=ptime:30\r\n"
	"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\n"
	"a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:def\r\n"
	"a=rtcp:11790 IN IP4 192.0.2.21\r\n"
	"m=video 11782/2 RTP/AVP 99 34\r\n"
	"c=IN IP6 2001:db8::7\r\n"
	"a=rtpmap:99 H264/90000\r\n"
	"a=recvonly\r\n";

static const char head[] =
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";

static struct sdp_end ours(void)
{
	return (struct sdp_end){
		.address = "198.51.100.1", .port = 4000, .codec = { SDP_PCMA, SDP_PCMU },
		.codecs = 2, .event_pt = 101, .id = 4294967297, .version = 8,
	};
}

static enum sdp_outcome read_text(struct sdp *out, const char *text)
{
	return sdp_read(out, span_of(text));
}

/* `lines` behind a usual head. */
static enum sdp_outcome read_lines(struct sdp *out, const char *lines)
{
	static char text[4096];

	snprintf(text, sizeof(text), "%s%s", head, lines);
	return read_text(out, text);
}

struct answered {
	enum sdp_outcome outcome;
	struct sdp_session_choice choice;
	char text[2048];
};

static struct answered answer_to(struct sdp_end *end, const char *lines, enum sdp_direction wish)
{
	struct answered a = { 0 };
	struct sdp offer;
	struct buf b;

	NEED(read_lines(&offer, lines) == SDP_OK);
	buf_fixed(&b, a.text, sizeof(a.text) - 1);
	a.outcome = sdp_answer(&b, end, &offer, wish, &a.choice);
	return a;
}

/* --- reading --- */

TEST(sdp, a_phones_description_is_understood)
{
	struct sdp s;

	NEED(read_text(&s, phone) == SDP_OK);
	CHECK(span_is(s.user, "200") && span_is(s.id, "20078") && span_is(s.version, "20079"));
	CHECK(span_is(s.origin_address, "192.0.2.20"));
	CHECK(span_is(s.name, "SDP data") && span_is(s.time, "0 0"));
	NEED(s.medias == 2);
	CHECK(span_is(s.media[0].type, "audio") && span_is(s.media[0].proto, "RTP/AVP"));
	CHECK_INT(s.media[0].port, 11780);
	CHECK_INT(s.media[0].rtcp_port, 11790);
	CHECK(span_is(s.media[0].rtcp_address, "192.0.2.21"));
	CHECK(span_is(s.media[0].address, "192.0.2.20"));
	CHECK_INT(s.media[0].ptime_ms, 30);
	CHECK_INT(s.media[0].direction, SDP_SENDRECV);
	NEED(s.media[0].formats == 5);
	CHECK_INT(s.media[0].format[3].pt, 18);
	CHECK(span_is(s.media[0].format[3].fmtp, "annexb=no"));
	CHECK(span_is(s.media[0].format[4].encoding, "telephone-event"));
	CHECK_INT(s.media[0].format[4].rate_hz, 8000);
	CHECK(span_is(s.media[1].address, "2001:db8::7"));
	CHECK_INT(s.media[1].direction, SDP_RECVONLY);
	CHECK_INT(s.media[1].port, 11782);
	CHECK_INT(s.media[1].rtcp_port, 11783);
}

TEST(sdp, attributes_not_known_here_are_found_in_their_section)
{
	struct span lines, value;
	struct sdp s;

	NEED(read_text(&s, phone) == SDP_OK);
	lines = s.media[0].lines;
	NEED(sdp_attribute(&lines, "crypto", &value));
	CHECK(span_is(value, "1 AES_CM_128_HMAC_SHA1_80 inline:abc"));
	NEED(sdp_attribute(&lines, "crypto", &value));
	CHECK(span_is(value, "2 AES_CM_128_HMAC_SHA1_32 inline:def"));
	CHECK(!sdp_attribute(&lines, "crypto", &value));
	lines = s.media[1].lines;
	CHECK(!sdp_attribute(&lines, "crypto", &value));
	lines = s.media[1].lines;
	CHECK(sdp_attribute(&lines, "recvonly", &value));
	lines = s.lines;
	CHECK(!sdp_attribute(&lines, "rtpmap", &value));
	lines = s.lines;
	CHECK(sdp_attribute(&lines, "sendrecv", &value) && value.len == 0);
}

TEST(sdp, bare_line_feeds_blank_lines_and_no_last_line_end_are_borne)
{
	struct sdp s;

	NEED(read_text(&s, "\nv=0\no=x\ns= \n\nc=IN IP4 192.0.2.1/127\nt=0 0\n"
			   "m=audio 5004  RTP/AVP 0 8 \na=sendonly") == SDP_OK);
	NEED(s.medias == 1);
	CHECK_INT(s.media[0].formats, 2);
	CHECK(span_is(s.media[0].address, "192.0.2.1"));
	CHECK_INT(s.media[0].direction, SDP_SENDONLY);
}

TEST(sdp, static_payload_types_need_no_rtpmap_but_one_overrules)
{
	struct sdp s;

	NEED(read_lines(&s, "m=audio 5004 RTP/AVP 8 0 97\r\na=rtpmap:0 L16/44100/2\r\n") == SDP_OK);
	CHECK(span_is(s.media[0].format[0].encoding, "PCMA"));
	CHECK_INT(s.media[0].format[0].rate_hz, 8000);
	CHECK(span_is(s.media[0].format[1].encoding, "L16"));
	CHECK_INT(s.media[0].format[1].channels, 2);
	CHECK_INT(s.media[0].format[2].rate_hz, 0);
}

TEST(sdp, what_the_session_says_holds_for_media_that_say_nothing)
{
	struct sdp s;

	NEED(read_lines(&s, "a=sendonly\r\n"
			    "m=audio 5004 RTP/AVP 8\r\n"
			    "m=audio 5006 RTP/AVP 8\r\na=inactive\r\n"
			    "c=IN IP4 192.0.2.71\r\nc=IN IP4 192.0.2.72\r\n"
			    "m=audio 5008 RTP/AVP 8\r\nc=IN IP4 \x01\r\n") == SDP_OK);
	CHECK_INT(s.media[0].direction, SDP_SENDONLY);
	CHECK(span_is(s.media[0].address, "192.0.2.9"));
	CHECK_INT(s.media[1].direction, SDP_INACTIVE);
	CHECK(span_is(s.media[1].address, "192.0.2.71"));	/* the first of several */
	CHECK_INT(s.media[2].direction, SDP_SENDONLY);
	CHECK(span_is(s.media[2].address, "192.0.2.9"));
}

TEST(sdp, what_is_no_description_is_refused)
{
	static const char *const bad[] = {
		"", "\r\n", "hello", "v=1\r\n", "o=- 1 1 IN IP4 192.0.2.1\r\nv=0\r\n",
		"v=0\r\nm=audio\r\n", "v=0\r\nm=audio x RTP/AVP 0\r\n",
		"v=0\r\nm=audio 65536 RTP/AVP 0\r\n", "v=0\r\nm=audio 5004\r\n",
		"v=0\r\nm=audio 5004 RTP/AVP \x01\r\n", "v=0\r\nm=au\rdio 5004 RTP/AVP 0\r\n",
	};
	struct sdp s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(read_text(&s, bad[i]), SDP_SYNTAX);
	CHECK_INT(sdp_read(&s, SPAN_NONE), SDP_SYNTAX);
}

TEST(sdp, eight_media_are_taken_and_nine_are_not)
{
	char lines[512] = "";
	struct sdp s;

	for (int i = 0; i < SDP_MEDIA_MAX; i++)
		strcat(lines, "m=audio 5004 RTP/AVP 0\r\n");
	NEED(read_lines(&s, lines) == SDP_OK);
	CHECK_INT(s.medias, 8);
	strcat(lines, "m=audio 5004 RTP/AVP 0\r\n");
	CHECK_INT(read_lines(&s, lines), SDP_UNACCEPTABLE);
}

TEST(sdp, formats_beyond_the_sixteenth_are_dropped)
{
	struct sdp s;

	NEED(read_lines(&s, "m=audio 5004 RTP/AVP 96 97 98 99 100 101 102 103 104 105 106 107 "
			    "108 109 110 111 112 8\r\na=rtpmap:112 PCMA/8000\r\n") == SDP_OK);
	CHECK_INT(s.media[0].formats, SDP_FORMATS_MAX);
	CHECK_INT(s.media[0].format[15].pt, 111);
}

TEST_ONCE(sdp, a_description_cut_anywhere_is_read_within_its_bytes)
{
	for (size_t len = 0; len < sizeof(phone) - 1; len++) {
		char *copy = mem_alloc(len);
		struct span value, lines;
		struct sdp s;

		NEED(copy != NULL);
		memcpy(copy, phone, len);
		if (sdp_read(&s, (struct span){ copy, len }) == SDP_OK) {
			CHECK(len >= 3);
			lines = s.medias ? s.media[s.medias - 1].lines : s.lines;
			CHECK(lines.at + lines.len == copy + len);
			while (sdp_attribute(&lines, "rtpmap", &value))
				;
		} else {
			size_t line = len;	/* only an m= line can be cut badly */

			while (line > 0 && copy[line - 1] != '\n')
				line--;
			CHECK(len < 3 || (len - line >= 2 && memcmp(copy + line, "m=", 2) == 0));
		}
		mem_free(copy);
	}
}

TEST(sdp, directions_mirror_and_are_named)
{
	CHECK_INT(sdp_mirror(SDP_SENDONLY), SDP_RECVONLY);
	CHECK_INT(sdp_mirror(SDP_RECVONLY), SDP_SENDONLY);
	CHECK_INT(sdp_mirror(SDP_SENDRECV), SDP_SENDRECV);
	CHECK_INT(sdp_mirror(SDP_INACTIVE), SDP_INACTIVE);
	CHECK_TEXT(sdp_direction_text(SDP_INACTIVE), "inactive");
}

/* --- offers --- */

TEST(sdp, an_offer_says_all_that_we_can)
{
	struct sdp_end end = ours();
	char text[1024];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	CHECK_TEXT(buf_c(&b),
		"v=0\r\n"
		"o=- 4294967297 8 IN IP4 198.51.100.1\r\n"
		"s=-\r\n"
		"c=IN IP4 198.51.100.1\r\n"
		"t=0 0\r\n"
		"m=audio 4000 RTP/AVP 8 0 101\r\n"
		"a=rtpmap:8 PCMA/8000\r\n"
		"a=rtpmap:0 PCMU/8000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n"
		"a=fmtp:101 0-16\r\n"
		"a=ptime:20\r\n"
		"a=sendrecv\r\n");
}

TEST(sdp, an_ipv6_end_says_so)
{
	struct sdp_end end = ours();
	struct sdp s;
	char text[1024];
	struct buf b;

	strcpy(end.address, "2001:db8::1");
	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	CHECK(strstr(buf_c(&b), "c=IN IP6 2001:db8::1\r\n") != NULL);
	NEED(sdp_read(&s, buf_span(&b)) == SDP_OK);
	CHECK(span_is(s.media[0].address, "2001:db8::1"));
}

TEST(sdp, the_version_grows_only_when_something_else_is_said)
{
	struct sdp_end end = ours();
	char text[1024];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	end.version = 9;
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	CHECK_INT(end.version, 9);
	buf_reset(&b);
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	CHECK_INT(end.version, 9);
	buf_reset(&b);
	NEED(sdp_offer_write(&b, &end, SDP_SENDONLY) == SDP_OK);
	CHECK_INT(end.version, 10);
	CHECK(strstr(buf_c(&b), " 10 IN IP4") && strstr(text, "a=sendonly\r\n"));
	CHECK(strncmp(text, "v=0\r\n", 5) == 0 && !strstr(text + 5, "v=0"));
}

TEST_ONCE(sdp, an_offer_without_room_is_full_and_changes_nothing)
{
	struct sdp_end end = ours(), before = end;
	char text[400];
	struct buf b;
	size_t whole;

	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	whole = b.len;
	for (size_t size = 0; size < whole; size++) {
		end = before;
		buf_fixed(&b, text, size);
		CHECK_INT(sdp_offer_write(&b, &end, SDP_SENDRECV), SDP_FULL);
		CHECK(memcmp(&end, &before, sizeof(end)) == 0);
	}
}

TEST(sdp, an_offer_grows_in_memory_of_its_own)
{
	static struct buf b;
	struct sdp_end end = ours();

	buf_grow(&b);
	DEFER(buf_free, &b);
	NEED(sdp_offer_write(&b, &end, SDP_SENDRECV) == SDP_OK);
	CHECK(b.len > 200 && end.said != 0);
}

/* --- answers --- */

TEST(sdp, a_phones_offer_is_answered_with_its_first_codec_that_we_have)
{
	struct sdp_end end = ours();
	struct sdp_session_choice choice;
	struct sdp offer;
	char text[1024];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	NEED(read_text(&offer, phone) == SDP_OK);
	NEED(sdp_answer(&b, &end, &offer, SDP_SENDRECV, &choice) == SDP_OK);
	CHECK_TEXT(buf_c(&b),
		"v=0\r\n"
		"o=- 4294967297 8 IN IP4 198.51.100.1\r\n"
		"s=-\r\n"
		"c=IN IP4 198.51.100.1\r\n"
		"t=0 0\r\n"
		"m=audio 4000 RTP/AVP 0 101\r\n"
		"a=rtpmap:0 PCMU/8000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n"
		"a=fmtp:101 0-16\r\n"
		"a=ptime:30\r\n"
		"a=sendrecv\r\n"
		"m=video 0 RTP/AVP 99\r\n");
	CHECK_INT(choice.codec, SDP_PCMU);
	CHECK_INT(choice.codec_pt, 0);
	CHECK_INT(choice.event_pt, 101);
	CHECK_INT(choice.event_pt_in, 101);
	CHECK_INT(choice.ptime_ms, 30);
	CHECK_TEXT(choice.address, "192.0.2.20");
	CHECK_INT(choice.port, 11780);
	CHECK_INT(choice.rtcp_port, 11790);
	CHECK_INT(choice.remote, SDP_SENDRECV);
	CHECK_INT(choice.direction, SDP_SENDRECV);
}

TEST(sdp, an_offer_with_nothing_for_us_is_unacceptable)
{
	static const char *const offers[] = {
		"",
		"m=audio 5004 RTP/AVP 18 9\r\n",
		"m=audio 5004 UDP/TLS/RTP/SAVPF 8\r\n",
		"m=audio 0 RTP/AVP 8\r\n",
		"m=video 5004 RTP/AVP 8\r\n",
		"m=image 5004 udptl t38\r\n",
		"m=audio 5004 RTP/AVP 8\r\na=rtpmap:8 PCMA/16000\r\n",
		"m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 PCMA/8000/2\r\n",
		"m=audio 5004 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
	};

	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		struct sdp_end end = ours(), before = end;

		CHECK_INT(answer_to(&end, offers[i], SDP_SENDRECV).outcome, SDP_UNACCEPTABLE);
		CHECK(memcmp(&end, &before, sizeof(end)) == 0);
	}
}

TEST(sdp, a_stream_without_any_address_is_unacceptable)
{
	struct sdp_session_choice choice;
	struct sdp_end end = ours();
	struct sdp offer;
	char text[512];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	NEED(read_text(&offer, "v=0\r\nm=audio 5004 RTP/AVP 8\r\n") == SDP_OK);
	CHECK_INT(sdp_answer(&b, &end, &offer, SDP_SENDRECV, &choice), SDP_UNACCEPTABLE);
}

TEST(sdp, every_line_of_the_offer_is_answered_in_its_place)
{
	struct sdp_end end = ours();
	struct answered a = answer_to(&end,
		"m=image 6000 udptl t38\r\n"
		"m=audio 5004 RTP/SAVP 8\r\n"
		"m=audio 5006 RTP/AVPF 8\r\n"
		"m=audio 5008 RTP/AVP 8\r\n"
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
		"m=message 7000 TCP/MSRP\r\n", SDP_SENDRECV);
	struct sdp s;

	NEED(a.outcome == SDP_OK);
	NEED(read_text(&s, a.text) == SDP_OK);
	NEED(s.medias == 6);
	for (int i = 0; i < 6; i++)
		CHECK_INT(s.media[i].port, i == 2 ? 4000 : 0);
	CHECK(span_is(s.media[0].proto, "udptl"));
	CHECK(span_is(s.media[2].proto, "RTP/AVPF"));
	CHECK(span_is(s.media[4].format[0].token, "webrtc-datachannel"));
	CHECK_INT(a.choice.port, 5006);
}

TEST(sdp, the_direction_of_an_answer_is_what_both_want)
{
	static const char *const lines[] = {
		[SDP_INACTIVE] = "m=audio 5004 RTP/AVP 8\r\na=inactive\r\n",
		[SDP_SENDONLY] = "m=audio 5004 RTP/AVP 8\r\na=sendonly\r\n",
		[SDP_RECVONLY] = "m=audio 5004 RTP/AVP 8\r\na=recvonly\r\n",
		[SDP_SENDRECV] = "m=audio 5004 RTP/AVP 8\r\n",
	};
	static const enum sdp_direction wanted[4][4] = {	/* [theirs][our wish] */
		{ SDP_INACTIVE, SDP_INACTIVE, SDP_INACTIVE, SDP_INACTIVE },
		{ SDP_INACTIVE, SDP_INACTIVE, SDP_RECVONLY, SDP_RECVONLY },
		{ SDP_INACTIVE, SDP_SENDONLY, SDP_INACTIVE, SDP_SENDONLY },
		{ SDP_INACTIVE, SDP_SENDONLY, SDP_RECVONLY, SDP_SENDRECV },
	};

	for (int theirs = 0; theirs < 4; theirs++) {
		for (int wish = 0; wish < 4; wish++) {
			struct sdp_end end = ours();
			struct answered a = answer_to(&end, lines[theirs], (enum sdp_direction)wish);
			struct sdp s;

			NEED(a.outcome == SDP_OK && read_text(&s, a.text) == SDP_OK);
			CHECK_INT(a.choice.remote, theirs);
			CHECK_INT(a.choice.direction, wanted[theirs][wish]);
			CHECK_INT(s.media[0].direction, wanted[theirs][wish]);
		}
	}
}

TEST(sdp, an_address_of_zeros_holds_the_call_as_in_rfc_2543)
{
	static const char *const lines[] = {
		"m=audio 5004 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\n",
		"m=audio 5004 RTP/AVP 8\r\nc=IN IP6 ::\r\n",
		"m=audio 5004 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\na=sendrecv\r\n",
	};

	for (int i = 0; i < 3; i++) {
		struct sdp_end end = ours();
		struct answered a = answer_to(&end, lines[i], SDP_SENDRECV);

		NEED(a.outcome == SDP_OK);
		CHECK_INT(a.choice.remote, SDP_SENDONLY);
		CHECK_INT(a.choice.direction, SDP_RECVONLY);
		CHECK(strstr(a.text, "a=recvonly\r\n") != NULL);
	}
}

TEST(sdp, the_event_number_of_the_offer_stays_for_the_session)
{
	struct sdp_end end = ours();
	struct answered a = answer_to(&end, "m=audio 5004 RTP/AVP 8 96 97\r\n"
		"a=rtpmap:96 telephone-event/48000\r\na=rtpmap:97 TELEPHONE-EVENT/8000\r\n",
		SDP_SENDRECV);
	char text[1024];
	struct buf b;

	NEED(a.outcome == SDP_OK);
	CHECK_INT(a.choice.event_pt, 97);
	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, &end, SDP_SENDONLY) == SDP_OK);
	CHECK(strstr(buf_c(&b), "m=audio 4000 RTP/AVP 8 0 97\r\n") != NULL);
	CHECK_INT(end.version, 9);
}

TEST(sdp, events_are_left_out_when_one_side_has_none)
{
	struct sdp_end end = ours();
	struct answered a = answer_to(&end, "m=audio 5004 RTP/AVP 8\r\n", SDP_SENDRECV);

	NEED(a.outcome == SDP_OK);
	CHECK_INT(a.choice.event_pt, 0);
	CHECK(strstr(a.text, "telephone-event") == NULL);
	end.event_pt = 0;
	a = answer_to(&end, "m=audio 5004 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n",
		      SDP_SENDRECV);
	NEED(a.outcome == SDP_OK);
	CHECK_INT(a.choice.event_pt, 0);
	CHECK(strstr(a.text, "telephone-event") == NULL);
}

TEST(sdp, events_under_the_number_of_a_codec_are_not_taken)
{
	struct sdp_end end = ours();
	struct answered a = answer_to(&end, "m=audio 5004 RTP/AVP 8 0\r\n"
		"a=rtpmap:0 telephone-event/8000\r\n", SDP_SENDRECV);

	NEED(a.outcome == SDP_OK);
	CHECK_INT(end.event_pt, 101);
	CHECK(strstr(a.text, "m=audio 4000 RTP/AVP 8\r\n") != NULL);
	a = answer_to(&end, "m=audio 5004 RTP/AVP 8 18\r\na=rtpmap:18 telephone-event/8000\r\n",
		      SDP_SENDRECV);
	CHECK_INT(a.choice.event_pt, 0);
}

TEST(sdp, a_codec_with_a_number_of_its_own_is_taken_by_that)
{
	struct sdp_end end = ours();
	struct answered a = answer_to(&end, "m=audio 5004 RTP/AVP 97\r\na=rtpmap:97 pcma/8000/1\r\n",
				      SDP_SENDRECV);

	NEED(a.outcome == SDP_OK);
	CHECK_INT(a.choice.codec, SDP_PCMA);
	CHECK_INT(a.choice.codec_pt, 97);
	CHECK(strstr(a.text, "a=rtpmap:97 PCMA/8000\r\n") != NULL);
}

TEST(sdp, packet_times_that_we_cannot_make_are_not_taken)
{
	static const struct { const char *lines; int ms; } cases[] = {
		{ "m=audio 5004 RTP/AVP 8\r\na=ptime:40\r\n", 40 },
		{ "m=audio 5004 RTP/AVP 8\r\na=ptime:25\r\n", 20 },
		{ "m=audio 5004 RTP/AVP 8\r\na=ptime:0\r\n", 20 },
		{ "m=audio 5004 RTP/AVP 8\r\na=ptime:5000\r\n", 20 },
		{ "m=audio 5004 RTP/AVP 8\r\na=ptime:60\r\na=maxptime:30\r\n", 30 },
		{ "m=audio 5004 RTP/AVP 8\r\na=maxptime:150\r\n", 20 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sdp_end end = ours();

		CHECK_INT(answer_to(&end, cases[i].lines, SDP_SENDRECV).choice.ptime_ms, cases[i].ms);
	}
}

TEST(sdp, a_later_offer_keeps_the_refused_lines_in_their_places)
{
	struct sdp_end end = ours();
	char text[1024];
	struct buf b;
	struct sdp s;

	NEED(answer_to(&end, "m=video 5002 RTP/AVP 99\r\nm=audio 5004 RTP/AVP 8\r\n"
			     "m=a-very-long-word-that-nobody-keeps 5002 TCP/MSRP *\r\n",
		       SDP_SENDRECV).outcome == SDP_OK);
	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, &end, SDP_SENDONLY) == SDP_OK);
	NEED(sdp_read(&s, buf_span(&b)) == SDP_OK);
	NEED(s.medias == 3);
	CHECK(span_is(s.media[0].type, "video") && s.media[0].port == 0);
	CHECK(span_is(s.media[0].format[0].token, "99"));
	CHECK_INT(s.media[1].port, 4000);
	CHECK_INT(s.media[1].direction, SDP_SENDONLY);
	CHECK(span_is(s.media[2].type, "audio") && s.media[2].port == 0);
}

/* Kept as numbers, so all that are used have to be known. */
TEST(sdp, the_words_of_refused_lines_that_are_in_use_are_kept)
{
	static const char *const lines[] = {
		"m=video 0 RTP/AVP 99\r\n", "m=audio 0 RTP/SAVPF 0\r\n", "m=audio 0 UDP/TLS/RTP/SAVPF 127\r\n",
		"m=image 0 udptl t38\r\n", "m=message 0 TCP/TLS/MSRP *\r\n", "m=application 0 UDP/BFCP *\r\n",
		"m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n",
	};
	char text[128];
	struct buf b;
	struct sdp s;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		NEED(read_lines(&s, lines[i]) == SDP_OK);
		buf_fixed(&b, text, sizeof(text));
		sdp_place_write(&b, sdp_place_of(s.media[0].type, s.media[0].proto, s.media[0].format[0].token));
		CHECK_TEXT(buf_c(&b), lines[i]);
	}
	buf_fixed(&b, text, sizeof(text));
	sdp_place_write(&b, sdp_place_of(SPAN("video"), SPAN("RTP/AVP"), SPAN("128")));
	CHECK_TEXT(buf_c(&b), "m=audio 0 RTP/AVP 0\r\n");
}

TEST(sdp, a_time_that_is_none_is_not_said_again)
{
	struct sdp_session_choice choice;
	struct sdp_end end = ours();
	char text[1024];
	struct sdp offer;
	struct buf b;

	NEED(read_text(&offer, "v=0\r\nc=IN IP4 192.0.2.1\r\nt=1 \x02\r\nm=audio 9 RTP/AVP 8\r\n")
	     == SDP_OK);
	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_answer(&b, &end, &offer, SDP_SENDRECV, &choice) == SDP_OK);
	CHECK(strstr(buf_c(&b), "t=0 0\r\n") != NULL);
}

/* --- answers to us --- */

static enum sdp_outcome take(struct sdp_end *end, const char *lines, enum sdp_direction wish,
			     struct sdp_session_choice *choice)
{
	char text[1024];
	struct sdp answer;
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	NEED(sdp_offer_write(&b, end, wish) == SDP_OK);
	NEED(read_lines(&answer, lines) == SDP_OK);
	return sdp_answer_take(choice, end, &answer, wish);
}

TEST(sdp, an_answer_tells_what_to_send_where_and_what_to_expect)
{
	struct sdp_session_choice choice;
	struct sdp_end end = ours();

	NEED(take(&end, "m=audio 5004 RTP/AVP 0 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"
			"a=recvonly\r\n", SDP_SENDRECV, &choice) == SDP_OK);
	CHECK_INT(choice.codec_pt, 0);
	CHECK_INT(choice.event_pt, 96);
	CHECK_INT(choice.event_pt_in, 101);
	CHECK_INT(choice.port, 5004);
	CHECK_INT(choice.rtcp_port, 5005);
	CHECK_TEXT(choice.address, "192.0.2.9");
	CHECK_INT(choice.direction, SDP_SENDONLY);
}

TEST(sdp, an_answer_that_refuses_or_makes_up_a_codec_is_unacceptable)
{
	struct sdp_session_choice choice = { .port = 1 };
	struct sdp_end end = ours();

	CHECK_INT(take(&end, "m=audio 0 RTP/AVP 8\r\n", SDP_SENDRECV, &choice), SDP_UNACCEPTABLE);
	CHECK_INT(take(&end, "m=audio 5004 RTP/AVP 18\r\n", SDP_SENDRECV, &choice),
		  SDP_UNACCEPTABLE);
	CHECK_INT(take(&end, "", SDP_SENDRECV, &choice), SDP_UNACCEPTABLE);
	CHECK_INT(choice.port, 1);
}

TEST(sdp, two_of_us_agree)
{
	struct sdp_end a = ours(), b = ours();
	struct sdp_session_choice of_a, of_b;
	char offer_text[1024], answer_text[1024];
	struct sdp offer, answer;
	struct buf to_b, to_a;

	strcpy(b.address, "2001:db8::b");
	b.codec[0] = SDP_PCMU;
	b.codecs = 1;
	b.event_pt = 96;
	buf_fixed(&to_b, offer_text, sizeof(offer_text));
	buf_fixed(&to_a, answer_text, sizeof(answer_text));
	NEED(sdp_offer_write(&to_b, &a, SDP_SENDONLY) == SDP_OK);
	NEED(sdp_read(&offer, buf_span(&to_b)) == SDP_OK);
	NEED(sdp_answer(&to_a, &b, &offer, SDP_SENDRECV, &of_b) == SDP_OK);
	NEED(sdp_read(&answer, buf_span(&to_a)) == SDP_OK);
	NEED(sdp_answer_take(&of_a, &a, &answer, SDP_SENDONLY) == SDP_OK);
	CHECK(of_a.codec == SDP_PCMU && of_b.codec == SDP_PCMU);
	CHECK(of_a.event_pt == of_b.event_pt_in && of_a.event_pt_in == of_b.event_pt);
	CHECK_INT(of_a.direction, SDP_SENDONLY);
	CHECK_INT(of_b.direction, SDP_RECVONLY);
	CHECK_TEXT(of_a.address, "2001:db8::b");
}
