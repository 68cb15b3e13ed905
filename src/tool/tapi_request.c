/* SPDX-License-Identifier: MIT
 * tapi_request.c - make the calls that other programs ask for (tapiRequestMakeCall). */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include <stdio.h>

/* A line that takes voice calls: the one that is named, else the first that can be opened. */
static HLINE any_line(const struct tapi *tapi, const char *name)
{
	DWORD device;

	if (name)
		return tapi_line(tapi, name, &device)
		       ? tapi_open(tapi, device, LINECALLPRIVILEGE_OWNER) : 0;
	for (device = 0; device < tapi->lines; device++) {
		LINEDEVCAPS *caps = tapi_caps(tapi, device, NULL);
		const bool speaks = caps && (caps->dwMediaModes & LINEMEDIAMODE_INTERACTIVEVOICE);

		mem_free(caps);
		if (speaks)
			return tapi_open(tapi, device, LINECALLPRIVILEGE_OWNER);
	}
	tool_fail("there is no line that takes voice calls");
	return 0;
}

/* The request that waits, if there is one: translated, if it can be, and called. */
static void call_it(const struct tapi *tapi, HLINE line, HCALL *call)
{
	LINEREQMAKECALLW request = { 0 };
	LONG result = lineGetRequestW(tapi->app, LINEREQUESTMODE_MAKECALL, &request);

	if (!result)
		result = lineMakeCallW(line, call, request.szDestAddress, 0, NULL);
	if (result < 0 && result != (LONG)LINEERR_NOREQUEST)
		tool_fail("a call that a program asked for cannot be made: %s", name_error(result));
}

/* Until Ctrl-C, or until the calls of all requests have ended. */
static void serve(const struct tapi *tapi, HLINE line)
{
	HCALL call = 0;
	LINEMESSAGE m;

	while (tapi_next(tapi, 0, &m)) {
		if (m.dwMessageID == LINE_REQUEST && m.dwParam1 == LINEREQUESTMODE_MAKECALL)
			call_it(tapi, line, &call);
		if (m.dwMessageID != LINE_CALLSTATE || m.dwParam1 != LINECALLSTATE_IDLE)
			continue;
		lineDeallocateCall(m.hDevice);
		if (m.hDevice == call)
			return;
	}
}

int tapi_command_request(struct tool *tool, int count, char **argv)
{
	struct tapi tapi;
	HLINE line;
	LONG result;

	if (count > 1)
		return tool_usage("request wants a line, or nothing: tapictl request [LINE]");
	if (!tapi_begin(&tapi, tool))
		return 1;
	line = any_line(&tapi, count ? argv[0] : NULL);
	if (!line)
		return tapi_end(&tapi, 1);
	result = lineRegisterRequestRecipient(tapi.app, 0, LINEREQUESTMODE_MAKECALL, TRUE);
	if (result)
		return tapi_end(&tapi, tool_fail("requests cannot be taken: %s", name_error(result)));
	stop_begin(tool);
	serve(&tapi, line);
	stop_end();
	return tapi_end(&tapi, 0);
}
