/* SPDX-License-Identifier: MIT
 * provider_in.h - what the files of the provider share and nobody else needs. */
#ifndef MODEL_PROVIDER_IN_H
#define MODEL_PROVIDER_IN_H

#include "model/provider.h"

struct driver;

/* Post LINE_CREATE, PHONE_REMOVE, ... (provider.c). */
void provider_device_news(struct provider *provider, DWORD msg, DWORD_PTR p1, DWORD_PTR p2);

/* Whether any session has devices of that kind. */
bool provider_driver_at_work(const struct desk *desk, const struct driver *driver);

/* --- settings.c --- */

void settings_apply(const struct provider_conf *conf);

/* Take up what can be taken up of `config` while devices work; a row of `notes`
 * for each key that takes effect at the next start only. */
void settings_reload(struct provider *provider, struct config *config, struct buf *notes);

/* --- phones.c: all of it as it is done with the lines --- */

/* Take the phones over that were read. */
void phones_take(struct provider *provider);
void phones_free(struct provider *provider);

/* Number and announce them. */
void phones_start(struct provider *provider);
void phones_stop(struct provider *provider);

/* Make room for those of `config`, so that phones_reload cannot fail. */
enum err phones_reserve(struct provider *provider, const struct config *config);
void phones_reload(struct provider *provider, struct config *config);

bool phones_of(const struct provider *provider, const struct driver *driver);

#endif
