/* SPDX-License-Identifier: MIT
 * input.h - an input that is taken byte by byte. A target has one; the file that takes it
 * includes this. Behind its end come zeros.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdint.h>
#include <stdlib.h>

#define MUST(holds) do { if (!(holds)) abort(); } while (0)

static struct {
	const uint8_t *at, *end;	/* what is left */
} fuzz;

static inline uint8_t byte(void)
{
	return fuzz.at < fuzz.end ? *fuzz.at++ : 0;
}

/* Small ones, bits and anything else. */
static inline uint32_t number(void)
{
	const uint8_t kind = byte();
	uint32_t value = 0;

	if (kind < 0x80)
		return kind;
	if (kind < 0xC0)
		return 1u << (kind & 31);
	for (int i = 0; i < 4; i++)
		value = value << 8 | byte();
	return value;
}

#endif
