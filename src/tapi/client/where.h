/* SPDX-License-Identifier: MIT
 * where.h - where the telephony server is, and how it is started if it is nowhere
 * (docs/tapi-protocol.md).
 */
#ifndef CLIENT_WHERE_H
#define CLIENT_WHERE_H

#include "base/buf.h"
#include <stdint.h>

/* Connect to the server. If the environment does not name one and nobody listens, start
 * it and wait until it does. `patience_ms` is for reads from the link (os/link.h). -1:
 * there is none, and the log says so. */
intptr_t where_connect(unsigned patience_ms);

/* Start the program that makes the calls others ask for, as this process's user: that of our
 * own installation, never one that is found by PATH. False: there is none. */
bool where_start_recipient(void);

/* The body of HELLO: our name, and by TCP the token. */
void where_introduce(struct buf *out);

#endif
