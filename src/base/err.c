/* SPDX-License-Identifier: MIT
 * err.c - err.def as three columns. */
#include "base/err.h"

static const struct {
	LONG line, phone;
	const char *sentence;
} errors[ERR_COUNT] = {
	[OK] = { 0, 0, "it worked" },
#define ERR(name, line_, phone_, sentence_) \
	[ERR_##name] = { (LONG)(line_), (LONG)(phone_), sentence_ },
#include "base/err.def"
#undef ERR
};

const char *err_text(enum err err)
{
	return (unsigned)err < ERR_COUNT ? errors[err].sentence : "an error without a name";
}

LONG err_line(enum err err)
{
	return (unsigned)err < ERR_COUNT ? errors[err].line : (LONG)LINEERR_OPERATIONFAILED;
}

LONG err_phone(enum err err)
{
	return (unsigned)err < ERR_COUNT ? errors[err].phone : (LONG)PHONEERR_OPERATIONFAILED;
}
