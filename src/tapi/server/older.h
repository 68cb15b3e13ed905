/* SPDX-License-Identifier: MIT
 * older.h - what an application of an older version of TAPI is told.
 *
 * The provider speaks its newest version. A record is turned into the application's length
 * by shape.h; here bits, modes and messages that its version does not know are taken away
 * or become what they were called then (R-VER-6, R-VER-7).
 */
#ifndef SERVER_OLDER_H
#define SERVER_OLDER_H

#include "abi/names.h"
#include "abi/sizes.h"
#include "tapi/event.h"
#include <stdbool.h>

/* Turn an event for an application of `version`. False: it is not told. */
bool older_event(DWORD version, struct event *event);

/* What a record, which is of `version` by its length, says too much. */
void older_record(enum abi_struct which, void *record, DWORD version);

/* What comes with a call's state, for that version. */
DWORD older_mode(DWORD version, DWORD state, DWORD mode);

/* The bits of a group that are newer than `version`. */
DWORD older_unknown(enum name_group group, DWORD version);

#endif
