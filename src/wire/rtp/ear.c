/* SPDX-License-Identifier: MIT
 * ear.c - from samples to frequencies. */
#include "wire/rtp/ear.h"
#include "wire/rtp/melody.h"
#include <string.h>

#define HALF (EAR_BINS / 2)
#define BIN_HZ (8000.0f / EAR_BINS)
#define LOWEST 12u		/* bins: some 100 Hz; below is hum */
#define LOBE 4			/* bins to each side that belong to a frequency */
#define PURITY 0.95f		/* of the power must be in the frequencies */
#define WEAKEST 0.04f		/* of the strongest: 14 dB */
#define PERMILLE 8		/* so far off it is the same one */

struct spectrum {
	float re[EAR_BINS], im[EAR_BINS];
};

void ear_begin(struct ear *ear)
{
	memset(ear, 0, sizeof(*ear));
	for (uint32_t i = 0; i < EAR_BINS; i++)
		ear->turn[i] = (float)melody_sine(i * (uint32_t)(0x100000000ull / EAR_BINS));
	for (uint32_t i = 0; i < EAR_WINDOW; i++)	/* Hann's */
		ear->window[i] = 0.5f - 0.5f * (float)melody_sine(0x40000000u +
								  (uint32_t)(i * (0x100000000ull / EAR_WINDOW)));
}

/* --- the transform ---------------------------------------------------------------- */

/* In the order of reversed bits, as the butterflies want it. */
static void load(const struct ear *ear, struct spectrum *s)
{
	for (uint32_t i = 0, j = 0; i < EAR_BINS; i++) {
		uint32_t bit = HALF;

		s->re[j] = i < EAR_WINDOW ? ear->ring[(ear->at + i) % EAR_WINDOW] * ear->window[i] : 0;
		s->im[j] = 0;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j |= bit;
	}
}

/* Cooley and Tukey, radix 2. */
static void transform(const float *turn, struct spectrum *s)
{
	for (uint32_t size = 2; size <= EAR_BINS; size *= 2)
		for (uint32_t k = 0; k < size / 2; k++) {
			uint32_t angle = k * (EAR_BINS / size);
			float c = turn[(angle + EAR_BINS / 4) % EAR_BINS], d = -turn[angle];

			for (uint32_t i = k, j = k + size / 2; j < EAR_BINS; i += size, j += size) {
				float re = s->re[j] * c - s->im[j] * d, im = s->re[j] * d + s->im[j] * c;

				s->re[j] = s->re[i] - re;
				s->im[j] = s->im[i] - im;
				s->re[i] += re;
				s->im[i] += im;
			}
		}
}

/* The power of each bin, in s->re. */
static void power(struct spectrum *s)
{
	for (uint32_t i = 0; i < HALF; i++)
		s->re[i] = s->re[i] * s->re[i] + s->im[i] * s->im[i];
}

/* --- frequencies --------------------------------------------------------------------- */

static bool is_peak(const float *p, uint32_t at)
{
	return p[at] > p[at - 1] && p[at] >= p[at + 1];
}

/* Between the bins, by a parabola through three of them. */
static uint32_t peak_hz(const float *p, uint32_t at)
{
	float below = p[at - 1], here = p[at], above = p[at + 1];
	float off = 0.5f * (below - above) / (below - 2 * here + above);

	return (uint32_t)(((float)at + off) * BIN_HZ + 0.5f);
}

/* The power around a frequency, as far as it falls; taken out, so that none counts twice. */
static float take_lobe(float *p, uint32_t at)
{
	uint32_t from = at, to = at;
	float sum = 0;

	while (from > LOWEST && at - from < LOBE && p[from - 1] <= p[from])
		from--;
	while (to + 2 < HALF && to - at < LOBE && p[to + 1] <= p[to])
		to++;
	for (uint32_t i = from; i <= to; i++) {
		sum += p[i];
		p[i] = 0;
	}
	return sum;
}

static void sort(struct ear_heard *heard)
{
	for (uint32_t i = 1; i < heard->count; i++)
		for (uint32_t j = i; j > 0 && heard->hz[j] < heard->hz[j - 1]; j--) {
			uint32_t hz = heard->hz[j];

			heard->hz[j] = heard->hz[j - 1];
			heard->hz[j - 1] = hz;
		}
}

/* The strongest first, until all but nothing is left; or there are too many. */
static void find(float *p, struct ear_heard *heard)
{
	float all = 0, strongest = 0, found = 0;

	for (uint32_t i = LOWEST; i < HALF; i++)
		all += p[i];
	while (heard->count < EAR_TONES) {
		uint32_t best = 0;

		for (uint32_t i = LOWEST; i + 1 < HALF; i++)
			if (is_peak(p, i) && (!best || p[i] > p[best]))
				best = i;
		if (!best || p[best] < strongest * WEAKEST)
			break;
		if (!strongest)
			strongest = p[best];
		heard->hz[heard->count++] = peak_hz(p, best);
		found += take_lobe(p, best);
	}
	if (found < PURITY * all)
		heard->count = 0;
	sort(heard);
}

static void look(const struct ear *ear, struct ear_heard *heard)
{
	struct spectrum s;
	float square = 0;

	memset(heard, 0, sizeof(*heard));
	for (uint32_t i = 0; i < EAR_WINDOW; i++)
		square += ear->ring[i] * ear->ring[i];
	heard->sounds = square / EAR_WINDOW > (float)EAR_QUIET;
	if (!heard->sounds)
		return;
	load(ear, &s);
	transform(ear->turn, &s);
	power(&s);
	find(s.re, heard);
}

/* --- over time ------------------------------------------------------------------------- */

static bool is_same(const struct ear_heard *a, const struct ear_heard *b)
{
	if (a->sounds != b->sounds || a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		uint32_t off = a->hz[i] > b->hz[i] ? a->hz[i] - b->hz[i] : b->hz[i] - a->hz[i];

		if (off * 1000 > a->hz[i] * PERMILLE)
			return false;
	}
	return true;
}

bool ear_hear(struct ear *ear, const int16_t frame[EAR_FRAME])
{
	struct ear_heard now;

	for (uint32_t i = 0; i < EAR_FRAME; i++)
		ear->ring[(ear->at + i) % EAR_WINDOW] = frame[i];
	ear->at = (ear->at + EAR_FRAME) % EAR_WINDOW;
	look(ear, &now);
	ear->times = is_same(&now, &ear->next) ? ear->times + 1 : 1;
	ear->next = now;
	if (ear->times < EAR_STEADY || (ear->settled && is_same(&now, &ear->heard)))
		return false;
	ear->settled = true;
	ear->heard = now;
	return true;
}
