/* SPDX-License-Identifier: MIT
 * test_async.c - each request is answered once, in time, and well. */
#include "conf_raw.h"

/* All that this device does asynchronously, on a call to b of line a. */
static uint32_t a, b, out, in;

static void two_lines(const char *lines)
{
	scene_open(lines);
	a = scene_line(0);
	b = scene_line(1);
}

static unsigned replies(LONG request)
{
	unsigned count = 0;

	for (size_t i = 0; i < scene_count; i++)
		count += scene_box[i].kind == HOST_REPLY && scene_box[i].request == (DWORD)request;
	return count;
}

static void ask_once(LONG request)
{
	NEED(request > 0);
	scene_advance(500);
	scene_news();
	CHECK_INT(replies(request), 1);
	CHECK_INT(host_queued(tapi), 0);
}

static void ask_each(void)
{
	ask_once(host_make_call(tapi, a, "200", NULL, &out));
	in = scene_new_call();
	ask_once(host_accept(tapi, in));
	ask_once(host_answer(tapi, in));
	ask_once(host_hold(tapi, out));
	ask_once(host_unhold(tapi, out));
	ask_once(host_drop(tapi, out));
	CHECK_INT(host_call_state(tapi, in), LINECALLSTATE_IDLE);
}

/* R-ASYNC-2, R-ASYNC-3 */
TEST_ONCE(async, each_accepted_request_is_answered_exactly_once)
{
	two_lines(LINES);
	ask_each();
	scene_close();
	two_lines(SLOW);
	ask_each();
}

/* R-ASYNC-2, R-ASYNC-6 */
TEST_ONCE(async, any_request_number_comes_back_as_it_was_given)
{
	static const LONG ids[] = { 1, 2, 0x7FFFFFFF, 0x10000, 0x7FFFFFFE };
	HDRVLINE line;
	HDRVCALL call;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(2, 1, NULL);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		size_t before = raw_count();

		CHECK_INT(SP->lineMakeCall((DWORD)ids[i], line, NULL, &call, wide("93"), 0, NULL), ids[i]);
		raw_wait(before + 1);
		CHECK_INT(raw_event(before).request, ids[i]);
		CHECK_INT(SP->lineCloseCall(call), 0);
	}
}

/* R-ASYNC-3, R-ASYNC-11 */
TEST_ONCE(async, the_same_may_be_asked_again_before_it_is_done_and_both_are_answered)
{
	LONG first, second;

	two_lines(SLOW);
	out = scene_talk(a, "200", &in);
	first = host_hold(tapi, out);
	second = host_hold(tapi, out);
	CHECK(first > 0 && second > 0);
	scene_advance(100);
	CHECK_TEXT(scene_news(), "a lineHold: ok, a lineHold: ok, a onhold, b connected (activeheld)");
	first = host_drop(tapi, out);
	second = host_drop(tapi, out);
	CHECK(first > 0 && second > 0);
	scene_advance(100);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, a lineDrop: ok, b disconnected, b idle, a idle");
}

/* R-ASYNC-11, R-ASYNC-4 */
TEST_ONCE(async, requests_overlap_and_what_has_become_impossible_is_answered_with_its_error)
{
	two_lines(SLOW);
	out = scene_talk(a, "200", &in);
	CHECK(host_hold(tapi, out) > 0);
	CHECK(host_drop(tapi, out) > 0);
	CHECK(host_hold(tapi, in) > 0);
	scene_advance(200);
	CHECK_TEXT(scene_news(), "a lineHold: ok, a onhold, b connected (activeheld), a lineDrop: ok, "
		   "b disconnected, b lineHold: LINEERR_OPERATIONFAILED, b idle, a idle");
	for (size_t i = 0; i < scene_count; i++)
		CHECK(scene_box[i].result <= 0);
}

/* R-ASYNC-4, R-CHECK-5 */
TEST_ONCE(async, what_was_legal_when_asked_and_is_not_when_done_fails_as_it_would_at_once)
{
	two_lines(SLOW);
	out = scene_dial(a, "200", 500);
	scene_news();
	in = scene_new_call();
	CHECK(host_answer(tapi, in) > 0);
	CHECK(host_accept(tapi, in) > 0);
	scene_advance(100);
	CHECK_TEXT(scene_news(), "b lineAnswer: ok, b connected, a connected, b call info: connectedid, "
		   "a call info: connectedid, b lineAccept: LINEERR_INVALCALLSTATE");
	CHECK_INT(host_accept(tapi, in), (LONG)LINEERR_INVALCALLSTATE);
}

/* R-ASYNC-7 */
TEST_ONCE(async, what_was_refused_is_never_answered)
{
	uint32_t none = 0;

	two_lines(SLOW);
	out = scene_dial(a, "93", 500);
	scene_news();
	CHECK_INT(host_answer(tapi, out), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(host_hold(tapi, out), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(host_unhold(tapi, out), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(host_accept(tapi, out), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(host_make_call(tapi, a, "93", NULL, &none), (LONG)LINEERR_CALLUNAVAIL);
	CHECK_INT(host_make_call(tapi, b, "1W2", NULL, &none), (LONG)LINEERR_DIALDIALTONE);
	CHECK_INT(host_redirect(tapi, out, "300"), (LONG)LINEERR_INVALCALLSTATE);
	scene_advance(10000);
	CHECK_TEXT(scene_news(), "");
}

/* R-ASYNC-7, R-ASYNC-1 */
TEST_ONCE(async, synchronous_functions_answer_no_request)
{
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };
	LINECALLINFO info = { .dwTotalSize = sizeof(info) };
	HDRVCALL hd;

	two_lines(SLOW);
	out = scene_dial(a, "93", 500);
	scene_news();
	hd = host_hdcall(tapi, out);
	CHECK_INT(SP->lineGetCallInfo(hd, &info), 0);
	CHECK_INT(SP->lineGetCallStatus(hd, &status), 0);
	CHECK_INT(SP->lineSetMediaMode(hd, VOICE), 0);
	CHECK_INT(SP->lineMonitorDigits(hd, LINEDIGITMODE_DTMF), 0);
	CHECK_INT(SP->lineSetDefaultMediaDetection(host_hdline(tapi, a), VOICE), 0);
	scene_news();
	for (size_t i = 0; i < scene_count; i++)
		CHECK(scene_box[i].kind != HOST_REPLY);
}

/* R-ASYNC-8 */
TEST_ONCE(async, what_was_handed_in_is_copied_before_the_return)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);
	WCHAR number[4] = { '2', '0', '0', 0 };
	LPHDRVCALL slot;
	LONG request;
	uint32_t call;

	two_lines(SLOW);
	request = host_request(tapi, "lineMakeCall", a, 0);
	NEED(request > 0 && host_call_new(tapi, a, request, &call, &slot) == 0);
	NEED(host_request_end(tapi, request, SP->lineMakeCall((DWORD)request, host_hdline(tapi, a),
		host_htcall(call), slot, number, 0, &params)) > 0);
	memset(number, 0x39, sizeof(number));
	memset(&params, 0xEE, sizeof(params));
	scene_advance(120);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering");
}

/* R-ASYNC-9, R-ASYNC-15 */
TEST_ONCE(async, when_line_close_returns_all_requests_of_the_line_are_answered)
{
	static const struct host_filter any = { .kinds = HOST_BIT(HOST_REPLY) };
	struct host_event event;
	LONG requests[3];

	two_lines(SLOW);
	out = scene_talk(a, "200", &in);
	for (int round = 0; round < 3; round++)
		requests[round] = round ? host_hold(tapi, out) : host_drop(tapi, out);
	CHECK_INT(SP->lineClose(host_hdline(tapi, a)), 0);
	for (int i = 0; i < 3; i++) {
		NEED(host_wait(tapi, &any, 0, &event));
		CHECK_INT(event.request, requests[i]);
		CHECK_INT(event.result, (LONG)LINEERR_OPERATIONFAILED);
	}
	CHECK(!host_wait(tapi, &any, 0, &event));
}

/* R-ASYNC-10 */
TEST_ONCE(async, when_line_close_call_returns_all_requests_of_the_call_are_answered)
{
	LONG hold, drop;

	two_lines(SLOW);
	out = scene_talk(a, "200", &in);
	hold = host_hold(tapi, out);
	drop = host_drop(tapi, out);
	NEED(hold > 0 && drop > 0);
	CHECK_INT(host_close_call(tapi, out), 0);
	CHECK_INT(host_wait_reply(tapi, hold, 0), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(host_wait_reply(tapi, drop, 0), (LONG)LINEERR_OPERATIONFAILED);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b disconnected, b idle");
}

/* R-ASYNC-12, R-HND-6 */
TEST_ONCE(async, line_make_call_is_answered_before_the_call_proceeds)
{
	two_lines(LINES);
	out = scene_dial(a, "91", 0);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing");
	scene_advance(500);
	CHECK_TEXT(scene_news(), "a proceeding, a ringback, a connected, a call info: connectedid");
}

/* R-ASYNC-13 */
TEST_ONCE(async, a_request_is_answered_when_it_is_done_and_not_before)
{
	two_lines(SLOW);
	out = scene_talk(a, "200", &in);
	NEED(host_hold(tapi, out) > 0);
	scene_advance(99);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_CONNECTED);
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a lineHold: ok, a onhold, b connected (activeheld)");
	NEED(host_drop(tapi, out) > 0);
	scene_advance(99);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, b disconnected, b idle, a idle");
}

/* R-ASYNC-5 */
TEST_ONCE(async, an_answer_never_comes_before_its_handle_is_written)
{
	two_lines(LINES);
	for (int i = 0; i < 200; i++) {		/* the host looks at the handle inside the callback */
		out = scene_dial(a, "93", 0);
		CHECK_INT(host_close_call(tapi, out), 0);
	}
	scene_no_fault();
}
