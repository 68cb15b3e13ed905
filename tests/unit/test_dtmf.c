/* SPDX-License-Identifier: MIT
 * test_dtmf.c - digits over a network that loses, doubles and mixes. */
#include "test.h"
#include "wire/rtp/dtmf.h"
#include "base/mem.h"

#define STEP 160		/* 20 ms */
#define STEP_MS 20

/* What a receiver told, as text: "5v" is down, "5^" is up. */
struct ear {
	struct dtmf_receiver r;
	char told[512];
	uint32_t duration;	/* of the last up */
};

static void note(struct ear *ear, const struct dtmf_news *news)
{
	size_t len = strlen(ear->told);

	snprintf(ear->told + len, sizeof(ear->told) - len, "%c%c", news->digit,
		 news->down ? 'v' : '^');
	if (!news->down)
		ear->duration = news->duration;
}

static void hear(struct ear *ear, const struct dtmf_packet *p, uint64_t now_ms)
{
	struct dtmf_news news[DTMF_NEWS_MAX];
	unsigned count = dtmf_receive(&ear->r, &p->event, p->timestamp, now_ms, news);

	for (unsigned i = 0; i < count; i++)
		note(ear, &news[i]);
}

static void tick(struct ear *ear, uint64_t now_ms)
{
	struct dtmf_news news;

	if (dtmf_tick(&ear->r, now_ms, &news))
		note(ear, &news);
}

/* All packets of one digit. */
static size_t series(struct dtmf_packet *out, char digit, uint32_t duration, uint32_t timestamp)
{
	struct dtmf_sender s = { 0 };
	size_t count = 0;

	CHECK(dtmf_send(&s, digit, duration, timestamp));
	while (dtmf_step(&s, STEP, &out[count]))
		count++;
	return count;
}

TEST(dtmf, digits_and_event_codes_are_each_others_inverse)
{
	for (unsigned code = 0; code <= 16; code++)
		CHECK_INT(dtmf_code(dtmf_digit(code)), code);
	CHECK_INT(dtmf_digit(17), 0);
	CHECK_INT(dtmf_code('b'), 13);
	CHECK_INT(dtmf_code('x'), -1);
	CHECK_INT(dtmf_code(0), -1);
}

TEST(dtmf, an_event_is_four_bytes_and_reads_as_written)
{
	struct dtmf_event in = { 11, true, 10, 0xabcd }, out;
	char memory[8];
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	dtmf_event_write(&b, &in);
	CHECK_INT(b.len, DTMF_PAYLOAD);
	CHECK(memcmp(memory, "\x0b\x8a\xab\xcd", 4) == 0);
	NEED(dtmf_event_read(&out, buf_span(&b)));
	CHECK(out.code == 11 && out.end && out.volume == 10 && out.duration == 0xabcd);
	for (size_t len = 0; len < DTMF_PAYLOAD; len++)
		CHECK(!dtmf_event_read(&out, (struct span){ memory, len }));
}

TEST(dtmf, a_digit_is_one_start_growing_updates_and_three_ends)
{
	struct dtmf_packet p[16];

	NEED(series(p, '5', 800, 3000) == 7);
	for (int i = 0; i < 7; i++) {
		CHECK_INT(p[i].marker, i == 0);
		CHECK_INT(p[i].timestamp, 3000);
		CHECK_INT(p[i].event.code, 5);
		CHECK_INT(p[i].event.end, i >= 4);
		CHECK_INT(p[i].event.duration, i < 5 ? (i + 1) * STEP : 800);
	}
}

TEST(dtmf, the_shortest_digit_has_a_start_all_the_same)
{
	struct dtmf_packet p[16];

	NEED(series(p, '#', 0, 0) == 4);
	CHECK(p[0].marker && !p[0].event.end);
	CHECK(p[1].event.end && p[3].event.end);
	CHECK_INT(p[3].event.duration, STEP);
}

TEST(dtmf, a_key_let_go_ends_with_the_next_packet)
{
	struct dtmf_sender s = { 0 };
	struct dtmf_packet p;

	NEED(dtmf_send(&s, '1', UINT32_MAX, 0));
	CHECK(!dtmf_send(&s, '2', 800, 0));
	CHECK(dtmf_step(&s, STEP, &p) && dtmf_step(&s, STEP, &p));
	CHECK(!p.event.end);
	dtmf_send_stop(&s);
	for (int i = 0; i < 3; i++) {
		CHECK(dtmf_step(&s, STEP, &p));
		CHECK(p.event.end);
		CHECK_INT(p.event.duration, 2 * STEP);
	}
	CHECK(!dtmf_step(&s, STEP, &p));
	CHECK(dtmf_send(&s, '2', 800, 1000));
	CHECK(!dtmf_send(&(struct dtmf_sender){ 0 }, 'x', 800, 0));
}

TEST(dtmf, a_digit_heard_whole_is_down_and_up_once_with_its_duration)
{
	struct dtmf_packet p[16];
	struct ear ear = { 0 };
	size_t count = series(p, '5', 800, 3000);

	for (size_t i = 0; i < count; i++)
		hear(&ear, &p[i], 1000 + i * STEP_MS);
	CHECK_TEXT(ear.told, "5v5^");
	CHECK_INT(ear.duration, 800);
}

TEST(dtmf, the_same_digit_twice_is_two_digits)
{
	struct dtmf_packet p[16];
	struct ear ear = { 0 };
	size_t count = series(p, '5', 800, 0);

	for (size_t i = 0; i < count; i++)
		hear(&ear, &p[i], 0);
	count = series(p, '5', 800, 1600);
	for (size_t i = 0; i < count; i++)
		hear(&ear, &p[i], 0);
	CHECK_TEXT(ear.told, "5v5^5v5^");
}

TEST(dtmf, any_single_packet_of_a_digit_is_enough)
{
	struct dtmf_packet p[16];
	size_t count = series(p, '7', 800, 0xfffffff0);

	for (size_t only = 0; only < count; only++) {
		struct ear ear = { 0 };

		hear(&ear, &p[only], 500);
		tick(&ear, 559);
		CHECK_TEXT(ear.told, p[only].event.end ? "7v7^" : "7v");
		tick(&ear, 560);
		CHECK_TEXT(ear.told, "7v7^");
		tick(&ear, 9999);
		CHECK_TEXT(ear.told, "7v7^");
	}
}

TEST(dtmf, three_missed_updates_end_a_digit_and_later_ones_do_not_begin_it_again)
{
	struct dtmf_packet p[16];
	struct ear ear = { .r.update_ms = 50 };

	series(p, '9', 1600, 0);
	hear(&ear, &p[0], 0);
	tick(&ear, 149);
	CHECK_TEXT(ear.told, "9v");
	tick(&ear, 150);
	CHECK_TEXT(ear.told, "9v9^");
	hear(&ear, &p[5], 160);
	hear(&ear, &p[11], 180);
	CHECK_TEXT(ear.told, "9v9^");
}

TEST(dtmf, a_new_digit_ends_one_whose_end_was_lost)
{
	struct dtmf_packet one[16], two[16];
	struct ear ear = { 0 };

	series(one, '1', 800, 0);
	series(two, '2', 800, 1600);
	hear(&ear, &one[0], 0);
	hear(&ear, &two[6], 30);
	CHECK_TEXT(ear.told, "1v1^2v2^");
	hear(&ear, &one[5], 40);
	hear(&ear, &two[0], 50);
	CHECK_TEXT(ear.told, "1v1^2v2^");
}

TEST(dtmf, a_digit_that_comes_only_after_its_follower_is_not_lost)
{
	struct dtmf_packet one[16], two[16];
	struct ear ear = { 0 };

	series(one, '1', 800, 0);
	series(two, '2', 800, 1600);
	hear(&ear, &two[0], 0);
	hear(&ear, &one[6], 5);
	hear(&ear, &one[5], 6);
	CHECK_TEXT(ear.told, "2v1v1^");
	hear(&ear, &two[6], 20);
	CHECK_TEXT(ear.told, "2v1v1^2^");
}

TEST(dtmf, a_digit_longer_than_the_field_is_one_digit_in_segments)
{
	static struct dtmf_packet p[2000];
	struct ear ear = { 0 };
	uint32_t duration = 3 * 65535 + 1000;
	size_t count = series(p, '0', duration, 0xffff0000), markers = 0;

	for (size_t i = 0; i < count; i++) {
		markers += p[i].marker;
		hear(&ear, &p[i], i * STEP_MS);
		tick(&ear, i * STEP_MS);
	}
	CHECK_INT(markers, 1);
	CHECK_TEXT(ear.told, "0v0^");
	CHECK_INT(ear.duration, duration);
	CHECK_INT(p[count - 1].timestamp, 0xffff0000 + 3 * 65535u);
}

TEST(dtmf, a_digit_that_just_fits_the_field_has_one_segment)
{
	static struct dtmf_packet p[500];
	size_t count = series(p, '0', 65535, 0);

	for (size_t i = count - 3; i < count; i++) {
		CHECK(p[i].event.end);
		CHECK_INT(p[i].timestamp, 0);
		CHECK_INT(p[i].event.duration, 65535);
	}
}

TEST(dtmf, a_segment_out_of_order_or_after_a_time_out_is_no_new_digit)
{
	static struct dtmf_packet p[2000];
	struct ear ear = { 0 };
	size_t count = series(p, '0', 2 * 65535, 0), second = 0;

	while (p[second].timestamp == 0)
		second++;
	hear(&ear, &p[second], 0);
	hear(&ear, &p[second - 1], 1);
	CHECK_TEXT(ear.told, "0v");
	hear(&ear, &p[count - 1], 2);
	CHECK_TEXT(ear.told, "0v0^");

	memset(&ear, 0, sizeof(ear));
	hear(&ear, &p[0], 0);
	tick(&ear, 5000);
	hear(&ear, &p[second], 8200);
	hear(&ear, &p[count - 1], 16000);
	CHECK_TEXT(ear.told, "0v0^");
}

TEST(dtmf, a_peer_that_begins_its_timestamps_anew_is_heard)
{
	struct dtmf_packet p[16];
	struct ear ear = { 0 };

	series(p, '1', 800, 2000000000);
	hear(&ear, &p[6], 0);
	series(p, '2', 800, 100);
	hear(&ear, &p[6], 100);
	CHECK_TEXT(ear.told, "1v1^2v2^");
}

TEST(dtmf, events_that_are_no_digits_are_not_told)
{
	struct ear ear = { 0 };

	hear(&ear, &(struct dtmf_packet){ .event.code = 32 }, 0);
	tick(&ear, 1000);
	CHECK_TEXT(ear.told, "");
}

TEST(dtmf, the_end_of_the_stream_lets_the_key_go)
{
	struct dtmf_news news = { 0 };
	struct dtmf_packet p[16];
	struct ear ear = { 0 };

	series(p, 'D', 800, 0);
	hear(&ear, &p[2], 0);
	NEED(dtmf_release(&ear.r, &news));
	CHECK(!news.down && news.digit == 'D' && news.duration == 480);
	CHECK(!dtmf_release(&ear.r, &news));
}

/* --- the property --- */

#define DIGITS 40
#define PACKETS (DIGITS * 8)

static uint32_t dice(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

struct flight {
	struct dtmf_packet packet;
	uint64_t arrives_ms;
	int digit;
};

/* Sort by arrival; the order of sending among equals. */
static void sort(struct flight *f, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct flight moved = f[i];
		size_t k = i;

		for (; k > 0 && f[k - 1].arrives_ms > moved.arrives_ms; k--)
			f[k] = f[k - 1];
		f[k] = moved;
	}
}

/* Send DIGITS digits over a network that loses `loss` of 256 packets, delays
 * by up to `delay_ms` and doubles some; count what must be heard. */
static size_t fly(struct flight *f, uint32_t *seed, unsigned loss, unsigned delay_ms,
		  unsigned wanted[17])
{
	size_t count = 0;
	uint64_t now_ms = 0;
	uint32_t begin = dice(seed);

	for (int n = 0; n < DIGITS; n++) {
		struct dtmf_packet p[16];
		unsigned code = dice(seed) % 17, came = 0;
		size_t sent = series(p, dtmf_digit(code), 320 + dice(seed) % 320,
				     begin + (uint32_t)now_ms * 8);

		for (size_t i = 0; i < sent; i++, now_ms += STEP_MS) {
			for (int copies = dice(seed) % 8 ? 1 : 2; copies > 0; copies--) {
				if (dice(seed) % 256 < loss)
					continue;
				came++;
				f[count++] = (struct flight){ p[i],
					now_ms + dice(seed) % (delay_ms + 1), n };
			}
		}
		wanted[code] += came > 0;
		now_ms += 40;
	}
	sort(f, count);
	return count;
}

static void check_flight(uint32_t *seed, unsigned loss, unsigned delay_ms)
{
	static struct flight f[2 * PACKETS];
	unsigned wanted[17] = { 0 };
	struct ear ear = { 0 };
	size_t count = fly(f, seed, loss, delay_ms, wanted);
	unsigned downs[17] = { 0 }, ups[17] = { 0 };

	for (size_t i = 0; i < count; i++) {
		tick(&ear, f[i].arrives_ms);
		hear(&ear, &f[i].packet, f[i].arrives_ms);
	}
	tick(&ear, UINT64_MAX / 2);
	for (const char *at = ear.told; *at; at += 2) {
		unsigned *to = at[1] == 'v' ? downs : ups;

		to[dtmf_code(at[0])]++;
		CHECK(ups[dtmf_code(at[0])] <= downs[dtmf_code(at[0])]);
	}
	for (int code = 0; code < 17; code++) {
		CHECK_INT(downs[code], wanted[code]);
		CHECK_INT(ups[code], wanted[code]);
	}
}

TEST_ONCE(dtmf, every_digit_of_which_one_packet_comes_is_down_and_up_exactly_once)
{
	uint32_t seed = 20260;

	for (int round = 0; round < 2000; round++)
		check_flight(&seed, (unsigned)round % 8 * 32, dice(&seed) % 400);
}

TEST_ONCE(dtmf, without_reordering_digits_come_in_their_order)
{
	static struct flight f[2 * PACKETS];
	uint32_t seed = 4733;

	for (int round = 0; round < 500; round++) {
		unsigned wanted[17] = { 0 };
		struct ear ear = { 0 };
		char expected[512] = "";
		size_t count = fly(f, &seed, 128, 0, wanted);
		int last = -1;

		for (size_t i = 0; i < count; i++) {
			char digit = dtmf_digit(f[i].packet.event.code);
			size_t len = strlen(expected);

			if (f[i].digit != last)
				snprintf(expected + len, sizeof(expected) - len, "%cv%c^",
					 digit, digit);
			last = f[i].digit;
			tick(&ear, f[i].arrives_ms);
			hear(&ear, &f[i].packet, f[i].arrives_ms);
		}
		tick(&ear, UINT64_MAX / 2);
		CHECK_TEXT(ear.told, expected);
	}
}

/* --- SIP INFO --- */

static void check_info(const char *body, char wanted, uint32_t wanted_ms)
{
	uint32_t duration_ms = 1;
	char digit = 0;

	CHECK(dtmf_info_read(span_of(body), &digit, &duration_ms));
	CHECK_INT(digit, wanted);
	CHECK_INT(duration_ms, wanted_ms);
}

TEST(dtmf, bodies_of_info_are_read_as_phones_write_them)
{
	check_info("Signal=5\r\nDuration=160\r\n", '5', 160);
	check_info("Signal=5\r\nDuration=160", '5', 160);
	check_info("Signal= *\nDuration= 250\n", '*', 250);
	check_info("signal = #\r\n", '#', 0);
	check_info("Duration=100\r\nSignal=a\r\n", 'A', 100);
	check_info("Signal=11\r\nDuration=160", '#', 160);
	check_info("Signal=16\r\n", '!', 0);
	check_info("5", '5', 0);
	check_info("\r\n10\r\n", '*', 0);
	check_info("Signal=1\r\nDuration=99999999999\r\n", '1', 0);
}

TEST(dtmf, bodies_without_a_digit_are_refused)
{
	static const char *const bad[] = {
		"", "\r\n", "Signal=\r\n", "Signal=17", "Signal=x", "Duration=160", "123", "Signal",
		"=5",
	};
	uint32_t duration_ms = 7;
	char digit = 'x';

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!dtmf_info_read(span_of(bad[i]), &digit, &duration_ms));
	CHECK(digit == 'x' && duration_ms == 7);
}

TEST_ONCE(dtmf, a_body_of_info_may_end_anywhere)
{
	static const char body[] = "Signal=10\r\nDuration=160\r\n";

	for (size_t len = 0; len < sizeof(body); len++) {
		char *copy = mem_alloc(len), digit = 0;
		uint32_t duration_ms;

		NEED(copy != NULL);
		memcpy(copy, body, len);
		CHECK_INT(dtmf_info_read((struct span){ copy, len }, &digit, &duration_ms), len >= 8);
		CHECK_INT(digit, len < 8 ? 0 : len == 8 ? '1' : '*');
		mem_free(copy);
	}
}

TEST(dtmf, bodies_of_info_read_as_written)
{
	static struct buf b;

	buf_grow(&b);
	DEFER(buf_free, &b);
	for (unsigned code = 0; code <= 16; code++) {
		buf_reset(&b);
		dtmf_relay_write(&b, dtmf_digit(code), 160);
		check_info(buf_c(&b), dtmf_digit(code), 160);
		buf_reset(&b);
		dtmf_plain_write(&b, dtmf_digit(code));
		check_info(buf_c(&b), dtmf_digit(code), 0);
	}
	buf_reset(&b);
	dtmf_relay_write(&b, '5', 160);
	CHECK_TEXT(buf_c(&b), "Signal=5\r\nDuration=160\r\n");
}
