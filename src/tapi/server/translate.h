/* SPDX-License-Identifier: MIT
 * translate.h - the server's book of locations, calling cards and priorities.
 */
#ifndef SERVER_TRANSLATE_H
#define SERVER_TRANSLATE_H

#include "tapi/server/server_in.h"
#include "tapi/server/settings.h"

/* Open the book that the configuration names. What is wrong in it is in the log: then there are
 * no locations. Somebody changes it: applications are told. ERR_NOMEM. */
enum err translate_open(struct server *server, const struct settings *settings);
void translate_close(struct server *server);

#endif
