/* SPDX-License-Identifier: MIT
 * thunk.c - functions of TSPI that ask another process.
 *
 * They carry nothing that says of which provider they are, so each slot of a host has a
 * set of its own (as slot.c has of TAPI's procedures). All is made of functions.def and
 * rows.h, and so is the table of what the parameters are.
 */
#include "host/apart/in.h"

_Static_assert(HOST_MAX == 8, "a set of functions for each slot");

/* --- the functions -------------------------------------------------------------------- */

#define VALUE(x) (DWORD_PTR)(x),
#define REQUEST(x) VALUE(x)
#define PROCESS(x) VALUE(x)
#define LINE_ID(x) VALUE(x)
#define PHONE_ID(x) VALUE(x)
#define LINE(x) VALUE(x)
#define CALL(x) VALUE(x)
#define PHONE(x) VALUE(x)
#define BORN(x) VALUE(x)
#define WIDE(x) VALUE(x)
#define FIXED(x, type) VALUE(x)
#define GIVES(x, type) VALUE(x)
#define ARRAY(x, type, at) VALUE(x)
#define BLOCK(x, at) VALUE(x)
#define READS(x) VALUE(x)
#define RECORD(x) VALUE(x)
#define DIGITS(x) VALUE(x)
#define NAME(x) VALUE(x)
#define ON_LINE(x) VALUE(x)
#define ON_PHONE(x) VALUE(x)
#define ON_DONE(x) VALUE(x)
#include "host/apart/rows.h"

#define COUNT_(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define COUNT(...) COUNT_(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

#define THUNK(name, slot, fn, params, args)					\
static LONG TSPIAPI name params							\
{										\
	const DWORD_PTR values[] = { args };					\
										\
	_Static_assert(sizeof(values) / sizeof(values[0]) == COUNT params,	\
		       "a row of rows.h has as many parameters as the function"); \
	return apart_ask(slot, fn, values);					\
}
#define TUISPI(name, answers, level, since, params)
#define TSPI(name, answers, level, since, params)				\
	THUNK(apart0_##name, 0, APART_FN_##name, params, APART_##name)		\
	THUNK(apart1_##name, 1, APART_FN_##name, params, APART_##name)		\
	THUNK(apart2_##name, 2, APART_FN_##name, params, APART_##name)		\
	THUNK(apart3_##name, 3, APART_FN_##name, params, APART_##name)		\
	THUNK(apart4_##name, 4, APART_FN_##name, params, APART_##name)		\
	THUNK(apart5_##name, 5, APART_FN_##name, params, APART_##name)		\
	THUNK(apart6_##name, 6, APART_FN_##name, params, APART_##name)		\
	THUNK(apart7_##name, 7, APART_FN_##name, params, APART_##name)
#include "abi/functions.def"
#undef TSPI

typedef void (*anything)(void);
static const anything thunks[APART_FN_COUNT][HOST_MAX] = {
#define TSPI(name, answers, level, since, params) {				\
	(anything)apart0_##name, (anything)apart1_##name, (anything)apart2_##name, \
	(anything)apart3_##name, (anything)apart4_##name, (anything)apart5_##name, \
	(anything)apart6_##name, (anything)apart7_##name },
#include "abi/functions.def"
#undef TSPI
};
#undef TUISPI

/* --- the table ------------------------------------------------------------------------- */

#undef VALUE
#undef REQUEST
#undef PROCESS
#undef LINE_ID
#undef PHONE_ID
#undef LINE
#undef CALL
#undef PHONE
#undef BORN
#undef WIDE
#undef FIXED
#undef GIVES
#undef ARRAY
#undef BLOCK
#undef READS
#undef RECORD
#undef DIGITS
#undef NAME
#undef ON_LINE
#undef ON_PHONE
#undef ON_DONE
#define VALUE(x) { APART_VALUE, 0, 0 },
#define REQUEST(x) { APART_REQUEST, 0, 0 },
#define PROCESS(x) { APART_PROCESS, 0, 0 },
#define LINE_ID(x) { APART_LINE_ID, 0, 0 },
#define PHONE_ID(x) { APART_PHONE_ID, 0, 0 },
#define LINE(x) { APART_LINE, 0, 0 },
#define CALL(x) { APART_CALL, 0, 0 },
#define PHONE(x) { APART_PHONE, 0, 0 },
#define BORN(x) { APART_BORN, 0, 0 },
#define WIDE(x) { APART_TEXT, 0, 0 },
#define FIXED(x, type) { APART_FIXED, sizeof(type), 0 },
#define GIVES(x, type) { APART_GIVES, sizeof(type), 0 },
#define ARRAY(x, type, at) { APART_ARRAY, sizeof(type), at },
#define BLOCK(x, at) { APART_BLOCK, 1, at },
#define READS(x) { APART_READS, 0, 0 },
#define RECORD(x) { APART_RECORD, 0, 0 },
#define DIGITS(x) { APART_COLLECTS, sizeof(WCHAR), 1 },
#define NAME(x) { APART_NAME, 0, 0 },
#define ON_LINE(x) { APART_ON_LINE, 0, 0 },
#define ON_PHONE(x) { APART_ON_PHONE, 0, 0 },
#define ON_DONE(x) { APART_ON_DONE, 0, 0 },
#define SYNC false
#define ASYNC true
#define BIRTH true

/* `#name` begins with "phone" for functions whose errors are PHONEERR_. */
const struct apart_row apart_rows[APART_FN_COUNT] = {
#define TUISPI(name, answers, level, since, params)
#define TSPI(name, answers, level, since, params)				\
	{ #name, answers, #name[0] == 'p' && #name[1] == 'h', COUNT params, { APART_##name } },
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};

void apart_fill(struct tspi *out, int slot, const unsigned char *exported)
{
	anything fn;

#define TUISPI(name, answers, level, since, params)
#define TSPI(name, answers, level, since, params)				\
	fn = exported[APART_FN_##name] ? thunks[APART_FN_##name][slot] : NULL;	\
	memcpy(&out->name, &fn, sizeof(fn));
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
}
