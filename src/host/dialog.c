/* SPDX-License-Identifier: MIT
 * dialog.c - dialogs that the provider asks for, and what goes to and fro.
 *
 * A dialog has two threads: one is in TUISPI_providerGenericDialog as long as it
 * is open, the other tells it what the provider has to say, once it is ready.
 */
#include "dialog_in.h"
#include "abi/utf.h"
#include "base/mem.h"
#include "os/event.h"

struct host_dialog *dialog_find_locked(struct host *host, uint32_t id)
{
	return handle_find(&host->handles, HANDLE_DIALOG, id);
}

void dialog_free(struct host_dialog *dialog)
{
	list_each_safe(node, &dialog->blocks)
		mem_free(list_entry(node, struct block, node));
	event_free(dialog->ready);
	mem_free(dialog->library);
	mem_free(dialog->first);
	mem_free(dialog);
}

/* --- its threads ---------------------------------------------------------------- */

static struct block *next_locked(struct host_dialog *dialog)
{
	struct host *host = dialog->host;
	struct block *block;

	while (list_empty(&dialog->blocks) && !dialog->returned)
		uv_cond_wait(&host->dialog_more, &host->lock);
	if (dialog->returned)
		return NULL;
	block = list_entry(dialog->blocks.next, struct block, node);
	list_remove(&block->node);
	if (block->last)
		dialog->closing = true;
	return block;
}

static void tell_dialog(void *arg)
{
	struct host_dialog *dialog = arg;
	struct host *host = dialog->host;
	struct block *block;

	event_wait(dialog->ready);	/* R-UI-6 */
	uv_mutex_lock(&host->lock);
	while ((block = next_locked(dialog))) {
		uv_mutex_unlock(&host->lock);
		dialog->ui.data(dialog->id, block->last ? NULL : block->bytes, block->size);
		mem_free(block);
		uv_mutex_lock(&host->lock);
	}
	uv_mutex_unlock(&host->lock);
}

static void find_functions(uv_lib_t *library, struct host_ui *ui)
{
	void *address;

	if (uv_dlsym(library, "TUISPI_providerGenericDialog", &address) == 0)
		memcpy(&ui->dialog, &address, sizeof(address));
	if (uv_dlsym(library, "TUISPI_providerGenericDialogData", &address) == 0)
		memcpy(&ui->data, &address, sizeof(address));
}

static void run(struct host_dialog *dialog)
{
	struct host *host = dialog->host;
	LONG result;

	if (!dialog->ui.dialog || !dialog->ui.data) {
		fault(host, "R-UI-5", "there is no dialog in %s", dialog->library);
		return;
	}
	if (uv_thread_create(&dialog->tells, tell_dialog, dialog))
		return;
	result = dialog->ui.dialog(slot_callbacks(host)->ui, dialog->id, dialog->first, dialog->size,
				   dialog->ready);
	if (result > 0)
		fault(host, "R-UI-6", "providerGenericDialog answered %ld", (long)result);
	uv_mutex_lock(&host->lock);
	dialog->returned = true;
	uv_cond_broadcast(&host->dialog_more);
	uv_mutex_unlock(&host->lock);
	event_set(dialog->ready);
	uv_thread_join(&dialog->tells);
}

static void showing(void *arg)
{
	struct host_dialog *dialog = arg;
	struct host *host = dialog->host;
	uv_lib_t library;
	bool loaded = false;

	if (dialog->library) {
		loaded = uv_dlopen(dialog->library, &library) == 0;
		if (loaded)
			find_functions(&library, &dialog->ui);
		else
			uv_dlclose(&library);
	}
	run(dialog);
	if (loaded)
		uv_dlclose(&library);
	ASK(host, providerFreeDialogInstance, dialog->hd);	/* R-UI-9 */
	uv_mutex_lock(&host->lock);
	handle_free(&host->handles, dialog->id);
	dialog->over = true;
	uv_cond_broadcast(&host->dialog_more);
	uv_mutex_unlock(&host->lock);
}

/* --- what the provider tells -------------------------------------------------------- */

static char *utf8_of(LPCWSTR text)
{
	size_t size = utf_read8(text, MAX_PATH, NULL, 0);
	char *out = mem_alloc(size);

	if (out)
		utf_read8(text, MAX_PATH, out, size);
	return out;
}

static void judge_locked(struct host *host, const TUISPICREATEDIALOGINSTANCEPARAMS *params)
{
	if (!request_find_locked(host, params->dwRequestID))
		fault_locked(host, "R-UI-5", "a dialog for request %lu, which is not in flight",
			     (unsigned long)params->dwRequestID);
	if (!params->hdDlgInst)
		fault_locked(host, "R-HND-14", "a dialog with a handle of 0");
	list_each(node, &host->dialogs) {
		const struct host_dialog *other = list_entry(node, struct host_dialog, node);

		if (!other->over && other->hd == params->hdDlgInst)
			fault_locked(host, "R-HND-14", "two dialogs have one handle");
	}
}

static struct host_dialog *dialog_new(struct host *host, const TUISPICREATEDIALOGINSTANCEPARAMS *params)
{
	struct host_dialog *dialog = mem_zalloc(sizeof(*dialog));

	if (!dialog)
		return NULL;
	list_init(&dialog->blocks);
	dialog->host = host;
	dialog->hd = params->hdDlgInst;
	dialog->ui = host->ui;
	dialog->ready = event_new();
	dialog->size = params->dwSize;
	dialog->first = mem_alloc(params->dwSize);
	if ((host->elsewhere || !host->ui.dialog) && params->lpszUIDLLName)
		dialog->library = utf8_of(params->lpszUIDLLName);
	if (!dialog->ready || !dialog->first
	    || ((host->elsewhere || !host->ui.dialog) && !dialog->library)) {
		dialog_free(dialog);
		return NULL;
	}
	if (params->dwSize)
		memcpy(dialog->first, params->lpParams, params->dwSize);
	return dialog;
}

void dialog_create_locked(struct host *host, TUISPICREATEDIALOGINSTANCEPARAMS *params)
{
	struct host_dialog *dialog;

	judge_locked(host, params);
	params->htDlgInst = 0;
	dialog = host->active && !host->dialogs_end ? dialog_new(host, params) : NULL;
	if (!dialog)
		return;
	if (handle_new(&host->handles, HANDLE_DIALOG, dialog, &dialog->id)) {
		dialog_free(dialog);
		return;
	}
	list_append(&host->dialogs, &dialog->node);
	dialog->elsewhere = host->elsewhere;
	if (!dialog->elsewhere && uv_thread_create(&dialog->shows, showing, dialog)) {
		list_remove(&dialog->node);
		handle_free(&host->handles, dialog->id);
		dialog_free(dialog);
		return;
	}
	params->htDlgInst = dialog->id;
}

static void queue_locked(struct host_dialog *dialog, const void *bytes, DWORD size)
{
	struct block *block = mem_alloc(sizeof(*block) + size);

	if (!block) {
		fault_locked(dialog->host, "host", "out of memory, a block for a dialog was lost");
		return;
	}
	*block = (struct block){ .size = bytes ? size : 0, .last = !bytes };
	if (bytes && size)
		memcpy(block->bytes, bytes, size);
	list_append(&dialog->blocks, &block->node);
	uv_cond_broadcast(&dialog->host->dialog_more);
}

void dialog_data_locked(struct host *host, uint32_t id, const void *bytes, DWORD size)
{
	struct host_dialog *dialog = dialog_find_locked(host, id);

	if (dialog)
		queue_locked(dialog, bytes, size);
	else
		fault_locked(host, "R-UI-9", "data for a dialog that was freed or never was");
}

/* --- what a dialog says ---------------------------------------------------------------- */

LONG host_dialog_says(struct host *host, DWORD_PTR object, DWORD type, void *block, DWORD size)
{
	struct host_dialog *dialog;

	if (type == TUISPIDLL_OBJECT_DIALOGINSTANCE) {
		uv_mutex_lock(&host->lock);
		dialog = dialog_find_locked(host, (uint32_t)object);
		object = dialog ? (DWORD_PTR)dialog->hd : 0;
		if (!dialog || dialog->closing) {	/* R-UI-8 */
			uv_mutex_unlock(&host->lock);
			return (LONG)(dialog ? LINEERR_OPERATIONFAILED : LINEERR_INVALPARAM);
		}
		uv_mutex_unlock(&host->lock);
	}
	return ASK(host, providerGenericDialogData, object, type, block, size);
}

/* --- from outside -------------------------------------------------------------------- */

void host_ui_replace(struct host *host, const struct host_ui *ui)
{
	uv_mutex_lock(&host->lock);
	host->ui = ui ? *ui : (struct host_ui){ NULL, NULL };
	uv_mutex_unlock(&host->lock);
}

size_t host_dialogs(struct host *host)
{
	size_t count = 0;

	uv_mutex_lock(&host->lock);
	list_each(node, &host->dialogs)
		count += !list_entry(node, struct host_dialog, node)->over;
	uv_mutex_unlock(&host->lock);
	return count;
}

void dialogs_close(struct host *host)
{
	struct host_dialog *dialog;

	uv_mutex_lock(&host->lock);
	host->dialogs_end = true;
	list_each(node, &host->dialogs)
		queue_locked(list_entry(node, struct host_dialog, node), NULL, 0);
	while (!list_empty(&host->dialogs)) {
		dialog = list_entry(host->dialogs.next, struct host_dialog, node);
		if (dialog->elsewhere) {
			uv_mutex_unlock(&host->lock);
			host_dialog_over(host, dialog->id);
			uv_mutex_lock(&host->lock);
			continue;
		}
		while (!dialog->over)
			uv_cond_wait(&host->dialog_more, &host->lock);
		list_remove(&dialog->node);
		uv_mutex_unlock(&host->lock);
		uv_thread_join(&dialog->shows);
		dialog_free(dialog);
		uv_mutex_lock(&host->lock);
	}
	uv_mutex_unlock(&host->lock);
}

/* A dialog of the library: what it says comes back through the slot (R-UI-4). */
#define SHOW(host, fn, ...) ({							\
	LONG shown_ = (LONG)LINEERR_OPERATIONUNAVAIL;				\
	load_ui(host);								\
	if ((host)->tspi.ui_##fn)						\
		shown_ = fault_judge(host, #fn,					\
			(host)->tspi.ui_##fn(slot_callbacks(host)->ui, __VA_ARGS__)); \
	shown_;									\
})

LONG host_line_config(struct host *host, DWORD device, HWND owner, const char *device_class)
{
	LPWSTR class;
	LONG result;

	if (!wide_new(&class, device_class))
		return (LONG)LINEERR_NOMEM;
	result = SHOW(host, lineConfigDialog, device, owner, class);
	mem_free(class);
	return result;
}

LONG host_phone_config(struct host *host, DWORD device, HWND owner, const char *device_class)
{
	LPWSTR class;
	LONG result;

	if (!wide_new(&class, device_class))
		return (LONG)PHONEERR_NOMEM;
	result = SHOW(host, phoneConfigDialog, device, owner, class);
	mem_free(class);
	return result;
}

LONG host_provider_config(struct host *host, HWND owner)
{
	return SHOW(host, providerConfig, owner, host->options.ppid);
}

LONG host_provider_install(struct host *host, HWND owner)
{
	return SHOW(host, providerInstall, owner, host->options.ppid);
}

LONG host_provider_remove(struct host *host, HWND owner)
{
	return SHOW(host, providerRemove, owner, host->options.ppid);
}
