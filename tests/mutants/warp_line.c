/* SPDX-License-Identifier: MIT
 * warp_line.c - what is wrong with calls and lines. */
#include "warp.h"
#include "abi/sizes.h"

/* --- transfers ------------------------------------------------------------------------ */

LONG TSPIAPI TSPI_lineSetupTransfer(DRV_REQUESTID request, HDRVCALL call, HTAPICALL consult,
				    LPHDRVCALL out, LPLINECALLPARAMS const params)
{
	memory.consult = consult;
	return REAL(lineSetupTransfer)(request, call, consult, out,
				       is(W_TARGET_IGNORED) ? NULL : params);
}

LONG TSPIAPI TSPI_lineCompleteTransfer(DRV_REQUESTID request, HDRVCALL call, HDRVCALL consult,
				       HTAPICALL conf, LPHDRVCALL out, DWORD mode)
{
	memory.transferring = true;
	if (is(W_XFER_STUB))
		return pretend(request);
	if (is(W_XFER_TWICE))
		memory.twice = request;
	return REAL(lineCompleteTransfer)(request, call, consult, conf, out, mode);
}

LONG TSPIAPI TSPI_lineBlindTransfer(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest,
				    DWORD country)
{
	if (is(W_BLIND_DROPS))		/* hangs up, and nobody is called */
		return REAL(lineDrop)(request, call, NULL, 0);
	memory.transferring = true;
	return REAL(lineBlindTransfer)(request, call, dest, country);
}

LONG TSPIAPI TSPI_lineRedirect(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest, DWORD country)
{
	return is(W_REDIRECT_DROPS) ? REAL(lineDrop)(request, call, NULL, 0) :
	       REAL(lineRedirect)(request, call, dest, country);
}

LONG TSPIAPI TSPI_lineUnhold(DRV_REQUESTID request, HDRVCALL call)
{
	memory.taken_back = true;
	return REAL(lineUnhold)(request, call);
}

LONG TSPIAPI TSPI_lineDrop(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	memory.dropped = true;
	return REAL(lineDrop)(request, call, uui, size);
}

LONG TSPIAPI TSPI_lineSwapHold(DRV_REQUESTID request, HDRVCALL active, HDRVCALL held)
{
	return is(W_STUB_SWAP) ? pretend(request) : REAL(lineSwapHold)(request, active, held);
}

LONG TSPIAPI TSPI_lineDial(DRV_REQUESTID request, HDRVCALL call, LPCWSTR dest, DWORD country)
{
	return is(W_STUB_DIAL) ? pretend(request) : REAL(lineDial)(request, call, dest, country);
}

LONG TSPIAPI TSPI_lineAnswer(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	if (is(W_UUI_SIZE) && size && !uui)
		return (LONG)LINEERR_INVALPARAM;
	return REAL(lineAnswer)(request, call, uui, size);
}

/* --- conferences -------------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineSetupConference(DRV_REQUESTID request, HDRVCALL call, HDRVLINE line,
				      HTAPICALL conf, LPHDRVCALL out_conf, HTAPICALL consult,
				      LPHDRVCALL out_consult, DWORD parties,
				      LPLINECALLPARAMS const params)
{
	LONG result = REAL(lineSetupConference)(request, call, line, conf, out_conf, consult,
						out_consult, parties, params);

	memory.consult = consult;
	if (is(W_CONF_ONE_HANDLE) && result > 0)
		*out_consult = *out_conf;
	return result;
}

LONG TSPIAPI TSPI_lineAddToConference(DRV_REQUESTID request, HDRVCALL conf, HDRVCALL consult)
{
	if (is(W_CONF_SELF) && conf == consult)
		return pretend(request);
	return is(W_STUB_ADD) ? pretend(request) :
	       REAL(lineAddToConference)(request, conf, consult);
}

LONG TSPIAPI TSPI_lineRemoveFromConference(DRV_REQUESTID request, HDRVCALL call)
{
	memory.removing = true;
	return is(W_STUB_REMOVE) ? pretend(request) : REAL(lineRemoveFromConference)(request, call);
}

LONG TSPIAPI TSPI_lineSetMediaControl(HDRVLINE line, DWORD address, HDRVCALL call, DWORD select,
				      LPLINEMEDIACONTROLDIGIT const digits, DWORD digit_count,
				      LPLINEMEDIACONTROLMEDIA const media, DWORD media_count,
				      LPLINEMEDIACONTROLTONE const tones, DWORD tone_count,
				      LPLINEMEDIACONTROLCALLSTATE const states, DWORD state_count)
{
	if (is(W_CAPS_BEYOND))
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	return REAL(lineSetMediaControl)(line, address, call, select, digits, digit_count, media,
					 media_count, tones, tone_count, states, state_count);
}

/* --- parking, picking up, completion -------------------------------------------------------- */

LONG TSPIAPI TSPI_linePark(DRV_REQUESTID request, HDRVCALL call, DWORD mode, LPCWSTR dest,
			   LPVARSTRING out)
{
	memory.parked = call;
	if (!is(W_PARK_DROPS))
		return REAL(linePark)(request, call, mode, dest, out);
	return REAL(lineDrop)(request, call, NULL, 0);
}

LONG TSPIAPI TSPI_lineUnpark(DRV_REQUESTID request, HDRVLINE line, DWORD address, HTAPICALL call,
			     LPHDRVCALL out, LPCWSTR dest)
{
	LONG result = REAL(lineUnpark)(request, line, address, call, out, dest);

	if (is(W_UNPARK_OLD) && result > 0)
		*out = memory.parked;
	return result;
}

LONG TSPIAPI TSPI_linePickup(DRV_REQUESTID request, HDRVLINE line, DWORD address, HTAPICALL call,
			     LPHDRVCALL out, LPCWSTR dest, LPCWSTR group)
{
	if (is(W_PICKUP_UNAVAIL))
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	return REAL(linePickup)(request, line, address, call, out, dest, group);
}

LONG TSPIAPI TSPI_lineCompleteCall(DRV_REQUESTID request, HDRVCALL call, LPDWORD out, DWORD mode,
				   DWORD message)
{
	if (!is(W_STUB_COMPLETE))
		return REAL(lineCompleteCall)(request, call, out, mode, message);
	*out = 1;
	return pretend(request);
}

LONG TSPIAPI TSPI_lineUncompleteCall(DRV_REQUESTID request, HDRVLINE line, DWORD completion)
{
	return is(W_STUB_UNCOMPLETE) ? pretend(request) :
	       REAL(lineUncompleteCall)(request, line, completion);
}

/* --- forwarding ------------------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineForward(DRV_REQUESTID request, HDRVLINE line, DWORD all, DWORD address,
			      LPLINEFORWARDLIST const list, DWORD rings, HTAPICALL consult,
			      LPHDRVCALL out, LPLINECALLPARAMS const params)
{
	LPLINEFORWARDLIST given = list;
	DWORD size = 0;
	LONG result;

	if (is(W_FWD_STUB) || (is(W_FWD_STAYS) && (!list || !list->dwNumEntries)))
		return pretend(request);
	if (is(W_FWD_RINGS) && rings > 100)
		return (LONG)LINEERR_INVALPARAM;
	if (list && list->dwNumEntries)
		memcpy(&size, (char *)list + 24, sizeof(size));
	if (is(W_FWD_DISTURBS) && list && !size)
		given = NULL;
	result = REAL(lineForward)(request, line, all, address, given, rings, consult, out, params);
	if (is(W_FWD_CONSULT) && result > 0)
		*out = (HDRVCALL)(uintptr_t)0x99;
	return result;
}

LONG TSPIAPI TSPI_lineGetAddressStatus(HDRVLINE line, DWORD address, LPLINEADDRESSSTATUS status)
{
	LONG result = REAL(lineGetAddressStatus)(line, address, status);

	if (is(W_FWD_HIDDEN) && result == 0)
		status->dwForwardNumEntries = 0;
	return result;
}

/* --- capabilities and features -------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineGetAddressCaps(DWORD device, DWORD address, DWORD version, DWORD ext,
				     LPLINEADDRESSCAPS caps)
{
	LONG result = REAL(lineGetAddressCaps)(device, address, version, ext, caps);

	if (result)
		return result;
	if (is(W_CONF_ROOM))
		caps->dwMaxNumConference--;
	if (is(W_CAPS_WITHOUT))
		caps->dwCallFeatures &= ~(DWORD)LINECALLFEATURE_SWAPHOLD;
	if (is(W_CAPS_BEYOND))
		caps->dwCallFeatures |= LINECALLFEATURE_SETMEDIACONTROL;
	if (is(W_ENTRY_OFFSET) && version >= 0x00020000 && caps->dwCallTreatmentListSize)
		((LPLINECALLTREATMENTENTRY)((char *)caps + caps->dwCallTreatmentListOffset))
			->dwCallTreatmentNameOffset = 8;
	if (is(W_NO_CONFERENCE_MODE))
		caps->dwTransferModes &= ~(DWORD)LINETRANSFERMODE_CONFERENCE;
	if (is(W_NO_SETUPCONFNULL))
		caps->dwAddrCapFlags ^= LINEADDRCAPFLAGS_SETUPCONFNULL;
	return result;
}

LONG TSPIAPI TSPI_lineGetCallStatus(HDRVCALL call, LPLINECALLSTATUS status)
{
	LONG result = REAL(lineGetCallStatus)(call, status);

	if (result)
		return result;
	if (is(W_ALWAYS_COMPLETES) && (status->dwCallState & LINECALLSTATE_CONNECTED))
		status->dwCallFeatures |= LINECALLFEATURE_COMPLETETRANSF;
	if (is(W_NEVER_COMPLETES))
		status->dwCallFeatures &= ~(DWORD)LINECALLFEATURE_COMPLETETRANSF;
	if (is(W_HOLD_HELD) && (status->dwCallState & LINECALLSTATE_ONHOLD))
		status->dwCallFeatures |= LINECALLFEATURE_HOLD;
	if (is(W_DROP_HIDDEN) && (status->dwCallState & LINECALLSTATE_OFFERING))
		status->dwCallFeatures &= ~(DWORD)LINECALLFEATURE_DROP;
	if (is(W_DIGITS_HELD) && (status->dwCallState & LINECALLSTATE_ONHOLD))
		status->dwCallFeatures |= LINECALLFEATURE_GENERATEDIGITS;
	if (is(W_REMOVE_ANY) && (status->dwCallState & LINECALLSTATE_CONNECTED))
		status->dwCallFeatures |= LINECALLFEATURE_REMOVEFROMCONF;
	return result;
}

/* --- what is told ------------------------------------------------------------------------------- */

static bool is_state(const struct told *told, DWORD state)
{
	return told->message == LINE_CALLSTATE && told->p1 == state;
}

bool warp_line(struct told *told)
{
	bool ends = is_state(told, LINECALLSTATE_IDLE) ||
		    is_state(told, LINECALLSTATE_DISCONNECTED);

	if (is_state(told, LINECALLSTATE_CONFERENCED))
		memory.member = told->call;
	if ((is(W_XFER_ONE_LEFT) || is(W_BLIND_LEFT)) && memory.transferring &&
	    is_state(told, LINECALLSTATE_IDLE)) {
		memory.transferring = false;
		return false;
	}
	if (is(W_XFER_HELD) && is_state(told, LINECALLSTATE_ONHOLDPENDTRANSFER))
		told->p1 = LINECALLSTATE_ONHOLD;
	if (is(W_XFER_KEEPS) && memory.taken_back && ends && told->call == memory.consult)
		return false;
	if (is(W_NO_RECONNECT) && memory.dropped && is_state(told, LINECALLSTATE_CONNECTED))
		return false;
	if (is(W_CONF_SILENT) && is_state(told, LINECALLSTATE_CONFERENCED))
		return false;
	if (is(W_CONF_LEFT) && memory.removing && is_state(told, LINECALLSTATE_CONNECTED))
		return false;
	if (is(W_CONF_STUCK) && ends && told->call == memory.consult)
		return false;
	if (is(W_CONF_HEARD) && told->message == LINE_MONITORDIGITS)
		told->call = memory.member;
	if (is(W_FWD_SILENT) && told->message == LINE_ADDRESSSTATE)
		return !(told->p2 & LINEADDRESSSTATE_FORWARD);
	return true;
}

bool warp_create(struct told *told)
{
	if (is(W_CREATE_SILENT) && told->message == LINE_CREATE)
		return false;
	if (is(W_REMOVE_SILENT) && told->message == LINE_REMOVE)
		return false;
	if (is(W_REMOVE_OTHER) && told->message == LINE_REMOVE)
		told->p1++;
	return true;
}
