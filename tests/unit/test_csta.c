/* SPDX-License-Identifier: MIT
 * test_csta.c - uaCSTA: what is asked of a phone, and what it tells. The documents are
 * written after the examples of ECMA TR/87. */
#include "wire/sip/csta.h"
#include "test.h"

#define NS " xmlns=\"http://www.ecma-international.org/standards/ecma-323/csta/ed3\""
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"

static const struct csta_connection one = { "1", "sip:201@pbx" }, two = { "2", "sip:201@pbx" };

static const char *written(const struct csta_request *request)
{
	static char text[2048];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	csta_write(&b, request);
	CHECK(!b.full);
	return buf_c(&b);
}

#define CALL1 "<callID>1</callID><deviceID>sip:201@pbx</deviceID>"
#define CALL2 "<callID>2</callID><deviceID>sip:201@pbx</deviceID>"

TEST(csta, each_service_is_written_in_the_order_of_the_standard)
{
	static const struct {
		struct csta_request request;
		const char *text;
	} rows[] = {
		{ { .service = CSTA_REQUEST_SYSTEM_STATUS }, "<RequestSystemStatus" NS "></RequestSystemStatus>\r\n" },
		{ { .service = CSTA_MONITOR_START, .device = "sip:201@pbx" },
		  "<MonitorStart" NS "><monitorObject><deviceObject>sip:201@pbx</deviceObject></monitorObject></MonitorStart>\r\n" },
		{ { .service = CSTA_MONITOR_STOP, .monitor = "99" },
		  "<MonitorStop" NS "><monitorCrossRefID>99</monitorCrossRefID></MonitorStop>\r\n" },
		{ { .service = CSTA_SNAPSHOT_DEVICE, .device = "sip:201@pbx" },
		  "<SnapshotDevice" NS "><snapshotObject>sip:201@pbx</snapshotObject></SnapshotDevice>\r\n" },
		{ { .service = CSTA_MAKE_CALL, .device = "sip:201@pbx", .to = "sip:300@pbx?a&b", .at_once = true },
		  "<MakeCall" NS "><callingDevice>sip:201@pbx</callingDevice><calledDirectoryNumber>sip:300@pbx?a&amp;b"
		  "</calledDirectoryNumber><autoOriginate>doNotPrompt</autoOriginate></MakeCall>\r\n" },
		{ { .service = CSTA_ANSWER_CALL, .active = &one },
		  "<AnswerCall" NS "><callToBeAnswered>" CALL1 "</callToBeAnswered></AnswerCall>\r\n" },
		{ { .service = CSTA_CLEAR_CONNECTION, .active = &one },
		  "<ClearConnection" NS "><connectionToBeCleared>" CALL1 "</connectionToBeCleared></ClearConnection>\r\n" },
		{ { .service = CSTA_HOLD_CALL, .active = &one },
		  "<HoldCall" NS "><callToBeHeld>" CALL1 "</callToBeHeld></HoldCall>\r\n" },
		{ { .service = CSTA_RETRIEVE_CALL, .active = &one },
		  "<RetrieveCall" NS "><callToBeRetrieved>" CALL1 "</callToBeRetrieved></RetrieveCall>\r\n" },
		{ { .service = CSTA_CONSULTATION_CALL, .active = &one, .to = "sip:300@pbx" },
		  "<ConsultationCall" NS "><existingCall>" CALL1 "</existingCall><consultedDevice>sip:300@pbx"
		  "</consultedDevice></ConsultationCall>\r\n" },
		{ { .service = CSTA_TRANSFER_CALL, .active = &two, .held = &one },
		  "<TransferCall" NS "><heldCall>" CALL1 "</heldCall><activeCall>" CALL2 "</activeCall></TransferCall>\r\n" },
		{ { .service = CSTA_SINGLE_STEP_TRANSFER_CALL, .active = &one, .to = "sip:300@pbx" },
		  "<SingleStepTransferCall" NS "><activeCall>" CALL1 "</activeCall><transferredTo>sip:300@pbx"
		  "</transferredTo></SingleStepTransferCall>\r\n" },
		{ { .service = CSTA_ALTERNATE_CALL, .active = &two, .held = &one },
		  "<AlternateCall" NS "><heldCall>" CALL1 "</heldCall><activeCall>" CALL2 "</activeCall></AlternateCall>\r\n" },
		{ { .service = CSTA_DEFLECT_CALL, .active = &one, .to = "sip:300@pbx" },
		  "<DeflectCall" NS "><callToBeDiverted>" CALL1 "</callToBeDiverted><newDestination>sip:300@pbx"
		  "</newDestination></DeflectCall>\r\n" },
	};

	CHECK_INT(sizeof(rows) / sizeof(rows[0]), CSTA_SERVICE_COUNT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = written(&rows[i].request);

		NEED(strncmp(text, XML, strlen(XML)) == 0);
		CHECK_TEXT(text + strlen(XML), rows[i].text);
	}
}

static struct csta_message m;

static enum err reads(const char *text)
{
	return csta_read(&m, span_of(text));
}

TEST(csta, a_call_that_rings_at_the_phone_is_read)
{
	NEED(reads(XML "<csta:DeliveredEvent xmlns:csta=\"x\"><csta:monitorCrossRefID>99</csta:monitorCrossRefID>"
		   "<connection><callID> 7 </callID><deviceID>sip:201@pbx</deviceID></connection>"
		   "<alertingDevice><deviceIdentifier>sip:201@pbx</deviceIdentifier></alertingDevice>"
		   "<callingDevice><deviceIdentifier typeOfNumber=\"dialingNumber\">sip:300@pbx</deviceIdentifier></callingDevice>"
		   "<calledDevice><deviceIdentifier>sip:201@pbx</deviceIdentifier></calledDevice>"
		   "<lastRedirectionDevice><notRequired/></lastRedirectionDevice>"
		   "<localConnectionInfo>alerting</localConnectionInfo><cause>normal</cause></csta:DeliveredEvent>") == OK);
	CHECK_INT(m.kind, CSTA_DELIVERED);
	CHECK_TEXT(m.monitor, "99");
	CHECK_TEXT(m.connection.call, "7");
	CHECK_TEXT(m.connection.device, "sip:201@pbx");
	CHECK_TEXT(m.calling, "sip:300@pbx");
	CHECK_TEXT(m.called, "sip:201@pbx");
	CHECK_TEXT(m.acting, "sip:201@pbx");
	CHECK_TEXT(m.cause, "normal");
	CHECK_INT(m.local, CSTA_STATE_ALERTING);
}

TEST(csta, each_event_is_known_by_its_name)
{
	static const struct {
		const char *text;
		enum csta_kind kind;
		enum csta_state local;
	} rows[] = {
		{ "<ServiceInitiatedEvent><localConnectionInfo>initiated</localConnectionInfo></ServiceInitiatedEvent>",
		  CSTA_SERVICE_INITIATED, CSTA_STATE_INITIATED },
		{ "<OriginatedEvent><localConnectionInfo>connected</localConnectionInfo></OriginatedEvent>", CSTA_ORIGINATED, CSTA_STATE_CONNECTED },
		{ "<NetworkReachedEvent/>", CSTA_NETWORK_REACHED, CSTA_STATE_UNTOLD },
		{ "<EstablishedEvent/>", CSTA_ESTABLISHED, CSTA_STATE_UNTOLD },
		{ "<HeldEvent><localConnectionInfo>hold</localConnectionInfo></HeldEvent>", CSTA_HELD, CSTA_STATE_HOLD },
		{ "<RetrievedEvent/>", CSTA_RETRIEVED, CSTA_STATE_UNTOLD },
		{ "<FailedEvent><localConnectionInfo>fail</localConnectionInfo></FailedEvent>", CSTA_FAILED, CSTA_STATE_FAIL },
		{ "<ConnectionClearedEvent><localConnectionInfo>null</localConnectionInfo></ConnectionClearedEvent>",
		  CSTA_CONNECTION_CLEARED, CSTA_STATE_NULL },
		{ "<DivertedEvent><localConnectionInfo>queued</localConnectionInfo></DivertedEvent>", CSTA_DIVERTED, CSTA_STATE_QUEUED },
		{ "<MonitorStopResponse/>", CSTA_RESPONSE, CSTA_STATE_UNTOLD },
		{ "<SomethingElse><localConnectionInfo>nothing</localConnectionInfo></SomethingElse>", CSTA_UNKNOWN, CSTA_STATE_UNTOLD },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(reads(rows[i].text), OK);
		CHECK_INT(m.kind, rows[i].kind);
		CHECK_INT(m.local, rows[i].local);
	}
}

TEST(csta, a_transfer_names_two_calls)
{
	NEED(reads("<TransferedEvent><primaryOldCall><callID>1</callID><deviceID>a</deviceID></primaryOldCall><secondaryOldCall>"
		   "<callID>2</callID><deviceID>b</deviceID></secondaryOldCall><transferringDevice><deviceIdentifier>c"
		   "</deviceIdentifier></transferringDevice></TransferedEvent>") == OK);
	CHECK_INT(m.kind, CSTA_TRANSFERRED);
	CHECK_TEXT(m.connection.call, "1");
	CHECK_TEXT(m.second.call, "2");
	CHECK_TEXT(m.second.device, "b");
	CHECK_TEXT(m.acting, "c");
}

TEST(csta, responses_and_errors_are_read)
{
	CHECK_INT(reads("<MonitorStartResponse" NS "><monitorCrossRefID>99</monitorCrossRefID></MonitorStartResponse>"), OK);
	CHECK_INT(m.kind, CSTA_RESPONSE);
	CHECK_TEXT(m.name, "MonitorStartResponse");
	CHECK_TEXT(m.monitor, "99");
	CHECK_INT(reads("<MakeCallResponse><callingDevice>" CALL1 "</callingDevice></MakeCallResponse>"), OK);
	CHECK_TEXT(m.connection.call, "1");
	CHECK_TEXT(m.connection.device, "sip:201@pbx");
	CHECK_INT(reads("<CSTAErrorCode><operation>invalidDestination</operation></CSTAErrorCode>"), OK);
	CHECK_INT(m.kind, CSTA_ERROR);
	CHECK_TEXT(m.cause, "invalidDestination");
	CHECK_INT(reads("<CSTAErrorCode><operation>"), ERR_SYNTAX);
	CHECK_INT(reads(""), ERR_SYNTAX);
}

TEST(csta, a_snapshot_has_each_call_with_its_state)
{
	static const char text[] = "<SnapshotDeviceResponse><crossRefIDorSnapshotData><snapshotData>"
		"<snapshotDeviceResponseInfo><connectionIdentifier>" CALL1 "</connectionIdentifier><localCallState><compoundCallState>"
		"<localConnectionState>connected</localConnectionState><localConnectionState>alerting</localConnectionState>"
		"</compoundCallState></localCallState></snapshotDeviceResponseInfo><snapshotDeviceResponseInfo><connectionIdentifier>"
		CALL2 "</connectionIdentifier></snapshotDeviceResponseInfo></snapshotData></crossRefIDorSnapshotData></SnapshotDeviceResponse>";
	struct csta_snapshot snapshot;
	struct csta_connection connection;
	enum csta_state state;

	csta_snapshot_open(&snapshot, span_of(text));
	NEED(csta_snapshot_next(&snapshot, &connection, &state));
	CHECK_TEXT(connection.call, "1");
	CHECK_INT(state, CSTA_STATE_CONNECTED);
	NEED(csta_snapshot_next(&snapshot, &connection, &state));
	CHECK_TEXT(connection.call, "2");
	CHECK_INT(state, CSTA_STATE_UNTOLD);
	CHECK(!csta_snapshot_next(&snapshot, &connection, &state));
}
