/* SPDX-License-Identifier: MIT
 * test_extension.c - a provider without extensions says so everywhere. */
#include "conf_scene.h"

/* R-EXT-1 */
TEST_ONCE(extension, its_identifier_is_all_zeros)
{
	static const LINEEXTENSIONID none;
	LINEEXTENSIONID id;

	scene_open(LINES);
	for (const DWORD *v = scene_versions; *v; v++) {
		memset(&id, 0xEE, sizeof(id));
		CHECK_INT(SP->lineGetExtensionID(BASE, *v, &id), 0);
		CHECK(memcmp(&id, &none, sizeof(id)) == 0);
	}
	CHECK_INT(SP->lineGetExtensionID(BASE, 0x00010005, &id), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineGetExtensionID(BASE, TAPI_2_0, NULL), (LONG)LINEERR_INVALPOINTER);
}

/* R-EXT-2, R-EXT-3 */
TEST_ONCE(extension, no_range_of_extension_versions_is_agreed_on)
{
	static const DWORD ranges[][2] = { { 0, 0 }, { 1, 1 }, { 0, 0xFFFFFFFF }, { 0x00010000, 0x00020000 } };
	DWORD got;

	scene_open(LINES);
	for (int open = 0; open < 2; open++) {
		for (size_t i = 0; i < 4; i++) {
			got = 77;
			CHECK_INT(SP->lineNegotiateExtVersion(BASE, TAPI_2_0, ranges[i][0], ranges[i][1], &got),
				  (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
			CHECK_INT(got, 0);
		}
		if (!open)
			scene_line(0);
	}
	CHECK(SP->lineNegotiateExtVersion(INITIALIZE_NEGOTIATION, TAPI_2_0, 0, 1, &got) < 0);
	CHECK_INT(SP->lineNegotiateExtVersion(BASE, TAPI_2_0, 0, 1, NULL), (LONG)LINEERR_INVALPOINTER);
}

/* R-EXT-4 */
TEST_ONCE(extension, only_none_can_be_selected)
{
	HDRVLINE hd;

	scene_open(LINES);
	hd = host_hdline(tapi, scene_line(0));
	CHECK_INT(SP->lineSelectExtVersion(hd, 0), 0);
	CHECK_INT(SP->lineSelectExtVersion(hd, 1), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(SP->lineSelectExtVersion(hd, 0xFFFFFFFF), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(SP->lineSelectExtVersion(hd, 0), 0);
}

/* R-EXT-5 */
TEST_ONCE(extension, without_one_nothing_device_specific_is_done)
{
	char block[16] = "anything";
	HDRVLINE hd;

	scene_open(LINES);
	hd = host_hdline(tapi, scene_line(0));
	CHECK_INT(SP->lineDevSpecific(5, hd, 0, NULL, block, sizeof(block)), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(SP->lineDevSpecificFeature(6, hd, 1, block, sizeof(block)), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_TEXT(scene_news(), "");
	CHECK_TEXT(block, "anything");
}

/* R-EXT-6, R-CHECK-2 */
TEST_ONCE(extension, capabilities_have_no_device_specific_part_and_no_extension_version)
{
	LINEADDRESSCAPS *address;
	LINEDEVCAPS *line;

	scene_open(LINES);
	NEED(host_get_line_caps(tapi, BASE, &line) == 0);
	DEFER(mem_free, line);
	NEED(host_get_address_caps(tapi, BASE, 0, &address) == 0);
	DEFER(mem_free, address);
	CHECK_INT(line->dwDevSpecificSize, 0);
	CHECK_INT(address->dwDevSpecificSize, 0);
	CHECK_INT(SP->lineGetDevCaps(BASE, TAPI_2_0, 1, line), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(SP->lineGetAddressCaps(BASE, 0, TAPI_2_0, 1, address), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
}
