/* SPDX-License-Identifier: MIT
 * watch.c - Unix: an epoll of the link alone. */
#define _GNU_SOURCE
#include "os/watch.h"
#include <poll.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

intptr_t watch_new(intptr_t link)
{
	struct epoll_event what = { .events = EPOLLIN };
	int watch = epoll_create1(EPOLL_CLOEXEC);

	if (watch >= 0 && epoll_ctl(watch, EPOLL_CTL_ADD, (int)link, &what)) {
		close(watch);
		watch = -1;
	}
	return watch;
}

void watch_free(intptr_t watch)
{
	if (watch >= 0)
		close((int)watch);
}

void watch_wait(intptr_t watch)
{
	struct epoll_event what;

	epoll_wait((int)watch, &what, 1, -1);
}

void watch_look(intptr_t watch, intptr_t link, bool look)
{
	struct epoll_event what = { .events = look ? EPOLLIN : 0 };

	epoll_ctl((int)watch, EPOLL_CTL_MOD, (int)link, &what);
}

void watch_beside(intptr_t link, void *sign, uint64_t ns)
{
	const struct timespec limit = { (time_t)(ns / 1000000000u), (long)(ns % 1000000000u) };
	struct pollfd waits[] = {
		{ .fd = (int)link, .events = POLLIN },
		{ .fd = (int)(intptr_t)sign, .events = POLLIN },
	};

	ppoll(waits, 2, ns == UINT64_MAX ? NULL : &limit, NULL);
}
