/* SPDX-License-Identifier: MIT
 * terminal.h - the terminal of the program, where people can be asked something.
 */
#ifndef OS_TERMINAL_H
#define OS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* That of the program, if it is there and is ours to read from, for terminal_close();
 * OPENTSP_TERMINAL names another one. -1: there is none; so on Windows, where people look at
 * windows. */
int terminal_open(void);
void terminal_close(int terminal);

/* What cannot be written nobody reads. */
void terminal_put(int terminal, const char *text);

/* Wait for a row, which is written to `out` without its end, cut off if it is longer. False:
 * the terminal is gone, or nothing was entered. */
bool terminal_row(int terminal, char *out, size_t size);

#endif
