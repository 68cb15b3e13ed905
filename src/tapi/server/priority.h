/* SPDX-License-Identifier: MIT
 * priority.h - which program goes before others that want the same calls.
 */
#ifndef SERVER_PRIORITY_H
#define SERVER_PRIORITY_H

#include "tapi/server/server_in.h"
#include <limits.h>

#define PRIORITY_NONE UINT_MAX

/* The place of a program (a file name without folders) on the list of one media mode: 1 goes
 * first. PRIORITY_NONE: it is on no such list. */
unsigned priority_of(const struct server *server, DWORD media_mode, const char *module);

/* The same, on the list of LINEREQUESTMODE_MAKECALL. */
unsigned priority_of_request(const struct server *server, const char *module);

#endif
