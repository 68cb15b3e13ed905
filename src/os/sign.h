/* SPDX-License-Identifier: MIT
 * sign.h - what tells a program that something waits for it, beside all that it may
 * otherwise wait for.
 *
 * As a HANDLE it is on Windows an event for WaitForSingleObject(), elsewhere the number
 * of a descriptor for poll(), which can be read while the sign is up; nobody but its
 * owner reads from it.
 */
#ifndef OS_SIGN_H
#define OS_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Down. NULL: no resource for it. */
void *sign_new(void);
void sign_up(void *sign);
void sign_down(void *sign);
void sign_free(void *sign);	/* NULL is fine */

/* A sign that has `call` called with `arg` when it goes up, on this thread, out of the loop in
 * which it takes its window messages. NULL: no resource for it, or a system without
 * such loops. */
void *sign_calling(void (*call)(uintptr_t arg), uintptr_t arg);

/* Windows' completion ports: a copy of `bytes`, which its reader frees by LocalFree(), is
 * posted as the OVERLAPPED with that key. False: there is no memory, or no such port. */
bool sign_has_ports(void);
bool sign_port(void *port, uintptr_t key, const void *bytes, size_t size);

#endif
