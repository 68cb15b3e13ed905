/* SPDX-License-Identifier: MIT
 * watch.h - what calls others have: busy lamps (RFC 4235).
 *
 * A line subscribes to the dialogs of the numbers in `watch`. What it is told
 * it keeps, for pickup and for who wants to know when somebody is free.
 */
#ifndef DRIVER_SIP_WATCH_H
#define DRIVER_SIP_WATCH_H

#include "driver/sip/line.h"
#include "wire/sip/dialoginfo.h"

enum sip_lamp {
	SIP_LAMP_UNKNOWN,	/* nobody has told yet, or it is told no more */
	SIP_LAMP_IDLE,
	SIP_LAMP_RINGING,	/* it is called and has not answered */
	SIP_LAMP_BUSY,
};

struct watched;

/* Watch `number` (as it is dialled). `changed` is called when its lamp changed, and may
 * not close it; NULL is fine. ERR_ADDRESS, ERR_NOMEM. */
enum err watched_open(struct watched **out, struct sip_line *line, const char *number,
		      void (*changed)(void *arg), void *arg);
void watched_close(struct watched *watched);

enum sip_lamp watched_lamp(const struct watched *watched);

/* A call that rings there and that can be taken: who calls and its tags are known. NULL:
 * none. It is valid until the next NOTIFY. */
const struct dialog_about *watched_ringing(const struct watched *watched);

/* The line was opened, is closed. */
enum err sip_watch_begin(struct sip_line *line);
void sip_watch_end(struct sip_line *line);

/* Who is watched under this number, or NULL. */
struct watched *sip_watched(const struct sip_line *line, const char *number);

#endif
