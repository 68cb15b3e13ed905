/* SPDX-License-Identifier: MIT
 * turn.h - one request of a client and the reply to it.
 *
 * A room of the server (line.c, call.c, ...) is a table of handlers, one a request:
 *
 *   SERVES(lineClose)
 *   {
 *           struct line *line = turn_line(turn, in->line);
 *           ...
 *           return 0;
 *   }
 *   const struct serve line_room[] = { SERVE(lineClose), ..., SERVE_END };
 *
 * A handler answers 0, a request's id or a negative error, and writes the reply's slots
 * by name into `out`. Packets have been checked (packet.h); what they mean has not.
 */
#ifndef SERVER_TURN_H
#define SERVER_TURN_H

#include "tapi/server/access.h"
#include "tapi/server/server_in.h"
#include "tapi/shape.h"

struct turn {
	struct server *server;
	struct client *client;
	const struct packet *in;
	DWORD out[PACKET_SLOTS];	/* of the reply; at first 0, but no record */
	struct buf *tail;		/* of the reply */
	DWORD cookie;
	bool later;			/* turn_reply() will answer, with no slots */
};

struct serve {
	DWORD number;
	LONG (*fn)(struct turn *turn);
};

/* The head of a handler: `turn`, the slots that came as `in`, those that go as `out`. */
#define SERVES(name)								\
	static LONG name##_slots(struct turn *turn, const struct packet_##name *in, \
				 struct packet_##name *out);			\
	static LONG serve_##name(struct turn *turn)				\
	{									\
		return name##_slots(turn, packet_slots(turn->in), (void *)turn->out); \
	}									\
	static LONG name##_slots(struct turn *turn, const struct packet_##name *in, \
				 struct packet_##name *out)
#define SERVE(name) { PACKET_##name, serve_##name }
#define SERVE_END { 0, NULL }

/* The rooms. */
extern const struct serve app_room[], open_room[], line_room[], call_room[], owner_room[], info_room[];
extern const struct serve join_room[], forward_room[], sound_room[], status_room[];
extern const struct serve agent_room[], proxy_room[], assist_room[], translate_room[];
extern const struct serve provider_room[], dialog_room[], handle_room[];
extern const struct serve phone_app_room[], phone_room[], phone_get_room[], phone_set_room[];

/* Once, before any request. */
void turn_init(void);

/* Whether there is a handler; what has none is answered LINEERR_OPERATIONUNAVAIL. */
bool turn_serves(DWORD number);

/* Answer one request packet: appends the reply to the client's `out`. NULL, or why such a
 * client is not to be talked to. */
const char *turn_take(struct client *client, DWORD cookie, const void *bytes, size_t size);

/* Answer a request whose handler has set `later`. */
void turn_reply(struct client *client, DWORD cookie, LONG answer);

/* --- what handles name; NULL: nothing of this client, and of that kind ------------- */

struct app *turn_app(const struct turn *turn, DWORD handle);
struct line *turn_line(const struct turn *turn, DWORD handle);
struct call_handle *turn_call(const struct turn *turn, DWORD handle);	/* of a born call */

/* The text that a slot names, as UTF-8, "" if there is none; for mem_free(). NULL: no memory. */
char *turn_text(const struct turn *turn, DWORD slot);

/* What the client's user may do with a device. */
enum access_right turn_right(const struct turn *turn, struct line_device *device);

/* The newest version of TAPI from `low` to `high` (R-VER-2); 0: there is none. */
DWORD turn_version(DWORD low, DWORD high);

/* The line device `id`. LINEERR_BADDEVICEID; LINEERR_NODEVICE, also of one that is nothing
 * for the client's user; LINEERR_INCOMPATIBLEAPIVERSION
 * of a version that no application can have agreed on. */
LONG turn_device(const struct turn *turn, DWORD id, DWORD version, struct line_device **out);

/* --- records -------------------------------------------------------------------- */

/* What a caller with room for `total` bytes at `version` gets of `from`, into the tail;
 * *slot is for the reply. LINEERR_STRUCTURETOOSMALL, LINEERR_NOMEM. */
LONG turn_record(struct turn *turn, DWORD *slot, enum abi_struct which, DWORD total,
		 DWORD version, const void *from, DWORD from_version);

/* The LINECALLPARAMS that a slot names, as the device's provider takes them; *out is for
 * mem_free() and NULL if there are none. LINEERR_INVALCALLPARAMS, LINEERR_NOMEM. */
LONG turn_params(struct turn *turn, const struct line *line, DWORD slot, void **out);

#endif
