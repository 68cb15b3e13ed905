/* SPDX-License-Identifier: MIT
 * lex.c - the letters, and text made fit for people. */
#include "wire/sip/lex.h"

#define T LEX_TOKEN
#define U LEX_USER
#define H LEX_HOST
#define S LEX_SCHEME
#define R LEX_URI
#define B LEX_BLANK
#define ALNUM (T | U | H | S | R)
#define ALNUM_4(c) [c] = ALNUM, [(c) + 1] = ALNUM, [(c) + 2] = ALNUM, [(c) + 3] = ALNUM
#define LETTERS(a) ALNUM_4(a), ALNUM_4((a) + 4), ALNUM_4((a) + 8), ALNUM_4((a) + 12), \
	ALNUM_4((a) + 16), ALNUM_4((a) + 20), [(a) + 24] = ALNUM, [(a) + 25] = ALNUM
#define R_4(c) [c] = R, [(c) + 1] = R, [(c) + 2] = R, [(c) + 3] = R
#define R_16(c) R_4(c), R_4((c) + 4), R_4((c) + 8), R_4((c) + 12)

/* Bytes above 0x7F have no place in a URI by the letter; phones send them. */
const unsigned char lex_class[256] = {
	['\t'] = B, ['\n'] = B, ['\r'] = B, [' '] = B,
	ALNUM_4('0'), ALNUM_4('4'), ['8'] = ALNUM, ['9'] = ALNUM,
	LETTERS('A'), LETTERS('a'),
	['!'] = T | U | R, ['#'] = R, ['$'] = U | R, ['%'] = T | R, ['&'] = U | R,
	['\''] = T | U | R, ['('] = U | R, [')'] = U | R, ['*'] = T | U | R, ['+'] = T | U | S | R,
	[','] = U | R, ['-'] = T | U | H | S | R, ['.'] = T | U | H | S | R, ['/'] = U | R,
	[':'] = R,
	[';'] = R, ['='] = U | R, ['?'] = U | R, ['@'] = R, ['['] = R,
	['\\'] = R, [']'] = R, ['^'] = R, ['_'] = T | U | H | R, ['`'] = T | R,
	['{'] = R, ['|'] = R, ['}'] = R, ['~'] = T | U | R,
	R_16(0x80), R_16(0x90), R_16(0xA0), R_16(0xB0),
	R_16(0xC0), R_16(0xD0), R_16(0xE0), R_16(0xF0),
};

bool lex_all(struct span s, int classes)
{
	for (size_t i = 0; i < s.len; i++)
		if (!lex_is(s.at[i], classes))
			return false;
	return true;
}

const char *lex_quoted(const char *at, const char *end)
{
	for (at++; at < end; at++) {
		if (*at == '"')
			return at + 1;
		if (*at == '\\')
			at++;
	}
	return NULL;
}

const char *lex_until(const char *at, const char *end, char stop, char also)
{
	const char *quote, *hit;

	/* There is seldom a quote, and then it is searched for once. */
	for (; at; at = lex_quoted(quote, end)) {
		quote = lex_find(at, end, '"');
		hit = lex_find(at, quote, stop);
		if (also != stop)
			hit = lex_find(at, hit, also);
		if (hit < quote || quote == end)
			return hit;
	}
	return NULL;
}

/* How much of `len` bytes is UTF-8 when at most the last character is half. */
static bool utf8_border(const char *text, size_t *len)
{
	for (size_t back = 0; back < 4 && back <= *len; back++) {
		if (!utf8_valid(lex_span(text, text + *len - back)))
			continue;
		*len -= back;
		return true;
	}
	return false;
}

/* Turn Latin-1 into UTF-8 where it stands, from behind; as much as there is
 * room for. The new length. */
static size_t latin1_widen(char *out, size_t len, size_t size)
{
	size_t wide = 0, used = 0, at;
	unsigned char c;

	while (used < len && wide + (out[used] & 0x80 ? 2 : 1) < size)
		wide += out[used++] & 0x80 ? 2 : 1;
	at = wide;
	while (used > 0) {
		c = (unsigned char)out[--used];
		if (c & 0x80) {
			out[--at] = (char)(0x80 | (c & 0x3F));
			out[--at] = (char)(0xC0 | c >> 6);
		} else {
			out[--at] = (char)c;
		}
	}
	return wide;
}

bool lex_finish(char *out, size_t len, size_t size, bool cut)
{
	size_t high = 0, wide;

	if (!utf8_valid(lex_span(out, out + len)) && !(cut && utf8_border(out, &len))) {
		for (size_t i = 0; i < len; i++)
			high += (out[i] & 0x80) != 0;
		wide = latin1_widen(out, len, size);
		cut |= wide < len + high;
		len = wide;
	}
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7F)
			out[i] = ' ';
	out[len] = '\0';
	return !cut;
}
