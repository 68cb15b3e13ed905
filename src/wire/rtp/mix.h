/* SPDX-License-Identifier: MIT
 * mix.h - many voices into one, and each without its own.
 *
 * Frames of 20 ms at 8 kHz in 16-bit samples. The voices of a frame are added
 * up once, in 32 bits; what one of them hears is that sum without its own
 * voice, cut off where 16 bits end. So the work grows with the voices, not
 * with the pairs of them. Who is all but silent is left out, lest the noise of
 * many rooms add up. Who would hear nobody hears comfort noise, so that the
 * line does not seem dead.
 */
#ifndef WIRE_RTP_MIX_H
#define WIRE_RTP_MIX_H

#include <stdbool.h>
#include <stdint.h>

#define MIX_FRAME 160		/* samples */
#define MIX_FRAME_MS 20
#define MIX_QUIET 64		/* no sample is larger: about -48 dBm0 and less */
#define MIX_COMFORT 8		/* the samples of comfort noise: about -66 dBm0 */

struct mix {			/* zeroed before the first frame */
	int32_t sum[MIX_FRAME];
	int16_t comfort[MIX_FRAME];
	uint32_t voices;	/* in `sum` */
	uint32_t seed;		/* of the noise */
};

/* Begin a frame. */
void mix_begin(struct mix *mix);

/* Add a voice. False: it is silent, and not in the sum. */
bool mix_add(struct mix *mix, const int16_t voice[MIX_FRAME]);

/* What is heard of all but `own`, which was added; NULL: of all. */
void mix_hear(const struct mix *mix, const int16_t *own, int16_t out[MIX_FRAME]);

#endif
