/* SPDX-License-Identifier: MIT
 * sizes.c - see sizes.h. */
#include "abi/sizes.h"
#include "abi/tspi.h"

#define VERSIONS 7
#define WIDE(bytes) (sizeof(void *) == 8 ? (bytes) : 0)

static const DWORD versions[VERSIONS] = {
	TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1,
};

static const struct {
	WORD at[VERSIONS], wide;
} sizes[ABI_STRUCT_COUNT] = {
#define SIZES(name, v13, v14, v20, v21, v22, v30, v31, wide) \
	[ABI_##name] = { { v13, v14, v20, v21, v22, v30, v31 }, WIDE(wide) },
#include "abi/sizes.def"
#undef SIZES
};

/* The newest version's fixed part is what the header declares. */
#define SIZES(name, v13, v14, v20, v21, v22, v30, v31, wide) \
	_Static_assert(sizeof(name) == (v31) + WIDE(wide), #name);
#include "abi/sizes.def"
#undef SIZES

DWORD abi_fixed_size(enum abi_struct which, DWORD version)
{
	int i = VERSIONS - 1;

	if ((unsigned)which >= ABI_STRUCT_COUNT)
		return 0;
	while (i >= 0 && versions[i] > version)
		i--;
	if (i < 0 || sizes[which].at[i] == 0)
		return 0;
	return (DWORD)sizes[which].at[i] + sizes[which].wide;
}
