/* SPDX-License-Identifier: MIT
 * window.c - Windows. */
#include "os/window.h"
#include <windows.h>

bool window_system(void)
{
	return true;
}

bool window_exists(const void *window)
{
	return IsWindow((HWND)window);
}

void *window_icon(void)
{
	return LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION);
}
