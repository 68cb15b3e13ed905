/* SPDX-License-Identifier: MIT
 * status.c - lineSetLineDevStatus: what a line is told to be. */
#include "tspi/entry.h"

LONG TSPIAPI TSPI_lineSetLineDevStatus(DRV_REQUESTID request, HDRVLINE hdline, DWORD status, DWORD on)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, 0);

	if (!err && !line->driver->line[LINE_OP_SET_STATUS])
		err = ERR_UNAVAIL;
	if (!err && (!status || (status & ~line->driver->traits->settable_status)))
		err = ERR_PARAM;
	if (!err)
		err = line_ask(line, LINE_OP_SET_STATUS, request,
			       &(struct line_args){ .status = status, .enable = on != 0 });
	return entry_end(__func__, request, line ? line->name : NULL, err);
}
