/* SPDX-License-Identifier: MIT
 * table.h - a hash table of intrusive nodes that grows one bucket at a time.
 *
 * Linear hashing: an insertion splits at most one bucket, so none of them is
 * ever slow, and nothing moves in memory. When there is no memory to grow,
 * the chains grow instead: an insertion cannot fail. Used for transactions,
 * and fit for dialogs. Hashes must come from sip_print_end(): whoever can
 * choose them can make chains long.
 */
#ifndef WIRE_SIP_TABLE_H
#define WIRE_SIP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sip_node {
	struct sip_node *next;
	uint32_t hash;
	bool in;		/* it is in a table */
};

#define SIP_TABLE_SEGMENTS 24

struct sip_table {
	struct sip_node **segments[SIP_TABLE_SEGMENTS];	/* 64, 64, 128, 256, ... buckets */
	struct sip_node *first_segment[64];
	uint32_t buckets;	/* in use, 64 at least */
	uint32_t count;		/* nodes in the table */
};

void sip_table_init(struct sip_table *table);
void sip_table_free(struct sip_table *table);	/* the buckets; nodes are their owners' */

void sip_table_add(struct sip_table *table, struct sip_node *node, uint32_t hash);
void sip_table_remove(struct sip_table *table, struct sip_node *node);	/* may be removed twice */

/* The nodes with `hash`, one after the other; NULL: no more. */
struct sip_node *sip_table_first(const struct sip_table *table, uint32_t hash);
struct sip_node *sip_table_next(const struct sip_node *node);

/* Over all nodes: the first after NULL, then each after the one before; NULL: the
 * end. Take the next one before a node is removed, and add none meanwhile. */
struct sip_node *sip_table_after(const struct sip_table *table, const struct sip_node *node);

#endif
