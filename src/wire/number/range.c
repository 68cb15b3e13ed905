/* SPDX-License-Identifier: MIT
 * range.c - lists of numbers. */
#include "wire/number/range.h"
#include <stdio.h>

#define DIGITS_MAX 9		/* of a number in a range */

void number_list_open(struct number_list *list, struct span text)
{
	*list = (struct number_list){ .rest = text, .next = 1 };
}

/* What stands between two commas as a range. */
static bool is_range(struct span item, uint32_t *first, uint32_t *last)
{
	struct span to, from = span_cut(item, '-', &to);

	return to.at && from.len == to.len && from.len <= DIGITS_MAX &&
	       span_u32(from, UINT32_MAX, first) && span_u32(to, UINT32_MAX, last);
}

bool number_list_next(struct number_list *list, char *out, size_t size)
{
	while (list->next > list->last) {
		struct span item;

		if (!list->rest.at)
			return false;
		item = span_trim(span_cut(list->rest, ',', &list->rest));
		if (is_range(item, &list->next, &list->last)) {
			list->digits = (int)item.len / 2;
			continue;
		}
		list->next = 1;
		list->last = 0;
		if (item.len && span_copy(item, out, size))
			return true;
	}
	snprintf(out, size, "%0*u", list->digits, (unsigned)list->next++);
	return true;
}

bool number_list_valid(struct span text)
{
	while (text.at) {
		struct span item = span_trim(span_cut(text, ',', &text));
		uint32_t first, last;

		if (is_range(item, &first, &last) && (last < first || last - first >= NUMBER_RANGE_MAX))
			return false;
	}
	return true;
}
