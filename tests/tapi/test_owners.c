/* SPDX-License-Identifier: MIT
 * test_owners.c - calls between programs: who gets a new one, handoff, privileges, counts. */
#include "owners_scene.h"

/* A call from line a to line b, by a program that is in nobody's way. */
static struct program caller;
static DWORD outgoing;

static void ring(void)
{
	caller = program_with("caller", 0, OWNER, VOICE);
	outgoing = peer_call(caller.peer, caller.line, "200");
	scene_advance(2000);
}

/* --- who gets a new call --------------------------------------------------------------- */

TEST_ONCE(owners, a_new_call_goes_to_one_owner_and_to_all_monitors)
{
	struct program one, two, watcher, uninterested;
	DWORD call;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	two = program_with("two", 1, OWNER | MONITOR, VOICE);
	watcher = program_with("watcher", 1, MONITOR, 0);
	uninterested = program_with("uninterested", 1, NONE, 0);
	ring();
	call = program_new_call(&one, OWNER);
	CHECK_INT(peer_state(one.peer, call, LINECALLSTATE_OFFERING), OWNER);
	CHECK_INT(peer_state(two.peer, program_new_call(&two, MONITOR), LINECALLSTATE_OFFERING),
		  MONITOR);
	program_new_call(&watcher, MONITOR);
	CHECK(peer_none(uninterested.peer, LINE_APPNEWCALL));
	CHECK(peer_none(uninterested.peer, LINE_CALLSTATE));
	CHECK_INT(owners_call_info(one.peer, call)->dwNumOwners, 1);
	CHECK_INT(owners_call_info(one.peer, call)->dwNumMonitors, 2);
}

TEST_ONCE(owners, who_wants_another_media_mode_does_not_own_the_call)
{
	struct program fax, voice;

	scene_open(NULL);
	fax = program_with("fax", 1, OWNER, FAX);
	voice = program_with("voice", 1, OWNER, VOICE);
	ring();
	program_new_call(&voice, OWNER);
	CHECK(peer_none(fax.peer, LINE_APPNEWCALL));
}

TEST_ONCE(owners, a_call_that_may_be_of_several_kinds_goes_first_to_who_wants_unknown_ones)
{
	struct program fax, voice, unknown;
	DWORD call;

	scene_open(NULL);
	fax = program_with("fax", 1, OWNER, FAX);
	voice = program_with("voice", 1, OWNER, VOICE);
	unknown = program_with("unknown", 1, OWNER, UNKNOWN | DATA);
	ring();
	call = program_new_call(&unknown, OWNER);
	CHECK(owners_call_info(unknown.peer, call)->dwMediaMode & UNKNOWN);
	CHECK(peer_none(voice.peer, LINE_APPNEWCALL));
	CHECK(peer_none(fax.peer, LINE_APPNEWCALL));
}

TEST_ONCE(owners, without_one_for_unknown_it_goes_to_voice_before_fax)
{
	struct program fax, voice;

	scene_open(NULL);
	fax = program_with("fax", 1, OWNER, FAX);
	voice = program_with("voice", 1, OWNER, VOICE);
	ring();
	program_new_call(&voice, OWNER);
	CHECK(peer_none(fax.peer, LINE_APPNEWCALL));
}

static void prefer(struct program *p, const char *module, DWORD media_mode)
{
	CHECK_INT(NOW(p->peer, lineSetAppPriority, .app = owners_text(module),
		      .media_mode = media_mode, .extension = PACKET_NONE,
		      .extension_name = PACKET_NONE, .priority = 1), 0);
}

TEST_ONCE(owners, of_several_for_a_media_mode_the_one_with_priority_owns_the_call)
{
	struct program one, two;

	scene_open(NULL);
	one = program_with("one.exe", 1, OWNER, VOICE);
	two = program_with("C:\\Programs\\Two.exe", 1, OWNER, VOICE);
	prefer(&one, "two.EXE", VOICE);
	ring();
	program_new_call(&two, OWNER);
	CHECK(peer_none(one.peer, LINE_APPNEWCALL));
}

TEST_ONCE(owners, priority_counts_for_its_own_media_mode_and_for_handoffs_too)
{
	struct program one, two, three;
	DWORD call;

	scene_open(NULL);
	one = program_with("one.exe", 1, OWNER, VOICE);
	two = program_with("two.exe", 1, OWNER, FAX);
	three = program_with("three.exe", 1, OWNER, VOICE | FAX);
	prefer(&one, "three.exe", FAX);
	ring();
	call = program_new_call(&one, OWNER);
	CHECK(peer_none(three.peer, LINE_APPNEWCALL));
	CHECK_INT(NOW(one.peer, lineHandoff, .call = call, .file_name = PACKET_NONE,
		      .media_mode = FAX), 0);
	program_new_call(&three, OWNER);
	CHECK(peer_none(two.peer, LINE_APPNEWCALL));
}

TEST_ONCE(owners, a_call_that_nobody_owns_rings_on_and_can_be_asked_for)
{
	struct program watcher, later;
	DWORD call, calls[4];

	scene_open(NULL);
	watcher = program_with("watcher", 1, MONITOR, 0);
	ring();
	call = program_new_call(&watcher, MONITOR);
	CHECK_INT(NOW(watcher.peer, lineDeallocateCall, .call = call), 0);
	later = program_with("later", 1, OWNER, VOICE);
	CHECK(peer_none(later.peer, LINE_APPNEWCALL));
	CHECK_INT(owners_new_calls(later.peer, later.line, calls, 4), 1);
	CHECK_INT(owners_call_status(later.peer, calls[0])->dwCallState, LINECALLSTATE_OFFERING);
	CHECK_INT(owners_call_status(later.peer, calls[0])->dwCallPrivilege, MONITOR);
	CHECK_INT(NOW(later.peer, lineSetCallPrivilege, .call = calls[0], .privilege = OWNER), 0);
	CHECK_INT(owners_ask(later.peer, PACKET_lineAnswer, calls[0]), 0);
	scene_advance(100);
	peer_state(caller.peer, outgoing, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(owners, a_call_that_nobody_owns_ends_when_the_last_program_closes_its_line)
{
	struct program watcher, other;

	scene_open(NULL);
	watcher = program_with("watcher", 1, MONITOR, 0);
	other = program_with("other", 1, MONITOR, 0);
	ring();
	program_new_call(&watcher, MONITOR);
	CHECK_INT(NOW(watcher.peer, lineClose, .line = watcher.line), 0);
	CHECK_INT(owners_call_status(caller.peer, outgoing)->dwCallState, LINECALLSTATE_RINGBACK);
	peer_leave(other.peer);
	peer_state(caller.peer, outgoing, LINECALLSTATE_DISCONNECTED);
}

/* --- handoff ------------------------------------------------------------------------------ */

static LONG hand_off(struct program *from, DWORD call, const char *file_name, DWORD media_mode)
{
	return NOW(from->peer, lineHandoff, .call = call,
		   .file_name = file_name ? owners_text(file_name) : PACKET_NONE,
		   .media_mode = media_mode);
}

TEST_ONCE(owners, a_call_is_handed_to_a_program_by_its_file_name)
{
	struct program one, two;
	DWORD call, handed;

	scene_open(NULL);
	one = program_with("one.exe", 1, OWNER, VOICE);
	two = program_with("C:\\Programs\\Two.exe", 1, OWNER, FAX);
	ring();
	call = program_new_call(&one, OWNER);
	CHECK_INT(hand_off(&one, call, "TWO.EXE", 0), 0);
	handed = program_new_call(&two, OWNER);
	CHECK_INT(peer_state(two.peer, handed, LINECALLSTATE_OFFERING), OWNER);
	CHECK(owners_info(one.peer, LINECALLINFOSTATE_NUMOWNERINCR));
	CHECK_INT(owners_call_status(one.peer, call)->dwCallPrivilege, OWNER);
	CHECK_INT(owners_call_info(one.peer, call)->dwNumOwners, 2);
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = call), 0);
	CHECK(owners_info(two.peer, LINECALLINFOSTATE_NUMOWNERDECR));
	CHECK_INT(owners_call_info(two.peer, handed)->dwNumOwners, 1);
}

TEST_ONCE(owners, a_monitor_that_a_call_is_handed_to_owns_it_with_the_handle_it_has)
{
	struct program one, two;
	struct event event = { 0 };
	DWORD call, seen;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	two = program_with("two", 1, OWNER | MONITOR, VOICE);
	ring();
	call = program_new_call(&one, OWNER);
	seen = program_new_call(&two, MONITOR);
	peer_state(two.peer, seen, LINECALLSTATE_OFFERING);
	CHECK_INT(hand_off(&one, call, "two", 0), 0);
	CHECK(peer_event(two.peer, LINE_CALLSTATE, &event));
	CHECK_INT(event.device, seen);
	CHECK_INT(event.p1, LINECALLSTATE_OFFERING);
	CHECK_INT(event.p3, OWNER);
	CHECK(peer_none(two.peer, LINE_APPNEWCALL));
	CHECK(owners_info(one.peer, LINECALLINFOSTATE_NUMOWNERINCR | LINECALLINFOSTATE_NUMMONITORS));
}

TEST_ONCE(owners, a_call_is_handed_to_the_program_for_its_media_mode)
{
	struct program voice, fax;
	DWORD call;

	scene_open(NULL);
	voice = program_with("voice", 1, OWNER, VOICE);
	fax = program_with("fax", 1, OWNER, FAX);
	ring();
	call = program_new_call(&voice, OWNER);
	CHECK_INT(hand_off(&voice, call, NULL, FAX), 0);
	program_new_call(&fax, OWNER);
	CHECK_INT(hand_off(&voice, call, NULL, VOICE), (LONG)LINEERR_TARGETSELF);
	CHECK_INT(hand_off(&voice, call, NULL, DATA), (LONG)LINEERR_TARGETNOTFOUND);
	CHECK_INT(hand_off(&voice, call, NULL, 0), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(hand_off(&voice, call, NULL, VOICE | FAX), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(hand_off(&voice, call, NULL, 1), (LONG)LINEERR_INVALMEDIAMODE);
}

TEST_ONCE(owners, a_handoff_that_leads_nowhere_is_refused)
{
	struct program one, watcher;
	DWORD call, seen;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	watcher = program_with("watcher", 1, MONITOR, VOICE);
	program_with("elsewhere", 2, OWNER, VOICE);
	ring();
	call = program_new_call(&one, OWNER);
	seen = program_new_call(&watcher, MONITOR);
	CHECK_INT(hand_off(&one, call, "one", 0), (LONG)LINEERR_TARGETSELF);
	CHECK_INT(hand_off(&one, call, "elsewhere", 0), (LONG)LINEERR_TARGETNOTFOUND);
	CHECK_INT(hand_off(&one, call, "watcher", 0), (LONG)LINEERR_TARGETNOTFOUND);
	CHECK_INT(hand_off(&one, call, "", 0), (LONG)LINEERR_TARGETNOTFOUND);
	CHECK_INT(hand_off(&watcher, seen, "one", 0), (LONG)LINEERR_NOTOWNER);
	CHECK_INT(hand_off(&one, 77, "watcher", 0), (LONG)LINEERR_INVALCALLHANDLE);
}

/* --- privileges ------------------------------------------------------------------------------ */

TEST_ONCE(owners, a_monitor_becomes_an_owner_and_the_first_may_go_then)
{
	struct program one, two;
	DWORD call, seen;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	two = program_with("two", 1, MONITOR, VOICE);
	ring();
	call = program_new_call(&one, OWNER);
	seen = program_new_call(&two, MONITOR);
	CHECK_INT(owners_ask(two.peer, PACKET_lineAnswer, seen), (LONG)LINEERR_NOTOWNER);
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = call), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(NOW(one.peer, lineSetCallPrivilege, .call = call, .privilege = MONITOR),
		  (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(NOW(two.peer, lineSetCallPrivilege, .call = seen, .privilege = OWNER), 0);
	CHECK(owners_info(one.peer, LINECALLINFOSTATE_NUMOWNERINCR | LINECALLINFOSTATE_NUMMONITORS));
	CHECK(peer_none(two.peer, LINE_CALLINFO));
	CHECK_INT(NOW(one.peer, lineSetCallPrivilege, .call = call, .privilege = MONITOR), 0);
	CHECK(owners_info(two.peer, LINECALLINFOSTATE_NUMOWNERDECR | LINECALLINFOSTATE_NUMMONITORS));
	CHECK_INT(owners_ask(one.peer, PACKET_lineAnswer, call), (LONG)LINEERR_NOTOWNER);
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = call), 0);
	CHECK(owners_info(two.peer, LINECALLINFOSTATE_NUMMONITORS));
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = call), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(owners_ask(two.peer, PACKET_lineAnswer, seen), 0);
}

TEST_ONCE(owners, privileges_that_are_none_are_refused)
{
	struct program one;
	DWORD call;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	ring();
	call = program_new_call(&one, OWNER);
	CHECK_INT(NOW(one.peer, lineSetCallPrivilege, .call = call, .privilege = NONE),
		  (LONG)LINEERR_INVALCALLPRIVILEGE);
	CHECK_INT(NOW(one.peer, lineSetCallPrivilege, .call = call, .privilege = OWNER | MONITOR),
		  (LONG)LINEERR_INVALCALLPRIVILEGE);
	CHECK_INT(NOW(one.peer, lineSetCallPrivilege, .call = 5, .privilege = OWNER),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = 5), (LONG)LINEERR_INVALCALLHANDLE);
}

TEST_ONCE(owners, an_idle_call_can_be_left_by_its_only_owner)
{
	struct program one;
	DWORD call;

	scene_open(NULL);
	one = program_with("one", 1, OWNER, VOICE);
	ring();
	call = program_new_call(&one, OWNER);
	CHECK_INT(owners_ask(one.peer, PACKET_lineDrop, call), 0);
	scene_advance(100);
	peer_state(one.peer, call, LINECALLSTATE_IDLE);
	CHECK_INT(owners_call_status(one.peer, call)->dwCallState, LINECALLSTATE_IDLE);
	CHECK_INT(NOW(one.peer, lineDeallocateCall, .call = call), 0);
	CHECK_INT(NOW(one.peer, lineGetCallStatus, .call = call, .status = 200),
		  (LONG)LINEERR_INVALCALLHANDLE);
}

/* --- what is known of a call --------------------------------------------------------------- */

TEST_ONCE(owners, the_name_of_who_made_a_call_and_what_he_said_of_it_are_told)
{
	LINECALLPARAMS params = {
		.dwBearerMode = LINEBEARERMODE_VOICE, .dwMinRate = 3100, .dwMaxRate = 3100,
		.dwMediaMode = VOICE, .dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
	struct program maker, answerer, watcher;
	struct packet_lineMakeCall in;
	const LINECALLINFO *info;
	DWORD call, made;

	scene_open(NULL);
	maker = program_with("maker", 0, OWNER, VOICE);
	watcher = program_with("watcher", 0, MONITOR, VOICE);
	answerer = program_with("answerer", 1, OWNER, VOICE);
	in = (struct packet_lineMakeCall){ .request = peer_request(), .line = maker.line };
	made = in.request;
	in.dest = owners_text("200");
	in.params = owners_params(&params, NULL, "about the bill");
	CHECK_INT(owners_now(maker.peer, PACKET_lineMakeCall, &in, sizeof(in)), made);
	CHECK_INT(peer_reply(maker.peer, made, NULL), 0);
	scene_advance(2000);
	call = program_new_call(&watcher, MONITOR);
	info = owners_call_info(watcher.peer, call);
	CHECK_TEXT(FIELD(info, AppName), "maker");
	CHECK_TEXT(FIELD(info, Comment), "about the bill");
	CHECK_INT(info->hLine, watcher.line);
	CHECK(info->dwCallStates & LINECALLSTATE_UNKNOWN);
	call = program_new_call(&answerer, OWNER);
	CHECK_TEXT(FIELD(owners_call_info(answerer.peer, call), AppName), "");
	CHECK_INT(owners_ask(answerer.peer, PACKET_lineAnswer, call), 0);
	CHECK_TEXT(FIELD(owners_call_info(answerer.peer, call), AppName), "answerer");
}

TEST_ONCE(owners, capabilities_say_what_tapi_itself_tells)
{
	struct packet_lineGetAddressCaps address;
	struct packet_lineGetDevCaps device;
	const LINEADDRESSCAPS *caps;
	const LINEDEVCAPS *line;
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(GET(p.peer, lineGetAddressCaps, &address, .app = p.app, .version = TAPI_2_2,
		      .caps = 4096), 0);
	caps = peer_tail(p.peer, address.caps);
	CHECK(caps->dwCallStates & LINECALLSTATE_UNKNOWN);
	CHECK(caps->dwCallInfoStates & LINECALLINFOSTATE_NUMMONITORS);
	CHECK(caps->dwCallInfoStates & LINECALLINFOSTATE_NUMOWNERINCR);
	CHECK_INT(GET(p.peer, lineGetDevCaps, &device, .app = p.app, .version = TAPI_2_2,
		      .caps = 4096), 0);
	line = peer_tail(p.peer, device.caps);
	CHECK(line->dwLineStates & LINEDEVSTATE_OPEN);
	CHECK(line->dwLineStates & LINEDEVSTATE_REINIT);
}

/* --- lists of calls ---------------------------------------------------------------------------- */

TEST_ONCE(owners, calls_of_a_line_are_listed_for_who_came_later)
{
	struct program owner, later;
	struct packet_lineGetNewCalls got;
	DWORD call, calls[4];

	scene_open(NULL);
	owner = program_with("owner", 1, OWNER, VOICE);
	later = program_with("later", 1, NONE, 0);
	ring();
	call = program_new_call(&owner, OWNER);
	CHECK_INT(GET(later.peer, lineGetNewCalls, &got, .line = later.line,
		      .select = LINECALLSELECT_ADDRESS, .list = sizeof(LINECALLLIST)), 0);
	CHECK_INT(((const LINECALLLIST *)peer_tail(later.peer, got.list))->dwCallsNumEntries, 0);
	CHECK_INT(((const LINECALLLIST *)peer_tail(later.peer, got.list))->dwNeededSize,
		  sizeof(LINECALLLIST) + sizeof(DWORD));
	CHECK_INT(owners_call_info(owner.peer, call)->dwNumMonitors, 0);
	CHECK_INT(owners_new_calls(later.peer, later.line, calls, 4), 1);
	CHECK(owners_info(owner.peer, LINECALLINFOSTATE_NUMMONITORS));
	CHECK_INT(owners_call_info(owner.peer, call)->dwNumMonitors, 1);
	CHECK_INT(owners_new_calls(later.peer, later.line, calls + 1, 3), 0);
	CHECK_INT(owners_ask(later.peer, PACKET_lineDrop, calls[0]), (LONG)LINEERR_NOTOWNER);
}

TEST_ONCE(owners, lists_of_what_is_not_there_are_refused)
{
	struct program p;

	scene_open(NULL);
	p = program_with("p", 1, OWNER, VOICE);
	CHECK_INT(NOW(p.peer, lineGetNewCalls, .line = 4, .select = LINECALLSELECT_LINE,
		      .list = 99), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(NOW(p.peer, lineGetNewCalls, .line = p.line, .select = LINECALLSELECT_CALL,
		      .list = 99), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(NOW(p.peer, lineGetNewCalls, .line = p.line, .select = 0, .list = 99),
		  (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(NOW(p.peer, lineGetNewCalls, .line = p.line, .address = 3,
		      .select = LINECALLSELECT_ADDRESS, .list = 99), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(NOW(p.peer, lineGetNewCalls, .line = p.line, .select = LINECALLSELECT_LINE,
		      .list = 20), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(NOW(p.peer, lineGetConfRelatedCalls, .call = 4, .list = 99),
		  (LONG)LINEERR_INVALCALLHANDLE);
}

static DWORD *related(struct peer *peer, DWORD call, DWORD *count)
{
	static DWORD calls[8];
	struct packet_lineGetConfRelatedCalls got;
	LINECALLLIST list;

	CHECK_INT(GET(peer, lineGetConfRelatedCalls, &got, .call = call, .list = 256), 0);
	memcpy(&list, peer_tail(peer, got.list), sizeof(list));
	NEED(list.dwCallsNumEntries <= 8);
	memcpy(calls, (const char *)peer_tail(peer, got.list) + list.dwCallsOffset,
	       list.dwCallsSize);
	*count = list.dwCallsNumEntries;
	return calls;
}

TEST_ONCE(owners, calls_of_a_conference_are_listed_and_the_conference_first)
{
	struct packet_lineSetUpConference in;
	struct program owner, later;
	struct event event = { 0 };
	DWORD member, made, seen[4], *calls, count;

	scene_open(NULL);
	owner = program_with("owner", 0, OWNER, VOICE);
	later = program_with("later", 0, NONE, 0);
	member = peer_call(owner.peer, owner.line, "91");
	CHECK_INT(NOW(owner.peer, lineGetConfRelatedCalls, .call = member, .list = 99),
		  (LONG)LINEERR_NOCONFERENCE);
	scene_advance(10000);
	peer_state(owner.peer, member, LINECALLSTATE_CONNECTED);
	in = (struct packet_lineSetUpConference){ .request = peer_request(), .call = member,
						  .parties = 3, .params = PACKET_NONE };
	made = in.request;
	CHECK_INT(owners_now(owner.peer, PACKET_lineSetUpConference, &in, sizeof(in)), made);
	CHECK_INT(peer_reply(owner.peer, made, &event), 0);
	scene_advance(100);
	peer_state(owner.peer, member, LINECALLSTATE_CONFERENCED);
	calls = related(owner.peer, member, &count);
	CHECK_INT(count, 2);
	CHECK_INT(calls[0], event.p3);
	CHECK_INT(calls[1], member);
	CHECK_INT(owners_new_calls(later.peer, later.line, seen, 4), 3);
	calls = related(later.peer, seen[0], &count);
	CHECK_INT(count, 2);
	CHECK_INT(calls[1], seen[0]);
	CHECK_INT(owners_call_status(later.peer, seen[0])->dwCallStateMode, calls[0]);
}

/* --- rings --------------------------------------------------------------------------------------- */

static DWORD rings(struct program *p, DWORD address)
{
	struct packet_lineGetNumRings got;

	CHECK_INT(GET(p->peer, lineGetNumRings, &got, .line = p->line, .address = address), 0);
	return got.rings;
}

TEST_ONCE(owners, a_call_is_answered_after_the_least_rings_that_anybody_asked_for)
{
	struct program one, two;

	scene_open("[line d]\ndriver = sim\nnumber = 400\nmore-numbers = 401\n");
	one = program_with("one", 3, OWNER, VOICE);
	two = program_with("two", 3, MONITOR, VOICE);
	CHECK_INT(rings(&one, 0), 0xFFFFFFFFu);
	CHECK_INT(NOW(one.peer, lineSetNumRings, .line = one.line, .rings = 4), 0);
	CHECK_INT(NOW(two.peer, lineSetNumRings, .line = two.line, .rings = 2), 0);
	CHECK_INT(rings(&one, 0), 2);
	CHECK_INT(rings(&one, 1), 0xFFFFFFFFu);
	CHECK_INT(NOW(two.peer, lineClose, .line = two.line), 0);
	CHECK_INT(rings(&one, 0), 4);
	CHECK_INT(NOW(one.peer, lineSetNumRings, .line = one.line, .address = 2, .rings = 2),
		  (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(NOW(one.peer, lineGetNumRings, .line = one.line, .address = 2),
		  (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(NOW(one.peer, lineSetNumRings, .line = 7), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(NOW(one.peer, lineGetNumRings, .line = 7), (LONG)LINEERR_INVALLINEHANDLE);
}

/* --- what they are called ---------------------------------------------------------------- */

TEST_ONCE(owners, a_program_whose_name_cannot_be_shown_does_not_begin)
{
	struct peer *peer;

	scene_open(NULL);
	peer = peer_hello("peer");
	CHECK_INT(NOW(peer, lineInitialize, .context = 1, .version = TAPI_2_2,
		      .friendly_name = owners_text("two\nrows"), .module = PACKET_NONE),
		  (LONG)LINEERR_INVALAPPNAME);
	CHECK_INT(NOW(peer, phoneInitialize, .context = 1, .version = TAPI_2_2,
		      .friendly_name = owners_text("a\x7F"), .module = PACKET_NONE),
		  (LONG)PHONEERR_INVALAPPNAME);
	CHECK_INT(NOW(peer, lineInitialize, .context = 1, .version = TAPI_2_2,
		      .friendly_name = owners_text("Grüße"), .module = PACKET_NONE), 0);
}
