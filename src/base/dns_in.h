/* SPDX-License-Identifier: MIT
 * dns_in.h - between dns.c (who asks, and what is known), dns_lookup.c (the
 * rules of RFC 3263) and resolver.c (c-ares in the loop). All of it runs on the
 * loop's thread with the lock held.
 */
#ifndef BASE_DNS_IN_H
#define BASE_DNS_IN_H

#include "base/dns.h"
#include "base/loop_in.h"
#include <ares.h>

#define DNS_NAME_SIZE 256
#define DNS_ADDRS_MAX 8		/* addresses of one host */
#define DNS_DAY_S 86400		/* nothing is believed for longer */

/* --- c-ares (resolver.c) */

/* A channel to ask by, made of what the system says of its servers now; NULL when there
 * is no memory for it. Each lookup has one of its own, as long as they are not many: c-ares
 * closes a server's socket when it says something strange, which counts against all that
 * is asked by the same channel. resolver_leave() once all is answered, also from inside
 * an answer. */
struct resolver;
struct resolver *resolver_enter(struct loop *loop);
ares_channel resolver_channel(const struct resolver *resolver);
void resolver_leave(struct resolver *resolver);

/* After asking: see that sockets and time-outs are waited for. Also good when it was
 * left by the answer. */
void resolver_settle(struct resolver *resolver);

/* --- one question to the name servers (dns_lookup.c) */

struct dns_key {		/* what is asked; compared byte for byte */
	char host[DNS_NAME_SIZE];	/* in small letters, the rest zero */
	uint16_t port;		/* 0: none was given */
	uint8_t transport;	/* enum net_transport */
	uint8_t able;		/* with NET_ANY: bits by transport */
};

struct dns_place {		/* a host that the question leads to */
	uint8_t transport;	/* enum net_transport */
	uint8_t rank;		/* of its service among those of the question: the lower the better */
	uint8_t addr_count;
	uint16_t priority, weight;	/* RFC 2782 */
	struct net_addr addrs[DNS_ADDRS_MAX];	/* with their port */
};

struct dns_facts {
	const struct dns_place *places[DNS_TARGETS_MAX];	/* in no order; the lookup's */
	unsigned count;
	uint32_t ttl_s;		/* how long they may be believed */
	bool failed;		/* a server did not answer as it should: they may be not all */
	const char *why;	/* with count 0, for people; static */
};

struct dns_lookup;
typedef void dns_looked_up(void *arg, const struct dns_facts *facts);

/* Begin to ask: `done` comes once, maybe before dns_lookup_begin() returns; it does not
 * if the loop ends. The lookup is gone when it returns. NULL: no memory. */
struct dns_lookup *dns_lookup_new(struct loop *loop, const struct dns_key *key,
				  dns_looked_up *done, void *arg);
void dns_lookup_begin(struct dns_lookup *lookup);
/* What has been found so far. */
void dns_lookup_facts(const struct dns_lookup *lookup, struct dns_facts *out);
void dns_lookup_forget(struct dns_lookup *lookup);	/* `done` will not come; NULL is fine */

/* The port of RFC 3261 18.1.1 and what a question without words means. */
uint16_t dns_default_port(enum net_transport transport);
enum net_transport dns_plain_transport(enum net_transport asked, unsigned able);

/* How long an answer of a name server may be believed, in seconds: the least TTL
 * of its records, or of a "no" what RFC 2308 5 says. False: it does not say. */
bool dns_ttl(uint32_t *out, const unsigned char *bytes, size_t len);

#endif
