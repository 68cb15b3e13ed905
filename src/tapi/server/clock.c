/* SPDX-License-Identifier: MIT
 * clock.c - one timer of the loop runs the wheel of all. */
#include "tapi/server/clock.h"

static void on_tick(uv_timer_t *tick);

/* Wake up when something is due. The wheel's clock stands where it last ran. */
static void wind(struct server *server)
{
	const int64_t next = timers_next(&server->timers);
	const uint64_t behind = uv_now(&server->loop) - server->timers.now_ms;

	if (next >= 0)
		uv_timer_start(&server->tick, on_tick,
			       (uint64_t)next > behind ? (uint64_t)next - behind : 0, 0);
}

static void on_tick(uv_timer_t *tick)
{
	struct server *server = tick->data;

	timers_run(&server->timers, uv_now(&server->loop));
	wind(server);
}

void server_clock_start(struct server *server)
{
	uv_timer_init(&server->loop, &server->tick);
	server->tick.data = server;
	timers_init(&server->timers, uv_now(&server->loop));
}

void server_timer(struct server *server, struct timer *timer, uint32_t after_ms,
		  void (*fire)(void *arg), void *arg)
{
	timer_set(&server->timers, timer,
		  uv_now(&server->loop) - server->timers.now_ms + after_ms, fire, arg);
	wind(server);
}
