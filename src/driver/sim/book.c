/* SPDX-License-Identifier: MIT
 * book.c - the directory of the exchange: a table of words and their lines. */
#include "base/mem.h"
#include "driver/sim/sim.h"

#define BUCKETS 4096

static struct sim_name *buckets[BUCKETS];

static struct sim_name **bucket_of(const char *word)
{
	uint32_t hash = 2166136261u;		/* FNV-1a */

	for (; *word; word++)
		hash = (hash ^ (unsigned char)*word) * 16777619u;
	return &buckets[(hash ^ hash >> 16) % BUCKETS];
}

void sim_digits(char out[SIM_NUMBER_SIZE], const char *text)
{
	size_t len = 0;

	for (; *text && !strchr("|^@\r\n", *text) && len < SIM_NUMBER_SIZE - 1; text++)
		if (strchr("0123456789*#+", *text))
			out[len++] = *text;
	out[len] = '\0';
}

static void link_in(struct sim_name *name, struct sim_line *line)
{
	struct sim_name **at = bucket_of(name->word);

	name->line = line;
	name->next = *at;
	*at = name;
}

static void link_out(struct sim_name *name)
{
	struct sim_name **at;

	if (!name->word)
		return;
	for (at = bucket_of(name->word); *at; at = &(*at)->next) {
		if (*at != name)
			continue;
		*at = name->next;
		break;
	}
	mem_free(name->word);
	name->word = NULL;
}

enum err sim_book_add(struct sim_line *line)
{
	char digits[SIM_NUMBER_SIZE];
	char *number, *name;

	sim_digits(digits, line->line->number);
	number = mem_copy(digits[0] ? digits : line->line->number);
	name = mem_copy(line->line->name);
	if (!number || !name) {
		mem_free(number);
		mem_free(name);
		return ERR_NOMEM;
	}
	line->number.word = number;
	line->name.word = name;
	link_in(&line->number, line);
	link_in(&line->name, line);
	return OK;
}

void sim_book_remove(struct sim_line *line)
{
	link_out(&line->number);
	link_out(&line->name);
}

static struct sim_line *look_up(const char *word)
{
	struct sim_line *found = NULL;

	for (struct sim_name *name = *bucket_of(word); name; name = name->next) {
		if (strcmp(name->word, word) != 0)
			continue;
		if (name->line->line->handle)
			return name->line;
		found = name->line;
	}
	return found;
}

struct sim_line *sim_book_named(const struct provider *provider, const char *name)
{
	struct sim_line *found = NULL;

	for (struct sim_name *entry = *bucket_of(name); entry; entry = entry->next) {
		struct sim_line *line = entry->line;

		if (entry != &line->name || strcmp(entry->word, name) != 0 || line->line->provider != provider)
			continue;
		if (line->line->handle)
			return line;
		found = line;
	}
	return found;
}

struct sim_line *sim_book_find(const char *text)
{
	char digits[SIM_NUMBER_SIZE];
	struct sim_line *line = look_up(text);

	sim_digits(digits, text);
	return line || !digits[0] ? line : look_up(digits);
}
