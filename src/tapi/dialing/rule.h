/* SPDX-License-Identifier: MIT
 * rule.h - dialling rules of countries and cards, such as "N1FG".
 *
 * What they are made of:
 *   0-9 A-D * # , ! W @ $ ? : T P	dialled, as in a dialable address
 *   E country code	F area code		I area code, if there is one
 *   G local number	H card number		K PIN		J the card's access number
 *   L, N carrier of long distance		M, S carrier of international calls
 * L and M are for where there must be a carrier, N and S for where there may be
 * one; TAPI has a user choose one for the former. One that is not set is left out.
 * Spaces are for people. Pure.
 */
#ifndef DIALING_RULE_H
#define DIALING_RULE_H

#include "base/buf.h"
#include "base/text.h"

struct rule_values {
	struct span country, area;
	struct span number;		/* as it was written, with separators */
	struct span card, pin, access;
	struct span carrier, carrier_abroad;
	struct span card_name;		/* shown for what of the card is secret */
};

/* Append what `rule` makes of `values`: as it is dialled, and as people may see it: its parts
 * with spaces between, and for secrets the card's name in brackets. What no rule has is
 * left out. */
void rule_expand(struct buf *dialable, struct buf *displayable, struct span rule,
		 const struct rule_values *values);

/* Append a part for people, a space before it if it is not the first. */
void rule_show_part(struct buf *displayable, struct span part);

/* Append a number as written, without what is there for people, and without a ";". */
void rule_dial_number(struct buf *dialable, struct span number);

bool rule_valid(struct span rule);

#endif
