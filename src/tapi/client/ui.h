/* SPDX-License-Identifier: MIT
 * ui.h - the user interface of a provider, in the program.
 *
 *   struct ui ui = { .family = ASK_LINES, .object = device, .type = TUISPIDLL_OBJECT_LINEID };
 *
 *   LPCWSTR text = ui_text(&ui, class, FORM);
 *
 *   return UI_SHOW(&ui, lineConfigDialog, owner, device, owner, text);
 *
 * The server says in which library it is, and what dialogs say goes to the provider by the
 * server (R-UI-4). A library is code: it is loaded only if the server is the user's own, or
 * root's and nobody else could have changed the file (docs/security.md).
 */
#ifndef CLIENT_UI_H
#define CLIENT_UI_H

#include "abi/tspi.h"
#include "ask.h"

struct ui {
	enum ask_family family;
	bool anybody;		/* as struct ask's */
	DWORD object, type;	/* TUISPIDLL_OBJECT_ */
	LONG error;
	LPWSTR text;
	uv_lib_t library;
	bool loaded;
};

/* A text of the program as UTF-16, which lasts until ui_end(); NULL stays NULL. */
LPCWSTR ui_text(struct ui *ui, const void *text, enum shape_text form);

/* Load the library with the dialogs of the object, to be shown in front of `owner`; false:
 * ui->error says why not. ui_end() in any case; its answer is what the program gets. */
bool ui_begin(struct ui *ui, HWND owner);
LONG ui_end(struct ui *ui, LONG result);

/* Load the library at `path`. ERR_UNAVAIL: the server may not name code here; ERR_FAILED: it
 * cannot be loaded. The log says why. */
enum err ui_load(uv_lib_t *out, const WCHAR *path);

/* A function of it, written to `slot`; NULL: it has none of that name. */
void ui_find(uv_lib_t *library, const char *name, void *slot, size_t size);

/* What a dialog says, to the provider. */
LONG CALLBACK ui_says(DWORD_PTR object, DWORD type, LPVOID block, DWORD size);

/* What the server says of an icon, for the program; false: there are none here. */
bool ui_icon(DWORD icon, LPHICON out);

/* OPERATIONUNAVAIL, if it has no such dialog. */
#define UI_SHOW(by, fn, owner, ...) ({						\
	struct ui *ui_ = (by);							\
	__typeof__(TUISPI_##fn) *fn_ = NULL;					\
	LONG shown_ = 0;							\
	if (ui_begin(ui_, owner)) {						\
		ui_find(&ui_->library, "TUISPI_" #fn, &fn_, sizeof(fn_));	\
		shown_ = fn_ ? fn_(ui_says, __VA_ARGS__) :			\
			 ui_->family == ASK_PHONES ? (LONG)PHONEERR_OPERATIONUNAVAIL : \
						     (LONG)LINEERR_OPERATIONUNAVAIL; \
	}									\
	ui_end(ui_, shown_);							\
})

#endif
