/* SPDX-License-Identifier: MIT
 * host_ui.h - dialogs of a provider in the program of the host; a part of host.h.
 *
 * The user interface of a provider (TUISPI_...) is in the library that the
 * provider names. The host loads it, runs each dialog that the provider asks
 * for (LINE_CREATEDIALOGINSTANCE) on a thread of its own, and carries blocks both
 * ways (R-UI-4 to R-UI-9). Nothing need be done for that.
 *
 * Of LINE_CREATEDIALOGINSTANCE an event is left, with p1 the host's number of
 * the dialog and p2 the request that it is for; of LINE_SENDDIALOGINSTANCEDATA one
 * with p1 the number and p2 the size in bytes (0: it was to close).
 */
#ifndef OPENTSP_HOST_UI_H
#define OPENTSP_HOST_UI_H

#include "opentsp/host.h"

/* Dialogs of one's own instead of those of the provider's library, as
 * TUISPI_providerGenericDialog and ..Data are; a HANDLE of an event that is not
 * Windows' is a sem_t. For dialogs opened from now on; NULL: the library's. */
struct host_ui {
	__typeof__(TUISPI_providerGenericDialog) *dialog;
	__typeof__(TUISPI_providerGenericDialogData) *data;
};
void host_ui_replace(struct host *host, const struct host_ui *ui);

/* host_tspi() with the dialogs' functions: of a provider in a process of its own the library
 * is loaded here too, now. */
const struct tspi *host_tspi_ui(struct host *host);

/* How many dialogs are open now. */
size_t host_dialogs(struct host *host);

/* --- dialogs in other processes ------------------------------------------------- */

/* From now on the host shows none itself: whoever hears LINE_CREATEDIALOGINSTANCE has the
 * dialog shown and says when it is over. Before the first. */
void host_dialogs_elsewhere(struct host *host);

/* What dialog p1 of that event begins with: the path of the library, and the block; both are
 * the host's until the dialog is over. False: there is no such dialog (any more). */
bool host_dialog_first(struct host *host, uint32_t dialog, const char **library,
		       const void **block, DWORD *size);

/* The oldest block that the provider has told it and that was not taken, one for each
 * LINE_SENDDIALOGINSTANCEDATA, is put into `out` (buf_grow); *closes: there is none, the dialog
 * is to close. False: nothing is there. */
bool host_dialog_next(struct host *host, uint32_t dialog, struct buf *out, bool *closes);

/* What a dialog says, as TUISPIDLLCALLBACK: of a TUISPIDLL_OBJECT_DIALOGINSTANCE the object
 * is the number above. The answer is in the block. */
LONG host_dialog_says(struct host *host, DWORD_PTR object, DWORD type, void *block, DWORD size);

/* Its function has returned, or who showed it has gone (R-UI-9). */
void host_dialog_over(struct host *host, uint32_t dialog);

/* Where the user interface of the provider is (R-UI-3): a path for mem_free(). */
LONG host_ui_library(struct host *host, char **path);

/* --- dialogs that a program asks for -------------------------------------------- */

/* Dialogs that a program asks for; they return when people are done. `device_class`
 * NULL: all of it. What the library does not export answers OPERATIONUNAVAIL. */
LONG host_line_config(struct host *host, DWORD device, HWND owner, const char *device_class);
LONG host_phone_config(struct host *host, DWORD device, HWND owner, const char *device_class);
LONG host_provider_config(struct host *host, HWND owner);
LONG host_provider_install(struct host *host, HWND owner);
LONG host_provider_remove(struct host *host, HWND owner);

#endif
