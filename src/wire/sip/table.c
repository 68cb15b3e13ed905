/* SPDX-License-Identifier: MIT
 * table.c - linear hashing over segments that double. */
#include "wire/sip/table.h"
#include "base/mem.h"

#define FIRST 64	/* buckets of the first segment */

static inline int log2_of(uint32_t n)
{
	return 31 - __builtin_clz(n);
}

static struct sip_node **bucket(const struct sip_table *table, uint32_t i)
{
	int level;

	if (i < FIRST)
		return &table->segments[0][i];
	level = log2_of(i);
	return &table->segments[level - 5][i - (1u << level)];
}

/* Buckets up to the last power of two are told apart by so many bits of the
 * hash; those that were split already by one bit more. */
static struct sip_node **bucket_of(const struct sip_table *table, uint32_t hash)
{
	uint32_t whole = 1u << log2_of(table->buckets);
	uint32_t i = hash & (2 * whole - 1);

	return bucket(table, i < table->buckets ? i : hash & (whole - 1));
}

void sip_table_init(struct sip_table *table)
{
	*table = (struct sip_table){ .buckets = FIRST };
	table->segments[0] = table->first_segment;
}

void sip_table_free(struct sip_table *table)
{
	for (int i = 1; i < SIP_TABLE_SEGMENTS; i++)
		mem_free(table->segments[i]);
	sip_table_init(table);
}

/* One bucket more: the next one in turn gives it what differs in one bit. */
static void grow(struct sip_table *table)
{
	uint32_t new = table->buckets, whole = 1u << log2_of(new);
	struct sip_node ***segment = &table->segments[log2_of(new) - 5];
	struct sip_node **stay, **leave;

	if (log2_of(new) - 5 >= SIP_TABLE_SEGMENTS)
		return;
	if (!*segment)
		*segment = mem_alloc(whole * sizeof(**segment));
	if (!*segment)
		return;
	stay = bucket(table, new - whole);
	leave = bucket(table, new);
	for (struct sip_node *node = *stay; node; node = node->next) {
		struct sip_node ***to = node->hash & whole ? &leave : &stay;

		**to = node;
		*to = &node->next;
	}
	*stay = *leave = NULL;
	table->buckets++;
}

void sip_table_add(struct sip_table *table, struct sip_node *node, uint32_t hash)
{
	struct sip_node **head;

	if (table->count++ >= table->buckets)
		grow(table);
	head = bucket_of(table, hash);
	node->hash = hash;
	node->in = true;
	node->next = *head;
	*head = node;
}

void sip_table_remove(struct sip_table *table, struct sip_node *node)
{
	struct sip_node **at;

	if (!node->in)
		return;
	for (at = bucket_of(table, node->hash); *at != node; )
		at = &(*at)->next;
	*at = node->next;
	node->next = NULL;
	node->in = false;
	table->count--;
}

static struct sip_node *same(struct sip_node *node, uint32_t hash)
{
	while (node && node->hash != hash)
		node = node->next;
	return node;
}

struct sip_node *sip_table_first(const struct sip_table *table, uint32_t hash)
{
	return same(*bucket_of(table, hash), hash);
}

struct sip_node *sip_table_next(const struct sip_node *node)
{
	return same(node->next, node->hash);
}

struct sip_node *sip_table_after(const struct sip_table *table, const struct sip_node *node)
{
	uint32_t whole, i = 0;

	if (table->count == 0)		/* a zeroed table is empty as well */
		return NULL;
	if (node && node->next)
		return node->next;
	whole = 1u << log2_of(table->buckets);
	if (node) {
		i = node->hash & (2 * whole - 1);
		i = (i < table->buckets ? i : node->hash & (whole - 1)) + 1;
	}
	for (; i < table->buckets; i++)
		if (*bucket(table, i))
			return *bucket(table, i);
	return NULL;
}
