/* SPDX-License-Identifier: MIT
 * pair.c - Windows: a pipe of one instance, both of whose ends are here. */
#include "os/pair.h"
#include <windows.h>
#include <stdio.h>

#define ROOM 65536		/* bytes that wait in each direction */

/* Whoever is quicker than we are takes the only instance, and then there is no pair. */
static HANDLE open_server(const char *name)
{
	const DWORD first = FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED;

	return CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | first,
				PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_REJECT_REMOTE_CLIENTS,
				1, ROOM, ROOM, 0, NULL);
}

bool pair_open(intptr_t ends[2])
{
	static volatile LONG last;
	HANDLE server, client;
	char name[80];

	snprintf(name, sizeof(name), "\\\\.\\pipe\\opentsp-stream-%lu-%ld", GetCurrentProcessId(),
		 InterlockedIncrement(&last));
	server = open_server(name);
	if (server == INVALID_HANDLE_VALUE)
		return false;
	client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
			     FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
	if (client == INVALID_HANDLE_VALUE) {
		CloseHandle(server);
		return false;
	}
	ends[0] = (intptr_t)server;
	ends[1] = (intptr_t)client;
	return true;
}

/* What nobody has read by now is lost. */
void pair_end(intptr_t ends[2])
{
	DisconnectNamedPipe((HANDLE)ends[0]);
	CloseHandle((HANDLE)ends[0]);
	CloseHandle((HANDLE)ends[1]);
}
