/* SPDX-License-Identifier: MIT
 * clock.h - the two clocks: one that only goes forward, and the one on the wall.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

/* Milliseconds since some time in the past; never goes back. */
uint64_t clock_ms(void);

/* Now, in the time zone of the machine. */
struct clock_local {
	uint16_t year;		/* 2026 */
	uint8_t month, day;	/* from 1 */
	uint8_t hour, minute, second;
	uint16_t ms;
};
void clock_local(struct clock_local *out);

#endif
