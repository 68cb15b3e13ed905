/* SPDX-License-Identifier: MIT
 * desk.c - the lock, and what happens when somebody leaves. */
#include "model/desk.h"
#include "base/loop.h"
#include "os/clock.h"

void desk_open(struct desk *desk)
{
	uv_mutex_init(&desk->lock);
	uv_cond_init(&desk->posted);
	uv_cond_init(&desk->delivered);
	timers_init(&desk->timers, clock_ms());
	handles_init(&desk->handles);
	mail_init(&desk->mail);
	list_init(&desk->providers);
	desk->loop = NULL;
	desk->virtual_clock = false;
	desk->courier_waits = false;
	desk->call_ids = 0;
}

void desk_close(struct desk *desk)
{
	mail_free(&desk->mail);
	handles_free(&desk->handles);
	uv_cond_destroy(&desk->delivered);
	uv_cond_destroy(&desk->posted);
	uv_mutex_destroy(&desk->lock);
}

void desk_clear(struct desk *desk)
{
	mail_free(&desk->mail);
	handles_free(&desk->handles);
	handles_init(&desk->handles);
	desk->call_ids = 0;
}

void desk_enter(struct desk *desk)
{
	uv_mutex_lock(&desk->lock);
	if (desk->loop)
		loop_clock(desk->loop);
}

/* What was written to sockets goes out, and the courier hears of letters. */
static void hand_over(struct desk *desk)
{
	if (desk->loop) {
		loop_flush(desk->loop);
		loop_poke(desk->loop);
	}
	if (desk->courier_waits && desk->mail.count > 0) {
		desk->courier_waits = false;
		uv_cond_signal(&desk->posted);
	}
}

void desk_leave(struct desk *desk)
{
	hand_over(desk);
	uv_mutex_unlock(&desk->lock);
}

void desk_wait(struct desk *desk, uv_cond_t *what)
{
	hand_over(desk);
	if (what == &desk->posted)
		desk->courier_waits = true;
	uv_cond_wait(what, &desk->lock);
	if (what == &desk->posted)
		desk->courier_waits = false;
	if (desk->loop)
		loop_clock(desk->loop);
}

void desk_advance(struct desk *desk, uint64_t ms)
{
	struct timers *timers = &desk->timers;
	uint64_t until_ms = timers->now_ms + ms;

	/* Step by step, so that what is set for 0 ms by something that fired
	 * fires before time moves on. */
	for (;;) {
		int64_t next_ms = timers_next(timers);

		if (next_ms < 0 || timers->now_ms + (uint64_t)next_ms > until_ms)
			break;
		timers_run(timers, timers->now_ms + (uint64_t)next_ms);
	}
	timers_run(timers, until_ms);
}
