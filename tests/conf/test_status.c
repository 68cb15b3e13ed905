/* SPDX-License-Identifier: MIT
 * test_status.c - lineSetLineDevStatus, messages that wait and ways to ring,
 * as an application sees them. */
#include "conf_scene.h"

#define ALL (LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_MSGWAIT | \
	     LINEDEVSTATUSFLAGS_INSERVICE | LINEDEVSTATUSFLAGS_LOCKED)
#define AT_REST (LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE)

/* The answer to the request, sooner or later. */
static LONG set(uint32_t line, DWORD flags, DWORD on)
{
	LONG id = host_request(tapi, "lineSetLineDevStatus", line, 0);
	LONG result = host_request_end(tapi, id, SP->lineSetLineDevStatus((DRV_REQUESTID)id,
								host_hdline(tapi, line), flags, on));

	return result > 0 ? host_wait_reply(tapi, result, WAIT_MS) : result;
}

static DWORD status_of(uint32_t line, DWORD *features)
{
	LINEDEVSTATUS *status;
	DWORD flags;

	NEED(host_get_line_status(tapi, line, &status) == 0);
	flags = status->dwDevStatusFlags;
	if (features)
		*features = status->dwLineFeatures;
	mem_free(status);
	return flags;
}

/* R-STATE-4, R-VER-5, R-VER-6 */
TEST_ONCE(status, what_can_be_set_is_announced_at_every_version_that_knows_it)
{
	for (const DWORD *version = scene_versions; *version; version++) {
		DWORD bit = name_known_bits(NAME_LINEFEATURE, *version) & LINEFEATURE_SETDEVSTATUS, features;
		LINEDEVCAPS *caps;
		uint32_t line;

		scene_open_at(LINES, *version);
		line = scene_line(0);
		NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
		if (*version >= TAPI_2_0)
			CHECK_INT(caps->dwSettableDevStatus, ALL);
		if (*version >= TAPI_1_4)
			CHECK_INT(caps->dwLineFeatures & LINEFEATURE_SETDEVSTATUS, bit);
		CHECK_INT(caps->dwLineStates & (LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF | LINEDEVSTATE_LOCK),
			  LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF | LINEDEVSTATE_LOCK);
		CHECK_INT(caps->dwRingModes, 1);
		mem_free(caps);
		CHECK_INT(status_of(line, &features), AT_REST);
		CHECK_INT(features & LINEFEATURE_SETDEVSTATUS, bit);
		scene_close();
	}
}

/* R-ASYNC-3, R-CHECK-2 */
TEST_ONCE(status, flags_there_are_not_are_refused)
{
	uint32_t line;

	scene_open(LINES);
	line = scene_line(0);
	CHECK_INT(set(line, 0, 1), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(set(line, 0x10, 1), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(set(line, LINEDEVSTATUSFLAGS_LOCKED | 0x80000000, 0), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(status_of(line, NULL), AT_REST);
	CHECK_TEXT(scene_news(), "");
}

/* R-STATE-4 */
TEST_ONCE(status, a_locked_line_says_so_and_makes_no_calls)
{
	uint32_t a, call;
	DWORD features;

	scene_open(LINES);
	a = scene_line(0);
	CHECK_INT(set(a, LINEDEVSTATUSFLAGS_LOCKED, 1), 0);
	CHECK_TEXT(scene_news(), "a line lock");
	CHECK_INT(status_of(a, &features), AT_REST | LINEDEVSTATUSFLAGS_LOCKED);
	CHECK(!(features & LINEFEATURE_MAKECALL));
	CHECK_INT(host_make_call(tapi, a, "200", NULL, &call), (LONG)LINEERR_INVALLINESTATE);
	CHECK_INT(set(a, LINEDEVSTATUSFLAGS_LOCKED, 0), 0);
	CHECK(scene_dial(a, "93", 20) != 0);
}

TEST_ONCE(status, who_calls_a_line_out_of_service_hears_that_it_is_out_of_order)
{
	uint32_t a, b, call;

	for (const DWORD *version = scene_versions; *version; version++) {
		scene_open_at(LINES, *version);
		a = scene_line(0);
		b = scene_line(1);
		CHECK_INT(set(b, LINEDEVSTATUSFLAGS_INSERVICE, 0), 0);
		scene_news();
		call = scene_dial(a, "200", 20);
		scene_news();
		CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_IDLE);
		for (size_t i = 0; i < scene_count; i++)
			if (scene_box[i].message == LINE_CALLSTATE && scene_box[i].p1 == LINECALLSTATE_DISCONNECTED)
				CHECK_INT(scene_box[i].p2, *version >= TAPI_2_0 ? LINEDISCONNECTMODE_OUTOFORDER
										: LINEDISCONNECTMODE_UNREACHABLE);
		scene_close();
	}
}

/* R-STATE-1 */
TEST_ONCE(status, a_message_that_is_left_is_seen_by_who_was_called)
{
	uint32_t a, b, call, in;
	LONG request;

	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
	call = scene_dial(a, "200", 100);
	scene_news();
	request = host_complete_call(tapi, call, LINECALLCOMPLMODE_MESSAGE, 0);
	CHECK(request > 0);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK(strstr(scene_news(), "b line msgwaiton") != NULL);
	CHECK_INT(status_of(b, NULL), AT_REST | LINEDEVSTATUSFLAGS_MSGWAIT);
	CHECK_INT(status_of(a, NULL), AT_REST);
	scene_talk(b, "100", &in);
	CHECK_INT(status_of(b, NULL), AT_REST);
	CHECK(in != 0);
}

/* R-MSG-5 */
TEST_ONCE(status, the_ring_mode_is_in_its_range_and_says_who_calls)
{
	LINEDEVCAPS *caps;
	uint32_t a;
	DWORD heard = 0;

	scene_open("[line a]\ndriver = sim\nnumber = 100\n"
		   "[line b]\ndriver = sim\nnumber = 200\nring-modes = 3\nring-internal = 2\nring-callers = 300 3\n"
		   "[line c]\ndriver = sim\nnumber = 300\n");
	NEED(host_get_line_caps(tapi, BASE + 1, &caps) == 0);
	CHECK_INT(caps->dwRingModes, 3);
	mem_free(caps);
	a = scene_line(0);
	scene_line(1);
	scene_dial(a, "200", 6000);
	scene_news();
	for (size_t i = 0; i < scene_count; i++) {
		if (scene_box[i].message != LINE_LINEDEVSTATE || scene_box[i].p1 != LINEDEVSTATE_RINGING)
			continue;
		CHECK_INT(scene_box[i].p2, 2);
		CHECK_INT(scene_box[i].p3, heard++);
	}
	CHECK_INT(heard, 2);
}
