/* SPDX-License-Identifier: MIT
 * dialog.h - functions that show dialogs or give icons; see aw.h. */

LONG WINAPI AW(lineConfigDialog)(DWORD device, HWND owner, IN_TEXT class)
{
	struct ui ui = { .object = device, .type = TUISPIDLL_OBJECT_LINEID };
	LPCWSTR text = ui_text(&ui, class, FORM);

	return UI_SHOW(&ui, lineConfigDialog, owner, device, owner, text);
}

LONG WINAPI AW(lineConfigDialogEdit)(DWORD device, HWND owner, IN_TEXT class, const LPVOID in,
				     DWORD size, LPVARSTRING out)
{
	struct ui ui = { .object = device, .type = TUISPIDLL_OBJECT_LINEID };
	LPCWSTR text = ui_text(&ui, class, FORM);

	if (!in || !out)
		ui.error = LINEERR_INVALPOINTER;
	else if (out->dwTotalSize < sizeof(*out))
		ui.error = LINEERR_STRUCTURETOOSMALL;
	return UI_SHOW(&ui, lineConfigDialogEdit, owner, device, owner, text, in, size, out);
}

LONG WINAPI AW(lineTranslateDialog)(HLINEAPP app, DWORD device, DWORD version, HWND owner,
				    IN_TEXT address)
{
	struct ask ask = { .anybody = true, .version = version, .text = FORM };
	const struct location_ask it = { app, device, version, owner, ask_text(&ask, address) };

	return location_show(&ask, &it);
}

LONG WINAPI AW(lineGetIcon)(DWORD device, IN_TEXT class, LPHICON out)
{
	struct ask ask = { .text = FORM };
	DWORD icon;
	LONG answer;

	need(&ask, out);
	TAKE(&ask, lineGetIcon, icon, &icon);
	answer = ASK(&ask, lineGetIcon, .device = device, .class = ask_text(&ask, class));
	if (answer)
		return answer;
	return ui_icon(icon, out) ? 0 : LINEERR_OPERATIONUNAVAIL;
}

LONG WINAPI AW(phoneConfigDialog)(DWORD device, HWND owner, IN_TEXT class)
{
	struct ui ui = {
		.family = ASK_PHONES, .object = device, .type = TUISPIDLL_OBJECT_PHONEID,
	};
	LPCWSTR text = ui_text(&ui, class, FORM);

	return UI_SHOW(&ui, phoneConfigDialog, owner, device, owner, text);
}

LONG WINAPI AW(phoneGetIcon)(DWORD device, IN_TEXT class, LPHICON out)
{
	struct ask ask = { .family = ASK_PHONES, .text = FORM };
	DWORD icon;
	LONG answer;

	need(&ask, out);
	TAKE(&ask, phoneGetIcon, icon, &icon);
	answer = ASK(&ask, phoneGetIcon, .device = device, .class = ask_text(&ask, class));
	if (answer)
		return answer;
	return ui_icon(icon, out) ? 0 : PHONEERR_OPERATIONUNAVAIL;
}
