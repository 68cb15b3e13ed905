/* SPDX-License-Identifier: MIT
 * network.h - a network in memory between SIP lines and a PBX, with weather.
 *
 * Datagrams are on their way by the desk's clock: now they arrive at once, now
 * some are lost, doubled and late, and so out of order; now the PBX is silent
 * for a while, or begins anew and knows nobody. All of it at the desk.
 */
#ifndef SOAK_NETWORK_H
#define SOAK_NETWORK_H

#include "base/text.h"

#define NETWORK_PBX "192.0.2.1"

struct network_counts {
	uint64_t datagrams, lost, doubled, weathers, restarts, registrations, forwarded, forks, lies, strays;
};
extern struct network_counts network_counts;

void network_open(uint64_t seed);	/* what the SIP stack sends goes through it from now on */
void network_heal(void);		/* fine weather for good */
void network_close(void);		/* what is on its way is gone */

uint32_t network_chance(uint32_t below);
static inline bool network_one_in(uint32_t n) { return network_chance(n) == 0; }

/* What the PBX says to our lines. */
void network_from_pbx(struct span bytes);

/* Whether "host:port" behind the @ of an address is ours. */
bool network_is_ours(struct span hostport);

/* The PBX (pbx.c): registrar and stateless proxy (RFC 3261 10.3, 16.11). While it
 * lies it answers what it likes, to whom it likes. `bytes` are its own to write to. */
void pbx_hear(char *bytes, size_t len);
void pbx_restart(void);
void pbx_lie(bool lies);
void pbx_call_strangely(unsigned count);	/* strangers ask for something */

#endif
