/* SPDX-License-Identifier: MIT
 * ansi.h - the text of TAPI's A functions: on Windows in the code page of the
 * system, elsewhere UTF-8.
 *
 * NULs within are kept, so lists of texts are turned as a whole. What one side
 * cannot say becomes its sign for that. Nothing here fails.
 */
#ifndef OS_ANSI_H
#define OS_ANSI_H

#include <stddef.h>

/* Turn `units` code units of UTF-16, at any alignment. Returns how many bytes it
 * takes, and has written them to `out` if that is not more than `room`. */
size_t ansi_from16(const void *in, size_t units, char *out, size_t room);

/* The other way round; `room` and the answer in code units, `out` at any alignment. */
size_t ansi_to16(const char *in, size_t bytes, void *out, size_t room);

#endif
