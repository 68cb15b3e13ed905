/* SPDX-License-Identifier: MIT
 * line.c - functions of lines and addresses that have no texts. */
#include "aw.h"

LONG WINAPI lineNegotiateAPIVersion(HLINEAPP app, DWORD device, DWORD low, DWORD high,
				    LPDWORD version, LPLINEEXTENSIONID extension)
{
	struct ask ask = { 0 };

	need(&ask, extension);
	TAKE(&ask, lineNegotiateAPIVersion, negotiated, version);
	return ASK(&ask, lineNegotiateAPIVersion, .app = app, .device = device, .version = low,
		   .current = high,
		   .size = BYTES(&ask, lineNegotiateAPIVersion, extension, extension,
				 sizeof(*extension)));
}

LONG WINAPI lineNegotiateExtVersion(HLINEAPP app, DWORD device, DWORD version, DWORD low,
				    DWORD high, LPDWORD ext_version)
{
	struct ask ask = { 0 };

	TAKE(&ask, lineNegotiateExtVersion, ext_version, ext_version);
	return ASK(&ask, lineNegotiateExtVersion, .app = app, .device = device,
		   .version = version, .low = low, .high = high);
}

LONG WINAPI lineClose(HLINE line)
{
	struct ask ask = { .device = line };
	LONG answer = ASK(&ask, lineClose, .line = line);
	struct open *open;

	if (answer)
		return answer;
	client_enter();
	open = open_find(line);
	if (open && open->handle == line)
		open_free(open);
	client_leave();
	return 0;
}

LONG WINAPI lineGetNumRings(HLINE line, DWORD address, LPDWORD rings)
{
	struct ask ask = { .device = line };

	TAKE(&ask, lineGetNumRings, rings, rings);
	return ASK(&ask, lineGetNumRings, .line = line, .address = address);
}

LONG WINAPI lineSetNumRings(HLINE line, DWORD address, DWORD rings)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetNumRings, .line = line, .address = address, .rings = rings);
}

LONG WINAPI lineGetStatusMessages(HLINE line, LPDWORD line_states, LPDWORD address_states)
{
	struct ask ask = { .device = line };

	TAKE(&ask, lineGetStatusMessages, line_states, line_states);
	TAKE(&ask, lineGetStatusMessages, address_states, address_states);
	return ASK(&ask, lineGetStatusMessages, .line = line);
}

LONG WINAPI lineSetStatusMessages(HLINE line, DWORD line_states, DWORD address_states)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetStatusMessages, .line = line, .line_states = line_states,
		   .address_states = address_states);
}

LONG WINAPI lineSetLineDevStatus(HLINE line, DWORD status_to_change, DWORD status)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetLineDevStatus, .line = line,
		   .status_to_change = status_to_change, .status = status);
}

LONG WINAPI lineSetTerminal(HLINE line, DWORD address, HCALL call, DWORD select, DWORD modes,
			    DWORD terminal, DWORD enable)
{
	struct ask ask = { .device = select == LINECALLSELECT_CALL ? call : line };

	return ASK(&ask, lineSetTerminal, .line = line, .address = address, .call = call,
		   .select = select, .terminal_modes = modes, .terminal = terminal,
		   .enable = enable);
}

/* NULL leaves a list as it is, one without entries clears it. */
LONG WINAPI lineSetMediaControl(HLINE line, DWORD address, HCALL call, DWORD select,
				const LPLINEMEDIACONTROLDIGIT digits, DWORD num_digits,
				const LPLINEMEDIACONTROLMEDIA media, DWORD num_media,
				const LPLINEMEDIACONTROLTONE tones, DWORD num_tones,
				const LPLINEMEDIACONTROLCALLSTATE states, DWORD num_states)
{
	struct ask ask = { .device = select == LINECALLSELECT_CALL ? call : line };

	return ASK(&ask, lineSetMediaControl, .line = line, .address = address, .call = call,
		   .select = select,
		   .digits = entries(&ask, digits, num_digits, sizeof(*digits)),
		   .num_digits = digits ? num_digits : 0,
		   .media = entries(&ask, media, num_media, sizeof(*media)),
		   .num_media = media ? num_media : 0,
		   .tones = entries(&ask, tones, num_tones, sizeof(*tones)),
		   .num_tones = tones ? num_tones : 0,
		   .states = entries(&ask, states, num_states, sizeof(*states)),
		   .num_states = states ? num_states : 0);
}

LONG WINAPI lineGetNewCalls(HLINE line, DWORD address, DWORD select, LPLINECALLLIST list)
{
	struct ask ask = { .device = line };
	LONG answer = ASK(&ask, lineGetNewCalls, .line = line, .address = address,
			  .select = select,
			  .list = ROOM(&ask, lineGetNewCalls, list, LINECALLLIST, list));

	if (!answer)
		learn_calls(line, list);
	return answer;
}

LONG WINAPI lineDevSpecific(HLINE line, DWORD address, HCALL call, LPVOID params, DWORD size)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineDevSpecific, .line = line, .address = address, .call = call,
		   .params = ask_exchange(&ask, params, size), .size = size);
}

LONG WINAPI lineDevSpecificFeature(HLINE line, DWORD feature, LPVOID params, DWORD size)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineDevSpecificFeature, .line = line, .feature = feature,
		   .params = ask_exchange(&ask, params, size), .size = size);
}

LONG WINAPI lineUncompleteCall(HLINE line, DWORD completion)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineUnCompleteCall, .line = line, .completion = completion);
}
