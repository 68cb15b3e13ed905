/* SPDX-License-Identifier: MIT
 * dialog_in.h - what a dialog that the provider asked for is to the host.
 */
#ifndef DIALOG_IN_H
#define DIALOG_IN_H

#include "host_in.h"

struct block {
	struct list node;
	DWORD size;
	bool last;		/* the dialog is to close */
	char bytes[];
};

struct host_dialog {
	struct list node;	/* of host->dialogs */
	struct host *host;
	uint32_t id;
	HDRVDIALOGINSTANCE hd;
	struct host_ui ui;
	char *library;		/* of the user interface; NULL: `ui` was given */
	void *first;		/* what it begins with */
	DWORD size;
	HANDLE ready;		/* the dialog sets it */
	struct list blocks;
	uv_thread_t shows, tells;
	bool elsewhere;		/* it has no threads here (elsewhere.c) */
	bool returned;		/* it is not shown any more */
	bool closing;		/* it was told to close */
	bool over;		/* its threads do nothing more */
};

struct host_dialog *dialog_find_locked(struct host *host, uint32_t id);
void dialog_free(struct host_dialog *dialog);	/* nobody knows it any more */

#endif
