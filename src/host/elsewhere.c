/* SPDX-License-Identifier: MIT
 * elsewhere.c - dialogs that are shown in other processes than the provider's. */
#include "dialog_in.h"
#include "abi/utf.h"
#include "base/mem.h"

void host_dialogs_elsewhere(struct host *host)
{
	uv_mutex_lock(&host->lock);
	host->elsewhere = true;
	uv_mutex_unlock(&host->lock);
}

/* One that has no threads here, so that nobody else frees it. */
static struct host_dialog *shown_elsewhere(struct host *host, uint32_t id)
{
	struct host_dialog *dialog;

	uv_mutex_lock(&host->lock);
	dialog = dialog_find_locked(host, id);
	uv_mutex_unlock(&host->lock);
	return dialog && dialog->elsewhere ? dialog : NULL;
}

bool host_dialog_first(struct host *host, uint32_t id, const char **library, const void **block,
		       DWORD *size)
{
	const struct host_dialog *dialog = shown_elsewhere(host, id);

	if (!dialog)
		return false;
	*library = dialog->library;
	*block = dialog->first;
	*size = dialog->size;
	return true;
}

/* With the lock held: out of the row; NULL: nothing is in it. */
static struct block *take_locked(struct host_dialog *dialog)
{
	struct block *block;

	if (list_empty(&dialog->blocks))
		return NULL;
	block = list_entry(dialog->blocks.next, struct block, node);
	list_remove(&block->node);
	dialog->closing = dialog->closing || block->last;
	return block;
}

bool host_dialog_next(struct host *host, uint32_t id, struct buf *out, bool *closes)
{
	struct host_dialog *dialog = shown_elsewhere(host, id);
	struct block *block = NULL;

	uv_mutex_lock(&host->lock);
	block = dialog ? take_locked(dialog) : NULL;
	uv_mutex_unlock(&host->lock);
	if (!block)
		return false;
	*closes = block->last;
	buf_bytes(out, block->bytes, block->size);
	mem_free(block);
	return true;
}

void host_dialog_over(struct host *host, uint32_t id)
{
	struct host_dialog *dialog = shown_elsewhere(host, id);

	if (!dialog)
		return;
	ASK(host, providerFreeDialogInstance, dialog->hd);
	uv_mutex_lock(&host->lock);
	handle_free(&host->handles, id);
	list_remove(&dialog->node);
	uv_mutex_unlock(&host->lock);
	dialog_free(dialog);
}

LONG host_ui_library(struct host *host, char **path)
{
	WCHAR wide[MAX_PATH + 1] = { 0 };
	LONG result = ASK(host, providerUIIdentify, wide);
	size_t size;

	*path = NULL;
	if (result)
		return result;
	size = utf_read8(wide, MAX_PATH, NULL, 0);
	*path = mem_alloc(size);
	if (!*path)
		return (LONG)LINEERR_NOMEM;
	utf_read8(wide, MAX_PATH, *path, size);
	return 0;
}
