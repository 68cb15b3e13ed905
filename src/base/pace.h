/* SPDX-License-Identifier: MIT
 * pace.h - when to wait to be woken, and when to look for oneself.
 *
 * Waking a thread costs more than what most news costs to handle. So a thread
 * to which much comes naps (os_nap) and looks again, and nobody has to wake
 * it; one to which little comes is woken at once, for each thing.
 */
#ifndef BASE_PACE_H
#define BASE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_WINDOW_NS 20000000u	/* the rate is taken anew so often */

struct pace {			/* zeroed at first */
	uint64_t since_ns;
	uint32_t count;		/* of what came since then */
	bool much;
};

/* `count` things more came until `now_ns`. Whether that is much, lately: something
 * each `much_ns`. */
static inline bool pace_is_much(struct pace *pace, uint32_t count, uint32_t much_ns, uint64_t now_ns)
{
	uint64_t past_ns = now_ns - pace->since_ns;

	pace->count += count;
	if (past_ns < PACE_WINDOW_NS)
		return pace->much;
	pace->much = pace->count >= past_ns / much_ns;
	pace->count = 0;
	pace->since_ns = now_ns;
	return pace->much;
}

#endif
