/* SPDX-License-Identifier: MIT
 * word.h - words in network order, for the packets of this folder. */
#ifndef WIRE_RTP_WORD_H
#define WIRE_RTP_WORD_H

#include "base/buf.h"

static inline uint16_t word16(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t word32(const unsigned char *at)
{
	return (uint32_t)word16(at) << 16 | word16(at + 2);
}

static inline void put_word16(struct buf *out, uint16_t n)
{
	unsigned char bytes[2] = { (unsigned char)(n >> 8), (unsigned char)n };

	buf_bytes(out, bytes, sizeof(bytes));
}

static inline void put_word32(struct buf *out, uint32_t n)
{
	put_word16(out, (uint16_t)(n >> 16));
	put_word16(out, (uint16_t)n);
}

#endif
