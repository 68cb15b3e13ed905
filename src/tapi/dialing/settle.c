/* SPDX-License-Identifier: MIT
 * settle.c - what locations and cards say of each other, found and checked. */
#include "tapi/dialing/area.h"
#include "tapi/dialing/dialing.h"
#include "tapi/dialing/rule.h"

/* The card that is none: it has the id 0 and stands first. */
static enum err settle_no_card(struct dialing *d)
{
	struct dialing_card card;
	size_t at = 0;

	while (at < d->card_count && strcmp(d->cards[at].name, DIALING_NO_CARD) != 0)
		at++;
	if (at == d->card_count && !dialing_add_card(d, span_of(DIALING_NO_CARD)))
		return ERR_NOMEM;
	card = d->cards[at];
	card.id = 0;
	memmove(d->cards + 1, d->cards, at * sizeof(card));
	d->cards[0] = card;
	return OK;
}

static enum err twice(struct buf *why, const char *kind, const char *name, uint32_t id)
{
	buf_printf(why, "%s \"%s\": another has the id %u too", kind, name, (unsigned)id);
	return ERR_CONFIG;
}

static enum err settle_location_ids(struct dialing *d, struct buf *why)
{
	uint32_t next = 1;

	for (size_t i = 0; i < d->location_count; i++)
		if (d->locations[i].id && dialing_location(d, d->locations[i].id) != &d->locations[i])
			return twice(why, "location", d->locations[i].name, d->locations[i].id);
	for (size_t i = 0; i < d->location_count; i++) {
		while (!d->locations[i].id && dialing_location(d, next))
			next++;
		if (!d->locations[i].id)
			d->locations[i].id = next;
	}
	return OK;
}

static enum err settle_card_ids(struct dialing *d, struct buf *why)
{
	uint32_t next = 1;

	for (size_t i = 1; i < d->card_count; i++)
		if (d->cards[i].id && dialing_card(d, d->cards[i].id) != &d->cards[i])
			return twice(why, "card", d->cards[i].name, d->cards[i].id);
	for (size_t i = 1; i < d->card_count; i++) {
		while (!d->cards[i].id && dialing_card(d, next))
			next++;
		if (!d->cards[i].id)
			d->cards[i].id = next;
	}
	return OK;
}

/* The card that a location prefers, by name or by id; NULL: there is none. */
static const struct dialing_card *card_of(const struct dialing *d, const char *text)
{
	uint32_t id;

	for (size_t i = 0; i < d->card_count; i++)
		if (span_isi(span_of(text), d->cards[i].name))
			return &d->cards[i];
	return span_u32(span_of(text), UINT32_MAX, &id) ? dialing_card(d, id) : NULL;
}

static enum err location_error(const struct dialing_location *location, struct buf *why,
			       const char *text, const char *what)
{
	buf_printf(why, "location \"%s\": \"%s\" %s", location->name, text, what);
	return ERR_CONFIG;
}

static bool made_of(const char *text, const char *signs)
{
	return text[strspn(text, signs)] == '\0';
}

static enum err settle_location(const struct dialing *d, struct dialing_location *location,
				struct buf *why)
{
	const struct dialing_card *card = card_of(d, location->card_text);

	location->country = country_by_text(span_of(location->country_text));
	if (!location->country || !*location->country->same_area)
		return location_error(location, why, location->country_text, "is no country");
	if (!made_of(location->area, "0123456789"))
		return location_error(location, why, location->area, "is no area code");
	if (!made_of(location->toll_list, "0123456789, "))
		return location_error(location, why, location->toll_list, "is no list of prefixes");
	if (!card)
		return location_error(location, why, location->card_text, "is no calling card");
	location->card = card->id;
	if (area_rules_valid(span_of(location->area_rules), why))
		return OK;
	buf_printf(why, " (location \"%s\")", location->name);
	return ERR_CONFIG;
}

static enum err settle_card(const struct dialing_card *card, struct buf *why)
{
	const char *const rules[] = { card->same_area, card->long_distance, card->international };

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (rule_valid(span_of(rules[i])))
			continue;
		buf_printf(why, "card \"%s\": \"%s\" is no dialling rule", card->name, rules[i]);
		return ERR_CONFIG;
	}
	return OK;
}

enum err dialing_settle(struct dialing *d, struct buf *why)
{
	enum err err = settle_no_card(d);

	if (!err)
		err = settle_location_ids(d, why);
	if (!err)
		err = settle_card_ids(d, why);
	for (size_t i = 0; !err && i < d->location_count; i++)
		err = settle_location(d, &d->locations[i], why);
	for (size_t i = 0; !err && i < d->card_count; i++)
		err = settle_card(&d->cards[i], why);
	if (!err && !dialing_here(d))
		d->current = d->location_count ? d->locations[0].id : 0;
	return err;
}
