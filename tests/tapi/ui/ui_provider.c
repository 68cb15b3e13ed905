/* SPDX-License-Identifier: MIT
 * ui_provider.c - a provider with a line and a phone that can only be configured, and the
 * library of its dialogs, which nobody sees: what they enter depends on what they are asked
 * for. OPENTSP_TEST_UI is what it names as that library, if it is set. */
#define _GNU_SOURCE
#include "abi/sizes.h"
#include "abi/tspi.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 64

static DWORD line_base, phone_base;

/* --- the provider ------------------------------------------------------------------ */

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	*out = TAPI_2_2;
	return low <= TAPI_2_2 && high >= TAPI_2_2 ? 0 : (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
}

LONG TSPIAPI TSPI_phoneNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	return TSPI_lineNegotiateTSPIVersion(device, low, high, out);
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider, LPDWORD lines, LPDWORD phones, HPROVIDER handle,
				      LINEEVENT line_create, PHONEEVENT phone_create)
{
	*lines = *phones = 1;
	return 0;
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider, DWORD lines_from, DWORD phones_from,
			       DWORD_PTR lines, DWORD_PTR phones, ASYNC_COMPLETION completion,
			       LPDWORD options)
{
	line_base = lines_from;
	phone_base = phones_from;
	return getenv("OPENTSP_TEST_BROKEN") ? (LONG)LINEERR_INIFILECORRUPT : 0;
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD provider)
{
	return 0;
}

LONG TSPIAPI TSPI_providerUIIdentify(LPWSTR out)
{
	const char *path = getenv("OPENTSP_TEST_UI");
	size_t i = 0;
	Dl_info info;

	if (!path && !dladdr(&line_base, &info))
		return (LONG)LINEERR_OPERATIONFAILED;
	path = path ? path : info.dli_fname;
	do
		out[i] = (unsigned char)path[i];
	while (path[i++]);
	return 0;
}

/* "who?" is answered, all else is an error. */
LONG TSPIAPI TSPI_providerGenericDialogData(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	static const char *const names[] = { "", "line", "phone", "provider", "dialog" };
	DWORD number = (DWORD)object;

	if (!block || size < TEXT_SIZE || strcmp(block, "who?") != 0)
		return (LONG)LINEERR_INVALPARAM;
	if (type == TUISPIDLL_OBJECT_LINEID)
		number -= line_base;
	else if (type == TUISPIDLL_OBJECT_PHONEID)
		number -= phone_base;
	snprintf(block, TEXT_SIZE, "%s %u", names[type], (unsigned)number);
	return 0;
}

/* --- its dialogs --------------------------------------------------------------------- */

/* What is to come: "80000048" is an error, "ask" is asked of the provider. */
static LONG enter(TUISPIDLLCALLBACK callback, DWORD object, DWORD type, LPCWSTR what, const char *want)
{
	char text[TEXT_SIZE] = "who?", class[TEXT_SIZE] = "";
	LONG result;

	for (size_t i = 0; what && what[i] && i < TEXT_SIZE - 1; i++)
		class[i] = (char)what[i];
	if (class[0] == '8' || class[0] == '9')
		return (LONG)(DWORD)strtoul(class, NULL, 16);
	if (strcmp(class, "nonsense") == 0)
		return callback(object, type, class, sizeof(class));
	if (strcmp(class, "nothing") == 0)
		return callback(object, type, NULL, 0);
	if (strcmp(class, "other") == 0)
		return callback(object + 77, type, text, sizeof(text));
	result = callback(object, type, text, sizeof(text));
	return result || strcmp(text, want) == 0 ? result : (LONG)LINEERR_OPERATIONFAILED;
}

LONG TSPIAPI TUISPI_lineConfigDialog(TUISPIDLLCALLBACK callback, DWORD device, HWND owner,
				     LPCWSTR class)
{
	return enter(callback, device, TUISPIDLL_OBJECT_LINEID, class, "line 0");
}

LONG TSPIAPI TUISPI_phoneConfigDialog(TUISPIDLLCALLBACK callback, DWORD device, HWND owner,
				      LPCWSTR class)
{
	return enter(callback, device, TUISPIDLL_OBJECT_PHONEID, class, "phone 0");
}

LONG TSPIAPI TUISPI_providerConfig(TUISPIDLLCALLBACK callback, HWND owner, DWORD provider)
{
	char want[TEXT_SIZE];

	snprintf(want, sizeof(want), "provider %u", (unsigned)provider);
	return enter(callback, provider, TUISPIDLL_OBJECT_PROVIDERID, NULL, want);
}

/* The bytes become the other way round. */
LONG TSPIAPI TUISPI_lineConfigDialogEdit(TUISPIDLLCALLBACK callback, DWORD device, HWND owner,
					 LPCWSTR class, LPVOID const in, DWORD size, LPVARSTRING out)
{
	LONG result = enter(callback, device, TUISPIDLL_OBJECT_LINEID, class, "line 0");

	if (result)
		return result;
	out->dwNeededSize = out->dwUsedSize = (DWORD)sizeof(*out) + size;
	if (out->dwTotalSize < out->dwNeededSize)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	out->dwStringFormat = STRINGFORMAT_BINARY;
	out->dwStringSize = size;
	out->dwStringOffset = sizeof(*out);
	for (DWORD i = 0; i < size; i++)
		((char *)(out + 1))[i] = ((const char *)in)[size - 1 - i];
	return 0;
}
