/* SPDX-License-Identifier: MIT
 * shape.h - TAPI's records from one form into another.
 *
 * The same record has another length at each version of TAPI, and texts of UTF-16
 * or of the A functions. What a record holds, shape.def knows; here records are
 * checked and written anew by it: the server turns what a provider said at its
 * version into the application's, the client library turns texts. What does not
 * fit is left out as vardata.h says. No pointer of a record is believed.
 */
#ifndef TAPI_SHAPE_H
#define TAPI_SHAPE_H

#include "abi/sizes.h"
#include "base/err.h"

enum shape_text { SHAPE_WIDE, SHAPE_ANSI };

struct shape_form {
	DWORD version;		/* of TAPI */
	enum shape_text text;
};

/* Whether each variable field of a record that somebody gave lies inside its
 * dwTotalSize, which is not more than `size`. NULL, or a sentence for the log. */
const char *shape_check(enum abi_struct which, const void *record, DWORD size, DWORD version);

/* Fill `to`, whose dwTotalSize says what there is, with `from`. ERR_TOOSMALL: not
 * even the fixed part fits, `from` is shorter than its own, or one of the versions has
 * no such record; ERR_NOMEM. */
enum err shape_copy(enum abi_struct which, void *to, struct shape_form to_form,
		    const void *from, struct shape_form from_form);

/* A new record with all of `from`, for mem_free(). Errors as above. */
enum err shape_turn(void **out, enum abi_struct which, struct shape_form to_form,
		    const void *from, struct shape_form from_form);

#endif
