/* SPDX-License-Identifier: MIT
 * pack_in.h - what the files that pack records share and nobody else needs. */
#ifndef TSPI_PACK_IN_H
#define TSPI_PACK_IN_H

#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "model/specific.h"
#include "tspi/pack.h"

#define AT(type, field) offsetof(type, field)

/* R-STRUCT-18: a held call is not active. */
#define ACTIVE (CALLSTATE_ALL & ~(LINECALLSTATE_IDLE | CALLSTATE_HELD))
#define PENDING (LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER)

/* Open `out` for writing and zero all that is not TAPI's own in it (R-STRUCT-2,
 * R-STRUCT-11). ERR_POINTER, ERR_TOOSMALL. */
enum err pack_begin(struct vardata *v, void *out, enum abi_struct which, DWORD version);

/* Only bits that exist at `version` may be told (R-VER-6). */
DWORD pack_known(enum name_group group, DWORD bits, DWORD version);

/* What is the vendor's own of a record (R-EXT-6). */
void pack_specific(struct vardata *v, size_t field, const struct specific *of);

#endif
