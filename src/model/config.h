/* SPDX-License-Identifier: MIT
 * config.h - what opentsp.conf says: settings, and lines and phones ready to be
 * numbered.
 */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include "base/conf.h"

struct line;
struct phone;
struct provider;

enum provider_clock { CLOCK_REAL, CLOCK_VIRTUAL };

struct provider_conf {			/* section [provider] */
	uint32_t log;			/* enum log_level */
	char *log_file;
	bool log_numbers;
	uint32_t clock;			/* enum provider_clock */
	uint32_t watch_s;		/* look for a changed configuration so often; 0: never */
};

extern const struct conf_key provider_conf_keys[];
extern const struct conf_key line_conf_keys[];	/* of every [line], whatever its driver */
extern const struct conf_key phone_conf_keys[];	/* ... of every [phone] */

struct config {
	struct provider_conf provider;
	void **driver_conf;		/* a record for each of drivers[] */
	struct line **lines;
	uint32_t count;
	struct phone **phones;
	uint32_t phone_count;
	uint64_t stamp;			/* of the file: another one, another content */
};

/* Read the file at `path` whole. Any error is one sentence in `why`, with file
 * and row where there is one, and nothing is made. */
enum err config_read(struct config *out, struct provider *provider, const char *path,
		     struct buf *why);
void config_free(struct config *config);	/* with the lines and phones that are still in it */
void config_line_free(struct line *line);	/* NULL is fine */
void config_phone_free(struct phone *phone);	/* NULL is fine */

#endif
