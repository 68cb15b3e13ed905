/* SPDX-License-Identifier: MIT
 * tone.c - tones and their cadences. Pure.
 *
 * Those of the exchange are the North American ones; special information is
 * ITU-T E.180, fax T.30, modems V.25 and Bell 103, text telephones V.18. */
#include "driver/sim/sound.h"

#define LOUD 0xFFFFu
#define STEADY 1, 0
#define MELODY(name, ...)							\
	static const struct sim_partial name##_partials[] = { __VA_ARGS__ };	\
	const struct sim_melody sim_##name = { name##_partials,			\
		sizeof(name##_partials) / sizeof(name##_partials[0]) }

MELODY(dial_tone,	{ 350, LOUD, 0, STEADY }, { 440, LOUD, 0, STEADY });
MELODY(ringback,	{ 440, LOUD, 0, 2000, 4000 }, { 480, LOUD, 0, 2000, 4000 });
MELODY(busy,		{ 480, LOUD, 0, 500, 500 }, { 620, LOUD, 0, 500, 500 });
MELODY(reorder,		{ 480, LOUD, 0, 250, 250 }, { 620, LOUD, 0, 250, 250 });
MELODY(info,		{ 950, LOUD, 0, 330, 1660 }, { 1400, LOUD, 330, 330, 1660 },
			{ 1800, LOUD, 660, 330, 1660 });
MELODY(waiting,		{ 440, LOUD, 0, 300, 9700 });
MELODY(beep,		{ 1400, LOUD, 0, 500, 14500 });
MELODY(billing,		{ 941, LOUD, 0, 60, SIM_BILLING_MS - 60 }, { 1477, LOUD, 0, 60, SIM_BILLING_MS - 60 },
			{ 350, LOUD, 60, 940, SIM_BILLING_MS - 940 }, { 440, LOUD, 60, 940, SIM_BILLING_MS - 940 });
MELODY(music,		{ 523, LOUD, 0, 400, 800 }, { 659, LOUD, 400, 400, 800 }, { 784, LOUD, 800, 400, 800 });
MELODY(announcement,	{ 220, LOUD, 0, 700, 300 });

/* What a machine sends when it calls, and when it is called. */
static const struct sim_partial
	fax_calling[] = { { 1100, LOUD, 0, 500, 3000 } },
	fax_called[] = { { 2100, LOUD, 0, 3000, SIM_FOREVER } },
	modem_calling[] = { { 1300, LOUD, 0, 600, 2000 } },
	modem_called[] = { { 2100, LOUD, 0, 3300, SIM_FOREVER }, { 2225, LOUD, 3300, STEADY } },
	text_telephone[] = { { 1400, LOUD, 0, STEADY } };

struct sim_melody sim_media_tones(DWORD mode, bool calling)
{
	switch (mode) {
	case LINEMEDIAMODE_G3FAX:
		return (struct sim_melody){ calling ? fax_calling : fax_called, 1 };
	case LINEMEDIAMODE_DATAMODEM:
		return (struct sim_melody){ calling ? modem_calling : modem_called, calling ? 1 : 2 };
	case LINEMEDIAMODE_TDD:
		return (struct sim_melody){ text_telephone, 1 };
	default:
		return (struct sim_melody){ NULL, 0 };
	}
}

void sim_key_tones(struct sim_partial out[2], char digit)
{
	static const char keys[] = "123A456B789C*0#D";
	static const DWORD rows[] = { 697, 770, 852, 941 }, columns[] = { 1209, 1336, 1477, 1633 };
	const char *key = strchr(keys, digit);
	size_t at = key && digit ? (size_t)(key - keys) : 0;

	out[0] = (struct sim_partial){ rows[at / 4], LOUD, 0, STEADY };
	out[1] = (struct sim_partial){ columns[at % 4], LOUD, 0, STEADY };
}

/* Whether it sounds, and how long that stays so. */
static bool sounds(const struct sim_partial *p, uint64_t at_ms, uint64_t *stays_ms)
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
	if (p->off_ms != SIM_FOREVER)
		t %= (uint64_t)p->on_ms + p->off_ms;
	if (t < p->on_ms) {
		*stays_ms = p->on_ms - t;
		return true;
	}
	if (p->off_ms != SIM_FOREVER)
		*stays_ms = (uint64_t)p->on_ms + p->off_ms - t;
	return false;
}

uint64_t sim_melody_at(DWORD *hz, DWORD *count, struct sim_melody melody, uint64_t at_ms)
{
	uint64_t least_ms = UINT64_MAX, stays_ms;

	*count = 0;
	for (DWORD i = 0; i < melody.count && i < SIM_TONES_MAX; i++) {
		if (sounds(&melody.at[i], at_ms, &stays_ms))
			hz[(*count)++] = melody.at[i].hz;
		if (stays_ms < least_ms)
			least_ms = stays_ms;
	}
	return least_ms;
}
