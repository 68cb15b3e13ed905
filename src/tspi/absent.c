/* SPDX-License-Identifier: MIT
 * absent.c - the functions of functions.def that no file here defines.
 *
 * They are exported all the same and say what is so: OPERATIONUNAVAIL. Which
 * ones they are is found by the build (cmake/here.cmake looks for definitions
 * and makes here.h), so writing one elsewhere takes it out of here.
 */
#include "tspi/door.h"
#include "here.h"

/* HERE_TSPI_x is `~, 1` for what is defined elsewhere and nothing otherwise. */
#define SECOND(a, b, ...) b
#define IS_HERE(...) SECOND(__VA_ARGS__, 0, ~)
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#define DEFINE_1(name, params)
#define DEFINE_0(name, params)						\
	LONG TSPIAPI name params					\
	{								\
		return door_answer(__func__, NULL, ERR_UNAVAIL);	\
	}

#define TSPI(name, answers, level, since, params) \
	JOIN(DEFINE_, IS_HERE(HERE_TSPI_##name))(TSPI_##name, params)
#define TUISPI(name, answers, level, since, params) \
	JOIN(DEFINE_, IS_HERE(HERE_TUISPI_##name))(TUISPI_##name, params)
#include "abi/functions.def"
