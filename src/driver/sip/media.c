/* SPDX-License-Identifier: MIT
 * media.c - a session: what is agreed, and what is sent. */
#include "driver/sip/media_in.h"
#include "base/log.h"
#include <uv.h>

/* RFC 4733, 2.5.1: updates come every packet or, as it advises, every 50 ms. A
 * digit whose end was lost is up after three of them. */
#define UPDATE_MS 50

#define LATE_MS 60		/* what comes later than that nobody waits for */

static void tick(void *arg);

enum err media_open(struct media **out, struct media_pool *pool, const struct sockaddr *local,
		    const struct media_listener *listener)
{
	struct media *m;
	enum err err = media_pool_take(&m, pool, local);
	uint64_t random;

	if (err)
		return err;
	m->listener = *listener;
	random = media_random(pool);
	m->out.ssrc = (uint32_t)random;
	/* Not so high that whoever misses the first ones by SRTP takes what comes when the
	 * numbers have begun anew for the first round (RFC 3711 3.3.1). */
	m->out.sequence = (uint16_t)(random >> 33 & 0x7fff);
	m->offset = (uint32_t)media_random(pool);
	m->digits.update_ms = UPDATE_MS;
	*out = m;
	return OK;
}

void media_close(struct media *m)
{
	if (!m)
		return;
	media_bye(m);
	timer_stop(media_timers(m), &m->tick);
	timer_stop(media_timers(m), &m->report);
	media_ask_stop(m);
	if (m->pool->telling == m)
		m->pool->telling = NULL;
	media_lock_close(m->lock);
	media_pool_give(m);
}

uint16_t media_port(const struct media *m)
{
	return m->port;
}

void media_counts(const struct media *m, struct media_counts *out)
{
	int32_t lost = rtp_lost(&m->source);

	*out = (struct media_counts){
		.sent = m->out.packets,
		.received = m->received,
		.nonsense = m->nonsense,
		.opened = m->opened,
		.refused = m->refused,
		.lost = lost > 0 ? (uint32_t)lost : 0,
		.round_trip_ms = (uint32_t)((uint64_t)m->round_trip * 1000 >> 16),
	};
}

bool media_tell(struct media *m, const struct dtmf_news *news)
{
	struct media_pool *pool = m->pool;
	bool still;

	if (!m->listener.digit)
		return true;
	pool->telling = m;
	m->listener.digit(m->listener.arg, news->digit, news->down);
	still = pool->telling == m;
	pool->telling = NULL;
	return still;
}

/* --- what was agreed -------------------------------------------------------- */

/* One host, that is; a description must not turn us against a whole network. */
static bool is_one(const struct sockaddr *addr)
{
	const struct sockaddr_in6 *v6 = (const void *)addr;
	uint32_t v4;

	if (net_is_any(addr))
		return false;
	if (net_is_v6(addr))
		return v6->sin6_addr.s6_addr[0] != 0xff;
	v4 = ntohl(((const struct sockaddr_in *)(const void *)addr)->sin_addr.s_addr);
	return v4 >> 24 != 0 && v4 >> 28 < 14;
}

/* Where the far end wants to have it. Not set: nowhere, or we cannot. */
static void remote_read(struct net_addr *out, const struct media *m,
			const struct sdp_session_choice *choice)
{
	const struct sockaddr *local = udp_local(m->rtp);
	struct sockaddr_in6 *v6 = (void *)out->room;

	if (!net_parse(out, span_of(choice->address), choice->port) || choice->port == 0 ||
	    !is_one(net_of(out)) || net_is_v6(net_of(out)) != net_is_v6(local)) {
		*out = (struct net_addr){ { 0 } };
		return;
	}
	net_port_set(out, choice->port);
	/* Descriptions know no zones: theirs is the link that we are on. */
	if (net_is_v6(local) && IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
		v6->sin6_scope_id = ((const struct sockaddr_in6 *)(const void *)local)->sin6_scope_id;
}

/* Whether `remote` is another place than that of before. */
static bool is_moved(const struct media *m, const struct net_addr *remote, uint16_t port)
{
	if (!net_is_set(remote) || !net_is_set(&m->remote))
		return net_is_set(remote) != net_is_set(&m->remote);
	return m->agreed_port != port || !net_same_host(net_of(&m->remote), net_of(remote));
}

static void move(struct media *m, const struct net_addr *remote, uint16_t port)
{
	bool same_host = net_is_set(&m->remote) && net_is_set(remote) &&
			 net_same_host(net_of(&m->remote), net_of(remote));

	/* What is still on its way from the old port must not be taken for a new one. */
	m->learn_ms = media_now(m) + (same_host ? MEDIA_LATE_MS : 0);
	m->remote = *remote;
	m->agreed_port = port;
	m->path = MEDIA_UNHEARD;
	m->rtcp_agreed = m->rtcp_port = 0;
}

static uint8_t ptime_of(uint16_t ms)
{
	if (ms == 0)
		return MEDIA_PTIME_MS;
	if (ms < MEDIA_PTIME_MIN)
		return MEDIA_PTIME_MIN;
	return (uint8_t)(ms < MEDIA_PTIME_MAX ? ms : MEDIA_PTIME_MAX);
}

void media_start(struct media *m, const struct sdp_session_choice *choice)
{
	uint8_t ptime_ms = ptime_of(choice->ptime_ms);
	struct net_addr remote;

	remote_read(&remote, m, choice);
	if (media_lock_set(&m->lock, choice, media_now(m))) {
		log_write(LOG_ERROR, "sip", NULL, "no voice at port %u: its keys cannot be used", m->port);
		remote = (struct net_addr){ { 0 } };
	}
	if (is_moved(m, &remote, choice->port))
		move(m, &remote, choice->port);
	if (m->rtcp_agreed != choice->rtcp_port)
		m->rtcp_agreed = m->rtcp_port = choice->rtcp_port;
	m->law = choice->codec == SDP_PCMA;
	m->codec_pt = choice->codec_pt;
	m->event_pt = choice->event_pt;
	m->event_pt_in = choice->event_pt_in;
	m->direction = choice->direction;
	if (m->ptime_ms != ptime_ms)
		timer_stop(media_timers(m), &m->tick);
	m->ptime_ms = ptime_ms;
	if (!m->started) {
		m->started = true;
		m->begun_ms = media_now(m);
		media_report_arm(m);
	}
	media_tick_keep(m);
}

/* --- ticks ------------------------------------------------------------------ */

static bool sends(const struct media *m)
{
	return m->started && (m->direction & SDP_SENDONLY) && net_is_set(&m->remote);
}

void media_tick_keep(struct media *m)
{
	bool streams = sends(m);

	/* The first packet is one ptime away, whatever ticked before. */
	if (streams && !m->streaming) {
		timer_stop(media_timers(m), &m->tick);
		m->begins = true;
	}
	m->streaming = streams;
	if (!streams && !m->digits.active && !m->key.busy)
		timer_stop(media_timers(m), &m->tick);
	else if (!timer_is_set(&m->tick))
		timer_set(media_timers(m), &m->tick, m->ptime_ms, tick, m);
}

void media_attach(struct media *m, const struct media_voice *voice)
{
	m->voice = voice;
}

/* What is said in the ptime that ends now; `room` is for it. */
static struct span voice_of(const struct media *m, uint8_t *room, size_t count)
{
	const uint8_t *codes = m->pool->silence[m->law];

	if (m->voice && m->voice->speak(m->voice->arg, media_law(m), room, count))
		codes = room;
	return (struct span){ (const char *)codes, count };
}

/* The packet of the ptime that ends now: of the digit on its way, or voice. */
static void send_packet(struct media *m)
{
	_Alignas(4) char bytes[RTP_HEADER + sizeof(m->pool->silence[0]) + MEDIA_LOCK_ROOM];
	char payload[DTMF_PAYLOAD];
	uint8_t voice[sizeof(m->pool->silence[0])];
	uint32_t step = (uint32_t)m->ptime_ms * MEDIA_UNITS_MS;
	struct dtmf_packet packet;
	struct rtp p = { 0 };
	struct buf b;

	if (dtmf_step(&m->key, step, &packet)) {
		buf_fixed(&b, payload, sizeof(payload));
		dtmf_event_write(&b, &packet.event);
		p.pt = m->event_pt;
		p.marker = packet.marker;
		p.timestamp = packet.timestamp;
		p.payload = buf_span(&b);
	} else {
		p.pt = m->codec_pt;
		p.marker = m->begins;
		p.timestamp = media_timestamp(m, media_now(m)) - step;
		p.payload = voice_of(m, voice, step);
	}
	m->begins = false;
	buf_fixed(&b, bytes, sizeof(bytes));
	rtp_send(&b, &m->out, &p);
	if (!m->lock || media_lock_shut(m->lock, false, &b))
		udp_send(m->rtp, net_of(&m->remote), buf_span(&b));
}

/* --- digits ----------------------------------------------------------------- */

static bool sends_events(const struct media *m)
{
	return sends(m) && m->event_pt != 0;
}

bool media_digit(struct media *m, char digit, uint32_t duration_ms)
{
	const uint32_t longest_ms = UINT32_MAX / MEDIA_UNITS_MS;

	if (!sends_events(m))
		return false;
	if (duration_ms > longest_ms)
		duration_ms = longest_ms;
	return dtmf_send(&m->key, digit, duration_ms * MEDIA_UNITS_MS,
			 media_timestamp(m, m->tick.due_ms - m->ptime_ms));
}

void media_digit_stop(struct media *m)
{
	dtmf_send_stop(&m->key);
}

bool media_digit_busy(const struct media *m)
{
	return m->key.busy;
}

/* A machine without time to spare sends less: the packets of ticks that were missed
 * are of no use any more, and all calls' would keep the desk from everybody. The next
 * one is of the last of these ticks. Of a digit all are sent. */
static bool is_missed(struct media *m)
{
	uint64_t late_ms = timers_late_ms(media_timers(m));

	if (late_ms <= LATE_MS || m->key.busy)
		return false;
	m->begins = true;
	timer_set(media_timers(m), &m->tick, late_ms / m->ptime_ms * m->ptime_ms, tick, m);
	return true;
}

static void tick(void *arg)
{
	struct media *m = arg;
	bool was_busy = m->key.busy, up, out;
	struct dtmf_news news;

	if (is_missed(m))
		return;
	/* Put on hold, or to another end that takes no events: it is over. */
	if (m->key.busy && !sends_events(m))
		m->key = (struct dtmf_sender){ 0 };
	if (m->streaming)
		send_packet(m);
	up = dtmf_tick(&m->digits, media_now(m), &news);
	timer_set(media_timers(m), &m->tick, m->ptime_ms, tick, m);
	out = was_busy && !m->key.busy;
	media_tick_keep(m);
	if (up && !media_tell(m, &news))
		return;
	if (out && m->listener.digit_sent)
		m->listener.digit_sent(m->listener.arg);
}
