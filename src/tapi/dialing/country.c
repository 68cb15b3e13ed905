/* SPDX-License-Identifier: MIT
 * country.c - see country.h. */
#include "tapi/dialing/country.h"

#define CODE_DIGITS 3		/* of the longest country code */

const struct country countries[] = {
#define COUNTRY(id, code, iso, name, same_area, long_distance, international) \
	{ id, code, iso, name, same_area, long_distance, international },
#include "tapi/dialing/country.def"
#undef COUNTRY
};

const size_t country_count = sizeof(countries) / sizeof(*countries);

const struct country *country_by_id(DWORD id)
{
	for (size_t i = 0; i < country_count; i++)
		if (countries[i].id == id)
			return &countries[i];
	return NULL;
}

const struct country *country_by_text(struct span text)
{
	uint32_t id;

	if (span_u32(text, UINT32_MAX, &id))
		return country_by_id(id);
	for (size_t i = 0; text.len && i < country_count; i++)
		if (span_isi(text, countries[i].iso) || span_isi(text, countries[i].name))
			return &countries[i];
	return NULL;
}

static bool code_known(DWORD code)
{
	for (size_t i = 0; i < country_count; i++)
		if (countries[i].code == code)
			return true;
	return false;
}

size_t country_code_digits(struct span digits)
{
	DWORD code = 0;

	for (size_t len = 1; len <= CODE_DIGITS && len <= digits.len; len++) {
		char digit = digits.at[len - 1];

		if (digit < '0' || digit > '9' || (len == 1 && digit == '0'))
			return 0;
		code = code * 10 + (DWORD)(digit - '0');
		if (code_known(code))
			return len;
	}
	return 0;
}
