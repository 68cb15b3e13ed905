/* SPDX-License-Identifier: MIT
 * tapi_ways.c - tapi_ways NUMBER: a program of Windows that calls the number on line 1, three
 * times, and hears of it by a hidden window, an event handle and a completion port. Of each
 * it says what it heard: "window: reply connected idle". */
#include <stdio.h>
#include <windows.h>
#include <tapi.h>

#define VERSION 0x00020002
#define LIMIT_MS 15000

static struct {
	HLINEAPP app;
	HLINE line;
	HCALL call;
	DWORD request;
	HANDLE port;
	DWORD thread;		/* that begins, and must be the one that is told by a window */
	BOOL over;
} it;

static void say(const char *word)
{
	printf(" %s", word);
}

static void heard(DWORD message, DWORD_PTR p1, DWORD_PTR p2)
{
	if (message == LINE_REPLY && p1 == it.request)
		say(p2 ? "refused" : "reply");
	if (message != LINE_CALLSTATE)
		return;
	if (p1 == LINECALLSTATE_CONNECTED) {
		say("connected");
		lineDrop(it.call, NULL, 0);
	}
	if (p1 == LINECALLSTATE_IDLE) {
		say("idle");
		it.over = TRUE;
	}
}

/* --- the three ways ---------------------------------------------------------------- */

static void CALLBACK by_window(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			       DWORD_PTR p2, DWORD_PTR p3)
{
	if (GetCurrentThreadId() != it.thread || (message == LINE_CALLSTATE && instance != 7))
		say("wrongly");
	heard(message, p1, p2);
}

static void wait_window(void)
{
	MSG message;

	SetTimer(NULL, 0, LIMIT_MS, NULL);
	while (!it.over && GetMessageA(&message, NULL, 0, 0) > 0) {
		if (message.message == WM_TIMER && !message.hwnd)
			return;
		DispatchMessageA(&message);
	}
}

static void wait_event(void)
{
	LINEMESSAGE message;

	while (!it.over && !lineGetMessage(it.app, &message, LIMIT_MS))
		heard(message.dwMessageID, message.dwParam1, message.dwParam2);
}

static void wait_port(void)
{
	LINEMESSAGE *message;
	OVERLAPPED *overlapped;
	ULONG_PTR key;
	DWORD size;

	while (!it.over && GetQueuedCompletionStatus(it.port, &size, &key, &overlapped, LIMIT_MS)) {
		message = (LINEMESSAGE *)overlapped;
		if (key != 99)
			say("wrongly");
		heard(message->dwMessageID, message->dwParam1, message->dwParam2);
		LocalFree(message);
	}
}

static const struct {
	const char *name;
	DWORD option;
	void (*wait)(void);
} ways[] = {
	{ "window", LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, wait_window },
	{ "event", LINEINITIALIZEEXOPTION_USEEVENT, wait_event },
	{ "port", LINEINITIALIZEEXOPTION_USECOMPLETIONPORT, wait_port },
};

static LONG call(DWORD option, const char *number)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params), .dwOptions = option };
	DWORD version = VERSION, devices;
	LINEEXTENSIONID extension;
	LONG error;

	if (option == LINEINITIALIZEEXOPTION_USECOMPLETIONPORT) {
		params.Handles.hCompletionPort = it.port;
		params.dwCompletionKey = 99;
	}
	error = lineInitializeExA(&it.app, NULL, by_window, "ways", &devices, &version, &params);
	if (!error)
		error = lineNegotiateAPIVersion(it.app, 1, 0x00010003, VERSION, &version, &extension);
	if (!error)
		error = lineOpenA(it.app, 1, &it.line, version, 0, 7, LINECALLPRIVILEGE_OWNER,
				  LINEMEDIAMODE_INTERACTIVEVOICE, NULL);
	if (error)
		return error;
	error = lineMakeCallA(it.line, &it.call, number, 0, NULL);
	it.request = (DWORD)error;
	return error;
}

int main(int argc, char **argv)
{
	LONG error;

	if (argc != 2)
		return 2;
	it.thread = GetCurrentThreadId();
	it.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		it.over = FALSE;
		printf("%s:", ways[i].name);
		error = call(ways[i].option, argv[1]);
		if (error < 0)
			printf(" 0x%08lx", (unsigned long)(DWORD)error);
		else
			ways[i].wait();
		lineShutdown(it.app);
		printf("\n");
	}
	return 0;
}
