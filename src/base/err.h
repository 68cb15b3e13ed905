/* SPDX-License-Identifier: MIT
 * err.h - the one set of errors inside OpenTSP.
 *
 * Functions return `enum err`; OK is 0. What a peer does (busy, 404, NO
 * CARRIER) is an event and never stands here. The turn to LINEERR_* and
 * PHONEERR_* is made at the front door only, by err_line() and err_phone().
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "abi/tapi.h"

enum err {
	OK,
#define ERR(name, line, phone, sentence) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_COUNT
};

/* One sentence for people, without a full stop; never NULL. */
const char *err_text(enum err err);

/* The LINEERR_* / PHONEERR_* for `err`; 0 for OK. */
LONG err_line(enum err err);
LONG err_phone(enum err err);

#endif
