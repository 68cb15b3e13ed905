/* SPDX-License-Identifier: MIT
 * provider.h - the providers, and loading them.
 */
#ifndef SERVER_PROVIDER_H
#define SERVER_PROVIDER_H

#include "tapi/server/server_in.h"

struct added_provider;
struct provider_settings;

/* Load each provider of the settings and those that were added, and number their devices.
 * ERR_NOMEM; what a provider lacks is in the log. */
enum err providers_open(struct server *server);
void providers_close(struct server *server);

/* Load one more, of the settings or, with an `id`, as `set` says. ERR_NOMEM; on other errors
 * it is there all the same, without devices, and the log says why. */
enum err provider_add(struct server *server, const struct provider_settings *set, DWORD id,
		      struct provider **out);

/* Load one that was added before, unless somebody else could have changed it meanwhile. */
enum err provider_restore(struct server *server, const struct added_provider *added);

/* Programs hear of its devices. */
void provider_announce(struct provider *provider);

/* End it while programs are there: requests fail, what is open of its devices is closed, and
 * they are gone for ever. Not while one of its functions runs. */
void provider_end(struct provider *provider);

struct provider *provider_find(const struct server *server, DWORD id);	/* NULL: none */

#endif
