/* SPDX-License-Identifier: MIT
 * call.h - functions of calls that have texts; see aw.h. */

/* --- making calls ----------------------------------------------------------------- */

LONG WINAPI AW(lineMakeCall)(HLINE line, LPHCALL call, IN_TEXT dest, DWORD country,
			     const LPLINECALLPARAMS params)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, call);
	ask_born(&ask, call, NULL, true);
	return ASK(&ask, lineMakeCall, .line = line, .dest = ask_text(&ask, dest),
		   .country = country, .params = GIVE(&ask, LINECALLPARAMS, params),
		   .code_page = IS_UTF16);
}

LONG WINAPI AW(lineDial)(HCALL call, IN_TEXT dest, DWORD country)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineDial, .call = call, .dest = ask_need(&ask, dest), .country = country);
}

LONG WINAPI AW(linePickup)(HLINE line, DWORD address, LPHCALL call, IN_TEXT dest, IN_TEXT group)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, call);
	ask_born(&ask, call, NULL, true);
	return ASK(&ask, linePickUp, .line = line, .address = address,
		   .dest = ask_text(&ask, dest), .group = ask_text(&ask, group));
}

LONG WINAPI AW(lineUnpark)(HLINE line, DWORD address, LPHCALL call, IN_TEXT dest)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, call);
	ask_born(&ask, call, NULL, true);
	return ASK(&ask, lineUnPark, .line = line, .address = address,
		   .dest = ask_need(&ask, dest));
}

/* --- passing calls on ------------------------------------------------------------- */

LONG WINAPI AW(lineBlindTransfer)(HCALL call, IN_TEXT dest, DWORD country)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineBlindTransfer, .call = call, .dest = ask_need(&ask, dest),
		   .country = country);
}

LONG WINAPI AW(lineRedirect)(HCALL call, IN_TEXT dest, DWORD country)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineRedirect, .call = call, .dest = ask_need(&ask, dest),
		   .country = country);
}

LONG WINAPI AW(lineForward)(HLINE line, DWORD all, DWORD address, const LPLINEFORWARDLIST list,
			    DWORD rings, LPHCALL consult, const LPLINECALLPARAMS params)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, consult);
	ask_born(&ask, consult, NULL, true);
	return ASK(&ask, lineForward, .line = line, .all = all, .address = address,
		   .list = GIVE(&ask, LINEFORWARDLIST, list), .rings = rings,
		   .params = GIVE(&ask, LINECALLPARAMS, params), .code_page = IS_UTF16);
}

LONG WINAPI AW(linePark)(HCALL call, DWORD mode, IN_TEXT dest, LPVARSTRING address)
{
	struct ask ask = { .device = call, .text = FORM };
	bool directed = mode == LINEPARKMODE_DIRECTED;

	return ASK(&ask, linePark, .call = call, .mode = mode,
		   .dest = directed ? ask_need(&ask, dest) : PACKET_NONE,
		   .address = directed ? 0 : ROOM(&ask, linePark, address, VARSTRING, address));
}

LONG WINAPI AW(lineHandoff)(HCALL call, IN_TEXT file_name, DWORD media_mode)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineHandoff, .call = call, .file_name = ask_text(&ask, file_name),
		   .media_mode = media_mode);
}

/* --- transfer and conference --------------------------------------------------------- */

LONG WINAPI AW(lineSetupTransfer)(HCALL call, LPHCALL consult, const LPLINECALLPARAMS params)
{
	struct ask ask = { .device = call, .text = FORM };

	need(&ask, consult);
	ask_born(&ask, consult, NULL, true);
	return ASK(&ask, lineSetUpTransfer, .call = call,
		   .params = GIVE(&ask, LINECALLPARAMS, params), .code_page = IS_UTF16);
}

LONG WINAPI AW(lineSetupConference)(HCALL call, HLINE line, LPHCALL conference, LPHCALL consult,
				    DWORD parties, const LPLINECALLPARAMS params)
{
	struct ask ask = { .device = call ? call : line, .text = FORM };

	need(&ask, conference);
	need(&ask, consult);
	ask_born(&ask, conference, consult, true);
	return ASK(&ask, lineSetUpConference, .call = call, .line = line, .parties = parties,
		   .params = GIVE(&ask, LINECALLPARAMS, params), .code_page = IS_UTF16);
}

LONG WINAPI AW(linePrepareAddToConference)(HCALL conference, LPHCALL consult,
					   const LPLINECALLPARAMS params)
{
	struct ask ask = { .device = conference, .text = FORM };

	need(&ask, consult);
	ask_born(&ask, consult, NULL, true);
	return ASK(&ask, linePrepareAddToConference, .conference = conference,
		   .params = GIVE(&ask, LINECALLPARAMS, params), .code_page = IS_UTF16);
}

/* --- information and digits -------------------------------------------------------- */

LONG WINAPI AW(lineGetCallInfo)(HCALL call, LPLINECALLINFO info)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineGetCallInfo, .call = call,
		   .info = ROOM(&ask, lineGetCallInfo, info, LINECALLINFO, info));
}

LONG WINAPI AW(lineGatherDigits)(HCALL call, DWORD modes, OUT_TEXT digits, DWORD count,
				 IN_TEXT termination, DWORD first_timeout, DWORD inter_timeout)
{
	struct ask ask = { .device = call, .text = FORM };
	DWORD number = 0;
	LONG answer;

	if (digits && !count)
		ask_fail(&ask, ERR_PARAM);
	if (digits && !ask.error)
		number = gather(&ask, digits, count);
	answer = ASK(&ask, lineGatherDigits, .call = call, .digit_modes = modes,
		     .digits_context = number, .num_digits = digits ? count : 0,
		     .termination = ask_text(&ask, termination),
		     .first_timeout = first_timeout, .inter_timeout = inter_timeout);
	if (answer)
		gather_not(number);
	return answer;
}

LONG WINAPI AW(lineGenerateDigits)(HCALL call, DWORD mode, IN_TEXT digits, DWORD duration)
{
	struct ask ask = { .device = call, .text = FORM };

	return ASK(&ask, lineGenerateDigits, .call = call, .digit_mode = mode,
		   .digits = ask_text(&ask, digits), .duration = duration);
}
