/* SPDX-License-Identifier: MIT
 * text.c - spans compared, cut and read; UTF-8 and UTF-16. */
#include "base/text.h"
#include "abi/utf.h"
#include "base/mem.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool span_same_letters(struct span a, struct span b)
{
	/* Nearly everybody writes names as they stand in their RFC. */
	if (a.len == 0 || memcmp(a.at, b.at, a.len) == 0)
		return true;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool span_starts(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && (len == 0 || memcmp(s.at, prefix, len) == 0);
}

/* Eight bytes at a time: a word less ones borrows from a byte's top bit where that byte
 * was smaller. */
static bool word_has_controls(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t del = word ^ (ones * 0x7F);

	return (((word - ones * ' ') & ~word) | ((del - ones) & ~del)) & tops;
}

bool span_has_controls(struct span s)
{
	uint64_t word;

	for (; s.len >= sizeof(word); s.at += sizeof(word), s.len -= sizeof(word)) {
		memcpy(&word, s.at, sizeof(word));
		if (word_has_controls(word))
			return true;
	}
	if (s.len == 0)
		return false;
	memset(&word, ' ', sizeof(word));
	memcpy(&word, s.at, s.len);
	return word_has_controls(word);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span s)
{
	while (s.len && blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

struct span span_cut(struct span s, char sep, struct span *rest)
{
	const char *found = s.len ? memchr(s.at, sep, s.len) : NULL;
	size_t len;

	if (!found) {
		*rest = SPAN_NONE;
		return s;
	}
	len = (size_t)(found - s.at);
	*rest = (struct span){ found + 1, s.len - len - 1 };
	return (struct span){ s.at, len };
}

bool span_u32(struct span s, uint32_t max, uint32_t *out)
{
	uint64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(s.at[i] - '0');
		if (n > max)
			return false;
	}
	*out = (uint32_t)n;
	return true;
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

bool span_copy(struct span s, char *out, size_t size)
{
	size_t len = s.len, back;

	if (size == 0)
		return false;
	if (len >= size) {
		len = size - 1;
		/* Bytes that are no UTF-8 must not eat up the whole text. */
		for (back = 0; back < 3 && back < len && continues(s.at[len - back]); back++)
			;
		if (!continues(s.at[len - back]))
			len -= back;
	}
	if (len)
		memcpy(out, s.at, len);
	out[len] = '\0';
	return len == s.len;
}

/* Bytes that the character at the start of `s` (not empty) takes; 0: it is
 * none. Unicode 15, table 3-7: no overlong form, no surrogate, no more than
 * U+10FFFF. */
static size_t utf8_char(struct span s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	unsigned char lead = at[0], low = 0x80, high = 0xBF;
	size_t len;

	if (lead < 0x80)
		return 1;
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	if (len > s.len)
		return 0;
	if (lead == 0xE0)
		low = 0xA0;
	else if (lead == 0xED)
		high = 0x9F;
	else if (lead == 0xF0)
		low = 0x90;
	else if (lead == 0xF4)
		high = 0x8F;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (!continues(s.at[i]))
			return 0;
	return len;
}

bool utf8_valid(struct span s)
{
	size_t len;

	while (s.len) {
		len = utf8_char(s);
		if (len == 0)
			return false;
		s.at += len;
		s.len -= len;
	}
	return true;
}

size_t utf16_size(const char *text)
{
	return utf_size16(text);
}

void utf16_write(void *out, const char *text)
{
	utf_write16(out, text);
}

char *utf8_from16(const void *in, size_t max)
{
	size_t size = utf_read8(in, max, NULL, 0);
	char *text = mem_alloc(size);

	if (text)
		utf_read8(in, max, text, size);
	return text;
}
