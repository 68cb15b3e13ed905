/* SPDX-License-Identifier: MIT
 * route.h - who gets to hear of a new call, and who owns it.
 */
#ifndef SERVER_ROUTE_H
#define SERVER_ROUTE_H

#include "tapi/server/server_in.h"

/* The first LINE_CALLSTATE of a call has come: all who monitor its line get a handle, and if
 * nobody owns it, the application that is first for its media mode owns it. They hear
 * LINE_APPNEWCALL (from TAPI 2.0 on) and the state with their privilege. */
void route_call(struct call *call);

/* Before that: a handle for who monitors `line`, as he is told of another call that has to do
 * with this one. He hears LINE_APPNEWCALL now, the state when it comes. */
void route_ahead(struct call *call, struct line *line);

/* Of those who may own the call: the first for this one media mode, by the list of
 * priorities and then by the order of opening. NULL: there is none. */
struct line *route_for_mode(const struct call *call, DWORD media_mode);

/* Whether a line was opened to own calls of its device, and of this address. */
bool route_may_own(const struct call *call, const struct line *line);
bool route_takes_address(const struct line *line, const struct call *call);

#endif
