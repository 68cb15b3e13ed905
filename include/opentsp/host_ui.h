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

/* How many dialogs are open now. */
size_t host_dialogs(struct host *host);

/* Dialogs that a program asks for; they return when people are done. `device_class`
 * NULL: all of it. What the library does not export answers OPERATIONUNAVAIL. */
LONG host_line_config(struct host *host, DWORD device, HWND owner, const char *device_class);
LONG host_phone_config(struct host *host, DWORD device, HWND owner, const char *device_class);
LONG host_provider_config(struct host *host, HWND owner);
LONG host_provider_install(struct host *host, HWND owner);
LONG host_provider_remove(struct host *host, HWND owner);

#endif
