/* SPDX-License-Identifier: MIT
 * connection.h - connections, by number: those that came and those we made.
 */
#ifndef DRIVER_SIP_CONNECTION_H
#define DRIVER_SIP_CONNECTION_H

#include "driver/sip/stack.h"

/* The connection to `address`, or a new one; its number. By TLS it is one whose
 * certificate names `name`, by WebSocket one to that host. ERR_NOMEM. */
enum err connection_to(uint32_t *out, enum sip_transport transport, const struct sockaddr *address,
		       const char *name);

/* Send on a connection by its number. False: it is gone. */
bool connection_send(uint32_t id, struct span bytes);

bool connection_stands(uint32_t id);	/* or is being made */

/* Pings on it come at least every `seconds`, if there are any (RFC 5626 4.4.1). */
void connection_ping_every(uint32_t id, uint32_t seconds);

void connection_end(uint32_t id, const char *reason);	/* it is of no use; unknown is fine */

/* Whoever rests on connection `id` hears that it is gone. */
void connection_lost(uint32_t id);

/* Somebody connected; `arg` is &sip.secured where that was by TLS. */
void connection_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from);
void connections_close(void);

/* A whole message came (stack.c). */
void stack_message(const struct sip_peer *peer, char *bytes, size_t len);

#endif
