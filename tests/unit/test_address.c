/* SPDX-License-Identifier: MIT
 * test_address.c - lines with several numbers. */
#include "join_scene.h"

#define LINES "[line a]\ndriver = sim\nnumber = 100\nmore-numbers = 101, +1 (425) 102\ncalls = 3\naddress-calls = 2\n" \
	      "[line b]\ndriver = sim\nnumber = 200\nmore-numbers = 201\n"

static struct line *a, *b;

static void scene(void)
{
	scene_open(LINES);
	a = scene_line("a");
	b = scene_line("b");
}

TEST(address, each_number_of_a_line_is_one_in_the_order_of_the_file)
{
	scene();
	CHECK_INT(a->address_count, 3);
	CHECK_TEXT(line_address(a, 0)->number, "100");
	CHECK_TEXT(line_address(a, 2)->number, "+1 (425) 102");
	CHECK(line_address(a, 3) == NULL);
	CHECK_INT(line_address_numbered(a, "101")->id, 1);
	CHECK(line_address_numbered(a, "200") == NULL);
}

/* Of a hundred thousand lines most have no number of their own and no call. */
TEST(address, a_number_that_is_the_name_is_kept_once_and_a_line_without_calls_counts_none)
{
	struct call *call;

	scene_open("[line 100]\ndriver = sim\n[line b]\ndriver = sim\nnumber = 200\n");
	a = scene_line("100");
	CHECK_TEXT(a->addresses->number, "100");
	CHECK(a->addresses->number == a->name);
	CHECK_TEXT(scene_line("b")->addresses->number, "200");
	CHECK(a->addresses->counts == NULL);
	NEED(call_new(&call, a, (HTAPICALL)1) == OK);
	CHECK_INT(line_count_calls(a, CALLSTATE_NEW), 1);
	call_free(call, OK);
	CHECK(a->addresses->counts == NULL);
	CHECK_INT(line_count_calls(a, CALLSTATE_NEW), 0);
}

TEST(address, the_exchange_finds_a_line_by_each_of_its_numbers)
{
	struct call *in;

	scene();
	NEED(scene_dial(b, 1, "+1 425 102") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, b dialing, b proceeding, a new, a offering");
	in = scene_new_call();
	NEED(in != NULL);
	CHECK_INT(in->address->id, 2);
	CHECK_TEXT(join_party(in, PARTY_CALLED), "+1 (425) 102");
	CHECK_TEXT(join_party(in, PARTY_CALLER), "200");
}

TEST(address, who_is_called_sees_the_number_that_the_call_was_made_from)
{
	struct call *out;

	scene();
	NEED(call_new_on(&out, line_address(b, 1), (HTAPICALL)1) == OK);
	NEED(join_send(out, CALL_DIAL, 1, "100") == OK);
	scene_run(20);
	scene_news();
	NEED(scene_new_call() != NULL);
	CHECK_TEXT(join_party(out, PARTY_CALLER), "201");
	CHECK_TEXT(join_party(scene_new_call(), PARTY_CALLER), "201");
}

TEST(address, calls_are_counted_for_each_and_for_the_line)
{
	struct call *calls[3], *more;

	scene();
	NEED(call_new_on(&calls[0], line_address(a, 1), NULL) == OK);
	NEED(call_new_on(&calls[1], line_address(a, 1), NULL) == OK);
	CHECK_INT(call_new_on(&more, line_address(a, 1), NULL), ERR_CALLUNAVAIL);
	CHECK(address_features(line_address(a, 0)) & LINEADDRFEATURE_MAKECALL);
	CHECK(!(address_features(line_address(a, 1)) & LINEADDRFEATURE_MAKECALL));
	CHECK(line_features(a) & LINEFEATURE_MAKECALL);
	NEED(call_new(&calls[2], a, NULL) == OK);
	CHECK_INT(calls[2]->address->id, 0);
	CHECK_INT(address_count_calls(line_address(a, 1), CALLSTATE_NEW), 2);
	CHECK_INT(address_count_calls(line_address(a, 0), CALLSTATE_ALL | CALLSTATE_NEW), 1);
	CHECK_INT(line_count_calls(a, CALLSTATE_NEW), 3);
	/* The line is full, though the third address has no call. */
	CHECK_INT(call_new_on(&more, line_address(a, 2), NULL), ERR_CALLUNAVAIL);
	CHECK(!(address_features(line_address(a, 2)) & LINEADDRFEATURE_MAKECALL));
	CHECK(!(line_features(a) & LINEFEATURE_MAKECALL));
	CHECK_INT(address_max_active(line_address(a, 2)), 2);
	CHECK_INT(address_max_active(line_address(b, 0)), 1);
}

TEST(address, what_goes_on_at_one_is_told_of_that_one)
{
	struct letter letter;
	struct call *in;
	DWORD told = 0;

	scene();
	a->address_states = LINEADDRESSSTATE_NUMCALLS;
	NEED(scene_dial(b, 1, "101") != NULL);
	scene_run(20);
	while (mail_take(&scene_desk.mail, &letter)) {
		if (letter.kind == LETTER_NEWCALL)
			call_taken(call_find(&scene_desk, letter.call), (HTAPICALL)1);
		if (letter.kind != LETTER_LINE || letter.msg != LINE_ADDRESSSTATE)
			continue;
		CHECK_INT(letter.p1, 1);
		told++;
	}
	CHECK_INT(told, 1);
	NEED(!list_empty(&a->calls));
	in = list_entry(a->calls.next, struct call, node);
	NEED(scene_ask(in, CALL_ANSWER, 2) == OK);
	CHECK_INT(address_count_calls(line_address(a, 1), LINECALLSTATE_CONNECTED), 1);
	CHECK_INT(address_count_calls(line_address(a, 0), CALLSTATE_ALL), 0);
}

TEST(address, that_it_is_used_is_told_when_the_first_call_comes_and_the_last_goes)
{
	struct call *first, *second;

	scene();
	a->address_states = LINEADDRESSSTATE_INUSEONE | LINEADDRESSSTATE_INUSEZERO;
	NEED(call_new_on(&first, line_address(a, 1), NULL) == OK);
	NEED(call_new_on(&second, line_address(a, 1), NULL) == OK);
	CHECK_TEXT(scene_news(), "");
	NEED(join_send(first, CALL_DIAL, 1, "93") == OK);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a address inuseone");
	NEED(join_send(second, CALL_DIAL, 2, "93") == OK);
	NEED(scene_ask(first, CALL_DROP, 3) == OK);
	CHECK_TEXT(scene_news(), "2 ok, a dialing, 3 ok, a idle");
	NEED(scene_ask(second, CALL_DROP, 4) == OK);
	CHECK_TEXT(scene_news(), "4 ok, a idle, a address inusezero");
}

TEST(address, counts_are_what_counting_the_calls_gives)
{
	struct call *out, *in;

	scene();
	scene_talk(a, b, &out, &in);
	NEED(scene_ask(in, CALL_HOLD, 1) == OK);
	for (DWORD state = 1; state & CALLSTATE_ALL; state <<= 1) {
		DWORD count = 0;

		list_each(node, &b->calls)
			if (list_entry(node, struct call, node)->state == state)
				count++;
		CHECK_INT(line_count_calls(b, state), count);
	}
	CHECK_INT(line_count_calls(b, LINECALLSTATE_ONHOLD), 1);
	call_free(in, ERR_CLOSED);
	CHECK_INT(line_count_calls(b, CALLSTATE_ALL | CALLSTATE_NEW), 0);
	CHECK_INT(address_count_calls(b->addresses, CALLSTATE_ALL | CALLSTATE_NEW), 0);
}

TEST(address, a_consultation_call_is_of_the_address_of_its_call)
{
	struct call *out, *consult;

	scene();
	NEED(call_new_on(&out, line_address(a, 2), (HTAPICALL)1) == OK);
	NEED(join_send(out, CALL_DIAL, 1, "91") == OK);
	scene_run(1000);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(consult != NULL);
	CHECK_INT(consult->address->id, 2);
}

TEST(address, of_the_calls_that_ring_the_one_at_the_number_is_picked_up)
{
	struct line *other;
	struct call *taken, *rung;

	scene_open(LINES "[line c]\ndriver = sim\nnumber = 300\n");
	a = scene_line("a");
	b = scene_line("b");
	other = scene_line("c");
	NEED(scene_dial(b, 1, "101") != NULL);
	scene_run(100);
	scene_news();
	rung = scene_new_call();
	NEED(rung != NULL);
	NEED(call_new(&taken, other, (HTAPICALL)1) == OK);
	NEED(join_send(taken, CALL_PICKUP, 2, "100") == OK);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	NEED(call_new(&taken, other, (HTAPICALL)1) == OK);
	NEED(join_send(taken, CALL_PICKUP, 3, "101") == OK);
	scene_news();
	CHECK_INT(taken->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(rung->state, LINECALLSTATE_IDLE);
	CHECK_TEXT(join_party(taken, PARTY_REDIRECTING), "101");
}

/* ":4: sentence" of "FILE.conf:4: sentence". */
static const char *behind_file(const char *complaint)
{
	const char *at = strstr(complaint, ".conf:");

	return at ? at + strlen(".conf") : complaint;
}

TEST_ONCE(address, numbers_that_cannot_be_are_one_sentence)
{
	CHECK_TEXT(behind_file(scene_complaint("[line a]\ndriver = sim\nnumber = 1\nmore-numbers = 2, 1\n")),
		   ":4: each number of a line must be another one");
	CHECK_TEXT(behind_file(scene_complaint("[line a]\ndriver = sim\nnumber = 1\nmore-numbers = 2,,3\n")),
		   ":4: each number of a line must be another one");
	CHECK_TEXT(behind_file(scene_complaint("[line a]\ndriver = sip\nregister = no\nmore-numbers = 2\n")),
		   ":4: a sip line can have 1 numbers and no more");
	CHECK_TEXT(scene_complaint("[line a]\ndriver = sim\nmore-numbers = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"), "");
}
