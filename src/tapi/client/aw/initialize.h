/* SPDX-License-Identifier: MIT
 * initialize.h - the beginning of applications that name themselves; see aw.h. */

LONG WINAPI AW(lineInitializeEx)(LPHLINEAPP app, HINSTANCE instance, LINECALLBACK callback,
				 IN_TEXT name, LPDWORD devices, LPDWORD version,
				 LPLINEINITIALIZEEXPARAMS params)
{
	struct ask ask = { .anybody = true, .text = FORM };
	const struct beginning it = { callback, version, params };

	(void)instance;
	need(&ask, version);
	return app_begin(&ask, &it, ask_text(&ask, name), app, devices);
}

LONG WINAPI AW(phoneInitializeEx)(LPHPHONEAPP app, HINSTANCE instance, PHONECALLBACK callback,
				  IN_TEXT name, LPDWORD devices, LPDWORD version,
				  LPPHONEINITIALIZEEXPARAMS params)
{
	struct ask ask = { .family = ASK_PHONES, .anybody = true, .text = FORM };
	const struct beginning it = { callback, version, (LPLINEINITIALIZEEXPARAMS)params };

	(void)instance;
	need(&ask, version);
	return app_begin(&ask, &it, ask_text(&ask, name), app, devices);
}
