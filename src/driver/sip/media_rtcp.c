/* SPDX-License-Identifier: MIT
 * media_rtcp.c - reports on what was sent and heard, to and from the far end.
 *
 * Reports are taken from the RTCP port that was agreed on, and from another one
 * of that host if they name the source that we hear; then ours go there. */
#include "driver/sip/media_in.h"

#define INTERVAL_MS 5000	/* RFC 3550, 6.2; at random from half to one and a half of it */
#define COMPOUND_MAX 160	/* SR with a report, SDES and BYE */
#define CNAME_SIZE 25

/* --- out -------------------------------------------------------------------- */

/* RFC 7022, 4.2: 96 bits at random for each session. They are made of the key
 * and the SSRC, so that they need not be kept. */
static void cname_make(const struct media *m, char out[CNAME_SIZE])
{
	uint64_t n = UINT64_C(1) << 63 | (uint64_t)m->out.ssrc << 1;
	uint64_t words[2] = { media_random_of(m->pool, n), media_random_of(m->pool, n + 1) };
	struct buf b;

	buf_fixed(&b, out, CNAME_SIZE);
	buf_hex(&b, words, 12);
	buf_c(&b);
}

static uint64_t ntp_now(const struct media *m)
{
	return rtcp_ntp(m->pool->unix_ms + media_now(m));
}

static void send_report(struct media *m, bool bye)
{
	uint64_t ntp = ntp_now(m);
	struct rtcp_sender sender = {
		.ntp = ntp,
		.timestamp = media_timestamp(m, media_now(m)),
		.packets = m->out.packets,
		.octets = m->out.octets,
	};
	bool sent = m->out.packets != m->packets_told, heard = m->source.received > 0;
	_Alignas(4) char bytes[COMPOUND_MAX + MEDIA_LOCK_ROOM];
	char cname[CNAME_SIZE];
	struct rtcp_report report;
	struct net_addr to = m->remote;
	struct buf b;

	if (!net_is_set(&to) || m->rtcp_port == 0)
		return;
	net_port_set(&to, m->rtcp_port);
	if (heard)
		rtp_report(&m->source, &report, rtcp_ntp_middle(ntp));
	cname_make(m, cname);
	buf_fixed(&b, bytes, sizeof(bytes));
	rtcp_report_write(&b, m->out.ssrc, sent ? &sender : NULL, heard ? &report : NULL);
	rtcp_cname_write(&b, m->out.ssrc, cname);
	if (bye)
		rtcp_bye_write(&b, m->out.ssrc, NULL);
	if (!m->lock || media_lock_shut(m->lock, true, &b))
		udp_send(m->rtcp, net_of(&to), buf_span(&b));
	m->packets_told = m->out.packets;
	m->reported = true;
}

static void report_due(void *arg)
{
	struct media *m = arg;

	send_report(m, false);
	media_report_arm(m);
}

void media_report_arm(struct media *m)
{
	uint64_t ms = INTERVAL_MS / 2 + media_random(m->pool) % (INTERVAL_MS + 1);

	timer_set(media_timers(m), &m->report, ms, report_due, m);
}

/* RFC 3550, 6.3.7: who never sent anything does not say goodbye. */
void media_bye(struct media *m)
{
	if (m->out.packets > 0 || m->reported)
		send_report(m, true);
}

/* --- in --------------------------------------------------------------------- */

static void hear_reports(struct media *m, const struct rtcp *p, uint32_t now)
{
	struct rtcp_report report;
	uint32_t trip;

	if (p->type == RTCP_SR && m->source.begun && p->ssrc == m->source.ssrc)
		rtp_sr_seen(&m->source, rtcp_ntp_middle(p->sender.ntp), now);
	for (unsigned i = 0; rtcp_report_at(p, i, &report); i++)
		if (report.ssrc == m->out.ssrc && rtcp_round_trip(&report, now, &trip))
			m->round_trip = trip;
}

void media_hear_rtcp(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct media *m = arg;
	struct span rest;
	struct rtcp p;
	bool known;

	if (!media_is_far_end(m, from, (struct span){ bytes, len }))
		return;
	if (!media_unlock(m, from, true, bytes, &len))
		return;
	rest = (struct span){ bytes, len };
	if (!rtcp_valid(rest) || !rtcp_next(&rest, &p)) {
		media_nonsense(m, from, "no RTCP");
		return;
	}
	known = m->source.received > 0 && p.ssrc == m->source.ssrc;
	if (net_port(from) != m->rtcp_agreed && !known)
		return;
	if (known)
		m->rtcp_port = net_port(from);
	do
		hear_reports(m, &p, rtcp_ntp_middle(ntp_now(m)));
	while (rtcp_next(&rest, &p));
}
