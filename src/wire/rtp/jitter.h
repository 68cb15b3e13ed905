/* SPDX-License-Identifier: MIT
 * jitter.h - what a far end says, in order and at a steady pace.
 *
 * Packets of G.711 come early, late, twice or not at all; what is taken out is
 * 20 ms at a time. Playing begins when 40 ms are here. When the next packet is
 * late, what is played waits for it, and from then on 20 ms more are kept
 * back, up to 120 ms; after half a minute without a late one they are 20 ms
 * less again. What has piled up is skipped, 20 ms in two seconds. A gap of up
 * to 60 ms is filled with what was heard before it, fading; one that the far
 * end makes by not sending (silence suppression) is a pause.
 *
 * Samples have their place by their timestamp, whatever the packets' size.
 */
#ifndef WIRE_RTP_JITTER_H
#define WIRE_RTP_JITTER_H

#include "wire/rtp/g711.h"
#include "wire/rtp/rtp.h"

#define JITTER_ROOM 2048u	/* samples; a power of two */
#define JITTER_TAKE 160u	/* samples that are taken at a time */

struct jitter {			/* zeroed: nothing came yet */
	int16_t voice[JITTER_ROOM];	/* a ring: all from `read` to `end` is there */
	uint32_t ssrc;
	uint32_t read;		/* timestamp of what is taken next */
	uint32_t end;		/* ... behind the newest that is here */
	uint16_t depth;		/* samples that must be here to begin playing */
	uint16_t least;		/* that were left behind a take, of late */
	uint16_t takes;		/* since `least` began */
	uint16_t smooth;		/* ... without a late packet, in turns of `takes` */
	bool begun, playing;
	bool dry;		/* it ran out while playing; nothing came since */
};

/* A packet came, in whatever order. */
void jitter_put(struct jitter *jitter, enum g711_law law, const struct rtp *p);

/* The next 20 ms. False: there is nothing to be heard now, and `out` is not written. */
bool jitter_take(struct jitter *jitter, int16_t out[JITTER_TAKE]);

#endif
