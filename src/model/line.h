/* SPDX-License-Identifier: MIT
 * line.h - a line: a device that applications open to make and get calls.
 */
#ifndef MODEL_LINE_H
#define MODEL_LINE_H

#include "model/address.h"
#include "model/call.h"
#include "model/desk.h"
#include "model/driver.h"
#include "model/terminal.h"

#define DEVICE_NONE 0xFFFFFFFFu

struct line {
	struct provider *provider;	/* who owns it */
	const struct driver *driver;
	void *data;			/* the driver's */
	void *conf;			/* the driver's record of the [line] section (config_record) */
	char *name;			/* as configured */
	struct address *addresses;	/* address_count of them, at least one; the index is the id */
	DWORD address_count;
	DWORD device_id;		/* TAPI's number; DEVICE_NONE: it has none yet */
	DWORD permanent_id;		/* from the name: the same on every host (R-DEV-7) */
	DWORD temp_id;			/* between LINE_CREATE and its answer; 0: not asked for */
	DWORD max_active;		/* calls at a time on all addresses, not counting held ones */
	uint64_t print;			/* of its section: to see what a reload changed */
	DWORD status;			/* LINEDEVSTATUSFLAGS_ */
	DWORD ring_modes;		/* how many ways it can ring in, from 1; set by the driver if not 1 */
	DWORD terminal_count;
	struct terminals *terminals;	/* NULL: none */
	bool removed;			/* LINE_REMOVE was sent; freed when it is closed */
	bool has_msp;			/* the driver says: media are another program's, */
	GUID msp_class;			/* ... of this class */

	/* While it is open. */
	uint32_t handle;		/* 0: closed */
	HTAPILINE htline;
	LINEEVENT event;
	DWORD version, ext_version;
	DWORD line_states, address_states; /* what TAPI wants to hear of */
	DWORD media_wanted;		/* default media detection: new calls of these */
	struct list calls;
	struct list asks;		/* requests without a call */
	struct control *controls;	/* what sets off what in calls (sound.h); NULL: nothing */
	struct list msps;		/* media service providers at it (msp.h) */
	DWORD completions;		/* calls that wait to be completed */
	DWORD tracking;			/* LINECALLHUBTRACKING_ */
};

/* The line with TAPI's device number `id`, or NULL. */
struct line *line_of_device(struct desk *desk, DWORD id);

/* The open line of a handle, or NULL. */
struct line *line_find(const struct desk *desk, uintptr_t handle);

/* Open for TAPI: commits the version. ERR_ALLOCATED when it is open, what the
 * driver says otherwise. `line->handle` is the handle. */
enum err line_open(struct line *line, HTAPILINE htline, DWORD version, LINEEVENT event);

/* Answer all requests, release all calls and close (R-ASYNC-9, R-CLOSE-3). */
void line_close(struct line *line);

/* Tell the driver whether TAPI wants new calls (R-MEDIA-1). */
void line_listen(struct line *line, DWORD media_modes);

/* ... and how it wants call hubs tracked (LINECALLHUBTRACKING_). ERR_UNAVAIL, ERR_TRACKING. */
enum err line_track(struct line *line, DWORD tracking);

/* For drivers: these of LINEDEVSTATUSFLAGS_ are set now, or are not; what
 * changed is told. The device works, or not (registration lost). */
void line_status(struct line *line, DWORD flags, bool on);
void line_service(struct line *line, bool in_service);

/* The LINEDEVSTATE_ that tell of `flags` (LINEDEVSTATUSFLAGS_). */
DWORD line_status_states(DWORD flags);

/* It is open, and not out of service or disconnected by lineSetLineDevStatus. */
bool line_works(const struct line *line);

/* What its status has against `op` on a call of the line, that is or is to be:
 * ERR_LINESTATE, ERR_FAILED; OK: nothing. */
enum err line_lets(const struct line *line, enum call_op op);

/* LINE_LINEDEVSTATE, and LINE_ADDRESSSTATE of all addresses, if TAPI asked for
 * any of the bits. */
void line_news(struct line *line, DWORD states, DWORD p2, DWORD p3);
void line_address_news(struct line *line, DWORD states);

/* Whether lines of this kind can do `op`, and this one has what it needs. */
bool line_can(const struct line *line, enum call_op op);	/* on its calls */
bool line_op_possible(const struct line *line, enum line_op op);

/* What may be asked of the line right now, and what ever may: LINEFEATURE_. */
DWORD line_features(const struct line *line);
DWORD line_features_ever(const struct line *line);

/* The device answered a request to forward: `forwards`, one for each address
 * that they are for, are in force, or gone. */
void line_forwarded(struct line *line, struct forwards *forwards, enum err result);

/* For drivers: so many calls wait to be completed now; `cancelled`: one was
 * given up (LINEDEVSTATE_COMPLCANCEL). */
void line_completions(struct line *line, DWORD count, bool cancelled);

/* LINEADDRCAPFLAGS_ and LINECALLPARAMFLAGS_ of the line: its kind's and its own. */
DWORD line_addr_flags(const struct line *line);
DWORD line_param_flags(const struct line *line);

/* How its calls can be parked: LINEPARKMODE_. */
DWORD line_park_modes(const struct line *line);

/* LINECALLSTATE_ on which calls of the line can transfer themselves. */
DWORD line_auto_states(const struct line *line);

/* Calls in these states (CALLSTATE_NEW among them). */
DWORD line_count_calls(const struct line *line, DWORD states);
DWORD line_count_known(const struct line *line, DWORD states);	/* address_count_known() */

static inline struct desk *line_desk(const struct line *line);

/* "reception" for the log */
static inline const char *line_name(const struct line *line) { return line->name; }

#include "model/provider.h"

static inline bool line_in_service(const struct line *line)
{
	return line->status & LINEDEVSTATUSFLAGS_INSERVICE;
}

static inline struct desk *line_desk(const struct line *line)
{
	return line->provider->desk;
}

#endif
