/* SPDX-License-Identifier: MIT
 * test_media.c - kinds of media: which there are, and who wants them. */
#include "conf_scene.h"

static uint32_t a, b;

static void two_lines(void)
{
	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
}

/* R-MEDIA-1, R-MEDIA-5 */
TEST_ONCE(media, the_set_of_wanted_modes_is_replaced_and_may_be_empty)
{
	static const DWORD sets[] = { VOICE, 0, VOICE, 0 };
	uint32_t call;

	two_lines();
	for (int i = 0; i < 4; i++) {
		CHECK_INT(SP->lineSetDefaultMediaDetection(host_hdline(tapi, b), sets[i]), 0);
		call = scene_dial(a, "200", 20);
		CHECK_INT(strstr(scene_news(), "b new call") != NULL, sets[i] != 0);
		CHECK_INT(host_close_call(tapi, call), 0);
	}
	scene_news();
}

/* R-MEDIA-3, R-MEDIA-5 */
TEST_ONCE(media, modes_that_the_line_does_not_carry_are_refused_everywhere)
{
	static const DWORD wrong[] = {
		LINEMEDIAMODE_G4FAX, LINEMEDIAMODE_TELEX, VOICE | LINEMEDIAMODE_VIDEO, 0x80000000,
	};
	LINECALLPARAMS params = scene_params(TAPI_3_1);
	uint32_t call, none = 0;
	HDRVLINE line;

	two_lines();
	call = scene_dial(a, "93", 100);
	scene_news();
	line = host_hdline(tapi, b);
	for (int i = 0; i < 4; i++) {
		CHECK_INT(SP->lineSetDefaultMediaDetection(line, wrong[i]), (LONG)LINEERR_INVALMEDIAMODE);
		CHECK_INT(SP->lineConditionalMediaDetection(line, wrong[i], NULL), (LONG)LINEERR_INVALMEDIAMODE);
		CHECK_INT(host_set_media_mode(tapi, call, wrong[i]), (LONG)LINEERR_INVALMEDIAMODE);
		CHECK_INT(host_monitor_media(tapi, call, wrong[i]), (LONG)LINEERR_INVALMEDIAMODE);
		params.dwMediaMode = wrong[i];
		CHECK_INT(host_make_call(tapi, b, "93", &params, &none), (LONG)LINEERR_INVALMEDIAMODE);
	}
	CHECK_INT(host_set_media_mode(tapi, call, 0), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_TEXT(scene_news(), "");
}

/* R-MEDIA-4 */
TEST_ONCE(media, asking_whether_a_call_could_be_made_changes_nothing_and_sees_a_full_line)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);
	HDRVLINE line;

	two_lines();
	line = host_hdline(tapi, b);
	CHECK_INT(SP->lineSetDefaultMediaDetection(line, 0), 0);
	CHECK_INT(SP->lineConditionalMediaDetection(line, VOICE, NULL), 0);
	CHECK_INT(SP->lineConditionalMediaDetection(line, VOICE, &params), 0);
	params.dwBearerMode = LINEBEARERMODE_MULTIUSE;
	CHECK_INT(SP->lineConditionalMediaDetection(line, VOICE, &params), (LONG)LINEERR_INVALBEARERMODE);
	scene_dial(a, "200", 100);
	CHECK(strstr(scene_news(), "new call") == NULL);
	scene_dial(b, "93", 100);
	CHECK_INT(SP->lineConditionalMediaDetection(line, VOICE, NULL), (LONG)LINEERR_RESOURCEUNAVAIL);
}

/* R-MEDIA-6 */
TEST_ONCE(media, the_mode_of_a_call_is_changed_by_line_set_media_mode_only)
{
	LINECALLINFO *info;
	uint32_t call, in;

	two_lines();
	call = scene_talk(a, "200", &in);
	NEED(host_hold(tapi, call) > 0 && host_unhold(tapi, call) > 0);
	scene_news();
	for (size_t i = 0; i < scene_count; i++)
		CHECK(scene_box[i].message != LINE_CALLINFO && scene_box[i].message != LINE_MONITORMEDIA);
	NEED(host_get_call_info(tapi, in, &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(info->dwMediaMode, VOICE);
}

#define FAX LINEMEDIAMODE_G3FAX
#define MODEM LINEMEDIAMODE_DATAMODEM
#define RECORDING LINEMEDIAMODE_AUTOMATEDVOICE
#define UNKNOWN LINEMEDIAMODE_UNKNOWN

static uint32_t out, in;

/* a calls b, which is open for `wanted`, with a machine of kind `mode`; it is answered. */
static void machine_calls(DWORD mode, DWORD wanted)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	params.dwMediaMode = mode;
	scene_open(LINES);
	CHECK_INT(host_line_open(tapi, BASE, VOICE | FAX, &a), 0);
	CHECK_INT(host_line_open(tapi, BASE + 1, wanted, &b), 0);
	out = scene_dial_with(a, "200", &params, 100);
	scene_news();
	in = scene_new_call();
	NEED(host_answer(tapi, in) > 0);
	scene_advance(0);
}

static DWORD mode_of(uint32_t call)
{
	LINECALLINFO *info;
	DWORD mode;

	NEED(host_get_call_info(tapi, call, &info) == 0);
	mode = info->dwMediaMode;
	mem_free(info);
	return mode;
}

/* R-MEDIA-2, R-MEDIA-6 */
TEST_ONCE(media, what_the_line_listens_for_is_detected_on_a_new_call_and_changes_no_mode)
{
	machine_calls(FAX, VOICE | FAX);
	CHECK_TEXT(scene_news(), "b lineAnswer: ok, b connected, a connected, b call info: connectedid, "
		   "a call info: connectedid, b media g3fax");
	CHECK_INT(mode_of(in), UNKNOWN | VOICE | FAX);
	CHECK_INT(mode_of(out), FAX);
	CHECK_INT(host_set_media_mode(tapi, in, FAX), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b call info: mediamode");	/* a called for fax: it is no change */
	CHECK_INT(mode_of(in), FAX);
}

/* R-MEDIA-2 */
TEST_ONCE(media, the_set_of_the_line_holds_for_calls_both_ways)
{
	machine_calls(VOICE, VOICE | RECORDING);
	CHECK(strstr(scene_news(), "b media interactivevoice") != NULL);
	CHECK_INT(host_set_media_mode(tapi, in, FAX), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b call info: mediamode, a media g3fax");
	CHECK_INT(host_set_media_mode(tapi, in, MODEM), 0);	/* a does not listen for it */
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b call info: mediamode");
	CHECK_INT(host_set_media_mode(tapi, in, VOICE), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b call info: mediamode, a media interactivevoice");
}

/* R-MEDIA-2, R-MEDIA-6 */
TEST_ONCE(media, what_nobody_listens_for_and_what_is_known_is_not_told)
{
	machine_calls(FAX, VOICE);
	CHECK_TEXT(scene_news(), "b lineAnswer: ok, b connected, a connected, b call info: connectedid, "
		   "a call info: connectedid, a media interactivevoice");
	CHECK_INT(mode_of(in), VOICE);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "");
}

/* R-MEDIA-7 */
TEST_ONCE(media, monitoring_replaces_the_set_and_nothing_ends_it)
{
	machine_calls(FAX, VOICE);
	scene_news();
	CHECK_INT(host_monitor_media(tapi, in, FAX | MODEM), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b media g3fax");
	CHECK_INT(host_set_media_mode(tapi, out, MODEM), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "a call info: mediamode, b media datamodem");
	CHECK_INT(host_monitor_media(tapi, in, FAX), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(host_set_media_mode(tapi, out, FAX), 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "a call info: mediamode, b media g3fax");
	CHECK_INT(host_monitor_media(tapi, in, 0), 0);
	CHECK_INT(host_set_media_mode(tapi, out, VOICE), 0);
	CHECK_INT(host_set_media_mode(tapi, out, FAX), 0);
	scene_advance(60000);
	CHECK_TEXT(scene_news(), "a call info: mediamode, a call info: mediamode");
}

/* R-MEDIA-7, R-STATE-6 */
TEST_ONCE(media, a_call_that_is_over_has_no_media)
{
	machine_calls(FAX, VOICE);
	NEED(host_drop(tapi, out) > 0);
	scene_news();
	CHECK_INT(host_monitor_media(tapi, in, FAX), (LONG)LINEERR_INVALCALLSTATE);
}

/* R-MEDIA-2, R-DIGIT-8 */
TEST_ONCE(media, every_machine_is_known_by_its_tones_too)
{
	static const struct {
		DWORD mode, calling_hz, called_hz;
	} machines[] = { { FAX, 1100, 2100 }, { MODEM, 1300, 2100 }, { LINEMEDIAMODE_TDD, 1400, 1400 } };
	LINEMONITORTONE tone = { .dwAppSpecific = 1, .dwDuration = 400 };

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		machine_calls(machines[i].mode, VOICE);
		tone.dwFrequency1 = machines[i].calling_hz;
		CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, in), 1, &tone, 1), 0);
		scene_advance(1000);
		CHECK(strstr(scene_news(), "b tone 1 heard (list 1)") != NULL);
		CHECK_INT(host_set_media_mode(tapi, in, machines[i].mode), 0);
		tone.dwFrequency1 = machines[i].called_hz;
		CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, out), 1, &tone, 1), 0);
		scene_advance(1000);
		CHECK(strstr(scene_news(), "a tone 1 heard (list 1)") != NULL);
		scene_close();
	}
}

/* R-MEDIA-2, R-NEW-5 */
TEST_ONCE(media, a_line_for_one_kind_gets_every_call_as_that)
{
	scene_open(LINES);
	a = scene_line(0);
	CHECK_INT(host_line_open(tapi, BASE + 1, FAX, &b), 0);
	scene_dial(a, "200", 100);
	scene_news();
	CHECK_INT(mode_of(scene_new_call()), FAX);
	CHECK_INT(scene_event(LINE_CALLSTATE, scene_new_call())->p3, FAX);
}

/* R-MEDIA-8 */
TEST_ONCE(media, without_parameters_a_call_is_for_voice)
{
	LINECALLINFO *info;
	uint32_t call;

	two_lines();
	call = scene_dial(a, "93", 100);
	scene_news();
	NEED(host_get_call_info(tapi, call, &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(info->dwBearerMode, LINEBEARERMODE_VOICE);
	CHECK_INT(info->dwMediaMode, VOICE);
	CHECK_INT(info->dwCallParamFlags, 0);
}
