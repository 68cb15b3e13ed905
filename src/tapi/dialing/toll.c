/* SPDX-License-Identifier: MIT
 * toll.c - lists of prefixes, and lineSetTollList; see dialing.h. */
#include "tapi/dialing/address.h"
#include "tapi/dialing/dialing.h"

#define LIST_MAX 3800		/* bytes: it must fit into a row of a configuration */

bool dialing_on_list(const char *list, struct span prefix)
{
	struct span rest = span_of(list);

	while (rest.len)
		if (span_eq(span_trim(span_cut(rest, ',', &rest)), prefix))
			return true;
	return false;
}

static void add(struct buf *list, struct span prefix)
{
	if (!prefix.len)
		return;
	if (list->len)
		buf_char(list, ',');
	buf_span_add(list, prefix);
}

/* The list without `prefix`, and then with it, if it is to be there. */
static enum err change(struct dialing_location *here, struct span prefix, bool there)
{
	struct span rest = span_of(here->toll_list);
	struct buf list;
	enum err err;

	buf_grow(&list);
	while (rest.len) {
		struct span one = span_trim(span_cut(rest, ',', &rest));

		if (!span_eq(one, prefix))
			add(&list, one);
	}
	if (there)
		add(&list, prefix);
	err = list.full ? ERR_NOMEM : list.len > LIST_MAX ? ERR_RESOURCE : OK;
	if (!err && !dialing_text(dialing_location_keys, here,
				  offsetof(struct dialing_location, toll_list), buf_span(&list)))
		err = ERR_NOMEM;
	buf_free(&list);
	if (!err)
		here->toll_changed = true;
	return err;
}

/* The first digits of a number; false: it has fewer. */
static bool read_prefix(struct span number, char prefix[DIALING_TOLL_DIGITS])
{
	size_t len = 0;

	for (size_t i = 0; i < number.len && len < DIALING_TOLL_DIGITS; i++)
		if (number.at[i] >= '0' && number.at[i] <= '9')
			prefix[len++] = number.at[i];
	return len == DIALING_TOLL_DIGITS;
}

static struct dialing_location *here_of(struct dialing *d)
{
	for (size_t i = 0; i < d->location_count; i++)
		if (d->locations[i].id == d->current)
			return &d->locations[i];
	return NULL;
}

enum err dialing_set_toll(struct dialing *d, struct span text, DWORD option)
{
	struct dialing_location *here = here_of(d);
	char prefix[DIALING_TOLL_DIGITS];
	struct address address;
	enum err err;

	if (option != LINETOLLLISTOPTION_ADD && option != LINETOLLLISTOPTION_REMOVE)
		return ERR_PARAM;
	if (!here)
		return ERR_CONFIG;
	err = address_next(&address, &text);
	if (err || !address.canonical || !read_prefix(address.subscriber, prefix))
		return ERR_ADDRESS;
	if (here->country->code != DIALING_TOLL_COUNTRY || address.country != here->country->code ||
	    !span_is(address.area, here->area))
		return ERR_LOCATION;
	return change(here, (struct span){ prefix, sizeof(prefix) }, option == LINETOLLLISTOPTION_ADD);
}
