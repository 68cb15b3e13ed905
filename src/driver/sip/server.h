/* SPDX-License-Identifier: MIT
 * server.h - servers that did not answer, or asked to be left alone.
 *
 * What one line finds out counts for all: a server that was silent is passed over
 * for a while when there is another (RFC 3263 4.3), and one that answered 503
 * with Retry-After until then (RFC 3261 21.5.4). SERVERS_MAX are remembered.
 */
#ifndef DRIVER_SIP_SERVER_H
#define DRIVER_SIP_SERVER_H

#include "driver/sip/stack.h"

#define SERVERS_MAX 256

enum server_word { SERVER_FINE, SERVER_SILENT, SERVER_QUIET };

/* What is known of who listens there; `*until_ms` (may be NULL): how long it counts. */
enum server_word server_word(enum sip_transport transport, const struct sockaddr *address, uint64_t *until_ms);

/* It failed as a server: no answer, no way there (`response` NULL), or 503. */
void server_failed(const struct sip_peer *server, const struct sip_msg *response);

void server_answered(const struct sip_peer *server);	/* it is there */

/* Whether one more line that is out of service may ask it now: who is silent is asked by one
 * every few seconds, for all of them; when it answers, they all hear of it (register_back). */
bool server_may_ask(const struct sip_peer *server);

/* server_word() is SERVER_QUIET; is not SERVER_FINE. */
bool server_is_quiet(const struct sip_peer *server);
bool server_is_down(const struct sip_peer *server);

void servers_forget(void);	/* the stack closes */

#endif
