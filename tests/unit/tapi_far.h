/* SPDX-License-Identifier: MIT
 * tapi_far.h - a server for tests of TAPI's client library, which says what it is told to.
 *
 * It runs on a thread at the other end of a socket pair. To a request it answers what the
 * test has prepared for its number; else 0, or the id of an asynchronous one, with slots
 * of zeros. Applications get the handle FAR_APP, lines FAR_LINE, phones FAR_PHONE.
 */
#ifndef TAPI_FAR_H
#define TAPI_FAR_H

#include "tapi/event.h"
#include "tapi/packet.h"
#include <stdbool.h>

#define FAR_APP 0x20000101u
#define FAR_LINE 0x40000201u
#define FAR_PHONE 0x40000202u
#define FAR_CALL 0x60000301u

/* Start it and connect the client library; all ends with the test. */
void far_open(void);

/* Or let the client look for it: the first so many connections are ended at once, as by a
 * server that is going. How many came. */
void far_listen(unsigned leaves);
unsigned far_came(void);

/* What is answered to `number` from now on: `size` bytes of slots, and a tail. Borrowed. */
void far_answer(DWORD number, LONG answer, const void *slots, size_t size, const void *tail,
		size_t tail_size);

/* What is sent behind the next reply: an event, or bytes of any kind. In an event a `p1` of
 * FAR_REQUEST is the request's id, `app` and `open` of FAR_CONTEXT the last contexts that
 * came, `context` of FAR_CONTEXT that of the request. */
#define FAR_REQUEST 0xFA000001u
#define FAR_CONTEXT 0xFA000002u
void far_event(const struct event *event, const void *tail, DWORD size);
void far_bytes(const void *bytes, size_t size);

/* With the next reply come so many descriptors: as the protocol has it, with another cookie,
 * or beside the reply itself. */
#define FAR_HANDLES 100
enum far_passing { FAR_AS_ASKED, FAR_WRONG_COOKIE, FAR_NO_FRAME };
void far_handles(enum far_passing how, unsigned count);

/* At the next request: answer nothing and end the connection; or answer another id. */
void far_hang_up(void);
void far_answer_wrong_id(void);

/* The last request with that number; the slots of its structure. */
const void *far_asked(DWORD number);
const void *far_tail(DWORD offset);	/* of the last request; NULL: PACKET_NONE */

#endif
