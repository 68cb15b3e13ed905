/* SPDX-License-Identifier: MIT
 * fuzz_rtp.c - any bytes as RTP, RTCP and as a stream of packets with events.
 *
 * A stream is read as packets, each behind a byte with its length; the state
 * of the receivers goes on from one to the next. */
#include "wire/rtp/dtmf.h"
#include "wire/rtp/jitter.h"
#include "wire/rtp/rtcp.h"
#include "wire/rtp/rtp.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void touch(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		(void)*(volatile const char *)&s.at[i];
}

struct ears {
	struct rtp_source source;
	struct dtmf_receiver digits;
	struct jitter voice;
	int down;		/* keys that are down: 0 or 1 between packets */
	uint64_t now_ms;
};

static void note(struct ears *e, const struct dtmf_news *news)
{
	must(dtmf_code(news->digit) >= 0);
	e->down += news->down ? 1 : -1;
	must(e->down >= 0);
}

/* What was read must write and read the same again. */
static void again(const struct rtp *p)
{
	static char memory[1 << 20];
	struct rtp other;
	struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	rtp_write(&b, p);
	must(!b.full && rtp_read(&other, buf_span(&b)));
	must(span_eq(other.payload, p->payload) && span_eq(other.csrc, p->csrc));
	must(span_eq(other.extension, p->extension) && other.timestamp == p->timestamp);
	must(other.marker == p->marker && other.pt == p->pt && other.ssrc == p->ssrc);
}

static void hear_voice(struct ears *e, const struct rtp *p)
{
	int16_t frame[JITTER_TAKE];

	jitter_put(&e->voice, G711_ALAW, p);
	must(e->voice.end - e->voice.read <= JITTER_ROOM);
	jitter_take(&e->voice, frame);
	must(e->voice.end - e->voice.read <= JITTER_ROOM);
}

static void rtp_bytes(struct ears *e, struct span bytes)
{
	struct dtmf_news news[DTMF_NEWS_MAX];
	struct rtcp_report report;
	struct dtmf_event event;
	struct rtp p;

	if (!rtp_read(&p, bytes))
		return;
	touch(p.csrc);
	touch(p.extension);
	touch(p.payload);
	again(&p);
	rtp_receive(&e->source, &p, (uint32_t)e->now_ms * 8);
	hear_voice(e, &p);
	rtp_report(&e->source, &report, (uint32_t)e->now_ms);
	if (!dtmf_event_read(&event, p.payload))
		return;
	for (unsigned n = dtmf_receive(&e->digits, &event, p.timestamp, e->now_ms, news), i = 0;
	     i < n; i++)
		note(e, &news[i]);
	must(e->down == e->digits.active);
}

static void rtcp_bytes(struct span bytes)
{
	struct rtcp_report report;
	struct rtcp p;
	uint32_t out;

	rtcp_valid(bytes);
	while (rtcp_next(&bytes, &p)) {
		touch(p.body);
		touch(p.cname);
		touch(p.reason);
		for (unsigned i = 0; rtcp_report_at(&p, i, &report); i++)
			rtcp_round_trip(&report, 0x12345678, &out);
		for (unsigned i = 0; rtcp_bye_at(&p, i, &out); i++)
			;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct dtmf_news news;
	struct ears e = { 0 };

	rtcp_bytes(bytes);
	rtp_bytes(&(struct ears){ 0 }, bytes);
	for (size_t pos = 0; pos + 1 < size; e.now_ms += 20) {
		size_t len = data[pos++];

		if (len > size - pos)
			len = size - pos;
		rtp_bytes(&e, (struct span){ bytes.at + pos, len });
		if (dtmf_tick(&e.digits, e.now_ms, &news))
			note(&e, &news);
		pos += len;
	}
	if (dtmf_release(&e.digits, &news))
		note(&e, &news);
	must(e.down == 0);
	return 0;
}
