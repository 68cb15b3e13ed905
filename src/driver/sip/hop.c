/* SPDX-License-Identifier: MIT
 * hop.c - the ways to servers, by where they lead. */
#include "driver/sip/hop.h"
#include "base/mem.h"

struct kept {
	struct sip_node node;		/* in sip.hops */
	uint32_t users;
	struct sip_hop hop;
};

static struct kept *kept_of(const struct sip_hop *hop)
{
	return list_entry(hop, struct kept, hop);
}

static bool is_same(const struct sip_hop *a, const struct sip_hop *b)
{
	return sip_peer_is(&a->peer, &b->peer) && net_same(net_of(&a->local), net_of(&b->local));
}

static uint32_t hash_of(const struct sip_hop *hop)
{
	struct sip_printer printer;
	char text[NET_TEXT_SIZE];

	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, span_of(sip_peer_text(&hop->peer, text)));
	return (uint32_t)sip_print_end(&printer).lo;
}

static struct kept *find(const struct sip_hop *hop, uint32_t hash)
{
	for (struct sip_node *node = sip_table_first(&sip.hops, hash); node; node = sip_table_next(node)) {
		struct kept *kept = list_entry(node, struct kept, node);

		if (is_same(&kept->hop, hop))
			return kept;
	}
	return NULL;
}

static void let_go(struct kept *kept)
{
	if (--kept->users > 0)
		return;
	sip_table_remove(&sip.hops, &kept->node);
	mem_free(kept);
}

static struct kept *take(const struct sip_hop *hop)
{
	uint32_t hash = hash_of(hop);
	struct kept *kept = find(hop, hash);

	if (!kept) {
		kept = mem_zalloc(sizeof(*kept));
		if (!kept)
			return NULL;
		kept->hop = *hop;
		sip_table_add(&sip.hops, &kept->node, hash);
	}
	kept->users++;
	return kept;
}

enum err hop_keep(const struct sip_hop **out, const struct sip_hop *hop)
{
	struct kept *kept = NULL;

	if (*out && hop && is_same(*out, hop))
		return OK;
	if (hop) {
		kept = take(hop);
		if (!kept)
			return ERR_NOMEM;
	}
	if (*out)
		let_go(kept_of(*out));
	*out = kept ? &kept->hop : NULL;
	return OK;
}
