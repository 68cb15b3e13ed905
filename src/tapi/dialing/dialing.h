/* SPDX-License-Identifier: MIT
 * dialing.h - where the user is, and what he pays with: TAPI's locations, calling cards
 * and countries, and how they turn an address into what is dialled.
 *
 * All here are functions of values; where they are kept is the matter of book.h.
 */
#ifndef TAPI_DIALING_H
#define TAPI_DIALING_H

#include "base/buf.h"
#include "base/conf.h"
#include "base/err.h"
#include "tapi/dialing/country.h"

struct dialing_location {
	uint32_t id;		/* permanent, from 1 */
	char *name;
	char *country_text;	/* as country_by_text() takes it */
	const struct country *country;
	char *area;
	char *outside, *outside_far;	/* access codes: of local calls, of all others */
	char *no_waiting;	/* what cancels call waiting: "*70," */
	char *toll_list;	/* prefixes that are dialled as long distance: "882,883" */
	bool toll_changed;	/* by a program: it is to be kept */
	char *area_rules;	/* area.h */
	char *carrier, *carrier_abroad;	/* codes of carriers, for long distance and international */
	char *card_text;	/* name or id of the preferred card */
	uint32_t card;		/* its id; 0: none */
	bool pulse;
};

#define DIALING_NO_CARD "None (Direct Dial)"	/* the card of id 0, which is always there */

struct dialing_card {
	uint32_t id;		/* permanent; 0: none, dialled directly */
	char *name;
	char *number, *pin;	/* secrets */
	char *access, *access_far, *access_abroad;	/* its numbers that one calls */
	char *same_area, *long_distance, *international;	/* rules; "": the country's */
	bool hidden;
};

struct dialing {
	struct dialing_location *locations;
	size_t location_count;
	struct dialing_card *cards;	/* the first is the one of id 0 */
	size_t card_count;
	uint32_t current;		/* id of the current location */
	bool moved;			/* a program chose it: it is to be kept */
};

/* Their texts, as a configuration has them; secrets among them. */
extern const struct conf_key dialing_location_keys[], dialing_card_keys[];

/* A new, empty location or card of that name behind the others; NULL: no memory. To be
 * filled by conf_fill() or dialing_text(). */
struct dialing_location *dialing_add_location(struct dialing *d, struct span name);
struct dialing_card *dialing_add_card(struct dialing *d, struct span name);

/* Give one of the texts a new value. False: no memory, nothing was changed. */
bool dialing_text(const struct conf_key *keys, void *record, size_t field, struct span value);

/* When all are there: give those without an id one, find countries, cards and the
 * current location (the first if there is no such). ERR_CONFIG and a sentence about
 * what cannot be: two of one id, a country that is none, a wrong rule. */
enum err dialing_settle(struct dialing *d, struct buf *why);

void dialing_free(struct dialing *d);	/* what is in it; it may be zero */

/* NULL: there is none. */
const struct dialing_location *dialing_location(const struct dialing *d, DWORD id);
const struct dialing_location *dialing_here(const struct dialing *d);
const struct dialing_card *dialing_card(const struct dialing *d, DWORD id);

/* --- lineTranslateAddress --------------------------------------------------------- */

struct dialing_ask {
	struct span address;	/* as applications have it */
	DWORD card;		/* with LINETRANSLATEOPTION_CARDOVERRIDE */
	DWORD options;		/* LINETRANSLATEOPTION_ */
	DWORD version;		/* of TAPI, as the application speaks it */
};

struct dialing_result {
	struct buf dialable;	/* with a terminator; for a device; may hold secrets */
	struct buf displayable;	/* likewise; for people */
	DWORD here, there;	/* country codes; `there` 0: not known */
	DWORD results;		/* LINETRANSLATERESULT_ */
};

/* `out` is for dialing_result_free(), whatever the answer. ERR_PARAM (options),
 * ERR_CARD, ERR_ADDRESS, ERR_CONFIG (there is no location), ERR_NOMEM. */
enum err dialing_translate(const struct dialing *d, const struct dialing_ask *ask,
			   struct dialing_result *out);
void dialing_result_free(struct dialing_result *result);

/* --- what applications change --------------------------------------------------------- */

/* ERR_LOCATION: there is no such. */
enum err dialing_go(struct dialing *d, DWORD location);

/* lineSetTollList: put the prefix of a canonical address on the list of the current location, or
 * take it off (LINETOLLLISTOPTION_); what is so already is no error. ERR_PARAM, ERR_ADDRESS
 * (not canonical), ERR_LOCATION (of another area, or there are no toll lists), ERR_CONFIG,
 * ERR_RESOURCE (the list is full), ERR_NOMEM. */
enum err dialing_set_toll(struct dialing *d, struct span address, DWORD option);

#define DIALING_TOLL_COUNTRY 1	/* the country code where there are toll lists */
#define DIALING_TOLL_DIGITS 3	/* of a number, that are on them */

/* Whether `prefix` is on a list such as "882,883". */
bool dialing_on_list(const char *list, struct span prefix);

/* --- records ----------------------------------------------------------------------- */

/* Fill a caller's record (its dwTotalSize is set) at a version of TAPI. ERR_TOOSMALL;
 * ERR_VERSION: there is no such record yet; ERR_COUNTRY: no country has that id, and it is
 * not 0, all of them. */
enum err dialing_write_output(const struct dialing_result *result, void *record, DWORD version);
enum err dialing_write_caps(const struct dialing *d, void *record, DWORD version);
enum err dialing_write_countries(DWORD id, void *record, DWORD version);

#endif
