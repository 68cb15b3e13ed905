/* SPDX-License-Identifier: MIT
 * address.h - what an address of TAPI's is made of.
 *
 *   +1 (425) 882-8080|SUBADDRESS^NAME	canonical: it begins with a "+"
 *   9,8828080|SUBADDRESS^NAME		dialable: anything else
 *
 * Several of them may follow each other, with CR LF between. Pure; spans point into the
 * text that was read.
 */
#ifndef DIALING_ADDRESS_H
#define DIALING_ADDRESS_H

#include "abi/tapi.h"
#include "base/err.h"
#include "base/text.h"

struct address {
	bool canonical;
	DWORD country;			/* code; 0 in a dialable one */
	struct span country_digits;	/* the same */
	struct span area;		/* digits; empty: it has none */
	struct span subscriber;		/* as written; of a dialable one all of its number */
	struct span rest;		/* "|SUBADDRESS^NAME", or empty */
};

/* Read the first address of `text`, which becomes what follows (at NULL: that was all).
 * A canonical one is also taken without the space that TAPI wants behind the country
 * code ("+4930123"), if a country has a code that it begins with. ERR_ADDRESS: it
 * has no digits, or what no number has. */
enum err address_next(struct address *out, struct span *text);

/* Whether it can be dialled as it is: digits, separators, dial modifiers. A name
 * ("bob@example.org") can not. */
bool address_is_number(const struct address *address);

/* Whether a phone can dial it: "0" to "9", "A" to "D", "*", "#"; whether it says how one
 * dials: "," "W" "T" ...; whether it is there for people only. */
bool address_is_digit(char c);
bool address_is_modifier(char c);
bool address_is_separator(char c);

#endif
