/* SPDX-License-Identifier: MIT
 * ask.c - what is held against a request, and its way to the provider. */
#include "tapi/server/ask.h"
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"

/* The upper bits are for media modes of the vendor's own. */
#define MEDIA_OF_VENDORS 0xFF000000u

static struct ask about(struct turn *turn, DWORD request, struct line *line)
{
	struct ask ask = { .turn = turn, .request = request, .line = line };

	ask.provider = line->device->provider;
	if (!ask.provider || !line->device->host_line)
		ask.answer = (LONG)LINEERR_NODEVICE;
	else
		ask.hdline = device_hd(line->device);
	return ask;
}

struct ask ask_look(struct turn *turn, DWORD request, DWORD handle)
{
	struct line *line = turn_line(turn, handle);

	if (!line)
		return (struct ask){ .turn = turn, .answer = (LONG)LINEERR_INVALLINEHANDLE };
	return about(turn, request, line);
}

void ask_right(struct ask *ask)
{
	if (!ask->answer && turn_right(ask->turn, ask->line->device) < ACCESS_OWN)
		ask->answer = (LONG)LINEERR_OPERATIONUNAVAIL;
}

struct ask ask_line(struct turn *turn, DWORD request, DWORD handle)
{
	struct ask ask = ask_look(turn, request, handle);

	ask_right(&ask);
	return ask;
}

struct ask ask_call(struct turn *turn, DWORD request, DWORD handle)
{
	struct call_handle *has = turn_call(turn, handle);
	struct ask ask;

	if (!has)
		return (struct ask){ .turn = turn, .answer = (LONG)LINEERR_INVALCALLHANDLE };
	ask = about(turn, request, has->line);
	ask.has = has;
	if (!ask.answer)
		ask.hdcall = hd_of(has);
	return ask;
}

struct ask ask_owner(struct turn *turn, DWORD request, DWORD handle)
{
	struct ask ask = ask_call(turn, request, handle);

	if (!ask.answer)
		ask.answer = owned(ask.has);
	return ask;
}

struct ask ask_select(struct turn *turn, DWORD request, DWORD select, DWORD line, DWORD call,
		      bool owner)
{
	switch (select) {
	case LINECALLSELECT_LINE:
	case LINECALLSELECT_ADDRESS:
		return owner ? ask_line(turn, request, line) : ask_look(turn, request, line);
	case LINECALLSELECT_CALL:
		return owner ? ask_owner(turn, request, call) : ask_call(turn, request, call);
	default:
		return (struct ask){ .turn = turn, .answer = (LONG)LINEERR_INVALCALLSELECT };
	}
}

void ask_check(struct ask *ask, bool holds, DWORD wrong)
{
	if (!ask->answer && !holds)
		ask->answer = (LONG)wrong;
}

HDRVCALL ask_other(struct ask *ask, DWORD handle, DWORD wrong)
{
	struct call_handle *other = turn_call(ask->turn, handle);

	if (ask->answer)
		return NULL;
	ask_check(ask, other && other->call->device == ask->line->device, wrong);
	if (!ask->answer)
		ask->answer = owned(other);
	return ask->answer ? NULL : hd_of(other);
}

LPCWSTR ask_text(struct ask *ask, DWORD slot)
{
	LPCWSTR text = ask_at(ask, slot);

	ask_check(ask, text != NULL, LINEERR_INVALPOINTER);
	return text;
}

void ask_block(struct ask *ask, const void *from, DWORD size,
	       void (*fill)(struct pending *, struct event *, const void **, DWORD *))
{
	if (ask->answer)
		return;
	ask->block = mem_zalloc(size);
	ask_check(ask, ask->block != NULL, LINEERR_NOMEM);
	if (ask->block && from)
		memcpy(ask->block, from, size);
	ask->block_size = size;
	ask->fill = fill;
}

void ask_params(struct ask *ask, DWORD slot)
{
	if (!ask->answer)
		ask->answer = turn_params(ask->turn, ask->line, slot, &ask->params);
}

bool ask_one_of(DWORD value, DWORD bits)
{
	return value && !(value & (value - 1)) && (value & bits);
}

bool ask_media(const struct ask *ask, DWORD modes)
{
	return !ask->line
	       || !(modes & ~(name_known_bits(NAME_LINEMEDIAMODE, ask->line->version) | MEDIA_OF_VENDORS));
}

/* --- the way there ------------------------------------------------------------------- */

static void give_up(struct ask *ask)
{
	mem_free(ask->params);
	mem_free(ask->block);
	ask->params = ask->block = NULL;
}

static bool bear(struct ask *ask)
{
	struct call *call;

	for (unsigned i = 0; i < ask->births; i++) {
		call = pending_birth(ask->pending, ask->line, &ask->born[i]);
		if (!call)
			return false;
		call_says(call, ask->params, device_version(ask->line->device));
		ask->htborn[i] = host_htcall(call->host_call);
		if (ask->optional)
			host_call_optional(ask->provider->host, call->host_call);
	}
	return true;
}

bool ask_may(struct ask *ask, bool exported)
{
	ask_check(ask, exported, LINEERR_OPERATIONUNAVAIL);
	if (ask->answer)
		give_up(ask);
	return !ask->answer;
}

bool ask_begin(struct ask *ask, const char *function, bool exported)
{
	if (!ask_may(ask, exported))
		return false;
	ask->pending = pending_new(ask->turn, ask->request, function, ask->line->app,
				   ask->line->device, ask->has ? ask->has->call->host_call : 0,
				   &ask->answer);
	if (!ask->pending) {
		give_up(ask);
		return false;
	}
	ask->pending->context = ask->context;
	ask->pending->block = ask->block;
	ask->pending->block_size = ask->block_size;
	ask->pending->fill = ask->fill;
	ask->block = NULL;
	if (bear(ask))
		return true;
	ask_end(ask, (LONG)LINEERR_NOMEM);
	return false;
}

void ask_end(struct ask *ask, LONG returned)
{
	ask->answer = pending_end(ask->pending, returned);
	ask->pending = NULL;	/* it may be gone */
	give_up(ask);
}

/* A synchronous function answers 0 or a negative error. */
LONG ask_done(struct ask *ask, LONG returned)
{
	ask->answer = returned > 0 ? (LONG)LINEERR_OPERATIONFAILED : returned;
	give_up(ask);
	return ask->answer;
}
