/* SPDX-License-Identifier: MIT
 * test_drop.c - hanging up. */
#include "conf_scene.h"

static uint32_t a, b;

static void two_lines(const char *conf)
{
	scene_open(conf);
	a = scene_line(0);
	b = scene_line(1);
}

/* R-DROP-1, R-STATE-3 */
TEST_ONCE(drop, it_is_legal_at_every_moment_but_when_idle_and_ends_in_idle)
{
	static const char *const numbers[] = { "90", "91", "92", "93", "94", "95", "97", "200", "nobody" };

	two_lines(LINES);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		for (uint32_t ms = 0; ms < 3000; ms += ms < 200 ? 10 : 400) {
			uint32_t call = scene_dial(a, numbers[i], ms);
			bool idle;
			LONG result;

			scene_news();
			idle = host_call_state(tapi, call) == LINECALLSTATE_IDLE;
			result = host_drop(tapi, call);
			CHECK(idle ? result == (LONG)LINEERR_INVALCALLSTATE : result > 0);
			scene_news();
			CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_IDLE);
			CHECK_INT(host_close_call(tapi, call), 0);
		}
	}
}

/* R-DROP-1 */
TEST_ONCE(drop, of_a_call_that_is_offered_it_rejects)
{
	two_lines(LINES);
	scene_dial(a, "200", 100);
	scene_news();
	NEED(host_drop(tapi, scene_new_call()) > 0);
	CHECK_TEXT(scene_news(), "b lineDrop: ok, a disconnected (reject), a idle, b idle");
}

/* R-DROP-2 */
TEST_ONCE(drop, it_leaves_the_handle_to_line_close_call)
{
	struct host_call_info info;
	uint32_t call;

	two_lines(LINES);
	call = scene_dial(a, "200", 100);
	scene_news();
	NEED(host_drop(tapi, call) > 0);
	scene_news();
	NEED(host_call_info(tapi, call, &info) == 0);
	CHECK_INT(info.state, LINECALLSTATE_IDLE);
	CHECK_TEXT(info.called, "200");
	CHECK_INT(host_close_call(tapi, call), 0);
}

/* R-DROP-5, R-ASYNC-10 */
TEST_ONCE(drop, the_close_need_not_wait_for_it)
{
	uint32_t call, in;
	LONG drop;

	two_lines(SLOW);
	call = scene_talk(a, "200", &in);
	drop = host_drop(tapi, call);
	NEED(drop > 0);
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK_INT(host_wait_reply(tapi, drop, 0), (LONG)LINEERR_OPERATIONFAILED);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b disconnected, b idle");
}

/* R-STATE-3, R-DROP-1 */
TEST_ONCE(drop, a_far_end_that_holds_the_call_is_waited_for)
{
	uint32_t call;

	two_lines(LINES);
	call = scene_talk(a, "96", NULL);
	NEED(host_drop(tapi, call) > 0);
	scene_advance(29999);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, a idle");
}

/* R-UUI-4, R-UUI-3 */
TEST_ONCE(drop, user_information_counts_only_if_there_is_some_and_can_be_too_long)
{
	static const char much[129] = "bye";
	uint32_t call;
	HDRVCALL hd;
	LONG request;

	two_lines(LINES);
	call = scene_talk(a, "91", NULL);
	hd = host_hdcall(tapi, call);
	CHECK_INT(SP->lineDrop(900, hd, much, sizeof(much)), (LONG)LINEERR_USERUSERINFOTOOBIG);
	CHECK_INT(SP->lineAnswer(901, hd, much, sizeof(much)), (LONG)LINEERR_USERUSERINFOTOOBIG);
	CHECK_INT(SP->lineAnswer(902, hd, NULL, sizeof(much)), (LONG)LINEERR_INVALCALLSTATE);
	request = host_request(tapi, "lineDrop", 0, call);
	NEED(request > 0);
	CHECK_INT(host_request_end(tapi, request, SP->lineDrop((DWORD)request, hd, "bye", 0)), request);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, a idle");
}
