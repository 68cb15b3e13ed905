/* SPDX-License-Identifier: MIT
 * added.h - the providers that programs have added, remembered across restarts.
 *
 * Those of the configuration are the administrator's, and that file is never written. What
 * lineAddProvider adds is in a file of the server's own (docs/decisions/031):
 *
 *   [added]
 *   last = 1002
 *   [provider 1001]
 *   file = "/usr/lib/vendor/vendor.tsp"
 *
 * Numbers begin behind those that the configuration gives and are never given again.
 */
#ifndef SERVER_ADDED_H
#define SERVER_ADDED_H

#include "base/buf.h"
#include "base/err.h"

#define ADDED_LAST_ID 65535u

struct added_provider {
	uint32_t id;		/* permanent */
	char *file;		/* absolute */
};

struct added {
	char *path;		/* NULL: programs may add and remove none */
	bool broken;		/* the file cannot be read; it is not written over either */
	uint32_t last;		/* the number that was given last */
	struct added_provider *providers;
	size_t count;
};

/* Read the file that the configuration names: "" is the system's place, "none" is none.
 * ERR_NOMEM; what is wrong with the file is in the log. */
enum err added_read(struct added **out, const char *path);
void added_free(struct added *added);	/* NULL is fine */

/* The number for the next, perhaps more than ADDED_LAST_ID; it is used up by added_put(). */
uint32_t added_next(const struct added *added);

/* Remember it, forget it. On an error nothing has changed: ERR_FAILED if it cannot be
 * written. One that is not there may be forgotten. */
enum err added_put(struct added *added, uint32_t id, const char *file);
enum err added_take(struct added *added, uint32_t id);

#endif
