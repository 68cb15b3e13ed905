/* SPDX-License-Identifier: MIT
 * assist.c - locations, requests of other programs, providers, as far as they have no texts. */
#include "aw.h"

LONG WINAPI lineSetCurrentLocation(HLINEAPP app, DWORD location)
{
	struct ask ask = { .anybody = !app };

	return ASK(&ask, lineSetCurrentLocation, .app = app, .location = location);
}

LONG WINAPI lineRegisterRequestRecipient(HLINEAPP app, DWORD instance, DWORD modes, DWORD enable)
{
	struct ask ask = { 0 };

	return ASK(&ask, lineRegisterRequestRecipient, .app = app, .instance = instance,
		   .modes = modes, .enable = enable);
}

/* Obsolete since 1.4; TAPI has answered so ever since. */
LONG WINAPI tapiRequestDrop(HWND window, WPARAM id)
{
	return TAPIERR_REQUESTFAILED;
}

LONG WINAPI lineRemoveProvider(DWORD id, HWND owner)
{
	struct ask ask = { .anybody = true };

	return ASK(&ask, lineRemoveProvider, .id = id);
}

LONG WINAPI lineConfigProvider(HWND owner, DWORD id)
{
	struct ui ui = { .anybody = true, .object = id, .type = TUISPIDLL_OBJECT_PROVIDERID };

	return UI_SHOW(&ui, providerConfig, owner, owner, id);
}
