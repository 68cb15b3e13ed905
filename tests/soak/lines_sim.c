/* SPDX-License-Identifier: MIT
 * lines_sim.c - lines and phones at the exchange within the process. */
#include "lines.h"

/* Lines d and q come and go by their names on displays. */
static void write_conf(FILE *file, int round, uint32_t variant)
{
	static const char *const delays[] = { "0", "0", "30", "7" };

	fprintf(file, "[sim]\noperation-delay = %s\nalert = %s\npark-reminder = 3 s\nbusy-time = 300\n"
		"call-back-after = 50\nclear-after = 400\n",
		delays[round % 4], round % 3 == 2 ? "accept" : "offer");
	fprintf(file, "[line a]\ndriver = sim\nnumber = 100\ngroup = x\ncall-waiting = yes\n"
		"[line b]\ndriver = sim\nnumber = 200\ncalls = 2\ngroup = x\nterminals = handset, headset\n"
		"[line c]\ndriver = sim\nnumber = 300\nmore-numbers = 310, 320\ncalls = 4\naddress-calls = 3\ngroup = y\n"
		"[line d]\ndriver = sim\nnumber = 400\ncalls = 2\ndisplay-name = d%u\n"
		"[phone p]\ndriver = sim\nline = a\nmore-lines = b\n"
		"[phone q]\ndriver = sim\nline = c\nmore-lines = d\nring = %u\n",
		(unsigned)variant % 3, 1 + (unsigned)variant / 3 % 2);
}

static const char *const numbers[] = { "100", "200", "300", "310", "320", "400", "a", "b", "c", "d", NULL };

const struct lines_kind lines_sim = { .name = "sim", .pace = 1, .numbers = numbers, .write = write_conf };
