/* SPDX-License-Identifier: MIT
 * connection.h - the process's one connection to the telephony server.
 *
 * Whoever waits for a reply or for messages reads the connection himself, so that takes no
 * more threads than a bare socket does; what he reads for others (replies, events) he hands
 * on. While nobody waits, a thread of ours reads. All that comes is checked before it
 * is believed; at the first thing that is wrong the connection is given up.
 */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include "base/buf.h"
#include "client.h"
#include "os/link.h"

#define CONNECTION_PATIENCE_MS 30000	/* a server that does not answer for so long is dead */

/* Connect to where the server is (where.h), unless we are. False: there is none. */
bool connection_open(void);

/* The same to a server at the other end of `link`, which it owns from then on; for tests. */
bool connection_open_to(intptr_t link);

/* Whose the server is; LINK_STRANGER also without one. */
enum link_peer connection_peer(void);

/* For the head of a request; never 0. */
DWORD connection_cookie(void);

/* Send `request`, one frame with that cookie, and wait. The body of the reply is put
 * into `reply` (buf_grow). False: the connection is lost. In *handle, which must be
 * PASSING_NONE before, is the handle that came with it, in any case; NULL: none is wanted. */
bool connection_ask(DWORD cookie, const struct buf *request, struct buf *reply, intptr_t *handle);

/* Wait, with the lock held, until there may be news of any application (app_news()), or `ns`
 * have passed; UINT64_MAX: however long that takes. */
void connection_await_news(uint64_t ns);

/* With the lock held: who waits there is to look. */
void connection_call_guest(void);

/* Give the connection up, with the lock held; `why` is a sentence for the log. */
void connection_give_up(const char *why);

void connection_close(void);	/* with its thread, without the lock; for tests */
void connection_forget(void);	/* in a child of the process that has it */

#endif
