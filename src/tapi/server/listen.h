/* SPDX-License-Identifier: MIT
 * listen.h - where programs reach the server.
 *
 * A Unix socket, or a named pipe on Windows; besides, if the configuration says so, TCP on the
 * loopback, for programs under Wine: who knows the token, which only the server's user can
 * read, is that user. What systemd passed takes the place of the socket.
 */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "tapi/server/server_in.h"

struct settings;

/* Listen at `given` ("unix:PATH", "pipe:NAME"; NULL: as the settings say) and, if they say so,
 * by TCP. ERR_CONFIG, ERR_RESOURCE with a sentence in `why`; ERR_NOMEM. */
enum err listen_open(struct server *server, const char *given, const struct settings *settings,
		     struct buf *why);

/* The listeners' own; the loop's handles are closed by whoever ends the loop. */
void listen_free(struct server *server);

/* Whether the bytes are the token that a client by TCP must know. */
bool listen_token_is(const struct server *server, struct span token);

#endif
