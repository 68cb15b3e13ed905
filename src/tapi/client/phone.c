/* SPDX-License-Identifier: MIT
 * phone.c - functions of phones that have no texts. */
#include "aw.h"

LONG WINAPI phoneNegotiateAPIVersion(HPHONEAPP app, DWORD device, DWORD low, DWORD high,
				     LPDWORD version, LPPHONEEXTENSIONID extension)
{
	struct ask ask = { .family = ASK_PHONES };

	need(&ask, extension);
	TAKE(&ask, phoneNegotiateAPIVersion, negotiated, version);
	return ASK(&ask, phoneNegotiateAPIVersion, .app = app, .device = device, .version = low,
		   .current = high,
		   .size = BYTES(&ask, phoneNegotiateAPIVersion, extension, extension,
				 sizeof(*extension)));
}

LONG WINAPI phoneNegotiateExtVersion(HPHONEAPP app, DWORD device, DWORD version, DWORD low,
				     DWORD high, LPDWORD ext_version)
{
	struct ask ask = { .family = ASK_PHONES };

	TAKE(&ask, phoneNegotiateExtVersion, ext_version, ext_version);
	return ASK(&ask, phoneNegotiateExtVersion, .app = app, .device = device,
		   .version = version, .low = low, .high = high);
}

LONG WINAPI phoneOpen(HPHONEAPP app, DWORD device, LPHPHONE phone, DWORD version,
		      DWORD ext_version, DWORD_PTR instance, DWORD privilege)
{
	struct ask ask = { .family = ASK_PHONES, .version = version };
	struct open *open = open_begin(&ask, app, instance);
	LONG answer;

	TAKE(&ask, phoneOpen, phone, phone);
	answer = ASK(&ask, phoneOpen, .app = app, .device = device, .version = version,
		     .ext_version = ext_version, .context = open ? open->number : 0,
		     .privilege = privilege);
	open_end(open, answer ? 0 : *phone);
	return answer;
}

LONG WINAPI phoneClose(HPHONE phone)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };
	LONG answer = ASK(&ask, phoneClose, .phone = phone);
	struct open *open;

	if (answer)
		return answer;
	client_enter();
	open = open_find(phone);
	if (open && open->handle == phone)
		open_free(open);
	client_leave();
	return 0;
}

LONG WINAPI phoneDevSpecific(HPHONE phone, LPVOID params, DWORD size)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneDevSpecific, .phone = phone,
		   .params = ask_exchange(&ask, params, size), .size = size);
}

LONG WINAPI phoneGetData(HPHONE phone, DWORD data_id, LPVOID data, DWORD size)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneGetData, .phone = phone, .data_id = data_id,
		   .size = BYTES(&ask, phoneGetData, data, data, size));
}

LONG WINAPI phoneSetData(HPHONE phone, DWORD data_id, const LPVOID data, DWORD size)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetData, .phone = phone, .data_id = data_id,
		   .data = ask_data(&ask, data, size), .size = size);
}

LONG WINAPI phoneGetDisplay(HPHONE phone, LPVARSTRING display)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneGetDisplay, .phone = phone,
		   .display = ROOM(&ask, phoneGetDisplay, display, VARSTRING, display));
}

LONG WINAPI phoneSetDisplay(HPHONE phone, DWORD row, DWORD column, LPCSTR text, DWORD size)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetDisplay, .phone = phone, .row = row, .column = column,
		   .text = ask_data(&ask, text, size), .size = size);
}

LONG WINAPI phoneGetGain(HPHONE phone, DWORD hookswitch, LPDWORD gain)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetGain, gain, gain);
	return ASK(&ask, phoneGetGain, .phone = phone, .hookswitch = hookswitch);
}

LONG WINAPI phoneSetGain(HPHONE phone, DWORD hookswitch, DWORD gain)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetGain, .phone = phone, .hookswitch = hookswitch, .gain = gain);
}

LONG WINAPI phoneGetVolume(HPHONE phone, DWORD hookswitch, LPDWORD volume)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetVolume, volume, volume);
	return ASK(&ask, phoneGetVolume, .phone = phone, .hookswitch = hookswitch);
}

LONG WINAPI phoneSetVolume(HPHONE phone, DWORD hookswitch, DWORD volume)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetVolume, .phone = phone, .hookswitch = hookswitch,
		   .volume = volume);
}

LONG WINAPI phoneGetHookSwitch(HPHONE phone, LPDWORD hookswitches)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetHookSwitch, hookswitches, hookswitches);
	return ASK(&ask, phoneGetHookSwitch, .phone = phone);
}

LONG WINAPI phoneSetHookSwitch(HPHONE phone, DWORD hookswitches, DWORD mode)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetHookSwitch, .phone = phone, .hookswitches = hookswitches,
		   .mode = mode);
}

LONG WINAPI phoneGetLamp(HPHONE phone, DWORD lamp, LPDWORD mode)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetLamp, lamp_mode, mode);
	return ASK(&ask, phoneGetLamp, .phone = phone, .lamp = lamp);
}

LONG WINAPI phoneSetLamp(HPHONE phone, DWORD lamp, DWORD mode)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetLamp, .phone = phone, .lamp = lamp, .lamp_mode = mode);
}

LONG WINAPI phoneGetRing(HPHONE phone, LPDWORD mode, LPDWORD volume)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetRing, ring_mode, mode);
	TAKE(&ask, phoneGetRing, volume, volume);
	return ASK(&ask, phoneGetRing, .phone = phone);
}

LONG WINAPI phoneSetRing(HPHONE phone, DWORD mode, DWORD volume)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetRing, .phone = phone, .ring_mode = mode, .volume = volume);
}

LONG WINAPI phoneGetStatusMessages(HPHONE phone, LPDWORD states, LPDWORD button_modes,
				   LPDWORD button_states)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	TAKE(&ask, phoneGetStatusMessages, phone_states, states);
	TAKE(&ask, phoneGetStatusMessages, button_modes, button_modes);
	TAKE(&ask, phoneGetStatusMessages, button_states, button_states);
	return ASK(&ask, phoneGetStatusMessages, .phone = phone);
}

LONG WINAPI phoneSetStatusMessages(HPHONE phone, DWORD states, DWORD button_modes,
				   DWORD button_states)
{
	struct ask ask = { .family = ASK_PHONES, .device = phone };

	return ASK(&ask, phoneSetStatusMessages, .phone = phone, .phone_states = states,
		   .button_modes = button_modes, .button_states = button_states);
}
