/* SPDX-License-Identifier: MIT
 * test_digit.c - digits: made, heard, gathered. */
#include "conf_scene.h"

#define DTMF LINEDIGITMODE_DTMF

static uint32_t a, b, call, in;

static void talk_at(DWORD version)
{
	scene_open_at(LINES, version);
	a = scene_line(0);
	b = scene_line(1);
	call = scene_talk(a, "200", &in);
}

static void talk(void)
{
	talk_at(0);
}

static void generate(const char *digits, DWORD id)
{
	CHECK_INT(host_generate_digits(tapi, call, DTMF, digits, 0, id), 0);
}

static void gather(DWORD count, const char *stop, DWORD first_ms, DWORD inter_ms, DWORD id)
{
	struct host_gather wanted = { .modes = DTMF, .count = count, .terminators = stop,
				      .first_ms = first_ms, .inter_ms = inter_ms, .end_to_end = id };

	CHECK_INT(host_gather_digits(tapi, in, &wanted), 0);
}

static const char *gathered(void)
{
	static char text[300];

	return host_gathered(tapi, in, text, sizeof(text));
}

/* R-DIGIT-2, R-DIGIT-6 */
TEST_ONCE(digit, all_that_can_be_made_is_heard_at_the_far_end_and_told_as_done_once)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, DTMF), 0);
	generate("1xZ#*-d", 7);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "b digit 1 (DTMF), b digit # (DTMF), b digit * (DTMF), b digit D (DTMF), "
		   "a generating ended (done)");
	CHECK_INT(scene_event(LINE_GENERATE, call)->p2, 7);
}

/* R-DIGIT-2 */
TEST_ONCE(digit, a_comma_is_a_pause)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, DTMF), 0);
	generate("1,2", 1);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b digit 1 (DTMF)");
	scene_advance(2000);
	CHECK_TEXT(scene_news(), "b digit 2 (DTMF), a generating ended (done)");
}

/* R-DIGIT-1 */
TEST_ONCE(digit, a_new_generation_ends_the_old_and_none_only_ends_it)
{
	talk();
	generate("123", 1);
	generate("456", 2);
	CHECK_TEXT(scene_news(), "a generating ended (cancel)");
	CHECK_INT(scene_event(LINE_GENERATE, call)->p2, 1);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, NULL, 0, 3), 0);
	CHECK_TEXT(scene_news(), "a generating ended (cancel)");
	CHECK_INT(scene_event(LINE_GENERATE, call)->p2, 2);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, NULL, 0, 4), 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "");
}

/* R-DIGIT-3 */
TEST_ONCE(digit, gathering_ends_when_the_buffer_is_full)
{
	talk();
	gather(3, NULL, 0, 0, 11);
	generate("1234", 1);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "b digits gathered (bufferfull), a generating ended (done)");
	CHECK_INT(scene_event(LINE_GATHERDIGITS, in)->p2, 11);
	CHECK_TEXT(gathered(), "123");
}

/* R-DIGIT-3 */
TEST_ONCE(digit, gathering_ends_with_a_termination_digit_which_is_kept)
{
	talk();
	gather(10, "#*", 0, 0, 1);
	generate("12*4", 1);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "b digits gathered (termdigit), a generating ended (done)");
	CHECK_TEXT(gathered(), "12*");
}

/* R-DIGIT-3 */
TEST_ONCE(digit, gathering_ends_by_time_before_the_first_digit_or_between_two)
{
	talk();
	gather(10, NULL, 3000, 500, 1);
	scene_advance(2999);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b digits gathered (firsttimeout)");
	CHECK_TEXT(gathered(), "");
	gather(10, NULL, 3000, 500, 2);
	generate("45", 1);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "a generating ended (done), b digits gathered (intertimeout)");
	CHECK_TEXT(gathered(), "45");
}

/* R-DIGIT-3, R-DIGIT-5 */
TEST_ONCE(digit, gathering_that_is_cancelled_says_so_once_with_what_it_had)
{
	talk();
	gather(10, NULL, 0, 0, 21);
	generate("7", 1);
	scene_advance(1000);
	scene_news();
	CHECK_INT(host_gather_digits(tapi, in, &(struct host_gather){ .count = 0 }), 0);
	CHECK_TEXT(scene_news(), "b digits gathered (cancel)");
	CHECK_INT(scene_event(LINE_GATHERDIGITS, in)->p2, 21);
	CHECK_INT(host_gather_digits(tapi, in, &(struct host_gather){ .count = 0 }), 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "");
}

/* R-DIGIT-3 */
TEST_ONCE(digit, nothing_is_written_behind_the_buffer_and_a_partial_one_is_ended)
{
	static WCHAR buffer[8];
	HDRVCALL hd;

	talk();
	hd = host_hdcall(tapi, in);
	memset(buffer, 0xEE, sizeof(buffer));
	CHECK_INT(SP->lineGatherDigits(hd, 1, DTMF, buffer, 4, NULL, 0, 0), 0);
	generate("12", 1);
	scene_advance(1000);
	CHECK_INT(SP->lineGatherDigits(hd, 2, 0, NULL, 0, NULL, 0, 0), 0);
	scene_news();
	CHECK(buffer[0] == '1' && buffer[1] == '2' && buffer[2] == 0);
	CHECK(buffer[4] == 0xEEEE && buffer[5] == 0xEEEE);
	memset(buffer, 0xEE, sizeof(buffer));
	CHECK_INT(SP->lineGatherDigits(hd, 3, DTMF, buffer, 4, NULL, 0, 0), 0);
	generate("123456", 2);
	scene_advance(5000);
	scene_news();
	CHECK(buffer[3] == '4' && buffer[4] == 0xEEEE);
}

/* R-DIGIT-4, R-CHECK-2, R-CHECK-4 */
TEST_ONCE(digit, gathering_refuses_what_makes_no_sense)
{
	WCHAR buffer[4];
	HDRVCALL hd;

	talk();
	hd = host_hdcall(tapi, in);
	CHECK_INT(SP->lineGatherDigits(hd, 1, DTMF, buffer, 0, NULL, 0, 0), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(SP->lineGatherDigits(hd, 1, 0, buffer, 4, NULL, 0, 0), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(SP->lineGatherDigits(hd, 1, 0x80, buffer, 4, NULL, 0, 0), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(SP->lineGatherDigits(hd, 1, DTMF, buffer, 4, wide("1x"), 0, 0), (LONG)LINEERR_INVALDIGITS);
	CHECK_INT(SP->lineGatherDigits(hd, 1, DTMF, buffer, 4, NULL, 0xFFFFFFFF, 0), (LONG)LINEERR_INVALTIMEOUT);
	CHECK_INT(SP->lineGatherDigits(hd, 1, DTMF, buffer, 4, NULL, 0, 0xFFFFFFFF), (LONG)LINEERR_INVALTIMEOUT);
	CHECK_INT(SP->lineMonitorDigits(hd, 0x80), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(SP->lineGenerateDigits(hd, 1, LINEDIGITMODE_DTMFEND, wide("1"), 0), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(SP->lineGenerateDigits(hd, 1, 0, wide("1"), 0), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_TEXT(scene_news(), "");
}

/* R-DIGIT-6 */
TEST_ONCE(digit, monitoring_and_gathering_run_together_and_each_end_of_a_digit_can_be_heard)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, DTMF | LINEDIGITMODE_DTMFEND), 0);
	gather(2, NULL, 0, 0, 1);
	generate("12", 1);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "b digit 1 (DTMF), b digit 1 (DTMFEND), b digit 2 (DTMF), "
		   "b digits gathered (bufferfull), b digit 2 (DTMFEND), a generating ended (done)");
	CHECK_INT(host_monitor_digits(tapi, in, 0), 0);
	generate("3", 2);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
}

/* R-DIGIT-7 */
TEST_ONCE(digit, what_is_heard_carries_its_time_from_2_0_on_and_none_before)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		DWORD_PTR first;

		talk_at(*v);
		CHECK_INT(host_monitor_digits(tapi, in, DTMF), 0);
		generate("1", 1);
		scene_advance(1000);
		scene_news();
		first = scene_event(LINE_MONITORDIGITS, in)->p3;
		CHECK_INT(first != 0, *v >= TAPI_2_0);
		CHECK_INT(scene_event(LINE_GENERATE, call)->p3 - first, *v >= TAPI_2_0 ? 100 : 0);
		scene_close();
	}
}

/* R-DIGIT-1, R-STATE-6 */
TEST_ONCE(digit, a_generation_that_the_end_of_the_call_cuts_off_is_cancelled)
{
	talk();
	generate("123456789", 5);
	scene_advance(300);
	NEED(host_drop(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineDrop: ok, a disconnected, a generating ended (cancel), a idle, b idle");
}

/* R-DIGIT-2, R-DIGIT-6 */
TEST_ONCE(digit, pulses_take_the_time_of_their_number_and_what_has_none_is_skipped)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, LINEDIGITMODE_PULSE), 0);
	CHECK_INT(host_generate_digits(tapi, call, LINEDIGITMODE_PULSE, "3#0", 0, 8), 0);
	scene_advance(299);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b digit 3 (PULSE)");
	scene_advance(1399);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b digit 0 (PULSE), a generating ended (done)");
}

/* R-DIGIT-6 */
TEST_ONCE(digit, who_monitors_dtmf_hears_no_pulses)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, DTMF), 0);
	CHECK_INT(host_generate_digits(tapi, call, LINEDIGITMODE_PULSE, "1", 0, 8), 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
}
