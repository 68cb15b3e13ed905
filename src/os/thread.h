/* SPDX-License-Identifier: MIT
 * thread.h - manners of a thread that lives in somebody else's process.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

/* Keep all signals away from the calling thread: they belong to the host, and
 * writing to a connection that is gone must be an error, not SIGPIPE. Nothing on
 * Windows. `name` is for debuggers, at most 15 characters. */
void os_thread_settle(const char *name);

/* Sleep for about a ms, if the system can sleep as shortly as that: Windows,
 * whose clock ticks every 15 ms, returns at once. */
void os_nap(void);

/* The same for a few ten µs. */
void os_blink(void);

#endif
