/* SPDX-License-Identifier: MIT
 * config_in.h - what the files of the configuration share and nobody else needs. */
#ifndef MODEL_CONFIG_IN_H
#define MODEL_CONFIG_IN_H

#include "model/config.h"

/* From the name alone, never 0 (R-DEV-7). */
DWORD config_permanent_id(const char *name);

/* Of all that a section says: another print, another device. */
uint64_t config_print(const struct conf_section *section);

/* The number of a device, and the name that it comes from. */
struct config_id {
	DWORD *id;
	const char *name;
};

/* Make the numbers differ: of names that give the same one all but the first in
 * order of the alphabet get another, the same ones wherever these names stand. Of
 * 100,000 names a pair or two has to. Puts `ids` in order. */
void config_settle_ids(struct config_id *ids, uint32_t count);

/* All [phone] sections (config_phone.c). */
enum err config_phones_read(struct config *config, struct provider *provider,
			    const struct conf_file *file, struct buf *why);

#endif
