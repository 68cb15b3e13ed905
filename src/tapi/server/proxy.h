/* SPDX-License-Identifier: MIT
 * proxy.h - applications that serve the agents of a line, and what others ask of them.
 *
 *   who asks --- lineSetAgentState --> server --- LINE_PROXYREQUEST --> proxy
 *   who asks <------- LINE_REPLY ----- server <-- lineProxyResponse --- proxy
 *
 * A proxy is a line opened with LINEOPENOPTION_PROXY, for some types of requests; each
 * type of a device has one proxy at most. A request is answered once: by the proxy, by
 * its end, or when it takes too long (LINEERR_OPERATIONFAILED).
 *
 * The last DWORD of the LINEPROXYREQUEST is the server's number of the request; so what
 * comes back with lineProxyResponse tells by itself what it answers.
 */
#ifndef SERVER_PROXY_H
#define SERVER_PROXY_H

#include "tapi/server/turn.h"

#define PROXY_BIT(type) (1u << (type))
#define PROXY_WAITING_MAX (4u << 20)	/* bytes that may wait for one proxy */
#define PROXY_ROOM_MAX 65536u		/* bytes of a record that a proxy fills */

struct proxy {
	struct line *line;
	DWORD serves;			/* PROXY_BIT() of each LINEPROXYREQUEST_ */
	struct list waiting;		/* struct proxied */
	size_t waiting_bytes;
	DWORD last;			/* number of a request */
};

/* --- being one ------------------------------------------------------------------ */

/* What lineOpen does more with LINEOPENOPTION_PROXY; `params` is the slot of its
 * LINECALLPARAMS, whose device-specific part has the types, a DWORD each. Those who have
 * the device open hear LINE_PROXYSTATUS. 0 without the option; LINEERR_ALLOCATED: another
 * serves one of the types; LINEERR_INVALPRIVSELECT: the application's version or user
 * may not; LINEERR_INVALPOINTER, LINEERR_INVALPARAM, LINEERR_NOMEM. */
LONG proxy_open(const struct turn *turn, struct line *line, DWORD params);

/* The line is being closed: what waits fails, the others hear LINE_PROXYSTATUS. */
void proxy_close(struct line *line);

/* Who serves requests of a type for a device; NULL: nobody. */
struct proxy *proxy_of(const struct line_device *device, DWORD type);

/* Whether there is a request of this type for who agreed on `version`. */
bool proxy_type_is(DWORD type, DWORD version);

/* --- asking one ------------------------------------------------------------------ */

/* A request that is being made. The caller fills the member of `head` that its type has,
 * and what follows as far as it applies. */
struct proxy_ask {
	struct turn *turn;
	struct app *app;		/* who asks, */
	DWORD version;			/* at which version, */
	DWORD request, context;		/* as which request */
	struct proxy *proxy;
	LINEPROXYREQUEST head;
	DWORD room;			/* bytes that the caller has for what comes back */
	const void *bytes;		/* a record or data in the place of the type's; room bytes */
	struct {
		size_t at;		/* of dwXxxSize in `head` */
		const WCHAR *text;	/* NULL: none */
	} texts[2];
};

/* Begin: `type` for the device of an open line, or for any. LINEERR_OPERATIONUNAVAIL: nobody
 * serves it, or the client's user may only look at the device and this is more. */
LONG proxy_ask_begin(struct proxy_ask *ask, struct turn *turn, struct line *line, DWORD type);
LONG proxy_ask_device(struct proxy_ask *ask, struct turn *turn, struct app *app,
		      struct line_device *device, DWORD version, DWORD type);

/* Send it. The answer for the client: the request's id, LINEERR_INVALPARAM of an id that
 * cannot be, LINEERR_STRUCTURETOOSMALL, LINEERR_RESOURCEUNAVAIL: too much waits for the proxy,
 * LINEERR_NOMEM. */
LONG proxy_ask_send(struct proxy_ask *ask);

/* The client goes: nobody is told any more. */
void proxied_orphan(struct client *client);

/* What waits for a proxy fails. */
void proxied_fail(struct proxy *proxy);

/* --- answering ------------------------------------------------------------------ */

/* The proxy says that the request whose LINEPROXYREQUEST is `record` ended with `result`.
 * LINEERR_INVALPARAM: there is no such request, or the record is wrong; it waits on. */
LONG proxy_answer(struct turn *turn, struct proxy *proxy, const void *record, LONG result);

#endif
