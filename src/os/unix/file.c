/* SPDX-License-Identifier: MIT
 * file.c - see file.h. */
#include "os/file.h"
#include <fcntl.h>

FILE *file_open(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (file)
		fcntl(fileno(file), F_SETFD, FD_CLOEXEC);
	return file;
}
