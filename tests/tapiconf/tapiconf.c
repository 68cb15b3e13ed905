/* SPDX-License-Identifier: MIT
 * tapiconf.c - tapiconf REFUSALS [FUNCTION]: the rows of every function, or of one. REFUSALS is the
 * file by which the provider is told what to answer (contrary.awk). */
#include "tapiconf.h"

unsigned bad;
const char *own_file;

/* What an error is called, for a row that went wrong. */
static const char *name_of(LONG error)
{
	static char number[16];

	for (const struct wanted *w = wanted; w->function; w++)
		if (w->error == error)
			return w->error_name;
	snprintf(number, sizeof(number), "0x%08lx", (unsigned long)(DWORD)error);
	return error ? number : "success";
}

void say(bool right, const char *function, const char *what, const char *how, LONG got)
{
	if (right)
		printf("ok - %s: %s %s\n", function, what, how);
	else
		printf("not ok - %s: %s %s (it answers %s)\n", function, what, how, name_of(got));
	fflush(stdout);
	bad += !right;
}

const struct function *form_of(const char *name)
{
	for (const struct function *f = functions; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

/* Before lineInitialize nothing can be asked. */
static void uninitialized(const char *only)
{
	for (const struct wanted *w = wanted; w->function; w++) {
		const struct function *f = form_of(w->function);

		if (!strstr(w->error_name, "_UNINITIALIZED") || (only && strcmp(only, w->function)))
			continue;
		scene_bare();
		LONG got = f->call();
		say(got == w->error, w->function, w->error_name, "before anything is initialized", got);
	}
}

static bool closes(const struct function *f)
{
	return strstr(f->name, "StatusMessages") || strstr(f->name, "Shutdown") || strstr(f->name, "Close") ||
	       strstr(f->name, "Open") ||
	       strstr(f->name, "Initialize") || f->need == RECIPIENT || f->need == REQUESTED ||
	       f->need == CONFIG || f->need == REQUEST || f->need == MEMBER_TO_BE;
}

static void success(const struct function *f)
{
	const char *how = f->form == 'A' ? "in ANSI" : f->form == 'W' ? "in Unicode" : "";
	bool there = scene(f->need);
	LONG got = there ? settle(f->call()) : -1;

	say(there && got == 0, f->name, "success", there ? how : scene_why, got);
	scene_end();
	if (closes(f))
		scene_anew();
}

static void errors(const struct function *f)
{
	for (const struct wanted *w = wanted; w->function; w++) {
		char how[128] = "";
		LONG got = 0;
		enum verdict verdict;

		if (strcmp(w->function, f->name) || strstr(w->error_name, "_UNINITIALIZED"))
			continue;
		verdict = provoke(f, w, how, &got);
		if (verdict != NO_WAY)
			say(verdict == RIGHT, f->name, w->error_name, how, got);
		scene_end();
		if (closes(f))
			scene_anew();
	}
}

static bool refusals_there(void)
{
	FILE *file = fopen(refuse_file, "rb");

	if (file)
		fclose(file);
	return file;
}

/* The other program: it owns the first line too, and drops what it is handed, until the file of
 * refusals is gone. */
static int other(void)
{
	LINEINITIALIZEEXPARAMS how = {
		.dwTotalSize = sizeof(how), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	LINEEXTENSIONID extension;
	LINEMESSAGE message;
	DWORD count, version = VERSION;
	HLINEAPP app;
	HLINE line;

	if (lineInitializeExA(&app, NULL, NULL, "other", &count, &version, &how) != 0 ||
	    lineNegotiateAPIVersion(app, 0, 0x00010003, VERSION, &version, &extension) != 0 ||
	    lineOpenA(app, 0, &line, version, 0, 0, LINECALLPRIVILEGE_OWNER, VOICE, NULL) != 0)
		return 1;
	printf("ready\n");
	fflush(stdout);
	while (refusals_there())
		if (lineGetMessage(app, &message, 200) == 0 && message.dwMessageID == LINE_CALLSTATE && message.dwParam1 == LINECALLSTATE_CONNECTED &&
		    message.dwParam3 == LINECALLPRIVILEGE_OWNER)
			lineDrop((HCALL)(DWORD_PTR)message.hDevice, NULL, 0);
	lineShutdown(app);
	return 0;
}

#ifdef _WIN32
/* Somebody who closes the window of lineTranslateDialog, whenever there is one. */
static DWORD WINAPI people(void *nothing)
{
	HWND window;

	while (!nothing) {
		window = FindWindowW(L"#32770", L"Location");
		if (window)
			PostMessageW(window, WM_COMMAND, IDCANCEL, 0);
		Sleep(20);
	}
	return 0;
}
#endif

int main(int argc, char **argv)
{
	const char *only = argc > 2 ? argv[2] : NULL;

	if (argc < 2)
		return 2;
	refuse_file = argv[1];
	for (char *c = argv[0]; *c; c++)
		if (*c == '/' || *c == '\\' || c == argv[0])
			own_file = c == argv[0] ? c : c + 1;
	if (only && strcmp(only, "other") == 0)
		return other();
#ifdef _WIN32
	CloseHandle(CreateThread(NULL, 0, people, NULL, 0, NULL));
#endif
	refuse(NULL, 0);
	if (only && strcmp(only, "later") == 0) {
		later();
		return bad != 0;
	}
	uninitialized(only);
	for (const struct function *f = functions; f->name; f++) {
		if (only && strcmp(only, f->name))
			continue;
		success(f);
		if (f == form_of(f->name))
			errors(f);
	}
	scene_anew();
	printf("# said all\n");
	return bad != 0;
}
