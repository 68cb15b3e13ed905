/* SPDX-License-Identifier: MIT
 * net.h - IPv4 and IPv6 addresses with a port, and their text.
 *
 * A `struct sockaddr` passed in is a sockaddr_in or a sockaddr_in6; the system's
 * socket headers are needed only by those who look inside.
 */
#ifndef BASE_NET_H
#define BASE_NET_H

#include "base/err.h"
#include "base/text.h"

struct sockaddr;

/* Room for one address of either family; zeroed it is none. */
struct net_addr {
	uint64_t room[4];
};

enum net_transport { NET_ANY, NET_UDP, NET_TCP, NET_TLS, NET_WS, NET_WSS };

#define NET_TEXT_SIZE 72	/* "[", IPv6, "%", zone, "]:65535" and the terminator */

static inline const struct sockaddr *net_of(const struct net_addr *addr)
{
	return (const struct sockaddr *)(const void *)addr->room;
}

void net_copy(struct net_addr *out, const struct sockaddr *from);
bool net_is_set(const struct net_addr *addr);

bool net_is_v6(const struct sockaddr *addr);
bool net_is_any(const struct sockaddr *addr);		/* 0.0.0.0 or :: */
bool net_is_loopback(const struct sockaddr *addr);
bool net_is_host(const struct sockaddr *addr);		/* one host's: not any, not of many; false without a family */
bool net_is_private(const struct sockaddr *addr);	/* of the loopback, a link, or a network that is not
							 * routed (RFC 1918, 3927, 4193, 6598) */
size_t net_size(const struct sockaddr *addr);		/* of the sockaddr, in bytes; 0: neither family */
uint16_t net_port(const struct sockaddr *addr);		/* in the order of the host */
void net_port_set(struct net_addr *addr, uint16_t port);
bool net_same(const struct sockaddr *a, const struct sockaddr *b);	/* host and port */
bool net_same_host(const struct sockaddr *a, const struct sockaddr *b);

/* Read "192.0.2.1", "192.0.2.1:5060", "2001:db8::1", "[2001:db8::1]" or
 * "[2001:db8::1]:5060"; without a port it is `port`. False: a name, or nonsense. */
bool net_parse(struct net_addr *out, struct span text, uint16_t port);

/* "192.0.2.1:5060", "[2001:db8::1]:5060" into `out` of NET_TEXT_SIZE bytes;
 * net_host_text: without port and brackets; net_uri_text: without port, with
 * brackets, as it stands in a URI or a Via. They return `out`. */
const char *net_text(const struct sockaddr *addr, char *out);
const char *net_host_text(const struct sockaddr *addr, char *out);
const char *net_uri_text(const struct sockaddr *addr, char *out);

/* The local address (port 0) from which `remote` would be reached. Sends
 * nothing. ERR_RESOURCE: there is no way there. */
enum err net_local_for(struct net_addr *out, const struct sockaddr *remote);

#endif
