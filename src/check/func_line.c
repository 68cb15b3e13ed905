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

static void dev_config(struct check *c, const char *name)
{
	union {
		VARSTRING v;
		unsigned char bytes[1024];
	} room = { .v = { .dwTotalSize = sizeof(room), .dwNeededSize = sizeof(VARSTRING),
			  .dwUsedSize = sizeof(VARSTRING) } };
	LONG result;

	scene_open(c);
	result = LINE_CALL(c, lineGetDevConfig, c->device, &room.v, wide("comm/datamodem"));
	if (result == (LONG)LINEERR_INVALDEVICECLASS)
		result = LINE_CALL(c, lineGetDevConfig, c->device, &room.v, wide("tapi/line"));
	judge(c, result);
	if (!room.v.dwStringSize && room.v.dwNeededSize == sizeof(VARSTRING))
		lying(c, "succeeds and gives nothing");
	real(c, "%s", "");
}

static void set_dev_config(struct check *c, const char *name)
{
	char nonsense[] = "nonsense";

	scene_open(c);
	judge(c, LINE_CALL(c, lineSetDevConfig, c->device, nonsense, sizeof(nonsense),
			   wide("comm/datamodem")));
	lying(c, "takes nonsense");
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

/* A request about the line: done well it must have left a trace. */
static void line_request(struct check *c, const char *name)
{
	uint32_t consult = 0;
	char block[16] = "block";
	LONG request, result;
	bool announced;

	scene_line(c);
	request = host_request(c->host, name, c->line, 0);
	if (strcmp(name, "lineForward") == 0) {
		host_request_end(c->host, request, (LONG)LINEERR_OPERATIONUNAVAIL);
		request = host_forward(c->host, c->line, NULL, 0, &consult);
		announced = c->version < TAPI_1_4 ? request > 0 :
			    (address_caps(c, c->device)->dwAddressFeatures &
			     LINEADDRFEATURE_FORWARD) != 0;
		result = request;
	} else if (strcmp(name, "lineUncompleteCall") == 0) {
		result = LINE_CALL(c, lineUncompleteCall, (DRV_REQUESTID)request,
				   host_hdline(c->host, c->line), 0x7777);
		announced = c->version >= TAPI_1_4 &&
			    (address_caps(c, c->device)->dwAddressFeatures &
			     LINEADDRFEATURE_UNCOMPLETECALL);
	} else if (strcmp(name, "lineSetLineDevStatus") == 0) {
		result = LINE_CALL(c, lineSetLineDevStatus, (DRV_REQUESTID)request,
				   host_hdline(c->host, c->line), 0x40, 1);
		announced = c->version >= TAPI_2_0 && line_caps(c, c->device)->dwSettableDevStatus;
	} else if (strcmp(name, "lineDevSpecific") == 0) {
		result = LINE_CALL(c, lineDevSpecific, (DRV_REQUESTID)request, host_hdline(c->host,
		    c->line), 0, NULL, block, 16);
		announced = c->version >= TAPI_1_4 && (line_caps(c,
		    c->device)->dwLineFeatures & LINEFEATURE_DEVSPECIFIC);
	} else {
		result = LINE_CALL(c, lineDevSpecificFeature, (DRV_REQUESTID)request,
				   host_hdline(c->host, c->line), 1, block, 16);
		announced = c->version >= TAPI_1_4 && (line_caps(c,
		    c->device)->dwLineFeatures & LINEFEATURE_DEVSPECIFICFEAT);
	}
	if (strcmp(name, "lineForward") != 0)
		host_request_end(c->host, request, result);
	if (unavailable(result) && announced)
		lying(c, "is announced in the capabilities and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result == 0)
		lying(c, "returned 0 for a request");
	if (result < 0)
		real(c, "answers %s", name_error(result));
	result = scene_reply(c, request, 15000);
	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	if (result == 0 && !announced)
		lying(c, "succeeds, and the capabilities do not announce it");
	if (result == 0 && strcmp(name, "lineUncompleteCall") == 0)
		lying(c, "ends a completion that there was not");
	if (unavailable(result))
		unreal(c);
	real(c, "completed with %s", name_error(result));
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

static void dialog(struct check *c, const char *name)
{
	LONG result;
	char nothing[16] = "";

	scene_open(c);
	if (strcmp(name, "providerFreeDialogInstance") == 0) {
		judge(c, LINE_CALL(c, providerFreeDialogInstance, NULL));
		lying(c, "frees a dialog instance that there is not");
	}
	result = LINE_CALL(c, providerGenericDialogData, 0x7777, TUISPIDLL_OBJECT_DIALOGINSTANCE,
			   nothing, sizeof(nothing));
	judge(c, result);
	lying(c, "takes data for a dialog instance that there is not");
}

static void location(struct check *c, const char *name)
{
	scene_open(c);
	judge(c, LINE_CALL(c, lineSetCurrentLocation, 1));
	real(c, "TAPI 2 and newer do not call it");
}

static void tracking(struct check *c, const char *name)
{
	LINECALLHUBTRACKINGINFO info = { .dwTotalSize = sizeof(info), .dwNeededSize = sizeof(info),
					.dwUsedSize = sizeof(info),
					 .dwAvailableTracking = MARKED };

	scene_line(c);
	if (strcmp(name, "lineGetCallHubTracking") == 0) {
		judge(c, LINE_CALL(c, lineGetCallHubTracking, host_hdline(c->host, c->line),
				   &info));
		if (info.dwAvailableTracking == MARKED)
			lying(c, "succeeds and writes nothing");
		real(c, "%s", "");
	}
	info.dwCurrentTracking = 0x40000000;
	judge(c, LINE_CALL(c, lineSetCallHubTracking, host_hdline(c->host, c->line), &info));
	lying(c, "sets a tracking that does not exist");
}

static void msp(struct check *c, const char *name)
{
	GUID id;
	LONG result;
	HDRVMSPLINE line = NULL;

	scene_line(c);
	memset(&id, 0xEE, sizeof(id));
	if (strcmp(name, "lineMSPIdentify") == 0) {
		result = LINE_CALL(c, lineMSPIdentify, c->device, &id);
		judge(c, result);
		if (id.Data1 == MARKED)
			lying(c, "succeeds and names no class");
	} else if (strcmp(name, "lineCreateMSPInstance") == 0) {
		judge(c, LINE_CALL(c, lineCreateMSPInstance, host_hdline(c->host, c->line), 0,
				   (HTAPIMSPLINE)1, &line));
		if (!line)
			lying(c, "succeeds and makes no instance");
	} else if (strcmp(name, "lineCloseMSPInstance") == 0) {
		judge(c, LINE_CALL(c, lineCloseMSPInstance, (HDRVMSPLINE)(uintptr_t)0x7777));
		lying(c, "closes an instance that there is not");
	} else {
		judge(c, LINE_CALL(c, lineReceiveMSPData, host_hdline(c->host, c->line), NULL,
				   (HDRVMSPLINE)(uintptr_t)0x7777,
				   "data", 4));
		lying(c, "takes data of an instance that there is not");
	}
	if (!(line_caps(c, c->device)->dwDevCapFlags & LINEDEVCAPFLAGS_MSP))
		lying(c, "succeeds, and the capabilities have no MSP");
	real(c, "%s", "");
}

/* Windows would appear, and nobody may be there to close them. */
static void shows_windows(struct check *c, const char *name)
{
	untried(c, "it shows windows or changes the installation");
}

const struct func funcs_line[] = {
	{ "providerConfig", shows_windows }, { "providerInstall", shows_windows },
	{ "providerRemove", shows_windows },
	{ "lineConfigDialog", shows_windows }, { "lineConfigDialogEdit", shows_windows },
	{ "phoneConfigDialog", shows_windows },
	{ "TUISPI_lineConfigDialog", shows_windows }, { "TUISPI_lineConfigDialogEdit",
						       shows_windows },
	{ "TUISPI_phoneConfigDialog", shows_windows }, { "TUISPI_providerConfig", shows_windows },
	{ "TUISPI_providerGenericDialog", shows_windows }, { "TUISPI_providerGenericDialogData",
							    shows_windows },
	{ "TUISPI_providerInstall", shows_windows }, { "TUISPI_providerRemove", shows_windows },
	{ "providerEnumDevices", session }, { "providerInit", session }, { "providerShutdown",
	    session },
	{ "lineOpen", session }, { "lineClose", session }, { "lineNegotiateTSPIVersion",
							    negotiate },
	{ "providerUIIdentify", ui_identify }, { "providerCreateLineDevice", create_device },
	{ "providerCreatePhoneDevice", create_device }, { "providerFreeDialogInstance", dialog },
	{ "providerGenericDialogData", dialog },
	{ "lineGetDevCaps", dev_caps }, { "lineGetAddressCaps", addr_caps },
	{ "lineGetLineDevStatus", dev_status },
	{ "lineGetAddressStatus", addr_status }, { "lineGetAddressID", address_id },
	{ "lineGetNumAddressIDs", num_addresses }, { "lineGetID", get_id }, { "lineGetDevConfig",
	    dev_config },
	{ "lineSetDevConfig", set_dev_config }, { "lineGetIcon", icon }, { "lineGetExtensionID",
	    extension_id },
	{ "lineNegotiateExtVersion", negotiate_ext }, { "lineSelectExtVersion", select_ext },
	{ "lineSetDefaultMediaDetection", media_detection }, { "lineConditionalMediaDetection",
							      conditional },
	{ "lineSetStatusMessages", status_messages }, { "lineSetCurrentLocation", location },
	{ "lineForward", line_request }, { "lineUncompleteCall", line_request },
	{ "lineDevSpecific", line_request },
	{ "lineDevSpecificFeature", line_request }, { "lineSetLineDevStatus", line_request },
	{ "lineGetCallHubTracking", tracking }, { "lineSetCallHubTracking", tracking },
	{ "lineMSPIdentify", msp }, { "lineCreateMSPInstance", msp }, { "lineCloseMSPInstance",
	    msp },
	{ "lineReceiveMSPData", msp },
	{ NULL, NULL },
};
