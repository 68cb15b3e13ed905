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
		LINEMEDIAMODE_G3FAX, LINEMEDIAMODE_DATAMODEM, VOICE | LINEMEDIAMODE_VIDEO, 0x80000000,
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

/* R-MEDIA-7 */
TEST_ONCE(media, what_cannot_be_monitored_is_not_announced)
{
	struct host_line_info info;
	uint32_t call;

	two_lines();
	call = scene_dial(a, "93", 100);
	scene_news();
	NEED(host_line_info(tapi, BASE, &info) == 0);
	CHECK_INT(info.address[0].call_features & LINECALLFEATURE_MONITORMEDIA, 0);
	CHECK_INT(host_monitor_media(tapi, call, VOICE), (LONG)LINEERR_OPERATIONUNAVAIL);
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
