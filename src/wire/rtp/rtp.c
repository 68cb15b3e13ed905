/* SPDX-License-Identifier: MIT
 * rtp.c - the header, and the algorithms of RFC 3550, appendix A. */
#include "wire/rtp/rtp.h"
#include "wire/rtp/rtcp.h"
#include "wire/rtp/word.h"

#define SEQUENCE_MOD 0x10000u
#define DROPOUT_MAX 3000u	/* a larger gap is a jump (A.1) */
#define MISORDER_MAX 100u	/* a packet further behind is a jump too */
#define PROBATION 2		/* packets in order before a source is believed */
#define NO_BAD (SEQUENCE_MOD + 1)

/* A difference of transit times beyond this is a clock that was set anew; the
 * bound keeps sixteen of it below 2^32. */
#define TRANSIT_MAX (1u << 24)

/* Take `len` bytes off the front of `rest`; false: there are not so many. */
static bool take(struct span *rest, size_t len, struct span *out)
{
	if (rest->len < len)
		return false;
	*out = (struct span){ rest->at, len };
	rest->at += len;
	rest->len -= len;
	return true;
}

static bool extension_read(struct rtp *p, struct span *rest)
{
	struct span head;

	if (!take(rest, 4, &head))
		return false;
	p->profile = word16((const unsigned char *)head.at);
	return take(rest, (size_t)word16((const unsigned char *)head.at + 2) * 4, &p->extension);
}

bool rtp_read(struct rtp *out, struct span bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	struct rtp p = { 0 };
	struct span rest;
	size_t padding = 0;

	if (bytes.len < RTP_HEADER || at[0] >> 6 != 2)
		return false;
	if (at[0] & 0x20) {		/* its last byte counts the padding */
		padding = at[bytes.len - 1];
		if (padding == 0 || padding > bytes.len - RTP_HEADER)
			return false;
	}
	rest = (struct span){ bytes.at + RTP_HEADER, bytes.len - RTP_HEADER - padding };
	p.marker = at[1] >> 7;
	p.pt = at[1] & 0x7f;
	p.sequence = word16(at + 2);
	p.timestamp = word32(at + 4);
	p.ssrc = word32(at + 8);
	p.extended = at[0] & 0x10;
	if (!take(&rest, (size_t)(at[0] & 15) * 4, &p.csrc))
		return false;
	if (p.extended && !extension_read(&p, &rest))
		return false;
	p.payload = rest;
	*out = p;
	return true;
}

void rtp_write(struct buf *out, const struct rtp *p)
{
	unsigned csrc = (unsigned)(p->csrc.len / 4);

	buf_char(out, (char)(0x80 | (p->extended ? 0x10 : 0) | (csrc & 15)));
	buf_char(out, (char)((p->marker ? 0x80 : 0) | (p->pt & 0x7f)));
	put_word16(out, p->sequence);
	put_word32(out, p->timestamp);
	put_word32(out, p->ssrc);
	buf_span_add(out, (struct span){ p->csrc.at, (size_t)(csrc & 15) * 4 });
	if (p->extended) {
		put_word16(out, p->profile);
		put_word16(out, (uint16_t)(p->extension.len / 4));
		buf_span_add(out, (struct span){ p->extension.at, p->extension.len / 4 * 4 });
	}
	buf_span_add(out, p->payload);
}

bool rtp_is_rtcp(struct span bytes)
{
	unsigned type;

	if (bytes.len < 2 || (unsigned char)bytes.at[0] >> 6 != 2)
		return false;
	type = (unsigned char)bytes.at[1];
	return type >= 192 && type <= 223;
}

/* --- receiving --- */

static void count_anew(struct rtp_source *s, uint16_t sequence)
{
	s->base = sequence;
	s->max = sequence;
	s->bad = NO_BAD;
	s->cycles = 0;
	s->received = 0;
	s->expected_prior = 0;
	s->received_prior = 0;
}

static enum rtp_news prove(struct rtp_source *s, uint16_t sequence)
{
	if (sequence != (uint16_t)(s->max + 1)) {
		s->probation = PROBATION - 1;
		s->max = sequence;
		return RTP_PROBATION;
	}
	s->max = sequence;
	if (--s->probation > 0)
		return RTP_PROBATION;
	count_anew(s, sequence);
	s->received = 1;
	return RTP_FRESH;
}

static enum rtp_news count(struct rtp_source *s, uint16_t sequence)
{
	uint32_t ahead = (uint16_t)(sequence - s->max);
	enum rtp_news news = RTP_FRESH;

	if (s->probation)
		return prove(s, sequence);
	if (ahead == 0 || ahead > SEQUENCE_MOD - MISORDER_MAX) {
		news = RTP_LATE;
	} else if (ahead < DROPOUT_MAX) {
		if (sequence < s->max)
			s->cycles += SEQUENCE_MOD;
		s->max = sequence;
	} else if (sequence == s->bad) {
		count_anew(s, sequence);	/* two after one another: it began anew */
	} else {
		s->bad = (sequence + 1u) & (SEQUENCE_MOD - 1);
		return RTP_JUMP;
	}
	s->received++;
	return news;
}

/* A.8. Packets of one moment (events keep the timestamp of their beginning)
 * say nothing about the network. */
static void time_packet(struct rtp_source *s, uint32_t timestamp, uint32_t arrival)
{
	uint32_t transit = arrival - timestamp, d = transit - s->transit;

	if (s->timed && timestamp == s->timestamp)
		return;
	if ((int32_t)d < 0)
		d = 0 - d;
	if (s->timed && d < TRANSIT_MAX)
		s->jitter += d - ((s->jitter + 8) >> 4);
	s->transit = transit;
	s->timed = true;
	s->timestamp = timestamp;
}

static void begin(struct rtp_source *s, const struct rtp *p)
{
	memset(s, 0, sizeof(*s));
	s->ssrc = p->ssrc;
	s->begun = true;
	count_anew(s, p->sequence);
}

/* A packet of another SSRC: two in order with none of the old one between
 * them make it the source. */
static enum rtp_news change(struct rtp_source *s, const struct rtp *p, uint32_t arrival)
{
	bool wanted = s->has_other && s->other_ssrc == p->ssrc &&
		      s->other_sequence == p->sequence;

	if (!wanted) {
		s->has_other = true;
		s->other_ssrc = p->ssrc;
		s->other_sequence = (uint16_t)(p->sequence + 1);
		return RTP_FOREIGN;
	}
	begin(s, p);
	s->received = 1;
	time_packet(s, p->timestamp, arrival);
	return RTP_NEW_SOURCE;
}

enum rtp_news rtp_receive(struct rtp_source *source, const struct rtp *p, uint32_t arrival)
{
	enum rtp_news news;

	if (!source->begun || (source->probation && source->ssrc != p->ssrc)) {
		begin(source, p);
		source->max = (uint16_t)(p->sequence - 1);
		source->probation = PROBATION;
	}
	if (source->ssrc != p->ssrc)
		return change(source, p, arrival);
	news = count(source, p->sequence);
	if (news == RTP_JUMP)
		return news;
	source->has_other = false;
	time_packet(source, p->timestamp, arrival);
	return news;
}

uint32_t rtp_highest(const struct rtp_source *source)
{
	return source->cycles + source->max;
}

static uint32_t expected(const struct rtp_source *s)
{
	return s->received ? rtp_highest(s) - s->base + 1 : 0;
}

int32_t rtp_lost(const struct rtp_source *source)
{
	int64_t lost = (int64_t)expected(source) - source->received;

	if (lost > 0x7fffff)
		return 0x7fffff;
	if (lost < -0x800000)
		return -0x800000;
	return (int32_t)lost;
}

void rtp_sr_seen(struct rtp_source *source, uint32_t ntp_middle, uint32_t now)
{
	source->last_sr = ntp_middle;
	source->last_sr_at = now;
}

/* In 1/256; a whole does not fit into the byte. */
static uint8_t fraction_of(uint32_t part, uint32_t whole)
{
	uint64_t fraction = (uint64_t)part * 256 / whole;

	return fraction < 255 ? (uint8_t)fraction : 255;
}

void rtp_report(struct rtp_source *source, struct rtcp_report *out, uint32_t now)
{
	uint32_t wanted = expected(source) - source->expected_prior;
	uint32_t came = source->received - source->received_prior;

	out->ssrc = source->ssrc;
	out->fraction = 0;
	if (wanted > came)
		out->fraction = fraction_of(wanted - came, wanted);
	out->lost = rtp_lost(source);
	out->highest = rtp_highest(source);
	out->jitter = rtp_jitter(source);
	out->last_sr = source->last_sr;
	out->delay = source->last_sr ? now - source->last_sr_at : 0;
	source->expected_prior = expected(source);
	source->received_prior = source->received;
}

/* --- sending --- */

void rtp_send(struct buf *out, struct rtp_sender *sender, struct rtp *p)
{
	p->sequence = sender->sequence;
	p->ssrc = sender->ssrc;
	rtp_write(out, p);
	if (out->full)
		return;
	sender->sequence++;
	sender->timestamp = p->timestamp;
	sender->packets++;
	sender->octets += (uint32_t)p->payload.len;
}
