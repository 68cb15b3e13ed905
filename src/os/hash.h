/* SPDX-License-Identifier: MIT
 * hash.h - MD5, SHA-1, SHA-256 and SHA-512/256, from the system's library where it has them.
 */
#ifndef OS_HASH_H
#define OS_HASH_H

#include "base/text.h"

#define HASH_MD5_SIZE 16
#define HASH_SHA1_SIZE 20
#define HASH_SHA256_SIZE 32
#define HASH_SHA512_256_SIZE 32

/* The hash over `count` spans, one behind the other. False: the system does not
 * offer it (MD5 under FIPS rules) or has no memory. Thread safe. */
bool hash_md5(const struct span *parts, size_t count, unsigned char out[HASH_MD5_SIZE]);
bool hash_sha1(const struct span *parts, size_t count, unsigned char out[HASH_SHA1_SIZE]);
bool hash_sha256(const struct span *parts, size_t count, unsigned char out[HASH_SHA256_SIZE]);
bool hash_sha512_256(const struct span *parts, size_t count, unsigned char out[HASH_SHA512_256_SIZE]);

#endif
