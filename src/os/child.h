/* SPDX-License-Identifier: MIT
 * child.h - a process that this one starts for itself, and a link (link.h) to it.
 */
#ifndef OS_CHILD_H
#define OS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct child {
	intptr_t link;		/* to child_link() there */
	intptr_t process;	/* 0: none */
};

/* Start the program in the file `path` with one argument, which child_link() there takes.
 * It has our environment and standard error, and no key that ends us at a terminal ends
 * it. False: it cannot be started. */
bool child_start(struct child *out, const char *path);

/* In the child: the link to who started it; -1: there is none by that argument. */
intptr_t child_link(const char *argument);

/* End it now, whatever it does. child_end() is still to be called. */
void child_kill(const struct child *child);

/* Wait until it has ended, for `patience_ms`, else end it; give back what it held. What
 * became of it goes to `how`, "ended with code 3", "was ended by signal 6 (Aborted)". */
void child_end(struct child *child, unsigned patience_ms, char *how, size_t size);

#endif
