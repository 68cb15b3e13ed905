/* SPDX-License-Identifier: MIT
 * window.c - Unix: there are none that a provider and a program would share. */
#include "os/window.h"
#include <stddef.h>

bool window_system(void)
{
	return false;
}

bool window_exists(const void *window)
{
	return false;
}

void *window_icon(void)
{
	return NULL;
}
