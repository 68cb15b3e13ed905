/* SPDX-License-Identifier: MIT
 * packet.h - what the client library and the telephony server say to each other.
 *
 * A packet is 15 DWORDs, little-endian and without padding on both sides, and a
 * tail to which slots point by offsets: TAPI32_MSG of [MS-TRP] 2.2.5.5. The first
 * DWORD is the request's number, in the reply its answer; the second is 0; the
 * others are slots, whose meaning packet.def has for each request. It makes a
 * structure of them, so both sides write and read slots by name:
 *
 *   struct packet_lineMakeCall call = { .line = line, .dest = packet_text(&tail, dest), ... };
 *   packet_write(&out, PACKET_lineMakeCall, &call, sizeof(call), &tail);
 *
 *   why = packet_read_request(&in, bytes, size);
 *   const struct packet_lineMakeCall *call = packet_slots(&in);
 *   dest = packet_at(&in, call->dest);
 *
 * What was read has been checked as a whole before anybody looks at it: whatever
 * a slot points to lies inside, is aligned, is ended. The client holds the server
 * to the same. What stands within a record is held by its reader (abi/vardata.h).
 */
#ifndef TAPI_PACKET_H
#define TAPI_PACKET_H

#include "abi/sizes.h"
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>

#define PACKET_SLOTS 13
#define PACKET_FIXED ((2 + PACKET_SLOTS) * 4)	/* bytes in front of the tail */
#define PACKET_MAX (1024 * 1024)		/* bytes of a packet with its tail */
#define PACKET_NONE 0xFFFFFFFFu			/* offset of what is not there */

/* The numbers. */
enum packet_number {
#define SYNC(number, name, slots) PACKET_##name = number,
#define ASYNC SYNC
#include "tapi/packet.def"
#undef SYNC
#undef ASYNC
};

/* The slots, by name. */
#define WORD(x) DWORD x;
#define RESULT(x) DWORD x;
#define WIDE(x) DWORD x;
#define HANDLE(x, kind) DWORD x;
#define RECORD(x, type) DWORD x;
#define OUT_RECORD(x, type) DWORD x;
#define DATA(x, n) DWORD x, n;
#define OUT_DATA(x, n) DWORD x, n;
#define ARRAY(x, n, type) DWORD x, n;
#define SYNC(number, name, slots) struct packet_##name { slots };
#define ASYNC(number, name, slots) struct packet_##name { DWORD request; slots };
#include "tapi/packet.def"
#undef SYNC
#undef ASYNC
#undef WORD
#undef RESULT
#undef WIDE
#undef HANDLE
#undef RECORD
#undef OUT_RECORD
#undef DATA
#undef OUT_DATA
#undef ARRAY

enum packet_handle { PACKET_LINE_APP, PACKET_PHONE_APP, PACKET_LINE, PACKET_PHONE, PACKET_CALL,
	PACKET_DIALOG };

enum slot_kind {
	SLOT_WORD, SLOT_HANDLE, SLOT_RESULT, SLOT_WIDE, SLOT_DATA, SLOT_ARRAY, SLOT_RECORD,
	SLOT_OUT_RECORD, SLOT_OUT_DATA,
	SLOT_SIZE,		/* how many bytes or entries the slot before it has */
};

struct packet_slot {
	enum slot_kind kind;
	const char *name;
	unsigned which;		/* HANDLE: enum packet_handle; RECORD, OUT_RECORD: enum
				 * abi_struct; ARRAY: bytes of an entry; else 0 */
};

struct packet_kind {
	DWORD number;
	const char *name;	/* TAPI's function of this name, or [MS-TRP]'s packet */
	bool async;
	unsigned count;		/* of slots */
	const struct packet_slot *slots;
};

/* NULL: there is no such request. */
const struct packet_kind *packet_find(DWORD number);

/* All of them, for `i` from 0; NULL at the end. */
const struct packet_kind *packet_each(size_t i);

/* --- writing ---------------------------------------------------------------- */

/* Append to a tail (buf_grow), aligned as it must be; the offset is the slot's.
 * NULL is PACKET_NONE. The tail's `full` says at the end if memory was short. */
DWORD packet_text(struct buf *tail, const WCHAR *text);
DWORD packet_data(struct buf *tail, const void *data, DWORD size);
DWORD packet_record(struct buf *tail, const void *record);	/* its dwTotalSize of bytes */

/* Append the whole packet to `out`: `first` is the request's number or the
 * answer, `size` bytes of `slots` the structure above. ERR_NOMEM; ERR_PARAMS: it
 * is longer than PACKET_MAX. */
enum err packet_write(struct buf *out, DWORD first, const void *slots, size_t size,
		      const struct buf *tail);

/* --- reading ---------------------------------------------------------------- */

struct packet {
	const struct packet_kind *kind;
	DWORD answer;			/* of a reply */
	DWORD slot[PACKET_SLOTS];
	const unsigned char *tail;	/* borrowed from the bytes */
	DWORD tail_size;
};

/* Read a request, or the reply to one of `kind`. `bytes` must be aligned for
 * DWORDs and outlive `out`. NULL if all is right, else a sentence for the log. */
const char *packet_read_request(struct packet *out, const void *bytes, size_t size);
const char *packet_read_reply(struct packet *out, const struct packet_kind *kind,
			      const void *bytes, size_t size);

/* The slots as the structure of the request's kind. */
static inline const void *packet_slots(const struct packet *packet)
{
	return packet->slot;
}

/* What a slot points to; NULL for PACKET_NONE. */
static inline const void *packet_at(const struct packet *packet, DWORD offset)
{
	return offset == PACKET_NONE ? NULL : packet->tail + offset;
}

#endif
