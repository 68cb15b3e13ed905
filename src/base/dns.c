/* SPDX-License-Identifier: MIT
 * dns.c - who asks, what is known, and in which order it is to be tried. */
#include "base/dns.h"
#include "base/dns_in.h"
#include "base/log.h"
#include "base/mem.h"

#define LIMIT_MS 5000
#define STALE_LIMIT_MS 1800	/* of waiting when something is known from before (RFC 8767 5) */
#define STALE_AGAIN_S 30	/* so long that counts before the servers are asked again */
#define BUCKETS 64

struct dns_known {		/* the answer to one question */
	struct list bucket, used;	/* of the cache; the last used is last */
	struct loop *loop;
	struct dns_key key;
	struct dns_place *places;
	unsigned count;
	const char *why;		/* with count 0 */
	uint64_t until_ms;		/* fresh until then */
	uint64_t stale_ms;		/* ... and better than nothing until then */
	struct dns_lookup *lookup;	/* under way; NULL: none */
	struct list waiting;		/* questions */
};

struct dns_cache {
	struct loop_part part;
	struct loop *loop;
	struct list buckets[BUCKETS];
	struct list used;
	unsigned count;
};

struct dns_query {
	struct loop_part part;
	struct list waiting;		/* of a dns_known */
	struct loop *loop;
	struct dns_known *known;	/* for which it waits */
	dns_found *found;
	void *arg;
	struct timer limit;
	unsigned limit_ms;
	struct dns_key key;
};

static uint64_t now_ms(const struct loop *loop)
{
	return loop->timers->now_ms;
}

/* --- the order (RFC 2782) ------------------------------------------------------ */

static bool same_group(const struct dns_place *a, const struct dns_place *b)
{
	return a->rank == b->rank && a->priority == b->priority;
}

/* By service, then priority; those without weight first, as the choice by weight
 * wants it. */
static bool is_before(const struct dns_place *a, const struct dns_place *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->priority != b->priority)
		return a->priority < b->priority;
	return !a->weight && b->weight;
}

static uint32_t chance(struct loop *loop)
{
	uint32_t n = 0;

	if (loop->dns_random)
		return loop->dns_random(loop->dns_random_arg);
	uv_random(NULL, NULL, &n, sizeof(n), 0, NULL);
	return n;
}

/* Draw one of the first `count` by weight and put it first. */
static void draw(struct loop *loop, const struct dns_place **places, unsigned count)
{
	const struct dns_place *drawn;
	uint32_t sum = 0, mark;
	unsigned at = 0;

	for (unsigned i = 0; i < count; i++)
		sum += places[i]->weight;
	mark = chance(loop) % (sum + 1);
	for (sum = places[0]->weight; sum < mark; sum += places[at]->weight)
		at++;
	drawn = places[at];
	memmove(places + 1, places, at * sizeof(*places));
	places[0] = drawn;
}

static void order(struct loop *loop, const struct dns_place **places, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		const struct dns_place *place = places[i];
		unsigned at = i;

		for (; at > 0 && is_before(place, places[at - 1]); at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned group = 1;

		while (i + group < count && same_group(places[i], places[i + group]))
			group++;
		if (group > 1)
			draw(loop, places + i, group);
	}
}

/* --- answers ------------------------------------------------------------------- */

static void add_target(struct dns_target *list, unsigned *count, const struct dns_target *target)
{
	for (unsigned i = 0; i < *count; i++)
		if (list[i].transport == target->transport && net_same(net_of(&list[i].addr), net_of(&target->addr)))
			return;
	if (*count < DNS_TARGETS_MAX)
		list[(*count)++] = *target;
}

static void query_free(struct dns_query *query)
{
	loop_remove(&query->part);
	list_remove(&query->waiting);
	timer_stop(query->loop->timers, &query->limit);
	mem_free(query);
}

/* The query is gone before it is told: what is told may not find it alive. */
static void answer(struct dns_query *query, const struct dns_place **places, unsigned place_count,
		   const char *why)
{
	struct dns_target list[DNS_TARGETS_MAX];
	dns_found *found = query->found;
	void *arg = query->arg;
	unsigned count = 0, group = 0;

	order(query->loop, places, place_count);
	query_free(query);
	for (unsigned i = 0; i < place_count; i++) {
		group += i > 0 && !same_group(places[i], places[i - 1]);
		for (unsigned k = 0; k < places[i]->addr_count; k++)
			add_target(list, &count, &(struct dns_target){
				(enum net_transport)places[i]->transport, group, places[i]->addrs[k] });
	}
	found(arg, list, count, count ? NULL : why);
}

static void answer_known(struct dns_query *query, const struct dns_known *known)
{
	const struct dns_place *places[DNS_TARGETS_MAX];

	for (unsigned i = 0; i < known->count; i++)
		places[i] = &known->places[i];
	answer(query, places, known->count, known->why);
}

/* --- what is known ------------------------------------------------------------- */

static void known_free(struct dns_cache *cache, struct dns_known *known)
{
	list_remove(&known->bucket);
	list_remove(&known->used);
	cache->count--;
	dns_lookup_forget(known->lookup);
	while (!list_empty(&known->waiting))
		list_remove(known->waiting.next);
	mem_free(known->places);
	mem_free(known);
}

/* It ends before the resolver, which was made after it: lookups still live. */
static void cache_end(struct loop_part *part)
{
	struct dns_cache *cache = list_entry(part, struct dns_cache, part);

	while (!list_empty(&cache->used))
		known_free(cache, list_entry(cache->used.next, struct dns_known, used));
	cache->loop->known = NULL;
	mem_free(cache);
}

static struct dns_cache *cache_of(struct loop *loop)
{
	struct dns_cache *cache = loop->known;

	if (cache)
		return cache;
	cache = mem_zalloc(sizeof(*cache));
	if (!cache)
		return NULL;
	cache->loop = loop;
	cache->part.end = cache_end;
	list_init(&cache->used);
	for (unsigned i = 0; i < BUCKETS; i++)
		list_init(&cache->buckets[i]);
	loop_add(loop, &cache->part);
	loop->known = cache;
	return cache;
}

/* For one more: those that were not asked for the longest go; not what is being asked. */
static void make_room(struct dns_cache *cache)
{
	list_each_safe(node, &cache->used) {
		struct dns_known *known = list_entry(node, struct dns_known, used);

		if (cache->count < DNS_KNOWN_MAX)
			return;
		if (!known->lookup && list_empty(&known->waiting))
			known_free(cache, known);
	}
}

static struct list *bucket_of(struct dns_cache *cache, const struct dns_key *key)
{
	const unsigned char *at = (const unsigned char *)key;
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < sizeof(*key) && (i >= DNS_NAME_SIZE || at[i]); i++)
		hash = (hash ^ at[i]) * 16777619u;
	return &cache->buckets[(hash ^ hash >> 16) % BUCKETS];
}

static struct dns_known *known_of(struct loop *loop, const struct dns_key *key)
{
	struct dns_cache *cache = cache_of(loop);
	struct dns_known *known;

	if (!cache)
		return NULL;
	list_each(node, bucket_of(cache, key)) {
		known = list_entry(node, struct dns_known, bucket);
		if (memcmp(&known->key, key, sizeof(*key)) == 0) {
			list_remove(&known->used);
			list_append(&cache->used, &known->used);
			return known;
		}
	}
	make_room(cache);
	known = mem_zalloc(sizeof(*known));
	if (!known)
		return NULL;
	known->loop = loop;
	known->key = *key;
	list_init(&known->waiting);
	list_append(bucket_of(cache, key), &known->bucket);
	list_append(&cache->used, &known->used);
	cache->count++;
	return known;
}

static bool is_stale_useful(const struct dns_known *known)
{
	return known->count && now_ms(known->loop) < known->stale_ms;
}

/* What a lookup found is kept; what was known before stays if nothing is better. */
static void learn(struct dns_known *known, const struct dns_facts *facts)
{
	struct dns_place *places = NULL;
	uint64_t now = now_ms(known->loop);

	if (facts->failed && !facts->count && is_stale_useful(known)) {
		log_write(LOG_WARN, "dns", NULL, "%s: %s; what was known of it still counts",
			  known->key.host, facts->why);
		known->until_ms = now + STALE_AGAIN_S * 1000;
		return;
	}
	if (facts->count) {
		places = mem_alloc(facts->count * sizeof(*places));
		if (!places)
			return;		/* those who wait are told that there is no memory */
	}
	for (unsigned i = 0; i < facts->count; i++)
		places[i] = *facts->places[i];
	mem_free(known->places);
	known->places = places;
	known->count = facts->count;
	known->why = facts->why;
	known->until_ms = now + facts->ttl_s * 1000ull;
	known->stale_ms = known->until_ms + DNS_DAY_S * 1000ull;
}

static void looked_up(void *arg, const struct dns_facts *facts)
{
	struct dns_known *known = arg;

	known->lookup = NULL;
	known->why = "out of memory";
	learn(known, facts);
	/* Who asks from now on is not told here; who waits may cancel others who do. */
	while (!list_empty(&known->waiting))
		answer_known(list_entry(known->waiting.next, struct dns_query, waiting), known);
}

/* --- questions ----------------------------------------------------------------- */

static void on_limit(void *arg)
{
	struct dns_query *query = arg;
	struct dns_known *known = query->known;
	struct dns_facts facts = { .count = 0 };

	if (is_stale_useful(known)) {
		answer_known(query, known);
		return;
	}
	if (known->lookup)
		dns_lookup_facts(known->lookup, &facts);
	answer(query, facts.places, facts.count, "the name servers do not answer in time");
}

static void give_up(struct dns_query *query, const char *why)
{
	answer(query, NULL, 0, why);
}

/* Wait for what is known, and see that somebody asks. */
static void wait_for(struct dns_query *query, struct dns_known *known)
{
	unsigned limit_ms = query->limit_ms;

	if (is_stale_useful(known) && limit_ms > STALE_LIMIT_MS)
		limit_ms = STALE_LIMIT_MS;
	query->known = known;
	list_append(&known->waiting, &query->waiting);
	timer_set(query->loop->timers, &query->limit, limit_ms, on_limit, query);
	if (known->lookup)
		return;
	known->lookup = dns_lookup_new(query->loop, &known->key, looked_up, known);
	if (known->lookup)
		dns_lookup_begin(known->lookup);
	else
		give_up(query, "there is no resolver");
}

/* The first step, on the loop's thread. */
static void query_work(struct loop_part *part)
{
	struct dns_query *query = list_entry(part, struct dns_query, part);
	enum net_transport transport = dns_plain_transport(query->key.transport, query->key.able);
	struct dns_place place = { .transport = (uint8_t)transport, .addr_count = 1 };
	const struct dns_place *places[] = { &place };
	struct dns_known *known;

	if (net_parse(&place.addrs[0], span_of(query->key.host),
		      query->key.port ? query->key.port : dns_default_port(transport))) {
		answer(query, places, 1, NULL);
		return;
	}
	known = known_of(query->loop, &query->key);
	if (!known)
		give_up(query, "out of memory");
	else if (now_ms(query->loop) < known->until_ms)
		answer_known(query, known);
	else
		wait_for(query, known);
}

static void query_end(struct loop_part *part)
{
	query_free(list_entry(part, struct dns_query, part));
}

static void key_of(struct dns_key *key, const struct dns_question *question)
{
	for (size_t i = 0; question->host[i]; i++) {
		char c = question->host[i];

		key->host[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
	}
	key->port = question->port;
	key->transport = (uint8_t)question->transport;
	key->able = (uint8_t)(question->able ? question->able : 1u << NET_UDP | 1u << NET_TCP | 1u << NET_TLS);
}

enum err dns_resolve_sip(struct dns_query **out, struct loop *loop,
			 const struct dns_question *question, dns_found *found, void *arg)
{
	struct dns_query *query;
	size_t len = question->host ? strlen(question->host) : 0;

	if (len == 0 || len > 253)
		return ERR_ADDRESS;
	query = mem_zalloc(sizeof(*query));
	if (!query)
		return ERR_NOMEM;
	key_of(&query->key, question);
	query->loop = loop;
	query->limit_ms = question->limit_ms ? question->limit_ms : LIMIT_MS;
	query->found = found;
	query->arg = arg;
	query->part.work = query_work;
	query->part.end = query_end;
	loop_add(loop, &query->part);
	loop_work(loop, &query->part);
	if (out)
		*out = query;
	return OK;
}

void dns_cancel(struct dns_query *query)
{
	if (query)
		query_free(query);
}

void dns_expire(struct loop *loop)
{
	if (!loop->known)
		return;
	list_each(node, &loop->known->used)
		list_entry(node, struct dns_known, used)->until_ms = 0;
}

void dns_servers(struct loop *loop, const char *servers)
{
	loop->dns_servers = servers;
}

void dns_random(struct loop *loop, uint32_t (*random)(void *arg), void *arg)
{
	loop->dns_random = random;
	loop->dns_random_arg = arg;
}
