/* SPDX-License-Identifier: MIT
 * melody.h - tones and their cadences: what of them sounds when, and as samples.
 */
#ifndef WIRE_RTP_MELODY_H
#define WIRE_RTP_MELODY_H

#include "abi/tapi.h"
#include <stdbool.h>

#define MELODY_PARTIALS 4u		/* that sound at a time */
#define MELODY_FOREVER UINT32_MAX
#define MELODY_LOUD 0xFFFFu
#define MELODY_STEADY 1, 0		/* on_ms and off_ms of what has no pause */

struct partial {		/* one frequency */
	DWORD hz, volume;	/* volume 0: nobody hears it */
	DWORD begin_ms;		/* behind the beginning of all */
	DWORD on_ms, off_ms;	/* on 0: never; off 0: without a pause; MELODY_FOREVER: once */
};

struct melody {
	const struct partial *at;
	DWORD count;		/* those beyond MELODY_PARTIALS are left out */
};

/* Those of an exchange. */
extern const struct melody melody_dial_tone, melody_ringback, melody_busy, melody_reorder, melody_info,
	melody_waiting, melody_beep, melody_billing, melody_music, melody_announcement;
#define MELODY_BILLING_MS 4000u		/* one cycle of it */

/* What sounds `at_ms` after the beginning: hz[MELODY_PARTIALS] and how many. Returns
 * how many ms it stays so; UINT64_MAX: for ever. */
uint64_t melody_at(DWORD *hz, DWORD *count, struct melody melody, uint64_t at_ms);

struct melody_player {		/* zeroed: at the beginning */
	uint64_t at;		/* samples played */
	uint32_t phase[MELODY_PARTIALS];
};

/* The next `count` samples at 8 kHz, a multiple of 8; all four at their loudest stay
 * within 16 bits. */
void melody_play(struct melody_player *player, struct melody melody, int16_t *out, uint32_t count);

/* The sine of phase / 2^32 turns, to 7 digits. */
double melody_sine(uint32_t phase);

#endif
