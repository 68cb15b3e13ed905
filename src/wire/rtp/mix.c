/* SPDX-License-Identifier: MIT
 * mix.c - add up, take away, cut off. */
#include "wire/rtp/mix.h"
#include <string.h>

/* White enough, and no two frames alike: a linear congruence of which the
 * highest bit is used (Knuth, TAOCP 2, 3.3.4, line 26). */
static void hiss(struct mix *mix)
{
	uint32_t seed = mix->seed;

	for (int i = 0; i < MIX_FRAME; i++) {
		seed = seed * 1664525u + 1013904223u;
		mix->comfort[i] = seed >> 31 ? MIX_COMFORT : -MIX_COMFORT;
	}
	mix->seed = seed;
}

void mix_begin(struct mix *mix)
{
	memset(mix->sum, 0, sizeof(mix->sum));
	mix->voices = 0;
	hiss(mix);
}

static bool is_quiet(const int16_t voice[MIX_FRAME])
{
	int loudest = 0;

	for (int i = 0; i < MIX_FRAME; i++) {
		int size = voice[i] < 0 ? -voice[i] : voice[i];

		loudest = size > loudest ? size : loudest;
	}
	return loudest <= MIX_QUIET;
}

bool mix_add(struct mix *mix, const int16_t voice[MIX_FRAME])
{
	if (is_quiet(voice))
		return false;
	for (int i = 0; i < MIX_FRAME; i++)
		mix->sum[i] += voice[i];
	mix->voices++;
	return true;
}

static int16_t cut_off(int32_t sample)
{
	if (sample > INT16_MAX)
		return INT16_MAX;
	return (int16_t)(sample < INT16_MIN ? INT16_MIN : sample);
}

void mix_hear(const struct mix *mix, const int16_t *own, int16_t out[MIX_FRAME])
{
	if (mix->voices == (own ? 1 : 0)) {
		memcpy(out, mix->comfort, sizeof(mix->comfort));
		return;
	}
	for (int i = 0; i < MIX_FRAME; i++)
		out[i] = cut_off(mix->sum[i] - (own ? own[i] : 0));
}
