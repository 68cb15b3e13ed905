/* SPDX-License-Identifier: MIT
 * stun.h - one question to a STUN server: as whom it sees a socket of ours.
 *
 * Asked again after 0.5, 1 and 2 s (RFC 8489 6.2.1) until the time is up; whoever owns
 * the socket sends, and hands in what comes.
 */
#ifndef DRIVER_SIP_STUN_H
#define DRIVER_SIP_STUN_H

#include "base/net.h"
#include "base/timer.h"
#include "wire/stun/stun.h"

struct stun_ask {		/* zeroed: nothing is asked */
	struct timer timer;
	struct net_addr server;
	unsigned char id[STUN_ID_SIZE];
	uint64_t until_ms, pause_ms;
	void (*send)(void *arg, const struct sockaddr *to, struct span bytes);

	/* What came of it, once: NULL: nothing, and `why` says why, for people. */
	void (*found)(void *arg, const struct sockaddr *seen, const char *why);
	void *arg;
};

/* Ask `server` for at most `limit_ms`. The functions and `arg` are set. */
void stun_ask(struct stun_ask *ask, const struct sockaddr *server, uint64_t limit_ms);
void stun_ask_stop(struct stun_ask *ask);

static inline bool stun_is_asked(const struct stun_ask *ask)
{
	return timer_is_set(&ask->timer);
}

/* What begins like STUN came from there. False: it is no answer to this question. */
bool stun_ask_hear(struct stun_ask *ask, const struct sockaddr *from, struct span bytes);

#endif
