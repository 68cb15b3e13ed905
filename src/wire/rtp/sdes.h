/* SPDX-License-Identifier: MIT
 * sdes.h - keys of SRTP in session descriptions: a=crypto (RFC 4568; RFC 6188,
 * RFC 7714).
 *
 * "1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^31": the key is the master key with
 * its salt behind it; how long it lives binds who encrypts with it. Lines with
 * several keys, an MKI or session parameters that must be known are not taken.
 */
#ifndef WIRE_RTP_SDES_H
#define WIRE_RTP_SDES_H

#include "base/buf.h"

enum sdes_suite {
	SDES_NONE,
	SDES_AES_CM_128_HMAC_SHA1_80,
	SDES_AES_CM_128_HMAC_SHA1_32,
	SDES_AES_256_CM_HMAC_SHA1_80,
	SDES_AES_256_CM_HMAC_SHA1_32,
	SDES_AEAD_AES_128_GCM,
	SDES_AEAD_AES_256_GCM,
	SDES_SUITES,
};

#define SDES_KEY_MAX 46		/* bytes of a key with its salt */

struct sdes_key {
	uint8_t suite;			/* enum sdes_suite; SDES_NONE: nothing is encrypted */
	unsigned char bytes[SDES_KEY_MAX];
};

bool sdes_key_same(const struct sdes_key *a, const struct sdes_key *b);

/* Nothing of these keys stays in memory. */
void sdes_wipe(struct sdes_key *keys, size_t count);

size_t sdes_key_size(enum sdes_suite suite);		/* key and salt, in bytes */
enum sdes_suite sdes_suite_named(struct span name);	/* SDES_NONE: it is none of ours */

/* Read the value of a=crypto. False: it is of no use to us. */
bool sdes_read(struct sdes_key *out, uint32_t *tag, struct span value);

/* Write "a=crypto:..." with its line end. */
void sdes_write(struct buf *out, uint32_t tag, const struct sdes_key *key);

#endif
