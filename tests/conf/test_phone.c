/* SPDX-License-Identifier: MIT
 * test_phone.c - the provider's own phones through its door, against the rules
 * of docs/spec/rules.md. The clock is virtual: it moves when a test moves it. */
#include "exchange.h"
#include "abi/sizes.h"
#include "base/mem.h"
#include <stdlib.h>

#define BASE 70
#define HEAD "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
#define DESK "[phone desk]\ndriver = sim\nline = b\nheadset = yes\n"
#define SLOWLY "[sim]\noperation-delay = 100 ms\n"

enum { B_LINE = 12, HOLD, DROP, LOUDER, QUIETER, MESSAGES, BUTTONS };

static uint32_t phone;

/* --- the scene ------------------------------------------------------------------- */

static void open_phone(const char *text)
{
	exchange_begin(text, BASE);
	NEED(host_phone_open(exchange, BASE, &phone) == 0);
}

#define HD host_hdphone(exchange, phone)

/* Ask for an asynchronous function: the request, or the error it answered. */
#define BEGIN(function, ...) ({								\
	LONG request_ = host_request(exchange, #function, phone, 0);			\
	NEED(request_ > 0);								\
	host_request_end(exchange, request_,						\
		host_tspi(exchange)->function((DRV_REQUESTID)request_, HD, __VA_ARGS__));	\
})

/* ... and wait for its end. */
#define DONE(function, ...) host_wait_reply(exchange, BEGIN(function, __VA_ARGS__), WAIT_MS)

static struct host_event news(void)
{
	struct host_filter filter = { .kinds = HOST_BIT(HOST_PHONE) };
	struct host_event event = { 0 };

	CHECK(host_wait(exchange, &filter, WAIT_MS, &event));
	return event;
}

static void expect_state(DWORD state, DWORD detail)
{
	struct host_event event = news();

	CHECK_INT(event.message, PHONE_STATE);
	CHECK_INT(event.p1, state);
	CHECK_INT(event.p2, detail);
	CHECK_INT(event.phone, phone);
}

static void expect_nothing(void)
{
	struct host_event event;
	DWORD mode, volume;

	/* What was posted before a request comes before its reply; and a bell that
	 * is set as it is has no news of its own. */
	CHECK_INT(host_tspi(exchange)->phoneGetRing(HD, &mode, &volume), 0);
	CHECK_INT(DONE(phoneSetRing, mode, volume), 0);
	CHECK(!host_wait(exchange, &(struct host_filter){ .kinds = HOST_BIT(HOST_PHONE) }, 0, &event));
}

/* --- versions -------------------------------------------------------------------------- */

TEST_ONCE(R_VER_1, a_phone_agrees_on_the_highest_version_in_the_range)
{
	const struct tspi *tspi;
	DWORD version = 0;

	exchange_begin(HEAD DESK, BASE);
	tspi = host_tspi(exchange);
	CHECK_INT(tspi->phoneNegotiateTSPIVersion(BASE, TAPI_1_3, 0x7fffffff, &version), 0);
	CHECK_INT(version, TAPI_3_1);
	CHECK_INT(tspi->phoneNegotiateTSPIVersion(BASE, TAPI_1_3, TAPI_2_1, &version), 0);
	CHECK_INT(version, TAPI_2_1);
	CHECK_INT(tspi->phoneNegotiateTSPIVersion(BASE, 0x00040000, 0x00050000, &version),
		  (LONG)PHONEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(tspi->phoneNegotiateTSPIVersion(BASE + 1, TAPI_1_3, TAPI_2_1, &version),
		  (LONG)PHONEERR_BADDEVICEID);
}

TEST_ONCE(R_VER_10, a_phone_provider_accepts_initialize_negotiation)
{
	DWORD version = 0;

	exchange_begin(HEAD, BASE);
	CHECK_INT(host_phone_count(exchange), 0);
	CHECK_INT(host_tspi(exchange)->phoneNegotiateTSPIVersion(INITIALIZE_NEGOTIATION, TAPI_1_3, TAPI_2_2, &version), 0);
	CHECK_INT(version, TAPI_2_2);
}

TEST_ONCE(R_VER_5, caps_and_status_hold_nothing_newer_than_the_version)
{
	static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_2, TAPI_3_1 };
	static union {
		PHONECAPS caps;
		unsigned char room[4096];
	} u;

	exchange_begin(HEAD DESK, BASE);
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		DWORD fixed = abi_fixed_size(ABI_PHONECAPS, versions[i]);

		memset(&u, 0, sizeof(u));
		u.caps.dwTotalSize = fixed;
		memset(u.room + fixed, 0xA5, sizeof(u) - fixed);
		CHECK_INT(host_tspi(exchange)->phoneGetDevCaps(BASE, versions[i], 0, &u.caps), 0);
		CHECK_INT(u.caps.dwUsedSize, fixed);
		CHECK(u.caps.dwNeededSize > fixed);
		for (size_t k = fixed; k < sizeof(u); k++)
			CHECK(u.room[k] == 0xA5);
		u.caps.dwTotalSize = fixed - 1;
		CHECK_INT(host_tspi(exchange)->phoneGetDevCaps(BASE, versions[i], 0, &u.caps),
			  (LONG)PHONEERR_STRUCTURETOOSMALL);
	}
}

/* --- devices ----------------------------------------------------------------------------- */

TEST_ONCE(R_LOAD_9, phones_are_numbered_from_their_own_base)
{
	PHONECAPS *caps;
	char name[64];

	exchange_begin(HEAD DESK "[phone hall]\ndriver = sim\n", BASE);
	CHECK_INT(host_phone_count(exchange), 2);
	CHECK_INT(host_phone(exchange, 0), BASE);
	CHECK_INT(host_phone(exchange, 1), BASE + 1);
	NEED(host_get_phone_caps(exchange, BASE + 1, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK_TEXT(HOST_FIELD(caps, PhoneName, name), "hall");
}

TEST_ONCE(R_DEV_1, phones_come_and_go_with_the_configuration)	/* R-DEV-2, R-DEV-5, R-DEV-6 */
{
	struct host_event event;

	exchange_begin(HEAD, BASE);
	exchange_configure(HEAD DESK);
	exchange_command("reload");
	CHECK(host_wait(exchange, &(struct host_filter){ .kinds = HOST_BIT(HOST_CREATE) }, WAIT_MS, &event));
	CHECK_INT(event.message, PHONE_CREATE);
	CHECK_INT(event.result, 0);
	CHECK_INT(host_phone_count(exchange), 1);
	NEED(host_phone_open(exchange, event.device, &phone) == 0);
	exchange_configure(HEAD);
	exchange_command("reload");
	CHECK(host_wait(exchange, &(struct host_filter){ .kinds = HOST_BIT(HOST_REMOVE) }, WAIT_MS, &event));
	CHECK_INT(event.message, PHONE_REMOVE);
	CHECK_INT(host_phone_count(exchange), 0);
	CHECK_INT(host_phone_open(exchange, event.device, &phone), (LONG)PHONEERR_NODEVICE);
}

TEST_ONCE(R_DEV_3, a_temporary_id_that_was_never_given_is_refused_with_a_phone_error)
{
	exchange_begin(HEAD DESK, BASE);
	CHECK_INT(host_tspi(exchange)->providerCreatePhoneDevice(99, 5), (LONG)PHONEERR_BADDEVICEID);
}

TEST_ONCE(R_GETID_1, a_phone_knows_its_own_number)
{
	union {
		VARSTRING id;
		unsigned char room[64];
	} u = { .id = { .dwTotalSize = sizeof(u) } };
	DWORD number = 0;

	open_phone(HEAD DESK);
	CHECK_INT(host_tspi(exchange)->phoneGetID(HD, &u.id, (LPCWSTR)u"TAPI/Phone", NULL), 0);
	CHECK_INT(u.id.dwStringSize, sizeof(number));
	memcpy(&number, u.room + u.id.dwStringOffset, sizeof(number));
	CHECK_INT(number, BASE);
	CHECK_INT(host_tspi(exchange)->phoneGetID(HD, &u.id, (LPCWSTR)u"wave/in", NULL), (LONG)PHONEERR_INVALDEVICECLASS);
}

static LONG ask_display(void *arg, void *room)
{
	return host_tspi(exchange)->phoneGetDisplay(*(HDRVPHONE *)arg, room);
}

TEST_ONCE(host, any_record_of_a_provider_can_be_asked_for)	/* R-STRUCT-1 */
{
	HDRVPHONE hd;
	const struct host_record record = { "phoneGetDisplay", sizeof(VARSTRING), ask_display, &hd };
	VARSTRING *display;

	/* It needs more than there is at the first try. */
	open_phone(HEAD "[phone desk]\ndriver = sim\ndisplay-rows = 8\ndisplay-columns = 80\n");
	hd = HD;
	NEED(host_get_record(exchange, &record, (void **)&display) == 0);
	DEFER(mem_free, display);
	CHECK_INT(display->dwStringSize, 8 * 80 * 2);
	CHECK_INT(display->dwUsedSize, display->dwNeededSize);
}

/* --- requests --------------------------------------------------------------------------------- */

TEST_ONCE(R_ASYNC_16, eight_operations_are_answered_and_told)	/* R-ASYNC-2, R-ASYNC-3, R-PHONE-6 */
{
	union {
		PHONEBUTTONINFO info;
		unsigned char room[64];
	} u = { .info = { .dwTotalSize = sizeof(u), .dwButtonMode = PHONEBUTTONMODE_FEATURE,
			  .dwButtonFunction = PHONEBUTTONFUNCTION_PARK } };

	open_phone(HEAD DESK);
	CHECK_INT(DONE(phoneSetHookSwitch, PHONEHOOKSWITCHDEV_HEADSET, PHONEHOOKSWITCHMODE_MIC), 0);
	expect_state(PHONESTATE_HEADSETHOOKSWITCH, PHONEHOOKSWITCHMODE_MIC);
	CHECK_INT(DONE(phoneSetVolume, PHONEHOOKSWITCHDEV_SPEAKER, 77), 0);
	expect_state(PHONESTATE_SPEAKERVOLUME, 0);
	CHECK_INT(DONE(phoneSetGain, PHONEHOOKSWITCHDEV_HANDSET, 78), 0);
	expect_state(PHONESTATE_HANDSETGAIN, 0);
	CHECK_INT(DONE(phoneSetRing, 3, 0x7fff), 0);
	expect_state(PHONESTATE_RINGMODE, 3);
	CHECK_INT(DONE(phoneSetDisplay, 1, 3, (LPCWSTR)u"abc", 8), 0);
	expect_state(PHONESTATE_DISPLAY, 0);
	CHECK_INT(DONE(phoneSetLamp, MESSAGES, PHONELAMPMODE_FLASH), 0);
	expect_state(PHONESTATE_LAMP, MESSAGES);
	CHECK_INT(DONE(phoneSetButtonInfo, HOLD, &u.info), 0);
	expect_state(PHONESTATE_CAPSCHANGE, 0);
	CHECK_INT(DONE(phoneSetData, 0, "abc", 3), 0);
}

TEST_ONCE(R_ASYNC_7, what_is_refused_at_once_is_never_completed)
{
	open_phone(HEAD DESK);
	CHECK_INT(BEGIN(phoneSetHookSwitch, 8, PHONEHOOKSWITCHMODE_MIC), (LONG)PHONEERR_INVALHOOKSWITCHDEV);
	CHECK_INT(BEGIN(phoneSetHookSwitch, 1, 3), (LONG)PHONEERR_INVALHOOKSWITCHMODE);
	CHECK_INT(BEGIN(phoneSetVolume, 3, 1), (LONG)PHONEERR_INVALHOOKSWITCHDEV);
	CHECK_INT(BEGIN(phoneSetRing, 5, 1), (LONG)PHONEERR_INVALRINGMODE);
	CHECK_INT(BEGIN(phoneSetLamp, BUTTONS, PHONELAMPMODE_OFF), (LONG)PHONEERR_INVALBUTTONLAMPID);
	CHECK_INT(BEGIN(phoneSetLamp, MESSAGES, PHONELAMPMODE_DUMMY), (LONG)PHONEERR_INVALLAMPMODE);
	CHECK_INT(BEGIN(phoneSetData, 1, "x", 1), (LONG)PHONEERR_INVALDATAID);
	CHECK_INT(BEGIN(phoneSetDisplay, 2, 0, (LPCWSTR)u"x", 4), (LONG)PHONEERR_INVALPARAM);
	CHECK_INT(BEGIN(phoneSetDisplay, 0, 0, NULL, 4), (LONG)PHONEERR_INVALPOINTER);
	expect_nothing();
}

TEST_ONCE(R_ASYNC_9, closing_completes_what_is_outstanding)	/* R-CB-8 */
{
	LONG request;
	HDRVPHONE hd;

	open_phone(HEAD DESK SLOWLY);
	hd = HD;
	request = BEGIN(phoneSetRing, 1, 1);
	NEED(request > 0);
	CHECK_INT(host_phone_close(exchange, phone), 0);
	CHECK_INT(host_wait_reply(exchange, request, 0), (LONG)PHONEERR_OPERATIONFAILED);
	CHECK_INT(host_tspi(exchange)->phoneClose(hd), (LONG)PHONEERR_INVALPHONEHANDLE);
	exchange_command("advance 1000");
}

TEST_ONCE(R_ASYNC_11, requests_of_a_phone_overlap)	/* R-ASYNC-8 */
{
	WCHAR text[] = { 'h', 'i', 0 };
	LONG first, second;

	open_phone(HEAD DESK SLOWLY);
	first = BEGIN(phoneSetDisplay, 0, 0, text, sizeof(text));
	text[0] = 'x';
	second = BEGIN(phoneSetDisplay, 0, 2, (LPCWSTR)u"!", 4);
	NEED(first > 0 && second > first);
	CHECK_INT(host_wait_reply(exchange, first, 0), HOST_TIMEOUT);
	exchange_command("advance 100");
	CHECK_INT(host_wait_reply(exchange, first, WAIT_MS), 0);
	CHECK_INT(host_wait_reply(exchange, second, WAIT_MS), 0);
}

/* --- reading --------------------------------------------------------------------------------------- */

TEST_ONCE(R_PHONE_2, what_was_set_is_read)	/* R-PHONE-3, R-PHONE-5 */
{
	char data[8] = "........";
	DWORD value = 0, volume = 0;
	PHONESTATUS *status;
	const struct tspi *tspi;

	open_phone(HEAD DESK);
	tspi = host_tspi(exchange);
	CHECK_INT(tspi->phoneGetHookSwitch(HD, &value), 0);
	CHECK_INT(value, 0);
	DONE(phoneSetHookSwitch, 5, PHONEHOOKSWITCHMODE_SPEAKER);
	CHECK_INT(tspi->phoneGetHookSwitch(HD, &value), 0);
	CHECK_INT(value, 5);
	DONE(phoneSetVolume, 2, 0x1234);
	CHECK_INT(tspi->phoneGetVolume(HD, 2, &value), 0);
	CHECK_INT(value, 0x1234);
	CHECK_INT(tspi->phoneGetGain(HD, 3, &value), (LONG)PHONEERR_INVALHOOKSWITCHDEV);
	DONE(phoneSetRing, 4, 0xffff);
	CHECK_INT(tspi->phoneGetRing(HD, &value, &volume), 0);
	CHECK(value == 4 && volume == 0xffff);
	DONE(phoneSetLamp, B_LINE, PHONELAMPMODE_WINK);
	CHECK_INT(tspi->phoneGetLamp(HD, B_LINE, &value), 0);
	CHECK_INT(value, PHONELAMPMODE_WINK);
	CHECK_INT(tspi->phoneGetLamp(HD, 0, &value), 0);
	CHECK_INT(value, PHONELAMPMODE_DUMMY);
	DONE(phoneSetData, 0, "abcdef", 6);
	CHECK_INT(tspi->phoneGetData(HD, 0, data, 0), 0);
	CHECK(data[0] == '.');
	CHECK_INT(tspi->phoneGetData(HD, 0, data, 3), 0);
	CHECK(memcmp(data, "abc.....", 8) == 0);
	NEED(host_get_phone_status(exchange, phone, &status) == 0);
	DEFER(mem_free, status);
	CHECK_INT(status->dwHandsetHookSwitchMode, PHONEHOOKSWITCHMODE_SPEAKER);
	CHECK_INT(status->dwSpeakerHookSwitchMode, PHONEHOOKSWITCHMODE_ONHOOK);
	CHECK_INT(status->dwSpeakerVolume, 0x1234);
	CHECK_INT(status->dwRingMode, 4);
	CHECK_INT(status->dwLampModesSize, BUTTONS * sizeof(DWORD));
	CHECK_INT(status->dwDisplaySize, 2 * 24 * sizeof(WCHAR));
}

TEST_ONCE(R_PHONE_4, the_display_is_cut_at_its_end)
{
	static WCHAR text[100];
	union {
		VARSTRING display;
		WCHAR room[200];
	} u = { .display = { .dwTotalSize = sizeof(u) } };
	const WCHAR *cells;

	open_phone(HEAD DESK);
	for (int i = 0; i < 100; i++)
		text[i] = (WCHAR)('A' + i % 26);
	CHECK_INT(DONE(phoneSetDisplay, 1, 20, text, sizeof(text)), 0);
	CHECK_INT(host_tspi(exchange)->phoneGetDisplay(HD, &u.display), 0);
	CHECK_INT(u.display.dwStringSize, 2 * 24 * sizeof(WCHAR));
	CHECK_INT(u.display.dwStringFormat, STRINGFORMAT_UNICODE);
	cells = u.room + u.display.dwStringOffset / sizeof(WCHAR);
	CHECK_INT(cells[43], ' ');
	CHECK_INT(cells[44], 'A');
	CHECK_INT(cells[47], 'D');
}

/* --- news ---------------------------------------------------------------------------------------------- */

TEST_ONCE(R_MSG_2, unknown_bits_of_filters_are_refused)
{
	const struct tspi *tspi;

	open_phone(HEAD DESK);
	tspi = host_tspi(exchange);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, 0x80000000, 0, 0), (LONG)PHONEERR_INVALPHONESTATE);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, 0, 0x80, 1), (LONG)PHONEERR_INVALBUTTONMODE);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, 0, 8, 0x80), (LONG)PHONEERR_INVALBUTTONSTATE);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, 0, 8, 0), (LONG)PHONEERR_INVALBUTTONSTATE);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, 0, 0, 0x80), 0);
	CHECK_INT(tspi->phoneSetStatusMessages(HD, PHONESTATE_SUSPEND, 8, 3), 0);
}

TEST_ONCE(R_MSG_1, what_was_not_asked_for_does_not_come)
{
	open_phone(HEAD DESK);
	CHECK_INT(host_tspi(exchange)->phoneSetStatusMessages(HD, 0, 0, 0), 0);
	exchange_command("hook desk handset off");
	exchange_command("press desk 1");
	exchange_command("advance 1000");
	expect_nothing();
}

TEST_ONCE(R_MSG_4, each_button_that_goes_down_comes_up)
{
	struct host_event event;

	open_phone(HEAD DESK);
	exchange_command("press desk #");
	event = news();
	CHECK_INT(event.message, PHONE_BUTTON);
	CHECK_INT(event.p1, 11);
	CHECK_INT(event.p2, PHONEBUTTONMODE_KEYPAD);
	CHECK_INT(event.p3, PHONEBUTTONSTATE_DOWN);
	exchange_command("advance 100");
	event = news();
	CHECK_INT(event.message, PHONE_BUTTON);
	CHECK_INT(event.p1, 11);
	CHECK_INT(event.p3, PHONEBUTTONSTATE_UP);
}

TEST_ONCE(R_PHONE_6, a_hand_at_the_hookswitch_answers_a_call_of_the_line)
{
	uint32_t a, b, call = 0;
	struct host_event event;

	open_phone(HEAD DESK);
	NEED(host_line_open(exchange, host_line(exchange, 0), LINEMEDIAMODE_INTERACTIVEVOICE, &a) == 0);
	NEED(host_line_open(exchange, host_line(exchange, 1), LINEMEDIAMODE_INTERACTIVEVOICE, &b) == 0);
	NEED(host_make_call(exchange, a, "200", NULL, &call) > 0);
	exchange_command("advance 100");
	expect_state(PHONESTATE_LAMP, B_LINE);
	expect_state(PHONESTATE_DISPLAY, 0);
	expect_state(PHONESTATE_RINGMODE, 1);
	exchange_command("hook desk handset off");
	expect_state(PHONESTATE_HANDSETHOOKSWITCH, PHONEHOOKSWITCHMODE_MICSPEAKER);
	CHECK(host_wait_state(exchange, call, LINECALLSTATE_CONNECTED, WAIT_MS, &event));
	exchange_command("hook desk handset on");
	CHECK(host_wait_state(exchange, call, LINECALLSTATE_IDLE, WAIT_MS, &event));
}
