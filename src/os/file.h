/* SPDX-License-Identifier: MIT
 * file.h - files whose names are UTF-8 on every system.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* As fopen, and no child process gets it. NULL: it cannot be opened. */
FILE *file_open(const char *path, const char *mode);

/* Whether a path says where it begins ("/etc/x", "C:\x"). */
bool file_absolute(const char *path);

/* Bytes of the folder at the start of a path, with its last separator. */
size_t file_folder(const char *path);

#endif
