/* SPDX-License-Identifier: MIT
 * server_in.h - what the server has, and who owns it.
 *
 *   server --- providers --- line devices --- calls
 *      |                          |             |
 *      +------ clients --- apps --- lines --- call handles
 *
 * A line is what an application has opened of a device, a call handle what it has of
 * a call. A call lives while the provider has it; without handles nobody sees it.
 * Everything here is touched by the server's thread only; what providers tell waits
 * in the inbox (inbox.h) until that thread takes it.
 */
#ifndef SERVER_IN_H
#define SERVER_IN_H

#include "base/handle.h"
#include "base/list.h"
#include "base/timer.h"
#include "opentsp/host.h"
#include "os/account.h"
#include "os/moment.h"
#include "tapi/event.h"
#include "tapi/packet.h"
#include "tapi/server/server.h"
#include <uv.h>

#define TAPI_VERSION 0x00030001u	/* the newest that an application can agree on */

struct client;

struct provider {
	struct server *server;
	struct host *host;		/* NULL: it could not be loaded, or was removed */
	const struct tspi *tspi;
	DWORD id;			/* permanent */
	char *name, *path;
	const struct provider_settings *set;	/* NULL: a program added it (added.h) */
	bool announced;			/* programs know its devices */
	struct list pendings;
	struct provider *next_gone;
	struct call **calls;		/* by the place in the host's number of a call */
	size_t call_size;
};

/* A line that some provider has. */
struct line_device {
	DWORD id;			/* TAPI's */
	struct provider *provider;	/* NULL: it was removed (R-DEV-6) */
	DWORD version;			/* of TSPI; 0: not negotiated yet */
	char *name;			/* what the access file calls it; NULL: not asked yet */
	uint32_t host_line;		/* 0: nobody has it open */
	struct list lines, calls;
	DWORD media_modes, addresses;	/* that it can do, and has; 0: not asked yet */
	DWORD ext_version;		/* that is selected at the provider; 0: none */
	DWORD detected;			/* media modes that the provider was told to report */
	DWORD line_states, address_states; /* that it was told to report */
};

/* lineInitialize, phoneInitialize. */
struct app {
	struct list node;		/* in its client's apps or phone_apps */
	struct client *client;
	uint32_t handle;
	DWORD context;
	DWORD version;			/* the newest that it has said to know */
	char *name, *module;
	struct list lines, phones;
};

/* lineOpen. */
struct line {
	struct list node;		/* in its app's */
	struct list device_node;
	struct app *app;
	struct line_device *device;
	uint32_t handle;
	DWORD context, version, ext_version;
	DWORD privileges;		/* LINECALLPRIVILEGE_, LINEOPENOPTION_ */
	DWORD media_modes;
	DWORD address;			/* with LINEOPENOPTION_SINGLEADDRESS; else ANY_ADDRESS */
	DWORD line_states, address_states;
	struct list handles;
	DWORD *rings, ring_count;	/* lineSetNumRings, by address; NULL: never said */
	struct proxy *proxy;		/* LINEOPENOPTION_PROXY; else NULL (proxy.h) */
};
#define ANY_ADDRESS 0xFFFFFFFFu

struct call {
	struct list node;		/* in its device's */
	struct line_device *device;
	uint32_t host_call;
	bool born;			/* applications know it: it was announced or its request succeeded */
	bool routed;			/* those whom it concerns have their handles */
	bool owned;			/* somebody owns it or did */
	bool dropped;			/* nobody owns it any more: it was asked to go */
	bool conference;		/* calls have been members of it */
	struct call **birth;		/* where its request notes it; NULL: born */
	DWORD state, detail;		/* the last told; state 0: none yet */
	DWORD media_modes, address;
	struct list handles;
	char *app_name;			/* who made, accepted or answered it; NULL: nobody */
	char *said[3];			/* CALL_DISPLAYABLE, ...; NULL: nothing */
	struct sound *sound;		/* see sound.h; NULL: nobody listens, gathers, generates */
};

/* Texts that applications give a call for each other (R-STRUCT-11). */
enum call_said { CALL_DISPLAYABLE, CALL_PARTY, CALL_COMMENT };

/* What an application has of a call. */
struct call_handle {
	struct list node;		/* in its call's */
	struct list line_node;
	struct call *call;
	struct line *line;
	uint32_t handle;
	DWORD privilege;		/* LINECALLPRIVILEGE_MONITOR or _OWNER */
};

struct client {
	struct list node;
	struct server *server;
	unsigned number;		/* for the log */
	char *name;
	struct account account;		/* whose process it is */
	bool by_tcp;
	union {
		uv_handle_t any;
		uv_stream_t stream;
		uv_pipe_t pipe;
		uv_tcp_t tcp;
	};
	struct handles handles;
	struct list apps, phone_apps, pendings;
	struct list proxied;		/* what it asked of proxies (proxy.h) */
	struct list dialogs;		/* of providers, that it shows (dialog.h) */
	bool welcome, closing;
	const char *doomed;		/* why it is cut off at the end of this turn; NULL: it is not */
	struct buf in;			/* what came and is no whole frame yet */
	struct buf out;			/* what is to be sent at the end of this turn */
	struct list dirty;		/* in the server's, while `out` holds something */
	size_t on_its_way;		/* bytes that the system has not taken yet */
	struct list passed;		/* handles that go with what is in `out` (passed.h) */
	struct timer again;		/* they are tried to be sent again */
};

struct server {
	uv_loop_t loop;
	uv_async_t stop, news, reload;
	uv_prepare_t flush;
	uv_timer_t tick;		/* of `timers` (clock.h) */
	struct timers timers;
	uv_pipe_t listener;
	uv_tcp_t tcp;			/* listens too, if the configuration says so */
	char token[64];			/* that clients by TCP must know */
	bool ends_alone, stopping;
	unsigned processors;
	uint64_t busy_ns;		/* uv_hrtime() when something came last */
	uint64_t looked_ns;		/* ... since which it looks whether more comes, or does not */
	bool looks;
	struct moment moment;
	char *address;
	struct access *access;
	struct dialing_book *book;	/* locations, cards, priorities (dialing/book.h) */
	uv_timer_t look;		/* whether somebody changed it */
	struct list clients, dirty;
	unsigned last_client, client_count, clients_max;

	struct settings *settings;	/* as they were read last */
	struct added *added;
	struct provider **providers;
	size_t provider_count;
	struct provider *gone;		/* removed ones, for whoever has a pointer to one */
	struct line_device **lines;	/* by id */
	size_t line_count, line_size;
	struct phone_device **phones;	/* by id (phone.h) */
	size_t phone_count, phone_size;

	uint32_t proxy_limit_ms;	/* how long a proxy may take for an answer */
	struct assist *assist;		/* assisted telephony (assist.h) */
	struct inbox *inbox;
	bool chores;			/* providers' devices were closed or made in this turn */
	bool reinit;			/* a provider wants to begin anew when no program is left */
	char *conf;			/* the configuration's path; NULL: the system's */
	struct buf tail;		/* of the reply or event that is being written */
};

#endif
