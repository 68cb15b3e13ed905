/* SPDX-License-Identifier: MIT
 * country.h - TAPI's countries: each country and territory of ITU-T E.164.
 *
 * A country's id is not its code: all of North America has the code 1. Rules are
 * what is dialled there (rule.h). The table is country.def.
 */
#ifndef DIALING_COUNTRY_H
#define DIALING_COUNTRY_H

#include "abi/tapi.h"
#include "base/text.h"

struct country {
	DWORD id, code;
	const char *iso;		/* of ISO 3166-1, "DE"; "": it has none */
	const char *name;
	const char *same_area, *long_distance, *international;	/* "": one cannot dial there */
};

/* All, by id; the first is 1. */
extern const struct country countries[];
extern const size_t country_count;

/* NULL: there is none. */
const struct country *country_by_id(DWORD id);

/* By what people write: an id, "DE", or the name in any case. NULL: there is none. */
const struct country *country_by_text(struct span text);

/* How many of the first `digits` are the code of some country; 0: there is none such. */
size_t country_code_digits(struct span digits);

#endif
