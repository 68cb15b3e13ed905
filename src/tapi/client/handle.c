/* SPDX-License-Identifier: MIT
 * handle.c - see handle.h. */
#include "handle.h"
#include "os/passing.h"
#include <string.h>

#define NAME_ROOM 1024		/* bytes for the id without its handle */

/* What the server sends: a VARSTRING with the name alone. */
union name {
	VARSTRING id;
	char room[NAME_ROOM];
};

/* The id as the program gets it. False: it has no room for it. */
static bool compose(LPVARSTRING id, const union name *name, HANDLE handle)
{
	const bool whole = name->id.dwNeededSize <= name->id.dwUsedSize;
	const DWORD size = sizeof(handle) + name->id.dwStringSize;
	char *at = (char *)(id + 1);

	id->dwNeededSize = whole ? sizeof(*id) + size : name->id.dwNeededSize + sizeof(handle);
	id->dwUsedSize = sizeof(*id);
	id->dwStringFormat = name->id.dwStringFormat;
	id->dwStringSize = id->dwStringOffset = 0;
	if (!whole || id->dwNeededSize > id->dwTotalSize)
		return false;
	memcpy(at, &handle, sizeof(handle));
	memcpy(at + sizeof(handle), name->room + name->id.dwStringOffset, name->id.dwStringSize);
	id->dwUsedSize = id->dwNeededSize;
	id->dwStringSize = size;
	id->dwStringOffset = sizeof(*id);
	return true;
}

LONG handle_id(struct ask *ask, struct packet_lineGetIDAndHandle *slots, LPVARSTRING id)
{
	union name name = { .id.dwTotalSize = sizeof(name) };
	intptr_t handle = PASSING_NONE;
	DWORD number = 0;
	LONG answer;

	if (!id)
		ask_fail(ask, ERR_POINTER);
	else if (id->dwTotalSize < sizeof(*id))
		ask_fail(ask, ERR_TOOSMALL);
	ask->text = SHAPE_WIDE;		/* of the record: bytes, whatever the program's texts are */
	ask->handle = &handle;
	TAKE(ask, lineGetIDAndHandle, handle, &number);
	slots->id = ROOM(ask, lineGetIDAndHandle, id, VARSTRING, &name.id);
	answer = ask_send(ask, PACKET_lineGetIDAndHandle, slots, sizeof(*slots));
	if (!answer && number) {
		handle = passing_arrived(handle, number);
		if (handle == PASSING_NONE)
			answer = (LONG)LINEERR_OPERATIONFAILED;
	}
	if (answer || !compose(id, &name, handle == PASSING_NONE ? NULL : (HANDLE)handle))
		passing_close(handle);
	return answer;
}
