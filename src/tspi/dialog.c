/* SPDX-License-Identifier: MIT
 * dialog.c - what dialogs say to the provider, and their end. */
#include "model/dialog.h"
#include "model/phone.h"
#include "tspi/command.h"
#include "tspi/courier.h"
#include "tspi/door.h"

static enum err dialog_says(struct desk *desk, DWORD_PTR object, const void *block, DWORD size)
{
	struct dialog *dialog = dialog_find(desk, object);

	if (!dialog || (!block && size) || size > DIALOG_BLOCK_MAX)
		return ERR_PARAM;
	return dialog_heard(dialog, (struct bytes){ block, size });
}

/* A block of text with a command in, its outcome back (command.h). */
static enum err provider_says(struct desk *desk, DWORD_PTR object, DWORD type, char *block, DWORD size)
{
	struct provider *provider = provider_find(desk, (DWORD)object);

	if (type == TUISPIDLL_OBJECT_LINEID)
		provider = line_of_device(desk, (DWORD)object) ? line_of_device(desk, (DWORD)object)->provider : NULL;
	else if (type == TUISPIDLL_OBJECT_PHONEID)
		provider = phone_of_device(desk, (DWORD)object) ? phone_of_device(desk, (DWORD)object)->provider : NULL;
	if (!provider || !provider->active || !block || !memchr(block, 0, size))
		return ERR_PARAM;
	return command_run(provider, block, size);
}

/* From a dialog of ours (R-UI-8), or by the private door of configuration
 * dialogs and tools (R-UI-4). */
LONG TSPIAPI TSPI_providerGenericDialogData(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	struct desk *desk = door_enter();
	enum err err = ERR_PARAM;
	LONG result;

	if (type == TUISPIDLL_OBJECT_DIALOGINSTANCE)
		err = dialog_says(desk, object, block, size);
	else if (type >= TUISPIDLL_OBJECT_LINEID && type <= TUISPIDLL_OBJECT_PROVIDERID)
		err = provider_says(desk, object, type, block, size);
	result = door_answer(__func__, NULL, err);
	door_leave();
	return result;
}

LONG TSPIAPI TSPI_providerFreeDialogInstance(HDRVDIALOGINSTANCE hddialog)
{
	struct desk *desk = door_enter();
	struct dialog *dialog = dialog_find(desk, (uintptr_t)hddialog);
	LONG result;

	if (dialog) {
		dialog_free(dialog);
		/* What is on its way still comes before we are back (R-UI-9). */
		courier_settle(desk, (uint32_t)(uintptr_t)hddialog, 0);
	}
	result = door_answer(__func__, NULL, dialog ? OK : ERR_PARAM);
	door_leave();
	return result;
}
