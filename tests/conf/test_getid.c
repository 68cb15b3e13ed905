/* SPDX-License-Identifier: MIT
 * test_getid.c - devices of a class, and which classes there are. */
#include "conf_scene.h"

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
		"", "comm", "comm/datamodem", "wave/in", "tapi/phone", "tapi/linex", "tapi", "ndis",
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

/* R-GETID-7 */
TEST_ONCE(getid, there_is_no_configuration_of_a_device_to_hand_out)
{
	VARSTRING room = { .dwTotalSize = sizeof(room) };

	scene_open(LINES);
	CHECK_INT(SP->lineGetDevConfig(BASE, &room, wide("comm/datamodem")), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(SP->lineSetDevConfig(BASE, &room, sizeof(room), wide("comm/datamodem")),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
}
