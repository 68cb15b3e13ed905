/* SPDX-License-Identifier: MIT
 * pair.c - Unix: two sockets that are connected with each other. */
#define _GNU_SOURCE
#include "os/pair.h"
#include <sys/socket.h>
#include <unistd.h>

bool pair_open(intptr_t ends[2])
{
	int both[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both))
		return false;
	ends[0] = both[0];
	ends[1] = both[1];
	return true;
}

/* What was written before can still be read. */
void pair_end(intptr_t ends[2])
{
	for (int i = 0; i < 2; i++) {
		shutdown((int)ends[i], SHUT_RDWR);
		close((int)ends[i]);
	}
}
