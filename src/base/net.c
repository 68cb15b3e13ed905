/* SPDX-License-Identifier: MIT
 * net.c - IPv4 and IPv6 addresses with a port, and their text. */
#include <uv.h>
#include "base/net.h"
#include "base/buf.h"
#include "os/udp.h"

#define V4(addr) ((const struct sockaddr_in *)(const void *)(addr))
#define V6(addr) ((const struct sockaddr_in6 *)(const void *)(addr))

_Static_assert(sizeof(struct net_addr) >= sizeof(struct sockaddr_in6), "an address fits");
_Static_assert(sizeof(struct net_addr) == OS_UDP_ADDR_SIZE, "the ground has the same room");

bool net_is_v6(const struct sockaddr *addr)
{
	return addr->sa_family == AF_INET6;
}

size_t net_size(const struct sockaddr *addr)
{
	if (addr->sa_family == AF_INET6)
		return sizeof(struct sockaddr_in6);
	return addr->sa_family == AF_INET ? sizeof(struct sockaddr_in) : 0;
}

void net_copy(struct net_addr *out, const struct sockaddr *from)
{
	struct net_addr copy = { { 0 } };

	memcpy(copy.room, from, net_size(from));
	*out = copy;
}

bool net_is_set(const struct net_addr *addr)
{
	return net_size(net_of(addr)) > 0;
}

uint16_t net_port(const struct sockaddr *addr)
{
	return ntohs(net_is_v6(addr) ? V6(addr)->sin6_port : V4(addr)->sin_port);
}

void net_port_set(struct net_addr *addr, uint16_t port)
{
	struct sockaddr *to = (struct sockaddr *)(void *)addr->room;

	if (net_is_v6(to))
		((struct sockaddr_in6 *)(void *)to)->sin6_port = htons(port);
	else
		((struct sockaddr_in *)(void *)to)->sin_port = htons(port);
}

bool net_is_any(const struct sockaddr *addr)
{
	if (net_is_v6(addr))
		return memcmp(&V6(addr)->sin6_addr, &in6addr_any, sizeof(in6addr_any)) == 0;
	return V4(addr)->sin_addr.s_addr == 0;
}

bool net_is_private(const struct sockaddr *addr)
{
	static const struct {
		uint32_t net, mask;
	} nets[] = {
		{ 0x0A000000, 0xFF000000 }, { 0xAC100000, 0xFFF00000 }, { 0xC0A80000, 0xFFFF0000 },
		{ 0x64400000, 0xFFC00000 }, { 0xA9FE0000, 0xFFFF0000 },
	};
	uint32_t host;

	if (net_is_loopback(addr))
		return true;
	if (net_is_v6(addr)) {
		const uint8_t *at = V6(addr)->sin6_addr.s6_addr;

		return (at[0] & 0xFE) == 0xFC || (at[0] == 0xFE && (at[1] & 0xC0) == 0x80);
	}
	host = ntohl(V4(addr)->sin_addr.s_addr);
	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++)
		if ((host & nets[i].mask) == nets[i].net)
			return true;
	return false;
}

bool net_is_loopback(const struct sockaddr *addr)
{
	if (net_is_v6(addr))
		return memcmp(&V6(addr)->sin6_addr, &in6addr_loopback, sizeof(in6addr_loopback)) == 0;
	return ntohl(V4(addr)->sin_addr.s_addr) >> 24 == 127;
}

bool net_is_host(const struct sockaddr *addr)
{
	if (net_size(addr) == 0 || net_is_any(addr))
		return false;
	if (net_is_v6(addr))
		return V6(addr)->sin6_addr.s6_addr[0] != 0xff;
	return ntohl(V4(addr)->sin_addr.s_addr) >> 24 < 224;	/* from there on: multicast, broadcast */
}

bool net_same_host(const struct sockaddr *a, const struct sockaddr *b)
{
	if (a->sa_family != b->sa_family)
		return false;
	if (net_is_v6(a))
		return memcmp(&V6(a)->sin6_addr, &V6(b)->sin6_addr, sizeof(V6(a)->sin6_addr)) == 0 &&
		       V6(a)->sin6_scope_id == V6(b)->sin6_scope_id;
	return V4(a)->sin_addr.s_addr == V4(b)->sin_addr.s_addr;
}

bool net_same(const struct sockaddr *a, const struct sockaddr *b)
{
	return net_same_host(a, b) && net_port(a) == net_port(b);
}

/* "fe80::1%3": the zone by its number, which is what net_text writes. */
static bool parse_v6(struct sockaddr_in6 *out, const char *text, uint16_t port)
{
	const char *zone = strchr(text, '%');
	uint32_t number;

	if (!zone || !span_u32(span_of(zone + 1), UINT32_MAX, &number))
		return uv_ip6_addr(text, port, out) == 0;
	if (uv_ip6_addr(text, port, out) != 0)
		return false;
	out->sin6_scope_id = number;
	return true;
}

/* By hand: every message of ours has some. Zeros in front mean octal to some, so they
 * are not read at all. */
static bool parse_v4(struct sockaddr_in *out, struct span text, uint16_t port)
{
	uint8_t *to = (uint8_t *)&out->sin_addr;
	struct span part;
	uint32_t number;

	out->sin_family = AF_INET;
	out->sin_port = htons(port);
	for (int i = 0; i < 4; i++) {
		part = span_cut(text, '.', &text);
		if (!span_u32(part, 255, &number) || (part.len > 1 && part.at[0] == '0') ||
		    (text.at == NULL) != (i == 3))
			return false;
		to[i] = (uint8_t)number;
	}
	return true;
}

bool net_parse(struct net_addr *out, struct span text, uint16_t port)
{
	struct span host = text, tail = SPAN_NONE;
	struct net_addr addr = { { 0 } };
	char name[NET_TEXT_SIZE];
	uint32_t number = port;
	const char *colon = text.len ? memchr(text.at, ':', text.len) : NULL;
	bool v6 = false;

	if (span_starts(text, "[")) {
		host = span_cut((struct span){ text.at + 1, text.len - 1 }, ']', &tail);
		if (!tail.at || (tail.len && tail.at[0] != ':'))
			return false;
		v6 = true;
	} else if (colon && memchr(colon + 1, ':', text.len - (size_t)(colon + 1 - text.at))) {
		v6 = true;
	} else if (colon) {
		host.len = (size_t)(colon - text.at);
		tail = (struct span){ colon, text.len - host.len };
	}
	if (tail.len && !span_u32((struct span){ tail.at + 1, tail.len - 1 }, 65535, &number))
		return false;
	if (!v6 && !parse_v4((struct sockaddr_in *)addr.room, host, (uint16_t)number))
		return false;
	if (v6 && (host.len == 0 || !span_copy(host, name, sizeof(name)) ||
		   !parse_v6((struct sockaddr_in6 *)addr.room, name, (uint16_t)number)))
		return false;
	*out = addr;
	return true;
}

/* By hand: every message of ours has some of these, and printf is slow. */
static const char *v4_text(const struct sockaddr *addr, char *out)
{
	const uint8_t *part = (const uint8_t *)&V4(addr)->sin_addr;
	struct buf b;

	buf_fixed(&b, out, NET_TEXT_SIZE);
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			buf_char(&b, '.');
		buf_u32(&b, part[i]);
	}
	buf_char(&b, '\0');
	return out;
}

const char *net_host_text(const struct sockaddr *addr, char *out)
{
	size_t len;

	if (addr->sa_family == AF_INET)
		return v4_text(addr, out);
	if (!net_is_v6(addr)) {
		out[0] = '\0';
		return out;
	}
	if (uv_ip6_name(V6(addr), out, NET_TEXT_SIZE) != 0)
		out[0] = '\0';
	len = strlen(out);
	if (V6(addr)->sin6_scope_id)
		snprintf(out + len, NET_TEXT_SIZE - len, "%%%u", (unsigned)V6(addr)->sin6_scope_id);
	return out;
}

const char *net_uri_text(const struct sockaddr *addr, char *out)
{
	char host[NET_TEXT_SIZE];

	if (!net_is_v6(addr))
		return net_host_text(addr, out);
	snprintf(out, NET_TEXT_SIZE, "[%.68s]", net_host_text(addr, host));
	return out;
}

const char *net_text(const struct sockaddr *addr, char *out)
{
	struct buf b;

	net_uri_text(addr, out);
	buf_fixed(&b, out, NET_TEXT_SIZE);
	b.len = strlen(out);
	buf_char(&b, ':');
	buf_u32(&b, net_port(addr));
	buf_char(&b, '\0');
	return out;
}

enum err net_local_for(struct net_addr *out, const struct sockaddr *remote)
{
	struct net_addr local = { { 0 } };

	if (os_udp_local_for(remote, local.room) != 0)
		return ERR_RESOURCE;
	*out = local;
	return OK;
}
