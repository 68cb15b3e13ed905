/* SPDX-License-Identifier: MIT
 * test_close.c - closing calls and lines, at every moment of their lives. */
#include "conf_scene.h"

static uint32_t a, b;

static void two_lines(const char *conf)
{
	scene_open(conf);
	a = scene_line(0);
	b = scene_line(1);
}

static void close_new_call(void)
{
	for (size_t i = 0; i < scene_count; i++)
		if (scene_box[i].kind == HOST_NEWCALL)
			CHECK_INT(host_close_call(tapi, scene_box[i].call), 0);
}

/* Close a call to `number` after `ms`, before or after the news was heard. */
static void close_after(const char *number, uint32_t ms)
{
	uint32_t call = scene_dial(a, number, ms);

	if (ms % 20)
		scene_news();
	CHECK_INT(host_close_call(tapi, call), 0);
	scene_advance(100);
	scene_news();
	close_new_call();
}

/* R-CLOSE-1, R-CB-8 */
TEST_ONCE(close, a_call_may_be_closed_at_every_moment_of_its_life)
{
	static const char *const numbers[] = { "90", "91", "92", "93", "94", "95", "96", "97", "nobody" };

	for (int slow = 0; slow < 2; slow++) {
		two_lines(slow ? SLOW : LINES);
		for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
			for (uint32_t ms = 0; ms < 2600; ms += ms < 300 ? 10 : 290)
				close_after(numbers[i], ms);
		scene_close();
	}
}

/* R-CLOSE-1, R-CLOSE-2 */
TEST_ONCE(close, either_end_may_be_closed_at_every_moment_and_the_other_hears_of_it)
{
	for (int end = 0; end < 2; end++) {
		two_lines(SLOW);
		for (uint32_t ms = 120; ms < 700; ms += 10) {
			uint32_t out = scene_dial(a, "200", 120), in;

			scene_news();
			in = scene_new_call();
			NEED(host_answer(tapi, in) > 0);
			scene_advance(ms - 120);
			if (host_call_state(tapi, out) == LINECALLSTATE_CONNECTED)
				host_hold(tapi, out);
			CHECK_INT(host_close_call(tapi, end ? in : out), 0);
			scene_advance(200);
			scene_news();
			CHECK_INT(host_call_state(tapi, end ? out : in), LINECALLSTATE_IDLE);
			CHECK_INT(host_close_call(tapi, end ? out : in), 0);
		}
		scene_close();
	}
}

/* R-CLOSE-2 */
TEST_ONCE(close, a_line_that_drops_calls_on_close_says_so_and_does_so)
{
	LINEDEVCAPS *caps;
	uint32_t call, in;

	two_lines(LINES);
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK(caps->dwDevCapFlags & LINEDEVCAPFLAGS_CLOSEDROP);
	call = scene_talk(a, "200", &in);
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK_TEXT(scene_news(), "b disconnected, b idle");
}

/* R-CLOSE-3, R-CB-8 */
TEST_ONCE(close, a_line_hangs_up_its_calls_frees_what_it_used_and_says_nothing_of_itself)
{
	uint32_t in;

	two_lines(LINES);
	scene_talk(a, "200", &in);
	CHECK_INT(SP->lineClose(host_hdline(tapi, a)), 0);
	scene_advance(100000);
	CHECK_TEXT(scene_news(), "b disconnected, b idle");
	for (size_t i = 0; i < scene_count; i++)
		CHECK(scene_box[i].device != BASE);
	host_line_close(tapi, a);		/* for the host, which does not know */
	a = scene_line(0);
	CHECK_INT(host_close_call(tapi, in), 0);
	scene_dial(b, "100", 20);
	CHECK_TEXT(scene_news(), "b lineMakeCall: ok, b dialing, b proceeding, a new call, a offering");
}

/* R-CLOSE-1, R-HND-9 */
TEST_ONCE(close, a_call_that_never_was_is_closed_without_complaint)
{
	two_lines(LINES);
	CHECK_INT(SP->lineCloseCall(NULL), 0);
	CHECK_INT(SP->lineCloseCall(NO_CALL), 0);
	CHECK_INT(SP->lineCloseCall((HDRVCALL)host_hdline(tapi, a)), 0);
	CHECK_INT(SP->lineClose((HDRVLINE)host_hdcall(tapi, scene_dial(a, "93", 0))),
		  (LONG)LINEERR_INVALLINEHANDLE);
}

/* R-ASYNC-9, R-CB-8 */
TEST_ONCE(close, a_line_may_be_closed_at_every_moment_of_a_call)
{
	for (uint32_t ms = 0; ms < 500; ms += 10) {
		two_lines(SLOW);
		scene_dial(a, ms % 20 ? "200" : "95", ms);
		CHECK_INT(SP->lineClose(host_hdline(tapi, ms % 30 ? a : b)), 0);
		scene_advance(1000);
		scene_news();
		scene_close();
	}
}
