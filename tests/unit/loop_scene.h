/* SPDX-License-Identifier: MIT
 * loop_scene.h - a desk with a loop, for tests.
 *
 * A test enters, asks, leaves, and waits for what becomes of it; it checks only
 * while it does not hold the lock, because a check that fails does not return.
 */
#ifndef LOOP_SCENE_H
#define LOOP_SCENE_H

#include <uv.h>
#include "base/loop.h"
#include "base/mem.h"
#include "base/net.h"
#include "test.h"

#define SCENE_PATIENCE_NS 10000000000ull
#define SCENE_STARVED_NS 30000000ull

struct scene {
	uv_mutex_t lock;
	uv_cond_t news;			/* the loop's thread gave back the lock */
	struct timers timers;
	struct loop *loop;
};

static void scene_lock(void *arg)
{
	uv_mutex_lock(&((struct scene *)arg)->lock);
}

static void scene_unlock(void *arg)
{
	struct scene *scene = arg;

	uv_cond_broadcast(&scene->news);
	uv_mutex_unlock(&scene->lock);
}

static inline void scene_enter(struct scene *scene)
{
	scene_lock(scene);
	loop_clock(scene->loop);
}

static inline void scene_leave(struct scene *scene)
{
	loop_flush(scene->loop);
	loop_poke(scene->loop);
	uv_mutex_unlock(&scene->lock);
}

static inline void scene_close(struct scene *scene)
{
	loop_close(scene->loop);
	uv_cond_destroy(&scene->news);
	uv_mutex_destroy(&scene->lock);
}

static inline void scene_start(struct scene *scene)
{
	struct loop_lock lock = { scene_lock, scene_unlock, scene };

	timers_init(&scene->timers, 1000);
	NEED(loop_open(&scene->loop, &scene->timers, &lock) == OK);
}

/* What the loop knows of must outlive the test function: the scene is closed
 * after its return. */
static inline void scene_open(struct scene *scene)
{
	scene->loop = NULL;
	uv_mutex_init(&scene->lock);
	uv_cond_init(&scene->news);
	DEFER(scene_close, scene);
	scene_start(scene);
}

/* Wait until `*count` is at least `want`; how many it is then. Waits long enough
 * for a slow machine, but not long once memory failed: then it may never come. */
static inline unsigned scene_wait(struct scene *scene, const unsigned *count, unsigned want)
{
	uint64_t begun = uv_hrtime(), waited = 0;
	unsigned got;

	scene_enter(scene);
	loop_flush(scene->loop);
	loop_poke(scene->loop);
	while (*count < want && waited < (mem_failed() ? SCENE_STARVED_NS : SCENE_PATIENCE_NS)) {
		uv_cond_timedwait(&scene->news, &scene->lock, SCENE_STARVED_NS);
		waited = uv_hrtime() - begun;
	}
	got = *count;
	scene_leave(scene);
	return got;
}

static inline const struct sockaddr *loopback(struct net_addr *room, uint16_t port)
{
	net_parse(room, SPAN("127.0.0.1"), port);
	return net_of(room);
}

#endif
