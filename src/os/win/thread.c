/* SPDX-License-Identifier: MIT
 * thread.c - manners of a thread that lives in somebody else's process. */
#include "os/thread.h"

void os_thread_settle(const char *name)
{
	(void)name;
}

void os_nap(void)
{
}

void os_blink(void)
{
}
