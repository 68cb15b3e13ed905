/* SPDX-License-Identifier: MIT
 * dialog.c - what providers and their dialogs in programs tell each other. */
#include "tapi/server/dialog.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/client.h"
#include "tapi/server/pending.h"

#define BLOCK_MAX (PACKET_MAX / 2)	/* bytes that a provider can tell a dialog at once */

/* --- to the program -------------------------------------------------------------- */

static struct dialog *find(const struct provider *from, uint32_t host_dialog)
{
	list_each(node, &from->server->clients) {
		struct client *client = list_entry(node, struct client, node);

		list_each(other, &client->dialogs) {
			struct dialog *dialog = list_entry(other, struct dialog, node);

			if (dialog->provider == from && dialog->host_dialog == host_dialog)
				return dialog;
		}
	}
	return NULL;
}

static bool append_path(struct buf *tail, const char *path)
{
	const size_t size = utf16_size(path);
	WCHAR *wide = mem_alloc(size);

	if (wide) {
		utf16_write(wide, path);
		packet_data(tail, wide, (DWORD)size);
	}
	mem_free(wide);
	return wide && !tail->full;
}

/* Where the user interface is, and what the dialog begins with. */
static bool tell_first(const struct dialog *dialog)
{
	struct buf *tail = &dialog->client->server->tail;
	const char *library;
	const void *block;
	DWORD size, at;

	buf_reset(tail);
	if (!host_dialog_first(dialog->provider->host, dialog->host_dialog, &library, &block, &size)
	    || size > BLOCK_MAX || !append_path(tail, library))
		return false;
	at = size ? packet_data(tail, block, size) : (DWORD)tail->len;
	if (tail->full)
		return false;
	client_event(dialog->client, &(struct event){
		.app = dialog->app, .message = LINE_CREATEDIALOGINSTANCE, .device = dialog->handle,
		.p1 = at, .p2 = size,
	}, tail->at, (DWORD)tail->len);
	return true;
}

static struct dialog *dialog_new(struct client *client, struct provider *from, uint32_t host_dialog)
{
	struct dialog *dialog = mem_zalloc(sizeof(*dialog));

	if (!dialog)
		return NULL;
	*dialog = (struct dialog){
		.client = client, .provider = from, .host_dialog = host_dialog,
	};
	if (handle_new(&client->handles, HANDLE_DIALOG, dialog, &dialog->handle)) {
		mem_free(dialog);
		return NULL;
	}
	list_append(&client->dialogs, &dialog->node);
	return dialog;
}

/* One that nobody can be shown is over: the provider knows what that means to it. */
static void created(struct provider *from, uint32_t host_dialog, LONG request)
{
	struct pending *pending = pending_find(from, request);
	struct dialog *dialog = pending ? dialog_new(pending->client, from, host_dialog) : NULL;

	if (!dialog) {
		host_dialog_over(from->host, host_dialog);
		return;
	}
	dialog->app = pending->app;
	if (!tell_first(dialog))
		dialog_end(dialog);
}

static void tell_block(const struct dialog *dialog, const struct buf *block, bool closes)
{
	if (block->full || block->len > BLOCK_MAX) {
		log_write(LOG_ERROR, "tapi", dialog->provider->name,
			  "what it tells a dialog is lost: it is too much");
		return;
	}
	client_event(dialog->client, &(struct event){
		.app = dialog->app, .message = LINE_SENDDIALOGINSTANCEDATA,
		.device = dialog->handle, .p1 = closes, .p2 = (DWORD)block->len,
	}, block->at, (DWORD)block->len);
}

static void told(struct provider *from, uint32_t host_dialog)
{
	const struct dialog *dialog = find(from, host_dialog);
	bool closes = false;
	struct buf block;

	buf_grow(&block);
	if (host_dialog_next(from->host, host_dialog, &block, &closes) && dialog)
		tell_block(dialog, &block, closes);
	buf_free(&block);
}

bool dialog_news(struct provider *from, const struct host_event *event)
{
	if (event->message == LINE_CREATEDIALOGINSTANCE && event->p1)
		created(from, (uint32_t)event->p1, (LONG)event->p2);
	else if (event->message == LINE_SENDDIALOGINSTANCEDATA)
		told(from, (uint32_t)event->p1);
	return event->message == LINE_CREATEDIALOGINSTANCE
	       || event->message == LINE_SENDDIALOGINSTANCEDATA;
}

/* --- its end ---------------------------------------------------------------------- */

void dialog_end(struct dialog *dialog)
{
	host_dialog_over(dialog->provider->host, dialog->host_dialog);
	handle_free(&dialog->client->handles, dialog->handle);
	list_remove(&dialog->node);
	mem_free(dialog);
}

void dialogs_end(struct client *client)
{
	while (!list_empty(&client->dialogs))
		dialog_end(list_entry(client->dialogs.next, struct dialog, node));
}

void dialogs_withdraw(struct provider *provider)
{
	const struct buf nothing = { 0 };

	list_each(node, &provider->server->clients) {
		struct client *client = list_entry(node, struct client, node);

		list_each_safe(other, &client->dialogs) {
			struct dialog *dialog = list_entry(other, struct dialog, node);

			if (dialog->provider != provider)
				continue;
			tell_block(dialog, &nothing, true);
			dialog_end(dialog);
		}
	}
}
