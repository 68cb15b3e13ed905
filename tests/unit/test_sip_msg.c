/* SPDX-License-Identifier: MIT
 * test_sip_msg.c - messages read, checked, framed and written. */
#include "test.h"
#include "base/mem.h"
#include "wire/sip/addr.h"
#include "wire/sip/msg.h"
#include "wire/sip/write.h"
#include <ctype.h>

#define VIA "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc\r\n"
#define REST "From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\n" \
	     "Call-ID: x@y\r\nCSeq: 1 INVITE\r\n"
#define INVITE "INVITE sip:b@example.com SIP/2.0\r\n"

static struct sip_msg msg;
static char bytes[SIP_MSG_MAX];

static enum err read_text(const char *text)
{
	size_t len = strlen(text);

	NEED(len <= sizeof(bytes));
	memcpy(bytes, text, len);
	return sip_msg_read(&msg, bytes, len);
}

/* Read and check; what the check wants to answer with, 200 if it is content. */
static uint32_t status_of(const char *text)
{
	const char *why = NULL;
	uint32_t status = 1;

	CHECK_INT(read_text(text), OK);
	if (!sip_msg_check(&msg, &status, &why))
		return 200;
	CHECK(why && *why);
	return status;
}

static bool same(struct span got, const char *want)
{
	if (span_is(got, want))
		return true;
	fprintf(stderr, "\"%.*s\" is not \"%s\"\n", SPAN_ARG(got), want);
	return false;
}

TEST(sip_msg, a_request_is_split_into_its_parts)
{
	CHECK_INT(status_of(INVITE VIA "Max-Forwards: 70\r\n" REST
			    "X-Own: 1\r\nContent-Length: 4\r\n\r\nbodymore"), 200);
	CHECK(msg.request);
	CHECK_INT(msg.method, SIP_INVITE);
	CHECK(same(msg.uri, "sip:b@example.com"));
	CHECK(same(msg.body, "body"));
	CHECK(same(msg.call_id, "x@y"));
	CHECK(same(msg.from_tag, "1"));
	CHECK(msg.to_tag.at == NULL);
	CHECK_INT(msg.cseq.number, 1);
	CHECK(same(msg.via.branch, "z9hG4bKabc"));
	CHECK_INT(msg.via.port, 5060);
	CHECK_INT(msg.count, 8);
	CHECK(same(sip_msg_get_other(&msg, "x-own"), "1"));
	CHECK(sip_msg_get(&msg, SIP_H_ROUTE).at == NULL);
	CHECK(msg.text.at == bytes && msg.text.at + msg.text.len == msg.body.at + 4);
}

TEST(sip_msg, a_response_has_the_method_of_its_CSeq)
{
	CHECK_INT(status_of("SIP/2.0 486 Busy Here\r\n" VIA REST "\r\n"), 200);
	CHECK(!msg.request);
	CHECK_INT(msg.status, 486);
	CHECK(same(msg.reason, "Busy Here"));
	CHECK_INT(msg.method, SIP_INVITE);
	CHECK_INT(status_of("sip/2.0 180\r\n" VIA REST "\r\n"), 200);
	CHECK(same(msg.reason, ""));
	CHECK_INT(read_text("SIP/2.0 99 Low\r\n" VIA REST "\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text("SIP/2.0 700 High\r\n" VIA REST "\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text("SIP/2.0 2000 Long\r\n" VIA REST "\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text("SIP/3.0 200 OK\r\n" VIA REST "\r\n"), ERR_SYNTAX);
}

TEST(sip_msg, every_known_header_is_found_by_its_name_in_any_case)
{
	static const struct {
		const char *name;
		enum sip_header id;
		char compact;
	} all[] = {
#define SIP_HEADER(name, text, compact, slot) { text, SIP_H_##name, compact },
#include "wire/sip/header.def"
#undef SIP_HEADER
	};
	char text[64];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (sip_header_read(span_of(all[i].name)) != all[i].id)
			fprintf(stderr, "%s has not the slot of its name\n", all[i].name);
		CHECK_INT(sip_header_read(span_of(all[i].name)), all[i].id);
		CHECK(span_is(sip_header_name(all[i].id), all[i].name));
		for (int upper = 0; upper < 2; upper++) {
			size_t len = strlen(all[i].name);

			for (size_t c = 0; c <= len; c++)
				text[c] = (char)(upper ? toupper(all[i].name[c])
						       : tolower(all[i].name[c]));
			CHECK_INT(sip_header_read(span_of(text)), all[i].id);
			text[len / 2] = '_';
			CHECK_INT(sip_header_read(span_of(text)), SIP_H_OTHER);
		}
		if (!all[i].compact)
			continue;
		CHECK_INT(sip_header_read((struct span){ &all[i].compact, 1 }), all[i].id);
		text[0] = (char)toupper(all[i].compact);
		CHECK_INT(sip_header_read((struct span){ text, 1 }), all[i].id);
	}
	CHECK_INT(sip_header_read(SPAN("Foo")), SIP_H_OTHER);
	CHECK_INT(sip_header_read(SPAN("q")), SIP_H_OTHER);
	CHECK_INT(sip_header_read(SPAN("\xF6")), SIP_H_OTHER);
}

TEST(sip_msg, all_compact_forms_of_the_registry_are_known)
{
	static const char letters[] = "abcdefijklmnorstuvxy";

	for (const char *c = letters; *c; c++)
		CHECK(sip_header_read((struct span){ c, 1 }) != SIP_H_OTHER);
	CHECK_INT(status_of("INVITE sip:b@example.com SIP/2.0\r\n"
			    "v: SIP/2.0/UDP h;branch=z9hG4bKa\r\nf: <sip:a@e>;tag=1\r\n"
			    "t: <sip:b@e>\r\ni: 1\r\nCSeq: 1 INVITE\r\nm: <sip:a@h>\r\n"
			    "c: application/sdp\r\nk: timer, 100rel\r\nl: 2\r\n\r\nab"), 200);
	CHECK(same(sip_msg_get(&msg, SIP_H_CONTENT_TYPE), "application/sdp"));
	CHECK(sip_msg_lists(&msg, SIP_H_SUPPORTED, "100REL"));
	CHECK(!sip_msg_lists(&msg, SIP_H_SUPPORTED, "100"));
	CHECK(same(msg.body, "ab"));
}

TEST(sip_msg, the_names_of_methods_are_told_apart_by_case)
{
	for (int i = 0; i < SIP_OTHER; i++)
		CHECK_INT(sip_method_read(span_of(sip_method_name((enum sip_method)i))), i);
	CHECK_INT(sip_method_read(SPAN("invite")), SIP_OTHER);
	CHECK_INT(sip_method_read(SPAN("INVITES")), SIP_OTHER);
	CHECK_INT(sip_method_read(SPAN("")), SIP_OTHER);
	CHECK_TEXT(sip_method_name(SIP_OTHER), "");
}

TEST(sip_msg, folded_lines_are_one_value)
{
	CHECK_INT(status_of(INVITE VIA REST "Subject: one\r\n two\r\n\t three \r\n"
			    "Content-Length:\r\n 1\r\n\r\n x"), 200);
	CHECK(same(sip_msg_get(&msg, SIP_H_SUBJECT), "one   two  \t three"));
	CHECK(same(msg.body, " "));	/* what follows the empty line is no folded line */
}

TEST(sip_msg, empty_lines_before_and_lone_LFs_are_borne)
{
	CHECK_INT(read_text("\r\n\r\n" INVITE VIA "\r\n"), OK);
	CHECK_INT(read_text("OPTIONS sip:x SIP/2.0\nVia: a\nTo: b\n\nbody"), OK);
	CHECK(same(sip_msg_get(&msg, SIP_H_TO), "b"));
	CHECK(same(msg.body, "body"));
	CHECK_INT(read_text(""), ERR_SYNTAX);
	CHECK_INT(read_text("\r\n\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text(INVITE "no colon\r\n\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text(INVITE " folded: first\r\n\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text(INVITE ": no name\r\n\r\n"), ERR_SYNTAX);
	CHECK_INT(read_text(INVITE VIA), ERR_SYNTAX);
}

TEST(sip_msg, headers_of_one_name_follow_each_other_in_their_order)
{
	const struct sip_field *field;

	CHECK_INT(read_text(INVITE "Route: <sip:1>\r\nVia: a\r\nRoute: <sip:2>, <sip:3>\r\n"
			    "Via: b\r\nROUTE: <sip:4>\r\n\r\n"), OK);
	field = sip_msg_first(&msg, SIP_H_ROUTE);
	CHECK(same(field->value, "<sip:1>"));
	field = sip_msg_next(&msg, field);
	CHECK(same(field->value, "<sip:2>, <sip:3>"));
	field = sip_msg_next(&msg, field);
	CHECK(same(field->value, "<sip:4>"));
	CHECK(sip_msg_next(&msg, field) == NULL);
	CHECK(sip_msg_first(&msg, SIP_H_CONTACT) == NULL);
}

TEST(sip_msg, there_is_a_most_of_headers)
{
	size_t len = 0;

	len += (size_t)snprintf(bytes, sizeof(bytes), INVITE);
	for (int i = 0; i < SIP_FIELDS_MAX; i++)
		len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "Via: %d\r\n", i);
	memcpy(bytes + len, "\r\n", 2);
	CHECK_INT(sip_msg_read(&msg, bytes, len + 2), OK);
	CHECK_INT(msg.count, SIP_FIELDS_MAX);
	CHECK(same(msg.fields[msg.last[SIP_H_VIA] - 1].value, "95"));
	memcpy(bytes + len, "a: 1\r\n\r\n", 8);
	CHECK_INT(sip_msg_read(&msg, bytes, len + 8), ERR_SYNTAX);
}

TEST(sip_msg, the_check_says_how_to_refuse)
{
	CHECK_INT(status_of(INVITE REST "\r\n"), 0);			/* nobody to answer */
	CHECK_INT(status_of(INVITE "Via: nonsense\r\n" REST "\r\n"), 0);
	CHECK_INT(status_of(INVITE VIA "\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Max-Forwards: many\r\n\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Max-Forwards: 256\r\n\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Call-ID: again\r\n\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Content-Length: 1\r\n\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Content-Length: 1x\r\n\r\nabc"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Contact: <sip:a@h\r\n\r\n"), 400);
	CHECK_INT(status_of(INVITE VIA REST "Contact: <sip:a@h>, <sip:\r\n\r\n"), 400);
	CHECK_INT(status_of("INVITE http://x SIP/2.0\r\n" VIA REST "\r\n"), 416);
	CHECK_INT(status_of("INVITE tel:+491 SIP/2.0\r\n" VIA REST "\r\n"), 200);
	CHECK_INT(status_of("INVITE sip:x SIP/2.1\r\n" VIA REST "\r\n"), 505);
	CHECK_INT(status_of("ACK sip:x SIP/2.0\r\n" VIA REST "\r\n"), 0);	/* CSeq says INVITE */
	CHECK_INT(status_of("SIP/2.0 200 OK\r\n" VIA "\r\n"), 0);
	CHECK_INT(status_of("INVITE sip:x SIP/2.0\r\n" VIA "From: *\r\nTo: <sip:b>\r\n"
			    "Call-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"), 400);
	CHECK_INT(status_of("REGISTER sip:x SIP/2.0\r\n" VIA "From: <sip:b>;tag=1\r\nTo: <sip:b>\r\n"
			    "Call-ID: 1\r\nCSeq: 1 REGISTER\r\nContact: *\r\n\r\n"), 200);
}

TEST(sip_msg, addresses_in_a_list_are_split_at_the_right_commas)
{
	struct span rest = SPAN("\"a, \\\"b\\\" <c>\" <sip:1,2@h;x=\",\">;q=0.1;p=\"x,y\" , "
				"<sip:3@h>,Plain Name <sip:4@h>;tag=t, sip:5@h;tag=u");
	struct span value;
	struct sip_addr addr;
	char text[32];

	CHECK(!sip_addr_read(&addr, rest, &rest));
	CHECK(same(addr.uri, "sip:1,2@h;x=\",\""));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "a, \"b\" <c>");
	CHECK(sip_addr_param(&addr, "P", &value) && same(value, "x,y"));
	CHECK(!sip_addr_read(&addr, rest, &rest));
	CHECK(same(addr.uri, "sip:3@h") && addr.display.len == 0 && addr.params.len == 0);
	CHECK(!sip_addr_read(&addr, rest, &rest));
	CHECK(same(addr.display, "Plain Name") && same(addr.tag, "t"));
	CHECK(!sip_addr_read(&addr, rest, &rest));
	CHECK(same(addr.uri, "sip:5@h") && same(addr.tag, "u"));
	CHECK(rest.at == NULL);
}

TEST(sip_msg, what_is_no_address_is_refused)
{
	static const char *const bad[] = {
		"", " ", "Bob", "\"Bob\"", "\"Bob <sip:b@h>", "<sip:b@h", "<>", "< >", "sip:", "<sip:a<b>",
		"sip:b@h?x=y", "<sip:b@h> x", "<sip:b@h>;a=\"", "<sip:a>,<sip:b>", "sip:a b@h", "5:x",
	};
	struct sip_addr addr;

	for (size_t i = 0; i + 1 < sizeof(bad) / sizeof(*bad); i++) {
		if (!sip_addr_read(&addr, span_of(bad[i]), NULL))
			fprintf(stderr, "was read: %s\n", bad[i]);
		CHECK_INT(sip_addr_read(&addr, span_of(bad[i]), NULL), ERR_SYNTAX);
	}
}

TEST(sip_msg, a_display_name_is_always_good_UTF_8)
{
	struct sip_addr addr;
	char text[16];

	CHECK(!sip_addr_read(&addr, SPAN("\"J\xC3\xBCrgen\" <sip:x>"), NULL));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "J\xC3\xBCrgen");
	CHECK(!sip_addr_display(&addr, text, 3));	/* half a letter is none */
	CHECK_TEXT(text, "J");
	CHECK(!sip_addr_display(&addr, text, 4));
	CHECK_TEXT(text, "J\xC3\xBC");
	CHECK(!sip_addr_display(&addr, text, 0));

	CHECK(!sip_addr_read(&addr, SPAN("J\xFCrgen <sip:x>"), NULL));	/* Latin-1 */
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "J\xC3\xBCrgen");
	CHECK(sip_addr_display(&addr, text, 8));
	CHECK(!sip_addr_display(&addr, text, 7));
	CHECK_TEXT(text, "J\xC3\xBCrge");
	CHECK(!sip_addr_display(&addr, text, 3));
	CHECK_TEXT(text, "J");
	CHECK(!sip_addr_read(&addr, SPAN("\"a\tb\x01\" <sip:x>"), NULL));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "a b ");
	CHECK(!sip_addr_read(&addr, SPAN("<sip:x>"), NULL));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "");
}

TEST(sip_msg, what_was_written_as_an_address_reads_the_same)
{
	static const char name[] = "A \"B\" \\ C\r\nX: y";
	struct sip_addr addr;
	char out[64], text[32];
	struct buf b;

	buf_fixed(&b, out, sizeof(out));
	sip_addr_write(&b, span_of(name), SPAN("sip:a@h\r\n>"));
	CHECK(!sip_addr_read(&addr, buf_span(&b), NULL));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "A \"B\" \\ C  X: y");
	CHECK(same(addr.uri, "sip:a@h%0d%0a%3e"));
}

TEST(sip_msg, a_via_is_read_with_all_that_may_stand_in_it)
{
	struct sip_via via;
	struct span rest;

	CHECK(!sip_via_read(SPAN("SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bK1;received=2001:db8::2;"
				 "rport=4711;maddr=224.2.0.1;ttl=16;other=\"a,b\" , SIP/2.0/UDP h"),
			    &via, &rest));
	CHECK(via.ipv6 && same(via.host, "2001:db8::1"));
	CHECK_INT(via.port, 5061);
	CHECK_INT(via.rport, 4711);
	CHECK_INT(via.ttl, 16);
	CHECK(same(via.received, "2001:db8::2") && same(via.maddr, "224.2.0.1"));
	CHECK(same(via.rport_text, "rport=4711"));
	CHECK(sip_branch_is_unique(via.branch));
	CHECK(!sip_via_read(rest, &via, &rest));
	CHECK(same(via.host, "h") && via.branch.at == NULL && rest.at == NULL);
	CHECK(!sip_branch_is_unique(via.branch));
	CHECK(!sip_via_read(SPAN("SIP/2.0/UDP h;rport;branch=z9hG4bK"), &via, NULL));
	CHECK(same(via.rport_text, "rport") && via.rport == 0);
	CHECK(!sip_branch_is_unique(via.branch));
	CHECK_INT(sip_via_read(SPAN_NONE, &via, NULL), ERR_SYNTAX);
	CHECK_INT(sip_via_read(SPAN("SIP/2.0/UDP"), &via, NULL), ERR_SYNTAX);
	CHECK_INT(sip_via_read(SPAN("SIP/2.0/UDP h:0"), &via, NULL), ERR_SYNTAX);
	CHECK_INT(sip_via_read(SPAN("SIP/2.0/UDP h:65536"), &via, NULL), ERR_SYNTAX);
	CHECK_INT(sip_via_read(SPAN("SIP/2.0/UDP [::1"), &via, NULL), ERR_SYNTAX);
	CHECK_INT(sip_via_read(SPAN("SIP/2.0/UDP a b"), &via, NULL), ERR_SYNTAX);
}

TEST(sip_msg, the_small_values_are_read)
{
	struct sip_session_expires se;
	struct sip_replaces replaces;
	struct sip_reason reason;
	struct sip_number number;
	struct sip_token token;
	struct sip_cseq cseq;
	struct sip_rack rack;
	struct span rest, value;

	CHECK(!sip_cseq_read(SPAN("2147483647  NOTIFY"), &cseq));
	CHECK(cseq.number == 2147483647 && cseq.method == SIP_NOTIFY);
	CHECK_INT(sip_cseq_read(SPAN("2147483648 NOTIFY"), &cseq), ERR_SYNTAX);
	CHECK_INT(sip_cseq_read(SPAN("1NOTIFY"), &cseq), ERR_SYNTAX);
	CHECK_INT(sip_cseq_read(SPAN("NOTIFY"), &cseq), ERR_SYNTAX);
	CHECK_INT(sip_cseq_read(SPAN("1 "), &cseq), ERR_SYNTAX);
	CHECK(!sip_rack_read(SPAN("776656 1 INVITE"), &rack));
	CHECK(rack.rseq == 776656 && rack.cseq.number == 1 && rack.cseq.method == SIP_INVITE);
	CHECK_INT(sip_rack_read(SPAN("776656 INVITE"), &rack), ERR_SYNTAX);
	CHECK(!sip_number_read(SPAN("18000 (in a meeting);duration=3600"), &number));
	CHECK(number.value == 18000 && sip_param(number.params, "duration", &value));
	CHECK(same(value, "3600"));
	CHECK(!sip_number_read(SPAN("99999999999"), &number) && number.value == UINT32_MAX);
	CHECK_INT(sip_number_read(SPAN("-1"), &number), ERR_SYNTAX);
	CHECK_INT(sip_number_read(SPAN("1 2"), &number), ERR_SYNTAX);
	CHECK_INT(sip_number_read(SPAN("1 (open"), &number), ERR_SYNTAX);
	CHECK(!sip_session_expires_read(SPAN("1800 ; refresher = UAS"), &se));
	CHECK(se.interval_s == 1800 && se.refresher == SIP_REFRESHER_UAS);
	CHECK(!sip_session_expires_read(SPAN("90"), &se) && se.refresher == SIP_REFRESHER_NONE);
	CHECK(!sip_reason_read(SPAN("Q.850;cause=16;text=\"Normal, call; clearing\", SIP;cause=200"),
			       &reason, &rest));
	CHECK(same(reason.protocol, "Q.850") && reason.cause == 16);
	CHECK(same(reason.text, "Normal, call; clearing"));
	CHECK(!sip_reason_read(rest, &reason, &rest) && reason.cause == 200 && rest.at == NULL);
	CHECK(!sip_token_read(SPAN("terminated ;reason=noresource"), &token));
	CHECK(same(token.token, "terminated") && sip_param(token.params, "reason", &value));
	CHECK(!sip_replaces_read(SPAN("a@b;to-tag=1;from-tag=2;early-only"), &replaces));
	CHECK(same(replaces.call_id, "a@b") && same(replaces.to_tag, "1"));
	CHECK(same(replaces.from_tag, "2") && replaces.early_only);
	CHECK_INT(sip_replaces_read(SPAN("a@b;to-tag=1"), &replaces), ERR_SYNTAX);
}

TEST(sip_msg, statuses_have_their_phrases)
{
	CHECK_TEXT(sip_reason_text(100), "Trying");
	CHECK_TEXT(sip_reason_text(486), "Busy Here");
	CHECK_TEXT(sip_reason_text(608), "Rejected");
	CHECK_TEXT(sip_reason_text(499), "Failure");
	CHECK_TEXT(sip_reason_text(7), "Unknown");
	CHECK_TEXT(sip_reason_text(99999), "Unknown");
	for (uint32_t i = 0; i < 1000; i++)
		CHECK(*sip_reason_text(i));
}

#define STREAM_ONE INVITE "l : 5\r\n" VIA "\r\nabcde"
#define STREAM_TWO "SIP/2.0 200 OK\r\nContent-Length:\r\n 3\r\nVia: x\r\n\r\n\r\n\r"
#define STREAM_THREE "BYE sip:x SIP/2.0\r\nCall-ID: 1\r\n\r\n"
#define STREAM STREAM_ONE "\r\n\r\n" STREAM_TWO "\r\n" STREAM_THREE

TEST_ONCE(sip_msg, a_stream_is_cut_alike_however_it_comes_in)
{
	static const struct {
		enum sip_frame frame;
		size_t len;
	} want[] = {
		{ SIP_FRAME_MESSAGE, sizeof(STREAM_ONE) - 1 }, { SIP_FRAME_PING, 4 },
		{ SIP_FRAME_MESSAGE, sizeof(STREAM_TWO) - 1 }, { SIP_FRAME_PONG, 2 },
		{ SIP_FRAME_MESSAGE, sizeof(STREAM_THREE) - 1 },
	};
	static const char stream[] = STREAM;
	const size_t all = sizeof(stream) - 1;

	for (size_t split = 0; split <= all; split++) {
		struct sip_framer framer = { 0 };
		size_t taken = 0, there = split, len = 0, seen = 0;

		while (seen < 5) {
			enum sip_frame frame = sip_frame_read(&framer,
				(struct span){ stream + taken, there - taken }, &len);

			if (frame == SIP_FRAME_MORE) {
				CHECK(there < all);
				there = all;
				continue;
			}
			/* A ping that comes in halves looks like two pongs. */
			if (frame == SIP_FRAME_PONG && want[seen].frame == SIP_FRAME_PING) {
				CHECK_INT(split, taken + 2);
				taken += len;
				there = all;
				NEED(sip_frame_read(&framer, (struct span){ stream + taken, all - taken },
						    &len) == SIP_FRAME_PONG);
				taken += len;
				seen++;
				continue;
			}
			CHECK_INT(frame, want[seen].frame);
			CHECK_INT(len, want[seen].len);
			taken += len;
			seen++;
		}
		CHECK_INT(taken, all);
	}
}

TEST_ONCE(sip_msg, a_stream_is_cut_alike_byte_by_byte)
{
	static const char stream[] = STREAM_ONE STREAM_TWO STREAM_THREE;
	struct sip_framer framer = { 0 };
	size_t taken = 0, len, messages = 0;

	for (size_t there = 0; there <= sizeof(stream) - 1; there++) {
		enum sip_frame frame = sip_frame_read(&framer,
			(struct span){ stream + taken, there - taken }, &len);

		CHECK(frame == SIP_FRAME_MORE || frame == SIP_FRAME_MESSAGE);
		if (frame == SIP_FRAME_MORE)
			continue;
		CHECK_INT(len, there - taken);	/* as soon as it is whole */
		taken += len;
		messages++;
	}
	CHECK_INT(messages, 3);
}

static enum sip_frame frame_of(const char *text)
{
	struct sip_framer framer = { 0 };
	size_t len;

	return sip_frame_read(&framer, span_of(text), &len);
}

TEST(sip_msg, a_stream_that_cannot_be_cut_is_given_up)
{
	struct sip_framer framer = { 0 };
	size_t len;

	CHECK_INT(frame_of(""), SIP_FRAME_MORE);
	CHECK_INT(frame_of("\r"), SIP_FRAME_MORE);
	CHECK_INT(frame_of("\r\n\r"), SIP_FRAME_MORE);
	CHECK_INT(frame_of("\rx"), SIP_FRAME_BAD);
	CHECK_INT(frame_of("\x16\x03\x01"), SIP_FRAME_BAD);	/* TLS at the wrong port */
	CHECK_INT(frame_of(INVITE "l: -1\r\n\r\n"), SIP_FRAME_BAD);
	CHECK_INT(frame_of(INVITE "l: 1\r\nContent-Length: 2\r\n\r\nab"), SIP_FRAME_BAD);
	CHECK_INT(frame_of(INVITE "l: 1\r\nContent-Length: 1\r\n\r\nab"), SIP_FRAME_MESSAGE);
	CHECK_INT(frame_of(INVITE "l: 65537\r\n\r\n"), SIP_FRAME_BAD);
	CHECK_INT(frame_of(INVITE "l: 65500\r\n\r\n"), SIP_FRAME_BAD);
	memset(bytes, 'a', sizeof(bytes));
	CHECK_INT(sip_frame_read(&framer, (struct span){ bytes, sizeof(bytes) - 1 }, &len), SIP_FRAME_MORE);
	CHECK_INT(sip_frame_read(&framer, (struct span){ bytes, sizeof(bytes) }, &len), SIP_FRAME_BAD);
}

static const char *reply(uint32_t status, struct span tag)
{
	static char out[2048];
	struct buf b;

	buf_fixed(&b, out, sizeof(out) - 1);
	sip_write_reply(&b, &msg, status, NULL, tag);
	sip_write_end(&b, NULL, SPAN_NONE);
	CHECK(!b.full);
	out[b.len] = '\0';
	return out;
}

TEST(sip_msg, a_reply_has_what_the_request_had)
{
	CHECK_INT(status_of(INVITE "Via: SIP/2.0/UDP 10.0.0.1:5062 ;rport;branch=z9hG4bKa;x=\"q;r\", "
			    "SIP/2.0/TCP p;branch=z9hG4bKb\r\nVia: SIP/2.0/UDP last\r\n"
			    "Record-Route: <sip:p;lr>\r\nTimestamp: 54\r\n" REST "\r\n"), 200);
	msg.source_host = SPAN("192.0.2.7");
	msg.source_port = 40000;
	CHECK_TEXT(reply(180, SPAN("me")),
		   "SIP/2.0 180 Ringing\r\n"
		   "Via: SIP/2.0/UDP 10.0.0.1:5062 ;branch=z9hG4bKa;x=\"q;r\";rport=40000;"
		   "received=192.0.2.7, SIP/2.0/TCP p;branch=z9hG4bKb\r\n"
		   "Via: SIP/2.0/UDP last\r\nRecord-Route: <sip:p;lr>\r\n"
		   "From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>;tag=me\r\n"
		   "Call-ID: x@y\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
	CHECK(strstr(reply(100, SPAN("me")), "\r\nTimestamp: 54\r\n"));
	CHECK(!strstr(reply(100, SPAN("me")), "tag=me"));
	CHECK(!strstr(reply(404, SPAN("me")), "Record-Route"));
	CHECK(strstr(reply(404, SPAN("me")), "tag=me"));
}

TEST(sip_msg, a_reply_says_where_the_request_came_from_only_if_that_is_news)
{
	CHECK_INT(status_of(INVITE "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKa\r\n" REST "\r\n"), 200);
	msg.source_host = SPAN("192.0.2.7");
	msg.source_port = 5060;
	CHECK(strstr(reply(200, SPAN("t")), "\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKa\r\n"));
	msg.source_host = SPAN("192.0.2.8");
	CHECK(strstr(reply(200, SPAN("t")), "branch=z9hG4bKa;received=192.0.2.8\r\n"));
	CHECK_INT(status_of(INVITE "Via: SIP/2.0/UDP h;received=1.1.1.1;branch=z9hG4bKa\r\n" REST "\r\n"), 200);
	msg.source_host = SPAN("192.0.2.8");
	CHECK(strstr(reply(200, SPAN("t")), "UDP h;branch=z9hG4bKa;received=192.0.2.8\r\n"));
	CHECK_INT(status_of(INVITE VIA "From: <sip:a>;tag=1\r\nTo: <sip:b>;tag=old\r\nCall-ID: 1\r\n"
			    "CSeq: 1 INVITE\r\n\r\n"), 200);
	CHECK(strstr(reply(200, SPAN("new")), "\r\nTo: <sip:b>;tag=old\r\n"));
}

TEST(sip_msg, a_tag_stands_behind_a_to_that_ends_in_a_semicolon)
{
	CHECK_INT(status_of(INVITE VIA "From: <sip:a>;tag=1\r\nTo: <sip:b>; \r\nCall-ID: 1\r\n"
			    "CSeq: 1 INVITE\r\n\r\n"), 200);
	CHECK(strstr(reply(200, SPAN("new")), "\r\nTo: <sip:b>;tag=new\r\n"));
}

TEST(sip_msg, no_value_that_is_written_ends_its_header)
{
	char out[512];
	struct buf b;

	buf_fixed(&b, out, sizeof(out));
	sip_write_request(&b, SPAN("INFO"), SPAN("sip:x\r\nX: 1"));
	sip_write(&b, SIP_H_SUBJECT, SPAN("a\r\nb"));
	sip_write_text(&b, SIP_H_USER_AGENT, "c\nd");
	sip_writef(&b, SIP_H_REASON, "%s;cause=%d", "SIP\r\n", 200);
	sip_write_other(&b, SPAN("X-A"), SPAN("\re"));
	sip_write_u32(&b, SIP_H_EXPIRES, 4294967295U);
	sip_write_end(&b, "text/plain", SPAN("f\r\n"));
	CHECK_TEXT(buf_c(&b),
		   "INFO sip:x  X: 1 SIP/2.0\r\nSubject: a  b\r\nUser-Agent: c d\r\n"
		   "Reason: SIP  ;cause=200\r\nX-A:  e\r\nExpires: 4294967295\r\n"
		   "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nf\r\n");
}

TEST(sip_msg, what_does_not_fit_is_noticed_at_any_size)
{
	char out[512];
	struct buf b;

	CHECK_INT(status_of(INVITE VIA REST "\r\n"), 200);
	for (size_t size = 0; size < 200; size++) {
		memset(out, 'x', sizeof(out));
		buf_fixed(&b, out, size);
		sip_write_reply(&b, &msg, 200, NULL, SPAN("t"));
		sip_write_end(&b, "a/b", SPAN("body"));
		CHECK(b.full && out[size] == 'x');
	}
}

TEST(sip_msg, a_growing_buffer_takes_a_reply)
{
	static struct buf b;

	CHECK_INT(status_of(INVITE VIA REST "\r\n"), 200);
	buf_grow(&b);
	DEFER(buf_free, &b);
	sip_write_reply(&b, &msg, 200, "Fine", SPAN("t"));
	sip_write_end(&b, NULL, SPAN_NONE);
	NEED(!b.full);
	CHECK(span_starts(buf_span(&b), "SIP/2.0 200 Fine\r\n"));
}
