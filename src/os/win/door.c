/* SPDX-License-Identifier: MIT
 * door.c - Windows: access lists of named pipes. */
#include "os/door.h"
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

/* In the order in which they count: from the network nobody; to administrators, the system and
 * the owner all; to everybody what a client needs. That is not all of FILE_GENERIC_WRITE: it
 * would let him make an instance of the pipe and be taken for the server. */
#define RIGHTS "D:P(D;;GA;;;NU)(A;;GA;;;BA)(A;;GA;;;SY)(A;;GA;;;OW)(A;;0x0012019B;;;WD)"

/* 0x0012019B: FILE_GENERIC_READ (0x00120089), FILE_WRITE_DATA (2), FILE_WRITE_EA (0x10),
 * FILE_WRITE_ATTRIBUTES (0x100). */

bool door_open_to_all(intptr_t listener, const char *path)
{
	PSECURITY_DESCRIPTOR descriptor;
	BOOL there, by_default;
	DWORD error;
	PACL list;

	if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(RIGHTS, SDDL_REVISION_1,
								  &descriptor, NULL))
		return false;
	error = !GetSecurityDescriptorDacl(descriptor, &there, &list, &by_default);
	if (!error)
		error = SetSecurityInfo((HANDLE)listener, SE_KERNEL_OBJECT,
					DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
					NULL, NULL, list, NULL);
	LocalFree(descriptor);
	return !error;
}

/* Whether it is this process's user (TokenUser) or owner (TokenOwner). */
static bool is_in_token(TOKEN_INFORMATION_CLASS what, PSID sid)
{
	union {
		TOKEN_USER user;
		TOKEN_OWNER owner;
		char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} it;
	HANDLE token;
	DWORD size;
	bool same;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	same = GetTokenInformation(token, what, &it, sizeof(it), &size)
	       && EqualSid(what == TokenUser ? it.user.User.Sid : it.owner.Owner, sid);
	CloseHandle(token);
	return same;
}

/* What a process makes belongs to its user, or to what his token says instead. */
static bool is_own(PSID owner)
{
	return is_in_token(TokenUser, owner) || is_in_token(TokenOwner, owner);
}

bool door_is_trusted(intptr_t connection)
{
	PSECURITY_DESCRIPTOR descriptor;
	bool trusted;
	PSID owner;

	if (GetSecurityInfo((HANDLE)connection, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
			    NULL, NULL, NULL, &descriptor))
		return false;
	trusted = owner && (IsWellKnownSid(owner, WinBuiltinAdministratorsSid)
			    || IsWellKnownSid(owner, WinLocalSystemSid) || is_own(owner));
	LocalFree(descriptor);
	return trusted;
}
