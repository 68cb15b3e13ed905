/* SPDX-License-Identifier: MIT
 * watch.c - Windows has none: what waits at a pipe or a socket cannot be told to look away. */
#include "os/watch.h"

intptr_t watch_new(intptr_t link)
{
	return -1;
}

void watch_free(intptr_t watch)
{
}

void watch_wait(intptr_t watch)
{
}

void watch_look(intptr_t watch, intptr_t link, bool look)
{
}

void watch_beside(intptr_t link, void *sign, uint64_t ns)
{
}
