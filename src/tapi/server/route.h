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

#endif
