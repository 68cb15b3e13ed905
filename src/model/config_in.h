/* SPDX-License-Identifier: MIT
 * config_in.h - what the files of the configuration share and nobody else needs. */
#ifndef MODEL_CONFIG_IN_H
#define MODEL_CONFIG_IN_H

#include "model/config.h"

/* From the name alone, never 0 (R-DEV-7). */
DWORD config_permanent_id(const char *name);

/* Of all that a section says: another print, another device. */
uint64_t config_print(const struct conf_section *section);

/* ERR_CONFIG if two of `ids`, which are put in order, are the same; `what` they
 * belong to is "lines" or "phones". */
enum err config_check_ids(const struct conf_file *file, const char *what, DWORD *ids,
			  uint32_t count, struct buf *why);

/* All [phone] sections (config_phone.c). */
enum err config_phones_read(struct config *config, struct provider *provider,
			    const struct conf_file *file, struct buf *why);

#endif
