/* SPDX-License-Identifier: MIT
 * link.c - Unix. */
#define _GNU_SOURCE
#include "os/link.h"
#include "os/moment.h"
#include "os/passing.h"
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

enum link_peer link_peer(intptr_t link)
{
	struct sockaddr_storage name;
	socklen_t name_size = sizeof(name);
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockname((int)link, (struct sockaddr *)&name, &name_size) || name.ss_family != AF_UNIX
	    || getsockopt((int)link, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return LINK_STRANGER;
	if (peer.uid == 0)
		return LINK_SYSTEM;
	return peer.uid == geteuid() ? LINK_OWN : LINK_STRANGER;
}

static bool has_processors(void)
{
	static atomic_int processors;

	if (!processors)
		processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
	return processors > 1;
}

/* Look for a moment whether something comes, where that pays: as each thread finds by itself. */
static void look_a_moment(int fd)
{
	static _Thread_local struct moment moment;
	struct timespec now, start;
	bool comes;
	char byte;

	if (!has_processors() || !moment_pays(&moment))
		return;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		comes = recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (!comes && (now.tv_sec - start.tv_sec) * 1000000000
		 + (now.tv_nsec - start.tv_nsec) < MOMENT_NS);
	moment_over(&moment, !comes);
}

/* The first descriptor that came; the others are closed. */
static intptr_t descriptor_of(struct msghdr *message)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(message);
	intptr_t first = PASSING_NONE;
	size_t count;
	int fd;

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
		return PASSING_NONE;
	count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(fd);
	for (size_t i = 0; i < count; i++) {
		memcpy(&fd, CMSG_DATA(head) + i * sizeof(fd), sizeof(fd));
		if (first == PASSING_NONE)
			first = fd;
		else
			close(fd);
	}
	return first;
}

ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait, intptr_t *passed)
{
	union {
		struct cmsghdr head;	/* aligned as it must be */
		char room[CMSG_SPACE(sizeof(int))];
	} beside;
	struct iovec part = { out, size };
	struct msghdr message;
	ssize_t n;

	if (wait)
		look_a_moment((int)link);
	do {
		message = (struct msghdr){ .msg_iov = &part, .msg_iovlen = 1 };
		if (passed) {	/* else the system closes what comes */
			message.msg_control = beside.room;
			message.msg_controllen = sizeof(beside.room);
		}
		n = recvmsg((int)link, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	} while (n < 0 && errno == EINTR);
	if (passed)
		*passed = n >= 0 ? descriptor_of(&message) : PASSING_NONE;
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

void link_limit(intptr_t link, unsigned ms)
{
	const struct timeval limit = { .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000 };

	setsockopt((int)link, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
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
