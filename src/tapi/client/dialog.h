/* SPDX-License-Identifier: MIT
 * dialog.h - dialogs that providers open by themselves, in the program whose request led to
 * them (R-UI-5 to R-UI-9).
 *
 * Each has two threads: one is in TUISPI_providerGenericDialog as long as it is open, the
 * other tells it what the provider has to say, once it is ready.
 */
#ifndef CLIENT_DIALOG_H
#define CLIENT_DIALOG_H

#include "client.h"
#include "tapi/event.h"

/* With the lock held. Take an event of the server about a dialog; *why NULL: it was right.
 * False: it is about something else. */
bool dialog_take(const struct event *event, const void *tail, DWORD size, const char **why);

/* With the lock held: the connection is gone, all dialogs are to close. */
void dialogs_lose_all(void);

/* Without the lock: whether there is such a dialog that is not closing (R-UI-8). */
bool dialog_may_say(DWORD handle);

/* Without the lock: close all and wait until their threads have ended, 5 s at most. */
void dialogs_end(void);

void dialogs_forget(void);	/* in a child of the process that has them */

#endif
