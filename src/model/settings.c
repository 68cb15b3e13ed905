/* SPDX-License-Identifier: MIT
 * settings.c - what a configuration says of the provider and of kinds of devices,
 * when it is read again: what takes effect now, and what at the next start. */
#include "model/provider_in.h"
#include "model/driver.h"
#include "base/log.h"

static bool is_text(const struct conf_key *key)
{
	return key->type == CONF_TEXT || key->type == CONF_SECRET;
}

static bool same(const struct conf_key *key, const void *a, const void *b)
{
	const char *x = (const char *)a + key->field, *y = (const char *)b + key->field;

	if (is_text(key))
		return strcmp(*(char *const *)x, *(char *const *)y) == 0;
	return memcmp(x, y, key->type == CONF_BOOL ? sizeof(bool) : sizeof(uint32_t)) == 0;
}

static void note(struct buf *notes, const char *section, const struct conf_key *key)
{
	buf_printf(notes, "%s[%s] %s takes effect at the next start", notes->len ? "\n" : "", section,
		   key->name);
}

static bool is_retuned(const struct driver *driver, const struct conf_key *key)
{
	if (!driver->retune)
		return false;
	return driver->retunes ? driver->retunes(key) : !is_text(key);
}

static void driver_settings(struct provider *provider, struct config *config, size_t i, bool at_work,
			    struct buf *notes)
{
	const struct driver *driver = drivers[i];
	void **now = &provider->config.driver_conf[i], **new = &config->driver_conf[i], *old = *now;

	if (!at_work) {			/* nobody looks at the record: all of it can go */
		if (driver->stop)
			driver->stop(provider->desk);
		*now = *new;
		*new = old;
		return;
	}
	if (driver->retune)
		driver->retune(*new);
	for (const struct conf_key *key = driver->keys; key && key->name; key++)
		if (!is_retuned(driver, key) && !same(key, *now, *new))
			note(notes, driver->name, key);
}

void settings_apply(const struct provider_conf *conf)
{
	log_level_set((enum log_level)conf->log);
	log_numbers(conf->log_numbers);
	if (conf->log_file[0] && !log_to_file(conf->log_file))
		log_write(LOG_WARN, "provider", NULL, "the log file %s cannot be written; logging to standard error",
			  conf->log_file);
}

void settings_reload(struct provider *provider, struct config *config, struct buf *notes)
{
	struct provider_conf *now = &provider->config.provider;

	settings_apply(&config->provider);
	now->watch_s = config->provider.watch_s;
	for (const struct conf_key *key = provider_conf_keys; key->name; key++)
		if (key->field == offsetof(struct provider_conf, clock) && !same(key, now, &config->provider))
			note(notes, "provider", key);
	for (size_t i = 0; drivers[i]; i++)
		driver_settings(provider, config, i, provider_driver_at_work(provider->desk, drivers[i]), notes);
}
