/* SPDX-License-Identifier: MIT
 * watch.h - to wait at a link (link.h) without being in the way of who reads it.
 *
 * A thread that always waits at a link would be woken by all that comes, also by what
 * somebody else waits for and reads. By a watch it can be left asleep meanwhile.
 */
#ifndef OS_WATCH_H
#define OS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* A watch of `link`, which looks. -1: no resource for it, or a system that has none (Windows). */
intptr_t watch_new(intptr_t link);
void watch_free(intptr_t watch);	/* -1 is fine; nobody waits by it any more */

/* Wait until it looks and there is something to read, or the link has ended. */
void watch_wait(intptr_t watch);

/* Let it look at its link, or look away; on any thread. That the link has ended it sees anyhow. */
void watch_look(intptr_t watch, intptr_t link, bool look);

/* Wait, beside any watch, until there is something to read from `link`, it has ended, `sign`
 * (os/sign.h) is up, or `ns` have passed; UINT64_MAX: however long it takes. */
void watch_beside(intptr_t link, void *sign, uint64_t ns);

#endif
