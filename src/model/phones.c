/* SPDX-License-Identifier: MIT
 * phones.c - the phones of a session get numbers, come and go. */
#include "model/provider_in.h"
#include "model/line.h"
#include "model/phone.h"
#include "base/log.h"
#include "base/mem.h"

void phones_take(struct provider *provider)
{
	provider->phones = provider->config.phones;
	provider->phone_count = provider->config.phone_count;
	provider->config.phones = NULL;
	provider->config.phone_count = 0;
}

void phones_free(struct provider *provider)
{
	for (uint32_t i = 0; i < provider->phone_count; i++)
		config_phone_free(provider->phones[i]);
	mem_free(provider->phones);
}

static void announce(struct phone *phone)
{
	struct provider *provider = phone->provider;

	phone->temp_id = ++provider->temp_ids;
	provider_device_news(provider, PHONE_CREATE, (DWORD_PTR)provider->htprovider, phone->temp_id);
}

void phones_start(struct provider *provider)
{
	for (uint32_t i = 0; i < provider->phone_count; i++) {
		if (i < provider->phones_told)
			provider->phones[i]->device_id = provider->phone_base + i;
		else
			announce(provider->phones[i]);
	}
}

void phones_stop(struct provider *provider)
{
	for (uint32_t i = 0; i < provider->phone_count; i++)
		if (provider->phones[i]->handle)
			phone_close(provider->phones[i]);
}

enum err provider_number_phone(struct provider *provider, DWORD temp_id, DWORD device_id)
{
	if (phone_of_device(provider->desk, device_id) || device_id == DEVICE_NONE || !temp_id)
		return ERR_DEVICE;
	for (uint32_t i = 0; i < provider->phone_count; i++) {
		struct phone *phone = provider->phones[i];

		if (phone->temp_id != temp_id || phone->removed)
			continue;
		phone->temp_id = 0;
		phone->device_id = device_id;
		return OK;
	}
	return ERR_DEVICE;
}

void provider_drop_phone(struct provider *provider, struct phone *phone)
{
	uint32_t place = 0;

	while (provider->phones[place] != phone)
		place++;
	provider->phones[place] = provider->phones[--provider->phone_count];
	config_phone_free(phone);
}

/* The phone is gone from the configuration: TAPI closes it, and then it can go. */
static void remove_phone(struct phone *phone)
{
	phone->removed = true;
	log_write(LOG_INFO, "provider", phone->name, "removed from the configuration");
	if (phone->device_id != DEVICE_NONE)
		provider_device_news(phone->provider, PHONE_REMOVE, phone->device_id, 0);
	if (!phone->handle)
		provider_drop_phone(phone->provider, phone);
}

/* The place of the same phone, or `count`. */
static uint32_t place_of(struct phone *const *phones, uint32_t count, const struct phone *phone)
{
	uint32_t i = 0;

	while (i < count && (!phones[i] || phones[i]->removed || phones[i]->print != phone->print ||
			     strcmp(phones[i]->name, phone->name) != 0))
		i++;
	return i;
}

enum err phones_reserve(struct provider *provider, const struct config *config)
{
	struct phone **phones = mem_realloc(provider->phones,
		(provider->phone_count + config->phone_count + 1) * sizeof(struct phone *));

	if (!phones)
		return ERR_NOMEM;
	provider->phones = phones;
	return OK;
}

void phones_reload(struct provider *provider, struct config *config)
{
	for (uint32_t i = provider->phone_count; i-- > 0;) {
		struct phone *phone = provider->phones[i];

		if (!phone->removed && place_of(config->phones, config->phone_count, phone) == config->phone_count)
			remove_phone(phone);
	}
	for (uint32_t i = 0; i < config->phone_count; i++) {
		struct phone *phone = config->phones[i];

		if (place_of(provider->phones, provider->phone_count, phone) < provider->phone_count)
			continue;
		provider->phones[provider->phone_count++] = phone;
		config->phones[i] = NULL;
		announce(phone);
		log_write(LOG_INFO, "provider", phone->name, "new in the configuration");
	}
}

bool phones_of(const struct provider *provider, const struct driver *driver)
{
	for (uint32_t i = 0; i < provider->phone_count; i++)
		if (provider->phones[i]->driver == driver)
			return true;
	return false;
}
