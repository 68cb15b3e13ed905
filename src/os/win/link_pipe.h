/* SPDX-License-Identifier: MIT
 * link_pipe.h - the end of a link (os/link.h) that waits for the other.
 */
#ifndef OS_WIN_LINK_PIPE_H
#define OS_WIN_LINK_PIPE_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

/* A pipe of that name, for one other process of this user. INVALID_HANDLE_VALUE, -1: it cannot
 * be made. */
HANDLE link_pipe_make(const char *name);
intptr_t link_pipe_new(const char *name);	/* as a link */

/* Wait until `process` has opened it. False: it ended before, `ms` are over, or somebody else
 * has opened it. */
bool link_pipe_wait(intptr_t link, HANDLE process, DWORD ms);

#endif
