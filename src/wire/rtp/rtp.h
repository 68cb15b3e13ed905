/* SPDX-License-Identifier: MIT
 * rtp.h - RTP packets, and what is counted about them (RFC 3550).
 *
 * Pure: time comes in as an argument, in units of the media clock (8000 Hz
 * for telephony) unless a name says otherwise.
 */
#ifndef WIRE_RTP_RTP_H
#define WIRE_RTP_RTP_H

#include "base/buf.h"

#define RTP_HEADER 12		/* bytes, without CSRC and extension */
#define RTP_CSRC_MAX 15

struct rtcp_report;

struct rtp {
	bool marker;
	uint8_t pt;
	uint16_t sequence;
	uint32_t timestamp, ssrc;
	struct span csrc;		/* 4 bytes each, in network order */
	bool extended;			/* there is an extension, maybe an empty one */
	uint16_t profile;		/* of the extension */
	struct span extension;		/* whole 32-bit words */
	struct span payload;		/* without padding */
};

/* Read a packet; false: it is no RTP or its lengths contradict each other. */
bool rtp_read(struct rtp *out, struct span bytes);

/* Write a packet, never padded. csrc and extension must be whole words. */
void rtp_write(struct buf *out, const struct rtp *p);

/* Whether bytes from a port shared by both are RTCP (RFC 5761, 4). */
bool rtp_is_rtcp(struct span bytes);

/* What a packet was to its receiver. */
enum rtp_news {
	RTP_FRESH,		/* in order, or after a small gap */
	RTP_LATE,		/* behind one that is here already, or a duplicate */
	RTP_PROBATION,		/* of a source not yet believed; it may be played */
	RTP_NEW_SOURCE,		/* the SSRC changed: counting began anew with this */
	RTP_FOREIGN,		/* the first of another SSRC: drop */
	RTP_JUMP,		/* a large jump not yet confirmed: drop */
};

/* A source as its receiver sees it; zeroed before the first packet. */
struct rtp_source {
	uint32_t ssrc, other_ssrc;	/* other: asked for to change to it */
	uint32_t cycles;		/* of the sequence number, shifted by 16 */
	uint32_t base, bad;		/* RFC 3550, A.1; bad: 65537 is none */
	uint32_t received;
	uint32_t expected_prior, received_prior;
	uint32_t transit, jitter;	/* jitter times 16 */
	uint32_t timestamp;		/* of the newest packet */
	uint32_t last_sr, last_sr_at;	/* middle of its NTP; when, in 1/65536 s */
	uint16_t max;
	uint16_t other_sequence;	/* wanted next of other_ssrc */
	uint8_t probation;
	bool begun, timed, has_other;
};
_Static_assert(sizeof(struct rtp_source) <= 64, "one cache line a source");

/* Count a packet that arrived at `arrival` of the media clock. A new SSRC is
 * taken after two packets of it in order, so that a stray one harms nothing. */
enum rtp_news rtp_receive(struct rtp_source *source, const struct rtp *p, uint32_t arrival);

uint32_t rtp_highest(const struct rtp_source *source);	/* extended sequence number */
int32_t rtp_lost(const struct rtp_source *source);	/* in all; negative with duplicates */
static inline uint32_t rtp_jitter(const struct rtp_source *s) { return s->jitter >> 4; }

/* Note the sender report of the source: middle of its NTP time, and when it
 * came in 1/65536 s. */
void rtp_sr_seen(struct rtp_source *source, uint32_t ntp_middle, uint32_t now);

/* Fill in the report block on this source and begin a new interval. `now` in
 * 1/65536 s. */
void rtp_report(struct rtp_source *source, struct rtcp_report *out, uint32_t now);

/* Our side as a sender. The driver chooses ssrc, and sequence at random. */
struct rtp_sender {
	uint32_t ssrc;
	uint16_t sequence;		/* of the next packet */
	uint32_t timestamp;		/* of the newest packet */
	uint32_t packets, octets;	/* sent; octets of payload */
};

/* Write `p` as the next packet: sequence and ssrc become the sender's. When
 * it does not fit (out->full) it does not count. */
void rtp_send(struct buf *out, struct rtp_sender *sender, struct rtp *p);

#endif
