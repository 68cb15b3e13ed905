/* SPDX-License-Identifier: MIT
 * watch.h - what calls others have: busy lamps (RFC 4235).
 *
 * A line subscribes to the dialogs of the numbers that somebody wants to know of:
 * those in `watch` and `pickup-groups`, the places in `park-slots`, who is to be called
 * back, the lamps of phones. Each number is followed once, however many want it; and those
 * that a list at the server tells of (`watch-list`, RFC 4662) by one subscription.
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

struct watched;			/* a number of a line that is followed */

/* Who wants to know; part of what it is for. All zeros: it is closed. */
struct watcher {
	struct list node;		/* of the watched */
	struct watched *watched;	/* NULL: closed */
	void (*changed)(void *arg);
	void *arg;

	/* Set by who wants each call, not the lamp alone: called whenever something was told of
	 * them, and when no more is. Calls that are over are among the others that once. */
	void (*told)(void *arg);
};

/* Watch `number` (as it is dialled). `changed` is called when its lamp changed, and may
 * open and close no watchers; NULL is fine. ERR_ADDRESS, ERR_NOMEM. */
enum err watcher_open(struct watcher *watcher, struct sip_line *line, const char *number,
		      void (*changed)(void *arg), void *arg);
void watcher_close(struct watcher *watcher);	/* closed is fine */

/* The lamp of a watcher, of a number. A closed one knows nothing. */
enum sip_lamp watcher_lamp(const struct watcher *watcher);
enum sip_lamp watched_lamp(const struct watched *watched);

/* Whether all of its calls are known. The first after NULL, then each after the one
 * before; NULL: the end. */
bool watched_known(const struct watched *watched);
const struct dialog_about *watched_next(const struct watched *watched, const struct dialog_about *after);

/* A call that rings there and that can be taken: who calls and its tags are known. NULL:
 * none. It is valid until the next NOTIFY. */
const struct dialog_about *watched_ringing(const struct watched *watched);

/* The line was opened, is closed. */
enum err sip_watch_begin(struct sip_line *line);
void sip_watch_end(struct sip_line *line);

/* The number, if it is watched, or NULL. */
struct watched *sip_watched(const struct sip_line *line, const char *number);

#endif
