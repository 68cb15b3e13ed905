/* SPDX-License-Identifier: MIT
 * ui.h - the user interface of the provider, which runs in programs that use
 * TAPI and not where the provider does: windows on Windows (window.c), the
 * terminal of the program elsewhere (terminal.c).
 *
 * Not at the desk, and on any number of threads at a time (R-CB-7).
 */
#ifndef TSPI_UI_UI_H
#define TSPI_UI_UI_H

#include "abi/tspi.h"
#include "base/err.h"
#include <stdbool.h>

/* The longest text that goes to or comes from a dialog, with its terminator. */
#define UI_TEXT_SIZE 1024

/* Ask people `text` until they give up or the dialog is told to close; each
 * answer goes to `callback`. `ready` is set once ui_tell() finds the dialog.
 * ERR_UNAVAIL: there is nothing to ask people with. */
enum err ui_ask(HTAPIDIALOGINSTANCE ht, const char *text, TUISPIDLLCALLBACK callback, HANDLE ready);

/* Another text for people in that dialog; NULL: close it. ERR_PARAM: there is no
 * such dialog (any more). */
enum err ui_tell(HTAPIDIALOGINSTANCE ht, const char *text);

/* --- config.c: the configuration file in the hands of people ------------------- */

struct ui_config {
	TUISPIDLLCALLBACK callback;	/* the way to the provider (R-UI-4) */
	DWORD_PTR object;
	DWORD type;			/* TUISPIDLL_OBJECT_ of object */
	char *path;			/* of the file */
	char *text, *lines;		/* what is in it; a row for each line and phone, for people */
};

/* What is there now, from the provider or, if it does not work, from its place.
 * ERR_NOMEM, ERR_RESOURCE (the file cannot be read). */
enum err ui_config_read(struct ui_config *config, DWORD ppid);
void ui_config_free(struct ui_config *config);

/* Whether `text` could be the configuration; and if so, save it, whole or not at
 * all, and let the provider read it. One sentence of the outcome in `said`. */
bool ui_config_check(struct ui_config *config, const char *text, char said[UI_TEXT_SIZE]);
bool ui_config_save(struct ui_config *config, const char *text, char said[UI_TEXT_SIZE]);

/* Let people look at it and change it, in front of `owner`. ERR_UNAVAIL: there is
 * nothing to show it with. */
enum err ui_configure(struct ui_config *config, HWND owner);

#endif
