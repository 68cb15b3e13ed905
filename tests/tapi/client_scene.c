/* SPDX-License-Identifier: MIT
 * client_scene.c - see the header. */
#include "client_scene.h"
#include <stdlib.h>

struct client_scene it;

static void leave(void *nothing)
{
	if (it.app)
		lineShutdown(it.app);
	it.app = 0;
	unsetenv("OPENTSP_TAPI");
}

static void begin(const char *more, const char *server)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = V2_2;
	char address[256];

	scene_open_with(more, server);
	snprintf(address, sizeof(address), "unix:%s", scene_socket());
	setenv("OPENTSP_TAPI", address, 1);
	memset(&it, 0, sizeof(it));
	DEFER(leave, NULL);
	CHECK_INT(lineInitializeExA(&it.app, NULL, NULL, "a program", &it.devices, &version, &params), 0);
	it.event = params.Handles.hEvent;
	CHECK_INT(version, V2_2);
}

void prog_begin(void)
{
	prog_begin_with("");
}

void prog_begin_with(const char *server)
{
	begin(NULL, server);
}

void prog_begin_lines(const char *more)
{
	begin(more, "");
}

HLINE prog_open(DWORD device, DWORD_PTR instance)
{
	LINEEXTENSIONID extension;
	DWORD version = 0;
	HLINE line = 0;

	CHECK_INT(lineNegotiateAPIVersion(it.app, device, 0x00010003, V2_2, &version, &extension), 0);
	CHECK_INT(version, V2_2);
	CHECK_INT(lineOpenA(it.app, device, &line, version, 0, instance, OWNER, VOICE, NULL), 0);
	return line;
}

bool prog_hears(DWORD id)
{
	do {
		if (lineGetMessage(it.app, &it.message, WAIT_MS))
			return false;
	} while (it.message.dwMessageID != id);
	return true;
}

LONG prog_reply(LONG request)
{
	if (request <= 0)
		return request;
	do
		NEED(prog_hears(LINE_REPLY));
	while ((LONG)it.message.dwParam1 != request);
	return (LONG)it.message.dwParam2;
}

void prog_state(HCALL call, DWORD state)
{
	do
		NEED(prog_hears(LINE_CALLSTATE));
	while (it.message.hDevice != call || it.message.dwParam1 != state);
}

void prog_talk(void)
{
	prog_begin();
	it.caller = prog_open(0, 0);
	it.called = prog_open(1, 0x123456789abc);
	CHECK_INT(prog_reply(lineMakeCallA(it.caller, &it.out, "200", 0, NULL)), 0);
	scene_advance(2000);
	NEED(prog_hears(LINE_APPNEWCALL));
	CHECK_INT(it.message.hDevice, it.called);
	it.in = (HCALL)it.message.dwParam2;
	CHECK_INT(prog_reply(lineAnswer(it.in, NULL, 0)), 0);
	scene_advance(100);
	prog_state(it.out, LINECALLSTATE_CONNECTED);
}
