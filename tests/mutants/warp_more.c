/* SPDX-License-Identifier: MIT
 * warp_more.c - what is wrong with all that travels beside calls: information,
 * tones, media, extensions, dialogs. */
#include "warp.h"

/* --- user-user information ------------------------------------------------------------ */

LONG TSPIAPI TSPI_lineSendUserUserInfo(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	return is(W_STUB_UUI) ? pretend(request) :
	       REAL(lineSendUserUserInfo)(request, call, uui, size);
}

LONG TSPIAPI TSPI_lineReleaseUserUserInfo(DRV_REQUESTID request, HDRVCALL call)
{
	return is(W_UUI_RELEASE) ? (LONG)LINEERR_OPERATIONFAILED :
	       REAL(lineReleaseUserUserInfo)(request, call);
}

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device, DWORD version, DWORD ext, LPLINEDEVCAPS caps)
{
	LONG result = REAL(lineGetDevCaps)(device, version, ext, caps);

	if (is(W_UUI_SMALL) && result == 0)
		caps->dwUUISendUserUserInfoSize = 16;
	return result;
}

/* --- tones and media ---------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineGenerateTone(HDRVCALL call, DWORD id, DWORD mode, DWORD duration,
				   DWORD count, LPLINEGENERATETONE const tones)
{
	return is(W_STUB_TONE) ? 0 :
	       REAL(lineGenerateTone)(call, id, mode, duration, count, tones);
}

LONG TSPIAPI TSPI_lineMonitorTones(HDRVCALL call, DWORD id, LPLINEMONITORTONE const tones,
				   DWORD count)
{
	if (is(W_STUB_TONES))
		return 0;
	if (is(W_TONE_LISTS) && !tones)
		for (DWORD i = 1; i < 4; i++)
			REAL(lineMonitorTones)(call, i, NULL, 0);
	return REAL(lineMonitorTones)(call, id, tones, count);
}

LONG TSPIAPI TSPI_lineMonitorMedia(HDRVCALL call, DWORD modes)
{
	return is(W_STUB_MEDIA) ? 0 : REAL(lineMonitorMedia)(call, modes);
}

/* --- what calls carry ----------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineSetCallData(DRV_REQUESTID request, HDRVCALL call, LPVOID data, DWORD size)
{
	return is(W_STUB_DATA) ? pretend(request) : REAL(lineSetCallData)(request, call, data, size);
}

LONG TSPIAPI TSPI_lineSetCallParams(DRV_REQUESTID request, HDRVCALL call, DWORD bearer, DWORD low,
				    DWORD high, LPLINEDIALPARAMS const params)
{
	return is(W_STUB_PARAMS) ? pretend(request) :
	       REAL(lineSetCallParams)(request, call, bearer, low, high, params);
}

LONG TSPIAPI TSPI_lineSetCallQualityOfService(DRV_REQUESTID request, HDRVCALL call, LPVOID out,
					      DWORD out_size, LPVOID in, DWORD in_size)
{
	return is(W_STUB_QOS) ? pretend(request) :
	       REAL(lineSetCallQualityOfService)(request, call, out, out_size, in, in_size);
}

LONG TSPIAPI TSPI_lineSetCallTreatment(DRV_REQUESTID request, HDRVCALL call, DWORD treatment)
{
	return is(W_STUB_TREATMENT) ? pretend(request) :
	       REAL(lineSetCallTreatment)(request, call, treatment);
}

LONG TSPIAPI TSPI_lineSetTerminal(DRV_REQUESTID request, HDRVLINE line, DWORD address,
				  HDRVCALL call, DWORD select, DWORD modes, DWORD terminal,
				  DWORD enable)
{
	return is(W_STUB_TERMINAL) ? pretend(request) :
	       REAL(lineSetTerminal)(request, line, address, call, select, modes, terminal, enable);
}

LONG TSPIAPI TSPI_lineSecureCall(DRV_REQUESTID request, HDRVCALL call)
{
	return is(W_STUB_SECURE) ? pretend(request) : REAL(lineSecureCall)(request, call);
}

/* --- lines ------------------------------------------------------------------------------------ */

LONG TSPIAPI TSPI_lineSetLineDevStatus(DRV_REQUESTID request, HDRVLINE line, DWORD status, DWORD on)
{
	return is(W_STUB_STATUS) ? pretend(request) :
	       REAL(lineSetLineDevStatus)(request, line, status, on);
}

LONG TSPIAPI TSPI_lineSetCallHubTracking(HDRVLINE line, LPLINECALLHUBTRACKINGINFO info)
{
	return is(W_STUB_TRACKING) ? 0 : REAL(lineSetCallHubTracking)(line, info);
}

LONG TSPIAPI TSPI_lineSetDevConfig(DWORD device, LPVOID const config, DWORD size, LPCWSTR class)
{
	return is(W_ANY_CONFIG) && size > 9 ? 0 : REAL(lineSetDevConfig)(device, config, size, class);
}

LONG TSPIAPI TSPI_lineGetDevConfig(DWORD device, LPVARSTRING out, LPCWSTR class)
{
	return is(W_EMPTY_CONFIG) ? 0 : REAL(lineGetDevConfig)(device, out, class);
}

/* --- extensions -------------------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineDevSpecific(DRV_REQUESTID request, HDRVLINE line, DWORD address,
				  HDRVCALL call, LPVOID block, DWORD size)
{
	return is(W_STUB_TEXT) || is(W_EXT_UNSELECTED) ? pretend(request) :
	       REAL(lineDevSpecific)(request, line, address, call, block, size);
}

LONG TSPIAPI TSPI_lineNegotiateExtVersion(DWORD device, DWORD version, DWORD low, DWORD high,
					  LPDWORD out)
{
	LONG result = REAL(lineNegotiateExtVersion)(device, version, low, high, out);

	if (!is(W_EXT_ANY) || result == 0 || high < 0x10000)
		return result;
	*out = high;
	return 0;
}

LONG TSPIAPI TSPI_lineSelectExtVersion(HDRVLINE line, DWORD version)
{
	LONG result = REAL(lineSelectExtVersion)(line, version);

	return is(W_EXT_BOTH) ? 0 : result;
}

/* --- dialogs and media service providers -------------------------------------------------------- */

LONG TSPIAPI TSPI_lineCloseMSPInstance(HDRVMSPLINE instance)
{
	return is(W_MSP_OPEN) ? 0 : REAL(lineCloseMSPInstance)(instance);
}

LONG TSPIAPI TSPI_providerFreeDialogInstance(HDRVDIALOGINSTANCE dialog)
{
	return is(W_DIALOG_KEPT) ? 0 : REAL(providerFreeDialogInstance)(dialog);
}

LONG TSPIAPI TSPI_providerGenericDialogData(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	if (is(W_DIALOG_DEAF) && type == TUISPIDLL_OBJECT_DIALOGINSTANCE)
		return 0;
	return REAL(providerGenericDialogData)(object, type, block, size);
}

/* What of messages about these is wrong; false: swallow it. */
bool warp_more(struct told *told)
{
	if (is(W_UUI_SILENT) && told->message == LINE_CALLINFO)
		return !(told->p1 & LINECALLINFOSTATE_USERUSERINFO);
	if (is(W_TONE_OTHER_ID) && told->message == LINE_MONITORTONE)
		told->p2 = 1;
	if (is(W_STUB_CONTROL) || is(W_MEDIA_LATE))
		return told->message != LINE_MONITORMEDIA;
	if (is(W_MSP_DEAF))
		return told->message != LINE_SENDMSPDATA;
	return true;
}

bool warp_dialog(struct told *told)
{
	if (is(W_DIALOG_SAME) && told->message == LINE_CREATEDIALOGINSTANCE)
		((TUISPICREATEDIALOGINSTANCEPARAMS *)told->p1)->hdDlgInst =
			(HDRVDIALOGINSTANCE)(uintptr_t)0x99;
	return true;
}
