/* SPDX-License-Identifier: MIT
 * client.h - a program that is connected.
 *
 * What is written to it waits in `out` until the end of the server's turn and then goes
 * out in one piece. A client that does not read is cut off (CLIENT_WAITING_MAX); its
 * objects go with it.
 */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "tapi/server/server_in.h"

#define CLIENT_WAITING_MAX (8u << 20)	/* bytes that it has not read */

/* Somebody waits at a listener: take him in. */
void client_accept(struct server *server, uv_stream_t *listener, bool by_tcp);

/* An event for one of its applications; `tail` may be NULL. Frees nothing. */
void client_event(struct client *client, const struct event *event, const void *tail, DWORD size);

/* Something was appended to its `out`: send it at the end of this turn. */
void client_wrote(struct client *client);

/* Say goodbye with a sentence and close; its objects go at once, it itself later. */
void client_cut(struct client *client, const char *why);

/* Send what waits of all clients. */
void clients_flush(struct server *server);

#endif
