/* SPDX-License-Identifier: MIT
 * test_g711.c - the laws against the formulas that ITU-T G.711 gives. */
#include "test.h"
#include "wire/rtp/g711.h"
#include <stdlib.h>

/* The decoder's output value by the standard's construction: segment, step in
 * it, half a step to the middle. */
static int ulaw_by_rule(unsigned code)
{
	unsigned turned = ~code & 0xff;
	int segment = turned >> 4 & 7, step = turned & 15;
	int magnitude = ((2 * step + 33) << segment) - 33;	/* 14 bits */

	return (turned & 0x80 ? -magnitude : magnitude) * 4;
}

static int alaw_by_rule(unsigned code)
{
	unsigned turned = code ^ 0x55;
	int segment = turned >> 4 & 7, step = turned & 15;
	int magnitude = segment ? (2 * step + 33) << (segment - 1) : 2 * step + 1;

	return (turned & 0x80 ? magnitude : -magnitude) * 8;
}

TEST_ONCE(g711, every_code_decodes_as_the_standard_constructs_it)
{
	for (unsigned code = 0; code < 256; code++) {
		CHECK_INT(g711_sample(G711_ULAW, (uint8_t)code), ulaw_by_rule(code));
		CHECK_INT(g711_sample(G711_ALAW, (uint8_t)code), alaw_by_rule(code));
	}
}

TEST_ONCE(g711, every_code_survives_decoding_and_encoding_but_minus_zero)
{
	for (unsigned code = 0; code < 256; code++) {
		int16_t u = g711_sample(G711_ULAW, (uint8_t)code);
		int16_t a = g711_sample(G711_ALAW, (uint8_t)code);

		CHECK_INT(g711_code(G711_ULAW, u), code == 0x7f ? 0xff : code);
		CHECK_INT(g711_code(G711_ALAW, a), code);
	}
}

/* The decision values of the standard's tables 1a and 2a, in 16 bits. */
TEST_ONCE(g711, codes_change_exactly_at_the_decision_values)
{
	for (int n = 0; n < 128; n++) {
		int segment = n >> 4, step = n & 15;
		int a = segment ? (step + 16) << (segment + 3) : step << 4;
		int u = ((step + 16) << (segment + 3)) - 132;

		CHECK_INT(g711_code(G711_ALAW, (int16_t)a), n ^ 0xd5);
		CHECK_INT(g711_code(G711_ALAW, (int16_t)(-a - 1)), n ^ 0x55);
		if (n == 0)
			continue;
		CHECK_INT(g711_code(G711_ALAW, (int16_t)(a - 1)), (n - 1) ^ 0xd5);
		CHECK_INT(g711_code(G711_ALAW, (int16_t)-a), (n - 1) ^ 0x55);
		CHECK_INT(g711_code(G711_ULAW, (int16_t)u), 0xff - n);
		CHECK_INT(g711_code(G711_ULAW, (int16_t)(u - 1)), 0xff - (n - 1));
		CHECK_INT(g711_code(G711_ULAW, (int16_t)-u), 0x7f - n);
		CHECK_INT(g711_code(G711_ULAW, (int16_t)(1 - u)), 0x7f - (n - 1));
	}
}

TEST_ONCE(g711, the_error_is_at_most_half_a_step_of_the_segment)
{
	for (int sample = -32768; sample <= 32767; sample++) {
		int a = g711_sample(G711_ALAW, g711_code(G711_ALAW, (int16_t)sample));
		int u = g711_sample(G711_ULAW, g711_code(G711_ULAW, (int16_t)sample));
		int size = abs(sample);

		if (abs(a - sample) > (size < 512 ? 8 : size / 32))
			CHECK_INT(a, sample);
		if (abs(u - sample) > (size > 32635 ? 644 : (size + 132) / 32 + 1))
			CHECK_INT(u, sample);
	}
}

TEST_ONCE(g711, louder_in_is_never_quieter_out)
{
	for (int sample = -32767; sample <= 32767; sample++) {
		for (int law = G711_ULAW; law <= G711_ALAW; law += G711_ALAW) {
			int now = g711_sample(law, g711_code(law, (int16_t)sample));
			int before = g711_sample(law, g711_code(law, (int16_t)(sample - 1)));

			if (now < before)
				CHECK_INT(now, before);
		}
	}
}

TEST(g711, known_codes_of_the_standard)
{
	CHECK_INT(g711_code(G711_ULAW, 0), 0xff);
	CHECK_INT(g711_code(G711_ALAW, 0), 0xd5);
	CHECK_INT(g711_code(G711_ULAW, 32767), 0x80);
	CHECK_INT(g711_code(G711_ULAW, -32768), 0x00);
	CHECK_INT(g711_code(G711_ALAW, 32767), 0xaa);
	CHECK_INT(g711_code(G711_ALAW, -32768), 0x2a);
}

TEST(g711, a_frame_is_coded_sample_by_sample)
{
	int16_t samples[160], back[160];
	uint8_t codes[161];

	for (int i = 0; i < 160; i++)
		samples[i] = (int16_t)(i * 400 - 32000);
	codes[160] = 0x3c;
	g711_encode(G711_ALAW, samples, codes, 160);
	g711_decode(G711_ALAW, codes, back, 160);
	CHECK_INT(codes[160], 0x3c);
	for (int i = 0; i < 160; i++) {
		CHECK_INT(codes[i], g711_code(G711_ALAW, samples[i]));
		CHECK_INT(back[i], g711_sample(G711_ALAW, codes[i]));
	}
}

TEST(g711, silence_is_as_quiet_as_the_law_can_be)
{
	uint8_t codes[4] = { 0 };

	g711_silence(G711_ULAW, codes, 3);
	CHECK_INT(g711_sample(G711_ULAW, codes[2]), 0);
	CHECK_INT(codes[3], 0);
	g711_silence(G711_ALAW, codes, 3);
	CHECK_INT(g711_sample(G711_ALAW, codes[2]), 8);
	CHECK_INT(codes[3], 0);
}
