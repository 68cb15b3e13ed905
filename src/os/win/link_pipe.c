/* SPDX-License-Identifier: MIT
 * link_pipe.c - a named pipe that is open to nobody but this process's user. */
#include "link_pipe.h"
#include <sddl.h>
#include <stdio.h>

#define ROOM 65536		/* bytes that wait in each direction */
#define SID_CHARS 200

static bool own_sid(char *out, size_t size)
{
	union {
		TOKEN_USER user;
		char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} it;
	char *text = NULL;
	HANDLE token;
	DWORD got;
	bool good;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	good = GetTokenInformation(token, TokenUser, &it, sizeof(it), &got)
	       && ConvertSidToStringSidA(it.user.User.Sid, &text)
	       && snprintf(out, size, "%s", text) < (int)size;
	LocalFree(text);
	CloseHandle(token);
	return good;
}

/* The owner is said too: who opens it asks for that (door.c), and Wine has none otherwise. */
HANDLE link_pipe_make(const char *name)
{
	const DWORD manner = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE;
	SECURITY_ATTRIBUTES rights = { .nLength = sizeof(rights) };
	char sid[SID_CHARS], text[2 * SID_CHARS + 40];
	HANDLE pipe;

	if (!own_sid(sid, sizeof(sid)))
		return INVALID_HANDLE_VALUE;
	snprintf(text, sizeof(text), "O:%sD:P(D;;GA;;;NU)(A;;GA;;;%s)", sid, sid);
	if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1,
								  &rights.lpSecurityDescriptor, NULL))
		return INVALID_HANDLE_VALUE;
	pipe = CreateNamedPipeA(name, manner, PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, ROOM, ROOM,
				0, &rights);
	LocalFree(rights.lpSecurityDescriptor);
	return pipe;
}
