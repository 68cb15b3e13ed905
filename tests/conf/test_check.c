/* SPDX-License-Identifier: MIT
 * test_check.c - every function, with everything that can be wrong. */
#include "conf_scene.h"

/* A parameter by its type: `ARG(HDRVCALL call)` is the call of the test, or
 * whatever all calls are to be; all else is 0. */
#define ARG(declaration)							\
	_Generic((void (*)(declaration))0,					\
		void (*)(HDRVCALL): arg_call, void (*)(HDRVLINE): arg_line,	\
		default: 0)

#define ARG_1(a) ARG(a)
#define ARG_2(a, ...) ARG(a), ARG_1(__VA_ARGS__)
#define ARG_3(a, ...) ARG(a), ARG_2(__VA_ARGS__)
#define ARG_4(a, ...) ARG(a), ARG_3(__VA_ARGS__)
#define ARG_5(a, ...) ARG(a), ARG_4(__VA_ARGS__)
#define ARG_6(a, ...) ARG(a), ARG_5(__VA_ARGS__)
#define ARG_7(a, ...) ARG(a), ARG_6(__VA_ARGS__)
#define ARG_8(a, ...) ARG(a), ARG_7(__VA_ARGS__)
#define ARG_9(a, ...) ARG(a), ARG_8(__VA_ARGS__)
#define ARG_10(a, ...) ARG(a), ARG_9(__VA_ARGS__)
#define ARG_11(a, ...) ARG(a), ARG_10(__VA_ARGS__)
#define ARG_12(a, ...) ARG(a), ARG_11(__VA_ARGS__)
#define ARG_N(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, n, ...) ARG_##n
#define ARGS(...) ARG_N(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)(__VA_ARGS__)

static HDRVCALL arg_call;
static HDRVLINE arg_line;

#define TSPI(name, answers, level, since, params) \
	static LONG ask_##name(void) { return SP->name ? SP->name(ARGS params) : 0; }
#define TUISPI(name, answers, level, since, params) \
	static LONG ask_ui_##name(void) { return UI->ui_##name ? UI->ui_##name(ARGS params) : 0; }
#include "abi/functions.def"
#undef TSPI
#undef TUISPI

static const struct {
	const char *name;
	LONG (*ask)(void);
} functions[] = {
#define TSPI(name, answers, level, since, params) { #name, ask_##name },
#define TUISPI(name, answers, level, since, params) { "ui_" #name, ask_ui_##name },
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};

#define COUNT (sizeof(functions) / sizeof(functions[0]))

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static void check_refused(size_t i, bool unavailable)
{
	LONG result = functions[i].ask();
	LONG unavail = strncmp(functions[i].name, "phone", 5) == 0 || strncmp(functions[i].name, "ui_phone", 8) == 0
		? (LONG)PHONEERR_OPERATIONUNAVAIL : (LONG)LINEERR_OPERATIONUNAVAIL;
	char text[160];

	if (unavailable ? result == unavail : result < 0)
		return;
	snprintf(text, sizeof(text), "%s answers %ld (%s)", functions[i].name, (long)result, name_error(result));
	CHECK_TEXT(text, "");
}

/* With nothing but zeros these succeed, and rightly so. */
static const char *const fine[] = {
	"lineCloseCall", "lineSetCurrentLocation", "providerShutdown", "providerInstall", "providerRemove", "ui_providerInstall",
	"ui_providerRemove", NULL
};

/* R-ASYNC-2, R-CHECK-1, R-CHECK-6, R-LOAD-16 */
TEST_ONCE(check, no_function_takes_nothing_but_zeros_for_an_answer)
{
	scene_open(LINES);
	arg_call = NULL;
	arg_line = NULL;
	for (int open = 0; open < 2; open++) {
		for (size_t i = 0; i < COUNT; i++)
			if (!is_one_of(functions[i].name, fine))
				check_refused(i, false);
		if (!open)
			scene_line(0);
	}
	CHECK_TEXT(scene_news(), "");
}

/* R-HND-3, R-CHECK-1 */
TEST_ONCE(check, no_function_takes_a_handle_that_is_none)
{
	HDRVCALL calls[] = { NO_CALL, (HDRVCALL)(intptr_t)-1, NULL, NULL };
	uint32_t line, call;

	scene_open(LINES);
	line = scene_line(0);
	call = scene_dial(line, "93", 0);
	scene_news();
	calls[2] = (HDRVCALL)host_hdline(tapi, line);	/* a line is no call */
	calls[3] = host_hdcall(tapi, call);
	CHECK_INT(host_close_call(tapi, call), 0);	/* and this one is no more */
	for (size_t k = 0; k < 4; k++) {
		arg_call = calls[k];
		arg_line = (HDRVLINE)calls[k == 2 ? 3 : k];
		for (size_t i = 0; i < COUNT; i++)
			if (!is_one_of(functions[i].name, fine))
				check_refused(i, false);
	}
	CHECK_TEXT(scene_news(), "");
}

/* What lines and phones of the simulated exchange can, and their provider. */
static const char *const can[] = {
	"providerCreateLineDevice", "providerCreatePhoneDevice", "providerEnumDevices",
	"providerFreeDialogInstance", "lineCloseMSPInstance", "lineMSPIdentify",
	"ui_providerGenericDialog", "ui_providerGenericDialogData",
	"providerGenericDialogData", "providerInit", "providerInstall", "providerRemove",
	"providerShutdown", "providerUIIdentify", "lineAccept", "lineAddToConference", "lineAnswer",
	"lineBlindTransfer", "lineClose", "lineCloseCall", "lineCompleteCall", "lineCompleteTransfer",
	"lineConditionalMediaDetection", "lineDial", "lineDrop", "lineForward", "lineGatherDigits",
	"lineGenerateDigits", "lineGenerateTone", "lineGetAddressCaps", "lineGetAddressID", "lineGetAddressStatus",
	"lineGetCallAddressID", "lineGetCallHubTracking", "lineGetCallIDs", "lineGetCallInfo", "lineGetCallStatus",
	"lineDevSpecific", "lineDevSpecificFeature", "lineGetDevCaps", "lineGetDevConfig",
	"lineGetExtensionID", "lineGetIcon", "lineGetID", "lineSetDevConfig", "phoneDevSpecific",
	"phoneGetIcon", "lineGetLineDevStatus",
	"lineGetNumAddressIDs", "lineHold", "lineMakeCall", "lineMonitorDigits",
	"lineMonitorMedia", "lineMonitorTones", "lineNegotiateExtVersion", "lineNegotiateTSPIVersion", "lineOpen", "linePark", "linePickup",
	"linePrepareAddToConference", "lineRedirect", "lineReleaseUserUserInfo", "lineRemoveFromConference",
	"lineSecureCall", "lineSendUserUserInfo", "lineSetCallData", "lineSetCallHubTracking", "lineSetCallParams",
	"lineSetCallQualityOfService", "lineSetCallTreatment", "lineSetCurrentLocation",
	"lineSelectExtVersion", "lineSetAppSpecific", "lineSetDefaultMediaDetection",
	"lineSetLineDevStatus", "lineSetMediaControl", "lineSetMediaMode", "lineSetStatusMessages", "lineSetTerminal", "lineSetupConference",
	"lineSetupTransfer",
	"lineSwapHold", "lineUncompleteCall", "lineUnhold", "lineUnpark", "phoneClose",
	"phoneGetButtonInfo", "phoneGetData", "phoneGetDevCaps", "phoneGetDisplay",
	"phoneGetExtensionID", "phoneGetGain", "phoneGetHookSwitch", "phoneGetID", "phoneGetLamp",
	"phoneGetRing", "phoneGetStatus", "phoneGetVolume", "phoneNegotiateExtVersion",
	"phoneNegotiateTSPIVersion", "phoneOpen", "phoneSelectExtVersion", "phoneSetButtonInfo",
	"phoneSetData", "phoneSetDisplay", "phoneSetGain", "phoneSetHookSwitch", "phoneSetLamp",
	"phoneSetRing", "phoneSetStatusMessages", "phoneSetVolume", "ui_providerInstall",
	"ui_providerRemove", NULL
};

/* R-ASYNC-2, R-STATE-4, R-MSP-1, R-PHONE-1 */
TEST_ONCE(check, what_no_device_does_answers_operationunavail_for_a_good_line_and_call)
{
	uint32_t line, call;

	scene_open(LINES);
	line = scene_line(0);
	call = scene_talk(line, "91", NULL);
	arg_call = host_hdcall(tapi, call);
	arg_line = host_hdline(tapi, line);
	for (size_t i = 0; i < COUNT; i++)
		if (!is_one_of(functions[i].name, can))
			check_refused(i, true);
	CHECK_TEXT(scene_news(), "");
}

/* R-CHECK-1 */
TEST_ONCE(check, a_pointer_that_must_be_given_is_missed_and_nothing_is_begun)
{
	DWORD some = 0;
	uint32_t line, call;
	HDRVLINE hd;
	HDRVCALL hc;

	scene_open(LINES);
	line = scene_line(0);
	call = scene_talk(line, "91", NULL);
	hd = host_hdline(tapi, line);
	hc = host_hdcall(tapi, call);
#define MISSED(asked) CHECK_INT(asked, (LONG)LINEERR_INVALPOINTER)
	MISSED(SP->lineNegotiateTSPIVersion(BASE, TAPI_1_3, TAPI_3_1, NULL));
	MISSED(SP->lineNegotiateExtVersion(BASE, TAPI_2_0, 0, 1, NULL));
	MISSED(SP->lineGetExtensionID(BASE, TAPI_2_0, NULL));
	MISSED(SP->lineGetDevCaps(BASE, TAPI_2_0, 0, NULL));
	MISSED(SP->lineGetAddressCaps(BASE, 0, TAPI_2_0, 0, NULL));
	MISSED(SP->lineGetLineDevStatus(hd, NULL));
	MISSED(SP->lineGetAddressStatus(hd, 0, NULL));
	MISSED(SP->lineGetNumAddressIDs(hd, NULL));
	MISSED(SP->lineGetAddressID(hd, NULL, LINEADDRESSMODE_DIALABLEADDR, wide("100"), 8));
	MISSED(SP->lineGetAddressID(hd, &some, LINEADDRESSMODE_DIALABLEADDR, NULL, 8));
	MISSED(SP->lineGetCallInfo(hc, NULL));
	MISSED(SP->lineGetCallStatus(hc, NULL));
	MISSED(SP->lineGetCallAddressID(hc, NULL));
	MISSED(SP->lineGetCallIDs(hc, NULL, &some, &some));
	MISSED(SP->lineGetCallIDs(hc, &some, NULL, &some));
	MISSED(SP->lineGetCallIDs(hc, &some, &some, NULL));
	MISSED(SP->lineMakeCall(99, hd, NULL, NULL, wide("93"), 0, NULL));
	MISSED(SP->lineOpen(BASE + 1, NULL, NULL, TAPI_2_0, (LINEEVENT)1));
	MISSED(SP->lineOpen(BASE + 1, NULL, &(HDRVLINE){ NULL }, TAPI_2_0, NULL));
	MISSED(SP->providerEnumDevices(77, NULL, &some, NULL, NULL, NULL));
	MISSED(SP->providerEnumDevices(77, &some, NULL, NULL, NULL, NULL));
	MISSED(SP->providerInit(TAPI_2_0, 77, 0, 0, 1, 0, NULL, &some));
#undef MISSED
	CHECK(SP->providerGenericDialogData(9, TUISPIDLL_OBJECT_PROVIDERID, NULL, 0) < 0);
	CHECK_TEXT(scene_news(), "");
	scene_line(1);
}

/* R-CHECK-1, R-LOAD-9 */
TEST_ONCE(check, a_device_there_is_not_is_known_to_no_function)
{
	static const DWORD devices[] = { 0, BASE - 1, BASE + 4, 0x7FFFFFFF, 0xFFFFFFFE };
	LINEDEVCAPS caps = { .dwTotalSize = sizeof(caps) };
	LINEADDRESSCAPS address = { .dwTotalSize = sizeof(address) };
	HDRVLINE hd = NULL;

	scene_open(LINES);
	for (size_t i = 0; i < 5; i++) {
#define UNKNOWN(asked) CHECK_INT(asked, (LONG)LINEERR_BADDEVICEID)
		UNKNOWN(SP->lineNegotiateTSPIVersion(devices[i], TAPI_1_3, TAPI_3_1, &(DWORD){ 0 }));
		UNKNOWN(SP->lineNegotiateExtVersion(devices[i], TAPI_2_0, 0, 1, &(DWORD){ 0 }));
		UNKNOWN(SP->lineGetExtensionID(devices[i], TAPI_2_0, &(LINEEXTENSIONID){ 0 }));
		UNKNOWN(SP->lineGetDevCaps(devices[i], TAPI_2_0, 0, &caps));
		UNKNOWN(SP->lineGetAddressCaps(devices[i], 0, TAPI_2_0, 0, &address));
		UNKNOWN(SP->lineOpen(devices[i], NULL, &hd, TAPI_2_0, (LINEEVENT)1));
#undef UNKNOWN
	}
	CHECK(hd == NULL);
}

/* R-CHECK-2 */
TEST_ONCE(check, an_address_there_is_not_is_refused)
{
	static const DWORD addresses[] = { 1, 2, 0x80000000, 0xFFFFFFFF };
	LINEADDRESSCAPS caps = { .dwTotalSize = sizeof(caps) };
	LINEADDRESSSTATUS status = { .dwTotalSize = sizeof(status) };
	HDRVLINE hd;
	DWORD count;

	scene_open(LINES);
	hd = host_hdline(tapi, scene_line(0));
	CHECK_INT(SP->lineGetNumAddressIDs(hd, &count), 0);
	CHECK_INT(count, 1);
	for (size_t i = 0; i < 4; i++) {
		CHECK_INT(SP->lineGetAddressCaps(BASE, addresses[i], TAPI_2_0, 0, &caps),
			  (LONG)LINEERR_INVALADDRESSID);
		CHECK_INT(SP->lineGetAddressStatus(hd, addresses[i], &status), (LONG)LINEERR_INVALADDRESSID);
	}
}

/* R-CHECK-2 */
TEST_ONCE(check, the_address_of_a_line_is_found_by_its_number_and_by_nothing_else)
{
	HDRVLINE hd;
	DWORD id = 7;

	scene_open(LINES);
	hd = host_hdline(tapi, scene_line(0));
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide("100"), 8), 0);
	CHECK_INT(id, 0);
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide("100"), 6), 0);
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide("200"), 8),
		  (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide("1000"), 10),
		  (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide(""), 0),
		  (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_ADDRESSID, wide("100"), 8),
		  (LONG)LINEERR_INVALADDRESSMODE);
}

/* R-MSP-2 */
TEST_ONCE(check, both_ends_of_a_call_are_told_apart_by_their_numbers)
{
	LINECALLINFO *info;
	uint32_t line, call, in;
	DWORD address = 9, id = 0, related = 9;

	scene_open(LINES);
	line = scene_line(0);
	scene_line(1);
	call = scene_talk(line, "200", &in);
	NEED(host_get_call_info(tapi, call, &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(SP->lineGetCallIDs(host_hdcall(tapi, call), &address, &id, &related), 0);
	CHECK_INT(address, 0);
	CHECK_INT(id, info->dwCallID);
	CHECK_INT(related, info->dwRelatedCallID);
	CHECK(id != 0);
	CHECK_INT(SP->lineGetCallIDs(host_hdcall(tapi, in), &address, &related, &address), 0);
	CHECK(related != id);
}

/* R-UI-8 */
TEST_ONCE(check, the_private_door_refuses_what_it_does_not_know)
{
	static char block[64];
	static const char *const wrong[] = { "", "nonsense", "reloadx", " reload" };

	scene_open(LINES);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(block, sizeof(block), "%s", wrong[i]);
		CHECK(SP->providerGenericDialogData(9, TUISPIDLL_OBJECT_PROVIDERID, block, sizeof(block)) < 0);
	}
	snprintf(block, sizeof(block), "advance 1");
	CHECK(SP->providerGenericDialogData(8, TUISPIDLL_OBJECT_PROVIDERID, block, sizeof(block)) < 0);
	CHECK(SP->providerGenericDialogData(9, TUISPIDLL_OBJECT_LINEID, block, sizeof(block)) < 0);
	memset(block, 'x', sizeof(block));		/* no end */
	CHECK(SP->providerGenericDialogData(9, TUISPIDLL_OBJECT_PROVIDERID, block, sizeof(block)) < 0);
}
