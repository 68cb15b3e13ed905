/* SPDX-License-Identifier: MIT
 * program.c - Windows. */
#include "os/program.h"
#include "base/mem.h"
#include "base/text.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#define PATH_UNITS 1024

char *program_name(void)
{
	wchar_t path[PATH_UNITS], *name = path;
	DWORD len = GetModuleFileNameW(NULL, path, PATH_UNITS);

	if (len == 0 || len >= PATH_UNITS)
		return mem_copy("a program");
	for (wchar_t *c = path; *c; c++)
		name = *c == '\\' || *c == '/' ? c + 1 : name;
	return utf8_from16(name, PATH_UNITS);
}

/* `row` may be changed by the system. */
static bool run(wchar_t *row)
{
	STARTUPINFOW how = { .cb = sizeof(how) };
	PROCESS_INFORMATION process;

	if (!CreateProcessW(NULL, row, NULL, NULL, FALSE, DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP,
			    NULL, NULL, &how, &process))
		return false;
	CloseHandle(process.hThread);
	CloseHandle(process.hProcess);
	return true;
}

/* The folder of this library, with its last separator; "" if it is not known. */
static void own_folder(wchar_t out[PATH_UNITS])
{
	HMODULE module = NULL;
	DWORD len;

	out[0] = 0;
	if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
				| GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
				(LPCWSTR)(void *)own_folder, &module))
		return;
	len = GetModuleFileNameW(module, out, PATH_UNITS);
	if (len >= PATH_UNITS)
		len = 0;
	while (len && out[len - 1] != '\\')
		len--;
	out[len] = 0;
}

static bool run_in(const wchar_t *folder, const wchar_t *name, const wchar_t *argument)
{
	wchar_t row[PATH_UNITS + 128];

	swprintf(row, sizeof(row) / sizeof(row[0]), L"\"%ls%ls.exe\" %ls", folder, name, argument);
	return run(row);
}

/* `folder`: ours, or "" for the system to look. */
static bool start_in(const wchar_t *folder, const char *name, const char *argument)
{
	wchar_t wide_name[64], wide_argument[64];

	if (utf16_size(name) > sizeof(wide_name) || utf16_size(argument) > sizeof(wide_argument))
		return false;
	utf16_write(wide_name, name);
	utf16_write(wide_argument, argument);
	return run_in(folder, wide_name, wide_argument);
}

/* A name with a folder in it is Unix's: there is none. */
bool program_start_ours(const char *name, const char *argument)
{
	wchar_t folder[PATH_UNITS];

	own_folder(folder);
	return folder[0] && !strpbrk(name, "/\\") && start_in(folder, name, argument);
}

bool program_start(const char *name, const char *argument)
{
	return program_start_ours(name, argument) || start_in(L"", name, argument);
}

/* Nothing is forked here. */
unsigned program_forks(void)
{
	return 0;
}
