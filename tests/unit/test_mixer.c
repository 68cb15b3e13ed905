/* SPDX-License-Identifier: MIT
 * test_mixer.c - the sessions of a conference, by a clock that the test moves. The
 * sessions are there in name only: what they would hear and send is handed over. */
#include "base/mem.h"
#include "driver/sip/media_in.h"
#include "driver/sip/mixer.h"
#include "test.h"
#include "wire/rtp/mix.h"
#include <stdlib.h>

#define SEATS 32

static struct timers timers;
static struct mixer *mixer;
static struct media session[SEATS];
static struct mixer_seat *seat[SEATS];
static uint32_t said[SEATS];		/* the timestamp of what comes next */

static void close_mixer(void *unused)
{
	for (int i = 0; i < SEATS; i++)
		mixer_leave(seat[i]);
	CHECK_INT(timers.count, 0);
	mixer_close(mixer);
}

static void sit(int count)
{
	memset(session, 0, sizeof(session));
	memset(seat, 0, sizeof(seat));
	memset(said, 0, sizeof(said));
	timers_init(&timers, 0);
	mixer = NULL;
	DEFER(close_mixer, NULL);
	NEED(mixer_open(&mixer, &timers) == OK);
	for (int i = 0; i < count; i++)
		NEED(mixer_sit(&seat[i], mixer, &session[i]) == OK);
	mixer_pause(mixer, false);
}

/* A packet of `ms` of one level comes to a seat. */
static void says(int i, int16_t sample, uint32_t ms)
{
	char codes[800];
	struct rtp p = { .ssrc = (uint32_t)i, .timestamp = said[i], .payload = { codes, ms * 8 } };

	memset(codes, g711_code(G711_ULAW, sample), ms * 8);
	said[i] += ms * 8;
	session[i].voice->hear(session[i].voice->arg, G711_ULAW, &p);
}

/* What a seat hears in `ms`: the level; 0: nobody. -1: nothing at all. */
static int hears_as(int i, enum g711_law law, uint32_t ms)
{
	uint8_t codes[800];
	int last;

	if (!session[i].voice->speak(session[i].voice->arg, law, codes, ms * 8))
		return -1;
	last = g711_sample(law, codes[ms * 8 - 1]);
	return abs(last) <= MIX_COMFORT ? 0 : last;
}

static int hears(int i)
{
	return hears_as(i, G711_ULAW, 20);
}

static void pass(uint32_t ms)
{
	timers_run(&timers, timers.now_ms + ms);
}

/* For 200 ms seats 0 to count - 1 say levels of 1000, 2000, ...; all hear. */
static void talk(int count)
{
	for (int frame = 0; frame < 10; frame++) {
		for (int i = 0; i < count; i++)
			says(i, (int16_t)((i + 1) * 1000), 20);
		pass(20);
		for (int i = 0; frame < 9 && i < SEATS; i++)
			if (seat[i])
				hears(i);
	}
}

static bool is_about(int got, int want)
{
	return abs(got - want) <= abs(want) / 16;	/* the laws keep 4 bits and a segment */
}

TEST(mixer, each_hears_the_sum_of_the_others)
{
	sit(3);
	talk(3);
	CHECK(is_about(hears(0), 5000));
	CHECK(is_about(hears(1), 4000));
	CHECK(is_about(hears(2), 3000));
}

TEST(mixer, each_hears_by_its_own_law)
{
	sit(2);
	talk(2);
	CHECK(is_about(hears_as(0, G711_ALAW, 20), 2000));
	CHECK(is_about(hears_as(1, G711_ULAW, 20), 1000));
}

TEST(mixer, who_only_listens_hears_all)
{
	sit(3);
	talk(2);
	CHECK(is_about(hears(2), 3000));
	CHECK(is_about(hears(0), 2000));
}

TEST(mixer, who_stops_sending_holds_nobody_up)
{
	sit(3);
	talk(3);
	for (int frame = 0; frame < 10; frame++) {
		says(0, 1000, 20);
		says(1, 2000, 20);
		pass(20);
		hears(0);
		hears(1);
		CHECK(hears(2) != -1);
	}
	says(0, 1000, 20);
	says(1, 2000, 20);
	pass(20);
	CHECK(is_about(hears(0), 2000));
	CHECK(is_about(hears(2), 3000));
}

TEST(mixer, who_is_alone_hears_that_the_line_lives)
{
	sit(1);
	talk(1);
	CHECK_INT(hears(0), 0);
}

TEST(mixer, who_holds_us_is_not_heard)
{
	sit(3);
	mixer_mute(seat[2], true);
	talk(3);
	CHECK(is_about(hears(0), 2000));
	mixer_mute(seat[2], false);
	talk(3);
	CHECK(is_about(hears(0), 5000));
}

TEST(mixer, while_it_is_paused_nobody_hears_anybody)
{
	sit(2);
	talk(2);
	mixer_pause(mixer, true);
	CHECK_INT(hears(0), -1);
	says(0, 1000, 20);
	pass(1000);
	CHECK_INT(hears(1), -1);
	CHECK_INT(timers.count, 0);
	mixer_pause(mixer, false);
	pass(20);
	CHECK_INT(hears(1), 0);		/* and nothing of before */
	talk(2);
	CHECK(is_about(hears(1), 1000));
}

TEST(mixer, packets_of_any_size_go_out)
{
	sit(2);
	for (uint32_t ms = 10; ms <= 100; ms += 10) {
		int heard = 0;

		for (uint32_t now = 0; now < 2000; now += 10) {
			if (now % 20 == 0)
				says(0, 1000, 20);
			pass(10);
			if (now % ms == 0 && now > 500)
				heard += is_about(hears_as(1, G711_ULAW, ms), 1000);
		}
		CHECK(heard >= 1400 / (int)ms);
	}
}

TEST(mixer, what_nobody_fetched_is_not_heard_later)
{
	sit(2);
	talk(2);
	for (int frame = 0; frame < 50; frame++) {	/* seat 1 is sent nothing */
		says(0, 1000, 20);
		pass(20);
	}
	for (int frame = 0; frame < 3; frame++) {	/* now 4000 is said, and 40 ms old */
		says(0, 4000, 20);
		pass(20);
		hears(1);
	}
	says(0, 4000, 20);
	pass(20);
	CHECK(is_about(hears(1), 4000));
}

TEST(mixer, a_seat_can_be_that_of_another_session)
{
	sit(3);
	talk(2);
	mixer_leave(seat[2]);
	seat[2] = NULL;
	CHECK(session[2].voice == NULL);
	mixer_move(seat[1], &session[2]);
	CHECK(session[1].voice == NULL && session[2].voice != NULL);
	for (int frame = 0; frame < 5; frame++) {
		says(2, 6000, 20);
		says(0, 1000, 20);
		pass(20);
		hears(0);
		hears(2);
	}
	says(2, 6000, 20);
	pass(20);
	CHECK(is_about(hears(0), 6000));
}

TEST(mixer, thirty_two_are_no_more_than_cut_off)
{
	sit(SEATS);
	talk(SEATS);
	CHECK_INT(hears(0), 32124);
}
