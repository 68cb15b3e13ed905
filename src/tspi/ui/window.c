/* SPDX-License-Identifier: MIT
 * window.c - dialogs as windows. Their templates are built in memory: a library
 * of one source has no resources. */
#ifdef _WIN32
#include "tspi/ui/template.h"
#include "tspi/ui/ui.h"
#include "abi/utf.h"
#include "base/list.h"
#include "base/text.h"
#include "os/event.h"
#include <uv.h>

enum { PROMPT = 100, ENTRY };
#define TOLD (WM_APP + 1)		/* ui_tell() has something */

struct ask {
	struct list node;
	HTAPIDIALOGINSTANCE ht;
	TUISPIDLLCALLBACK callback;
	HANDLE ready;
	HWND window;
	bool closes;
	WCHAR text[UI_TEXT_SIZE];
};

static uv_once_t once = UV_ONCE_INIT;
static uv_mutex_t lock;			/* of the list and what is in it */
static struct list dialogs = { &dialogs, &dialogs };

static void make_lock(void)
{
	uv_mutex_init(&lock);
}

static void enter(void)
{
	uv_once(&once, make_lock);
	uv_mutex_lock(&lock);
}

static void begin(HWND window, struct ask *ask)
{
	SetWindowLongPtrW(window, DWLP_USER, (LONG_PTR)ask);
	enter();
	ask->window = window;
	list_append(&dialogs, &ask->node);
	uv_mutex_unlock(&lock);
	SetDlgItemTextW(window, PROMPT, ask->text);
	event_set(ask->ready);
}

/* The answer goes out; nothing more is entered until the provider says so. */
static void answer(HWND window, struct ask *ask)
{
	WCHAR entered[UI_TEXT_SIZE];
	char text[3 * UI_TEXT_SIZE];

	GetDlgItemTextW(window, ENTRY, entered, UI_TEXT_SIZE);
	utf_read8(entered, UI_TEXT_SIZE, text, sizeof(text));
	EnableWindow(GetDlgItem(window, IDOK), FALSE);
	ask->callback(ask->ht, TUISPIDLL_OBJECT_DIALOGINSTANCE, text, (DWORD)strlen(text) + 1);
}

static void told(HWND window, struct ask *ask)
{
	WCHAR text[UI_TEXT_SIZE];
	bool closes;

	enter();
	closes = ask->closes;
	memcpy(text, ask->text, sizeof(text));
	uv_mutex_unlock(&lock);
	if (closes) {
		EndDialog(window, 1);
		return;
	}
	SetDlgItemTextW(window, PROMPT, text);
	SetDlgItemTextW(window, ENTRY, L"");
	EnableWindow(GetDlgItem(window, IDOK), TRUE);
	SetFocus(GetDlgItem(window, ENTRY));
}

static INT_PTR CALLBACK handle(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct ask *ask = (struct ask *)GetWindowLongPtrW(window, DWLP_USER);

	switch (message) {
	case WM_INITDIALOG:
		begin(window, (struct ask *)l);
		return TRUE;
	case TOLD:
		told(window, ask);
		return TRUE;
	case WM_COMMAND:
		if (LOWORD(w) == IDOK)
			answer(window, ask);
		else if (LOWORD(w) == IDCANCEL)
			EndDialog(window, 0);
		return TRUE;
	default:
		return FALSE;
	}
}

enum err ui_ask(HTAPIDIALOGINSTANCE ht, const char *text, TUISPIDLLCALLBACK callback, HANDLE ready)
{
	struct ask ask = { .ht = ht, .callback = callback, .ready = ready };
	struct template t;
	INT_PTR result;

	if (utf16_size(text) > sizeof(ask.text))
		return ERR_PARAM;
	utf16_write(ask.text, text);
	template_begin(&t, L"OpenTSP", 240, 78);
	template_add(&t, TEMPLATE_TEXT, 0, PROMPT, L"", (struct place){ 8, 8, 224, 24 });
	template_add(&t, TEMPLATE_ENTRY, ES_PASSWORD | ES_AUTOHSCROLL | WS_BORDER | WS_TABSTOP, ENTRY, L"",
		     (struct place){ 8, 34, 224, 14 });
	template_add(&t, TEMPLATE_BUTTON, BS_DEFPUSHBUTTON | WS_TABSTOP, IDOK, L"OK",
		     (struct place){ 126, 56, 50, 14 });
	template_add(&t, TEMPLATE_BUTTON, WS_TABSTOP, IDCANCEL, L"Cancel", (struct place){ 182, 56, 50, 14 });
	result = template_show(&t, NULL, handle, &ask);
	enter();
	if (ask.window)
		list_remove(&ask.node);
	uv_mutex_unlock(&lock);
	return result < 0 ? ERR_RESOURCE : OK;
}

enum err ui_tell(HTAPIDIALOGINSTANCE ht, const char *text)
{
	enum err err = ERR_PARAM;

	enter();
	list_each(node, &dialogs) {
		struct ask *ask = list_entry(node, struct ask, node);

		if (ask->ht != ht)
			continue;
		if (text && utf16_size(text) <= sizeof(ask->text))
			utf16_write(ask->text, text);
		ask->closes = ask->closes || !text;
		err = PostMessageW(ask->window, TOLD, 0, 0) ? OK : ERR_RESOURCE;
		break;
	}
	uv_mutex_unlock(&lock);
	return err;
}
#endif
