/* SPDX-License-Identifier: MIT
 * media_pool.c - pairs of ports, bound once and used by many calls. */
#include "driver/sip/media_in.h"
#include "base/mem.h"
#include "wire/rtp/g711.h"
#include <assert.h>
#include <uv.h>

#define DSCP_EF 46		/* RFC 4594: voice */
#define TRIES 256		/* pairs that others may hold before we give up */

/* The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t media_random_of(const struct media_pool *pool, uint64_t n)
{
	return mix(mix(pool->key[0] + n * UINT64_C(0x9e3779b97f4a7c15)) ^ pool->key[1]);
}

uint64_t media_random(struct media_pool *pool)
{
	return media_random_of(pool, pool->drawn++);
}

static void seed(struct media_pool *pool)
{
	uv_timeval64_t now = { 0 };

	uv_gettimeofday(&now);
	pool->unix_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_usec / 1000 -
			pool->desk->timers.now_ms;
	/* Two endpoints must not choose alike; that is all that rests on it. */
	if (uv_random(NULL, NULL, pool->key, sizeof(pool->key), 0, NULL) != 0) {
		pool->key[0] = uv_hrtime();
		pool->key[1] = (uint64_t)now.tv_sec << 32 ^ (uint64_t)uv_os_getpid();
	}
}

enum err media_pool_open(struct media_pool **out, struct desk *desk, uint32_t first, uint32_t last)
{
	struct media_pool *pool = mem_zalloc(sizeof(*pool));

	if (!pool)
		return ERR_NOMEM;
	pool->desk = desk;
	pool->first = (first + 1) / 2 * 2;
	if (last > pool->first)
		pool->pairs = (last + 1 - pool->first) / 2;
	pool->taken = mem_zalloc(pool->pairs / 8 + 1);
	if (!pool->taken) {
		mem_free(pool);
		return ERR_NOMEM;
	}
	list_init(&pool->idle);
	seed(pool);
	/* Not where the last program began: its callers may still be sending. */
	if (pool->pairs)
		pool->next = (uint32_t)(media_random(pool) % pool->pairs);
	g711_silence(G711_ULAW, pool->silence[0], sizeof(pool->silence[0]));
	g711_silence(G711_ALAW, pool->silence[1], sizeof(pool->silence[1]));
	*out = pool;
	return OK;
}

static void mark(struct media_pool *pool, uint32_t pair, bool taken)
{
	uint8_t bit = (uint8_t)(1u << pair % 8);

	pool->taken[pair / 8] = (uint8_t)(taken ? pool->taken[pair / 8] | bit
						: pool->taken[pair / 8] & ~bit);
}

static void pair_close(struct media *m)
{
	list_remove(&m->node);
	udp_close(m->rtp);
	udp_close(m->rtcp);
	mark(m->pool, (m->port - m->pool->first) / 2, false);
	mem_free(m);
}

static void close_oldest(struct media_pool *pool)
{
	pool->idle_count--;
	pair_close(list_entry(pool->idle.next, struct media, node));
}

void media_pool_close(struct media_pool *pool)
{
	if (!pool)
		return;
	assert(pool->open_count == 0);
	while (pool->idle_count > 0)
		close_oldest(pool);
	media_lock_library_end();
	mem_free(pool->taken);
	mem_free(pool);
}

static enum err bind_pair(struct media *m, const struct sockaddr *local, uint16_t port)
{
	struct loop *loop = m->pool->desk->loop;
	struct net_addr at;
	enum err err;

	net_copy(&at, local);
	net_port_set(&at, port);
	err = udp_open(&m->rtp, loop, net_of(&at), 0, media_hear_rtp, m);
	if (err)
		return err;
	net_port_set(&at, (uint16_t)(port + 1));
	err = udp_open(&m->rtcp, loop, net_of(&at), 0, media_hear_rtcp, m);
	if (err) {
		udp_close(m->rtp);
		return err;
	}
	udp_dscp(m->rtp, DSCP_EF);
	udp_dscp(m->rtcp, DSCP_EF);
	m->port = port;
	return OK;
}

/* The next pair that is not ours already. False: all are. */
static bool place_next(struct media_pool *pool, uint32_t *out)
{
	for (uint32_t i = 0; i < pool->pairs; i++) {
		uint32_t pair = pool->next;

		pool->next = (pair + 1) % pool->pairs;
		if (pool->taken[pair / 8] & 1u << pair % 8)
			continue;
		*out = pair;
		return true;
	}
	return false;
}

static enum err bind_any(struct media *m, const struct sockaddr *local)
{
	struct media_pool *pool = m->pool;
	uint32_t pair, tries = pool->pairs < TRIES ? pool->pairs : TRIES;
	enum err err = ERR_RESOURCE;

	while (err == ERR_RESOURCE && tries > 0) {
		/* Those that wait are of other hosts: somebody needs the ports here. */
		if (!place_next(pool, &pair)) {
			if (pool->idle_count == 0)
				return ERR_RESOURCE;
			close_oldest(pool);
			continue;
		}
		tries--;
		err = bind_pair(m, local, (uint16_t)(pool->first + pair * 2));
		if (!err)
			mark(pool, pair, true);
	}
	return err;
}

enum err media_move(struct media *m, const struct sockaddr *local)
{
	struct udp *rtp = m->rtp, *rtcp = m->rtcp;
	uint16_t port = m->port;
	enum err err = bind_any(m, local);

	if (err) {
		m->rtp = rtp;
		m->rtcp = rtcp;
		m->port = port;
		return err;
	}
	udp_close(rtp);
	udp_close(rtcp);
	mark(m->pool, (port - m->pool->first) / 2, false);
	return OK;
}

static struct media *idle_on(struct media_pool *pool, const struct sockaddr *local)
{
	list_each(node, &pool->idle) {
		struct media *m = list_entry(node, struct media, node);

		if (net_same_host(udp_local(m->rtp), local))
			return m;
	}
	return NULL;
}

enum err media_pool_take(struct media **out, struct media_pool *pool, const struct sockaddr *local)
{
	struct media *m = idle_on(pool, local);
	enum err err;

	if (m) {
		list_remove(&m->node);
		pool->idle_count--;
	} else {
		if (!pool->desk->loop)
			return ERR_RESOURCE;
		m = mem_zalloc(sizeof(*m));
		if (!m)
			return ERR_NOMEM;
		m->pool = pool;
		err = bind_any(m, local);
		if (err) {
			mem_free(m);
			return err;
		}
	}
	pool->open_count++;
	*out = m;
	return OK;
}

static void add_up(struct media_counts *past, const struct media *m)
{
	struct media_counts counts;

	media_counts(m, &counts);
	past->sent += counts.sent;
	past->received += counts.received;
	past->nonsense += counts.nonsense;
	past->opened += counts.opened;
	past->refused += counts.refused;
	past->lost += counts.lost;
}

const struct media_counts *media_pool_counts(const struct media_pool *pool)
{
	return &pool->past;
}

void media_pool_give(struct media *m)
{
	struct media_pool *pool = m->pool;
	bool heard = m->source.begun;

	add_up(&pool->past, m);
	*m = (struct media){
		.pool = pool, .rtp = m->rtp, .rtcp = m->rtcp, .port = m->port,
		.has_former = heard,
		.former_ssrc = m->source.ssrc,
		.former_port = net_is_set(&m->remote) ? net_port(net_of(&m->remote)) : 0,
	};
	list_append(&pool->idle, &m->node);
	pool->open_count--;
	/* The oldest go first, so those of an address that we lost go too. */
	if (++pool->idle_count > MEDIA_IDLE_MAX)
		close_oldest(pool);
}
