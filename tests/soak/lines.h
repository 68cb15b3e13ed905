/* SPDX-License-Identifier: MIT
 * lines.h - what kind of lines a soak is about, and what they stand in.
 *
 * All but the file's writer is called while nothing else moves.
 */
#ifndef SOAK_LINES_H
#define SOAK_LINES_H

#include <stdint.h>
#include <stdio.h>

struct lines_kind {
	const char *name;
	uint32_t pace;			/* so much more time goes by than on sim */
	const char *const *numbers;	/* that can be dialled; NULL ends them */
	/* The lines (their names are a to d, their numbers 100 to 400) and phones of
	 * a round; `variant`, below 6, is what a reload changes. */
	void (*write)(FILE *file, int round, uint32_t variant);
	void (*prepare)(void);		/* the provider will begin; may be NULL */
	void (*open)(uint64_t seed);	/* the provider has begun, no line is open; may be NULL */
	void (*heal)(void);		/* nothing goes wrong from now on; may be NULL */
	void (*check)(void);		/* long after that: fault() if it shows still; may be NULL */
	void (*close)(void);		/* all lines are closed; may be NULL */
	void (*tell)(void);		/* what was done, behind the summary; may be NULL */
};

extern const struct lines_kind lines_sim, lines_sip;
extern const struct lines_kind *soak_lines;

#endif
