/* SPDX-License-Identifier: MIT
 * template.c - DLGTEMPLATE and what stands behind it. */
#ifdef _WIN32
#include "tspi/ui/template.h"
#include <string.h>

static void put(struct template *t, const void *bytes, size_t size)
{
	if (size > TEMPLATE_SIZE - t->used) {
		t->full = true;
		return;
	}
	memcpy(t->bytes + t->used, bytes, size);
	t->used += size;
}

static void put_word(struct template *t, WORD word)
{
	put(t, &word, sizeof(word));
}

static void put_text(struct template *t, const WCHAR *text)
{
	put(t, text, (wcslen(text) + 1) * sizeof(WCHAR));
}

void template_begin(struct template *t, const WCHAR *title, short width, short height)
{
	const DLGTEMPLATE head = {
		.style = DS_MODALFRAME | DS_SETFONT | DS_CENTER | DS_SETFOREGROUND | WS_POPUP | WS_CAPTION | WS_SYSMENU,
		.cx = width, .cy = height,
	};

	memset(t, 0, sizeof(*t));
	put(t, &head, sizeof(head));
	put_word(t, 0);			/* no menu */
	put_word(t, 0);			/* the class of dialogs */
	put_text(t, title);
	put_word(t, 8);
	put_text(t, L"MS Shell Dlg");
}

void template_add(struct template *t, enum template_class class, DWORD style, WORD id,
		  const WCHAR *text, struct place place)
{
	const DLGITEMTEMPLATE item = {
		.style = style | WS_CHILD | WS_VISIBLE, .id = id,
		.x = place.x, .y = place.y, .cx = place.width, .cy = place.height,
	};
	WORD count;

	put(t, "\0\0", t->used % 4);	/* items begin at 4 bytes; all is of words */
	put(t, &item, sizeof(item));
	put_word(t, 0xFFFF);
	put_word(t, (WORD)class);
	put_text(t, text);
	put_word(t, 0);
	memcpy(&count, t->bytes + offsetof(DLGTEMPLATE, cdit), sizeof(count));
	count++;
	memcpy(t->bytes + offsetof(DLGTEMPLATE, cdit), &count, sizeof(count));
}

INT_PTR template_show(struct template *t, HWND owner, DLGPROC handle, void *arg)
{
	if (t->full)
		return -1;
	return DialogBoxIndirectParamW(GetModuleHandleW(NULL), (LPCDLGTEMPLATEW)t->bytes, owner, handle,
				       (LPARAM)arg);
}
#endif
