/* SPDX-License-Identifier: MIT
 * watch_in.h - between the numbers that a line follows (watch.c) and the list at the
 * server that tells of many of them (watch_list.c).
 */
#ifndef DRIVER_SIP_WATCH_IN_H
#define DRIVER_SIP_WATCH_IN_H

#include "driver/sip/watch.h"

struct subscription;

struct watched {
	struct list node;		/* of line->more->watched */
	struct list watchers;
	char *target;			/* its URI */
	struct subscription *subscription; /* of its own; NULL: the list tells, or is to say whether it does */
	bool listed;			/* it was in the list when all of that was told last */
	struct list dialogs;		/* none of them terminated, but while they are told of */
	uint32_t dialog_count;
	uint32_t version;		/* of what was told last */
	bool told;			/* there is one */
	bool asked;			/* for all of it, and not told since */
	uint8_t lamp;			/* enum sip_lamp */
	struct sip_line *line;
};

/* --- watch.c */
void watched_tell(struct watched *w, struct span body);	/* a dialog-info document */
void watched_lose(struct watched *w);	/* nothing is told of it any more */
enum err watched_own(struct watched *w);	/* a subscription of its own. ERR_NOMEM */

/* --- watch_list.c */

/* The line was opened, is closed. */
enum err watch_list_begin(struct sip_line *line);
void watch_list_end(struct sip_line *line);

/* Whether the list may tell of a number that is new; then it is asked for all. */
bool watch_list_may(struct sip_line *line);

/* Something is missing of what it told. */
void watch_list_again(struct sip_line *line);

#endif
