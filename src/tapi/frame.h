/* SPDX-License-Identifier: MIT
 * frame.h - how packets lie in the stream between client library and server.
 *
 * Each frame has a head of 20 bytes, little-endian: "TAPI", the version of the
 * protocol, the type, a cookie and how many bytes follow. A client begins with
 * HELLO and goes on when it has WELCOME; each of its REQUESTs brings one REPLY
 * with the same cookie, in any order, a HANDLE before it if the reply tells of one;
 * EVENTs come by themselves with the cookie 0.
 * A side that is not content says why in a GOODBYE and closes.
 */
#ifndef TAPI_FRAME_H
#define TAPI_FRAME_H

#include "abi/windef.h"
#include "base/buf.h"
#include <stdbool.h>

#define FRAME_HEAD 20
#define FRAME_VERSION 1
#define FRAME_MAX (1024 * 1024)	/* bytes of a body */

enum frame_type {
	FRAME_HELLO = 1,	/* body: who it says it is, a text in UTF-8 for people and logs */
	FRAME_WELCOME,		/* body: the server's version, likewise */
	FRAME_REQUEST,		/* body: a packet (packet.h) */
	FRAME_REPLY,		/* body: a packet */
	FRAME_EVENT,		/* body: an event (event.h) */
	FRAME_GOODBYE,		/* body: why, a sentence in UTF-8 */
	FRAME_HANDLE,		/* no body: with it comes a handle for who asked with this cookie */
};

struct frame {
	enum frame_type type;
	DWORD cookie, size;	/* bytes of the body */
};

/* Append a frame's head to `out`; frame_end() with what it returned writes down how
 * long the body behind it has become. */
size_t frame_begin(struct buf *out, enum frame_type type, DWORD cookie);
void frame_end(struct buf *out, size_t frame);

/* Look at `size` bytes that came. 1: the head of a frame is there and in `out`, its
 * body may still be on its way; 0: more is to come; -1: this is not our protocol, not
 * our version, or no frame that there is, and `why` says so in a sentence. */
int frame_read(struct frame *out, const void *bytes, size_t size, const char **why);

#endif
