/* SPDX-License-Identifier: MIT
 * library.h - where the library of a provider is, and whose text may say so.
 */
#ifndef SERVER_LIBRARY_H
#define SERVER_LIBRARY_H

#include "abi/tapi.h"
#include "base/buf.h"

/* As the configuration names it: a path, or without a folder beside this program or in ../lib
 * of its folder, else as the system searches. */
void library_find(struct buf *out, const char *file);

/* As a program names it: a name beside the server, or an absolute path; never what the system
 * would search. The path without links, and only if root and the server's user alone can put
 * something there. Else LINEERR_INVALPARAM (no name that may be said), LINEERR_OPERATIONFAILED
 * (it is not there, or others could have written it; the log says which), LINEERR_NOMEM. */
LONG library_trust(struct buf *out, const char *file);

/* A path without its folder. */
const char *library_name(const char *path);

/* Whether two paths lead to one file. */
bool library_same(const char *one, const char *other);

#endif
