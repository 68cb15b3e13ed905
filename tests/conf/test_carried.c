/* SPDX-License-Identifier: MIT
 * test_carried.c - how a call is carried, through the provider's door: bearer,
 * rate and dial parameters, secure calls, the ids of conversations. */
#include "conf_scene.h"

static uint32_t a, b, c, out, in;

static void lines(const char *text, DWORD version)
{
	scene_open_at(text, version);
	a = scene_line(0);
	b = scene_line(1);
	c = scene_line(2);
}

static void talking(const char *text, DWORD version)
{
	lines(text, version);
	out = scene_talk(a, "200", &in);
}

static LINECALLINFO info_of(uint32_t call)
{
	LINECALLINFO *record, info;

	NEED(host_get_call_info(tapi, call, &record) == 0);
	memset(&info, 0, sizeof(info));
	memcpy(&info, record, abi_fixed_size(ABI_LINECALLINFO, TAPI_1_3));
	mem_free(record);
	return info;
}

static LONG set_params(uint32_t call, DWORD bearer, DWORD min, DWORD max, const LINEDIALPARAMS *dial)
{
	LINEDIALPARAMS copy = dial ? *dial : (LINEDIALPARAMS){ 0 };

	return SCENE_ASK(0, call, lineSetCallParams, host_hdcall(tapi, call), bearer, min, max, dial ? &copy : NULL);
}

/* --- bearer and rate ----------------------------------------------------------- */

TEST_ONCE(carried, both_ends_hear_how_the_call_is_carried)		/* R-VER-5, R-VER-6 */
{
	for (const DWORD *version = scene_versions; *version; version++) {
		talking(LINES, *version);
		CHECK_INT(info_of(in).dwBearerMode, LINEBEARERMODE_VOICE);
		CHECK_INT(info_of(in).dwRate, 64000);
		CHECK(set_params(out, LINEBEARERMODE_DATA, 0, 0, NULL) > 0);
		CHECK_TEXT(scene_news(), "a call info: bearermode, b call info: bearermode, a lineSetCallParams: ok");
		CHECK_INT(info_of(in).dwBearerMode, LINEBEARERMODE_DATA);
		CHECK(set_params(in, LINEBEARERMODE_SPEECH, 1000, 9600, NULL) > 0);
		CHECK_TEXT(scene_news(), "b call info: bearermode, rate, a call info: bearermode, rate, "
			   "b lineSetCallParams: ok");
		CHECK_INT(info_of(out).dwBearerMode, LINEBEARERMODE_SPEECH);
		CHECK_INT(info_of(out).dwRate, 9600);
		CHECK(set_params(in, LINEBEARERMODE_SPEECH, 0, 9600, NULL) > 0);
		CHECK_TEXT(scene_news(), "b lineSetCallParams: ok");
		scene_close();
	}
}

TEST_ONCE(carried, what_the_line_does_not_have_is_refused)		/* R-CHECK-2 */
{
	talking("[line a]\ndriver = sim\nnumber = 100\ncalls = 2\nbandwidth = 70000\n"
		"[line b]\ndriver = sim\nnumber = 200\n[line c]\ndriver = sim\nnumber = 300\n", 0);
	CHECK_INT(set_params(out, 0, 0, 0, NULL), (LONG)LINEERR_INVALBEARERMODE);
	CHECK_INT(set_params(out, LINEBEARERMODE_MULTIUSE, 0, 0, NULL), (LONG)LINEERR_INVALBEARERMODE);
	CHECK_INT(set_params(out, LINEBEARERMODE_VOICE | LINEBEARERMODE_DATA, 0, 0, NULL), (LONG)LINEERR_INVALBEARERMODE);
	CHECK_INT(set_params(out, LINEBEARERMODE_DATA, 64001, 0, NULL), (LONG)LINEERR_INVALRATE);
	CHECK_INT(set_params(out, LINEBEARERMODE_DATA, 2000, 1000, NULL), (LONG)LINEERR_INVALRATE);
	CHECK(set_params(out, LINEBEARERMODE_DATA, 64000, 0, NULL) > 0);
	scene_news();
	out = scene_talk(a, "300", &in);
	CHECK(set_params(out, LINEBEARERMODE_DATA, 6001, 0, NULL) > 0);
	CHECK_TEXT(scene_news(), "a lineSetCallParams: LINEERR_RATEUNAVAIL");
	CHECK_INT(info_of(out).dwBearerMode, LINEBEARERMODE_VOICE);
	CHECK(host_drop(tapi, out) > 0);
	scene_news();
	CHECK_INT(set_params(out, LINEBEARERMODE_DATA, 0, 0, NULL), (LONG)LINEERR_INVALCALLSTATE);
}

TEST_ONCE(carried, a_conference_carries_speech_only)
{
	uint32_t conference, consult;

	talking(LINES, 0);
	CHECK(host_setup_conference(tapi, out, 0, 3, &conference, &consult) > 0);
	scene_news();
	CHECK(set_params(out, LINEBEARERMODE_DATA, 0, 0, NULL) > 0);
	CHECK_TEXT(scene_news(), "a lineSetCallParams: LINEERR_BEARERMODEUNAVAIL");
	CHECK(set_params(out, LINEBEARERMODE_SPEECH, 0, 0, NULL) > 0);
	CHECK_TEXT(scene_news(), "a call info: bearermode, b call info: bearermode, a lineSetCallParams: ok");
}

TEST_ONCE(carried, a_call_is_made_as_it_was_asked_for)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	lines(LINES, 0);
	params.dwBearerMode = LINEBEARERMODE_ALTSPEECHDATA;
	params.dwMinRate = 2400;
	params.dwMaxRate = 9600;
	out = scene_dial_with(a, "200", &params, 100);
	scene_news();
	CHECK_INT(info_of(out).dwBearerMode, LINEBEARERMODE_ALTSPEECHDATA);
	CHECK_INT(info_of(scene_new_call()).dwBearerMode, LINEBEARERMODE_ALTSPEECHDATA);
	CHECK_INT(info_of(out).dwRate, 9600);
	CHECK_INT(info_of(scene_new_call()).dwRate, 9600);
}

/* --- dial parameters ----------------------------------------------------------------- */

static LINEDIALPARAMS dial_of(uint32_t call)
{
	return info_of(call).DialParams;
}

static void check_dial(LINEDIALPARAMS dial, DWORD pause, DWORD speed, DWORD duration, DWORD wait)
{
	CHECK_INT(dial.dwDialPause, pause);
	CHECK_INT(dial.dwDialSpeed, speed);
	CHECK_INT(dial.dwDigitDuration, duration);
	CHECK_INT(dial.dwWaitForDialtone, wait);
}

TEST_ONCE(carried, digits_take_the_time_that_the_dial_parameters_say)	/* R-DIGIT-1 */
{
	const LINEDIALPARAMS slow = { .dwDialPause = 700, .dwDialSpeed = 200, .dwDigitDuration = 300 };
	LINEDEVCAPS *caps;

	talking("[sim]\ndigit-time = 80\ndigit-gap = 40\n" LINES, 0);
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	check_dial(caps->DefaultDialParams, 2000, 40, 80, 10000);
	check_dial(caps->MinDialParams, 1, 1, 1, 1);
	check_dial(caps->MaxDialParams, 60000, 60000, 60000, 60000);
	mem_free(caps);
	check_dial(dial_of(out), 2000, 40, 80, 10000);
	CHECK(set_params(out, LINEBEARERMODE_VOICE, 0, 0, &slow) > 0);
	CHECK_TEXT(scene_news(), "a call info: dialparams, a lineSetCallParams: ok");
	check_dial(dial_of(out), 700, 200, 300, 10000);
	check_dial(dial_of(in), 2000, 40, 80, 10000);
	NEED(host_monitor_digits(tapi, in, LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND) == 0);
	NEED(host_generate_digits(tapi, out, LINEDIGITMODE_DTMF, "1,2", 0, 5) == 0);
	scene_advance(299);
	CHECK_TEXT(scene_news(), "b digit 1 (DTMF)");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b digit 1 (DTMFEND)");
	scene_advance(200 + 699);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b digit 2 (DTMF)");
	scene_advance(300);
	CHECK_TEXT(scene_news(), "b digit 2 (DTMFEND), a generating ended (done)");
}

TEST_ONCE(carried, the_nearest_that_can_be_stands_for_what_cannot)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	lines(LINES, 0);
	params.DialParams = (LINEDIALPARAMS){ .dwDialPause = 0xFFFFFFFF, .dwDialSpeed = 70000, .dwDigitDuration = 5 };
	out = scene_dial_with(a, "91", &params, 500);
	scene_news();
	check_dial(dial_of(out), 60000, 60000, 5, 10000);
}

TEST_ONCE(carried, a_comma_in_a_number_is_a_pause)			/* R-DIAL-1 */
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	lines(LINES, 0);
	params.DialParams.dwDialPause = 500;
	out = scene_dial_with(a, ",2,00", &params, 1019);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing");
	scene_advance(1);
	CHECK(strstr(scene_news(), "a proceeding, b new call") != NULL);
}

/* --- secure calls ------------------------------------------------------------------------ */

static bool is_secure(uint32_t call)
{
	return info_of(call).dwCallParamFlags & LINECALLPARAMFLAGS_SECURE;
}

TEST_ONCE(carried, nobody_intrudes_upon_a_secure_call)
{
	uint32_t busy;

	talking(LINES, 0);
	CHECK(host_secure_call(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineSecureCall: ok, b call info: other, a call info: other");
	CHECK(is_secure(out) && is_secure(in));
	busy = scene_dial(c, "200", 100);
	scene_news();
	CHECK_INT(host_call_state(tapi, busy), LINECALLSTATE_BUSY);
	CHECK(host_complete_call(tapi, busy, LINECALLCOMPLMODE_INTRUDE, 0) > 0);
	CHECK_TEXT(scene_news(), "c lineCompleteCall: LINEERR_OPERATIONFAILED");
	CHECK_INT(host_call_state(tapi, in), LINECALLSTATE_CONNECTED);
	CHECK(host_secure_call(tapi, out) > 0);		/* it is already */
	CHECK_TEXT(scene_news(), "a lineSecureCall: ok");
}

TEST_ONCE(carried, a_second_call_does_not_ring_beside_a_secure_one)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);
	uint32_t waits;

	lines("[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\ncalls = 2\n"
	      "[line c]\ndriver = sim\nnumber = 300\n", 0);
	params.dwCallParamFlags = LINECALLPARAMFLAGS_SECURE;
	out = scene_dial_with(a, "200", &params, 100);
	CHECK(strstr(scene_news(), "ringing") != NULL);
	in = scene_new_call();
	CHECK(is_secure(in));
	CHECK(host_answer(tapi, in) > 0);
	scene_news();
	waits = scene_dial(c, "200", 6000);
	CHECK_TEXT(scene_news(), "c lineMakeCall: ok, c dialing, c proceeding, b new call, b offering, c ringback");
	CHECK(host_drop(tapi, out) > 0);
	scene_news();
	scene_advance(5000);
	CHECK(strstr(scene_news(), "ringing") != NULL);
	CHECK_INT(host_call_state(tapi, waits), LINECALLSTATE_RINGBACK);
}

/* --- call hubs ----------------------------------------------------------------------------- */

static DWORD id_of(uint32_t call)
{
	DWORD address, id, related;

	CHECK_INT(SP->lineGetCallIDs(host_hdcall(tapi, call), &address, &id, &related), 0);
	CHECK_INT(info_of(call).dwCallID, id);
	CHECK_INT(info_of(call).dwRelatedCallID, related);
	return id;
}

static LONG track(uint32_t line, DWORD tracking)
{
	LINECALLHUBTRACKINGINFO info = { .dwTotalSize = sizeof(info), .dwCurrentTracking = tracking };

	return SP->lineSetCallHubTracking(host_hdline(tapi, line), &info);
}

TEST_ONCE(carried, a_tracked_conversation_has_one_id)			/* R-MSP-2 */
{
	LINECALLHUBTRACKINGINFO info = { .dwTotalSize = sizeof(info) };
	uint32_t consult, far_end;
	LINEDEVCAPS *caps;
	DWORD id;

	talking(LINES, 0);
	CHECK(id_of(out) != id_of(in));
	id = id_of(out);
	CHECK_INT(track(b, LINECALLHUBTRACKING_PROVIDERLEVEL), 0);
	CHECK_TEXT(scene_news(), "b call info: callid");
	CHECK_INT(id_of(in), id);
	CHECK_INT(SP->lineGetCallHubTracking(host_hdline(tapi, b), &info), 0);
	CHECK_INT(info.dwCurrentTracking, LINECALLHUBTRACKING_PROVIDERLEVEL);
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	CHECK_INT(caps->dwAvailableTracking, info.dwAvailableTracking);
	CHECK(caps->dwDevCapFlags & LINEDEVCAPFLAGS_CALLHUBTRACKING);
	mem_free(caps);

	CHECK(host_setup_transfer(tapi, in, &consult) > 0);
	scene_news();
	CHECK(id_of(consult) != id);
	CHECK_INT(info_of(consult).dwRelatedCallID, id);
	CHECK(host_dial(tapi, consult, "300") > 0);
	scene_advance(500);
	scene_news();
	far_end = scene_new_call();
	CHECK_INT(id_of(far_end), id_of(consult));
	CHECK(host_answer(tapi, far_end) > 0);
	scene_news();
	CHECK_INT(track(c, LINECALLHUBTRACKING_PROVIDERLEVEL), 0);
	CHECK(host_complete_transfer(tapi, in, consult, LINETRANSFERMODE_TRANSFER, NULL) > 0);
	scene_news();
	CHECK_INT(id_of(far_end), id);
	CHECK_INT(id_of(out), id);
	CHECK_INT(track(c, LINECALLHUBTRACKING_NONE), 0);
	CHECK_TEXT(scene_news(), "c call info: callid");
	CHECK(id_of(far_end) != id);
}

TEST_ONCE(carried, all_of_a_tracked_conference_have_one_id)		/* R-MSP-2 */
{
	uint32_t conference, consult, far_end;

	talking(LINES, 0);
	CHECK_INT(track(a, LINECALLHUBTRACKING_ALLCALLS), 0);
	CHECK(host_setup_conference(tapi, out, 0, 3, &conference, &consult) > 0);
	scene_news();
	CHECK(host_dial(tapi, consult, "300") > 0);
	scene_advance(500);
	scene_news();
	far_end = scene_new_call();
	CHECK(host_answer(tapi, far_end) > 0);
	scene_news();
	CHECK(host_add_to_conference(tapi, conference, consult) > 0);
	scene_news();
	CHECK_INT(id_of(out), id_of(conference));
	CHECK_INT(id_of(in), id_of(conference));
	CHECK_INT(id_of(consult), id_of(conference));
	CHECK_INT(id_of(far_end), id_of(conference));
}

TEST_ONCE(carried, tracking_is_of_3_0_and_of_what_there_is)		/* R-VER-5, R-CHECK-1 */
{
	LINECALLHUBTRACKINGINFO small = { .dwTotalSize = sizeof(small) - 1 };

	lines(LINES, TAPI_2_2);
	CHECK_INT(track(a, LINECALLHUBTRACKING_ALLCALLS), (LONG)LINEERR_OPERATIONUNAVAIL);
	scene_close();
	lines(LINES, TAPI_3_0);
	CHECK_INT(track(a, 4), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(track(a, 3), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(SP->lineGetCallHubTracking(host_hdline(tapi, a), &small), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(SP->lineSetCallHubTracking(host_hdline(tapi, a), &small), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(SP->lineGetCallHubTracking(host_hdline(tapi, a), NULL), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(SP->lineGetCallHubTracking(NO_LINE, &small), (LONG)LINEERR_INVALLINEHANDLE);
}

/* --- the place, and what takes its time --------------------------------------------------- */

TEST_ONCE(carried, where_the_user_is_can_be_told_and_seen)
{
	char reply[1024];

	lines(LINES, 0);
	CHECK_INT(SP->lineSetCurrentLocation(17), 0);
	NEED(host_command(tapi, "counts", reply, sizeof(reply)) == 0);
	CHECK(strstr(reply, "provider\tlocation\t17\n") != NULL);
}

TEST_ONCE(carried, what_is_asked_of_a_line_takes_its_time_too)		/* R-ASYNC-15 */
{
	LINEFORWARDLIST none = { .dwTotalSize = sizeof(none) };
	uint32_t consult, busy;

	talking(SLOW, 0);
	CHECK(host_forward(tapi, a, &none, 3, &consult) > 0);
	scene_advance(99);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK(strncmp(scene_news(), "a lineForward: ok", 17) == 0);
	busy = scene_dial(c, "200", 300);
	scene_news();
	CHECK(host_complete_call(tapi, busy, LINECALLCOMPLMODE_CAMPON, 0) > 0);
	scene_advance(100);
	scene_news();
	CHECK(SCENE_ASK(c, 0, lineUncompleteCall, host_hdline(tapi, c), host_completion(tapi, busy)) > 0);
	scene_advance(99);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK(strncmp(scene_news(), "c lineUncompleteCall: ok", 24) == 0);
	CHECK(host_forward(tapi, a, &none, 3, &consult) > 0);
	CHECK_INT(host_line_close(tapi, a), 0);
	CHECK(strstr(scene_news(), "a lineForward: LINEERR_OPERATIONFAILED") != NULL);
}
