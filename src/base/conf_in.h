/* SPDX-License-Identifier: MIT
 * conf_in.h - what the files of this room share.
 */
#ifndef BASE_CONF_IN_H
#define BASE_CONF_IN_H

#include "base/conf.h"

#define CONF_SHOWN 60		/* bytes of a wrong word or value that a sentence shows */

/* What every step needs to read a value and to complain about it. */
struct fill {
	const struct conf_file *file;
	const struct conf_section *section;	/* NULL: it is not in the file */
	struct buf *why;
};

/* ERR_CONFIG if the section has a key that is in neither table. */
enum err conf_check_keys(struct fill *fill, const struct conf_key *keys, const struct conf_key *more);

/* The largest number that a key takes, in its field's unit. */
uint32_t conf_max(const struct conf_key *key);

#endif
