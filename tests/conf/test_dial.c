/* SPDX-License-Identifier: MIT
 * test_dial.c - numbers and parameters of calls that are made. */
#include "conf_scene.h"

static uint32_t a;

static void one_line(const char *conf)
{
	scene_open(conf);
	a = scene_line(0);
}

/* R-DIAL-1 */
TEST_ONCE(dial, what_it_cannot_wait_for_is_refused_at_once_with_the_error_of_the_first)
{
	static const struct {
		const char *number;
		LONG result;
	} rows[] = {
		{ "1W2", (LONG)LINEERR_DIALDIALTONE }, { "W", (LONG)LINEERR_DIALDIALTONE },
		{ "12@3", (LONG)LINEERR_DIALQUIET }, { "1$", (LONG)LINEERR_DIALBILLING },
		{ "93?", (LONG)LINEERR_DIALPROMPT }, { "1@W$?", (LONG)LINEERR_DIALQUIET },
		{ "1?@W$", (LONG)LINEERR_DIALPROMPT }, { "$W", (LONG)LINEERR_DIALBILLING },
	};
	uint32_t call = 0;

	one_line(LINES);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_INT(host_make_call(tapi, a, rows[i].number, NULL, &call), rows[i].result);
	scene_advance(10000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_count, 0);
}

/* R-DIAL-2, R-CHECK-2 */
TEST_ONCE(dial, a_text_that_is_no_address_dials_nothing)
{
	static char endless[3000];
	uint32_t call = 0;

	one_line(LINES);
	memset(endless, '1', sizeof(endless) - 1);
	CHECK_INT(host_make_call(tapi, a, endless, NULL, &call), (LONG)LINEERR_INVALADDRESS);
	endless[81] = '\0';
	CHECK_INT(host_make_call(tapi, a, endless, NULL, &call), (LONG)LINEERR_INVALADDRESS);
	scene_advance(10000);
	CHECK_TEXT(scene_news(), "");
	endless[80] = '\0';
	CHECK(host_make_call(tapi, a, endless, NULL, &call) > 0);
}

/* R-DIAL-3, R-DIAL-7 */
TEST_ONCE(dial, that_dialling_in_parts_is_possible_is_announced)
{
	struct host_line_info info;

	one_line(LINES);
	NEED(host_line_info(tapi, BASE, &info) == 0);
	CHECK(info.address[0].call_features & LINECALLFEATURE_DIAL);
	CHECK(info.address[0].flags & LINEADDRCAPFLAGS_PARTIALDIAL);
	CHECK(info.address[0].call_states & LINECALLSTATE_DIALTONE);
	scene_dial(a, ";", 10000);
	CHECK(strstr(scene_news(), "dialtone") != NULL);
}

/* R-DIAL-5 */
TEST_ONCE(dial, any_country_code_will_do)
{
	LPHDRVCALL slot;
	uint32_t call;
	LONG request;

	one_line(LINES);
	request = host_request(tapi, "lineMakeCall", a, 0);
	NEED(request > 0 && host_call_new(tapi, a, request, &call, &slot) == 0);
	CHECK(host_request_end(tapi, request, SP->lineMakeCall((DWORD)request, host_hdline(tapi, a),
		host_htcall(call), slot, wide("93"), 49, NULL)) > 0);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing");
}

/* R-DIAL-8 */
TEST_ONCE(dial, a_call_nobody_answers_is_given_up_after_the_time_asked_for_and_not_before)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	one_line(LINES);
	params.dwNoAnswerTimeout = 15;
	scene_dial_with(a, "93", &params, 20);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a ringback");
	scene_advance(14999);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "a disconnected (noanswer), a idle");
}

/* R-DIAL-8 */
TEST_ONCE(dial, without_a_time_or_once_answered_no_call_is_given_up)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);
	uint32_t call;

	one_line(LINES);
	call = scene_dial(a, "93", 86400000);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a ringback");
	CHECK_INT(host_close_call(tapi, call), 0);
	params.dwNoAnswerTimeout = 1;
	scene_dial_with(a, "91", &params, 86400000);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a ringback, a connected, "
		   "a call info: connectedid");
}

static LONG make(LINECALLPARAMS *params)
{
	uint32_t call = 0;

	return host_make_call(tapi, a, "93", params, &call);
}

/* R-DIAL-4, R-CHECK-2, R-UUI-3 */
TEST_ONCE(dial, parameters_that_the_line_does_not_have_are_refused)
{
	LINECALLPARAMS good = scene_params(TAPI_3_1), params = good;

	one_line(LINES);
	params.dwBearerMode = LINEBEARERMODE_MULTIUSE;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALBEARERMODE);
	params = good;
	params.dwMinRate = 10000000;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALRATE);
	params = good;
	params.dwMinRate = 2000;
	params.dwMaxRate = 1000;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALRATE);
	params = good;
	params.dwAddressID = 1;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALADDRESSID);
	params = good;
	params.dwAddressMode = 0x40;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALADDRESSMODE);
	params = good;
	params.dwCallParamFlags = LINECALLPARAMFLAGS_ORIGOFFHOOK;
	CHECK_INT(make(&params), (LONG)LINEERR_INVALCALLPARAMS);
	params = good;
	params.dwTotalSize--;
	CHECK_INT(make(&params), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_TEXT(scene_news(), "");
	CHECK(make(&good) > 0);
}

/* R-STRUCT-1 */
TEST_ONCE(dial, parameters_that_point_outside_of_themselves_are_refused)
{
	struct { LINECALLPARAMS p; WCHAR text[4]; } with = { .p = scene_params(TAPI_3_1) };

	one_line(LINES);
	with.p.dwTotalSize = sizeof(with);
	with.p.dwUserUserInfoSize = 8;
	with.p.dwUserUserInfoOffset = 0xFFFFFFF0;
	CHECK_INT(make(&with.p), (LONG)LINEERR_INVALCALLPARAMS);
	with.p.dwUserUserInfoOffset = sizeof(with) - 6;
	CHECK_INT(make(&with.p), (LONG)LINEERR_INVALCALLPARAMS);
	with.p.dwUserUserInfoOffset = 4;
	CHECK_INT(make(&with.p), (LONG)LINEERR_INVALCALLPARAMS);
	with.p.dwUserUserInfoSize = with.p.dwUserUserInfoOffset = 0;
	CHECK(make(&with.p) > 0);
}

/* R-DIAL-8, R-VER-5 */
TEST_ONCE(dial, members_newer_than_the_version_of_the_line_are_not_read)
{
	struct { LINECALLPARAMS p; } with = { .p = scene_params(TAPI_1_4) };

	scene_open_at(LINES, TAPI_1_4);
	a = scene_line(0);
	with.p.dwNoAnswerTimeout = 1;		/* of 2.0: here it is what lies behind */
	scene_dial_with(a, "93", &with.p, 100000);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a ringback");
}
