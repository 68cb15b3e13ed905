/* SPDX-License-Identifier: MIT
 * client_scene.h - a program as it is written for TAPI: an application with the client
 * library, the server and its exchange, and a call between two of its lines.
 */
#ifndef CLIENT_SCENE_H
#define CLIENT_SCENE_H

#include "server_scene.h"
#include "tapi/client/functions.h"

#define OWNER LINECALLPRIVILEGE_OWNER
#define V2_2 0x00020002

/* ThreadSanitizer lets no child of a program with threads have threads. */
#ifdef __SANITIZE_THREAD__
#define CHILDREN_MAY_THREAD false
#else
#define CHILDREN_MAY_THREAD true
#endif

struct client_scene {
	HLINEAPP app;
	HANDLE event;
	DWORD devices;
	HLINE caller, called;
	HCALL out, in;
	LINEMESSAGE message;	/* the last that came */
};
extern struct client_scene it;

void prog_begin(void);		/* the server runs, the program knows where */
void prog_begin_with(const char *server);	/* with rows of [server] */
void prog_begin_lines(const char *more);	/* with more rows of the provider's configuration */
void prog_talk(void);		/* and lines 0 and 1 talk */

HLINE prog_open(DWORD device, DWORD_PTR instance);

/* The next message of that kind, in it.message; false: it does not come. */
bool prog_hears(DWORD id);

/* The result of a request whose id this is. */
LONG prog_reply(LONG request);
void prog_state(HCALL call, DWORD state);	/* wait for it */

#endif
