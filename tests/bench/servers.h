/* SPDX-License-Identifier: MIT
 * servers.h - a registrar and an answering machine for the SIP benches, each a
 * process of its own, and what they have seen.
 */
#ifndef SERVERS_H
#define SERVERS_H

#include <stdatomic.h>
#include <stdint.h>

#define SERVERS_TENTHS 6000	/* of a second: how long is kept of what was asked */
#define SERVERS_STAMPS 65536

/* Shared with the processes; all zero at first. */
struct servers {
	uint64_t since_ns;			/* of CLOCK_MONOTONIC: when tenth 0 began */
	atomic_uint asked[SERVERS_TENTHS];	/* REGISTERs that came, in each tenth of a second */
	atomic_uint distinct[SERVERS_TENTHS];	/* ... the same without those sent again */
	atomic_uint expires_s;			/* what is granted; 0: what was asked for */
	atomic_bool silent;			/* the registrar is down */
	atomic_ullong answered_ns[SERVERS_STAMPS];	/* when the 200 to the INVITE for number N left */
};

struct servers *servers_new(void);
unsigned servers_tenth(const struct servers *servers);	/* which one it is now */

/* A registrar that answers 200 to every REGISTER and nothing else. */
void registrar_start(struct servers *servers, uint16_t port);

/* Answers 200 to every INVITE, at once and on hold (no voice flows), and to every BYE.
 * Calls to sip:N@... are stamped. */
void answerer_start(struct servers *servers, uint16_t port);

#endif
