/* SPDX-License-Identifier: MIT
 * calls.c - the functions of calls.def, in both their forms. */
#include "tapiconf.h"

#define VALUE(n, right) (x.changed[n] ? x.value[n] : (DWORD)(right))
#define M(right) VALUE(0, right)
#define D(right) VALUE(1, right)
#define E(right) VALUE(2, right)
#define SIZE_OF(text) ((text) ? (DWORD)strlen(text) + 1 : 4)
#undef OUT
#define OUT(member) x.member

#define S(member) (char *)x.member.a
#define S_SIZE(member) SIZE_OF(x.member.a)
#undef TEXT
#define TEXT(member) (char *)x.member.a
#define TEXT_OUT(member) x.member
#define ONE(function, need, arguments) static LONG call_##function(void) { return function arguments; }
#define TWO(function, need, arguments) static LONG call_##function##A(void) { return function##A arguments; }
#include "calls.def"
#undef ONE
#undef TWO
#undef S
#undef S_SIZE
#undef TEXT

#define S(member) x.member.w
#define S_SIZE(member) SIZE_OF(x.member.a) * 2
#define TEXT(member) x.member.w
#define ONE(function, need, arguments)
#define TWO(function, need, arguments) static LONG call_##function##W(void) { return function##W arguments; }
#include "calls.def"
#undef ONE
#undef TWO

#define ONE(function, need, arguments) { #function, ' ', need, call_##function },
#define TWO(function, need, arguments) \
	{ #function, 'A', need, call_##function##A }, { #function, 'W', need, call_##function##W },
const struct function functions[] = {
#include "calls.def"
	{ NULL, 0, NONE, NULL },
};

const struct wanted wanted[] = {
#include "wanted.inc"
	{ NULL, NULL, 0, NULL },
};
