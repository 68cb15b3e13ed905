/* SPDX-License-Identifier: MIT
 * turn.c - find the handler of a request, and what handlers have in common. */
#include "tapi/server/turn.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/frame.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/older.h"
#include "tapi/server/phone.h"
#include <stdalign.h>

static const struct serve *const rooms[] = {
	app_room, open_room, line_room, call_room, owner_room, info_room,
	join_room, forward_room, sound_room, status_room,
	agent_room, proxy_room, assist_room, translate_room, provider_room, dialog_room, handle_room,
	phone_app_room, phone_room, phone_get_room, phone_set_room,
};

/* [MS-TRP]'s numbers and our own, side by side. */
#define OWN_NUMBERS 0x1000u
#define PLACES 384u
static LONG (*served[PLACES])(struct turn *turn);

static size_t place_of(DWORD number)
{
	return number < OWN_NUMBERS ? number : number - OWN_NUMBERS + 256;
}

void turn_init(void)
{
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
		for (const struct serve *serve = rooms[i]; serve->fn; serve++)
			served[place_of(serve->number)] = serve->fn;
}

bool turn_serves(DWORD number)
{
	const size_t place = place_of(number);

	return place < PLACES && served[place];
}

/* A record that the handler did not write is not there. */
static void out_clear(struct turn *turn)
{
	const struct packet_kind *kind = turn->in->kind;

	memset(turn->out, 0, sizeof(turn->out));
	for (unsigned i = 0; i < kind->count; i++)
		if (kind->slots[i].kind == SLOT_OUT_RECORD || kind->slots[i].kind == SLOT_OUT_DATA)
			turn->out[i] = PACKET_NONE;
}

const char *turn_take(struct client *client, DWORD cookie, const void *bytes, size_t size)
{
	struct server *server = client->server;
	struct packet packet;
	struct turn turn = { server, client, &packet, .tail = &server->tail, .cookie = cookie };
	const char *why = packet_read_request(&packet, bytes, size);
	LONG answer = (LONG)LINEERR_OPERATIONUNAVAIL;
	size_t frame;

	if (why)
		return why;
	buf_reset(turn.tail);
	out_clear(&turn);
	if (turn_serves(packet.kind->number))
		answer = served[place_of(packet.kind->number)](&turn);
	if (turn.later)
		return NULL;
	if (turn.tail->full)
		answer = (LONG)LINEERR_NOMEM;
	if (answer < 0) {
		if (strncmp(packet.kind->name, "phone", 5) == 0)
			answer = phone_error(answer);
		buf_reset(turn.tail);
		out_clear(&turn);
	}
	frame = frame_begin(&client->out, FRAME_REPLY, cookie);
	if (packet_write(&client->out, (DWORD)answer, turn.out, sizeof(turn.out), turn.tail))
		return "its reply does not fit into memory";
	frame_end(&client->out, frame);
	return NULL;
}

void turn_reply(struct client *client, DWORD cookie, LONG answer)
{
	static const DWORD none[PACKET_SLOTS];
	const size_t frame = frame_begin(&client->out, FRAME_REPLY, cookie);

	packet_write(&client->out, (DWORD)answer, none, sizeof(none), NULL);
	frame_end(&client->out, frame);
	client_wrote(client);
}

struct app *turn_app(const struct turn *turn, DWORD handle)
{
	return handle_find(&turn->client->handles, HANDLE_LINE_APP, handle);
}

struct line *turn_line(const struct turn *turn, DWORD handle)
{
	return handle_find(&turn->client->handles, HANDLE_LINE, handle);
}

struct call_handle *turn_call(const struct turn *turn, DWORD handle)
{
	struct call_handle *found = handle_find(&turn->client->handles, HANDLE_CALL, handle);

	return found && found->call->born ? found : NULL;
}

enum access_right turn_right(const struct turn *turn, struct line_device *device)
{
	return access_of(turn->server->access, &turn->client->account, device_name(device));
}

DWORD turn_version(DWORD low, DWORD high)
{
	static const DWORD known[] = {
		TAPI_3_1, TAPI_3_0, TAPI_2_2, TAPI_2_1, TAPI_2_0, TAPI_1_4, TAPI_1_3,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] >= low && known[i] <= high)
			return known[i];
	return 0;
}

char *turn_text(const struct turn *turn, DWORD slot)
{
	const void *text = packet_at(turn->in, slot);

	return text ? utf8_from16(text, (turn->in->tail_size - slot) / sizeof(WCHAR))
		    : mem_copy("");
}

LONG turn_device(const struct turn *turn, DWORD id, DWORD version, struct line_device **out)
{
	struct server *server = turn->server;

	if (id >= server->line_count)
		return (LONG)LINEERR_BADDEVICEID;
	if (!server->lines[id]->provider || !turn_right(turn, server->lines[id]))
		return (LONG)LINEERR_NODEVICE;
	if (!turn_version(version, version))
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	*out = server->lines[id];
	return 0;
}

/* Room for a record of `size` bytes in the tail, aligned. */
static void *room(struct buf *tail, DWORD size, DWORD *at)
{
	static const char zero[8];

	buf_bytes(tail, zero, -tail->len & (alignof(DWORD) - 1));
	if (!buf_room(tail, size))
		return NULL;
	*at = (DWORD)tail->len;
	memset(tail->at + tail->len, 0, size);
	memcpy(tail->at + tail->len, &size, sizeof(size));
	return tail->at + tail->len;
}

/* How all records begin. */
struct head {
	DWORD total, needed, used;
};

LONG turn_record(struct turn *turn, DWORD *slot, enum abi_struct which, DWORD total,
		 DWORD version, const void *from, DWORD from_version)
{
	const DWORD fixed = abi_fixed_size(which, version);
	DWORD size = total, at;
	struct head head;
	void *record;

	if (!fixed || total < fixed)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	memcpy(&head, from, sizeof(head));
	if (size > fixed + head.used)
		size = fixed + head.used;	/* more it will hardly need */
	for (;;) {
		record = room(turn->tail, size, &at);
		if (!record || shape_copy(which, record, (struct shape_form){ version, SHAPE_WIDE },
					  from, (struct shape_form){ from_version, SHAPE_WIDE }))
			return (LONG)LINEERR_NOMEM;
		memcpy(&head, record, sizeof(head));
		if (head.needed <= size || size == total)
			break;
		size = head.needed < total ? head.needed : total;
	}
	if (version < from_version)
		older_record(which, record, version);
	turn->tail->len += head.used;
	memcpy(record, &head.used, sizeof(head.used));
	*slot = at;
	return 0;
}

LONG turn_params(struct turn *turn, const struct line *line, DWORD slot, void **out)
{
	const void *given = packet_at(turn->in, slot);
	const DWORD version = device_version(line->device);
	enum err err;

	*out = NULL;
	if (!given)
		return 0;
	if (shape_check(ABI_LINECALLPARAMS, given, turn->in->tail_size - slot, line->version))
		return (LONG)LINEERR_INVALCALLPARAMS;
	err = shape_turn(out, ABI_LINECALLPARAMS, (struct shape_form){ version, SHAPE_WIDE },
			 given, (struct shape_form){ line->version, SHAPE_WIDE });
	if (err == ERR_TOOSMALL)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	return err ? (LONG)LINEERR_NOMEM : 0;
}
