/* SPDX-License-Identifier: MIT
 * text.h - spans of text, and the turn between UTF-8 and UTF-16.
 *
 * A span points into somebody else's bytes, is not NUL-terminated, and dies
 * with them. Inside OpenTSP all text is UTF-8; UTF-16 exists at the door only.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *at;
	size_t len;
};

/* Let the compiler hold the arguments against the format, which is C99's on
 * every system: GCC for Windows would otherwise take it for Microsoft's. */
#if defined(__GNUC__) && !defined(__clang__)
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(gnu_printf, format_at, args_at)))
#else
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#endif

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })
#define SPAN_NONE ((struct span){ NULL, 0 })
#define SPAN_ARG(s) (int)(s).len, (s).at	/* for "%.*s" */

static inline struct span span_of(const char *text)
{
	return (struct span){ text, text ? strlen(text) : 0 };
}

/* Here, as most comparisons end with the lengths, and that of a literal is known. */
static inline bool span_eq(struct span a, struct span b)	/* the same bytes */
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_is(struct span s, const char *text)
{
	return span_eq(s, span_of(text));
}

bool span_same_letters(struct span a, struct span b);	/* of the same length */

static inline bool span_eqi(struct span a, struct span b)	/* without regard to ASCII case */
{
	return a.len == b.len && span_same_letters(a, b);
}

static inline bool span_isi(struct span s, const char *text)
{
	return span_eqi(s, span_of(text));
}

bool span_starts(struct span s, const char *prefix);

bool span_has_controls(struct span s);			/* bytes below a space, or DEL */
struct span span_trim(struct span s);			/* without SP, HTAB, CR, LF at both ends */

/* The part before the first `sep`; `rest` becomes what is behind it (at NULL
 * when there was no `sep`). `rest` may be the address of the span given. */
struct span span_cut(struct span s, char sep, struct span *rest);

/* The whole span as an unsigned decimal number; false if it is not one or is
 * larger than `max`. */
bool span_u32(struct span s, uint32_t max, uint32_t *out);

/* Copy into `out` of `size` bytes with a terminator; false if it was cut off
 * (on a UTF-8 border). */
bool span_copy(struct span s, char *out, size_t size);

/* Bytes of `text` (UTF-8; NULL is empty) as UTF-16 with its terminator.
 * What is no UTF-8 counts and is written as U+FFFD. */
size_t utf16_size(const char *text);
void utf16_write(void *out, const char *text);

/* A UTF-16 string as UTF-8: at most `max` code units of `in` (at any
 * alignment) up to its terminator. The caller frees it; NULL: no memory. */
char *utf8_from16(const void *in, size_t max);

/* Whether the bytes are well-formed UTF-8. */
bool utf8_valid(struct span s);

#endif
