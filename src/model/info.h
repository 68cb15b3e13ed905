/* SPDX-License-Identifier: MIT
 * info.h - what travels with a call: user-user information, call data, flow
 * specifications, and how it is carried.
 *
 * Kept in a block that a call has only when there is something in it. Drivers
 * tell here what the network brought; what changes in LINECALLINFO is told as
 * LINE_CALLINFO. An error is always ERR_NOMEM, unless it is said otherwise; then
 * nothing has changed.
 */
#ifndef MODEL_INFO_H
#define MODEL_INFO_H

#include "model/call.h"
#include "model/driver.h"
#include "model/terminal.h"

#define INFO_UUI_WAITING 8	/* messages behind the one that is held */
#define INFO_FLOW_MAX 1024	/* bytes of a flow specification with what stands behind it */

struct call_info {		/* the bytes are its own */
	struct bytes uui;		/* held: LINECALLINFO shows it until it is released */
	struct bytes later[INFO_UUI_WAITING];
	DWORD waiting;			/* how many of them there are */
	struct bytes sends;		/* user-user information that goes out when it is dialled */
	struct bytes data;
	struct bytes send_flow, receive_flow;
	DWORD reserved;			/* bit/s that it was promised */
	LINEDIALPARAMS dial;		/* what is 0 is the line's own */
	bool has_routes;
	DWORD routes[TERMINALS_MAX];	/* of its own, with has_routes (terminal.h) */
};

/* The block, made if there is none; NULL: no memory. */
struct call_info *info_of(struct call *call);
void info_free(struct call *call);

/* Take `from` as `to`, whose memory it is then; none frees it. */
enum err info_keep(struct bytes *to, struct bytes from);

/* What LINECALLPARAMS said of a call that is to be born. */
enum err info_fill(struct call *call, const struct call_params *params);

/* A message came, whole: it is shown, or waits until those before it are
 * released (R-UUI-1). ERR_RESOURCE: as many wait as can. */
enum err info_uui(struct call *call, struct bytes uui);
bool info_uui_room(const struct call *call);

/* The application has read the one that is held: the next is shown. */
void info_uui_release(struct call *call);

/* No bytes: there are none any more. */
enum err info_data(struct call *call, struct bytes data);
enum err info_flows(struct call *call, struct bytes send, struct bytes receive);

/* bit/s that are kept for the call. */
enum err info_reserve(struct call *call, DWORD rate);

/* What a FLOWSPEC asks for, in bit/s; 0: nothing. */
uint64_t info_flow_rate(struct bytes flow);

/* How it is carried, and that it is secure from now on. */
void info_bearer(struct call *call, DWORD bearer, DWORD rate);
void info_secure(struct call *call);

/* Dial as `asked` says: what is 0 as the line does it, and the nearest that can
 * be of what is out of range. */
enum err info_dial(struct call *call, const LINEDIALPARAMS *asked);
LINEDIALPARAMS info_dial_params(const struct call *call);

/* What the line can; zeros: nothing of it. */
struct dial_limits info_dial_limits(const struct line *line);

#endif
