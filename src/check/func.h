/* SPDX-License-Identifier: MIT
 * func.h - the table of functions: what is behind each one that is exported.
 *
 * A probe calls the function where it must make sense and looks whether the
 * effect came that the contract promises and whether the capabilities say the
 * same. It ends with real(), unreal() or lying(); untried(), or skip() in a
 * scene that could not be played, is for what could not be decided.
 */
#ifndef CHECK_FUNC_H
#define CHECK_FUNC_H

#include "check/check.h"

struct func {
	const char *name;	/* "lineHold"; NULL ends */
	void (*probe)(struct check *c, const char *name);
	bool once;		/* at the highest version only, not at each */
};

extern const struct func *const func_groups[];
const struct func *func_named(const char *name);

void func_run(struct check *c, const char *name);

_Noreturn void real(struct check *c, const char *format, ...) PRINTF_LIKE(2, 3);
_Noreturn void unreal(struct check *c);		/* it answers OPERATIONUNAVAIL */
_Noreturn void untried(struct check *c, const char *why);
_Noreturn void lying(struct check *c, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
