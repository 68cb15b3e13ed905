/* SPDX-License-Identifier: MIT
 * conf.c - from the bytes of a file to sections and rows.
 *
 * The file is copied once; kinds, names, keys and values are cut out of the
 * copy in place, and wiped with it, as some may be secrets.
 */
#include "base/conf.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/secret.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#define CHUNK_SIZE 4096

struct reader {
	struct conf_file *file;
	struct conf_section *section;	/* the one that is being read; NULL: none yet */
	uint32_t row;
	struct buf *why;
};

/* "file:row: sentence"; ERR_CONFIG, so that one can return it. */
static enum err complain(struct reader *r, const char *format, ...) PRINTF_LIKE(2, 3);
static enum err complain(struct reader *r, const char *format, ...)
{
	va_list args;

	buf_printf(r->why, "%s:%u: ", r->file->path, r->row);
	va_start(args, format);
	buf_vprintf(r->why, format, args);
	va_end(args);
	return ERR_CONFIG;
}

void conf_complain(const struct conf_file *file, const struct conf_section *section,
		   const char *key, struct buf *why, const char *format, ...)
{
	uint32_t row = section ? section->row : 0;
	va_list args;

	for (uint32_t i = 0; section && key && i < section->count; i++)
		if (strcmp(section->rows[i].key, key) == 0)
			row = section->rows[i].row;
	buf_text(why, file ? file->path : "the configuration");
	if (row)
		buf_printf(why, ":%u", row);
	buf_text(why, ": ");
	va_start(args, format);
	buf_vprintf(why, format, args);
	va_end(args);
}

struct span conf_value(const struct conf_section *section, const char *key)
{
	for (uint32_t i = 0; section && i < section->count; i++)
		if (strcmp(section->rows[i].key, key) == 0)
			return span_of(section->rows[i].value);
	return SPAN_NONE;
}

/* Room for one more behind `count` things; NULL: no memory. An array has room
 * for the power of two that is not below its count. */
static void *room_for_one(void *array, uint32_t count, size_t each)
{
	if (count & (count - 1))
		return array;
	return mem_realloc(array, (count ? 2 * (size_t)count : 1) * each);
}

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.';
}

static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!word_char(s.at[i]))
			return false;
	return s.len > 0;
}

/* The span, which lies in the file's own copy, as a string. What stood behind
 * it has been read: a blank, a sign or a line end. */
static char *string(struct span s)
{
	char *at = (char *)s.at;

	at[s.len] = '\0';
	return at;
}

/* "[kind name]" */
static enum err read_head(struct reader *r, struct span row)
{
	struct conf_section *sections;
	struct span kind, name;

	if (row.at[row.len - 1] != ']')
		return complain(r, "a section's head ends with \"]\" and has nothing behind it");
	kind = span_trim((struct span){ row.at + 1, row.len - 2 });
	for (name = kind; name.len && word_char(name.at[0]); name.at++)
		name.len--;
	kind.len -= name.len;
	if (!is_word(kind) || (name.len && name.at[0] != ' ' && name.at[0] != '\t'))
		return complain(r, "a section's head is \"[kind]\" or \"[kind name]\"");
	name = span_trim(name);
	if (memchr(name.at, '[', name.len) || memchr(name.at, ']', name.len))
		return complain(r, "a section's name has no \"[\" or \"]\" in it");

	sections = room_for_one(r->file->sections, r->file->count, sizeof(*sections));
	if (!sections)
		return ERR_NOMEM;
	r->file->sections = sections;
	r->section = &sections[r->file->count++];
	*r->section = (struct conf_section){ .row = r->row };
	r->section->name = string(name);
	r->section->kind = string(kind);
	return OK;
}

/* Take the quotes off a value, in place. */
static enum err unquote(struct reader *r, struct span *value)
{
	char *to = (char *)value->at;
	const char *at = to + 1, *end = to + value->len;

	for (; at < end && *at != '"'; at++) {
		if (*at == '\\') {
			at++;
			if (at == end || (*at != '"' && *at != '\\'))
				return complain(r, "in quotes a \"\\\" stands before \" or \\ only; "
						"write \\\\ for one");
		}
		*to++ = *at;
	}
	if (at == end)
		return complain(r, "the quotes are not closed");
	if (at + 1 != end)
		return complain(r, "there is something behind the closing quotes");
	value->len = (size_t)(to - value->at);
	return OK;
}

static enum err check_unquoted(struct reader *r, struct span value, const char *behind_key)
{
	for (const char *at = value.at; at < value.at + value.len; at++)
		if ((*at == '#' || *at == ';') && at > behind_key &&
		    (at[-1] == ' ' || at[-1] == '\t'))
			return complain(r, "a comment stands on a row of its own; a value with "
					"a \"%c\" behind a space stands in quotes", *at);
	return OK;
}

static enum err add_row(struct reader *r, struct span key, struct span value)
{
	struct conf_section *section = r->section;
	struct conf_row *rows;

	for (uint32_t i = 0; i < section->count; i++)
		if (span_is(key, section->rows[i].key))
			return complain(r, "\"%.*s\" stands in row %u already", SPAN_ARG(key),
					section->rows[i].row);
	if (section->count == CONF_KEYS_MAX)
		return complain(r, "a section has at most %u keys", CONF_KEYS_MAX);
	rows = room_for_one(section->rows, section->count, sizeof(*rows));
	if (!rows)
		return ERR_NOMEM;
	section->rows = rows;
	rows[section->count].value = string(value);
	rows[section->count].key = string(key);
	rows[section->count++].row = r->row;
	return OK;
}

/* "key = value" */
static enum err read_pair(struct reader *r, struct span row)
{
	struct span key, value;
	const char *behind_key;
	enum err err;

	key = span_trim(span_cut(row, '=', &value));
	if (!value.at || !is_word(key))
		return complain(r, "this is no \"[section]\", no \"key = value\" and no comment");
	if (!r->section)
		return complain(r, "\"%.*s\" stands in front of the first [section]", SPAN_ARG(key));
	behind_key = value.at;
	value = span_trim(value);
	if (value.len && value.at[0] == '"')
		err = unquote(r, &value);
	else
		err = check_unquoted(r, value, behind_key);
	return err ? err : add_row(r, key, value);
}

static enum err check_bytes(struct reader *r, struct span row)
{
	if (row.len > CONF_ROW_MAX)
		return complain(r, "the row is longer than %u bytes", CONF_ROW_MAX);
	for (size_t i = 0; i < row.len; i++) {
		unsigned char c = (unsigned char)row.at[i];

		if (c == 0)
			return complain(r, "there is a NUL byte: is this a text file in UTF-8?");
		if ((c < ' ' && c != '\t') || c == 0x7F)
			return complain(r, "there is a control character (0x%02X)", c);
	}
	if (!utf8_valid(row))
		return complain(r, "this is not UTF-8");
	return OK;
}

static enum err read_row(struct reader *r, struct span row)
{
	enum err err;

	r->row++;
	if (row.len && row.at[row.len - 1] == '\r')
		row.len--;
	err = check_bytes(r, row);
	if (err)
		return err;
	row = span_trim(row);
	if (row.len == 0 || row.at[0] == '#' || row.at[0] == ';')
		return OK;
	return row.at[0] == '[' ? read_head(r, row) : read_pair(r, row);
}

static int by_name(const void *a, const void *b)
{
	const struct conf_section *x = *(const struct conf_section *const *)a;
	const struct conf_section *y = *(const struct conf_section *const *)b;
	int order = strcmp(x->kind, y->kind);

	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : x->row < y->row ? -1 : 1;
}

/* No section twice. Sorted, because there may be ten thousand. */
static enum err check_sections(struct reader *r)
{
	const struct conf_section **sorted, *twice = NULL, *before = NULL;
	uint32_t count = r->file->count;

	sorted = mem_alloc((count + 1) * sizeof(*sorted));
	if (!sorted)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < count; i++)
		sorted[i] = &r->file->sections[i];
	qsort(sorted, count, sizeof(*sorted), by_name);
	for (uint32_t i = 1; i < count; i++) {
		const struct conf_section *x = sorted[i - 1], *y = sorted[i];

		if (strcmp(x->kind, y->kind) == 0 && strcmp(x->name, y->name) == 0 &&
		    (!twice || y->row < twice->row)) {
			before = x;
			twice = y;
		}
	}
	mem_free(sorted);
	if (!twice)
		return OK;
	r->row = twice->row;
	return complain(r, "[%s%s%s] stands in row %u already", twice->kind,
			*twice->name ? " " : "", twice->name, before->row);
}

static enum err read_rows(struct reader *r, struct span text)
{
	enum err err = OK;
	struct span row;

	if (span_starts(text, "\xFF\xFE") || span_starts(text, "\xFE\xFF")) {
		r->row = 1;
		return complain(r, "this is UTF-16: save the file as UTF-8");
	}
	if (span_starts(text, "\xEF\xBB\xBF"))
		text = (struct span){ text.at + 3, text.len - 3 };
	while (!err && text.at) {
		row = span_cut(text, '\n', &text);
		err = read_row(r, row);
	}
	return err ? err : check_sections(r);
}

enum err conf_parse(struct conf_file **out, const char *path, struct span text, struct buf *why)
{
	struct reader r = { .file = mem_zalloc(sizeof(*r.file)), .why = why };
	enum err err = ERR_NOMEM;

	if (!r.file)
		return ERR_NOMEM;
	r.file->path = mem_copy(path);
	if (!r.file->path)
		goto fail;
	err = ERR_CONFIG;
	if (text.len > CONF_FILE_MAX) {
		buf_printf(why, "%s: the file is larger than %u MB", path, CONF_FILE_MAX >> 20);
		goto fail;
	}
	err = ERR_NOMEM;
	r.file->text = mem_text(text.at, text.len);
	if (!r.file->text)
		goto fail;
	r.file->text_len = text.len;
	err = read_rows(&r, (struct span){ r.file->text, text.len });
	if (err)
		goto fail;
	*out = r.file;
	return OK;
fail:
	conf_close(r.file);
	return err;
}

void conf_close(struct conf_file *file)
{
	if (!file)
		return;
	for (uint32_t i = 0; i < file->count; i++)
		mem_free(file->sections[i].rows);
	mem_free(file->sections);
	if (file->text)
		secret_wipe(file->text, file->text_len);
	mem_free(file->text);
	mem_free(file->path);
	mem_free(file);
}

enum err conf_read(struct conf_file **out, const char *path, struct buf *why)
{
	FILE *file = file_open(path, "rb");
	struct buf text;
	char chunk[CHUNK_SIZE];
	size_t len;
	enum err err;

	if (!file) {
		buf_printf(why, "%s: the file %s", path,
			   errno == ENOENT ? "does not exist" : "cannot be opened");
		return ERR_RESOURCE;
	}
	buf_grow(&text);
	do {
		len = fread(chunk, 1, sizeof(chunk), file);
		buf_bytes(&text, chunk, len);
	} while (len && text.len <= CONF_FILE_MAX);
	if (ferror(file)) {
		buf_printf(why, "%s: the file cannot be read", path);
		err = ERR_RESOURCE;
	} else {
		err = text.full ? ERR_NOMEM : conf_parse(out, path, buf_span(&text), why);
	}
	fclose(file);
	secret_wipe(chunk, sizeof(chunk));
	if (text.at)
		secret_wipe(text.at, text.len);
	buf_free(&text);
	return err;
}
