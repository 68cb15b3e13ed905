/* SPDX-License-Identifier: MIT
 * sign.c - Unix. */
#define _GNU_SOURCE
#include "os/sign.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int fd_of(void *sign)
{
	return (int)(intptr_t)sign;
}

void *sign_new(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), other;

	if (fd == 0) {		/* as a HANDLE it would be NULL */
		other = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		close(fd);
		fd = other;
	}
	return fd < 0 ? NULL : (void *)(intptr_t)fd;
}

void sign_up(void *sign)
{
	eventfd_write(fd_of(sign), 1);
}

void sign_down(void *sign)
{
	eventfd_t many;

	eventfd_read(fd_of(sign), &many);
}

void sign_free(void *sign)
{
	if (sign)
		close(fd_of(sign));
}

void *sign_calling(void (*call)(uintptr_t arg), uintptr_t arg)
{
	return NULL;
}

bool sign_has_ports(void)
{
	return false;
}

bool sign_port(void *port, uintptr_t key, const void *bytes, size_t size)
{
	return false;
}
