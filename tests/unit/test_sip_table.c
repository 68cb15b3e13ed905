/* SPDX-License-Identifier: MIT
 * The hash table of SIP, its fingerprints, its branches and tags, and peers. */
#include "base/mem.h"
#include "test.h"
#include "wire/sip/id.h"
#include "wire/sip/peer.h"
#include "wire/sip/table.h"
#include "wire/sip/via.h"

struct thing {
	struct sip_node node;
	uint32_t number;
};

static uint32_t hash_of(uint32_t n)
{
	return (n / 2) * 2654435761u;		/* each hash twice */
}

static struct thing *find(const struct sip_table *table, uint32_t number)
{
	struct sip_node *node = sip_table_first(table, hash_of(number));

	for (; node; node = sip_table_next(node))
		if (((struct thing *)node)->number == number)
			return (struct thing *)node;
	return NULL;
}

TEST(sip_table, nodes_are_found_while_the_table_grows_and_without_memory_to_grow)
{
	static struct thing things[1000];
	static struct sip_table table;
	uint32_t count = 0;

	sip_table_init(&table);
	DEFER(sip_table_free, &table);
	for (uint32_t i = 0; i < 1000; i++) {
		things[i] = (struct thing){ .number = i };
		sip_table_add(&table, &things[i].node, hash_of(i));
		CHECK(find(&table, i / 3) == &things[i / 3]);
	}
	if (!test_starving())
		CHECK(table.buckets >= 999);
	for (struct sip_node *node = NULL; (node = sip_table_after(&table, node)); )
		count++;
	CHECK_INT(count, 1000);
	for (uint32_t i = 0; i < 1000; i += 2) {
		sip_table_remove(&table, &things[i].node);
		sip_table_remove(&table, &things[i].node);
	}
	CHECK_INT(table.count, 500);
	for (uint32_t i = 0; i < 1000; i++)
		CHECK(find(&table, i) == (i % 2 ? &things[i] : NULL));
}

/* The property without which it would be no constant cost. */
TEST_ONCE(sip_table, chains_stay_short_with_a_hundred_thousand_nodes)
{
	static struct thing things[100000];
	static struct sip_table table;
	uint32_t longest = 0, run = 1;

	sip_table_init(&table);
	DEFER(sip_table_free, &table);
	for (uint32_t i = 0; i < 100000; i++)
		sip_table_add(&table, &things[i].node, hash_of(2 * i));
	for (struct sip_node *node = NULL; (node = sip_table_after(&table, node)); ) {
		run = node->next ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	CHECK(longest < 20);
}

static void not_random(void *bytes, size_t size)
{
	memset(bytes, 0x11, size);
}

TEST(sip_id, no_two_are_alike_and_a_branch_has_its_cookie)
{
	static char branches[1000][SIP_BRANCH_SIZE];
	char tag[SIP_TAG_SIZE], call_id[SIP_CALL_ID_SIZE];
	struct sip_ids ids;

	sip_ids_init(&ids, not_random);
	for (int i = 0; i < 1000; i++) {
		sip_branch(&ids, branches[i]);
		CHECK(sip_branch_is_unique(span_of(branches[i])));
		CHECK_INT(strlen(branches[i]), SIP_BRANCH_SIZE - 1);
		for (int j = 0; j < i; j++)
			CHECK(strcmp(branches[i], branches[j]) != 0);
	}
	sip_tag(&ids, tag);
	CHECK(strcmp(tag, branches[999] + 7) != 0);
	sip_call_id(&ids, call_id);
	CHECK_INT(strlen(call_id), 32);
}

static struct sip_print print_of(const char *a, const char *b)
{
	const uint64_t secret[2] = { 1, 2 };
	struct sip_printer p;

	sip_print_begin(&p, secret);
	sip_print_add(&p, span_of(a));
	sip_print_add(&p, span_of(b));
	return sip_print_end(&p);
}

TEST(sip_id, fingerprints_tell_where_one_part_ends)
{
	CHECK(sip_print_is(print_of("branch", "INVITE"), print_of("branch", "INVITE")));
	CHECK(!sip_print_is(print_of("branch", "INVITE"), print_of("branchI", "NVITE")));
	CHECK(!sip_print_is(print_of("branch", ""), print_of("", "branch")));
	CHECK(!sip_print_is(print_of("longer than a word", "x"), print_of("longer than a wore", "x")));
}

TEST(sip_peer, peers_have_a_text_and_are_told_apart)
{
	struct net_addr four, six;
	struct sip_peer a, b;
	char text[NET_TEXT_SIZE];

	NEED(net_parse(&four, SPAN("192.0.2.1"), 5060));
	NEED(net_parse(&six, SPAN("2001:db8::1"), 5061));
	sip_peer_set(&a, SIP_UDP, net_of(&four), 1);
	CHECK_TEXT(sip_peer_text(&a, text), "192.0.2.1:5060");
	CHECK(!a.reliable);
	b = a;
	CHECK(sip_peer_is(&a, &b));
	sip_peer_port_set(&b, 5070);
	CHECK_INT(sip_peer_port(&b), 5070);
	CHECK(!sip_peer_is(&a, &b));
	sip_peer_set(&b, SIP_TLS, net_of(&six), 1);
	CHECK_TEXT(sip_peer_text(&b, text), "[2001:db8::1]:5061");
	CHECK(b.reliable);
	CHECK_TEXT(sip_transport_name(b.transport), "TLS");
	CHECK_INT(sizeof(struct sip_peer), 36);
}
