/* SPDX-License-Identifier: MIT
 * passing.h - handles that one process gets from another: descriptors on Unix, HANDLEs on
 * Windows. Whoever has got one closes it.
 */
#ifndef OS_PASSING_H
#define OS_PASSING_H

#include <stddef.h>
#include <stdint.h>

#define PASSING_NONE ((intptr_t)-1)	/* no handle */

/* This process as hTargetProcess of TSPI_lineGetID names one. On Unix, where a process is
 * nothing that could be handed on, NULL. Nobody closes it. */
void *passing_self(void);

/* The same for a program on another machine, which can have none (R-GETID-4). */
#define PASSING_REMOTE ((void *)(intptr_t)-1)

/* A further handle of the same thing, valid in `process` (NULL: in this one) and inherited by
 * nobody. PASSING_NONE: there are too many, or that process may not be given any. */
intptr_t passing_copy(intptr_t handle, void *process);

void passing_close(intptr_t handle);	/* PASSING_NONE is fine */

/* How a handle gets to the process at the other end of a local connection. */
enum passing {
	PASSING_NOT,		/* not at all */
	PASSING_BESIDE,		/* with bytes that are sent to it: passing_send() */
	PASSING_NUMBER,		/* it has it now, under *number; ours is closed */
};
enum passing passing_into(intptr_t connection, intptr_t handle, uint32_t *number);

/* At the other end: the handle that came, beside bytes or as a number. PASSING_NONE: none is
 * there of that number. */
intptr_t passing_arrived(intptr_t beside, uint32_t number);

/* Send `bytes` and a copy of the handle with the first of them. 1: they are on their way;
 * 0: later, there is no room now; -1: the connection has ended. */
int passing_send(intptr_t connection, const void *bytes, size_t size, intptr_t handle);

#endif
