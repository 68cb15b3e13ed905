/* SPDX-License-Identifier: MIT
 * test_device.c - devices that come and go while a session lasts. */
#include "conf_raw.h"

#define LINE_D "[line d]\ndriver = sim\nnumber = 400\n"

static const char *reload(const char *lines)
{
	scene_write(lines);
	scene_command("reload");
	return scene_news();
}

static const char *name_of_device(DWORD device)
{
	static struct host_line_info info;

	CHECK_INT(host_line_info(tapi, device, &info), 0);
	return info.name;
}

/* R-DEV-1, R-LOAD-6 */
TEST_ONCE(device, a_line_that_is_new_is_created_and_gets_the_number_tapi_gives)
{
	scene_open(LINES);
	CHECK_TEXT(reload(LINES LINE_D), "line created, device 44");
	CHECK_INT(host_line_count(tapi), 5);
	CHECK_TEXT(name_of_device(44), "d");
	CHECK_TEXT(name_of_device(BASE), "a");
	scene_line(0);
	scene_line(4);
	scene_dial(scene_line(1), "400", 20);
	CHECK_TEXT(scene_news(), "b lineMakeCall: ok, b dialing, b proceeding, e new call, e offering");
}

/* R-DEV-1 */
TEST_ONCE(device, line_create_names_the_providers_handle_and_a_number_of_its_own)
{
	struct raw_event e;

	scene_load(LINES);
	raw_begin(3, 4);
	scene_write(LINES LINE_D);
	raw_command("reload");
	e = raw_find(3, LINE_CREATE);
	CHECK(e.line == NULL && e.call == NULL);
	CHECK_INT(e.p1, 0x9909);
	CHECK_INT(SP->providerCreateLineDevice(e.p2 + 1, 77), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(SP->providerCreateLineDevice(e.p2, BASE), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(SP->providerCreateLineDevice(e.p2, 7777), 0);		/* R-DEV-2: not contiguous */
	CHECK_INT(SP->providerCreateLineDevice(e.p2, 7778), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(SP->lineNegotiateTSPIVersion(7777, TAPI_1_3, TAPI_3_1, &(DWORD){ 0 }), 0);
}

/* R-DEV-2, R-DEV-3 */
TEST_ONCE(device, numbers_need_not_be_contiguous_nor_in_order)
{
	DWORD version;

	scene_load(LINES);
	raw_begin(3, 4);
	scene_write(LINES LINE_D "[line e]\ndriver = sim\n");
	raw_command("reload");
	raw_wait(2);
	CHECK_INT(SP->providerCreateLineDevice(raw_event(0).p2, 9000), 0);
	CHECK_INT(SP->providerCreateLineDevice(raw_event(1).p2, 7), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(9000, TAPI_1_3, TAPI_3_1, &version), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(7, TAPI_1_3, TAPI_3_1, &version), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE, TAPI_1_3, TAPI_3_1, &version), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(8, TAPI_1_3, TAPI_3_1, &version), (LONG)LINEERR_BADDEVICEID);
}

/* R-DEV-4 */
TEST_ONCE(device, lines_that_tapi_was_not_told_of_when_it_began_are_created)
{
	DWORD version;

	scene_load(LINES);
	raw_begin_with(3, 4, 2);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE + 1, TAPI_1_3, TAPI_3_1, &version), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE + 2, TAPI_1_3, TAPI_3_1, &version),
		  (LONG)LINEERR_BADDEVICEID);
	raw_wait(2);
	CHECK_INT(raw_event(0).message, LINE_CREATE);
	CHECK_INT(SP->providerCreateLineDevice(raw_event(0).p2, 60), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(60, TAPI_1_3, TAPI_3_1, &version), 0);
}

#define WITHOUT_B "[line a]\ndriver = sim\nnumber = 100\n[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"

/* R-DEV-5 */
TEST_ONCE(device, a_line_that_is_gone_is_removed_and_its_number_is_dead)
{
	uint32_t line;
	DWORD version;

	scene_open(LINES);
	CHECK_TEXT(reload(WITHOUT_B), "line removed, device 41");
	CHECK_INT(host_line_count(tapi), 3);
	CHECK_INT(SP->lineNegotiateTSPIVersion(41, TAPI_1_3, TAPI_3_1, &version), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(host_line_open(tapi, 41, VOICE, &line), (LONG)LINEERR_NODEVICE);
	CHECK_TEXT(name_of_device(42), "c");
}

/* R-DEV-5, R-DEV-6, R-CB-8 */
TEST_ONCE(device, a_line_removed_in_the_middle_of_a_call_is_closed_and_its_call_ends)
{
	uint32_t out, in;

	scene_open(LINES);
	scene_line(1);
	out = scene_talk(scene_line(0), "200", &in);
	/* The host closes the line when it is told; only then the call ends. */
	CHECK(strstr(reload(WITHOUT_B), "line removed, device 41") != NULL);
	scene_news();
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_IDLE);
	CHECK(host_hdcall(tapi, in) == NULL);
	CHECK_TEXT(reload(LINES), "line created, device 44");
	CHECK_TEXT(name_of_device(44), "b");
}

/* R-DEV-5 */
TEST_ONCE(device, until_it_is_closed_a_removed_line_answers_nodevice_and_then_not_at_all)
{
	HDRVLINE line;
	DWORD version;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(1, 1, NULL);
	scene_write(WITHOUT_B);
	raw_command("reload");
	CHECK_INT(raw_find(3, LINE_REMOVE).p1, 41);
	CHECK_INT(SP->lineNegotiateTSPIVersion(41, TAPI_1_3, TAPI_3_1, &version), (LONG)LINEERR_NODEVICE);
	CHECK_INT(SP->lineClose(line), 0);
	CHECK_INT(SP->lineNegotiateTSPIVersion(41, TAPI_1_3, TAPI_3_1, &version), (LONG)LINEERR_BADDEVICEID);
}

/* R-CLOSE-6, R-DEV-1, R-DEV-5 */
TEST_ONCE(device, a_line_that_has_changed_goes_and_comes_so_that_it_is_read_again)
{
	LINEDEVCAPS *caps;

	scene_open(LINES);
	scene_line(0);
	CHECK_TEXT(reload("[line a]\ndriver = sim\nnumber = 100\ncalls = 7\n"
			  "[line b]\ndriver = sim\nnumber = 200\n"
			  "[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"),
		   "line removed, device 40, line created, device 44");
	NEED(host_get_line_caps(tapi, 44, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK_INT(caps->dwMaxNumActiveCalls, 7);
}

/* R-DEV-7 */
TEST_ONCE(device, the_permanent_number_of_a_line_is_its_own_in_any_file_and_session)
{
	struct host_line_info one, two;
	DWORD permanent[2];

	scene_open(LINES);
	NEED(host_line_info(tapi, BASE, &one) == 0 && host_line_info(tapi, BASE + 1, &two) == 0);
	permanent[0] = one.permanent_id;
	permanent[1] = two.permanent_id;
	CHECK(permanent[0] && permanent[1] && permanent[0] != permanent[1]);
	scene_close();
	scene_open("[line z]\ndriver = sim\n[line b]\ndriver = sim\nnumber = 5\n[line a]\ndriver = sim\n");
	NEED(host_line_info(tapi, BASE + 2, &one) == 0 && host_line_info(tapi, BASE + 1, &two) == 0);
	CHECK_INT(one.permanent_id, permanent[0]);
	CHECK_INT(two.permanent_id, permanent[1]);
}

/* R-LOAD-11, R-DEV-3 */
TEST_ONCE(device, a_file_that_cannot_be_used_changes_nothing)
{
	char reply[1024];

	scene_open(LINES);
	scene_write("[line a]\ndriver = pigeon\n");
	CHECK_INT(host_command(tapi, "reload", reply, sizeof(reply)), 0);
	CHECK(strncmp(reply, "error: ", 7) == 0);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(host_line_count(tapi), 4);
	scene_line(0);
}

/* R-DEV-1, R-DEV-5, R-CB-4 */
TEST_ONCE(device, lines_come_and_go_a_hundred_times_while_there_are_calls)
{
	uint32_t a;

	scene_open(LINES);
	a = scene_line(0);
	scene_talk(a, "91", NULL);
	for (int i = 0; i < 100; i++) {
		char want[80];

		snprintf(want, sizeof(want), "line created, device %d", 44 + i);
		CHECK_TEXT(reload(LINES LINE_D), want);
		if (i % 2)
			scene_line(4 + (DWORD)i);
		snprintf(want, sizeof(want), "line removed, device %d", 44 + i);
		CHECK_TEXT(reload(LINES), want);
	}
}

static atomic_bool over;

static void dialler(void *arg)
{
	uint32_t line = (uint32_t)(uintptr_t)arg, call;

	while (!atomic_load(&over)) {
		if (host_make_call(tapi, line, "400", NULL, &call) > 0) {
			scene_advance(30);
			host_close_call(tapi, call);
		}
	}
}

static void taker(void *arg)
{
	struct host_event event;

	while (!atomic_load(&over))
		if (host_wait(tapi, NULL, 1, &event) && event.kind == HOST_NEWCALL)
			host_answer(tapi, event.call);
}

/* R-DEV-1, R-DEV-5, R-CB-4, R-CB-8 */
TEST_ONCE(device, lines_come_and_go_while_other_threads_call_them)
{
	uv_thread_t threads[3];
	uint32_t line;

	scene_open(LINES);
	atomic_store(&over, false);
	for (DWORD i = 0; i < 2; i++)
		NEED(uv_thread_create(&threads[i], dialler, (void *)(uintptr_t)scene_line(i)) == 0);
	NEED(uv_thread_create(&threads[2], taker, NULL) == 0);
	for (int i = 0; i < 60; i++) {
		scene_write(i % 2 ? LINES : LINES LINE_D);
		scene_command("reload");
		for (size_t k = host_line_count(tapi); k-- > 4;)
			host_line_open(tapi, host_line(tapi, k), VOICE, &line);
	}
	atomic_store(&over, true);
	for (int i = 0; i < 3; i++)
		uv_thread_join(&threads[i]);
	scene_news();
	scene_no_fault();
}
