/* SPDX-License-Identifier: MIT
 * sizes.h - how long the fixed part of a record is at a version of TAPI.
 *
 * A record grew with the versions; what two sides exchange has the length of
 * the version they agreed on, which sizeof does not know (R-VER-4, R-VER-5,
 * R-STRUCT-17).
 */
#ifndef ABI_SIZES_H
#define ABI_SIZES_H

#include "abi/tapi.h"

/* The versions there are (R-VER-2). */
#define TAPI_1_3 0x00010003
#define TAPI_1_4 0x00010004
#define TAPI_2_0 0x00020000
#define TAPI_2_1 0x00020001
#define TAPI_2_2 0x00020002
#define TAPI_3_0 0x00030000
#define TAPI_3_1 0x00030001

enum abi_struct {
#define SIZES(name, v13, v14, v20, v21, v22, v30, v31, wide) ABI_##name,
#include "abi/sizes.def"
#undef SIZES
	ABI_STRUCT_COUNT
};

/* In bytes; 0: there is no such record at `version`. A version between two
 * counts as the lower, one above all as the last. */
DWORD abi_fixed_size(enum abi_struct which, DWORD version);

#endif
