/* SPDX-License-Identifier: MIT
 * peer.c - peers compared and in words. */
#include "wire/sip/peer.h"

void sip_peer_set(struct sip_peer *peer, enum sip_transport transport,
		  const struct sockaddr *address, uint32_t handle)
{
	memset(peer, 0, sizeof(*peer));
	peer->transport = (uint8_t)transport;
	peer->reliable = transport != SIP_UDP;
	peer->handle = handle;
	memcpy(peer->address, address, net_size(address));
}

bool sip_peer_is(const struct sip_peer *a, const struct sip_peer *b)
{
	return a->transport == b->transport && a->handle == b->handle &&
	       net_same(sip_peer_address(a), sip_peer_address(b));
}

uint16_t sip_peer_port(const struct sip_peer *peer)
{
	return net_port(sip_peer_address(peer));
}

/* In both families the port follows the two bytes of the family. */
void sip_peer_port_set(struct sip_peer *peer, uint16_t port)
{
	const uint8_t network[2] = { (uint8_t)(port >> 8), (uint8_t)port };

	memcpy((char *)peer->address + 2, network, sizeof(network));
}

const char *sip_peer_text(const struct sip_peer *peer, char *out)
{
	return net_text(sip_peer_address(peer), out);
}

const char *sip_transport_name(enum sip_transport transport)
{
	static const char *const names[] = { "UDP", "TCP", "TLS", "WS", "WSS" };

	return names[transport];
}
