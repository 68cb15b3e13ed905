/* SPDX-License-Identifier: MIT
 * test_window.c - dialogs of the library as windows; the test is people. */
#include "abi/utf.h"
#include "conf_scene.h"

#define CODED "[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\n" \
	"[line b]\ndriver = sim\nnumber = 200\n"
enum { PROMPT = 100, ENTRY };			/* of the dialog */
enum { PATH = 100, LIST, TEXT, SAID, CHECK_IT, SAVE };	/* of the configuration */

/* The window of that title, once it is there; NULL: there are no windows here. */
static HWND window_of(const WCHAR *title)
{
	HWND window = NULL;

	for (int i = 0; !window && i < WAIT_MS; i++) {
		window = FindWindowW(NULL, title);
		if (!window)
			uv_sleep(1);
	}
	CHECK(window != NULL);
	return window;
}

static const char *shown(HWND window, int id)
{
	static char text[4096];
	WCHAR wide[2048];

	SendDlgItemMessageW(window, id, WM_GETTEXT, 2048, (LPARAM)wide);
	utf_read8(wide, 2048, text, sizeof(text));
	return text;
}

/* What a control shows, once it begins so. */
static void shows(HWND window, int id, const char *text)
{
	for (int i = 0; strncmp(shown(window, id), text, strlen(text)) != 0 && i < WAIT_MS; i++)
		uv_sleep(1);
	if (strncmp(shown(window, id), text, strlen(text)) != 0)
		CHECK_TEXT(shown(window, id), text);
}

static void enters(HWND window, int id, const WCHAR *text)
{
	SendDlgItemMessageW(window, id, WM_SETTEXT, 0, (LPARAM)text);
}

static void presses(HWND window, int id)
{
	SendMessageW(window, WM_COMMAND, (WPARAM)id, 0);
}

static void all_gone(void)
{
	for (int i = 0; host_dialogs(tapi) && i < WAIT_MS; i++)
		uv_sleep(1);
	CHECK_INT(host_dialogs(tapi), 0);
}

/* R-UI-5, R-UI-6, R-UI-7 */
TEST_ONCE(window, the_code_is_asked_for_and_a_wrong_one_again)
{
	uint32_t call, line;
	LONG request;
	HWND window;

	scene_open(CODED);
	scene_line(1);
	line = scene_line(0);
	request = host_make_call(tapi, line, "200", NULL, &call);
	window = window_of(L"OpenTSP");
	shows(window, PROMPT, "a asks for the account code of a call to 200");
	enters(window, ENTRY, L"4711");
	presses(window, IDOK);
	shows(window, PROMPT, "That was wrong. a asks");
	enters(window, ENTRY, L"1234");
	presses(window, IDOK);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	all_gone();
}

/* R-UI-9 */
TEST_ONCE(window, who_cancels_gives_the_call_up)
{
	uint32_t call, line;
	LONG request;

	scene_open(CODED);
	line = scene_line(0);
	request = host_make_call(tapi, line, "200", NULL, &call);
	presses(window_of(L"OpenTSP"), IDCANCEL);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), (LONG)LINEERR_OPERATIONFAILED);
	all_gone();
}

/* R-UI-7 */
TEST_ONCE(window, a_call_that_is_closed_takes_the_window_away)
{
	uint32_t call, line;

	scene_open(CODED);
	line = scene_line(0);
	NEED(host_make_call(tapi, line, "200", NULL, &call) > 0);
	window_of(L"OpenTSP");
	CHECK_INT(host_close_call(tapi, call), 0);
	all_gone();
}

static LONG configured;

static void configure(void *arg)
{
	configured = arg ? host_line_config(tapi, BASE, NULL, NULL) : host_provider_config(tapi, NULL);
}

/* R-UI-4, R-LOAD-15 */
TEST_ONCE(window, the_configuration_is_checked_saved_and_in_use)
{
	uv_thread_t thread;
	HWND window;

	for (int of_line = 0; of_line < 2; of_line++) {
		scene_open(LINES);
		NEED(uv_thread_create(&thread, configure, of_line ? &thread : NULL) == 0);
		window = window_of(L"OpenTSP configuration");
		shows(window, TEXT, "[provider]\r\nclock = virtual\r\n");
		CHECK_TEXT(shown(window, PATH), scene_path());
		CHECK_INT(SendDlgItemMessageW(window, LIST, LB_GETCOUNT, 0, 0), 4);
		enters(window, TEXT, L"[line a]\r\ndriver = pigeon\r\n");
		presses(window, SAVE);
		CHECK(strstr(shown(window, SAID), "there is no driver \"pigeon\"") != NULL);
		CHECK_TEXT(scene_news(), "");
		enters(window, TEXT, L"[provider]\r\nclock = virtual\r\nlog = off\r\n[line a]\r\n"
		       L"driver = sim\r\nnumber = 100\r\n[line the-probe]\r\ndriver = sim\r\nnumber = 700\r\n");
		presses(window, SAVE);
		CHECK_TEXT(shown(window, SAID), "Saved and in use.");
		CHECK_TEXT(scene_news(), "line removed, device 42, line removed, device 41");
		PostMessageW(window, WM_COMMAND, IDCANCEL, 0);
		uv_thread_join(&thread);
		CHECK_INT(configured, 0);
		scene_close();
	}
}

/* R-UI-4 */
TEST_ONCE(window, a_class_of_devices_that_there_is_not_is_refused)
{
	scene_open(LINES);
	CHECK_INT(host_line_config(tapi, BASE, NULL, "wave/in"), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(host_phone_config(tapi, BASE, NULL, "wave/in"), (LONG)PHONEERR_INVALDEVICECLASS);
}
