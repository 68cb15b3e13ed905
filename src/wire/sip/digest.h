/* SPDX-License-Identifier: MIT
 * digest.h - answer a digest challenge (RFC 2617, RFC 7616, RFC 8760).
 *
 * Algorithms MD5, SHA-256 and SHA-512-256, each with -sess; qop none, auth and,
 * where that is not offered, auth-int. A challenge that asks for anything else
 * is passed over.
 */
#ifndef WIRE_SIP_DIGEST_H
#define WIRE_SIP_DIGEST_H

#include "base/buf.h"
#include "wire/sip/msg.h"

/* The stronger, the larger. */
enum sip_algorithm {
	SIP_MD5, SIP_MD5_SESS, SIP_SHA256, SIP_SHA256_SESS, SIP_SHA512_256, SIP_SHA512_256_SESS
};

/* A challenge as it stands in a header; spans are between the quotes. */
struct sip_challenge {
	struct span realm, nonce, opaque;	/* opaque: at NULL if there is none */
	struct span algorithm_text;		/* at NULL: none, which means MD5 */
	enum sip_algorithm algorithm;
	bool qop_auth;		/* qop was given and has "auth" ... */
	bool qop_int;		/* ... or "auth-int"; neither: no qop was given */
	bool stale;		/* only the nonce was old: ask nobody for a password */
};

/* Read a WWW-Authenticate or Proxy-Authenticate value. ERR_SYNTAX: it has not the
 * form; ERR_UNAVAIL: another scheme, algorithm or qop than we know. */
enum err sip_challenge_read(struct sip_challenge *out, struct span value);

/* The strongest known challenge among all headers `id` of `msg`, the topmost of
 * equals. ERR_UNAVAIL: there is none. */
enum err sip_challenge_choose(struct sip_challenge *out, const struct sip_msg *msg,
			      enum sip_header id);

/* The next challenge that is to be answered: for each realm of servers, and of
 * proxies, the strongest that is known, the topmost of equals. `after`: the
 * field that the one before was in, NULL at first. NULL: no more. */
const struct sip_field *sip_challenge_next(struct sip_challenge *out, const struct sip_msg *msg,
					   const struct sip_field *after);

/* What is kept of a challenge to answer it again and again. Zeroed at first. Those of
 * several realms hang in a chain, which begins with a pointer: NULL, nobody asked yet. */
struct sip_auth {
	char *memory;		/* owned; what the spans point into */
	struct span realm, nonce, opaque, algorithm_text;
	enum sip_algorithm algorithm;
	bool qop_auth, qop_int;
	bool proxy;		/* it is a proxy's */
	uint8_t tries, stales;	/* how often it asked: for a password, only for another nonce */
	struct sip_auth *next;	/* owned: of another realm that asks too */
	uint32_t count;		/* answers given with this nonce (nc) */
	char cnonce[65];	/* of the first answer; kept, for -sess hashes it in */
};

/* Keep `challenge`; what was kept of this realm before goes. ERR_NOMEM, and then the
 * old stays. */
enum err sip_auth_set(struct sip_auth *auth, const struct sip_challenge *challenge);
void sip_auth_free(struct sip_auth **chain);		/* all realms; it is empty then */

/* Who asks by the way to one server: at most so many, itself included. */
#define SIP_REALMS_MAX 4

/* Of those in the chain the one of `realm`, or a new one in it. ERR_NOMEM; ERR_RESOURCE:
 * there are too many. */
enum err sip_auth_of(struct sip_auth **out, struct sip_auth **chain, bool proxy, struct span realm);

/* A new nonce for the next answer, from the nextnonce of Authentication-Info. */
enum err sip_auth_next(struct sip_auth *auth, struct span authentication_info);

/* Who asks what. */
struct sip_asker {
	struct span user, password;
	struct span method, uri;	/* as in the Request-Line */
	struct span cnonce;		/* fresh random text, at most 64 characters */
	struct span body;		/* for auth-int */
};

/* Write the value of an Authorization or Proxy-Authorization header. ERR_FAILED:
 * the system has not the hash (MD5 under FIPS rules). */
enum err sip_auth_answer(struct buf *b, struct sip_auth *auth, const struct sip_asker *asker);

#endif
