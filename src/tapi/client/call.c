/* SPDX-License-Identifier: MIT
 * call.c - functions of calls that have no texts. */
#include "aw.h"

/* --- answering and ending -------------------------------------------------------------- */

LONG WINAPI lineAccept(HCALL call, LPCSTR uui, DWORD size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineAccept, .call = call, .uui = ask_data(&ask, uui, size),
		   .size = uui ? size : 0);
}

LONG WINAPI lineAnswer(HCALL call, LPCSTR uui, DWORD size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineAnswer, .call = call, .uui = ask_data(&ask, uui, size),
		   .size = uui ? size : 0);
}

LONG WINAPI lineDrop(HCALL call, LPCSTR uui, DWORD size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineDrop, .call = call, .uui = ask_data(&ask, uui, size),
		   .size = uui ? size : 0);
}

LONG WINAPI lineDeallocateCall(HCALL call)
{
	struct ask ask = { .device = call };
	LONG answer = ASK(&ask, lineDeallocateCall, .call = call);

	if (answer)
		return answer;
	client_enter();
	known_forget(call);
	client_leave();
	return 0;
}

/* --- hold, transfer, conference ----------------------------------------------------------- */

LONG WINAPI lineHold(HCALL call)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineHold, .call = call);
}

LONG WINAPI lineUnhold(HCALL call)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineUnHold, .call = call);
}

LONG WINAPI lineSwapHold(HCALL active, HCALL held)
{
	struct ask ask = { .device = active };

	return ASK(&ask, lineSwapHold, .active = active, .held = held);
}

/* A conference comes into being only where one is asked for. */
LONG WINAPI lineCompleteTransfer(HCALL call, HCALL consult, LPHCALL conference, DWORD mode)
{
	struct ask ask = { .device = call };

	if (mode == LINETRANSFERMODE_CONFERENCE) {
		need(&ask, conference);
		ask_born(&ask, conference, NULL, true);
	}
	return ASK(&ask, lineCompleteTransfer, .call = call, .consult = consult, .mode = mode);
}

LONG WINAPI lineAddToConference(HCALL conference, HCALL consult)
{
	struct ask ask = { .device = conference };

	return ASK(&ask, lineAddToConference, .conference = conference, .consult = consult);
}

LONG WINAPI lineRemoveFromConference(HCALL call)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineRemoveFromConference, .call = call);
}

LONG WINAPI lineGetConfRelatedCalls(HCALL call, LPLINECALLLIST list)
{
	struct ask ask = { .device = call };
	LONG answer = ASK(&ask, lineGetConfRelatedCalls, .call = call,
			  .list = ROOM(&ask, lineGetConfRelatedCalls, list, LINECALLLIST, list));

	if (!answer)
		learn_calls(call, list);
	return answer;
}

LONG WINAPI lineCompleteCall(HCALL call, LPDWORD completion, DWORD mode, DWORD message)
{
	struct ask ask = { .device = call };

	need(&ask, completion);
	ask_born(&ask, completion, NULL, false);
	return ASK(&ask, lineCompleteCall, .call = call, .mode = mode, .message = message);
}

/* --- what a call is ------------------------------------------------------------------------ */

LONG WINAPI lineGetCallStatus(HCALL call, LPLINECALLSTATUS status)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineGetCallStatus, .call = call,
		   .status = ROOM(&ask, lineGetCallStatus, status, LINECALLSTATUS, status));
}

LONG WINAPI lineSetAppSpecific(HCALL call, DWORD app_specific)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetAppSpecific, .call = call, .app_specific = app_specific);
}

LONG WINAPI lineSetCallData(HCALL call, LPVOID data, DWORD size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetCallData, .call = call, .data = ask_data(&ask, data, size),
		   .size = data ? size : 0);
}

LONG WINAPI lineSetCallParams(HCALL call, DWORD bearer_mode, DWORD min_rate, DWORD max_rate,
			      const LPLINEDIALPARAMS dial)
{
	struct ask ask = { .device = call };
	DWORD size = dial ? sizeof(*dial) : 0;

	return ASK(&ask, lineSetCallParams, .call = call, .bearer_mode = bearer_mode,
		   .min_rate = min_rate, .max_rate = max_rate,
		   .dial_params = ask_data(&ask, dial, size), .size = size);
}

LONG WINAPI lineSetCallPrivilege(HCALL call, DWORD privilege)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetCallPrivilege, .call = call, .privilege = privilege);
}

LONG WINAPI lineSetCallQualityOfService(HCALL call, LPVOID sending, DWORD sending_size,
					LPVOID receiving, DWORD receiving_size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetCallQualityOfService, .call = call,
		   .sending = ask_data(&ask, sending, sending_size),
		   .sending_size = sending_size,
		   .receiving = ask_data(&ask, receiving, receiving_size),
		   .receiving_size = receiving_size);
}

LONG WINAPI lineSetCallTreatment(HCALL call, DWORD treatment)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetCallTreatment, .call = call, .treatment = treatment);
}

LONG WINAPI lineSetMediaMode(HCALL call, DWORD media_modes)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSetMediaMode, .call = call, .media_mode = media_modes);
}

LONG WINAPI lineSecureCall(HCALL call)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSecureCall, .call = call);
}

LONG WINAPI lineSendUserUserInfo(HCALL call, LPCSTR uui, DWORD size)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineSendUserUserInfo, .call = call, .uui = ask_data(&ask, uui, size),
		   .size = uui ? size : 0);
}

LONG WINAPI lineReleaseUserUserInfo(HCALL call)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineReleaseUserUserInfo, .call = call);
}

/* --- digits, tones, media -------------------------------------------------------------------- */

LONG WINAPI lineGenerateTone(HCALL call, DWORD mode, DWORD duration, DWORD num_tones,
			     const LPLINEGENERATETONE tones)
{
	struct ask ask = { .device = call };
	DWORD count = mode == LINETONEMODE_CUSTOM ? num_tones : 0;

	return ASK(&ask, lineGenerateTone, .call = call, .tone_mode = mode, .duration = duration,
		   .num_tones = count,
		   .tones = count ? entries(&ask, tones, count, sizeof(*tones)) : PACKET_NONE,
		   .size = count * (DWORD)sizeof(*tones));
}

LONG WINAPI lineMonitorDigits(HCALL call, DWORD modes)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineMonitorDigits, .call = call, .digit_modes = modes);
}

LONG WINAPI lineMonitorMedia(HCALL call, DWORD modes)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineMonitorMedia, .call = call, .media_modes = modes);
}

LONG WINAPI lineMonitorTones(HCALL call, const LPLINEMONITORTONE tones, DWORD count)
{
	struct ask ask = { .device = call };

	return ASK(&ask, lineMonitorTones, .call = call,
		   .tones = entries(&ask, tones, count, sizeof(*tones)),
		   .num_tones = tones ? count : 0);
}
