/* SPDX-License-Identifier: MIT
 * call.h - calls, who owns and who monitors them.
 *
 * The provider knows one handle of a call (R-HND-13); each application that has to do
 * with it has one of its own, with a privilege. A call whose last owner has gone is
 * dropped; one that never had an owner stays as it is while anybody has its line open
 * (docs/decisions/027); one that is idle and of which nobody has a handle is closed.
 */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include "tapi/server/server_in.h"

/* A call that the host knows by this number; not born yet. NULL: no memory. */
struct call *call_new(struct line_device *device, uint32_t host_call);

/* By the host's number; NULL: the server has no such call. */
struct call *call_find(const struct provider *provider, uint32_t host_call);

/* Forget it, and let the provider (R-HND-10). Its handles find nothing any more. */
void call_close(struct call *call);

/* A handle of it for the application that opened `line`, or more privilege for the one
 * there is. NULL: no memory. */
struct call_handle *call_give(struct call *call, struct line *line, DWORD privilege);

/* The same for an application that has none: nobody is looked for among many. */
struct call_handle *call_add(struct call *call, struct line *line, DWORD privilege);
struct call_handle *call_handle_of(const struct call *call, const struct line *line);

/* The same, and the others hear how many owners and monitors there are now. */
struct call_handle *call_share(struct call *call, struct line *line, DWORD privilege);

/* Change a privilege, up or down; the others hear of it. */
void call_entitle(struct call_handle *has, DWORD privilege);

/* Take one away silently; what becomes of the call then is call_abandon()'s. */
void call_take(struct call_handle *has);

/* Give it up: the others hear of it, and the call is dropped or closed if it is to be. */
void call_leave(struct call_handle *has);

/* If its last owner has gone, or nobody has its line open any more, drop it, unless it is over;
 * if it is idle and nobody has a handle, close it. */
void call_abandon(struct call *call);

/* The provider has answered the drop: if nobody is left who waits for it to be idle, close
 * it (R-DROP-5). */
void call_drop_done(struct call *call);

unsigned call_count(const struct call *call, DWORD privilege);	/* owners or monitors */

/* The call of whose conference it is a member; NULL: none (R-CONF-10). */
struct call *call_conference(const struct call *call);

/* Note the application that made, accepted or answered it, the first of them; and a text
 * of the parameters with which it was made. What does not fit into memory is not noted. */
void call_named(struct call *call, const struct app *app);
void call_says(struct call *call, const LINECALLPARAMS *params, DWORD version);

/* Tell all who have a handle, or the one. */
void call_tell(const struct call *call, DWORD message, DWORD p1, DWORD p2, DWORD p3);
void call_handle_tell(const struct call_handle *has, DWORD message, DWORD p1, DWORD p2, DWORD p3);

/* LINE_CALLINFO for all but the one who did it. */
void call_tell_others(const struct call_handle *doer, DWORD bits);

/* What comes with the call's state, for that application: CONFERENCED names its handle
 * of the conference. */
DWORD call_detail(const struct call_handle *has);

/* LINE_CALLSTATE of the state it is in, with `privilege`, 0 if that is nothing new. */
void call_tell_state(const struct call_handle *has, DWORD privilege);

/* LINE_APPNEWCALL (from TAPI 2.0 on) and LINE_CALLSTATE to one who hears of it first. */
void call_introduce(const struct call_handle *has);

#endif
