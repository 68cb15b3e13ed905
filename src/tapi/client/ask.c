/* SPDX-License-Identifier: MIT
 * ask.c - see ask.h. */
#include "ask.h"
#include "base/mem.h"
#include "connection.h"
#include "os/ansi.h"
#include "tapi/frame.h"
#include <string.h>

#define SMALL 512		/* bytes of a request that takes no memory */
#define TRIES 3			/* for a record that grows while it is asked for */

/* --- arguments ------------------------------------------------------------------ */

LONG ask_error(const struct ask *ask, enum err err)
{
	if (ask->family == ASK_LINES)
		return err_line(err);
	if (ask->family == ASK_PHONES)
		return err_phone(err);
	return err == ERR_POINTER ? TAPIERR_INVALPOINTER : TAPIERR_REQUESTFAILED;
}

void ask_fail(struct ask *ask, enum err err)
{
	if (!ask->error)
		ask->error = ask_error(ask, err);
}

static struct buf *tail_of(struct ask *ask)
{
	if (!ask->tail.grows)
		buf_grow(&ask->tail);
	return &ask->tail;
}

static DWORD ansi_text(struct ask *ask, const char *text)
{
	size_t bytes = strlen(text) + 1, units = ansi_to16(text, bytes, NULL, 0);
	WCHAR *wide = mem_alloc(units * sizeof(*wide));
	DWORD at;

	if (!wide) {
		ask_fail(ask, ERR_NOMEM);
		return PACKET_NONE;
	}
	ansi_to16(text, bytes, wide, units);
	at = packet_data(tail_of(ask), wide, (DWORD)(units * sizeof(*wide)));
	mem_free(wide);
	return at;
}

DWORD ask_text(struct ask *ask, const void *text)
{
	if (!text)
		return PACKET_NONE;
	return ask->text == SHAPE_ANSI ? ansi_text(ask, text) : packet_text(tail_of(ask), text);
}

DWORD ask_need(struct ask *ask, const void *text)
{
	if (!text)
		ask_fail(ask, ERR_POINTER);
	return ask_text(ask, text);
}

DWORD ask_data(struct ask *ask, const void *data, DWORD size)
{
	if (!data && size)
		ask_fail(ask, ERR_POINTER);
	if (size > PACKET_MAX) {
		ask_fail(ask, ERR_PARAM);
		return PACKET_NONE;
	}
	return data ? packet_data(tail_of(ask), data, size) : PACKET_NONE;
}

/* The version of a record: the one given, or the device's, if it has that record then. */
static DWORD version_of(struct ask *ask, enum abi_struct which)
{
	if (!ask->version)
		ask->version = known_version(ask->device, TAPI_1_3);
	return abi_fixed_size(which, ask->version) ? ask->version : TAPI_3_1;
}

static DWORD total_of(const void *record)
{
	DWORD total;

	memcpy(&total, record, sizeof(total));
	return total;
}

/* The same record with our texts. */
static DWORD give_ansi(struct ask *ask, enum abi_struct which, const void *at, DWORD version)
{
	const struct shape_form to = { version, SHAPE_WIDE }, from = { version, SHAPE_ANSI };
	DWORD offset = PACKET_NONE;
	void *wide = NULL;
	enum err err = ERR_PARAM;

	if (!shape_check(which, at, total_of(at), version))
		err = shape_turn(&wide, which, to, at, from);
	if (err)
		ask_fail(ask, err);
	else
		offset = packet_record(tail_of(ask), wide);
	mem_free(wide);
	return offset;
}

DWORD ask_give(struct ask *ask, enum abi_struct which, const void *at)
{
	DWORD version = at ? version_of(ask, which) : 0;

	if (!at)
		return PACKET_NONE;
	if (total_of(at) < abi_fixed_size(which, version)) {
		ask_fail(ask, ERR_TOOSMALL);
		return PACKET_NONE;
	}
	if (ask->text == SHAPE_WIDE)
		return ask_data(ask, at, total_of(at));
	return give_ansi(ask, which, at, version);
}

void ask_take(struct ask *ask, unsigned slot, DWORD *to)
{
	if (!to) {
		ask_fail(ask, ERR_POINTER);
		return;
	}
	ask->takes[ask->take_count].slot = slot;
	ask->takes[ask->take_count++].to = to;
}

DWORD ask_room(struct ask *ask, unsigned slot, enum abi_struct which, void *at)
{
	if (!at) {
		ask_fail(ask, ERR_POINTER);
		return 0;
	}
	ask->record = (struct record){ which, version_of(ask, which), ask->text, at, total_of(at) };
	ask->record_slot = slot;
	if (ask->record.room < abi_fixed_size(which, ask->record.version))
		ask_fail(ask, ERR_TOOSMALL);
	return record_room(&ask->record);
}

DWORD ask_bytes(struct ask *ask, unsigned slot, void *to, DWORD size)
{
	if (!to && size)
		ask_fail(ask, ERR_POINTER);
	ask->data[ask->data_count].slot = slot;
	ask->data[ask->data_count].to = to;
	ask->data[ask->data_count++].room = size;
	return size;
}

void ask_born(struct ask *ask, DWORD *first, DWORD *second, bool born)
{
	ask->later.first = first;
	ask->later.second = second;
	ask->later.born = born;
}

DWORD ask_exchange(struct ask *ask, void *at, DWORD size)
{
	ask->later.bytes = at;
	ask->later.room = size;
	return ask_data(ask, at, size);
}

/* --- the reply ------------------------------------------------------------------ */

static enum err hand_out_data(struct ask *ask, const struct packet *reply)
{
	for (unsigned i = 0; i < ask->data_count; i++) {
		const void *at = packet_at(reply, reply->slot[ask->data[i].slot]);
		DWORD size = reply->slot[ask->data[i].slot + 1];

		if (!at || size > ask->data[i].room)
			return ERR_FAILED;
	}
	for (unsigned i = 0; i < ask->data_count; i++)
		if (ask->data[i].to)
			memcpy(ask->data[i].to, packet_at(reply, reply->slot[ask->data[i].slot]),
			       reply->slot[ask->data[i].slot + 1]);
	return OK;
}

static enum err hand_out(struct ask *ask, const struct packet *reply)
{
	enum err err = OK;

	if (ask->record.at) {
		DWORD offset = reply->slot[ask->record_slot];

		err = offset == PACKET_NONE ? ERR_FAILED :
			record_fill(&ask->record, packet_at(reply, offset), reply->tail_size - offset);
	}
	if (!err)
		err = hand_out_data(ask, reply);
	for (unsigned i = 0; !err && i < ask->take_count; i++)
		memcpy(ask->takes[i].to, &reply->slot[ask->takes[i].slot], sizeof(DWORD));
	return err;
}

/* What the program's texts need may be more than was asked for: how much to ask for. */
static DWORD wants_more(const struct ask *ask, const struct packet *reply, DWORD asked)
{
	DWORD offset = ask->record.at ? reply->slot[ask->record_slot] : PACKET_NONE;

	if (ask->record.text == SHAPE_WIDE || offset == PACKET_NONE || reply->answer ||
	    reply->tail_size - offset < 12)
		return 0;
	return record_more(packet_at(reply, offset), asked);
}

/* --- sending -------------------------------------------------------------------- */

static enum err write_request(struct buf *out, const struct packet_kind *kind, const DWORD *slots,
			      const struct buf *tail, DWORD cookie)
{
	size_t frame = frame_begin(out, FRAME_REQUEST, cookie);
	enum err err = packet_write(out, kind->number, slots, kind->count * sizeof(DWORD), tail);

	frame_end(out, frame);
	return err;
}

/* Send and wait for the reply, whose bytes are in `bytes`. */
static enum err exchange(struct ask *ask, const struct packet_kind *kind, const DWORD *slots,
			 struct packet *reply, struct buf *bytes)
{
	DWORD cookie = connection_cookie();
	char small[SMALL];
	struct buf out;
	const char *why;
	enum err err;

	if (FRAME_HEAD + PACKET_FIXED + ask->tail.len <= SMALL)
		buf_fixed(&out, small, sizeof(small));
	else
		buf_grow(&out);
	err = write_request(&out, kind, slots, ask->tail.grows ? &ask->tail : NULL, cookie);
	if (!err && !connection_ask(cookie, &out, bytes, ask->handle))
		err = ERR_FAILED;
	if (out.grows)
		buf_free(&out);
	if (err || bytes->full)
		return err ? err : ERR_NOMEM;
	why = packet_read_reply(reply, kind, bytes->at, bytes->len);
	if (!why)
		return OK;
	client_enter();
	connection_give_up(why);
	client_leave();
	return ERR_FAILED;
}

/* As often as it takes to have all of a record. */
static LONG ask_it(struct ask *ask, const struct packet_kind *kind, DWORD *slots)
{
	struct packet reply;
	struct buf bytes;
	DWORD more;
	enum err err;

	buf_grow(&bytes);
	for (int tries = 0; tries < TRIES; tries++) {
		buf_reset(&bytes);
		err = exchange(ask, kind, slots, &reply, &bytes);
		more = err || kind->async ? 0 : wants_more(ask, &reply, slots[ask->record_slot]);
		if (!more)
			break;
		slots[ask->record_slot] = more;
	}
	if (!err && !reply.answer && !kind->async)
		err = hand_out(ask, &reply);
	buf_free(&bytes);
	return err ? ask_error(ask, err) : (LONG)reply.answer;
}

/* Whether a function that needs an application has one, which has its connection. */
static LONG check_apps(const struct ask *ask)
{
	bool phone = ask->family == ASK_PHONES;
	unsigned connected, all;

	client_enter();
	connected = app_count(phone, false);
	all = app_count(phone, true);
	client_leave();
	if (connected)
		return 0;
	if (all)
		return phone ? PHONEERR_REINIT : LINEERR_REINIT;
	return phone ? PHONEERR_UNINITIALIZED : LINEERR_UNINITIALIZED;
}

/* What is completed later is remembered under the id of the request. */
static LONG begin_later(struct ask *ask, DWORD *id)
{
	ask->later.record = ask->record;
	client_enter();
	*id = completion_new(&ask->later, ask->device);
	client_leave();
	return *id ? 0 : ask_error(ask, ERR_NOMEM);
}

static LONG end_later(struct ask *ask, DWORD id, LONG answer)
{
	if (answer == (LONG)id)
		return answer;
	client_enter();
	completion_cancel(id);
	if (answer >= 0)
		connection_give_up("it answers to another request");
	client_leave();
	return answer < 0 ? answer : ask_error(ask, ERR_FAILED);
}

static LONG send_it(struct ask *ask, const struct packet_kind *kind, DWORD *slots)
{
	LONG answer = ask->error;

	if (!answer && !ask->anybody && !ask->connected)
		answer = check_apps(ask);
	else if (!answer && ask->anybody && !connection_open())
		answer = ask_error(ask, ERR_FAILED);
	if (!answer && ask->tail.full)
		answer = ask_error(ask, ERR_NOMEM);
	if (!answer && kind->async)
		answer = begin_later(ask, slots);
	if (answer)
		return answer;
	answer = ask_it(ask, kind, slots);
	if (kind->async)
		return end_later(ask, slots[0], answer);
	return answer > 0 ? ask_error(ask, ERR_FAILED) : answer;
}

void ask_end(struct ask *ask)
{
	if (ask->tail.grows)
		buf_free(&ask->tail);
}

LONG ask_send(struct ask *ask, DWORD number, const void *slots, size_t size)
{
	DWORD copy[PACKET_SLOTS] = { 0 };
	LONG answer;

	memcpy(copy, slots, size);
	answer = send_it(ask, packet_find(number), copy);
	ask_end(ask);
	return answer;
}
