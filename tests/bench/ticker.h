/* SPDX-License-Identifier: MIT
 * ticker.h - what the provider of bench_tapi is asked by lineDevSpecific.
 *
 * It then sends `count` LINE_DEVSPECIFIC, to the line that was asked or in turn to all
 * that are open: dwParam1 counts up from 0, dwParam2 and dwParam3 are the two halves of
 * the monotonic clock in ns, read right before the callback.
 */
#ifndef TICKER_H
#define TICKER_H

#include <stdint.h>

#define TICKER_LINES 1000u

struct ticker_order {
	uint32_t count;
	uint32_t per_second;	/* 0: as fast as it can */
	uint32_t all;		/* 1: in turn to all lines that are open */
};

#endif
