/* SPDX-License-Identifier: MIT
 * config_phone.c - from the rows of a file to phones. */
#include "model/config_in.h"
#include "base/mem.h"
#include "model/line.h"
#include "model/phone.h"

struct phone_conf {
	char *driver;
};

const struct conf_key phone_conf_keys[] = {
	{ "driver", CONF_TEXT, offsetof(struct phone_conf, driver), NULL,
	  "what kind of device the phone is: sim or sip", NULL, 0, 0 },
	{ 0 },
};

void config_phone_free(struct phone *phone)
{
	if (!phone)
		return;
	if (phone->driver->phone_free)
		phone->driver->phone_free(phone);
	if (phone->conf)
		conf_clear(phone->driver->phone_keys, phone->conf);
	mem_free(phone->conf);
	mem_free(phone->name);
	mem_free(phone->cells);
	mem_free(phone->buttons);
	mem_free(phone->areas);
	mem_free(phone);
}

static enum err phone_configure(struct phone *phone, const struct conf_file *file,
				const struct conf_section *section, struct buf *why)
{
	struct phone_conf conf = { 0 };
	enum err err;

	phone->conf = mem_zalloc(phone->driver->phone_conf_size);
	if (!phone->conf)
		return ERR_NOMEM;
	err = conf_fill(file, section, phone_conf_keys, &conf, phone->driver->phone_keys, phone->conf, why);
	if (err) {
		mem_free(phone->conf);
		phone->conf = NULL;
		return err;
	}
	conf_clear(phone_conf_keys, &conf);
	return OK;
}

/* The driver of the section, if it has phones. */
static enum err phone_driver(const struct driver **out, const struct conf_file *file,
			     const struct conf_section *section, struct buf *why)
{
	struct span name = conf_value(section, "driver");
	char driver[32];

	span_copy(name, driver, sizeof(driver));
	*out = driver_named(driver);
	if (*out && (*out)->phone_keys)
		return OK;
	conf_complain(file, section, name.at ? "driver" : NULL, why, name.at
		      ? "there are no phones of a driver \"%s\" (there are of: sim, sip)"
		      : "the phone has no driver: write driver = sim, for one", driver);
	return ERR_CONFIG;
}

static enum err phone_make(struct phone **out, struct provider *provider,
			   const struct conf_file *file, const struct conf_section *section,
			   struct buf *why)
{
	const struct driver *driver;
	struct phone *phone;
	struct buf reason;
	enum err err;

	if (!section->name[0]) {
		conf_complain(file, section, NULL, why, "a phone needs a name: [phone NAME]");
		return ERR_CONFIG;
	}
	err = phone_driver(&driver, file, section, why);
	if (err)
		return err;
	phone = mem_zalloc(sizeof(*phone));
	if (!phone)
		return ERR_NOMEM;
	phone->driver = driver;
	phone->provider = provider;
	phone->device_id = DEVICE_NONE;
	phone->permanent_id = config_permanent_id(section->name);
	phone->print = config_print(section);
	phone->name = mem_copy(section->name);
	err = phone->name ? phone_configure(phone, file, section, why) : ERR_NOMEM;
	if (!err) {
		buf_grow(&reason);
		err = driver->phone_new(phone, phone->conf, &reason);
		if (err)
			conf_complain(file, section, NULL, why, "phone %s: %s", phone->name,
				      reason.len ? buf_c(&reason) : err_text(err));
		buf_free(&reason);
	}
	if (err)
		config_phone_free(phone);
	else
		*out = phone;
	return err;
}

static enum err settle_ids(const struct config *config)
{
	struct config_id *ids = mem_alloc(config->phone_count * sizeof(*ids));

	if (!ids)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < config->phone_count; i++)
		ids[i] = (struct config_id){ &config->phones[i]->permanent_id, config->phones[i]->name };
	config_settle_ids(ids, config->phone_count);
	mem_free(ids);
	return OK;
}

static size_t count_phones(const struct conf_file *file)
{
	size_t count = 0;

	for (uint32_t i = 0; i < file->count; i++)
		count += strcmp(file->sections[i].kind, "phone") == 0;
	return count;
}

enum err config_phones_read(struct config *config, struct provider *provider,
			    const struct conf_file *file, struct buf *why)
{
	config->phones = mem_zalloc((count_phones(file) + 1) * sizeof(struct phone *));
	if (!config->phones)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < file->count; i++) {
		enum err err;

		if (strcmp(file->sections[i].kind, "phone") != 0)
			continue;
		err = phone_make(&config->phones[config->phone_count], provider, file,
				 &file->sections[i], why);
		if (err)
			return err;
		config->phone_count++;
	}
	return settle_ids(config);
}
