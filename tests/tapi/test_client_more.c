/* SPDX-License-Identifier: MIT
 * test_client_more.c - what programs do with calls, and what TAPI knows besides, in texts
 * and records of the A functions, with the client library and the server. */
#include "client_scene.h"

/* A record of a program, whose fields are looked at by position. */
static union {
	DWORD total;
	char bytes[4096];
	LINECALLINFO info;
	LINECALLLIST calls;
	LINEADDRESSSTATUS address;
	LINEDEVSTATUS status;
	LINETRANSLATEOUTPUT translated;
	LINETRANSLATECAPS translations;
	LINECOUNTRYLIST countries;
	LINEAGENTCAPS agent;
	VARSTRING string;
} record;

static void *room(DWORD total)
{
	memset(&record, 0, sizeof(record));
	record.total = total;
	return &record;
}

static const char *text(DWORD size, DWORD offset)
{
	CHECK(size > 0 && offset + size <= record.total && record.bytes[offset + size - 1] == 0);
	return record.bytes + offset;
}

/* --- calls ------------------------------------------------------------------------- */

TEST_ONCE(client, who_calls_is_read_as_bytes)
{
	prog_talk();
	CHECK_INT(lineGetCallInfoA(it.in, room(sizeof(record))), 0);
	CHECK_TEXT(text(record.info.dwCallerIDSize, record.info.dwCallerIDOffset), "100");
	CHECK_INT(lineGetCallInfoA(it.in, room(20)), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(lineGetCallInfoA(it.in + 1, room(sizeof(record))), (LONG)LINEERR_INVALCALLHANDLE);
}

TEST_ONCE(client, a_call_is_transferred_by_consultation)
{
	HCALL consult = 0;

	prog_talk();
	prog_open(2, 0);
	CHECK_INT(prog_reply(lineSetupTransferA(it.out, &consult, NULL)), 0);
	CHECK(consult != 0 && consult != it.out);
	prog_state(consult, LINECALLSTATE_DIALTONE);
	CHECK_INT(prog_reply(lineDialA(consult, "300", 0)), 0);
	scene_advance(2000);
	prog_state(consult, LINECALLSTATE_RINGBACK);
	CHECK_INT(prog_reply(lineCompleteTransfer(it.out, consult, NULL, LINETRANSFERMODE_TRANSFER)), 0);
	prog_state(it.out, LINECALLSTATE_IDLE);
}

TEST_ONCE(client, a_conference_is_set_up_and_its_calls_are_found)
{
	HCALL conference = 0, consult = 0;

	prog_talk();
	CHECK_INT(prog_reply(lineSetupConferenceA(it.out, 0, &conference, &consult, 3, NULL)), 0);
	CHECK(conference != 0 && consult != 0 && conference != consult);
	CHECK_INT(lineGetConfRelatedCalls(conference, room(sizeof(record))), 0);
	CHECK(record.calls.dwCallsNumEntries >= 2);
	CHECK_INT(lineGetCallInfoA(conference, room(sizeof(record))), 0);
}

TEST_ONCE(client, digits_of_one_side_are_gathered_by_the_other)
{
	static char digits[8];

	memset(digits, 'x', sizeof(digits));
	prog_talk();
	CHECK_INT(lineGatherDigitsA(it.in, LINEDIGITMODE_DTMF, digits, 4, "#", 20000, 20000), 0);
	CHECK_INT(lineGenerateDigitsA(it.out, LINEDIGITMODE_DTMF, "12#", 0), 0);
	scene_advance(3000);
	NEED(prog_hears(LINE_GATHERDIGITS));
	CHECK_INT(it.message.dwParam1, LINEGATHERTERM_TERMDIGIT);
	CHECK(memcmp(digits, "12#\0x", 5) == 0);
}

TEST_ONCE(client, where_a_call_was_parked_is_told_as_bytes)
{
	HCALL call = 0;

	prog_talk();
	CHECK_INT(prog_reply(lineParkA(it.in, LINEPARKMODE_NONDIRECTED, NULL, room(200))), 0);
	CHECK_INT(record.string.dwStringFormat, STRINGFORMAT_ASCII);
	CHECK_TEXT(text(record.string.dwStringSize, record.string.dwStringOffset), "800");
	CHECK_INT(prog_reply(lineUnparkA(it.called, 0, &call, "800")), 0);
	CHECK(call != 0);
}

TEST_ONCE(client, a_line_is_forwarded_by_a_list_of_bytes)
{
	struct {
		DWORD total, count, mode, caller_size, caller_at, country, dest_size, dest_at;
		char dest[4];
	} list = { sizeof(list), 1, LINEFORWARDMODE_UNCOND, 0, 0, 0, 4, 32, "300" };
	HCALL consult;

	prog_begin();
	it.caller = prog_open(0, 0);
	CHECK_INT(prog_reply(lineForwardA(it.caller, 1, 0, (LPLINEFORWARDLIST)&list, 3, &consult, NULL)), 0);
	CHECK_INT(lineGetAddressStatusA(it.caller, 0, room(sizeof(record))), 0);
	CHECK_INT(record.address.dwForwardNumEntries, 1);
	list.dest_at = 40;
	CHECK_INT(lineForwardA(it.caller, 1, 0, (LPLINEFORWARDLIST)&list, 3, &consult, NULL),
		  (LONG)LINEERR_INVALPARAM);
}

TEST_ONCE(client, who_has_a_line_open_is_named)
{
	const LINEAPPINFO *app;

	prog_begin();
	it.caller = prog_open(0, 0);
	CHECK_INT(lineGetLineDevStatusA(it.caller, room(sizeof(record))), 0);
	CHECK_INT(record.status.dwNumOpens, 1);
	NEED(record.status.dwAppInfoSize == sizeof(LINEAPPINFO));
	app = (const LINEAPPINFO *)(record.bytes + record.status.dwAppInfoOffset);
	CHECK_TEXT(text(app->dwFriendlyNameSize, app->dwFriendlyNameOffset), "a program");
	CHECK_TEXT(text(app->dwModuleFilenameSize, app->dwModuleFilenameOffset), "tapi");
}

/* --- what TAPI knows --------------------------------------------------------------- */

TEST_ONCE(client, addresses_are_translated_before_anything_is_initialized)
{
	char country[8], city[8];

	scene_write("dialing.conf", "[location Office]\ncountry = US\narea = 425\noutside = 9\n");
	prog_begin();
	CHECK_INT(lineShutdown(it.app), 0);
	it.app = 0;
	CHECK_INT(lineTranslateAddressA(0, 0, V2_2, "+1 (425) 555-0100", 0, 0, room(sizeof(record))), 0);
	CHECK_TEXT(text(record.translated.dwDialableStringSize, record.translated.dwDialableStringOffset),
		   "T95550100");
	CHECK_INT(lineTranslateAddressA(0, 0, V2_2, NULL, 0, 0, room(sizeof(record))),
		  (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(lineGetTranslateCapsA(0, V2_2, room(sizeof(record))), 0);
	CHECK(record.translations.dwNumLocations >= 1);
	CHECK_INT(tapiGetLocationInfoA(country, city), 0);
	CHECK_TEXT(country, "1");
	CHECK_TEXT(city, "425");
}

TEST_ONCE(client, countries_have_names_of_bytes)
{
	const LINECOUNTRYENTRY *country;

	prog_begin();
	CHECK_INT(lineGetCountryA(49, V2_2, room(sizeof(record))), 0);
	CHECK_INT(record.countries.dwNumCountries, 1);
	country = (const LINECOUNTRYENTRY *)(record.bytes + record.countries.dwCountryListOffset);
	CHECK_INT(country->dwCountryCode, 49);
	CHECK_TEXT(text(country->dwCountryNameSize, country->dwCountryNameOffset), "Germany");
}

/* --- agents ------------------------------------------------------------------------ */

/* The program serves what it asks itself. */
static HLINE open_as_proxy(void)
{
	struct {
		LINECALLPARAMS params;
		DWORD types[1];
	} open = { .params = { .dwTotalSize = sizeof(open) }, .types = { LINEPROXYREQUEST_GETAGENTCAPS } };
	HLINE line = 0;

	open.params.dwDevSpecificSize = sizeof(open.types);
	open.params.dwDevSpecificOffset = sizeof(open.params);
	CHECK_INT(lineOpenA(it.app, 0, &line, V2_2, 0, 0, LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY,
			    0, &open.params), 0);
	return line;
}

TEST_ONCE(client, what_a_proxy_answers_is_in_the_record_of_who_asked)
{
	LINEPROXYREQUEST *request;
	HLINE proxy;
	LONG asked;

	prog_begin();
	proxy = open_as_proxy();
	asked = lineGetAgentCapsA(it.app, 0, 0, V2_2, room(sizeof(record)));
	CHECK(asked > 0);
	NEED(prog_hears(LINE_PROXYREQUEST));
	request = (LINEPROXYREQUEST *)it.message.dwParam1;
	CHECK_INT(request->dwRequestType, LINEPROXYREQUEST_GETAGENTCAPS);
	request->GetAgentCaps.AgentCaps.dwFeatures = LINEAGENTFEATURE_GETAGENTGROUP;
	request->GetAgentCaps.AgentCaps.dwNeededSize = sizeof(LINEAGENTCAPS);
	request->GetAgentCaps.AgentCaps.dwUsedSize = sizeof(LINEAGENTCAPS);
	CHECK_INT(lineProxyResponse(proxy, request, 0), 0);
	CHECK_INT(prog_reply(asked), 0);
	CHECK_INT(record.agent.dwFeatures, LINEAGENTFEATURE_GETAGENTGROUP);
	CHECK_INT(lineProxyResponse(proxy, NULL, 0), (LONG)LINEERR_INVALPOINTER);
}
