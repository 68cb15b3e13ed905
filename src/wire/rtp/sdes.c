/* SPDX-License-Identifier: MIT
 * sdes.c - a=crypto lines. */
#include "wire/rtp/sdes.h"
#include "os/secret.h"

#define TAG_MAX 999999999	/* RFC 4568 9.1: nine digits */

static const struct {
	const char *name;
	uint8_t size;			/* of key and salt */
} suites[SDES_SUITES] = {
	[SDES_NONE]                    = { "", 0 },
	[SDES_AES_CM_128_HMAC_SHA1_80] = { "AES_CM_128_HMAC_SHA1_80", 30 },
	[SDES_AES_CM_128_HMAC_SHA1_32] = { "AES_CM_128_HMAC_SHA1_32", 30 },
	[SDES_AES_256_CM_HMAC_SHA1_80] = { "AES_256_CM_HMAC_SHA1_80", 46 },
	[SDES_AES_256_CM_HMAC_SHA1_32] = { "AES_256_CM_HMAC_SHA1_32", 46 },
	[SDES_AEAD_AES_128_GCM]        = { "AEAD_AES_128_GCM", 28 },
	[SDES_AEAD_AES_256_GCM]        = { "AEAD_AES_256_GCM", 44 },
};

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t sdes_key_size(enum sdes_suite suite)
{
	return suites[suite].size;
}

enum sdes_suite sdes_suite_named(struct span name)
{
	for (int i = SDES_NONE + 1; i < SDES_SUITES; i++)
		if (span_is(name, suites[i].name))
			return (enum sdes_suite)i;
	return SDES_NONE;
}

bool sdes_key_same(const struct sdes_key *a, const struct sdes_key *b)
{
	return a->suite == b->suite && memcmp(a->bytes, b->bytes, suites[a->suite].size) == 0;
}

void sdes_wipe(struct sdes_key *keys, size_t count)
{
	secret_wipe(keys, count * sizeof(*keys));
}

/* --- base64 (RFC 4648), as buf_base64() writes it -------------------------------- */

/* Exactly `size` bytes; some leave the '=' at the end away. */
static bool base64_read(unsigned char *out, size_t size, struct span text)
{
	uint32_t bits = 0;
	size_t done = 0, held = 0;

	while (text.len && text.at[text.len - 1] == '=')
		text.len--;
	if (text.len != (size * 4 + 2) / 3)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;

		if (!at)
			return false;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		out[done++] = (unsigned char)(bits >> held);
	}
	return done == size;
}

/* --- the line ----------------------------------------------------------------- */

static struct span word(struct span *rest)
{
	*rest = span_trim(*rest);
	return rest->at ? span_cut(*rest, ' ', rest) : SPAN_NONE;
}

/* "inline:KEY", "inline:KEY|2^31"; not "inline:KEY|1:4" (an MKI), nor two of them. */
static bool key_read(struct sdes_key *key, struct span text)
{
	struct span lifetime, more;

	if (!span_starts(text, "inline:") || memchr(text.at, ';', text.len))
		return false;
	text = span_cut((struct span){ text.at + 7, text.len - 7 }, '|', &lifetime);
	if (lifetime.at && memchr(lifetime.at, ':', lifetime.len))
		return false;
	span_cut(lifetime, '|', &more);
	return !more.at && base64_read(key->bytes, suites[key->suite].size, text);
}

bool sdes_read(struct sdes_key *out, uint32_t *tag, struct span value)
{
	struct sdes_key key = { 0 };
	struct span parameter;
	uint32_t number;

	if (!span_u32(word(&value), TAG_MAX, &number))
		return false;
	key.suite = (uint8_t)sdes_suite_named(word(&value));
	if (key.suite == SDES_NONE || !key_read(&key, word(&value)))
		return false;
	/* What begins with '-' need not be known (6.3.7), and the window is but advice (6.3.6). */
	while ((parameter = word(&value)).len > 0)
		if (parameter.at[0] != '-' && !span_starts(parameter, "WSH="))
			return false;
	*tag = number;
	*out = key;
	return true;
}

void sdes_write(struct buf *out, uint32_t tag, const struct sdes_key *key)
{
	buf_text(out, "a=crypto:");
	buf_u32(out, tag);
	buf_char(out, ' ');
	buf_text(out, suites[key->suite].name);
	buf_text(out, " inline:");
	buf_base64(out, key->bytes, suites[key->suite].size);
	buf_text(out, "\r\n");
}
