/* SPDX-License-Identifier: MIT
 * test_sim_script.c - far ends whose script stands in the configuration. */
#include "model_scene.h"
#include "base/mem.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include "model/info.h"

#define LINE_A "[line a]\ndriver = sim\nnumber = 100\ncalls = 3\n"
#define LINE_B "[line b]\ndriver = sim\nnumber = 200\ncalls = 3\n"

static struct line *a;
static struct call *dialled;

/* Line a dials the far end whose script is `steps`; what is heard after `ms`. */
static const char *play(const char *steps, uint64_t ms)
{
	char text[512];

	snprintf(text, sizeof(text), LINE_A LINE_B "[sim]\nscript-7 = %s\n", steps);
	scene_open(text);
	a = scene_line("a");
	dialled = scene_dial(a, 1, "97");
	NEED(dialled != NULL);
	scene_run(19);
	scene_news();
	scene_run(1);
	scene_run(ms);
	return scene_news();
}

static const char *wrong(const char *steps)
{
	static char memory[512];
	struct sim_script *script = NULL;
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	CHECK_INT(sim_script_read(&script, steps, &why), ERR_CONFIG);
	CHECK(script == NULL);
	return buf_c(&why);
}

TEST_ONCE(sim_script, what_is_no_step_is_said_in_one_sentence)
{
	CHECK_TEXT(wrong("ring, anser"), "\"anser\" is no step (there are: ring, answer, busy, info, wait, hang up, "
		   "reject, congested, unreachable, digits, uui, name, hold release, hold, unhold, call back, tone, media, repeat)");
	CHECK_TEXT(wrong("wait"), "\"wait\" must have a time behind it");
	CHECK_TEXT(wrong("wait soon"), "\"wait soon\" has no such time");
	CHECK_TEXT(wrong("answer 5 s"), "\"answer 5 s\" can have nothing behind it");
	CHECK_TEXT(wrong("hang up now"), "\"hang up now\" has no such mode");
	CHECK_TEXT(wrong("busy loud"), "\"busy loud\" has no such mode, and no time");
	CHECK_TEXT(wrong("hang up, answer"),
		   "\"answer\" comes too late: the step before it is the last one there can be");
	CHECK_TEXT(wrong("digits"), "\"digits\" must have a text behind it");
	CHECK_TEXT(wrong("digits 12x"),
		   "\"12x\" are no digits: 0 to 9, A to D, * and #, a comma for a pause, or rest");
}

static struct sim_script *script_of(const char *steps)
{
	struct sim_script *script = NULL;
	struct buf why;

	buf_grow(&why);
	CHECK_INT(sim_script_read(&script, steps, &why), OK);
	buf_free(&why);
	return script;
}

static void free_script(void *script)
{
	sim_script_free(script);
}

TEST(sim_script, steps_are_read_with_times_modes_and_texts)
{
	struct sim_script *script = script_of("Ring 2 s,HANG  up Busy");

	NEED(script != NULL);
	DEFER(free_script, script);
	CHECK_INT(script->count, 2);
	CHECK_INT(script->steps[0].time, 2000);
	CHECK_INT(script->steps[1].verb, SIM_HANG_UP);
	CHECK_INT(script->steps[1].mode, LINEDISCONNECTMODE_BUSY);
	script = script_of("name 'Smith, John', digits '1,2', wait Talk-Time");
	NEED(script != NULL);
	DEFER(free_script, script);
	CHECK_INT(script->count, 3);
	CHECK_TEXT(script->steps[0].text, "Smith, John");
	CHECK_TEXT(script->steps[1].text, "1,2");
	CHECK_INT(script->steps[2].time, offsetof(struct sim_conf, talk_ms));
	CHECK(script_of("  ") == NULL);
}

TEST(sim_script, a_wrong_one_is_told_with_file_and_row)
{
	char text[1024], *at;

	snprintf(text, sizeof(text), "%s", scene_complaint("[provider]\nlog = off\n" LINE_A
		 "[sim]\nscript-3 = ring\nscript-star = ringg\n"));
	at = strstr(text, ".conf:");
	NEED(at != NULL);
	at[60] = '\0';
	CHECK_TEXT(at, ".conf:9: \"script-star\": \"ringg\" is no step (there are: ring,");
}

TEST(sim_script, rings_as_long_as_it_says_and_answers)
{
	CHECK_TEXT(play("ring 3 s, answer", 2999), "a proceeding, a ringback");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a connected, a info connectedid");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, is_busy_in_the_mode_it_says)
{
	CHECK_TEXT(play("busy trunk 1 s, hang up unavail", 999), "a proceeding, a busy (trunk)");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a disconnected (unavail), a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, plays_the_information_tone_it_says)
{
	CHECK_TEXT(play("info reorder, unreachable", 2000), "a proceeding, a specialinfo (reorder), a disconnected (unreachable), a idle");
}

TEST(sim_script, a_number_can_be_changed)
{
	CHECK_TEXT(play("reject numberchanged", 0), "a proceeding, a disconnected (numberchanged), a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, puts_the_caller_on_hold_and_takes_it_back)
{
	CHECK_TEXT(play("answer, hold, wait 1 s, unhold", 0),
		   "a proceeding, a connected, a info connectedid, a connected (activeheld)");
	CHECK_INT(dialled->mode, LINECONNECTEDMODE_ACTIVEHELD);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a connected");
}

TEST(sim_script, has_a_name_and_another_later)
{
	play("name 'Smith, John', answer, wait 1 s, name Jane", 0);
	NEED(dialled->parties != NULL);
	CHECK_TEXT(dialled->parties[PARTY_CONNECTED].name, "Smith, John");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a info connectedid");
	CHECK_TEXT(dialled->parties[PARTY_CONNECTED].name, "Jane");
}

TEST(sim_script, goes_on_when_its_digits_are_sent)
{
	play("answer, digits '1,2', hang up", 0);
	dialled->monitor_digits = LINEDIGITMODE_DTMF;
	scene_run(2249);
	CHECK_INT(dialled->state, LINECALLSTATE_CONNECTED);
	scene_run(1);
	CHECK_INT(dialled->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, repeats_from_its_first_step)
{
	play("answer, wait 999 ms, digits 1, repeat", 0);
	dialled->monitor_digits = LINEDIGITMODE_DTMF;
	scene_run(5000);
	CHECK_TEXT(scene_news(), "a digit 1, a digit 1, a digit 1, a digit 1");
}

TEST(sim_script, calls_back_and_goes_on_when_it_is_answered)
{
	struct call *back;

	CHECK_TEXT(play("call back 1 s, wait 2 s, hang up", 1000), "a proceeding, a disconnected (normal), a idle, a new, a offering");
	back = scene_new_call();
	CHECK_INT(scene_ask(back, CALL_ANSWER, 2), OK);
	scene_run(1999);
	CHECK_INT(back->state, LINECALLSTATE_CONNECTED);
	scene_run(1);
	CHECK_INT(back->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, holds_a_dropped_call_as_long_as_it_said_before)
{
	play("answer, wait 1 s, hold release 5 s", 1000);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	scene_run(4999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sim_script, goes_on_where_its_call_is_transferred)
{
	struct call *in;
	struct line *b;

	play("answer, wait 1 s, hang up", 0);
	b = scene_line("b");
	CHECK_INT(call_ask(dialled, CALL_BLIND_TRANSFER, 2, &(struct call_args){ .dest = "200" }), OK);
	scene_news();
	in = scene_new_call();
	NEED(in && in->line == b);
	scene_run(999);
	CHECK_INT(in->state, LINECALLSTATE_OFFERING);
	scene_run(1);
	CHECK_INT(in->state, LINECALLSTATE_IDLE);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, hangs_up_where_it_is_parked)
{
	play("answer, wait 1 s, hang up", 0);
	CHECK_INT(call_ask(dialled, CALL_PARK, 2, &(struct call_args){ .mode = LINEPARKMODE_DIRECTED, .dest = "77" }), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK(scene_desk.timers.count > 0);
	scene_run(1000);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim_script, sends_user_user_information)
{
	CHECK_TEXT(play("answer, uui 'order 7, paid'", 0),
		   "a proceeding, a connected, a info connectedid, a info useruserinfo");
	NEED(dialled->info != NULL);
	CHECK_INT(dialled->info->uui.size, 13);
	CHECK(dialled->info->uui.size == 13 && memcmp(dialled->info->uui.at, "order 7, paid", 13) == 0);
}
