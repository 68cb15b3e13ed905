/* SPDX-License-Identifier: MIT
 * call_room.c - what applications ask of calls. */
#include "tapi/server/ask.h"
#include "tapi/server/call.h"
#include "tapi/server/turn.h"

#define BEARERS 0xFFu		/* LINEBEARERMODE_ */

SERVES(lineMakeCall)
{
	struct ask ask = ask_line(turn, in->request, in->line);

	ask.context = in->context;
	ask.births = 1;
	ask_params(&ask, in->params);
	return ASK(&ask, lineMakeCall, ask.hdline, ask.htborn[0], ask.born[0],
		   ask_at(&ask, in->dest), in->country, ask.params);
}

/* --- what an owner asks of one call -------------------------------------------------- */

SERVES(lineAccept)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineAccept, ask.hdcall, ask_at(&ask, in->uui), in->size);
}

SERVES(lineAnswer)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineAnswer, ask.hdcall, ask_at(&ask, in->uui), in->size);
}

SERVES(lineDrop)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineDrop, ask.hdcall, ask_at(&ask, in->uui), in->size);
}

SERVES(lineDial)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	LPCWSTR dest = ask_text(&ask, in->dest);

	return ASK(&ask, lineDial, ask.hdcall, dest, in->country);
}

SERVES(lineRedirect)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	LPCWSTR dest = ask_text(&ask, in->dest);

	return ASK(&ask, lineRedirect, ask.hdcall, dest, in->country);
}

SERVES(lineHold)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineHold, ask.hdcall);
}

SERVES(lineUnHold)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineUnhold, ask.hdcall);
}

SERVES(lineSecureCall)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineSecureCall, ask.hdcall);
}

/* --- what travels with a call, and how ------------------------------------------------ */

/* There must be bytes if there is a size. */
static const void *bytes(struct ask *ask, DWORD slot, DWORD size)
{
	ask_check(ask, !size || ask_at(ask, slot), LINEERR_INVALPOINTER);
	return ask_at(ask, slot);
}

SERVES(lineSendUserUserInfo)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	const void *uui = bytes(&ask, in->uui, in->size);

	return ASK(&ask, lineSendUserUserInfo, ask.hdcall, uui, in->size);
}

SERVES(lineReleaseUserUserInfo)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineReleaseUserUserInfo, ask.hdcall);
}

SERVES(lineSetCallData)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	const void *data = bytes(&ask, in->data, in->size);

	return ASK(&ask, lineSetCallData, ask.hdcall, (LPVOID)data, in->size);
}

SERVES(lineSetCallParams)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	const void *dial = ask_at(&ask, in->dial_params);

	ask_check(&ask, ask_one_of(in->bearer_mode, BEARERS), LINEERR_INVALBEARERMODE);
	ask_check(&ask, !dial || in->size >= sizeof(LINEDIALPARAMS), LINEERR_INVALPOINTER);
	return ASK(&ask, lineSetCallParams, ask.hdcall, in->bearer_mode, in->min_rate,
		   in->max_rate, (LPLINEDIALPARAMS)dial);
}

SERVES(lineSetCallQualityOfService)
{
	struct ask ask = ask_owner(turn, in->request, in->call);
	const void *sending = bytes(&ask, in->sending, in->sending_size);
	const void *receiving = bytes(&ask, in->receiving, in->receiving_size);

	return ASK(&ask, lineSetCallQualityOfService, ask.hdcall, (LPVOID)sending,
		   in->sending_size, (LPVOID)receiving, in->receiving_size);
}

SERVES(lineSetCallTreatment)
{
	struct ask ask = ask_owner(turn, in->request, in->call);

	return ASK(&ask, lineSetCallTreatment, ask.hdcall, in->treatment);
}

/* All others hear of it, not who did it: so what the provider says of it is not passed on. */
SERVES(lineSetAppSpecific)
{
	struct ask ask = ask_owner(turn, 0, in->call);

	if (!ASK_NOW(&ask, lineSetAppSpecific, ask.hdcall, in->app_specific))
		call_tell_others(ask.has, LINECALLINFOSTATE_APPSPECIFIC);
	return ask.answer;
}

/* Several at a time only as long as it is not known which (R-MEDIA-3). */
SERVES(lineSetMediaMode)
{
	struct ask ask = ask_owner(turn, 0, in->call);

	ask_check(&ask, ask_one_of(in->media_mode, ~0u)
			|| (in->media_mode & LINEMEDIAMODE_UNKNOWN), LINEERR_INVALMEDIAMODE);
	ask_check(&ask, ask_media(&ask, in->media_mode), LINEERR_INVALMEDIAMODE);
	if (!ASK_NOW(&ask, lineSetMediaMode, ask.hdcall, in->media_mode))
		ask.has->call->media_modes = in->media_mode;
	return ask.answer;
}

const struct serve call_room[] = {
	SERVE(lineMakeCall), SERVE(lineAccept), SERVE(lineAnswer), SERVE(lineDrop), SERVE(lineDial),
	SERVE(lineRedirect), SERVE(lineHold), SERVE(lineUnHold), SERVE(lineSecureCall),
	SERVE(lineSendUserUserInfo), SERVE(lineReleaseUserUserInfo), SERVE(lineSetCallData),
	SERVE(lineSetCallParams), SERVE(lineSetCallQualityOfService), SERVE(lineSetCallTreatment),
	SERVE(lineSetAppSpecific), SERVE(lineSetMediaMode), SERVE_END,
};
