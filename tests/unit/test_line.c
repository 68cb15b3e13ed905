/* SPDX-License-Identifier: MIT
 * test_line.c - lines: open and close, filters, counts, service. */
#include "model_scene.h"

#define TWO_LINES "[line a]\ndriver = sim\nnumber = 100\ncalls = 2\n[line b]\ndriver = sim\nnumber = 200\n"
#define SLOWLY "[sim]\noperation-delay = 100 ms\n"

static struct line *a, *b;

static void scene(const char *configuration)
{
	scene_open(configuration);
	a = scene_line("a");
	b = scene_line("b");
}

TEST(line, an_open_line_cannot_be_opened_again)
{
	scene(TWO_LINES);
	CHECK_INT(line_open(a, NULL, 0x00020002, NULL), ERR_ALLOCATED);
	CHECK(line_find(&scene_desk, a->handle) == a);
}

TEST(line, a_handle_of_a_closed_line_finds_nothing)
{
	uint32_t handle;

	scene(TWO_LINES);
	handle = a->handle;
	line_close(a);
	CHECK(line_find(&scene_desk, handle) == NULL);
	NEED(line_open(a, NULL, 0x00020002, NULL) == OK);
	CHECK(a->handle != handle);
}

static enum err no_open(struct line *line)
{
	return ERR_RESOURCE;
}

static struct driver shut;
static const struct driver *lent;

static void give_back(void *line)
{
	((struct line *)line)->driver = lent;
}

TEST(line, a_line_that_its_driver_cannot_open_stays_closed)
{
	struct line *line;

	line = scene_open(TWO_LINES)->lines[0];
	lent = line->driver;
	shut = *lent;
	shut.line_open = no_open;
	line->driver = &shut;
	DEFER(give_back, line);
	CHECK_INT(line_open(line, NULL, 0x00020002, NULL), ERR_RESOURCE);
	CHECK_INT(line->handle, 0);
}

TEST(line, closing_answers_all_and_nothing_is_heard_of_the_line_afterwards)	/* R-ASYNC-9, R-CB-8 */
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	scene_talk(a, b, &out, &in);
	a->line_states = LINEDEVSTATE_NUMCALLS;
	NEED(scene_ask(out, CALL_HOLD, 1) == OK);
	NEED(scene_dial(a, 2, "nobody") != NULL);
	line_close(a);
	CHECK(list_empty(&a->calls));
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED, b disconnected (normal), b idle, 2 LINEERR_OPERATIONFAILED");
	scene_run(100000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(line, a_call_back_to_a_line_that_was_closed_does_not_come)
{
	scene(TWO_LINES);
	NEED(scene_dial(a, 1, "98") != NULL);
	scene_run(100);
	CHECK(scene_news()[0] != '\0');
	line_close(a);
	CHECK_INT(scene_desk.timers.count, 0);
	NEED(line_open(a, NULL, 0x00020002, NULL) == OK);
	line_listen(a, LINEMEDIAMODE_INTERACTIVEVOICE);
	scene_run(100000);
	CHECK_TEXT(scene_news(), "");
}

TEST(line, only_what_tapi_asked_for_is_told)	/* R-MSG-1 */
{
	scene(TWO_LINES);
	line_news(a, LINEDEVSTATE_RINGING, 1, 0);
	line_address_news(a, LINEADDRESSSTATE_NUMCALLS);
	CHECK_TEXT(scene_news(), "");
	a->line_states = LINEDEVSTATE_RINGING | LINEDEVSTATE_NUMCALLS;
	line_news(a, LINEDEVSTATE_RINGING, 1, 3);
	line_news(a, LINEDEVSTATE_BATTERY, 0, 0);
	line_address_news(a, LINEADDRESSSTATE_NUMCALLS);
	CHECK_TEXT(scene_news(), "a line ringing 3");
	a->address_states = LINEADDRESSSTATE_NUMCALLS;
	line_address_news(a, LINEADDRESSSTATE_NUMCALLS);
	CHECK_TEXT(scene_news(), "a address numcalls");
}

TEST(line, opening_again_begins_with_no_filter_and_no_interest)
{
	scene(TWO_LINES);
	a->line_states = a->address_states = 0xFF;
	line_close(a);
	NEED(line_open(a, NULL, 0x00020002, NULL) == OK);
	CHECK_INT(a->line_states | a->address_states | a->media_wanted, 0);
}

TEST(line, service_that_comes_and_goes_is_told_once)
{
	scene(TWO_LINES);
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
	line_service(a, true);
	CHECK_TEXT(scene_news(), "");
	line_service(a, false);
	line_service(a, false);
	CHECK_TEXT(scene_news(), "a line disconnected|outofservice");
	line_service(a, true);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

#define ACTIVE (CALLSTATE_ALL & ~(LINECALLSTATE_IDLE | CALLSTATE_HELD))

TEST(line, calls_are_counted_as_active_held_or_not_at_all)	/* R-STRUCT-18, R-HND-6 */
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	NEED(scene_dial(a, 1, "200") != NULL);
	CHECK_INT(line_count_calls(a, ACTIVE), 0);
	CHECK_INT(line_count_calls(a, CALLSTATE_OCCUPIES), 1);
	line_close(a);
	NEED(line_open(a, NULL, 0x00020002, NULL) == OK);
	scene_talk(a, b, &out, &in);
	CHECK_INT(line_count_calls(a, ACTIVE), 1);
	NEED(scene_ask(out, CALL_HOLD, 2) == OK);
	scene_run(100);
	CHECK_INT(line_count_calls(a, ACTIVE), 0);
	CHECK_INT(line_count_calls(a, LINECALLSTATE_ONHOLD), 1);
	NEED(scene_ask(out, CALL_DROP, 3) == OK);
	scene_run(100);
	CHECK_INT(line_count_calls(a, ACTIVE | LINECALLSTATE_ONHOLD), 0);
	CHECK_INT(line_count_calls(a, LINECALLSTATE_IDLE), 1);
}

TEST(line, the_number_of_calls_is_told_when_it_changes_and_only_then)
{
	struct call *out;

	scene(TWO_LINES);
	a->line_states = LINEDEVSTATE_NUMCALLS;
	a->address_states = LINEADDRESSSTATE_NUMCALLS;
	out = scene_dial(a, 1, "91");
	NEED(out != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a line numcalls, a address numcalls");
	scene_run(120);
	CHECK_TEXT(scene_news(), "a proceeding, a ringback, a connected, a info connectedid");
	NEED(scene_ask(out, CALL_HOLD, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a onhold, a line numcalls, a address numcalls");
	call_free(out, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "a line numcalls, a address numcalls");
}

TEST(line, features_say_whether_there_is_room_for_a_call)	/* R-STATE-4 */
{
	struct call *first, *second;

	scene(TWO_LINES);
	CHECK(line_features(a) & LINEFEATURE_MAKECALL);
	CHECK(address_features(a->addresses) & LINEADDRFEATURE_MAKECALL);
	first = scene_dial(a, 1, "91");
	second = scene_dial(a, 2, "91");
	NEED(first != NULL && second != NULL);
	CHECK(!(line_features(a) & LINEFEATURE_MAKECALL));
	CHECK(!(address_features(a->addresses) & (LINEADDRFEATURE_MAKECALL | LINEADDRFEATURE_PICKUP |
					    LINEADDRFEATURE_UNPARK | LINEADDRFEATURE_SETUPCONF)));
	CHECK(address_features(a->addresses) & LINEADDRFEATURE_FORWARD);
	CHECK(scene_dial(a, 3, "91") == NULL);
	CHECK(line_features_ever(a) & LINEFEATURE_MAKECALL);
	scene_run(1000);
	NEED(scene_ask(first, CALL_HOLD, 4) == OK);
	CHECK(line_features(a) & LINEFEATURE_MAKECALL);
	CHECK(address_features(b->addresses) & LINEADDRFEATURE_UNPARK);
	line_close(a);
	CHECK(!(line_features(a) & LINEFEATURE_MAKECALL));
	CHECK(!(address_features(a->addresses) & (LINEADDRFEATURE_MAKECALL | LINEADDRFEATURE_PICKUP |
					    LINEADDRFEATURE_UNPARK | LINEADDRFEATURE_SETUPCONF)));
	CHECK(address_features(a->addresses) & LINEADDRFEATURE_FORWARD);
}
