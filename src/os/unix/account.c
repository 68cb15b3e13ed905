/* SPDX-License-Identifier: MIT
 * account.c - Unix: the credentials of a socket's peer. */
#define _GNU_SOURCE
#include "os/account.h"
#include "base/mem.h"
#include "os/file.h"
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_SIZE 16384	/* bytes for what the user database says of one */
#define GROUPS_MAX 256

static char *group_name(gid_t id)
{
	char room[NAMES_SIZE], number[24];
	struct group entry, *found = NULL;

	if (getgrgid_r(id, &entry, room, sizeof(room), &found) == 0 && found)
		return mem_copy(found->gr_name);
	snprintf(number, sizeof(number), "%lu", (unsigned long)id);
	return mem_copy(number);
}

static bool fill_groups(struct account *out, const char *user, gid_t group)
{
	gid_t ids[GROUPS_MAX];
	int count = GROUPS_MAX;

	if (getgrouplist(user, group, ids, &count) < 0)
		count = GROUPS_MAX;	/* the first of them */
	out->groups = mem_zalloc((size_t)count * sizeof(char *));
	if (!out->groups)
		return false;
	for (int i = 0; i < count; i++) {
		out->groups[i] = group_name(ids[i]);
		if (!out->groups[i])
			return false;
		out->group_count++;
	}
	return true;
}

static bool fill(struct account *out, uid_t user, gid_t group)
{
	char room[NAMES_SIZE], number[24];
	struct passwd entry, *found = NULL;
	const char *name = number;

	*out = (struct account){ .self = user == geteuid(), .admin = user == 0 };
	snprintf(number, sizeof(number), "%lu", (unsigned long)user);
	if (getpwuid_r(user, &entry, room, sizeof(room), &found) == 0 && found)
		name = found->pw_name;
	out->user = mem_copy(name);
	if (out->user && fill_groups(out, name, group))
		return true;
	account_free(out);
	return false;
}

bool account_of_peer(struct account *out, intptr_t connection)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt((int)connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
	       && fill(out, peer.uid, peer.gid);
}

bool account_of_self(struct account *out)
{
	return fill(out, geteuid(), getegid());
}

const char *account_file_fault(const char *path, bool own)
{
	struct stat file;

	if (stat(path, &file))
		return "cannot be looked at";
	if (file.st_uid != 0 && !(own && file.st_uid == geteuid()))
		return own ? "belongs to somebody else; chown it to root or to the server's user"
			   : "does not belong to root; chown it to root";
	if (file.st_mode & (S_IWGRP | S_IWOTH))
		return "can be written to by others; chmod go-w";
	return NULL;
}

/* In a folder like /tmp, further up, others cannot rename what is not theirs. */
static bool is_safe_folder(const char *path, bool nearest)
{
	struct stat folder;

	if (stat(path, &folder) || (folder.st_uid != 0 && folder.st_uid != geteuid()))
		return false;
	return !(folder.st_mode & (S_IWGRP | S_IWOTH)) || (!nearest && (folder.st_mode & S_ISVTX));
}

const char *account_code_fault(const char *path)
{
	const char *fault = account_file_fault(path, true);
	size_t len = strlen(path);
	char part[PATH_MAX];
	struct stat file;
	bool nearest = true;

	if (fault)
		return fault;
	if (path[0] != '/' || len >= sizeof(part) || stat(path, &file) || !S_ISREG(file.st_mode))
		return "is no file";
	memcpy(part, path, len + 1);
	while ((len = file_folder(part)) > 0) {
		part[len] = '\0';	/* with its "/" at the end */
		if (!is_safe_folder(part, nearest))
			return "lies in a folder where others than root and the server's user "
			       "can put files";
		nearest = false;
		part[len - 1] = '\0';
	}
	return NULL;
}
