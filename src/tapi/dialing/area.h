/* SPDX-License-Identifier: MIT
 * area.h - area-code rules: where the country's rules are not how one dials.
 *
 *   425 > area; 206/882,883 > 1 area; 360 > 1
 *
 * A number of area 425 is dialled with its area code and nothing before it, one of area 206
 * that begins with 882 or 883 with a 1 and its area code, one of 360 with a 1 alone. The
 * first rule that fits is all that happens. An area of "-" is that of numbers without.
 * Pure.
 */
#ifndef DIALING_AREA_H
#define DIALING_AREA_H

#include "base/buf.h"
#include "base/text.h"
#include <stdbool.h>

struct area_rule {
	struct span area;	/* "" for "-" */
	struct span prefixes;	/* split by commas; empty: all */
	struct span number;	/* dialled before it; empty: nothing */
	bool with_area;
};

/* The first rule of `text`, which becomes what follows (at NULL: nothing). False: it is
 * none. */
bool area_rule_next(struct area_rule *out, struct span *text);

/* Whether all are rules; else `why` gets a sentence. */
bool area_rules_valid(struct span text, struct buf *why);

/* The rule for a number. `digits` are those of its subscriber. False: there is none. */
bool area_rule_find(struct area_rule *out, struct span rules, struct span area,
		    struct span digits);

#endif
