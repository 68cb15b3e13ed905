/* SPDX-License-Identifier: MIT
 * melody.c - tones and their cadences.
 *
 * Those of the exchange are the North American ones; special information is ITU-T
 * E.180. */
#include "wire/rtp/melody.h"

#define LOUD MELODY_LOUD
#define MELODY(name, ...)							\
	static const struct partial name##_partials[] = { __VA_ARGS__ };	\
	const struct melody melody_##name = { name##_partials,			\
		sizeof(name##_partials) / sizeof(name##_partials[0]) }

MELODY(dial_tone,	{ 350, LOUD, 0, MELODY_STEADY }, { 440, LOUD, 0, MELODY_STEADY });
MELODY(ringback,	{ 440, LOUD, 0, 2000, 4000 }, { 480, LOUD, 0, 2000, 4000 });
MELODY(busy,		{ 480, LOUD, 0, 500, 500 }, { 620, LOUD, 0, 500, 500 });
MELODY(reorder,		{ 480, LOUD, 0, 250, 250 }, { 620, LOUD, 0, 250, 250 });
MELODY(info,		{ 950, LOUD, 0, 330, 1660 }, { 1400, LOUD, 330, 330, 1660 },
			{ 1800, LOUD, 660, 330, 1660 });
MELODY(waiting,		{ 440, LOUD, 0, 300, 9700 });
MELODY(beep,		{ 1400, LOUD, 0, 500, 14500 });
MELODY(billing,		{ 941, LOUD, 0, 60, MELODY_BILLING_MS - 60 }, { 1477, LOUD, 0, 60, MELODY_BILLING_MS - 60 },
			{ 350, LOUD, 60, 940, MELODY_BILLING_MS - 940 }, { 440, LOUD, 60, 940, MELODY_BILLING_MS - 940 });
MELODY(music,		{ 523, LOUD, 0, 400, 800 }, { 659, LOUD, 400, 400, 800 }, { 784, LOUD, 800, 400, 800 });
MELODY(announcement,	{ 220, LOUD, 0, 700, 300 });

/* Whether it sounds, and how long that stays so. */
static bool sounds(const struct partial *p, uint64_t at_ms, uint64_t *stays_ms)
{
	uint64_t t;

	*stays_ms = UINT64_MAX;
	if (!p->on_ms || !p->volume || !p->hz)
		return false;
	if (at_ms < p->begin_ms) {
		*stays_ms = p->begin_ms - at_ms;
		return false;
	}
	t = at_ms - p->begin_ms;
	if (p->off_ms == 0)
		return true;
	if (p->off_ms != MELODY_FOREVER)
		t %= (uint64_t)p->on_ms + p->off_ms;
	if (t < p->on_ms) {
		*stays_ms = p->on_ms - t;
		return true;
	}
	if (p->off_ms != MELODY_FOREVER)
		*stays_ms = (uint64_t)p->on_ms + p->off_ms - t;
	return false;
}

uint64_t melody_at(DWORD *hz, DWORD *count, struct melody melody, uint64_t at_ms)
{
	uint64_t least_ms = UINT64_MAX, stays_ms;

	*count = 0;
	for (DWORD i = 0; i < melody.count && i < MELODY_PARTIALS; i++) {
		if (sounds(&melody.at[i], at_ms, &stays_ms))
			hz[(*count)++] = melody.at[i].hz;
		if (stays_ms < least_ms)
			least_ms = stays_ms;
	}
	return least_ms;
}

/* --- samples ------------------------------------------------------------------ */

#define MS_SAMPLES 8
#define AMPLITUDE 8000.0		/* of the loudest: about -9 dBm0 */

/* Its series, within a quarter of a turn from 0. */
double melody_sine(uint32_t phase)
{
	const double radians = 6.283185307179586 / 4294967296.0;
	uint32_t quarter = phase & 0x40000000u ? 0x80000000u - (phase & 0x7fffffffu) : phase & 0x7fffffffu;
	double x = quarter * radians, y = x * x, sine;

	sine = x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72 * (1 - y / 110)))));
	return phase & 0x80000000u ? -sine : sine;
}

static void play_ms(struct melody_player *player, struct melody melody, int16_t out[MS_SAMPLES])
{
	double sum[MS_SAMPLES] = { 0 };
	uint64_t stays_ms;

	for (DWORD i = 0; i < melody.count && i < MELODY_PARTIALS; i++) {
		const struct partial *p = &melody.at[i];
		uint32_t step = (uint32_t)(p->hz * 4294967296.0 / 8000);

		if (!sounds(p, player->at / MS_SAMPLES, &stays_ms))
			continue;
		for (int n = 0; n < MS_SAMPLES; n++, player->phase[i] += step)
			sum[n] += melody_sine(player->phase[i]) * p->volume * (AMPLITUDE / MELODY_LOUD);
	}
	for (int n = 0; n < MS_SAMPLES; n++)
		out[n] = (int16_t)sum[n];
	player->at += MS_SAMPLES;
}

void melody_play(struct melody_player *player, struct melody melody, int16_t *out, uint32_t count)
{
	for (uint32_t done = 0; done < count; done += MS_SAMPLES)
		play_ms(player, melody, out + done);
}
