/* SPDX-License-Identifier: MIT
 * priority.c - lists of programs. */
#include "tapi/server/priority.h"

unsigned priority_of(const struct server *server, DWORD media_mode, const char *module)
{
	return PRIORITY_NONE;
}
