/* SPDX-License-Identifier: MIT
 * file.c - see file.h. */
#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
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

bool file_make_folders(const char *path)
{
	char part[PATH_MAX];
	bool there = true;

	for (size_t i = 1; path[i] && i < sizeof(part); i++) {
		if (path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		there = mkdir(part, 0700) == 0 || errno == EEXIST;
	}
	return there && strlen(path) < sizeof(part);
}
