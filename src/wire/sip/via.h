/* SPDX-License-Identifier: MIT
 * via.h - one element of a Via header (RFC 3261 20.42, RFC 3581).
 */
#ifndef WIRE_SIP_VIA_H
#define WIRE_SIP_VIA_H

#include "base/err.h"
#include "base/text.h"

struct sip_via {
	struct span text;	/* the whole element */
	struct span transport;	/* "UDP"; compare without case */
	struct span host;	/* without the brackets of an IPv6 address */
	struct span params;	/* with the first ';', or empty */
	struct span branch;	/* at NULL: none */
	struct span received, maddr;	/* at NULL: none */
	struct span rport_text;	/* as it stands, "rport" or "rport=5060"; at NULL: none */
	uint16_t port;		/* 0: none given */
	uint16_t rport;		/* 0: none, or without a value */
	uint8_t ttl;
	bool ipv6;		/* the host stood in brackets */
	bool regular;		/* the form of all parameters is right, as sip_params_valid() says */
};

/* The first element of `value`; `rest` (may be NULL) becomes what is behind its
 * comma, at NULL when there is no more. ERR_SYNTAX. */
enum err sip_via_read(struct span value, struct sip_via *out, struct span *rest);

/* Whether `branch` begins with the magic cookie and says something behind it:
 * only then it identifies a transaction by itself (RFC 3261 17.2.3). */
bool sip_branch_is_unique(struct span branch);

#endif
