/* SPDX-License-Identifier: MIT
 * account.c - Windows: the token of the process at the other end of a pipe. */
#include "os/account.h"
#include "base/mem.h"
#include "os/file.h"
#include <windows.h>
#include <stdlib.h>

#define NAME_SIZE 256

static char *name_of(PSID sid)
{
	WCHAR name[NAME_SIZE], domain[NAME_SIZE];
	DWORD size = NAME_SIZE, domain_size = NAME_SIZE;
	SID_NAME_USE use;
	char utf8[NAME_SIZE * 3];

	if (!LookupAccountSidW(NULL, sid, name, &size, domain, &domain_size, &use)
	    || !WideCharToMultiByte(CP_UTF8, 0, name, -1, utf8, sizeof(utf8), NULL, NULL))
		return mem_copy("");
	return mem_copy(utf8);
}

/* What a token says of one thing; for mem_free(). */
static void *ask(HANDLE token, TOKEN_INFORMATION_CLASS what)
{
	DWORD size = 0;
	void *answer;

	GetTokenInformation(token, what, NULL, 0, &size);
	answer = mem_zalloc(size);
	if (answer && !GetTokenInformation(token, what, answer, size, &size)) {
		mem_free(answer);
		answer = NULL;
	}
	return answer;
}

static bool fill_groups(struct account *out, const TOKEN_GROUPS *groups)
{
	out->groups = mem_zalloc((groups->GroupCount + 1) * sizeof(char *));
	if (!out->groups)
		return false;
	for (DWORD i = 0; i < groups->GroupCount; i++) {
		if (!(groups->Groups[i].Attributes & SE_GROUP_ENABLED))
			continue;
		out->groups[out->group_count] = name_of(groups->Groups[i].Sid);
		if (!out->groups[out->group_count])
			return false;
		out->group_count++;
	}
	return true;
}

static bool is_admin(const TOKEN_GROUPS *groups)
{
	SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
	bool found = false;
	PSID admins;

	if (!AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS,
				      0, 0, 0, 0, 0, 0, &admins))
		return false;
	for (DWORD i = 0; i < groups->GroupCount; i++)
		found |= (groups->Groups[i].Attributes & SE_GROUP_ENABLED)
			 && EqualSid(groups->Groups[i].Sid, admins);
	FreeSid(admins);
	return found;
}

/* Names can be the same in two domains. */
static bool is_self(const TOKEN_USER *user)
{
	TOKEN_USER *own = NULL;
	HANDLE token;
	bool same;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	own = ask(token, TokenUser);
	same = own && EqualSid(own->User.Sid, user->User.Sid);
	mem_free(own);
	CloseHandle(token);
	return same;
}

static bool fill(struct account *out, HANDLE token)
{
	TOKEN_USER *user = ask(token, TokenUser);
	TOKEN_GROUPS *groups = ask(token, TokenGroups);
	bool good = user && groups;

	*out = (struct account){ 0 };
	if (good) {
		out->user = name_of(user->User.Sid);
		out->self = is_self(user);
		out->admin = is_admin(groups);
		good = out->user && fill_groups(out, groups);
	}
	mem_free(user);
	mem_free(groups);
	if (!good)
		account_free(out);
	return good;
}

bool account_of_self(struct account *out)
{
	HANDLE token;
	bool good;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	good = fill(out, token);
	CloseHandle(token);
	return good;
}

/* By the token that it connected with: a process's number, which could be asked for too, is
 * what the other end's system says, and perhaps another process's by now. */
bool account_of_peer(struct account *out, intptr_t connection)
{
	HANDLE token;
	bool good;

	if (!ImpersonateNamedPipeClient((HANDLE)connection))
		return false;
	good = OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token);
	if (!RevertToSelf())
		abort();	/* nothing must be done in another's name */
	if (!good)
		return false;
	good = fill(out, token);
	CloseHandle(token);
	return good;
}

/* Whoever installs sees to the access list of the folder; it is not looked at (yet). */
const char *account_file_fault(const char *path, bool own)
{
	return GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES ? "cannot be looked at" : NULL;
}

const char *account_code_fault(const char *path)
{
	FILE *file;

	if (path[0] == '\\' && path[1] == '\\')
		return "lies on another machine";
	file = file_open(path, "rb");
	if (!file)
		return "is no file";
	fclose(file);
	return NULL;
}
