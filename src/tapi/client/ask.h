/* SPDX-License-Identifier: MIT
 * ask.h - a function of TAPI as a request to the server.
 *
 *   LONG WINAPI lineGetNumRings(HLINE line, DWORD address, LPDWORD rings)
 *   {
 *           struct ask ask = { .device = line };
 *
 *           TAKE(&ask, lineGetNumRings, rings, rings);
 *           return ASK(&ask, lineGetNumRings, .line = line, .address = address);
 *   }
 *
 * Arguments are put into slots by the functions below; the first that is wrong is the
 * answer, and then nothing is sent. What the reply brings is written to where the
 * program wants it only on success. ASK sends, waits, hands out and releases all.
 */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "completion.h"
#include "tapi/packet.h"

enum ask_family { ASK_LINES, ASK_PHONES, ASK_TAPI };	/* whose errors it has */

struct ask {
	enum ask_family family;
	bool anybody;		/* needs no application: connects if that is still to be done */
	bool connected;		/* needs no application: fails if that is still to be done */
	DWORD device;		/* the line, phone or call that is asked; 0: none */
	DWORD version;		/* of records; 0: that of the device */
	enum shape_text text;	/* of the program's texts and records */
	LONG error;		/* of the arguments so far */
	struct buf tail;
	struct {
		unsigned slot;
		DWORD *to;
	} takes[3];
	unsigned take_count;
	struct {
		unsigned slot;
		void *to;
		DWORD room;
	} data[2];
	unsigned data_count;
	struct record record;	/* if it has `at` */
	unsigned record_slot;
	intptr_t *handle;	/* where a handle that comes with the reply goes; NULL: none may come */
	struct completion later;	/* of an asynchronous one */
};

/* `name` is pasted at once in each of these: some are macros in the SDK of Windows. */
#define ASK(ask, name, ...)						\
	ask_send(ask, PACKET_##name, &(struct packet_##name){ __VA_ARGS__ },	\
		 sizeof(struct packet_##name))

/* A RESULT slot goes to `to`; NULL is refused. */
#define TAKE(ask, name, slot, to)						\
	ask_take(ask, (unsigned)(offsetof(struct packet_##name, slot) / sizeof(DWORD)), to)

/* The value of an OUT_RECORD slot, whose record is filled at `at`: now, or when an
 * asynchronous request is completed. NULL and too small ones are refused. */
#define ROOM(ask, name, slot, type, at)						\
	ask_room(ask, (unsigned)(offsetof(struct packet_##name, slot) / sizeof(DWORD)),	\
		 ABI_##type, at)

/* The number of an OUT_DATA slot: exactly so many bytes, or none, go to `to`. */
#define BYTES(ask, name, slot, to, size)						\
	ask_bytes(ask, (unsigned)(offsetof(struct packet_##name, slot) / sizeof(DWORD)), to, size)

/* A RECORD slot; NULL stays NULL. */
#define GIVE(ask, type, at) ask_give(ask, ABI_##type, at)

LONG ask_send(struct ask *ask, DWORD number, const void *slots, size_t size);
void ask_end(struct ask *ask);		/* of one that is not sent */
void ask_take(struct ask *ask, unsigned slot, DWORD *to);
DWORD ask_room(struct ask *ask, unsigned slot, enum abi_struct which, void *at);
DWORD ask_bytes(struct ask *ask, unsigned slot, void *to, DWORD size);
DWORD ask_give(struct ask *ask, enum abi_struct which, const void *at);

/* A text of the program's form; NULL stays NULL, or is refused. */
DWORD ask_text(struct ask *ask, const void *text);
DWORD ask_need(struct ask *ask, const void *text);

/* Bytes; NULL is refused, unless there are none. */
DWORD ask_data(struct ask *ask, const void *data, DWORD size);

/* What completes an asynchronous request: handles of calls (or of others, `born` false)
 * go to `first` and `second`; the bytes at `at` are written over by what comes. */
void ask_born(struct ask *ask, DWORD *first, DWORD *second, bool born);
DWORD ask_exchange(struct ask *ask, void *at, DWORD size);

void ask_fail(struct ask *ask, enum err err);	/* the argument is wrong; the first counts */
LONG ask_error(const struct ask *ask, enum err err);

#endif
