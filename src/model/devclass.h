/* SPDX-License-Identifier: MIT
 * devclass.h - what else a line or a phone is: the classes of devices for which
 * lineGetID and phoneGetID know an id, one table for them and for the lists of
 * classes in the capabilities (R-GETID-6). A class is there only if there is
 * such a device.
 */
#ifndef MODEL_DEVCLASS_H
#define MODEL_DEVCLASS_H

#include "abi/tapi.h"
#include "base/buf.h"
#include "base/err.h"

struct call;
struct line;
struct phone;

#define DEVCLASS_MAX 8		/* classes in the table, at most */

/* The id of the device of class `name` (in any case, R-GETID-2), appended to `out`
 * in *format (STRINGFORMAT_). A HANDLE in it is NULL. ERR_DEVICECLASS: there is none. */
enum err devclass_of_line(struct buf *out, DWORD *format, const struct line *line, const char *name);
enum err devclass_of_phone(struct buf *out, DWORD *format, const struct phone *phone, const char *name);

/* What the id of that class begins with, if the class is one whose ids begin with a HANDLE:
 * the stream of the call, the driver's, to be copied at the desk. PASSING_NONE: that class
 * has none, or the call has none now. ERR_DEVICECLASS, ERR_RESOURCE. */
enum err devclass_stream(intptr_t *out, const struct call *call, const char *name);

/* The names of all classes that there are; returns how many. */
DWORD devclass_names_of_line(const char *names[DEVCLASS_MAX], const struct line *line);
DWORD devclass_names_of_phone(const char *names[DEVCLASS_MAX], const struct phone *phone);

/* Whether the device of class `name` is the line itself, so that it has the line's
 * configuration (R-GETID-7). */
bool devclass_is_line(const char *name);

#endif
