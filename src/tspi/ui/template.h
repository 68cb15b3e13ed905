/* SPDX-License-Identifier: MIT
 * template.h - a window's dialog, described in memory. Windows only. */
#ifndef TSPI_UI_TEMPLATE_H
#define TSPI_UI_TEMPLATE_H

#include "abi/tspi.h"
#include <stdbool.h>

/* Classes of controls that Windows has numbers for. */
enum template_class {
	TEMPLATE_BUTTON = 0x0080,
	TEMPLATE_ENTRY = 0x0081,
	TEMPLATE_TEXT = 0x0082,
	TEMPLATE_LIST = 0x0083,
};

#define TEMPLATE_SIZE 4096

struct template {
	_Alignas(4) unsigned char bytes[TEMPLATE_SIZE];
	size_t used;
	bool full;		/* it did not fit, and is not shown */
};

struct place { short x, y, width, height; };	/* in dialog units */

void template_begin(struct template *t, const WCHAR *title, short width, short height);

/* A control; `style` besides WS_CHILD and WS_VISIBLE. At most 65535 of them. */
void template_add(struct template *t, enum template_class class, DWORD style, WORD id,
		  const WCHAR *text, struct place place);

/* Show it until EndDialog(), whose result it answers; `arg` comes with
 * WM_INITDIALOG. Negative: it could not be shown. */
INT_PTR template_show(struct template *t, HWND owner, DLGPROC handle, void *arg);

#endif
