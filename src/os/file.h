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

/* Give `from` the name `to`, which a file may have that is gone then: at no time is there
 * no file of that name. False: all is as it was. */
bool file_replace(const char *from, const char *to);

/* Write it whole beside its place, "NAME.new", then give it its name: at no time is there half
 * a one. Missing folders are made. False: all is as it was. */
bool file_write(const char *path, const void *bytes, size_t size);

/* False: it is still there, or never was. */
bool file_delete(const char *path);

/* Whether a path says where it begins ("/etc/x", "C:\x"). */
bool file_absolute(const char *path);

/* Bytes of the folder at the start of a path, with its last separator. */
size_t file_folder(const char *path);

/* Make the folders that a path names before its last separator, for this user alone.
 * False: one is not there and cannot be made. */
bool file_make_folders(const char *path);

#endif
