/* SPDX-License-Identifier: MIT
 * file.c - see file.h. */
#include "os/file.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

FILE *file_open(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (file)
		fcntl(fileno(file), F_SETFD, FD_CLOEXEC);
	return file;
}

bool file_replace(const char *from, const char *to)
{
	return rename(from, to) == 0;
}

bool file_delete(const char *path)
{
	return unlink(path) == 0;
}

bool file_absolute(const char *path)
{
	return path[0] == '/';
}

size_t file_folder(const char *path)
{
	const char *last = strrchr(path, '/');

	return last ? (size_t)(last - path) + 1 : 0;
}
