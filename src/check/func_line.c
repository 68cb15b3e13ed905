/* SPDX-License-Identifier: MIT
 * func_line.c - probes of functions about the provider, lines and records. */
#include "check/func.h"

#define MARKED 0xEEEEEEEEu

static void judge(struct check *c, LONG result)
{
	if (unavailable(result))
		unreal(c);
	if (result < 0)
		real(c, "answers %s", name_error(result));
	if (result > 0)
		lying(c, "is synchronous and returned %ld", (long)result);
}

/* --- they are used in every session, so what they do is seen there -------------------- */

static void session(struct check *c, const char *name)
{
	scene_line(c);
	real(c, "%s", "");
}

static void negotiate(struct check *c, const char *name)
{
	DWORD got = MARKED;
	LONG result;

	scene_open(c);
	result = LINE_CALL(c, lineNegotiateTSPIVersion, c->device, TAPI_1_3, TAPI_3_1, &got);
	judge(c, result);
	if (got == MARKED)
		lying(c, "succeeds and writes no version");
	real(c, "%s", "");
}

static void dev_caps(struct check *c, const char *name)
{
	LINEDEVCAPS *caps = NULL;

	scene_open(c);
	step("calling lineGetDevCaps");
	judge(c, host_get_line_caps(c->host, c->device, &caps));
	if (!caps->dwNumAddresses || !caps->dwMediaModes)
		lying(c, "succeeds and tells no address or no media mode");
	real(c, "%s", "");
}

static void addr_caps(struct check *c, const char *name)
{
	LINEADDRESSCAPS *caps = NULL;

	scene_open(c);
	step("calling lineGetAddressCaps");
	judge(c, host_get_address_caps(c->host, c->device, 0, &caps));
	if (!caps->dwCallStates)
		lying(c, "succeeds and tells no call state");
	real(c, "%s", "");
}

static void dev_status(struct check *c, const char *name)
{
	LINEDEVSTATUS *status = NULL;

	scene_line(c);
	if (c->dest[0])
		scene_talk(c, NULL);
	step("calling lineGetLineDevStatus");
	judge(c, host_get_line_status(c->host, c->line, &status));
	if (c->dest[0] && !status->dwNumActiveCalls)
		lying(c, "succeeds and does not count the call that there is");
	real(c, "%s", "");
}

static void addr_status(struct check *c, const char *name)
{
	LINEADDRESSSTATUS *status = NULL;

	scene_line(c);
	if (c->dest[0])
		scene_talk(c, NULL);
	step("calling lineGetAddressStatus");
	judge(c, host_get_address_status(c->host, c->line, 0, &status));
	if (c->dest[0] && !status->dwNumActiveCalls)
		lying(c, "succeeds and does not count the call that there is");
	real(c, "%s", "");
}

static void address_id(struct check *c, const char *name)
{
	struct host_line_info *info = &(struct host_line_info){ 0 };
	DWORD id = MARKED;
	LONG result;
	size_t len;

	scene_line(c);
	host_line_info(c->host, c->device, info);
	len = (strlen(info->address[0].address) + 1) * 2;
	result = LINE_CALL(c, lineGetAddressID, host_hdline(c->host, c->line), &id,
			   LINEADDRESSMODE_DIALABLEADDR,
			   wide(info->address[0].address), (DWORD)len);
	judge(c, result);
	if (id != 0)
		lying(c, "succeeds and says 0x%lx of the first address", (unsigned long)id);
	real(c, "%s", "");
}

static void num_addresses(struct check *c, const char *name)
{
	DWORD count = MARKED;

	scene_line(c);
	judge(c, LINE_CALL(c, lineGetNumAddressIDs, host_hdline(c->host, c->line), &count));
	if (count != line_caps(c, c->device)->dwNumAddresses)
		lying(c, "says 0x%lx, LINEDEVCAPS %lu", (unsigned long)count,
		      (unsigned long)line_caps(c, c->device)->dwNumAddresses);
	real(c, "%s", "");
}

static void get_id(struct check *c, const char *name)
{
	static const char *const classes[] = { "tapi/line", "wave/in", "wave/out", "comm",
					      "comm/datamodem" };
	VARSTRING *id = NULL;
	LONG result = (LONG)LINEERR_OPERATIONUNAVAIL;
	bool known = false;

	scene_line(c);
	for (size_t i = 0; i < 5; i++) {
		step("calling lineGetID of %s", classes[i]);
		result = host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, classes[i], &id);
		if (result == 0 && !id->dwStringSize)
			lying(c, "succeeds for %s and gives nothing", classes[i]);
		known |= result == 0;
	}
	if (!known)
		judge(c, result);
	real(c, "%s", "");
}

static void icon(struct check *c, const char *name)
{
	HICON out = NULL;

	scene_open(c);
	judge(c, LINE_CALL(c, lineGetIcon, c->device, NULL, &out));
	real(c, "%s", out ? "" : "leaves it to TAPI's own icon");
}

static void extension_id(struct check *c, const char *name)
{
	LINEEXTENSIONID id = { MARKED, MARKED, MARKED, MARKED };

	scene_open(c);
	judge(c, LINE_CALL(c, lineGetExtensionID, c->device, c->version, &id));
	if (id.dwExtensionID0 == MARKED && id.dwExtensionID3 == MARKED)
		lying(c, "succeeds and writes nothing");
	real(c, "%s", "");
}

static void negotiate_ext(struct check *c, const char *name)
{
	DWORD got = MARKED;

	scene_open(c);
	judge(c, LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, 0, 0xFFFFFFFE, &got));
	if (got == MARKED)
		lying(c, "succeeds and writes no version");
	real(c, "%s", "");
}

static void select_ext(struct check *c, const char *name)
{
	DWORD got = 0;
	LONG result;

	scene_line(c);
	if (LINE_CALL(c, lineNegotiateExtVersion, c->device, c->version, 0, 0xFFFFFFFE, &got) == 0)
		real(c, "%s", "");
	result = LINE_CALL(c, lineSelectExtVersion, host_hdline(c->host, c->line), 0x12345);
	judge(c, result);
	lying(c, "selects an extension version that was never agreed on");
}

static void media_detection(struct check *c, const char *name)
{
	scene_lines(c);
	judge(c, LINE_CALL(c, lineSetDefaultMediaDetection, host_hdline(c->host, c->peer), 0));
	scene_dial(c);
	scene_pass(c, 1000);
	scene_settle(c);
	if (log_find(c, 0, LINE_NEWCALL, 0) >= 0)
		lying(c, "succeeds, and calls come all the same");
	real(c, "%s", "");
}

static void conditional(struct check *c, const char *name)
{
	DWORD none;

	scene_line(c);
	none = name_known_bits(NAME_LINEMEDIAMODE, c->version) & ~line_caps(c,
	    c->device)->dwMediaModes &
	       ~(DWORD)LINEMEDIAMODE_UNKNOWN;
	judge(c, LINE_CALL(c, lineConditionalMediaDetection, host_hdline(c->host, c->line), VOICE,
			   NULL));
	if (none && LINE_CALL(c, lineConditionalMediaDetection, host_hdline(c->host, c->line),
			      none & ~(none - 1), NULL) == 0)
		lying(c, "succeeds for a media mode that the line has not");
	real(c, "%s", "");
}

static void status_messages(struct check *c, const char *name)
{
	scene_line(c);
	judge(c, LINE_CALL(c, lineSetStatusMessages, host_hdline(c->host, c->line),
			   LINEDEVSTATE_RINGING, 0));
	if (LINE_CALL(c, lineSetStatusMessages, host_hdline(c->host, c->line), 0x40000000,
		      0x40000000) == 0)
		lying(c, "takes states that do not exist");
	real(c, "%s", "");
}

static void ui_identify(struct check *c, const char *name)
{
	WCHAR file[MAX_PATH] = { 0x5A5A };

	scene_open(c);
	judge(c, LINE_CALL(c, providerUIIdentify, file));
	if (file[0] == 0x5A5A)
		lying(c, "succeeds and names no file");
	real(c, "%s", "");
}

static void create_device(struct check *c, const char *name)
{
	LONG result;

	scene_open(c);
	result = strcmp(name, "providerCreateLineDevice") == 0 ?
		LINE_CALL(c, providerCreateLineDevice, 0x7777, LINE_BASE + 50) :
		LINE_CALL(c, providerCreatePhoneDevice, 0x7777, PHONE_BASE + 50);
	judge(c, result);
	lying(c, "takes a device that the provider never told of");
}

static void location(struct check *c, const char *name)
{
	scene_open(c);
	judge(c, LINE_CALL(c, lineSetCurrentLocation, 1));
	real(c, "TAPI 2 and newer do not call it");
}

/* Windows would appear, and nobody may be there to close them. */
static void shows_windows(struct check *c, const char *name)
{
	untried(c, "it shows windows or changes the installation");
}

const struct func funcs_line[] = {
	{ "providerConfig", shows_windows, true }, { "providerInstall", shows_windows, true },
	{ "providerRemove", shows_windows, true }, { "lineConfigDialog", shows_windows, true },
	{ "lineConfigDialogEdit", shows_windows, true },
	{ "phoneConfigDialog", shows_windows, true },
	{ "TUISPI_lineConfigDialog", shows_windows, true },
	{ "TUISPI_lineConfigDialogEdit", shows_windows, true },
	{ "TUISPI_phoneConfigDialog", shows_windows, true },
	{ "TUISPI_providerConfig", shows_windows, true },
	{ "TUISPI_providerGenericDialog", shows_windows, true },
	{ "TUISPI_providerGenericDialogData", shows_windows, true },
	{ "TUISPI_providerInstall", shows_windows, true },
	{ "TUISPI_providerRemove", shows_windows, true },
	{ "providerEnumDevices", session, false }, { "providerInit", session, false },
	{ "providerShutdown", session, false }, { "lineOpen", session, false },
	{ "lineClose", session, false }, { "lineNegotiateTSPIVersion", negotiate, false },
	{ "providerUIIdentify", ui_identify, false },
	{ "providerCreateLineDevice", create_device, false },
	{ "providerCreatePhoneDevice", create_device, false },
	{ "lineGetDevCaps", dev_caps, false },
	{ "lineGetAddressCaps", addr_caps, false },
	{ "lineGetLineDevStatus", dev_status, false },
	{ "lineGetAddressStatus", addr_status, false },
	{ "lineGetAddressID", address_id, false },
	{ "lineGetNumAddressIDs", num_addresses, false }, { "lineGetID", get_id, false },
	{ "lineGetIcon", icon, false }, { "lineGetExtensionID", extension_id, false },
	{ "lineNegotiateExtVersion", negotiate_ext, false },
	{ "lineSelectExtVersion", select_ext, false },
	{ "lineSetDefaultMediaDetection", media_detection, false },
	{ "lineConditionalMediaDetection", conditional, false },
	{ "lineSetStatusMessages", status_messages, false },
	{ "lineSetCurrentLocation", location, false },
	{ NULL, NULL, false },
};
