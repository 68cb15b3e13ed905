/* SPDX-License-Identifier: MIT
 * specific.h - what is the vendor's own: parts of records, and news. Nobody gets
 * any of it but who agreed on a version of the extension (R-EXT-5, R-EXT-6).
 */
#ifndef MODEL_SPECIFIC_H
#define MODEL_SPECIFIC_H

#include "abi/tapi.h"
#include "base/buf.h"

struct call;
struct line;
struct phone;

#define SPECIFIC_MAX 1024	/* bytes of such a part */

/* The records that have such a part (dwDevSpecificSize). */
enum specific_record {
	SPECIFIC_LINE_CAPS, SPECIFIC_ADDRESS_CAPS, SPECIFIC_LINE_STATUS, SPECIFIC_CALL_INFO,
	SPECIFIC_PHONE_CAPS, SPECIFIC_PHONE_STATUS,
};

struct specific {
	enum specific_record record;
	const struct line *line;	/* of phones: NULL */
	const struct phone *phone;	/* of phones only */
	const struct call *call;	/* CALL_INFO */
	DWORD version;			/* of the extension; 0: nothing is wanted */
};

/* Append it, as the driver has it, to `out`. */
void specific_write(struct buf *out, const struct specific *of);

/* LINE_DEVSPECIFIC of a line, LINE_CALLDEVSPECIFIC of a call, PHONE_DEVSPECIFIC of a
 * phone, for who selected at least `version` of the extension. */
void specific_line(struct line *line, DWORD version, const DWORD params[3]);
void specific_call(struct call *call, DWORD version, const DWORD params[3]);
void specific_phone(struct phone *phone, DWORD version, const DWORD params[3]);

/* A button's function was used there: LINE_DEVSPECIFICFEATURE, LINE_CALLDEVSPECIFICFEATURE. */
void specific_line_feature(struct line *line, DWORD function, DWORD p2);
void specific_call_feature(struct call *call, DWORD function, DWORD p2);

/* That part of the status (of the call's info) changed. A call that is NULL is fine. */
void specific_line_changed(struct line *line);
void specific_call_changed(struct call *call);
void specific_phone_changed(struct phone *phone);

#endif
