/* SPDX-License-Identifier: MIT
 * door.c - Unix: the file's mode. */
#include "os/door.h"
#include <sys/stat.h>

bool door_open_to_all(intptr_t listener, const char *path)
{
	return chmod(path, 0666) == 0;
}

bool door_is_trusted(intptr_t connection)
{
	return true;
}
