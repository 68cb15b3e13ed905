/* SPDX-License-Identifier: MIT
 * dialing_scene.c - see dialing_scene.h. */
#include "dialing_scene.h"
#include "abi/sizes.h"
#include "test.h"

static struct dialing dialing;
static struct dialing_result result;

static void end(void *arg)
{
	dialing_free(&dialing);
	dialing_result_free(&result);
}

struct dialing *dialing_scene(const char *country, const char *area)
{
	char room[200];
	struct buf why;

	end(NULL);
	buf_fixed(&why, room, sizeof(room));
	DEFER(end, NULL);
	NEED(dialing_add_location(&dialing, SPAN("Here")) != NULL);
	if (dialing.location_count) {
		set_text(&dialing, country_text, country);
		set_text(&dialing, area, area);
	}
	NEED(dialing_settle(&dialing, &why) == OK);
	return &dialing;
}

void dialing_scene_text(struct dialing *d, size_t field, const char *value)
{
	if (d->location_count)
		NEED(dialing_text(dialing_location_keys, d->locations, field, span_of(value)));
}

void dialing_scene_card_text(struct dialing *d, size_t field, const char *value)
{
	if (d->card_count)
		NEED(dialing_text(dialing_card_keys, &d->cards[d->card_count - 1], field, span_of(value)));
}

const char *dialled_as(const struct dialing *d, const struct dialing_ask *ask)
{
	dialing_result_free(&result);
	return dialing_translate(d, ask, &result) ? "no" : result.dialable.at;
}

const char *dialled(const struct dialing *d, const char *address)
{
	return dialled_as(d, &(struct dialing_ask){ .address = span_of(address), .version = TAPI_2_0 });
}

const char *shown(const struct dialing *d, const char *address)
{
	const char *number = dialled(d, address);

	return strcmp(number, "no") == 0 ? "no" : result.displayable.at;
}

DWORD results(const struct dialing *d, const char *address)
{
	dialled(d, address);
	return result.results;
}

enum err asked(const struct dialing *d, const char *address, DWORD options, DWORD card)
{
	struct dialing_ask ask = { .address = span_of(address), .options = options, .card = card,
				   .version = TAPI_2_0 };

	dialing_result_free(&result);
	return dialing_translate(d, &ask, &result);
}

const struct dialing_result *dialing_scene_result(void)
{
	return &result;
}
