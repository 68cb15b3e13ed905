/* SPDX-License-Identifier: MIT
 * book_conf.c - a book in files: the administrator's, and what programs changed. */
#include "base/mem.h"
#include "os/file.h"
#include "os/paths.h"
#include "tapi/dialing/book_in.h"

#define KINDS "dialing location card priorities extension"
#define KINDS_CHANGED "dialing location priorities extension"

struct start {
	char *location;
};

static const struct conf_key start_keys[] = {
	{ "location", CONF_TEXT, offsetof(struct start, location), "",
	  "name of the location to begin with; empty: the first", NULL, 0, 0 },
	{ 0 },
};

struct extension {
	char *id, *name, *programs;
	uint32_t media_mode;
};

static const struct conf_key extension_keys[] = {
	{ "id", CONF_TEXT, offsetof(struct extension, id), NULL,
	  "the four numbers of its LINEEXTENSIONID, \"1 2 3 4\"", NULL, 0, 0 },
	{ "media-mode", CONF_NUMBER, offsetof(struct extension, media_mode), NULL,
	  "its bit of dwMediaMode, as a number", NULL, 0, 0 },
	{ "name", CONF_TEXT, offsetof(struct extension, name), NULL, "what people call it", NULL, 0, 0 },
	{ "programs", CONF_TEXT, offsetof(struct extension, programs), "",
	  "file names, split by commas, who goes first first", NULL, 0, 0 },
	{ 0 },
};

/* A file that is being read. */
struct reading {
	struct dialing_book *book;
	struct conf_file *file;
	bool changes;			/* it is that of what programs changed */
	struct buf *why;
};

static struct dialing_location *location_named(struct dialing *d, const char *name)
{
	for (size_t i = 0; i < d->location_count; i++)
		if (strcmp(d->locations[i].name, name) == 0)
			return &d->locations[i];
	return NULL;
}

/* Of the file of changes: a location that is gone by now says nothing. */
static enum err read_toll_list(struct reading *r, const struct conf_section *section)
{
	struct dialing_location *location = location_named(&r->book->dialing, section->name);

	if (!location)
		return OK;
	location->toll_changed = true;
	return dialing_text(dialing_location_keys, location, offsetof(struct dialing_location, toll_list),
			    conf_value(section, "toll-list")) ? OK : ERR_NOMEM;
}

static enum err read_location(struct reading *r, const struct conf_section *section)
{
	struct dialing_location *location;

	if (r->changes)
		return read_toll_list(r, section);
	location = dialing_add_location(&r->book->dialing, span_of(section->name));
	if (!location)
		return ERR_NOMEM;
	return conf_fill(r->file, section, dialing_location_keys, location, NULL, NULL, r->why);
}

static enum err read_card(struct reading *r, const struct conf_section *section)
{
	struct dialing_card *card = dialing_add_card(&r->book->dialing, span_of(section->name));

	if (!card)
		return ERR_NOMEM;
	return conf_fill(r->file, section, dialing_card_keys, card, NULL, NULL, r->why);
}

static enum err read_start(struct reading *r, const struct conf_section *section)
{
	struct start start = { NULL };
	struct dialing_location *location;
	enum err err = conf_fill(r->file, section, start_keys, &start, NULL, NULL, r->why);

	if (err)
		return err;
	location = location_named(&r->book->dialing, start.location);
	if (location) {
		r->book->dialing.current = location->id;
		r->book->dialing.moved = r->changes;
	} else if (*start.location && !r->changes) {
		conf_complain(r->file, section, "location", r->why, "there is no location \"%s\"",
			      start.location);
		err = ERR_CONFIG;
	}
	conf_clear(start_keys, &start);
	return err;
}

static size_t list_named(const char *name)
{
	size_t i = 0;

	while (i < PRIORITY_LISTS && strcmp(priority_list_name(i), name) != 0)
		i++;
	return i;
}

static enum err read_priorities(struct reading *r, const struct conf_section *section)
{
	for (uint32_t i = 0; i < section->count; i++) {
		const struct conf_row *row = &section->rows[i];
		size_t list = list_named(row->key);

		if (list == PRIORITY_LISTS) {
			conf_complain(r->file, section, row->key, r->why,
				      "\"%s\" is no media mode or request mode", row->key);
			return ERR_CONFIG;
		}
		if (!priorities_put(&r->book->priorities, list, span_of(row->value)))
			return ERR_NOMEM;
	}
	return OK;
}

static bool read_id(struct span text, LINEEXTENSIONID *out)
{
	uint32_t part[4];

	for (size_t i = 0; i < 4; i++)
		if (!span_u32(span_trim(span_cut(text, ' ', &text)), UINT32_MAX, &part[i]))
			return false;
	*out = (LINEEXTENSIONID){ part[0], part[1], part[2], part[3] };
	return !text.at;
}

static enum err read_extension(struct reading *r, const struct conf_section *section)
{
	struct extension extension = { NULL };
	LINEEXTENSIONID id;
	enum err err = conf_fill(r->file, section, extension_keys, &extension, NULL, NULL, r->why);

	if (err)
		return err;
	if (!read_id(span_of(extension.id), &id)) {
		conf_complain(r->file, section, "id", r->why, "\"id\" must be four numbers");
		err = ERR_CONFIG;
	} else if (!priorities_put_extension(&r->book->priorities, &id, extension.media_mode,
					     span_of(extension.name), span_of(extension.programs))) {
		err = ERR_NOMEM;
	}
	conf_clear(extension_keys, &extension);
	return err;
}

struct kind {
	const char *name;
	enum err (*read)(struct reading *r, const struct conf_section *section);
};

static enum err read_kinds(struct reading *r, const struct kind *kinds, size_t count)
{
	enum err err = OK;

	for (size_t k = 0; k < count; k++)
		for (uint32_t i = 0; !err && i < r->file->count; i++)
			if (strcmp(r->file->sections[i].kind, kinds[k].name) == 0)
				err = kinds[k].read(r, &r->file->sections[i]);
	return err;
}

static enum err read_sections(struct reading *r)
{
	static const struct kind places[] = { { "location", read_location }, { "card", read_card } };
	static const struct kind rest[] = {
		{ "dialing", read_start }, { "priorities", read_priorities }, { "extension", read_extension },
	};
	enum err err = conf_kinds(r->file, r->changes ? KINDS_CHANGED : KINDS, r->why);

	if (!err)
		err = read_kinds(r, places, sizeof(places) / sizeof(*places));
	/* What is current is known by its id, which the file need not give. */
	if (!err && !r->changes)
		err = dialing_settle(&r->book->dialing, r->why);
	if (!err)
		err = read_kinds(r, rest, sizeof(rest) / sizeof(*rest));
	return err;
}

static enum err read_file(struct dialing_book *book, const char *path, bool changes, struct buf *why)
{
	struct reading r = { .book = book, .changes = changes, .why = why };
	enum err err;

	if (!path || paths_stamp(path) == 0)
		return OK;
	err = conf_read(&r.file, path, why);
	if (err)
		return err;
	err = read_sections(&r);
	conf_close(r.file);
	return err;
}

enum err book_read_conf(struct dialing_book *book, struct buf *why)
{
	enum err err = read_file(book, book->conf, false, why);

	if (!err)
		err = read_file(book, book->state, true, why);
	return err;
}

/* --- what programs changed --------------------------------------------------------- */

static void write_extension(struct buf *out, size_t number, const struct priority_extension *extension)
{
	char text[64];

	buf_printf(out, "\n[extension %u]\n", (unsigned)number);
	snprintf(text, sizeof(text), "%lu %lu %lu %lu", (unsigned long)extension->id.dwExtensionID0,
		 (unsigned long)extension->id.dwExtensionID1, (unsigned long)extension->id.dwExtensionID2,
		 (unsigned long)extension->id.dwExtensionID3);
	conf_row_write(out, "id", text);
	snprintf(text, sizeof(text), "%lu", (unsigned long)extension->media_mode);
	conf_row_write(out, "media-mode", text);
	conf_row_write(out, "name", extension->name);
	conf_row_write(out, "programs", extension->programs);
}

static void write_changes(struct buf *out, const struct dialing_book *book)
{
	const struct dialing_location *here = dialing_here(&book->dialing);
	const struct priorities *p = &book->priorities;

	buf_text(out, "# What programs changed of dialing.conf; written by the telephony server.\n");
	if (book->dialing.moved && here) {
		buf_text(out, "\n[dialing]\n");
		conf_row_write(out, "location", here->name);
	}
	for (size_t i = 0; i < book->dialing.location_count; i++) {
		const struct dialing_location *location = &book->dialing.locations[i];

		if (!location->toll_changed)
			continue;
		buf_printf(out, "\n[location %s]\n", location->name);
		conf_row_write(out, "toll-list", location->toll_list);
	}
	buf_text(out, "\n[priorities]\n");
	for (size_t i = 0; i < PRIORITY_LISTS; i++)
		if (p->programs[i])
			conf_row_write(out, priority_list_name(i), p->programs[i]);
	for (size_t i = 0; i < p->extension_count; i++)
		write_extension(out, i + 1, &p->extensions[i]);
}

enum err book_write_conf(const struct dialing_book *book)
{
	enum err err = ERR_NOMEM;
	struct buf text;

	if (!book->state)
		return ERR_FAILED;
	buf_grow(&text);
	write_changes(&text, book);
	if (!text.full)
		err = file_write(book->state, text.at, text.len) ? OK : ERR_FAILED;
	buf_free(&text);
	return err;
}

void book_document(struct buf *out)
{
	conf_document(out, "dialing", start_keys);
	conf_document(out, "location NAME", dialing_location_keys);
	conf_document(out, "card NAME", dialing_card_keys);
	conf_document(out, "extension NAME", extension_keys);
}
