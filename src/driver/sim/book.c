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

static void link_in(struct sim_name *name, struct address *address)
{
	struct sim_name **at = bucket_of(name->word);

	name->address = address;
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

static enum err add(struct sim_name *name, const char *word, struct address *address)
{
	name->word = mem_copy(word);
	if (!name->word)
		return ERR_NOMEM;
	link_in(name, address);
	return OK;
}

enum err sim_book_add(struct sim_line *line)
{
	struct line *owner = line->line;
	enum err err = OK;

	line->numbers = mem_zalloc(owner->address_count * sizeof(*line->numbers));
	if (!line->numbers)
		return ERR_NOMEM;
	for (DWORD id = 0; id < owner->address_count && !err; id++) {
		struct address *address = &owner->addresses[id];
		char digits[SIM_NUMBER_SIZE];

		sim_digits(digits, address->number);
		err = add(&line->numbers[id], digits[0] ? digits : address->number, address);
	}
	return err ? err : add(&line->name, owner->name, owner->addresses);
}

void sim_book_remove(struct sim_line *line)
{
	for (DWORD id = 0; line->numbers && id < line->line->address_count; id++)
		link_out(&line->numbers[id]);
	mem_free(line->numbers);
	line->numbers = NULL;
	link_out(&line->name);
}

const char *sim_number(const struct address *address)
{
	return sim_line_of(address)->numbers[address->id].word;
}

static struct address *look_up(const char *word)
{
	struct address *found = NULL;

	for (struct sim_name *name = *bucket_of(word); name; name = name->next) {
		if (strcmp(name->word, word) != 0)
			continue;
		if (name->address->line->handle)
			return name->address;
		found = name->address;
	}
	return found;
}

struct sim_line *sim_book_named(const struct provider *provider, const char *name)
{
	struct sim_line *found = NULL;

	for (struct sim_name *entry = *bucket_of(name); entry; entry = entry->next) {
		struct sim_line *line = sim_line_of(entry->address);

		if (entry != &line->name || strcmp(entry->word, name) != 0 || line->line->provider != provider)
			continue;
		if (line->line->handle)
			return line;
		found = line;
	}
	return found;
}

struct address *sim_book_find(const char *text)
{
	char digits[SIM_NUMBER_SIZE];
	struct address *address = look_up(text);

	sim_digits(digits, text);
	return address || !digits[0] ? address : look_up(digits);
}
