/* SPDX-License-Identifier: MIT
 * program.h - the program that this process runs, and others that it starts.
 */
#ifndef OS_PROGRAM_H
#define OS_PROGRAM_H

#include <stdbool.h>

/* The name of the program's file, without its folder; UTF-8, for mem_free(). NULL: no memory. */
char *program_name(void);

/* Start the program `name` (without the ending that the system's programs have) with one
 * argument, on its own: it outlives this process, which need not care for its end. A name
 * without a folder is looked for beside the file that this code was loaded from, in ../bin
 * of that, and where the system looks for programs. False: there is none. */
bool program_start(const char *name, const char *argument);

/* The same, but the system does not look for it: it is one of ours, or none. */
bool program_start_ours(const char *name, const char *argument);

/* A number that is another one in each process that was forked from this. */
unsigned program_forks(void);

#endif
