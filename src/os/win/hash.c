/* SPDX-License-Identifier: MIT
 * hash.c - hashes by BCrypt. */
#include "os/hash.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <bcrypt.h>

/* Opening a provider is slow, so it is done once and lasts as long as the process. */
static BCRYPT_ALG_HANDLE md5, sha1, sha256;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK algorithms_open(INIT_ONCE *init, void *arg, void **context)
{
	if (BCryptOpenAlgorithmProvider(&md5, BCRYPT_MD5_ALGORITHM, NULL, 0) < 0)
		md5 = NULL;
	if (BCryptOpenAlgorithmProvider(&sha1, BCRYPT_SHA1_ALGORITHM, NULL, 0) < 0)
		sha1 = NULL;
	if (BCryptOpenAlgorithmProvider(&sha256, BCRYPT_SHA256_ALGORITHM, NULL, 0) < 0)
		sha256 = NULL;
	return TRUE;
}

static bool hash(BCRYPT_ALG_HANDLE provider, const struct span *parts, size_t count,
		 unsigned char *out, size_t size)
{
	BCRYPT_HASH_HANDLE handle;
	bool done = true;

	if (!provider || BCryptCreateHash(provider, &handle, NULL, 0, NULL, 0, 0) < 0)
		return false;
	for (size_t i = 0; done && i < count; i++)
		done = BCryptHashData(handle, (PUCHAR)parts[i].at, (ULONG)parts[i].len, 0) >= 0;
	done = done && BCryptFinishHash(handle, out, (ULONG)size, 0) >= 0;
	BCryptDestroyHash(handle);
	return done;
}

bool hash_md5(const struct span *parts, size_t count, unsigned char out[HASH_MD5_SIZE])
{
	InitOnceExecuteOnce(&once, algorithms_open, NULL, NULL);
	return hash(md5, parts, count, out, HASH_MD5_SIZE);
}

bool hash_sha1(const struct span *parts, size_t count, unsigned char out[HASH_SHA1_SIZE])
{
	InitOnceExecuteOnce(&once, algorithms_open, NULL, NULL);
	return hash(sha1, parts, count, out, HASH_SHA1_SIZE);
}

bool hash_sha256(const struct span *parts, size_t count, unsigned char out[HASH_SHA256_SIZE])
{
	InitOnceExecuteOnce(&once, algorithms_open, NULL, NULL);
	return hash(sha256, parts, count, out, HASH_SHA256_SIZE);
}
