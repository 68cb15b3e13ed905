/* SPDX-License-Identifier: MIT
 * resolve.h - from a URI to the hop that its requests take.
 */
#ifndef DRIVER_SIP_RESOLVE_H
#define DRIVER_SIP_RESOLVE_H

#include "base/dns.h"
#include "driver/sip/stack.h"

struct resolve {		/* zeroed: nothing is asked */
	struct dns_query *query;
	void (*found)(void *arg, const struct sip_hop *hop, const char *why);
	void *arg;
	uint32_t skip;		/* targets to pass over: those that failed before */
	char host[256];		/* as it was asked for: whom a certificate must name */
};

/* Find where `uri` (sip: or sips:, a next hop) is sent to; `transport` is what the line
 * prefers. `found` is called once, at once for a numeric host, later for a
 * name; hop NULL: `why` says why not. An error means it will not be called. */
enum err resolve_start(struct resolve *r, struct span uri, enum net_transport transport,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg);
void resolve_stop(struct resolve *r);

#endif
