/* SPDX-License-Identifier: MIT
 * phone_scene.h - clients of phones. The phone "desk" has the device id 0, line b and a
 * headset; "hall" has 1 and stands alone.
 */
#ifndef PHONE_SCENE_H
#define PHONE_SCENE_H

#include "server_scene.h"
#include "abi/sizes.h"

#define PHONES "[phone desk]\ndriver = sim\nline = b\nheadset = yes\n[phone hall]\ndriver = sim\n"
#define P_OWNER PHONEPRIVILEGE_OWNER
#define P_MONITOR PHONEPRIVILEGE_MONITOR

/* Of desk: 0 to 11 are its keypad. */
enum { BUTTON_LINE = 12, BUTTON_HOLD, BUTTON_DROP, BUTTON_LOUDER, BUTTON_QUIETER, BUTTON_MESSAGES,
	BUTTONS };

struct phone_end {
	struct peer *peer;
	DWORD app, phone;
};

DWORD phone_app(struct peer *peer, const char *name, DWORD version);	/* phoneInitialize */
LONG phone_try(struct phone_end *end, DWORD device, DWORD version, DWORD ext_version,
	       DWORD privilege);
/* A client of its own that has opened desk at `version`. */
struct phone_end phone_open(const char *name, DWORD version, DWORD privilege);
void phone_listen(const struct phone_end *end, DWORD states, DWORD modes, DWORD buttons);

/* An ASYNC request, whose first slot is its id: what was answered if that is an error, else
 * the result that PHONE_REPLY brings. */
LONG phone_result(struct peer *peer, DWORD number, void *slots, size_t size, const struct buf *tail);
#define DONE(peer, name, ...) ({						\
	struct packet_##name slots_ = { .request = peer_request(), __VA_ARGS__ };	\
	phone_result(peer, PACKET_##name, &slots_, sizeof(slots_), NULL);		\
})

void phone_news(struct peer *peer, DWORD state, DWORD detail);	/* the next PHONE_STATE is that */
DWORD put_wide(struct buf *tail, const char *text);

#endif
