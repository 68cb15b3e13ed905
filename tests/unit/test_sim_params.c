/* SPDX-License-Identifier: MIT
 * test_sim_params.c - what LINECALLPARAMS asks of a call: predictive dialling,
 * telephones that go off hook, another number. */
#include "join_scene.h"

#define PREDICTIVE LINECALLPARAMFLAGS_PREDICTIVEDIAL

/* A call from a to `dest` that transfers itself to 400 in one of `states`. */
static struct call *predict(const char *dest, DWORD states, const char *more)
{
	struct call_params params = { .flags = PREDICTIVE, .predictive_states = states, .target = "400" };
	struct call *call;

	join_scene(more);
	NEED(call_new(&call, join_a, (HTAPICALL)0x22) == OK);
	NEED(call_predict(call, states, "400") == OK);
	NEED(call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = dest, .params = &params }) == OK);
	scene_run(100);
	scene_news();
	return call;
}

TEST(predictive, who_answers_talks_to_the_target)
{
	struct call *call = predict("200", LINECALLSTATE_CONNECTED, ""), *in = scene_new_call(), *agent;

	NEED(in != NULL);
	CHECK_INT(call->state, LINECALLSTATE_RINGBACK);
	NEED(scene_ask(in, CALL_ANSWER, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid, a info connectedid");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b info redirectionid, b info redirectingid, d new, d offering, a idle");
	agent = scene_new_call();
	CHECK_INT(agent->reason, LINECALLREASON_TRANSFER);
	CHECK_TEXT(join_party(agent, PARTY_CALLER), "200");
	NEED(scene_ask(agent, CALL_ANSWER, 3) == OK);
	NEED(scene_ask(agent, CALL_DROP, 4) == OK);
	CHECK_INT(in->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(predictive, in_other_states_the_call_stays)
{
	struct call *call = predict("200", LINECALLSTATE_BUSY, "");

	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	scene_run(1000);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(predictive, the_target_hears_the_busy_tone_of_a_line_and_its_end)
{
	struct call *call = predict("100", LINECALLSTATE_BUSY, ""), *agent = scene_new_call();

	CHECK_INT(call->state, LINECALLSTATE_IDLE);
	NEED(agent != NULL && agent->line == join_d);
	NEED(scene_ask(agent, CALL_ANSWER, 2) == OK);
	CHECK_INT(agent->state, LINECALLSTATE_CONNECTED);
	scene_news();
	scene_run(2000);
	CHECK_TEXT(scene_news(), "d disconnected (busy), d idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(predictive, the_target_hears_what_a_script_goes_on_with)
{
	struct call *call = predict("90", LINECALLSTATE_SPECIALINFO, ""), *agent = scene_new_call();

	CHECK_INT(call->state, LINECALLSTATE_IDLE);
	NEED(agent != NULL && scene_ask(agent, CALL_ANSWER, 2) == OK);
	scene_news();
	scene_run(2000);
	CHECK_TEXT(scene_news(), "d disconnected (unreachable), d idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(predictive, a_target_that_is_nobodys_is_refused_before_anything_is_dialled)
{
	struct call_params params = { .flags = PREDICTIVE, .predictive_states = LINECALLSTATE_BUSY, .target = "999999" };
	struct call *call;

	join_scene("[sim]\nscript-prefix =\n");
	NEED(call_new(&call, join_a, (HTAPICALL)0x22) == OK);
	CHECK_INT(call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = "200", .params = &params }), ERR_ADDRESS);
	call_free(call, ERR_ADDRESS);
}

/* --- telephones ---------------------------------------------------------------------- */

#define PHONES "[phone x]\ndriver = sim\nline = a\n[phone y]\ndriver = sim\nline = b\nspeaker = no\n"

static struct call *dial_with(DWORD flags, const char *dest)
{
	struct call_params params = { .flags = flags };
	struct call *call;

	NEED(call_new(&call, join_a, (HTAPICALL)0x22) == OK);
	call->param_flags = flags;
	NEED(call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = dest, .params = &params }) == OK);
	return call;
}

TEST(off_hook, the_originators_telephone_is_taken_off)
{
	struct phone *x;

	join_scene(PHONES);
	x = scene_phone("x");
	dial_with(LINECALLPARAMFLAGS_ORIGOFFHOOK, "200");
	CHECK(phone_off_hook(x));
	CHECK_INT(x->hook[PHONE_SPEAKER], PHONEHOOKSWITCHMODE_MICSPEAKER);
}

TEST(off_hook, the_called_telephone_is_taken_off_and_answers)
{
	struct phone *x, *y;
	struct call *call;

	join_scene(PHONES);
	x = scene_phone("x");
	y = scene_phone("y");
	call = dial_with(LINECALLPARAMFLAGS_DESTOFFHOOK, "200");
	scene_run(39);
	CHECK(!phone_off_hook(y));
	scene_run(1);
	CHECK(phone_off_hook(y) && !phone_off_hook(x));
	CHECK_INT(y->hook[PHONE_HANDSET], PHONEHOOKSWITCHMODE_MICSPEAKER);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	NEED(scene_ask(call, CALL_DROP, 2) == OK);
}

TEST(off_hook, a_line_without_a_telephone_rings)
{
	struct call *call;

	join_scene("");
	call = dial_with(LINECALLPARAMFLAGS_DESTOFFHOOK, "200");
	scene_run(1000);
	CHECK_INT(call->state, LINECALLSTATE_RINGBACK);
}

TEST(off_hook, only_a_line_with_a_telephone_can_be_asked_to)
{
	join_scene("[phone x]\ndriver = sim\nline = a\nmore-lines = c\n");
	CHECK(line_param_flags(join_a) & LINECALLPARAMFLAGS_ORIGOFFHOOK);
	CHECK(line_addr_flags(join_c) & LINEADDRCAPFLAGS_ORIGOFFHOOK);
	CHECK(!(line_param_flags(join_b) & LINECALLPARAMFLAGS_ORIGOFFHOOK));
	CHECK(!(line_addr_flags(join_b) & LINEADDRCAPFLAGS_ORIGOFFHOOK));
}

/* --- another number ---------------------------------------------------------------------- */

TEST(calling_id, the_called_end_sees_the_number_that_was_given)
{
	struct call_params params = { 0 };
	struct call *call, *in;

	join_scene("");
	NEED(call_new(&call, join_a, (HTAPICALL)0x22) == OK);
	call->calling_id = mem_copy("0800");
	NEED(call->calling_id != NULL);
	NEED(call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = "200", .params = &params }) == OK);
	scene_run(100);
	scene_news();
	in = scene_new_call();
	NEED(in != NULL);
	CHECK_TEXT(join_party(in, PARTY_CALLER), "0800");
	CHECK_INT(in->parties[PARTY_CALLER].flags, LINECALLPARTYID_ADDRESS);
}
