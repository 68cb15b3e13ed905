/* SPDX-License-Identifier: MIT
 * test_rtp.c - RTP packets and receivers, RTCP compounds. */
#include "test.h"
#include "wire/rtp/rtcp.h"
#include "wire/rtp/rtp.h"
#include "base/mem.h"

#define SSRC 0x11223344u

/* A packet with two CSRCs, an extension of one word, 5 bytes and 3 of padding. */
static const unsigned char full_packet[] = {
	0xb2, 0x88, 0x12, 0x34, 0x00, 0x01, 0x02, 0x03, 0x11, 0x22, 0x33, 0x44,
	0xaa, 0xaa, 0xaa, 0xaa, 0xbb, 0xbb, 0xbb, 0xbb,
	0xbe, 0xde, 0x00, 0x01, 0x10, 0xff, 0x00, 0x00,
	'h', 'e', 'l', 'l', 'o', 0x00, 0x00, 0x03,
};

static struct span bytes(const void *at, size_t len)
{
	return (struct span){ at, len };
}

/* Run `read` on an own copy of exactly `len` bytes, so that the sanitizer
 * sees a step beyond. */
static void with_copy(struct span s, size_t len, void (*run)(struct span, size_t whole))
{
	char *copy = mem_alloc(len);

	NEED(copy != NULL);
	memcpy(copy, s.at, len);
	run(bytes(copy, len), s.len);
	mem_free(copy);
}

TEST(rtp, a_packet_with_everything_is_taken_apart)
{
	struct rtp p;

	NEED(rtp_read(&p, bytes(full_packet, sizeof(full_packet))));
	CHECK(p.marker);
	CHECK_INT(p.pt, 8);
	CHECK_INT(p.sequence, 0x1234);
	CHECK_INT(p.timestamp, 0x00010203);
	CHECK_INT(p.ssrc, SSRC);
	CHECK_INT(p.csrc.len, 8);
	CHECK(p.extended);
	CHECK_INT(p.profile, 0xbede);
	CHECK_INT(p.extension.len, 4);
	CHECK(span_is(p.payload, "hello"));
}

static void truncated(struct span s, size_t whole)
{
	struct rtp p;

	/* Cut before its padding count it is read by whatever stands there,
	 * or not at all; the payload never reaches over the end. */
	if (rtp_read(&p, s))
		CHECK(s.len >= 28 && p.payload.at + p.payload.len <= s.at + s.len);
}

TEST_ONCE(rtp, a_packet_cut_anywhere_is_never_read_beyond_its_end)
{
	for (size_t len = 0; len < sizeof(full_packet); len++)
		with_copy(bytes(full_packet, sizeof(full_packet)), len, truncated);
}

TEST(rtp, padding_that_is_longer_than_the_packet_is_refused)
{
	unsigned char packet[14] = { 0xa0, 8, 0, 1 };
	struct rtp p;

	packet[13] = 2;
	CHECK(rtp_read(&p, bytes(packet, 14)));
	CHECK_INT(p.payload.len, 0);
	packet[13] = 3;
	CHECK(!rtp_read(&p, bytes(packet, 14)));
	packet[13] = 0;
	CHECK(!rtp_read(&p, bytes(packet, 14)));
}

TEST(rtp, what_is_written_reads_the_same)
{
	struct rtp in = {
		.marker = true, .pt = 101, .sequence = 65535, .timestamp = 0xfffffff0,
		.ssrc = 7, .csrc = SPAN("abcd"), .extended = true, .profile = 3,
		.extension = SPAN("12345678"), .payload = SPAN("payload"),
	}, out;
	char memory[64];
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	rtp_write(&b, &in);
	NEED(!b.full && rtp_read(&out, buf_span(&b)));
	CHECK(out.marker && out.extended);
	CHECK_INT(out.pt, 101);
	CHECK_INT(out.sequence, 65535);
	CHECK_INT(out.timestamp, 0xfffffff0);
	CHECK_INT(out.profile, 3);
	CHECK(span_eq(out.csrc, in.csrc) && span_eq(out.extension, in.extension));
	CHECK(span_eq(out.payload, in.payload));
}

TEST(rtp, rtcp_on_a_shared_port_is_told_apart)
{
	CHECK(rtp_is_rtcp(bytes("\x80\xc8", 2)));
	CHECK(rtp_is_rtcp(bytes("\x81\xcb", 2)));
	CHECK(!rtp_is_rtcp(bytes("\x80\x88", 2)));
	CHECK(!rtp_is_rtcp(bytes("\x80\xe5", 2)));
	CHECK(!rtp_is_rtcp(bytes("\x80", 1)));
}

TEST(rtp, a_sender_numbers_and_counts_only_what_went_out)
{
	struct rtp_sender sender = { .ssrc = 9, .sequence = 65535 };
	struct rtp p = { .pt = 8, .timestamp = 160, .payload = SPAN("12345678") };
	char memory[30];
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	rtp_send(&b, &sender, &p);
	CHECK_INT(p.sequence, 65535);
	CHECK_INT(sender.sequence, 0);
	CHECK_INT(sender.packets, 1);
	CHECK_INT(sender.octets, 8);
	CHECK_INT(sender.timestamp, 160);
	rtp_send(&b, &sender, &p);
	CHECK(b.full);
	CHECK_INT(sender.packets, 1);
	CHECK_INT(sender.sequence, 0);
}

/* --- receiving --- */

static enum rtp_news get(struct rtp_source *s, uint16_t sequence)
{
	struct rtp p = { .ssrc = SSRC, .sequence = sequence, .timestamp = sequence * 160u };

	return rtp_receive(s, &p, sequence * 160u + 5000);
}

static enum rtp_news get_from(struct rtp_source *s, uint32_t ssrc, uint16_t sequence)
{
	struct rtp p = { .ssrc = ssrc, .sequence = sequence, .timestamp = sequence * 160u };

	return rtp_receive(s, &p, sequence * 160u);
}

TEST(rtp, a_source_is_believed_after_two_packets_in_order)
{
	struct rtp_source s = { 0 };

	CHECK_INT(get(&s, 10), RTP_PROBATION);
	CHECK_INT(get(&s, 20), RTP_PROBATION);
	CHECK_INT(get(&s, 21), RTP_FRESH);
	CHECK_INT(s.received, 1);
	CHECK_INT(rtp_lost(&s), 0);
	CHECK_INT(rtp_highest(&s), 21);
}

TEST(rtp, the_sequence_number_is_extended_when_it_wraps)
{
	struct rtp_source s = { 0 };

	get(&s, 65533);
	get(&s, 65534);
	CHECK_INT(get(&s, 65535), RTP_FRESH);
	CHECK_INT(get(&s, 0), RTP_FRESH);
	CHECK_INT(get(&s, 65535), RTP_LATE);
	CHECK_INT(get(&s, 1), RTP_FRESH);
	CHECK_INT(get(&s, 1), RTP_LATE);
	CHECK_INT(rtp_highest(&s), 65536 + 1);
	CHECK_INT(rtp_lost(&s), -2);
}

TEST(rtp, losses_are_counted_and_late_packets_make_them_good)
{
	struct rtp_source s = { 0 };
	struct rtcp_report report;

	for (uint16_t n = 1; n <= 11; n++)
		get(&s, n);
	get(&s, 14);
	get(&s, 16);
	CHECK_INT(rtp_lost(&s), 3);
	CHECK_INT(get(&s, 13), RTP_LATE);
	CHECK_INT(rtp_lost(&s), 2);
	rtp_report(&s, &report, 0);
	CHECK_INT(report.ssrc, SSRC);
	CHECK_INT(report.lost, 2);
	CHECK_INT(report.fraction, 2 * 256 / 15);	/* 2 ... 16 were expected */
	CHECK_INT(report.highest, 16);
	get(&s, 17);
	rtp_report(&s, &report, 0);
	CHECK_INT(report.fraction, 0);		/* of the new interval only */
	CHECK_INT(report.lost, 2);
}

TEST(rtp, nothing_received_reports_nothing_lost)
{
	struct rtp_source s = { 0 };
	struct rtcp_report report;

	rtp_report(&s, &report, 99);
	CHECK_INT(report.lost, 0);
	CHECK_INT(report.fraction, 0);
	CHECK_INT(report.delay, 0);
}

TEST(rtp, a_large_jump_is_taken_only_when_it_goes_on)
{
	struct rtp_source s = { 0 };

	get(&s, 1);
	get(&s, 2);
	CHECK_INT(get(&s, 40000), RTP_JUMP);
	CHECK_INT(get(&s, 3), RTP_FRESH);
	CHECK_INT(get(&s, 40010), RTP_JUMP);
	CHECK_INT(get(&s, 40011), RTP_FRESH);
	CHECK_INT(rtp_lost(&s), 0);
	CHECK_INT(rtp_highest(&s), 40011);
}

TEST(rtp, a_new_ssrc_is_taken_after_two_packets_and_a_stray_one_is_not)
{
	struct rtp_source s = { 0 };

	get(&s, 1);
	get(&s, 2);
	CHECK_INT(get_from(&s, 5, 700), RTP_FOREIGN);
	CHECK_INT(get(&s, 3), RTP_FRESH);
	CHECK_INT(get_from(&s, 5, 701), RTP_FOREIGN);	/* the old one spoke between */
	CHECK_INT(get_from(&s, 6, 702), RTP_FOREIGN);	/* another one */
	CHECK_INT(get_from(&s, 6, 703), RTP_NEW_SOURCE);
	CHECK_INT(s.ssrc, 6);
	CHECK_INT(get_from(&s, 6, 704), RTP_FRESH);
	CHECK_INT(rtp_lost(&s), 0);
	CHECK_INT(s.received, 2);
}

TEST(rtp, jitter_is_nil_for_a_steady_source_and_nears_a_steady_unrest)
{
	struct rtp_source s = { 0 };
	struct rtp p = { .ssrc = SSRC };

	for (uint16_t n = 0; n < 100; n++)
		get(&s, n);
	CHECK_INT(rtp_jitter(&s), 0);
	for (uint16_t n = 100; n < 400; n++) {	/* every second one 40 units late */
		p.sequence = n;
		p.timestamp = n * 160u;
		rtp_receive(&s, &p, p.timestamp + 5000 + (n % 2 ? 40 : 0));
	}
	CHECK(rtp_jitter(&s) >= 38 && rtp_jitter(&s) <= 40);
}

TEST(rtp, jitter_follows_the_formula_step_by_step)
{
	static const int delays[] = { 0, 16, 0, 160, 8, 8, 8, 1000, 0 };
	struct rtp_source s = { 0 };
	struct rtp p = { .ssrc = SSRC };
	double jitter = 0;
	int before = 0;

	for (unsigned n = 0; n < sizeof(delays) / sizeof(delays[0]); n++) {
		double d = n ? delays[n] - before : 0;

		p.sequence = (uint16_t)n;
		p.timestamp = n * 160;
		rtp_receive(&s, &p, p.timestamp + (uint32_t)delays[n]);
		jitter += ((d < 0 ? -d : d) - jitter) / 16;
		before = delays[n];
		CHECK(rtp_jitter(&s) + 2.0 > jitter && rtp_jitter(&s) < jitter + 2.0);
	}
}

TEST(rtp, packets_of_one_moment_make_no_jitter)
{
	struct rtp_source s = { 0 };
	struct rtp p = { .ssrc = SSRC, .timestamp = 1000 };

	for (uint16_t n = 0; n < 50; n++) {
		p.sequence = n;
		rtp_receive(&s, &p, 1000 + n * 160u);
	}
	CHECK_INT(rtp_jitter(&s), 0);
	CHECK_INT(s.received, 49);
}

/* --- RTCP --- */

static const struct rtcp_report about_us = {
	.ssrc = 77, .fraction = 12, .lost = -5, .highest = 0x00010005, .jitter = 33,
	.last_sr = 0x12345678, .delay = 0x8000,
};

static void compound_write(struct buf *b)
{
	struct rtcp_sender sender = { rtcp_ntp(1000000000500), 160000, 1000, 160000 };

	rtcp_report_write(b, SSRC, &sender, &about_us);
	rtcp_cname_write(b, SSRC, "line2@example");
	rtcp_bye_write(b, SSRC, "bye");
}

TEST(rtcp, a_compound_reads_as_it_was_written)
{
	struct rtcp_report report;
	struct span rest;
	static struct buf b;
	struct rtcp p;
	uint32_t ssrc;

	buf_grow(&b);
	DEFER(buf_free, &b);
	compound_write(&b);
	NEED(!b.full);
	CHECK_INT(b.len % 4, 0);
	CHECK(rtcp_valid(buf_span(&b)));
	rest = buf_span(&b);
	NEED(rtcp_next(&rest, &p));
	CHECK_INT(p.type, RTCP_SR);
	CHECK_INT(p.ssrc, SSRC);
	CHECK_INT(p.sender.ntp >> 32, 1000000000u + 2208988800u);
	CHECK_INT((uint32_t)p.sender.ntp, 0x80000000u);
	CHECK_INT(p.sender.packets, 1000);
	NEED(rtcp_report_at(&p, 0, &report));
	CHECK_INT(report.ssrc, 77);
	CHECK_INT(report.fraction, 12);
	CHECK_INT(report.lost, -5);
	CHECK_INT(report.highest, 0x00010005);
	CHECK_INT(report.last_sr, 0x12345678);
	CHECK_INT(report.delay, 0x8000);
	CHECK(!rtcp_report_at(&p, 1, &report));
	NEED(rtcp_next(&rest, &p));
	CHECK_INT(p.type, RTCP_SDES);
	CHECK(span_is(p.cname, "line2@example"));
	CHECK(!rtcp_report_at(&p, 0, &report));
	NEED(rtcp_next(&rest, &p));
	CHECK_INT(p.type, RTCP_BYE);
	CHECK(span_is(p.reason, "bye"));
	NEED(rtcp_bye_at(&p, 0, &ssrc));
	CHECK_INT(ssrc, SSRC);
	CHECK(!rtcp_bye_at(&p, 1, &ssrc));
	CHECK(!rtcp_next(&rest, &p));
}

TEST(rtcp, losses_are_24_bits_with_a_sign)
{
	static const int32_t losses[] = { 0, 1, 0x400000, 0x7fffff, -1, -0x800000 };

	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		struct rtcp_report in = { .fraction = 255, .lost = losses[i] }, out;
		char memory[64];
		struct span rest;
		struct rtcp p;
		struct buf b;

		buf_fixed(&b, memory, sizeof(memory));
		rtcp_report_write(&b, SSRC, NULL, &in);
		rest = buf_span(&b);
		NEED(rtcp_next(&rest, &p) && rtcp_report_at(&p, 0, &out));
		CHECK_INT(out.lost, losses[i]);
		CHECK_INT(out.fraction, 255);
	}
}

TEST(rtcp, a_receiver_without_news_writes_an_empty_report)
{
	char memory[64];
	struct span rest;
	struct rtcp p;
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	rtcp_report_write(&b, SSRC, NULL, NULL);
	rtcp_bye_write(&b, SSRC, NULL);
	CHECK_INT(b.len, 16);
	CHECK(rtcp_valid(buf_span(&b)));
	rest = buf_span(&b);
	NEED(rtcp_next(&rest, &p));
	CHECK_INT(p.type, RTCP_RR);
	CHECK_INT(p.count, 0);
	NEED(rtcp_next(&rest, &p));
	CHECK(p.reason.at == NULL);
}

TEST_ONCE(rtcp, names_of_every_length_keep_the_words_whole)
{
	char name[301] = { 0 }, memory[600];
	struct span rest;
	struct rtcp p;
	struct buf b;

	for (size_t len = 0; len <= 300; len++) {
		memset(name, 'n', len);
		buf_fixed(&b, memory, sizeof(memory));
		rtcp_cname_write(&b, SSRC, name);
		rtcp_bye_write(&b, SSRC, name);
		rest = buf_span(&b);
		NEED(!b.full && rtcp_next(&rest, &p));
		CHECK_INT(p.cname.len, len < 255 ? len : 255);
		NEED(rtcp_next(&rest, &p));
		CHECK_INT(p.reason.len, len < 255 ? len : 255);
		CHECK_INT(rest.len, 0);
	}
}

static void compound_truncated(struct span s, size_t whole)
{
	struct rtcp_report report;
	struct rtcp p;

	CHECK(!rtcp_valid(s) || s.len == 52 || s.len == 52 + 24);	/* between two packets */
	while (rtcp_next(&s, &p))
		for (unsigned i = 0; i < 32; i++)
			rtcp_report_at(&p, i, &report);
}

TEST_ONCE(rtcp, a_compound_cut_anywhere_is_not_valid_but_between_its_packets)
{
	char memory[200];
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	compound_write(&b);
	NEED(!b.full);
	for (size_t len = 0; len < b.len; len++)
		with_copy(buf_span(&b), len, compound_truncated);
}

TEST(rtcp, reports_that_are_counted_but_not_there_are_refused)
{
	unsigned char rr[8] = { 0x81, RTCP_RR, 0, 1, 0, 0, 0, 1 };
	struct span rest = bytes(rr, sizeof(rr));
	struct rtcp p;

	CHECK(!rtcp_next(&rest, &p));
	CHECK(rest.at == NULL);
}

TEST(rtcp, padding_stands_at_the_end_only)
{
	unsigned char two[16] = { 0xa0, RTCP_RR, 0, 1, 0, 0, 0, 4,
				  0x80, RTCP_RR, 0, 1, 0, 0, 0, 1 };
	struct rtcp p;
	struct span rest = bytes(two, 8);

	CHECK(!rtcp_valid(bytes(two, sizeof(two))));
	CHECK(rtcp_valid(bytes(two, 8)));
	CHECK(!rtcp_next(&rest, &p));	/* the SSRC was eaten by the padding */
}

TEST(rtcp, the_round_trip_is_what_the_peer_did_not_keep_it)
{
	struct rtcp_report report = { .last_sr = 0xb7058000, .delay = 0x00054000 };
	uint32_t trip;

	/* The example of RFC 3550, figure 2. */
	report.last_sr = 0xb7052000;
	NEED(rtcp_round_trip(&report, 0xb7108000, &trip));
	CHECK_INT(trip, 0x00062000);
	report.last_sr = 0;
	CHECK(!rtcp_round_trip(&report, 0xb7108000, &trip));
	report.last_sr = 0xb7108000;
	CHECK(!rtcp_round_trip(&report, 0xb7108000, &trip));
}

TEST(rtcp, a_report_tells_how_long_ago_the_senders_one_came)
{
	struct rtp_source s = { 0 };
	struct rtcp_report report;

	get(&s, 1);
	get(&s, 2);
	rtp_sr_seen(&s, 0x11112222, 0xffffff00);
	rtp_report(&s, &report, 0x100);
	CHECK_INT(report.last_sr, 0x11112222);
	CHECK_INT(report.delay, 0x200);
}
