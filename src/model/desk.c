/* SPDX-License-Identifier: MIT
 * desk.c - the lock, and what happens when somebody leaves. */
#include "model/desk.h"
#include "base/loop.h"
#include "os/clock.h"
#include <stdatomic.h>

/* So long one waits while others come and go; longer where so much comes that threads
 * nap for a ms, as handing over costs more than they gain by it. */
#define PATIENCE_NS 50000u
#define PATIENCE_MUCH_NS 1000000u

void desk_open(struct desk *desk)
{
	uv_mutex_init(&desk->lock);
	uv_mutex_init(&desk->turn);
	atomic_init(&desk->waits_ns, 0);
	uv_sem_init(&desk->letters, 0);
	uv_cond_init(&desk->delivered);
	timers_init(&desk->timers, clock_ms());
	handles_init(&desk->handles);
	mail_init(&desk->mail);
	list_init(&desk->providers);
	desk->loop = NULL;
	desk->virtual_clock = false;
	desk->courier_sleeps = false;
	desk->call_ids = 0;
}

void desk_close(struct desk *desk)
{
	mail_free(&desk->mail);
	handles_free(&desk->handles);
	uv_cond_destroy(&desk->delivered);
	uv_sem_destroy(&desk->letters);
	uv_mutex_destroy(&desk->turn);
	uv_mutex_destroy(&desk->lock);
}

void desk_clear(struct desk *desk)
{
	mail_free(&desk->mail);
	handles_free(&desk->handles);
	handles_init(&desk->handles);
	desk->call_ids = 0;
}

/* The lock goes to whoever is there when it is free, which is cheap, and may be the
 * one who just gave it back. So it can be seen how long the first of the others waits. */
static void enter_in_turn(struct desk *desk)
{
	uv_mutex_lock(&desk->turn);
	atomic_store(&desk->waits_ns, uv_hrtime());
	uv_mutex_lock(&desk->lock);
	atomic_store(&desk->waits_ns, 0);
	uv_mutex_unlock(&desk->turn);
}

/* At the desk. */
static uint32_t patience_ns(const struct desk *desk)
{
	return desk->loop && loop_has_much(desk->loop) ? PATIENCE_MUCH_NS : PATIENCE_NS;
}

/* Who waits for long goes first. */
static void give_way(struct desk *desk, uint32_t after_ns)
{
	uint64_t since_ns = atomic_load(&desk->waits_ns);

	if (since_ns == 0 || uv_hrtime() - since_ns < after_ns)
		return;
	uv_mutex_lock(&desk->turn);
	uv_mutex_unlock(&desk->turn);
}

void desk_enter(struct desk *desk)
{
	if (uv_mutex_trylock(&desk->lock))
		enter_in_turn(desk);
	if (desk->loop)
		loop_clock(desk->loop);
}

/* What was written to sockets goes out. Whether the courier is to be woken:
 * after the lock is given back, or he would wake only to wait for it. */
static bool hand_over(struct desk *desk)
{
	bool wake = desk->courier_sleeps && desk->mail.count > 0;

	if (desk->loop) {
		loop_flush(desk->loop);
		loop_poke(desk->loop);
	}
	if (wake)
		desk->courier_sleeps = false;
	return wake;
}

void desk_leave(struct desk *desk)
{
	bool wake = hand_over(desk);
	uint32_t after_ns = patience_ns(desk);

	uv_mutex_unlock(&desk->lock);
	if (wake)
		uv_sem_post(&desk->letters);
	give_way(desk, after_ns);
}

uint64_t desk_reply(struct desk *desk, const struct letter *letter)
{
	uint64_t number;

	mail_post(&desk->mail, letter);
	number = desk->mail.taken + desk->mail.count;
	handle_mark(&desk->handles, letter->line, number);
	handle_mark(&desk->handles, letter->call, number);
	handle_mark(&desk->handles, (uint32_t)letter->p1, number);
	return number;
}

void desk_reply_again(struct desk *desk, uint32_t call, LONG result)
{
	uint64_t number = handle_marked(&desk->handles, call);
	struct letter *letter;

	if (number <= desk->mail.taken)
		return;
	letter = mail_at(&desk->mail, (uint32_t)(number - desk->mail.taken - 1));
	if (letter->result == 0 && letter_bears(letter, call))
		letter->result = result;
}

void desk_sleep(struct desk *desk)
{
	desk->courier_sleeps = true;
	desk_leave(desk);
	uv_sem_wait(&desk->letters);
	desk_enter(desk);
}

void desk_rouse(struct desk *desk)
{
	if (desk->courier_sleeps)
		uv_sem_post(&desk->letters);
	desk->courier_sleeps = false;
}

void desk_wait(struct desk *desk)
{
	if (hand_over(desk))
		uv_sem_post(&desk->letters);
	uv_cond_wait(&desk->delivered, &desk->lock);
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
