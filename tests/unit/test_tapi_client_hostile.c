/* SPDX-License-Identifier: MIT
 * test_tapi_client_hostile.c - TAPI's client library before a server that does not behave. */
#include "end.h"
#include "tapi/client/client.h"
#include "tapi/client/functions.h"
#include "tapi/client/ui.h"
#include "tapi/frame.h"
#include "tapi_far.h"
#include "tapi/client/connection.h"
#include "test.h"

#define V2_2 0x00020002
#define FAILED (LONG)LINEERR_OPERATIONFAILED

static HLINEAPP app;
static HLINE line;
static LINEMESSAGE message;

static void begin(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;

	far_open();
	NEED(lineInitializeExW(&app, NULL, NULL, u"test", &devices, &version, &params) == 0);
	NEED(lineOpenW(app, 0, &line, V2_2, 0, 0, LINECALLPRIVILEGE_OWNER,
		       LINEMEDIAMODE_INTERACTIVEVOICE, NULL) == 0);
}

static bool is_told_to_begin_anew(void)
{
	while (!lineGetMessage(app, &message, 20000))
		if (message.dwMessageID == LINE_LINEDEVSTATE)
			return message.dwParam1 == LINEDEVSTATE_REINIT;
	return false;
}

/* --- the connection ------------------------------------------------------------------ */

TEST(tapi_client_hostile, a_server_that_goes_answers_all_that_was_asked)
{
	static HCALL call;
	LONG request;

	begin();
	call = 1;
	request = lineMakeCallW(line, &call, u"200", 0, NULL);
	NEED(request > 0);
	far_hang_up();
	NEED(lineSetNumRings(line, 0, 3) == FAILED);
	NEED(lineGetMessage(app, &message, 0) == 0);
	CHECK_INT(message.dwMessageID, LINE_REPLY);
	CHECK_INT(message.dwParam1, request);
	CHECK_INT(message.dwParam2, LINEERR_OPERATIONFAILED);
	CHECK_INT(call, 1);
	CHECK(is_told_to_begin_anew());
	CHECK_INT(lineSetNumRings(line, 0, 3), (LONG)LINEERR_REINIT);
	CHECK_INT(lineShutdown(app), 0);
	CHECK_INT(lineSetNumRings(line, 0, 3), (LONG)LINEERR_UNINITIALIZED);
}

/* Send these bytes behind a reply. */
static void check_ended_by(const void *bytes, size_t size)
{
	begin();
	far_bytes(bytes, size);
	NEED(lineSetNumRings(line, 0, 3) == 0);
	CHECK(is_told_to_begin_anew());
}

static void check_ended_by_frame(enum frame_type type, DWORD size)
{
	struct buf head;
	char room[64];

	buf_fixed(&head, room, sizeof(room));
	frame_begin(&head, type, 0);
	memcpy(room + 16, &size, sizeof(size));
	check_ended_by(room, head.len);
}

TEST_ONCE(tapi_client_hostile, of_a_server_that_goes_as_we_come_the_next_one_is_asked)
{
	far_listen(2);
	CHECK(connection_open());
	CHECK_INT(far_came(), 3);
}

TEST_ONCE(tapi_client_hostile, where_each_goes_as_we_come_there_is_none)
{
	far_listen(100);
	CHECK(!connection_open());
	CHECK_INT(far_came(), 4);
}

TEST(tapi_client_hostile, bytes_of_another_protocol_end_the_connection)
{
	check_ended_by("HTTP/1.1 200 OK\r\n\r\n", 19);
}

TEST(tapi_client_hostile, what_only_a_client_says_ends_it)
{
	check_ended_by_frame(FRAME_REQUEST, 0);
}

TEST(tapi_client_hostile, a_frame_longer_than_frames_may_be_ends_it)
{
	check_ended_by_frame(FRAME_EVENT, FRAME_MAX + 1);
}

TEST(tapi_client_hostile, an_event_without_a_body_ends_it)
{
	check_ended_by_frame(FRAME_EVENT, 0);
}

TEST(tapi_client_hostile, a_goodbye_ends_it)
{
	check_ended_by_frame(FRAME_GOODBYE, 0);
}

TEST(tapi_client_hostile, the_answer_to_another_request_ends_it)
{
	begin();
	far_answer_wrong_id();
	CHECK_INT(lineHold(FAR_CALL), FAILED);
	CHECK(is_told_to_begin_anew());
}

TEST(tapi_client_hostile, a_reply_that_points_outside_ends_it)
{
	static const struct packet_lineGetCallInfo slots = { .info = 4096 };
	struct { DWORD total; char rest[508]; } record = { .total = sizeof(record) };

	begin();
	far_answer(PACKET_lineGetCallInfo, 0, &slots, sizeof(slots), NULL, 0);
	CHECK_INT(lineGetCallInfoW(FAR_CALL, (LINECALLINFO *)&record), FAILED);
	CHECK(is_told_to_begin_anew());
}

/* --- records ------------------------------------------------------------------------- */

/* A record of 400 bytes in which one DWORD is wrong is refused whole. */
static void check_refused(DWORD at, DWORD value)
{
	static const struct packet_lineGetCallInfo slots = { 0 };
	static DWORD record[100];
	static struct { DWORD total; char rest[396], canary[64]; } mine;

	begin();
	memset(record, 0, sizeof(record));
	record[0] = record[1] = record[2] = sizeof(record);
	record[28] = 8;		/* dwCallerIDSize, dwCallerIDOffset */
	record[29] = 380;
	record[at] = value;
	memset(&mine, 0x55, sizeof(mine));
	mine.total = 400;
	far_answer(PACKET_lineGetCallInfo, 0, &slots, sizeof(slots), record, sizeof(record));
	CHECK_INT(lineGetCallInfoW(FAR_CALL, (LINECALLINFO *)&mine), FAILED);
	CHECK_INT(mine.total, 400);
	for (size_t n = 0; n < sizeof(mine.canary); n++)
		CHECK_INT(mine.canary[n], 0x55);
}

TEST(tapi_client_hostile, a_record_longer_than_its_packet_is_refused)
{
	check_refused(0, 401);
}

TEST(tapi_client_hostile, a_record_that_needs_less_than_it_uses_is_refused)
{
	check_refused(1, 100);
}

TEST(tapi_client_hostile, a_record_that_uses_more_than_it_has_is_refused)
{
	check_refused(2, 401);
}

TEST(tapi_client_hostile, a_text_that_runs_out_of_its_record_is_refused)
{
	check_refused(28, 0xFFFFFFF0);
}

TEST(tapi_client_hostile, a_text_outside_of_its_record_is_refused)
{
	check_refused(29, 1000);
}

TEST(tapi_client_hostile, a_text_in_the_fixed_part_is_refused)
{
	check_refused(29, 8);
}

TEST(tapi_client_hostile, a_record_that_is_longer_than_the_programs_is_refused)
{
	static const struct packet_lineGetCallInfo slots = { 0 };
	static DWORD record[100] = { 400, 400, 400 };
	static struct { DWORD total; char rest[346], canary[64]; } mine;

	begin();
	memset(&mine, 0x55, sizeof(mine));
	mine.total = 350;
	far_answer(PACKET_lineGetCallInfo, 0, &slots, sizeof(slots), record, sizeof(record));
	CHECK_INT(lineGetCallInfoW(FAR_CALL, (LINECALLINFO *)&mine), FAILED);
	for (size_t n = 0; n < sizeof(mine.canary); n++)
		CHECK_INT(mine.canary[n], 0x55);
}

TEST(tapi_client_hostile, more_bytes_than_were_asked_for_are_refused)
{
	static const struct packet_lineNegotiateAPIVersion slots = { .negotiated = V2_2, .size = 20 };
	static const char bytes[20] = "more than 16 bytes!";
	struct { LINEEXTENSIONID id; char canary[16]; } extension;
	DWORD version = 1;

	begin();
	memset(&extension, 0x55, sizeof(extension));
	far_answer(PACKET_lineNegotiateAPIVersion, 0, &slots, sizeof(slots), bytes, sizeof(bytes));
	CHECK_INT(lineNegotiateAPIVersion(app, 0, 0x00010003, V2_2, &version, &extension.id), FAILED);
	CHECK_INT(version, 1);
	CHECK_INT(extension.canary[0], 0x55);
}

/* --- events -------------------------------------------------------------------------- */

TEST(tapi_client_hostile, events_for_nobody_are_nobodys)
{
	const struct event nobody = { .app = 0x1234, .open = 0x99, .message = LINE_CALLSTATE };
	const struct event closed = { .app = FAR_CONTEXT, .open = 0x99, .message = LINE_CALLSTATE };

	begin();
	far_event(&nobody, NULL, 0);
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	far_event(&closed, NULL, 0);
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	CHECK_INT(lineGetMessage(app, &message, 0), FAILED);
}

TEST(tapi_client_hostile, an_event_of_phones_for_an_application_of_lines_ends_it)
{
	const struct event phones = { .app = FAR_CONTEXT, .message = PHONE_BUTTON };

	begin();
	far_event(&phones, NULL, 0);
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	CHECK(is_told_to_begin_anew());
}

TEST(tapi_client_hostile, a_request_to_a_proxy_that_points_outside_ends_it)
{
	const struct event proxy = { .app = FAR_CONTEXT, .open = FAR_CONTEXT, .message = LINE_PROXYREQUEST };
	LINEPROXYREQUEST request = { .dwSize = sizeof(request), .dwRequestType = LINEPROXYREQUEST_CREATEAGENT };

	begin();
	request.CreateAgent.dwAgentIDSize = 8;
	request.CreateAgent.dwAgentIDOffset = sizeof(request) - 7;
	far_event(&proxy, &request, sizeof(request));
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	CHECK(is_told_to_begin_anew());
}

TEST(tapi_client_hostile, a_request_to_a_proxy_is_the_programs_until_it_is_answered)
{
	const struct event proxy = { .app = FAR_CONTEXT, .open = FAR_CONTEXT, .message = LINE_PROXYREQUEST };
	static LINEPROXYREQUEST request = { .dwRequestType = LINEPROXYREQUEST_SETAGENTSTATE };

	begin();
	request.dwSize = sizeof(request);
	far_event(&proxy, &request, sizeof(request));
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	NEED(lineGetMessage(app, &message, 20000) == 0);
	CHECK_INT(message.dwMessageID, LINE_PROXYREQUEST);
	CHECK(memcmp((const void *)message.dwParam1, &request, sizeof(request)) == 0);
	CHECK_INT(lineProxyResponse(line, (LPLINEPROXYREQUEST)message.dwParam1, 0), 0);
}

/* --- handles ---------------------------------------------------------------------------- */

static union {
	VARSTRING v;
	char room[128];
} id;

/* What the server answers: a name, and that there is a handle. */
static void answers_with_handle(void)
{
	static const struct packet_lineGetIDAndHandle slots = { .id = 0, .handle = 1 };
	static struct {
		VARSTRING v;
		char name[4];
	} answer = {
		{ .dwTotalSize = sizeof(answer), .dwNeededSize = sizeof(answer), .dwUsedSize = sizeof(answer),
		  .dwStringFormat = STRINGFORMAT_BINARY, .dwStringSize = 4, .dwStringOffset = sizeof(VARSTRING) },
		"far",
	};

	far_answer(PACKET_lineGetIDAndHandle, 0, &slots, sizeof(slots), &answer, sizeof(answer));
}

static LONG get_id(void)
{
	id.v = (VARSTRING){ .dwTotalSize = sizeof(id) };
	return lineGetIDA(line, 0, 0, LINECALLSELECT_LINE, &id.v, "comm/datamodem");
}

TEST(tapi_client_hostile, of_many_handles_for_one_the_program_gets_one)
{
	static const unsigned counts[] = { 1, 2, 3, FAR_HANDLES };
	unsigned before;
	HANDLE end;

	begin();
	answers_with_handle();
	for (int i = 0; i < 4; i++) {
		before = end_count();
		far_handles(FAR_AS_ASKED, counts[i]);
		NEED(get_id() == 0);
		CHECK_TEXT(id.room + id.v.dwStringOffset + sizeof(end), "far");
		CHECK_INT(end_count(), before + 1);
		memcpy(&end, id.room + id.v.dwStringOffset, sizeof(end));
		end_close(end);
		CHECK_INT(end_count(), before);
	}
}

TEST(tapi_client_hostile, a_handle_that_is_told_of_and_does_not_come_is_an_error)
{
	begin();
	answers_with_handle();
	CHECK_INT(get_id(), FAILED);
	CHECK_INT(id.v.dwStringSize, 0);
}

/* However it comes: it is closed, and such a server is left. */
static void unasked(enum far_passing how, unsigned count)
{
	unsigned before;

	begin();
	before = end_count();
	far_handles(how, count);
	lineSetNumRings(line, 0, 3);
	CHECK(is_told_to_begin_anew());
	CHECK_INT(end_count(), before);
}

TEST(tapi_client_hostile, a_handle_that_nobody_asked_for_is_closed)
{
	unasked(FAR_AS_ASKED, 1);
}

TEST(tapi_client_hostile, handles_without_a_frame_are_closed)
{
	unasked(FAR_NO_FRAME, 3);
}

TEST(tapi_client_hostile, a_handle_for_another_request_is_closed)
{
	unsigned before;

	begin();
	before = end_count();
	answers_with_handle();
	far_handles(FAR_WRONG_COOKIE, 1);
	CHECK_INT(get_id(), FAILED);
	CHECK(is_told_to_begin_anew());
	CHECK_INT(end_count(), before);
}

/* --- code ---------------------------------------------------------------------------- */

static void check_dialog_ends_it(DWORD p1, DWORD p2, const void *tail, DWORD size)
{
	const struct event dialog = {
		.app = FAR_CONTEXT, .message = LINE_CREATEDIALOGINSTANCE, .device = 7, .p1 = p1, .p2 = p2,
	};

	begin();
	far_event(&dialog, tail, size);
	CHECK_INT(lineSetNumRings(line, 0, 3), 0);
	CHECK(is_told_to_begin_anew());
}

TEST_ONCE(tapi_client_hostile, a_dialog_whose_path_does_not_end_ends_it)
{
	check_dialog_ends_it(8, 0, u"/eviliv", 8);
}

TEST_ONCE(tapi_client_hostile, a_dialog_that_begins_with_more_than_is_there_ends_it)
{
	check_dialog_ends_it(12, 5, u"/evil\0\0", 16);
}

TEST(tapi_client_hostile, a_server_has_no_code_loaded_but_by_an_absolute_path)
{
	static const WCHAR *const paths[] = { u"", u"evil.so", u"./evil.so", u"../evil.so", u"libc.so.6" };
	uv_lib_t library;

	begin();
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		CHECK_INT(ui_load(&library, paths[i]), ERR_UNAVAIL);
}

TEST(tapi_client_hostile, without_a_server_no_code_is_loaded)
{
	uv_lib_t library;

	begin();
	far_hang_up();
	NEED(lineSetNumRings(line, 0, 3) == FAILED);
	CHECK_INT(ui_load(&library, u"/lib/libc.so.6"), ERR_UNAVAIL);
}
