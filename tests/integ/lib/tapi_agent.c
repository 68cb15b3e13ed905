/* SPDX-License-Identifier: MIT
 * tapi_agent.c - a TAPI program that does as it is told by rows on standard input and says
 * what it hears: tapi_agent NAME. It stands on published TAPI alone, so the same source is a
 * program of Windows, which then runs unchanged under Wine.
 *
 *   open DEVICE owner|monitor|both    wait SECONDS TEXT       (until it has said such a row)
 *   dial NUMBER                       answer drop hold unhold dealloc  (the last call)
 *   handoff FILE                      privilege owner|monitor
 *   info                              close quit
 *   providers                         (NUMBER FILE of each)
 *
 * Each answer is a row "ok ..." or "no ERROR"; what is heard is a row "heard ...". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif
#include <tapi.h>

#define VERSION 0x00020002
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE

static HLINEAPP app;
static HLINE line;
static HCALL call;
static HCALL made;		/* where lineMakeCall writes */
static DWORD made_request;

static const struct {
	DWORD state;
	const char *name;
} states[] = {
	{ LINECALLSTATE_IDLE, "idle" }, { LINECALLSTATE_OFFERING, "offering" },
	{ LINECALLSTATE_ACCEPTED, "accepted" }, { LINECALLSTATE_DIALTONE, "dialtone" },
	{ LINECALLSTATE_DIALING, "dialing" }, { LINECALLSTATE_RINGBACK, "ringback" },
	{ LINECALLSTATE_BUSY, "busy" }, { LINECALLSTATE_CONNECTED, "connected" },
	{ LINECALLSTATE_PROCEEDING, "proceeding" }, { LINECALLSTATE_ONHOLD, "onhold" },
	{ LINECALLSTATE_DISCONNECTED, "disconnected" }, { LINECALLSTATE_UNKNOWN, "unknown" },
};

static const char *state_name(DWORD_PTR state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i].state == state)
			return states[i].name;
	return "another";
}

static const char *privilege_name(DWORD_PTR privilege)
{
	return privilege == LINECALLPRIVILEGE_OWNER ? " as owner"
	       : privilege == LINECALLPRIVILEGE_MONITOR ? " as monitor" : "";
}

static void say_row(const char *format, const char *one, const char *two)
{
	printf(format, one, two);
	putchar('\n');
	fflush(stdout);
}

/* --- what is heard --------------------------------------------------------------- */

static void hear(const LINEMESSAGE *m)
{
	char number[32];

	switch (m->dwMessageID) {
	case LINE_APPNEWCALL:
		call = (HCALL)m->dwParam2;
		say_row("heard new call%s%s", privilege_name(m->dwParam3), "");
		break;
	case LINE_CALLSTATE:
		if (!call)
			call = (HCALL)m->hDevice;
		say_row("heard %s%s", state_name(m->dwParam1), privilege_name(m->dwParam3));
		break;
	case LINE_CALLINFO:
		snprintf(number, sizeof(number), "0x%lx", (unsigned long)m->dwParam1);
		say_row("heard callinfo %s%s", number, "");
		break;
	case LINE_REPLY:
		if (m->dwParam1 == made_request && !m->dwParam2)
			call = made;
		snprintf(number, sizeof(number), "0x%08lx", (unsigned long)(DWORD)m->dwParam2);
		say_row("heard reply %s%s", m->dwParam2 ? number : "ok", "");
		break;
	case LINE_LINEDEVSTATE:
		snprintf(number, sizeof(number), "0x%lx", (unsigned long)m->dwParam1);
		say_row("heard line state %s%s", number, "");
		break;
	case LINE_CLOSE:
		say_row("heard close%s%s", "", "");
		break;
	default:
		break;
	}
}

#ifdef _WIN32
static DWORD WINAPI hear_all(void *nothing)
#else
static void *hear_all(void *nothing)
#endif
{
	LINEMESSAGE message;

	while (lineGetMessage(app, &message, 0xFFFFFFFF) == 0)
		hear(&message);
	return 0;
}

static void begin_hearing(void)
{
#ifdef _WIN32
	CreateThread(NULL, 0, hear_all, NULL, 0, NULL);
#else
	pthread_t thread;

	pthread_create(&thread, NULL, hear_all, NULL);
#endif
}

/* --- what is asked ---------------------------------------------------------------- */

static LONG open_it(const char *device, const char *how)
{
	DWORD privileges = strcmp(how, "monitor") == 0 ? LINECALLPRIVILEGE_MONITOR
			   : strcmp(how, "owner") == 0 ? LINECALLPRIVILEGE_OWNER
			   : LINECALLPRIVILEGE_OWNER | LINECALLPRIVILEGE_MONITOR;
	LINEEXTENSIONID extension;
	DWORD version, id = (DWORD)atoi(device);
	LONG error;

	error = lineNegotiateAPIVersion(app, id, 0x00010003, VERSION, &version, &extension);
	if (!error)
		error = lineOpenA(app, id, &line, version, 0, 0, privileges, VOICE, NULL);
	if (!error)
		error = lineSetStatusMessages(line, LINEDEVSTATE_NUMCALLS | LINEDEVSTATE_INSERVICE
					      | LINEDEVSTATE_OUTOFSERVICE, 0);
	return error;
}

static LONG tell_info(char *out, size_t size)
{
	union {
		LINECALLINFO info;
		char room[4096];
	} it;
	LONG error;

	memset(&it, 0, sizeof(it));
	it.info.dwTotalSize = sizeof(it);
	error = lineGetCallInfoA(call, &it.info);
	if (!error)
		snprintf(out, size, "caller %s owners %lu monitors %lu",
			 it.info.dwCallerIDSize ? it.room + it.info.dwCallerIDOffset : "-",
			 (unsigned long)it.info.dwNumOwners, (unsigned long)it.info.dwNumMonitors);
	return error;
}

static LONG tell_providers(char *out, size_t size)
{
	union {
		LINEPROVIDERLIST list;
		char room[4096];
	} it;
	LINEPROVIDERENTRY entry;
	size_t len = 0;
	LONG error;

	memset(&it, 0, sizeof(it));
	it.list.dwTotalSize = sizeof(it);
	error = lineGetProviderListA(VERSION, &it.list);
	for (DWORD i = 0; !error && i < it.list.dwNumProviders && len < size; i++) {
		memcpy(&entry, it.room + it.list.dwProviderListOffset + i * sizeof(entry), sizeof(entry));
		len += (size_t)snprintf(out + len, size - len, "%lu %s ",
					(unsigned long)entry.dwPermanentProviderID,
					it.room + entry.dwProviderFilenameOffset);
	}
	return error;
}

static LONG carry_out(const char *verb, const char *one, const char *two, char *out, size_t size)
{
	if (strcmp(verb, "open") == 0)
		return open_it(one, two);
	if (strcmp(verb, "close") == 0)
		return lineClose(line);
	if (strcmp(verb, "dial") == 0) {
		call = 0;
		made_request = (DWORD)lineMakeCallA(line, &made, one, 0, NULL);
		return (LONG)made_request;
	}
	if (strcmp(verb, "answer") == 0)
		return lineAnswer(call, NULL, 0);
	if (strcmp(verb, "drop") == 0)
		return lineDrop(call, NULL, 0);
	if (strcmp(verb, "hold") == 0)
		return lineHold(call);
	if (strcmp(verb, "unhold") == 0)
		return lineUnhold(call);
	if (strcmp(verb, "handoff") == 0)
		return lineHandoffA(call, one, 0);
	if (strcmp(verb, "privilege") == 0)
		return lineSetCallPrivilege(call, strcmp(one, "owner") == 0 ? LINECALLPRIVILEGE_OWNER
								: LINECALLPRIVILEGE_MONITOR);
	if (strcmp(verb, "info") == 0)
		return tell_info(out, size);
	if (strcmp(verb, "providers") == 0)
		return tell_providers(out, size);
	if (strcmp(verb, "dealloc") == 0) {
		HCALL old = call;

		call = 0;
		return lineDeallocateCall(old);
	}
	return LINEERR_INVALPARAM;
}

int main(int argc, char **argv)
{
	LINEINITIALIZEEXPARAMS params = {
		sizeof(params), 0, 0, LINEINITIALIZEEXOPTION_USEEVENT, { NULL }, 0
	};
	DWORD version = VERSION, devices = 0;
	char row[256], verb[32], one[128], two[32], out[256];
	LONG error;

	if (argc != 2)
		return 2;
	error = lineInitializeExA(&app, NULL, NULL, argv[1], &devices, &version, &params);
	if (error) {
		printf("no 0x%08lx\n", (unsigned long)(DWORD)error);
		return 1;
	}
	printf("ok %lu lines\n", (unsigned long)devices);
	fflush(stdout);
	begin_hearing();
	while (fgets(row, sizeof(row), stdin)) {
		verb[0] = one[0] = two[0] = out[0] = '\0';
		sscanf(row, "%31s %127s %31s", verb, one, two);
		if (strcmp(verb, "quit") == 0)
			break;
		error = carry_out(verb, one, two, out, sizeof(out));
		if (error < 0)
			printf("no 0x%08lx\n", (unsigned long)(DWORD)error);
		else
			printf("ok %s\n", out);
		fflush(stdout);
	}
	error = lineShutdown(app);
	printf("%s\n", error ? "no shutdown" : "ok bye");
	fflush(stdout);
	return error != 0;
}
