/* SPDX-License-Identifier: MIT
 * number.h - telephone numbers: how a line dials them, and how those of others
 * are shown.
 *
 * What applications dial is TAPI's: a canonical address ("+49 (30) 1234") or a
 * dialable one, with separators and dial modifiers. What a line is to be told is
 * a matter of where it stands: behind a PBX that wants a 0 first, or at a carrier
 * that takes E.164 only. A table of rules goes before all else; then canonical
 * numbers get the prefixes that the line needs. Pure: texts in, texts out.
 *
 * Numbers that come in are taken to be without the prefix for an outside line;
 * where a PBX writes it there, a rule takes it away.
 */
#ifndef WIRE_NUMBER_NUMBER_H
#define WIRE_NUMBER_NUMBER_H

#include "base/buf.h"
#include "base/err.h"

enum number_form {		/* in the order of NUMBER_FORMS_... */
	NUMBER_AS_IS,
	NUMBER_E164,		/* +493012345 */
	NUMBER_PREFIXED,	/* 03012345, 0041446681800: as one dials here */
	NUMBER_CANONICAL,	/* +49 (30) 12345: as TAPI's address translation reads it */
};
#define NUMBER_FORMS_DIALLED "as-is e164 prefixed"
#define NUMBER_FORMS_SHOWN "as-is e164 prefixed canonical"

/* Where a line stands. Texts are borrowed; "" or NULL: none. */
struct number_rules {
	char *country, *area;		/* "49", "30": digits */
	char *national, *international;	/* prefixes: "0", "00" */
	char *outside;			/* for an outside line */
	uint32_t internal;		/* digits of the longest internal number; 0: there are none */
	bool letters;			/* letters in numbers are digits: 0800-FLOWERS */
	uint32_t dial_form, show_form;	/* enum number_form */

	/* "PREFIX|PATTERN>NEW", split by spaces; the first that matches is all that
	 * happens. The number loses PREFIX (may be left out with its bar) and begins
	 * with NEW instead. In both X is a digit, Z 1 to 9, N 2 to 9, "." at the end
	 * of PATTERN whatever follows; all else is itself. */
	char *dial_rules, *show_rules;
};

#define NUMBER_SIZE 520			/* bytes of any number or URI, with its terminator */
#define NUMBER_AFTER_SIZE 256

struct number_dialled {
	char number[NUMBER_SIZE];	/* without separators; or a name or URI, as it was given */
	char after[NUMBER_AFTER_SIZE];	/* digits and ',' to be sent when it is answered; "": none */
	bool is_number;
};

/* What `dest` (an address of TAPI's, UTF-8) means. Left away: a subaddress ("|"), a name
 * ("^"), further lines, T and P (tone and pulse are one here). Behind the first ','
 * stand digits that are dialled once there is an answer. ERR_ADDRESS: nothing is
 * left, it is too long, or it asks for what a digit at a time could do only:
 * '!' (flash) and ';' (more comes). */
enum err number_dial(struct number_dialled *out, const struct number_rules *rules,
		     struct span dest);

/* The address in `dest` as it was written, for people: up to a subaddress, a name or
 * a second line, without a leading T or P. */
struct span number_address(struct span dest);

/* A number that came in, as it is to be shown; what is no number stays as it is. */
void number_show(char out[NUMBER_SIZE], const struct number_rules *rules, struct span number);

/* Whether a table of rules has the right form; else `why` gets a sentence. */
bool number_rules_valid(const char *table, struct buf *why);

/* Whether one of the patterns (split by spaces; as in a table) is that of `number`; whether
 * all of them have the right form. */
bool number_matches(const char *patterns, struct span number);
bool number_patterns_valid(const char *patterns);

/* How many digits of an E.164 number (without its '+') are the country's code
 * (ITU-T E.164 Annex to OB 930); 0: none that can be. */
size_t number_country_digits(struct span digits);

#endif
