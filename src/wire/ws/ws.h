/* SPDX-License-Identifier: MIT
 * ws.h - WebSocket: how one is opened, and messages in frames (RFC 6455).
 *
 * Bytes and values only: what came is handed in, what was written is to be sent.
 * Extensions are neither offered nor taken.
 */
#ifndef WIRE_WS_WS_H
#define WIRE_WS_WS_H

#include "base/buf.h"

/* --- opening (RFC 6455 4) ------------------------------------------------------ */

#define WS_KEY_SIZE 25		/* 16 bytes by base64, and the terminator */
#define WS_ANSWER_MAX 8192	/* bytes of an answer to the opening */

struct ws_opening {
	const char *host;	/* as a Host header has it: "[2001:db8::1]:8080" */
	const char *path;	/* "/ws" */
	const char *protocol;	/* the subprotocol that is to be spoken: "sip" */
	char key[WS_KEY_SIZE];
};

/* `random`: of this opening alone. */
void ws_key(char out[WS_KEY_SIZE], const unsigned char random[16]);

/* Whether `path` can stand in a request: it begins with '/' and is of visible ASCII. */
bool ws_path_valid(const char *path);

void ws_opening_write(struct buf *out, const struct ws_opening *opening);

/* Write what a server answers to `key` with. False: the system has no SHA-1. */
bool ws_accept_write(struct buf *out, struct span key);

enum ws_answer { WS_ANSWER_MORE, WS_ANSWER_YES, WS_ANSWER_NO };

/* What all that came says so far. YES: frames begin behind `*len` bytes. NO: `why` is
 * the reason for people: "the server answers 404 Not Found to the path /ws". */
enum ws_answer ws_answer_read(size_t *len, struct span stream, const struct ws_opening *opening,
			      struct buf *why);

/* --- frames (RFC 6455 5) -------------------------------------------------------- */

enum ws_opcode { WS_MORE_OF_IT, WS_TEXT, WS_BINARY, WS_CLOSE = 8, WS_PING, WS_PONG };

enum ws_code {			/* why one is closed (RFC 6455 7.4.1) */
	WS_NORMAL = 1000, WS_GOING = 1001, WS_PROTOCOL = 1002, WS_NO_CODE = 1005,
	WS_NOT_UTF8 = 1007, WS_TOO_BIG = 1009, WS_FAILED = 1011,
};

#define WS_MASK_SIZE 4
#define WS_CONTROL_MAX 125	/* bytes that go with WS_CLOSE, WS_PING and WS_PONG */

/* One whole frame. `mask`: bytes that nobody can foresee, of a client; NULL of a server. */
void ws_frame_write(struct buf *out, enum ws_opcode opcode, struct span payload,
		    const unsigned char *mask);
void ws_close_write(struct buf *out, enum ws_code code, const unsigned char *mask);

struct ws_reader {
	size_t limit;		/* bytes of a message */
	bool server;		/* what comes must be masked; else it must not be */
	bool within;		/* a message whose end has not come yet */
	bool text;		/* ... or the one that was told last is of text */
	struct buf parts;	/* what came of it */
};

void ws_reader_init(struct ws_reader *r, size_t limit, bool server);
void ws_reader_free(struct ws_reader *r);

enum ws_news_kind { WS_NOTHING, WS_IS_MESSAGE, WS_IS_PING, WS_IS_PONG, WS_IS_CLOSE, WS_IS_BAD };

struct ws_news {
	enum ws_news_kind kind;
	char *bytes;		/* of the message, or what goes with the rest; until the next ws_read */
	size_t len;
	uint16_t code;		/* WS_IS_CLOSE: theirs, or WS_NO_CODE; WS_IS_BAD: what to close with */
	const char *why;	/* WS_IS_BAD: "a frame is masked" */
};

/* What stands at the start of `bytes`, all that came and was not taken yet. How many
 * bytes to take away before the next call: 0 where nothing whole has come, and when it
 * is bad. `bytes` is written into. A message in fragments is told once, when it is
 * whole. */
size_t ws_read(struct ws_reader *r, char *bytes, size_t len, struct ws_news *news);

#endif
