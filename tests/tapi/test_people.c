/* SPDX-License-Identifier: MIT
 * test_people.c - dialogs in a program, with people at its terminal, who are the test. */
#define _GNU_SOURCE
#include "client_scene.h"
#include "people.h"
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#define CODED "account-code = 1234\naccount-tries = 2\n"	/* behind line c */
#define LINE_C 2

/* --- at a terminal ------------------------------------------------------------------- */

static void begin_coded(void)
{
	people_sit_down();
	prog_begin_lines(CODED);
	it.caller = prog_open(LINE_C, 0);
}

/* R-UI-6, R-UI-7 */
TEST_ONCE(people, a_program_is_asked_at_its_terminal_and_the_call_goes_on)
{
	LONG request;

	begin_coded();
	request = lineMakeCallA(it.caller, &it.out, "200", 0, NULL);
	people_see("c asks for the account code of a call to 200");
	people_type("9999\n");
	people_see("give up) > ");
	people_type("1234\n");
	CHECK_INT(prog_reply(request), 0);
}

TEST_ONCE(people, who_gives_up_at_the_terminal_has_no_call)
{
	LONG request;

	begin_coded();
	request = lineMakeCallA(it.caller, &it.out, "200", 0, NULL);
	people_see("give up) > ");
	people_type("\n");
	CHECK_INT(prog_reply(request), (LONG)LINEERR_OPERATIONFAILED);
}

TEST_ONCE(people, a_server_that_ends_closes_the_dialogs_of_its_programs)
{
	begin_coded();
	CHECK(lineMakeCallA(it.caller, &it.out, "200", 0, NULL) > 0);
	people_see("give up) > ");
	scene_close();
	CHECK(prog_hears(LINE_LINEDEVSTATE));
	CHECK_INT(it.message.dwParam1, LINEDEVSTATE_REINIT);
}

/* Behind it the program may unload the library. */
TEST_ONCE(people, a_program_that_ends_has_no_dialog_any_more)
{
	begin_coded();
	CHECK(lineMakeCallA(it.caller, &it.out, "200", 0, NULL) > 0);
	people_see("give up) > ");
	CHECK(people_are_asked());
	CHECK_INT(lineShutdown(it.app), 0);
	it.app = 0;
	CHECK(!people_are_asked());
}

TEST_ONCE(people, without_a_terminal_the_request_fails)
{
	setenv("OPENTSP_TERMINAL", "/dev/null", 1);
	prog_begin_lines(CODED);
	it.caller = prog_open(LINE_C, 0);
	CHECK_INT(prog_reply(lineMakeCallA(it.caller, &it.out, "200", 0, NULL)),
		  (LONG)LINEERR_OPERATIONFAILED);
	unsetenv("OPENTSP_TERMINAL");
}

/* --- lineTranslateDialog ---------------------------------------------------------------- */

#define LOCATIONS "[location Office]\nid = 1\ncountry = US\narea = 425\noutside = 9\n" \
	"[location Home]\nid = 2\ncountry = DE\narea = 30\ncard = Blue\n" \
	"[card Blue]\nid = 7\naccess = 0800\nnumber = 1\npin = 2\n"

static DWORD location_now(void)
{
	char room[4096] = "";
	LINETRANSLATECAPS *caps = (LINETRANSLATECAPS *)room;

	caps->dwTotalSize = sizeof(room);
	CHECK_INT(lineGetTranslateCapsA(it.app, V2_2, caps), 0);
	return caps->dwCurrentLocationID;
}

static void begin_located(void)
{
	people_sit_down();
	scene_write("dialing.conf", LOCATIONS);
	prog_begin();
}

static void show_locations(void *answer)
{
	*(LONG *)answer = lineTranslateDialogA(it.app, 0, V2_2, NULL, "+1 (425) 5551234");
}

TEST_ONCE(people, people_choose_where_they_are)
{
	uv_thread_t thread;
	LONG answer = -1;

	begin_located();
	NEED(uv_thread_create(&thread, show_locations, &answer) == 0);
	people_see("5551234 is dialled now.");
	people_see("* 1  Office: +1 425, outside line 9");
	people_see("  2  Home: +49 30, card Blue");
	people_see("as it is) > ");
	people_type("3\n");
	people_see("There is no such number > ");
	people_type("2\n");
	uv_thread_join(&thread);
	CHECK_INT(answer, 0);
	CHECK_INT(location_now(), 2);
}

TEST_ONCE(people, who_chooses_nothing_stays_where_he_is)
{
	uv_thread_t thread;
	LONG answer = -1;

	begin_located();
	NEED(uv_thread_create(&thread, show_locations, &answer) == 0);
	people_see("as it is) > ");
	CHECK_INT(lineTranslateDialogA(it.app, 0, V2_2, NULL, NULL), (LONG)LINEERR_INUSE);
	people_type("\n");
	uv_thread_join(&thread);
	CHECK_INT(answer, 0);
	CHECK_INT(location_now(), 1);
}

TEST_ONCE(people, a_location_is_not_asked_for_with_what_there_is_not)
{
	begin_located();
	CHECK_INT(lineTranslateDialogA(it.app, 77, V2_2, NULL, NULL), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(lineTranslateDialogA(it.app + 1, 0, V2_2, NULL, NULL), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(lineTranslateDialogA(it.app, 0, 1, NULL, NULL), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(lineTranslateDialogA(it.app, 0, V2_2, (HWND)0x7777, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(lineTranslateDialogA(it.app, 0, V2_2, NULL, ""), (LONG)LINEERR_INVALADDRESS);
	setenv("OPENTSP_TERMINAL", "/dev/null", 1);
	CHECK_INT(lineTranslateDialogA(it.app, 0, V2_2, NULL, NULL), (LONG)LINEERR_OPERATIONFAILED);
}

TEST_ONCE(people, without_locations_there_is_nothing_to_choose)
{
	people_sit_down();
	prog_begin();
	CHECK_INT(lineTranslateDialogA(it.app, 0, V2_2, NULL, NULL), (LONG)LINEERR_INIFILECORRUPT);
}
