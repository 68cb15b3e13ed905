/* SPDX-License-Identifier: MIT
 * book_registry.c - a book in Windows' registry (docs/spec/registry.md 2, 3 and 5). */
#include "base/mem.h"
#include "os/registry.h"
#include "tapi/dialing/book_in.h"
#include <stdio.h>

#define KEY_SIZE 512		/* bytes of the name of a key */
#define EXTENDS_MAX 1000

/* Locations\LocationN, Flags */
#define FLAG_CARD 1u
#define FLAG_TONE 2u

/* AreaCodeRules\RuleN, Options */
#define RULE_ALL_PREFIXES 1u
#define RULE_NUMBER 2u
#define RULE_AREA 4u

/* Cards\CardN, Flags */
#define FLAG_HIDDEN 2u

struct text_value {
	const char *name;
	size_t field;
};

#define LOCATION(value, field) { value, offsetof(struct dialing_location, field) }
static const struct text_value location_texts[] = {
	LOCATION("AreaCode", area),
	LOCATION("OutsideAccess", outside),
	LOCATION("LongDistanceAccess", outside_far),
	LOCATION("DisableCallWaiting", no_waiting),
	LOCATION("TollList", toll_list),
	LOCATION("LongDistanceCarrierCode", carrier),
	LOCATION("InternationalCarrierCode", carrier_abroad),
	{ NULL, 0 },
};

#define CARD(value, field) { value, offsetof(struct dialing_card, field) }
static const struct text_value card_texts[] = {
	CARD("AccountNumber", number),
	CARD("Pin", pin),
	CARD("LocalAccessNumber", access),
	CARD("LDAccessNumber", access_far),
	CARD("InternationalAccessNumber", access_abroad),
	CARD("LocalRule", same_area),
	CARD("LDRule", long_distance),
	CARD("InternationalRule", international),
	{ NULL, 0 },
};

/* A text that is not there stays as it is. */
static bool read_texts(const struct registry_key *key, const struct text_value *values,
		       const struct conf_key *keys, void *record)
{
	bool done = true;

	for (; done && values->name; values++) {
		char *text = registry_text(key, values->name);

		done = !text || dialing_text(keys, record, values->field, span_of(text));
		mem_free(text);
	}
	return done;
}

static bool put_number(struct dialing_location *location, size_t field, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", (unsigned)number);
	return dialing_text(dialing_location_keys, location, field, span_of(text));
}

/* One rule of an area, as area.h has it. */
static void read_area_rule(const struct registry_key *key, struct buf *rules)
{
	char *area = registry_text(key, "AreaCodeToCall"), *number = registry_text(key, "NumberToDial");
	char *prefixes = registry_text(key, "Prefixes");
	uint32_t options = RULE_ALL_PREFIXES;

	registry_number(key, "Options", &options);
	if (options & (RULE_NUMBER | RULE_AREA)) {
		buf_text(rules, area && *area ? area : "-");
		if (!(options & RULE_ALL_PREFIXES) && prefixes && *prefixes)
			buf_printf(rules, "/%s", prefixes);
		buf_text(rules, " > ");
		if ((options & RULE_NUMBER) && number)
			buf_text(rules, number);
		buf_text(rules, options & RULE_AREA ? " area; " : "; ");
	}
	mem_free(area);
	mem_free(number);
	mem_free(prefixes);
}

static bool read_area_rules(const struct registry_key *key, struct dialing_location *location)
{
	struct registry_key *rules = registry_open_below(key, "AreaCodeRules");
	char name[KEY_SIZE];
	struct buf text;
	bool done;

	if (!rules)
		return true;
	buf_grow(&text);
	for (uint32_t i = 0; registry_child(rules, i, name, sizeof(name)); i++) {
		struct registry_key *rule = registry_open_below(rules, name);

		if (rule)
			read_area_rule(rule, &text);
		registry_close(rule);
	}
	registry_close(rules);
	done = !text.full && dialing_text(dialing_location_keys, location,
					  offsetof(struct dialing_location, area_rules), buf_span(&text));
	buf_free(&text);
	return done;
}

/* ",206," as older ones have it: "206". */
static bool trim_toll_list(struct dialing_location *location)
{
	struct span list = span_of(location->toll_list);

	while (list.len && list.at[0] == ',')
		list = (struct span){ list.at + 1, list.len - 1 };
	while (list.len && list.at[list.len - 1] == ',')
		list.len--;
	return dialing_text(dialing_location_keys, location, offsetof(struct dialing_location, toll_list), list);
}

static bool read_location(struct dialing *d, const struct registry_key *key, uint32_t place)
{
	char *name = registry_text(key, "Name");
	struct dialing_location *location = dialing_add_location(d, span_of(name ? name : ""));
	uint32_t country = 0, card = 0, flags = FLAG_TONE;

	mem_free(name);
	if (!location)
		return false;
	location->id = place;
	registry_number(key, "ID", &location->id);
	registry_number(key, "Country", &country);
	registry_number(key, "CallingCard", &card);
	registry_number(key, "Flags", &flags);
	location->pulse = !(flags & FLAG_TONE);
	return read_texts(key, location_texts, dialing_location_keys, location) &&
	       put_number(location, offsetof(struct dialing_location, country_text), country) &&
	       put_number(location, offsetof(struct dialing_location, card_text),
			  flags & FLAG_CARD ? card : 0) &&
	       trim_toll_list(location) && read_area_rules(key, location);
}

static bool read_card(struct dialing *d, const struct registry_key *key, uint32_t place)
{
	char *name = registry_text(key, "Name");
	uint32_t id = place, flags = 0;
	struct dialing_card *card;

	registry_number(key, "ID", &id);
	/* The one of id 0 is always there, under one name. */
	card = dialing_add_card(d, id ? span_of(name ? name : "") : SPAN(DIALING_NO_CARD));
	mem_free(name);
	if (!card)
		return false;
	card->id = id;
	registry_number(key, "Flags", &flags);
	card->hidden = flags & FLAG_HIDDEN;
	return read_texts(key, card_texts, dialing_card_keys, card);
}

/* "Location12" is the twelfth: newer systems have no ID. False: another key. */
static bool numbered(const char *name, const char *prefix, uint32_t *out)
{
	struct span rest = span_of(name);
	size_t len = strlen(prefix);

	if (rest.len <= len || !span_eqi((struct span){ name, len }, span_of(prefix)))
		return false;
	return span_u32((struct span){ rest.at + len, rest.len - len }, UINT32_MAX, out);
}

static bool read_entries(struct dialing *d, const char *path, const char *prefix,
			 bool (*read)(struct dialing *d, const struct registry_key *key, uint32_t place))
{
	struct registry_key *all = registry_open(path, false);
	char name[KEY_SIZE];
	uint32_t place;
	bool done = true;

	for (uint32_t i = 0; all && done && registry_child(all, i, name, sizeof(name)); i++) {
		struct registry_key *key;

		if (!numbered(name, prefix, &place))
			continue;
		key = registry_open_below(all, name);
		done = !key || read(d, key, place);
		registry_close(key);
	}
	registry_close(all);
	return done;
}

/* `DIALER.EXE"PHONE.EXE"`: with commas between, as priority.h has them. */
static void turn_list(char *list, char from, char to)
{
	for (; *list; list++)
		if (*list == from)
			*list = to;
}

static bool read_priorities(struct priorities *p, const char *path)
{
	struct registry_key *key = registry_open(path, false);
	bool done = true;

	for (size_t i = 0; key && done && i < PRIORITY_LISTS; i++) {
		char *list = registry_text(key, priority_list_name(i));

		if (list) {
			turn_list(list, '"', ',');
			done = priorities_put(p, i, span_of(list));
		}
		mem_free(list);
	}
	registry_close(key);
	return done;
}

/* Extend<n>: "ID0 ID1 ID2 ID3 BIT NAME", then as any list. The form is our own. False: no
 * memory. */
static bool read_extension(struct priorities *p, char *text)
{
	struct span rest = span_of(text), name, programs;
	uint32_t part[5];

	for (size_t i = 0; i < 5; i++)
		if (!span_u32(span_cut(rest, ' ', &rest), UINT32_MAX, &part[i]))
			return true;
	name = span_cut(rest, '"', &programs);
	if (!programs.at)
		return true;
	turn_list((char *)programs.at, '"', ',');
	return priorities_put_extension(p, &(LINEEXTENSIONID){ part[0], part[1], part[2], part[3] },
					part[4], name, programs);
}

static bool read_extensions(struct priorities *p, const char *path)
{
	struct registry_key *key = registry_open(path, false);
	uint32_t count = 0;
	char name[32];
	bool done = true;

	if (key)
		registry_number(key, "NumExtends", &count);
	for (uint32_t i = 0; done && i < count && i < EXTENDS_MAX; i++) {
		char *text;

		snprintf(name, sizeof(name), "Extend%u", (unsigned)i);
		text = registry_text(key, name);
		done = !text || read_extension(p, text);
		mem_free(text);
	}
	registry_close(key);
	return done;
}

static const char *path_of(char path[KEY_SIZE], const char *root, const char *below)
{
	snprintf(path, KEY_SIZE, "%s\\%s", root, below);
	return path;
}

enum err book_read_registry(struct dialing_book *book)
{
	struct dialing *d = &book->dialing;
	char path[KEY_SIZE];
	struct registry_key *key;

	if (!read_entries(d, path_of(path, book->registry, "Locations"), "Location", read_location) ||
	    !read_entries(d, path_of(path, book->registry, "Cards"), "Card", read_card) ||
	    !read_priorities(&book->priorities, path_of(path, book->user_registry, "HandoffPriorities")) ||
	    !read_extensions(&book->priorities, path))
		return ERR_NOMEM;
	key = registry_open(path_of(path, book->registry, "Locations"), false);
	if (key)
		registry_number(key, "CurrentID", &d->current);
	registry_close(key);
	return OK;
}

/* --- what programs changed --------------------------------------------------------- */

/* The key of a location, which has its id as a value, or in its name. */
static bool write_toll_list(const char *locations, const struct dialing_location *location)
{
	struct registry_key *all = registry_open(locations, false), *key = NULL;
	char name[KEY_SIZE], path[KEY_SIZE + KEY_SIZE], list[KEY_SIZE * 8];
	uint32_t id = location->id + 1;
	bool done;

	for (uint32_t i = 0; all && id != location->id && registry_child(all, i, name, sizeof(name)); i++) {
		uint32_t place;

		if (!numbered(name, "Location", &place))
			continue;
		id = place;
		key = registry_open_below(all, name);
		if (key)
			registry_number(key, "ID", &id);
		registry_close(key);
	}
	registry_close(all);
	if (id != location->id)
		return false;
	snprintf(path, sizeof(path), "%s\\%s", locations, name);
	snprintf(list, sizeof(list), ",%s,", location->toll_list);
	key = registry_open(path, true);
	done = key && registry_set_text(key, "TollList", *location->toll_list ? list : "");
	registry_close(key);
	return done;
}

/* What is in `head`, then each name with a `"` behind it. Frees it. */
static bool write_list(const struct registry_key *key, const char *name, struct buf *head,
		       const char *programs)
{
	struct span rest = span_of(programs);
	bool done;

	while (rest.len) {
		struct span one = span_trim(span_cut(rest, ',', &rest));

		buf_span_add(head, one);
		if (one.len)
			buf_char(head, '"');
	}
	buf_c(head);
	done = !head->full && registry_set_text(key, name, head->at);
	buf_free(head);
	return done;
}

static bool write_extension(const struct registry_key *key, size_t i,
			    const struct priority_extension *extension)
{
	char name[32];
	struct buf head;

	snprintf(name, sizeof(name), "Extend%u", (unsigned)i);
	buf_grow(&head);
	buf_printf(&head, "%lu %lu %lu %lu %lu %s\"", (unsigned long)extension->id.dwExtensionID0,
		   (unsigned long)extension->id.dwExtensionID1, (unsigned long)extension->id.dwExtensionID2,
		   (unsigned long)extension->id.dwExtensionID3, (unsigned long)extension->media_mode,
		   extension->name);
	return write_list(key, name, &head, extension->programs);
}

static bool write_priorities(const struct priorities *p, const char *path)
{
	struct registry_key *key = registry_open(path, true);
	bool done = key != NULL;
	struct buf none;

	for (size_t i = 0; done && i < PRIORITY_LISTS; i++) {
		buf_grow(&none);
		if (p->programs[i])
			done = write_list(key, priority_list_name(i), &none, p->programs[i]);
	}
	for (size_t i = 0; done && i < p->extension_count; i++)
		done = write_extension(key, i, &p->extensions[i]);
	if (done && p->extension_count)
		done = registry_set_number(key, "NumExtends", (uint32_t)p->extension_count);
	registry_close(key);
	return done;
}

enum err book_write_registry(const struct dialing_book *book)
{
	const struct dialing *d = &book->dialing;
	char locations[KEY_SIZE], priorities[KEY_SIZE];
	bool done = true;

	path_of(locations, book->registry, "Locations");
	if (d->moved) {
		struct registry_key *key = registry_open(locations, true);

		done = key && registry_set_number(key, "CurrentID", d->current);
		registry_close(key);
	}
	for (size_t i = 0; done && i < d->location_count; i++)
		if (d->locations[i].toll_changed)
			done = write_toll_list(locations, &d->locations[i]);
	done = done && write_priorities(&book->priorities,
					path_of(priorities, book->user_registry, "HandoffPriorities"));
	return done ? OK : ERR_FAILED;
}
