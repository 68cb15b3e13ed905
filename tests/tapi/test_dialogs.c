/* SPDX-License-Identifier: MIT
 * test_dialogs.c - dialogs that providers open by themselves, packet by packet; dialogs for
 * configuration, of a library that is the test's; icons. */
#include "client_scene.h"
#include "opentsp/host.h"
#include "os/file.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CODED "account-code = 1234\naccount-tries = 2\n"	/* behind line c */
#define LINE_C 2
#define MY_LINE 3		/* of the third provider */
#define MY_PROVIDER 20
#define THIRD "[provider third]\nfile = " UI_PROVIDER "\nid = 20\n"
#define PHONES "[phone desk]\ndriver = sim\n"

/* --- of a request's own, packet by packet ------------------------------------------------ */

struct asked {
	struct peer *peer;
	DWORD request, dialog, line;
};

/* A call of a line, for which the provider asks. */
static struct asked dialog_open_at(const char *name, DWORD device)
{
	static const WCHAR dest[] = { '2', '0', '0', 0 };
	struct packet_lineMakeCall call = { .request = peer_request(), .params = PACKET_NONE };
	struct asked asked = { .peer = peer_hello(name) };
	struct event event = { 0 };
	struct buf tail;

	asked.line = peer_line(asked.peer, peer_app(asked.peer, name), device, OWNER);
	buf_grow(&tail);
	call.line = asked.line;
	call.dest = packet_text(&tail, dest);
	asked.request = call.request;
	CHECK_INT(ASK_WITH(asked.peer, lineMakeCall, &call, &tail), call.request);
	buf_free(&tail);
	NEED(peer_event(asked.peer, LINE_CREATEDIALOGINSTANCE, &event));
	asked.dialog = event.device;
	return asked;
}

static struct asked dialog_open(const char *name)
{
	return dialog_open_at(name, LINE_C);
}

static LONG say(struct peer *peer, DWORD object, DWORD type, const char *text)
{
	struct packet_TUISPIDLLCallback in = {
		.object = object, .object_type = type, .in_size = (DWORD)strlen(text) + 1, .out_size = 512,
	};
	struct buf tail;
	LONG result;

	buf_grow(&tail);
	in.in = packet_data(&tail, text, in.in_size);
	result = ASK_WITH(peer, TUISPIDLLCallback, &in, &tail);
	buf_free(&tail);
	return result;
}

static LONG enters(const struct asked *asked, const char *text)
{
	return say(asked->peer, asked->dialog, TUISPIDLL_OBJECT_DIALOGINSTANCE, text);
}

static LONG closes(struct peer *peer, DWORD dialog)
{
	struct packet_FreeDialogInstance in = { .dialog = dialog };

	return ASK(peer, FreeDialogInstance, &in);
}

/* R-UI-5, R-UI-8 */
TEST_ONCE(dialogs, a_dialog_comes_to_the_program_whose_request_led_to_it)
{
	struct peer *other;
	struct asked asked;
	struct event event;

	scene_open(CODED);
	other = peer_hello("other");
	peer_line(other, peer_app(other, "other"), LINE_C, OWNER);
	asked = dialog_open("asks");
	CHECK(peer_none(other, LINE_CREATEDIALOGINSTANCE));
	CHECK_INT(host_dialogs(server_host(scene_server, 0)), 1);
	CHECK_INT(enters(&asked, "1234"), 0);
	NEED(peer_event(asked.peer, LINE_SENDDIALOGINSTANCEDATA, &event));
	CHECK_INT(event.device, asked.dialog);
	CHECK_INT(event.p1, 1);		/* it is to close */
	CHECK_INT(closes(asked.peer, asked.dialog), 0);
	CHECK_INT(closes(asked.peer, asked.dialog), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(peer_reply(asked.peer, asked.request, NULL), 0);
	CHECK_INT(host_dialogs(server_host(scene_server, 0)), 0);
}

/* R-UI-3, R-UI-7 */
TEST_ONCE(dialogs, it_is_told_where_its_library_is_and_what_to_begin_with)
{
	static const WCHAR dest[] = { '2', '0', '0', 0 };
	struct packet_lineMakeCall call = { .request = peer_request(), .params = PACKET_NONE };
	const char *tail, *path;
	struct event event;
	struct peer *peer;
	char utf8[512];
	struct buf text;

	scene_open(CODED);
	peer = peer_hello("asks");
	call.line = peer_line(peer, peer_app(peer, "asks"), LINE_C, OWNER);
	buf_grow(&text);
	call.dest = packet_text(&text, dest);
	CHECK(ASK_WITH(peer, lineMakeCall, &call, &text) > 0);
	buf_free(&text);
	NEED(peer_event(peer, LINE_CREATEDIALOGINSTANCE, &event));
	tail = peer_event_tail(peer);
	NEED(tail && event.p1 && event.p2);
	for (size_t i = 0; i == 0 || utf8[i - 1]; i++)
		utf8[i] = tail[i * 2];
	path = strrchr(utf8, '/');
	CHECK(file_absolute(utf8));
	CHECK_TEXT(path ? path + 1 : "", strrchr(SCENE_PROVIDER, '/') + 1);
	CHECK_TEXT(tail + event.p1, "c asks for the account code of a call to 200");
	CHECK_INT(say(peer, event.device, TUISPIDLL_OBJECT_DIALOGINSTANCE, "0000"), 0);
	NEED(peer_event(peer, LINE_SENDDIALOGINSTANCEDATA, &event));
	CHECK_INT(event.p1, 0);
	CHECK(event.p2 > 1 && ((const char *)peer_event_tail(peer))[event.p2 - 1] == 0);
}

/* R-UI-9 */
TEST_ONCE(dialogs, a_dialog_that_is_given_up_fails_its_request)
{
	struct asked asked;

	scene_open(CODED);
	asked = dialog_open("asks");
	CHECK_INT(closes(asked.peer, asked.dialog), 0);
	CHECK_INT(peer_reply(asked.peer, asked.request, NULL), (LONG)LINEERR_OPERATIONFAILED);
}

TEST_ONCE(dialogs, who_goes_takes_his_dialogs_along)
{
	struct asked asked;

	scene_open(CODED);
	asked = dialog_open("asks");
	peer_leave(asked.peer);
	asked = dialog_open("asks too");	/* so the server has seen that he went */
	CHECK_INT(host_dialogs(server_host(scene_server, 0)), 1);
}

TEST_ONCE(dialogs, a_provider_that_is_taken_away_takes_its_dialogs_along)
{
	static char rows[256];
	struct asked asked;
	struct event event;

	scene_write("coded.conf", "[provider]\nclock = virtual\n[line coded]\ndriver = sim\n"
		    "number = 700\naccount-code = 1234\n");
	snprintf(rows, sizeof(rows), "[provider coded]\nfile = %s\nconfig = %s\nid = 20\n", SCENE_PROVIDER,
		 scene_file("coded.conf"));
	scene_also(rows);
	scene_open(NULL);
	asked = dialog_open_at("asks", MY_LINE);
	scene_also(NULL);
	scene_reload();
	NEED(peer_event(asked.peer, LINE_SENDDIALOGINSTANCEDATA, &event));
	CHECK_INT(event.p1, 1);
	CHECK_INT(closes(asked.peer, asked.dialog), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(peer_reply(asked.peer, asked.request, NULL), (LONG)LINEERR_OPERATIONFAILED);
}

TEST_ONCE(dialogs, another_program_finds_no_dialog_of_mine)
{
	struct peer *other;
	struct asked asked;

	scene_open(CODED);
	asked = dialog_open("asks");
	other = peer_hello("other");
	CHECK_INT(say(other, asked.dialog, TUISPIDLL_OBJECT_DIALOGINSTANCE, "1234"),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(closes(other, asked.dialog), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(enters(&asked, "1234"), 0);
}

/* --- who may configure --------------------------------------------------------------- */

static LONG library(struct peer *peer, DWORD object, DWORD type, DWORD room)
{
	struct packet_GetUIDllName in = {
		.object = object, .object_type = type, .ui_name_size = room, .provider_name = PACKET_NONE,
	};

	return ASK(peer, GetUIDllName, &in);
}

TEST_ONCE(dialogs, a_library_is_asked_for_by_what_there_is)
{
	struct peer *peer;

	scene_also(THIRD);
	scene_open(PHONES);
	peer = peer_hello("asks");
	CHECK_INT(library(peer, 0, TUISPIDLL_OBJECT_LINEID, 2000), 0);
	CHECK_INT(library(peer, 1, TUISPIDLL_OBJECT_PHONEID, 2000), 0);
	CHECK_INT(library(peer, MY_PROVIDER, TUISPIDLL_OBJECT_PROVIDERID, 2000), 0);
	CHECK_INT(library(peer, 0, TUISPIDLL_OBJECT_LINEID, 4), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(library(peer, 77, TUISPIDLL_OBJECT_LINEID, 2000), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(library(peer, 77, TUISPIDLL_OBJECT_PHONEID, 2000), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(library(peer, 77, TUISPIDLL_OBJECT_PROVIDERID, 2000), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(library(peer, 0, 0, 2000), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(library(peer, 1, TUISPIDLL_OBJECT_DIALOGINSTANCE, 2000), (LONG)LINEERR_INVALPARAM);
}

TEST_ONCE(dialogs, who_is_no_administrator_configures_nothing)
{
	struct peer *peer;
	char server[128];

	if (geteuid() != 0)
		return;
	scene_write("access", "[everyone]\nown = *\n");
	snprintf(server, sizeof(server), "access = %s\n", scene_file("access"));
	scene_open_with(PHONES, server);
	peer = peer_hello_as("somebody", 65534);
	NEED(peer);
	CHECK_INT(library(peer, 0, TUISPIDLL_OBJECT_LINEID, 2000), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(library(peer, 0, TUISPIDLL_OBJECT_PHONEID, 2000), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(library(peer, 1, TUISPIDLL_OBJECT_PROVIDERID, 2000), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(say(peer, 0, TUISPIDLL_OBJECT_LINEID, "path"), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(say(peer, 1, TUISPIDLL_OBJECT_PROVIDERID, "reload"), (LONG)LINEERR_OPERATIONUNAVAIL);
}

/* --- in a program -------------------------------------------------------------------- */

static void forget(void *nothing)
{
	unsetenv("OPENTSP_TEST_UI");
	unsetenv("OPENTSP_TEST_BROKEN");
}

static void begin(void)
{
	DEFER(forget, NULL);
	scene_also(THIRD);
	prog_begin();
}

/* R-UI-4 */
TEST_ONCE(dialogs, what_is_entered_in_the_program_reaches_the_provider)
{
	static const WCHAR class[] = { 't', 'a', 'p', 'i', 0 };

	begin();
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, NULL), 0);
	CHECK_INT(lineConfigDialogW(MY_LINE, NULL, class), 0);
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, "nonsense"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, "nothing"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, "other"), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(lineConfigProvider(NULL, MY_PROVIDER), 0);
}

TEST_ONCE(dialogs, a_configuration_is_edited_in_the_program)
{
	char room[64] = "";
	VARSTRING *out = (VARSTRING *)room;

	begin();
	out->dwTotalSize = sizeof(room);
	CHECK_INT(lineConfigDialogEditA(MY_LINE, NULL, "tapi", "abc", 3, out), 0);
	CHECK_INT(out->dwStringSize, 3);
	CHECK(memcmp(room + sizeof(*out), "cba", 3) == 0);
	CHECK_INT(lineConfigDialogEditA(MY_LINE, NULL, "tapi", NULL, 3, out), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(lineConfigDialogEditA(MY_LINE, NULL, "tapi", "abc", 3, NULL), (LONG)LINEERR_INVALPOINTER);
	out->dwTotalSize = 4;
	CHECK_INT(lineConfigDialogEditA(MY_LINE, NULL, "tapi", "abc", 3, out),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(dialogs, an_error_of_a_dialog_is_the_programs)
{
	begin();
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, "80000023"), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, "8000000e"), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(lineConfigDialogA(77, NULL, NULL), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(lineConfigDialogA(MY_LINE, (HWND)0x7777, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(lineConfigProvider(NULL, 77), (LONG)LINEERR_INVALPARAM);
}

TEST_ONCE(dialogs, a_dialog_that_the_library_has_not_is_not_available)
{
	char room[64] = "";

	begin();
	((VARSTRING *)room)->dwTotalSize = sizeof(room);
	CHECK_INT(lineConfigDialogA(0, NULL, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineConfigDialogEditA(0, NULL, NULL, "abc", 3, (VARSTRING *)room),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineConfigProvider(NULL, 1), (LONG)LINEERR_OPERATIONUNAVAIL);
}

static DWORD phones_begin(HPHONEAPP *app)
{
	PHONEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = V2_2, devices = 0;

	CHECK_INT(phoneInitializeExA(app, NULL, NULL, "phones", &devices, &version, &params), 0);
	return devices;
}

TEST_ONCE(dialogs, a_phone_is_configured_and_its_errors_are_those_of_phones)
{
	HPHONEAPP app = 0;
	DWORD mine;

	begin();
	CHECK_INT(phoneConfigDialogA(0, NULL, NULL), (LONG)PHONEERR_UNINITIALIZED);
	mine = phones_begin(&app) - 1;
	CHECK_INT(phoneConfigDialogA(mine, NULL, NULL), 0);
	CHECK_INT(phoneConfigDialogA(mine, NULL, "90000005"), (LONG)0x90000005);
	CHECK_INT(phoneConfigDialogA(77, NULL, NULL), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(phoneConfigDialogA(mine, (HWND)0x7777, NULL), (LONG)PHONEERR_INVALPARAM);
	phoneShutdown(app);
}

TEST_ONCE(dialogs, a_provider_that_could_not_begin_is_configured_all_the_same)
{
	setenv("OPENTSP_TEST_BROKEN", "1", 1);
	begin();
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, NULL), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(lineConfigProvider(NULL, MY_PROVIDER), (LONG)LINEERR_NODRIVER);	/* what it says goes nowhere */
}

TEST_ONCE(dialogs, without_an_application_only_providers_are_configured)
{
	begin();
	CHECK_INT(lineShutdown(it.app), 0);
	it.app = 0;
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, NULL), (LONG)LINEERR_UNINITIALIZED);
	CHECK_INT(lineConfigProvider(NULL, MY_PROVIDER), 0);
}

/* --- what a server may not have loaded ------------------------------------------------- */

static LONG with_library(const char *path)
{
	setenv("OPENTSP_TEST_UI", path, 1);
	return lineConfigDialogA(MY_LINE, NULL, NULL);
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
	static char bytes[1 << 20];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t size;

	NEED(in && out);
	while ((size = fread(bytes, 1, sizeof(bytes), in)) > 0)
		fwrite(bytes, 1, size, out);
	fclose(in);
	fclose(out);
	chmod(to, mode);
}

TEST_ONCE(dialogs, a_library_without_a_place_is_not_loaded)
{
	begin();
	CHECK_INT(with_library("ui_provider.so"), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(with_library("../lib/ui_provider.so"), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(with_library(""), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(with_library(UI_PROVIDER), 0);
}

TEST_ONCE(dialogs, what_is_no_library_fails)
{
	begin();
	scene_write("no.so", "nothing that runs");
	CHECK_INT(with_library(scene_file("no.so")), (LONG)LINEERR_OPERATIONFAILED);
}

/* The server of root may be a service with fewer rights, so it counts what others could do. */
TEST_ONCE(dialogs, a_library_that_others_could_change_is_not_loaded_for_root)
{
	char path[128], folder[128];

	if (geteuid() != 0)
		return;
	begin();
	snprintf(path, sizeof(path), "%s", scene_file("mine.so"));
	copy_file(UI_PROVIDER, path, 0755);
	CHECK_INT(with_library(path), 0);
	chmod(path, 0775);
	CHECK_INT(with_library(path), (LONG)LINEERR_OPERATIONUNAVAIL);
	chmod(path, 0755);
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	chmod(folder, 0777);
	CHECK_INT(with_library(path), (LONG)LINEERR_OPERATIONUNAVAIL);
	chmod(folder, 0711);
	CHECK(chown(path, 65534, 65534) == 0);
	CHECK_INT(with_library(path), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(with_library("/nowhere/there.so"), (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(dialogs, by_tcp_no_library_is_loaded)
{
	char server[160], address[32], token[100];
	DWORD version = V2_2, devices;
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	unsigned port = 20000 + (unsigned)getpid() % 20000;
	HLINEAPP app = 0;

	DEFER(forget, NULL);
	snprintf(token, sizeof(token), "%s", scene_file("token"));
	snprintf(server, sizeof(server), "tcp-port = %u\ntoken = %s\n", port, token);
	scene_also(THIRD);
	scene_open_with("", server);
	snprintf(address, sizeof(address), "tcp:%u", port);
	setenv("OPENTSP_TAPI", address, 1);
	setenv("OPENTSP_TAPI_TOKEN", token, 1);
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, "by tcp", &devices, &version, &params), 0);
	CHECK_INT(lineConfigDialogA(MY_LINE, NULL, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineConfigProvider(NULL, MY_PROVIDER), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineShutdown(app), 0);
	unsetenv("OPENTSP_TAPI");
	unsetenv("OPENTSP_TAPI_TOKEN");
}

/* --- icons --------------------------------------------------------------------------- */

TEST_ONCE(dialogs, where_there_are_no_windows_there_are_no_icons)
{
	static const WCHAR line[] = { 't', 'a', 'p', 'i', '/', 'l', 'i', 'n', 'e', 0 };
	HPHONEAPP app = 0;
	HICON icon = NULL;

	begin();
	CHECK_INT(lineGetIconW(0, line, &icon), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineGetIconA(MY_LINE, NULL, &icon), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(lineGetIconA(0, "nobody's", &icon), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(lineGetIconA(77, NULL, &icon), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(lineGetIconA(0, NULL, NULL), (LONG)LINEERR_INVALPOINTER);
	phones_begin(&app);
	CHECK_INT(phoneGetIconA(0, NULL, &icon), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(phoneGetIconA(77, NULL, &icon), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(phoneGetIconA(0, NULL, NULL), (LONG)PHONEERR_INVALPOINTER);
	phoneShutdown(app);
}
