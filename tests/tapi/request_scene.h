/* SPDX-License-Identifier: MIT
 * request_scene.h - a call from line a to line b, its two owners, one who watches line a,
 * and a short form for requests.
 *
 *   CHECK_INT(DO(s.caller, lineHold, .call = s.out), 0);
 *   CHECK_INT(NOW(s.caller, lineSetMediaMode, .call = s.out, .media_mode = VOICE), 0);
 */
#ifndef REQUEST_SCENE_H
#define REQUEST_SCENE_H

#include "server_scene.h"

#define MONITOR LINECALLPRIVILEGE_MONITOR
#define OWNER LINECALLPRIVILEGE_OWNER
#define NONE PACKET_NONE

struct request_scene {
	struct peer *caller, *called, *watcher;
	DWORD caller_app, line_a, line_b, watched;
	DWORD out, in, seen;	/* the call's handles */
};
extern struct request_scene s;
extern struct event request_reply;	/* the last LINE_REPLY */

void request_prepare(void);		/* only what requests are made of */
void request_lines(const char *more);	/* the three and their lines, no call */
void request_connect(void);		/* and the call, connected */
void request_talk(const char *more);	/* both */

DWORD request_new_call(struct peer *peer);	/* the handle of the next LINE_APPNEWCALL */

/* Wait for a LINE_CALLINFO with that bit. */
void request_heard(struct peer *peer, DWORD bit);

/* What the next request's texts and bytes are taken from. */
extern struct buf request_tail;
DWORD request_text(const char *text);
DWORD request_data(const void *data, DWORD size);

LONG request_do(struct peer *peer, DWORD number, DWORD *slots, size_t size);
extern unsigned request_delay_ms;	/* what the exchange takes for an operation; at first 0 */
LONG request_now(struct peer *peer, DWORD number, void *slots, size_t size);

/* The result of an asynchronous request, refused at once or by its LINE_REPLY. */
#define DO(peer, name, ...) ({							\
	struct packet_##name in_ = { __VA_ARGS__ };				\
	request_do(peer, PACKET_##name, &in_.request, sizeof(in_));		\
})

/* And of one that is answered at once; `got` gets the slots of the reply. */
#define NOW(peer, name, ...) ({							\
	struct packet_##name in_ = { __VA_ARGS__ };				\
	request_now(peer, PACKET_##name, &in_, sizeof(in_));			\
})
#define GET(peer, name, got, ...) ({						\
	*(got) = (struct packet_##name){ __VA_ARGS__ };				\
	request_now(peer, PACKET_##name, got, sizeof(*(got)));			\
})

#endif
