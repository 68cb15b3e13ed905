/* SPDX-License-Identifier: MIT
 * test_load.c - loading, sessions, and what a session leaves behind. */
#include "conf_raw.h"

static enum err try_open(DWORD ppid, DWORD base, struct host **out)
{
	struct host_options options = { .ppid = ppid, .line_base = base, .conf = scene_path() };
	char memory[1024] = "";
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	return host_open(out, scene_provider(), &options, &why);
}

/* R-LOAD-3 */
TEST_ONCE(load, before_any_session_it_negotiates_its_own_version)
{
	DWORD version = 0;

	scene_load(LINES);
	CHECK_INT(SP->lineNegotiateTSPIVersion(INITIALIZE_NEGOTIATION, TAPI_1_3, TAPI_3_1, &version), 0);
	CHECK_INT(version, TAPI_3_1);
	CHECK_INT(SP->lineNegotiateTSPIVersion(INITIALIZE_NEGOTIATION, 0x00090000, 0x00090001, &version),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
}

/* R-LOAD-5 */
TEST_ONCE(load, it_exports_what_tapi_cannot_start_without_and_counts_its_devices)
{
	scene_load(LINES);
	CHECK(SP->lineNegotiateTSPIVersion && SP->providerEnumDevices);
	CHECK(SP->providerInit && SP->providerShutdown);
	raw_begin(3, 4);	/* three lines and the probe, no phones */
}

/* R-LOAD-8 */
TEST_ONCE(load, a_second_init_is_ignored_and_the_last_shutdown_counts)
{
	DWORD count, options = 0;
	HDRVLINE line;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(0, 1, NULL);
	CHECK_INT(SP->providerInit(TAPI_3_1, 3, 90, 0, 4, 0, (ASYNC_COMPLETION)1, &options), 0);
	CHECK_INT(SP->lineGetNumAddressIDs(line, &count), 0);
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
	CHECK_INT(SP->lineGetNumAddressIDs(line, &count), 0);
	raw_open(1, 1, NULL);	/* the numbers of the first Init still hold */
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
	CHECK_INT(SP->lineGetNumAddressIDs(line, &count), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
}

/* R-LOAD-9 */
TEST_ONCE(load, devices_are_numbered_from_the_base_of_each_session)
{
	static const DWORD bases[] = { 0, 1, 7000, 0x7FFFFFF0 };
	struct host_line_info info;
	struct host *host;

	scene_write(LINES);
	for (size_t i = 0; i < 4; i++) {
		NEED(try_open(2, bases[i], &host) == OK);
		DEFER(host_close, host);
		CHECK_INT(host_line_count(host), 4);
		CHECK_INT(host_line_info(host, bases[i] + 1, &info), 0);
		CHECK_TEXT(info.name, "b");
		CHECK_INT(host_shutdown(host), 0);
		CHECK_INT(host_faults(host, NULL, 0), 0);
	}
	remove(scene_path());
}

/* R-LOAD-10, R-LOAD-15 */
TEST_ONCE(load, each_session_reads_its_configuration_and_knows_nothing_of_the_one_before)
{
	struct host_line_info info;
	HDRVLINE old;
	DWORD count;

	scene_load(LINES);
	raw_begin(3, 4);
	old = raw_open(0, 1, NULL);
	scene_write("[line x]\ndriver = sim\n");
	CHECK_INT(SP->lineGetNumAddressIDs(old, &count), 0);
	CHECK_INT(SP->lineGetNumAddressIDs(raw_open(2, 1, NULL), &count), 0);
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
	raw_begin(3, 2);
	CHECK_INT(SP->lineGetNumAddressIDs(old, &count), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SP->lineClose(old), (LONG)LINEERR_INVALLINEHANDLE);
	SP->providerShutdown(TAPI_3_1, 3);
	scene_close();
	scene_open("[line x]\ndriver = sim\n");
	NEED(host_line_info(tapi, BASE, &info) == 0);
	CHECK_TEXT(info.name, "x");
}

/* R-LOAD-11 */
TEST_ONCE(load, a_configuration_that_cannot_be_used_begins_no_session_and_one_repaired_does)
{
	static const char *const wrong[] = {
		"[line a]\n", "[line a]\ndriver = carrier-pigeon\n", "[line a]\ndriver = sim\ncalls = many\n",
		"[line a]\ndriver = sim\n[line a]\ndriver = sim\n", "[lime a]\ndriver = sim\n", "nonsense\n",
	};
	struct host *host;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		scene_write(wrong[i]);
		CHECK(try_open(1, BASE, &host) != OK);
	}
	remove(scene_path());
	CHECK(try_open(1, BASE, &host) != OK);
	scene_open(LINES);
}

/* R-LOAD-12 */
TEST_ONCE(load, the_library_can_be_listed_twice_and_each_listing_has_its_own_devices)
{
	struct host_line_info info;
	struct host *other;
	uint32_t line;

	scene_open(LINES);
	NEED(try_open(10, 500, &other) == OK);
	DEFER(host_close, other);
	scene_line(0);
	CHECK_INT(host_line_open(other, 500, VOICE, &line), 0);
	NEED(host_line_info(other, 502, &info) == 0);
	CHECK_TEXT(info.name, "c");
	CHECK_INT(host_line_open(other, 501, VOICE, &line), 0);
	CHECK_INT(host_shutdown(other), 0);
	CHECK_INT(host_faults(other, NULL, 0), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(501, TAPI_1_3, TAPI_3_1, &(DWORD){ 0 }),
		  (LONG)LINEERR_BADDEVICEID);
	scene_dial(scene_line(2), "200", 100);
	CHECK_TEXT(scene_news(), "c lineMakeCall: ok, c dialing, c proceeding, "
		   "c disconnected (unreachable), c idle");
}

/* R-LOAD-12, R-STATE-1 */
TEST_ONCE(load, when_one_listing_ends_its_calls_with_the_other_end_too)
{
	struct host *other;
	uint32_t line, call = 0;

	scene_open("[line a]\ndriver = sim\nnumber = 100\n");
	NEED_SAME_PROCESS("each has an exchange of its own");
	scene_write("[line z]\ndriver = sim\nnumber = 900\n");
	NEED(try_open(10, 500, &other) == OK);
	DEFER(host_close, other);
	scene_line(0);
	CHECK_INT(host_line_open(other, 500, VOICE, &line), 0);
	CHECK(host_make_call(other, line, "100", NULL, &call) > 0);
	scene_advance(20);
	CHECK_TEXT(scene_news(), "a new call, a offering");
	NEED(host_answer(tapi, scene_new_call()) > 0);
	CHECK_TEXT(scene_news(), "a lineAnswer: ok, a connected, a call info: connectedid");
	CHECK_INT(host_shutdown(other), 0);
	CHECK_INT(host_faults(other, NULL, 0), 0);
	CHECK_TEXT(scene_news(), "a disconnected, a idle");
}

/* R-LOAD-17 */
TEST_ONCE(load, a_line_that_is_open_is_taken)
{
	HDRVLINE hd = NULL;

	scene_load(LINES);
	raw_begin(3, 4);
	raw_open(0, 1, NULL);
	CHECK_INT(SP->lineOpen(BASE, NULL, &hd, TAPI_3_1, (LINEEVENT)1), (LONG)LINEERR_ALLOCATED);
	CHECK(hd == NULL);
}

/* R-ASYNC-3, R-LOAD-10 */
TEST_ONCE(load, a_shutdown_with_lines_calls_and_requests_left_answers_all_of_them)
{
	HDRVLINE line;
	HDRVCALL call = NULL;

	scene_load(SLOW);
	raw_begin(3, 4);
	line = raw_open(0, 1, NULL);
	CHECK_INT(SP->lineMakeCall(7, line, NULL, &call, wide("91"), 0, NULL), 7);
	CHECK_INT(raw_count(), 0);
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
	CHECK_INT(raw_count(), 1);
	CHECK_INT(raw_event(0).request, 7);
	CHECK_INT(raw_event(0).result, (LONG)LINEERR_OPERATIONFAILED);
}

/* R-UI-2 */
TEST_ONCE(load, it_exports_what_the_control_panel_looks_for)
{
	scene_load(LINES);
	CHECK(SP->providerInstall && SP->providerRemove && SP->providerConfig);
}

/* R-UI-3 */
TEST_ONCE(load, it_names_the_file_of_its_dialogs_in_full)
{
	WCHAR name[260];
	size_t len = 0;
	char last[5] = "";

	scene_load(LINES);
	for (size_t i = 0; i < 260; i++)
		name[i] = 0x5A5A;
	CHECK_INT(SP->providerUIIdentify(name), 0);
	while (len < 260 && name[len])
		len++;
	NEED(len > 5 && len < 260);
	for (size_t i = 0; i < 4; i++)
		last[i] = (char)name[len - 4 + i];
	CHECK(strstr(PROVIDER, last) != NULL || strcmp(last, ".tsp") == 0);
	CHECK_INT(SP->providerUIIdentify(NULL), (LONG)LINEERR_INVALPOINTER);
}

/* R-UI-11, R-UI-2 */
TEST_ONCE(load, installing_writes_a_configuration_where_none_is_and_removing_leaves_it)
{
	scene_load(LINES);
	remove(scene_path());
	CHECK_INT(UI->ui_providerInstall(NULL, NULL, 1), 0);
	CHECK_INT(UI->ui_providerRemove(NULL, NULL, 1), 0);
	raw_begin(3, 2);		/* what was written can be used */
}

/* R-UI-11, R-LOAD-15 */
TEST_ONCE(load, installing_again_changes_nothing)
{
	scene_load(LINES);
	CHECK_INT(UI->ui_providerInstall(NULL, NULL, 1), 0);
	CHECK_INT(SP->providerInstall(NULL, 1), 0);
	CHECK_INT(SP->providerRemove(NULL, 1), 0);
	raw_begin(3, 4);
}
