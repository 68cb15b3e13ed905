/* SPDX-License-Identifier: MIT
 * area.c - see area.h. */
#include "tapi/dialing/area.h"
#include "tapi/dialing/address.h"

static bool digits_only(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static bool prefixes_valid(struct span prefixes)
{
	do {
		struct span one = span_trim(span_cut(prefixes, ',', &prefixes));

		if (one.len == 0 || !digits_only(one))
			return false;
	} while (prefixes.at);
	return true;
}

/* "1 area", "1", "area". */
static bool read_action(struct area_rule *out, struct span action)
{
	while (action.at) {
		struct span word = span_trim(span_cut(span_trim(action), ' ', &action));

		if (span_isi(word, "area") && !out->with_area)
			out->with_area = true;
		else if (word.len && digits_only(word) && !out->number.len && !out->with_area)
			out->number = word;
		else
			return false;
	}
	return out->with_area || out->number.len;
}

bool area_rule_next(struct area_rule *out, struct span *text)
{
	struct span action, rule = span_trim(span_cut(*text, ';', text));
	struct span which = span_cut(rule, '>', &action);

	*out = (struct area_rule){ .with_area = false };
	out->area = span_trim(span_cut(which, '/', &out->prefixes));
	if (out->prefixes.at && !prefixes_valid(out->prefixes))
		return false;
	if (span_is(out->area, "-"))
		out->area.len = 0;
	else if (out->area.len == 0 || !digits_only(out->area))
		return false;
	return read_action(out, action);
}

bool area_rules_valid(struct span text, struct buf *why)
{
	struct area_rule rule;
	struct span whole;

	while (span_trim(text).len) {
		whole = text;
		if (area_rule_next(&rule, &text))
			continue;
		whole = span_trim(span_cut(whole, ';', &(struct span){ NULL, 0 }));
		buf_printf(why, "\"%.*s\" is no area-code rule such as \"206/882,883 > 1 area\"",
			   SPAN_ARG(whole));
		return false;
	}
	return true;
}

static bool begins_with_one(struct span digits, struct span prefixes)
{
	while (prefixes.at) {
		struct span one = span_trim(span_cut(prefixes, ',', &prefixes));

		if (one.len <= digits.len && span_eq(one, (struct span){ digits.at, one.len }))
			return true;
	}
	return false;
}

bool area_rule_find(struct area_rule *out, struct span rules, struct span area,
		    struct span digits)
{
	while (span_trim(rules).len) {
		if (!area_rule_next(out, &rules))
			return false;
		if (span_eq(out->area, area) &&
		    (!out->prefixes.at || begins_with_one(digits, out->prefixes)))
			return true;
	}
	return false;
}
