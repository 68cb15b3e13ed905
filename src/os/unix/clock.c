/* SPDX-License-Identifier: MIT
 * clock.c - the clocks of POSIX. */
#include "os/clock.h"
#include <time.h>

uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void clock_local(struct clock_local *out)
{
	static _Thread_local struct tm tm;	/* of the second `tm_at`: making it is dear */
	static _Thread_local time_t tm_at = -1;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != tm_at) {
		localtime_r(&now.tv_sec, &tm);
		tm_at = now.tv_sec;
	}
	*out = (struct clock_local){
		.year = (uint16_t)(tm.tm_year + 1900),
		.month = (uint8_t)(tm.tm_mon + 1),
		.day = (uint8_t)tm.tm_mday,
		.hour = (uint8_t)tm.tm_hour,
		.minute = (uint8_t)tm.tm_min,
		.second = (uint8_t)tm.tm_sec,
		.ms = (uint16_t)(now.tv_nsec / 1000000),
	};
}
