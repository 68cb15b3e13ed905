/* SPDX-License-Identifier: MIT
 * test_msg.c - what a line tells of itself, and who asked for it. */
#include "conf_raw.h"

/* R-MSG-1 */
TEST_ONCE(msg, at_first_nothing_is_told_of_a_line_and_then_what_was_asked_for)
{
	uint32_t a, b;

	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
	CHECK_INT(SP->lineSetStatusMessages(host_hdline(tapi, b), 0, 0), 0);
	scene_dial(a, "200", 12000);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering, a ringback");
	for (size_t i = 0; i < scene_count; i++)
		CHECK(scene_box[i].device != BASE + 1 ||
		      (scene_box[i].message != LINE_LINEDEVSTATE && scene_box[i].message != LINE_ADDRESSSTATE));
	CHECK_INT(SP->lineSetStatusMessages(host_hdline(tapi, b), LINEDEVSTATE_RINGING, 0), 0);
	scene_advance(5000);
	CHECK_TEXT(scene_news(), "b line ringing 3");
}

/* R-MSG-1 */
TEST_ONCE(msg, a_line_that_was_just_opened_tells_nothing_of_itself)
{
	HDRVLINE line = NULL;
	HDRVCALL call;

	scene_load(LINES);
	raw_begin(3, 4);
	line = raw_open(0, 1, NULL);
	CHECK_INT(SP->lineClose(line), 0);
	line = raw_open(0, 1, NULL);
	CHECK_INT(SP->lineSetStatusMessages(line, 0, 0), 0);
	CHECK_INT(SP->lineMakeCall(1, line, (HTAPICALL)1, &call, wide("97"), 0, NULL), 1);
	raw_advance(1000);
	raw_wait(5);
	for (size_t i = 0; i < raw_count(); i++)
		CHECK(raw_event(i).request || raw_event(i).message == LINE_CALLSTATE);
}

/* R-MSG-1 */
TEST_ONCE(msg, states_that_never_come_are_accepted_at_every_version)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		HDRVLINE line;

		scene_open_at(LINES, *v);
		line = host_hdline(tapi, scene_line(0));
		CHECK_INT(SP->lineSetStatusMessages(line, name_known_bits(NAME_LINEDEVSTATE, *v),
						    name_known_bits(NAME_LINEADDRESSSTATE, *v)), 0);
		scene_close();
	}
}

/* R-MSG-2 */
TEST_ONCE(msg, unknown_states_are_refused_and_what_was_asked_for_before_stays)
{
	HDRVLINE line;
	uint32_t b;

	scene_open(LINES);
	b = scene_line(1);
	line = host_hdline(tapi, b);
	CHECK_INT(SP->lineSetStatusMessages(line, LINEDEVSTATE_RINGING, 0), 0);
	CHECK_INT(SP->lineSetStatusMessages(line, 0x40000000, 0), (LONG)LINEERR_INVALLINESTATE);
	CHECK_INT(SP->lineSetStatusMessages(line, 0, 0x40000000), (LONG)LINEERR_INVALADDRESSSTATE);
	CHECK_INT(SP->lineSetStatusMessages(line, 0x80000000, 0x80000000), (LONG)LINEERR_INVALLINESTATE);
	scene_dial(scene_line(0), "200", 100);
	CHECK(strstr(scene_news(), "b line ringing 0") != NULL);
}

/* R-MSG-3 */
TEST_ONCE(msg, opening_and_closing_are_not_told)
{
	DWORD all = name_known_bits(NAME_LINEDEVSTATE, TAPI_3_1);
	uint32_t a, b;

	scene_open(LINES);
	a = scene_line(0);
	CHECK_INT(SP->lineSetStatusMessages(host_hdline(tapi, a), all, 0), 0);
	b = scene_line(1);
	CHECK_INT(SP->lineSetStatusMessages(host_hdline(tapi, b), all, 0), 0);
	CHECK_INT(host_line_close(tapi, b), 0);
	scene_line(1);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_count, 0);
}

/* R-MSG-5 */
TEST_ONCE(msg, ringing_has_a_mode_and_counts_from_0)
{
	LINEDEVCAPS *caps;
	unsigned rings = 0;

	scene_open(LINES);
	scene_line(1);
	NEED(host_get_line_caps(tapi, BASE + 1, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK(caps->dwLineStates & LINEDEVSTATE_RINGING);
	scene_dial(scene_line(0), "200", 16000);
	scene_news();
	for (size_t i = 0; i < scene_count; i++) {
		if (scene_box[i].message != LINE_LINEDEVSTATE || scene_box[i].p1 != LINEDEVSTATE_RINGING)
			continue;
		CHECK(scene_box[i].p2 >= 1 && scene_box[i].p2 <= caps->dwRingModes);
		CHECK_INT(scene_box[i].p3, rings++);
	}
	CHECK_INT(rings, 4);
}

/* R-MSG-1, R-STATE-4 */
TEST_ONCE(msg, the_number_of_calls_is_told_for_line_and_address_as_often_as_it_changes)
{
	unsigned counts[2] = { 0 };
	uint32_t call;

	scene_open(LINES);
	call = scene_dial(scene_line(0), "91", 500);
	scene_news();
	NEED(host_drop(tapi, call) > 0);
	scene_news();
	for (size_t i = 0; i < scene_count; i++) {
		counts[0] += scene_box[i].message == LINE_LINEDEVSTATE && scene_box[i].p1 == LINEDEVSTATE_NUMCALLS;
		counts[1] += scene_box[i].message == LINE_ADDRESSSTATE && scene_box[i].kind == HOST_LINE &&
			     scene_box[i].p2 == (LINEADDRESSSTATE_NUMCALLS | LINEADDRESSSTATE_INUSEZERO);
	}
	CHECK_INT(counts[0], 1);
	CHECK_INT(counts[1], 1);
}
