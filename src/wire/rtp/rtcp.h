/* SPDX-License-Identifier: MIT
 * rtcp.h - RTCP: reports, names and goodbyes in compound packets (RFC 3550).
 *
 * Written one after the other into a buf they make the compound: a report
 * first, then SDES, then BYE if any. Short times are 1/65536 s, the middle
 * 32 bits of an NTP time.
 */
#ifndef WIRE_RTP_RTCP_H
#define WIRE_RTP_RTCP_H

#include "base/buf.h"

#define RTCP_REPORTS_MAX 31

enum rtcp_type {
	RTCP_SR = 200,
	RTCP_RR = 201,
	RTCP_SDES = 202,
	RTCP_BYE = 203,
	RTCP_APP = 204,
};

struct rtcp_report {
	uint32_t ssrc;			/* whom it is about */
	uint8_t fraction;		/* lost since the last one, in 1/256 */
	int32_t lost;			/* in all, 24 bits signed */
	uint32_t highest, jitter;
	uint32_t last_sr, delay;	/* 1/65536 s; 0: no SR was seen */
};

struct rtcp_sender {
	uint64_t ntp;			/* seconds since 1900 in the upper half */
	uint32_t timestamp;		/* the same moment in the media clock */
	uint32_t packets, octets;
};

/* One packet of a compound. */
struct rtcp {
	uint8_t type;			/* enum rtcp_type or a stranger */
	uint8_t count;			/* reports, chunks or SSRCs */
	uint32_t ssrc;			/* the sender's; of SDES and BYE the first; else 0 */
	struct rtcp_sender sender;	/* of SR */
	struct span cname;		/* of the first chunk of SDES; at NULL: none */
	struct span reason;		/* of BYE; at NULL: none */
	struct span body;		/* behind the first word, without padding */
};

/* Whether the bytes are a compound packet: whole, led by SR or RR, padded at
 * its end only. */
bool rtcp_valid(struct span bytes);

/* Take the next packet off `rest`; false: no more, or no good. */
bool rtcp_next(struct span *rest, struct rtcp *out);

/* Report `index` of an SR or RR, false: it has no such one. */
bool rtcp_report_at(const struct rtcp *packet, unsigned index, struct rtcp_report *out);

/* SSRC `index` of a BYE, false: it has no such one. */
bool rtcp_bye_at(const struct rtcp *packet, unsigned index, uint32_t *ssrc);

/* Write a report: SR with `sender`, RR when it is NULL. `report` may be NULL:
 * nothing was received. */
void rtcp_report_write(struct buf *out, uint32_t ssrc, const struct rtcp_sender *sender,
		       const struct rtcp_report *report);
void rtcp_cname_write(struct buf *out, uint32_t ssrc, const char *cname);	/* cut at 255 bytes */
void rtcp_bye_write(struct buf *out, uint32_t ssrc, const char *reason);	/* NULL: none */

/* NTP time of milliseconds since 1970, and its middle 32 bits. */
uint64_t rtcp_ntp(uint64_t unix_ms);
static inline uint32_t rtcp_ntp_middle(uint64_t ntp) { return (uint32_t)(ntp >> 16); }

/* Round trip in 1/65536 s from a report on us that came at `now`; false: it
 * does not tell (no SR seen by the peer, or its delay is nonsense). */
bool rtcp_round_trip(const struct rtcp_report *report, uint32_t now, uint32_t *out);

#endif
