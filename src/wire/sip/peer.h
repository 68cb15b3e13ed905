/* SPDX-License-Identifier: MIT
 * peer.h - whom a SIP message came from or goes to: a small value.
 */
#ifndef WIRE_SIP_PEER_H
#define WIRE_SIP_PEER_H

#include "base/buf.h"
#include "base/net.h"

enum sip_transport { SIP_UDP, SIP_TCP, SIP_TLS, SIP_WS, SIP_WSS };

struct sip_peer {
	uint8_t transport;	/* enum sip_transport */
	bool reliable;		/* it does not lose: all but UDP */
	uint32_t handle;	/* the socket's or connection's, as the sender knows it */
	uint32_t address[7];	/* a sockaddr_in or sockaddr_in6: 28 bytes */
};

void sip_peer_set(struct sip_peer *peer, enum sip_transport transport,
		  const struct sockaddr *address, uint32_t handle);

static inline const struct sockaddr *sip_peer_address(const struct sip_peer *peer)
{
	return (const struct sockaddr *)(const void *)peer->address;
}

/* Whether transport, handle, host and port are the same. */
bool sip_peer_is(const struct sip_peer *a, const struct sip_peer *b);

uint16_t sip_peer_port(const struct sip_peer *peer);	/* in the order of the host */
void sip_peer_port_set(struct sip_peer *peer, uint16_t port);

/* "192.0.2.1:5060", "[2001:db8::1]:5060" into `out` of NET_TEXT_SIZE bytes; returns it. */
const char *sip_peer_text(const struct sip_peer *peer, char *out);

static inline bool sip_transport_is_web(enum sip_transport transport)
{
	return transport == SIP_WS || transport == SIP_WSS;
}

static inline bool sip_transport_is_secure(enum sip_transport transport)
{
	return transport == SIP_TLS || transport == SIP_WSS;
}

/* "UDP", "TCP", "TLS", "WS", "WSS": as it stands in a Via. */
const char *sip_transport_name(enum sip_transport transport);

#endif
