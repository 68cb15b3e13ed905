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

void buf_bytes(struct buf *b, const void *bytes, size_t len);
void buf_char(struct buf *b, char c);
void buf_text(struct buf *b, const char *text);	/* NUL-terminated, NULL is empty */
void buf_span_add(struct buf *b, struct span s);
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
