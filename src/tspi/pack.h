/* SPDX-License-Identifier: MIT
 * pack.h - lines and calls as the records that TAPI reads.
 *
 * Each fills `out`, which TAPI owns, at `version`; ERR_TOOSMALL when the fixed
 * part does not fit (R-STRUCT-3), ERR_POINTER for NULL. What is TAPI's own in a
 * record is left alone (R-STRUCT-11, R-STRUCT-12).
 */
#ifndef TSPI_PACK_H
#define TSPI_PACK_H

#include "model/line.h"

enum err pack_devcaps(LINEDEVCAPS *out, const struct line *line, DWORD version, DWORD ext_version);
enum err pack_addresscaps(LINEADDRESSCAPS *out, const struct address *address, DWORD version,
			  DWORD ext_version);
enum err pack_devstatus(LINEDEVSTATUS *out, const struct line *line);
enum err pack_addressstatus(LINEADDRESSSTATUS *out, const struct address *address);
enum err pack_callinfo(LINECALLINFO *out, const struct call *call);
enum err pack_callstatus(LINECALLSTATUS *out, const struct call *call);
enum err pack_tracking(LINECALLHUBTRACKINGINFO *out, const struct line *line);

/* The bytes of a LINEFORWARD at `version` (R-STRUCT-17). */
DWORD pack_forward_size(DWORD version);

/* A VARSTRING with `size` bytes in `format` (STRINGFORMAT_). */
enum err pack_varstring(VARSTRING *out, DWORD format, const void *bytes, size_t size);

#endif
