/* SPDX-License-Identifier: MIT
 * buf.c - what grows, and what is written otherwise than as it is. */
#include "base/buf.h"
#include "base/mem.h"
#include <stdarg.h>
#include <stdio.h>

#define FIRST_SIZE 128		/* of a growing one */

void buf_fixed(struct buf *b, void *memory, size_t size)
{
	*b = (struct buf){ .at = memory, .size = size };
}

void buf_grow(struct buf *b)
{
	*b = (struct buf){ .grows = true };
}

void buf_free(struct buf *b)
{
	if (b->grows)
		mem_free(b->at);
	*b = (struct buf){ .grows = b->grows };
}

bool buf_stretch(struct buf *b, size_t more)
{
	size_t size = b->size ? b->size : FIRST_SIZE;
	char *at;

	if (b->full || !b->grows || more > SIZE_MAX / 2 - b->len)
		goto full;
	while (size - b->len < more)
		size *= 2;
	at = mem_realloc(b->at, size);
	if (!at)
		goto full;
	b->at = at;
	b->size = size;
	return true;
full:
	b->full = true;
	return false;
}

void buf_u32(struct buf *b, uint32_t n)
{
	char digits[10], *end = digits + sizeof(digits), *at = end;

	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	buf_bytes(b, at, (size_t)(end - at));
}

void buf_hex(struct buf *b, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = bytes;

	if (len > SIZE_MAX / 2) {
		b->full = true;
		return;
	}
	if (!buf_room(b, 2 * len))
		return;
	for (size_t i = 0; i < len; i++) {
		b->at[b->len++] = digits[in[i] >> 4];
		b->at[b->len++] = digits[in[i] & 15];
	}
}

void buf_base64(struct buf *b, const void *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = bytes;

	if (len > SIZE_MAX / 4) {
		b->full = true;
		return;
	}
	if (!buf_room(b, (len + 2) / 3 * 4))
		return;
	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = (uint32_t)in[i] << 16;

		if (i + 1 < len)
			three |= (uint32_t)in[i + 1] << 8;
		if (i + 2 < len)
			three |= in[i + 2];
		b->at[b->len++] = digits[three >> 18];
		b->at[b->len++] = digits[three >> 12 & 63];
		b->at[b->len++] = i + 1 < len ? digits[three >> 6 & 63] : '=';
		b->at[b->len++] = i + 2 < len ? digits[three & 63] : '=';
	}
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int len;

	if (b->full)
		return;
	va_copy(again, args);
	len = vsnprintf(b->at ? b->at + b->len : NULL, b->size - b->len, format, again);
	va_end(again);
	if (len < 0) {
		b->full = true;
		return;
	}
	if ((size_t)len >= b->size - b->len) {
		/* Its terminator needs a place too, though it is not counted. */
		if (!buf_room(b, (size_t)len + 1))
			return;
		vsnprintf(b->at + b->len, b->size - b->len, format, args);
	}
	b->len += (size_t)len;
}

const char *buf_c(struct buf *b)
{
	if (!buf_room(b, 1))
		return "";
	b->at[b->len] = '\0';
	return b->at;
}
