/* SPDX-License-Identifier: MIT
 * test_status.c - what travels with calls, and what lines are and are told to be. */
#include "request_scene.h"
#include "opentsp/sim.h"
#include <unistd.h>

/* --- calls ------------------------------------------------------------------------------ */

static const LINECALLINFO *info_of(struct peer *peer, DWORD call)
{
	struct packet_lineGetCallInfo got;

	CHECK_INT(GET(peer, lineGetCallInfo, &got, .call = call, .info = 4000), 0);
	return peer_tail(peer, got.info);
}

TEST_ONCE(status, the_others_hear_of_an_application_specific_number_once)
{
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(NOW(s.caller, lineSetAppSpecific, .call = s.out, .app_specific = 4711), 0);
	request_heard(s.watcher, LINECALLINFOSTATE_APPSPECIFIC);
	CHECK_INT(info_of(s.watcher, s.seen)->dwAppSpecific, 4711);
	CHECK_INT(DO(s.caller, lineHold, .call = s.out), 0);
	peer_state(s.watcher, s.seen, LINECALLSTATE_ONHOLD);
	CHECK(peer_none(s.watcher, LINE_CALLINFO));
	while (peer_event(s.caller, LINE_CALLSTATE, &event) && event.p1 != LINECALLSTATE_ONHOLD)
		;
	CHECK(peer_none(s.caller, LINE_CALLINFO));
}

TEST_ONCE(status, data_and_user_information_come_to_the_other_end)
{
	const LINECALLINFO *info;

	request_talk(NULL);
	CHECK_INT(DO(s.caller, lineSetCallData, .call = s.out, .data = NONE, .size = 4),
		  (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.caller, lineSetCallData, .call = s.out, .data = request_data("12345", 5),
		     .size = 5), 0);
	request_heard(s.called, LINECALLINFOSTATE_CALLDATA);
	info = info_of(s.called, s.in);
	CHECK_INT(info->dwCallDataSize, 5);
	CHECK(memcmp((const char *)info + info->dwCallDataOffset, "12345", 5) == 0);
	CHECK_INT(DO(s.caller, lineSendUserUserInfo, .call = s.out, .uui = request_data("hello", 5),
		     .size = 5), 0);
	scene_advance(1000);
	request_heard(s.called, LINECALLINFOSTATE_USERUSERINFO);
	info = info_of(s.called, s.in);
	CHECK_INT(info->dwUserUserInfoSize, 5);
	CHECK_INT(DO(s.called, lineReleaseUserUserInfo, .call = s.in), 0);
	CHECK_INT(info_of(s.called, s.in)->dwUserUserInfoSize, 0);
}

TEST_ONCE(status, how_a_call_is_carried_can_change)
{
	static const LINEDIALPARAMS dial = { .dwDigitDuration = 100 };
	DWORD flow[8] = { 8000, 0, 8000 };
	char big[2000] = "";

	request_talk(NULL);
	CHECK_INT(DO(s.caller, lineSetCallParams, .call = s.out, .bearer_mode = 3,
		     .dial_params = NONE), (LONG)LINEERR_INVALBEARERMODE);
	CHECK_INT(DO(s.caller, lineSetCallParams, .call = s.out, .bearer_mode = LINEBEARERMODE_VOICE,
		     .dial_params = request_data(&dial, 4), .size = 4), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.caller, lineSetCallParams, .call = s.out, .bearer_mode = LINEBEARERMODE_SPEECH,
		     .dial_params = request_data(&dial, sizeof(dial)), .size = sizeof(dial)), 0);
	request_heard(s.called, LINECALLINFOSTATE_BEARERMODE);
	CHECK_INT(info_of(s.called, s.in)->dwBearerMode, LINEBEARERMODE_SPEECH);
	CHECK_INT(DO(s.caller, lineSetCallTreatment, .call = s.out, .treatment = 99),
		  (LONG)LINEERR_INVALPARAM);
	CHECK_INT(DO(s.caller, lineSetCallTreatment, .call = s.out,
		     .treatment = LINECALLTREATMENT_MUSIC), 0);
	CHECK_INT(DO(s.caller, lineSetCallQualityOfService, .call = s.out, .sending_size = 4,
		     .sending = NONE, .receiving = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.caller, lineSetCallQualityOfService, .call = s.out,
		     .sending = request_data(flow, sizeof(flow)), .sending_size = sizeof(flow),
		     .receiving = NONE), 0);
	CHECK_INT(DO(s.caller, lineSecureCall, .call = s.out), 0);
	CHECK_INT(DO(s.caller, lineSendUserUserInfo, .call = s.out,
		     .uui = request_data(big, sizeof(big)), .size = sizeof(big)),
		  (LONG)LINEERR_USERUSERINFOTOOBIG);
}

/* --- lines ------------------------------------------------------------------------------- */

TEST_ONCE(status, a_line_tells_what_it_is_and_is_told)
{
	struct packet_lineGetLineDevStatus got;
	const LINEDEVSTATUS *status;

	request_lines(NULL);
	CHECK_INT(DO(s.caller, lineSetLineDevStatus, .line = s.line_a, .status_to_change = 0x80000000u,
		     .status = 1), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(DO(s.caller, lineSetLineDevStatus, .line = s.line_a,
		     .status_to_change = LINEDEVSTATUSFLAGS_MSGWAIT, .status = 1), 0);
	CHECK_INT(GET(s.caller, lineGetLineDevStatus, &got, .line = s.line_a, .status = 2000), 0);
	status = peer_tail(s.caller, got.status);
	CHECK(status->dwDevStatusFlags & LINEDEVSTATUSFLAGS_MSGWAIT);
	CHECK_INT(GET(s.caller, lineGetLineDevStatus, &got, .line = s.line_a, .status = 20),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(GET(s.caller, lineGetLineDevStatus, &got, .line = 77, .status = 2000),
		  (LONG)LINEERR_INVALLINEHANDLE);
}

TEST_ONCE(status, addresses_have_numbers_and_states)
{
	struct packet_lineGetAddressStatus status;
	struct packet_lineGetNumAddressIDs count;
	struct packet_lineGetAddressID id;
	WCHAR number[4];

	request_lines(NULL);
	utf16_write(number, "100");
	CHECK_INT(GET(s.caller, lineGetAddressID, &id, .line = s.line_a, .size = sizeof(number),
		      .mode = LINEADDRESSMODE_ADDRESSID, .text = request_data(number, sizeof(number))),
		  (LONG)LINEERR_INVALADDRESSMODE);
	CHECK_INT(GET(s.caller, lineGetAddressID, &id, .line = s.line_a, .size = sizeof(number),
		      .mode = LINEADDRESSMODE_DIALABLEADDR, .text = request_data(number, sizeof(number))),
		  0);
	CHECK_INT(id.address, 0);
	CHECK_INT(GET(s.caller, lineGetAddressID, &id, .line = s.line_a,
		      .mode = LINEADDRESSMODE_DIALABLEADDR, .text = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(GET(s.caller, lineGetNumAddressIDs, &count, .line = s.line_a), 0);
	CHECK_INT(count.addresses, 1);
	CHECK_INT(GET(s.caller, lineGetAddressStatus, &status, .line = s.line_a, .address = 3,
		      .status = 2000), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(GET(s.caller, lineGetAddressStatus, &status, .line = s.line_a, .status = 2000), 0);
}

TEST_ONCE(status, a_call_is_routed_to_a_terminal)
{
	const LINECALLINFO *info;
	DWORD line, call, modes[2];

	request_lines("[line d]\ndriver = sim\nnumber = 400\nterminals = handset, headset\n");
	line = peer_line(s.caller, s.caller_app, 3, OWNER);
	call = peer_call(s.caller, line, "200");
	CHECK_INT(DO(s.caller, lineSetTerminal, .line = line, .select = 16),
		  (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(DO(s.caller, lineSetTerminal, .line = line, .select = LINECALLSELECT_LINE),
		  (LONG)LINEERR_INVALTERMINALMODE);
	CHECK_INT(DO(s.caller, lineSetTerminal, .line = line, .select = LINECALLSELECT_LINE,
		     .terminal_modes = LINETERMMODE_MEDIATOLINE, .terminal = 7, .enable = 1),
		  (LONG)LINEERR_INVALTERMINALID);
	CHECK_INT(DO(s.caller, lineSetTerminal, .call = call, .select = LINECALLSELECT_CALL,
		     .terminal_modes = LINETERMMODE_MEDIABIDIRECT, .terminal = 1), 0);
	info = info_of(s.caller, call);
	NEED(info->dwTerminalModesSize == sizeof(modes));
	memcpy(modes, (const char *)info + info->dwTerminalModesOffset, sizeof(modes));
	CHECK(modes[0] != 0);
	CHECK_INT(modes[1], 0);
}

TEST_ONCE(status, detection_of_media_can_be_asked_about_and_changed)
{
	request_lines(NULL);
	CHECK_INT(NOW(s.caller, lineConditionalMediaDetection, .line = s.line_a, .media_modes = 0,
		      .params = NONE), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(NOW(s.caller, lineConditionalMediaDetection, .line = s.line_a,
		      .media_modes = VOICE, .params = NONE), 0);
	CHECK_INT(NOW(s.caller, lineSetDefaultMediaDetection, .line = s.line_a, .media_modes = 1),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(NOW(s.caller, lineSetDefaultMediaDetection, .line = s.line_a,
		      .media_modes = VOICE | LINEMEDIAMODE_G3FAX), 0);
}

/* --- ids and configuration ------------------------------------------------------------------ */

static LONG get_id(DWORD select, const char *class, VARSTRING *out)
{
	struct packet_lineGetID got;
	LONG answer = GET(s.caller, lineGetID, &got, .line = s.line_a, .call = s.out,
			  .select = select, .id = 300, .class = request_text(class));

	if (!answer)
		memcpy(out, peer_tail(s.caller, got.id), sizeof(*out) + 4);
	return answer;
}

TEST_ONCE(status, a_line_has_ids_of_classes)			/* R-GETID-1, R-GETID-2 */
{
	struct { VARSTRING head; DWORD id; } got = { 0 };

	request_talk(NULL);
	CHECK_INT(get_id(LINECALLSELECT_CALL, "TAPI/Line", &got.head), 0);
	CHECK_INT(got.head.dwStringFormat, STRINGFORMAT_BINARY);
	CHECK_INT(got.head.dwStringSize, 4);
	CHECK_INT(got.id, 0);
	CHECK_INT(get_id(LINECALLSELECT_LINE, "tapi/line", &got.head), 0);
	CHECK_INT(get_id(8, "tapi/line", &got.head), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(get_id(LINECALLSELECT_ADDRESS, "no/such", &got.head), (LONG)LINEERR_INVALDEVICECLASS);
}

TEST_ONCE(status, a_device_is_configured_open_or_not)
{
	struct packet_lineGetDevConfig got;
	const VARSTRING *config;
	unsigned char bytes[512];
	DWORD size;

	request_lines(NULL);
	CHECK_INT(GET(s.caller, lineGetDevConfig, &got, .device = 99, .config = 500,
		      .class = request_text("tapi/line")), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(GET(s.caller, lineGetDevConfig, &got, .device = 2, .config = 20,
		      .class = request_text("tapi/line")), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(GET(s.caller, lineGetDevConfig, &got, .device = 2, .config = 500,
		      .class = request_text("comm")), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(GET(s.caller, lineGetDevConfig, &got, .device = 2, .config = 500,
		      .class = request_text("tapi/line")), 0);
	config = peer_tail(s.caller, got.config);
	size = config->dwStringSize;
	NEED(size && size <= sizeof(bytes));
	memcpy(bytes, (const char *)config + config->dwStringOffset, size);
	CHECK_INT(NOW(s.caller, lineSetDevConfig, .device = 2, .config = request_data(bytes, size),
		      .size = size, .class = request_text("tapi/line")), 0);
	bytes[size / 2] ^= 1;
	CHECK_INT(NOW(s.caller, lineSetDevConfig, .device = 2, .config = request_data(bytes, size),
		      .size = size, .class = request_text("tapi/line")), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(NOW(s.caller, lineSetDevConfig, .device = 2, .config = NONE,
		      .class = request_text("tapi/line")), (LONG)LINEERR_INVALPOINTER);
}

TEST_ONCE(status, a_line_that_knows_nothing_of_call_hubs_is_not_asked)
{
	struct packet_lineGetCallHubTracking got;

	request_lines(NULL);
	CHECK_INT(GET(s.caller, lineGetCallHubTracking, &got, .line = s.line_a, .tracking = 100),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(NOW(s.caller, lineSetCallHubTracking, .line = s.line_a, .tracking = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(status, call_hubs_are_tracked_at_tapi_3)
{
	LINECALLHUBTRACKINGINFO info = {
		.dwTotalSize = sizeof(info), .dwNeededSize = sizeof(info), .dwUsedSize = sizeof(info),
	};
	struct packet_lineOpen open = {
		.device = 0, .version = 0x00030000, .privileges = MONITOR, .params = NONE,
	};
	struct packet_lineGetCallHubTracking got;

	request_lines(NULL);
	open.app = s.caller_app;
	CHECK_INT(ASK(s.caller, lineOpen, &open), 0);
	CHECK_INT(GET(s.caller, lineGetCallHubTracking, &got, .line = open.line, .tracking = 100), 0);
	memcpy(&info, peer_tail(s.caller, got.tracking), sizeof(info));
	CHECK(info.dwAvailableTracking != 0);
	info.dwTotalSize = sizeof(info);
	info.dwCurrentTracking = LINECALLHUBTRACKING_ALLCALLS;
	CHECK_INT(NOW(s.caller, lineSetCallHubTracking, .line = open.line, .tracking = NONE),
		  (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(NOW(s.caller, lineSetCallHubTracking, .line = open.line,
		      .tracking = request_data(&info, sizeof(info))), 0);
	CHECK_INT(GET(s.caller, lineGetCallHubTracking, &got, .line = open.line, .tracking = 100), 0);
	memcpy(&info, peer_tail(s.caller, got.tracking), sizeof(info));
	CHECK_INT(info.dwCurrentTracking, LINECALLHUBTRACKING_ALLCALLS);
}

/* --- the vendor's own ------------------------------------------------------------------------ */

static DWORD extended(struct peer *peer, DWORD app, DWORD device)
{
	struct packet_lineOpen open = {
		.app = app, .device = device, .version = 0x00020002, .privileges = MONITOR,
		.ext_version = SIM_EXT_1_0, .params = NONE,
	};

	CHECK_INT(ASK(peer, lineOpen, &open), 0);
	return open.line;
}

TEST_ONCE(status, bytes_of_the_vendors_own_go_there_and_back)
{
	struct { struct sim_ext_block head; char rest[64]; } block = {
		.head = { .operation = SIM_EXT_SEND_TEXT, .text_size = 5 }, .rest = "hello",
	};
	struct event event = { 0 };
	DWORD line, there, seen, id;

	request_talk(NULL);
	seen = extended(s.watcher, peer_app(s.watcher, "extended"), 1);
	line = extended(s.caller, s.caller_app, 0);
	there = extended(s.called, peer_app(s.called, "extended"), 1);
	CHECK_INT(DO(s.caller, lineDevSpecific, .line = line, .call = s.out, .size = 8,
		     .params = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.caller, lineDevSpecific, .line = line, .call = 77,
		     .params = request_data(&block, sizeof(block)), .size = sizeof(block)),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(DO(s.caller, lineDevSpecific, .line = line, .call = s.out, .context = 6,
		     .params = request_data(&block, sizeof(block)), .size = sizeof(block)), 0);
	CHECK_INT(request_reply.context, 6);
	NEED(peer_event_tail(s.caller));
	memcpy(&block, peer_event_tail(s.caller), sizeof(block));
	id = block.head.id;
	CHECK(id != 0);
	CHECK(peer_event(s.called, LINE_DEVSPECIFIC, &event));
	CHECK_INT(event.device, s.in);
	CHECK_INT(event.p1, SIM_EXT_TEXT_CAME);
	CHECK_INT(event.p2, id);
	CHECK_INT(DO(s.called, lineDevSpecificFeature, .line = there, .feature = 0x7777,
		     .params = NONE), (LONG)LINEERR_INVALFEATURE);
	CHECK_INT(DO(s.called, lineDevSpecificFeature, .line = there,
		     .feature = PHONEBUTTONFUNCTION_DONOTDISTURB,
		     .params = request_data("\0\0\0\0", 4), .size = 4), 0);
	NEED(peer_event_tail(s.called));
	memcpy(&id, peer_event_tail(s.called), sizeof(id));
	CHECK_INT(id, 1);
	CHECK(peer_event(s.watcher, LINE_DEVSPECIFICFEATURE, &event));
	CHECK_INT(event.device, seen);
	CHECK_INT(event.p1, PHONEBUTTONFUNCTION_DONOTDISTURB);
}

/* --- who may do so -------------------------------------------------------------------------- */

#define NOBODY 65534u

TEST_ONCE(status, a_user_who_may_only_look_does_nothing_with_a_line)
{
	struct packet_lineGetLineDevStatus status;
	struct peer *guest;
	char server[200];
	DWORD line;

	if (getuid() != 0)
		return;		/* only root can be somebody else */
	scene_write("access.conf", "[user nobody]\nmonitor = a\n");
	snprintf(server, sizeof(server), "access = %s\n", scene_file("access.conf"));
	scene_open_with(NULL, server);
	request_prepare();
	guest = peer_hello_as("guest", NOBODY);
	line = peer_line(guest, peer_app(guest, "guest"), 0, MONITOR);
	CHECK_INT(DO(guest, lineMakeCall, .line = line, .dest = request_text("200"), .params = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, lineForward, .line = line, .list = NONE, .params = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, linePickUp, .line = line, .dest = request_text("200"), .group = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, lineSetUpConference, .line = line, .params = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, lineSetLineDevStatus, .line = line, .status_to_change = 1),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, lineSetTerminal, .line = line, .select = LINECALLSELECT_LINE,
		     .terminal_modes = 1), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(NOW(guest, lineSetMediaControl, .line = line, .select = LINECALLSELECT_LINE,
		      .digits = NONE, .media = NONE, .tones = NONE, .states = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(DO(guest, lineDevSpecific, .line = line, .params = NONE),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(NOW(guest, lineSetDevConfig, .device = 0, .config = NONE,
		      .class = request_text("tapi/line")), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(GET(guest, lineGetLineDevStatus, &status, .line = line, .status = 1000), 0);
}

/* --- what is on its way --------------------------------------------------------------------- */

TEST_ONCE(status, a_program_dies_while_its_requests_are_on_their_way)
{
	static const char slow[] = "[sim]\noperation-delay = 500 ms\n";
	struct packet_lineSetUpTransfer consult = { .params = NONE };
	struct packet_linePark park = { .mode = LINEPARKMODE_NONDIRECTED, .dest = NONE, .address = 100 };
	struct packet_lineForward forward = { .all = 1, .list = NONE, .params = NONE };

	request_lines(slow);
	request_delay_ms = 500;
	CHECK_INT(DO(s.caller, lineMakeCall, .line = s.line_a, .params = NONE,
		     .dest = request_text("200")), 0);
	s.out = request_reply.p3;
	scene_advance(100);
	s.in = request_new_call(s.called);
	CHECK_INT(DO(s.called, lineAnswer, .call = s.in, .uui = NONE), 0);
	peer_state(s.caller, s.out, LINECALLSTATE_CONNECTED);
	consult.request = peer_request();
	consult.call = s.out;
	CHECK(ASK(s.caller, lineSetUpTransfer, &consult) > 0);
	forward.request = peer_request();
	forward.line = s.line_a;
	CHECK(ASK(s.caller, lineForward, &forward) > 0);
	park.request = peer_request();
	park.call = s.in;
	CHECK(ASK(s.called, linePark, &park) > 0);
	peer_leave(s.caller);
	peer_leave(s.called);
	scene_advance(2000);
	CHECK(peer_none(s.watcher, LINE_CLOSE));
	scene_advance(2000);
}
