/* SPDX-License-Identifier: MIT
 * network.c - datagrams on their way, and the weather. */
#include "network.h"
#include "base/net.h"
#include "driver/sip/connection.h"
#include <stdlib.h>
#include <string.h>

struct datagram {
	struct list node;
	struct timer timer;
	bool to_pbx, from_pbx;
	size_t len;
	char bytes[];
};

static const struct weather {
	uint32_t weight;
	uint32_t lost, doubled;		/* of a thousand */
	uint32_t late_ms;		/* up to */
	uint32_t lasts_s;		/* up to */
	bool down, restarts, lies;
} weathers[] = {
	{ .weight = 8, .late_ms = 5, .lasts_s = 120 },
	{ .weight = 4, .lost = 200, .doubled = 100, .late_ms = 400, .lasts_s = 120 },
	{ .weight = 1, .lost = 450, .doubled = 200, .late_ms = 3000, .lasts_s = 40 },
	{ .weight = 1, .late_ms = 5, .lasts_s = 90, .down = true },
	{ .weight = 1, .late_ms = 20, .lasts_s = 30, .restarts = true },
	{ .weight = 3, .lost = 20, .doubled = 50, .late_ms = 100, .lasts_s = 60, .lies = true },
};

struct network_counts network_counts;

static struct {
	struct list datagrams;
	struct timer change;
	const struct weather *now;
	uint64_t random;
	struct sip_peer pbx, us;
} network;

uint32_t network_chance(uint32_t below)
{
	network.random ^= network.random << 13;
	network.random ^= network.random >> 7;
	network.random ^= network.random << 17;
	return (uint32_t)(network.random >> 32) % below;
}

/* --- the way -------------------------------------------------------------------- */

static void arrive(void *arg)
{
	struct datagram *d = arg;

	list_remove(&d->node);
	if (d->to_pbx) {
		if (!network.now->down)
			pbx_hear(d->bytes, d->len);
	} else {
		stack_message(d->from_pbx ? &network.pbx : &network.us, d->bytes, d->len);
	}
	free(d);
}

static void set_off(bool to_pbx, bool from_pbx, struct span bytes)
{
	struct datagram *d = malloc(sizeof(*d) + bytes.len);

	if (!d)
		abort();
	*d = (struct datagram){ .to_pbx = to_pbx, .from_pbx = from_pbx, .len = bytes.len };
	memcpy(d->bytes, bytes.at, bytes.len);
	list_append(&network.datagrams, &d->node);
	timer_set(&sip.desk->timers, &d->timer, network_chance(network.now->late_ms + 1), arrive, d);
}

static void travel(bool to_pbx, bool from_pbx, struct span bytes)
{
	int copies = 1;

	network_counts.datagrams++;
	if (network_chance(1000) < network.now->doubled) {
		copies++;
		network_counts.doubled++;
	}
	while (copies-- > 0) {
		if (network_chance(1000) < network.now->lost)
			network_counts.lost++;
		else
			set_off(to_pbx, from_pbx, bytes);
	}
}

static bool sent(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes)
{
	bool to_pbx = net_same(sip_peer_address(peer), sip_peer_address(&network.pbx));

	if (to_pbx || net_same(sip_peer_address(peer), sip_peer_address(&network.us)))
		travel(to_pbx, false, bytes);
	return true;			/* to nobody, else */
}

void network_from_pbx(struct span bytes)
{
	travel(false, true, bytes);
}

bool network_is_ours(struct span hostport)
{
	struct net_addr addr;

	return net_parse(&addr, hostport, 5060) && net_same(net_of(&addr), sip_peer_address(&network.us));
}

/* --- weather -------------------------------------------------------------------- */

static void change(void *arg)
{
	uint32_t total = 0, at;
	const struct weather *next = weathers;

	for (size_t i = 0; i < sizeof(weathers) / sizeof(weathers[0]); i++)
		total += weathers[i].weight;
	for (at = network_chance(total); at >= next->weight; next++)
		at -= next->weight;
	network.now = next;
	network_counts.weathers++;
	if (next->restarts)
		pbx_restart();
	pbx_lie(next->lies);
	if (next->lies)
		pbx_call_strangely(network_chance(20));
	timer_set(&sip.desk->timers, &network.change, 1000 * (1 + network_chance(next->lasts_s)), change, NULL);
}

void network_open(uint64_t seed)
{
	struct net_addr pbx;

	network.random = seed * 0x9E3779B97F4A7C15ull | 1;
	list_init(&network.datagrams);
	net_parse(&pbx, SPAN(NETWORK_PBX), 5060);
	sip_peer_set(&network.pbx, SIP_UDP, net_of(&pbx), 0);
	sip_peer_set(&network.us, SIP_UDP, net_of(&sip.sockets[0].local), 0);
	sip.layer.send = sent;
	pbx_restart();
	change(NULL);
}

void network_heal(void)
{
	timer_stop(&sip.desk->timers, &network.change);
	network.now = &weathers[0];
	pbx_lie(false);
}

void network_close(void)
{
	timer_stop(&sip.desk->timers, &network.change);
	while (!list_empty(&network.datagrams)) {
		struct datagram *d = list_entry(network.datagrams.next, struct datagram, node);

		timer_stop(&sip.desk->timers, &d->timer);
		list_remove(&d->node);
		free(d);
	}
}
