/* SPDX-License-Identifier: MIT
 * terminal.c - Windows: a program with windows has none. */
#include "os/terminal.h"

int terminal_open(void)
{
	return -1;
}

void terminal_close(int terminal)
{
}

void terminal_put(int terminal, const char *text)
{
}

bool terminal_row(int terminal, char *out, size_t size)
{
	return false;
}
