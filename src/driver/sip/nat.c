/* SPDX-License-Identifier: MIT
 * nat.c - as whom others see the sockets of SIP. */
#include "driver/sip/nat.h"
#include "base/dns.h"
#include "base/mem.h"
#include "driver/sip/register.h"
#include "driver/sip/stun.h"

#define FIRST_MS 4000		/* how long the first answers are waited for */
#define ROUND_MS 5000		/* how often to try while nothing is known */

struct nat_socket {
	struct stun_ask ask;
	struct net_addr seen;		/* not set: not known */
	uint32_t number;
};

struct nat {
	struct net_addr fixed;		/* public-address; port 0: as the local one */
	char host[256];			/* of the STUN server; "": none */
	uint16_t port;
	struct dns_query *query;
	struct net_addr server;		/* not set: not looked up yet */
	struct nat_socket sockets[SIP_SOCKETS_MAX];
	bool silent;			/* that nothing is known was said */
	bool over;			/* the first round is */
	uint64_t until_ms;		/* when it has to be */
	struct timer round;
};

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- what it is asked for --------------------------------------------------------- */

bool nat_fixed(struct net_addr *out, const struct sip_hop *hop)
{
	const struct sockaddr *to = sip_peer_address(&hop->peer);
	const struct nat *nat = sip.nat;

	if (!nat || !net_is_set(&nat->fixed) || net_is_private(to) ||
	    net_is_v6(net_of(&nat->fixed)) != net_is_v6(to))
		return false;
	*out = nat->fixed;
	if (!net_port(net_of(out)) || hop->peer.transport != SIP_UDP)
		net_port_set(out, net_port(net_of(&hop->local)));
	return true;
}

/* What is of no socket is written as it is. */
bool nat_seen(struct net_addr *out, const struct sip_hop *hop)
{
	bool udp = hop->peer.transport == SIP_UDP;

	if (!sip.nat || net_is_private(sip_peer_address(&hop->peer)) ||
	    (udp && hop->peer.handle >= sip.socket_count))
		return false;
	if (nat_fixed(out, hop))
		return true;
	if (!udp || !net_is_set(&sip.nat->sockets[hop->peer.handle].seen))
		return false;
	*out = sip.nat->sockets[hop->peer.handle].seen;
	return true;
}

uint64_t nat_wait_ms(void)
{
	uint64_t now_ms = timers()->now_ms;

	if (!sip.nat || sip.nat->over || now_ms >= sip.nat->until_ms)
		return 0;
	return sip.nat->until_ms - now_ms;
}

const struct sockaddr *nat_server_for(const struct sip_hop *hop)
{
	const struct nat *nat = sip.nat;

	if (!nat || !net_is_set(&nat->server) || net_is_set(&nat->fixed) || net_is_private(sip_peer_address(&hop->peer)) ||
	    net_is_v6(net_of(&nat->server)) != net_is_v6(net_of(&hop->local)))
		return NULL;
	return net_of(&nat->server);
}

/* --- asking ------------------------------------------------------------------------- */

static void ask_all(struct nat *nat);

static void next_round(void *arg)
{
	ask_all(arg);
}

static void send_by(uint32_t socket, const struct sockaddr *to, struct span bytes)
{
	struct sip_peer peer;

	sip_peer_set(&peer, SIP_UDP, to, socket);
	sip.layer.send(&sip.layer, &peer, bytes);
}

static void send_ask(void *arg, const struct sockaddr *to, struct span bytes)
{
	send_by(((struct nat_socket *)arg)->number, to, bytes);
}

/* Lines that wait for it, and those that are registered by another address, go on. */
static void round_is_over(struct nat *nat, bool moved)
{
	for (uint32_t i = 0; i < sip.socket_count; i++)
		if (stun_is_asked(&nat->sockets[i].ask))
			return;
	if (!nat->over || moved) {
		nat->over = true;
		register_seen();
	}
}

static void tell_failure(struct nat *nat, const char *why)
{
	if (!nat->silent)
		log_write(LOG_WARN, "sip", NULL, "the STUN server %s is of no use: %s; our address is told as we "
			  "know it", nat->host, why);
	nat->silent = true;
}

static void on_found(void *arg, const struct sockaddr *seen, const char *why)
{
	struct nat_socket *s = arg;
	char text[NET_TEXT_SIZE];
	bool moved;

	if (!seen) {
		if (!net_is_set(&s->seen))
			tell_failure(sip.nat, why);
		round_is_over(sip.nat, false);
		return;
	}
	moved = !net_is_set(&s->seen) || !net_same(net_of(&s->seen), seen);
	if (moved)
		log_write(LOG_INFO, "sip", NULL, "others see us as %s", net_text(seen, text));
	net_copy(&s->seen, seen);
	sip.nat->silent = false;
	round_is_over(sip.nat, moved);
}

static void look_up(struct nat *nat);

/* The sockets of the server's family; those of a loopback are seen by nobody else. */
static void ask_all(struct nat *nat)
{
	if (!net_is_set(&nat->server)) {
		look_up(nat);
		return;
	}
	timer_set(timers(), &nat->round, sip.udp_ping_s ? sip.udp_ping_s * 1000ull : ROUND_MS, next_round, nat);
	for (uint32_t i = 0; i < sip.socket_count; i++) {
		struct nat_socket *s = &nat->sockets[i];

		if (net_is_v6(net_of(&sip.sockets[i].local)) != net_is_v6(net_of(&nat->server)) ||
		    (!sip.udp_ping_s && net_is_set(&s->seen)))
			continue;
		s->ask.send = send_ask;
		s->ask.found = on_found;
		s->ask.arg = s;
		s->number = i;
		stun_ask(&s->ask, net_of(&nat->server), FIRST_MS);
	}
	round_is_over(nat, false);
}

static void on_looked_up(void *arg, const struct dns_target *targets, unsigned count, const char *why)
{
	struct nat *nat = arg;

	nat->query = NULL;
	if (count) {
		nat->server = targets[0].addr;
		ask_all(nat);
		return;
	}
	tell_failure(nat, why);
	round_is_over(nat, false);
	timer_set(timers(), &nat->round, ROUND_MS, next_round, nat);
}

static void look_up(struct nat *nat)
{
	const struct dns_question question = {
		.host = nat->host, .port = nat->port, .transport = NET_UDP, .limit_ms = FIRST_MS };

	if (net_parse(&nat->server, span_of(nat->host), nat->port))
		ask_all(nat);
	else if (dns_resolve_sip(&nat->query, sip.desk->loop, &question, on_looked_up, nat))
		on_looked_up(nat, NULL, 0, "its name cannot be looked up");
}

void nat_hear(uint32_t socket, const struct sockaddr *from, struct span bytes)
{
	if (sip.nat)
		stun_ask_hear(&sip.nat->sockets[socket].ask, from, bytes);
}

/* --- life --------------------------------------------------------------------------------- */

static bool server_read(struct nat *nat, const char *text)
{
	struct sip_uri uri;
	char whole[300];

	snprintf(whole, sizeof(whole), "sip:%s", text);
	if (sip_uri_read(&uri, span_of(whole)) || !uri.host.len || uri.user.at || uri.params.len)
		return false;
	nat->port = uri.port ? uri.port : STUN_PORT;
	return span_copy(uri.host, nat->host, sizeof(nat->host));
}

enum err nat_open(const struct sip_conf *conf, struct buf *why)
{
	struct nat *nat;

	if (!conf->stun[0] && !conf->public_address[0])
		return OK;
	nat = sip.nat = mem_zalloc(sizeof(*nat));
	if (!nat)
		return ERR_NOMEM;
	if (conf->public_address[0] && !net_parse(&nat->fixed, span_of(conf->public_address), 0)) {
		buf_printf(why, "public-address must be a numeric address, not \"%s\"", conf->public_address);
		return ERR_CONFIG;
	}
	if (conf->stun[0] && !server_read(nat, conf->stun)) {
		buf_printf(why, "stun must be host[:port], not \"%s\"", conf->stun);
		return ERR_CONFIG;
	}
	nat->until_ms = timers()->now_ms + FIRST_MS;
	nat->over = !nat->host[0];
	if (nat->host[0])
		timer_set(timers(), &nat->round, 0, next_round, nat);
	return OK;
}

void nat_close(void)
{
	struct nat *nat = sip.nat;

	if (!nat)
		return;
	dns_cancel(nat->query);
	timer_stop(timers(), &nat->round);
	for (uint32_t i = 0; i < SIP_SOCKETS_MAX; i++)
		stun_ask_stop(&nat->sockets[i].ask);
	mem_free(nat);
	sip.nat = NULL;
}
