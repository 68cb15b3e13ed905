/* SPDX-License-Identifier: MIT
 * tspi.h - what TAPI and a service provider have in common.
 *
 * On Windows this is the SDK's <tspi.h> and what it leaves out. Elsewhere it
 * has the same names and layouts. HTAPI... handles are TAPI's, HDRV... the
 * provider's; both are as wide as a pointer, except the two that the SDK makes
 * DWORDs. The records of tspi.h have natural alignment, unlike tapi.h's.
 *
 * The functions are declared from functions.def, on Windows for the second
 * time: so the compiler holds that table against the SDK.
 */
#ifndef ABI_TSPI_H
#define ABI_TSPI_H

#include "abi/tapi.h"

#ifdef _WIN32

#include <tspi.h>

/* The same value without a literal that compilers warn of. */
#undef LINEQOSSTRUCT_KEY
#define LINEQOSSTRUCT_KEY ((DWORD)0x4C51534B)

#else

#define TSPIAPI WINAPI

typedef const struct HDRVCALL__ *HDRVCALL, **LPHDRVCALL;
typedef const struct HDRVLINE__ *HDRVLINE, **LPHDRVLINE;
typedef const struct HDRVPHONE__ *HDRVPHONE, **LPHDRVPHONE;
typedef const struct HDRVMSPLINE__ *HDRVMSPLINE, **LPHDRVMSPLINE;
typedef const struct HDRVDIALOGINSTANCE__ *HDRVDIALOGINSTANCE, **LPHDRVDIALOGINSTANCE;

typedef const struct HTAPICALL__ *HTAPICALL, **LPHTAPICALL;
typedef const struct HTAPILINE__ *HTAPILINE, **LPHTAPILINE;
typedef const struct HTAPIPHONE__ *HTAPIPHONE, **LPHTAPIPHONE;
typedef const struct HPROVIDER__ *HPROVIDER, **LPHPROVIDER;
typedef DWORD HTAPIDIALOGINSTANCE, *LPHTAPIDIALOGINSTANCE;
typedef DWORD HTAPIMSPLINE, *LPHTAPIMSPLINE;

typedef DWORD DRV_REQUESTID;	/* chosen by TAPI, positive */

/* The end of an asynchronous request: 0 or a negative LINEERR_/PHONEERR_. */
typedef void (CALLBACK *ASYNC_COMPLETION)(DRV_REQUESTID request, LONG result);

typedef void (CALLBACK *LINEEVENT)(HTAPILINE ht_line, HTAPICALL ht_call, DWORD message,
	DWORD_PTR param1, DWORD_PTR param2, DWORD_PTR param3);
typedef void (CALLBACK *PHONEEVENT)(HTAPIPHONE ht_phone, DWORD message,
	DWORD_PTR param1, DWORD_PTR param2, DWORD_PTR param3);

/* From the user interface DLL through TAPI to TSPI_providerGenericDialogData. */
typedef LONG (CALLBACK *TUISPIDLLCALLBACK)(DWORD_PTR object, DWORD type, LPVOID block, DWORD size);

typedef struct {
	DRV_REQUESTID dwRequestID;
	HDRVDIALOGINSTANCE hdDlgInst;
	HTAPIDIALOGINSTANCE htDlgInst;
	LPCWSTR lpszUIDLLName;
	LPVOID lpParams;
	DWORD dwSize;
} TUISPICREATEDIALOGINSTANCEPARAMS, *LPTUISPICREATEDIALOGINSTANCEPARAMS;

/* since 3.0 */
typedef struct {
	DWORD dwMediaMode;
	DWORD dwQOSServiceLevel;
} LINEQOSSERVICELEVEL, *LPLINEQOSSERVICELEVEL;

/* since 3.0 */
typedef struct {
	DWORD dwKey;
	DWORD dwTotalSize;
	DWORD dwQOSRequestType;
	union {
		struct {
			DWORD dwNumServiceLevelEntries;
			LINEQOSSERVICELEVEL LineQOSServiceLevel[1];
		} SetQOSServiceLevel;
	};
} LINECALLQOSINFO, *LPLINECALLQOSINFO;

#endif /* _WIN32 */

#define TSPI(name, answers, level, since, params) TSPI_EXPORT LONG TSPIAPI TSPI_##name params;
#define TUISPI(name, answers, level, since, params) TSPI_EXPORT LONG TSPIAPI TUISPI_##name params;
#include "abi/functions.def"
#undef TSPI
#undef TUISPI

#endif
