/* SPDX-License-Identifier: MIT
 * peer.h - whom a SIP message came from or goes to.
 *
 * A small value, copied freely. The address stands as the system's
 * sockaddr_in or sockaddr_in6 would (family in host order, port in network
 * order), so a socket takes and fills `address` as it is; this room only
 * reads it, and needs no socket header for that.
 */
#ifndef WIRE_SIP_PEER_H
#define WIRE_SIP_PEER_H

#include "base/buf.h"

enum sip_peer_transport {
	SIP_PEER_UDP, SIP_PEER_TCP, SIP_PEER_TLS, SIP_PEER_WS, SIP_PEER_WSS
};

struct sip_peer {
	uint8_t transport;	/* enum sip_peer_transport */
	bool reliable;		/* no retransmissions needed: all but UDP */
	uint32_t handle;	/* the socket's or connection's, as the sender knows it */
	uint32_t address[7];	/* a sockaddr_in or sockaddr_in6, 28 bytes */
};

#define SIP_PEER_TEXT 64	/* bytes that hold any text form with its terminator */

/* Whether transport, handle, address and port are the same. */
bool sip_peer_is(const struct sip_peer *a, const struct sip_peer *b);

uint16_t sip_peer_port(const struct sip_peer *peer);	/* host order */

/* Append "192.0.2.1" or "2001:db8::1"; and with the port: "192.0.2.1:5060",
 * "[2001:db8::1]:5060". */
void sip_peer_host(struct buf *out, const struct sip_peer *peer);
void sip_peer_text(struct buf *out, const struct sip_peer *peer);

/* "UDP", "TCP", "TLS", "WS", "WSS": as in a Via. */
const char *sip_peer_transport_name(const struct sip_peer *peer);

/* Fill transport, reliable and address from the text of an IPv4 or IPv6
 * address (with or without brackets, no port) and a port. `family6` is the
 * system's AF_INET6. False: not an address; `peer` is as it was. */
bool sip_peer_set(struct sip_peer *peer, enum sip_peer_transport transport,
		  struct span host, uint16_t port, uint16_t family6);

#endif
