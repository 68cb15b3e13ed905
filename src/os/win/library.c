/* SPDX-License-Identifier: MIT
 * library.c - Windows: libuv is within, and once in use it never lets go of the
 * system: its console handler, its watcher of the console's size and its call
 * for waking up from sleep stay registered (uv__init in src/win/core.c). Were we
 * unloaded, a Ctrl-C would jump to where we have been. */
#include "os/library.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

void library_stay(void)
{
	HMODULE self;

	GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
			   (LPCWSTR)(void *)library_stay, &self);
}
