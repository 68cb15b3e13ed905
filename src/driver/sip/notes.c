/* SPDX-License-Identifier: MIT
 * notes.c - what TSPI's functions mean on a SIP line (docs/support.md). */
#include "driver/sip/sip.h"

const struct driver_note sip_notes[] = {
	{ "lineOpen", "REGISTER with the line's account, kept up until it is closed; without a registrar the line is reached at its address" },
	{ "lineClose", "REGISTER with Expires: 0, and BYE or CANCEL to each call" },
	{ "lineMakeCall", "INVITE to the number at the line's domain or proxy, or to the URI that was given" },
	{ "lineAccept", "180 Ringing" },
	{ "lineAnswer", "200 OK with our description of the media" },
	{ "lineDrop", "BYE; CANCEL before it is answered; 486 to a call that is offered" },
	{ "lineHold", "re-INVITE with a=sendonly" },
	{ "lineUnhold", "re-INVITE with a=sendrecv" },
	{ "lineGenerateDigits", "RFC 4733 events where the far end takes them, else INFO (`dtmf`)" },
	{ "lineMonitorDigits", "digits of RFC 4733 and of INFO" },
	{ "lineGatherDigits", "the same digits, collected" },
	{ NULL, NULL },
};
