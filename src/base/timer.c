/* SPDX-License-Identifier: MIT
 * timer.c - the wheel.
 *
 * The place of a timer is a function of its due time and of now alone: the
 * lowest level on which the two differ in nothing above that level's bits. So
 * timers of equal due time are always in the same list, in the order in which
 * they were set, and moving a slot down a level in order keeps them so. A slot
 * of level 0 is one millisecond; every timer of a level is due before all of
 * the next level. (The idea of the hierarchy: Varghese and Lauck, 1987.)
 */
#include "base/timer.h"

static const unsigned shifts[TIMER_LEVELS + 1] = { 0, 6, 14, 22, 30, 38 };

static unsigned index_of(uint64_t ms, int level)
{
	unsigned bits = shifts[level + 1] - shifts[level];

	return (unsigned)(ms >> shifts[level]) & ((1u << bits) - 1);
}

static int level_of(uint64_t due_ms, uint64_t now_ms)
{
	uint64_t differ = due_ms ^ now_ms;
	int level = 0;

	while (level < TIMER_LEVELS - 1 && differ >> shifts[level + 1])
		level++;
	return level;
}

void timers_init(struct timers *timers, uint64_t now_ms)
{
	*timers = (struct timers){ .now_ms = now_ms };
	list_init(&timers->soon);
	for (int level = 0; level < TIMER_LEVELS; level++)
		for (int slot = 0; slot < TIMER_SLOTS; slot++)
			list_init(&timers->wheel[level][slot]);
}

static void place(struct timers *timers, struct timer *timer)
{
	int level = level_of(timer->due_ms, timers->now_ms);
	unsigned slot = index_of(timer->due_ms, level);

	list_append(&timers->wheel[level][slot], &timer->node);
	timers->used[level][slot / 64] |= UINT64_C(1) << slot % 64;
}

/* Clear the bit of a slot that may have become empty. */
static void settle(struct timers *timers, int level, unsigned slot)
{
	if (list_empty(&timers->wheel[level][slot]))
		timers->used[level][slot / 64] &= ~(UINT64_C(1) << slot % 64);
}

void timer_set(struct timers *timers, struct timer *timer, uint64_t after_ms,
	       void (*fire)(void *arg), void *arg)
{
	timer_stop(timers, timer);
	if (after_ms > TIMER_MAX_MS)
		after_ms = TIMER_MAX_MS;
	timer->due_ms = timers->now_ms + after_ms;
	timer->fire = fire;
	timer->arg = arg;
	timers->count++;
	if (after_ms == 0)
		list_append(&timers->soon, &timer->node);
	else
		place(timers, timer);
}

void timer_stop(struct timers *timers, struct timer *timer)
{
	int level;

	if (!timer_is_set(timer))
		return;
	list_remove(&timer->node);
	timers->count--;

	/* Of one that was set for 0 ms this is some other slot: no harm, since
	 * only what is empty loses its bit. */
	level = level_of(timer->due_ms, timers->now_ms);
	settle(timers, level, index_of(timer->due_ms, level));
}

/* The first used slot of a level from `from` on; -1: none. */
static int used_from(const struct timers *timers, int level, unsigned from)
{
	uint64_t word;

	for (unsigned i = from / 64; i < TIMER_SLOTS / 64; i++) {
		word = timers->used[level][i];
		if (i == from / 64)
			word &= ~UINT64_C(0) << from % 64;
		if (word)
			return (int)(i * 64) + __builtin_ctzll(word);
	}
	return -1;
}

/* The next slot that has something: its level, its index and when it begins.
 * False: the wheel is empty. */
static bool next_slot(const struct timers *timers, int *level, unsigned *slot, uint64_t *begin_ms)
{
	uint64_t now = timers->now_ms, block;
	int found = -1;

	for (*level = 0; *level < TIMER_LEVELS; ++*level) {
		unsigned here = index_of(now, *level);

		block = now >> shifts[*level + 1] << shifts[*level + 1];
		found = here + 1 < TIMER_SLOTS ? used_from(timers, *level, here + 1) : -1;
		if (found < 0 && *level == TIMER_LEVELS - 1) {
			/* The highest level goes round. */
			found = used_from(timers, *level, 0);
			block += UINT64_C(1) << shifts[TIMER_LEVELS];
		}
		if (found >= 0)
			break;
	}
	if (found < 0)
		return false;
	*slot = (unsigned)found;
	*begin_ms = block + ((uint64_t)found << shifts[*level]);
	return true;
}

/* Fire a list that gets no new ones while it is being fired. */
static void fire_all(struct timers *timers, struct list *head)
{
	while (!list_empty(head)) {
		struct timer *timer = list_entry(head->next, struct timer, node);

		list_remove(&timer->node);
		timers->count--;
		timer->fire(timer->arg);
	}
}

static void fire_soon(struct timers *timers)
{
	struct list due;

	if (list_empty(&timers->soon))
		return;
	due = timers->soon;
	due.next->prev = due.prev->next = &due;
	list_init(&timers->soon);
	fire_all(timers, &due);
}

/* Deal a slot of a higher level, whose time has begun, to the lower ones. */
static void deal(struct timers *timers, struct list *head)
{
	while (!list_empty(head)) {
		struct timer *timer = list_entry(head->next, struct timer, node);

		list_remove(&timer->node);
		place(timers, timer);
	}
}

void timers_run(struct timers *timers, uint64_t now_ms)
{
	uint64_t begin_ms;
	unsigned slot;
	int level;

	timers->until_ms = now_ms;
	fire_soon(timers);
	while (next_slot(timers, &level, &slot, &begin_ms) && begin_ms <= now_ms) {
		timers->now_ms = begin_ms;
		if (level > 0) {
			deal(timers, &timers->wheel[level][slot]);
			settle(timers, level, slot);
		}
		/* What was dealt may be due at once: at the beginning of its slot. */
		slot = index_of(begin_ms, 0);
		fire_all(timers, &timers->wheel[0][slot]);
		settle(timers, 0, slot);
	}
	if (now_ms > timers->now_ms)
		timers->now_ms = now_ms;
}

int64_t timers_next(const struct timers *timers)
{
	uint64_t begin_ms;
	unsigned slot;
	int level;

	if (!list_empty(&timers->soon))
		return 0;
	if (!next_slot(timers, &level, &slot, &begin_ms))
		return -1;
	return (int64_t)(begin_ms - timers->now_ms);
}
