/* SPDX-License-Identifier: MIT
 * window.h - windows and icons, where a system has them that all its processes share.
 */
#ifndef OS_WINDOW_H
#define OS_WINDOW_H

#include <stdbool.h>

/* Whether it has: an HWND or HICON of one process is then one of every other. */
bool window_system(void);

/* Whether an HWND is that of a window. */
bool window_exists(const void *window);

/* The system's icon of any program, an HICON that is never destroyed; NULL: there is none. */
void *window_icon(void);

#endif
