/* SPDX-License-Identifier: MIT
 * link.h - a stream of bytes between two processes of this machine.
 *
 * A link is an intptr_t: the descriptor on Unix, the HANDLE or SOCKET on Windows, -1
 * for none. No child process inherits it. One thread may read while another writes.
 */
#ifndef OS_LINK_H
#define OS_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Connect to "unix:PATH", "pipe:NAME" (of Windows) or "tcp:PORT" (of this machine). A
 * read that waits gives up after `patience_ms`. -1: nobody listens there. */
intptr_t link_open(const char *address, unsigned patience_ms);

/* Read what is there, at most `size` bytes; if nothing is and `wait`, until something
 * is. Returns how many; 0: it has ended, by either side; -1: nothing came. */
ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait);

/* Write all of it, however long that takes. False: it has ended. */
bool link_write(intptr_t link, const void *bytes, size_t size);

/* Wait until there is something to read or it has ended. */
void link_await(intptr_t link);

/* End it in both directions: whoever waits here or there finds it ended. */
void link_end(intptr_t link);

void link_close(intptr_t link);		/* -1 is fine; nobody uses it any more */

#endif
