/* SPDX-License-Identifier: MIT
 * phone.h - functions of phones that have texts; see aw.h. */

LONG WINAPI AW(phoneGetDevCaps)(HPHONEAPP app, DWORD device, DWORD version, DWORD ext_version,
				LPPHONECAPS caps)
{
	struct ask ask = { .family = ASK_PHONES, .version = version, .text = FORM };

	return ASK(&ask, phoneGetDevCaps, .app = app, .device = device, .version = version,
		   .ext_version = ext_version,
		   .caps = ROOM(&ask, phoneGetDevCaps, caps, PHONECAPS, caps));
}

LONG WINAPI AW(phoneGetStatus)(HPHONE phone, LPPHONESTATUS status)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone, .text = FORM };

	return ASK(&ask, phoneGetStatus, .phone = phone,
		   .status = ROOM(&ask, phoneGetStatus, status, PHONESTATUS, status));
}

LONG WINAPI AW(phoneGetButtonInfo)(HPHONE phone, DWORD button, LPPHONEBUTTONINFO info)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone, .text = FORM };

	return ASK(&ask, phoneGetButtonInfo, .phone = phone, .button = button,
		   .info = ROOM(&ask, phoneGetButtonInfo, info, PHONEBUTTONINFO, info));
}

LONG WINAPI AW(phoneSetButtonInfo)(HPHONE phone, DWORD button, const LPPHONEBUTTONINFO info)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone, .text = FORM };

	need(&ask, info);
	return ASK(&ask, phoneSetButtonInfo, .phone = phone, .button = button,
		   .info = GIVE(&ask, PHONEBUTTONINFO, info));
}

LONG WINAPI AW(phoneGetID)(HPHONE phone, LPVARSTRING id, IN_TEXT class)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone, .text = FORM };

	return ASK(&ask, phoneGetID, .phone = phone, .id = ROOM(&ask, phoneGetID, id, VARSTRING, id),
		   .class = ask_need(&ask, class));
}
