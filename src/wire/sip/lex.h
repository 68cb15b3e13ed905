/* SPDX-License-Identifier: MIT
 * lex.h - the letters of SIP's grammar (RFC 3261 section 25); for this folder only.
 */
#ifndef WIRE_SIP_LEX_H
#define WIRE_SIP_LEX_H

#include "base/text.h"

enum {
	LEX_TOKEN = 1,		/* alphanum - . ! % * _ + ` ' ~ */
	LEX_USER = 2,		/* may stand in a user part as it is, but for ';' */
	LEX_HOST = 4,		/* alphanum - . _ */
	LEX_SCHEME = 8,		/* alphanum + - . */
	LEX_URI = 16,		/* may stand in a URI at all: no control, space, < > or " */
	LEX_BLANK = 32,		/* SP HTAB, and what is left of a folded line */
};

extern const unsigned char lex_class[256];

static inline bool lex_is(char c, int classes)
{
	return lex_class[(unsigned char)c] & classes;
}

static inline bool lex_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char lex_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The value of a hexadecimal digit, -1: it is none. */
static inline int lex_hex(char c)
{
	if (lex_digit(c))
		return c - '0';
	c = lex_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether all of `s` is of `classes`; true for an empty one. */
bool lex_all(struct span s, int classes);

/* Move `at` over blanks. */
static inline const char *lex_skip(const char *at, const char *end)
{
	while (at < end && lex_is(*at, LEX_BLANK))
		at++;
	return at;
}

/* From `at` to the first `c`, or to `end`. */
static inline const char *lex_find(const char *at, const char *end, char c)
{
	const char *found = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;

	return found ? found : end;
}

/* From `at` (a '"') to behind the closing quote; NULL: it is not closed. */
const char *lex_quoted(const char *at, const char *end);

/* From `at` to the first `stop` or `also` outside of quotes, or to `end`; NULL: a
 * quote is not closed. */
const char *lex_until(const char *at, const char *end, char stop, char also);

/* One parameter from `at`, behind its ';', if its form is right: behind it and the blanks
 * that follow; else NULL. A value in quotes is given without them. An empty one
 * ("rport=") is against the letter; phones send it. */
const char *lex_param(const char *at, const char *end, struct span *name, struct span *value);

static inline struct span lex_span(const char *at, const char *end)
{
	return (struct span){ at, (size_t)(end - at) };
}

/* NULL + 0 is not defined in C. */
static inline const char *lex_end(struct span s)
{
	return s.len ? s.at + s.len : s.at;
}

/* Without blanks at both ends. */
static inline struct span lex_trim(const char *at, const char *end)
{
	at = lex_skip(at, end);
	while (end > at && lex_is(end[-1], LEX_BLANK))
		end--;
	return lex_span(at, end);
}

/* Make `len` bytes in `out` (of `size`, len < size) into valid UTF-8 without
 * control characters, with a terminator. What is no UTF-8 is taken for
 * Latin-1. `cut`: the text went on. False: some of it is missing. */
bool lex_finish(char *out, size_t len, size_t size, bool cut);

#endif
