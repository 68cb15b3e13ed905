/* SPDX-License-Identifier: MIT
 * library.h - the library that this code was loaded as.
 */
#ifndef OS_LIBRARY_H
#define OS_LIBRARY_H

/* Keep it loaded until the process ends, whoever unloads it, where the system
 * could still call into it then. */
void library_stay(void);

#endif
