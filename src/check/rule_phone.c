/* SPDX-License-Identifier: MIT
 * rule_phone.c - phones. The hand at OpenTSP's simulated phone is the checker's. */
#include "check/rules.h"
#include "base/mem.h"
#include <stdio.h>

#define WAIT_MS 10000

static HDRVPHONE hd;
static PHONECAPS *caps;

/* Ask with a request of our own; the outcome. */
#define REQUEST(c, phone, fn, ...) ({							\
	LONG id_ = host_request((c)->host, #fn, phone, 0);				\
	LONG got_ = PHONE_CALL(c, fn, (DRV_REQUESTID)id_, __VA_ARGS__);			\
	scene_reply(c, host_request_end((c)->host, id_, got_), WAIT_MS);		\
})

static uint32_t open_phone(struct check *c)
{
	uint32_t phone = 0;
	LONG result;

	scene_open(c);
	SKIP_UNLESS(c, host_phone_count(c->host), "there are no phones");
	step("opening the phone");
	result = host_phone_open(c->host, host_phone(c->host, 0), &phone);
	FAIL_UNLESS(c, result == 0, "the phone does not open: %s", name_error(result));
	result = host_get_phone_caps(c->host, host_phone(c->host, 0), &caps);
	FAIL_UNLESS(c, result == 0, "phoneGetDevCaps fails: %s", name_error(result));
	hd = host_hdphone(c->host, phone);
	return phone;
}

/* R-PHONE-1 */
static void phone_works(struct check *c)
{
	PHONESTATUS *status = NULL;
	uint32_t phone = open_phone(c);
	LONG result = host_get_phone_status(c->host, phone, &status);

	FAIL_UNLESS(c, result == 0, "phoneGetStatus fails: %s", name_error(result));
}

/* R-PHONE-2 */
static void hook_switch(struct check *c)
{
	PHONESTATUS *status = NULL;
	uint32_t phone = open_phone(c);
	DWORD hooks = 0xFFFFFFFF, device = caps->dwHookSwitchDevs & ~(caps->dwHookSwitchDevs - 1);
	LONG result = PHONE_CALL(c, phoneGetHookSwitch, hd, &hooks);

	SKIP_UNLESS(c, result == 0, "phoneGetHookSwitch answers %s", name_error(result));
	FAIL_UNLESS(c, !(hooks & ~caps->dwHookSwitchDevs),
		    "a hook switch is off that there is not: 0x%lx", (unsigned long)hooks);
	result = REQUEST(c, phone, phoneSetHookSwitch, hd, device, PHONEHOOKSWITCHMODE_MICSPEAKER);
	SKIP_UNLESS(c, result == 0, "phoneSetHookSwitch answers %s", name_error(result));
	PHONE_CALL(c, phoneGetHookSwitch, hd, &hooks);
	FAIL_UNLESS(c, hooks & device, "a hook switch was taken off, and its bit is clear");
	SKIP_UNLESS(c, host_get_phone_status(c->host, phone, &status) == 0, "phoneGetStatus fails");
	if (device == PHONEHOOKSWITCHDEV_HANDSET)
		FAIL_UNLESS(c, status->dwHandsetHookSwitchMode == PHONEHOOKSWITCHMODE_MICSPEAKER,
			    "the handset was set to MICSPEAKER, and PHONESTATUS says 0x%lx",
			    (unsigned long)status->dwHandsetHookSwitchMode);
}

/* R-PHONE-3 */
static void ring_modes(struct check *c)
{
	uint32_t phone = open_phone(c);
	DWORD modes = caps->dwNumRingModes, mode = 77, volume = 77;
	LONG result;

	if (!modes) {
		result = REQUEST(c, phone, phoneSetRing, hd, 1, 0x8000);
		FAIL_UNLESS(c, result < 0, "dwNumRingModes is 0, and phoneSetRing succeeds");
		return;
	}
	result = REQUEST(c, phone, phoneSetRing, hd, modes, 0x8000);
	SKIP_UNLESS(c, !unavailable(result), "phoneSetRing is not available");
	FAIL_UNLESS(c, result == 0, "ring mode %lu of %lu is answered with %s",
		    (unsigned long)modes, (unsigned long)modes, name_error(result));
	if (PHONE_CALL(c, phoneGetRing, hd, &mode, &volume) == 0)
		FAIL_UNLESS(c, mode == modes, "ring mode %lu was set, and %lu is got",
			    (unsigned long)modes, (unsigned long)mode);
	result = REQUEST(c, phone, phoneSetRing, hd, modes + 1, 0x8000);
	FAIL_UNLESS(c, result == (LONG)PHONEERR_INVALRINGMODE,
		    "ring mode %lu of %lu is answered with %s", (unsigned long)modes + 1,
		    (unsigned long)modes, name_error(result));
	result = REQUEST(c, phone, phoneSetRing, hd, 0, 0x8000);
	FAIL_UNLESS(c, result == 0, "ring mode 0, silence, is answered with %s",
		    name_error(result));
}

/* What stands at a place of the display; 0: nothing can be read. */
static WCHAR shown(struct check *c, DWORD row, DWORD column)
{
	static union {
		VARSTRING v;
		unsigned char bytes[8192];
	} room;
	DWORD at = (row * caps->dwDisplayNumColumns + column) * 2;
	WCHAR sign = 0;

	room.v = (VARSTRING){ .dwTotalSize = sizeof(room), .dwNeededSize = sizeof(VARSTRING),
			      .dwUsedSize = sizeof(VARSTRING) };
	if (PHONE_CALL(c, phoneGetDisplay, hd, &room.v) || at + 2 > room.v.dwStringSize ||
	    room.v.dwStringOffset + at + 2 > sizeof(room))
		return 0;
	memcpy(&sign, room.bytes + room.v.dwStringOffset + at, 2);
	return sign;
}

/* R-PHONE-4 */
static void display(struct check *c)
{
	uint32_t phone = open_phone(c);
	DWORD rows = caps->dwDisplayNumRows, columns = caps->dwDisplayNumColumns;
	WCHAR text[200];
	LONG result;

	SKIP_UNLESS(c, rows && columns, "the phone has no display");
	for (size_t i = 0; i < 200; i++)
		text[i] = 'x';
	result = REQUEST(c, phone, phoneSetDisplay, hd, 0, 0, wide("A"), 2);
	SKIP_UNLESS(c, !unavailable(result), "phoneSetDisplay is not available");
	FAIL_UNLESS(c, result == 0, "row 0, column 0 is answered with %s", name_error(result));
	SKIP_UNLESS(c, shown(c, 0, 0), "the display cannot be read");
	FAIL_UNLESS(c, shown(c, 0, 0) == 'A', "what was written to row 0, column 0 is elsewhere");
	result = REQUEST(c, phone, phoneSetDisplay, hd, rows - 1, columns - 1, text, 400);
	FAIL_UNLESS(c, result == 0, "text that is too long is answered with %s, not cut off",
		    name_error(result));
	FAIL_UNLESS(c, shown(c, rows - 1, columns - 1) == 'x', "text that is too long is not there");
	FAIL_UNLESS(c, shown(c, 0, 0) == 'A', "text that was too long came out at another place");
	result = REQUEST(c, phone, phoneSetDisplay, hd, rows, 0, wide("B"), 2);
	FAIL_UNLESS(c, result < 0, "row %lu of %lu, counted from 0, is written",
		    (unsigned long)rows, (unsigned long)rows);
}

/* R-PHONE-5 */
static void data_size(struct check *c)
{
	char data[8] = "unwritt";
	uint32_t phone = open_phone(c);
	LONG result = PHONE_CALL(c, phoneGetData, hd, 0, data, 0);

	SKIP_UNLESS(c, !unavailable(result), "phoneGetData is not available");
	FAIL_UNLESS(c, memcmp(data, "unwritt", 8) == 0, "phoneGetData of no bytes writes some");
	result = REQUEST(c, phone, phoneSetData, hd, 0, "abcdef", 6);
	SKIP_UNLESS(c, result == 0, "phoneSetData answers %s", name_error(result));
	result = PHONE_CALL(c, phoneGetData, hd, 0, data, 3);
	FAIL_UNLESS(c, result == 0 && memcmp(data, "abc", 3) == 0,
		    "three bytes of what was set are not got");
	FAIL_UNLESS(c, memcmp(data + 3, "ritt", 4) == 0, "phoneGetData writes more than asked");
}

static bool told(struct check *c, uint32_t phone, DWORD message, DWORD_PTR p1, size_t from)
{
	scene_settle(c);
	for (size_t i = from; i < c->count; i++)
		if (c->log[i].kind == HOST_PHONE && c->log[i].message == message &&
		    c->log[i].phone == phone && (c->log[i].p1 & p1))
			return true;
	return false;
}

static bool hand(struct check *c, const char *what)
{
	return c->setup->own && scene_command(c, what);
}

/* R-PHONE-6 */
static void change_is_told(struct check *c)
{
	static const DWORD states[] = { PHONESTATE_HANDSETHOOKSWITCH, PHONESTATE_SPEAKERHOOKSWITCH,
		0, PHONESTATE_HEADSETHOOKSWITCH };
	uint32_t phone = open_phone(c);
	DWORD device = caps->dwHookSwitchDevs & ~(caps->dwHookSwitchDevs - 1);
	size_t from = c->count;
	LONG result;

	PHONE_CALL(c, phoneSetStatusMessages, hd, name_known_bits(NAME_PHONESTATE, c->version), 0, 0);
	result = REQUEST(c, phone, phoneSetHookSwitch, hd, device, PHONEHOOKSWITCHMODE_MICSPEAKER);
	if (result == 0 && device)
		FAIL_UNLESS(c, told(c, phone, PHONE_STATE, states[device - 1], from),
			    "phoneSetHookSwitch changed the hook switch, and no PHONE_STATE came");
	if (!hand(c, "hook desk handset on")) {
		SKIP_UNLESS(c, result == 0, "phoneSetHookSwitch answers %s, and there is no hand",
			    name_error(result));
		return;
	}
	hand(c, "hook desk handset off");
	scene_settle(c);
	from = c->count;
	hand(c, "hook desk handset on");
	FAIL_UNLESS(c, told(c, phone, PHONE_STATE, PHONESTATE_HANDSETHOOKSWITCH, from),
		    "a hand put the handset down, and no PHONE_STATE came");
}

/* R-MSG-4 */
static void buttons(struct check *c)
{
	uint32_t phone = open_phone(c);
	unsigned down = 0, up = 0;
	size_t from = c->count;

	PHONE_CALL(c, phoneSetStatusMessages, hd, 0,
		   name_known_bits(NAME_PHONEBUTTONMODE, c->version),
		   PHONEBUTTONSTATE_UP | PHONEBUTTONSTATE_DOWN);
	SKIP_UNLESS(c, hand(c, "press desk 5"), "needs a hand that presses a button");
	scene_pass(c, 1000);
	scene_settle(c);
	for (size_t i = from; i < c->count; i++) {
		if (c->log[i].kind != HOST_PHONE || c->log[i].message != PHONE_BUTTON ||
		    c->log[i].phone != phone)
			continue;
		FAIL_UNLESS(c, c->log[i].p1 == 5, "key 5 is told as button %lu",
			    (unsigned long)c->log[i].p1);
		down += c->log[i].p3 == PHONEBUTTONSTATE_DOWN;
		FAIL_UNLESS(c, down, "a button goes up before it went down");
		up += c->log[i].p3 == PHONEBUTTONSTATE_UP;
	}
	FAIL_UNLESS(c, down == 1 && up == 1, "a button that was pressed went down %u times, up %u",
		    down, up);
}

const struct rule rules_phone[] = {
	{ "R-MSG-4", SUPPLEMENTARY, false, "each button that goes down goes up", buttons, NULL },
	{ "R-PHONE-1", SUPPLEMENTARY, false, "phones open and tell what they are", phone_works,
	 NULL },
	{ "R-PHONE-2", SUPPLEMENTARY, false, "phoneGetHookSwitch has a bit for what is off hook",
	 hook_switch, NULL },
	{ "R-PHONE-3", SUPPLEMENTARY, false, "ring modes are 1 to dwNumRingModes, 0 is silent",
	 ring_modes, NULL },
	{ "R-PHONE-4", SUPPLEMENTARY, false, "displays count from 0, what is too long is cut off",
	 display, NULL },
	{ "R-PHONE-5", SUPPLEMENTARY, false, "phoneGetData copies no more than asked", data_size,
	 NULL },
	{ "R-PHONE-6", SUPPLEMENTARY, false, "a change is told, by whomever it was made",
	 change_is_told, NULL },
	{ 0 },
};
