/* SPDX-License-Identifier: MIT
 * names.h - TAPI's constants as words, and words as constants.
 *
 * The word of LINECALLSTATE_ONHOLD is "ONHOLD", and "onhold" where people read
 * it. A group is the first half of the constants' names; NAME_OTHER holds
 * limits and markers, under their whole names. All from constants.def, looked
 * up row by row: for logs, tools and tests, not for every packet.
 */
#ifndef ABI_NAMES_H
#define ABI_NAMES_H

#include "abi/tapi.h"
#include <stdbool.h>

enum name_group {
#define GROUP(name, kind) NAME_##name,
#include "abi/groups.def"
#undef GROUP
	NAME_GROUP_COUNT
};

/* A row of constants.def. */
struct name {
	const char *whole;	/* "LINECALLSTATE_ONHOLD" */
	const char *word;	/* "ONHOLD", the end of it */
	DWORD value;
	DWORD since;		/* version of TAPI; 0: not documented */
	enum name_group group;
};

#define NAME_TEXT_SIZE 512	/* bytes: enough for any set of bits there is */

/* Row `i` of constants.def, from 0; NULL behind the last. */
const struct name *name_at(size_t i);

/* "LINECALLSTATE", for a title. */
const char *name_of_group(enum name_group group);

/* The word of one value; NULL: it has none. */
const char *name_of(enum name_group group, DWORD value);

/* The same for people, "onhold", or "0x80000000" for what has no word. Writes
 * at most `size` bytes with a terminator, and returns `out`. */
const char *name_words(enum name_group group, DWORD value, char *out, size_t size);

/* A set of bits, "hold|drop|0x80000000"; "none" for 0. */
const char *name_bits(enum name_group group, DWORD bits, char *out, size_t size);

/* "LINEERR_NOMEM"; "OK" for 0, "unknown error" for what is in no table. */
const char *name_error(LONG error);

/* "LINE_CALLSTATE", "PHONE_BUTTON"; "unknown message". */
const char *name_message(DWORD message);

/* What name_words() and name_bits() write, read again: words in either case,
 * numbers, "none", joined by '|'. If not: 0, and *found (which may be NULL)
 * becomes false. */
DWORD name_value(enum name_group group, const char *words, bool *found);

/* All bits of a group that exist at `version`: what may be told to somebody who
 * agreed on it (R-VER-6). */
DWORD name_known_bits(enum name_group group, DWORD version);

#endif
