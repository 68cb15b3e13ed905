/* SPDX-License-Identifier: MIT
 * test_sim_conference.c - conferences, at the exchange. */
#include "join_scene.h"

static struct call *out, *in, *consult, *third, *conf;

static void talking(const char *more)
{
	join_scene(more);
	scene_talk(join_a, join_b, &out, &in);
}

/* a's call with b is in a conference that waits for the call with c. */
static void setting_up(void)
{
	talking("");
	conf = join_conference(out, join_a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
}

/* a, b and c. */
static void three(void)
{
	setting_up();
	third = join_reach(consult, join_c);
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 2, consult) == OK);
	scene_news();
}

TEST(conference, setting_it_up_makes_two_calls_and_a_member)	/* R-CONF-1 */
{
	setting_up();
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendconf, a dialtone, a conferenced, b connected (activeheld)");
	CHECK(out->parent == conf && consult->original == conf);
	CHECK_INT(out->mode, conf->handle);
	CHECK_INT(conf->origin, LINECALLORIGIN_CONFERENCE);
}

TEST(conference, is_talked_to_when_the_consultation_is_added)	/* R-CONF-2 */
{
	setting_up();
	third = join_reach(consult, join_c);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 2, consult), OK);
	CHECK_TEXT(scene_news(), "2 ok, a conferenced, a connected, b connected");
	CHECK_INT(join_members(conf), 2);
	CHECK_INT(consult->related_id, conf->id);
}

TEST(conference, all_hear_each_others_digits)			/* R-CONF-5 */
{
	three();
	in->monitor_digits = third->monitor_digits = conf->monitor_digits = out->monitor_digits = LINEDIGITMODE_DTMF;
	NEED(call_generate(third, 5, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "7" }) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a digit 7, b digit 7, c generated done 5");
	NEED(call_generate(conf, 6, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "8" }) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "b digit 8, c digit 8, a generated done 6");
}

TEST(conference, grows_by_a_further_call)
{
	three();
	consult = join_consult(conf, CALL_PREPARE_ADD, 3, NULL);
	NEED(consult != NULL);
	CHECK_TEXT(scene_news(), "3 ok, a onholdpendconf, a dialtone");
	join_reach(consult, join_d);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult), OK);
	CHECK_TEXT(scene_news(), "4 ok, a conferenced, a connected");
	CHECK_INT(join_members(conf), 3);
}

TEST(conference, ends_with_its_last_but_one_member)		/* R-CONF-6 */
{
	three();
	CHECK_INT(scene_ask(consult, CALL_REMOVE_FROM_CONFERENCE, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, c disconnected (normal), c idle, a idle, a idle, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	CHECK(out->parent == NULL);
	NEED(scene_ask(out, CALL_HOLD, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, a onhold, b connected (activeheld)");
}

TEST(conference, ends_when_a_far_end_hangs_up)
{
	three();
	CHECK_INT(scene_ask(in, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle, a idle, a connected, b idle");
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
}

TEST(conference, takes_its_members_along)			/* LINEADDRCAPFLAGS_CONFDROP */
{
	three();
	CHECK_INT(scene_ask(conf, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, a idle, b disconnected (normal), b idle, a idle, "
		   "c disconnected (normal), c idle, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(conference, that_is_closed_takes_its_members_along)
{
	three();
	call_free(conf, ERR_CLOSED);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
	CHECK_INT(third->state, LINECALLSTATE_IDLE);
}

TEST(conference, a_consultation_that_is_dropped_leaves_a_call)	/* conference-ovr */
{
	setting_up();
	scene_news();
	CHECK_INT(scene_ask(consult, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle, a idle, a connected");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
}

TEST(conference, a_later_consultation_that_is_dropped_leaves_the_conference)
{
	three();
	consult = join_consult(conf, CALL_PREPARE_ADD, 3, NULL);
	NEED(consult != NULL);
	scene_news();
	CHECK_INT(scene_ask(consult, CALL_DROP, 4), OK);
	CHECK_TEXT(scene_news(), "4 ok, a idle, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_CONNECTED);
}

TEST(conference, taking_the_first_call_back_ends_it)		/* R-CONF-9 */
{
	setting_up();
	scene_news();
	CHECK(call_features(out) & LINECALLFEATURE_UNHOLD);
	CHECK_INT(scene_ask(out, CALL_UNHOLD, 2), OK);
	CHECK_TEXT(scene_news(), "a idle, a idle, a connected, 2 ok");
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(consult->state, LINECALLSTATE_IDLE);
}

TEST(conference, can_begin_with_nobody)				/* R-CONF-1 */
{
	join_scene("");
	conf = join_conference(NULL, join_a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendconf, a dialtone");
	join_reach(consult, join_c);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 2, consult), OK);
	CHECK_TEXT(scene_news(), "2 ok, a conferenced, a connected");
}

TEST(conference, that_began_with_nobody_ends_with_its_consultation)
{
	join_scene("");
	conf = join_conference(NULL, join_a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	scene_news();
	CHECK_INT(scene_ask(consult, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle, a idle");
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(conference, can_be_made_of_a_transfer)			/* R-XFER-2 */
{
	struct call *made;

	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	join_reach(consult, join_c);
	NEED(join_new_conference(&made, join_a->addresses, (HTAPICALL)0x55) == OK);
	CHECK_INT(call_ask(out, CALL_COMPLETE_TRANSFER, 2, &(struct call_args){
		.other = consult, .mode = LINETRANSFERMODE_CONFERENCE, .born = { made } }), OK);
	CHECK_TEXT(scene_news(), "2 ok, a conferenced, a conferenced, a connected, b connected");
	CHECK_INT(join_members(made), 2);
	CHECK(out->consult == NULL && consult->original == NULL);
}

TEST(conference, without_hold_adds_who_was_called_by_itself)	/* R-DIAL-9 */
{
	const struct call_params params = { .flags = LINECALLPARAMFLAGS_NOHOLDCONFERENCE, .target = "300" };

	talking("");
	conf = join_conference(out, join_a, 1, &params, &consult);
	NEED(conf != NULL && consult != NULL);
	scene_run(40);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendconf, a dialing, a proceeding, c new, c offering, a ringback");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, c connected, a connected, c info connectedid, a info connectedid, "
		   "a conferenced, a conferenced, a connected");
	CHECK_INT(join_members(conf), 2);
}

TEST(conference, without_hold_is_gone_when_who_was_called_does_not_come)
{
	const struct call_params params = { .flags = LINECALLPARAMFLAGS_NOHOLDCONFERENCE, .target = "94" };

	talking("");
	conf = join_conference(out, join_a, 1, &params, &consult);
	NEED(conf != NULL && consult != NULL);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendconf, a dialing, a proceeding, a ringback, "
		   "a disconnected (reject), a idle, a idle");
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}

TEST(conference, a_member_can_be_added_while_it_rings)
{
	setting_up();
	NEED(join_send(consult, CALL_DIAL_MORE, 2, "300") == OK);
	scene_run(100);
	scene_news();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 3, consult), OK);
	CHECK_TEXT(scene_news(), "3 ok, a conferenced, a connected, b connected");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, c connected, c info connectedid, a info connectedid");
	CHECK_INT(consult->state, LINECALLSTATE_CONFERENCED);
}

TEST(conference, takes_no_conference_and_no_member_of_another)	/* R-CONF-3 */
{
	three();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 3, out), ERR_STATE);
	consult = join_consult(conf, CALL_PREPARE_ADD, 3, NULL);
	NEED(consult != NULL);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, out), ERR_CALL);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, conf), ERR_CALL);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, in), ERR_CALL);
	CHECK_INT(join_ask(out, CALL_ADD_TO_CONFERENCE, 4, consult), ERR_CALL);
	CHECK(join_consult(in, CALL_PREPARE_ADD, 4, NULL) == NULL);
}

TEST(conference, has_an_end_of_room)				/* R-CONF-4 */
{
	join_scene("");
	conf = join_conference(NULL, join_a, 1, NULL, &consult);
	for (DWORD i = 0; i < join_a->driver->traits->max_conference; i++) {
		NEED(conf != NULL && consult != NULL);
		NEED(join_send(consult, CALL_DIAL_MORE, 2, "91") == OK);
		scene_run(1000);
		NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 3, consult) == OK);
		NEED(join_members(conf) == i + 1);
		consult = join_consult(conf, CALL_PREPARE_ADD, 4, NULL);
	}
	CHECK(consult == NULL);
	CHECK_INT(call_may(conf, CALL_PREPARE_ADD), ERR_CONFERENCEFULL);
	CHECK(!(call_features(conf) & LINECALLFEATURE_PREPAREADDCONF));
}

TEST(conference, can_be_put_on_hold_and_swapped)
{
	struct call *other;

	three();
	CHECK_INT(scene_ask(conf, CALL_HOLD, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, a onhold");
	other = scene_dial(join_a, 4, "91");
	NEED(other != NULL);
	scene_run(1000);
	scene_news();
	CHECK_INT(join_ask(other, CALL_SWAP_HOLD, 5, conf), OK);
	CHECK_TEXT(scene_news(), "5 ok, a onhold, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_CONNECTED);
}
