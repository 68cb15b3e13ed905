/* SPDX-License-Identifier: MIT
 * media_hear.c - RTP that comes, and from whom it is taken.
 *
 * A packet is taken if it is from the host that was agreed on and either
 *   - from the port that was agreed on, or
 *   - from the one port that was learned in its place: a far end behind a NAT
 *     on that host. One is learned only while nothing was heard from the agreed
 *     port, and by two packets in order of one source. We then send there, until
 *     the agreed port is heard after all.
 * A packet from another host is never taken, so a far end that names an address
 * from which it does not send (of a private network behind a NAT, say) is not
 * heard; that is for its server to mend. Nor are packets taken of whoever
 * talked to the former owner of the pair: see is_former(). */
#include "driver/sip/media_in.h"
#include "base/log.h"
#include "wire/stun/stun.h"

bool media_is_far_end(const struct media *m, const struct sockaddr *from, struct span bytes)
{
	return net_is_set(&m->remote) && net_same_host(from, net_of(&m->remote)) && !stun_is(bytes);
}

void media_nonsense(struct media *m, const struct sockaddr *from, const char *what)
{
	static struct log_gate gate;
	char text[NET_TEXT_SIZE];

	m->nonsense++;
	log_gated(&gate, LOG_WARN, "sip", NULL, "what came from %s to port %u is dropped: %s",
		  net_text(from, text), m->port, what);
}

bool media_unlock(struct media *m, const struct sockaddr *from, bool rtcp, char *bytes, size_t *len)
{
	static struct log_gate gate;
	char text[NET_TEXT_SIZE];

	if (!m->lock)
		return true;
	if (media_lock_open(m->lock, rtcp, media_now(m), bytes, len)) {
		m->opened += !rtcp;
		return true;
	}
	if (rtcp) {			/* some greet by a plain one */
		media_nonsense(m, from, "no authentic SRTCP");
		return false;
	}
	m->refused++;
	log_gated(&gate, LOG_WARN, "sip", NULL, "what came from %s to port %u is dropped: it is not authentic, or a copy",
		  net_text(from, text), m->port);
	return false;
}

static bool port_may(const struct media *m, uint16_t port)
{
	if (port == m->agreed_port)
		return true;
	switch (m->path) {
	case MEDIA_UNHEARD:
		return media_now(m) >= m->learn_ms;
	case MEDIA_LEARNED:
		return port == net_port(net_of(&m->remote));
	}
	return false;
}

/* Whether it is late, for the former owner of the pair. Often that one talked
 * to the same host, a server. The agreed port may be an old one again, of which
 * only the first seconds are in doubt. */
static bool is_former(const struct media *m, uint16_t port, uint32_t ssrc)
{
	bool same_ssrc = m->has_former && ssrc == m->former_ssrc;

	if (port != m->agreed_port)
		return same_ssrc || port == m->former_port;
	return same_ssrc && media_now(m) < m->begun_ms + MEDIA_LATE_MS;
}

/* A packet that is believed came from `port`. */
static void path_take(struct media *m, uint16_t port)
{
	m->path = port == m->agreed_port ? MEDIA_AGREED : MEDIA_LEARNED;
	net_port_set(&m->remote, port);
}

static bool digit_lost(struct media *m)
{
	struct dtmf_news news;
	bool up = dtmf_release(&m->digits, &news);

	m->digits = (struct dtmf_receiver){ .update_ms = m->digits.update_ms };
	return !up || media_tell(m, &news);
}

static void hear_event(struct media *m, const struct sockaddr *from, const struct rtp *p)
{
	struct dtmf_news news[DTMF_NEWS_MAX];
	struct dtmf_event event;
	unsigned count;

	if (!dtmf_event_read(&event, p->payload)) {
		media_nonsense(m, from, "no event in it");
		return;
	}
	count = dtmf_receive(&m->digits, &event, p->timestamp, media_now(m), news);
	media_tick_keep(m);
	for (unsigned i = 0; i < count; i++)
		if (!media_tell(m, &news[i]))
			return;
}

void media_hear_rtp(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct media *m = arg;
	enum rtp_news news;
	uint16_t port;
	struct rtp p;
	bool event;

	if (media_ask_hear(m, from, (struct span){ bytes, len }) ||
	    !media_is_far_end(m, from, (struct span){ bytes, len }))
		return;
	port = net_port(from);
	if (!port_may(m, port))
		return;
	if (!media_unlock(m, from, false, bytes, &len))
		return;
	if (!rtp_read(&p, (struct span){ bytes, len })) {
		media_nonsense(m, from, "no RTP");
		return;
	}
	if (is_former(m, port, p.ssrc))
		return;
	event = m->event_pt_in && p.pt == m->event_pt_in;
	if (!event && p.pt != m->codec_pt) {
		media_nonsense(m, from, "a payload type that was not agreed on");
		return;
	}
	news = rtp_receive(&m->source, &p, media_timestamp(m, media_now(m)));
	if (news == RTP_FOREIGN || news == RTP_JUMP)
		return;
	m->received++;
	if (news == RTP_PROBATION)
		return;
	if (news != RTP_LATE)
		path_take(m, port);
	if (news == RTP_NEW_SOURCE && !digit_lost(m))
		return;
	if (!(m->direction & SDP_RECVONLY))
		return;
	if (event)
		hear_event(m, from, &p);
	else if (m->voice)
		m->voice->hear(m->voice->arg, media_law(m), &p);
}
