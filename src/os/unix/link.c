/* SPDX-License-Identifier: MIT
 * link.c - Unix. */
#define _GNU_SOURCE
#include "os/link.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOMENT_NS 30000	/* as long as waking a thread takes, as a rule */

static int open_unix(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int open_tcp(const char *port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

intptr_t link_open(const char *address, unsigned patience_ms)
{
	const struct timeval patience = {
		.tv_sec = patience_ms / 1000,
		.tv_usec = (suseconds_t)(patience_ms % 1000) * 1000,
	};
	int fd = -1;

	if (strncmp(address, "unix:", 5) == 0)
		fd = open_unix(address + 5);
	else if (strncmp(address, "tcp:", 4) == 0)
		fd = open_tcp(address + 4);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* Look for a moment whether something comes: on a machine with more than one processor that
 * is sooner than to be put to sleep and woken. False: it does not. */
static bool comes_soon(int fd)
{
	static atomic_int processors;
	struct timespec now, start;
	char byte;

	if (!processors)
		processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
	if (processors < 2)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		if (recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0)
			return true;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000000 + (now.tv_nsec - start.tv_nsec) < MOMENT_NS);
	return false;
}

ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait)
{
	ssize_t n;

	if (wait)
		comes_soon((int)link);
	do
		n = recv((int)link, out, size, wait ? 0 : MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return n;
	return errno == EAGAIN || errno == EWOULDBLOCK ? -1 : 0;
}

bool link_write(intptr_t link, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t n = send((int)link, at, size, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

void link_await(intptr_t link)
{
	struct pollfd waits = { .fd = (int)link, .events = POLLIN };

	poll(&waits, 1, -1);
}

void link_end(intptr_t link)
{
	shutdown((int)link, SHUT_RDWR);
}

void link_close(intptr_t link)
{
	if (link >= 0)
		close((int)link);
}
