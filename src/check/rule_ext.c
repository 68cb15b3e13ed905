/* SPDX-License-Identifier: MIT
 * rule_ext.c - extensions; a provider without any says so everywhere. */
#include "check/rules.h"
#include "base/mem.h"

static bool has_extensions(struct check *c, LINEEXTENSIONID *id)
{
	LONG result;

	memset(id, 0xEE, sizeof(*id));
	result = LINE_CALL(c, lineGetExtensionID, c->device, c->version, id);
	SKIP_UNLESS(c, result == 0, "lineGetExtensionID fails: %s", name_error(result));
	return id->dwExtensionID0 | id->dwExtensionID1 | id->dwExtensionID2 | id->dwExtensionID3;
}

/* What the provider has of extension versions; 0: none. */
static DWORD highest(struct check *c)
{
	DWORD got = 0;

	return LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, 0, 0xFFFFFFFF,
			 &got) ? 0 : got;
}

/* R-EXT-1 */
static void id_is_zero(struct check *c)
{
	LINEEXTENSIONID id;
	bool has;

	scene_open(c);
	has = has_extensions(c, &id);
	FAIL_UNLESS(c, id.dwExtensionID0 != 0xEEEEEEEE || id.dwExtensionID3 != 0xEEEEEEEE,
		    "lineGetExtensionID succeeds and writes nothing");
	FAIL_UNLESS(c, has || !highest(c),
		    "an extension version is agreed on, and there is no extension");
}

/* R-EXT-2 */
static void negotiation(struct check *c)
{
	DWORD got = 0, top;
	LONG result;

	scene_open(c);
	top = highest(c);
	result = LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, 0xFFFFFFF0,
			   0xFFFFFFFF, &got);
	FAIL_UNLESS(c, unavailable(result) || result == (LONG)LINEERR_INCOMPATIBLEEXTVERSION,
		    "a range of unknown extension versions is answered with %s",
		    name_error(result));
	if (!top)
		pass(c, "there are no extensions");
	result = LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, top, top, &got);
	FAIL_UNLESS(c, result == 0 && got == top,
		    "the highest extension version cannot be negotiated alone");
}

/* R-EXT-3, R-EXT-4 */
static void selection(struct check *c)
{
	DWORD top, got = 0;
	HDRVLINE hd;
	LONG result;

	scene_line(c);
	hd = host_hdline(c->host, c->line);
	top = highest(c);
	if (!top) {
		result = LINE_CALL(c, lineSelectExtVersion, hd, 0x00010000);
		FAIL_UNLESS(c, result != 0, "an extension version is selected, and there is none");
		pass(c, "there are no extensions");
	}
	result = LINE_CALL(c, lineSelectExtVersion, hd, top);
	FAIL_UNLESS(c, result == 0, "lineSelectExtVersion fails: %s", name_error(result));
	result = LINE_CALL(c, lineSelectExtVersion, hd, top - 1);
	FAIL_UNLESS(c, result != 0, "a second extension version is selected over the first");
	result = LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, 0, top - 1, &got);
	FAIL_UNLESS(c, result != 0, "another extension version is agreed on than the selected one");
	result = LINE_CALL(c, lineSelectExtVersion, hd, 0);
	FAIL_UNLESS(c, result == 0, "the selection cannot be cancelled: %s", name_error(result));
}

/* R-EXT-5 */
static void needs_selection(struct check *c)
{
	char block[16] = "block";
	LONG request, result;

	scene_line(c);
	request = host_request(c->host, "lineDevSpecific", c->line, 0);
	result = LINE_CALL(c, lineDevSpecific, (DRV_REQUESTID)request, host_hdline(c->host,
	    c->line), 0,
			   NULL, block, sizeof(block));
	host_request_end(c->host, request, result);
	if (result > 0)
		result = scene_reply(c, request, 5000);
	FAIL_UNLESS(c, result != 0, "lineDevSpecific succeeds, and no extension is selected");
}

/* R-EXT-6 */
static void nothing_specific(struct check *c)
{
	scene_open(c);
	FAIL_UNLESS(c, !line_caps(c, c->device)->dwDevSpecificSize,
		    "LINEDEVCAPS has a DevSpecific part at extension version 0");
	FAIL_UNLESS(c, !address_caps(c, c->device)->dwDevSpecificSize,
		    "LINEADDRESSCAPS has a DevSpecific part at extension version 0");
}

const struct rule rules_ext[] = {
	{ "R-EXT-1", EXTENDED, false, "without extensions their id is zero", id_is_zero, NULL },
	{ "R-EXT-2", EXTENDED, false, "the highest extension version in the range is agreed on",
	 negotiation, NULL },
	{ "R-EXT-3", EXTENDED, false, "only the selected extension version can be negotiated",
	 selection, NULL },
	{ "R-EXT-4", EXTENDED, false, "one extension version is selected, 0 cancels it", selection,
	 NULL },
	{ "R-EXT-5", EXTENDED, false, "device-specific functions need a selected extension",
	 needs_selection, NULL },
	{ "R-EXT-6", EXTENDED, false, "no DevSpecific part at extension version 0", nothing_specific,
	 NULL },
	{ "R-EXT-7", EXTENDED, false, "vendor's values use the upper half", NULL,
	 "needs the vendor's list" },
	{ "R-EXT-8", EXTENDED, false, "no handles in DevSpecific blocks", NULL,
	 "a block shows not what it means" },
	{ 0 },
};
