/* SPDX-License-Identifier: MIT
 * life.h - line devices that come, go, and are closed by their provider.
 */
#ifndef SERVER_LIFE_H
#define SERVER_LIFE_H

#include "tapi/server/server_in.h"

/* HOST_CREATE: the device is there now; applications hear LINE_CREATE. */
void life_created(struct provider *from, const struct host_event *event);

/* HOST_CLOSED: the provider has closed a line; nothing that was opened of it is left. */
void life_closed(struct provider *from, const struct host_event *event);

/* HOST_REMOVE: the device has gone for ever (R-DEV-6). */
void life_removed(struct provider *from, const struct host_event *event);

/* Devices of a provider that came, or has ended, while programs are there. */
void life_came(struct provider *provider);
void life_gone(struct provider *provider);

/* LINEDEVSTATE_REINIT of a provider: every application is asked to shut down, and until
 * the last has none may begin (LINEERR_REINIT). */
void life_reinit(struct server *server);

/* At the end of a turn: if that is so now, read the configuration and load all providers anew. */
void life_renew(struct server *server);

#endif
