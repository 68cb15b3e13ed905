/* SPDX-License-Identifier: MIT
 * test_client.c - a program as it is written for TAPI, with the client library and the
 * telephony server. */
#include "client_scene.h"
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_ONCE(client, a_program_makes_answers_and_drops_a_call)
{
	HLINE caller, called;
	HCALL out = 0, in;

	prog_begin();
	CHECK_INT(it.devices, 3);
	caller = prog_open(0, (DWORD_PTR)&caller);
	called = prog_open(1, 0x123456789abc);
	CHECK_INT(prog_reply(lineMakeCallA(caller, &out, "200", 0, NULL)), 0);
	CHECK_INT(it.message.dwCallbackInstance == (DWORD_PTR)&caller, true);
	CHECK(out != 0);
	scene_advance(2000);
	NEED(prog_hears(LINE_APPNEWCALL));
	CHECK_INT(it.message.hDevice, called);
	CHECK_INT(it.message.dwCallbackInstance, 0x123456789abc);
	in = (HCALL)it.message.dwParam2;
	CHECK_INT(prog_reply(lineAnswer(in, NULL, 0)), 0);
	scene_advance(100);
	prog_state(out, LINECALLSTATE_CONNECTED);
	CHECK_INT(prog_reply(lineDrop(out, NULL, 0)), 0);
	scene_advance(100);
	prog_state(out, LINECALLSTATE_IDLE);
	CHECK_INT(lineDeallocateCall(out), 0);
	CHECK_INT(lineClose(caller), 0);
	CHECK_INT(lineClose(caller), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(lineShutdown(it.app), 0);
	CHECK_INT(lineShutdown(it.app), (LONG)LINEERR_UNINITIALIZED);
	CHECK_INT(lineSetCurrentLocation(it.app, 1), (LONG)LINEERR_UNINITIALIZED);
	CHECK_INT(lineSetTollListA(it.app, 0, "+1 (425) 8821234", 1), (LONG)LINEERR_UNINITIALIZED);
	it.app = 0;
}

TEST_ONCE(client, capabilities_come_in_both_texts)
{
	union {
		LINEDEVCAPS caps;
		char bytes[4096];
	} wide = { .caps.dwTotalSize = sizeof(wide) }, ansi = { .caps.dwTotalSize = sizeof(ansi) };
	const char *name;

	prog_begin();
	CHECK_INT(lineGetDevCapsW(it.app, 0, V2_2, 0, &wide.caps), 0);
	CHECK_INT(lineGetDevCapsA(it.app, 0, V2_2, 0, &ansi.caps), 0);
	name = ansi.bytes + ansi.caps.dwLineNameOffset;
	CHECK_INT(wide.caps.dwLineNameSize, 2 * ansi.caps.dwLineNameSize);
	CHECK_INT(strlen(name) + 1, ansi.caps.dwLineNameSize);
	CHECK(name[0] == wide.bytes[wide.caps.dwLineNameOffset]);
	ansi.caps.dwTotalSize = 8;
	CHECK_INT(lineGetDevCapsA(it.app, 0, V2_2, 0, &ansi.caps), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(lineGetDevCapsW(it.app, 0, V2_2, 0, NULL), (LONG)LINEERR_INVALPOINTER);
}

TEST_ONCE(client, a_record_that_fits_in_bytes_is_whole_in_bytes)
{
	union {
		LINEDEVCAPS caps;
		char bytes[4096];
	} first = { .caps.dwTotalSize = sizeof(first) }, again;

	prog_begin();
	CHECK_INT(lineGetDevCapsA(it.app, 0, V2_2, 0, &first.caps), 0);
	again.caps.dwTotalSize = first.caps.dwNeededSize;
	CHECK_INT(lineGetDevCapsA(it.app, 0, V2_2, 0, &again.caps), 0);
	CHECK_INT(again.caps.dwUsedSize, first.caps.dwNeededSize);
	CHECK_INT(again.caps.dwNeededSize, first.caps.dwNeededSize);
	CHECK_INT(again.caps.dwProviderInfoSize, first.caps.dwProviderInfoSize);
	again.caps.dwTotalSize--;
	CHECK_INT(lineGetDevCapsA(it.app, 0, V2_2, 0, &again.caps), 0);
	CHECK_INT(again.caps.dwNeededSize, first.caps.dwNeededSize);
	CHECK(again.caps.dwUsedSize < first.caps.dwNeededSize);
}

TEST_ONCE(client, the_event_is_up_while_messages_wait)
{
	struct pollfd event;
	HCALL call;
	HLINE line;
	LONG request;

	prog_begin();
	event = (struct pollfd){ .fd = (int)(intptr_t)it.event, .events = POLLIN };
	line = prog_open(0, 1);
	CHECK_INT(poll(&event, 1, 0), 0);
	CHECK_INT(lineGetMessage(it.app, &it.message, 0), (LONG)LINEERR_OPERATIONFAILED);
	request = lineMakeCallA(line, &call, "200", 0, NULL);
	CHECK_INT(poll(&event, 1, WAIT_MS), 1);
	CHECK_INT(prog_reply(request), 0);
	while (!lineGetMessage(it.app, &it.message, 0))
		;
	CHECK_INT(poll(&event, 1, 0), 0);
}

TEST_ONCE(client, a_program_outlives_its_server)
{
	LINEMESSAGE message;
	HCALL call;
	HLINE line;

	prog_begin();
	line = prog_open(0, 1);
	scene_close();
	NEED(prog_hears(LINE_LINEDEVSTATE));
	CHECK_INT(it.message.dwParam1, LINEDEVSTATE_REINIT);
	CHECK_INT(lineGetMessage(it.app, &message, 0), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(lineMakeCallA(line, &call, "200", 0, NULL), (LONG)LINEERR_REINIT);
	CHECK_INT(lineShutdown(it.app), 0);
	CHECK_INT(lineClose(line), (LONG)LINEERR_UNINITIALIZED);
	it.app = 0;
}

/* What a child that was forked from a program of TAPI does; the number of the first step
 * that fails. */
static int begin_in_child(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;
	LINEEXTENSIONID extension;
	HLINEAPP own;

	if (lineNegotiateAPIVersion(it.app, 0, V2_2, V2_2, &version, &extension) != (LONG)LINEERR_UNINITIALIZED)
		return 1;
	if (lineInitializeExA(&own, NULL, NULL, "child", &devices, &version, &params))
		return 2;
	if (lineNegotiateAPIVersion(own, 0, V2_2, V2_2, &version, &extension))
		return 3;
	return lineShutdown(own) ? 4 : 0;
}

TEST_ONCE(client, a_child_of_a_program_begins_anew_and_leaves_its_parent_alone)
{
	int status = -1;
	pid_t child;

	if (!CHILDREN_MAY_THREAD)
		return;
	prog_begin();
	child = fork();
	if (child == 0)
		_exit(begin_in_child());
	NEED(child > 0);
	NEED(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	CHECK(prog_open(0, 1) != 0);
}

TEST_ONCE(client, two_applications_of_a_process_have_their_own_calls_and_messages)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;
	HLINEAPP other;
	HCALL call;
	HLINE mine, others;

	prog_begin();
	CHECK_INT(lineInitializeExA(&other, NULL, NULL, "other", &devices, &version, &params), 0);
	mine = prog_open(0, 1);
	CHECK_INT(lineOpenA(other, 1, &others, V2_2, 0, 2, OWNER, VOICE, NULL), 0);
	CHECK_INT(lineClose(others), 0);
	CHECK_INT(prog_reply(lineMakeCallA(mine, &call, "200", 0, NULL)), 0);
	scene_advance(20000);
	CHECK_INT(lineGetMessage(other, &it.message, 0), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(lineShutdown(other), 0);
	prog_state(call, LINECALLSTATE_IDLE);
}
