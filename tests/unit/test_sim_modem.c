/* SPDX-License-Identifier: MIT
 * test_sim_modem.c - the stream of a data call, and the streams and handles of the system. */
#include "end.h"
#include "model/call.h"
#include "model_scene.h"
#include "os/pair.h"
#include "os/passing.h"

#define LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"

static struct call *out, *in;

static void modems_talk(void)
{
	scene_open(LINES);
	scene_talk(scene_line("a"), scene_line("b"), &out, &in);
	call_set_media(out, LINEMEDIAMODE_DATAMODEM);
	call_set_media(in, LINEMEDIAMODE_DATAMODEM);
	scene_news();
}

static enum err stream_of(const struct call *call, intptr_t *stream)
{
	return call->line->driver->call_stream(call, stream);
}

TEST(sim_modem, each_end_of_a_call_has_its_own_end_of_one_stream)
{
	intptr_t one = PASSING_NONE, two = PASSING_NONE, again = PASSING_NONE;

	modems_talk();
	CHECK_INT(stream_of(out, &one), OK);
	CHECK_INT(stream_of(in, &two), OK);
	CHECK_INT(stream_of(out, &again), OK);
	CHECK(one != PASSING_NONE && two != PASSING_NONE && one != two);
	CHECK(one == again);
	CHECK(end_write((void *)one, "to b", 4) && end_hears((void *)two, "to b"));
	CHECK(end_write((void *)two, "to a", 4) && end_hears((void *)one, "to a"));
}

TEST(sim_modem, on_hold_there_is_no_stream_to_be_had_but_it_goes_on)
{
	intptr_t one = PASSING_NONE, two = PASSING_NONE;

	modems_talk();
	CHECK_INT(stream_of(out, &one), OK);
	CHECK_INT(stream_of(in, &two), OK);
	CHECK_INT(scene_ask(out, CALL_HOLD, 1), OK);
	scene_run(0);
	scene_news();
	CHECK(end_write((void *)one, "held", 4) && end_hears((void *)two, "held"));
	CHECK_INT(stream_of(out, &one), OK);
	CHECK(one == PASSING_NONE);
}

TEST(sim_modem, a_call_of_voice_and_one_to_a_script_have_no_stream)
{
	intptr_t stream = 0;

	scene_open(LINES);
	scene_talk(scene_line("a"), scene_line("b"), &out, &in);
	CHECK_INT(stream_of(out, &stream), ERR_DEVICECLASS);
	CHECK_INT(scene_ask(out, CALL_DROP, 1), OK);
	scene_run(0);
	scene_news();
	call_free(out, ERR_CALL);
	out = scene_dial(line_of_device(&scene_desk, 0), 2, "91");
	scene_run(10000);
	scene_news();
	NEED(out && out->state == LINECALLSTATE_CONNECTED);
	call_set_media(out, LINEMEDIAMODE_DATAMODEM);
	CHECK_INT(stream_of(out, &stream), OK);
	CHECK(stream == PASSING_NONE);
}

/* --- the system ------------------------------------------------------------------------- */

TEST(pair, a_stream_ends_for_all_copies_of_its_ends)
{
	intptr_t ends[2], copies[2];

	NEED(pair_open(ends));
	copies[0] = passing_copy(ends[0], NULL);
	copies[1] = passing_copy(ends[1], passing_self());
	CHECK(copies[0] != PASSING_NONE && copies[1] != PASSING_NONE);
	CHECK(copies[0] != ends[0] && copies[1] != ends[1]);
	CHECK(end_write((void *)copies[0], "a\0b", 3) && end_hears((void *)ends[1], "a"));
	CHECK(end_write((void *)copies[1], "back", 4) && end_hears((void *)copies[0], "back"));
	pair_end(ends);
	CHECK(end_ended((void *)copies[0]));
	passing_close(copies[0]);
	passing_close(copies[1]);
	passing_close(PASSING_NONE);
}

TEST(pair, many_streams_leave_nothing_behind)
{
	unsigned before = 0;
	intptr_t ends[2];

	for (int i = 0; i < 50; i++) {
		NEED(pair_open(ends));
		pair_end(ends);
		if (i == 0)
			before = end_count();
	}
	CHECK_INT(end_count(), before);
}
