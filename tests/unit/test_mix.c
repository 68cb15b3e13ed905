/* SPDX-License-Identifier: MIT
 * test_mix.c - voices that are added up, and packets put in order. */
#include "test.h"
#include "wire/rtp/jitter.h"
#include "wire/rtp/mix.h"
#include <string.h>

#define MEMBERS 32

/* --- the sum ------------------------------------------------------------------ */

static void level(int16_t voice[MIX_FRAME], int16_t sample)
{
	for (int i = 0; i < MIX_FRAME; i++)
		voice[i] = sample;
}

static bool is_level(const int16_t voice[MIX_FRAME], int sample)
{
	for (int i = 0; i < MIX_FRAME; i++)
		if (voice[i] != sample)
			return false;
	return true;
}

TEST_ONCE(mix, each_hears_the_others_and_not_himself)
{
	static int16_t voice[MEMBERS][MIX_FRAME], out[MIX_FRAME];
	struct mix mix = { .voices = 0 };

	mix_begin(&mix);
	for (int i = 0; i < MEMBERS; i++) {
		level(voice[i], (int16_t)(100 + i));
		CHECK(mix_add(&mix, voice[i]));
	}
	for (int i = 0; i < MEMBERS; i++) {
		mix_hear(&mix, voice[i], out);
		CHECK(is_level(out, MEMBERS * 100 + 31 * 32 / 2 - (100 + i)));
	}
	mix_hear(&mix, NULL, out);
	CHECK(is_level(out, MEMBERS * 100 + 31 * 32 / 2));
}

TEST_ONCE(mix, what_is_too_loud_is_cut_off_and_never_turns_around)
{
	static int16_t loud[MIX_FRAME], low[MIX_FRAME], out[MIX_FRAME];
	struct mix mix = { .voices = 0 };

	level(loud, INT16_MAX);
	level(low, INT16_MIN);
	mix_begin(&mix);
	for (int i = 0; i < MEMBERS; i++)
		CHECK(mix_add(&mix, loud));
	mix_hear(&mix, loud, out);
	CHECK(is_level(out, INT16_MAX));
	mix_begin(&mix);
	for (int i = 0; i < MEMBERS; i++)
		CHECK(mix_add(&mix, low));
	mix_hear(&mix, NULL, out);
	CHECK(is_level(out, INT16_MIN));
	/* What is cut off is not lost to who takes his own voice away: 2 - 1 is 1. */
	mix_begin(&mix);
	mix_add(&mix, low);
	mix_add(&mix, low);
	mix_hear(&mix, low, out);
	CHECK(is_level(out, INT16_MIN));
}

TEST_ONCE(mix, who_is_silent_is_left_out)
{
	static int16_t silent[MIX_FRAME], voice[MIX_FRAME], out[MIX_FRAME];
	struct mix mix = { .voices = 0 };

	level(silent, MIX_QUIET);
	level(voice, -MIX_QUIET - 1);
	mix_begin(&mix);
	CHECK(!mix_add(&mix, silent));
	CHECK(mix_add(&mix, voice));
	mix_hear(&mix, NULL, out);
	CHECK(is_level(out, -MIX_QUIET - 1));
}

TEST_ONCE(mix, who_hears_nobody_hears_that_the_line_lives)
{
	static int16_t voice[MIX_FRAME], out[MIX_FRAME], next[MIX_FRAME];
	struct mix mix = { .voices = 0 };
	int balance = 0;

	level(voice, 1000);
	mix_begin(&mix);
	CHECK(mix_add(&mix, voice));
	mix_hear(&mix, voice, out);
	for (int i = 0; i < MIX_FRAME; i++) {
		CHECK(out[i] == MIX_COMFORT || out[i] == -MIX_COMFORT);
		balance += out[i] > 0 ? 1 : -1;
	}
	CHECK(balance > -MIX_FRAME / 2 && balance < MIX_FRAME / 2);
	mix_begin(&mix);
	mix_hear(&mix, NULL, next);
	CHECK(memcmp(out, next, sizeof(out)) != 0);
}

/* --- the order ------------------------------------------------------------------ */

/* Sample `n` of a stream, by which every place can be told from its neighbours. */
static uint8_t code_of(uint32_t n)
{
	return (uint8_t)(0x80 | (n / 20) % 100);
}

static uint32_t begin_at;		/* the timestamp of sample 0 */
static int16_t taken[JITTER_TAKE];

static void put(struct jitter *j, uint32_t n, uint32_t len)
{
	char codes[JITTER_ROOM];
	struct rtp p = { .ssrc = 7, .timestamp = begin_at + n, .payload = { codes, len } };

	for (uint32_t i = 0; i < len; i++)
		codes[i] = (char)code_of(n + i);
	jitter_put(j, G711_ULAW, &p);
}

static bool takes(struct jitter *j)
{
	memset(taken, 0x55, sizeof(taken));
	return jitter_take(j, taken);
}

/* The next 20 ms are those that begin with sample `n`. */
static bool gives(struct jitter *j, uint32_t n)
{
	if (!takes(j))
		return false;
	for (uint32_t i = 0; i < JITTER_TAKE; i++)
		if (taken[i] != g711_sample(G711_ULAW, code_of(n + i)))
			return false;
	return true;
}

TEST_ONCE(jitter, it_begins_when_forty_milliseconds_are_there)
{
	static struct jitter j;

	j = (struct jitter){ .begun = false };
	begin_at = UINT32_MAX - 200;		/* the timestamp may turn over */
	CHECK(!takes(&j));
	put(&j, 0, 160);
	CHECK(!takes(&j));
	for (uint32_t n = 0; n < 50 * 160; n += 160) {
		put(&j, n + 160, 160);
		CHECK(gives(&j, n));
	}
}

TEST_ONCE(jitter, packets_may_have_any_size)
{
	static struct jitter j;
	uint32_t said = 0, heard = 0;

	for (uint32_t ms = 10; ms <= 100; ms += 10) {
		j = (struct jitter){ .begun = false };
		said = heard = 0;
		/* By the clock: a packet every `ms`, a frame every 20. */
		for (uint32_t now = 0; now < 6000; now += 10) {
			if (now % ms == 0) {
				put(&j, said, ms * 8);
				said += ms * 8;
			}
			if (now % 20 == 0 && takes(&j)) {
				if (now > 3000)
					CHECK_INT(taken[0], g711_sample(G711_ULAW, code_of(heard)));
				heard = j.read - begin_at;
			}
		}
		CHECK(said - heard <= 120 * 8);
		CHECK(heard > 5000 * 8);
	}
}

TEST_ONCE(jitter, what_comes_in_another_order_is_put_in_its_own)
{
	static struct jitter j;

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	put(&j, 320, 160);
	put(&j, 160, 160);
	put(&j, 160, 160);			/* and one comes twice */
	CHECK(gives(&j, 0) && gives(&j, 160) && gives(&j, 320));
	put(&j, 0, 160);			/* this one is of no use any more */
	CHECK(!takes(&j));
}

TEST_ONCE(jitter, a_gap_is_filled_with_what_fades)
{
	static struct jitter j;

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	put(&j, 480, 160);			/* two are lost */
	CHECK(gives(&j, 0));
	CHECK(takes(&j));
	CHECK_INT(taken[0], g711_sample(G711_ULAW, code_of(0)) / 2);
	CHECK(takes(&j));
	CHECK_INT(taken[159], g711_sample(G711_ULAW, code_of(159)) / 2 / 2);
	CHECK(gives(&j, 480));
}

TEST_ONCE(jitter, a_late_packet_is_waited_for_and_the_next_need_not_be)
{
	static struct jitter j;

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	put(&j, 160, 160);
	CHECK(gives(&j, 0) && gives(&j, 160));
	CHECK(!takes(&j));			/* nothing there: 20 ms late */
	put(&j, 320, 160);
	put(&j, 480, 160);
	CHECK(!takes(&j));			/* now 60 ms are kept back */
	put(&j, 640, 160);
	CHECK(gives(&j, 320));			/* and nothing is lost */
	CHECK(gives(&j, 480) && gives(&j, 640));
	CHECK_INT(j.depth, 3 * JITTER_TAKE);
}

TEST_ONCE(jitter, what_is_kept_back_grows_to_120_ms_and_shrinks_again)
{
	static struct jitter j;
	uint32_t n = 0;

	j = (struct jitter){ .begun = false };
	for (int late = 0; late < 20; late++) {
		for (int i = 0; i < 6; i++, n += 160)
			put(&j, n, 160);
		while (takes(&j))
			;
	}
	CHECK_INT(j.depth, 6 * JITTER_TAKE);
	for (int i = 0; i < 9000; i++, n += 160) {	/* three minutes of peace */
		put(&j, n, 160);
		takes(&j);
	}
	CHECK_INT(j.depth, 2 * JITTER_TAKE);
	CHECK(begin_at + n - j.read <= 2 * JITTER_TAKE);
}

TEST_ONCE(jitter, who_pauses_goes_on_at_once_and_without_a_penalty)
{
	static struct jitter j;

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	put(&j, 160, 160);
	CHECK(gives(&j, 0) && gives(&j, 160) && !takes(&j));
	put(&j, 80000, 160);
	put(&j, 80160, 160);
	CHECK(gives(&j, 80000));
	CHECK_INT(j.depth, 2 * JITTER_TAKE);
}

TEST_ONCE(jitter, a_faster_clock_than_ours_does_not_pile_up)
{
	static struct jitter j;
	uint32_t n = 0;

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	for (n = 160; n < 100000 * 161; n += 161) {	/* 0.6 % too fast, for half an hour */
		put(&j, n, 161);
		takes(&j);
		if (n > 160)
			CHECK(j.end - j.read <= 5 * JITTER_TAKE);
	}
	put(&j, n, 1024);			/* all at once: only the newest counts */
	put(&j, n + 1024, 1024);
	CHECK(j.end - j.read <= 10 * JITTER_TAKE);
}

TEST_ONCE(jitter, another_source_begins_anew)
{
	static struct jitter j;
	char codes[160] = { 0 };
	struct rtp p = { .ssrc = 8, .timestamp = 5, .payload = { codes, 160 } };

	j = (struct jitter){ .begun = false };
	put(&j, 0, 160);
	put(&j, 160, 160);
	CHECK(gives(&j, 0));
	jitter_put(&j, G711_ULAW, &p);
	CHECK(!takes(&j));
	p.timestamp += 160;
	jitter_put(&j, G711_ULAW, &p);
	CHECK(takes(&j));
	CHECK_INT(taken[0], g711_sample(G711_ULAW, 0));
}

/* Whatever the timestamps: never more is played than came, and a stream that is
 * one again is heard again. */
TEST_ONCE(jitter, nonsense_passes)
{
	static struct jitter j;
	uint32_t random = 1;

	j = (struct jitter){ .begun = false };
	for (int i = 0; i < 100000; i++) {
		random = random * 1664525u + 1013904223u;
		put(&j, random >> (random >> 27), random >> 8 & 2047);
		if (random & 1 << 20)
			takes(&j);
		CHECK(j.end - j.read <= JITTER_ROOM);
		CHECK(j.depth >= 2 * JITTER_TAKE || !j.begun);
	}
	put(&j, 7, 0);
	while (takes(&j))
		;
	for (uint32_t n = 1 << 30; n < (1 << 30) + 10 * 160; n += 160)
		put(&j, n, 160);
	CHECK(takes(&j));
}
