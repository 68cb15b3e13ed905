/* SPDX-License-Identifier: MIT
 * test_getid.c - devices of a class, and which classes there are. */
#include "conf_scene.h"
#include "base/mem.h"

static LONG get_id(uint32_t line, DWORD address, uint32_t call, DWORD select, const char *class)
{
	VARSTRING *id = NULL;
	LONG result = host_get_id(tapi, line, address, call, select, class, &id);

	mem_free(id);
	return result;
}

/* R-GETID-1, R-GETID-2 */
TEST_ONCE(getid, the_name_of_a_class_may_be_in_any_case)
{
	uint32_t line;

	scene_open(LINES);
	line = scene_line(0);
	CHECK_INT(get_id(line, 0, 0, LINECALLSELECT_LINE, "tapi/line"), 0);
	CHECK_INT(get_id(line, 0, 0, LINECALLSELECT_LINE, "TAPI/LINE"), 0);
	CHECK_INT(get_id(line, 0, 0, LINECALLSELECT_ADDRESS, "Tapi/Line"), 0);
}

/* R-GETID-2, R-GETID-4 */
TEST_ONCE(getid, classes_that_the_line_has_not_are_refused_whoever_asks)
{
	static const char *const classes[] = {
		"", "comm", "comm/datamodemx", "wave/in", "tapi/phone", "tapi/linex", "tapi", "ndis",
	};
	VARSTRING room = { .dwTotalSize = sizeof(room) };
	uint32_t line;

	scene_open(LINES);
	line = scene_line(0);
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		CHECK_INT(get_id(line, 0, 0, LINECALLSELECT_LINE, classes[i]), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineGetID(host_hdline(tapi, line), 0, NULL, LINECALLSELECT_LINE, &room, wide("wave/out"),
				(HANDLE)(intptr_t)-1), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK(SP->lineGetID(host_hdline(tapi, line), 0, NULL, LINECALLSELECT_LINE, &room, NULL, NULL) < 0);
}

/* R-GETID-5, R-CHECK-2 */
TEST_ONCE(getid, what_is_selected_is_looked_at_and_nothing_else)
{
	VARSTRING room = { .dwTotalSize = sizeof(room) };
	uint32_t line, call;
	HDRVLINE hd;

	scene_open(LINES);
	line = scene_line(0);
	call = scene_dial(line, "93", 0);
	scene_news();
	hd = host_hdline(tapi, line);
	CHECK_INT(SP->lineGetID(hd, 9, NO_CALL, LINECALLSELECT_LINE, &room, wide("tapi/line"), NULL), 0);
	CHECK_INT(SP->lineGetID(hd, 0, NO_CALL, LINECALLSELECT_ADDRESS, &room, wide("tapi/line"), NULL), 0);
	CHECK_INT(SP->lineGetID(hd, 1, NULL, LINECALLSELECT_ADDRESS, &room, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(SP->lineGetID(NO_LINE, 9, host_hdcall(tapi, call), LINECALLSELECT_CALL, &room,
				wide("tapi/line"), NULL), 0);
	CHECK_INT(SP->lineGetID(NO_LINE, 0, NULL, LINECALLSELECT_LINE, &room, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SP->lineGetID(NO_LINE, 0, NULL, LINECALLSELECT_ADDRESS, &room, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SP->lineGetID(hd, 0, NO_CALL, LINECALLSELECT_CALL, &room, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(SP->lineGetID(hd, 0, NULL, 0, &room, wide("tapi/line"), NULL), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(SP->lineGetID(hd, 0, NULL, 3, &room, wide("tapi/line"), NULL), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(SP->lineGetID(hd, 0, NULL, LINECALLSELECT_LINE, NULL, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALPOINTER);
}

/* R-GETID-6 */
TEST_ONCE(getid, the_capabilities_list_the_classes_that_it_knows)
{
	LINEDEVCAPS *caps;
	uint32_t line;
	const WCHAR *at;
	char name[64];
	unsigned count = 0;

	scene_open(LINES);
	line = scene_line(0);
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	DEFER(mem_free, caps);
	NEED(caps->dwDeviceClassesSize >= 4);
	at = (const WCHAR *)(const void *)((const char *)caps + caps->dwDeviceClassesOffset);
	while (*at) {
		size_t i = 0;

		for (; *at && i < sizeof(name) - 1; i++)
			name[i] = (char)*at++;
		name[i] = '\0';
		at++;
		count++;
		CHECK_INT(get_id(line, 0, 0, LINECALLSELECT_LINE, name), 0);
	}
	CHECK(count > 0);
	CHECK_INT((const char *)(at + 1) - ((const char *)caps + caps->dwDeviceClassesOffset),
		  caps->dwDeviceClassesSize);
}

#define DESK "[phone desk]\ndriver = sim\nline = b\n"

static DWORD number_of(uint32_t line, const char *class)
{
	VARSTRING *id = NULL;
	DWORD number = 0;

	NEED(host_get_id(tapi, line, 0, 0, LINECALLSELECT_LINE, class, &id) == 0);
	CHECK_INT(id->dwStringFormat, STRINGFORMAT_BINARY);
	NEED(id->dwStringSize == sizeof(number));
	memcpy(&number, (char *)id + id->dwStringOffset, sizeof(number));
	mem_free(id);
	return number;
}

/* R-GETID-1, R-GETID-3 */
TEST_ONCE(getid, a_line_and_its_phone_know_each_other)
{
	union { VARSTRING v; char room[64]; } id = { .v = { .dwTotalSize = sizeof(id) } };
	uint32_t a, b, phone;
	DWORD number;

	scene_open(LINES DESK);
	a = scene_line(0);
	b = scene_line(1);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	CHECK_INT(number_of(a, "tapi/line"), BASE);
	CHECK_INT(number_of(b, "tapi/phone"), host_phone(tapi, 0));
	CHECK_INT(get_id(a, 0, 0, LINECALLSELECT_LINE, "tapi/phone"), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->phoneGetID(host_hdphone(tapi, phone), &id.v, wide("TAPI/Line"), NULL), 0);
	CHECK_INT(id.v.dwStringSize, sizeof(number));
	memcpy(&number, id.room + id.v.dwStringOffset, sizeof(number));
	CHECK_INT(number, BASE + 1);
	CHECK_INT(SP->phoneGetID(host_hdphone(tapi, phone), &id.v, wide("wave/in"), NULL),
		  (LONG)PHONEERR_INVALDEVICECLASS);
	CHECK_INT(SP->phoneGetID(host_hdphone(tapi, phone), &id.v, wide("comm/datamodem/portname"), NULL),
		  (LONG)PHONEERR_INVALDEVICECLASS);
}

/* R-GETID-3 */
TEST_ONCE(getid, no_port_carries_the_line_and_an_empty_name_says_so)
{
	VARSTRING *id = NULL;

	scene_open(LINES);
	NEED(host_get_id(tapi, scene_line(0), 0, 0, LINECALLSELECT_LINE, "comm/datamodem/portname", &id) == 0);
	CHECK_INT(id->dwStringFormat, STRINGFORMAT_ASCII);
	CHECK_INT(id->dwStringSize, 1);
	CHECK_TEXT((char *)id + id->dwStringOffset, "");
	mem_free(id);
}

/* R-GETID-3 */
TEST_ONCE(getid, terminals_are_phones_or_nobodys)
{
	static const char *const configurations[] = {
		"[line b]\ndriver = sim\nterminals = handset, speaker\n" DESK,
		"[line b]\ndriver = sim\nterminals = handset\n",
	};
	LINEDEVCAPS *caps;
	VARSTRING *id;

	for (int i = 0; i < 2; i++) {
		DWORD ids[8], phone;

		scene_open(configurations[i]);
		phone = host_phone_count(tapi) ? host_phone(tapi, 0) : 0xFFFFFFFF;
		NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
		NEED(host_get_id(tapi, scene_line(0), 0, 0, LINECALLSELECT_LINE, "tapi/terminal", &id) == 0);
		CHECK_INT(id->dwStringFormat, STRINGFORMAT_BINARY);
		NEED(id->dwStringSize == caps->dwNumTerminals * sizeof(DWORD) && id->dwStringSize <= sizeof(ids));
		memcpy(ids, (char *)id + id->dwStringOffset, id->dwStringSize);
		CHECK(ids[0] == phone);
		mem_free(id);
		mem_free(caps);
		scene_close();
	}
	scene_open(LINES);
	CHECK_INT(get_id(scene_line(0), 0, 0, LINECALLSELECT_LINE, "tapi/terminal"), (LONG)LINEERR_INVALDEVICECLASS);
}

/* --- icons --------------------------------------------------------------------- */

/* R-CHECK-2 */
TEST_ONCE(getid, an_icon_is_that_of_a_class_the_device_has)
{
	HICON icon, other;
	DWORD phone;

	scene_open(LINES DESK);
	phone = host_phone(tapi, 0);
	icon = other = (HICON)(uintptr_t)0xEE;
	CHECK_INT(SP->lineGetIcon(BASE + 1, NULL, &icon), 0);
	CHECK(icon != (HICON)(uintptr_t)0xEE);	/* NULL lets TAPI show its own */
	CHECK_INT(SP->lineGetIcon(BASE + 1, wide("TAPI/line"), &other), 0);
	CHECK(icon == other);
	CHECK_INT(SP->phoneGetIcon(phone, NULL, &icon), 0);
	CHECK_INT(SP->lineGetIcon(BASE + 1, wide("tapi/phone"), &other), 0);
	CHECK(icon == other);
	CHECK_INT(SP->lineGetIcon(BASE, wide("tapi/phone"), &icon), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineGetIcon(BASE, wide("wave/in"), &icon), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->phoneGetIcon(phone, wide("wave/in"), &icon), (LONG)PHONEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineGetIcon(7777, NULL, &icon), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(SP->phoneGetIcon(7777, NULL, &icon), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(SP->lineGetIcon(BASE, NULL, NULL), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(SP->phoneGetIcon(phone, NULL, NULL), (LONG)PHONEERR_INVALPOINTER);
}

/* --- configuration ------------------------------------------------------------------- */

#define ANSWERS "[line a]\ndriver = sim\nnumber = 100\n" \
	"[line b]\ndriver = sim\nnumber = 200\ndisplay-name = Workshop\nanswer-rings = 2\n" \
	"[line c]\ndriver = sim\nnumber = 300\n"

union config {
	VARSTRING v;
	char room[1024];
};

static void get_config(DWORD i, union config *out)
{
	*out = (union config){ .v = { .dwTotalSize = sizeof(*out) } };
	NEED(SP->lineGetDevConfig(BASE + i, &out->v, wide("tapi/line")) == 0);
	CHECK_INT(out->v.dwStringFormat, STRINGFORMAT_BINARY);
	NEED(out->v.dwStringSize > 0);
}

static LONG set_config(DWORD i, const union config *config)
{
	return SP->lineSetDevConfig(BASE + i, (void *)(config->room + config->v.dwStringOffset),
				    config->v.dwStringSize, wide("Tapi/Line"));
}

static const char *name_seen(uint32_t call)
{
	static struct host_call_info info;

	NEED(host_call_info(tapi, call, &info) == 0);
	return info.connected_name;
}

/* Whether a call to b is answered by itself after `ms`. */
static bool answers(uint32_t from, uint32_t ms, char name[128])
{
	uint32_t call = scene_dial(from, "200", ms);
	bool answered;

	scene_news();
	answered = host_call_state(tapi, call) == LINECALLSTATE_CONNECTED;
	if (answered)
		snprintf(name, 128, "%s", name_seen(call));
	NEED(host_close_call(tapi, call) == 0);
	scene_advance(1000);
	scene_news();
	return answered;
}

/* R-GETID-7 */
TEST_ONCE(getid, a_configuration_that_is_brought_back_is_in_force_again)
{
	union config before, plain;
	char name[128] = "";
	uint32_t a;

	/* What the line was told in one session it does in another one. */
	scene_open(ANSWERS);
	a = scene_line(0);
	scene_line(1);
	get_config(1, &before);
	CHECK(!answers(a, 4000, name));
	CHECK(answers(a, 6000, name));		/* the second ring */
	CHECK_TEXT(name, "Workshop");
	scene_close();
	scene_open(LINES);
	a = scene_line(0);
	scene_line(1);
	get_config(1, &plain);
	CHECK(!answers(a, 60000, name));
	CHECK_INT(set_config(1, &before), 0);
	CHECK_TEXT(scene_news(), "b line configchange");
	CHECK(answers(a, 6000, name));
	CHECK_TEXT(name, "Workshop");
	CHECK_INT(set_config(1, &before), 0);
	CHECK_TEXT(scene_news(), "");		/* nothing has changed */
	CHECK_INT(set_config(1, &plain), 0);
	CHECK(!answers(a, 60000, name));
}

/* R-GETID-7 */
TEST_ONCE(getid, a_block_that_is_not_the_lines_own_is_refused_whichever_byte_is_wrong)
{
	union config config, bad;
	VARSTRING *whole;

	scene_open(ANSWERS);
	get_config(1, &config);
	CHECK_INT(set_config(0, &config), (LONG)LINEERR_INVALPARAM);	/* another line's */
	for (DWORD i = 0; i < config.v.dwStringSize; i++) {
		bad = config;
		bad.room[bad.v.dwStringOffset + i] ^= 0x10;
		CHECK_INT(set_config(1, &bad), (LONG)LINEERR_INVALPARAM);
	}
	for (DWORD size = 0; size < config.v.dwStringSize; size++) {
		bad = config;
		bad.v.dwStringSize = size;
		CHECK_INT(set_config(1, &bad), (LONG)LINEERR_INVALPARAM);
	}
	CHECK_INT(SP->lineSetDevConfig(BASE, NULL, 4, wide("tapi/line")), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(SP->lineGetDevConfig(BASE, NULL, wide("tapi/line")), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(SP->lineGetDevConfig(BASE, &config.v, wide("comm/datamodem")), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineGetDevConfig(BASE, &config.v, NULL), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineSetDevConfig(BASE, &config, 4, wide("tapi/phone")), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(SP->lineGetDevConfig(7777, &config.v, wide("tapi/line")), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(host_get_dev_config(tapi, 7777, "tapi/line", &whole), (LONG)LINEERR_BADDEVICEID);
	NEED(host_get_dev_config(tapi, BASE, "tapi/line", &whole) == 0);
	CHECK_INT(whole->dwStringFormat, STRINGFORMAT_BINARY);
	CHECK(whole->dwStringSize > 0);
	mem_free(whole);
	get_config(1, &config);
	CHECK_INT(set_config(1, &config), 0);
}

/* R-GETID-7, R-STRUCT-4 */
TEST_ONCE(getid, a_line_in_use_keeps_its_configuration_and_too_little_room_is_no_error)
{
	union config config;
	VARSTRING small = { .dwTotalSize = sizeof(small) };
	uint32_t call;

	scene_open(LINES);
	get_config(0, &config);
	call = scene_dial(scene_line(0), "91", 500);
	scene_news();
	CHECK_INT(set_config(0, &config), (LONG)LINEERR_INVALLINESTATE);
	NEED(host_wait_reply(tapi, host_drop(tapi, call), WAIT_MS) == 0);
	CHECK_INT(set_config(0, &config), 0);
	CHECK_INT(SP->lineGetDevConfig(BASE, &small, wide("tapi/line")), 0);
	CHECK_INT(small.dwNeededSize, sizeof(small) + config.v.dwStringSize);
	CHECK_INT(small.dwStringSize, 0);
	small.dwTotalSize--;
	CHECK_INT(SP->lineGetDevConfig(BASE, &small, wide("tapi/line")), (LONG)LINEERR_STRUCTURETOOSMALL);
}

/* R-GETID-7, R-VER-6 */
TEST_ONCE(getid, before_1_4_a_changed_configuration_is_not_told)
{
	union config config;

	scene_open(ANSWERS);
	get_config(1, &config);
	scene_close();
	scene_open_at(LINES, TAPI_1_3);
	scene_line(1);
	scene_news();
	CHECK_INT(set_config(1, &config), 0);
	CHECK_TEXT(scene_news(), "");
}
