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

/* Whose process is at the other end, as the system knows it, whatever that end says. Who is
 * root himself has nobody but root: the system may have opened a socket for a service that
 * runs as somebody else. */
enum link_peer {
	LINK_STRANGER,		/* somebody else's, or the system does not say: by TCP */
	LINK_SYSTEM,		/* root's, the system's */
	LINK_OWN,		/* of the user whose process this is, and he is not root */
};
enum link_peer link_peer(intptr_t link);

/* Read what is there, at most `size` bytes; if nothing is and `wait`, until something
 * is. Returns how many; 0: it has ended, by either side; -1: nothing came. *passed gets the
 * handle that came with it (os/passing.h), for the caller to close; of several the first;
 * without `passed` there is none. What nobody takes is closed. */
ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait, intptr_t *passed);

/* Write all of it, however long that takes. False: it has ended. */
bool link_write(intptr_t link, const void *bytes, size_t size);

/* From now on a write of which nothing goes on for `ms` finds the link ended. */
void link_limit(intptr_t link, unsigned ms);

/* Wait until there is something to read or it has ended. */
void link_await(intptr_t link);

/* End it in both directions: whoever waits here or there finds it ended. */
void link_end(intptr_t link);

void link_close(intptr_t link);		/* -1 is fine; nobody uses it any more */

#endif
