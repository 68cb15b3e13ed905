/* SPDX-License-Identifier: MIT
 * test_older.c - programs of different versions of TAPI on the same lines. */
#include "owners_scene.h"
#include "tapi/server/older.h"

static struct event told(DWORD version, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct event event = { .message = message, .p1 = p1, .p2 = p2, .p3 = p3 };

	if (!older_event(version, &event))
		event = (struct event){ .total = 0xFFFF };
	return event;
}

static bool is_told(DWORD version, DWORD message, DWORD p1, DWORD p2)
{
	return told(version, message, p1, p2, 0).total != 0xFFFF;
}

TEST_ONCE(older, modes_of_connected_calls_become_those_of_the_version)
{
	const DWORD connected = LINECALLSTATE_CONNECTED;

	CHECK_INT(older_mode(TAPI_1_3, connected, LINECONNECTEDMODE_INACTIVE), 0);
	CHECK_INT(older_mode(TAPI_1_4, connected, LINECONNECTEDMODE_INACTIVE),
		  LINECONNECTEDMODE_INACTIVE);
	CHECK_INT(older_mode(TAPI_1_4, connected, LINECONNECTEDMODE_ACTIVEHELD),
		  LINECONNECTEDMODE_ACTIVE);
	CHECK_INT(older_mode(TAPI_1_4, connected, LINECONNECTEDMODE_INACTIVEHELD),
		  LINECONNECTEDMODE_INACTIVE);
	CHECK_INT(older_mode(TAPI_2_0, connected, LINECONNECTEDMODE_ACTIVEHELD),
		  LINECONNECTEDMODE_ACTIVEHELD);
	CHECK_INT(older_mode(TAPI_1_3, LINECALLSTATE_OFFERING, LINEOFFERINGMODE_INACTIVE), 0);
	CHECK_INT(older_mode(TAPI_1_4, LINECALLSTATE_DISCONNECTED, LINEDISCONNECTMODE_OUTOFORDER),
		  LINEDISCONNECTMODE_UNKNOWN);
	CHECK_INT(older_mode(TAPI_1_4, LINECALLSTATE_DISCONNECTED, LINEDISCONNECTMODE_NODIALTONE),
		  LINEDISCONNECTMODE_NODIALTONE);
}

TEST_ONCE(older, messages_that_a_version_does_not_have_are_not_told)
{
	CHECK(!is_told(TAPI_1_4, LINE_APPNEWCALL, 0, 0));
	CHECK(is_told(TAPI_2_0, LINE_APPNEWCALL, 0, 0));
	CHECK(!is_told(TAPI_1_4, LINE_REMOVE, 0, 0));
	CHECK(!is_told(TAPI_2_2, LINE_DEVSPECIFICEX, 0, 0));
	CHECK(is_told(TAPI_3_1, LINE_DEVSPECIFICEX, 0, 0));
	CHECK(!is_told(TAPI_1_4, LINE_CALLINFO, LINECALLINFOSTATE_CALLDATA, 0));
	CHECK(!is_told(TAPI_1_3, LINE_LINEDEVSTATE, LINEDEVSTATE_REMOVED, 0));
	CHECK(is_told(TAPI_1_4, LINE_LINEDEVSTATE, LINEDEVSTATE_REMOVED, 0));
	CHECK_INT(told(TAPI_1_4, LINE_CALLINFO,
		       LINECALLINFOSTATE_CALLDATA | LINECALLINFOSTATE_CALLID, 0, 0).p1,
		  LINECALLINFOSTATE_CALLID);
	CHECK_INT(told(TAPI_1_4, LINE_MONITORDIGITS, '1', LINEDIGITMODE_DTMF, 99).p3, 0);
	CHECK_INT(told(TAPI_2_0, LINE_MONITORDIGITS, '1', LINEDIGITMODE_DTMF, 99).p3, 99);
	CHECK_INT(told(TAPI_1_3, LINE_MONITORMEDIA, LINEMEDIAMODE_VOICEVIEW, 0, 0).p1,
		  LINEMEDIAMODE_UNKNOWN);
}

TEST_ONCE(older, what_must_be_heard_all_the_same_is_told_as_reinit)
{
	struct event event = told(TAPI_1_3, LINE_LINEDEVSTATE, LINEDEVSTATE_CAPSCHANGE, 0, 0);

	CHECK_INT(event.message, LINE_LINEDEVSTATE);
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p2, LINE_LINEDEVSTATE);
	CHECK_INT(event.p3, LINEDEVSTATE_CAPSCHANGE);
	event = told(TAPI_1_3, LINE_ADDRESSSTATE, 1, LINEADDRESSSTATE_CAPSCHANGE, 0);
	CHECK_INT(event.message, LINE_LINEDEVSTATE);
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p2, LINE_ADDRESSSTATE);
	CHECK_INT(told(TAPI_1_3, LINE_LINEDEVSTATE, LINEDEVSTATE_TRANSLATECHANGE, 0, 0).p1,
		  LINEDEVSTATE_REINIT);
	CHECK_INT(told(TAPI_1_4, LINE_LINEDEVSTATE, LINEDEVSTATE_CAPSCHANGE, 0, 0).p1,
		  LINEDEVSTATE_CAPSCHANGE);
}

TEST_ONCE(older, records_keep_what_a_version_knows)
{
	LINECALLINFO info = { .dwMediaMode = LINEMEDIAMODE_VIDEO, .dwReason = LINECALLREASON_CAMPEDON,
			      .dwOrigin = LINECALLORIGIN_INBOUND };
	LINECALLSTATUS status = { .dwCallState = LINECALLSTATE_CONNECTED,
				  .dwCallStateMode = LINECONNECTEDMODE_ACTIVEHELD,
				  .dwCallFeatures = LINECALLFEATURE_SETCALLDATA | LINECALLFEATURE_HOLD };

	older_record(ABI_LINECALLINFO, &info, TAPI_2_0);
	CHECK_INT(info.dwMediaMode, UNKNOWN);
	CHECK_INT(info.dwReason, LINECALLREASON_CAMPEDON);
	older_record(ABI_LINECALLINFO, &info, TAPI_1_3);
	CHECK_INT(info.dwReason, LINECALLREASON_UNKNOWN);
	CHECK_INT(info.dwOrigin, LINECALLORIGIN_UNKNOWN);
	older_record(ABI_LINECALLSTATUS, &status, TAPI_1_4);
	CHECK_INT(status.dwCallStateMode, LINECONNECTEDMODE_ACTIVE);
	CHECK_INT(status.dwCallFeatures, LINECALLFEATURE_HOLD);
	older_record(ABI_LINECALLSTATUS, &status, TAPI_1_3);
	CHECK_INT(status.dwCallStateMode, 0);
}

/* --- on one line ----------------------------------------------------------------------------- */

static struct program program_of(const char *module, DWORD version, DWORD privileges)
{
	struct program program = program_new(module, version);
	const struct opening opening = { 1, version, privileges, VOICE, 0, 0 };

	CHECK_INT(program_open(&program, &opening), 0);
	return program;
}

/* The handle that LINE_CALLSTATE of that state names, and what comes with it. */
static struct event state(struct program *program, DWORD which)
{
	struct event event = { 0 };

	while (peer_event(program->peer, LINE_CALLSTATE, &event))
		if (event.p1 == which)
			return event;
	CHECK(!"the state came");
	return event;
}

TEST_ONCE(older, programs_of_1_3_and_3_1_see_the_same_call_each_in_its_own_way)
{
	struct program old, new, caller;
	struct event seen, event;
	DWORD call;

	scene_open(NULL);
	old = program_of("old", TAPI_1_3, MONITOR);
	new = program_of("new", TAPI_3_1, OWNER);
	caller = program_with("caller", 0, OWNER, VOICE);
	peer_call(caller.peer, caller.line, "200");
	scene_advance(2000);
	call = program_new_call(&new, OWNER);
	seen = state(&old, LINECALLSTATE_OFFERING);
	CHECK_INT(seen.p2, 0);
	CHECK_INT(seen.p3, MONITOR);
	CHECK_INT(state(&new, LINECALLSTATE_OFFERING).p2, LINEOFFERINGMODE_ACTIVE);
	CHECK_INT(owners_ask(new.peer, PACKET_lineAnswer, call), 0);
	scene_advance(100);
	CHECK_INT(state(&old, LINECALLSTATE_CONNECTED).p2, 0);
	event = state(&new, LINECALLSTATE_CONNECTED);
	CHECK_INT(event.p2, LINECONNECTEDMODE_ACTIVE);
	CHECK_INT(owners_call_status(old.peer, seen.device)->dwCallStateMode, 0);
	CHECK_INT(owners_call_status(new.peer, call)->dwCallStateMode, LINECONNECTEDMODE_ACTIVE);
	CHECK_INT(owners_call_info(old.peer, seen.device)->dwUsedSize
		  >= abi_fixed_size(ABI_LINECALLINFO, TAPI_1_3), true);
	CHECK(peer_none(old.peer, LINE_APPNEWCALL));
}

TEST_ONCE(older, an_old_programs_line_status_has_no_list_of_programs)
{
	const DWORD size = abi_fixed_size(ABI_LINEDEVSTATUS, TAPI_1_4);
	const LINEDEVSTATUS *status;
	struct program old;

	scene_open(NULL);
	old = program_of("old", TAPI_1_4, MONITOR);
	status = owners_line_status(old.peer, old.line, 4096);
	CHECK_INT(status->dwNumOpens, 1);
	CHECK(status->dwUsedSize >= size && status->dwNeededSize == status->dwUsedSize);
	CHECK(status->dwTerminalModesOffset == 0 || status->dwTerminalModesOffset >= size);
}

TEST_ONCE(older, capabilities_of_an_old_program_have_no_newer_bits)
{
	const DWORD version = TAPI_1_3;
	struct packet_lineGetAddressCaps got;
	const LINEADDRESSCAPS *caps;
	struct program old;

	scene_open(NULL);
	old = program_new("old", version);
	CHECK_INT(GET(old.peer, lineGetAddressCaps, &got, .app = old.app, .version = version,
		      .caps = 4096), 0);
	caps = peer_tail(old.peer, got.caps);
	CHECK_INT(caps->dwCallFeatures & older_unknown(NAME_LINECALLFEATURE, version), 0);
	CHECK_INT(caps->dwDisconnectModes & older_unknown(NAME_LINEDISCONNECTMODE, version), 0);
	CHECK_INT(caps->dwAddrCapFlags & older_unknown(NAME_LINEADDRCAPFLAGS, version), 0);
	CHECK(caps->dwCallFeatures & LINECALLFEATURE_ANSWER);
}
