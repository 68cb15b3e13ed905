/* SPDX-License-Identifier: MIT
 * moment.h - whether it pays to look for a moment before one lets oneself be put to sleep.
 *
 * To be put to sleep and woken takes longer than many an answer. But if who is to answer
 * waits for this very processor, looking only keeps him from it. So whoever looked in
 * vain lets it be for the next times, each time for more of them.
 */
#ifndef OS_MOMENT_H
#define OS_MOMENT_H

#include <stdbool.h>

#define MOMENT_NS 30000		/* as long as waking a thread takes, as a rule */
#define MOMENT_REST_MAX 64	/* times */

struct moment {			/* zeroed at first */
	unsigned rest;		/* how many times it is let be */
	unsigned vain;		/* ... after it was in vain the next time; 0: it was not lately */
};

/* Whether to look this time. */
static inline bool moment_pays(struct moment *moment)
{
	if (!moment->rest)
		return true;
	moment->rest--;
	return false;
}

/* How the look ended that moment_pays() was for. */
static inline void moment_over(struct moment *moment, bool in_vain)
{
	if (!in_vain)
		moment->vain = 0;
	else if (moment->vain < MOMENT_REST_MAX)
		moment->vain = moment->vain ? moment->vain * 2 : 1;
	moment->rest = moment->vain;
}

#endif
