/* SPDX-License-Identifier: MIT
 * utf.c - see utf.h. */
#include "abi/utf.h"
#include <string.h>

#define REPLACEMENT 0xFFFD

/* By the first byte of a sequence: how many follow, and between what the second
 * lies; so no overlong form, surrogate or number above U+10FFFF gets through. */
static const struct lead {
	uint8_t from, to, more, low, high;
} leads[] = {
	{ 0xC2, 0xDF, 1, 0x80, 0xBF },
	{ 0xE0, 0xE0, 2, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 2, 0x80, 0xBF },
	{ 0xED, 0xED, 2, 0x80, 0x9F },
	{ 0xEE, 0xEF, 2, 0x80, 0xBF },
	{ 0xF0, 0xF0, 3, 0x90, 0xBF },
	{ 0xF1, 0xF3, 3, 0x80, 0xBF },
	{ 0xF4, 0xF4, 3, 0x80, 0x8F },
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].from && byte <= leads[i].to)
			return &leads[i];
	return NULL;
}

/* The next character of a text that goes up to `end`. A byte that does not
 * continue is left for the next turn. */
static uint32_t next8(const uint8_t **at, const uint8_t *end)
{
	const struct lead *lead;
	uint32_t code;
	uint8_t first = *(*at)++, low, high;

	if (first < 0x80)
		return first;
	lead = lead_of(first);
	if (!lead)
		return REPLACEMENT;
	code = first & (0x3F >> lead->more);
	low = lead->low;
	high = lead->high;
	for (int i = 0; i < lead->more; i++) {
		if (*at == end || **at < low || **at > high)
			return REPLACEMENT;
		code = code << 6 | (*(*at)++ & 0x3F);
		low = 0x80;
		high = 0xBF;
	}
	return code;
}

static size_t units_of(const uint8_t *at, size_t bytes)
{
	const uint8_t *end = at + bytes;
	size_t units = 0;

	while (at < end)
		units += next8(&at, end) > 0xFFFF ? 2 : 1;
	return units;
}

static unsigned char *put16(unsigned char *out, uint16_t unit)
{
	memcpy(out, &unit, 2);
	return out + 2;
}

static unsigned char *write16(unsigned char *to, const uint8_t *at, size_t bytes)
{
	const uint8_t *end = at + bytes;

	while (at < end) {
		uint32_t code = next8(&at, end);

		if (code > 0xFFFF) {
			code -= 0x10000;
			to = put16(to, (uint16_t)(0xD800 | code >> 10));
			code = 0xDC00 | (code & 0x3FF);
		}
		to = put16(to, (uint16_t)code);
	}
	return to;
}

size_t utf_size16(const char *text)
{
	return text ? 2 * (units_of((const uint8_t *)text, strlen(text)) + 1) : 2;
}

void utf_write16(void *out, const char *text)
{
	const char *from = text ? text : "";

	put16(write16(out, (const uint8_t *)from, strlen(from)), 0);
}

size_t utf_turn16(const char *in, size_t bytes, void *out, size_t room)
{
	size_t units = units_of((const uint8_t *)in, bytes);

	if (units <= room)
		write16(out, (const uint8_t *)in, bytes);
	return units;
}

static uint16_t get16(const unsigned char *in)
{
	uint16_t unit;

	memcpy(&unit, in, 2);
	return unit;
}

/* The next character of at most `max` > 0 units; `taken` of them are its. */
static uint32_t next16(const unsigned char *in, size_t max, size_t *taken)
{
	uint16_t first = get16(in), second;

	*taken = 1;
	if (first < 0xD800 || first > 0xDFFF)
		return first;
	if (first > 0xDBFF || max < 2)
		return REPLACEMENT;
	second = get16(in + 2);
	if (second < 0xDC00 || second > 0xDFFF)
		return REPLACEMENT;
	*taken = 2;
	return 0x10000 + ((uint32_t)(first & 0x3FF) << 10 | (second & 0x3FF));
}

static size_t write8(char out[4], uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

size_t utf_read8(const void *in, size_t max, char *out, size_t size)
{
	const unsigned char *from = in;
	size_t needed = 0, used = 0, taken, len;
	char bytes[4];

	for (size_t i = 0; from && i < max && get16(from + 2 * i) != 0; i += taken) {
		len = write8(bytes, next16(from + 2 * i, max - i, &taken));
		if (used == needed && needed + len < size) {
			memcpy(out + used, bytes, len);
			used += len;
		}
		needed += len;
	}
	if (size > 0)
		out[used] = '\0';
	return needed + 1;
}

/* Without `out` only count. */
static size_t turn8(const unsigned char *in, size_t units, char *out)
{
	size_t all = 0, taken, len;
	char bytes[4];

	for (; units > 0; units -= taken, in += 2 * taken) {
		len = write8(bytes, next16(in, units, &taken));
		if (out)
			memcpy(out + all, bytes, len);
		all += len;
	}
	return all;
}

size_t utf_turn8(const void *in, size_t units, char *out, size_t room)
{
	size_t all = turn8(in, units, NULL);

	if (all <= room)
		turn8(in, units, out);
	return all;
}
