/* SPDX-License-Identifier: MIT
 * file.c - what is the same on every system; see file.h. */
#include "os/file.h"
#include "base/mem.h"
#include <string.h>

static bool write_beside(const char *beside, const void *bytes, size_t size)
{
	FILE *file = file_open(beside, "wb");
	bool whole;

	if (!file)
		return false;
	whole = fwrite(bytes, 1, size, file) == size && fflush(file) == 0;
	return fclose(file) == 0 && whole;
}

bool file_write(const char *path, const void *bytes, size_t size)
{
	const size_t len = strlen(path) + sizeof(".new");
	char *beside = mem_alloc(len);
	bool done;

	if (!beside)
		return false;
	snprintf(beside, len, "%s.new", path);
	done = file_make_folders(path) && write_beside(beside, bytes, size)
	       && file_replace(beside, path);
	if (!done)
		file_delete(beside);
	mem_free(beside);
	return done;
}
