/* SPDX-License-Identifier: MIT
 * test_sim_transfer.c - swapping, consulting, transferring, at the exchange. */
#include "join_scene.h"

static struct call *out, *in, *consult, *third;

static void talking(const char *more)
{
	join_scene(more);
	scene_talk(join_a, join_b, &out, &in);
}

/* a holds b for the transfer and is connected with c. */
static void consulting(void)
{
	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	third = join_reach(consult, join_c);
}

TEST(transfer, setting_it_up_holds_the_call_and_gives_a_dial_tone)
{
	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendtransfer, b connected (activeheld), a dialtone");
	CHECK_INT(consult->related_id, out->id);
	CHECK(consult->original == out && out->consult == consult);
}

TEST(transfer, joins_the_far_ends_and_both_calls_are_idle)		/* R-XFER-2, R-XFER-6 */
{
	consulting();
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 2, consult), OK);
	CHECK_TEXT(scene_news(), "2 ok, b info redirectingid, b info connectedid, b info reason, "
		   "c info redirectingid, c info connectedid, c info reason, b connected, a idle, a idle");
	CHECK_TEXT(join_party(in, PARTY_CONNECTED), "300");
	CHECK_TEXT(join_party(third, PARTY_CONNECTED), "200");
	CHECK_TEXT(join_party(in, PARTY_REDIRECTING), "100");
	CHECK_INT(in->reason, LINECALLREASON_TRANSFER);
	CHECK_INT(scene_ask(in, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, c disconnected (normal), c idle, b idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(transfer, those_who_were_joined_hear_each_others_digits)
{
	consulting();
	NEED(join_ask(out, CALL_COMPLETE_TRANSFER, 2, consult) == OK);
	scene_news();
	third->monitor_digits = LINEDIGITMODE_DTMF;
	NEED(call_generate(in, 5, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "7" }) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "c digit 7, b generated done 5");
}

TEST(transfer, can_be_completed_while_the_other_rings)
{
	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	NEED(join_send(consult, CALL_DIAL_MORE, 2, "300") == OK);
	scene_run(100);
	scene_news();
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 3, consult), OK);
	CHECK_TEXT(scene_news(), "3 ok, b info redirectingid, b info redirectionid, b info reason, "
		   "c info redirectingid, c info callerid, c info reason, b connected, a idle, a idle");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, c connected, c info connectedid, b info connectedid");
	CHECK_TEXT(join_party(in, PARTY_CONNECTED), "300");
}

TEST(transfer, onto_a_busy_line_ends_busy)
{
	struct call *x, *y;

	talking("");
	scene_talk(join_c, join_d, &x, &y);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	NEED(join_send(consult, CALL_DIAL_MORE, 2, "300") == OK);
	scene_run(100);
	NEED(consult->state == LINECALLSTATE_BUSY);
	NEED(join_ask(out, CALL_COMPLETE_TRANSFER, 3, consult) == OK);
	scene_news();
	scene_run(5000);
	CHECK_TEXT(scene_news(), "b disconnected (busy), b idle");
}

TEST(transfer, to_a_script_leaves_the_other_with_it)
{
	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	NEED(join_send(consult, CALL_DIAL_MORE, 2, "95") == OK);
	scene_run(200);
	NEED(consult->state == LINECALLSTATE_CONNECTED);
	NEED(join_ask(out, CALL_COMPLETE_TRANSFER, 3, consult) == OK);
	CHECK_TEXT(join_party(in, PARTY_CONNECTED), "95");
	scene_news();
	scene_run(1000);
	CHECK_TEXT(scene_news(), "b disconnected (normal), b idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(transfer, of_two_scripts_leaves_nothing)
{
	join_scene("");
	out = scene_dial(join_a, 1, "91");
	NEED(out != NULL);
	scene_run(1000);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(consult != NULL);
	NEED(join_send(consult, CALL_DIAL_MORE, 3, "91") == OK);
	scene_run(1000);
	scene_news();
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 4, consult), OK);
	CHECK_TEXT(scene_news(), "4 ok, a idle, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(transfer, a_dropped_consultation_brings_the_call_back)		/* R-DROP-3 */
{
	consulting();
	CHECK_INT(scene_ask(consult, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, c disconnected (normal), c idle, a idle, a connected, b connected");
	CHECK(out->consult == NULL);
}

TEST(transfer, a_closed_consultation_brings_the_call_back)
{
	consulting();
	call_free(consult, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "c disconnected (normal), c idle, a connected, b connected");
}

TEST(transfer, taking_the_call_back_ends_the_consultation)		/* R-XFER-5 */
{
	consulting();
	CHECK_INT(scene_ask(out, CALL_UNHOLD, 2), OK);
	CHECK_TEXT(scene_news(), "c disconnected (normal), c idle, a idle, 2 ok, a connected, b connected");
}

TEST(transfer, a_consultation_goes_on_when_the_call_is_gone)
{
	consulting();
	NEED(scene_ask(in, CALL_DROP, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a disconnected (normal), a idle, b idle");
	CHECK(consult->original == NULL);
	NEED(scene_ask(consult, CALL_DROP, 3) == OK);
	CHECK_TEXT(scene_news(), "3 ok, c disconnected (normal), c idle, a idle");
}

TEST(transfer, what_was_swapped_is_transferred_from_the_one_that_is_held)
{
	consulting();
	CHECK_INT(join_ask(consult, CALL_SWAP_HOLD, 2, out), OK);
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendtransfer, a connected, c connected (activeheld), b connected");
	CHECK(out->original == consult);
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 3, consult), ERR_STATE);
	CHECK_INT(join_ask(consult, CALL_COMPLETE_TRANSFER, 3, out), OK);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
	CHECK_INT(consult->state, LINECALLSTATE_IDLE);
	CHECK_INT(in->state, LINECALLSTATE_CONNECTED);
}

TEST(transfer, two_calls_of_any_kind_can_be_swapped_and_joined)	/* R-XFER-3 */
{
	talking("");
	NEED(scene_ask(out, CALL_HOLD, 1) == OK);
	consult = scene_dial(join_a, 2, "91");
	NEED(consult != NULL);
	scene_run(1000);
	scene_news();
	CHECK_INT(join_ask(consult, CALL_SWAP_HOLD, 3, out), OK);
	CHECK_TEXT(scene_news(), "3 ok, a onhold, a connected, b connected");
	CHECK_INT(join_ask(consult, CALL_COMPLETE_TRANSFER, 4, out), OK);
	CHECK_INT(in->state, LINECALLSTATE_CONNECTED);
}

TEST(transfer, in_one_step_dials_the_target)				/* R-DIAL-9 */
{
	const struct call_params params = { .flags = LINECALLPARAMFLAGS_ONESTEPTRANSFER, .target = "300" };

	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, &params);
	NEED(consult != NULL);
	scene_run(40);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendtransfer, b connected (activeheld), a dialing, "
		   "a proceeding, c new, c offering, a ringback");
}

TEST(transfer, in_one_step_needs_a_target_that_exists)
{
	const struct call_params params = { .flags = LINECALLPARAMFLAGS_ONESTEPTRANSFER, .target = "555" };

	talking("");
	CHECK(join_consult(out, CALL_SETUP_TRANSFER, 1, &params) == NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(transfer, takes_its_time_and_finds_what_has_changed)
{
	uint32_t handle;

	talking("[sim]\noperation-delay = 50 ms\n");
	NEED(scene_ask(in, CALL_DROP, 2) == OK);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	handle = consult->handle;
	CHECK_TEXT(scene_news(), "");
	scene_run(50);
	CHECK(call_find(&scene_desk, handle) == NULL);
	CHECK_TEXT(scene_news(), "2 ok, a disconnected (normal), 1 LINEERR_OPERATIONFAILED, a idle, b idle");
}

TEST(transfer, a_consultation_that_is_closed_before_it_began_fails)	/* R-HND-8 */
{
	talking("[sim]\noperation-delay = 50 ms\n");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	call_free(consult, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
	scene_run(50);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(transfer, a_consultation_that_is_closed_before_tapi_heard_of_it_fails)	/* R-HND-8 */
{
	talking("");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	CHECK_INT(out->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
	call_free(consult, ERR_CLOSED);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED, a onholdpendtransfer, b connected (activeheld), "
		   "a connected, b connected");
}

TEST(transfer, blind_needs_no_consultation)				/* R-XFER-4 */
{
	talking("");
	CHECK_INT(join_send(out, CALL_BLIND_TRANSFER, 1, "300"), OK);
	CHECK_TEXT(scene_news(), "1 ok, b info redirectionid, b info redirectingid, c new, c offering, a idle");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_TRANSFER);
	CHECK_TEXT(join_party(scene_new_call(), PARTY_CALLER), "200");
	CHECK_TEXT(join_party(scene_new_call(), PARTY_REDIRECTING), "100");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, c connected, c info connectedid, b info connectedid");
	NEED(scene_ask(in, CALL_DROP, 3) == OK);
	CHECK_TEXT(scene_news(), "3 ok, c disconnected (normal), c idle, b idle");
}

TEST(transfer, blind_to_nobody_is_refused_and_nothing_happens)
{
	talking("");
	CHECK_INT(join_send(out, CALL_BLIND_TRANSFER, 1, "555"), ERR_ADDRESS);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}

TEST(transfer, an_offered_call_can_be_redirected)
{
	join_scene("");
	out = scene_dial(join_a, 1, "200");
	NEED(out != NULL);
	scene_run(100);
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK_INT(join_send(scene_new_call(), CALL_REDIRECT, 2, "555"), ERR_ADDRESS);
	CHECK_INT(join_send(scene_new_call(), CALL_REDIRECT, 2, "300"), OK);
	scene_run(20);
	CHECK_TEXT(scene_news(), "2 ok, b idle, a info redirectionid, a info redirectingid, c new, c offering");
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_REDIRECT);
	CHECK_TEXT(join_party(scene_new_call(), PARTY_REDIRECTING), "200");
	CHECK_TEXT(join_party(out, PARTY_REDIRECTION), "300");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 3) == OK);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}
