/* SPDX-License-Identifier: MIT
 * test_add_provider.c - providers come and go while programs are there.
 *
 * The other provider is a copy of OpenTSP's own, which knows the lines of "opentsp-1001.conf":
 * "far", whose calls stay on the way, and the phone "porch".
 */
#include "host/host_in.h"
#undef ASK
#include "owners_scene.h"
#include "phone_scene.h"
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ID 1001
#define FAR "[provider]\nclock = virtual\n[line far]\ndriver = sim\nnumber = 500\n" \
	"[phone porch]\ndriver = sim\n[sim]\noperation-delay = 60 s\n"

/* A copy of the provider, in the scene's folder; until the next. */
static const char *library(const char *name)
{
	uv_fs_t request;

	CHECK_INT(uv_fs_copyfile(NULL, &request, SCENE_PROVIDER, scene_file(name), 0, NULL), 0);
	uv_fs_req_cleanup(&request);
	chmod(scene_file(name), 0755);
	return scene_file(name);
}

static void open_scene(void)
{
	scene_open(NULL);
	scene_write("opentsp-1001.conf", FAR);
	scene_write("opentsp-1002.conf", "[provider]\nclock = virtual\n[line farther]\ndriver = sim\nnumber = 600\n");
}

static LONG add(struct peer *peer, const char *file, DWORD *id)
{
	struct packet_lineAddProvider got;
	const LONG answer = GET(peer, lineAddProvider, &got, .file = owners_text(file));

	*id = got.id;
	return answer;
}

static LONG try_to_add(struct peer *peer, const char *file)
{
	DWORD id;

	return add(peer, file, &id);
}

static DWORD providers(struct peer *peer)
{
	struct packet_GetProviderList got;
	const LINEPROVIDERLIST *list;

	CHECK_INT(GET(peer, GetProviderList, &got, .version = TAPI_2_2, .list = 1000), 0);
	list = peer_tail(peer, got.list);
	NEED(list);
	return list->dwNumProviders;
}

/* A program that has the line "far". */
static struct program with_far(const char *module, DWORD version)
{
	const struct opening opening = { 3, version, OWNER, VOICE, 0, 0 };
	struct program p = program_new(module, version);

	CHECK_INT(program_open(&p, &opening), 0);
	return p;
}

/* --- adding ----------------------------------------------------------------------------------- */

TEST_ONCE(add_provider, its_devices_are_there_for_all_programs_at_once)
{
	struct peer *admin;
	struct program new, old;
	struct event event = { 0 };
	DWORD phones, id;

	open_scene();
	admin = peer_hello("admin");		/* without an application */
	new = program_new("new", TAPI_2_2);
	old = program_new("old", TAPI_1_3);
	phones = phone_app(new.peer, "new", TAPI_2_2);
	CHECK(phones != 0);
	CHECK_INT(add(admin, library("other.so"), &id), 0);
	CHECK_INT(id, FIRST_ID);
	CHECK(peer_event(new.peer, LINE_CREATE, &event));
	CHECK_INT(event.p1, 3);
	CHECK(peer_event(new.peer, PHONE_CREATE, &event));
	CHECK_INT(event.p1, 0);
	CHECK(peer_event(old.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REINIT);
	CHECK_INT(event.p2, LINE_CREATE);
	CHECK_INT(event.p3, 3);
	CHECK_INT(program_open(&new, &(struct opening){ 3, TAPI_2_2, OWNER, VOICE, 0, 0 }), 0);
	CHECK_TEXT(FIELD(owners_line_status(new.peer, new.line, 2000), DevSpecific), "");
	CHECK_INT(providers(admin), 2);
}

TEST_ONCE(add_provider, the_same_file_is_not_added_twice_but_another_is)
{
	struct peer *admin;
	DWORD id;

	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(add(admin, library("other.so"), &id), 0);
	CHECK_INT(try_to_add(admin, scene_file("other.so")), (LONG)LINEERR_NOMULTIPLEINSTANCE);
	CHECK_INT(symlink("other.so", scene_file("link.so")), 0);
	CHECK_INT(try_to_add(admin, scene_file("link.so")), (LONG)LINEERR_NOMULTIPLEINSTANCE);
	CHECK_INT(try_to_add(admin, SCENE_PROVIDER), (LONG)LINEERR_NOMULTIPLEINSTANCE);
	CHECK_INT(try_to_add(admin, strrchr(SCENE_PROVIDER, '/') + 1), (LONG)LINEERR_NOMULTIPLEINSTANCE);
	CHECK_INT(add(admin, library("third.so"), &id), 0);
	CHECK_INT(id, FIRST_ID + 1);
	CHECK_INT(providers(admin), 3);
}

TEST_ONCE(add_provider, it_is_there_after_a_restart_under_the_same_number)
{
	struct peer *admin;
	struct program p;
	DWORD id;

	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(add(admin, library("other.so"), &id), 0);
	peer_leave(admin);
	scene_close();
	scene_open(NULL);
	p = with_far("p", TAPI_2_2);
	CHECK_INT(providers(p.peer), 2);
	CHECK_INT(NOW(p.peer, lineRemoveProvider, .id = id), 0);
	CHECK(peer_event(p.peer, LINE_REMOVE, NULL));
	CHECK_INT(add(p.peer, scene_file("other.so"), &id), 0);
	CHECK_INT(id, FIRST_ID + 1);		/* the other is never given again */
	peer_leave(p.peer);
	scene_close();
	scene_open(NULL);
	admin = peer_hello("admin");
	CHECK_INT(providers(admin), 2);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = FIRST_ID), (LONG)LINEERR_INVALPARAM);
}

TEST_ONCE(add_provider, a_file_that_anybody_could_have_put_there_is_not_loaded)
{
	struct peer *admin;
	char nested[128];

	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(try_to_add(admin, ""), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(try_to_add(admin, "lib/other.so"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(try_to_add(admin, "../lib/other.so"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(try_to_add(admin, "/usr/lib/a\nfile"), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(NOW(admin, lineAddProvider, .file = PACKET_NONE), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(try_to_add(admin, "libc.so.6"), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(try_to_add(admin, "/nowhere/other.so"), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(try_to_add(admin, scene_file("")), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(chmod(library("other.so"), 0775), 0);
	CHECK_INT(try_to_add(admin, scene_file("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	chmod(scene_file("other.so"), 0755);
	if (geteuid() == 0) {
		CHECK_INT(chown(scene_file("other.so"), 65534, 65534), 0);
		CHECK_INT(try_to_add(admin, scene_file("other.so")), (LONG)LINEERR_OPERATIONFAILED);
		CHECK_INT(chown(scene_file("other.so"), 0, 0), 0);
	}
	chmod(scene_file(""), 0777);
	CHECK_INT(try_to_add(admin, scene_file("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	chmod(scene_file(""), 01777);		/* its folder, that is too little; further up it would do */
	CHECK_INT(try_to_add(admin, scene_file("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	chmod(scene_file(""), 0711);
	snprintf(nested, sizeof(nested), "%s/other.so", scene_file("none"));
	CHECK_INT(try_to_add(admin, nested), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(providers(admin), 1);
	CHECK_INT(try_to_add(admin, scene_file("other.so")), 0);
}

TEST_ONCE(add_provider, what_does_not_load_is_not_remembered)
{
	struct peer *admin;

	open_scene();
	admin = peer_hello("admin");
	scene_write("text.so", "this is no library");
	CHECK_INT(try_to_add(admin, scene_file("text.so")), (LONG)LINEERR_OPERATIONFAILED);
	scene_write("opentsp-1001.conf", "[line far]\ndriver = nothing\n");
	CHECK_INT(try_to_add(admin, library("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(providers(admin), 1);
	peer_leave(admin);
	scene_close();
	scene_open(NULL);
	admin = peer_hello("admin");
	CHECK_INT(providers(admin), 1);
}

TEST_ONCE(add_provider, who_is_no_administrator_adds_and_removes_none)
{
	struct peer *admin, *user;
	DWORD id;

	if (geteuid() != 0)
		return;
	open_scene();
	admin = peer_hello("admin");
	user = peer_hello_as("user", 65534);
	CHECK_INT(try_to_add(user, library("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(providers(admin), 1);
	CHECK_INT(add(admin, scene_file("other.so"), &id), 0);
	CHECK_INT(NOW(user, lineRemoveProvider, .id = id), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(NOW(user, lineRemoveProvider, .id = 77), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(providers(admin), 2);
}

/* --- what is remembered --------------------------------------------------------------------------- */

TEST_ONCE(add_provider, a_file_of_added_ones_that_is_wrong_stays_as_it_is)
{
	struct peer *admin;
	struct program p;

	scene_write("providers.conf", "[added]\nlast = many\n");
	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(try_to_add(admin, library("other.so")), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = FIRST_ID), (LONG)LINEERR_INIFILECORRUPT);
	p = program_new("p", TAPI_2_2);
	scene_write("providers.conf", "[added]\nlast = 1001\n[provider 1001]\nfile = ");
	{
		FILE *file = fopen(scene_file("providers.conf"), "a");
		char path[128];

		snprintf(path, sizeof(path), "%s", scene_file("other.so"));
		NEED(file);
		fprintf(file, "\"%s\"\n", path);
		fclose(file);
	}
	scene_reload();
	CHECK(peer_event(p.peer, LINE_CREATE, NULL));
	CHECK_INT(providers(admin), 2);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = FIRST_ID), 0);
}

TEST_ONCE(add_provider, what_was_added_is_looked_at_again_at_the_start)
{
	struct peer *admin;

	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(try_to_add(admin, library("other.so")), 0);
	peer_leave(admin);
	scene_close();
	chmod(scene_file("other.so"), 0777);
	scene_open(NULL);
	admin = peer_hello("admin");
	CHECK_INT(providers(admin), 1);
}

TEST_ONCE(add_provider, nothing_is_added_that_cannot_be_remembered)
{
	struct peer *admin;
	char server[200];
	struct program p;

	snprintf(server, sizeof(server), "providers-state = %s/none", scene_file("opentsp.conf"));
	scene_open_with(NULL, server);
	scene_write("opentsp-1001.conf", FAR);
	p = program_new("p", TAPI_2_2);
	admin = peer_hello("admin");
	CHECK_INT(try_to_add(admin, library("other.so")), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(providers(admin), 1);
	CHECK(peer_none(p.peer, LINE_CREATE));
	CHECK(peer_none(p.peer, LINE_REMOVE));
}

TEST_ONCE(add_provider, a_server_may_be_told_to_let_nobody)
{
	struct peer *admin;

	scene_open_with(NULL, "providers-state = none");
	admin = peer_hello("admin");
	CHECK_INT(try_to_add(admin, library("other.so")), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = 1), (LONG)LINEERR_OPERATIONUNAVAIL);
}

/* --- removing --------------------------------------------------------------------------------- */

TEST_ONCE(remove_provider, requests_fail_and_what_is_open_is_closed)
{
	struct program busy, watcher, old;
	struct phone_end phone;
	struct event event = { 0 };
	struct peer *admin;
	DWORD id, request;

	open_scene();
	admin = peer_hello("admin");
	CHECK_INT(add(admin, library("other.so"), &id), 0);
	busy = with_far("busy", TAPI_2_2);
	old = with_far("old", TAPI_1_4);
	watcher = program_new("watcher", TAPI_2_2);
	phone = (struct phone_end){ busy.peer, phone_app(busy.peer, "busy", TAPI_2_2), 0 };
	CHECK_INT(phone_try(&phone, 0, TAPI_2_2, 0, P_OWNER), 0);
	request = peer_request();
	CHECK_INT(NOW(busy.peer, lineMakeCall, .request = request, .line = busy.line,
		      .dest = owners_text("93"), .params = PACKET_NONE), request);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = id), 0);
	CHECK_INT(peer_reply(busy.peer, request, NULL), (LONG)LINEERR_OPERATIONFAILED);
	CHECK(peer_event(busy.peer, LINE_CLOSE, &event));
	CHECK_INT(event.device, busy.line);
	CHECK(peer_event(busy.peer, LINE_REMOVE, &event));
	CHECK_INT(event.p1, 3);
	CHECK(peer_event(busy.peer, PHONE_CLOSE, &event));
	CHECK_INT(event.device, phone.phone);
	CHECK(peer_event(busy.peer, PHONE_REMOVE, &event));
	CHECK_INT(event.p1, 0);
	CHECK(peer_event(watcher.peer, LINE_REMOVE, NULL));
	CHECK(peer_event(old.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_REMOVED);
	CHECK(peer_event(old.peer, LINE_CLOSE, NULL));
	CHECK_INT(NOW(busy.peer, lineClose, .line = busy.line), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(program_open(&busy, &(struct opening){ 3, TAPI_2_2, OWNER, VOICE, 0, 0 }),
		  (LONG)LINEERR_NODEVICE);
	CHECK_INT(providers(admin), 1);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = id), (LONG)LINEERR_INVALPARAM);
}

TEST_ONCE(remove_provider, a_call_that_is_up_ends_and_those_of_others_go_on)
{
	struct program far_away, here;
	char reply[64] = "";
	struct peer *admin;
	DWORD id, call, other;

	open_scene();
	scene_write("opentsp-1001.conf", "[provider]\nclock = virtual\n[line far]\ndriver = sim\nnumber = 500\n");
	admin = peer_hello("admin");
	CHECK_INT(add(admin, library("other.so"), &id), 0);
	far_away = with_far("far away", TAPI_2_2);
	here = program_with("here", 0, OWNER, VOICE);
	call = peer_call(far_away.peer, far_away.line, "91");
	other = peer_call(here.peer, here.line, "91");
	CHECK_INT(host_command(server_host(scene_server, 1), "advance 5000", reply, sizeof(reply)), 0);
	scene_advance(5000);
	peer_state(far_away.peer, call, LINECALLSTATE_CONNECTED);
	peer_state(here.peer, other, LINECALLSTATE_CONNECTED);
	CHECK_INT(NOW(admin, lineRemoveProvider, .id = id), 0);
	CHECK(peer_event(far_away.peer, LINE_CLOSE, NULL));
	CHECK_INT(NOW(far_away.peer, lineGetCallStatus, .call = call, .status = 99),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(owners_call_status(here.peer, other)->dwCallState, LINECALLSTATE_CONNECTED);
	CHECK_INT(owners_ask(here.peer, PACKET_lineDrop, other), 0);
	CHECK_INT(add(admin, scene_file("other.so"), &id), 0);	/* its line is another now */
	CHECK(peer_event(here.peer, LINE_CREATE, NULL));
}

TEST_ONCE(remove_provider, one_of_the_configuration_stays)
{
	struct program p;

	open_scene();
	p = program_with("p", 0, OWNER, VOICE);
	CHECK_INT(NOW(p.peer, lineRemoveProvider, .id = 1), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(NOW(p.peer, lineRemoveProvider, .id = 0), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(NOW(p.peer, lineRemoveProvider, .id = 77), (LONG)LINEERR_INVALPARAM);
	CHECK(peer_none(p.peer, LINE_CLOSE));
	CHECK_INT(providers(p.peer), 1);
}

/* --- the configuration, read anew ----------------------------------------------------------------- */

static const char *far_section(void)
{
	static char text[256];

	scene_write("far.conf", FAR);
	snprintf(text, sizeof(text), "[provider far]\nfile = %.90s\n", SCENE_PROVIDER);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "config = %s\n", scene_file("far.conf"));
	return text;
}

TEST_ONCE(reload, providers_come_and_go_with_the_configuration_and_the_others_go_on)
{
	struct event event = { 0 };
	struct program p;
	DWORD call;

	open_scene();
	p = program_with("p", 0, OWNER, VOICE);
	call = peer_call(p.peer, p.line, "91");
	scene_also(far_section());
	scene_reload();
	CHECK(peer_event(p.peer, LINE_CREATE, &event));
	CHECK_INT(event.p1, 3);
	CHECK_INT(providers(p.peer), 2);
	CHECK_INT(NOW(p.peer, lineRemoveProvider, .id = 2), (LONG)LINEERR_OPERATIONFAILED);
	scene_reload();
	CHECK_INT(providers(p.peer), 2);	/* nothing is new; its reply comes when that is known */
	CHECK(peer_none(p.peer, LINE_CREATE) && peer_none(p.peer, LINE_REMOVE));
	scene_also("");
	scene_reload();
	CHECK(peer_event(p.peer, LINE_REMOVE, &event));
	CHECK_INT(event.p1, 3);
	CHECK_INT(providers(p.peer), 1);
	CHECK(peer_none(p.peer, LINE_CREATE));
	scene_advance(5000);
	peer_state(p.peer, call, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(reload, a_configuration_that_is_wrong_changes_nothing)
{
	struct program p;

	open_scene();
	p = program_with("p", 0, OWNER, VOICE);
	scene_also("[provider far]\nfilee = x\n");
	scene_reload();
	CHECK_INT(providers(p.peer), 1);
	scene_also(far_section());
	scene_reload();
	CHECK(peer_event(p.peer, LINE_CREATE, NULL));
	CHECK(peer_none(p.peer, LINE_CLOSE));
	scene_also("[provider far]\nfile = /nowhere/x.so\n");
	scene_reload();
	CHECK(peer_event(p.peer, LINE_REMOVE, NULL));
	CHECK_INT(providers(p.peer), 2);	/* listed, and the log says that it cannot be loaded */
	CHECK(peer_none(p.peer, LINE_CREATE));
}
