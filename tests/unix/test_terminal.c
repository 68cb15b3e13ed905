/* SPDX-License-Identifier: MIT
 * test_terminal.c - dialogs of the library at a terminal, which the test is. */
#define _GNU_SOURCE
#include "conf_scene.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define CODED "[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\n" \
	"[line b]\ndriver = sim\nnumber = 200\n"
#define PROMPT "a asks for the account code of a call to 200\r\n(empty: give up) > "

static int people = -1, theirs = -1;	/* the end that people have, and the program's */
static char shown[4096];

static void end(void *none)
{
	uv_os_unsetenv("OPENTSP_TERMINAL");
	scene_close();
	close(people);
	close(theirs);
}

static uint32_t begin(void)
{
	people = posix_openpt(O_RDWR | O_NOCTTY);
	NEED(people >= 0 && grantpt(people) == 0 && unlockpt(people) == 0);
	theirs = open(ptsname(people), O_RDWR | O_NOCTTY);	/* so that it stays */
	NEED(theirs >= 0);
	NEED(uv_os_setenv("OPENTSP_TERMINAL", ptsname(people)) == 0);
	shown[0] = '\0';
	scene_open(CODED);
	DEFER(end, NULL);
	scene_line(1);
	return scene_line(0);
}

/* What people see, until `text` is there. */
static void sees(const char *text)
{
	struct pollfd fd = { .fd = people, .events = POLLIN };
	size_t len = strlen(shown);

	while (!strstr(shown, text) && poll(&fd, 1, WAIT_MS) == 1) {
		ssize_t got = read(people, shown + len, sizeof(shown) - len - 1);

		if (got <= 0)
			break;
		len += (size_t)got;
		shown[len] = '\0';
	}
	if (!strstr(shown, text))
		CHECK_TEXT(shown, text);
}

static void types(const char *text)
{
	shown[0] = '\0';
	CHECK_INT(write(people, text, strlen(text)), strlen(text));
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

	sees("\r\n" PROMPT);
	CHECK(!echoes());
	types("4711\n");
	sees("That was wrong. " PROMPT);
	CHECK(!strstr(shown, "4711"));
	types("1234\n");
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	all_gone();
	CHECK(echoes());
}

/* R-UI-9 */
TEST_ONCE(terminal, an_empty_row_gives_up)
{
	uint32_t call, line = begin();
	LONG request = host_make_call(tapi, line, "200", NULL, &call);

	sees(PROMPT);
	types("\n");
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), (LONG)LINEERR_OPERATIONFAILED);
	all_gone();
	CHECK(echoes());
}

/* R-UI-7 */
TEST_ONCE(terminal, a_call_that_is_closed_takes_the_question_away)
{
	uint32_t call, line = begin();

	NEED(host_make_call(tapi, line, "200", NULL, &call) > 0);
	sees(PROMPT);
	CHECK_INT(host_close_call(tapi, call), 0);
	all_gone();
	CHECK(echoes());
}

/* R-UI-9, R-CB-7 */
TEST_ONCE(terminal, a_session_that_ends_leaves_the_terminal_as_it_was)
{
	uint32_t call, line = begin();

	NEED(host_make_call(tapi, line, "200", NULL, &call) > 0);
	sees(PROMPT);
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
	CHECK_INT(SP->ui_providerGenericDialog((TUISPIDLLCALLBACK)1, 5, "text", 5, NULL),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(SP->ui_providerGenericDialog((TUISPIDLLCALLBACK)1, 5, "text", 4, NULL),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(SP->ui_providerGenericDialogData(5, "text", 5), (LONG)LINEERR_INVALPARAM);
}
