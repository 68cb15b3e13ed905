/* SPDX-License-Identifier: MIT
 * config_window.c - the configuration in a window: the lines that there are, the
 * text, and what is wrong with it. */
#ifdef _WIN32
#include "tspi/ui/template.h"
#include "tspi/ui/ui.h"
#include "base/mem.h"
#include "base/text.h"

enum { PATH = 100, LINES, TEXT, SAID, CHECK_IT, SAVE };

/* UTF-8 into a control, rows ended as Windows' controls want it. */
static void show(HWND window, int id, const char *text)
{
	size_t size = text ? 2 * strlen(text) + 1 : 1, len = 0;
	char *rows = mem_alloc(size);
	WCHAR *wide;

	if (!rows)
		return;
	for (; text && *text; text++) {
		if (*text == '\n')
			rows[len++] = '\r';
		if (*text != '\r')
			rows[len++] = *text;
	}
	rows[len] = '\0';
	wide = mem_alloc(utf16_size(rows));
	if (wide) {
		utf16_write(wide, rows);
		SetDlgItemTextW(window, id, wide);
	}
	mem_free(wide);
	mem_free(rows);
}

/* The text as it is to be saved; NULL: no memory. */
static char *written(HWND window)
{
	int len = GetWindowTextLengthW(GetDlgItem(window, TEXT));
	WCHAR *wide = mem_alloc(((size_t)len + 1) * sizeof(*wide));
	char *text = NULL, *to;

	if (wide) {
		GetDlgItemTextW(window, TEXT, wide, len + 1);
		text = utf8_from16(wide, (size_t)len + 1);
	}
	mem_free(wide);
	to = text;
	for (const char *from = text; from && *from; from++)
		if (*from != '\r')
			*to++ = *from;
	if (to)
		*to = '\0';
	return text;
}

static void list_lines(HWND window, const struct ui_config *config)
{
	struct span rest = span_of(config->lines ? config->lines : "telephony does not work now");
	WCHAR wide[512];
	char row[256];

	while (rest.at && rest.len) {
		struct span line = span_cut(rest, '\n', &rest);

		span_copy(line, row, sizeof(row));
		if (utf16_size(row) > sizeof(wide))
			continue;
		utf16_write(wide, row);
		SendDlgItemMessageW(window, LINES, LB_ADDSTRING, 0, (LPARAM)wide);
	}
}

static void begin(HWND window, struct ui_config *config)
{
	int stops[] = { 90, 130, 190 };

	SetWindowLongPtrW(window, DWLP_USER, (LONG_PTR)config);
	SendDlgItemMessageW(window, LINES, LB_SETTABSTOPS, 3, (LPARAM)stops);
	SendDlgItemMessageW(window, TEXT, EM_SETLIMITTEXT, 1 << 20, 0);
	list_lines(window, config);
	show(window, PATH, config->path);
	show(window, TEXT, config->text);
}

static void do_it(HWND window, struct ui_config *config, bool save)
{
	char said[UI_TEXT_SIZE] = "Out of memory.", *text = written(window);

	if (text && save)
		ui_config_save(config, text, said);
	else if (text)
		ui_config_check(config, text, said);
	mem_free(text);
	show(window, SAID, said);
}

static INT_PTR CALLBACK handle(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct ui_config *config = (struct ui_config *)GetWindowLongPtrW(window, DWLP_USER);

	if (message == WM_INITDIALOG) {
		begin(window, (struct ui_config *)l);
		return TRUE;
	}
	if (message != WM_COMMAND)
		return FALSE;
	if (LOWORD(w) == CHECK_IT || LOWORD(w) == SAVE)
		do_it(window, config, LOWORD(w) == SAVE);
	else if (LOWORD(w) == IDCANCEL)
		EndDialog(window, 0);
	return TRUE;
}

enum err ui_configure(struct ui_config *config, HWND owner)
{
	const DWORD edit = ES_MULTILINE | ES_AUTOVSCROLL | ES_AUTOHSCROLL | ES_WANTRETURN | WS_VSCROLL |
			   WS_HSCROLL | WS_BORDER | WS_TABSTOP;
	struct template t;

	template_begin(&t, L"OpenTSP configuration", 340, 260);
	template_add(&t, TEMPLATE_LIST, LBS_USETABSTOPS | LBS_NOINTEGRALHEIGHT | WS_VSCROLL | WS_BORDER, LINES,
		     L"", (struct place){ 8, 8, 324, 56 });
	template_add(&t, TEMPLATE_TEXT, 0, PATH, L"", (struct place){ 8, 70, 324, 10 });
	template_add(&t, TEMPLATE_ENTRY, edit, TEXT, L"", (struct place){ 8, 82, 324, 124 });
	template_add(&t, TEMPLATE_TEXT, 0, SAID, L"", (struct place){ 8, 210, 324, 24 });
	template_add(&t, TEMPLATE_BUTTON, WS_TABSTOP, CHECK_IT, L"Check", (struct place){ 170, 240, 50, 14 });
	template_add(&t, TEMPLATE_BUTTON, WS_TABSTOP, SAVE, L"Save", (struct place){ 226, 240, 50, 14 });
	template_add(&t, TEMPLATE_BUTTON, WS_TABSTOP, IDCANCEL, L"Close", (struct place){ 282, 240, 50, 14 });
	return template_show(&t, owner, handle, config) < 0 ? ERR_RESOURCE : OK;
}
#endif
