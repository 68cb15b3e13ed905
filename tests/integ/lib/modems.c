/* SPDX-License-Identifier: MIT
 * modems.c - a program of Windows with two data modems: lines 0 and 1 call each other, and
 * what it writes at one end it must read at the other. Says "ok" or what went wrong. */
#include <windows.h>
#include <tapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 0x00020002
#define LIMIT_MS 30000

static HLINEAPP app;
static HLINE lines[2];
static LINEMESSAGE message;

static void need(const char *what, long is, long wanted)
{
	if (is == wanted)
		return;
	printf("%s: %lx instead of %lx\n", what, is, wanted);
	exit(1);
}

static void hears(DWORD id, DWORD p1)
{
	do
		need("lineGetMessage", lineGetMessage(app, &message, LIMIT_MS), 0);
	while (message.dwMessageID != id || (p1 && message.dwParam1 != p1));
}

static void begin(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD count, version = VERSION;

	need("lineInitializeEx", lineInitializeExA(&app, NULL, NULL, "modems", &count, &version, &params), 0);
	for (DWORD i = 0; i < 2; i++) {
		LINEEXTENSIONID extension;

		need("lineNegotiateAPIVersion",
		     lineNegotiateAPIVersion(app, i, VERSION, VERSION, &version, &extension), 0);
		need("lineOpen", lineOpenA(app, i, &lines[i], VERSION, 0, 0, LINECALLPRIVILEGE_OWNER,
					   LINEMEDIAMODE_DATAMODEM, NULL), 0);
	}
}

static void talk(HCALL calls[2])
{
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMediaMode = LINEMEDIAMODE_DATAMODEM, .dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
	LONG request = lineMakeCallA(lines[0], &calls[0], "200", 0, &params);

	need("lineMakeCall", request > 0, 1);
	hears(LINE_REPLY, (DWORD)request);
	need("its reply", (long)message.dwParam2, 0);
	hears(LINE_APPNEWCALL, 0);
	calls[1] = (HCALL)message.dwParam2;
	need("lineAnswer", lineAnswer(calls[1], NULL, 0) > 0, 1);
	hears(LINE_CALLSTATE, LINECALLSTATE_CONNECTED);
	hears(LINE_CALLSTATE, LINECALLSTATE_CONNECTED);
}

static HANDLE stream_of(HCALL call)
{
	union {
		VARSTRING v;
		char room[256];
	} id = { .v = { .dwTotalSize = sizeof(id) } };
	HANDLE handle;

	need("lineGetID", lineGetIDA(0, 0, call, LINECALLSELECT_CALL, &id.v, "comm/datamodem"), 0);
	memcpy(&handle, id.room + id.v.dwStringOffset, sizeof(handle));
	printf("%s has a handle\n", id.room + id.v.dwStringOffset + sizeof(handle));
	need("a handle", handle != NULL, 1);
	return handle;
}

/* How many bytes were read, or written. */
static DWORD move(HANDLE end, char *bytes, DWORD size, BOOL write)
{
	OVERLAPPED io = { .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL) };
	DWORD count = 0;
	BOOL done = write ? WriteFile(end, bytes, size, NULL, &io)
			  : ReadFile(end, bytes, size, NULL, &io);

	if (!done && GetLastError() != ERROR_IO_PENDING) {
		CloseHandle(io.hEvent);
		return 0;
	}
	if (!GetOverlappedResult(end, &io, &count, TRUE))
		count = 0;
	CloseHandle(io.hEvent);
	return count;
}

int main(void)
{
	char said[] = "CONNECT", heard[16] = "";
	DWORD before, after;
	HANDLE ends[2];
	HCALL calls[2];

	setvbuf(stdout, NULL, _IONBF, 0);
	begin();
	talk(calls);
	GetProcessHandleCount(GetCurrentProcess(), &before);
	for (int i = 0; i < 2; i++)
		ends[i] = stream_of(calls[i]);
	for (int i = 0; i < 2; i++) {
		need("bytes written", (long)move(ends[i], said, sizeof(said), TRUE), sizeof(said));
		need("bytes read", (long)move(ends[!i], heard, sizeof(heard), FALSE), sizeof(said));
		need("what was read", strcmp(said, heard), 0);
	}
	need("lineDrop", lineDrop(calls[0], NULL, 0) > 0, 1);
	hears(LINE_CALLSTATE, LINECALLSTATE_IDLE);
	for (int i = 0; i < 2; i++) {
		need("bytes after the end", (long)move(ends[i], heard, 1, FALSE), 0);
		CloseHandle(ends[i]);
	}
	GetProcessHandleCount(GetCurrentProcess(), &after);
	need("handles that are left over", (long)after - (long)before, 0);
	puts("ok");
	return lineShutdown(app);
}
