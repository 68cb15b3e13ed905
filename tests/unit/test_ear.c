/* SPDX-License-Identifier: MIT
 * test_ear.c - tones as samples, and back to frequencies. */
#include "test.h"
#include "wire/rtp/ear.h"
#include "wire/rtp/g711.h"
#include "wire/rtp/melody.h"
#include <stdlib.h>

static struct ear ear;
static struct melody_player player;
static uint32_t seed;
static int changes, first_ms, last_ms, now_ms;

static void begin(void)
{
	ear_begin(&ear);
	player = (struct melody_player){ 0 };
	seed = 1;
	changes = now_ms = 0;
	first_ms = last_ms = -1;
}

/* `ms` of it come as G.711 brings them, with noise of this amplitude. */
static void play(struct melody melody, int ms, int noise)
{
	int16_t frame[EAR_FRAME];

	for (int i = 0; i < ms; i += 20) {
		melody_play(&player, melody, frame, EAR_FRAME);
		for (uint32_t n = 0; n < EAR_FRAME; n++) {
			seed = seed * 1664525u + 1013904223u;
			if (noise)
				frame[n] = (int16_t)(frame[n] + (int)(seed >> 16) % (2 * noise) - noise);
			frame[n] = g711_sample(G711_ALAW, g711_code(G711_ALAW, frame[n]));
		}
		now_ms += 20;
		if (!ear_hear(&ear, frame))
			continue;
		changes++;
		if (ear.heard.count && first_ms < 0)
			first_ms = now_ms;
		if (!ear.heard.count)
			last_ms = now_ms;
	}
}

static bool near_to(uint32_t hz, uint32_t wanted)
{
	return (uint32_t)abs((int)hz - (int)wanted) * 100 <= wanted;
}

TEST_ONCE(ear, every_frequency_is_heard_as_it_is)
{
	for (DWORD hz = 220; hz < 3800; hz += 7) {
		const struct partial one[] = { { hz, MELODY_LOUD / 4, 0, MELODY_STEADY } };

		begin();
		play((struct melody){ one, 1 }, 300, 0);
		CHECK_INT(ear.heard.count, 1);
		CHECK(near_to(ear.heard.hz[0], hz));
		CHECK_INT(changes, 1);
	}
}

TEST_ONCE(ear, the_tones_of_exchanges_are_told_apart)
{
	static const struct { const struct melody *melody; uint32_t hz[2]; } all[] = {
		{ &melody_dial_tone, { 350, 440 } }, { &melody_ringback, { 440, 480 } },
		{ &melody_busy, { 480, 620 } },
	};

	for (size_t i = 0; i < 3; i++) {
		begin();
		play(*all[i].melody, 400, 100);
		CHECK_INT(ear.heard.count, 2);
		CHECK(near_to(ear.heard.hz[0], all[i].hz[0]) && near_to(ear.heard.hz[1], all[i].hz[1]));
		CHECK(changes <= 2);		/* the beginning may be none yet */
	}
}

TEST_ONCE(ear, four_of_different_strength_are_heard)
{
	const struct partial four[] = {
		{ 400, MELODY_LOUD, 0, MELODY_STEADY }, { 1000, MELODY_LOUD / 2, 0, MELODY_STEADY },
		{ 1700, MELODY_LOUD / 3, 0, MELODY_STEADY }, { 2900, MELODY_LOUD / 4, 0, MELODY_STEADY },
	};

	begin();
	play((struct melody){ four, 4 }, 300, 0);
	CHECK_INT(ear.heard.count, 4);
	CHECK(near_to(ear.heard.hz[0], 400) && near_to(ear.heard.hz[3], 2900));
}

TEST_ONCE(ear, a_tone_lasts_about_as_long_as_it_does)
{
	begin();
	play(melody_busy, 1000, 0);		/* 500 ms of it sound */
	CHECK_INT(changes, 2);
	CHECK(last_ms - first_ms > 400 && last_ms - first_ms < 600);
	play(melody_busy, 500, 0);
	CHECK_INT(changes, 3);
}

TEST_ONCE(ear, the_three_of_special_information_come_one_after_the_other)
{
	static const uint32_t hz[] = { 950, 1400, 1800 };

	begin();
	for (int i = 0; i < 3; i++) {
		play(melody_info, i ? 330 : 300, 0);
		CHECK_INT(ear.heard.count, 1);
		CHECK(near_to(ear.heard.hz[0], hz[i]));
	}
}

TEST_ONCE(ear, noise_is_no_tone_and_no_silence)
{
	begin();
	play((struct melody){ NULL, 0 }, 2000, 3000);
	CHECK_INT(ear.heard.count, 0);
	CHECK(ear.heard.sounds);
	CHECK_INT(changes, 1);
}

TEST_ONCE(ear, silence_and_hum_are_silence)
{
	const struct partial hum[] = { { 50, MELODY_LOUD / 800, 0, MELODY_STEADY } };

	begin();
	play((struct melody){ NULL, 0 }, 1000, 8);
	play((struct melody){ hum, 1 }, 1000, 0);
	CHECK_INT(changes, 1);
	CHECK(ear.settled && !ear.heard.sounds);
}

/* Something like speech: a buzz of many harmonics whose pitch glides. */
TEST_ONCE(ear, a_voice_is_no_tone)
{
	int16_t frame[EAR_FRAME];
	uint32_t phase = 0, tones = 0;

	begin();
	for (uint32_t at = 0; at < 8000 * 5; at++) {
		double sample = 0, hz = 140 + 40 * melody_sine(at * 150000u);

		phase += (uint32_t)(hz * 4294967296.0 / 8000);
		for (uint32_t n = 1; n < 20; n++)
			sample += melody_sine(phase * n) * 3000 / n;
		frame[at % EAR_FRAME] = (int16_t)sample;
		if (at % EAR_FRAME == EAR_FRAME - 1 && ear_hear(&ear, frame))
			tones += ear.heard.count != 0;
	}
	CHECK_INT(tones, 0);
	CHECK(ear.heard.sounds);
}

TEST_ONCE(ear, a_sine_is_one)
{
	CHECK(melody_sine(0) == 0);
	CHECK(melody_sine(0x40000000u) > 0.9999999 && melody_sine(0x40000000u) < 1.0000001);
	CHECK(melody_sine(0xc0000000u) < -0.9999999);
	for (uint32_t i = 0; i < 1000; i++) {
		double s = melody_sine(i * 4000000u), c = melody_sine(i * 4000000u + 0x40000000u);

		CHECK(s * s + c * c > 0.999999 && s * s + c * c < 1.000001);
	}
}
