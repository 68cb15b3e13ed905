/* SPDX-License-Identifier: MIT
 * initialize.c - applications begin and end. */
#include "aw.h"
#include "base/mem.h"
#include "connection.h"
#include "dialog.h"
#include "os/program.h"
#include "os/sign.h"
#include <string.h>

#define OURS TAPI_2_2		/* the version of TAPI that programs are told */
#define WAY 0x0000000Fu		/* of dwOptions: how messages come */

/* --- what was asked for --------------------------------------------------------------- */

/* A lineInitializeEx without parameters is one with callbacks. */
static void check(struct ask *ask, const struct beginning *it, enum app_way *way)
{
	DWORD options = LINEINITIALIZEEXOPTION_USEHIDDENWINDOW;

	if (it->version && *it->version < TAPI_2_0)
		ask_fail(ask, ERR_VERSION);
	if (it->params && it->params->dwTotalSize < sizeof(*it->params))
		ask_fail(ask, ERR_TOOSMALL);
	else if (it->params)
		options = it->params->dwOptions & WAY;
	if (options == LINEINITIALIZEEXOPTION_USEEVENT)
		*way = APP_EVENT;
	else if (options == LINEINITIALIZEEXOPTION_USEHIDDENWINDOW)
		*way = APP_CALLBACK;
	else if (options == LINEINITIALIZEEXOPTION_USECOMPLETIONPORT && sign_has_ports())
		*way = APP_PORT;
	else
		ask_fail(ask, ERR_PARAM);
	if (options == LINEINITIALIZEEXOPTION_USEHIDDENWINDOW)
		need(ask, (void *)it->callback);
}

/* What the program is told, beside the handle. */
static void tell_program(const struct beginning *it, const struct app *app)
{
	DWORD size = sizeof(*it->params);

	if (it->version)
		*it->version = OURS;
	if (!it->params)
		return;
	it->params->dwNeededSize = size;
	it->params->dwUsedSize = size;
	if (app->way == APP_EVENT)
		it->params->Handles.hEvent = app->sign;
}

/* --- beginning -------------------------------------------------------------------------- */

static DWORD module_name(struct ask *ask)
{
	char *name = program_name();
	enum shape_text text = ask->text;
	DWORD at;

	ask->text = SHAPE_ANSI;
	at = ask_text(ask, name);
	ask->text = text;
	mem_free(name);
	return at;
}

/* Both have the same slots. */
static LONG ask_server(struct ask *ask, const struct app *app, DWORD name, DWORD version,
		       DWORD out[2])
{
	struct packet_lineInitialize slots = {
		.context = app->number,
		.friendly_name = name,
		.module = module_name(ask),
		.version = version,
	};

	_Static_assert(sizeof(struct packet_phoneInitialize) == sizeof(struct packet_lineInitialize) &&
		       offsetof(struct packet_phoneInitialize, version) ==
		       offsetof(struct packet_lineInitialize, version), "the same");
	TAKE(ask, lineInitialize, app, &out[0]);
	TAKE(ask, lineInitialize, devices, &out[1]);
	return ask_send(ask, ask->family == ASK_PHONES ? PACKET_phoneInitialize : PACKET_lineInitialize,
			&slots, sizeof(slots));
}

static struct app *app_of(struct ask *ask, const struct beginning *it)
{
	enum app_way way = APP_CALLBACK;
	struct app *app = NULL;

	check(ask, it, &way);
	if (!ask->error && !connection_open())
		ask_fail(ask, ERR_FAILED);
	if (ask->error)
		return NULL;
	client_enter();
	if (way == APP_PORT)
		app = app_new_port(ask->family == ASK_PHONES, it->params->Handles.hCompletionPort,
				   it->params->dwCompletionKey);
	else
		app = app_new(ask->family == ASK_PHONES, way, it->callback);
	client_leave();
	if (!app)
		ask_fail(ask, ERR_NOMEM);
	return app;
}

LONG app_begin(struct ask *ask, const struct beginning *it, DWORD name, DWORD *handle, DWORD *devices)
{
	DWORD version = it->version ? *it->version : TAPI_1_3, out[2] = { 0 };
	struct app *app;
	LONG answer;

	need(ask, handle);
	need(ask, devices);
	app = app_of(ask, it);
	if (!app) {
		answer = ask->error;
		ask_end(ask);
		return answer;
	}
	answer = ask_server(ask, app, name, version, out);
	client_enter();
	if (answer) {
		app_free(app);
	} else {
		app->handle = out[0];
		tell_program(it, app);
	}
	client_leave();
	if (answer)
		return answer;
	*handle = out[0];
	*devices = out[1];
	return 0;
}

LONG WINAPI lineInitialize(LPHLINEAPP app, HINSTANCE instance, LINECALLBACK callback, LPCSTR name,
			   LPDWORD devices)
{
	struct ask ask = { .anybody = true, .text = SHAPE_ANSI };
	const struct beginning it = { callback, NULL, NULL };

	(void)instance;
	return app_begin(&ask, &it, ask_text(&ask, name), app, devices);
}

LONG WINAPI phoneInitialize(LPHPHONEAPP app, HINSTANCE instance, PHONECALLBACK callback, LPCSTR name,
			    LPDWORD devices)
{
	struct ask ask = { .family = ASK_PHONES, .anybody = true, .text = SHAPE_ANSI };
	const struct beginning it = { callback, NULL, NULL };

	(void)instance;
	return app_begin(&ask, &it, ask_text(&ask, name), app, devices);
}

/* --- the end ---------------------------------------------------------------------------- */

/* 1: there is one and the server knows it; 0: there was one that the server knows no
 * more; else the error. */
static LONG look(bool phone, DWORD handle)
{
	struct app *app = app_find(phone, handle);
	DWORD number;

	if (app && app->lost) {
		number = app->number;
		app_free(app);
		app_await_callbacks(number);
		return 0;
	}
	if (app)
		return 1;
	if (app_count(phone, true))
		return phone ? PHONEERR_INVALAPPHANDLE : LINEERR_INVALAPPHANDLE;
	return phone ? PHONEERR_UNINITIALIZED : LINEERR_UNINITIALIZED;
}

/* Behind the last application the program may unload us: no dialog of ours is open then. */
static void end_dialogs(void)
{
	bool last;

	client_enter();
	last = app_count(false, true) + app_count(true, true) == 0;
	client_leave();
	if (last)
		dialogs_end();
}

static LONG end(struct ask *ask, DWORD handle, LONG answer)
{
	bool phone = ask->family == ASK_PHONES;
	struct app *app;
	DWORD number;

	client_enter();
	app = app_find(phone, handle);
	if (app && (!answer || app->lost)) {
		number = app->number;
		app_free(app);
		app_await_callbacks(number);
		answer = 0;
	}
	client_leave();
	return answer;
}

static LONG look_first(bool phone, DWORD handle)
{
	LONG answer;

	client_enter();
	answer = look(phone, handle);
	client_leave();
	return answer;
}

LONG WINAPI lineShutdown(HLINEAPP app)
{
	struct ask ask = { .family = ASK_LINES };
	LONG answer = look_first(false, app);

	if (answer > 0)
		answer = end(&ask, app, ASK(&ask, lineShutDown, .app = app));
	end_dialogs();
	return answer;
}

LONG WINAPI phoneShutdown(HPHONEAPP app)
{
	struct ask ask = { .family = ASK_PHONES };
	LONG answer = look_first(true, app);

	if (answer > 0)
		answer = end(&ask, app, ASK(&ask, phoneShutDown, .app = app));
	end_dialogs();
	return answer;
}
