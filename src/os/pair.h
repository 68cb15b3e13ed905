/* SPDX-License-Identifier: MIT
 * pair.h - a stream of bytes within this machine, as its two ends: what is written at the
 * one is read at the other, in both directions.
 *
 * An end is what a program can read and write: a descriptor on Unix (of a socket), a HANDLE
 * on Windows (of a pipe, for overlapped I/O). No child process inherits it.
 */
#ifndef OS_PAIR_H
#define OS_PAIR_H

#include <stdbool.h>
#include <stdint.h>

/* False: the system has no more of them. */
bool pair_open(intptr_t ends[2]);

/* The stream ends, for whoever has a copy of an end too; both are closed. */
void pair_end(intptr_t ends[2]);

#endif
