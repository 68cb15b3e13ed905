/* SPDX-License-Identifier: MIT
 * choose.h - people choose one of several, in a window on Windows (window.c), at the
 * program's terminal elsewhere (terminal.c).
 */
#ifndef TAPI_CHOOSE_H
#define TAPI_CHOOSE_H

#include "base/err.h"
#include <stddef.h>

struct choose {
	const char *title;	/* UTF-8, as all here */
	const char *text;	/* what is to be chosen, a sentence or two */
	char **rows;		/* the texts, with `count` of them */
	size_t count;
	size_t chosen;		/* the one that it is now, and then what they chose; it
				 * stays if they give up */
};

/* Wait until they have, in front of `owner`. ERR_UNAVAIL: there is nothing to ask people
 * with; ERR_RESOURCE. */
enum err choose(struct choose *it, HWND owner);

#endif
