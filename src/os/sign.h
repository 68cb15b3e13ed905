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

/* Down. NULL: no resource for it. */
void *sign_new(void);
void sign_up(void *sign);
void sign_down(void *sign);
void sign_free(void *sign);	/* NULL is fine */

#endif
