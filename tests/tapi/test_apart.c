/* SPDX-License-Identifier: MIT
 * test_apart.c - a provider in a process of its own breaks down, and the server goes on. */
#include "os/thread.h"
#include "owners_scene.h"

#define FAKE "[provider fake]\nfile = " FAKE_PROVIDER "\nid = 9\nprocess = own\nanswer-limit = 1500\n"
#define GOOD 0		/* a line of the server's own process */
#define BAD 3		/* of the other one */

static struct program good, bad;

static void open_both(void)
{
	scene_also(FAKE);
	scene_open(NULL);
	good = program_with("good", GOOD, OWNER, VOICE);
	bad = program_with("bad", BAD, OWNER, VOICE);
}

/* Dial what breaks it. */
static LONG break_by(const char *dest)
{
	DWORD request = peer_request();
	LONG result = NOW(bad.peer, lineMakeCall, .request = request, .line = bad.line,
			  .dest = owners_text(dest), .params = PACKET_NONE);

	return result == (LONG)request ? peer_reply(bad.peer, request, NULL) : result;
}

/* It runs again. */
static void open_again(void)
{
	const struct opening opening = { BAD, TAPI_2_2, OWNER, VOICE, 0, 0 };
	LONG result = (LONG)LINEERR_RESOURCEUNAVAIL;

	for (int ms = 0; ms < WAIT_MS && result == (LONG)LINEERR_RESOURCEUNAVAIL; ms++) {
		result = program_open(&bad, &opening);
		os_nap();
	}
	CHECK_INT(result, 0);
}

static void breaks_and_comes_again(const char *dest)
{
	struct event event = { 0 };
	DWORD call, of_good;

	open_both();
	of_good = peer_call(good.peer, good.line, "93");
	call = peer_call(bad.peer, bad.line, "1");
	peer_state(bad.peer, call, LINECALLSTATE_PROCEEDING);
	CHECK_INT(break_by(dest), (LONG)LINEERR_OPERATIONFAILED);
	peer_state(bad.peer, call, LINECALLSTATE_IDLE);
	CHECK(peer_event(bad.peer, LINE_CLOSE, &event));
	CHECK_INT(event.device, bad.line);
	CHECK(peer_none(good.peer, LINE_CLOSE));
	scene_advance(10000);
	peer_state(good.peer, of_good, LINECALLSTATE_RINGBACK);
	open_again();
	call = peer_call(bad.peer, bad.line, "1");
	peer_state(bad.peer, call, LINECALLSTATE_PROCEEDING);
	CHECK_INT(owners_ask(good.peer, PACKET_lineDrop, of_good), 0);
}

TEST_ONCE(apart, a_provider_that_crashes_costs_its_own_lines_only)
{
	breaks_and_comes_again("die");
}

TEST_ONCE(apart, a_provider_that_hangs_costs_its_own_lines_only)
{
	breaks_and_comes_again("hang");
}

TEST_ONCE(apart, a_server_ends_while_a_provider_is_broken_down)
{
	open_both();
	CHECK_INT(break_by("die"), (LONG)LINEERR_OPERATIONFAILED);
	scene_close();
}
