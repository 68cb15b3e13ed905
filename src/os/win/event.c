/* SPDX-License-Identifier: MIT
 * event.c - Windows. */
#include "os/event.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

void *event_new(void)
{
	return CreateEventW(NULL, FALSE, FALSE, NULL);
}

void event_set(void *event)
{
	if (event)
		SetEvent(event);
}

void event_wait(void *event)
{
	WaitForSingleObject(event, INFINITE);
}

void event_free(void *event)
{
	if (event)
		CloseHandle(event);
}
