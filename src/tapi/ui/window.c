/* SPDX-License-Identifier: MIT
 * window.c - a window with a list to choose from. */
#ifdef _WIN32
#include "base/mem.h"
#include "base/text.h"
#include "tapi/ui/choose.h"
#include "tspi/ui/template.h"

enum { TEXT = 100, ROWS };

/* For mem_free(); NULL: no memory. */
static WCHAR *wide_of(const char *text)
{
	WCHAR *wide = mem_alloc(utf16_size(text));

	if (wide)
		utf16_write(wide, text);
	return wide;
}

static void begin(HWND window, struct choose *it)
{
	WCHAR *wide = wide_of(it->text);

	SetWindowLongPtrW(window, DWLP_USER, (LONG_PTR)it);
	if (wide)
		SetDlgItemTextW(window, TEXT, wide);
	mem_free(wide);
	for (size_t i = 0; i < it->count; i++) {
		wide = wide_of(it->rows[i]);
		SendDlgItemMessageW(window, ROWS, LB_ADDSTRING, 0, (LPARAM)(wide ? wide : L"?"));
		mem_free(wide);
	}
	SendDlgItemMessageW(window, ROWS, LB_SETCURSEL, it->chosen, 0);
}

static void take(HWND window, struct choose *it)
{
	LRESULT row = SendDlgItemMessageW(window, ROWS, LB_GETCURSEL, 0, 0);

	if (row >= 0 && (size_t)row < it->count)
		it->chosen = (size_t)row;
}

static INT_PTR CALLBACK handle(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct choose *it = (struct choose *)GetWindowLongPtrW(window, DWLP_USER);
	const bool twice = message == WM_COMMAND && LOWORD(w) == ROWS && HIWORD(w) == LBN_DBLCLK;

	if (message == WM_INITDIALOG) {
		begin(window, (struct choose *)l);
		return TRUE;
	}
	if (message != WM_COMMAND)
		return FALSE;
	if (LOWORD(w) == IDOK || twice)
		take(window, it);
	if (LOWORD(w) == IDOK || LOWORD(w) == IDCANCEL || twice)
		EndDialog(window, 1);
	return TRUE;
}

enum err choose(struct choose *it, HWND owner)
{
	const DWORD list = LBS_NOTIFY | LBS_NOINTEGRALHEIGHT | WS_VSCROLL | WS_BORDER | WS_TABSTOP;
	WCHAR *title = wide_of(it->title);
	struct template t;
	INT_PTR result;

	if (!title)
		return ERR_NOMEM;
	template_begin(&t, title, 280, 140);
	mem_free(title);
	template_add(&t, TEMPLATE_TEXT, 0, TEXT, L"", (struct place){ 8, 8, 264, 20 });
	template_add(&t, TEMPLATE_LIST, list, ROWS, L"", (struct place){ 8, 32, 264, 80 });
	template_add(&t, TEMPLATE_BUTTON, BS_DEFPUSHBUTTON | WS_TABSTOP, IDOK, L"OK",
		     (struct place){ 166, 118, 50, 14 });
	template_add(&t, TEMPLATE_BUTTON, WS_TABSTOP, IDCANCEL, L"Cancel", (struct place){ 222, 118, 50, 14 });
	result = template_show(&t, owner, handle, it);
	return result < 0 ? ERR_RESOURCE : OK;
}
#endif
