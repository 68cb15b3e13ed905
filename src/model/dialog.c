/* SPDX-License-Identifier: MIT
 * dialog.c - dialogs that nobody asked for. */
#include "model/dialog.h"
#include "base/log.h"
#include "base/mem.h"

#define WITH_DIALOGS 0x00020000

enum standing {
	POSTED,			/* TAPI has not heard of it */
	SENT,			/* it is told just now */
	SHOWN,			/* TAPI has it */
};

struct dialog {
	struct list node;	/* of provider->dialogs */
	struct provider *provider;
	uint32_t handle;
	HTAPIDIALOGINSTANCE ht;
	enum standing standing;
	bool kept;		/* a place in the postbox for its last word */
	bool closing;		/* the last word was said, or is to be when TAPI has it */
	const struct dialog_owner *kind; /* NULL: its owner has turned away */
	void *owner;
};

struct dialog *dialog_find(const struct desk *desk, uintptr_t handle)
{
	return handle_find(&desk->handles, HANDLE_DIALOG, handle);
}

uint32_t dialog_handle(const struct dialog *dialog)
{
	return dialog->handle;
}

HTAPIDIALOGINSTANCE dialog_ht(const struct dialog *dialog)
{
	return dialog->ht;
}

/* A letter with a copy of `what`; an empty one says that the dialog is to go. */
static enum err post(struct dialog *dialog, DWORD msg, uint32_t call, DRV_REQUESTID request,
		     struct bytes what)
{
	struct letter letter = {
		.kind = LETTER_DIALOG, .msg = msg, .object = dialog->handle, .call = call,
		.id = request, .provider = dialog->provider, .size = what.size,
	};

	if (what.size) {
		letter.block = mem_alloc(what.size);
		if (!letter.block)
			return ERR_NOMEM;
		memcpy(letter.block, what.at, what.size);
	}
	mail_post(&dialog->provider->desk->mail, &letter);
	return OK;
}

static enum err dialog_new(struct dialog **out, struct provider *provider)
{
	struct dialog *dialog = mem_zalloc(sizeof(*dialog));
	enum err err;

	if (!dialog)
		return ERR_NOMEM;
	err = mail_reserve(&provider->desk->mail, 1);
	if (!err) {
		dialog->kept = true;
		err = handle_new(&provider->desk->handles, HANDLE_DIALOG, dialog, &dialog->handle);
	}
	if (err) {
		if (dialog->kept)
			mail_release(&provider->desk->mail, 1);
		mem_free(dialog);
		return err;
	}
	dialog->provider = provider;
	list_append(&provider->dialogs, &dialog->node);
	*out = dialog;
	return OK;
}

enum err dialog_open(struct dialog **out, const struct call *call, enum call_op op,
		     struct bytes first, const struct dialog_owner *kind, void *owner)
{
	DRV_REQUESTID request = call_request(call, op);
	struct dialog *dialog;
	enum err err;

	if (call->line->version < WITH_DIALOGS)
		return ERR_UNAVAIL;
	if (!request)
		return ERR_STATE;
	err = dialog_new(&dialog, call->line->provider);
	if (err)
		return err;
	err = mail_has_room(&dialog->provider->desk->mail)
	      ? post(dialog, LINE_CREATEDIALOGINSTANCE, call->handle, request, first) : ERR_NOMEM;
	if (err) {
		dialog_free(dialog);
		return err;
	}
	dialog->kind = kind;
	dialog->owner = owner;
	*out = dialog;
	return OK;
}

enum err dialog_tell(struct dialog *dialog, struct bytes what)
{
	return post(dialog, LINE_SENDDIALOGINSTANCEDATA, 0, 0, what);
}

void dialog_close(struct dialog *dialog)
{
	if (!dialog)
		return;
	dialog->kind = NULL;
	dialog->closing = true;
	if (dialog->standing == POSTED) {
		dialog_free(dialog);
		return;
	}
	if (dialog->standing != SHOWN || !dialog->kept)
		return;
	dialog->kept = false;
	mail_release(&dialog->provider->desk->mail, 1);
	post(dialog, LINE_SENDDIALOGINSTANCEDATA, 0, 0, (struct bytes){ NULL, 0 });
}

void dialog_sent(struct dialog *dialog)
{
	dialog->standing = SENT;
}

/* Told to its owner last of all: the owner may end the call, and so on. */
static void over(struct dialog *dialog, bool shown)
{
	const struct dialog_owner *kind = dialog->kind;
	void *owner = dialog->owner;

	if (dialog->kept)
		mail_release(&dialog->provider->desk->mail, 1);
	list_remove(&dialog->node);
	handle_free(&dialog->provider->desk->handles, dialog->handle);
	mem_free(dialog);
	if (kind)
		kind->over(owner, shown);
}

void dialog_shown(struct dialog *dialog, HTAPIDIALOGINSTANCE ht)
{
	if (!ht) {
		log_write(LOG_INFO, "model", NULL, "TAPI shows no dialog for a request");
		over(dialog, false);
		return;
	}
	dialog->ht = ht;
	dialog->standing = SHOWN;
	if (dialog->closing)
		dialog_close(dialog);
}

enum err dialog_heard(struct dialog *dialog, struct bytes said)
{
	return dialog->kind ? dialog->kind->heard(dialog->owner, said) : OK;
}

void dialog_free(struct dialog *dialog)
{
	over(dialog, true);
}

void dialogs_free(struct provider *provider)
{
	while (!list_empty(&provider->dialogs)) {
		struct dialog *dialog = list_entry(provider->dialogs.next, struct dialog, node);

		dialog->kind = NULL;
		over(dialog, false);
	}
}
