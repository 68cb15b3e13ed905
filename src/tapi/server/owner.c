/* SPDX-License-Identifier: MIT
 * owner.c - who owns and who monitors a call: what applications ask about it. */
#include "tapi/server/call.h"
#include "tapi/server/turn.h"

/* An owner may not leave a call that goes on without anybody else to own it. */
SERVES(lineDeallocateCall)
{
	struct call_handle *has = turn_call(turn, in->call);
	struct call *call;

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	call = has->call;
	if (has->privilege == LINECALLPRIVILEGE_OWNER && call->state != LINECALLSTATE_IDLE
	    && call_count(call, LINECALLPRIVILEGE_OWNER) == 1)
		return (LONG)LINEERR_INVALCALLSTATE;
	call_take(has);
	call_abandon(call);
	return 0;
}

const struct serve owner_room[] = {
	SERVE(lineDeallocateCall), SERVE_END,
};
