/* SPDX-License-Identifier: MIT
 * media.h - the voice of a call: RTP, RTCP and the digits in them.
 *
 * Sockets are bound in pairs (RTP even, RTCP the next) and kept for the next
 * call, as opening them costs more than all the signalling of a call. What is
 * sent is silence, until somebody is attached who speaks.
 *
 * Only the host that was agreed on is heard: from the port that was agreed on,
 * or from one other port of it (a NAT) that is learned while nothing came from
 * there; we then send to that one. See media_hear.c.
 */
#ifndef DRIVER_SIP_MEDIA_H
#define DRIVER_SIP_MEDIA_H

#include "model/desk.h"
#include "wire/rtp/g711.h"
#include "wire/rtp/sdp.h"

struct media;
struct media_pool;
struct rtp;
struct sockaddr;

/* Ports from `first` to `last` are ours. ERR_NOMEM. */
enum err media_pool_open(struct media_pool **out, struct desk *desk, uint32_t first, uint32_t last);
void media_pool_close(struct media_pool *pool);	/* NULL is fine; no media is open any more */

struct media_listener {
	/* All are called on the loop's thread and never from inside a function of
	 * this header; they may close the media. NULL: nobody wants to know. */

	/* A digit of the far end begins or ends (0-9 * # A-D, ! for a flash). */
	void (*digit)(void *arg, char digit, bool down);
	/* A digit of ours that was asked for with media_digit() is out. */
	void (*digit_sent)(void *arg);
	void *arg;
};

/* A pair of ports on the host of `local`. Nothing is sent or heard before
 * media_start(). ERR_RESOURCE: all ports are in use; ERR_NOMEM. */
enum err media_open(struct media **out, struct media_pool *pool, const struct sockaddr *local,
		    const struct media_listener *listener);
void media_close(struct media *media);		/* NULL is fine */

/* The session goes on by a pair of ports on the host of `local`. On an error, as with
 * media_open(), it stays where it is. */
enum err media_move(struct media *media, const struct sockaddr *local);

/* The port of RTP, for the session description. */
uint16_t media_port(const struct media *media);

/* Ask the STUN server as whom it sees the port of RTP. `found` is called once, within
 * 1.5 s and not from in here, unless the media is closed before; `seen` NULL: it is not
 * known, for the reason `why`. ERR_NOMEM. */
typedef void media_seen(void *arg, const struct sockaddr *seen, const char *why);
enum err media_ask(struct media *media, const struct sockaddr *server, media_seen *found, void *arg);

/* Send and hear as agreed; also after a change (hold, another address, other keys).
 * To no address, a name, many hosts or the other family of IP nothing is sent. With
 * keys nothing goes or is heard but by them. A key of ours that was in force and is
 * not any more must not be so again: it would encrypt twice alike (RFC 3711 9.1). */
void media_start(struct media *media, const struct sdp_session_choice *choice);

/* Send one digit as an RFC 4733 event for `duration_ms`; digit_sent() follows
 * once its last packet is out, and also if the call is put on hold before.
 * False: the far end does not take events, we may not send now (on hold), or
 * one is still on its way. */
bool media_digit(struct media *media, char digit, uint32_t duration_ms);
void media_digit_stop(struct media *media);	/* end it now: what tells its end still goes out */
bool media_digit_busy(const struct media *media);	/* one is on its way: digit_sent() will follow */

/* Whoever listens and speaks instead of nobody: a mixer. Called on the loop's
 * thread and never from inside a function of this header; it may do neither
 * media_close() nor media_attach() there. */
struct media_voice {
	/* A packet of voice came, in whatever order. */
	void (*hear)(void *arg, enum g711_law law, const struct rtp *p);
	/* Write the next `count` codes to be sent. False: silence. */
	bool (*speak)(void *arg, enum g711_law law, uint8_t *codes, size_t count);
	void *arg;
};

/* From now on `voice` (borrowed) hears and speaks; NULL: nobody again. */
void media_attach(struct media *media, const struct media_voice *voice);

struct media_counts {
	uint64_t sent, received;	/* RTP packets */
	uint64_t nonsense;		/* packets that could not be used */
	uint64_t opened;		/* packets that came by SRTP and were authentic */
	uint64_t refused;		/* ... and were not, or were heard before */
	uint32_t lost;			/* as RTCP would report it */
	uint32_t round_trip_ms;		/* by RTCP; 0: not known yet */
};
void media_counts(const struct media *media, struct media_counts *out);

/* Whether SRTP is done here by this suite (enum sdes_suite). */
bool media_knows(enum sdes_suite suite);

/* Of all sessions that are over, together (no round trip). */
const struct media_counts *media_pool_counts(const struct media_pool *pool);

#endif
