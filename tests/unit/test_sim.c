/* SPDX-License-Identifier: MIT
 * test_sim.c - whole calls at the simulated exchange. */
#include "model_scene.h"
#include "driver/sim/service.h"
#include "model/join.h"
#include <stdlib.h>

#define TWO_LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
#define MORE_CALLS "[line a]\ndriver = sim\nnumber = 100\ncalls = 3\n" \
	"[line b]\ndriver = sim\nnumber = 200\ncalls = 3\n"

static struct line *a, *b;

static void scene(const char *configuration)
{
	scene_open(configuration);
	a = scene_line("a");
	b = scene_line("b");
}

/* Dial `dest` from a, let it go on for `ms`, and say what was heard. */
static struct call *dialled;

static const char *dial(const char *dest, uint64_t ms)
{
	dialled = scene_dial(a, 1, dest);
	NEED(dialled != NULL);
	scene_run(ms);
	return scene_news();
}

/* --- lines with each other -------------------------------------------------- */

TEST(sim, a_line_calls_another_is_answered_and_drops)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("200", 0), "1 ok, a dialing");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a proceeding, b new, b offering");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback");
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid, a info connectedid");
	CHECK_INT(scene_ask(dialled, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, b disconnected (normal), b idle, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, the_called_line_hangs_up)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	CHECK_INT(scene_ask(in, CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle, b idle");
}

TEST(sim, a_call_that_is_rejected_ends_so)
{
	scene(TWO_LINES);
	dial("200", 100);
	CHECK_INT(scene_ask(scene_new_call(), CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a disconnected (reject), a idle, b idle");
}

TEST(sim, a_call_that_is_given_up_leaves_who_was_called)
{
	scene(TWO_LINES);
	dial("200", 100);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b disconnected (cancelled), b idle, a idle");
}

TEST(sim, a_call_can_be_answered_before_it_rings)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("200", 20), "1 ok, a dialing, a proceeding, b new, b offering");
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	scene_run(60000);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid, a info connectedid");
}

TEST(sim, a_line_rings_from_the_offer_on_and_counts)	/* R-MSG-5 */
{
	scene(TWO_LINES);
	b->line_states = LINEDEVSTATE_RINGING;
	dial("200", 20);
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback, b line ringing 0");
	scene_run(5000);
	CHECK_TEXT(scene_news(), "b line ringing 1");
	NEED(scene_ask(scene_new_call(), CALL_ACCEPT, 2) == OK);
	scene_run(5000);
	CHECK_TEXT(scene_news(), "2 ok, b accepted, b line ringing 2");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 3) == OK);
	scene_news();
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(sim, a_line_can_wait_to_ring_until_the_call_is_accepted)
{
	scene(TWO_LINES "[sim]\nalert = accept\n");
	CHECK_TEXT(dial("200", 60000), "1 ok, a dialing, a proceeding, b new, b offering");
	CHECK_INT(scene_ask(scene_new_call(), CALL_ACCEPT, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b accepted");
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback");
}

TEST(sim, a_busy_line_gives_the_busy_tone_for_its_time)
{
	struct call *out, *in;

	scene(TWO_LINES "[line c]\ndriver = sim\n");
	scene_talk(scene_line("c"), b, &out, &in);
	CHECK_TEXT(dial("200", 2019), "1 ok, a dialing, a proceeding, a busy (station)");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
}

TEST(sim, a_busy_tone_can_be_dropped)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("100", 20), "1 ok, a dialing, a proceeding, a busy (station)");
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	scene_run(60000);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sim, a_line_with_room_can_call_itself)
{
	scene(MORE_CALLS);
	CHECK_TEXT(dial("100", 40), "1 ok, a dialing, a proceeding, a new, a offering, a ringback");
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	scene_news();
	line_close(a);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, numbers_are_found_however_they_are_written)
{
	scene("[line a]\ndriver = sim\nnumber = 100\ncalls = 9\n"
	      "[line b]\ndriver = sim\nnumber = +1 (425) 555-0100\ncalls = 9\n");
	CHECK(sim_book_find("+14255550100") != NULL);
	CHECK(sim_book_find("+1 425 555 0100|77^Bob") == sim_book_find("b"));
	CHECK(sim_book_find("T100") == sim_book_find("a"));
	CHECK(sim_book_find("100@exchange") == sim_book_find("a"));
	CHECK(sim_book_find("10") == NULL);
	CHECK(sim_book_find("") == NULL);
}

TEST(sim, an_unknown_number_is_a_bad_address)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("555", 20), "1 ok, a dialing, a proceeding, a disconnected (badaddress), a idle");
}

TEST(sim, a_closed_line_is_unreachable)
{
	scene(TWO_LINES);
	line_close(b);
	CHECK_TEXT(dial("200", 20), "1 ok, a dialing, a proceeding, a disconnected (unreachable), a idle");
}

TEST(sim, what_cannot_be_dialled_is_refused_at_once)	/* R-DIAL-2 */
{
	char text[SIM_TEXT_SIZE + 1];

	scene(TWO_LINES);
	memset(text, '1', SIM_TEXT_SIZE);
	text[SIM_TEXT_SIZE] = '\0';
	CHECK(scene_dial(a, 1, text) == NULL);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "");
}

static enum err dial_more(DRV_REQUESTID request, const char *text)
{
	return call_ask(dialled, CALL_DIAL_MORE, request, &(struct call_args){ .dest = text });
}

TEST(sim, without_a_number_there_is_a_dial_tone)	/* R-DIAL-3, R-DIAL-7 */
{
	scene(MORE_CALLS);
	CHECK_TEXT(dial(NULL, 100000), "1 ok, a dialtone");
	CHECK_TEXT(dial("", 100000), "1 ok, a dialtone");
	CHECK_TEXT(dial(";", 100000), "1 ok, a dialtone");
	CHECK_INT(dial_more(2, "200"), OK);
	scene_run(40);
	CHECK_TEXT(scene_news(), "2 ok, a info calledid, a dialing, a proceeding, b new, b offering, a ringback");
}

TEST(sim, a_number_can_be_dialled_in_parts)	/* R-DIAL-3 */
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("2;", 100000), "1 ok, a dialing");
	CHECK_INT(dial_more(2, "0;"), OK);
	CHECK_INT(dial_more(3, "0;"), OK);
	scene_run(100000);
	CHECK_TEXT(scene_news(), "2 ok, 3 ok");
	CHECK_INT(dial_more(4, ""), OK);
	scene_run(40);
	CHECK_TEXT(scene_news(), "4 ok, a info calledid, a proceeding, b new, b offering, a ringback");
	CHECK_INT(dial_more(5, "1"), ERR_STATE);
}

TEST(sim, a_dial_tone_that_is_left_without_a_number_is_a_bad_address)
{
	scene(TWO_LINES);
	dial(NULL, 0);
	CHECK_INT(dial_more(2, ""), OK);
	scene_run(20);
	CHECK_TEXT(scene_news(), "2 ok, a dialing, a proceeding, a disconnected (badaddress), a idle");
}

/* --- who calls --------------------------------------------------------------- */

static void check_party(const struct call *call, enum party_role role, DWORD flags,
			const char *number, const char *name)
{
	NEED(call->parties != NULL);
	CHECK_INT(call->parties[role].flags, flags);
	CHECK_TEXT(call->parties[role].number, number);
	CHECK_TEXT(call->parties[role].name, name);
}

#define SHOWN (LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME)

TEST(sim, both_ends_learn_who_is_who)
{
	struct call *out, *in;

	scene("[line a]\ndriver = sim\nnumber = 100\ndisplay-name = Ada\n"
	      "[line b]\ndriver = sim\nnumber = 200\n");
	scene_talk(a, b, &out, &in);
	check_party(in, PARTY_CALLER, SHOWN, "100", "Ada");
	check_party(in, PARTY_CALLED, SHOWN, "200", "b");
	check_party(in, PARTY_CONNECTED, SHOWN, "100", "Ada");
	check_party(out, PARTY_CALLER, SHOWN, "100", "Ada");
	check_party(out, PARTY_CALLED, LINECALLPARTYID_ADDRESS, "200", NULL);
	check_party(out, PARTY_CONNECTED, SHOWN, "200", "b");
	CHECK_INT(in->origin, LINECALLORIGIN_INTERNAL);
	CHECK_INT(out->origin, LINECALLORIGIN_OUTBOUND);
}

TEST(sim, a_line_can_hide_its_number)
{
	struct call *out, *in;

	scene("[line a]\ndriver = sim\nnumber = 100\nhide-number = yes\n"
	      "[line b]\ndriver = sim\nnumber = 200\n");
	scene_talk(a, b, &out, &in);
	check_party(in, PARTY_CALLER, LINECALLPARTYID_BLOCKED, NULL, NULL);
	check_party(in, PARTY_CONNECTED, LINECALLPARTYID_BLOCKED, NULL, NULL);
}

TEST(sim, a_call_can_hide_the_number)
{
	scene(TWO_LINES);
	NEED(call_new(&dialled, a, (HTAPICALL)1) == OK);
	dialled->param_flags = LINECALLPARAMFLAGS_BLOCKID;
	NEED(call_ask(dialled, CALL_DIAL, 1, &(struct call_args){ .dest = "200" }) == OK);
	scene_run(100);
	scene_news();
	NEED(scene_new_call() != NULL);
	check_party(scene_new_call(), PARTY_CALLER, LINECALLPARTYID_BLOCKED, NULL, NULL);
}

/* --- hold ----------------------------------------------------------------------- */

TEST(sim, the_held_end_hears_that_it_is_held)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	CHECK_INT(scene_ask(out, CALL_HOLD, 1), OK);
	CHECK_TEXT(scene_news(), "1 ok, a onhold, b connected (activeheld)");
	CHECK_INT(scene_ask(in, CALL_HOLD, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b onhold");
	CHECK_INT(scene_ask(out, CALL_UNHOLD, 3), OK);
	CHECK_TEXT(scene_news(), "3 ok, a connected (activeheld)");
	CHECK_INT(scene_ask(in, CALL_UNHOLD, 4), OK);
	CHECK_TEXT(scene_news(), "4 ok, b connected, a connected");
}

TEST(sim, a_held_call_ends_when_the_far_end_hangs_up)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	CHECK_INT(scene_ask(out, CALL_HOLD, 1), OK);
	scene_news();
	CHECK_INT(scene_ask(in, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a disconnected (normal), a idle, b idle");
}

TEST(sim, a_held_call_makes_room_for_another_and_cannot_come_back_beside_it)
{
	struct call *out, *in;

	scene(TWO_LINES "[line c]\ndriver = sim\nnumber = 300\n");
	scene_talk(a, b, &out, &in);
	CHECK(scene_dial(a, 1, "93") == NULL);
	CHECK_INT(scene_ask(out, CALL_HOLD, 2), OK);
	CHECK_TEXT(dial("93", 100), "2 ok, a onhold, b connected (activeheld), 1 ok, a dialing, a proceeding, a ringback");
	CHECK_INT(scene_ask(out, CALL_UNHOLD, 3), OK);
	CHECK_TEXT(scene_news(), "3 LINEERR_RESOURCEUNAVAIL");
	CHECK_INT(scene_ask(dialled, CALL_DROP, 4), OK);
	CHECK_INT(scene_ask(out, CALL_UNHOLD, 5), OK);
	CHECK_TEXT(scene_news(), "4 ok, a idle, 5 ok, a connected, b connected");
}

TEST(sim, what_can_no_longer_be_done_when_its_time_has_come_fails)
{
	scene(TWO_LINES "[sim]\noperation-delay = 50 ms\n");
	dial("200", 1000);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ACCEPT, 3), OK);
	scene_run(50);
	CHECK_TEXT(scene_news(), "2 ok, b connected, a connected, b info connectedid, a info connectedid, "
		   "3 LINEERR_INVALCALLSTATE");
}

TEST(sim, a_line_of_1_3_hears_no_mode_that_it_does_not_know)	/* R-VER-6 */
{
	struct call *out, *in;

	scene_open(TWO_LINES);
	a = scene_line("a");
	b = scene_line_at("b", 0x00010003);
	scene_talk(a, b, &out, &in);
	CHECK_INT(in->mode, 0);
	CHECK_INT(scene_ask(out, CALL_HOLD, 1), OK);
	CHECK_TEXT(scene_news(), "1 ok, a onhold");
	CHECK_INT(scene_ask(out, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, b disconnected (normal), b idle, a idle");
}

TEST(sim, digits_do_not_reach_who_is_on_hold)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	out->monitor_digits = LINEDIGITMODE_DTMF;
	CHECK_INT(scene_ask(out, CALL_HOLD, 1), OK);
	NEED(call_generate(in, 5, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "12" }) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "1 ok, a onhold, b connected (activeheld), b generated done 5");
	NEED(call_generate(in, 6, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "12" }) == OK);
	CHECK_INT(scene_ask(in, CALL_HOLD, 2), OK);
	CHECK_TEXT(scene_news(), "b generated cancel 6, 2 ok, b onhold");
	CHECK_INT(scene_desk.timers.count, 0);
}

/* --- scripts --------------------------------------------------------------------- */

TEST(sim, script_0_plays_the_special_information_tone)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("90", 2019), "1 ok, a dialing, a proceeding, a specialinfo (nocircuit)");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sim, script_1_answers_and_stays)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("9155", 119), "1 ok, a dialing, a proceeding, a ringback");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a connected, a info connectedid");
	check_party(dialled, PARTY_CONNECTED, LINECALLPARTYID_ADDRESS, "9155", NULL);
	scene_run(1000000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_ask(dialled, CALL_HOLD, 2), OK);
	CHECK_INT(scene_ask(dialled, CALL_UNHOLD, 3), OK);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 4), OK);
	CHECK_TEXT(scene_news(), "2 ok, a onhold, 3 ok, a connected, 4 ok, a idle");
}

TEST(sim, script_2_is_busy)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("92", 2020), "1 ok, a dialing, a proceeding, a busy (station), a disconnected (busy), a idle");
}

TEST(sim, script_3_rings_for_ever)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("93", 100000000), "1 ok, a dialing, a proceeding, a ringback");
	CHECK_INT(dialled->state, LINECALLSTATE_RINGBACK);
}

TEST(sim, script_4_rejects)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("94", 120), "1 ok, a dialing, a proceeding, a ringback, a disconnected (reject), a idle");
}

TEST(sim, script_5_answers_and_hangs_up)
{
	scene(TWO_LINES "[sim]\ntalk-time = 3 s\n");
	CHECK_TEXT(dial("95", 3119), "1 ok, a dialing, a proceeding, a ringback, a connected, a info connectedid");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sim, script_6_holds_a_dropped_call_for_its_time)
{
	scene(TWO_LINES);
	dial("96", 1000);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	scene_run(29999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sim, a_drop_that_script_6_holds_fails_when_the_call_is_closed)
{
	scene(TWO_LINES);
	dial("96", 1000);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	call_free(dialled, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, script_7_is_congestion)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("97", 20), "1 ok, a dialing, a proceeding, a disconnected (congestion), a idle");
}

TEST(sim, script_8_calls_back)
{
	scene(TWO_LINES);
	CHECK_TEXT(dial("987", 20), "1 ok, a dialing, a proceeding, a disconnected (normal), a idle");
	scene_run(499);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a new, a offering");
	NEED(scene_new_call() != NULL);
	CHECK_INT(scene_new_call()->origin, LINECALLORIGIN_EXTERNAL);
	check_party(scene_new_call(), PARTY_CALLER, LINECALLPARTYID_ADDRESS, "987", NULL);
	CHECK_INT(scene_ask(scene_new_call(), CALL_ANSWER, 2), OK);
	CHECK_INT(scene_ask(scene_new_call(), CALL_DROP, 3), OK);
	CHECK_TEXT(scene_news(), "2 ok, a connected, a info connectedid, 3 ok, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, script_8_gives_up_when_the_line_is_busy)
{
	scene(TWO_LINES);
	dial("98", 20);
	dial("93", 1000);
	CHECK(scene_new_call() == NULL);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, script_9_sends_the_digits_that_follow)
{
	scene(TWO_LINES);
	dial("9942", 0);
	dialled->monitor_digits = LINEDIGITMODE_DTMF;
	scene_run(10000);
	CHECK_TEXT(scene_news(), "a proceeding, a ringback, a connected, a info connectedid, a digit 4, a digit 2");
}

TEST(sim, script_9_falls_silent_when_the_call_is_dropped)
{
	scene(TWO_LINES);
	dial("99424242", 200);
	CHECK_INT(scene_ask(dialled, CALL_DROP, 2), OK);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(sim, the_prefix_of_scripts_can_be_changed_and_left_away)
{
	scene(TWO_LINES "[sim]\nscript-prefix = 00\n");
	CHECK_TEXT(dial("007", 20), "1 ok, a dialing, a proceeding, a disconnected (congestion), a idle");
	CHECK_TEXT(dial("97", 20), "1 ok, a dialing, a proceeding, a disconnected (badaddress), a idle");
}

TEST(sim, without_a_prefix_there_are_no_scripts)
{
	scene(TWO_LINES "[sim]\nscript-prefix =\n");
	CHECK_TEXT(dial("7", 20), "1 ok, a dialing, a proceeding, a disconnected (badaddress), a idle");
}

TEST(sim, the_number_of_a_line_comes_before_a_script)
{
	scene("[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 97\n");
	CHECK_TEXT(dial("97", 20), "1 ok, a dialing, a proceeding, b new, b offering");
}

/* --- the manual -------------------------------------------------------------------- */

TEST_ONCE(sim, the_manual_names_every_script_as_it_is)
{
	static char page[32768];
	char path[1024], row[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/docs/sim.md", SOURCES);
	file = fopen(path, "rb");
	NEED(file != NULL);
	page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
	fclose(file);
	for (const struct conf_key *key = sim_conf_keys; key->name; key++) {
		if (strncmp(key->name, "script-", 7) != 0 || !key->fallback[0] || !strcmp(key->name, "script-prefix"))
			continue;
		snprintf(row, sizeof(row), "| 9%c | `%s` |", key->name[7], key->fallback);
		if (!strstr(page, row))
			CHECK_TEXT("docs/sim.md", row);
	}
}

/* --- a long time of anything ---------------------------------------------------------- */

static uint32_t random_state;

static uint32_t any(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)random_state * below) >> 32);
}

static void check_told(const struct letter *letter, const struct line_traits *traits)
{
	DWORD mode = (DWORD)letter->p2;

	if (letter->msg == LINE_CALLINFO)
		CHECK_INT(letter->p1 & ~traits->call_info, 0);
	if (letter->msg != LINE_CALLSTATE)
		return;
	CHECK_INT(letter->p1 & ~traits->call_states, 0);
	if (letter->p1 == LINECALLSTATE_BUSY)
		CHECK_INT(mode & ~traits->busy_modes, 0);
	if (letter->p1 == LINECALLSTATE_SPECIALINFO)
		CHECK_INT(mode & ~traits->special_info, 0);
	if (letter->p1 == LINECALLSTATE_CONNECTED)
		CHECK_INT(mode & ~traits->connected_modes, 0);
	if (letter->p1 == LINECALLSTATE_DISCONNECTED)
		CHECK_INT(mode & ~traits->disconnect_modes, 0);
}

/* Read the box: all of it is announced in the traits, nothing comes after
 * IDLE, and every request is answered once. */
static int read_box(bool *open_requests, bool *idle)
{
	struct letter letter;
	int answered = 0;

	while (mail_take(&scene_desk.mail, &letter)) {
		struct call *call = call_find(&scene_desk, letter.call);

		check_told(&letter, sim_driver.traits);
		if (letter.kind == LETTER_REPLY) {
			CHECK(open_requests[letter.id]);
			open_requests[letter.id] = false;
			answered++;
		}
		if (!call)
			continue;
		if (letter.kind == LETTER_NEWCALL)
			call_taken(call, any(8) ? (HTAPICALL)1 : NULL);
		if (letter.kind == LETTER_LINE)
			CHECK(!idle[call->id]);
		if (letter.msg == LINE_CALLSTATE && letter.p1 == LINECALLSTATE_IDLE)
			idle[call->id] = true;
	}
	return answered;
}

static struct call *any_call(struct line *line)
{
	uint32_t skip = any(4);

	list_each(node, &line->calls)
		if (skip-- == 0)
			return list_entry(node, struct call, node);
	return NULL;
}

/* A request that gives birth to one call or two. */
static bool bear_anything(struct line *line, struct call *call, DRV_REQUESTID id)
{
	static const enum call_op ops[] = { CALL_SETUP_TRANSFER, CALL_PREPARE_ADD, CALL_SETUP_CONFERENCE };
	const struct call_params params = { .flags = any(4) ? 0 : LINECALLPARAMFLAGS_NOHOLDCONFERENCE,
					    .target = any(2) ? NULL : "200" };
	enum call_op op = ops[any(3)];
	struct call_args args = { .params = &params };
	int births = 0;

	if (op == CALL_SETUP_CONFERENCE && !join_new_conference(&args.born[0], line->addresses, (HTAPICALL)1))
		births++;
	if (!join_new_consult(&args.born[births], births ? args.born[0] : call, (HTAPICALL)1))
		births++;
	if (births == (op == CALL_SETUP_CONFERENCE ? 2 : 1) &&
	    call_ask(births == 2 && !any(3) ? args.born[0] : call, op, id, &args) == OK)
		return true;
	for (int i = 0; i < births; i++)
		call_free(args.born[i], ERR_FAILED);
	return false;
}

/* One that goes somewhere, or that takes a second call. */
static bool join_anything(struct line *line, struct call *call, DRV_REQUESTID id)
{
	static const enum call_op ops[] = {
		CALL_SWAP_HOLD, CALL_COMPLETE_TRANSFER, CALL_ADD_TO_CONFERENCE, CALL_REMOVE_FROM_CONFERENCE,
		CALL_DIAL_MORE, CALL_BLIND_TRANSFER, CALL_REDIRECT, CALL_PARK, CALL_COMPLETE,
	};
	static const char *const places[] = { "100", "200", "300", "91", "95" };
	enum call_op op = ops[any(sizeof(ops) / sizeof(ops[0]))];

	return call_ask(call, op, id, &(struct call_args){
		.other = any_call(line), .dest = places[any(5)],
		.mode = op == CALL_COMPLETE_TRANSFER || any(2) ? LINEPARKMODE_DIRECTED : LINEPARKMODE_NONDIRECTED }) == OK;
}

static bool fetch_anything(struct line *line, DRV_REQUESTID id)
{
	struct call *call;

	if (call_new(&call, line, (HTAPICALL)1))
		return false;
	if (call_ask(call, any(2) ? CALL_PICKUP : CALL_UNPARK, id, &(struct call_args){
		.dest = any(2) ? "200" : "100" }) == OK)
		return true;
	call_free(call, ERR_FAILED);
	return false;
}

static bool do_anything(struct line *line, DRV_REQUESTID id)
{
	static const char *const numbers[] = {
		"100", "200", "300", "90", "91", "92", "93", "94", "95", "96", "97", "98", "9912", "555",
	};
	static const enum call_op ops[] = {
		CALL_ACCEPT, CALL_ANSWER, CALL_ANSWER, CALL_ANSWER, CALL_DROP, CALL_HOLD, CALL_UNHOLD,
	};
	struct call *call = any_call(line);

	if (!call || any(6) == 0)
		return scene_dial(line, id, numbers[any(sizeof(numbers) / sizeof(numbers[0]))]) != NULL;
	if (call->state == LINECALLSTATE_IDLE || any(20) == 0) {
		call_free(call, ERR_CLOSED);
		return false;
	}
	if (any(4) == 0)
		return join_anything(line, call, id);
	if (any(8) == 0)
		return bear_anything(line, call, id);
	if (any(20) == 0)
		return fetch_anything(line, id);
	if (any(10) == 0) {
		call_generate(call, 1, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "12,3" });
		return false;
	}
	return scene_ask(call, ops[any(sizeof(ops) / sizeof(ops[0]))], id) == OK;
}

TEST_ONCE(sim, whatever_is_done_is_told_as_the_capabilities_say_and_answered_once)
{
	enum { STEPS = 40000 };
	static bool open_requests[STEPS + 1], idle[8 * STEPS];
	struct line *lines[3];
	int asked = 0, answered = 0;

	memset(open_requests, 0, sizeof(open_requests));
	memset(idle, 0, sizeof(idle));
	scene(MORE_CALLS "[line c]\ndriver = sim\nnumber = 300\ncalls = 2\n[sim]\noperation-delay = 15 ms\n");
	lines[0] = a;
	lines[1] = b;
	lines[2] = scene_line("c");
	random_state = 1;
	for (int step = 1; step <= STEPS; step++) {
		struct line *line = lines[any(3)];

		open_requests[step] = true;
		if (do_anything(line, (DRV_REQUESTID)step))
			asked++;
		else
			open_requests[step] = false;
		if (any(3) == 0)
			scene_run(any(60));
		answered += read_box(open_requests, idle);
		if (any(500) == 0) {
			line_close(line);
			NEED(line_open(line, NULL, 0x00020002, NULL) == OK);
			line_listen(line, LINEMEDIAMODE_INTERACTIVEVOICE);
		}
	}
	for (int i = 0; i < 3; i++)
		line_close(lines[i]);
	answered += read_box(open_requests, idle);
	CHECK_INT(answered, asked);
	CHECK(asked > STEPS / 10);
	sim_park_forget();
	CHECK_INT(scene_desk.timers.count, 0);
	CHECK_INT(scene_desk.mail.reserved, 0);
}
