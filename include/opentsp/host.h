/* SPDX-License-Identifier: MIT
 * host.h - drive a service provider as TAPI would, without TAPI.
 *
 * The host loads any provider (.so, .tsp), opens its lines, makes calls and
 * hands out what comes back as events. Lines, phones and calls are numbers of
 * the host (a stale one finds nothing); devices are TAPI's device ids.
 *
 *   host_open(&host, "libopentsp.so", &(struct host_options){ .conf = path }, &why);
 *   host_line_open(host, host_line(host, 0), LINEMEDIAMODE_INTERACTIVEVOICE, &line);
 *   request = host_make_call(host, line, "102", NULL, &call);
 *   result = host_wait_reply(host, request, 5000);
 *   host_wait_state(host, call, LINECALLSTATE_CONNECTED, 5000, &event);
 *
 * Results are the provider's own: 0 or a negative LINEERR_/PHONEERR_. What is
 * marked ASYNC answers a positive request id instead of 0, and then a
 * HOST_REPLY comes, perhaps before the function returned to its thread. What
 * a provider does not export answers ..ERR_OPERATIONUNAVAIL (R-LOAD-16).
 *
 * Thread safe; host_open and host_close are not, for one host. All text is
 * UTF-8, all times are in ms. Nothing here waits but host_wait...().
 */
#ifndef OPENTSP_HOST_H
#define OPENTSP_HOST_H

#include "abi/tspi.h"
#include "base/buf.h"
#include "base/err.h"

struct host;

/* What a provider exports, function by function; NULL: it does not. */
struct tspi {
#define TSPI(name, answers, level, since, params) __typeof__(TSPI_##name) *name;
#define TUISPI(name, answers, level, since, params) __typeof__(TUISPI_##name) *ui_##name;
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};

#define HOST_MAX 8		/* hosts at a time in one process */

struct host_options {
	DWORD ppid;			/* permanent provider id; 0: 1 */
	DWORD version_low, version_high; /* offered; 0: 1.3 and 3.1 */
	DWORD line_base, phone_base;	/* the first device ids */
	const char *conf;		/* becomes OPENTSP_CONF before loading; NULL: left as it is */
	bool no_session;		/* only load: for host_tspi() and host_command() */
	bool apart;			/* in a process of its own; see below */
	uint32_t apart_limit_ms;	/* how long a function may take there; 0: 10 s */

	/* Who numbers devices that come later, if several hosts share the numbers; on
	 * the thread of host_pump(). NULL: the next of this host. */
	DWORD (*number)(void *arg, bool line);
	void *number_arg;
};

/* With `apart` (or OPENTSP_APART=1 in the environment) the provider runs in a process of
 * its own, tspi-apart, and a function of it that is not answered in time ends that. When it
 * has ended, requests and calls end, lines and phones are closed (LINE_CLOSE) and the
 * functions answer ..ERR_RESOURCEUNAVAIL until it was started again, which begins when all
 * of them were closed here too. The functions of dialogs (TUISPI_) stay NULL in host_tspi()
 * until host_tspi_ui() or host_..._config() loads the library here for them.
 *
 * Load the provider at `path` and begin a session (R-LOAD-2..7). On an error
 * `why` holds one sentence: what, where, what to do; nothing stays loaded. */
enum err host_open(struct host **out, const char *path, const struct host_options *options,
		   struct buf *why);

/* Close calls, lines and phones and end the session (R-LOAD-14); afterwards there
 * are only host_faults() and host_close(). May be called twice. */
LONG host_shutdown(struct host *host);

/* host_shutdown(), then unload; NULL is fine. Nobody may be in a function of
 * this host. */
void host_close(struct host *host);

const struct tspi *host_tspi(const struct host *host);
const char *host_path(const struct host *host);
bool host_is_apart(const struct host *host);	/* its handles of the system are of its own process */
DWORD host_version(const struct host *host);	/* of TSPI, as negotiated for the provider */

/* The private door of OpenTSP's own provider: "reload", "advance 500", ... The
 * answer ("ok", "error: ...") goes to `reply`; size of the block is `size`. */
LONG host_command(struct host *host, const char *text, char *reply, size_t size);

/* --- events ------------------------------------------------------------- */

enum host_kind {
	HOST_REPLY = 1,		/* a request ended: request, function, result; line, call: whose it was */
	HOST_NEWCALL,		/* LINE_NEWCALL: call is the host's number of the new call */
	HOST_LINE,		/* any other message about line or call, as it came */
	HOST_PHONE,		/* any message about phone */
	HOST_CREATE,		/* LINE_CREATE, PHONE_CREATE, after it was answered: device, result */
	HOST_REMOVE,		/* LINE_REMOVE, PHONE_REMOVE, after all of it was closed: device */
	HOST_CLOSED,		/* LINE_CLOSE, PHONE_CLOSE, after it was closed */
	HOST_CHORE,		/* host_on_event() only: host_pump() has something to do */
};

struct host_event {
	uint64_t time_ms;	/* clock_ms() */
	uint64_t number;	/* counts up from 1 in the order of the callbacks */
	enum host_kind kind;
	DWORD message;		/* LINE_..., PHONE_...; of a reply LINE_REPLY */
	DWORD device;
	uint32_t line, phone, call; /* 0: none */
	DWORD_PTR p1, p2, p3;	/* as they came; HTAPICALLs in them are the host's numbers */
	DWORD request;
	LONG result;
	const char *function;	/* of a reply: "lineMakeCall"; else NULL */
	void *mark;		/* of a reply: as host_request_mark() had it */
};

/* Which events: all that is not 0 or NULL must be so. */
struct host_filter {
	unsigned kinds;		/* HOST_BIT(HOST_REPLY) | ... */
	bool by_message;	/* heed `message` (0 is LINE_ADDRESSSTATE) */
	DWORD message;
	uint32_t line, phone, call;
	DWORD request;
	DWORD_PTR p1_bits;	/* at least one of them is in p1 */
};
#define HOST_BIT(kind) (1u << (kind))

/* Take the oldest event that `filter` (NULL: any) lets through out of the
 * queue; the others stay. Waits up to `timeout_ms` (negative: for ever).
 * False: none came. Does the host's chores as host_pump() does. */
bool host_wait(struct host *host, const struct host_filter *filter, int64_t timeout_ms,
	       struct host_event *out);

/* The result of a request (`request` itself if it is negative: what was refused
 * at once); HOST_TIMEOUT if none comes in time. */
#define HOST_TIMEOUT ((LONG)0x8FFF0001)
LONG host_wait_reply(struct host *host, LONG request, int64_t timeout_ms);

/* The next LINE_CALLSTATE of `call` to one of `states`; those before it to other
 * states are taken out of the queue too. `out` may be NULL. */
bool host_wait_state(struct host *host, uint32_t call, DWORD states, int64_t timeout_ms,
		     struct host_event *out);

/* What TAPI does after a message and never inside it (R-CB-3): answer
 * LINE_CREATE, close what LINE_REMOVE and LINE_CLOSE name. */
void host_pump(struct host *host);
void host_wake(struct host *host);	/* let all threads in host_wait() return false */
void host_discard(struct host *host);	/* empty the queue */
size_t host_queued(struct host *host);

/* Instead of queueing give each event to `fn`, on the provider's thread, inside
 * its callback: it must be quick and must not call the host, except for
 * host_wake(). Set before lines are opened. NULL: queue. */
void host_on_event(struct host *host, void (*fn)(void *arg, const struct host_event *event),
		   void *arg);

/* In words, "connected", "reply 7 (lineMakeCall): ok", "digit 5 (DTMF)". Writes
 * at most `size` bytes with a terminator and returns `out`. 160 are enough. */
const char *host_event_text(const struct host_event *event, char *out, size_t size);

/* --- what the provider did wrong ------------------------------------------ */

/* Sentences, each naming its rule of docs/spec/rules.md and ended by '\n', as
 * many as fit. Returns how many faults there are; 0: none. */
unsigned host_faults(struct host *host, char *out, size_t size);
void host_faults_clear(struct host *host);

/* --- devices ------------------------------------------------------------- */

/* The devices there are now, without removed ones; `i` counts from 0. An
 * `i` beyond the end gives HOST_NO_DEVICE. */
#define HOST_NO_DEVICE 0xFFFFFFFFu
size_t host_line_count(struct host *host);
DWORD host_line(struct host *host, size_t i);
size_t host_phone_count(struct host *host);
DWORD host_phone(struct host *host, size_t i);

/* The version of TSPI that the provider agrees on for a device (R-VER-1). */
LONG host_line_version(struct host *host, DWORD device, DWORD *out);
LONG host_phone_version(struct host *host, DWORD device, DWORD *out);

#define HOST_ADDRESSES 8	/* more are not listed */
struct host_line_info {
	DWORD device, version, permanent_id;
	char name[128], provider[128], switch_info[128];
	DWORD media_modes, bearer_modes, line_features, line_states, dev_flags;
	DWORD generate_digits, monitor_digits, max_calls;
	DWORD addresses;
	struct {
		char address[128];
		DWORD call_features, features, call_states, flags, forward_modes, transfer_modes;
	} address[HOST_ADDRESSES];
};
LONG host_line_info(struct host *host, DWORD device, struct host_line_info *out);

/* --- lines and phones ------------------------------------------------------ */

/* Negotiate, open, ask for default media detection and all status messages
 * (R-LOAD-13); at most one open a device (R-LOAD-18: LINEERR_ALLOCATED). */
LONG host_line_open(struct host *host, DWORD device, DWORD media_modes, uint32_t *out);
LONG host_line_close(struct host *host, uint32_t line);	/* its calls first */
DWORD host_line_device(struct host *host, uint32_t line);
HDRVLINE host_hdline(struct host *host, uint32_t line);	/* the provider's; NULL: no such line */

LONG host_phone_open(struct host *host, DWORD device, uint32_t *out);
LONG host_phone_close(struct host *host, uint32_t phone);
HDRVPHONE host_hdphone(struct host *host, uint32_t phone);

/* Of all addresses of the line, or of one. ASYNC; *consult 0: none was made. */
LONG host_forward(struct host *host, uint32_t line, LINEFORWARDLIST *list, DWORD rings,
		  uint32_t *consult);
LONG host_forward_address(struct host *host, uint32_t line, DWORD address, LINEFORWARDLIST *list,
			  DWORD rings, uint32_t *consult);

#include "opentsp/host_record.h"	/* whole records of TAPI */
#include "opentsp/host_call.h"	/* the calls, and requests of one's own */
#include "opentsp/host_ui.h"	/* dialogs of the provider */

#endif
