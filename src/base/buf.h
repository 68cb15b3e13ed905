/* SPDX-License-Identifier: MIT
 * buf.h - write bytes, and find out once at the end whether all went in.
 *
 * A buf writes into memory of its owner (buf_fixed) or into its own that
 * grows (buf_grow). When something does not fit, `full` is set and nothing
 * more is written; the caller looks at `full` once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/text.h"
#include <stdarg.h>

struct buf {
	char *at;
	size_t len, size;	/* bytes written, bytes there are */
	bool grows, full;
};

void buf_fixed(struct buf *b, void *memory, size_t size);
void buf_grow(struct buf *b);
void buf_free(struct buf *b);			/* of a growing one */
static inline void buf_reset(struct buf *b) { b->len = 0; b->full = false; }
static inline struct span buf_span(const struct buf *b) { return (struct span){ b->at, b->len }; }

/* Make room for `more` bytes behind what there is, if it grows. False: it is full. */
bool buf_stretch(struct buf *b, size_t more);

/* Whether there is room for them; here, as most there is to write is short. */
static inline bool buf_room(struct buf *b, size_t more)
{
	return (!b->full && more <= b->size - b->len) || buf_stretch(b, more);
}

static inline void buf_bytes(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0 || !buf_room(b, len))
		return;
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
}

static inline void buf_char(struct buf *b, char c)
{
	if (buf_room(b, 1))
		b->at[b->len++] = c;
}

static inline void buf_span_add(struct buf *b, struct span s)
{
	buf_bytes(b, s.at, s.len);
}

/* NUL-terminated, NULL is empty. */
static inline void buf_text(struct buf *b, const char *text)
{
	buf_span_add(b, span_of(text));
}

void buf_u32(struct buf *b, uint32_t n);	/* decimal */
void buf_hex(struct buf *b, const void *bytes, size_t len);	/* lower case */
void buf_base64(struct buf *b, const void *bytes, size_t len);	/* RFC 4648 4, padded */

/* As printf. In a fixed one there must be room for a terminator too. */
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *format, va_list args) PRINTF_LIKE(2, 0);

/* The text so far, NUL-terminated (the terminator is not counted in len);
 * "" when it is full. */
const char *buf_c(struct buf *b);

#endif
