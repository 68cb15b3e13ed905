/* SPDX-License-Identifier: MIT
 * event.h - what the server tells a client by itself: ASYNCEVENTMSG of [MS-TRP] 2.2.5.1.
 *
 * Ten DWORDs and a tail. Messages have the numbers of tapi.h (LINE_CALLSTATE, ...). What
 * each brings: docs/tapi-protocol.md.
 */
#ifndef TAPI_EVENT_H
#define TAPI_EVENT_H

#include "abi/windef.h"
#include "base/buf.h"
#include "base/err.h"

#define EVENT_FIXED 40		/* bytes in front of the tail */

struct event {
	DWORD total;		/* bytes with the tail, a multiple of 4; event_write() fills it */
	DWORD app;		/* the context of the client's Initialize */
	DWORD context;		/* of a completion: what stood in the request's `context` */
	DWORD device;		/* hLine, hCall, hPhone */
	DWORD message;
	DWORD open;		/* the context of the client's Open */
	DWORD p1, p2, p3, p4;
};

/* Append an event and its tail, which is padded with zeros. ERR_NOMEM. */
enum err event_write(struct buf *out, const struct event *event, const void *tail, DWORD size);

/* Read one that fills `bytes`, aligned for DWORDs. `tail` points into them, NULL if
 * there is none. NULL if all is right, else a sentence for the log. */
const char *event_read(struct event *out, const void *bytes, size_t size, const void **tail,
		       DWORD *tail_size);

#endif
