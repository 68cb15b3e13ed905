/* SPDX-License-Identifier: MIT
 * record.h - records of the server, as the program gets them.
 *
 * What the server sent is held by tapi/shape.h before a byte of it is handed on: no size
 * and no offset that the program sees points out of its record.
 */
#ifndef CLIENT_RECORD_H
#define CLIENT_RECORD_H

#include "base/err.h"
#include "tapi/shape.h"

/* A record of the program that is to be filled. */
struct record {
	enum abi_struct which;
	DWORD version;
	enum shape_text text;
	void *at;		/* NULL: there is none */
	DWORD room;		/* its dwTotalSize when it was asked for */
};

/* How much to ask of the server, whose texts are UTF-16. */
DWORD record_room(const struct record *record);

/* Fill it with the `size` bytes at `from`. ERR_TOOSMALL: the fixed part does not fit;
 * ERR_FAILED: what the server sent is wrong; ERR_NOMEM. */
enum err record_fill(const struct record *record, const void *from, DWORD size);

/* Whether not all is in what the server sent, and how much to ask for then; 0: all is. */
DWORD record_more(const void *from, DWORD asked);

#endif
