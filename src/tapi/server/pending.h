/* SPDX-License-Identifier: MIT
 * pending.h - requests that a provider has not answered yet.
 *
 * The client's id of a request and the host's are tied together here; when the answer
 * comes (HOST_REPLY), the client hears LINE_REPLY. If the client has gone, the answer
 * still comes, and what was born by it goes again. Rooms use it by ask.h.
 */
#ifndef SERVER_PENDING_H
#define SERVER_PENDING_H

#include "tapi/server/turn.h"

struct phone;

struct pending {
	struct list node;		/* in its client's; alone when that has gone */
	struct client *client;		/* NULL: it has gone */
	struct provider *provider;
	struct list provider_node;
	LONG host_request;
	DWORD request, context;		/* the client's */
	DWORD app;			/* context of the application */
	DWORD message;			/* LINE_REPLY, PHONE_REPLY */
	struct call *births[2];		/* calls that are born by it */
	uint32_t taken_call, taken_by;	/* lineAccept, lineAnswer: the host's call, the application */
	void *block;			/* bytes that stay the provider's until the reply */
	DWORD block_size;
	/* Fill what a good answer brings besides; NULL: nothing. *tail may point into `block`. */
	void (*fill)(struct pending *pending, struct event *event, const void **tail, DWORD *size);
};

/* A request to ask `provider` for `function` of the line and, unless 0, the call of the host.
 * NULL: *answer says why. */
struct pending *pending_new(struct turn *turn, DWORD request, const char *function,
			    struct app *app, struct line_device *device, uint32_t host_call,
			    LONG *answer);

/* The same of a phone, with PHONE_REPLY. */
struct pending *pending_of_phone(struct turn *turn, DWORD request, const char *function,
				 struct phone *phone, LONG *answer);

/* A call of `line` that is born when the request succeeds, with a handle for the line's
 * application; *slot is where the provider writes its own. NULL: no memory, and the request
 * must be ended with an error. */
struct call *pending_birth(struct pending *pending, struct line *line, LPHDRVCALL *slot);

/* Judge what the provider's function returned (R-ASYNC-2); frees a request that was refused.
 * The answer for the client. */
LONG pending_end(struct pending *pending, LONG returned);

/* The one that the host knows by that id, of a client that is there; NULL: there is none. */
struct pending *pending_find(const struct provider *provider, LONG host_request);

/* The provider's answer; or there will be none, and nobody is left to be told. */
void pending_reply(struct pending *pending, LONG result);
void pending_free(struct pending *pending);

/* The provider has ended: whatever it has not answered has failed. */
void pendings_fail(struct provider *provider);

/* The client goes: nobody is told any more. */
void pendings_orphan(struct client *client);

/* 0, LINEERR_INVALCALLHANDLE of NULL, LINEERR_NOTOWNER of a monitor. */
LONG owned(const struct call_handle *has);
struct provider *provider_of(const struct call_handle *has);
HDRVCALL hd_of(const struct call_handle *has);

#endif
