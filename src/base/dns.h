/* SPDX-License-Identifier: MIT
 * dns.h - where a SIP request goes: the rules of RFC 3263 for clients.
 *
 * Who may call what, where: see loop.h. Name servers, search domains and the
 * hosts file are the system's.
 *
 * Answers are kept for as long as they say (RFC 2308 for those that say no, a
 * day at the most), DNS_KNOWN_MAX of them; who asks what is being asked waits
 * along. What the servers said last still counts while they are silent
 * (RFC 8767). Among equals the choice is made anew each time (RFC 2782).
 */
#ifndef BASE_DNS_H
#define BASE_DNS_H

#include "base/loop.h"
#include "base/net.h"

#define DNS_TARGETS_MAX 16
#define DNS_KNOWN_MAX 256

struct dns_target {
	enum net_transport transport;	/* never NET_ANY */
	unsigned group;			/* from 0: targets of one group are as good as each other */
	struct net_addr addr;		/* with its port; one host's, never 0.0.0.0 or multicast */
};

/* What is asked. The texts are copied. */
struct dns_question {
	const char *host;		/* a name or a numeric address (IPv6 with or without brackets) */
	uint16_t port;			/* 0: none was given, which NET_WS and NET_WSS may not be */
	enum net_transport transport;	/* as the URI says; NET_ANY: it does not */
	unsigned able;			/* with NET_ANY: what the caller speaks, (1 << NET_UDP) | ...;
					 * 0: all. For a sips: URI that is 1 << NET_TLS alone */
	unsigned limit_ms;		/* how long it may take in all; 0: 5,000 ms */
};

/* The answer, once: `count` targets, to be tried in this order. None: `why`
 * says why, for people; else it is NULL. When the time is up, what was found
 * till then is the answer. */
typedef void dns_found(void *arg, const struct dns_target *targets, unsigned count, const char *why);

struct dns_query;

/* Ask. `*out` (may be NULL) is good until `found` is called or dns_cancel(). The
 * answer comes later even for a numeric address. ERR_NOMEM, ERR_ADDRESS (not a
 * host: empty or longer than 253). */
enum err dns_resolve_sip(struct dns_query **out, struct loop *loop,
			 const struct dns_question *question, dns_found *found, void *arg);
void dns_cancel(struct dns_query *query);	/* NULL is fine */

/* What is known is asked for anew next time (the network has changed); it still counts
 * if nobody answers. */
void dns_expire(struct loop *loop);

/* For tests, before the first question: ask these servers ("127.0.0.1:5353",
 * split by commas) instead of the system's; choose by weight (RFC 2782) with this
 * instead of real chance. `servers` must outlive the loop. */
void dns_servers(struct loop *loop, const char *servers);
void dns_random(struct loop *loop, uint32_t (*random)(void *arg), void *arg);

#endif
