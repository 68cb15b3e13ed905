/* SPDX-License-Identifier: MIT
 * timer.h - many timers at a constant cost: a hierarchical wheel of 1 ms.
 *
 * Time here is what the owner says it is: the loop runs the wheel by the real
 * clock, a test by a clock of its own. Timers are intrusive; set and stop
 * cost the same with ten and with a million of them. Not thread safe: all of
 * it runs at the desk.
 */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include "base/list.h"
#include <stdint.h>

struct timer {
	struct list node;
	uint64_t due_ms;
	void (*fire)(void *arg);
	void *arg;
};

#define TIMER_LEVELS 5		/* 5 levels of 6, 8, 8, 8 and 8 bits: 2^38 ms */

struct timers {
	uint64_t now_ms;
	uint32_t count;			/* timers that are set */
	struct list wheel[TIMER_LEVELS][256];
};

void timers_init(struct timers *timers, uint64_t now_ms);

/* Fire `fire(arg)` once, `after_ms` from timers->now_ms (0: at the next run).
 * A timer that is already set is moved. `timer` must be zeroed before its
 * first use and stay where it is while it is set. */
void timer_set(struct timers *timers, struct timer *timer, uint64_t after_ms,
	       void (*fire)(void *arg), void *arg);
void timer_stop(struct timers *timers, struct timer *timer);	/* may be stopped twice */
static inline bool timer_is_set(const struct timer *timer) { return list_linked(&timer->node); }

/* Move the clock to `now_ms` and fire what is due, in the order of due time
 * (the order of setting among equals). While a timer fires, now_ms is its
 * due time. Time never goes back. Callbacks may set and stop any timer. */
void timers_run(struct timers *timers, uint64_t now_ms);

/* Milliseconds from now_ms until something is due; -1: nothing is set. May
 * answer too early by as much as a level is coarse, never too late. */
int64_t timers_next(const struct timers *timers);

#endif
