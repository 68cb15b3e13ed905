/* SPDX-License-Identifier: MIT
 * test_sim_park.c - calls that are parked, fetched and picked up. */
#include "join_scene.h"
#include <stdlib.h>

static struct call *out, *in, *got;

static void talking(const char *more)
{
	join_scene(more);
	scene_talk(join_a, join_b, &out, &in);
}

static struct call *fetch(struct line *line, enum call_op op, DRV_REQUESTID request,
			  const char *dest, const char *group)
{
	struct call *call;
	uint32_t handle;

	if (call_new(&call, line, (HTAPICALL)0x66))
		return NULL;
	handle = call->handle;
	if (call_ask(call, op, request, &(struct call_args){ .dest = dest, .group = group }) == OK)
		return call_find(&scene_desk, handle);
	call_free(call, ERR_FAILED);
	return NULL;
}

static enum err park_at(struct call *call, DRV_REQUESTID request, const char *place)
{
	return call_ask(call, CALL_PARK, request, &(struct call_args){
		.mode = LINEPARKMODE_DIRECTED, .dest = place });
}

TEST(park, leaves_the_other_waiting_and_the_call_idle)
{
	talking("");
	CHECK_INT(park_at(out, 1, "77"), OK);
	CHECK_TEXT(scene_news(), "1 ok, b connected (activeheld), a idle");
}

TEST(park, a_parked_call_is_fetched_from_another_line)		/* R-HND-12 */
{
	talking("");
	NEED(park_at(in, 1, "77") == OK);
	scene_news();
	got = fetch(join_c, CALL_UNPARK, 2, "77", NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "2 ok, c connected, a connected, c info connectedid, a info connectedid");
	CHECK_INT(got->reason, LINECALLREASON_UNPARK);
	CHECK_TEXT(join_party(got, PARTY_CALLER), "100");
	CHECK_TEXT(join_party(got, PARTY_REDIRECTING), "200");
	CHECK_TEXT(join_party(out, PARTY_CONNECTED), "300");
	CHECK(fetch(join_d, CALL_UNPARK, 3, "77", NULL) == NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_INVALADDRESS");
	NEED(scene_ask(got, CALL_DROP, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, a disconnected (normal), a idle, c idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

static char place_written[32];

static enum err write_place(void *to, DWORD number, const char *text)
{
	snprintf(to, sizeof(place_written), "%s", text);
	return OK;
}

static enum err write_nothing(void *to, DWORD number, const char *text)
{
	return ERR_TOOSMALL;
}

static enum err park_anywhere(struct call *call, DRV_REQUESTID request,
			      enum err (*write)(void *to, DWORD number, const char *text))
{
	return call_ask(call, CALL_PARK, request, &(struct call_args){
		.mode = LINEPARKMODE_NONDIRECTED, .out = { place_written, write } });
}

TEST(park, the_exchange_can_choose_the_place_and_says_it_with_the_reply)	/* R-ASYNC-8 */
{
	talking("[sim]\noperation-delay = 20 ms\n");
	place_written[0] = '\0';
	CHECK_INT(park_anywhere(out, 1, write_place), OK);
	CHECK_TEXT(place_written, "");
	scene_run(20);
	CHECK_TEXT(place_written, "800");
	CHECK_TEXT(scene_news(), "1 ok, b connected (activeheld), a idle");
}

TEST(park, a_call_is_not_parked_where_nobody_is_told)			/* R-STRUCT-14 */
{
	talking("");
	CHECK_INT(park_anywhere(out, 1, write_nothing), OK);
	CHECK_TEXT(scene_news(), "1 LINEERR_STRUCTURETOOSMALL");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}

TEST(park, two_calls_do_not_share_a_place)
{
	struct call *x, *y;

	talking("");
	scene_talk(join_c, join_d, &x, &y);
	NEED(park_at(out, 1, "77") == OK);
	CHECK_INT(park_at(x, 2, "77"), OK);
	CHECK_TEXT(scene_news(), "1 ok, b connected (activeheld), a idle, 2 LINEERR_RESOURCEUNAVAIL");
	CHECK_INT(park_at(x, 3, "abc"), ERR_ADDRESS);
}

TEST(park, comes_back_to_who_parked_it)
{
	talking("[sim]\npark-reminder = 10 s\n");
	NEED(park_at(in, 1, "77") == OK);
	scene_news();
	scene_run(10000);
	CHECK_TEXT(scene_news(), "b new, b offering");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_REMINDER);
	CHECK_TEXT(join_party(scene_new_call(), PARTY_CALLER), "100");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid");
	CHECK(fetch(join_c, CALL_UNPARK, 3, "77", NULL) == NULL);
}

TEST(park, waits_on_while_who_parked_it_is_busy)
{
	struct call *x, *y;

	talking("[sim]\npark-reminder = 10 s\n");
	NEED(park_at(in, 1, "77") == OK);
	scene_talk(join_b, join_c, &x, &y);
	scene_news();
	scene_run(15000);
	CHECK_TEXT(scene_news(), "");
	NEED(scene_ask(x, CALL_DROP, 2) == OK);
	scene_news();
	scene_run(5000);
	CHECK_TEXT(scene_news(), "b new, b offering");
}

TEST(park, ends_when_who_waits_hangs_up)
{
	talking("");
	NEED(park_at(in, 1, "77") == OK);
	scene_news();
	CHECK_INT(scene_ask(out, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
	CHECK(fetch(join_c, CALL_UNPARK, 3, "77", NULL) == NULL);
}

TEST(park, a_parked_script_stays_until_the_exchange_stops)
{
	join_scene("");
	out = scene_dial(join_a, 1, "91");
	NEED(out != NULL);
	scene_run(1000);
	scene_news();
	CHECK_INT(park_at(out, 2, "77"), OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(park, a_script_that_was_parked_can_be_fetched)
{
	join_scene("");
	out = scene_dial(join_a, 1, "91");
	NEED(out != NULL);
	scene_run(1000);
	NEED(park_at(out, 2, "77") == OK);
	scene_news();
	got = fetch(join_b, CALL_UNPARK, 3, "77", NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "3 ok, b connected, b info connectedid");
	CHECK_INT(got->origin, LINECALLORIGIN_EXTERNAL);
	CHECK_TEXT(join_party(got, PARTY_CONNECTED), "91");
}

/* --- pickup ------------------------------------------------------------------- */

static void ringing(const char *more)
{
	join_scene(more);
	out = scene_dial(join_c, 1, "100");
	NEED(out != NULL);
	scene_run(100);
	scene_news();
	in = scene_new_call();
	NEED(in != NULL);
}

TEST(pickup, takes_the_call_that_rings_at_another_line)
{
	ringing("");
	got = fetch(join_d, CALL_PICKUP, 2, "100", NULL);
	NEED(got != NULL);
	CHECK_TEXT(scene_news(), "2 ok, d connected, c connected, d info connectedid, c info connectedid, "
		   "a disconnected (pickup), a idle");
	CHECK_INT(got->reason, LINECALLREASON_PICKUP);
	CHECK_TEXT(join_party(got, PARTY_CALLER), "300");
	CHECK_TEXT(join_party(got, PARTY_REDIRECTING), "100");
	CHECK_TEXT(join_party(out, PARTY_CONNECTED), "400");
	NEED(scene_ask(got, CALL_DROP, 3) == OK);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(pickup, takes_any_call_of_a_group)
{
	ringing("");
	got = fetch(join_b, CALL_PICKUP, 2, NULL, "sales");
	NEED(got != NULL);
	CHECK_INT(got->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(in->state, LINECALLSTATE_IDLE);
}

TEST(pickup, finds_nothing_where_nothing_rings)
{
	ringing("[sim]\noperation-delay = 20 ms\n");
	NEED(fetch(join_d, CALL_PICKUP, 2, "200", NULL) != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	NEED(fetch(join_d, CALL_PICKUP, 3, "555", NULL) != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "3 LINEERR_INVALADDRESS");
	NEED(fetch(join_d, CALL_PICKUP, 4, NULL, "nobody") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "4 LINEERR_INVALGROUPID");
	NEED(scene_ask(in, CALL_ANSWER, 5) == OK);
	NEED(fetch(join_d, CALL_PICKUP, 6, "100", NULL) != NULL);
	scene_run(20);
	CHECK_INT(in->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(line_count_calls(join_d, CALLSTATE_OCCUPIES), 0);
}
