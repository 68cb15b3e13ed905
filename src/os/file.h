/* SPDX-License-Identifier: MIT
 * file.h - files whose names are UTF-8 on every system.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include <stdio.h>

/* As fopen, and no child process gets it. NULL: it cannot be opened. */
FILE *file_open(const char *path, const char *mode);

#endif
