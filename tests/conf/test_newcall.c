/* SPDX-License-Identifier: MIT
 * test_newcall.c - calls that the device brings. */
#include "conf_raw.h"

/* R-NEW-1, R-HND-4 */
TEST_ONCE(newcall, it_is_announced_first_and_then_its_state)
{
	const struct host_event *state;
	uint32_t a;

	scene_open(LINES);
	a = scene_line(0);
	scene_line(1);
	scene_dial(a, "200", 20);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering");
	state = scene_event(LINE_CALLSTATE, scene_new_call());
	CHECK_INT(state->p1, LINECALLSTATE_OFFERING);
	CHECK_INT(state->p3, VOICE);
}

/* R-NEW-1 */
TEST_ONCE(newcall, the_exchange_calls_back_with_a_call_nobody_asked_for)
{
	LINECALLINFO *info;
	uint32_t call;

	scene_open(LINES);
	call = scene_dial(scene_line(0), "98", 600);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a disconnected, a idle, "
		   "a new call, a offering, a line ringing 0");
	CHECK(scene_new_call() != call);
	NEED(host_get_call_info(tapi, scene_new_call(), &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(info->dwOrigin, LINECALLORIGIN_EXTERNAL);
	NEED(host_answer(tapi, scene_new_call()) > 0);
	CHECK_TEXT(scene_news(), "a lineAnswer: ok, a connected, a call info: connectedid");
}

static HDRVLINE begin_pair(HDRVCALL *out)
{
	HDRVLINE called;

	scene_load(LINES);
	raw_begin(3, 4);
	called = raw_open(1, 2, (HTAPILINE)2);
	CHECK_INT(SP->lineMakeCall(1, raw_open(0, 1, (HTAPILINE)1), (HTAPICALL)9, out, wide("200"), 0, NULL), 1);
	return called;
}

/* R-NEW-3 */
TEST_ONCE(newcall, one_that_tapi_does_not_take_is_rejected_and_not_told_of_again)
{
	HDRVCALL out;
	struct raw_event e;
	DWORD address;

	begin_pair(&out);
	raw_new_call = NULL;
	raw_advance(20);
	e = raw_find(2, LINE_NEWCALL);
	for (size_t i = 0; ; i++) {
		struct raw_event next;

		raw_wait(i + 1);
		next = raw_event(i);
		CHECK(next.to != 2 || next.message != LINE_CALLSTATE);
		if (next.to != 1 || next.p1 != LINECALLSTATE_IDLE)
			continue;
		CHECK_INT(raw_event(i - 1).p1, LINECALLSTATE_DISCONNECTED);
		CHECK_INT(raw_event(i - 1).p2, LINEDISCONNECTMODE_REJECT);
		break;
	}
	CHECK_INT(SP->lineGetCallAddressID((HDRVCALL)e.p1, &address), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(SP->lineCloseCall(out), 0);
	raw_new_call = (HTAPICALL)5;
	CHECK_INT(SP->lineClose((HDRVLINE)(uintptr_t)0), (LONG)LINEERR_INVALLINEHANDLE);
}

/* R-NEW-2 */
TEST_ONCE(newcall, tapis_handle_for_it_is_in_all_that_follows)
{
	HDRVCALL out;

	begin_pair(&out);
	raw_new_call = (HTAPICALL)(uintptr_t)-77;
	raw_advance(20);
	CHECK(raw_find(2, LINE_CALLSTATE).call == raw_new_call);
	CHECK(raw_find(2, LINE_NEWCALL).call == NULL);
}

static atomic_int asked, answered;
static LONG results[3];
static DWORD addresses[2];

static void ask_at_once(const struct raw_event *e)
{
	LINECALLINFO info = { .dwTotalSize = sizeof(info), .dwAddressID = 99 };

	if (e->message != LINE_NEWCALL)
		return;
	results[0] = SP->lineGetCallAddressID((HDRVCALL)e->p1, &addresses[0]);
	results[1] = SP->lineGetCallInfo((HDRVCALL)e->p1, &info);
	addresses[1] = info.dwAddressID;
	atomic_store(&asked, 1);
}

/* R-NEW-7 */
TEST_ONCE(newcall, its_address_is_known_from_the_first_moment)
{
	HDRVCALL out;

	begin_pair(&out);
	raw_inside = ask_at_once;
	atomic_store(&asked, 0);
	addresses[0] = 77;
	raw_advance(20);
	raw_find(2, LINE_CALLSTATE);
	CHECK_INT(atomic_load(&asked), 1);
	CHECK_INT(results[0], 0);
	CHECK_INT(results[1], 0);
	CHECK_INT(addresses[0], 0);
	CHECK_INT(addresses[1], 0);
}

static void answer_at_once(const struct raw_event *e)
{
	if (e->to == 2 && e->message == LINE_CALLSTATE && e->p1 == LINECALLSTATE_OFFERING)
		atomic_store(&answered, (int)SP->lineAnswer(50, (HDRVCALL)raw_find(2, LINE_NEWCALL).p1, NULL, 0));
}

/* R-NEW-1, R-CB-2 */
TEST_ONCE(newcall, it_can_be_answered_from_inside_the_news_of_it)
{
	HDRVCALL out;

	begin_pair(&out);
	raw_inside = answer_at_once;
	raw_advance(20);
	for (size_t i = 0; ; i++) {
		raw_wait(i + 1);
		if (raw_event(i).to == 2 && raw_event(i).p1 == LINECALLSTATE_CONNECTED)
			break;
	}
	CHECK_INT(atomic_load(&answered), 50);
	CHECK_INT(atomic_load(&raw_nested), 0);
}

/* R-NEW-5, R-MEDIA-1 */
TEST_ONCE(newcall, none_comes_while_nobody_wants_calls_of_its_kind)
{
	uint32_t a, b, call;

	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
	CHECK_INT(SP->lineSetDefaultMediaDetection(host_hdline(tapi, b), 0), 0);
	call = scene_dial(a, "200", 100);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a disconnected (unreachable), a idle");
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK_INT(SP->lineSetDefaultMediaDetection(host_hdline(tapi, b), VOICE), 0);
	scene_dial(a, "200", 20);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering");
}

/* R-NEW-4 */
TEST_ONCE(newcall, a_line_opened_again_has_no_calls_as_closing_it_has_ended_them)
{
	LINEDEVSTATUS *status;
	uint32_t a, b, in;

	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
	scene_talk(a, "200", &in);
	CHECK_INT(host_line_close(tapi, b), 0);
	b = scene_line(1);
	CHECK_TEXT(scene_news(), "a disconnected, a idle");
	NEED(host_get_line_status(tapi, b, &status) == 0);
	DEFER(mem_free, status);
	CHECK_INT(status->dwNumActiveCalls, 0);
}
