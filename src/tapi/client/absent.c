/* SPDX-License-Identifier: MIT
 * absent.c - names that TAPI's library has and nobody may use. */
#include "abi/tapi.h"

#define EXPORT(name, bytes)
#define PLAIN(name, bytes)
#define ABSENT(name)								\
	LONG WINAPI name(void);							\
	LONG WINAPI name(void) { return LINEERR_OPERATIONUNAVAIL; }
#include "exports.def"
