/* SPDX-License-Identifier: MIT
 * test_callstate.c - the rules of call states against the documentation, and
 * docs/states.md against the rules. */
#include "abi/names.h"
#include "base/buf.h"
#include "model/callstate.h"
#include "test.h"
#include <ctype.h>
#include <stdlib.h>

/* Written from docs/spec/call-states.md, not from the rules. A row is a state,
 * a column an event (in the order of enum call_event), a letter what becomes:
 * o offering, a accepted, t dial tone, d dialing, p proceeding, r ringback,
 * b busy, s special info, c connected, h on hold, x held for transfer,
 * k held for conference, f conferenced, D disconnected, i idle, u unknown. */
static const struct {
	DWORD state;
	const char *becomes;
} expected[] = {
	/*                                 oatdprbschxkfDiu */
	{ CALLSTATE_NEW,                  "oatdprbschxkfDiu" },
	{ LINECALLSTATE_IDLE,             "................" },
	{ LINECALLSTATE_OFFERING,         "oa......c....Diu" },
	{ LINECALLSTATE_ACCEPTED,         "........c....Diu" },
	{ LINECALLSTATE_DIALTONE,         "..tdprbsc....Diu" },
	{ LINECALLSTATE_DIALING,          "....prbsc....Diu" },
	{ LINECALLSTATE_PROCEEDING,       ".....rbsc...fDiu" },
	{ LINECALLSTATE_RINGBACK,         "......bsc...fDiu" },
	{ LINECALLSTATE_BUSY,             "....p...c....Diu" },
	{ LINECALLSTATE_SPECIALINFO,      "........c....Diu" },
	{ LINECALLSTATE_CONNECTED,        "........chxkfDiu" },
	{ LINECALLSTATE_ONHOLD,           "........c.xkfDiu" },
	{ LINECALLSTATE_CONFERENCED,      "........c....Diu" },
	{ LINECALLSTATE_ONHOLDPENDCONF,   "........c...fDiu" },
	{ LINECALLSTATE_ONHOLDPENDTRANSFER, "........c...fDiu" },
	{ LINECALLSTATE_DISCONNECTED,     "..............i." },
	{ LINECALLSTATE_UNKNOWN,          "oatdprbschxkfDiu" },
};

#define STATES (sizeof(expected) / sizeof(expected[0]))

static DWORD state_of(char letter)
{
	static const struct {
		char letter;
		DWORD state;
	} letters[] = {
		{ '.', 0 }, { 'o', LINECALLSTATE_OFFERING }, { 'a', LINECALLSTATE_ACCEPTED },
		{ 't', LINECALLSTATE_DIALTONE }, { 'd', LINECALLSTATE_DIALING },
		{ 'p', LINECALLSTATE_PROCEEDING }, { 'r', LINECALLSTATE_RINGBACK },
		{ 'b', LINECALLSTATE_BUSY }, { 's', LINECALLSTATE_SPECIALINFO },
		{ 'c', LINECALLSTATE_CONNECTED }, { 'h', LINECALLSTATE_ONHOLD },
		{ 'x', LINECALLSTATE_ONHOLDPENDTRANSFER }, { 'k', LINECALLSTATE_ONHOLDPENDCONF },
		{ 'f', LINECALLSTATE_CONFERENCED }, { 'D', LINECALLSTATE_DISCONNECTED },
		{ 'i', LINECALLSTATE_IDLE }, { 'u', LINECALLSTATE_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].letter == letter)
			return letters[i].state;
	return 0xFFFFFFFF;
}

TEST_ONCE(callstate, every_event_in_every_state_becomes_what_the_documentation_says)
{
	for (size_t i = 0; i < STATES; i++) {
		CHECK_INT(strlen(expected[i].becomes), CALL_EVENT_COUNT);
		for (int event = 0; event < CALL_EVENT_COUNT; event++)
			CHECK_INT(callstate_next(expected[i].state, (enum call_event)event),
				  state_of(expected[i].becomes[event]));
	}
}

TEST_ONCE(callstate, every_state_of_the_standard_stands_in_the_expectation)
{
	DWORD seen = 0;

	for (size_t i = 0; i < STATES; i++)
		seen |= expected[i].state;
	CHECK_INT(seen, CALLSTATE_ALL | CALLSTATE_NEW);
	for (size_t i = 0; name_at(i); i++)
		if (name_at(i)->group == NAME_LINECALLSTATE)
			CHECK_INT(name_at(i)->value & ~seen, 0);
}

TEST_ONCE(callstate, idle_is_never_left)
{
	for (int event = 0; event < CALL_EVENT_COUNT; event++)
		CHECK_INT(callstate_next(LINECALLSTATE_IDLE, (enum call_event)event), 0);
}

TEST_ONCE(callstate, every_state_but_idle_can_reach_idle)
{
	for (size_t i = 0; i < STATES; i++)
		if (expected[i].state != LINECALLSTATE_IDLE)
			CHECK_INT(callstate_next(expected[i].state, EV_GONE), LINECALLSTATE_IDLE);
}

static const struct {
	DWORD state;
	enum name_group group;
} moded[] = {
	{ LINECALLSTATE_OFFERING, NAME_LINEOFFERINGMODE }, { LINECALLSTATE_DIALTONE, NAME_LINEDIALTONEMODE },
	{ LINECALLSTATE_BUSY, NAME_LINEBUSYMODE }, { LINECALLSTATE_SPECIALINFO, NAME_LINESPECIALINFO },
	{ LINECALLSTATE_CONNECTED, NAME_LINECONNECTEDMODE }, { LINECALLSTATE_DISCONNECTED, NAME_LINEDISCONNECTMODE },
};

static const DWORD versions[] = {
	0x00010003, 0x00010004, 0x00020000, 0x00020001, 0x00020002, 0x00030000, 0x00030001,
};

#define EACH(i, table) for (size_t i = 0; i < sizeof(table) / sizeof((table)[0]); i++)

/* R-VER-6, over every mode and every version there is. */
TEST_ONCE(callstate, no_mode_is_told_to_a_version_that_does_not_know_it)
{
	EACH(s, moded) EACH(v, versions) for (size_t i = 0; name_at(i); i++) {
		const struct name *name = name_at(i);
		DWORD told;

		if (name->group != moded[s].group || !name->since)
			continue;
		told = callstate_mode(moded[s].state, name->value, versions[v]);
		CHECK_INT(told & ~name_known_bits(moded[s].group, versions[v]), 0);
		if (name->since <= versions[v])
			CHECK_INT(told, name->value);
	}
}

TEST_ONCE(callstate, the_ordinary_mode_is_told_where_none_is_given)
{
	CHECK_INT(callstate_mode(LINECALLSTATE_CONNECTED, 0, 0x00020002), LINECONNECTEDMODE_ACTIVE);
	CHECK_INT(callstate_mode(LINECALLSTATE_CONNECTED, 0, 0x00010003), 0);
	CHECK_INT(callstate_mode(LINECALLSTATE_DISCONNECTED, 0, 0x00010003), LINEDISCONNECTMODE_NORMAL);
	CHECK_INT(callstate_mode(LINECALLSTATE_OFFERING, 0, 0x00010004), LINEOFFERINGMODE_ACTIVE);
	CHECK_INT(callstate_mode(LINECALLSTATE_DIALING, 0, 0x00020002), 0);
	CHECK_INT(callstate_mode(LINECALLSTATE_IDLE, 0, 0x00020002), 0);
}

TEST_ONCE(callstate, every_event_has_a_name_of_its_own)
{
	for (int a = 0; a < CALL_EVENT_COUNT; a++)
		for (int b = 0; b < a; b++)
			CHECK(strcmp(call_event_name((enum call_event)a), call_event_name((enum call_event)b)) != 0);
}

/* --- docs/states.md, made from the rules ------------------------------------ */

static const char *word_of(DWORD state)
{
	return state == CALLSTATE_NEW ? "(new)" : name_of(NAME_LINECALLSTATE, state);
}

static void write_table(struct buf *out)
{
	buf_text(out, "| in |");
	for (int event = 0; event < CALL_EVENT_COUNT; event++)
		buf_printf(out, " %s |", call_event_name((enum call_event)event));
	buf_text(out, "\n|---|");
	for (int event = 0; event < CALL_EVENT_COUNT; event++)
		buf_text(out, "---|");
	for (size_t i = 0; i < STATES; i++) {
		buf_printf(out, "\n| **%s** |", word_of(expected[i].state));
		for (int event = 0; event < CALL_EVENT_COUNT; event++) {
			DWORD next = callstate_next(expected[i].state, (enum call_event)event);

			buf_printf(out, " %s |", next ? word_of(next) : "");
		}
	}
	buf_char(out, '\n');
}

/* The diagram leaves out what is the same nearly everywhere. */
static bool is_drawn(DWORD state, int event, DWORD next)
{
	if (state == LINECALLSTATE_DISCONNECTED)
		return event == EV_GONE;
	return next && next != state && state != LINECALLSTATE_UNKNOWN &&
	       event != EV_HANGUP && event != EV_GONE && event != EV_UNKNOWN;
}

static void write_diagram(struct buf *out)
{
	buf_text(out, "```mermaid\nstateDiagram-v2\n\tdirection LR\n");
	for (size_t i = 0; i < STATES; i++)
		for (int event = 0; event < CALL_EVENT_COUNT; event++) {
			DWORD next = callstate_next(expected[i].state, (enum call_event)event);

			if (is_drawn(expected[i].state, event, next))
				buf_printf(out, "\t%s --> %s : %s\n",
					   expected[i].state == CALLSTATE_NEW ? "[*]" : word_of(expected[i].state),
					   word_of(next), call_event_name((enum call_event)event));
		}
	buf_text(out, "\tIDLE --> [*]\n```\n");
}

static void write_page(struct buf *out)
{
	buf_text(out,
		"<!-- Made from the rules of src/model/callstate.c; do not edit. A test holds this page\n"
		"     against them, and writes it anew with OPENTSP_WRITE_DOCS=1. -->\n"
		"# What a call becomes\n\n"
		"A row is the state a call is in, a column what happened, a cell the state it gets. An empty\n"
		"cell: the news means nothing there and nobody hears of it. The same state again: told only\n"
		"if its mode changed. **(new)** is a call of which nothing was said yet; IDLE is never left.\n"
		"The states are those of LINECALLSTATE_; what the documentation says of them is in\n"
		"[spec/call-states.md](spec/call-states.md).\n\n");
	write_table(out);
	buf_text(out,
		"\n## The same as a picture\n\n"
		"Not drawn, as it is so from every state but IDLE and DISCONNECTED: hangup leads to\n"
		"DISCONNECTED, gone to IDLE, unknown to UNKNOWN; nor what can happen to a call in UNKNOWN,\n"
		"which is all that can happen to a new one.\n\n");
	write_diagram(out);
}

/* docs/states.md, beside the test that was compiled. */
static void page_path(char *out, size_t size)
{
	snprintf(out, size, "%s/docs/states.md", SOURCES);
}

TEST_ONCE(callstate, the_page_of_states_says_what_the_rules_say)
{
	static char want[32768], got[32768];
	char path[1024];
	struct buf out;
	FILE *file;

	buf_fixed(&out, want, sizeof(want));
	write_page(&out);
	NEED(!out.full);
	buf_c(&out);
	page_path(path, sizeof(path));
	if (getenv("OPENTSP_WRITE_DOCS")) {
		file = fopen(path, "wb");
		NEED(file != NULL);
		CHECK_INT(fwrite(want, 1, out.len, file), out.len);
		CHECK_INT(fclose(file), 0);
	}
	file = fopen(path, "rb");
	NEED(file != NULL);
	got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
	fclose(file);
	CHECK(strcmp(got, want) == 0);
}
