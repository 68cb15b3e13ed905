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

/* The longest text that goes to or comes from a dialog, with its terminator. */
#define UI_TEXT_SIZE 1024

/* Ask people `text` until they give up or the dialog is told to close; each
 * answer goes to `callback`. `ready` is set once ui_tell() finds the dialog.
 * ERR_UNAVAIL: there is nothing to ask people with. */
enum err ui_ask(HTAPIDIALOGINSTANCE ht, const char *text, TUISPIDLLCALLBACK callback, HANDLE ready);

/* Another text for people in that dialog; NULL: close it. ERR_PARAM: there is no
 * such dialog (any more). */
enum err ui_tell(HTAPIDIALOGINSTANCE ht, const char *text);

#endif
