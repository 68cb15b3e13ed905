/* SPDX-License-Identifier: MIT
 * paths.c - Windows. */
#include "os/paths.h"
#include "base/mem.h"
#include "base/text.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <sddl.h>
#include <stdio.h>

#define SYSTEM_PIPE "pipe:\\\\.\\pipe\\opentsp-tapi"

/* The value of an environment variable with `tail` behind it; NULL: not set,
 * or no memory. */
static char *environment(const wchar_t *name, const char *tail)
{
	wchar_t value[1024];
	DWORD len = GetEnvironmentVariableW(name, value, 1024);
	char *head, *path;

	if (len == 0 || len >= 1024)
		return NULL;
	head = utf8_from16(value, len);
	if (!head)
		return NULL;
	path = mem_alloc(strlen(head) + strlen(tail) + 1);
	if (path) {
		strcpy(path, head);
		strcat(path, tail);
	}
	mem_free(head);
	return path;
}

char *paths_variable(const char *name)
{
	wchar_t wide[64];

	if (utf16_size(name) > sizeof(wide))
		return NULL;
	utf16_write(wide, name);
	return environment(wide, "");
}

char *paths_default(void)
{
	char *path = environment(L"ProgramData", "\\OpenTSP\\opentsp.conf");

	return path ? path : mem_copy("C:\\ProgramData\\OpenTSP\\opentsp.conf");
}

const char *paths_tapi_default(void)
{
	return SYSTEM_PIPE;
}

/* By the SID: names can be changed, and two domains can have the same. */
char *paths_tapi_own(void)
{
	union {
		TOKEN_USER user;
		char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} it;
	char address[sizeof(SYSTEM_PIPE) + 200];
	HANDLE token;
	DWORD size;
	char *sid = NULL;
	BOOL done;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return NULL;
	done = GetTokenInformation(token, TokenUser, &it, sizeof(it), &size)
	       && ConvertSidToStringSidA(it.user.User.Sid, &sid);
	CloseHandle(token);
	if (!done)
		return NULL;
	snprintf(address, sizeof(address), SYSTEM_PIPE "-%s", sid);
	LocalFree(sid);
	return mem_copy(address);
}

char *paths_state(const char *name)
{
	char *folder = environment(L"ProgramData", "\\OpenTSP\\"), *path = NULL;

	if (folder)
		path = mem_alloc(strlen(folder) + strlen(name) + 1);
	if (path) {
		strcpy(path, folder);
		strcat(path, name);
	}
	mem_free(folder);
	return path;
}

uint64_t paths_stamp(const char *path)
{
	WIN32_FILE_ATTRIBUTE_DATA file;
	wchar_t wide[1024];

	if (utf16_size(path) > sizeof(wide))
		return 0;
	utf16_write(wide, path);
	if (!GetFileAttributesExW(wide, GetFileExInfoStandard, &file))
		return 0;
	return ((uint64_t)file.ftLastWriteTime.dwHighDateTime << 32 | file.ftLastWriteTime.dwLowDateTime) +
	       file.nFileSizeLow * 31u;
}

char *paths_module(void)
{
	wchar_t path[1024];
	HMODULE module = NULL;

	if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
				GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
				(LPCWSTR)(void *)paths_module, &module) ||
	    !GetModuleFileNameW(module, path, 1024))
		return mem_copy("");
	return utf8_from16(path, 1024);
}
