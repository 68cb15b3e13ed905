/* SPDX-License-Identifier: MIT
 * hash.c - hashes by OpenSSL. */
#include "os/hash.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

/* Looking an algorithm up costs more than hashing a line with it, so it is done
 * once. */
static EVP_MD *md5, *sha1, *sha256, *sha512_256;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void algorithms_free(void)
{
	EVP_MD_free(md5);
	EVP_MD_free(sha1);
	EVP_MD_free(sha256);
	EVP_MD_free(sha512_256);
	md5 = sha1 = sha256 = sha512_256 = NULL;
}

static void algorithms_fetch(void)
{
	md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	sha512_256 = EVP_MD_fetch(NULL, "SHA512-256", NULL);
	/* Runs when the provider is unloaded, and else before OpenSSL's own, which
	 * was registered earlier. */
	atexit(algorithms_free);
}

static bool hash(const EVP_MD *md, const struct span *parts, size_t count, unsigned char *out)
{
	EVP_MD_CTX *ctx;
	bool done;

	if (!md)
		return false;
	ctx = EVP_MD_CTX_new();
	done = ctx && EVP_DigestInit_ex(ctx, md, NULL);
	for (size_t i = 0; done && i < count; i++)
		done = EVP_DigestUpdate(ctx, parts[i].at, parts[i].len);
	done = done && EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	return done;
}

bool hash_md5(const struct span *parts, size_t count, unsigned char out[HASH_MD5_SIZE])
{
	pthread_once(&once, algorithms_fetch);
	return hash(md5, parts, count, out);
}

bool hash_sha1(const struct span *parts, size_t count, unsigned char out[HASH_SHA1_SIZE])
{
	pthread_once(&once, algorithms_fetch);
	return hash(sha1, parts, count, out);
}

bool hash_sha256(const struct span *parts, size_t count, unsigned char out[HASH_SHA256_SIZE])
{
	pthread_once(&once, algorithms_fetch);
	return hash(sha256, parts, count, out);
}

bool hash_sha512_256(const struct span *parts, size_t count, unsigned char out[HASH_SHA512_256_SIZE])
{
	pthread_once(&once, algorithms_fetch);
	return hash(sha512_256, parts, count, out);
}
