/* SPDX-License-Identifier: MIT
 * resolve.h - from a URI to the hop that its requests take, and to the next one
 * where that fails (RFC 3263 4.3).
 */
#ifndef DRIVER_SIP_RESOLVE_H
#define DRIVER_SIP_RESOLVE_H

#include "base/dns.h"
#include "driver/sip/stack.h"

struct resolve_list;

struct resolve {		/* zeroed: nothing is asked */
	struct dns_query *query;
	void (*found)(void *arg, const struct sip_hop *hop, const char *why);
	void *arg;
	struct resolve_list *list;	/* where else to try; NULL: nowhere */
	uint8_t which;		/* of the URIs, from 0, the hop that was found is of */
	bool second;		/* ... and there are better ones, but they do not answer */
};

struct resolve_wish {
	struct span uris;	/* sip: or sips:, next hops; split by spaces, the best first */
	enum net_transport transport;	/* that the line prefers */
	const struct sip_peer *stay;	/* the server in use: it is kept while it is one of those
					 * that are found, and answers; NULL: none is */
	bool best;		/* ... and while none that is better answers */
};

/* Find where to send to. `found` is called once, at once for numeric hosts, later for
 * names; hop NULL: `why` says why not. An error means it will not be called. */
enum err resolve_begin(struct resolve *r, const struct resolve_wish *wish,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg);

/* The same within a dialog: for its next hop, by the transport that it has; `in_use`, by
 * which it went so far, is kept if it is one of those that are found. */
enum err resolve_start(struct resolve *r, struct span uri, const struct sip_peer *in_use,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg);

/* What became of a request that opens a dialog or needs none, and went to `peer`
 * (`msg` of SIP_TRANS_FINAL, else NULL). True: it failed at that server, and `found`
 * was called with another. False: there is no other, or no need of one. */
bool resolve_again(struct resolve *r, const struct sip_peer *peer, enum sip_trans_event event,
		   const struct sip_msg *msg);

bool resolve_has_more(const struct resolve *r);	/* that are not known to be silent */
bool resolve_had_many(const struct resolve *r);	/* more than the one that was found */

void resolve_stop(struct resolve *r);

/* The name server's word (of resolve.c, and of tests). */
void resolve_answer(struct resolve *r, const struct dns_target *targets, unsigned count, const char *why);

#endif
