/* SPDX-License-Identifier: MIT
 * conf_fill.c - from rows to a record, by a table; and the sentences when that
 * does not work. */
#include "base/conf_in.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/secret.h"

#define SECRET_SIZE 4096
#define PATH_SIZE 4096

static const struct unit {
	const char *name;
	uint32_t ms;
} units[] = {
	{ "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 },
};

static void *field_of(const struct conf_key *key, void *record)
{
	return (char *)record + key->field;
}

static bool is_text(const struct conf_key *key)
{
	return key->type == CONF_TEXT || key->type == CONF_SECRET;
}

static enum err bad_value(struct fill *fill, const struct conf_key *key, const char *text)
{
	char shown[CONF_SHOWN];
	bool whole = span_copy(span_of(text), shown, sizeof(shown));

	conf_complain(fill->file, fill->section, key->name, fill->why, "\"%s\" must be ", key->name);
	conf_describe(fill->why, key);
	buf_printf(fill->why, ", not \"%s%s\"", shown, whole ? "" : "...");
	return ERR_CONFIG;
}

bool conf_time(struct span text, uint32_t unit_ms, uint64_t *out)
{
	struct span unit = text;
	uint32_t number;

	while (unit.len && unit.at[0] >= '0' && unit.at[0] <= '9') {
		unit.at++;
		unit.len--;
	}
	text.len -= unit.len;
	if (!span_u32(text, UINT32_MAX, &number))
		return false;
	*out = number;
	unit = span_trim(unit);
	if (unit.len == 0)
		return true;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (!span_isi(unit, units[i].name) || units[i].ms < unit_ms)
			continue;
		*out = (uint64_t)number * (units[i].ms / unit_ms);
		return true;
	}
	return false;
}

static bool read_bool(const char *text, bool *out)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		*out = span_isi(span_of(text), yes[i]);
		if (*out || span_isi(span_of(text), no[i]))
			return true;
	}
	return false;
}

static bool read_choice(const char *choices, const char *text, uint32_t *out)
{
	struct span rest = span_of(choices), word;

	for (uint32_t place = 0; rest.at; place++) {
		word = span_cut(rest, ' ', &rest);
		if (word.len && span_isi(word, text)) {
			*out = place;
			return true;
		}
	}
	return false;
}

static bool read_number(const struct conf_key *key, const char *text, uint32_t *out)
{
	uint64_t wide = 0;
	uint32_t n = 0;

	if (key->type == CONF_SECONDS || key->type == CONF_MILLISECONDS) {
		if (!conf_time(span_of(text), key->type == CONF_SECONDS ? 1000 : 1, &wide))
			return false;
	} else {
		if (!span_u32(span_of(text), UINT32_MAX, &n))
			return false;
		wide = n;
	}
	*out = (uint32_t)wide;
	return wide >= key->min && wide <= conf_max(key);
}

/* The file of a secret, beside the configuration if the path is relative. */
static const char *secret_beside(const char *config, const char *path, char *out, size_t size)
{
	char whole[PATH_SIZE];
	struct buf b;

	if (file_absolute(path) || !config)
		return secret_read(path, out, size);
	buf_fixed(&b, whole, sizeof(whole));
	buf_bytes(&b, config, file_folder(config));
	buf_text(&b, path);
	path = buf_c(&b);
	return b.full ? "has too long a path" : secret_read(path, out, size);
}

/* What is as by default, and that is most, is not copied: a line's record
 * would be mostly empty texts. */
static char *text_own(const struct conf_key *key, const char *text)
{
	bool same = key->fallback && strcmp(text, key->fallback) == 0;

	return same ? (char *)key->fallback : mem_copy(text);
}

static void text_clear(const struct conf_key *key, char *text)
{
	if (!text || text == key->fallback)
		return;
	if (key->type == CONF_SECRET)
		secret_wipe(text, strlen(text));
	mem_free(text);
}

/* The sentences never say what stands there: a password may begin with '@'. */
static enum err read_secret(struct fill *fill, const struct conf_key *key, const char *text, char **out)
{
	const char *why = NULL, *what = "the file that it names with \"@\"";
	char secret[SECRET_SIZE];

	if (*text == '@') {
		why = secret_beside(fill->file ? fill->file->path : NULL, text + 1, secret, sizeof(secret));
	} else if (*text == '$') {
		why = secret_credential(text + 1, secret, sizeof(secret));
		what = "the systemd credential that it names with \"$\"";
	}
	if (why) {
		conf_complain(fill->file, fill->section, key->name, fill->why, "\"%s\": %s %s",
			      key->name, what, why);
		return ERR_CONFIG;
	}
	*out = text_own(key, *text == '@' || *text == '$' ? secret : text);
	secret_wipe(secret, sizeof(secret));
	return *out ? OK : ERR_NOMEM;
}

static enum err read_value(struct fill *fill, const struct conf_key *key, const char *text, void *field)
{
	bool good = false;

	switch (key->type) {
	case CONF_TEXT:
		*(char **)field = text_own(key, text);
		return *(char **)field ? OK : ERR_NOMEM;
	case CONF_SECRET:
		return read_secret(fill, key, text, field);
	case CONF_BOOL:
		good = read_bool(text, field);
		break;
	case CONF_ENUM:
		good = read_choice(key->choices, text, field);
		break;
	case CONF_NUMBER:
	case CONF_PORT:
	case CONF_SECONDS:
	case CONF_MILLISECONDS:
		good = read_number(key, text, field);
		break;
	}
	return good ? OK : bad_value(fill, key, text);
}

static enum err missing(struct fill *fill, const struct conf_key *key, bool given)
{
	conf_complain(fill->file, fill->section, key->name, fill->why, "\"%s\" must %s: %s",
		      key->name, given ? "not be empty" : "be given", key->help);
	return ERR_CONFIG;
}

static enum err fill_record(struct fill *fill, const struct conf_key *keys, void *record)
{
	enum err err = OK;

	for (const struct conf_key *key = keys; !err && key && key->name; key++) {
		struct span given = conf_value(fill->section, key->name);
		const char *text = given.at ? given.at : key->fallback;

		if (!key->fallback && given.len == 0)
			err = missing(fill, key, given.at != NULL);
		else
			err = read_value(fill, key, text, field_of(key, record));
	}
	return err;
}

enum err conf_fill(const struct conf_file *file, const struct conf_section *section,
		   const struct conf_key *keys, void *record,
		   const struct conf_key *more, void *more_record, struct buf *why)
{
	struct fill fill = { file, section, why };
	enum err err = conf_check_keys(&fill, keys, more);

	if (!err)
		err = fill_record(&fill, keys, record);
	if (!err)
		err = fill_record(&fill, more, more_record);
	if (err) {
		conf_clear(keys, record);
		conf_clear(more, more_record);
	}
	return err;
}

void conf_clear(const struct conf_key *keys, void *record)
{
	for (const struct conf_key *key = keys; key && key->name; key++) {
		void *field = field_of(key, record);

		if (!is_text(key)) {
			memset(field, 0, key->type == CONF_BOOL ? sizeof(bool) : sizeof(uint32_t));
			continue;
		}
		text_clear(key, *(char **)field);
		*(char **)field = NULL;
	}
}

static bool field_same(const struct conf_key *key, const void *one, const void *other)
{
	const char *a = (const char *)one + key->field, *b = (const char *)other + key->field;

	if (is_text(key))
		return strcmp(*(char *const *)(const void *)a, *(char *const *)(const void *)b) == 0;
	return memcmp(a, b, key->type == CONF_BOOL ? sizeof(bool) : sizeof(uint32_t)) == 0;
}

bool conf_same(const struct conf_key *keys, const void *one, const void *other)
{
	for (; keys && keys->name; keys++)
		if (!field_same(keys, one, other))
			return false;
	return true;
}
