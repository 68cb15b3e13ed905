/* SPDX-License-Identifier: MIT
 * file.c - see file.h. */
#include "os/file.h"
#include "abi/utf.h"
#include "base/mem.h"
#include <wchar.h>

#define MODE_MAX 8

FILE *file_open(const char *path, const char *mode)
{
	wchar_t *wide = mem_alloc(utf_size16(path)), wide_mode[MODE_MAX];
	FILE *file = NULL;

	if (!wide)
		return NULL;
	utf_write16(wide, path);
	if (utf_size16(mode) + 2 <= sizeof(wide_mode)) {
		utf_write16(wide_mode, mode);
		wcscat(wide_mode, L"N");	/* not for child processes */
		file = _wfopen(wide, wide_mode);
	}
	mem_free(wide);
	return file;
}
