/* SPDX-License-Identifier: MIT
 * media_in.h - the inside of media, for media*.c only.
 *
 * A pair of sockets and the session that uses it are one object, which waits
 * in the pool between two calls. So opening a session allocates nothing when
 * one waits, and what comes late to a pair always finds somebody to drop it.
 */
#ifndef DRIVER_SIP_MEDIA_IN_H
#define DRIVER_SIP_MEDIA_IN_H

#include "base/net.h"
#include "base/udp.h"
#include "driver/sip/media.h"
#include "wire/rtp/dtmf.h"
#include "wire/rtp/rtcp.h"
#include "wire/rtp/rtp.h"

#define MEDIA_UNITS_MS 8	/* timestamp units in a millisecond */
#define MEDIA_PTIME_MS 20	/* when it was not said */
#define MEDIA_PTIME_MIN 10
#define MEDIA_PTIME_MAX 100
#define MEDIA_IDLE_MAX 64	/* pairs that wait for the next call */
#define MEDIA_LATE_MS 2000	/* so long after a change packets from before it may come */

struct media_pool {
	struct desk *desk;
	struct list idle;		/* pairs without a session, the one idle longest first */
	uint32_t idle_count, open_count;
	uint32_t first, pairs;		/* the first port, an even one; how many pairs */
	uint32_t next;			/* the pair to try next */
	struct media_counts past;	/* of the sessions that are over, together */
	uint8_t *taken;			/* a bit for each pair that is bound */
	uint64_t key[2], drawn;		/* of media_random */
	uint64_t unix_ms;		/* time of day when the desk's clock was 0 */
	struct media *telling;		/* whose listener is being called; NULL: it was closed */
	uint8_t silence[2][MEDIA_PTIME_MAX * MEDIA_UNITS_MS];	/* mu-law, A-law */
};

enum media_path {
	MEDIA_UNHEARD,			/* nothing came yet: another port may be learned */
	MEDIA_AGREED,			/* it comes from where it was agreed */
	MEDIA_LEARNED,			/* ... or from another port, which is in `remote` */
};

struct media {
	/* The pair. */
	struct media_pool *pool;
	struct udp *rtp, *rtcp;
	uint16_t port;			/* of rtp */
	uint16_t former_port;		/* the remote port of the last session; 0: none */
	uint32_t former_ssrc;		/* whom it heard */
	bool has_former;

	/* The session; zeroed between two. */
	bool started;
	bool streaming;			/* a packet is sent at each tick */
	bool begins;			/* the next one is the first after silence */
	bool reported;			/* RTCP was sent: a BYE is due at the end */
	uint8_t path;			/* enum media_path */
	uint8_t law;			/* index of pool->silence */
	uint8_t codec_pt, event_pt, event_pt_in, ptime_ms;
	uint8_t direction;		/* enum sdp_direction, ours */
	uint16_t agreed_port;		/* of the far end */
	uint16_t rtcp_agreed, rtcp_port; /* likewise; where to send; 0: nowhere */
	uint32_t offset;		/* of the timestamps from the desk's clock */
	uint32_t packets_told;		/* of out.packets, in the last report */
	uint32_t round_trip;		/* in 1/65536 s; 0: unknown */
	uint32_t received, nonsense;	/* packets */
	uint32_t opened, refused;	/* of RTP: by SRTP, and as it was none */
	struct rtp_sender out;
	struct dtmf_sender key;
	uint64_t begun_ms;		/* first start */
	uint64_t learn_ms;		/* not before this another port is learned */
	struct net_addr remote;		/* where RTP goes; not set: nowhere */
	struct media_listener listener;
	const struct media_voice *voice;	/* NULL: nobody */
	struct media_ask *ask;		/* how others see us (media_nat.c); NULL: nothing is asked */
	struct timer tick, report;
	struct rtp_source source;
	struct dtmf_receiver digits;
	struct media_lock *lock;	/* SRTP; NULL: nothing is encrypted */
	struct list node;		/* in pool->idle */
};
_Static_assert(sizeof(struct media) <= 600, "a thousand sessions are cheap");

static inline struct timers *media_timers(const struct media *m)
{
	return &m->pool->desk->timers;
}

static inline uint64_t media_now(const struct media *m)
{
	return m->pool->desk->timers.now_ms;
}

/* --- media_pool.c: pairs --- */

/* A pair on the host of `local` with a zeroed session; and back. */
enum err media_pool_take(struct media **out, struct media_pool *pool, const struct sockaddr *local);
void media_pool_give(struct media *m);

/* A number that is hard to guess for others, without a system call: the next
 * one, and always the same one for `n`. */
uint64_t media_random(struct media_pool *pool);
uint64_t media_random_of(const struct media_pool *pool, uint64_t n);

/* --- media.c: the session --- */

/* Tick as long as there is something to do at ticks. */
void media_tick_keep(struct media *m);

/* The timestamp of the moment `at_ms` of the desk's clock. */
static inline uint32_t media_timestamp(const struct media *m, uint64_t at_ms)
{
	return m->offset + (uint32_t)(at_ms * MEDIA_UNITS_MS);
}

static inline enum g711_law media_law(const struct media *m)
{
	return m->law ? G711_ALAW : G711_ULAW;
}

/* Tell the listener. False: it closed the session, and `m` is no longer ours. */
bool media_tell(struct media *m, const struct dtmf_news *news);

/* --- media_hear.c: what comes --- */

/* Whether it is from the host that was agreed on, and we listen. Its STUN is not meant: that
 * keeps a NAT open, in the clear beside SRTP too (RFC 7983), and asks nothing of who has no ICE. */
bool media_is_far_end(const struct media *m, const struct sockaddr *from, struct span bytes);
void media_nonsense(struct media *m, const struct sockaddr *from, const char *what);

/* What came as it was sent, if it came by SRTP as was agreed. False: it is dropped. */
bool media_unlock(struct media *m, const struct sockaddr *from, bool rtcp, char *bytes, size_t *len);
udp_receive media_hear_rtp;

/* --- media_nat.c --- */

void media_ask_stop(struct media *m);
bool media_ask_hear(struct media *m, const struct sockaddr *from, struct span bytes);

/* --- media_lock.c: SRTP --- */

struct media_lock;
#define MEDIA_LOCK_ROOM 24	/* bytes that a packet may grow by: a tag, and of RTCP an index */

/* Encrypt and expect what is encrypted with these keys from now on, or (SDES_NONE,
 * and *lock is NULL then) no more. An error: nothing may be sent or heard. */
enum err media_lock_set(struct media_lock **lock, const struct sdp_session_choice *choice, uint64_t now_ms);
void media_lock_close(struct media_lock *lock);		/* NULL is fine */
void media_lock_library_end(void);			/* no lock is open any more */

/* Encrypt a packet where it lies, which has MEDIA_LOCK_ROOM behind it. False: it must
 * not be sent. */
bool media_lock_shut(struct media_lock *lock, bool rtcp, struct buf *packet);

/* Decrypt it where it lies. False: it is not authentic, or was heard before. */
bool media_lock_open(struct media_lock *lock, bool rtcp, uint64_t now_ms, char *bytes, size_t *len);

/* --- media_rtcp.c --- */

udp_receive media_hear_rtcp;
void media_report_arm(struct media *m);	/* send reports from now on */
void media_bye(struct media *m);

#endif
