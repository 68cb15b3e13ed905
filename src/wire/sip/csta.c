/* SPDX-License-Identifier: MIT
 * csta.c - uaCSTA: requests, responses, events. */
#include "wire/sip/csta.h"

#define NAMESPACE "http://www.ecma-international.org/standards/ecma-323/csta/ed3"

/* --- requests ---------------------------------------------------------------- */

/* What an element is filled with; in the order that ECMA-323 wants. */
enum part { END, DEVICE, DEVICE_OBJECT, MONITOR, ACTIVE, HELD, TO, AUTO };

static const struct {
	const char *name;
	struct {
		const char *element;
		enum part part;
	} parts[4];
} services[CSTA_SERVICE_COUNT] = {
	[CSTA_REQUEST_SYSTEM_STATUS] = { "RequestSystemStatus", { { NULL, END } } },
	[CSTA_MONITOR_START] = { "MonitorStart", { { "monitorObject", DEVICE_OBJECT } } },
	[CSTA_MONITOR_STOP] = { "MonitorStop", { { "monitorCrossRefID", MONITOR } } },
	[CSTA_SNAPSHOT_DEVICE] = { "SnapshotDevice", { { "snapshotObject", DEVICE } } },
	[CSTA_MAKE_CALL] = { "MakeCall", { { "callingDevice", DEVICE }, { "calledDirectoryNumber", TO },
					   { "autoOriginate", AUTO } } },
	[CSTA_ANSWER_CALL] = { "AnswerCall", { { "callToBeAnswered", ACTIVE } } },
	[CSTA_CLEAR_CONNECTION] = { "ClearConnection", { { "connectionToBeCleared", ACTIVE } } },
	[CSTA_HOLD_CALL] = { "HoldCall", { { "callToBeHeld", ACTIVE } } },
	[CSTA_RETRIEVE_CALL] = { "RetrieveCall", { { "callToBeRetrieved", ACTIVE } } },
	[CSTA_CONSULTATION_CALL] = { "ConsultationCall", { { "existingCall", ACTIVE }, { "consultedDevice", TO } } },
	[CSTA_TRANSFER_CALL] = { "TransferCall", { { "heldCall", HELD }, { "activeCall", ACTIVE } } },
	[CSTA_SINGLE_STEP_TRANSFER_CALL] = { "SingleStepTransferCall", { { "activeCall", ACTIVE }, { "transferredTo", TO } } },
	[CSTA_ALTERNATE_CALL] = { "AlternateCall", { { "heldCall", HELD }, { "activeCall", ACTIVE } } },
	[CSTA_DEFLECT_CALL] = { "DeflectCall", { { "callToBeDiverted", ACTIVE }, { "newDestination", TO } } },
};

static void write_text(struct buf *b, const char *text)
{
	for (; text && *text; text++) {
		switch (*text) {
		case '<':	buf_text(b, "&lt;"); break;
		case '>':	buf_text(b, "&gt;"); break;
		case '&':	buf_text(b, "&amp;"); break;
		case '"':	buf_text(b, "&quot;"); break;
		default:	buf_char(b, (unsigned char)*text < ' ' ? ' ' : *text);
		}
	}
}

static void write_element(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "<%s>", name);
	write_text(b, text);
	buf_printf(b, "</%s>", name);
}

static void write_connection(struct buf *b, const struct csta_connection *connection)
{
	write_element(b, "callID", connection->call);
	write_element(b, "deviceID", connection->device);
}

static void write_part(struct buf *b, enum part part, const struct csta_request *request)
{
	switch (part) {
	case DEVICE:		write_text(b, request->device); break;
	case DEVICE_OBJECT:	write_element(b, "deviceObject", request->device); break;
	case MONITOR:		write_text(b, request->monitor); break;
	case ACTIVE:		write_connection(b, request->active); break;
	case HELD:		write_connection(b, request->held); break;
	case TO:		write_text(b, request->to); break;
	case AUTO:		buf_text(b, request->at_once ? "doNotPrompt" : "prompt"); break;
	default:		break;
	}
}

void csta_write(struct buf *b, const struct csta_request *request)
{
	const char *name = services[request->service].name;

	buf_printf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<%s xmlns=\"%s\">", name, NAMESPACE);
	for (int i = 0; i < 4 && services[request->service].parts[i].part != END; i++) {
		const char *element = services[request->service].parts[i].element;

		buf_printf(b, "<%s>", element);
		write_part(b, services[request->service].parts[i].part, request);
		buf_printf(b, "</%s>", element);
	}
	buf_printf(b, "</%s>\r\n", name);
}

/* --- what comes back ------------------------------------------------------------ */

static const struct {
	const char *name;
	enum csta_kind kind;
} kinds[] = {
	{ "CSTAErrorCode", CSTA_ERROR },
	{ "ServiceInitiatedEvent", CSTA_SERVICE_INITIATED },
	{ "OriginatedEvent", CSTA_ORIGINATED },
	{ "NetworkReachedEvent", CSTA_NETWORK_REACHED },
	{ "DeliveredEvent", CSTA_DELIVERED },
	{ "EstablishedEvent", CSTA_ESTABLISHED },
	{ "HeldEvent", CSTA_HELD },
	{ "RetrievedEvent", CSTA_RETRIEVED },
	{ "FailedEvent", CSTA_FAILED },
	{ "ConnectionClearedEvent", CSTA_CONNECTION_CLEARED },
	{ "DivertedEvent", CSTA_DIVERTED },
	{ "TransferedEvent", CSTA_TRANSFERRED },	/* so ECMA-323 spells it */
	{ "TransferredEvent", CSTA_TRANSFERRED },
};

static const char *const states[] = {
	NULL, "null", "initiated", "alerting", "connected", "hold", "queued", "fail"
};

static bool ends_with(struct span s, const char *end)
{
	size_t len = strlen(end);

	return s.len >= len && memcmp(s.at + s.len - len, end, len) == 0;
}

static enum csta_kind kind_of(struct span name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_is(name, kinds[i].name))
			return kinds[i].kind;
	return ends_with(name, "Response") ? CSTA_RESPONSE : CSTA_UNKNOWN;
}

static enum csta_state state_of(const char *text)
{
	for (size_t i = 1; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(text, states[i]) == 0)
			return (enum csta_state)i;
	return CSTA_STATE_UNTOLD;
}

/* Take the text once: what comes first counts. */
static void take(char *out, size_t size, const struct xml_piece *piece)
{
	if (!out[0])
		xml_text(piece->text, piece->plain, out, size);
}

/* Where the device of the element `part` of an event goes; NULL: nowhere. */
static char *device_place(struct csta_message *out, struct span part)
{
	if (span_is(part, "callingDevice"))
		return out->calling;
	if (span_is(part, "calledDevice"))
		return out->called;
	return ends_with(part, "ingDevice") || span_is(part, "newDestination") ? out->acting : NULL;
}

/* Text within the part (the child of the root) `part`, in the element `in`. */
static void read_text(struct csta_message *out, const struct xml_piece *piece, struct span part, struct span in)
{
	struct csta_connection *connection = span_is(part, "secondaryOldCall") ? &out->second : &out->connection;
	char *device = device_place(out, part), word[32] = "";

	if (!span_trim(piece->text).len)
		return;
	if (out->kind == CSTA_ERROR) {
		out->cause[0] = '\0';	/* the last word is the one that matters */
		take(out->cause, sizeof(out->cause), piece);
	} else if (span_is(in, "callID")) {
		take(connection->call, sizeof(connection->call), piece);
	} else if (span_is(in, "deviceID")) {
		take(connection->device, sizeof(connection->device), piece);
	} else if (span_is(in, "monitorCrossRefID")) {
		take(out->monitor, sizeof(out->monitor), piece);
	} else if (span_is(in, "localConnectionInfo")) {
		take(word, sizeof(word), piece);
		out->local = state_of(word);
	} else if (span_is(in, "cause")) {
		take(out->cause, sizeof(out->cause), piece);
	} else if (device && (span_is(in, "deviceIdentifier") || span_eq(in, part))) {
		take(device, CSTA_DEVICE_SIZE, piece);
	}
}

enum err csta_read(struct csta_message *out, struct span body)
{
	struct span part = SPAN_NONE, in = SPAN_NONE;
	struct xml_piece piece;
	struct xml xml;

	memset(out, 0, sizeof(*out));
	xml_begin(&xml, body);
	while ((piece = xml_next(&xml)).kind < XML_DONE) {
		if (piece.kind == XML_TEXT) {
			read_text(out, &piece, part, in);
			continue;
		}
		in = piece.kind == XML_OPEN ? piece.name : SPAN_NONE;
		if (piece.kind == XML_OPEN && xml.depth == 1) {
			out->kind = kind_of(piece.name);
			xml_text(piece.name, true, out->name, sizeof(out->name));
		} else if (piece.kind == XML_OPEN && xml.depth == 2) {
			part = piece.name;
		}
	}
	return piece.kind == XML_DONE ? OK : ERR_SYNTAX;
}

/* --- snapshots -------------------------------------------------------------------- */

void csta_snapshot_open(struct csta_snapshot *snapshot, struct span body)
{
	xml_begin(&snapshot->xml, body);
}

/* One is told where its element ends. */
bool csta_snapshot_next(struct csta_snapshot *snapshot, struct csta_connection *connection, enum csta_state *state)
{
	struct span in = SPAN_NONE;
	struct xml_piece piece;
	char word[32];

	memset(connection, 0, sizeof(*connection));
	*state = CSTA_STATE_UNTOLD;
	while ((piece = xml_next(&snapshot->xml)).kind < XML_DONE) {
		if (piece.kind == XML_OPEN) {
			in = piece.name;
		} else if (piece.kind == XML_CLOSE) {
			in = SPAN_NONE;
			if (span_is(piece.name, "snapshotDeviceResponseInfo") && connection->call[0])
				return true;
		} else if (span_is(in, "callID")) {
			take(connection->call, sizeof(connection->call), &piece);
		} else if (span_is(in, "deviceID")) {
			take(connection->device, sizeof(connection->device), &piece);
		} else if (*state) {
			continue;	/* that of the device itself comes first */
		} else if (span_is(in, "localConnectionState") || span_is(in, "localConnectionInfo")) {
			xml_text(piece.text, piece.plain, word, sizeof(word));
			*state = state_of(word);
		}
	}
	return false;
}
