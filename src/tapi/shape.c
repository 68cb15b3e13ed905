/* SPDX-License-Identifier: MIT
 * shape.c - records by shape.def. */
#include "tapi/shape.h"
#include "abi/vardata.h"
#include "base/buf.h"
#include "base/mem.h"
#include "os/ansi.h"
#include <string.h>

/* --- the table ---------------------------------------------------------------- */

enum field_kind { FIELD_WIDE, FIELD_BYTES, FIELD_LIST, FIELD_TABLE, FIELD_INLINE, FIELD_VAR };

struct field {
	enum abi_struct of;
	enum field_kind kind;
	size_t at;		/* of dwXxxSize; INLINE: of the first entry */
	size_t number;		/* TABLE: of the member with the size of a place; INLINE: of
				 * the one with the number of entries */
	enum abi_struct entry;	/* LIST, INLINE */
};

static const struct field fields[] = {
#define WIDE(record, xxx) { ABI_##record, FIELD_WIDE, VARFIELD(record, xxx), 0, 0 },
#define BYTES(record, xxx) { ABI_##record, FIELD_BYTES, VARFIELD(record, xxx), 0, 0 },
#define VAR(record, xxx) { ABI_##record, FIELD_VAR, VARFIELD(record, xxx), 0, 0 },
#define LIST(record, xxx, entry)						\
	{ ABI_##record, FIELD_LIST, VARFIELD(record, xxx), 0, ABI_##entry },
#define TABLE(record, xxx, size)						\
	{ ABI_##record, FIELD_TABLE, VARFIELD(record, xxx), offsetof(record, size), 0 },
#define INLINE(record, count, first, entry)					\
	{ ABI_##record, FIELD_INLINE, offsetof(record, first), offsetof(record, count), ABI_##entry },
#include "tapi/shape.def"
};

/* The next field of a record behind `field` (NULL: its first); NULL at the end. */
static const struct field *next_of(enum abi_struct which, const struct field *field)
{
	const struct field *const end = fields + sizeof(fields) / sizeof(fields[0]);

	for (field = field ? field + 1 : fields; field < end; field++)
		if (field->of == which)
			return field;
	return NULL;
}

#define each_of(which, field)							\
	const struct field *field = NULL; (field = next_of(which, field));

/* What applications give, not providers: nothing but dwTotalSize comes first. */
static bool is_given(enum abi_struct which)
{
	return which == ABI_LINECALLPARAMS || which == ABI_LINEFORWARDLIST;
}

/* --- reading ------------------------------------------------------------------ */

/* The fixed part with the entries that stand in it; 0: there cannot be so many. */
static DWORD fixed_of(enum abi_struct which, const void *record, DWORD version)
{
	DWORD fixed = abi_fixed_size(which, version), count, each;

	for (each_of(which, field)) {
		if (field->kind != FIELD_INLINE)
			continue;
		memcpy(&count, (const char *)record + field->number, sizeof(count));
		each = abi_fixed_size(field->entry, version);
		if (count > UINT16_MAX)
			return 0;
		if (field->at + count * each > fixed)
			fixed = (DWORD)field->at + count * each;
	}
	return fixed;
}

/* A view of a record of `size` bytes at most. */
static bool open_view(struct varview *view, enum abi_struct which, const void *record, DWORD size,
		      DWORD version)
{
	DWORD fixed = abi_fixed_size(which, version);

	if (!fixed || !varview_open(view, record, size, fixed))
		return false;
	fixed = fixed_of(which, record, version);
	return fixed && varview_open(view, record, size, fixed);
}

/* The entries of a field, wherever they stand. */
static DWORD entries_of(const struct varview *view, const struct field *field, DWORD each)
{
	return field->kind == FIELD_INLINE ? varview_get(view, field->number) :
		varview_count(view, field->at, each);
}

static bool entry_of(const struct varview *view, const struct field *field, DWORD i, DWORD each,
		     struct varview *entry)
{
	return field->kind == FIELD_INLINE ?
		varview_entry_at(view, field->at + (size_t)i * each, each, entry) :
		varview_entry(view, field->at, i, each, entry);
}

static bool has_entries(const struct field *field)
{
	return field->kind == FIELD_LIST || field->kind == FIELD_INLINE;
}

static bool lies_inside(const struct varview *view, enum abi_struct which, DWORD version)
{
	const void *at;
	DWORD size;

	for (each_of(which, field)) {
		DWORD each = has_entries(field) ? abi_fixed_size(field->entry, version) : 0;
		struct varview entry;

		if (field->kind != FIELD_INLINE && !varview_bytes(view, field->at, &at, &size))
			return false;
		for (DWORD i = 0; each && i < entries_of(view, field, each); i++)
			if (!entry_of(view, field, i, each, &entry) ||
			    !lies_inside(&entry, field->entry, version))
				return false;
	}
	return true;
}

const char *shape_check(enum abi_struct which, const void *record, DWORD size, DWORD version)
{
	struct varview view;

	if (!open_view(&view, which, record, size, version))
		return "a record is shorter than its fixed part";
	return lies_inside(&view, which, version) ? NULL : "a field of a record points outside";
}

/* --- writing ------------------------------------------------------------------ */

/* A record that is written, and the form of both. */
struct turn {
	struct vardata out;
	struct shape_form to, from;
	struct buf text;	/* one text in its new form */
	enum err err;
};

/* Where fields are written: in the record, or in an entry of it. */
struct place {
	const struct varblock *block;	/* NULL: in the fixed part */
	DWORD i;
	size_t base;			/* in the fixed part */
};

static void put(struct turn *t, const struct place *place, size_t at, const void *data, size_t size)
{
	if (place->block)
		vardata_entry_bytes(&t->out, place->block, place->i, at, data, size);
	else
		vardata_bytes(&t->out, place->base + at, data, size);
}

/* `size` bytes of text in the other form, in t->text. */
static void turn_text(struct turn *t, const void *at, DWORD size)
{
	char *out = mem_alloc((size_t)size * 2 + 1);	/* the most that it can be */
	size_t len;

	buf_reset(&t->text);
	if (!out) {
		t->err = ERR_NOMEM;
		return;
	}
	if (t->to.text == SHAPE_ANSI)
		len = ansi_from16(at, size / 2, out, (size_t)size * 2);
	else
		len = 2 * ansi_to16(at, size, out, size);
	buf_bytes(&t->text, out, len);
	mem_free(out);
	if (t->text.full)
		t->err = ERR_NOMEM;
}

static void copy_text(struct turn *t, const struct place *place, const struct field *field,
		      const void *at, DWORD size)
{
	if (t->to.text == t->from.text || size == 0) {
		put(t, place, field->at, at, size);
		return;
	}
	turn_text(t, at, size);
	put(t, place, field->at, t->text.at, t->text.len);
}

/* How long the longest of the texts is in its new form. */
static DWORD longest_of(struct turn *t, const char *at, DWORD count, DWORD each)
{
	DWORD longest = 0;

	for (DWORD i = 0; i < count && !t->err; i++) {
		turn_text(t, at + (size_t)i * each, each);
		if (t->text.len > longest)
			longest = (DWORD)t->text.len;
	}
	return longest;
}

/* Texts in places of one size, which becomes that of the longest. */
static void copy_table(struct turn *t, const struct varview *view, const struct field *field,
		       const char *at, DWORD size)
{
	DWORD each = varview_get(view, field->number), count = each ? size / each : 0, longest;
	struct buf all;

	if (t->to.text == t->from.text || count == 0) {
		vardata_bytes(&t->out, field->at, at, size);
		return;
	}
	longest = longest_of(t, at, count, each);
	buf_grow(&all);
	for (DWORD i = 0; i < count && !t->err; i++) {
		turn_text(t, at + (size_t)i * each, each);
		buf_span_add(&all, buf_span(&t->text));
		for (size_t n = t->text.len; n < longest; n++)
			buf_char(&all, 0);
	}
	if (all.full)
		t->err = ERR_NOMEM;
	vardata_put(&t->out, field->number, longest);
	vardata_bytes(&t->out, field->at, all.at, all.len);
	buf_free(&all);
}

/* VARSTRING: only text that says it is UTF-16 is turned, and then it says what it is. */
static void copy_var(struct turn *t, const struct place *place, const struct varview *view,
		     const struct field *field, const void *at, DWORD size)
{
	const size_t format = offsetof(VARSTRING, dwStringFormat);

	if (t->to.text == SHAPE_ANSI && varview_get(view, format) == STRINGFORMAT_UNICODE) {
		copy_text(t, place, field, at, size);
		vardata_put(&t->out, format, STRINGFORMAT_ASCII);
	} else {
		put(t, place, field->at, at, size);
	}
}

static void copy_fields(struct turn *t, enum abi_struct which, const struct varview *view,
			const struct place *place);

/* The plain members of an entry that both versions have. */
static void copy_entry(struct turn *t, const struct place *place, const struct varview *entry,
		       DWORD both)
{
	if (!place->block)
		memcpy(t->out.base + place->base, entry->base + entry->at, both);
	for (DWORD at = 0; place->block && at + sizeof(DWORD) <= both; at += sizeof(DWORD))
		vardata_entry_put(&t->out, place->block, place->i, at, varview_get(entry, at));
}

static void copy_entries(struct turn *t, const struct varview *view, const struct field *field)
{
	DWORD from = abi_fixed_size(field->entry, t->from.version);
	DWORD to = abi_fixed_size(field->entry, t->to.version);
	DWORD count = entries_of(view, field, from);
	struct varblock block = { 0 };
	struct varview entry;

	if (field->kind == FIELD_LIST)
		block = vardata_block(&t->out, field->at, count, to);
	for (DWORD i = 0; i < count && entry_of(view, field, i, from, &entry); i++) {
		const struct place place = {
			.block = field->kind == FIELD_LIST ? &block : NULL,
			.i = i,
			.base = field->at + (size_t)i * to,
		};

		copy_entry(t, &place, &entry, from < to ? from : to);
		copy_fields(t, field->entry, &entry, &place);
	}
}

static void copy_fields(struct turn *t, enum abi_struct which, const struct varview *view,
			const struct place *place)
{
	const void *at;
	DWORD size;

	for (each_of(which, field)) {
		if (has_entries(field)) {
			copy_entries(t, view, field);
			continue;
		}
		varview_bytes(view, field->at, &at, &size);
		if (field->kind == FIELD_WIDE)
			copy_text(t, place, field, at, size);
		else if (field->kind == FIELD_TABLE)
			copy_table(t, view, field, at, size);
		else if (field->kind == FIELD_VAR)
			copy_var(t, place, view, field, at, size);
		else
			put(t, place, field->at, at, size);
	}
}

/* Members of the fixed part that both versions have, and zeros for newer ones. */
static void copy_fixed(struct turn *t, enum abi_struct which, const struct varview *view)
{
	DWORD head = is_given(which) ? 4 : 12, both = abi_fixed_size(which, t->from.version);
	DWORD to = abi_fixed_size(which, t->to.version);

	both = both < to ? both : to;
	memcpy(t->out.base + head, view->base + head, both - head);
	memset(t->out.base + both, 0, t->out.fixed - both);
}

static enum err write_record(struct turn *t, enum abi_struct which, void *to,
			     const struct varview *view)
{
	DWORD fixed = fixed_of(which, view->base, t->to.version);
	const struct place whole = { 0 };

	if (!vardata_begin(&t->out, to, fixed))
		return ERR_TOOSMALL;
	buf_grow(&t->text);
	copy_fixed(t, which, view);
	copy_fields(t, which, view, &whole);
	if (!is_given(which))
		vardata_end(&t->out);
	buf_free(&t->text);
	return t->err;
}

enum err shape_copy(enum abi_struct which, void *to, struct shape_form to_form,
		    const void *from, struct shape_form from_form)
{
	struct turn t = { .to = to_form, .from = from_form };
	struct varview view;

	if (!open_view(&view, which, from, UINT32_MAX, from_form.version))
		return ERR_TOOSMALL;
	return write_record(&t, which, to, &view);
}

enum err shape_turn(void **out, enum abi_struct which, struct shape_form to_form,
		    const void *from, struct shape_form from_form)
{
	struct varview view;
	void *record = NULL;
	DWORD total;

	if (!open_view(&view, which, from, UINT32_MAX, from_form.version))
		return ERR_TOOSMALL;
	total = fixed_of(which, from, to_form.version);
	if (!total)
		return ERR_TOOSMALL;
	for (int tries = 0; tries < 2; tries++) {
		struct turn t = { .to = to_form, .from = from_form };
		enum err err;

		mem_free(record);
		record = mem_zalloc(total);
		if (!record)
			return ERR_NOMEM;
		memcpy(record, &total, sizeof(total));
		err = write_record(&t, which, record, &view);
		if (err) {
			mem_free(record);
			return err;
		}
		total = t.out.needed;
	}
	*out = record;
	return OK;
}
