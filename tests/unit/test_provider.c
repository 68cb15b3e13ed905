/* SPDX-License-Identifier: MIT
 * test_provider.c - configurations, and lines that come and go. */
#include "base/buf.h"
#include "driver/sim/sim.h"
#include "model_scene.h"

#define A "[line a]\ndriver = sim\nnumber = 100\n"
#define B "[line b]\ndriver = sim\nnumber = 200\n"
#define C "[line c]\ndriver = sim\nnumber = 300\n"

static struct provider *provider;
static char reason[512];

static const char *reload(const char *configuration)
{
	struct buf why;
	enum err err;

	scene_write(configuration);
	buf_fixed(&why, reason, sizeof(reason));
	err = provider_reload(provider, &why);
	CHECK_INT(err != OK, why.len > 0);
	return buf_c(&why);
}

static struct line *named(const char *name)
{
	for (uint32_t i = 0; i < provider->line_count; i++)
		if (strcmp(provider->lines[i]->name, name) == 0 && !provider->lines[i]->removed)
			return provider->lines[i];
	return NULL;
}

TEST(provider, lines_have_contiguous_numbers_from_the_base_in_the_order_of_the_file)	/* R-LOAD-9 */
{
	provider = scene_open(B A C);
	provider_stop(provider);
	NEED(provider_start(provider, 40, 3, NULL) == OK);
	CHECK_TEXT(provider->lines[0]->name, "b");
	CHECK(line_of_device(&scene_desk, 40) == named("b"));
	CHECK(line_of_device(&scene_desk, 41) == named("a"));
	CHECK(line_of_device(&scene_desk, 42) == named("c"));
	CHECK(line_of_device(&scene_desk, 39) == NULL);
	CHECK(line_of_device(&scene_desk, 43) == NULL);
	CHECK(line_of_device(&scene_desk, DEVICE_NONE) == NULL);
}

TEST(provider, lines_beyond_the_count_are_announced)	/* R-DEV-4 */
{
	provider = scene_open(A B C);
	provider_stop(provider);
	for (int i = 0; i < 3; i++)
		provider->lines[i]->device_id = DEVICE_NONE;
	NEED(provider_start(provider, 0, 1, NULL) == OK);
	CHECK_TEXT(scene_news(), "LINE_CREATE 1, LINE_CREATE 2");
	CHECK_INT(provider_number_line(provider, 2, 9), OK);
	CHECK(line_of_device(&scene_desk, 9) == named("c"));
	CHECK_INT(provider_number_line(provider, 1, 5), OK);
	CHECK(line_of_device(&scene_desk, 5) == named("b"));
	CHECK(line_of_device(&scene_desk, 9) == named("c"));
	CHECK_INT(provider_number_line(provider, 1, 6), ERR_DEVICE);
	CHECK_INT(provider_number_line(provider, 77, 7), ERR_DEVICE);
}

TEST(provider, a_number_that_is_taken_is_refused)
{
	provider = scene_open(A);
	reload(A B);
	CHECK_TEXT(scene_news(), "LINE_CREATE 1");
	CHECK_INT(provider_number_line(provider, 1, 0), ERR_DEVICE);
	CHECK_INT(provider_number_line(provider, 1, DEVICE_NONE), ERR_DEVICE);
	CHECK_INT(provider_number_line(provider, 1, 1), OK);
}

TEST(provider, a_new_line_in_the_file_is_created)	/* R-DEV-1 */
{
	provider = scene_open(A);
	CHECK_TEXT(reload(A B), "");
	CHECK_TEXT(scene_news(), "LINE_CREATE 1");
	CHECK_INT(provider->line_count, 2);
	CHECK_TEXT(reload(A B), "");
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(provider->line_count, 2);
}

TEST(provider, a_line_that_left_the_file_is_removed)	/* R-DEV-5 */
{
	provider = scene_open(A B);
	CHECK_TEXT(reload(B), "");
	CHECK_TEXT(scene_news(), "LINE_REMOVE 0");
	CHECK_INT(provider->line_count, 1);
	CHECK(line_of_device(&scene_desk, 0) == NULL);
	CHECK(line_of_device(&scene_desk, 1) == named("b"));
}

TEST(provider, an_open_line_that_left_the_file_lives_until_it_is_closed)	/* R-DEV-6 */
{
	struct line *a;

	provider = scene_open(A B);
	a = scene_line("a");
	CHECK_TEXT(reload(B), "");
	CHECK_TEXT(scene_news(), "LINE_REMOVE 0");
	CHECK(line_of_device(&scene_desk, 0) == a && a->removed);
	NEED(scene_dial(a, 1, "92") != NULL);
	line_close(a);
	CHECK_INT(line_open(a, NULL, 0x00020002, NULL), ERR_NODEVICE);
	provider_drop_line(provider, a);
	CHECK_INT(provider->line_count, 1);
	CHECK(line_of_device(&scene_desk, 0) == NULL);
}

TEST(provider, a_changed_line_is_removed_and_created)	/* R-CLOSE-6 */
{
	DWORD id;

	provider = scene_open(A B);
	id = named("a")->permanent_id;
	CHECK_TEXT(reload("[line a]\ndriver = sim\nnumber = 101\n" B), "");
	CHECK_TEXT(scene_news(), "LINE_REMOVE 0, LINE_CREATE 1");
	CHECK_TEXT(named("a")->addresses[0].number, "101");
	CHECK_INT(named("a")->permanent_id, id);
	CHECK_INT(provider_number_line(provider, 1, 2), OK);
	CHECK(line_of_device(&scene_desk, 2) == named("a"));
}

TEST(provider, a_line_that_comes_again_while_the_old_one_is_open_is_a_new_one)
{
	struct line *old;

	provider = scene_open(A B);
	old = scene_line("a");
	CHECK_TEXT(reload(B), "");
	CHECK_TEXT(reload(A B), "");
	CHECK_TEXT(scene_news(), "LINE_REMOVE 0, LINE_CREATE 1");
	CHECK(named("a") != old);
	CHECK_INT(named("a")->permanent_id, old->permanent_id);
	CHECK_INT(provider_number_line(provider, 1, 2), OK);
	NEED(line_open(named("a"), NULL, 0x00020002, NULL) == OK);
	line_listen(named("a"), LINEMEDIAMODE_INTERACTIVEVOICE);
	line_close(old);
	provider_drop_line(provider, old);

	/* The number reaches the new one. */
	CHECK(sim_book_find("100")->line == named("a"));
}

TEST(provider, a_bad_file_changes_nothing)
{
	struct line *a;

	provider = scene_open(A B);
	a = named("a");
	CHECK(strstr(reload(B "[line a]\ndriver = sim\ncolour = red\n"), "\"colour\"") != NULL);
	CHECK_TEXT(scene_news(), "");
	CHECK(named("a") == a);
	CHECK_INT(provider->line_count, 2);
	CHECK(strstr(reload(A B B), "[line b]") != NULL);
	CHECK_INT(provider->line_count, 2);
}

TEST(provider, a_line_that_needs_real_time_cannot_come_into_a_virtual_clock)
{
	provider = scene_open(A);
	CHECK(strstr(reload(A "[line s]\ndriver = sip\nuser = s\nregistrar = 127.0.0.1\n"),
		     "sip lines cannot live in a virtual clock") != NULL);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(provider->line_count, 1);
}

TEST(provider, a_permanent_id_comes_from_the_name_alone)	/* R-DEV-7 */
{
	DWORD a, b;

	provider = scene_open(A B);
	a = named("a")->permanent_id;
	b = named("b")->permanent_id;
	CHECK(a != b && a != 0 && b != 0 && (int32_t)a > 0 && (int32_t)b > 0);
	CHECK_TEXT(reload("[line b]\ndriver = sim\nnumber = 7\n" C "[line a]\ndriver = sim\n"), "");
	CHECK_INT(named("a")->permanent_id, a);
	CHECK_INT(named("b")->permanent_id, b);
	/* For ever: applications keep it in their own settings. */
	CHECK_INT(a, 0x3DDF0E6E);
}

static const struct {
	const char *file, *sentence;
} bad[] = {
	{ "[line]\ndriver = sim\n", "a line needs a name: [line NAME]" },
	{ "[line a]\nnumber = 1\n", "the line has no driver" },
	{ "[line a]\ndriver = gramophone\n", "there is no driver \"gramophone\"" },
	{ "[gramophone]\n", "[gramophone] is no section" },
	{ "[line a]\ndriver = sim\ncalls = 0\n", "\"calls\"" },
	{ "[sim]\ndial-delay = soon\n", "\"dial-delay\"" },
	{ "[provider]\nclock = sundial\n", "\"clock\"" },
	{ "[line a]\ndriver = sim\n[line a]\ndriver = sim\n", "[line a]" },
};

TEST(provider, what_is_wrong_with_a_file_is_one_sentence_with_its_name_and_row)
{
	provider = scene_open(A);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *why = reload(bad[i].file);

		CHECK(strstr(why, bad[i].sentence) != NULL);
		CHECK(strstr(why, ".conf:") != NULL);
		CHECK(strchr(why, '\n') == NULL);
		CHECK_INT(provider->line_count, 1);
	}
}

TEST(provider, a_file_that_is_missing_is_said)
{
	static char said[512];
	struct provider *none = NULL;
	struct buf why;

	provider = scene_open(A);
	buf_fixed(&why, said, sizeof(said));
	CHECK(provider_new(&none, &scene_desk, 8, "/nowhere/at/all.conf", &why) != OK);
	CHECK(none == NULL);
	CHECK(strstr(buf_c(&why), "/nowhere/at/all.conf") != NULL);
}

TEST(provider, two_instances_share_the_desk_and_the_exchange)	/* R-LOAD-12 */
{
	static struct provider *second;
	struct call *out;
	struct buf why;

	provider = scene_open(A);
	scene_write(B);
	second = NULL;
	buf_fixed(&why, reason, sizeof(reason));
	NEED(provider_new(&second, &scene_desk, 8, scene_path(), &why) == OK);
	DEFER(provider_free, second);
	NEED(provider_start(second, 10, 1, &why) == OK);
	DEFER(provider_stop, second);
	CHECK(provider_find(&scene_desk, 8) == second);
	scene_line("b");
	out = scene_dial(scene_line("a"), 1, "200");
	NEED(out != NULL);
	scene_run(40);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, b new, b offering, a ringback");

	/* The first one goes: the exchange stays for the second. */
	provider_stop(provider);
	CHECK_TEXT(scene_news(), "b disconnected (cancelled), b idle");
	NEED(scene_dial(second->lines[0], 2, "92") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "2 ok, b dialing, b proceeding, b busy (station)");
}

/* The names of this test are such a pair: the first keeps what it has alone. */
#define ONE "[line 1056732]\ndriver = sim\n"
#define TWO "[line 1076707]\ndriver = sim\n"

TEST(provider, names_of_one_permanent_id_get_two_in_any_order)	/* R-DEV-7 */
{
	DWORD one, two;

	provider = scene_open(TWO A ONE);
	one = named("1056732")->permanent_id;
	two = named("1076707")->permanent_id;
	CHECK_INT(one, 0x2BF120AD);
	CHECK(two != one && (int32_t)two > 0);
	CHECK_TEXT(reload(ONE B TWO), "");
	CHECK_INT(named("1056732")->permanent_id, one);
	CHECK_INT(named("1076707")->permanent_id, two);
	CHECK_TEXT(reload(TWO), "");
	CHECK_INT(named("1076707")->permanent_id, one);
}

TEST(provider, times_of_the_exchange_are_taken_up_at_once)	/* R-LOAD-15 */
{
	provider = scene_open(A B "[sim]\ndial-delay = 20 ms\n");
	scene_line("b");
	CHECK_TEXT(reload(A B "[sim]\ndial-delay = 700 ms\n"), "");
	NEED(scene_dial(scene_line("a"), 1, "200") != NULL);
	scene_run(699);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a proceeding, b new, b offering");
}

static const char *notes(const char *configuration)
{
	struct buf why;

	scene_write(configuration);
	buf_fixed(&why, reason, sizeof(reason));
	CHECK_INT(provider_reload(provider, &why), OK);
	return buf_c(&why);
}

TEST(provider, what_waits_for_the_next_start_is_said)	/* R-LOAD-15 */
{
	provider = scene_open(A B "[sim]\nscript-prefix = 7\n");
	CHECK_TEXT(notes(A "[sim]\nscript-prefix = 5\nscript-1 = busy\nbusy-time = 1 s\n"
			 "[provider]\nlog = off\nclock = virtual\n"),
		   "[provider] clock takes effect at the next start\n"
		   "[sim] script-prefix takes effect at the next start\n"
		   "[sim] script-1 takes effect at the next start");
	CHECK_TEXT(scene_news(), "LINE_REMOVE 1");
	CHECK_TEXT(notes(A "[sim]\nscript-prefix = 7\n"), "");
	NEED(scene_dial(scene_line("a"), 1, "72") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a busy (station)");
}

TEST(provider, a_section_of_devices_that_were_not_there_is_taken_up_whole)	/* R-LOAD-15 */
{
	provider = scene_open("[sim]\nscript-prefix = 7\n");
	CHECK_TEXT(notes(A "[sim]\nscript-prefix = 5\n"), "");
	CHECK_TEXT(scene_news(), "LINE_CREATE 1");
	NEED(provider_number_line(provider, 1, 0) == OK);
	NEED(scene_dial(scene_line("a"), 1, "52") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a busy (station)");
}
