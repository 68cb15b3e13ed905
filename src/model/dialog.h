/* SPDX-License-Identifier: MIT
 * dialog.h - a dialog that nobody asked for: the device wants to know something
 * of whoever made a request.
 *
 * TAPI shows it in the application of that request (R-UI-5), with a user
 * interface of ours that runs there; blocks of bytes go both ways. Who opens
 * one gets a dialog; it lives until TAPI frees it (R-UI-9), and its owner may
 * turn away from it at any time before.
 */
#ifndef MODEL_DIALOG_H
#define MODEL_DIALOG_H

#include "model/line.h"

struct dialog;

/* Who opened a dialog. Both at the desk. */
struct dialog_owner {
	/* The dialog says something. It may be closed here. ERR_PARAM: nonsense. */
	enum err (*heard)(void *owner, struct bytes said);

	/* It is gone, or was never shown (`shown` false); nothing comes from it. */
	void (*over)(void *owner, bool shown);
};

/* The longest block of a dialog, in bytes. */
#define DIALOG_BLOCK_MAX 4096

/* Open one for the application that asked for `op`, which must be in flight,
 * with `first` for it to begin with. ERR_UNAVAIL: the line was opened by a TAPI
 * older than dialogs (2.0). ERR_STATE: nobody asked. ERR_NOMEM. */
enum err dialog_open(struct dialog **out, const struct call *call, enum call_op op,
		     struct bytes first, const struct dialog_owner *kind, void *owner);

/* Tell it something (R-UI-7). ERR_NOMEM. */
enum err dialog_tell(struct dialog *dialog, struct bytes what);

/* Close it: its owner hears nothing more of it. NULL is fine. */
void dialog_close(struct dialog *dialog);

/* --- for the door --- */

struct dialog *dialog_find(const struct desk *desk, uintptr_t handle);
uint32_t dialog_handle(const struct dialog *dialog);
HTAPIDIALOGINSTANCE dialog_ht(const struct dialog *dialog);

/* The letter that creates it is on its way out; it cannot be taken back. */
void dialog_sent(struct dialog *dialog);

/* TAPI's answer to it; 0: it shows none. */
void dialog_shown(struct dialog *dialog, HTAPIDIALOGINSTANCE ht);

enum err dialog_heard(struct dialog *dialog, struct bytes said);

/* TAPI has no such dialog any more. */
void dialog_free(struct dialog *dialog);

/* The session is over. */
void dialogs_free(struct provider *provider);

#endif
