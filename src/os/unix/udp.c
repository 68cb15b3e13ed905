/* SPDX-License-Identifier: MIT
 * udp.c - raw UDP sockets with recvmmsg and sendmmsg. */
#define _GNU_SOURCE
#include "os/udp.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static socklen_t addr_size(const struct sockaddr *addr)
{
	return addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

static int bound(intptr_t *out, const struct sockaddr *local, int type)
{
	int fd, error, on = 1;

	fd = socket(local->sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* Dual-stack sockets would take the port from our IPv4 ones. */
	if (local->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	/* Not for UDP: there it would let two sockets share a port. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, local, addr_size(local)) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	*out = fd;
	return 0;
}

int os_udp_open(intptr_t *out, const struct sockaddr *local, unsigned rcvbuf)
{
	int error = bound(out, local, SOCK_DGRAM), size = (int)rcvbuf;

	/* The forced one needs CAP_NET_ADMIN and goes beyond net.core.rmem_max. */
	if (!error && rcvbuf &&
	    setsockopt((int)*out, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt((int)*out, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return error;
}

int os_tcp_listen(intptr_t *out, const struct sockaddr *local)
{
	int error = bound(out, local, SOCK_STREAM);

	/* At once: only this tells whether somebody else listens there. */
	if (!error && listen((int)*out, SOMAXCONN) < 0) {
		error = -errno;
		close((int)*out);
	}
	return error;
}

void os_udp_close(intptr_t socket)
{
	if (socket >= 0)
		close((int)socket);
}

int os_udp_local(intptr_t socket, void *out)
{
	socklen_t size = OS_UDP_ADDR_SIZE;

	return getsockname((int)socket, out, &size) < 0 ? -errno : 0;
}

int os_udp_receive(intptr_t socket, struct os_datagram *batch, int count)
{
	struct mmsghdr heads[OS_UDP_BATCH];
	struct iovec parts[OS_UDP_BATCH];
	int got;

	for (int i = 0; i < count; i++) {
		parts[i] = (struct iovec){ batch[i].bytes, batch[i].len };
		heads[i].msg_hdr = (struct msghdr){
			.msg_name = batch[i].addr, .msg_namelen = OS_UDP_ADDR_SIZE,
			.msg_iov = &parts[i], .msg_iovlen = 1,
		};
	}
	/* An ICMP error that a datagram of ours caused comes back here, once. */
	do {
		got = recvmmsg((int)socket, heads, (unsigned)count, 0, NULL);
	} while (got < 0 && (errno == EINTR || errno == ECONNREFUSED));
	for (int i = 0; i < got; i++)
		batch[i].len = heads[i].msg_len;
	return got > 0 ? got : 0;
}

static int send_one(int fd, const struct os_datagram *one)
{
	const struct sockaddr *to = (const void *)one->addr;
	ssize_t sent;

	do {
		sent = sendto(fd, one->bytes, one->len, MSG_NOSIGNAL, to, addr_size(to));
	} while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

int os_udp_send(intptr_t socket, struct os_datagram *batch, int count)
{
	struct mmsghdr heads[OS_UDP_BATCH];
	struct iovec parts[OS_UDP_BATCH];
	int taken = 0, done, got;

	if (count == 1)
		return send_one((int)socket, batch);
	for (int i = 0; i < count; i++) {
		parts[i] = (struct iovec){ batch[i].bytes, batch[i].len };
		heads[i].msg_hdr = (struct msghdr){
			.msg_name = batch[i].addr,
			.msg_namelen = addr_size((const void *)batch[i].addr),
			.msg_iov = &parts[i], .msg_iovlen = 1,
		};
	}
	/* It stops at the first that fails: go on behind that one, unless it is
	 * the socket that is full. */
	for (done = 0; done < count; done += got) {
		got = sendmmsg((int)socket, heads + done, (unsigned)(count - done), MSG_NOSIGNAL);
		if (got < 0 && (errno == EAGAIN || errno == ENOBUFS))
			break;
		if (got < 0)
			got = errno == EINTR ? 0 : 1;
		else
			taken += got;
	}
	return taken;
}

void os_udp_dscp(intptr_t socket, unsigned dscp)
{
	int tos = (int)(dscp << 2);

	/* One of the two fits the family; the other is refused. */
	setsockopt((int)socket, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	setsockopt((int)socket, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof(tos));
}

int os_udp_local_for(const struct sockaddr *remote, void *out)
{
	int fd, error = 0;

	fd = socket(remote->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, remote, addr_size(remote)) < 0)
		error = -errno;
	else
		error = os_udp_local(fd, out);
	close(fd);
	if (!error && remote->sa_family == AF_INET6)
		((struct sockaddr_in6 *)out)->sin6_port = 0;
	else if (!error)
		((struct sockaddr_in *)out)->sin_port = 0;
	return error;
}
