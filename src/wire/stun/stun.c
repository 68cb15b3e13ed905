/* SPDX-License-Identifier: MIT
 * stun.c - STUN messages read and written. */
#include "wire/stun/stun.h"

#define HEAD 20
#define COOKIE 0x2112A442u
#define BINDING 1
#define FINGERPRINT_XOR 0x5354554Eu

enum attribute {
	MAPPED_ADDRESS = 1, ERROR_CODE = 9, XOR_MAPPED_ADDRESS = 0x20, FINGERPRINT = 0x8028,
	NOT_NEEDED = 0x8000,	/* from here on they need not be understood */
};

/* RFC 8489 18.3: what else a server may send without being asked. */
static bool is_known(unsigned type)
{
	static const uint16_t known[] = {
		MAPPED_ADDRESS, ERROR_CODE, XOR_MAPPED_ADDRESS,
		0x06, 0x08, 0x0A, 0x14, 0x15, 0x1C, 0x1D, 0x1E,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == type)
			return true;
	return type >= NOT_NEEDED;
}

static unsigned get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const unsigned char *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* The CRC of ITU V.42. */
static uint32_t crc32(const unsigned char *at, size_t len)
{
	uint32_t crc = 0xFFFFFFFF;

	while (len--) {
		crc ^= *at++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
	}
	return ~crc;
}

/* --- in ------------------------------------------------------------------------ */

bool stun_is(struct span bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.at;

	return bytes.len >= HEAD && at[0] < 4 && get32(at + 4) == COOKIE;
}

/* An address as 4 or 16 bytes. */
static void address_set(struct net_addr *out, const unsigned char *at, bool v6, unsigned port)
{
	char text[48];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	for (unsigned i = 0; v6 && i < 16; i += 2)
		buf_printf(&b, i ? ":%x" : "%x", get16(at + i));
	if (!v6)
		buf_printf(&b, "%u.%u.%u.%u", at[0], at[1], at[2], at[3]);
	net_parse(out, buf_span(&b), (uint16_t)port);
}

/* `xor`: 16 bytes that it is hidden by, whose first two hide the port; NULL: it is plain.
 * NATs that rewrite addresses wherever they see them are why (RFC 8489 14.2). */
static void address_read(struct stun *out, const unsigned char *at, size_t len, const unsigned char *xor)
{
	unsigned char clear[16];
	bool v6 = len == 20;
	unsigned port;

	if ((len != 8 && !v6) || at[1] != (v6 ? 2 : 1))
		return;
	port = get16(at + 2) ^ (xor ? get16(xor) : 0);
	for (unsigned i = 0; i < len - 4; i++)
		clear[i] = at[4 + i] ^ (xor ? xor[i] : 0);
	address_set(&out->seen, clear, v6, port);
}

static bool attribute_read(struct stun *out, const unsigned char *message, const unsigned char *at,
			   unsigned type, size_t len)
{
	switch (type) {
	case XOR_MAPPED_ADDRESS:
		address_read(out, at, len, message + 4);
		return true;
	case MAPPED_ADDRESS:		/* of old servers; the other one is better */
		if (!net_is_set(&out->seen))
			address_read(out, at, len, NULL);
		return true;
	case ERROR_CODE:
		if (len >= 4)
			out->error = (uint16_t)((at[2] & 7) * 100 + at[3] % 100);
		return true;
	case FINGERPRINT:
		return len == 4 && get32(at) == (crc32(message, (size_t)(at - 4 - message)) ^ FINGERPRINT_XOR);
	default:
		out->stranger |= !is_known(type);
		return true;
	}
}

bool stun_read(struct stun *out, struct span bytes)
{
	const unsigned char *message = (const unsigned char *)bytes.at, *at, *end = message + bytes.len;
	size_t len, left;
	unsigned type;

	if (!stun_is(bytes) || bytes.len % 4 || get16(message + 2) != bytes.len - HEAD)
		return false;
	type = get16(message);
	*out = (struct stun){
		.class = (enum stun_class)((type >> 4 & 1) | (type >> 7 & 2)),
		.method = (uint16_t)((type & 0xF) | (type >> 1 & 0x70) | (type >> 2 & 0xF80)),
		.id = message + 8,
	};
	for (at = message + HEAD; at < end; at += len) {
		len = get16(at + 2);
		left = (size_t)(end - at) - 4;
		if (len > left || !attribute_read(out, message, at + 4, get16(at), len))
			return false;
		if (get16(at) == FINGERPRINT)
			return left == 4;	/* nothing stands behind it */
		len = 4 + (len + 3) / 4 * 4;
	}
	return true;
}

/* --- out ----------------------------------------------------------------------- */

static void put32(unsigned char *at, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(n >> (24 - 8 * i));
}

void stun_request_write(struct buf *out, const unsigned char *id)
{
	unsigned char bytes[STUN_REQUEST_SIZE];

	put32(bytes, (uint32_t)BINDING << 16 | (STUN_REQUEST_SIZE - HEAD));
	put32(bytes + 4, COOKIE);
	memcpy(bytes + 8, id, STUN_ID_SIZE);
	put32(bytes + HEAD, (uint32_t)FINGERPRINT << 16 | 4);
	put32(bytes + HEAD + 4, crc32(bytes, HEAD) ^ FINGERPRINT_XOR);
	buf_bytes(out, bytes, sizeof(bytes));
}
