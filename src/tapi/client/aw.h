/* SPDX-License-Identifier: MIT
 * aw.h - the functions of TAPI that exist for texts of both forms.
 *
 * They are written once, in aw/, and compiled twice: by ansi.c as lineDialA, by wide.c as
 * lineDialW. The plain name lineDial is a second name of lineDialA (exports.def). The
 * functions there have these words: AW(name), IN_TEXT and OUT_TEXT, the types of texts
 * that are read and written, and FORM.
 */
#ifndef CLIENT_AW_H
#define CLIENT_AW_H

#include "ask.h"
#include "functions.h"
#include "location.h"
#include "ui.h"

#define IS_UTF16 0xFFFFFFFFu	/* the code page of records that have none */
#define LOCATION_UNITS 8	/* characters of a country's and a city's code */

/* A pointer that must be given. */
static inline void need(struct ask *ask, const void *pointer)
{
	if (!pointer)
		ask_fail(ask, ERR_POINTER);
}

/* What the two forms have beyond requests (aw.c). */

/* The slot of `count` entries of `each` bytes; NULL stays NULL. */
DWORD entries(struct ask *ask, const void *at, DWORD count, DWORD each);

/* A number for where the digits go that ask->device gathers; a failed one counts as the
 * argument's. */
DWORD gather(struct ask *ask, void *digits, DWORD count);
void gather_not(DWORD number);		/* the request failed */

/* The slot of a text of `size` bytes in the program's form, and how many bytes it has in
 * ours. */
DWORD sized_text(struct ask *ask, const void *text, DWORD size, DWORD *bytes);

/* A text of at most `units` characters with their terminator, to the program. */
void text_out(void *to, const WCHAR *text, DWORD units, enum shape_text form);
void request_out(void *to, const LINEREQMAKECALLW *request, enum shape_text form);

/* What a line or phone is that is being opened; NULL: `ask` has the error. open_end() with
 * its handle, or 0: it was not opened. */
struct open *open_begin(struct ask *ask, DWORD app, DWORD_PTR instance);
void open_end(struct open *open, DWORD handle);

/* The calls of a list that came for a line, or a call, have records of its version. */
void learn_calls(DWORD device, const LINECALLLIST *list);

/* How an application begins (initialize.c): LINE- or PHONEINITIALIZEEXPARAMS, which are the
 * same. For lineInitialize, `version` and `params` are NULL. */
struct beginning {
	LINECALLBACK callback;
	LPDWORD version;
	LPLINEINITIALIZEEXPARAMS params;
};
LONG app_begin(struct ask *ask, const struct beginning *it, DWORD name, DWORD *app, DWORD *devices);

#endif
