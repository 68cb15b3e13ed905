/* SPDX-License-Identifier: MIT
 * rtcp.c - compound packets, one at a time. */
#include "wire/rtp/rtcp.h"
#include "wire/rtp/word.h"

#define HEADER 4
#define SENDER_PART 24		/* SSRC and sender's part of SR, behind the header */
#define REPORT 24
#define SDES_CNAME 1
#define NTP_1970 2208988800u	/* seconds from 1900 to 1970 */

static const unsigned char *bytes_of(struct span s)
{
	return (const unsigned char *)s.at;
}

/* The length in bytes of the packet at the beginning of `s`, 0: none. */
static size_t packet_size(struct span s)
{
	const unsigned char *at = bytes_of(s);
	size_t size;

	if (s.len < HEADER || at[0] >> 6 != 2)
		return 0;
	size = ((size_t)word16(at + 2) + 1) * 4;
	return size <= s.len ? size : 0;
}

bool rtcp_valid(struct span bytes)
{
	size_t size = packet_size(bytes);

	if (size == 0)
		return false;
	if ((unsigned char)bytes.at[1] != RTCP_SR && (unsigned char)bytes.at[1] != RTCP_RR)
		return false;
	while (bytes.len > 0) {
		size = packet_size(bytes);
		if (size == 0)
			return false;
		if ((bytes.at[0] & 0x20) && size != bytes.len)
			return false;
		bytes.at += size;
		bytes.len -= size;
	}
	return true;
}

/* The CNAME of the first chunk; false: an item runs over the end. */
static bool sdes_read(struct rtcp *p)
{
	const unsigned char *at = bytes_of(p->body);
	size_t pos = 4;

	if (p->count == 0)
		return true;
	if (p->body.len < 4)
		return false;
	while (pos < p->body.len && at[pos] != 0) {
		if (p->body.len - pos < 2 || p->body.len - pos - 2 < at[pos + 1])
			return false;
		if (at[pos] == SDES_CNAME && !p->cname.at)
			p->cname = (struct span){ p->body.at + pos + 2, at[pos + 1] };
		pos += 2u + at[pos + 1];
	}
	return true;
}

static bool bye_read(struct rtcp *p)
{
	size_t sources = (size_t)p->count * 4;
	const unsigned char *at = bytes_of(p->body);

	if (p->body.len < sources)
		return false;
	if (p->body.len == sources)
		return true;
	if (p->body.len - sources - 1 < at[sources])
		return false;
	p->reason = (struct span){ p->body.at + sources + 1, at[sources] };
	return true;
}

static bool sr_read(struct rtcp *p)
{
	const unsigned char *at = bytes_of(p->body);

	if (p->body.len < SENDER_PART + (size_t)p->count * REPORT)
		return false;
	p->sender.ntp = (uint64_t)word32(at + 4) << 32 | word32(at + 8);
	p->sender.timestamp = word32(at + 12);
	p->sender.packets = word32(at + 16);
	p->sender.octets = word32(at + 20);
	return true;
}

static bool body_read(struct rtcp *p)
{
	switch (p->type) {
	case RTCP_SR:
		return sr_read(p);
	case RTCP_RR:
		return p->body.len >= 4 + (size_t)p->count * REPORT;
	case RTCP_SDES:
		return sdes_read(p);
	case RTCP_BYE:
		return bye_read(p);
	}
	return true;
}

bool rtcp_next(struct span *rest, struct rtcp *out)
{
	const unsigned char *at = bytes_of(*rest);
	size_t size = packet_size(*rest), padding = 0;
	struct rtcp p = { 0 };

	if (size == 0)
		goto no_good;
	if (at[0] & 0x20) {
		padding = at[size - 1];
		if (padding == 0 || padding % 4 || padding > size - HEADER)
			goto no_good;
	}
	p.type = at[1];
	p.count = at[0] & 0x1f;
	p.body = (struct span){ rest->at + HEADER, size - HEADER - padding };
	if (p.body.len >= 4 && !(p.count == 0 && (p.type == RTCP_BYE || p.type == RTCP_SDES)))
		p.ssrc = word32(at + HEADER);
	if (!body_read(&p))
		goto no_good;
	rest->at += size;
	rest->len -= size;
	*out = p;
	return true;
no_good:
	*rest = SPAN_NONE;
	return false;
}

bool rtcp_report_at(const struct rtcp *packet, unsigned index, struct rtcp_report *out)
{
	const unsigned char *at = bytes_of(packet->body);
	uint32_t lost;

	if (packet->type != RTCP_SR && packet->type != RTCP_RR)
		return false;
	if (index >= packet->count)
		return false;
	at += (packet->type == RTCP_SR ? SENDER_PART : 4) + (size_t)index * REPORT;
	out->ssrc = word32(at);
	out->fraction = at[4];
	lost = word32(at + 4) & 0xffffff;
	out->lost = lost & 0x800000 ? (int32_t)lost - 0x1000000 : (int32_t)lost;
	out->highest = word32(at + 8);
	out->jitter = word32(at + 12);
	out->last_sr = word32(at + 16);
	out->delay = word32(at + 20);
	return true;
}

bool rtcp_bye_at(const struct rtcp *packet, unsigned index, uint32_t *ssrc)
{
	if (packet->type != RTCP_BYE || index >= packet->count)
		return false;
	*ssrc = word32(bytes_of(packet->body) + (size_t)index * 4);
	return true;
}

/* --- writing --- */

static void header_write(struct buf *out, enum rtcp_type type, unsigned count, size_t body)
{
	buf_char(out, (char)(0x80 | count));
	buf_char(out, (char)type);
	put_word16(out, (uint16_t)(body / 4));
}

/* Fill up from `len` bytes to whole words. */
static void zeros(struct buf *out, size_t len)
{
	for (; len % 4; len++)
		buf_char(out, 0);
}

void rtcp_report_write(struct buf *out, uint32_t ssrc, const struct rtcp_sender *sender,
		       const struct rtcp_report *report)
{
	size_t body = (sender ? SENDER_PART : 4) + (report ? REPORT : 0);

	header_write(out, sender ? RTCP_SR : RTCP_RR, report ? 1 : 0, body);
	put_word32(out, ssrc);
	if (sender) {
		put_word32(out, (uint32_t)(sender->ntp >> 32));
		put_word32(out, (uint32_t)sender->ntp);
		put_word32(out, sender->timestamp);
		put_word32(out, sender->packets);
		put_word32(out, sender->octets);
	}
	if (!report)
		return;
	put_word32(out, report->ssrc);
	put_word32(out, (uint32_t)report->fraction << 24 | ((uint32_t)report->lost & 0xffffff));
	put_word32(out, report->highest);
	put_word32(out, report->jitter);
	put_word32(out, report->last_sr);
	put_word32(out, report->delay);
}

static size_t text_len(const char *text)
{
	size_t len = strlen(text);

	return len < 255 ? len : 255;
}

void rtcp_cname_write(struct buf *out, uint32_t ssrc, const char *cname)
{
	size_t len = text_len(cname);
	size_t chunk = 4 + 2 + len + 1;		/* a zero ends the items */

	header_write(out, RTCP_SDES, 1, (chunk + 3) / 4 * 4);
	put_word32(out, ssrc);
	buf_char(out, SDES_CNAME);
	buf_char(out, (char)len);
	buf_bytes(out, cname, len);
	buf_char(out, 0);
	zeros(out, chunk);
}

void rtcp_bye_write(struct buf *out, uint32_t ssrc, const char *reason)
{
	size_t len = reason ? text_len(reason) : 0;
	size_t body = 4 + (reason ? 1 + len : 0);

	header_write(out, RTCP_BYE, 1, (body + 3) / 4 * 4);
	put_word32(out, ssrc);
	if (!reason)
		return;
	buf_char(out, (char)len);
	buf_bytes(out, reason, len);
	zeros(out, body);
}

/* --- time --- */

uint64_t rtcp_ntp(uint64_t unix_ms)
{
	uint64_t fraction = (unix_ms % 1000 << 32) / 1000;

	return (unix_ms / 1000 + NTP_1970) << 32 | fraction;
}

bool rtcp_round_trip(const struct rtcp_report *report, uint32_t now, uint32_t *out)
{
	uint32_t trip = now - report->last_sr - report->delay;

	if (report->last_sr == 0 || (int32_t)trip < 0)
		return false;
	*out = trip;
	return true;
}
