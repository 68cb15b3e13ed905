/* SPDX-License-Identifier: MIT
 * dialog.c - see dialog.h. */
#include "dialog.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/clock.h"
#include "os/event.h"
#include "os/thread.h"
#include "ui.h"
#include <string.h>

#define PATIENCE_MS 5000	/* for those that are to close */

struct block {
	struct list node;
	DWORD size;
	bool last;		/* the dialog is to close */
	char bytes[];
};

struct dialog {
	struct list node;
	DWORD handle;		/* the server's */
	WCHAR *library;
	void *first;		/* what it begins with */
	DWORD size;
	void *ready;		/* the dialog sets it */
	struct list blocks;
	uv_thread_t shows, tells;
	bool returned;		/* it is not shown any more */
	bool ends;		/* it is to be told to close */
	bool closing;		/* it was told to */
	bool lost;		/* its server has gone */
	bool over;		/* its threads do nothing more */
	__typeof__(TUISPI_providerGenericDialog) *show;
	__typeof__(TUISPI_providerGenericDialogData) *data;
};

static struct list dialogs = { &dialogs, &dialogs };
static uv_cond_t news;		/* something to tell a dialog, or one is over */
static bool has_news;

static struct dialog *find(DWORD handle)
{
	list_each(node, &dialogs) {
		struct dialog *dialog = list_entry(node, struct dialog, node);

		if (dialog->handle == handle && !dialog->lost && !dialog->over)
			return dialog;
	}
	return NULL;
}

static void dialog_free(struct dialog *dialog)
{
	list_each_safe(node, &dialog->blocks)
		mem_free(list_entry(node, struct block, node));
	list_remove(&dialog->node);
	event_free(dialog->ready);
	mem_free(dialog->library);
	mem_free(dialog->first);
	mem_free(dialog);
}

/* With the lock held: those whose threads do nothing more. */
static void reap(void)
{
	list_each_safe(node, &dialogs) {
		struct dialog *dialog = list_entry(node, struct dialog, node);

		if (!dialog->over)
			continue;
		uv_thread_join(&dialog->shows);
		dialog_free(dialog);
	}
}

/* --- its threads -------------------------------------------------------------------- */

static struct block *next_block(struct dialog *dialog)
{
	struct block *block;

	while (list_empty(&dialog->blocks) && !dialog->returned)
		client_wait(&news);
	if (dialog->returned)
		return NULL;
	block = list_entry(dialog->blocks.next, struct block, node);
	list_remove(&block->node);
	dialog->closing = dialog->closing || block->last;
	return block;
}

static void telling(void *arg)
{
	struct dialog *dialog = arg;
	struct block *block;

	os_thread_settle("tapi dialog");
	event_wait(dialog->ready);	/* R-UI-6 */
	client_enter();
	while ((block = next_block(dialog))) {
		client_leave();
		dialog->data(dialog->handle, block->last ? NULL : block->bytes, block->size);
		mem_free(block);
		client_enter();
	}
	client_leave();
}

static LONG show(struct dialog *dialog)
{
	LONG result;

	if (uv_thread_create(&dialog->tells, telling, dialog))
		return (LONG)LINEERR_NOMEM;
	result = dialog->show(ui_says, dialog->handle, dialog->first, dialog->size, dialog->ready);
	client_enter();
	dialog->returned = true;
	uv_cond_broadcast(&news);
	client_leave();
	event_set(dialog->ready);
	uv_thread_join(&dialog->tells);
	return result;
}

static LONG load_and_show(struct dialog *dialog)
{
	uv_lib_t library;
	enum err err = ui_load(&library, dialog->library);
	LONG result = (LONG)LINEERR_OPERATIONUNAVAIL;

	if (err)
		return err_line(err);
	ui_find(&library, "TUISPI_providerGenericDialog", &dialog->show, sizeof(dialog->show));
	ui_find(&library, "TUISPI_providerGenericDialogData", &dialog->data, sizeof(dialog->data));
	if (dialog->show && dialog->data)
		result = show(dialog);
	uv_dlclose(&library);
	return result;
}

/* The server is told, unless it has gone: another one knows nothing of the dialog. */
static void showing(void *arg)
{
	struct dialog *dialog = arg;
	struct ask ask = { .connected = true };
	bool lost;
	LONG result;

	os_thread_settle("tapi dialog");
	result = load_and_show(dialog);
	client_enter();
	lost = dialog->lost;
	client_leave();
	if (!lost)
		ASK(&ask, FreeDialogInstance, .dialog = dialog->handle, .result = (DWORD)result);
	client_enter();
	dialog->over = true;
	uv_cond_broadcast(&news);
	client_leave();
}

/* --- what the server tells ------------------------------------------------------------ */

static bool fill(struct dialog *dialog, const struct event *event, const char *tail)
{
	dialog->library = mem_alloc(event->p1);
	dialog->first = mem_alloc(event->p2 + 1);
	dialog->ready = event_new();
	if (!dialog->library || !dialog->first || !dialog->ready)
		return false;
	memcpy(dialog->library, tail, event->p1);
	memcpy(dialog->first, tail + event->p1, event->p2);
	dialog->size = event->p2;
	dialog->handle = event->device;
	return true;
}

static const char *begin(const struct event *event, const char *tail)
{
	struct dialog *dialog;

	if (!has_news)
		uv_cond_init(&news);
	has_news = true;
	reap();
	dialog = mem_zalloc(sizeof(*dialog));
	if (!dialog)
		return "there is no memory for a dialog";
	list_init(&dialog->blocks);
	list_append(&dialogs, &dialog->node);
	if (fill(dialog, event, tail) && !uv_thread_create(&dialog->shows, showing, dialog))
		return NULL;
	dialog_free(dialog);
	return "there is no memory for a dialog";
}

/* The path, which ends within the first p1 bytes, and p2 bytes behind it. */
static bool is_right(const struct event *event, const void *tail, DWORD size)
{
	WCHAR last;

	if (!event->device || event->p1 > size || event->p2 > size - event->p1 ||
	    event->p1 < sizeof(last) || event->p1 % sizeof(last))
		return false;
	memcpy(&last, (const char *)tail + event->p1 - sizeof(last), sizeof(last));
	return last == 0;
}

static void queue(struct dialog *dialog, bool last, const void *bytes, DWORD size)
{
	struct block *block = mem_alloc(sizeof(*block) + size);

	if (!block) {
		log_write(LOG_ERROR, "tapi", NULL, "out of memory, a block for a dialog was lost");
		return;
	}
	dialog->ends = dialog->ends || last;
	*block = (struct block){ .size = size, .last = last };
	if (size)
		memcpy(block->bytes, bytes, size);
	list_append(&dialog->blocks, &block->node);
	uv_cond_broadcast(&news);
}

bool dialog_take(const struct event *event, const void *tail, DWORD size, const char **why)
{
	struct dialog *dialog;

	*why = NULL;
	if (event->message == LINE_CREATEDIALOGINSTANCE) {
		*why = is_right(event, tail, size) ? begin(event, tail) : "a dialog is not told rightly";
		return true;
	}
	if (event->message != LINE_SENDDIALOGINSTANCEDATA)
		return false;
	dialog = find(event->device);
	if (event->p2 > size)
		*why = "what a dialog is told is not all there";
	else if (dialog)
		queue(dialog, event->p1 != 0, tail, event->p1 ? 0 : event->p2);
	return true;
}

/* --- their end ------------------------------------------------------------------------ */

/* Those to which nobody did this before. */
static void close_all(void)
{
	list_each(node, &dialogs) {
		struct dialog *dialog = list_entry(node, struct dialog, node);

		if (!dialog->ends && !dialog->over)
			queue(dialog, true, NULL, 0);
	}
}

void dialogs_lose_all(void)
{
	close_all();
	list_each(node, &dialogs)
		list_entry(node, struct dialog, node)->lost = true;
}

bool dialog_may_say(DWORD handle)
{
	const struct dialog *dialog;
	bool may;

	client_enter();
	dialog = find(handle);
	may = dialog && !dialog->closing;
	client_leave();
	return may;
}

void dialogs_end(void)
{
	const uint64_t end = clock_ms() + PATIENCE_MS;
	uint64_t now = 0;

	client_enter();
	close_all();
	reap();
	while (!list_empty(&dialogs) && (now = clock_ms()) < end) {
		client_wait_for(&news, (end - now) * 1000000);
		reap();
	}
	if (!list_empty(&dialogs))
		log_write(LOG_WARN, "tapi", NULL, "a dialog was told to close and has not for %d s; it is "
			  "left alone", PATIENCE_MS / 1000);
	client_leave();
}

void dialogs_forget(void)
{
	list_each_safe(node, &dialogs) {
		list_remove(node);
		mem_free(list_entry(node, struct dialog, node));
	}
	has_news = false;
}
