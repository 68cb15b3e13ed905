/* SPDX-License-Identifier: MIT
 * file.c - see file.h. */
#include "os/file.h"
#include "abi/utf.h"
#include "base/mem.h"
#include <string.h>
#include <wchar.h>
#include <windows.h>

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

static wchar_t *wide_of(const char *path)
{
	wchar_t *wide = mem_alloc(utf_size16(path));

	if (wide)
		utf_write16(wide, path);
	return wide;
}

bool file_replace(const char *from, const char *to)
{
	wchar_t *old = wide_of(from), *new = wide_of(to);
	bool done = old && new &&
		    MoveFileExW(old, new, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);

	mem_free(old);
	mem_free(new);
	return done;
}

bool file_delete(const char *path)
{
	wchar_t *wide = wide_of(path);
	bool done = wide && DeleteFileW(wide);

	mem_free(wide);
	return done;
}

static bool separator(char c)
{
	return c == '/' || c == '\\';
}

/* "C:x" counts too: it does not lie beside any other file. */
bool file_absolute(const char *path)
{
	return separator(path[0]) || (path[0] && path[1] == ':');
}

size_t file_folder(const char *path)
{
	size_t len = strlen(path);

	while (len && !separator(path[len - 1]) && path[len - 1] != ':')
		len--;
	return len;
}

bool file_make_folders(const char *path)
{
	wchar_t *wide = wide_of(path);
	bool there = wide != NULL;

	for (size_t i = 1; there && wide[i]; i++) {
		if (wide[i] != L'/' && wide[i] != L'\\')
			continue;
		wide[i] = 0;
		if (wide[i - 1] != L':')
			there = CreateDirectoryW(wide, NULL) || GetLastError() == ERROR_ALREADY_EXISTS;
		wide[i] = L'\\';
	}
	mem_free(wide);
	return there;
}
