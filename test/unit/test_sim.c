/* SPDX-License-Identifier: MIT
 * test_sim.c - whole calls at the simulated exchange. */
#include "model_scene.h"
#include "driver/sim/sim.h"

#define TWO_LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"

TEST(sim, a_line_calls_another_is_answered_and_drops)
{
	struct call *out;
	struct line *a;

	scene_open(TWO_LINES);
	a = scene_line("a");
	scene_line("b");
	out = scene_dial(a, 1, "200");
	NEED(out != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a proceeding, b new, b offering");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback");
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid, a info connectedid");
	CHECK_INT(scene_ask(out, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, b disconnected (normal), b idle, a idle");
}
