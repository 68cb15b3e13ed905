/* SPDX-License-Identifier: MIT
 * websocket.h - SIP by WebSocket (RFC 7118): what stands between a connection that we
 * made and its stream.
 *
 * One message is one message of the WebSocket. Keep-alives are its pings, which
 * every server must answer; CRLF as a message (RFC 5626) is understood too.
 */
#ifndef DRIVER_SIP_WEBSOCKET_H
#define DRIVER_SIP_WEBSOCKET_H

#include "base/stream.h"

struct websocket;

/* One to `path` at `remote`, which was asked for as `host`. ERR_NOMEM, ERR_RESOURCE
 * (no randomness). */
enum err websocket_new(struct websocket **out, const char *host, const struct sockaddr *remote,
		       bool secure, const char *path);
void websocket_free(struct websocket *ws);	/* NULL is fine */

/* The stream stands: ask for the WebSocket. */
void websocket_open(struct websocket *ws, struct stream *stream);

enum websocket_event {
	WEBSOCKET_NOTHING,	/* more must come */
	WEBSOCKET_STANDS,	/* it is open; what was to be sent till then is on its way */
	WEBSOCKET_MESSAGE,	/* `bytes`, `len` */
	WEBSOCKET_PONG,
	WEBSOCKET_OVER,		/* close the stream: `why` says why, for people */
};

struct websocket_news {
	enum websocket_event event;
	char *bytes;		/* of the message, until the next call */
	size_t len;
	const char *why;	/* good as long as the websocket */
};

/* What came; how much of it is consumed. Called again, with the rest, until nothing is told. */
size_t websocket_hear(struct websocket *ws, struct stream *stream, char *bytes, size_t len,
		      struct websocket_news *news);

void websocket_send(struct websocket *ws, struct stream *stream, struct span message);	/* at any time */
void websocket_ping(struct websocket *ws, struct stream *stream);
void websocket_end(struct websocket *ws, struct stream *stream);	/* say goodbye */

#endif
