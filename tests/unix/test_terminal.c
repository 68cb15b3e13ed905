/* SPDX-License-Identifier: MIT
 * test_terminal.c - dialogs of the library at a terminal, which the test is. */
#define _GNU_SOURCE
#include "conf_scene.h"
#include "people.h"
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define CODED "[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\n" \
	"[line b]\ndriver = sim\nnumber = 200\n"
#define PROMPT "a asks for the account code of a call to 200\r\n(empty: give up) > "

static int theirs;		/* the program's end of the terminal */

static void end(void *none)
{
	scene_close();
}

static uint32_t begin(void)
{
	theirs = people_sit_down();
	scene_open(CODED);
	DEFER(end, NULL);
	scene_line(1);
	return scene_line(0);
}

static bool echoes(void)
{
	struct termios now;

	NEED(tcgetattr(theirs, &now) == 0);
	return now.c_lflag & ECHO;
}

static void all_gone(void)
{
	for (int i = 0; host_dialogs(tapi) && i < WAIT_MS; i++)
		uv_sleep(1);
	CHECK_INT(host_dialogs(tapi), 0);
}

/* R-UI-5, R-UI-6, R-UI-7 */
TEST_ONCE(terminal, the_code_is_asked_for_unseen_and_a_wrong_one_again)
{
	uint32_t call, line = begin();
	LONG request = host_make_call(tapi, line, "200", NULL, &call);

	people_see("\r\n" PROMPT);
	CHECK(!echoes());
	people_type("4711\n");
	CHECK(!strstr(people_see("That was wrong. " PROMPT), "4711"));
	people_type("1234\n");
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	all_gone();
	CHECK(echoes());
}

/* R-UI-9 */
TEST_ONCE(terminal, an_empty_row_gives_up)
{
	uint32_t call, line = begin();
	LONG request = host_make_call(tapi, line, "200", NULL, &call);

	people_see(PROMPT);
	people_type("\n");
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), (LONG)LINEERR_OPERATIONFAILED);
	all_gone();
	CHECK(echoes());
}

/* R-UI-7 */
TEST_ONCE(terminal, a_call_that_is_closed_takes_the_question_away)
{
	uint32_t call, line = begin();

	NEED(host_make_call(tapi, line, "200", NULL, &call) > 0);
	people_see(PROMPT);
	CHECK_INT(host_close_call(tapi, call), 0);
	all_gone();
	CHECK(echoes());
}

/* R-UI-9, R-CB-7 */
TEST_ONCE(terminal, a_session_that_ends_leaves_the_terminal_as_it_was)
{
	uint32_t call, line = begin();

	NEED(host_make_call(tapi, line, "200", NULL, &call) > 0);
	people_see(PROMPT);
	CHECK_INT(host_shutdown(tapi), 0);
	CHECK(echoes());
}

/* R-UI-3, R-UI-5 */
TEST_ONCE(terminal, without_a_terminal_there_is_no_dialog_and_the_call_fails)
{
	uint32_t call, line = begin();

	NEED(uv_os_setenv("OPENTSP_TERMINAL", "/dev/null") == 0);
	CHECK_INT(host_wait_reply(tapi, host_make_call(tapi, line, "200", NULL, &call), WAIT_MS),
		  (LONG)LINEERR_OPERATIONFAILED);
	all_gone();
	CHECK_INT(UI->ui_providerGenericDialog((TUISPIDLLCALLBACK)1, 5, "text", 5, NULL),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(UI->ui_providerGenericDialog((TUISPIDLLCALLBACK)1, 5, "text", 4, NULL),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(UI->ui_providerGenericDialogData(5, "text", 5), (LONG)LINEERR_INVALPARAM);
}
