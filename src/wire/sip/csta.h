/* SPDX-License-Identifier: MIT
 * csta.h - uaCSTA: how a phone is controlled by XML (ECMA TR/87: ECMA-323 in SIP).
 *
 * Requests are written and responses, events and errors are read, as far as a phone's
 * calls need them: ECMA-269 clauses 15 (monitoring), 16 (snapshot), 17 (call control).
 * Pure: neither sessions nor time.
 */
#ifndef WIRE_SIP_CSTA_H
#define WIRE_SIP_CSTA_H

#include "base/buf.h"
#include "base/err.h"
#include "wire/sip/xml.h"

#define CSTA_TYPE "application/csta+xml"
#define CSTA_ID_SIZE 128
#define CSTA_DEVICE_SIZE 256

enum csta_service {
	CSTA_REQUEST_SYSTEM_STATUS,
	CSTA_MONITOR_START, CSTA_MONITOR_STOP,
	CSTA_SNAPSHOT_DEVICE,
	CSTA_MAKE_CALL,
	CSTA_ANSWER_CALL, CSTA_CLEAR_CONNECTION, CSTA_HOLD_CALL, CSTA_RETRIEVE_CALL,
	CSTA_CONSULTATION_CALL, CSTA_TRANSFER_CALL, CSTA_SINGLE_STEP_TRANSFER_CALL, CSTA_ALTERNATE_CALL,
	CSTA_DEFLECT_CALL,
	CSTA_SERVICE_COUNT
};

/* An end of a call: the call's id, and whose end it is. */
struct csta_connection {
	char call[CSTA_ID_SIZE];
	char device[CSTA_DEVICE_SIZE];
};

/* What is asked for. Texts that a service does not use are NULL. */
struct csta_request {
	enum csta_service service;
	const char *device;			/* MONITOR_START, SNAPSHOT_DEVICE, MAKE_CALL: whose */
	const char *monitor;			/* MONITOR_STOP: its monitorCrossRefID */
	const struct csta_connection *active;	/* the call that it is for; of two the active one */
	const struct csta_connection *held;	/* TRANSFER_CALL, ALTERNATE_CALL */
	const char *to;				/* MAKE_CALL, CONSULTATION_CALL, DEFLECT_CALL, ..: whom to call */
	bool at_once;				/* MAKE_CALL: the phone does not wait to be taken up */
};
void csta_write(struct buf *b, const struct csta_request *request);

enum csta_kind {
	CSTA_UNKNOWN,			/* well formed, and nothing that is known here */
	CSTA_RESPONSE,			/* to any service: monitor, connection as it says */
	CSTA_ERROR,			/* CSTAErrorCode: `cause` has its last word */
	CSTA_SERVICE_INITIATED, CSTA_ORIGINATED, CSTA_NETWORK_REACHED,
	CSTA_DELIVERED, CSTA_ESTABLISHED,
	CSTA_HELD, CSTA_RETRIEVED,
	CSTA_FAILED, CSTA_CONNECTION_CLEARED, CSTA_DIVERTED, CSTA_TRANSFERRED,
};

/* localConnectionInfo: how the monitored device's own end is (ECMA-269 6.1.5). */
enum csta_state {
	CSTA_STATE_UNTOLD,
	CSTA_STATE_NULL, CSTA_STATE_INITIATED, CSTA_STATE_ALERTING, CSTA_STATE_CONNECTED,
	CSTA_STATE_HOLD, CSTA_STATE_QUEUED, CSTA_STATE_FAIL,
};

struct csta_message {
	enum csta_kind kind;
	char name[64];			/* of its element */
	char monitor[CSTA_ID_SIZE];
	struct csta_connection connection;	/* what it is about; the primary call of a transfer */
	struct csta_connection second;	/* TRANSFERRED: the secondary call */
	char calling[CSTA_DEVICE_SIZE], called[CSTA_DEVICE_SIZE];
	char acting[CSTA_DEVICE_SIZE];	/* who rings, answered, holds, released ...: not the two above */
	char cause[64];
	enum csta_state local;
};

/* ERR_SYNTAX: it is no XML. */
enum err csta_read(struct csta_message *out, struct span body);

/* The calls in a SnapshotDeviceResponse, one after the other. False: no more. */
struct csta_snapshot {
	struct xml xml;
};
void csta_snapshot_open(struct csta_snapshot *snapshot, struct span body);
bool csta_snapshot_next(struct csta_snapshot *snapshot, struct csta_connection *connection, enum csta_state *state);

#endif
