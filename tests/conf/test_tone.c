/* SPDX-License-Identifier: MIT
 * test_tone.c - tones: made, and heard. */
#include "conf_scene.h"

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

static LINEMONITORTONE tone(DWORD app, DWORD ms, DWORD hz1, DWORD hz2)
{
	return (LINEMONITORTONE){ .dwAppSpecific = app, .dwDuration = ms, .dwFrequency1 = hz1, .dwFrequency2 = hz2 };
}

/* One list of one tone, in `which`. */
static void listen_for(uint32_t which, DWORD list, DWORD ms, DWORD hz1, DWORD hz2)
{
	LINEMONITORTONE one = tone(list * 10, ms, hz1, hz2);

	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, which), list, &one, 1), 0);
}

static LONG custom(DWORD id, DWORD ms, LINEGENERATETONE *tones, DWORD count)
{
	return SP->lineGenerateTone(host_hdcall(tapi, call), id, LINETONEMODE_CUSTOM, ms, count, tones);
}

static LINEGENERATETONE steady(DWORD hz)
{
	return (LINEGENERATETONE){ .dwFrequency = hz, .dwCadenceOn = 1, .dwVolume = 0xFFFF };
}

/* R-DIGIT-8 */
TEST_ONCE(tone, the_tones_of_the_exchange_are_heard_when_they_have_lasted)
{
	scene_open(LINES);
	a = scene_line(0);
	call = scene_dial(a, "", 0);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialtone (normal)");
	listen_for(call, 1, 500, 350, 440);
	scene_advance(499);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a tone 10 heard (list 1)");
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, busy_and_ringing_are_told_apart_by_their_tones_burst_by_burst)
{
	LINEMONITORTONE tones[] = { tone(1, 1000, 440, 480), tone(2, 400, 480, 620) };

	scene_open(LINES);
	a = scene_line(0);
	call = scene_dial(a, "93", 20);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, call), 7, tones, 2), 0);
	scene_news();
	scene_advance(13000);
	CHECK_TEXT(scene_news(), "a tone 1 heard (list 7), a tone 1 heard (list 7), a tone 1 heard (list 7)");
	CHECK_INT(host_close_call(tapi, call), 0);
	call = scene_dial(a, "92", 20);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, call), 7, tones, 2), 0);
	scene_news();
	scene_advance(1900);
	CHECK_TEXT(scene_news(), "a tone 2 heard (list 7), a tone 2 heard (list 7)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, special_information_is_three_tones_one_after_the_other)
{
	LINEMONITORTONE tones[] = { tone(1, 300, 950, 0), tone(2, 300, 1400, 0), tone(3, 300, 1800, 0) };

	scene_open(LINES);
	a = scene_line(0);
	call = scene_dial(a, "90", 20);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, call), 1, tones, 3), 0);
	scene_news();
	scene_advance(1500);
	CHECK_TEXT(scene_news(), "a tone 1 heard (list 1), a tone 2 heard (list 1), a tone 3 heard (list 1)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, each_list_tells_for_itself_and_goes_alone)
{
	LINEGENERATETONE one = steady(1000);

	talk();
	listen_for(in, 1, 100, 1000, 0);
	listen_for(in, 2, 200, 1000, 0);
	listen_for(in, 3, 300, 1000, 0);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), 2, NULL, 0), 0);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), 9, NULL, 0), 0);
	CHECK_INT(custom(1, 1000, &one, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), b tone 30 heard (list 3), a generating ended (done)");
	listen_for(in, 3, 10, 1100, 0);		/* in the place of the old one */
	CHECK_INT(custom(2, 101, &one, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), a generating ended (done)");
	for (DWORD list = 1; list < 4; list++)
		CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), list, NULL, 0), 0);
	CHECK_INT(custom(3, 100, &one, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, a_list_is_copied_and_does_not_count_what_was_before_it)
{
	LINEGENERATETONE one = steady(1000);
	LINEMONITORTONE entry = tone(5, 300, 1000, 0);

	talk();
	CHECK_INT(custom(1, 0, &one, 1), 0);
	scene_advance(10000);
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), 1, &entry, 1), 0);
	memset(&entry, 0, sizeof(entry));
	scene_advance(299);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b tone 5 heard (list 1)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, silence_is_the_tone_without_frequencies)
{
	LINEGENERATETONE one = steady(1000), mute = { 1000, 1, 0, 0 };

	talk();
	CHECK_INT(custom(1, 5000, &one, 1), 0);
	scene_advance(0);
	listen_for(in, 1, 2000, 0, 0);
	scene_advance(6999);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1)");
	CHECK_INT(custom(2, 0, &mute, 1), 0);	/* volume 0 */
	listen_for(in, 1, 2000, 0, 0);
	scene_advance(2000);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, the_frequencies_must_be_all_there_and_no_more_and_nearly_right)
{
	LINEGENERATETONE three[] = { steady(400), steady(800), steady(1200) };

	talk();
	listen_for(in, 1, 100, 400, 800);
	CHECK_INT(custom(1, 0, three, 1), 0);
	scene_advance(500);
	CHECK_INT(custom(2, 0, three, 3), 0);
	scene_advance(500);
	CHECK_TEXT(scene_news(), "a generating ended (cancel)");
	three[0].dwFrequency = 405;
	three[1].dwFrequency = 790;
	CHECK_INT(custom(3, 0, three, 2), 0);
	scene_advance(500);
	CHECK_TEXT(scene_news(), "a generating ended (cancel), b tone 10 heard (list 1)");
	three[0].dwFrequency = 410;
	CHECK_INT(custom(4, 0, three, 2), 0);
	scene_advance(500);
	CHECK_TEXT(scene_news(), "a generating ended (cancel)");
}

/* R-DIGIT-8 */
TEST_ONCE(tone, every_tone_has_its_own_cadence)
{
	LINEGENERATETONE tones[] = {
		{ 400, 100, 300, 0xFFFF }, { 800, 200, 200, 0x100 }, { 1200, 0, 100, 0xFFFF },	/* the last is never on */
	};

	talk();
	listen_for(in, 1, 100, 400, 800);	/* both for 100 ms, every 400 ms */
	listen_for(in, 2, 100, 800, 0);
	listen_for(in, 3, 200, 0, 0);
	CHECK_INT(custom(1, 800, tones, 3), 0);
	scene_advance(799);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), b tone 20 heard (list 2), "
		   "b tone 30 heard (list 3), b tone 10 heard (list 1), b tone 20 heard (list 2)");
}

/* R-DIGIT-1, R-DIGIT-2 */
TEST_ONCE(tone, a_generation_is_done_when_its_time_is_over_and_never_without)
{
	static const DWORD endless[] = { LINETONEMODE_RINGBACK, LINETONEMODE_BUSY, LINETONEMODE_BEEP };

	talk();
	for (DWORD i = 0; i < 3; i++) {
		CHECK_INT(host_generate_tone(tapi, call, endless[i], 700, i), 0);
		scene_advance(699);
		CHECK_TEXT(scene_news(), "");
		scene_advance(1);
		CHECK_TEXT(scene_news(), "a generating ended (done)");
		CHECK_INT(scene_event(LINE_GENERATE, call)->p2, i);
		CHECK_INT(host_generate_tone(tapi, call, endless[i], 0, 10 + i), 0);
		scene_advance(3600000);
		CHECK_TEXT(scene_news(), "");
		CHECK_INT(host_generate_tone(tapi, call, 0, 0, 20), 0);
		CHECK_TEXT(scene_news(), "a generating ended (cancel)");
		CHECK_INT(scene_event(LINE_GENERATE, call)->p2, 10 + i);
	}
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BILLING, 0, 30), 0);
	scene_advance(3999);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
}

/* R-DIGIT-1 */
TEST_ONCE(tone, digits_and_tones_are_one_generation)
{
	talk();
	CHECK_INT(host_monitor_digits(tapi, in, LINEDIGITMODE_DTMF), 0);
	listen_for(in, 1, 100, 480, 620);
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 0, 1), 0);
	scene_advance(200);
	CHECK_INT(host_generate_digits(tapi, call, LINEDIGITMODE_DTMF, "12", 0, 2), 0);
	scene_advance(50);
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 300, 3), 0);
	scene_advance(5000);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), a generating ended (cancel), b digit 1 (DTMF), "
		   "a generating ended (cancel), b tone 10 heard (list 1), a generating ended (done)");
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 0, 4), 0);
	CHECK_INT(host_generate_digits(tapi, call, 0, NULL, 0, 5), 0);
	scene_advance(5000);
	CHECK_TEXT(scene_news(), "a generating ended (cancel)");
}

/* R-DIGIT-1, R-STATE-6 */
TEST_ONCE(tone, what_is_generated_ends_with_the_hold_and_with_the_call)
{
	talk();
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 0, 1), 0);
	listen_for(in, 1, 100, 0, 0);
	NEED(host_hold(tapi, call) > 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "a generating ended (cancel), a lineHold: ok, a onhold, b connected (activeheld), "
		   "b tone 10 heard (list 1)");
	NEED(host_unhold(tapi, call) > 0);
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 0, 2), 0);
	scene_news();
	NEED(host_drop(tapi, in) > 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "b lineDrop: ok, a disconnected, a generating ended (cancel), a idle, b idle");
}

/* R-DIGIT-8, R-DIGIT-6 */
TEST_ONCE(tone, a_digit_is_two_tones_too)
{
	talk();
	listen_for(in, 1, 50, 770, 1336);
	CHECK_INT(host_generate_digits(tapi, call, LINEDIGITMODE_DTMF, "4554", 0, 1), 0);
	scene_advance(5000);
	CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), b tone 10 heard (list 1), a generating ended (done)");
}

/* R-DIGIT-7 */
TEST_ONCE(tone, the_time_is_told_from_2_0_on)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		DWORD_PTR first;

		talk_at(*v);
		listen_for(in, 1, 250, 480, 620);
		CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 2000, 1), 0);
		scene_advance(250);
		CHECK_TEXT(scene_news(), "b tone 10 heard (list 1)");
		first = scene_event(LINE_MONITORTONE, in)->p3;
		scene_advance(1750);
		CHECK_TEXT(scene_news(), "b tone 10 heard (list 1), a generating ended (done)");
		CHECK_INT(scene_event(LINE_MONITORTONE, in)->p3 - first, *v >= TAPI_2_0 ? 1000 : 0);
		CHECK_INT(scene_event(LINE_GENERATE, call)->p3 - first, *v >= TAPI_2_0 ? 1750 : 0);
		CHECK_INT(first != 0, *v >= TAPI_2_0);
		scene_close();
	}
}

/* R-DIGIT-8, R-STATE-4 */
TEST_ONCE(tone, as_much_can_be_had_as_is_announced_and_the_rest_is_refused)
{
	LINEMONITORTONE entries[40] = { { 0 } };
	LINEGENERATETONE tones[8];
	LINEDEVCAPS *caps;
	HDRVCALL hd;

	talk();
	hd = host_hdcall(tapi, call);
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK_INT(caps->dwGenerateToneModes, 0x1F);
	CHECK_INT(caps->dwGenerateToneMaxNumFreq, 4);
	CHECK_INT(caps->dwMonitorToneMaxNumFreq, 3);
	CHECK_INT(caps->dwMonitorToneMaxNumEntries, 32);
	for (int i = 0; i < 8; i++)
		tones[i] = steady(300 + i);
	CHECK_INT(custom(1, 100, tones, 4), 0);
	CHECK_INT(custom(1, 100, tones, 5), (LONG)LINEERR_INVALTONE);
	CHECK_INT(custom(1, 100, tones, 0), (LONG)LINEERR_INVALTONE);
	CHECK_INT(custom(1, 100, NULL, 1), (LONG)LINEERR_INVALTONE);
	tones[0].dwFrequency = 4001;
	CHECK_INT(custom(1, 100, tones, 1), (LONG)LINEERR_INVALTONE);
	tones[0] = steady(400);
	tones[0].dwVolume = 0x10000;
	CHECK_INT(custom(1, 100, tones, 1), (LONG)LINEERR_INVALTONE);
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY | LINETONEMODE_BEEP, 1, 1), (LONG)LINEERR_INVALTONEMODE);
	CHECK_INT(host_generate_tone(tapi, call, 0x20, 1, 1), (LONG)LINEERR_INVALTONEMODE);
	CHECK_INT(SP->lineMonitorTones(hd, 1, entries, 32), 0);
	CHECK_INT(SP->lineMonitorTones(hd, 1, entries, 33), (LONG)LINEERR_INVALTONE);
	CHECK_INT(SP->lineMonitorTones(hd, 1, entries, 0), (LONG)LINEERR_INVALTONE);
	entries[3].dwFrequency3 = 4001;
	CHECK_INT(SP->lineMonitorTones(hd, 1, entries, 4), (LONG)LINEERR_INVALTONE);
	for (DWORD list = 2; list <= 32; list++)
		CHECK_INT(SP->lineMonitorTones(hd, list, entries, 1), 0);
	CHECK_INT(SP->lineMonitorTones(hd, 33, entries, 1), (LONG)LINEERR_RESOURCEUNAVAIL);
	CHECK_TEXT(scene_news(), "");
	NEED(host_hold(tapi, call) > 0);
	scene_news();
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BEEP, 1, 1), (LONG)LINEERR_INVALCALLSTATE);
}

/* R-STATE-6, R-DIGIT-8 */
TEST_ONCE(tone, nobody_listens_any_more_when_the_call_is_over)
{
	talk();
	listen_for(in, 1, 100, 0, 0);
	NEED(host_drop(tapi, call) > 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, b disconnected, b idle, a idle");
	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), 1, NULL, 0), (LONG)LINEERR_INVALCALLSTATE);
}
