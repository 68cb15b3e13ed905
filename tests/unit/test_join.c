/* SPDX-License-Identifier: MIT
 * test_join.c - relations of calls as the model keeps them, whatever the driver. */
#include "join_scene.h"

static struct call *out, *in, *other;

static void talking(void)
{
	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
}

TEST(join, a_consultation_takes_the_place_of_what_is_held)
{
	talking();
	CHECK_INT(join_new_consult(&other, out, (HTAPICALL)1), OK);
	CHECK_INT(call_new(&in, join_a, (HTAPICALL)1), ERR_CALLUNAVAIL);
}

TEST(join, no_more_calls_are_held_for_something_than_can_be)
{
	talking();
	for (DWORD i = 0; i < join_a->driver->traits->max_pending; i++) {
		struct call *held;

		NEED(call_new_beside(&held, join_a->addresses, (HTAPICALL)1) == OK);
		call_event(held, EV_HELD_FOR_TRANSFER, 0);
	}
	CHECK_INT(join_new_consult(&other, out, (HTAPICALL)1), ERR_CALLUNAVAIL);
}

TEST(join, of_two_consultations_the_later_counts)
{
	struct call *later;

	talking();
	NEED(call_new_beside(&other, join_a->addresses, (HTAPICALL)1) == OK);
	NEED(call_new_beside(&later, join_a->addresses, (HTAPICALL)1) == OK);
	join_consulting(out, other, EV_HELD_FOR_TRANSFER);
	join_consulting(out, later, EV_HELD_FOR_TRANSFER);
	CHECK(out->consult == later && later->original == out);
	CHECK(other->original == NULL);
}

TEST(join, a_call_that_is_freed_is_nobodys_any_more)
{
	talking();
	NEED(call_new_beside(&other, join_a->addresses, (HTAPICALL)1) == OK);
	join_consulting(out, other, EV_HELD_FOR_TRANSFER);
	call_free(out, ERR_CLOSED);
	CHECK(other->original == NULL);
}

TEST(join, nothing_is_asked_of_a_call_that_is_not_born)		/* R-HND-7 */
{
	join_scene("[sim]\noperation-delay = 50 ms\n");
	out = scene_dial(join_a, 1, "200");
	NEED(out != NULL);
	CHECK_INT(scene_ask(out, CALL_DIAL, 2), ERR_STATE);
	CHECK_INT(scene_ask(out, CALL_SETUP_CONFERENCE, 3), ERR_STATE);
	scene_run(50);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

TEST(join, features_tell_how_things_can_be_done)			/* R-STATE-4 */
{
	DWORD features;

	talking();
	features = call_features(out);
	CHECK(features & LINECALLFEATURE_SETUPTRANSFER);
	CHECK(!(features & (LINECALLFEATURE_SWAPHOLD | LINECALLFEATURE_PREPAREADDCONF | LINECALLFEATURE_DIAL)));
	CHECK_INT(call_features2(join_a, features),
		  LINECALLFEATURE2_NOHOLDCONFERENCE | LINECALLFEATURE2_ONESTEPTRANSFER |
		  LINECALLFEATURE2_PARKDIRECT | LINECALLFEATURE2_PARKNONDIRECT);
	NEED(join_consult(out, CALL_SETUP_TRANSFER, 1, NULL) != NULL);
	CHECK(call_features(out) & LINECALLFEATURE_UNHOLD);
	CHECK(!(call_features(out) & LINECALLFEATURE_COMPLETETRANSF));
}

TEST(join, what_an_answer_brings_forth_is_written_for_the_oldest_request)
{
	talking();
	CHECK_INT(call_brings(out, CALL_PARK, 7, "77"), OK);	/* nobody asked */
}

TEST(join, members_take_none_of_the_lines_calls)
{
	struct call *conf, *member;

	talking();
	NEED(join_new_conference(&conf, join_a->addresses, (HTAPICALL)1) == OK);
	call_event(conf, EV_HELD_FOR_CONFERENCE, 0);
	join_added(conf, out);
	CHECK_INT(line_count_calls(join_a, CALLSTATE_OCCUPIES), 0);
	NEED(call_new(&member, join_a, (HTAPICALL)1) == OK);
	call_event(member, EV_CONNECTED, 0);
	join_added(conf, member);
	CHECK_INT(join_members(conf), 2);
	CHECK_INT(line_count_calls(join_a, CALLSTATE_OCCUPIES), 0);
	call_event(member, EV_GONE, 0);
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}
