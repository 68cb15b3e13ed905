/* SPDX-License-Identifier: MIT
 * terminal.c - a row of numbers to choose from, at the program's terminal. */
#ifndef _WIN32
#include "base/text.h"
#include "os/terminal.h"
#include "tapi/ui/choose.h"
#include <stdio.h>

#define ROW_SIZE 256

static void show(int terminal, const struct choose *it)
{
	char number[32];

	terminal_put(terminal, "\n");
	terminal_put(terminal, it->text);
	for (size_t i = 0; i < it->count; i++) {
		snprintf(number, sizeof(number), "\n%s %zu  ", i == it->chosen ? "*" : " ", i + 1);
		terminal_put(terminal, number);
		terminal_put(terminal, it->rows[i]);
	}
	terminal_put(terminal, "\n(a number; empty: as it is) > ");
}

enum err choose(struct choose *it, HWND owner)
{
	int terminal = terminal_open();
	char row[ROW_SIZE];
	uint32_t number;

	if (terminal < 0)
		return ERR_UNAVAIL;
	show(terminal, it);
	while (terminal_row(terminal, row, sizeof(row))) {
		if (span_u32(span_trim(span_of(row)), (uint32_t)it->count, &number) && number) {
			it->chosen = number - 1;
			break;
		}
		terminal_put(terminal, "There is no such number > ");
	}
	terminal_close(terminal);
	return OK;
}
#endif
