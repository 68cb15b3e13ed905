/* SPDX-License-Identifier: MIT
 * passing.c - Windows: handles are duplicated into the process at the other end of a pipe. */
#include "os/passing.h"
#include <windows.h>

/* A real handle: the one of GetCurrentProcess() is INVALID_HANDLE_VALUE, by which TSPI means
 * a program on another machine. */
void *passing_self(void)
{
	static PVOID volatile self;
	HANDLE process;

	if (self)
		return self;
	process = OpenProcess(PROCESS_DUP_HANDLE, FALSE, GetCurrentProcessId());
	if (process && InterlockedCompareExchangePointer(&self, process, NULL))
		CloseHandle(process);
	return self;
}

intptr_t passing_copy(intptr_t handle, void *process)
{
	HANDLE copy;

	if (!DuplicateHandle(GetCurrentProcess(), (HANDLE)handle,
			     process ? (HANDLE)process : GetCurrentProcess(), &copy, 0, FALSE,
			     DUPLICATE_SAME_ACCESS))
		return PASSING_NONE;
	return (intptr_t)copy;
}

void passing_close(intptr_t handle)
{
	if (handle != PASSING_NONE)
		CloseHandle((HANDLE)handle);
}

/* Handles have 32 bits that count, in programs of 64 too. */
enum passing passing_into(intptr_t connection, intptr_t handle, uint32_t *number)
{
	HANDLE process;
	intptr_t copy;
	ULONG id;

	if (!GetNamedPipeClientProcessId((HANDLE)connection, &id))
		return PASSING_NOT;
	process = OpenProcess(PROCESS_DUP_HANDLE, FALSE, id);
	if (!process)
		return PASSING_NOT;
	copy = passing_copy(handle, process);
	CloseHandle(process);
	if (copy == PASSING_NONE)
		return PASSING_NOT;
	passing_close(handle);
	*number = (uint32_t)copy;
	return PASSING_NUMBER;
}

intptr_t passing_arrived(intptr_t beside, uint32_t number)
{
	const HANDLE handle = (HANDLE)(intptr_t)(int32_t)number;
	DWORD flags;

	return GetHandleInformation(handle, &flags) ? (intptr_t)handle : PASSING_NONE;
}

int passing_send(intptr_t connection, const void *bytes, size_t size, intptr_t handle)
{
	(void)connection;
	(void)bytes;
	(void)size;
	(void)handle;
	return -1;
}
