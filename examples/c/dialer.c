/* SPDX-License-Identifier: MIT
 * dialer.c - call a number and say what becomes of it: dialer LINE NUMBER [SECONDS]
 *
 * A TAPI program as it is written for Windows since TAPI 2.0; it builds there, for Wine and
 * with libtapi32 on Linux alike. It hangs up SECONDS (2) after somebody answered. */
#include <stdio.h>
#include <stdlib.h>
#ifdef _WIN32
#include <windows.h>
#endif
#include <tapi.h>

#define VERSION 0x00020002
#define PATIENCE_MS 30000

static HLINEAPP app;

static const char *state_name(DWORD_PTR state)
{
	switch (state) {
	case LINECALLSTATE_IDLE: return "idle";
	case LINECALLSTATE_DIALTONE: return "dial tone";
	case LINECALLSTATE_DIALING: return "dialing";
	case LINECALLSTATE_RINGBACK: return "ringback";
	case LINECALLSTATE_BUSY: return "busy";
	case LINECALLSTATE_CONNECTED: return "connected";
	case LINECALLSTATE_PROCEEDING: return "proceeding";
	case LINECALLSTATE_DISCONNECTED: return "disconnected";
	default: return "another state";
	}
}

static int fail(const char *what, LONG error)
{
	fprintf(stderr, "dialer: %s: 0x%08lx\n", what, (unsigned long)(DWORD)error);
	if (app)
		lineShutdown(app);
	return 1;
}

/* Follow the call until it is idle. */
static int follow(HCALL *call, DWORD talk_ms)
{
	LINEMESSAGE message;
	DWORD patience = PATIENCE_MS;
	int connected = 0;

	for (;;) {
		LONG error = lineGetMessage(app, &message, patience);

		if (error && !connected)
			return fail("nothing happens", error);
		if (error) {			/* we have talked enough */
			lineDrop(*call, NULL, 0);
			connected = 0;
			patience = PATIENCE_MS;
			continue;
		}
		if (message.dwMessageID == LINE_REPLY && (LONG)message.dwParam2 < 0)
			return fail("the call cannot be made", (LONG)message.dwParam2);
		if (message.dwMessageID != LINE_CALLSTATE)
			continue;
		printf("%s\n", state_name(message.dwParam1));
		fflush(stdout);
		if (message.dwParam1 == LINECALLSTATE_CONNECTED) {
			connected = 1;
			patience = talk_ms;
		}
		if (message.dwParam1 == LINECALLSTATE_IDLE)
			return 0;
	}
}

int main(int argc, char **argv)
{
	LINEINITIALIZEEXPARAMS params = {
		sizeof(params), 0, 0, LINEINITIALIZEEXOPTION_USEEVENT, { NULL }, 0
	};
	DWORD version = VERSION, devices = 0, device;
	LINEEXTENSIONID extension;
	HLINE line;
	HCALL call = 0;
	LONG error;

	if (argc < 3) {
		fprintf(stderr, "usage: dialer LINE NUMBER [SECONDS]\n");
		return 2;
	}
	device = (DWORD)atoi(argv[1]);
	error = lineInitializeExA(&app, NULL, NULL, "dialer", &devices, &version, &params);
	if (error)
		return fail("TAPI does not begin", error);
	error = lineNegotiateAPIVersion(app, device, 0x00010003, VERSION, &version, &extension);
	if (!error)
		error = lineOpenA(app, device, &line, version, 0, 0, LINECALLPRIVILEGE_OWNER,
				  LINEMEDIAMODE_INTERACTIVEVOICE, NULL);
	if (error)
		return fail("the line cannot be opened", error);
	error = lineMakeCallA(line, &call, argv[2], 0, NULL);
	if (error < 0)
		return fail("the call cannot be made", error);
	error = follow(&call, argc > 3 ? (DWORD)atoi(argv[3]) * 1000 : 2000);
	if (error)
		return 1;
	lineDeallocateCall(call);
	lineClose(line);
	lineShutdown(app);
	return 0;
}
