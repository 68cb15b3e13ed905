/* SPDX-License-Identifier: MIT
 * call.h - calls, who owns and who monitors them.
 *
 * The provider knows one handle of a call (R-HND-13); each application that has to do
 * with it has one of its own, with a privilege. A call that nobody owns any more is
 * dropped; one that is idle and of which nobody has a handle is closed.
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
struct call_handle *call_handle_of(const struct call *call, const struct line *line);

/* Take one away; what becomes of the call then is call_abandon()'s. */
void call_take(struct call_handle *has);

/* If it has no owner any more, drop it; if it is idle and nobody has a handle, close it. */
void call_abandon(struct call *call);

unsigned call_count(const struct call *call, DWORD privilege);	/* owners or monitors */

/* Tell all who have a handle, or the one. */
void call_tell(const struct call *call, DWORD message, DWORD p1, DWORD p2, DWORD p3);
void call_handle_tell(const struct call_handle *has, DWORD message, DWORD p1, DWORD p2, DWORD p3);

/* All but this one, wherever his handle of it came from. */
void call_tell_others(const struct call_handle *has, DWORD message, DWORD p1);

/* What goes with the call's state, for one who is told of it: of CONFERENCED his handle of
 * the conference call. */
DWORD call_detail(const struct call_handle *has);

/* LINE_CALLSTATE of the state it is in, with the privilege, to one who hears of it first. */
void call_introduce(const struct call_handle *has);

#endif
