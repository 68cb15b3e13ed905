/* SPDX-License-Identifier: MIT
 * reload.h - the configuration is read anew.
 */
#ifndef SERVER_RELOAD_H
#define SERVER_RELOAD_H

#include "tapi/server/server_in.h"

/* The configuration as it is now; NULL: it is wrong, and the log says so. */
struct settings *reload_read(struct server *server);

/* Providers that stand there now are loaded, those that do not are ended, those that stand
 * there otherwise are ended and loaded; the others go on. Who may do what is read anew. All
 * else counts from the next start on. What is wrong changes nothing. */
void reload(struct server *server);

#endif
