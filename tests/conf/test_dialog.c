/* SPDX-License-Identifier: MIT
 * test_dialog.c - dialogs that nobody asked for: the exchange wants an account
 * code before it makes a call. TAPI's part is played by hand. */
#include "abi/utf.h"
#include "conf_raw.h"

#define CODED "[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\ncalls = 4\n" \
	"[line b]\ndriver = sim\nnumber = 200\n"
#define PROVIDER_HANDLE ((HTAPILINE)(uintptr_t)0x9909)	/* what raw_begin() gives */
#define THEIR_CALL ((HTAPICALL)(uintptr_t)0xA1)

static struct {
	HTAPIDIALOGINSTANCE next;	/* TAPI's handle for the next one; 0: it makes none */
	atomic_int made;
	HDRVDIALOGINSTANCE hd[8];
	DRV_REQUESTID request[8];
	HTAPILINE provider;
	char first[8][256], ui[300];
	atomic_int told;		/* blocks to a dialog */
	HTAPILINE to[8];
	char text[8][256];		/* "": it is to close */
} seen;
static HDRVLINE line;
static LPCWSTR number;

static void note(const struct raw_event *event)
{
	TUISPICREATEDIALOGINSTANCEPARAMS *params = (void *)event->p1;

	if (event->message == LINE_SENDDIALOGINSTANCEDATA && seen.told < 8) {
		seen.to[seen.told] = event->line;
		if (event->p1)
			snprintf(seen.text[seen.told], 256, "%.*s", (int)event->p2, (const char *)event->p1);
		atomic_fetch_add(&seen.told, 1);
	}
	if (event->message != LINE_CREATEDIALOGINSTANCE || seen.made == 8)
		return;
	seen.provider = event->line;
	seen.hd[seen.made] = params->hdDlgInst;
	seen.request[seen.made] = params->dwRequestID;
	snprintf(seen.first[seen.made], 256, "%.*s", (int)params->dwSize, (const char *)params->lpParams);
	utf_read8(params->lpszUIDLLName, MAX_PATH, seen.ui, sizeof(seen.ui));
	params->htDlgInst = seen.next ? seen.next + (DWORD)seen.made : 0;
	atomic_fetch_add(&seen.made, 1);
}

static void begin_with(const char *lines, DWORD version)
{
	memset(&seen, 0, sizeof(seen));
	seen.next = 0x700;
	scene_load(lines);
	raw_begin(3, 3);
	raw_inside = note;
	line = raw_open_at(0, 1, (HTAPILINE)(uintptr_t)0x71, version);
	raw_open(1, 2, (HTAPILINE)(uintptr_t)0x72);
	number = wide("200");
}

static HDRVCALL dial(DRV_REQUESTID request)
{
	HDRVCALL call = NULL;

	CHECK_INT(SP->lineMakeCall(request, line, THEIR_CALL, &call, number, 0, NULL), request);
	return call;
}

/* What note() writes stands there only after its event is in the box. */
static void until(atomic_int *what, int count)
{
	for (int i = 0; atomic_load(what) < count && i < WAIT_MS; i++)
		uv_sleep(1);
	CHECK_INT(atomic_load(what), count);
}

static void shown(int count)
{
	until(&seen.made, count);
}

static LONG says(HDRVDIALOGINSTANCE dialog, const char *text)
{
	char block[64];

	snprintf(block, sizeof(block), "%s", text);
	return SP->providerGenericDialogData((DWORD_PTR)dialog, TUISPIDLL_OBJECT_DIALOGINSTANCE, block,
					     (DWORD)strlen(text) + 1);
}

static LONG result_of(DRV_REQUESTID request)
{
	for (size_t i = 0; ; i++) {
		struct raw_event event;

		raw_wait(i + 1);
		event = raw_event(i);
		if (event.to == 0 && event.request == request)
			return event.result;
	}
}

/* R-UI-5, R-LOAD-6 */
TEST_ONCE(dialog, a_line_with_a_code_asks_for_it_in_a_dialog_of_the_pending_request)
{
	LPWSTR name = (WCHAR[MAX_PATH]){ 0 };
	char path[300];

	begin_with(CODED, TAPI_2_0);
	dial(7);
	shown(1);
	CHECK(seen.provider == PROVIDER_HANDLE);
	CHECK_INT(seen.request[0], 7);
	CHECK(seen.hd[0] != NULL);
	CHECK_TEXT(seen.first[0], "a asks for the account code of a call to 200");
	CHECK_INT(SP->providerUIIdentify(name), 0);
	utf_read8(name, MAX_PATH, path, sizeof(path));
	CHECK_TEXT(seen.ui, path);
	raw_advance(10000);
	CHECK_INT(raw_count(), 1);	/* the request is not answered, and the call nowhere */
}

/* R-UI-8, R-UI-7, R-HND-6 */
TEST_ONCE(dialog, the_right_code_lets_the_call_go_on_and_closes_the_dialog)
{
	begin_with(CODED, TAPI_3_1);
	dial(7);
	shown(1);
	CHECK_INT(says(seen.hd[0], "1234"), 0);
	CHECK_INT(result_of(7), 0);
	raw_advance(100);
	CHECK(raw_find(2, LINE_NEWCALL).p1 != 0);
	until(&seen.told, 1);
	CHECK(seen.to[0] == (HTAPILINE)(uintptr_t)0x700);
	CHECK_TEXT(seen.text[0], "");
	CHECK_INT(SP->providerFreeDialogInstance(seen.hd[0]), 0);
}

/* R-UI-8 */
TEST_ONCE(dialog, a_wrong_code_fails_the_request)
{
	HDRVCALL call;

	begin_with(CODED, TAPI_2_2);
	call = dial(7);
	shown(1);
	CHECK_INT(says(seen.hd[0], "4321"), 0);
	CHECK_INT(result_of(7), (LONG)LINEERR_ADDRESSBLOCKED);
	until(&seen.told, 1);
	CHECK_TEXT(seen.text[0], "");
	CHECK_INT(says(seen.hd[0], "1234"), 0);		/* too late, and nobody minds */
	CHECK_INT(SP->lineDrop(8, call, NULL, 0), (LONG)LINEERR_INVALCALLHANDLE);
	raw_advance(10000);
	CHECK_INT(raw_count(), 3);
}

/* R-UI-7 */
TEST_ONCE(dialog, with_tries_left_the_dialog_is_told_that_the_code_was_wrong)
{
	begin_with("[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\n"
		   "[line b]\ndriver = sim\nnumber = 200\n", TAPI_2_2);
	dial(7);
	shown(1);
	CHECK_INT(says(seen.hd[0], "1"), 0);
	until(&seen.told, 1);
	CHECK_TEXT(seen.text[0], "That was wrong. a asks for the account code of a call to 200");
	CHECK_INT(says(seen.hd[0], "1234"), 0);
	CHECK_INT(result_of(7), 0);
}

/* R-UI-9 */
TEST_ONCE(dialog, a_dialog_that_is_closed_fails_the_request_and_nothing_comes_after_it)
{
	size_t count;

	begin_with(CODED, TAPI_2_2);
	dial(7);
	shown(1);
	CHECK_INT(SP->providerFreeDialogInstance(seen.hd[0]), 0);
	CHECK_INT(result_of(7), (LONG)LINEERR_OPERATIONFAILED);
	count = raw_count();
	CHECK_INT(says(seen.hd[0], "1234"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(SP->providerFreeDialogInstance(seen.hd[0]), (LONG)LINEERR_INVALPARAM);
	raw_advance(10000);
	CHECK_INT(raw_count(), count);
	CHECK_INT(seen.told, 0);
}

static atomic_bool freed;

static void note_late(const struct raw_event *event)
{
	if (event->message == LINE_SENDDIALOGINSTANCEDATA && atomic_load(&freed))
		atomic_fetch_add(&seen.told, 1);
	else if (event->message != LINE_SENDDIALOGINSTANCEDATA)
		note(event);
}

/* R-UI-9, R-CB-8 */
TEST_ONCE(dialog, data_that_is_on_its_way_comes_before_the_dialog_is_freed_or_not_at_all)
{
	for (int i = 0; i < 50; i++) {
		atomic_store(&freed, false);
		begin_with(CODED, TAPI_2_2);
		raw_inside = note_late;
		dial(7);
		shown(1);
		says(seen.hd[0], "1234");	/* it is told to close, about now */
		CHECK_INT(SP->providerFreeDialogInstance(seen.hd[0]), 0);
		atomic_store(&freed, true);
		CHECK_INT(result_of(7), 0);
		raw_finish();
		CHECK_INT(seen.told, 0);
		scene_close();
	}
}

/* R-UI-5 */
TEST_ONCE(dialog, where_tapi_shows_no_dialog_the_request_fails)
{
	begin_with(CODED, TAPI_2_2);
	seen.next = 0;
	dial(7);
	CHECK_INT(result_of(7), (LONG)LINEERR_RESOURCEUNAVAIL);
}

/* R-UI-5, R-HND-8 */
TEST_ONCE(dialog, a_call_that_is_closed_meanwhile_takes_its_dialog_along)
{
	HDRVCALL call;

	begin_with(CODED, TAPI_2_2);
	call = dial(7);
	shown(1);
	CHECK_INT(SP->lineCloseCall(call), 0);
	CHECK_INT(result_of(7), (LONG)LINEERR_OPERATIONFAILED);
	until(&seen.told, 1);
	CHECK_TEXT(seen.text[0], "");
	CHECK_INT(says(seen.hd[0], "1234"), 0);
	raw_advance(1000);
	CHECK_INT(raw_count(), 3);
}

/* R-HND-14 */
TEST_ONCE(dialog, each_of_several_dialogs_has_a_handle_of_its_own_and_its_own_call)
{
	begin_with(CODED, TAPI_2_2);
	for (DRV_REQUESTID i = 0; i < 4; i++)
		dial(20 + i);
	shown(4);
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < i; k++)
			CHECK(seen.hd[i] != seen.hd[k]);
	CHECK_INT(says(seen.hd[2], "no"), 0);
	CHECK_INT(result_of(22), (LONG)LINEERR_ADDRESSBLOCKED);
	CHECK_INT(says(seen.hd[1], "1234"), 0);
	CHECK_INT(result_of(21), 0);
	CHECK_INT(SP->lineClose(line), 0);
	CHECK_INT(result_of(20), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(result_of(23), (LONG)LINEERR_OPERATIONFAILED);
}

/* R-VER-5, R-UI-5 */
TEST_ONCE(dialog, before_2_0_there_are_no_dialogs_and_no_calls_from_such_a_line)
{
	HDRVCALL call;

	begin_with(CODED, TAPI_1_4);
	CHECK_INT(SP->lineMakeCall(7, line, THEIR_CALL, &call, number, 0, NULL),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	raw_advance(1000);
	CHECK_INT(seen.made, 0);
}

/* R-UI-9, R-LOAD-10 */
TEST_ONCE(dialog, a_session_that_ends_takes_its_dialogs_along)
{
	begin_with(CODED, TAPI_2_2);
	dial(7);
	shown(1);
	raw_finish();
	CHECK_INT(says(seen.hd[0], "1234"), (LONG)LINEERR_INVALPARAM);
}

/* R-UI-8 */
TEST_ONCE(dialog, blocks_that_are_none_are_refused)
{
	static char block[5000];

	begin_with(CODED, TAPI_2_2);
	dial(7);
	shown(1);
	CHECK_INT(SP->providerGenericDialogData((DWORD_PTR)seen.hd[0], TUISPIDLL_OBJECT_DIALOGINSTANCE,
						NULL, 5), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(SP->providerGenericDialogData((DWORD_PTR)seen.hd[0], TUISPIDLL_OBJECT_DIALOGINSTANCE,
						block, sizeof(block)), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(SP->providerGenericDialogData(0x12345, TUISPIDLL_OBJECT_DIALOGINSTANCE, block, 5),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(says(seen.hd[0], "1234"), 0);
	CHECK_INT(result_of(7), 0);
}
