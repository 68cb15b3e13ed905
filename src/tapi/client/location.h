/* SPDX-License-Identifier: MIT
 * location.h - lineTranslateDialog, in both forms: people choose where they are.
 */
#ifndef CLIENT_LOCATION_H
#define CLIENT_LOCATION_H

#include "ask.h"

struct location_ask {
	HLINEAPP app;
	DWORD device, version;
	HWND owner;
	DWORD address;		/* in the tail of the ask; PACKET_NONE: there is none */
};

/* `ask` has the address; it is released. */
LONG location_show(struct ask *ask, const struct location_ask *it);

#endif
