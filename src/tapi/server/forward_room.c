/* SPDX-License-Identifier: MIT
 * forward_room.c - calls that go elsewhere: forward, park, pickup, completion. */
#include "base/mem.h"
#include "tapi/server/ask.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

/* --- forward ------------------------------------------------------------------------- */

/* The list as the provider takes it, for mem_free(); NULL if there is none. */
static void *forward_list(struct ask *ask, DWORD slot)
{
	const struct packet *packet = ask->turn->in;
	const void *given = packet_at(packet, slot);
	void *list = NULL;
	enum err err;

	if (ask->answer || !given)
		return NULL;
	if (shape_check(ABI_LINEFORWARDLIST, given, packet->tail_size - slot, ask->line->version)) {
		ask->answer = (LONG)LINEERR_INVALPARAM;
		return NULL;
	}
	err = shape_turn(&list, ABI_LINEFORWARDLIST,
			 (struct shape_form){ device_version(ask->line->device), SHAPE_WIDE },
			 given, (struct shape_form){ ask->line->version, SHAPE_WIDE });
	ask_check(ask, err != ERR_TOOSMALL, LINEERR_STRUCTURETOOSMALL);
	ask_check(ask, !err, LINEERR_NOMEM);
	return err ? NULL : list;
}

SERVES(lineForward)
{
	struct ask ask = ask_line(turn, in->request, in->line);
	void *list = forward_list(&ask, in->list);

	ask.context = in->context;
	ask.births = 1;
	ask.optional = true;
	ask_params(&ask, in->params);
	ASK(&ask, lineForward, ask.hdline, in->all, in->address, list, in->rings, ask.htborn[0],
	    ask.born[0], ask.params);
	mem_free(list);
	return ask.answer;
}

/* --- park and pickup ------------------------------------------------------------------- */

#define ADDRESS_MOST 0x10000u	/* bytes of a VARSTRING with an address */

/* The provider's VARSTRING, as long as what is in it. */
static void fill_parked(struct pending *pending, struct event *event, const void **tail, DWORD *size)
{
	VARSTRING *address = pending->block;

	if (address->dwUsedSize < sizeof(*address) || address->dwUsedSize > pending->block_size)
		address->dwUsedSize = pending->block_size;
	address->dwTotalSize = *size = address->dwUsedSize;
	*tail = address;
}

/* Where to park, or room for where it was. */
static void park_address(struct ask *ask, DWORD mode, DWORD dest, DWORD room)
{
	VARSTRING *address;

	ask_check(ask, ask_one_of(mode, LINEPARKMODE_DIRECTED | LINEPARKMODE_NONDIRECTED),
		  LINEERR_INVALPARKMODE);
	if (mode == LINEPARKMODE_DIRECTED) {
		ask_text(ask, dest);
		return;
	}
	ask_check(ask, room != 0, LINEERR_INVALPOINTER);
	ask_check(ask, room >= sizeof(*address), LINEERR_STRUCTURETOOSMALL);
	ask_block(ask, NULL, room < ADDRESS_MOST ? room : ADDRESS_MOST, fill_parked);
	address = ask->block;
	if (!address)
		return;
	address->dwTotalSize = ask->block_size;
	address->dwNeededSize = address->dwUsedSize = sizeof(*address);
}

SERVES(linePark)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	VARSTRING *address;

	ask.context = in->context;
	park_address(&ask, in->mode, in->dest, in->address);
	address = ask.block;
	return ASK(&ask, linePark, ask.hdcall, in->mode, ask_at(&ask, in->dest), address);
}

SERVES(lineUnPark)
{
	struct ask ask = ask_line(turn, in->request, in->line);
	LPCWSTR dest = ask_text(&ask, in->dest);

	ask.context = in->context;
	ask.births = 1;
	return ASK(&ask, lineUnpark, ask.hdline, in->address, ask.htborn[0], ask.born[0], dest);
}

SERVES(linePickUp)
{
	struct ask ask = ask_line(turn, in->request, in->line);

	ask.context = in->context;
	ask.births = 1;
	return ASK(&ask, linePickup, ask.hdline, in->address, ask.htborn[0], ask.born[0],
		   ask_at(&ask, in->dest), ask_at(&ask, in->group));
}

/* --- completion -------------------------------------------------------------------------- */

#define COMPLETION_MODES (LINECALLCOMPLMODE_CAMPON | LINECALLCOMPLMODE_CALLBACK \
			  | LINECALLCOMPLMODE_INTRUDE | LINECALLCOMPLMODE_MESSAGE)

static void fill_completion(struct pending *pending, struct event *event, const void **tail,
			    DWORD *size)
{
	event->p3 = *(const DWORD *)pending->block;
}

SERVES(lineCompleteCall)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	LPDWORD completion;

	ask.context = in->context;
	ask_check(&ask, ask_one_of(in->mode, COMPLETION_MODES), LINEERR_INVALCALLCOMPLMODE);
	ask_block(&ask, NULL, sizeof(*completion), fill_completion);
	completion = ask.block;
	return ASK(&ask, lineCompleteCall, ask.hdcall, completion, in->mode, in->message);
}

SERVES(lineUnCompleteCall)
{
	struct ask ask = ask_line(turn, in->request, in->line);

	return ASK(&ask, lineUncompleteCall, ask.hdline, in->completion);
}

const struct serve forward_room[] = {
	SERVE(lineForward), SERVE(linePark), SERVE(lineUnPark), SERVE(linePickUp),
	SERVE(lineCompleteCall), SERVE(lineUnCompleteCall), SERVE_END,
};
