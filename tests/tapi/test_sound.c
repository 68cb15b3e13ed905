/* SPDX-License-Identifier: MIT
 * test_sound.c - digits, tones and media: one generates and one gathers, all listen. */
#include "request_scene.h"
#include "abi/utf.h"

#define DTMF LINEDIGITMODE_DTMF
#define DTMFEND LINEDIGITMODE_DTMFEND

static LONG generate(struct peer *peer, DWORD call, DWORD digits)
{
	return NOW(peer, lineGenerateDigits, .call = call, .digit_mode = DTMF, .digits = digits);
}

static void press(const char *digits)
{
	CHECK_INT(generate(s.caller, s.out, request_text(digits)), 0);
	scene_advance(2000);
}

static LONG monitor(struct peer *peer, DWORD call, DWORD modes)
{
	return NOW(peer, lineMonitorDigits, .call = call, .digit_modes = modes);
}

/* --- generating ----------------------------------------------------------------------- */

TEST_ONCE(sound, only_who_generates_hears_that_it_is_done)
{
	struct event event = { 0 };

	request_talk(NULL);
	press("123");
	CHECK(peer_event(s.caller, LINE_GENERATE, &event));
	CHECK_INT(event.device, s.out);
	CHECK_INT(event.p1, LINEGENERATETERM_DONE);
	CHECK_INT(event.p2, 0);
	CHECK(event.p3 != 0);
	CHECK_INT(DO(s.caller, lineHold, .call = s.out), 0);
	peer_state(s.watcher, s.seen, LINECALLSTATE_ONHOLD);
	CHECK(peer_none(s.watcher, LINE_GENERATE));
}

TEST_ONCE(sound, a_new_generation_ends_the_one_before_and_nothing_ends_it_too)	/* R-DIGIT-1 */
{
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(generate(s.caller, s.out, request_text("123")), 0);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = LINETONEMODE_BUSY,
		      .tones = NONE), 0);
	CHECK(peer_event(s.caller, LINE_GENERATE, &event));
	CHECK_INT(event.p1, LINEGENERATETERM_CANCEL);
	CHECK_INT(generate(s.caller, s.out, NONE), 0);
	event.p1 = 0;
	CHECK(peer_event(s.caller, LINE_GENERATE, &event));
	CHECK_INT(event.p1, LINEGENERATETERM_CANCEL);
	CHECK_INT(generate(s.caller, s.out, request_text("1")), 0);
	CHECK_INT(DO(s.caller, lineDrop, .call = s.out, .uui = NONE), 0);
	event.p1 = 0;
	CHECK(peer_event(s.caller, LINE_GENERATE, &event));
	CHECK_INT(event.p1, LINEGENERATETERM_CANCEL);
}

TEST_ONCE(sound, what_cannot_be_generated_is_refused)
{
	LINEGENERATETONE tone = { .dwFrequency = 1000, .dwVolume = 0xFFFF };

	request_talk(NULL);
	CHECK_INT(NOW(s.caller, lineGenerateDigits, .call = s.out, .digit_mode = 3,
		      .digits = request_text("1")), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = 6, .tones = NONE),
		  (LONG)LINEERR_INVALTONEMODE);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = LINETONEMODE_CUSTOM,
		      .num_tones = 1, .tones = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = LINETONEMODE_CUSTOM,
		      .num_tones = 2, .tones = request_data(&tone, sizeof(tone)),
		      .size = sizeof(tone)), (LONG)LINEERR_INVALTONE);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = LINETONEMODE_CUSTOM,
		      .num_tones = 1, .tones = request_data(&tone, sizeof(tone)),
		      .size = sizeof(tone)), 0);
}

/* --- gathering ------------------------------------------------------------------------- */

static LONG gather(DWORD context, DWORD count, const char *stop)
{
	return NOW(s.called, lineGatherDigits, .call = s.in, .digit_modes = DTMF,
		   .digits_context = context, .num_digits = count,
		   .termination = stop ? request_text(stop) : NONE);
}

/* The next LINE_GATHERDIGITS: of which gathering, why, and which digits. */
static void check_gathered(DWORD context, DWORD why, const char *digits)
{
	struct event event = { 0 };
	const WCHAR *tail;
	char text[32] = "";

	CHECK(peer_event(s.called, LINE_GATHERDIGITS, &event));
	CHECK_INT(event.device, s.in);
	CHECK_INT(event.context, context);
	CHECK_INT(event.p1, why);
	CHECK_INT(event.p2, 0);
	tail = peer_event_tail(s.called);
	NEED(tail);
	utf_read8(tail, 16, text, sizeof(text));
	CHECK_TEXT(text, digits);
}

TEST_ONCE(sound, gathered_digits_come_to_who_gathers)
{
	request_talk(NULL);
	CHECK_INT(gather(8, 3, NULL), 0);
	press("123");
	check_gathered(8, LINEGATHERTERM_BUFFERFULL, "123");
	CHECK_INT(gather(9, 10, "#"), 0);
	press("45#6");
	check_gathered(9, LINEGATHERTERM_TERMDIGIT, "45#");
}

TEST_ONCE(sound, a_new_gathering_takes_the_place_of_the_one_before)	/* R-DIGIT-3 */
{
	request_talk(NULL);
	CHECK_INT(gather(1, 5, NULL), 0);
	press("12");
	CHECK_INT(gather(2, 2, NULL), 0);
	check_gathered(1, LINEGATHERTERM_CANCEL, "12");
	press("345");
	check_gathered(2, LINEGATHERTERM_BUFFERFULL, "34");
}

TEST_ONCE(sound, a_gathering_that_is_cancelled_or_whose_call_ends_says_so_once)
{
	struct event event;

	request_talk(NULL);
	CHECK_INT(gather(1, 5, NULL), 0);
	press("7");
	CHECK_INT(gather(0, 0, NULL), 0);
	check_gathered(1, LINEGATHERTERM_CANCEL, "7");
	CHECK_INT(gather(0, 0, NULL), 0);
	CHECK_INT(gather(2, 5, NULL), 0);
	press("8");
	CHECK_INT(DO(s.caller, lineDrop, .call = s.out, .uui = NONE), 0);
	check_gathered(2, LINEGATHERTERM_CANCEL, "8");
	scene_advance(1000);
	while (peer_event(s.called, LINE_CALLSTATE, &event) && event.p1 != LINECALLSTATE_IDLE)
		;
	CHECK(peer_none(s.called, LINE_GATHERDIGITS));
}

/* The call, with a second owner at line a; his handle. */
static struct peer *second_owner(DWORD *call)
{
	struct peer *peer;

	request_lines(NULL);
	peer = peer_hello("second");
	peer_line(peer, peer_app(peer, "second"), 0, OWNER | MONITOR);
	request_connect();
	*call = request_new_call(peer);
	CHECK_INT(NOW(peer, lineSetCallPrivilege, .call = *call, .privilege = OWNER), 0);
	return peer;
}

TEST_ONCE(sound, of_two_owners_who_gather_the_last_takes_the_place_of_the_first)
{
	struct event event = { 0 };
	struct peer *second;
	DWORD call;

	second = second_owner(&call);
	CHECK_INT(NOW(s.caller, lineGatherDigits, .call = s.out, .digit_modes = DTMF,
		      .digits_context = 3, .num_digits = 5, .termination = NONE), 0);
	CHECK_INT(NOW(second, lineGatherDigits, .call = call, .digit_modes = DTMF,
		      .digits_context = 4, .num_digits = 1, .termination = NONE), 0);
	CHECK(peer_event(s.caller, LINE_GATHERDIGITS, &event));
	CHECK_INT(event.context, 3);
	CHECK_INT(event.p1, LINEGATHERTERM_CANCEL);
	CHECK_INT(generate(s.called, s.in, request_text("9")), 0);
	scene_advance(500);
	CHECK(peer_event(second, LINE_GATHERDIGITS, &event));
	CHECK_INT(event.device, call);
	CHECK_INT(event.context, 4);
	CHECK_INT(event.p1, LINEGATHERTERM_BUFFERFULL);
	CHECK(peer_none(s.caller, LINE_GATHERDIGITS));
}

TEST_ONCE(sound, of_two_owners_who_generate_the_last_ends_what_the_first_did)
{
	struct event event = { 0 };
	struct peer *second;
	DWORD call;

	second = second_owner(&call);
	CHECK_INT(generate(s.caller, s.out, request_text("123")), 0);
	CHECK_INT(generate(second, call, request_text("4")), 0);
	scene_advance(500);
	CHECK(peer_event(s.caller, LINE_GENERATE, &event));
	CHECK_INT(event.p1, LINEGENERATETERM_CANCEL);
	CHECK(peer_event(second, LINE_GENERATE, &event));
	CHECK_INT(event.p1, LINEGENERATETERM_DONE);
	CHECK(peer_none(s.caller, LINE_GENERATE));
}

TEST_ONCE(sound, an_owner_who_dies_gathers_and_generates_no_more)
{
	struct event event = { 0 };
	struct peer *second;
	DWORD call;

	second = second_owner(&call);
	CHECK_INT(NOW(second, lineGatherDigits, .call = call, .digit_modes = DTMF,
		      .digits_context = 4, .num_digits = 3, .termination = NONE), 0);
	CHECK_INT(monitor(second, call, DTMF), 0);
	CHECK_INT(generate(second, call, request_text("4")), 0);
	peer_leave(second);
	request_heard(s.caller, LINECALLINFOSTATE_NUMOWNERDECR);
	CHECK_INT(monitor(s.caller, s.out, DTMF), 0);
	CHECK_INT(generate(s.called, s.in, request_text("123")), 0);
	scene_advance(2000);
	CHECK(peer_event(s.caller, LINE_MONITORDIGITS, &event));
	CHECK(peer_none(s.caller, LINE_GATHERDIGITS));
	CHECK(peer_none(s.caller, LINE_GENERATE));
}

TEST_ONCE(sound, what_cannot_be_gathered_is_refused)
{
	request_talk(NULL);
	CHECK_INT(gather(1, 0, NULL), (LONG)LINEERR_INVALPARAM);	/* R-DIGIT-4 */
	CHECK_INT(gather(1, 0x40000000, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(gather(1, 3, "x"), (LONG)LINEERR_INVALDIGITS);
	CHECK_INT(NOW(s.called, lineGatherDigits, .call = s.in, .digit_modes = DTMFEND,
		      .digits_context = 1, .num_digits = 1, .termination = NONE),
		  (LONG)LINEERR_INVALDIGITMODE);
}

/* --- listening -------------------------------------------------------------------------- */

TEST_ONCE(sound, each_listener_hears_the_digits_that_it_asked_for)
{
	struct packet_lineGetCallInfo got;
	const LINECALLINFO *info;
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(monitor(s.watcher, s.seen, 8), (LONG)LINEERR_INVALDIGITMODE);
	CHECK_INT(monitor(s.watcher, s.seen, DTMFEND), 0);
	request_heard(s.caller, LINECALLINFOSTATE_MONITORMODES);
	CHECK_INT(monitor(s.caller, s.out, DTMF), 0);
	CHECK_INT(GET(s.caller, lineGetCallInfo, &got, .call = s.out, .info = 2000), 0);
	info = peer_tail(s.caller, got.info);
	CHECK_INT(info->dwMonitorDigitModes, DTMF | DTMFEND);
	CHECK_INT(generate(s.called, s.in, request_text("5")), 0);
	scene_advance(500);
	CHECK(peer_event(s.caller, LINE_MONITORDIGITS, &event));
	CHECK_INT(event.p1, '5');
	CHECK_INT(event.p2, DTMF);
	CHECK(peer_event(s.watcher, LINE_MONITORDIGITS, &event));
	CHECK_INT(event.device, s.seen);
	CHECK_INT(event.p2, DTMFEND);
	CHECK(peer_none(s.caller, LINE_MONITORDIGITS));
	CHECK_INT(monitor(s.caller, s.out, 0), 0);
	CHECK_INT(generate(s.called, s.in, request_text("6")), 0);
	scene_advance(500);
	CHECK(peer_event(s.watcher, LINE_MONITORDIGITS, &event));
	CHECK_INT(event.p1, '6');
	CHECK(peer_none(s.caller, LINE_MONITORDIGITS));
}

TEST_ONCE(sound, who_leaves_listens_no_more_and_the_others_go_on)
{
	struct packet_lineDeallocateCall leave = { 0 };
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(monitor(s.watcher, s.seen, DTMF), 0);
	CHECK_INT(monitor(s.caller, s.out, DTMFEND), 0);
	leave.call = s.seen;
	CHECK_INT(ASK(s.watcher, lineDeallocateCall, &leave), 0);
	CHECK_INT(generate(s.called, s.in, request_text("5")), 0);
	scene_advance(500);
	CHECK(peer_event(s.caller, LINE_MONITORDIGITS, &event));
	CHECK_INT(event.p2, DTMFEND);
	CHECK(peer_none(s.watcher, LINE_MONITORDIGITS));
}

static LONG listen_for(struct peer *peer, DWORD call, DWORD hz, DWORD specific)
{
	const LINEMONITORTONE tone = { .dwAppSpecific = specific, .dwDuration = 100, .dwFrequency1 = hz };

	return NOW(peer, lineMonitorTones, .call = call, .num_tones = hz ? 1 : 0,
		   .tones = hz ? request_data(&tone, sizeof(tone)) : NONE);
}

TEST_ONCE(sound, each_application_has_its_own_list_of_tones)	/* R-DIGIT-8 */
{
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(listen_for(s.watcher, s.seen, 1400, 11), 0);
	CHECK_INT(listen_for(s.caller, s.out, 1400, 22), 0);
	CHECK_INT(NOW(s.called, lineGenerateTone, .call = s.in, .tone_mode = LINETONEMODE_BEEP,
		      .duration = 400, .tones = NONE), 0);
	scene_advance(1000);
	CHECK(peer_event(s.watcher, LINE_MONITORTONE, &event));
	CHECK_INT(event.p1, 11);
	CHECK_INT(event.p2, 0);
	CHECK(peer_event(s.caller, LINE_MONITORTONE, &event));
	CHECK_INT(event.p1, 22);
	CHECK_INT(listen_for(s.watcher, s.seen, 0, 0), 0);
	CHECK_INT(NOW(s.called, lineGenerateTone, .call = s.in, .tone_mode = LINETONEMODE_BEEP,
		      .duration = 400, .tones = NONE), 0);
	scene_advance(1000);
	CHECK(peer_event(s.caller, LINE_MONITORTONE, &event));
	CHECK(peer_none(s.watcher, LINE_MONITORTONE));
}

TEST_ONCE(sound, a_change_of_media_is_heard_and_shown)
{
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(NOW(s.watcher, lineMonitorMedia, .call = s.seen, .media_modes = 1),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(NOW(s.watcher, lineMonitorMedia, .call = s.seen,
		      .media_modes = LINEMEDIAMODE_G3FAX), 0);
	CHECK_INT(NOW(s.called, lineSetMediaMode, .call = s.in, .media_mode = 0),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(NOW(s.called, lineSetMediaMode, .call = s.in,
		      .media_mode = VOICE | LINEMEDIAMODE_G3FAX), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(NOW(s.called, lineSetMediaMode, .call = s.in, .media_mode = LINEMEDIAMODE_G3FAX), 0);
	request_heard(s.called, LINECALLINFOSTATE_MEDIAMODE);
	scene_advance(5000);
	CHECK(peer_event(s.watcher, LINE_MONITORMEDIA, &event));
	CHECK_INT(event.p1, LINEMEDIAMODE_G3FAX);
	CHECK(peer_none(s.caller, LINE_MONITORMEDIA));
}

TEST_ONCE(sound, a_digit_controls_a_recording)
{
	const LINEMEDIACONTROLDIGIT start = {
		.dwDigit = '1', .dwDigitModes = DTMF, .dwMediaControl = LINEMEDIACONTROL_START,
	};
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(NOW(s.called, lineSetMediaControl, .line = s.line_b, .call = s.in, .select = 8,
		      .digits = NONE, .media = NONE, .tones = NONE, .states = NONE),
		  (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(NOW(s.watcher, lineSetMediaControl, .call = s.seen, .select = LINECALLSELECT_CALL,
		      .digits = NONE, .media = NONE, .tones = NONE, .states = NONE),
		  (LONG)LINEERR_NOTOWNER);
	CHECK_INT(NOW(s.called, lineSetMediaControl, .call = s.in, .select = LINECALLSELECT_CALL,
		      .num_digits = 1, .digits = request_data(&start, sizeof(start)),
		      .media = NONE, .tones = NONE, .states = NONE), 0);
	CHECK_INT(listen_for(s.watcher, s.seen, 440, 1), 0);
	press("1");
	CHECK(peer_event(s.watcher, LINE_MONITORTONE, &event));
	CHECK_INT(event.p1, 1);
}
