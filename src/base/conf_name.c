/* SPDX-License-Identifier: MIT
 * conf_name.c - keys and kinds that nobody knows, and what was meant. */
#include "base/conf_in.h"

#define NAME_MAX_LEN 40u	/* longer words are like no key */
#define LIKE_MAX 2u		/* edits that make one word of another */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* How many letters must be put in, left out or replaced to make `b` of `a`
 * (Levenshtein). */
static unsigned distance(struct span a, struct span b)
{
	unsigned row[NAME_MAX_LEN + 1], corner, above;

	if (a.len > NAME_MAX_LEN || b.len > NAME_MAX_LEN)
		return UINT32_MAX;
	for (unsigned j = 0; j <= b.len; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		corner = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
				       corner + (lower(a.at[i - 1]) != lower(b.at[j - 1])));
			corner = above;
		}
	}
	return row[b.len];
}

/* Keep `word` in `best` if `unknown` is more like it than like what is there. */
static void compare(struct span unknown, struct span word, struct span *best, unsigned *best_distance)
{
	unsigned d = distance(unknown, word);

	if (d < *best_distance && 2 * d <= unknown.len) {
		*best = word;
		*best_distance = d;
	}
}

static void suggest(struct buf *why, struct span best)
{
	if (best.len)
		buf_printf(why, " (did you mean \"%.*s\"?)", SPAN_ARG(best));
}

static bool in_table(const struct conf_key *keys, struct span name, struct span *best, unsigned *d)
{
	for (; keys && keys->name; keys++) {
		if (span_is(name, keys->name))
			return true;
		compare(name, span_of(keys->name), best, d);
	}
	return false;
}

enum err conf_check_keys(struct fill *fill, const struct conf_key *keys, const struct conf_key *more)
{
	const struct conf_section *section = fill->section;

	for (uint32_t i = 0; section && i < section->count; i++) {
		struct span name = span_of(section->rows[i].key), best = SPAN_NONE;
		unsigned d = LIKE_MAX + 1;

		if (in_table(keys, name, &best, &d) || in_table(more, name, &best, &d))
			continue;
		conf_complain(fill->file, section, name.at, fill->why, "[%s] has no key \"%.*s\"",
			      section->kind, CONF_SHOWN, name.at);
		suggest(fill->why, best);
		return ERR_CONFIG;
	}
	return OK;
}

enum err conf_kinds(const struct conf_file *file, const char *kinds, struct buf *why)
{
	for (uint32_t i = 0; i < file->count; i++) {
		struct span kind = span_of(file->sections[i].kind), best = SPAN_NONE;
		struct span rest = span_of(kinds), word;
		unsigned d = LIKE_MAX + 1;
		bool known = false;

		while (rest.at && !known) {
			word = span_cut(rest, ' ', &rest);
			known = span_eq(kind, word);
			compare(kind, word, &best, &d);
		}
		if (known)
			continue;
		conf_complain(file, &file->sections[i], NULL, why, "there is no kind of section \"%.*s\"",
			      CONF_SHOWN, kind.at);
		suggest(why, best);
		return ERR_CONFIG;
	}
	return OK;
}
