/* SPDX-License-Identifier: MIT
 * deskphone.h - a line that watches and controls somebody's phone, instead of being one.
 *
 * deskphone.c is the driver of such lines; deskphone_call.c has the phone's calls and
 * what becomes of them; deskphone_watch.c learns of them by dialog-info (RFC 4235);
 * deskphone_dial.c makes one by ringing the phone and handing it on (click to dial),
 * bridge.c where the phone does not take that; deskphone_talk.c and deskphone_csta.c
 * control the phone, each by its own means.
 *
 * The phone's calls are the truth, and go on whatever becomes of the line: letting go
 * of one, closing the line or losing sight of the phone ends none of them.
 */
#ifndef DRIVER_SIP_DESKPHONE_H
#define DRIVER_SIP_DESKPHONE_H

#include "driver/sip/watch.h"

struct csta;
struct deskphone_click;
struct deskphone_talk;

enum deskphone_state {
	DESKPHONE_NEW,		/* nothing was told yet */
	DESKPHONE_OFFERED,
	DESKPHONE_DIALING,
	DESKPHONE_PROCEEDING,
	DESKPHONE_RINGBACK,
	DESKPHONE_BUSY,
	DESKPHONE_TALKING,
	DESKPHONE_HELD,
	DESKPHONE_UNKNOWN,	/* the phone is out of sight */
};

/* One of the phone's calls. Its ids are of the means by which the phone is watched: a
 * dialog's, or CSTA's. */
struct deskphone_call {
	struct list node;		/* of phone->calls */
	struct deskphone *phone;
	struct call *call;		/* the model's; NULL: it let go */
	uint8_t state;			/* enum deskphone_state, as it was told */
	bool outbound;
	bool seen;			/* among what was told just now */
	uint8_t asked;			/* enum call_op that waits to be seen done, + 1; 0: none */
	char id[128];			/* "": there is none (yet) */
	char first_id[128];		/* of our call to the phone, while that is made known too */
	char call_id[256];		/* SIP's, or the device's part of CSTA's id; "": not known */
	uint32_t partner;		/* handle: the consultation call that `asked` SETUP_TRANSFER is for */
	DWORD end_mode;			/* LINEDISCONNECTMODE_ that was told before the end; 0: none */
	struct timer patience;		/* for `asked` */
	struct deskphone_click *click;	/* it is being made by us; NULL: it is not */
	struct deskphone_talk *talk;	/* a NOTIFY is under way (deskphone_talk.c) */
};

/* How the phone is controlled. A NULL slot: there is nothing to do. */
struct deskphone_control {
	enum err (*open)(struct deskphone *phone);	/* the line is open */
	void (*close)(struct deskphone *phone);
	void (*reached)(struct deskphone *phone);	/* the server can be, now */
	bool (*able)(enum call_op op);			/* whether it can do that at all */
	bool (*ready)(const struct deskphone_call *c, enum call_op op);	/* ... and now */

	/* Begin it. The outcome: deskphone_call_failed(), or what is asked for is seen. */
	enum err (*ask)(struct deskphone_call *c, enum call_op op, const struct call_args *args);
	void (*forget)(struct deskphone_call *c);	/* the call goes: nothing is waited for */
	enum err (*dial)(struct deskphone *phone, struct call *call, const char *target);	/* NULL: by a click */
	bool watches;			/* it tells of the calls, too: no dialog-info is needed */
};

struct deskphone {
	struct sip_line *line;
	const struct deskphone_control *control;	/* NULL: it can be watched only */
	char *address;			/* of the phone, a URI, while the line is open */
	char *control_address;		/* where it is controlled */
	struct list calls;		/* struct deskphone_call */
	struct watcher watcher;		/* closed: it is seen by other means */
	struct csta *csta;
	struct timer lost;		/* since it is out of sight */
	bool reached;			/* the server, or there is no need to register */
	bool known;			/* all of its calls are */
	bool missed;			/* it is out of sight, for a moment perhaps */
};

/* --- the line (deskphone.c) */
extern const struct driver deskphone_driver;

/* Whether the server knows the line. */
void deskphone_reached(struct deskphone *phone, bool reached);

/* All calls of the phone were told; or it is out of sight. */
void deskphone_known(struct deskphone *phone);
void deskphone_lost(struct deskphone *phone);

/* --- its calls (deskphone_call.c) */

/* A call that was not known, with its LINECALLORIGIN_. With `call` it is one of the model's
 * already; else one is made, of which deskphone_call_is() tells first: who is in it goes
 * before. NULL: no memory, or nobody wants to hear of calls. */
struct deskphone_call *deskphone_call_new(struct deskphone *phone, const char *id, DWORD origin, struct call *call);
struct deskphone_call *deskphone_call_find(const struct deskphone *phone, const char *id);

/* It has that state now: the model is told what is new. */
void deskphone_call_is(struct deskphone_call *c, enum deskphone_state state);

/* It is over, and gone. `mode`: LINEDISCONNECTMODE_; 0: by the phone's own doing. */
void deskphone_call_over(struct deskphone_call *c, DWORD mode, DWORD busy);
void deskphone_call_free(struct deskphone_call *c);	/* without a word */
void deskphone_call_stillborn(struct deskphone_call *c, enum err err);	/* lineMakeCall cannot be */

/* The model lets go of it, or it failed: the click ends. What the phone still has of it
 * stays known, so that it is no new call. The model's call, to be told; NULL: none. */
struct call *deskphone_call_leave(struct deskphone_call *c);
void deskphone_call_first_over(struct deskphone_call *c);	/* `first_id` is no more */
void deskphone_call_go_on(struct deskphone_call *c);	/* by it, if there is no other */

/* What was asked for is under way: it must be seen done in a few seconds. It failed. */
void deskphone_call_asked(struct deskphone_call *c, enum call_op op);
void deskphone_call_unasked(struct deskphone_call *c);		/* it could not begin */
void deskphone_call_failed(struct deskphone_call *c, enum call_op op, enum err err);

/* Who is at the other end, who at the phone. An empty URI: not known. */
void deskphone_call_parties(struct deskphone_call *c, const char *remote, const char *name, const char *local);

/* --- by dialog-info (deskphone_watch.c) */
enum err deskphone_watch_begin(struct deskphone *phone);
void deskphone_watch_end(struct deskphone *phone);
void deskphone_watch_again(struct deskphone *phone);	/* what is known, once more */

/* --- click to dial (deskphone_dial.c) */
enum err deskphone_dial(struct call *call, const struct call_args *args);
bool deskphone_click_may_drop(const struct deskphone_call *c);
bool deskphone_click_drop(struct deskphone_call *c);	/* false: it may not */
void deskphone_click_end(struct deskphone_call *c);	/* no more of it; NULL click is fine */
void deskphone_click_alone(struct deskphone_call *c);	/* the phone has no call of ours any more */

/* A dialog that nobody knows yet: whether it is of a call that is being made, which
 * takes it. */
struct deskphone_call *deskphone_click_takes(struct deskphone *phone, const struct dialog_about *about);

/* --- control (deskphone_talk.c, deskphone_csta.c) */
extern const struct deskphone_control deskphone_talk, deskphone_csta;

#endif
