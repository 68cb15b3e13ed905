/* SPDX-License-Identifier: MIT
 * callstate.h - what a call becomes by what happened to it. Pure.
 *
 * States are LINECALLSTATE_* (docs/spec/call-states.md); CALLSTATE_NEW is a
 * call of which nothing has been said yet. The rules are one table; what it
 * does not name leaves the state as it is.
 */
#ifndef MODEL_CALLSTATE_H
#define MODEL_CALLSTATE_H

#include "abi/tapi.h"
#include <stddef.h>

#define CALLSTATE_NEW 0x00800000u

/* Sets of states. */
#define CALLSTATE_ALL	0x0000FFFFu
#define CALLSTATE_HELD	(LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER)
#define CALLSTATE_RINGING (LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED)
/* On the way out and not there yet. */
#define CALLSTATE_PLACED (LINECALLSTATE_DIALTONE | LINECALLSTATE_DIALING | LINECALLSTATE_PROCEEDING | \
			  LINECALLSTATE_RINGBACK)
#define CALLSTATE_TOLD	(LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO)
#define CALLSTATE_ALIVE	(CALLSTATE_ALL & ~(LINECALLSTATE_IDLE | LINECALLSTATE_DISCONNECTED))
/* Takes one of the calls that an address can have at a time; a birth does so
 * before anything is said of it. For its members a conference does. */
#define CALLSTATE_OCCUPIES (CALLSTATE_NEW | (CALLSTATE_ALIVE & ~CALLSTATE_HELD & ~LINECALLSTATE_CONFERENCED))

enum call_event {		/* and what its mode is */
	EV_OFFER,		/* LINEOFFERINGMODE_ */
	EV_ACCEPTED,
	EV_DIALTONE,		/* LINEDIALTONEMODE_ */
	EV_DIALING,
	EV_PROCEED,
	EV_RINGBACK,
	EV_BUSY,		/* LINEBUSYMODE_ */
	EV_SPECIALINFO,		/* LINESPECIALINFO_ */
	EV_CONNECTED,		/* LINECONNECTEDMODE_; also taken off hold, and a new mode */
	EV_HELD,
	EV_HELD_FOR_TRANSFER,
	EV_HELD_FOR_CONFERENCE,
	EV_CONFERENCED,		/* the handle of the parent call */
	EV_HANGUP,		/* the far end cleared: LINEDISCONNECTMODE_ */
	EV_GONE,		/* nothing is left of it */
	EV_UNKNOWN,
	CALL_EVENT_COUNT
};

/* The state after `event` in `state` (which may be `state` itself, with
 * another mode); 0 when the news means nothing there. */
DWORD callstate_next(DWORD state, enum call_event event);

/* The mode to tell with `state`: the ordinary one for 0, and for modes that
 * are newer than `version` what that version had for it (R-VER-6). */
DWORD callstate_mode(DWORD state, DWORD mode, DWORD version);

const char *call_event_name(enum call_event event);

#endif
