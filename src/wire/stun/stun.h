/* SPDX-License-Identifier: MIT
 * stun.h - STUN bindings (RFC 8489): as whom a server sees who asks it.
 *
 * Requests without credentials, which is what public servers take; what an answer
 * has of integrity is not looked at, its fingerprint is.
 */
#ifndef WIRE_STUN_STUN_H
#define WIRE_STUN_STUN_H

#include "base/buf.h"
#include "base/net.h"

#define STUN_PORT 3478
#define STUN_ID_SIZE 12
#define STUN_REQUEST_SIZE 28	/* bytes of a request: the head and a fingerprint */

enum stun_class { STUN_REQUEST, STUN_INDICATION, STUN_SUCCESS, STUN_ERROR };

struct stun {
	enum stun_class class;
	uint16_t method;		/* 1: binding */
	const unsigned char *id;	/* STUN_ID_SIZE bytes, of what was read */
	struct net_addr seen;		/* where it came from; not set: it does not say */
	uint16_t error;			/* 300 to 699; 0: none */
	bool stranger;			/* it has what must be understood, and is not */
};

/* Whether it begins like one: all else on a port of SIP or RTP does not (RFC 7983). */
bool stun_is(struct span bytes);

/* False: it is none, or its fingerprint is not right. */
bool stun_read(struct stun *out, struct span bytes);

/* A binding request; `id`: STUN_ID_SIZE bytes that nobody can guess. */
void stun_request_write(struct buf *out, const unsigned char *id);

#endif
