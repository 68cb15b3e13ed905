/* SPDX-License-Identifier: MIT
 * ear.h - which tones sound in a voice.
 *
 * 100 ms of the voice are looked at every 20 ms, by a Fourier transform: what is all
 * but made of one to four frequencies is a tone, anything else that is not silent is
 * not. Frequencies 40 Hz apart are told apart, and told to 1 % and better. What
 * is heard counts when it is heard three times in a row; a tone of less than some 150 ms
 * is not heard.
 */
#ifndef WIRE_RTP_EAR_H
#define WIRE_RTP_EAR_H

#include <stdbool.h>
#include <stdint.h>

#define EAR_FRAME 160u		/* samples at 8 kHz: 20 ms */
#define EAR_WINDOW 800u		/* samples that are looked at */
#define EAR_BINS 1024u		/* ... with zeros behind them */
#define EAR_TONES 4u
#define EAR_STEADY 3u		/* times in a row */
#define EAR_QUIET 225.0		/* mean square of what is silence: about -44 dBm0 */

struct ear_heard {
	bool sounds;		/* it is not silent */
	uint32_t count;		/* frequencies, rising; 0 of what sounds: no tone */
	uint32_t hz[EAR_TONES];
};

struct ear {
	bool settled;		/* something was heard, be it silence */
	struct ear_heard heard;	/* now */
	struct ear_heard next;	/* ... was it, `times` in a row */
	uint32_t times;
	float ring[EAR_WINDOW];
	uint32_t at;		/* where the next sample goes */
	float window[EAR_WINDOW];
	float turn[EAR_BINS];	/* sines of a whole turn */
};

void ear_begin(struct ear *ear);

/* The next 20 ms. True: what is heard is otherwise now, or is heard first. */
bool ear_hear(struct ear *ear, const int16_t frame[EAR_FRAME]);

#endif
