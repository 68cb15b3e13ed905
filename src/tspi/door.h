/* SPDX-License-Identifier: MIT
 * door.h - the front door: where TAPI's threads come in and how they are
 * answered. An entry translates and nothing more:
 *
 *   enter, find the object, ask the model, leave, answer
 */
#ifndef TSPI_DOOR_H
#define TSPI_DOOR_H

#include "model/line.h"

/* Enter the desk of this library. */
struct desk *door_enter(void);
void door_leave(void);

/* What an entry returns: 0 or the negative LINEERR_ (PHONEERR_ for phones) of
 * `err`; each error leaves one sentence of why in the log. `function` is
 * __func__, `who` the object or NULL. */
LONG door_answer(const char *function, const char *who, enum err err);

/* The same for asynchronous entries: the request's own id for OK (R-ASYNC-2). */
LONG door_begun(const char *function, const char *who, enum err err, DRV_REQUESTID request);

/* The door knows these versions of TSPI. */
#define TSPI_LOWEST  0x00010003
#define TSPI_HIGHEST 0x00030001

/* The highest version that both sides know; false: there is none (R-VER-1). */
bool door_version(DWORD low, DWORD high, DWORD *out);

/* UTF-16 of TAPI as UTF-8, for the time of one entry; the caller frees it with
 * mem_free(). NULL stays NULL with OK. ERR_NOMEM, ERR_ADDRESS (longer than any
 * address may be). */
enum err door_text(char **out, LPCWSTR text);

#endif
