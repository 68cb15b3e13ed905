/* SPDX-License-Identifier: MIT
 * range.h - lists of numbers, as they are configured: "201, 210-215, sip:a@b".
 *
 * What stands between commas is a number, or a range when both sides of its dash
 * are digits and as many. Pure: text in, numbers out.
 */
#ifndef WIRE_NUMBER_RANGE_H
#define WIRE_NUMBER_RANGE_H

#include "base/err.h"
#include "base/text.h"

#define NUMBER_RANGE_MAX 1000	/* numbers of one range */

struct number_list {
	struct span rest;
	uint32_t next, last;	/* of the range at hand; next > last: none is */
	int digits;		/* ... each */
};

void number_list_open(struct number_list *list, struct span text);

/* The next number. False: that was all. One that is too long for `out` is left out. */
bool number_list_next(struct number_list *list, char *out, size_t size);

/* Whether every range goes up, and none is too long. */
bool number_list_valid(struct span text);

#endif
