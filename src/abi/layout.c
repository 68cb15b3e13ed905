/* SPDX-License-Identifier: MIT
 * layout.c - the compiler holds records and constants to their tables.
 *
 * Nothing here runs. On Windows this checks the SDK's headers, elsewhere our
 * own: both must be the contract that layout.def and constants.def state. */
#include "abi/tspi.h"

#define NOW(x86, x64) (sizeof(void *) == 8 ? (x64) : (x86))

#define STRUCT(name, x86, x64) \
	_Static_assert(sizeof(name) == NOW(x86, x64), #name);
#define FIELD(type, field, x86, x64, size_x86, size_x64) \
	_Static_assert(offsetof(type, field) == NOW(x86, x64), #type "." #field); \
	_Static_assert(sizeof(((type *)0)->field) == NOW(size_x86, size_x64), #type "." #field);
#include "abi/layout.def"

#define CONSTANT(name, value, group, since) \
	_Static_assert((DWORD)(name) == (DWORD)(value), #name);
#include "abi/constants.def"
