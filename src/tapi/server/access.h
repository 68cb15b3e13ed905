/* SPDX-License-Identifier: MIT
 * access.h - who may do what with which line.
 *
 * Administrators and the user whose server it is may do everything. Everybody else may do
 * what the access file says (docs/tapisrv.md), and that is nothing if there is none:
 *
 *   [user maria]
 *   own = reception, 100         lines and phones, by name
 *   [group sales]
 *   monitor = *
 *   [everyone]
 *   monitor = lobby
 */
#ifndef SERVER_ACCESS_H
#define SERVER_ACCESS_H

#include "base/buf.h"
#include "base/err.h"
#include "os/account.h"

struct access;

enum access_right {
	ACCESS_NONE,
	ACCESS_MONITOR,		/* look */
	ACCESS_OWN,		/* and call, answer, set */
};

/* Read the file; `path` "": there is none. ERR_CONFIG and ERR_RESOURCE with a sentence in
 * `why`: it cannot be read, or others than root and the server's user could have written it. */
enum err access_read(struct access **out, const char *path, struct buf *why);
void access_free(struct access *access);	/* NULL is fine */

/* What an account may do with the device of that name. */
enum access_right access_of(const struct access *access, const struct account *account,
			    const char *device);

/* Whether it may change providers, locations, priorities of all. */
bool access_is_admin(const struct account *account);

#endif
