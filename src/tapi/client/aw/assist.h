/* SPDX-License-Identifier: MIT
 * assist.h - translation of addresses, assisted telephony, priorities and providers, as
 * far as they have texts; see aw.h. */

/* --- translation ------------------------------------------------------------------ */

LONG WINAPI AW(lineTranslateAddress)(HLINEAPP app, DWORD device, DWORD version, IN_TEXT address,
				     DWORD card, DWORD options, LPLINETRANSLATEOUTPUT out)
{
	struct ask ask = { .anybody = true, .version = version, .text = FORM };

	return ASK(&ask, lineTranslateAddress, .app = app, .device = device, .version = version,
		   .address = ask_need(&ask, address), .card = card, .options = options,
		   .out = ROOM(&ask, lineTranslateAddress, out, LINETRANSLATEOUTPUT, out));
}

LONG WINAPI AW(lineGetTranslateCaps)(HLINEAPP app, DWORD version, LPLINETRANSLATECAPS caps)
{
	struct ask ask = { .anybody = true, .version = version, .text = FORM };

	return ASK(&ask, lineGetTranslateCaps, .app = app, .version = version,
		   .caps = ROOM(&ask, lineGetTranslateCaps, caps, LINETRANSLATECAPS, caps));
}

LONG WINAPI AW(lineSetTollList)(HLINEAPP app, DWORD device, IN_TEXT address, DWORD option)
{
	struct ask ask = { .anybody = !app, .text = FORM };

	return ASK(&ask, lineSetTollList, .app = app, .device = device,
		   .address = ask_need(&ask, address), .option = option);
}

LONG WINAPI AW(lineGetCountry)(DWORD country, DWORD version, LPLINECOUNTRYLIST list)
{
	struct ask ask = { .anybody = true, .version = version, .text = FORM };

	return ASK(&ask, lineGetCountry, .country = country, .version = version,
		   .list = ROOM(&ask, lineGetCountry, list, LINECOUNTRYLIST, list));
}

LONG WINAPI AW(tapiGetLocationInfo)(OUT_TEXT country, OUT_TEXT city)
{
	struct ask ask = { .family = ASK_TAPI, .anybody = true, .text = FORM };
	WCHAR both[2][LOCATION_UNITS] = { { 0 } };
	LONG answer;

	need(&ask, country);
	need(&ask, city);
	answer = ASK(&ask, tapiGetLocationInfo,
		     .country_size = BYTES(&ask, tapiGetLocationInfo, country, both[0], sizeof(both[0])),
		     .city_size = BYTES(&ask, tapiGetLocationInfo, city, both[1], sizeof(both[1])));
	if (answer)
		return answer;
	text_out(country, both[0], LOCATION_UNITS, FORM);
	text_out(city, both[1], LOCATION_UNITS, FORM);
	return 0;
}

/* --- assisted telephony ------------------------------------------------------------- */

static LONG AW(request)(IN_TEXT dest, IN_TEXT app, IN_TEXT called_party, IN_TEXT comment,
			DWORD wait, DWORD *start)
{
	struct ask ask = { .family = ASK_TAPI, .anybody = true, .text = FORM };

	TAKE(&ask, tapiRequestMakeCall, start, start);
	return ASK(&ask, tapiRequestMakeCall, .dest = ask_need(&ask, dest),
		   .app = ask_text(&ask, app), .called_party = ask_text(&ask, called_party),
		   .comment = ask_text(&ask, comment), .wait = wait);
}

/* Whom a server of another user cannot start, we can: it runs as this user then. */
LONG WINAPI AW(tapiRequestMakeCall)(IN_TEXT dest, IN_TEXT app, IN_TEXT called_party,
				    IN_TEXT comment)
{
	DWORD start = 0;
	LONG answer = AW(request)(dest, app, called_party, comment, 0, &start);

	if (answer || !start)
		return answer;
	if (!where_start_recipient())
		return TAPIERR_NOREQUESTRECIPIENT;
	return AW(request)(dest, app, called_party, comment, 1, &start);
}

/* Obsolete since 1.4; TAPI has answered so ever since. */
LONG WINAPI AW(tapiRequestMediaCall)(HWND window, WPARAM id, IN_TEXT class, IN_TEXT device,
				     DWORD size, DWORD secure, IN_TEXT dest, IN_TEXT app,
				     IN_TEXT called_party, IN_TEXT comment)
{
	return TAPIERR_REQUESTFAILED;
}

LONG WINAPI AW(lineGetRequest)(HLINEAPP app, DWORD mode, LPVOID request)
{
	struct ask ask = { .text = FORM };
	LINEREQMAKECALLW got;
	LONG answer;

	need(&ask, request);
	if (mode != LINEREQUESTMODE_MAKECALL && !ask.error)
		ask.error = LINEERR_INVALREQUESTMODE;
	answer = ASK(&ask, lineGetRequest, .app = app, .mode = mode,
		     .size = BYTES(&ask, lineGetRequest, request, &got, sizeof(got)));
	if (!answer)
		request_out(request, &got, FORM);
	return answer;
}

/* --- priorities and providers --------------------------------------------------------- */

LONG WINAPI AW(lineGetAppPriority)(IN_TEXT app, DWORD media_mode, LPLINEEXTENSIONID extension,
				   DWORD request_mode, LPVARSTRING name, LPDWORD priority)
{
	struct ask ask = { .anybody = true, .version = TAPI_1_4, .text = FORM };

	TAKE(&ask, lineGetAppPriority, priority, priority);
	return ASK(&ask, lineGetAppPriority, .app = ask_need(&ask, app), .media_mode = media_mode,
		   .extension = ask_data(&ask, extension, extension ? sizeof(*extension) : 0),
		   .extension_size = extension ? sizeof(*extension) : 0,
		   .request_mode = request_mode,
		   .extension_name = name ?
			ROOM(&ask, lineGetAppPriority, extension_name, VARSTRING, name) : 0);
}

LONG WINAPI AW(lineSetAppPriority)(IN_TEXT app, DWORD media_mode, LPLINEEXTENSIONID extension,
				   DWORD request_mode, IN_TEXT name, DWORD priority)
{
	struct ask ask = { .anybody = true, .text = FORM };

	return ASK(&ask, lineSetAppPriority, .app = ask_need(&ask, app), .media_mode = media_mode,
		   .extension = ask_data(&ask, extension, extension ? sizeof(*extension) : 0),
		   .extension_size = extension ? sizeof(*extension) : 0,
		   .request_mode = request_mode, .extension_name = ask_text(&ask, name),
		   .priority = priority);
}

LONG WINAPI AW(lineGetProviderList)(DWORD version, LPLINEPROVIDERLIST list)
{
	struct ask ask = { .anybody = true, .version = version, .text = FORM };

	return ASK(&ask, GetProviderList, .version = version,
		   .list = ROOM(&ask, GetProviderList, list, LINEPROVIDERLIST, list));
}

LONG WINAPI AW(lineAddProvider)(IN_TEXT file, HWND owner, LPDWORD id)
{
	struct ask ask = { .anybody = true, .text = FORM };

	TAKE(&ask, lineAddProvider, id, id);
	return ASK(&ask, lineAddProvider, .file = ask_need(&ask, file));
}
