/* SPDX-License-Identifier: MIT
 * thread.c - manners of a thread that lives in somebody else's process. */
#define _GNU_SOURCE
#include "os/thread.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

void os_thread_settle(const char *name)
{
	sigset_t all;

	sigfillset(&all);
	/* These say that the program itself is broken, and belong to the thread that did it. */
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGABRT);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	pthread_setname_np(pthread_self(), name);
}

void os_nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

void os_blink(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000 }, NULL);
}
