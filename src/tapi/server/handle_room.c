/* SPDX-License-Identifier: MIT
 * handle_room.c - lineGetID of classes whose ids begin with a handle.
 *
 * The server gets the handle from the provider as if it were the program, and hands it on:
 * so no provider sees a program's process, and nothing is left over where the program has
 * gone meanwhile. */
#include "base/mem.h"
#include "os/passing.h"
#include "tapi/class.h"
#include "tapi/server/ask.h"
#include "tapi/server/passed.h"

struct wanted {
	const struct ask *ask;
	DWORD address, select;
	LPCWSTR class;
};

static LONG ask_id(void *arg, void *room)
{
	const struct wanted *wanted = arg;
	const struct ask *ask = wanted->ask;

	return ask->provider->tspi->lineGetID(ask->hdline, wanted->address, ask->hdcall,
					      wanted->select, room, wanted->class,
					      ask->turn->client->by_tcp ? PASSING_REMOTE : passing_self());
}

/* Take the handle that the id begins with out of it. What stays is the name. */
static LONG take_handle(VARSTRING *id, intptr_t *out)
{
	char *at = (char *)id + id->dwStringOffset;
	HANDLE handle;

	if (id->dwUsedSize < sizeof(*id) || id->dwStringSize < sizeof(handle)
	    || id->dwStringOffset < sizeof(*id) || id->dwStringOffset > id->dwUsedSize
	    || id->dwStringSize > id->dwUsedSize - id->dwStringOffset)
		return (LONG)LINEERR_OPERATIONFAILED;
	memcpy(&handle, at, sizeof(handle));
	id->dwStringSize -= sizeof(handle);
	id->dwStringOffset += sizeof(handle);
	*out = handle ? (intptr_t)handle : PASSING_NONE;
	return 0;
}

/* Who only looks, at a call or at a line, does not read what others are to read. */
static bool may_have(const struct ask *ask)
{
	return ask->has && !owned(ask->has) && turn_right(ask->turn, ask->line->device) >= ACCESS_OWN;
}

static LONG hand_over(struct turn *turn, intptr_t handle, DWORD *number)
{
	struct client *client = turn->client;
	enum passing way = PASSING_NOT;
	uv_os_fd_t connection;
	uint32_t theirs = 1;

	if (!client->by_tcp && !uv_fileno(&client->any, &connection))
		way = passing_into((intptr_t)connection, handle, &theirs);
	*number = theirs;
	if (way == PASSING_NUMBER)
		return 0;
	if (way == PASSING_NOT) {
		passing_close(handle);
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	}
	return passed_put(client, turn->cookie, handle) ? 0 : (LONG)LINEERR_RESOURCEUNAVAIL;
}

SERVES(lineGetIDAndHandle)
{
	struct ask ask = ask_select(turn, 0, in->select, in->line, in->call, false);
	struct wanted wanted = { &ask, in->address, in->select, ask_text(&ask, in->class) };
	const struct host_record record = { "lineGetID", sizeof(VARSTRING), ask_id, &wanted };
	intptr_t handle = PASSING_NONE;
	VARSTRING *id;

	ask_check(&ask, ask.answer || class_has_handle(wanted.class, sizeof(WCHAR)),
		  LINEERR_INVALDEVICECLASS);
	if (!ask_may(&ask, ask.provider && ask.provider->tspi->lineGetID))
		return ask.answer;
	ask.answer = host_get_record(ask.provider->host, &record, (void **)&id);
	if (ask.answer)
		return ask.answer;
	ask.answer = take_handle(id, &handle);
	if (host_is_apart(ask.provider->host))	/* it was told to give none, and one is none here */
		handle = PASSING_NONE;
	if (!ask.answer)
		ask.answer = turn_record(turn, &out->id, ABI_VARSTRING, in->id, ask.line->version,
					 id, ask.line->version);
	if (ask.answer || !may_have(&ask) || in->id < sizeof(*id) + id->dwStringSize)
		passing_close(handle);
	else if (handle != PASSING_NONE)
		ask.answer = hand_over(turn, handle, &out->handle);
	mem_free(id);
	return ask.answer;
}

const struct serve handle_room[] = { SERVE(lineGetIDAndHandle), SERVE_END };
