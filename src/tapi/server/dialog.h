/* SPDX-License-Identifier: MIT
 * dialog.h - dialogs of providers, shown in the programs whose requests led to them (R-UI-5).
 */
#ifndef SERVER_DIALOG_H
#define SERVER_DIALOG_H

#include "tapi/server/server_in.h"

/* One that the provider opened by itself. */
struct dialog {
	struct list node;		/* in its client's */
	struct client *client;
	struct provider *provider;
	uint32_t handle;
	uint32_t host_dialog;
	DWORD app;			/* context of the application whose request it is for */
};

/* LINE_CREATEDIALOGINSTANCE, LINE_SENDDIALOGINSTANCEDATA; false: the event is another. */
bool dialog_news(struct provider *from, const struct host_event *event);

/* It is not shown any more; the provider is told. */
void dialog_end(struct dialog *dialog);
void dialogs_end(struct client *client);	/* all of its */

/* The provider ends, while it can still be told: programs are to close its dialogs. */
void dialogs_withdraw(struct provider *provider);

#endif
