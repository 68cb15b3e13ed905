/* SPDX-License-Identifier: MIT
 * day.h - programs that come to the telephony server, do what their kind does, and go.
 *
 * A guest sits on one of a few seats; it is a client that speaks the protocol packet by
 * packet. What it does is drawn from its kind's acts; what it hears changes what it knows of
 * its calls. Nothing is asked of the answers.
 */
#ifndef DAY_H
#define DAY_H

#include "owners_scene.h"

#define GUEST_LINES 3		/* as many as the scene has */
#define GUEST_CALLS 12
#define GUEST_ACTS 8

struct guest_call {
	DWORD handle, state;	/* handle 0: none */
};

struct guest {
	struct peer *peer;	/* of its seat */
	const struct guest_kind *kind;	/* NULL: the seat is free */
	DWORD version, app, phone_app, phone;
	DWORD line[GUEST_LINES];
	struct guest_call calls[GUEST_CALLS];
	unsigned next_call, acts_left;
};

struct guest_kind {
	const char *name;	/* its module's */
	unsigned patience;	/* it does something once in so many turns; 1: always */
	void (*begin)(struct guest *guest);
	void (*acts[GUEST_ACTS])(struct guest *guest);
};

extern const struct guest_kind guest_kinds[];
extern const size_t guest_kind_count;

/* What has been done, for the report. */
struct day_counts {
	unsigned long programs, deaths, calls, requests, events;
};
extern struct day_counts day_counts;

/* Chance: the same for the same seed. */
void day_seed(uint32_t seed);
uint32_t any(uint32_t below);

void guest_come(struct guest *guest, const struct guest_kind *kind);
void guest_act(struct guest *guest);	/* hear what was told, and perhaps do something */

/* Go: by all that is polite, by closing the connection, or in the middle of something. */
void guest_go(struct guest *guest);

/* --- for the kinds ---------------------------------------------------------------- */

/* lineOpen of a device; what the answer is is known by guest->line. */
void guest_open(struct guest *guest, DWORD device, DWORD privileges, DWORD media);

/* A handle that it has of a call in one of these states; 0: there is none. */
DWORD guest_call(const struct guest *guest, DWORD states);
DWORD guest_line(const struct guest *guest);

/* A request as owners_scene.h has it, counted. */
#define SAY(guest, name, ...) (day_counts.requests++, NOW((guest)->peer, name, __VA_ARGS__))

/* One that is answered later; its LINE_REPLY is among what is heard. */
#define ASKS_FOR(guest, name, ...) SAY(guest, name, .request = peer_request(), __VA_ARGS__)

#endif
