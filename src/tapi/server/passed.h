/* SPDX-License-Identifier: MIT
 * passed.h - handles that go to a client with what is written to it.
 *
 * A handle goes with the first byte of a FRAME_HANDLE, so what stands in front of that frame
 * in `out` must be with the system before, and what the loop sends by itself (on_its_way) too.
 */
#ifndef SERVER_PASSED_H
#define SERVER_PASSED_H

#include "tapi/server/server_in.h"

#define PASSED_MAX 16	/* handles that wait for one client */

/* Append the frame with which `handle`, the server's own from now on, goes to the client that
 * asked with `cookie`. False: too many wait, or no memory; it is closed then. */
bool passed_put(struct client *client, DWORD cookie, intptr_t handle);

/* Send `out` up to the last of these frames. 1: there is none any more; 0: later, and the
 * client is flushed again then; -1: the connection has ended. */
int passed_flush(struct client *client);

void passed_free(struct client *client);	/* those that wait are closed */

#endif
