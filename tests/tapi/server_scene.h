/* SPDX-License-Identifier: MIT
 * server_scene.h - the telephony server on a thread, with lines of the simulated exchange,
 * and clients that speak its protocol packet by packet.
 *
 * The exchange's clock is virtual: scene_advance() moves it. Lines a, b, c have the numbers
 * 100, 200, 300 and the device ids 0, 1, 2; c takes four calls.
 */
#ifndef SERVER_SCENE_H
#define SERVER_SCENE_H

#include "base/buf.h"
#include "tapi/event.h"
#include "tapi/packet.h"
#include "tapi/server/server.h"
#include "test.h"

#define WAIT_MS 20000

extern struct server *scene_server;

/* The server's locations are those of the file "dialing.conf", if a test wrote one; what
 * programs change of them is in "dialed.conf". */
void scene_open(const char *more);	/* `more` rows of the provider's configuration, or NULL */
void scene_open_with(const char *more, const char *server);	/* and rows of [server] */
const char *scene_file(const char *name);	/* a path in the scene's folder; until the next */
void scene_write(const char *name, const char *text);	/* a file there, gone at the end */
void scene_fake(void);	/* before it is opened: instead of the exchange conf/fake, line 0 and 1 */
void scene_second(const char *text);	/* before it is opened: a second provider with this file */
void scene_also(const char *more);	/* rows of the server's configuration behind the others, from the
					   next scene_open() or scene_reload() on; kept by the caller */
void scene_reload(void);		/* it reads its configuration anew; what follows, events tell */
void scene_close(void);			/* now, instead of at the end of the test */
void scene_advance(unsigned ms);
void scene_command(const char *text);	/* of the provider's private door; must succeed */
const char *scene_socket(void);		/* the path */
unsigned scene_port(void);		/* of TCP, where nobody listens */

/* A connection of its own; closed at the test's end. */
struct peer;
struct peer *peer_new(void);		/* connected, nothing said */
struct peer *peer_hello(const char *name);	/* and welcome */
struct peer *peer_hello_as(const char *name, unsigned user);	/* as another user's; root only */
struct peer *peer_by_tcp(unsigned port, const char *hello);	/* hello said, the answer not read */
void peer_leave(struct peer *peer);	/* close it now */
void peer_again(struct peer *peer, const char *name);	/* leave, and come back as a new client */
int peer_socket(struct peer *peer);	/* of what it has not read */
void peer_bytes(struct peer *peer, const void *bytes, size_t size);

/* Send a request and take its reply; events meanwhile are kept. The answer; slots of the
 * reply are in `slots`, its tail in peer_tail(). */
LONG peer_ask(struct peer *peer, DWORD number, void *slots, size_t size, const struct buf *tail);
#define ASK(peer, name, slots) peer_ask(peer, PACKET_##name, slots, sizeof(*(slots)), NULL)
#define ASK_WITH(peer, name, slots, tail) \
	peer_ask(peer, PACKET_##name, slots, sizeof(*(slots)), tail)
/* The same for what the server may not want to talk about: false if there is no reply, but
 * the connection has ended (peer_gone). */
bool peer_try(struct peer *peer, DWORD number, const void *slots, size_t size,
	      const struct buf *tail, LONG *answer);
const void *peer_tail(struct peer *peer, DWORD offset);

/* The next event with that message, those before it are passed over; false: it does not
 * come (nothing is waited for once the server said that it has told all: see peer_none). */
bool peer_event(struct peer *peer, DWORD message, struct event *out);

/* The oldest that was kept, of any message; false: none is, and nothing is waited for. */
bool peer_next(struct peer *peer, struct event *out);
const void *peer_event_tail(struct peer *peer);	/* of the last; NULL: none */

/* That no event with that message has been told. */
bool peer_none(struct peer *peer, DWORD message);

/* Whether the server has closed the connection; `why`, unless NULL, gets its goodbye. */
bool peer_gone(struct peer *peer, char *why, size_t size);

/* --- what every test does ---------------------------------------------------------- */

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE

DWORD peer_app(struct peer *peer, const char *module);			/* lineInitialize */
DWORD peer_line(struct peer *peer, DWORD app, DWORD device, DWORD privileges);	/* lineOpen 2.2 */
LONG peer_reply(struct peer *peer, DWORD request, struct event *out);	/* the LINE_REPLY's result */
DWORD peer_call(struct peer *peer, DWORD line, const char *dest);	/* made; its handle */
DWORD peer_state(struct peer *peer, DWORD call, DWORD state);	/* wait for it; its privilege */
DWORD peer_request(void);			/* an id that was not used yet */

#endif
