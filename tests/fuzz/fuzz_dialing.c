/* SPDX-License-Identifier: MIT
 * fuzz_dialing.c - any address, from any location, by any rule, with any card. The input is
 * rows: the address, country, area, access code, toll list, area-code rules, the card's
 * rule, its number, a program. The first byte says with which options. */
#include "abi/sizes.h"
#include "tapi/dialing/area.h"
#include "tapi/dialing/dialing.h"
#include "tapi/dialing/priority.h"
#include "tapi/dialing/rule.h"
#include <stdlib.h>

#define RECORD_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void put(struct dialing *d, size_t field, struct span *rest)
{
	must(dialing_text(dialing_location_keys, d->locations, field, span_cut(*rest, '\n', rest)));
}

static void put_card(struct dialing *d, size_t field, struct span text)
{
	must(dialing_text(dialing_card_keys, d->cards, field, text));
}

/* A location and a card out of the rows; their rules need not be valid. */
static void fill(struct dialing *d, struct span *rest)
{
	struct span rule, number;

	must(dialing_add_location(d, SPAN("Here")) && dialing_add_card(d, SPAN("Card")));
	put(d, offsetof(struct dialing_location, country_text), rest);
	put(d, offsetof(struct dialing_location, area), rest);
	put(d, offsetof(struct dialing_location, outside), rest);
	put(d, offsetof(struct dialing_location, toll_list), rest);
	put(d, offsetof(struct dialing_location, area_rules), rest);
	rule = span_cut(*rest, '\n', rest);
	number = span_cut(*rest, '\n', rest);
	put_card(d, offsetof(struct dialing_card, same_area), rule);
	put_card(d, offsetof(struct dialing_card, long_distance), rule);
	put_card(d, offsetof(struct dialing_card, international), rule);
	put_card(d, offsetof(struct dialing_card, number), number);
	put_card(d, offsetof(struct dialing_card, pin), number);
}

static void write_records(const struct dialing *d, const struct dialing_result *result, DWORD version)
{
	for (DWORD size = 0; size <= RECORD_MAX; size += 37) {
		void *record = calloc(1, size + sizeof(size));	/* at its very end, ASan looks */

		must(record != NULL);
		memcpy(record, &size, sizeof(size));
		if (size >= sizeof(LINETRANSLATEOUTPUT))
			must(dialing_write_output(result, record, version) == OK);
		if (size >= sizeof(LINETRANSLATECAPS))
			must(dialing_write_caps(d, record, version) == OK);
		free(record);
	}
}

static void translate(struct dialing *d, struct span address, uint8_t how)
{
	static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_2, TAPI_3_1 };
	struct dialing_ask ask = {
		.address = address, .options = how & 15, .card = how >> 4 & 1,
		.version = versions[how >> 5 & 3],
	};
	struct dialing_result result;

	if (dialing_translate(d, &ask, &result) == OK) {
		must(result.dialable.len > 0 && strlen(result.dialable.at) <= result.dialable.len);
		must(result.here == d->locations[0].country->code);
		write_records(d, &result, ask.version);
	}
	dialing_result_free(&result);
	dialing_set_toll(d, address, LINETOLLLISTOPTION_ADD);
	dialing_set_toll(d, address, LINETOLLLISTOPTION_REMOVE);
}

static void prioritise(struct span program, uint8_t how)
{
	static const LINEEXTENSIONID id = { 1, 2, 3, 4 };
	struct priority_mode mode = { .media_mode = 1u << (how & 31), .extension = how & 32 ? &id : NULL };
	struct priorities p = { .extensions = NULL };
	DWORD place = 0;

	if (priorities_set(&p, &mode, program, 1, SPAN("x")) == OK)
		must(priorities_get(&p, &mode, program, &place, NULL) == OK && place == 1);
	priorities_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data + 1, size ? size - 1 : 0 }, address;
	struct dialing d = { .current = 0 };
	char room[200];
	struct buf why;

	if (size == 0)
		return 0;
	buf_fixed(&why, room, sizeof(room));
	address = span_cut(rest, '\n', &rest);
	fill(&d, &rest);
	area_rules_valid(span_of(d.locations[0].area_rules), &why);
	dialing_settle(&d, &why);
	/* Also what a settled one cannot be: no rule may break anything. */
	if (!d.locations[0].country)
		d.locations[0].country = countries;
	d.locations[0].id = d.current = 1;
	translate(&d, address, data[0]);
	prioritise(rest, data[0]);
	dialing_free(&d);
	return 0;
}
