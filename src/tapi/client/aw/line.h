/* SPDX-License-Identifier: MIT
 * line.h - functions of lines and addresses that have texts; see aw.h. */

LONG WINAPI AW(lineOpen)(HLINEAPP app, DWORD device, LPHLINE line, DWORD version,
			 DWORD ext_version, DWORD_PTR instance, DWORD privileges,
			 DWORD media_modes, const LPLINECALLPARAMS params)
{
	struct ask ask = { .version = version, .text = FORM };
	bool looks = device == LINEMAPPER ||
		(privileges & (LINEOPENOPTION_SINGLEADDRESS | LINEOPENOPTION_PROXY));
	struct open *open = open_begin(&ask, app, instance);
	LONG answer;

	TAKE(&ask, lineOpen, line, line);
	answer = ASK(&ask, lineOpen, .app = app, .device = device, .version = version,
		     .ext_version = ext_version, .context = open ? open->number : 0,
		     .privileges = privileges, .media_modes = media_modes,
		     .params = looks ? GIVE(&ask, LINECALLPARAMS, params) : PACKET_NONE,
		     .code_page = IS_UTF16, .get_params = looks && params);
	open_end(open, answer ? 0 : *line);
	return answer;
}

LONG WINAPI AW(lineGetDevCaps)(HLINEAPP app, DWORD device, DWORD version, DWORD ext_version,
			       LPLINEDEVCAPS caps)
{
	struct ask ask = { .version = version, .text = FORM };

	return ASK(&ask, lineGetDevCaps, .app = app, .device = device, .version = version,
		   .ext_version = ext_version,
		   .caps = ROOM(&ask, lineGetDevCaps, caps, LINEDEVCAPS, caps));
}

LONG WINAPI AW(lineGetAddressCaps)(HLINEAPP app, DWORD device, DWORD address, DWORD version,
				   DWORD ext_version, LPLINEADDRESSCAPS caps)
{
	struct ask ask = { .version = version, .text = FORM };

	return ASK(&ask, lineGetAddressCaps, .app = app, .device = device, .address = address,
		   .version = version, .ext_version = ext_version,
		   .caps = ROOM(&ask, lineGetAddressCaps, caps, LINEADDRESSCAPS, caps));
}

LONG WINAPI AW(lineGetAddressStatus)(HLINE line, DWORD address, LPLINEADDRESSSTATUS status)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetAddressStatus, .line = line, .address = address,
		   .status = ROOM(&ask, lineGetAddressStatus, status, LINEADDRESSSTATUS, status));
}

LONG WINAPI AW(lineGetLineDevStatus)(HLINE line, LPLINEDEVSTATUS status)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetLineDevStatus, .line = line,
		   .status = ROOM(&ask, lineGetLineDevStatus, status, LINEDEVSTATUS, status));
}

/* The address has a length and needs no terminator. */
LONG WINAPI AW(lineGetAddressID)(HLINE line, LPDWORD address, DWORD mode, IN_TEXT text, DWORD size)
{
	struct ask ask = { .device = line, .text = FORM };
	DWORD bytes, at = sized_text(&ask, text, size, &bytes);

	TAKE(&ask, lineGetAddressID, address, address);
	return ASK(&ask, lineGetAddressID, .line = line, .mode = mode, .text = at, .size = bytes);
}

LONG WINAPI AW(lineGetID)(HLINE line, DWORD address, HCALL call, DWORD select, LPVARSTRING id,
			  IN_TEXT class)
{
	struct ask ask = { .device = select == LINECALLSELECT_CALL ? call : line, .text = FORM };
	struct packet_lineGetIDAndHandle slots = {
		.line = line, .address = address, .call = call, .select = select,
	};

	if (class && class_has_handle(class, sizeof(*class))) {
		slots.class = ask_text(&ask, class);
		return handle_id(&ask, &slots, id);
	}
	return ASK(&ask, lineGetID, .line = line, .address = address, .call = call,
		   .select = select, .id = ROOM(&ask, lineGetID, id, VARSTRING, id),
		   .class = ask_need(&ask, class));
}

LONG WINAPI AW(lineGetDevConfig)(DWORD device, LPVARSTRING config, IN_TEXT class)
{
	struct ask ask = { .version = TAPI_1_3, .text = FORM };

	return ASK(&ask, lineGetDevConfig, .device = device,
		   .config = ROOM(&ask, lineGetDevConfig, config, VARSTRING, config),
		   .class = ask_text(&ask, class));
}

LONG WINAPI AW(lineSetDevConfig)(DWORD device, const LPVOID config, DWORD size, IN_TEXT class)
{
	struct ask ask = { .text = FORM };

	need(&ask, config);
	return ASK(&ask, lineSetDevConfig, .device = device,
		   .config = ask_data(&ask, config, size), .size = size,
		   .class = ask_text(&ask, class));
}
