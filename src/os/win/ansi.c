/* SPDX-License-Identifier: MIT
 * ansi.c - see ansi.h: the system's code page here. */
#include "os/ansi.h"
#include <windows.h>

size_t ansi_from16(const void *in, size_t units, char *out, size_t room)
{
	int all = units ? WideCharToMultiByte(CP_ACP, 0, in, (int)units, NULL, 0, NULL, NULL) : 0;

	if (all && (size_t)all <= room)
		WideCharToMultiByte(CP_ACP, 0, in, (int)units, out, all, NULL, NULL);
	return (size_t)all;
}

size_t ansi_to16(const char *in, size_t bytes, void *out, size_t room)
{
	int all = bytes ? MultiByteToWideChar(CP_ACP, 0, in, (int)bytes, NULL, 0) : 0;

	if (all && (size_t)all <= room)
		MultiByteToWideChar(CP_ACP, 0, in, (int)bytes, out, all);
	return (size_t)all;
}
