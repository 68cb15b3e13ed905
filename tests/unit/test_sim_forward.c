/* SPDX-License-Identifier: MIT
 * test_sim_forward.c - where calls go instead, at the exchange. */
#include "join_scene.h"
#include "model/forward.h"

static struct call *out;

/* Forward calls for `line` in `mode` to `dest`; `caller` for ..SPECIFIC ones. */
static enum err forward(struct line *line, DRV_REQUESTID request, DWORD mode, const char *caller,
			const char *dest, DWORD rings)
{
	struct forwards *forwards;
	enum err err = forwards_new(&forwards, mode ? 1 : 0);

	if (err)
		return err;
	forwards->rings = rings;
	if (mode) {
		forwards->list[0].mode = mode;
		forwards->list[0].caller = mem_copy(caller);
		forwards->list[0].dest = mem_copy(dest);
		if ((caller && !forwards->list[0].caller) || (dest && !forwards->list[0].dest))
			err = ERR_NOMEM;
	}
	if (!err)
		err = line_ask(line, LINE_OP_FORWARD, request, &(struct line_args){ .forwards = forwards });
	if (err)
		forwards_free(forwards);
	return err;
}

static void forwarding(DWORD mode, const char *caller, const char *dest, DWORD rings)
{
	join_scene("");
	NEED(forward(join_b, 1, mode, caller, dest, rings) == OK);
	CHECK_TEXT(scene_news(), "1 ok");
}

static const char *dial(struct line *from, uint64_t ms)
{
	out = scene_dial(from, 9, "200");
	NEED(out != NULL);
	scene_run(ms);
	return scene_news();
}

TEST(forward, is_told_when_it_is_in_force_and_when_it_ends)	/* R-FWD-1, R-FWD-2 */
{
	join_scene("");
	join_b->address_states = LINEADDRESSSTATE_FORWARD;
	CHECK_INT(forward(join_b, 1, LINEFORWARDMODE_UNCOND, NULL, "300", 1), OK);
	CHECK_TEXT(scene_news(), "1 ok, b address forward");
	NEED(join_b->addresses[0].forwards != NULL);
	CHECK_TEXT(join_b->addresses[0].forwards->list[0].dest, "300");
	CHECK_INT(forward(join_b, 2, 0, NULL, NULL, 1), OK);
	CHECK_TEXT(scene_news(), "2 ok, b address forward");
	CHECK(join_b->addresses[0].forwards == NULL);
	CHECK_INT(forward(join_b, 3, 0, NULL, NULL, 1), OK);
	CHECK_TEXT(scene_news(), "3 ok, b address forward");
}

TEST(forward, to_nobody_is_refused_and_the_old_list_stays)
{
	forwarding(LINEFORWARDMODE_UNCOND, NULL, "300", 1);
	CHECK_INT(forward(join_b, 2, LINEFORWARDMODE_UNCOND, NULL, "555", 1), ERR_ADDRESS);
	CHECK_TEXT(join_b->addresses[0].forwards->list[0].dest, "300");
}

TEST(forward, every_call_goes_elsewhere)
{
	forwarding(LINEFORWARDMODE_UNCOND, NULL, "300", 1);
	CHECK_TEXT(dial(join_a, 40), "9 ok, a dialing, a proceeding, a info redirectionid, a info redirectingid, "
		   "c new, c offering, a ringback");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_FWDUNCOND);
	CHECK_TEXT(join_party(scene_new_call(), PARTY_REDIRECTING), "200");
	CHECK_TEXT(join_party(scene_new_call(), PARTY_REDIRECTION), "300");
	CHECK_TEXT(join_party(scene_new_call(), PARTY_CALLER), "100");
	CHECK_TEXT(join_party(out, PARTY_REDIRECTION), "300");
}

TEST(forward, a_busy_line_sends_calls_on)
{
	struct call *x, *y;

	forwarding(LINEFORWARDMODE_BUSY, NULL, "300", 1);
	CHECK_TEXT(dial(join_a, 20), "9 ok, a dialing, a proceeding, b new, b offering");
	NEED(scene_ask(out, CALL_DROP, 2) == OK);
	scene_talk(join_b, join_d, &x, &y);
	CHECK_TEXT(dial(join_a, 20), "9 ok, a dialing, a proceeding, a info redirectionid, a info redirectingid, "
		   "c new, c offering");
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_FWDBUSY);
}

TEST(forward, a_call_that_is_not_answered_goes_on_after_its_rings)
{
	forwarding(LINEFORWARDMODE_NOANSW, NULL, "300", 3);
	CHECK_TEXT(dial(join_a, 14000), "9 ok, a dialing, a proceeding, b new, b offering, a ringback");
	scene_run(2000);
	CHECK_TEXT(scene_news(), "b disconnected (forwarded), b idle, a info redirectionid, a info redirectingid, "
		   "c new, c offering");
	CHECK_INT(scene_new_call()->reason, LINECALLREASON_FWDNOANSWER);
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}

TEST(forward, busy_or_no_answer_can_be_one_entry)
{
	forwarding(LINEFORWARDMODE_BUSYNA, NULL, "300", 1);
	CHECK_TEXT(dial(join_a, 4000), "9 ok, a dialing, a proceeding, b new, b offering, a ringback");
	scene_run(2000);
	CHECK_TEXT(scene_news(), "b disconnected (forwarded), b idle, a info redirectionid, a info redirectingid, "
		   "c new, c offering");
}

TEST(forward, can_be_for_one_caller_only)
{
	forwarding(LINEFORWARDMODE_UNCONDSPECIFIC, "100", "300", 1);
	CHECK_TEXT(dial(join_a, 20), "9 ok, a dialing, a proceeding, a info redirectionid, a info redirectingid, "
		   "c new, c offering");
	NEED(scene_ask(out, CALL_DROP, 2) == OK);
	scene_news();
	CHECK_TEXT(dial(join_d, 20), "9 ok, d dialing, d proceeding, b new, b offering");
}

TEST(forward, can_be_for_calls_from_outside_only)
{
	forwarding(LINEFORWARDMODE_UNCONDEXTERNAL, NULL, "300", 1);
	CHECK_TEXT(dial(join_a, 20), "9 ok, a dialing, a proceeding, b new, b offering");
	NEED(scene_ask(out, CALL_DROP, 2) == OK);
	out = scene_dial(join_b, 3, "98");
	scene_run(20);
	scene_news();
	scene_run(500);
	CHECK_TEXT(scene_news(), "c new, c offering");
}

TEST(forward, nobody_is_disturbed_who_does_not_want_to_be)	/* R-FWD-5 */
{
	forwarding(LINEFORWARDMODE_UNCOND, NULL, NULL, 1);
	CHECK_TEXT(dial(join_a, 20), "9 ok, a dialing, a proceeding, a disconnected (donotdisturb), a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(forward, in_a_circle_ends)
{
	forwarding(LINEFORWARDMODE_UNCOND, NULL, "300", 1);
	NEED(forward(join_c, 2, LINEFORWARDMODE_UNCOND, NULL, "200", 1) == OK);
	scene_news();
	dial(join_a, 20);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(forward, to_a_script_reaches_it)
{
	forwarding(LINEFORWARDMODE_UNCOND, NULL, "91", 1);
	CHECK_TEXT(dial(join_a, 200), "9 ok, a dialing, a proceeding, a info redirectionid, a info redirectingid, "
		   "a ringback, a connected, a info connectedid");
	CHECK_TEXT(join_party(out, PARTY_CONNECTED), "91");
}

TEST_ONCE(forward, the_particular_comes_before_the_general)
{
	struct forwards *list;

	NEED(forwards_new(&list, 3) == OK);
	list->list[0].mode = LINEFORWARDMODE_UNCOND;
	list->list[1].mode = LINEFORWARDMODE_UNCONDINTERNAL;
	list->list[2].mode = LINEFORWARDMODE_UNCONDSPECIFIC;
	list->list[2].caller = mem_copy("100");
	CHECK(forwards_find(list, FORWARD_UNCOND, "100", true) == &list->list[2]);
	CHECK(forwards_find(list, FORWARD_UNCOND, "101", true) == &list->list[1]);
	CHECK(forwards_find(list, FORWARD_UNCOND, "101", false) == &list->list[0]);
	CHECK(forwards_find(list, FORWARD_BUSY, "100", true) == NULL);
	CHECK(forwards_find(NULL, FORWARD_BUSY, "100", true) == NULL);
	forwards_free(list);
}
