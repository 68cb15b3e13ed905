/* SPDX-License-Identifier: MIT
 * passing.c - Unix: descriptors travel with the bytes of a local socket. */
#define _GNU_SOURCE
#include "os/passing.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOWEST 3	/* no copy becomes a program's standard input, or looks like NULL */

void *passing_self(void)
{
	return NULL;
}

intptr_t passing_copy(intptr_t handle, void *process)
{
	return process ? PASSING_NONE : fcntl((int)handle, F_DUPFD_CLOEXEC, LOWEST);
}

void passing_close(intptr_t handle)
{
	if (handle != PASSING_NONE)
		close((int)handle);
}

enum passing passing_into(intptr_t connection, intptr_t handle, uint32_t *number)
{
	(void)connection;
	(void)handle;
	(void)number;
	return PASSING_BESIDE;
}

intptr_t passing_arrived(intptr_t beside, uint32_t number)
{
	(void)number;
	return beside;
}

int passing_send(intptr_t connection, const void *bytes, size_t size, intptr_t handle)
{
	union {
		struct cmsghdr head;	/* aligned as it must be */
		char room[CMSG_SPACE(sizeof(int))];
	} beside = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { (void *)bytes, size };
	const struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = beside.room, .msg_controllen = sizeof(beside.room),
	};
	const int descriptor = (int)handle;
	ssize_t n;

	memcpy(CMSG_DATA(&beside.head), &descriptor, sizeof(descriptor));
	do
		n = sendmsg((int)connection, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)size)
		return 1;
	/* The system bounds how many are on their way, too. */
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ETOOMANYREFS || errno == ENOBUFS))
		return 0;
	return -1;
}
