/* SPDX-License-Identifier: MIT
 * end.h - an end of a stream as a program has it that asked lineGetID of comm/datamodem:
 * a HANDLE, on Unix a descriptor in the place of one.
 */
#ifndef TEST_END_H
#define TEST_END_H

#include <stdbool.h>
#include <stddef.h>

bool end_write(void *end, const void *bytes, size_t size);	/* all of it, at once */

/* Wait for `size` bytes. How many came; fewer: the stream has ended. */
size_t end_read(void *end, void *out, size_t size);

/* Whether a text, without its terminator, is what comes next. */
bool end_hears(void *end, const char *text);

bool end_ended(void *end);	/* there is nothing more to read, for ever */
void end_close(void *end);	/* NULL is fine */

/* How many handles this process has open. */
unsigned end_count(void);

#endif
