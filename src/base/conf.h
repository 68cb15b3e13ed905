/* SPDX-License-Identifier: MIT
 * conf.h - an INI file, read by tables.
 *
 *   [provider]            one section of a kind
 *   log = info
 *   [line reception]      a kind and a name; the name is what the line is known by
 *   driver = sip
 *
 * UTF-8, with or without a byte order mark. `#` or `;` at the start of a row is
 * a comment; behind a value there is none (a space and then `#` or `;` in a
 * value must stand in quotes, so that nobody believes otherwise). A value may
 * stand in double quotes (\" \\ inside), which keeps spaces at its ends.
 * An unknown section or key, a key twice, a section twice, a bad value or unit,
 * a missing required value is one sentence with file and row, and nothing is used:
 *
 *   opentsp.conf:12: "expires" must be a time such as "90 s" or "1 h", not "soon"
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/buf.h"
#include "base/err.h"

enum conf_type {
	CONF_TEXT,		/* char * (the record's, never to be written to; "" when empty) */
	CONF_NUMBER,		/* uint32_t */
	CONF_BOOL,		/* bool: yes no true false on off 1 0 */
	CONF_SECONDS,		/* uint32_t, in s: "90", "90 s", "5 min", "1 h" */
	CONF_MILLISECONDS,	/* uint32_t, in ms: "500", "500 ms", "2 s" */
	CONF_PORT,		/* uint32_t: 0 to 65535 */
	CONF_ENUM,		/* uint32_t: place of the value in `choices`, words split by a space */
	CONF_SECRET,		/* char *: "@path" reads the first row of that file (beside the
				 * configuration, if the path is relative; os/secret.h says what
				 * is refused); "$NAME" a systemd credential; else the text
				 * itself. Never printed, and wiped before it is freed. */
};

struct conf_key {
	const char *name;	/* NULL ends the table */
	enum conf_type type;
	size_t field;		/* offsetof() in the record */
	const char *fallback;	/* as it would be written in the file; NULL: must be given, not empty */
	const char *help;	/* one sentence for docs/config.md, `tapictl config` and errors */
	const char *choices;	/* CONF_ENUM: "udp tcp" */
	uint32_t min, max;	/* of numbers and times, in the field's unit; 0, 0: any */
};

#define CONF_FILE_MAX (16u << 20)	/* bytes: ten thousand lines take two million */
#define CONF_ROW_MAX 4096u
#define CONF_KEYS_MAX 256u		/* in one section */

struct conf_row {
	char *key, *value;	/* the value without its quotes */
	uint32_t row;		/* from 1 */
};

/* The rows of a section, in order, before a table has read them. */
struct conf_section {
	char *kind, *name;	/* "line", "reception"; name "" when there is none */
	uint32_t row;		/* of its head, from 1 */
	struct conf_row *rows;
	uint32_t count;
};

struct conf_file {
	char *path;
	char *text;		/* all keys, values and names point into it */
	size_t text_len;
	struct conf_section *sections;
	uint32_t count;
};

/* Read a file, or text that is called `path` in errors. On ERR_CONFIG and
 * ERR_RESOURCE (no such file) one sentence with file and row is appended to
 * `why`, here and below; it never has a value that may be a secret. */
enum err conf_read(struct conf_file **out, const char *path, struct buf *why);
enum err conf_parse(struct conf_file **out, const char *path, struct span text, struct buf *why);
void conf_close(struct conf_file *file);	/* NULL is fine */

/* ERR_CONFIG unless every section is of one of `kinds`: "provider line phone". */
enum err conf_kinds(const struct conf_file *file, const char *kinds, struct buf *why);

/* The value of `key` as it stands in the file; at NULL: it is not there. */
struct span conf_value(const struct conf_section *section, const char *key);

/* Fill `record` (zeroed) from `section` by up to two tables: `keys` and `more`
 * (NULL: none), each into its own record. Fallbacks fill what is not given;
 * a NULL section gives all fallbacks. On error nothing stays allocated. */
enum err conf_fill(const struct conf_file *file, const struct conf_section *section,
		   const struct conf_key *keys, void *record,
		   const struct conf_key *more, void *more_record, struct buf *why);

/* A time as values have it, "90", "5 min", in units of `unit_ms` (1 or 1000), which
 * is also what a bare number is in. False: it is none. */
bool conf_time(struct span text, uint32_t unit_ms, uint64_t *out);

/* A row that is read as `value`, in quotes. */
void conf_row_write(struct buf *out, const char *key, const char *value);

/* Whether conf_fill put the same into both. */
bool conf_same(const struct conf_key *keys, const void *one, const void *other);

/* Free what conf_fill put into `record`, and zero those fields. */
void conf_clear(const struct conf_key *keys, void *record);

/* "file:row: sentence" into `why` for errors that only the caller can see. */
void conf_complain(const struct conf_file *file, const struct conf_section *section,
		   const char *key, struct buf *why, const char *format, ...)
	PRINTF_LIKE(5, 6);

/* A table of keys for the manual, in Markdown. `kind` as it stands in the head
 * of the section: "provider", "line NAME". */
void conf_document(struct buf *out, const char *kind, const struct conf_key *keys);

/* What a value of this key may be, in words: "a time such as "90 s" or "1 h"". */
void conf_describe(struct buf *out, const struct conf_key *key);

#endif
