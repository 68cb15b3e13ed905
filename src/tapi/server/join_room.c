/* SPDX-License-Identifier: MIT
 * join_room.c - two calls and more: swap, transfer, conference. */
#include "tapi/server/ask.h"
#include "tapi/server/turn.h"

SERVES(lineSwapHold)
{
	struct ask ask = ask_owner(turn, in->request, in->active);
	HDRVCALL held = ask_other(&ask, in->held, LINEERR_INVALCALLHANDLE);

	return ASK(&ask, lineSwapHold, ask.hdcall, held);
}

/* --- transfer ----------------------------------------------------------------------- */

SERVES(lineSetUpTransfer)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	ask.context = in->context;
	ask.births = 1;
	ask_params(&ask, in->params);
	return ASK(&ask, lineSetupTransfer, ask.hdcall, ask.htborn[0], ask.born[0], ask.params);
}

/* A conference call is born only where the two calls become one (R-XFER-2). */
SERVES(lineCompleteTransfer)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	HDRVCALL consult = ask_other(&ask, in->consult, LINEERR_INVALCONSULTCALLHANDLE);

	ask.context = in->context;
	ask.births = in->mode == LINETRANSFERMODE_CONFERENCE;
	ask_check(&ask, ask.births || in->mode == LINETRANSFERMODE_TRANSFER,
		  LINEERR_INVALTRANSFERMODE);
	return ASK(&ask, lineCompleteTransfer, ask.hdcall, consult, ask.htborn[0], ask.born[0],
		   in->mode);
}

SERVES(lineBlindTransfer)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	LPCWSTR dest = ask_text(&ask, in->dest);

	return ASK(&ask, lineBlindTransfer, ask.hdcall, dest, in->country);
}

/* --- conference --------------------------------------------------------------------- */

/* A conference may begin with a call, or, where the provider can, with the line only
 * (R-CONF-1). */
SERVES(lineSetUpConference)
{
	struct ask ask = in->call ? ask_owner(turn, in->request, in->call)
				  : ask_line(turn, in->request, in->line);

	ask.context = in->context;
	ask.births = 2;
	ask_params(&ask, in->params);
	return ASK(&ask, lineSetupConference, ask.hdcall, ask.hdline, ask.htborn[0], ask.born[0],
		   ask.htborn[1], ask.born[1], in->parties, ask.params);
}

/* What is wrong with a call is wrong with a conference here. */
static struct ask ask_conference(struct turn *turn, DWORD request, DWORD conference)
{
	struct ask ask = ask_owner(turn, request, conference);

	if (ask.answer == (LONG)LINEERR_INVALCALLHANDLE)
		ask.answer = (LONG)LINEERR_INVALCONFCALLHANDLE;
	return ask;
}

SERVES(linePrepareAddToConference)
{
	struct ask ask = ask_conference(turn, in->request, in->conference);

	ask.context = in->context;
	ask.births = 1;
	ask_params(&ask, in->params);
	return ASK(&ask, linePrepareAddToConference, ask.hdcall, ask.htborn[0], ask.born[0],
		   ask.params);
}

SERVES(lineAddToConference)
{
	struct ask ask = ask_conference(turn, in->request, in->conference);
	HDRVCALL consult = ask_other(&ask, in->consult, LINEERR_INVALCALLHANDLE);

	return ASK(&ask, lineAddToConference, ask.hdcall, consult);
}

SERVES(lineRemoveFromConference)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineRemoveFromConference, ask.hdcall);
}

const struct serve join_room[] = {
	SERVE(lineSwapHold), SERVE(lineSetUpTransfer), SERVE(lineCompleteTransfer),
	SERVE(lineBlindTransfer), SERVE(lineSetUpConference), SERVE(linePrepareAddToConference),
	SERVE(lineAddToConference), SERVE(lineRemoveFromConference), SERVE_END,
};
