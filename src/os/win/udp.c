/* SPDX-License-Identifier: MIT
 * udp.c - raw UDP sockets, one datagram a call. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mstcpip.h>
#include "os/udp.h"

#ifndef SIO_UDP_CONNRESET
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)
#endif

/* libuv's numbers for what may be told to people; the rest as it is. */
static int last_error(void)
{
	switch (WSAGetLastError()) {
	case WSAEADDRINUSE:	return -4091;	/* UV_EADDRINUSE */
	case WSAEADDRNOTAVAIL:	return -4090;	/* UV_EADDRNOTAVAIL */
	case WSAEACCES:		return -4092;	/* UV_EACCES */
	case WSAEAFNOSUPPORT:	return -4089;	/* UV_EAFNOSUPPORT */
	case WSAENETUNREACH:	return -4062;	/* UV_ENETUNREACH */
	case WSAEHOSTUNREACH:	return -4073;	/* UV_EHOSTUNREACH */
	case WSAEMFILE:		return -4066;	/* UV_EMFILE */
	default:		return -4094;	/* UV_UNKNOWN */
	}
}

static int addr_size(const struct sockaddr *addr)
{
	return addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

/* Winsock counts its users: once for this file is enough, and libuv does the same. */
static void winsock_begin(void)
{
	static LONG begun;
	WSADATA data;

	if (InterlockedExchange(&begun, 1) == 0)
		WSAStartup(MAKEWORD(2, 2), &data);
}

static int bound(intptr_t *out, const struct sockaddr *local, int type)
{
	DWORD on = 1;
	u_long nonblocking = 1;
	SOCKET fd;
	int error;

	winsock_begin();
	fd = WSASocketW(local->sa_family, type, 0, NULL, 0,
			WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
	if (fd == INVALID_SOCKET)
		return last_error();
	if (local->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&on, sizeof(on));
	if (ioctlsocket(fd, FIONBIO, &nonblocking) != 0 || bind(fd, local, addr_size(local)) != 0) {
		error = last_error();
		closesocket(fd);
		return error;
	}
	*out = (intptr_t)fd;
	return 0;
}

int os_udp_open(intptr_t *out, const struct sockaddr *local, unsigned rcvbuf)
{
	DWORD off = 0, bytes;
	int error = bound(out, local, SOCK_DGRAM), size = (int)rcvbuf;

	if (error)
		return error;
	if (rcvbuf)
		setsockopt((SOCKET)*out, SOL_SOCKET, SO_RCVBUF, (char *)&size, sizeof(size));
	/* Else one ICMP port-unreachable makes the next receive fail. */
	WSAIoctl((SOCKET)*out, SIO_UDP_CONNRESET, &off, sizeof(off), NULL, 0, &bytes, NULL, NULL);
	return 0;
}

int os_tcp_listen(intptr_t *out, const struct sockaddr *local)
{
	int error = bound(out, local, SOCK_STREAM);

	if (!error && listen((SOCKET)*out, SOMAXCONN) != 0) {
		error = last_error();
		closesocket((SOCKET)*out);
	}
	return error;
}

void os_udp_close(intptr_t socket)
{
	if (socket != -1)
		closesocket((SOCKET)socket);
}

int os_udp_local(intptr_t socket, void *out)
{
	int size = OS_UDP_ADDR_SIZE;

	return getsockname((SOCKET)socket, out, &size) != 0 ? last_error() : 0;
}

int os_udp_receive(intptr_t socket, struct os_datagram *batch, int count)
{
	int got = 0, tries = count + 8;

	while (got < count && tries-- > 0) {
		int size = OS_UDP_ADDR_SIZE;
		int len = recvfrom((SOCKET)socket, batch[got].bytes, (int)batch[got].len, 0,
				   (struct sockaddr *)batch[got].addr, &size);

		/* An error of a single datagram (reset by ICMP) hides none that follows. */
		if (len < 0 && WSAGetLastError() == WSAEWOULDBLOCK)
			break;
		if (len >= 0)
			batch[got++].len = (size_t)len;
	}
	return got;
}

int os_udp_send(intptr_t socket, struct os_datagram *batch, int count)
{
	int taken = 0;

	for (int i = 0; i < count; i++) {
		const struct sockaddr *to = (const void *)batch[i].addr;

		if (sendto((SOCKET)socket, batch[i].bytes, (int)batch[i].len, 0, to,
			   addr_size(to)) >= 0)
			taken++;
		else if (WSAGetLastError() == WSAEWOULDBLOCK)
			break;
	}
	return taken;
}

/* Windows marks packets by policy (QoS) only and ignores IP_TOS. */
void os_udp_dscp(intptr_t socket, unsigned dscp)
{
	(void)socket;
	(void)dscp;
}

int os_udp_local_for(const struct sockaddr *remote, void *out)
{
	SOCKET fd;
	int error = 0;

	winsock_begin();
	fd = socket(remote->sa_family, SOCK_DGRAM, 0);
	if (fd == INVALID_SOCKET)
		return last_error();
	if (connect(fd, remote, addr_size(remote)) != 0)
		error = last_error();
	else
		error = os_udp_local((intptr_t)fd, out);
	closesocket(fd);
	if (!error && remote->sa_family == AF_INET6)
		((struct sockaddr_in6 *)out)->sin6_port = 0;
	else if (!error)
		((struct sockaddr_in *)out)->sin_port = 0;
	return error;
}
