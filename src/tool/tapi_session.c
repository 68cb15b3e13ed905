/* SPDX-License-Identifier: MIT
 * tapi_session.c - begin, find a line, ask for records. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include <stdio.h>

#define RECORD_FIRST 4096	/* bytes at the first try */

bool tapi_begin(struct tapi *tapi, struct tool *tool)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = TAPI_VERSION;
	LONG result;

	*tapi = (struct tapi){ .json = tool->json };
	result = lineInitializeExA(&tapi->app, NULL, NULL, "tapictl", &tapi->lines, &version, &params);
	if (!result)
		return true;
	tool_fail("there is no telephony server, and none can be started (%s): is tapisrv "
		  "installed? --provider FILE does without", name_error(result));
	return false;
}

int tapi_end(struct tapi *tapi, int code)
{
	lineShutdown(tapi->app);
	return tapi_gone() ? 1 : code;
}

void *tapi_whole(LONG (*ask)(const DWORD *args, void *record), const DWORD *args, LONG *result)
{
	DWORD size = RECORD_FIRST, head[3];
	void *record = NULL;

	for (;;) {
		mem_free(record);
		record = mem_zalloc(size);
		*result = record ? 0 : (LONG)LINEERR_NOMEM;
		if (!record)
			return NULL;
		memcpy(record, &size, sizeof(size));
		*result = ask(args, record);
		memcpy(head, record, sizeof(head));
		if (*result || head[1] <= size)
			break;
		size = head[1];
	}
	if (!*result)
		return record;
	mem_free(record);
	return NULL;
}

static LONG ask_caps(const DWORD *args, void *record)
{
	return lineGetDevCapsW(args[0], args[1], TAPI_VERSION, 0, record);
}

static LONG ask_address_caps(const DWORD *args, void *record)
{
	return lineGetAddressCapsW(args[0], args[1], args[2], TAPI_VERSION, 0, record);
}

static LONG ask_call_info(const DWORD *args, void *record)
{
	return lineGetCallInfoW(args[0], record);
}

LINEDEVCAPS *tapi_caps(const struct tapi *tapi, DWORD device, const char *what)
{
	const DWORD args[] = { tapi->app, device };
	LONG result;
	LINEDEVCAPS *caps = tapi_whole(ask_caps, args, &result);

	if (!caps && what)
		tool_fail("%s does not tell what it is: %s", what, name_error(result));
	return caps;
}

LINEADDRESSCAPS *tapi_address_caps(const struct tapi *tapi, DWORD device, DWORD address)
{
	const DWORD args[] = { tapi->app, device, address };
	LONG result;

	return tapi_whole(ask_address_caps, args, &result);
}

LINECALLINFO *tapi_call_info(HCALL call)
{
	const DWORD args[] = { call };
	LONG result;

	return tapi_whole(ask_call_info, args, &result);
}

const char *tapi_text(const void *record, DWORD offset, DWORD size, char *out, size_t room)
{
	char *text = size ? utf8_from16((const char *)record + offset, size / sizeof(WCHAR)) : NULL;

	snprintf(out, room, "%s", text ? text : "");
	mem_free(text);
	return out;
}

/* By what a line is meant: its name, its number, its id. */
enum by { BY_NAME, BY_NUMBER, BY_ID, BY_NOTHING };

static bool is_meant(const struct tapi *tapi, DWORD device, const char *name, enum by by)
{
	LINEDEVCAPS *caps = tapi_caps(tapi, device, NULL);
	LINEADDRESSCAPS *address;
	char text[256] = "";

	if (caps && by == BY_NAME)
		TAPI_TEXT_OF(caps, LineName, text);
	if (caps && by == BY_ID)
		snprintf(text, sizeof(text), "%lu", (unsigned long)device);
	for (DWORD i = 0; caps && by == BY_NUMBER && i < caps->dwNumAddresses; i++) {
		address = tapi_address_caps(tapi, device, i);
		if (address && strcmp(TAPI_TEXT_OF(address, Address, text), name) == 0)
			i = caps->dwNumAddresses;
		mem_free(address);
	}
	mem_free(caps);
	return strcmp(text, name) == 0;
}

bool tapi_line(const struct tapi *tapi, const char *name, DWORD *out)
{
	for (enum by by = BY_NAME; by < BY_NOTHING; by++)
		for (DWORD device = 0; device < tapi->lines; device++)
			if (is_meant(tapi, device, name, by)) {
				*out = device;
				return true;
			}
	tool_fail("the telephony server has no line %s; \"tapictl lines\" lists them", name);
	return false;
}

HLINE tapi_open(const struct tapi *tapi, DWORD device, DWORD privileges)
{
	LINEDEVCAPS *caps = tapi_caps(tapi, device, NULL);
	const DWORD media = caps ? caps->dwMediaModes & ~(DWORD)LINEMEDIAMODE_UNKNOWN : 0;
	LINEEXTENSIONID extension;
	DWORD version;
	HLINE line = 0;
	LONG result;

	mem_free(caps);
	result = lineNegotiateAPIVersion(tapi->app, device, 0x00010003, TAPI_VERSION, &version, &extension);
	if (!result)
		result = lineOpenW(tapi->app, device, &line, version, 0, device, privileges, media, NULL);
	if (!result)
		return line;
	tool_fail("line %lu cannot be opened: %s", (unsigned long)device, name_error(result));
	return 0;
}

HLINE tapi_open_named(const struct tapi *tapi, const char *name, DWORD privileges)
{
	DWORD device;

	return tapi_line(tapi, name, &device) ? tapi_open(tapi, device, privileges) : 0;
}
