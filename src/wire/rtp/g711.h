/* SPDX-License-Identifier: MIT
 * g711.h - A-law and mu-law (ITU-T G.711), by table.
 *
 * Linear samples are 16 bits, of which A-law carries 13 and mu-law 14.
 */
#ifndef WIRE_RTP_G711_H
#define WIRE_RTP_G711_H

#include <stddef.h>
#include <stdint.h>

enum g711_law {			/* the payload types of RFC 3551 */
	G711_ULAW = 0,
	G711_ALAW = 8,
};

int16_t g711_sample(enum g711_law law, uint8_t code);
uint8_t g711_code(enum g711_law law, int16_t sample);

void g711_decode(enum g711_law law, const uint8_t *codes, int16_t *out, size_t count);
void g711_encode(enum g711_law law, const int16_t *samples, uint8_t *out, size_t count);

/* Fill with the code of silence. */
void g711_silence(enum g711_law law, uint8_t *out, size_t count);

#endif
