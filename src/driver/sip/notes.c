/* SPDX-License-Identifier: MIT
 * notes.c - what TSPI's functions mean on a SIP line (docs/support.md). */
#include "driver/sip/sip.h"

const struct driver_note sip_notes[] = {
	{ "lineOpen", "REGISTER with the line's account, kept up until it is closed; without a registrar the line is reached at its address" },
	{ "lineClose", "REGISTER with Expires: 0, and BYE or CANCEL to each call" },
	{ "lineMakeCall", "INVITE to the number, by the line's rules for numbers, at its domain or proxy, or to the URI that was given (to sips: by TLS all of the way); digits behind a comma follow the answer" },
	{ "lineAccept", "180 Ringing" },
	{ "lineAnswer", "200 OK with our description of the media" },
	{ "lineDrop", "BYE; CANCEL before it is answered; 486 to a call that is offered" },
	{ "lineHold", "re-INVITE with a=sendonly" },
	{ "lineUnhold", "re-INVITE with a=sendrecv" },
	{ "lineBlindTransfer", "REFER within the call; its NOTIFYs tell the outcome, until then the call stays" },
	{ "lineSetupTransfer", "re-INVITE with a=sendonly, and a second call that waits to be dialled" },
	{ "lineDial", "INVITE of a consultation call" },
	{ "lineSwapHold", "re-INVITE with a=sendonly to one, then with a=sendrecv to the other" },
	{ "lineCompleteTransfer", "REFER with Replaces to the held far end; one that still rings is called anew by it" },
	{ "lineRedirect", "302 with a Contact" },
	{ "linePickup", "INVITE in place of a call that rings at a watched number (Replaces), or to `pickup-code`" },
	{ "lineUnpark", "INVITE to `unpark-code` with the place" },
	{ "linePark", "`park-code` with the place, as digits; parked when the far end takes the call away" },
	{ "lineForward", "302 to the caller with where to go: at once, when the line is busy, after so many rings of 6 s; or 480 (`do-not-disturb`); or the PBX's codes are dialled (`forward-code` and the like)" },
	{ "lineCompleteCall", "SUBSCRIBE to the calls of who is busy or silent, and a call back when they are free (`call-back`)" },
	{ "lineUncompleteCall", "the subscription is taken back" },
	{ "lineGenerateDigits", "RFC 4733 events where the far end takes them, else INFO (`dtmf`)" },
	{ "lineMonitorDigits", "digits of RFC 4733 and of INFO" },
	{ "lineSendUserUserInfo", "User-to-User (RFC 7433) in an INFO or UPDATE (`uui`); it also goes with the INVITE, 180, 200 and BYE" },
	{ "lineReleaseUserUserInfo", "what came in User-to-User is held until it is released" },
	{ "lineSetCallData", "a header of its own (`data-header`), on setup, with the answer, and in an INFO or UPDATE" },
	{ "lineGatherDigits", "the same digits, collected" },
	{ NULL, NULL },
};
