/* SPDX-License-Identifier: MIT
 * warp_phone.c - what is wrong with phones. */
#include "warp.h"

LONG TSPIAPI TSPI_phoneGetStatus(HDRVPHONE phone, LPPHONESTATUS status)
{
	return is(W_PHONE_NO_STATUS) ? (LONG)PHONEERR_OPERATIONFAILED :
	       REAL(phoneGetStatus)(phone, status);
}

LONG TSPIAPI TSPI_phoneGetHookSwitch(HDRVPHONE phone, LPDWORD out)
{
	LONG result = REAL(phoneGetHookSwitch)(phone, out);

	if (is(W_PHONE_HOOK_ON))
		*out = ~*out & 7;
	return result;
}

LONG TSPIAPI TSPI_phoneSetRing(DRV_REQUESTID request, HDRVPHONE phone, DWORD mode, DWORD volume)
{
	if (is(W_PHONE_RING_ANY) && mode > 4)
		return pretend(request);
	return is(W_STUB_RING) ? pretend(request) :
	       REAL(phoneSetRing)(request, phone, mode, volume);
}

LONG TSPIAPI TSPI_phoneSetDisplay(DRV_REQUESTID request, HDRVPHONE phone, DWORD row, DWORD column,
				  LPCWSTR text, DWORD size)
{
	if (is(W_PHONE_DISPLAY_ONE))
		row = row ? row - 1 : 1;
	return is(W_STUB_DISPLAY) ? pretend(request) :
	       REAL(phoneSetDisplay)(request, phone, row, column, text, size);
}

LONG TSPIAPI TSPI_phoneGetData(HDRVPHONE phone, DWORD id, LPVOID out, DWORD size)
{
	return REAL(phoneGetData)(phone, id, out, is(W_PHONE_DATA_ALL) ? size + 2 : size);
}

LONG TSPIAPI TSPI_phoneSetVolume(DRV_REQUESTID request, HDRVPHONE phone, DWORD device, DWORD volume)
{
	return is(W_STUB_VOLUME) ? pretend(request) :
	       REAL(phoneSetVolume)(request, phone, device, volume);
}

LONG TSPIAPI TSPI_phoneSetLamp(DRV_REQUESTID request, HDRVPHONE phone, DWORD lamp, DWORD mode)
{
	return is(W_STUB_LAMP) ? pretend(request) : REAL(phoneSetLamp)(request, phone, lamp, mode);
}

LONG TSPIAPI TSPI_phoneSetHookSwitch(DRV_REQUESTID request, HDRVPHONE phone, DWORD devices,
				     DWORD mode)
{
	return is(W_STUB_HOOK) ? pretend(request) :
	       REAL(phoneSetHookSwitch)(request, phone, devices, mode);
}

bool warp_phone(struct told *told)
{
	if (is(W_PHONE_SILENT) && told->message == PHONE_STATE)
		return false;
	if (is(W_BUTTON_STUCK) && told->message == PHONE_BUTTON)
		return told->p3 != PHONEBUTTONSTATE_UP;
	return true;
}
