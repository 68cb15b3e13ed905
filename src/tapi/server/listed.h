/* SPDX-License-Identifier: MIT
 * listed.h - the providers that are listed in Windows' registry, as installers write it
 * (docs/spec/registry.md, section 1).
 */
#ifndef SERVER_LISTED_H
#define SERVER_LISTED_H

#include "tapi/server/settings.h"

/* How many there are; 0 where there is no registry. */
uint32_t listed_count(void);

/* Append those that are written whole to `providers`, which has room for listed_count() more;
 * `count` grows. What is not is said in the log. ERR_NOMEM. */
enum err listed_read(struct provider_settings *providers, size_t *count);

#endif
