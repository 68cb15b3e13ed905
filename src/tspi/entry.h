/* SPDX-License-Identifier: MIT
 * entry.h - what the entries of calls have in common. All but entry_ask() is
 * for who has entered the desk already. */
#ifndef TSPI_ENTRY_H
#define TSPI_ENTRY_H

#include "tspi/door.h"
#include "model/info.h"
#include "tspi/params.h"

/* The call of a handle. ERR_CALL; then *out is NULL. */
enum err entry_call(struct call **out, struct desk *desk, HDRVCALL handle);

/* The open line of a handle, that has this address. ERR_LINE, ERR_ADDRESSID. */
enum err entry_line(struct line **out, struct desk *desk, HDRVLINE handle, DWORD address);

/* The address that a call is to be made from; params_read() saw to it that it is there. */
struct address *entry_origin(const struct line *line, const struct call_params *params);

/* Flags of lineSetupTransfer and lineSetupConference only. */
#define ENTRY_SETUP_FLAGS (LINECALLPARAMFLAGS_ONESTEPTRANSFER | LINECALLPARAMFLAGS_NOHOLDCONFERENCE)

/* Write the handle, before anything can happen to the call (R-HND-5). */
void entry_handle(LPHDRVCALL out, const struct call *call);

/* `dest` as it can be dialled on `line`, to be freed with mem_free(). NULL is
 * ERR_ADDRESS. */
enum err entry_address(char **out, const struct line *line, LPCWSTR dest);

/* A whole asynchronous entry, besides finding what `args` need. */
LONG entry_ask(const char *function, DRV_REQUESTID request, HDRVCALL call, enum call_op op,
	       const struct call_args *args);

/* The end of one: say at the desk what it returns, and leave. */
LONG entry_end(const char *function, DRV_REQUESTID request, const char *who, enum err err);

#endif
