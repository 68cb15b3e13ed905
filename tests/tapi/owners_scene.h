/* SPDX-License-Identifier: MIT
 * owners_scene.h - several programs that want the same lines and calls.
 *
 * Each program is a peer with one application; openings differ in version, privileges and
 * media modes. Requests in short: NOW(peer, lineClose, .line = line).
 */
#ifndef OWNERS_SCENE_H
#define OWNERS_SCENE_H

#include "abi/sizes.h"
#include "server_scene.h"

#define NONE LINECALLPRIVILEGE_NONE
#define MONITOR LINECALLPRIVILEGE_MONITOR
#define OWNER LINECALLPRIVILEGE_OWNER
#define FAX LINEMEDIAMODE_G3FAX
#define DATA LINEMEDIAMODE_DATAMODEM
#define UNKNOWN LINEMEDIAMODE_UNKNOWN

struct program {
	struct peer *peer;
	DWORD app, line;
};

/* A program of that module which knows `version`; no line. */
struct program program_new(const char *module, DWORD version);

/* lineOpen for a program; the answer. A good one is its `line`. */
struct opening {
	DWORD device, version, privileges, media, ext_version;
	DWORD params;		/* in owners_tail; 0: none */
};
LONG program_open(struct program *program, const struct opening *opening);

/* Both, of version 2.2; it must succeed. */
struct program program_with(const char *module, DWORD device, DWORD privileges, DWORD media);

/* The handle of the next LINE_APPNEWCALL, and the privilege that comes with it. */
DWORD program_new_call(struct program *program, DWORD privilege);

/* What the next request's texts and records are taken from; emptied by it. */
extern struct buf owners_tail;
DWORD owners_text(const char *text);
DWORD owners_params(const LINECALLPARAMS *params, const char *orig_address, const char *comment);

LONG owners_now(struct peer *peer, DWORD number, void *slots, size_t size);

#define GET(peer, name, got, ...) ({						\
	*(got) = (struct packet_##name){ __VA_ARGS__ };				\
	owners_now(peer, PACKET_##name, got, sizeof(*(got)));			\
})
#define NOW(peer, name, ...) ({							\
	struct packet_##name in_ = { __VA_ARGS__ };				\
	owners_now(peer, PACKET_##name, &in_, sizeof(in_));			\
})

/* The result of lineAnswer, lineDrop, ...: requests of a call and of bytes. */
LONG owners_ask(struct peer *peer, DWORD number, DWORD call);

/* A LINE_CALLINFO with (at least) those bits comes. */
bool owners_info(struct peer *peer, DWORD bits);

/* Records, until the next. */
const LINECALLINFO *owners_call_info(struct peer *peer, DWORD call);
const LINECALLSTATUS *owners_call_status(struct peer *peer, DWORD call);
const LINEDEVSTATUS *owners_line_status(struct peer *peer, DWORD line, DWORD room);
DWORD owners_new_calls(struct peer *peer, DWORD line, DWORD *calls, DWORD room);

/* A text field of a record. */
const char *owners_field(const void *record, DWORD size, DWORD offset);
#define FIELD(record, field) owners_field(record, (record)->dw##field##Size, \
					  (record)->dw##field##Offset)

#endif
