/* SPDX-License-Identifier: MIT
 * clock.c - the clocks of Windows. */
#include "os/clock.h"
#include <windows.h>

uint64_t clock_ms(void)
{
	LARGE_INTEGER now, per_second;
	uint64_t ticks, rate;

	/* GetTickCount64 moves in steps of some 16 ms: too coarse for timers. */
	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&per_second);
	ticks = (uint64_t)now.QuadPart;
	rate = (uint64_t)per_second.QuadPart;
	return ticks / rate * 1000 + ticks % rate * 1000 / rate;
}

void clock_local(struct clock_local *out)
{
	SYSTEMTIME now;

	GetLocalTime(&now);
	*out = (struct clock_local){
		.year = now.wYear,
		.month = (uint8_t)now.wMonth,
		.day = (uint8_t)now.wDay,
		.hour = (uint8_t)now.wHour,
		.minute = (uint8_t)now.wMinute,
		.second = (uint8_t)now.wSecond,
		.ms = now.wMilliseconds,
	};
}
