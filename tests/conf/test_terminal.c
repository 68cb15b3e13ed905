/* SPDX-License-Identifier: MIT
 * test_terminal.c - terminals of a line, through the provider's door. */
#include "conf_scene.h"

#define WITH_TERMINALS "[line a]\ndriver = sim\nnumber = 100\nmore-numbers = 101\nterminals = handset, headset, speaker\n" \
	"[line b]\ndriver = sim\nnumber = 200\n[line c]\ndriver = sim\nnumber = 300\n"
#define PHONE "[phone desk]\ndriver = sim\nline = a\n"

enum { HANDSET, HEADSET, SPEAKER };

#define TO LINETERMMODE_MEDIATOLINE
#define FROM LINETERMMODE_MEDIAFROMLINE
#define BOTH LINETERMMODE_MEDIABIDIRECT
#define HANDSET_MODES 0x7Fu		/* all but both ways as one */

static uint32_t a, b, out, in;

static void open_at(const char *lines, DWORD version)
{
	scene_open_at(lines, version);
	a = scene_line(0);
	b = scene_line(1);
}

static LONG route(DWORD select, DWORD terminal, DWORD modes, DWORD enable)
{
	return SCENE_ASK(select == LINECALLSELECT_CALL ? 0 : a, select == LINECALLSELECT_CALL ? out : 0,
			 lineSetTerminal, host_hdline(tapi, a), 0, host_hdcall(tapi, out), select, modes,
			 terminal, enable);
}

static void check_array(const void *record, DWORD size, DWORD offset, DWORD handset, DWORD headset, DWORD speaker)
{
	DWORD routes[3] = { 0 };

	CHECK_INT(size, sizeof(routes));
	memcpy(routes, (const char *)record + offset, size < sizeof(routes) ? size : sizeof(routes));
	CHECK_INT(routes[HANDSET], handset);
	CHECK_INT(routes[HEADSET], headset);
	CHECK_INT(routes[SPEAKER], speaker);
}

static void check_call(DWORD handset, DWORD headset, DWORD speaker)
{
	LINECALLINFO *info;

	NEED(host_get_call_info(tapi, out, &info) == 0);
	check_array(info, info->dwTerminalModesSize, info->dwTerminalModesOffset, handset, headset, speaker);
	mem_free(info);
}

static void check_address(DWORD id, DWORD handset, DWORD headset, DWORD speaker)
{
	LINEADDRESSSTATUS *status;

	NEED(host_get_address_status(tapi, a, id, &status) == 0);
	check_array(status, status->dwTerminalModesSize, status->dwTerminalModesOffset, handset, headset, speaker);
	mem_free(status);
}

static void check_line(DWORD handset, DWORD headset, DWORD speaker)
{
	LINEDEVSTATUS *status;

	NEED(host_get_line_status(tapi, a, &status) == 0);
	check_array(status, status->dwTerminalModesSize, status->dwTerminalModesOffset, handset, headset, speaker);
	mem_free(status);
}

TEST_ONCE(terminal, a_line_says_at_every_version_what_is_at_its_end)
{
	for (const DWORD *version = scene_versions; *version; version++) {
		char name[64];
		LINEDEVCAPS *caps;
		LINETERMCAPS terms[3];

		open_at(WITH_TERMINALS, *version);
		NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
		CHECK_INT(caps->dwNumTerminals, 3);
		NEED(caps->dwTerminalCapsSize == sizeof(terms));
		memcpy(terms, (char *)caps + caps->dwTerminalCapsOffset, sizeof(terms));
		CHECK_INT(terms[HANDSET].dwTermDev, LINETERMDEV_PHONE);
		CHECK_INT(terms[HANDSET].dwTermModes, HANDSET_MODES);
		CHECK_INT(terms[HANDSET].dwTermSharing, LINETERMSHARING_PRIVATE);
		CHECK_INT(terms[HEADSET].dwTermDev, LINETERMDEV_HEADSET);
		CHECK_INT(terms[HEADSET].dwTermModes, BOTH);
		CHECK_INT(terms[SPEAKER].dwTermDev, LINETERMDEV_SPEAKER);
		CHECK_INT(terms[SPEAKER].dwTermModes, LINETERMMODE_RINGER | FROM);
		CHECK_INT(caps->dwTerminalTextSize, 3 * caps->dwTerminalTextEntrySize);
		CHECK_TEXT(host_field(caps, 16, caps->dwTerminalTextOffset + caps->dwTerminalTextEntrySize,
				      name, sizeof(name)), "headset");
		CHECK(caps->dwLineStates & LINEDEVSTATE_TERMINALS);
		mem_free(caps);
		check_line(HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
		NEED(host_get_line_caps(tapi, BASE + 1, &caps) == 0);
		CHECK_INT(caps->dwNumTerminals, 0);
		CHECK(!(caps->dwLineStates & LINEDEVSTATE_TERMINALS));
		mem_free(caps);
		scene_close();
	}
}

TEST_ONCE(terminal, of_a_call_is_routed_alone)
{
	open_at(WITH_TERMINALS, 0);
	out = scene_talk(a, "200", &in);
	check_call(HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
	CHECK(route(LINECALLSELECT_CALL, HEADSET, BOTH, FALSE) > 0);
	CHECK_TEXT(scene_news(), "a call info: terminal, a lineSetTerminal: ok");
	check_call(HANDSET_MODES, 0, LINETERMMODE_RINGER | FROM);
	check_address(0, HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
	CHECK(route(LINECALLSELECT_CALL, HEADSET, BOTH, FALSE) > 0);	/* it is not routed */
	CHECK_TEXT(scene_news(), "a lineSetTerminal: ok");
	CHECK(route(LINECALLSELECT_LINE, HEADSET, BOTH, TRUE) > 0);
	CHECK_TEXT(scene_news(), "a lineSetTerminal: ok, a call info: terminal");
	check_call(HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
}

TEST_ONCE(terminal, of_an_address_and_of_a_line_is_that_of_their_calls)
{
	open_at(WITH_TERMINALS, 0);
	out = scene_talk(a, "200", &in);
	CHECK(route(LINECALLSELECT_ADDRESS, HANDSET, TO | FROM, 1) > 0);
	CHECK_TEXT(scene_news(), "a lineSetTerminal: ok");
	CHECK(route(LINECALLSELECT_ADDRESS, HANDSET, TO | FROM, 0) > 0);
	CHECK_TEXT(scene_news(), "a lineSetTerminal: ok, a call info: terminal, a address 0: terminals");
	check_call(HANDSET_MODES & ~(TO | FROM), BOTH, LINETERMMODE_RINGER | FROM);
	check_address(0, HANDSET_MODES & ~(TO | FROM), BOTH, LINETERMMODE_RINGER | FROM);
	check_address(1, HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
	check_line(HANDSET_MODES, BOTH, LINETERMMODE_RINGER | FROM);
	CHECK(route(LINECALLSELECT_LINE, HANDSET, TO | FROM, 0) > 0);
	scene_news();
	check_address(1, HANDSET_MODES & ~(TO | FROM), BOTH, LINETERMMODE_RINGER | FROM);
	check_line(HANDSET_MODES & ~(TO | FROM), BOTH, LINETERMMODE_RINGER | FROM);
	CHECK(scene_event(LINE_LINEDEVSTATE, 0)->p1 == LINEDEVSTATE_TERMINALS);
}

TEST_ONCE(terminal, what_there_is_not_is_refused)			/* R-CHECK-1, R-CHECK-2 */
{
	open_at(WITH_TERMINALS, 0);
	out = scene_talk(a, "200", &in);
	CHECK_INT(route(LINECALLSELECT_LINE, 3, FROM, 1), (LONG)LINEERR_INVALTERMINALID);
	CHECK_INT(route(LINECALLSELECT_CALL, 3, FROM, 0), (LONG)LINEERR_INVALTERMINALID);
	CHECK_INT(route(LINECALLSELECT_LINE, HEADSET, FROM, 1), (LONG)LINEERR_INVALTERMINALMODE);
	CHECK(route(LINECALLSELECT_LINE, HEADSET, FROM, 0) > 0);		/* R: it is not routed */
	CHECK_INT(route(LINECALLSELECT_LINE, HEADSET, 0x100, 0), (LONG)LINEERR_INVALTERMINALMODE);
	CHECK_INT(route(LINECALLSELECT_LINE, HEADSET, 0, 0), (LONG)LINEERR_INVALTERMINALMODE);
	CHECK_INT(route(7, HEADSET, BOTH, 0), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(SCENE_ASK(a, 0, lineSetTerminal, host_hdline(tapi, a), 2, NULL, LINECALLSELECT_ADDRESS, BOTH, HEADSET, 1),
		  (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(SCENE_ASK(a, 0, lineSetTerminal, NO_LINE, 0, NULL, LINECALLSELECT_LINE, BOTH, HEADSET, 1),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SCENE_ASK(a, 0, lineSetTerminal, NULL, 0, NO_CALL, LINECALLSELECT_CALL, BOTH, HEADSET, 1),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(SCENE_ASK(b, 0, lineSetTerminal, host_hdline(tapi, b), 0, NULL, LINECALLSELECT_LINE, BOTH, 0, 1),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(SCENE_ASK(0, in, lineSetTerminal, NULL, 0, host_hdcall(tapi, in), LINECALLSELECT_CALL, BOTH, 0, 1),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
}

static void mute(DWORD modes)
{
	CHECK(route(LINECALLSELECT_CALL, HANDSET, modes & ~BOTH, 0) > 0);
	CHECK(route(LINECALLSELECT_CALL, HEADSET, BOTH, 0) > 0);
	CHECK(route(LINECALLSELECT_CALL, SPEAKER, modes & ~BOTH, 0) > 0);
	scene_news();
}

static const char *digits(uint32_t from, uint32_t to)
{
	NEED(host_monitor_digits(tapi, to, LINEDIGITMODE_DTMF) == 0);
	NEED(host_generate_digits(tapi, from, LINEDIGITMODE_DTMF, "1", 0, 1) == 0);
	scene_advance(200);
	return scene_news();
}

TEST_ONCE(terminal, who_has_no_microphone_is_not_heard)
{
	open_at(WITH_TERMINALS, 0);
	out = scene_talk(a, "200", &in);
	CHECK_TEXT(digits(out, in), "b digit 1 (DTMF), a generating ended (done)");
	mute(TO);
	CHECK_TEXT(digits(out, in), "a generating ended (done)");
	CHECK_TEXT(digits(in, out), "a digit 1 (DTMF), b generating ended (done)");
}

TEST_ONCE(terminal, who_has_no_earpiece_hears_nothing)
{
	open_at(WITH_TERMINALS, 0);
	out = scene_talk(a, "200", &in);
	mute(FROM);
	CHECK_TEXT(digits(in, out), "b generating ended (done)");
	CHECK(route(LINECALLSELECT_CALL, SPEAKER, FROM, 1) > 0);
	scene_news();
	CHECK_TEXT(digits(in, out), "a digit 1 (DTMF), b generating ended (done)");
}

static DWORD ring_mode(uint32_t phone)
{
	DWORD mode = 99, volume;

	CHECK_INT(SP->phoneGetRing(host_hdphone(tapi, phone), &mode, &volume), 0);
	return mode;
}

TEST_ONCE(terminal, a_phone_rings_shows_and_answers_what_is_routed_to_it)
{
	WCHAR row[4] = { 0 };
	struct { VARSTRING v; BYTE more[512]; } display = { .v = { .dwTotalSize = sizeof(display) } };
	DWORD lamp;
	uint32_t phone;

	open_at(WITH_TERMINALS PHONE, 0);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	CHECK(route(LINECALLSELECT_LINE, HANDSET, HANDSET_MODES, 0) > 0);
	CHECK(route(LINECALLSELECT_LINE, SPEAKER, LINETERMMODE_RINGER, 0) > 0);
	scene_dial(b, "100", 100);
	scene_news();
	out = scene_new_call();
	CHECK_INT(ring_mode(phone), 0);
	CHECK_INT(SP->phoneGetLamp(host_hdphone(tapi, phone), 12, &lamp), 0);
	CHECK_INT(lamp, PHONELAMPMODE_OFF);
	CHECK_INT(SP->phoneGetDisplay(host_hdphone(tapi, phone), &display.v), 0);
	memcpy(row, (char *)&display + display.v.dwStringOffset, 3 * sizeof(WCHAR));
	CHECK(row[0] != '2');
	scene_command("hook desk handset off");
	scene_command("hook desk handset on");
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_OFFERING);
	CHECK(route(LINECALLSELECT_CALL, HANDSET, HANDSET_MODES, 1) > 0);
	scene_news();
	CHECK_INT(ring_mode(phone), 1);
	CHECK_INT(SP->phoneGetLamp(host_hdphone(tapi, phone), 12, &lamp), 0);
	CHECK_INT(lamp, PHONELAMPMODE_FLASH);
	CHECK_INT(SP->phoneGetDisplay(host_hdphone(tapi, phone), &display.v), 0);
	memcpy(row, (char *)&display + display.v.dwStringOffset, 3 * sizeof(WCHAR));
	CHECK_INT(row[0], '2');
	scene_command("hook desk handset off");
	scene_news();
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_CONNECTED);
}
