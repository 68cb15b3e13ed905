/* SPDX-License-Identifier: MIT
 * dialog.h - functions that show windows or give icons, which are not there yet; see aw.h. */

LONG WINAPI AW(lineConfigDialog)(DWORD device, HWND owner, IN_TEXT class)
{
	return LINEERR_OPERATIONUNAVAIL;
}

LONG WINAPI AW(lineConfigDialogEdit)(DWORD device, HWND owner, IN_TEXT class, const LPVOID in,
				     DWORD size, LPVARSTRING out)
{
	return out && (in || !size) ? LINEERR_OPERATIONUNAVAIL : LINEERR_INVALPOINTER;
}

LONG WINAPI AW(lineTranslateDialog)(HLINEAPP app, DWORD device, DWORD version, HWND owner,
				    IN_TEXT address)
{
	return LINEERR_OPERATIONUNAVAIL;
}

LONG WINAPI AW(lineGetIcon)(DWORD device, IN_TEXT class, LPHICON icon)
{
	return icon ? LINEERR_OPERATIONUNAVAIL : LINEERR_INVALPOINTER;
}

LONG WINAPI AW(lineAddProvider)(IN_TEXT file, HWND owner, LPDWORD id)
{
	return file && id ? LINEERR_OPERATIONUNAVAIL : LINEERR_INVALPOINTER;
}

LONG WINAPI AW(phoneConfigDialog)(DWORD device, HWND owner, IN_TEXT class)
{
	return PHONEERR_OPERATIONUNAVAIL;
}

LONG WINAPI AW(phoneGetIcon)(DWORD device, IN_TEXT class, LPHICON icon)
{
	return icon ? PHONEERR_OPERATIONUNAVAIL : PHONEERR_INVALPOINTER;
}
