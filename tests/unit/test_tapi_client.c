/* SPDX-License-Identifier: MIT
 * test_tapi_client.c - TAPI's client library before a server that behaves. */
#include "tapi/client/client.h"
#include "tapi/client/functions.h"
#include "tapi_far.h"
#include "test.h"

#define V2_2 0x00020002
#define FAILED (LONG)LINEERR_OPERATIONFAILED

static HLINEAPP app;
static HLINE line;
static HPHONEAPP phone_app;
static HPHONE phone;
static LINEMESSAGE message;

static void begin(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices = 0, version = V2_2;

	app = line = 0;
	far_open();
	NEED(lineInitializeExW(&app, NULL, NULL, u"test", &devices, &version, &params) == 0);
	CHECK_INT(devices, 2);
	CHECK_INT(app, FAR_APP);
	CHECK(params.Handles.hEvent != NULL);
}

static void open_line(DWORD version, DWORD_PTR instance)
{
	begin();
	NEED(lineOpenW(app, 0, &line, version, 0, instance, LINECALLPRIVILEGE_OWNER,
		       LINEMEDIAMODE_INTERACTIVEVOICE, NULL) == 0);
	CHECK_INT(line, FAR_LINE);
}

static void open_phone(void)
{
	PHONEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;

	far_open();
	NEED(phoneInitializeExW(&phone_app, NULL, NULL, NULL, &devices, &version, &params) == 0);
	NEED(phoneOpen(phone_app, 1, &phone, V2_2, 0, 77, PHONEPRIVILEGE_OWNER) == 0);
}

/* Wait until the library has taken all that was sent behind the reply before. */
static bool next(void)
{
	return lineGetMessage(app, &message, 20000) == 0;
}

/* --- answers ----------------------------------------------------------------------- */

TEST(tapi_client, a_number_of_the_reply_is_written_where_the_program_wants_it)
{
	static const struct packet_lineGetNumRings slots = { .rings = 5 };
	const struct packet_lineGetNumRings *asked;
	DWORD rings = 0;

	open_line(V2_2, 0);
	far_answer(PACKET_lineGetNumRings, 0, &slots, sizeof(slots), NULL, 0);
	NEED(lineGetNumRings(line, 3, &rings) == 0);
	CHECK_INT(rings, 5);
	asked = far_asked(PACKET_lineGetNumRings);
	CHECK_INT(asked->line, FAR_LINE);
	CHECK_INT(asked->address, 3);
	CHECK_INT(lineGetNumRings(line, 3, NULL), (LONG)LINEERR_INVALPOINTER);
}

TEST(tapi_client, an_error_leaves_what_the_program_has_as_it_was)
{
	static const struct packet_lineGetNumRings slots = { .rings = 5 };
	DWORD rings = 1;

	open_line(V2_2, 0);
	far_answer(PACKET_lineGetNumRings, (LONG)LINEERR_INVALADDRESSID, &slots, sizeof(slots), NULL, 0);
	NEED(lineGetNumRings(line, 3, &rings) == (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(rings, 1);
}

TEST(tapi_client, nobody_is_asked_for_a_program_that_has_not_begun)
{
	static const DWORD total = 24;

	far_open();
	CHECK_INT(lineHold(FAR_CALL), (LONG)LINEERR_UNINITIALIZED);
	CHECK_INT(phoneClose(FAR_PHONE), (LONG)PHONEERR_UNINITIALIZED);
	CHECK_INT(lineShutdown(FAR_APP), (LONG)LINEERR_UNINITIALIZED);
	(void)total;
}

TEST(tapi_client, an_application_of_lines_is_none_of_phones)
{
	begin();
	CHECK_INT(phoneShutdown(app), (LONG)PHONEERR_UNINITIALIZED);
	CHECK_INT(lineShutdown(app + 1), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(lineGetMessage(app + 1, &message, 0), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(lineGetMessage(app, NULL, 0), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(lineGetMessage(app, &message, 0), FAILED);
}

TEST(tapi_client, what_a_program_may_not_ask_at_its_beginning_is_refused)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = 8 };
	DWORD devices, version = V2_2, old = 0x00010004;

	app = 0;
	far_open();
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, "x", &devices, &version, &params),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
	params = (LINEINITIALIZEEXPARAMS){ sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USECOMPLETIONPORT };
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, NULL, &devices, &version, &params),
		  (LONG)LINEERR_INVALPARAM);
	params.dwOptions = LINEINITIALIZEEXOPTION_USEHIDDENWINDOW;
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, NULL, &devices, &version, &params),
		  (LONG)LINEERR_INVALPOINTER);
	params.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT;
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, NULL, &devices, &old, &params),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(lineInitializeExA(&app, NULL, NULL, NULL, NULL, &version, &params),
		  (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(app, 0);
}

/* --- texts and records ----------------------------------------------------------------- */

TEST(tapi_client, texts_of_both_forms_cross_as_utf16)
{
	const struct packet_lineDial *asked;

	open_line(V2_2, 0);
	NEED(lineDialA(FAR_CALL, "J\xc3\xb6rg", 49) > 0);
	asked = far_asked(PACKET_lineDial);
	CHECK(memcmp(far_tail(asked->dest), u"J\u00f6rg", 10) == 0);
	CHECK_INT(asked->country, 49);
	NEED(lineDialW(FAR_CALL, u"J\u00f6rg", 0) > 0);
	CHECK(memcmp(far_tail(asked->dest), u"J\u00f6rg", 10) == 0);
	CHECK_INT(lineDialW(FAR_CALL, NULL, 0), (LONG)LINEERR_INVALPOINTER);
}

/* A LINECALLINFO of 2.2 with a caller's name. */
static struct {
	LINECALLINFO info;
	WCHAR name[6];
} info = { .name = u"Ander" };

static void prepare_info(DWORD total)
{
	static struct packet_lineGetCallInfo slots;
	const DWORD fixed = 324, size = sizeof(info.name);
	static _Alignas(4) unsigned char record[400];

	memset(&info.info, 0, sizeof(info.info));
	info.info.dwTotalSize = total;
	info.info.dwNeededSize = info.info.dwUsedSize = fixed + size;
	info.info.dwCallerIDNameSize = size;
	info.info.dwCallerIDNameOffset = fixed;
	info.info.dwCallID = 4711;
	memcpy(record, &info.info, fixed);
	memcpy(record + fixed, info.name, size);
	far_answer(PACKET_lineGetCallInfo, 0, &slots, sizeof(slots), record, fixed + size);
}

TEST(tapi_client, a_record_is_of_the_version_of_its_line_in_bytes_too)
{
	union {
		LINECALLINFO info;
		char bytes[512];
	} got = { .info.dwTotalSize = sizeof(got) };
	const struct event state = {
		.app = FAR_CONTEXT, .open = FAR_CONTEXT, .device = FAR_CALL,
		.message = LINE_CALLSTATE, .p1 = LINECALLSTATE_OFFERING, .p4 = FAR_LINE,
	};

	open_line(V2_2, 0);
	prepare_info(324 + sizeof(info.name));
	far_event(&state, NULL, 0);
	NEED(lineSetStatusMessages(line, 0, 0) == 0);
	NEED(next());
	CHECK_INT(known_version(FAR_CALL, 0), V2_2);
	NEED(lineGetCallInfoA(FAR_CALL, &got.info) == 0);
	CHECK_INT(got.info.dwCallID, 4711);
	CHECK_INT(got.info.dwTotalSize, sizeof(got));
	CHECK_INT(got.info.dwCallerIDNameOffset, 324);
	CHECK_TEXT(got.bytes + 324, "Ander");
	NEED(lineGetCallInfoW(FAR_CALL, &got.info) == 0);
	CHECK(memcmp(got.bytes + 324, u"Ander", 12) == 0);
	CHECK_INT(lineDeallocateCall(FAR_CALL), 0);
	CHECK_INT(known_version(FAR_CALL, 0), 0);
}

/* --- completions ------------------------------------------------------------------------ */

static const struct event replied = {
	.app = FAR_CONTEXT, .message = LINE_REPLY, .p1 = FAR_REQUEST, .p3 = FAR_CALL,
};

TEST(tapi_client, a_call_is_known_before_its_reply_can_be_fetched)
{
	HCALL call = 0;
	LONG request;

	open_line(V2_2, 0xABCDEF);
	far_event(&replied, NULL, 0);
	request = lineMakeCallW(line, &call, u"200", 0, NULL);
	NEED(request > 0);
	NEED(next());
	CHECK_INT(call, FAR_CALL);
	CHECK_INT(message.dwMessageID, LINE_REPLY);
	CHECK_INT(message.dwParam1, request);
	CHECK_INT(message.dwParam2, 0);
	CHECK_INT(message.dwParam3, 0);
	CHECK_INT(message.dwCallbackInstance, 0xABCDEF);
	CHECK_INT(known_version(call, 0), V2_2);
}

TEST(tapi_client, a_request_that_failed_fills_nothing)
{
	struct event failed = replied;
	HCALL call = 1;

	open_line(V2_2, 0);
	failed.p2 = LINEERR_CALLUNAVAIL;
	far_event(&failed, NULL, 0);
	NEED(lineMakeCallW(line, &call, u"200", 0, NULL) > 0);
	NEED(next());
	CHECK_INT(call, 1);
	CHECK_INT(message.dwParam2, LINEERR_CALLUNAVAIL);
	CHECK_INT(lineMakeCallW(line, NULL, u"200", 0, NULL), (LONG)LINEERR_INVALPOINTER);
}

TEST(tapi_client, a_conference_brings_two_calls)
{
	struct event born = replied;
	HCALL conference = 0, consult = 0;

	open_line(V2_2, 0);
	born.p4 = FAR_CALL + 1;
	far_event(&born, NULL, 0);
	NEED(lineSetupConferenceW(0, line, &conference, &consult, 3, NULL) > 0);
	NEED(next());
	CHECK_INT(conference, FAR_CALL);
	CHECK_INT(consult, FAR_CALL + 1);
}

TEST(tapi_client, device_specific_bytes_come_back_and_no_more_of_them)
{
	static char params[8] = "abcdefg";

	open_line(V2_2, 0);
	memcpy(params, "abcdefg", 8);
	far_event(&replied, "ABCDEFGHIJKL", 12);
	NEED(lineDevSpecific(line, 0, 0, params, 5) > 0);
	NEED(next());
	CHECK(memcmp(params, "ABCDEfg", 8) == 0);
}

TEST(tapi_client, digits_are_written_as_far_as_there_is_room)
{
	static const struct event gathered = {
		.app = FAR_CONTEXT, .open = FAR_CONTEXT, .context = FAR_CONTEXT, .device = FAR_CALL,
		.message = LINE_GATHERDIGITS, .p1 = LINEGATHERTERM_BUFFERFULL, .p4 = FAR_LINE,
	};
	static char few[4], all[8];

	memset(few, 'x', sizeof(few));
	memset(all, 'x', sizeof(all));
	open_line(V2_2, 0);
	far_event(&gathered, u"12345", 12);
	NEED(lineGatherDigitsA(FAR_CALL, LINEDIGITMODE_DTMF, few, 3, NULL, 0, 0) == 0);
	NEED(next());
	CHECK(memcmp(few, "123x", 4) == 0);
	far_event(&gathered, u"12345", 12);
	NEED(lineGatherDigitsA(FAR_CALL, LINEDIGITMODE_DTMF, all, 7, NULL, 0, 0) == 0);
	NEED(next());
	CHECK(memcmp(all, "12345\0x", 7) == 0);
	CHECK_INT(lineGatherDigitsA(FAR_CALL, LINEDIGITMODE_DTMF, all, 0, NULL, 0, 0),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(lineGatherDigitsA(FAR_CALL, 0, NULL, 9, NULL, 0, 0), 0);
}

/* --- messages ----------------------------------------------------------------------------- */

static DWORD_PTR heard[4];

static void CALLBACK hear(DWORD device, DWORD id, DWORD_PTR instance, DWORD_PTR p1, DWORD_PTR p2,
			  DWORD_PTR p3)
{
	heard[0]++;
	heard[1] = id;
	heard[2] = instance;
	heard[3] = p1;
}

static const struct event ringing = {
	.app = FAR_CONTEXT, .open = FAR_CONTEXT, .device = FAR_LINE,
	.message = LINE_LINEDEVSTATE, .p1 = LINEDEVSTATE_RINGING,
};

TEST(tapi_client, callbacks_come_when_the_program_asks_for_them)
{
	DWORD devices;

	far_open();
	memset(heard, 0, sizeof(heard));
	NEED(lineInitialize(&app, NULL, hear, "old", &devices) == 0);
	CHECK_INT(((const struct packet_lineInitialize *)far_asked(PACKET_lineInitialize))->version,
		  0x00010003);
	NEED(lineOpenA(app, 0, &line, 0x00010003, 0, 99, LINECALLPRIVILEGE_NONE, 0, NULL) == 0);
	CHECK_INT(opentsp_tapi_dispatch(0), 0);
	far_event(&ringing, NULL, 0);
	NEED(lineSetStatusMessages(line, 0, 0) == 0);
	NEED(opentsp_tapi_dispatch(20000) == 1);
	CHECK_INT(heard[0], 1);
	CHECK_INT(heard[1], LINE_LINEDEVSTATE);
	CHECK_INT(heard[2], 99);
	CHECK_INT(heard[3], LINEDEVSTATE_RINGING);
	CHECK_INT(lineGetMessage(app, &message, 0), FAILED);
}

TEST(tapi_client, of_a_line_that_was_closed_only_replies_are_told)
{
	HCALL call;

	open_line(V2_2, 99);
	far_event(&ringing, NULL, 0);
	NEED(lineSetStatusMessages(line, 0, 0) == 0);
	far_event(&replied, NULL, 0);
	NEED(lineMakeCallW(line, &call, NULL, 0, NULL) > 0);
	CHECK_INT(lineGetNumRings(line, 0, &(DWORD){ 0 }), 0);	/* all that was sent has been taken */
	NEED(lineClose(line) == 0);
	NEED(next());
	CHECK_INT(message.dwMessageID, LINE_REPLY);
	CHECK_INT(message.dwCallbackInstance, 0);
	CHECK_INT(lineGetMessage(app, &message, 0), FAILED);
}

TEST(tapi_client, phones_have_their_own_applications_and_errors)
{
	static const struct packet_phoneGetRing slots = { .ring_mode = 2, .volume = 0x8000 };
	const struct event button = {
		.app = FAR_CONTEXT, .open = FAR_CONTEXT, .device = FAR_PHONE, .message = PHONE_BUTTON,
		.p1 = 7,
	};
	PHONEMESSAGE got;
	DWORD mode, volume;

	open_phone();
	far_answer(PACKET_phoneGetRing, 0, &slots, sizeof(slots), NULL, 0);
	far_event(&button, NULL, 0);
	NEED(phoneGetRing(phone, &mode, &volume) == 0);
	CHECK_INT(mode, 2);
	CHECK_INT(volume, 0x8000);
	NEED(phoneGetMessage(phone_app, &got, 20000) == 0);
	CHECK_INT(got.dwMessageID, PHONE_BUTTON);
	CHECK_INT(got.dwCallbackInstance, 77);
	CHECK_INT(phoneGetRing(phone, NULL, &volume), (LONG)PHONEERR_INVALPOINTER);
	CHECK_INT(lineHold(FAR_CALL), (LONG)LINEERR_UNINITIALIZED);
	NEED(phoneClose(phone) == 0);
	NEED(phoneShutdown(phone_app) == 0);
	CHECK_INT(phoneGetMessage(phone_app, &got, 0), (LONG)PHONEERR_INVALAPPHANDLE);
}

/* --- many at a time ------------------------------------------------------------------------ */

#define THREADS 8
#define TIMES 500

static void ask_often(void *wrong)
{
	for (int i = 0; i < TIMES; i++)
		*(int *)wrong += lineSetNumRings(FAR_LINE, 0, (DWORD)i) != 0;
}

TEST_ONCE(tapi_client, many_threads_ask_and_each_has_its_answer)
{
	uv_thread_t threads[THREADS];
	int wrong[THREADS] = { 0 };

	open_line(V2_2, 0);
	for (int i = 0; i < THREADS; i++)
		NEED(uv_thread_create(&threads[i], ask_often, &wrong[i]) == 0);
	for (int i = 0; i < THREADS; i++) {
		uv_thread_join(&threads[i]);
		CHECK_INT(wrong[i], 0);
	}
}
