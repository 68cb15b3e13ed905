/* SPDX-License-Identifier: MIT
 * account.h - whose process is at the other end of a local connection.
 */
#ifndef OS_ACCOUNT_H
#define OS_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct account {
	char *user;		/* the name, or the number where it has none */
	char **groups;		/* by name, his own first */
	size_t group_count;
	bool self;		/* the user whose process this is */
	bool admin;		/* root, or an administrator */
};

/* The account behind a connected Unix socket or the server's end of a named pipe, as the system
 * knows it, whatever the other end says. False: the system does not tell, or there is no
 * memory; nothing is allocated then. account_free() otherwise. */
bool account_of_peer(struct account *out, intptr_t connection);

/* This process's own. */
bool account_of_self(struct account *out);

void account_free(struct account *account);	/* a zeroed one is fine */

/* Whether nobody but administrators (and the process's own user, if `own`) can change a
 * file. NULL if so, else the end of a sentence that begins with its name. */
const char *account_file_fault(const char *path, bool own);

/* The same of a file that is to be run, by administrators or the process's own user, and of the
 * folders in which it lies: nobody else can put another one in its place. Of an absolute path
 * without links. */
const char *account_code_fault(const char *path);

#endif
