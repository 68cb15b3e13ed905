/* SPDX-License-Identifier: MIT
 * ui.c - see ui.h. */
#include "ui.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "connection.h"
#include "dialog.h"
#include "os/account.h"
#include "os/ansi.h"
#include "os/file.h"
#include "os/window.h"
#include <string.h>

/* --- which library ---------------------------------------------------------------- */

/* Where it really is: no link on the way is changed later. */
static const char *refused_really(char **path)
{
	const char *why = "is not there";
	uv_fs_t request;

	if (uv_fs_realpath(NULL, &request, *path, NULL) == 0) {
		mem_free(*path);
		*path = mem_copy(request.ptr);
		why = *path ? account_code_fault(*path) : "does not fit into memory";
	}
	uv_fs_req_cleanup(&request);
	return why;
}

/* Why it is not loaded, as the end of a sentence that begins with its name; NULL: it may be. */
static const char *refused(char **path)
{
	const enum link_peer peer = connection_peer();

	if (peer == LINK_STRANGER)
		return "is named by a server that is neither the user's nor root's";
	if (!file_absolute(*path))
		return "is no absolute path";
	return peer == LINK_OWN ? NULL : refused_really(path);
}

enum err ui_load(uv_lib_t *out, const WCHAR *path)
{
	char *name = utf8_from16(path, MAX_PATH);
	const char *why = name ? refused(&name) : "does not fit into memory";
	enum err err = name ? ERR_UNAVAIL : ERR_NOMEM;

	if (!why && uv_dlopen(name, out)) {
		log_write(LOG_WARN, "tapi", NULL, "no dialog is shown: %s", uv_dlerror(out));
		uv_dlclose(out);	/* its message */
		err = ERR_FAILED;
	} else if (!why) {
		err = OK;
	} else {
		log_write(LOG_WARN, "tapi", NULL, "no dialog is shown: %s %s", name ? name : "its library",
			  why);
	}
	mem_free(name);
	return err;
}

void ui_find(uv_lib_t *library, const char *name, void *slot, size_t size)
{
	void *address;

	if (uv_dlsym(library, name, &address))
		address = NULL;
	memcpy(slot, &address, size < sizeof(address) ? size : sizeof(address));
}

/* --- dialogs that the program asks for ---------------------------------------------- */

static void fail(struct ui *ui, enum err err)
{
	if (!ui->error)
		ui->error = ui->family == ASK_PHONES ? err_phone(err) : err_line(err);
}

LPCWSTR ui_text(struct ui *ui, const void *text, enum shape_text form)
{
	size_t units = 0;

	if (!text)
		return NULL;
	if (form == SHAPE_ANSI) {
		units = ansi_to16(text, strlen(text) + 1, NULL, 0);
	} else {
		while (((const WCHAR *)text)[units++])
			;
	}
	ui->text = mem_alloc(units * sizeof(WCHAR));
	if (!ui->text)
		fail(ui, ERR_NOMEM);
	else if (form == SHAPE_ANSI)
		ansi_to16(text, strlen(text) + 1, ui->text, units);
	else
		memcpy(ui->text, text, units * sizeof(WCHAR));
	return ui->text;
}

bool ui_begin(struct ui *ui, HWND owner)
{
	struct ask ask = { .family = ui->family, .anybody = ui->anybody, .error = ui->error };
	WCHAR path[MAX_PATH + 1] = { 0 };

	if (owner && !window_exists(owner))
		ask_fail(&ask, ERR_PARAM);
	ui->error = ASK(&ask, GetUIDllName, .object = ui->object, .object_type = ui->type,
			.ui_name_size = BYTES(&ask, GetUIDllName, ui_name, path, MAX_PATH * sizeof(WCHAR)),
			.provider_name = PACKET_NONE);
	if (!ui->error)
		fail(ui, ui_load(&ui->library, path));
	ui->loaded = !ui->error;
	return ui->loaded;
}

LONG ui_end(struct ui *ui, LONG result)
{
	if (ui->loaded)
		uv_dlclose(&ui->library);
	mem_free(ui->text);
	if (result > 0)
		fail(ui, ERR_FAILED);
	return ui->error ? ui->error : result;
}

bool ui_icon(DWORD icon, LPHICON out)
{
	*out = icon ? (HICON)(LONG_PTR)(LONG)icon : window_icon();
	return window_system();
}

/* --- what dialogs say --------------------------------------------------------------- */

LONG CALLBACK ui_says(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	struct ask ask = { .family = type == TUISPIDLL_OBJECT_PHONEID ? ASK_PHONES : ASK_LINES,
			   .connected = true };

	if (type == TUISPIDLL_OBJECT_DIALOGINSTANCE && !dialog_may_say((DWORD)object))
		return ask_error(&ask, ERR_FAILED);
	return ASK(&ask, TUISPIDLLCallback, .object = (DWORD)object, .object_type = type,
		   .in = ask_data(&ask, block, size), .in_size = size,
		   .out_size = size ? BYTES(&ask, TUISPIDLLCallback, out, block, size) : 0);
}
