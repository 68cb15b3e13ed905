/* SPDX-License-Identifier: MIT
 * test_handle.c - handles of lines and calls, from birth to death. */
#include "conf_raw.h"

/* R-HND-1 */
TEST_ONCE(handle, no_handle_is_zero_and_no_two_are_the_same)
{
	HDRVCALL calls[5];
	HDRVLINE line[3];

	scene_load(LINES);
	raw_begin(3, 4);
	for (DWORD i = 0; i < 3; i++)
		line[i] = raw_open(i, 1, NULL);
	for (int i = 0; i < 4; i++)
		CHECK_INT(SP->lineMakeCall(1 + (DWORD)i, line[2], NULL, &calls[i], wide("93"), 0, NULL), 1 + i);
	CHECK_INT(SP->lineMakeCall(9, line[0], NULL, &calls[4], wide("200"), 0, NULL), 9);
	raw_advance(100);
	CHECK(raw_find(1, LINE_NEWCALL).p1 != 0);
	for (int i = 0; i < 5; i++) {
		CHECK(calls[i] != NULL);
		CHECK((DWORD_PTR)calls[i] != raw_find(1, LINE_NEWCALL).p1);
		for (int k = 0; k < i; k++)
			CHECK(calls[i] != calls[k]);
	}
	for (int i = 0; i < 3; i++)
		CHECK(line[i] && line[i] != line[(i + 1) % 3]);
}

/* R-HND-5 */
TEST_ONCE(handle, of_a_new_call_it_is_written_before_the_return)
{
	HDRVCALL call = NULL;

	scene_load(SLOW);
	raw_begin(3, 4);
	CHECK_INT(SP->lineMakeCall(1, raw_open(0, 1, NULL), NULL, &call, wide("93"), 0, NULL), 1);
	CHECK(call != NULL);
	CHECK_INT(raw_count(), 0);
}

/* R-HND-6 */
TEST_ONCE(handle, of_a_call_that_is_not_born_nothing_is_told_and_nothing_counted)
{
	LINEADDRESSSTATUS *address;
	LINEDEVSTATUS *status;
	uint32_t line;

	scene_open(SLOW);
	line = scene_line(0);
	scene_dial(line, "93", 99);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_count, 0);
	NEED(host_get_address_status(tapi, line, 0, &address) == 0);
	DEFER(mem_free, address);
	NEED(host_get_line_status(tapi, line, &status) == 0);
	DEFER(mem_free, status);
	CHECK_INT(address->dwNumActiveCalls + address->dwNumOnHoldCalls + address->dwNumOnHoldPendCalls, 0);
	CHECK_INT(status->dwNumActiveCalls + status->dwNumOnHoldCalls + status->dwNumOnHoldPendCalls, 0);
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing");
}

/* R-HND-8 */
TEST_ONCE(handle, closing_a_call_that_is_not_born_stops_its_birth)
{
	uint32_t a, call = 0;
	LONG request;

	scene_open(SLOW);
	a = scene_line(0);
	scene_line(1);
	request = host_make_call(tapi, a, "200", NULL, &call);
	NEED(request > 0);
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK_INT(host_wait_reply(tapi, request, 0), (LONG)LINEERR_OPERATIONFAILED);
	scene_advance(5000);
	CHECK_TEXT(scene_news(), "");
	CHECK(host_make_call(tapi, a, "200", NULL, &call) > 0);
}

/* R-HND-9 */
TEST_ONCE(handle, closing_one_that_died_with_its_request_is_no_error)
{
	HDRVCALL call = NULL, again = NULL;
	HDRVLINE line;

	scene_load(SLOW);
	raw_begin(3, 4);
	line = raw_open(0, 1, NULL);
	CHECK_INT(SP->lineMakeCall(1, line, NULL, &call, wide("93"), 0, NULL), 1);
	CHECK_INT(SP->lineCloseCall(call), 0);
	CHECK_INT(raw_count(), 1);
	CHECK_INT(raw_event(0).result, (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(SP->lineCloseCall(call), 0);
	CHECK_INT(SP->lineMakeCall(2, line, NULL, &again, wide("93"), 0, NULL), 2);
	CHECK_INT(SP->lineCloseCall(call), 0);
	raw_advance(100);
	raw_wait(2);
	CHECK_INT(raw_event(1).request, 2);
	CHECK_INT(raw_event(1).result, 0);
}

/* R-HND-10, R-DROP-2 */
TEST_ONCE(handle, of_an_idle_call_it_answers_questions_until_it_is_closed)
{
	LINECALLSTATUS *status;
	LINECALLINFO *info;
	VARSTRING *id;
	uint32_t call;
	HDRVCALL hd;
	DWORD address = 9;

	scene_open(LINES);
	call = scene_dial(scene_line(0), "94", 5000);
	scene_news();
	CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_IDLE);
	hd = host_hdcall(tapi, call);
	NEED(host_get_call_info(tapi, call, &info) == 0);
	DEFER(mem_free, info);
	NEED(host_get_call_status(tapi, call, &status) == 0);
	DEFER(mem_free, status);
	NEED(host_get_id(tapi, 0, 0, call, LINECALLSELECT_CALL, "tapi/line", &id) == 0);
	DEFER(mem_free, id);
	CHECK_INT(status->dwCallState, LINECALLSTATE_IDLE);
	CHECK_INT(SP->lineGetCallAddressID(hd, &address), 0);
	CHECK_INT(address, 0);
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK_INT(SP->lineGetCallAddressID(hd, &address), (LONG)LINEERR_INVALCALLHANDLE);
}

/* R-HND-11 */
TEST_ONCE(handle, of_all_calls_of_a_line_it_dies_with_the_line)
{
	HDRVCALL calls[4];
	HDRVLINE line;
	DWORD address;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(2, 1, NULL);
	for (int i = 0; i < 4; i++)
		CHECK_INT(SP->lineMakeCall(1 + (DWORD)i, line, NULL, &calls[i], wide("93"), 0, NULL), 1 + i);
	CHECK_INT(SP->lineClose(line), 0);
	for (int i = 0; i < 4; i++)
		CHECK_INT(SP->lineGetCallAddressID(calls[i], &address), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(SP->lineClose(line), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK(raw_open(2, 1, NULL) != line);
}

/* R-HND-3 */
TEST_ONCE(handle, a_stale_one_never_finds_a_younger_call)
{
	HDRVCALL old[3], call;
	HDRVLINE line;
	DWORD address;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(0, 1, NULL);
	for (DWORD i = 0; i < 3000; i++) {
		CHECK_INT(SP->lineMakeCall(1 + i, line, NULL, &call, wide("93"), 0, NULL), 1 + (LONG)i);
		for (DWORD k = 0; k < 3 && k < i; k++)
			CHECK_INT(SP->lineGetCallAddressID(old[k], &address), (LONG)LINEERR_INVALCALLHANDLE);
		CHECK_INT(SP->lineCloseCall(call), 0);
		old[i < 3 ? i : i % 2 + 1] = call;	/* the first stays */
	}
}
