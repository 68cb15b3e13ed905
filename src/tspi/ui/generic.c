/* SPDX-License-Identifier: MIT
 * generic.c - dialogs that the provider opens by itself (model/dialog.h), in the
 * program that TAPI shows them in. Blocks are UTF-8 with a terminator. */
#include "tspi/door.h"
#include "tspi/ui/ui.h"

/* False: the block is no such text. */
static bool text_of(char out[UI_TEXT_SIZE], const void *block, DWORD size)
{
	const char *end = block ? memchr(block, 0, size) : NULL;

	if (!end)
		return false;
	span_copy((struct span){ block, (size_t)(end - (const char *)block) }, out, UI_TEXT_SIZE);
	return true;
}

LONG TSPIAPI TUISPI_providerGenericDialog(TUISPIDLLCALLBACK callback, HTAPIDIALOGINSTANCE ht,
					  LPVOID block, DWORD size, HANDLE ready)
{
	char text[UI_TEXT_SIZE];
	enum err err = callback && text_of(text, block, size) ? OK : ERR_PARAM;

	if (!err)
		err = ui_ask(ht, text, callback, ready);
	return door_answer(__func__, NULL, err);
}

LONG TSPIAPI TUISPI_providerGenericDialogData(HTAPIDIALOGINSTANCE ht, LPVOID block, DWORD size)
{
	char text[UI_TEXT_SIZE];
	enum err err = !block || text_of(text, block, size) ? OK : ERR_PARAM;

	if (!err)
		err = ui_tell(ht, block ? text : NULL);
	return door_answer(__func__, NULL, err);
}
