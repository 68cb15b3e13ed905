/* SPDX-License-Identifier: MIT
 * udp.h - raw UDP sockets: the calls that libuv does not have in batches.
 *
 * A socket is an intptr_t: the descriptor on Unix, the SOCKET on Windows, -1 for
 * none. All are non-blocking and not inherited by child processes. Errors are
 * negative numbers as libuv gives them (uv_strerror).
 */
#ifndef OS_UDP_H
#define OS_UDP_H

#include <stddef.h>
#include <stdint.h>

struct sockaddr;

#define OS_UDP_BATCH 64
#define OS_UDP_ADDR_SIZE 32		/* room for a sockaddr_in6 */

struct os_datagram {
	uint64_t addr[OS_UDP_ADDR_SIZE / 8];	/* from or to: a sockaddr_in or sockaddr_in6 */
	char *bytes;
	size_t len;			/* receiving: the room there is, then what came */
};

/* A socket bound to `local`; IPv6 only if that is IPv6. `rcvbuf` in bytes, 0: the
 * default. Returns 0 or the error. */
int os_udp_open(intptr_t *out, const struct sockaddr *local, unsigned rcvbuf);
void os_udp_close(intptr_t socket);

/* A TCP socket that listens on `local`; IPv6 only if that is IPv6. */
int os_tcp_listen(intptr_t *out, const struct sockaddr *local);

/* The address a socket is bound to, into OS_UDP_ADDR_SIZE bytes. */
int os_udp_local(intptr_t socket, void *out);

/* Read what is there, at most `count` <= OS_UDP_BATCH. Returns how many; 0: nothing is
 * there (an error that a peer caused counts as nothing). */
int os_udp_receive(intptr_t socket, struct os_datagram *batch, int count);

/* Send up to `count` <= OS_UDP_BATCH in order. Returns how many the system took; the
 * rest is lost. */
int os_udp_send(intptr_t socket, struct os_datagram *batch, int count);

void os_udp_dscp(intptr_t socket, unsigned dscp);

/* The address from which `remote` would be reached, with port 0, into
 * OS_UDP_ADDR_SIZE bytes. Sends nothing. Returns 0 or the error. */
int os_udp_local_for(const struct sockaddr *remote, void *out);

#endif
