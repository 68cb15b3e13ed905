/* SPDX-License-Identifier: MIT
 * hash.h - MD5 and SHA-256 from the system's library (OpenSSL, BCrypt).
 */
#ifndef OS_HASH_H
#define OS_HASH_H

#include "base/text.h"

#define HASH_MD5_SIZE 16
#define HASH_SHA256_SIZE 32

/* The hash over `count` spans, one behind the other. False: the system does not
 * offer it (MD5 under FIPS rules) or has no memory. Thread safe. */
bool hash_md5(const struct span *parts, size_t count, unsigned char out[HASH_MD5_SIZE]);
bool hash_sha256(const struct span *parts, size_t count, unsigned char out[HASH_SHA256_SIZE]);

#endif
