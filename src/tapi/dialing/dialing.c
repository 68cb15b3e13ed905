/* SPDX-License-Identifier: MIT
 * dialing.c - locations and cards, as they come and go; see dialing.h. */
#include "tapi/dialing/dialing.h"
#include "base/mem.h"
#include "os/secret.h"
#include "tapi/dialing/area.h"
#include "tapi/dialing/rule.h"

#define LOCATION(field) offsetof(struct dialing_location, field)
#define CARD(field) offsetof(struct dialing_card, field)

const struct conf_key dialing_location_keys[] = {
	{ "id", CONF_NUMBER, LOCATION(id), "0", "by which programs remember it; 0: the next that is free", NULL, 0, 0 },
	{ "country", CONF_TEXT, LOCATION(country_text), "",
	  "its name, its two letters (ISO 3166) or TAPI's id (lineGetCountry); must be given", NULL, 0, 0 },
	{ "area", CONF_TEXT, LOCATION(area), "", "area code, without the prefix of long distance", NULL, 0, 0 },
	{ "outside", CONF_TEXT, LOCATION(outside), "", "what is dialled before a local call", NULL, 0, 0 },
	{ "outside-far", CONF_TEXT, LOCATION(outside_far), "",
	  "what is dialled before a long distance or international call", NULL, 0, 0 },
	{ "no-waiting", CONF_TEXT, LOCATION(no_waiting), "", "what cancels call waiting, \"*70,\"", NULL, 0, 0 },
	{ "toll-list", CONF_TEXT, LOCATION(toll_list), "",
	  "country code 1: prefixes of the own area that are long distance, \"882,883\"", NULL, 0, 0 },
	{ "area-rules", CONF_TEXT, LOCATION(area_rules), "",
	  "where one dials otherwise than the country does, \"425 > area; 206/882,883 > 1 area\"", NULL, 0, 0 },
	{ "carrier", CONF_TEXT, LOCATION(carrier), "", "code of the carrier for long distance", NULL, 0, 0 },
	{ "carrier-abroad", CONF_TEXT, LOCATION(carrier_abroad), "", "... for international calls", NULL, 0, 0 },
	{ "card", CONF_TEXT, LOCATION(card_text), "0", "name or id of the calling card to use", NULL, 0, 0 },
	{ "pulse", CONF_BOOL, LOCATION(pulse), "no", "whether the line dials by pulses", NULL, 0, 0 },
	{ 0 },
};

const struct conf_key dialing_card_keys[] = {
	{ "id", CONF_NUMBER, CARD(id), "0", "by which programs remember it; 0: the next that is free", NULL, 0, 0 },
	{ "number", CONF_SECRET, CARD(number), "", "the card's number, H in rules", NULL, 0, 0 },
	{ "pin", CONF_SECRET, CARD(pin), "", "its PIN, K in rules", NULL, 0, 0 },
	{ "access", CONF_TEXT, CARD(access), "", "what one calls for a local call, J in rules", NULL, 0, 0 },
	{ "access-far", CONF_TEXT, CARD(access_far), "", "... for long distance", NULL, 0, 0 },
	{ "access-abroad", CONF_TEXT, CARD(access_abroad), "", "... for an international call", NULL, 0, 0 },
	{ "same-area", CONF_TEXT, CARD(same_area), "", "rule of local calls; empty: dialled directly", NULL, 0, 0 },
	{ "long-distance", CONF_TEXT, CARD(long_distance), "", "... of long distance", NULL, 0, 0 },
	{ "international", CONF_TEXT, CARD(international), "", "... of international calls", NULL, 0, 0 },
	{ "hidden", CONF_BOOL, CARD(hidden), "no", "programs are asked not to offer it", NULL, 0, 0 },
	{ 0 },
};

/* One more zeroed record of `size` bytes at the end of an array; NULL: no memory. */
static void *one_more(void **array, size_t count, size_t size)
{
	char *grown = mem_realloc(*array, (count + 1) * size);

	if (!grown)
		return NULL;
	*array = grown;
	return memset(grown + count * size, 0, size);
}

struct dialing_location *dialing_add_location(struct dialing *d, struct span name)
{
	void *array = d->locations;
	struct dialing_location *location = one_more(&array, d->location_count, sizeof(*location));
	struct buf none = { 0 };

	d->locations = array;
	if (!location)
		return NULL;
	location->name = mem_text(name.at, name.len);
	if (!location->name || conf_fill(NULL, NULL, dialing_location_keys, location, NULL, NULL, &none)) {
		mem_free(location->name);
		return NULL;
	}
	d->location_count++;
	return location;
}

struct dialing_card *dialing_add_card(struct dialing *d, struct span name)
{
	void *array = d->cards;
	struct dialing_card *card = one_more(&array, d->card_count, sizeof(*card));
	struct buf none = { 0 };

	d->cards = array;
	if (!card)
		return NULL;
	card->name = mem_text(name.at, name.len);
	if (!card->name || conf_fill(NULL, NULL, dialing_card_keys, card, NULL, NULL, &none)) {
		mem_free(card->name);
		return NULL;
	}
	d->card_count++;
	return card;
}

bool dialing_text(const struct conf_key *keys, void *record, size_t field, struct span value)
{
	char **old = (char **)(void *)((char *)record + field);
	char *text = mem_text(value.at ? value.at : "", value.len);

	if (!text)
		return false;
	while (keys->field != field)
		keys++;
	if (*old && *old != keys->fallback) {
		if (keys->type == CONF_SECRET)
			secret_wipe(*old, strlen(*old));
		mem_free(*old);
	}
	*old = text;
	return true;
}

void dialing_free(struct dialing *d)
{
	for (size_t i = 0; i < d->location_count; i++) {
		mem_free(d->locations[i].name);
		conf_clear(dialing_location_keys, &d->locations[i]);
	}
	for (size_t i = 0; i < d->card_count; i++) {
		mem_free(d->cards[i].name);
		conf_clear(dialing_card_keys, &d->cards[i]);
	}
	mem_free(d->locations);
	mem_free(d->cards);
	*d = (struct dialing){ .current = 0 };
}

const struct dialing_location *dialing_location(const struct dialing *d, DWORD id)
{
	for (size_t i = 0; i < d->location_count; i++)
		if (d->locations[i].id == id)
			return &d->locations[i];
	return NULL;
}

const struct dialing_location *dialing_here(const struct dialing *d)
{
	return dialing_location(d, d->current);
}

const struct dialing_card *dialing_card(const struct dialing *d, DWORD id)
{
	for (size_t i = 0; i < d->card_count; i++)
		if (d->cards[i].id == id)
			return &d->cards[i];
	return NULL;
}

enum err dialing_go(struct dialing *d, DWORD location)
{
	if (location == 0 || !dialing_location(d, location))
		return ERR_LOCATION;
	d->current = location;
	d->moved = true;
	return OK;
}
