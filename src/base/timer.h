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
#define TIMER_SLOTS 256
#define TIMER_MAX_MS (UINT64_C(1) << 37)	/* 4 years; what is set for later fires then */

struct timers {
	uint64_t now_ms;
	uint64_t until_ms;		/* where the clock goes in the run that is going on */
	uint32_t count;			/* timers that are set */
	struct list soon;		/* set for 0 ms: first of all at the next run */
	struct list wheel[TIMER_LEVELS][TIMER_SLOTS];
	uint64_t used[TIMER_LEVELS][TIMER_SLOTS / 64];	/* a bit for each slot that is not empty */
};

/* Lists point into `timers`: it must not move. It owns nothing. */
void timers_init(struct timers *timers, uint64_t now_ms);

/* Fire `fire(arg)` once, `after_ms` from timers->now_ms (0: at the next run,
 * never in the one that is going on). A timer that is already set is moved.
 * `timer` must be zeroed before its first use and stay where it is while it
 * is set; it may be freed while it fires. */
void timer_set(struct timers *timers, struct timer *timer, uint64_t after_ms,
	       void (*fire)(void *arg), void *arg);
void timer_stop(struct timers *timers, struct timer *timer);	/* may be stopped twice */
static inline bool timer_is_set(const struct timer *timer) { return list_linked(&timer->node); }

/* Move the clock to `now_ms` and fire what is due, in the order of due time
 * (the order of setting among equals). While a timer fires, now_ms is its
 * due time (for one set for 0 ms by another that fired: the time when that run
 * ended). Time never goes back. Callbacks may set and stop any timer, but not
 * run the wheel. */
void timers_run(struct timers *timers, uint64_t now_ms);

/* For what fires: by how many ms that is too late. */
static inline uint64_t timers_late_ms(const struct timers *timers)
{
	return timers->until_ms > timers->now_ms ? timers->until_ms - timers->now_ms : 0;
}

/* Milliseconds from now_ms until something is due; -1: nothing is set. May
 * answer too early by as much as a level is coarse, never too late. */
int64_t timers_next(const struct timers *timers);

#endif
