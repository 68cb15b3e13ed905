/* SPDX-License-Identifier: MIT
 * test_sim_waiting.c - call waiting, held calls that others fetch, and parked
 * ones that go on. */
#include "join_scene.h"
#include "driver/sim/service.h"

#define WAITS "[line w]\ndriver = sim\nnumber = 500\ncall-waiting = yes\n"

static struct call *out, *in, *waits;
static struct line *w;

/* a talks to w, and c calls w too. */
static void knocking(void)
{
	join_scene(WAITS);
	w = scene_line("w");
	scene_talk(join_a, w, &out, &in);
	w->line_states = LINEDEVSTATE_RINGING;
	waits = scene_dial(join_c, 1, "500");
	NEED(waits != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, c dialing, c proceeding, c ringback");
}

static struct call *fetch(struct line *line, DRV_REQUESTID request, const char *dest, const char *group)
{
	struct call *call;
	uint32_t handle;

	if (call_new_beside(&call, line->addresses, (HTAPICALL)0x66))
		return NULL;
	handle = call->handle;
	if (call_ask(call, CALL_PICKUP, request, &(struct call_args){ .dest = dest, .group = group }) == OK)
		return call_find(&scene_desk, handle);
	call_free(call, ERR_FAILED);
	return NULL;
}

TEST(waiting, is_heard_and_not_offered)
{
	knocking();
	scene_run(20);
	CHECK_TEXT(scene_news(), "w line ringing 0");
	scene_run(5000);
	CHECK_TEXT(scene_news(), "w line ringing 1");
	CHECK_INT(w->addresses[0].waiting, 1);
	CHECK(address_features(w->addresses) & LINEADDRFEATURE_PICKUPWAITING);
}

TEST(waiting, is_fetched_and_holds_the_other)
{
	struct call *got;

	knocking();
	got = fetch(w, 2, NULL, NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "w onhold, a connected (activeheld), 2 ok, w connected, c connected, "
		   "w info connectedid, c info connectedid");
	CHECK_INT(got->reason, LINECALLREASON_PICKUP);
	CHECK_TEXT(join_party(got, PARTY_CALLER), "300");
	CHECK_INT(w->addresses[0].waiting, 0);
	CHECK(!(address_features(w->addresses) & LINEADDRFEATURE_PICKUPWAITING));
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	CHECK(fetch(w, 3, NULL, NULL) == NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
}

TEST(waiting, is_offered_when_there_is_room)
{
	knocking();
	NEED(scene_ask(in, CALL_DROP, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a disconnected (normal), a idle, w idle");
	scene_run(20);
	CHECK_TEXT(scene_news(), "w new, w offering");
	CHECK_INT(w->addresses[0].waiting, 0);
}

TEST(waiting, ends_when_the_caller_hangs_up)
{
	knocking();
	NEED(scene_ask(waits, CALL_DROP, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, c idle");
	CHECK_INT(w->addresses[0].waiting, 0);
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(waiting, ends_when_the_line_is_closed)
{
	knocking();
	line_close(w);
	CHECK_INT(waits->state, LINECALLSTATE_IDLE);
	CHECK_INT(waits->mode, 0);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(waiting, is_for_one_call_and_for_who_talks)
{
	struct call *third;

	knocking();
	third = scene_dial(join_d, 2, "500");
	NEED(third != NULL);
	scene_run(20);
	CHECK_INT(third->state, LINECALLSTATE_BUSY);
}

TEST(waiting, nobody_waits_where_it_was_not_wanted)
{
	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	waits = scene_dial(join_c, 1, "200");
	NEED(waits != NULL);
	scene_run(20);
	CHECK_INT(waits->state, LINECALLSTATE_BUSY);
	CHECK(!(address_features_ever(join_b) & LINEADDRFEATURE_PICKUPWAITING));
}

/* --- held elsewhere ----------------------------------------------------------------- */

TEST(pickup, a_held_call_is_fetched_from_elsewhere)
{
	struct call *got;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	NEED(scene_ask(in, CALL_HOLD, 2) == OK);
	scene_news();
	got = fetch(join_c, 3, "200", NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "3 ok, c connected, a connected, c info connectedid, a info connectedid, "
		   "b disconnected (pickup), b idle");
	CHECK_TEXT(join_party(got, PARTY_CALLER), "100");
	NEED(scene_ask(got, CALL_DROP, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, a disconnected (normal), a idle, c idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(pickup, who_is_on_hold_on_both_sides_stays_so_on_one)
{
	struct call *got;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	NEED(scene_ask(in, CALL_HOLD, 2) == OK);
	NEED(scene_ask(out, CALL_HOLD, 3) == OK);
	scene_news();
	got = fetch(join_c, 4, "100", NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "4 ok, c connected (activeheld), c info connectedid, b info connectedid, "
		   "a disconnected (pickup), a idle");
	CHECK_INT(in->state, LINECALLSTATE_ONHOLD);
}

TEST(pickup, in_a_group_what_rings_comes_before_what_is_held)
{
	struct call *rings, *got;

	join_scene("[line e]\ndriver = sim\nnumber = 600\ngroup = sales\n");
	scene_line("e");
	scene_talk(join_a, join_c, &out, &in);
	NEED(scene_ask(out, CALL_HOLD, 2) == OK);
	rings = scene_dial(join_d, 3, "600");
	NEED(rings != NULL);
	scene_run(20);
	scene_news();
	got = fetch(join_b, 4, NULL, "sales");
	NEED(got != NULL);
	CHECK_TEXT(join_party(got, PARTY_CALLER), "400");
	scene_news();
	NEED(scene_ask(got, CALL_HOLD, 5) == OK);
	CHECK(fetch(join_b, 6, NULL, "sales") != NULL);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
}

/* --- parked, and on from there -------------------------------------------------------- */

TEST(park, who_is_parked_puts_another_in_his_place)
{
	struct call *consult, *third, *got;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	NEED(call_ask(in, CALL_PARK, 1, &(struct call_args){ .mode = LINEPARKMODE_DIRECTED, .dest = "77" }) == OK);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(consult != NULL);
	third = join_reach(consult, join_c);
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 3, consult), OK);
	CHECK_TEXT(scene_news(), "3 ok, c connected (activeheld), a idle, a idle");
	NEED(call_new(&got, join_d, (HTAPICALL)0x66) == OK);
	NEED(join_send(got, CALL_UNPARK, 4, "77") == OK);
	CHECK_TEXT(scene_news(), "4 ok, d connected, c connected, d info connectedid, c info connectedid");
	NEED(scene_ask(third, CALL_DROP, 5) == OK);
	CHECK_TEXT(scene_news(), "5 ok, d disconnected (normal), d idle, c idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(park, in_the_place_of_who_is_parked_nobody_can_wait_who_was_not_reached)
{
	struct call *consult;

	join_scene("");
	scene_talk(join_a, join_b, &out, &in);
	NEED(call_ask(in, CALL_PARK, 1, &(struct call_args){ .mode = LINEPARKMODE_DIRECTED, .dest = "77" }) == OK);
	CHECK_INT(join_send(out, CALL_BLIND_TRANSFER, 2, "300"), OK);
	CHECK_TEXT(scene_news(), "1 ok, a connected (activeheld), b idle, 2 LINEERR_OPERATIONFAILED");
	consult = join_consult(out, CALL_SETUP_TRANSFER, 3, NULL);
	NEED(consult != NULL && join_send(consult, CALL_DIAL_MORE, 4, "300") == OK);
	scene_run(100);
	scene_news();
	CHECK_INT(join_ask(out, CALL_COMPLETE_TRANSFER, 5, consult), OK);
	CHECK_TEXT(scene_news(), "5 LINEERR_OPERATIONFAILED");
	CHECK_INT(out->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
}
