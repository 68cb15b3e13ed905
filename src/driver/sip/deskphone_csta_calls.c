/* SPDX-License-Identifier: MIT
 * deskphone_csta_calls.c - what CSTA's events mean for a phone's calls. */
#include "driver/sip/deskphone_csta.h"
#include "model/join.h"

static void number_of(const char *device, char out[CSTA_DEVICE_SIZE])
{
	struct sip_uri uri;

	if (sip_uri_read(&uri, span_of(device)) || uri.scheme == SIP_SCHEME_OTHER ||
	    !sip_uri_user_text(&uri, out, CSTA_DEVICE_SIZE))
		span_copy(span_of(device), out, CSTA_DEVICE_SIZE);
}

/* Whether it is the phone that is monitored: devices are told with hosts and without. */
static bool is_ours(const struct csta *csta, const char *device)
{
	char theirs[CSTA_DEVICE_SIZE], ours[CSTA_DEVICE_SIZE];

	number_of(device, theirs);
	number_of(csta->phone->address, ours);
	return strcmp(theirs, ours) == 0;
}

static bool is_outbound(const struct csta *csta, const struct csta_message *m)
{
	switch (m->kind) {
	case CSTA_SERVICE_INITIATED:
	case CSTA_ORIGINATED:
	case CSTA_NETWORK_REACHED:
		return true;
	case CSTA_DELIVERED:
		return m->local ? m->local != CSTA_STATE_ALERTING : !is_ours(csta, m->connection.device);
	default:
		return m->calling[0] && is_ours(csta, m->calling);
	}
}

static enum deskphone_state state_by_kind(const struct csta *csta, const struct csta_message *m)
{
	switch (m->kind) {
	case CSTA_SERVICE_INITIATED:	return DESKPHONE_DIALING;
	case CSTA_ORIGINATED:
	case CSTA_NETWORK_REACHED:	return DESKPHONE_PROCEEDING;
	case CSTA_DELIVERED:		return is_outbound(csta, m) ? DESKPHONE_RINGBACK : DESKPHONE_OFFERED;
	case CSTA_ESTABLISHED:
	case CSTA_RETRIEVED:		return DESKPHONE_TALKING;
	case CSTA_HELD:			return !m->local && is_ours(csta, m->acting) ? DESKPHONE_HELD : DESKPHONE_TALKING;
	default:			return DESKPHONE_NEW;
	}
}

/* DESKPHONE_NEW: this says nothing of the call's state. */
static enum deskphone_state state_of(const struct csta *csta, const struct csta_message *m)
{
	switch (m->local) {
	case CSTA_STATE_INITIATED:	return DESKPHONE_DIALING;
	case CSTA_STATE_ALERTING:	return DESKPHONE_OFFERED;
	case CSTA_STATE_HOLD:		return DESKPHONE_HELD;
	case CSTA_STATE_NULL:
	case CSTA_STATE_FAIL:		return DESKPHONE_NEW;
	default:			return state_by_kind(csta, m);
	}
}

static DWORD mode_of(const char *cause)
{
	static const struct {
		const char *cause;
		DWORD mode;
	} rows[] = {
		{ "busy", LINEDISCONNECTMODE_BUSY }, { "callNotAnswered", LINEDISCONNECTMODE_NOANSWER },
		{ "callCancelled", LINEDISCONNECTMODE_CANCELLED }, { "callPickup", LINEDISCONNECTMODE_PICKUP },
		{ "destNotObtainable", LINEDISCONNECTMODE_UNREACHABLE }, { "destOutOfOrder", LINEDISCONNECTMODE_OUTOFORDER },
		{ "incompatibleDestination", LINEDISCONNECTMODE_INCOMPATIBLE }, { "invalidNumberFormat", LINEDISCONNECTMODE_BADADDRESS },
		{ "networkCongestion", LINEDISCONNECTMODE_CONGESTION }, { "networkNotObtainable", LINEDISCONNECTMODE_UNREACHABLE },
		{ "networkOutOfOrder", LINEDISCONNECTMODE_OUTOFORDER }, { "numberChanged", LINEDISCONNECTMODE_NUMBERCHANGED },
		{ "numberUnallocated", LINEDISCONNECTMODE_BADADDRESS }, { "redirected", LINEDISCONNECTMODE_FORWARDED },
		{ "callForward", LINEDISCONNECTMODE_FORWARDED }, { "callForwardImmediate", LINEDISCONNECTMODE_FORWARDED },
		{ "rejectedByOtherDevice", LINEDISCONNECTMODE_REJECT }, { "resourcesNotAvailable", LINEDISCONNECTMODE_CONGESTION },
		{ "trunksBusy", LINEDISCONNECTMODE_CONGESTION }, { "blocked", LINEDISCONNECTMODE_BLOCKED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].cause, cause) == 0)
			return rows[i].mode;
	return 0;
}

/* The other end left, or our own did: then the call is over. */
static void cleared(struct csta *csta, struct deskphone_call *c, const struct csta_message *m)
{
	bool ours = m->local ? m->local == CSTA_STATE_NULL : is_ours(csta, m->connection.device);

	if (mode_of(m->cause))
		c->end_mode = mode_of(m->cause);
	else if (!c->end_mode && m->acting[0] && !is_ours(csta, m->acting))
		c->end_mode = LINEDISCONNECTMODE_NORMAL;
	if (ours)
		deskphone_call_over(c, c->end_mode, 0);
}

static void failed(struct deskphone_call *c, const struct csta_message *m)
{
	c->end_mode = mode_of(m->cause) ? mode_of(m->cause) : LINEDISCONNECTMODE_UNREACHABLE;
	if (c->end_mode == LINEDISCONNECTMODE_BUSY)
		deskphone_call_is(c, DESKPHONE_BUSY);
}

void deskphone_csta_joined(struct deskphone_call *c)
{
	struct call *call = c->call, *consult = call_find(sip.desk, c->partner);
	struct deskphone_call *other = consult ? consult->data : NULL;

	if (call)
		call_reply(call, CALL_COMPLETE_TRANSFER, OK);
	if (other)
		deskphone_call_leave(other);
	deskphone_call_leave(c);
	if (call && consult)
		join_transferred(call, consult);
}

/* Where two calls were joined by the phone, it has neither any more; to who was handed
 * on nothing of that is told here. */
static void transferred(struct csta *csta, const struct csta_message *m)
{
	struct deskphone_call *first = deskphone_call_find(csta->phone, m->connection.call);
	struct deskphone_call *second = m->second.call[0] ? deskphone_call_find(csta->phone, m->second.call) : NULL;

	if (m->local ? m->local != CSTA_STATE_NULL : !is_ours(csta, m->acting))
		return;
	if (second && second != first)
		deskphone_call_over(second, 0, 0);
	if (first)
		deskphone_call_over(first, 0, 0);
}

/* A device as a URI, which is how the calls' parties are told. */
static void as_uri(const char *device, char out[CSTA_DEVICE_SIZE])
{
	struct buf b;

	out[0] = '\0';
	if (!device[0])
		return;
	buf_fixed(&b, out, CSTA_DEVICE_SIZE - 1);
	if (!strchr(device, ':')) {
		buf_text(&b, "sip:");
		sip_uri_user_write(&b, span_of(device));
		buf_text(&b, strchr(device, '@') ? "" : "@localhost");
	} else {
		buf_text(&b, device);
	}
	out[b.full ? 0 : b.len] = '\0';
}

static void tell_parties(struct deskphone_call *c, const struct csta_message *m)
{
	char calling[CSTA_DEVICE_SIZE], called[CSTA_DEVICE_SIZE];

	as_uri(m->calling, calling);
	as_uri(m->called, called);
	deskphone_call_parties(c, c->outbound ? called : calling, "", c->outbound ? calling : called);
}

/* One that is being made and has no id yet. */
static struct deskphone_call *in_the_making(const struct csta *csta)
{
	list_each(node, &csta->asks) {
		const struct csta_ask *ask = list_entry(node, struct csta_ask, node);

		if (ask->service == CSTA_MAKE_CALL && ask->c && !ask->c->id[0])
			return ask->c;
	}
	return NULL;
}

static struct deskphone_call *call_of(struct csta *csta, const struct csta_message *m)
{
	struct deskphone_call *c = deskphone_call_find(csta->phone, m->connection.call);
	bool out = is_outbound(csta, m);

	if (c || state_of(csta, m) == DESKPHONE_NEW)
		return c;
	c = out ? in_the_making(csta) : NULL;
	if (!c)
		return deskphone_call_new(csta->phone, m->connection.call,
					  out ? LINECALLORIGIN_OUTBOUND : LINECALLORIGIN_INBOUND, NULL);
	span_copy(span_of(m->connection.call), c->id, sizeof(c->id));
	return c;
}

void deskphone_csta_event(struct csta *csta, const struct csta_message *m)
{
	enum deskphone_state state = state_of(csta, m);
	struct deskphone_call *c;

	if (!m->connection.call[0] || (m->monitor[0] && csta->monitor[0] && strcmp(m->monitor, csta->monitor) != 0))
		return;
	if (m->kind == CSTA_TRANSFERRED) {
		transferred(csta, m);
		return;
	}
	c = call_of(csta, m);
	if (!c)
		return;
	if (is_ours(csta, m->connection.device))
		span_copy(span_of(m->connection.device), c->call_id, sizeof(c->call_id));
	tell_parties(c, m);
	if (m->kind == CSTA_CONNECTION_CLEARED || m->kind == CSTA_DIVERTED)
		cleared(csta, c, m);
	else if (m->kind == CSTA_FAILED)
		failed(c, m);
	else if (state != DESKPHONE_NEW)
		deskphone_call_is(c, state);
	if (m->kind == CSTA_ESTABLISHED)
		tell_parties(c, m);	/* it is connected with them now */
}

void deskphone_csta_snapshot(struct csta *csta, struct span body)
{
	static const enum deskphone_state is[] = {
		[CSTA_STATE_UNTOLD] = DESKPHONE_UNKNOWN, [CSTA_STATE_INITIATED] = DESKPHONE_DIALING,
		[CSTA_STATE_ALERTING] = DESKPHONE_OFFERED, [CSTA_STATE_CONNECTED] = DESKPHONE_TALKING,
		[CSTA_STATE_HOLD] = DESKPHONE_HELD, [CSTA_STATE_QUEUED] = DESKPHONE_PROCEEDING,
		[CSTA_STATE_FAIL] = DESKPHONE_BUSY,
	};
	struct deskphone *phone = csta->phone;
	struct csta_snapshot all;
	struct csta_connection connection;
	enum csta_state state;

	list_each(node, &phone->calls)
		list_entry(node, struct deskphone_call, node)->seen = false;
	csta_snapshot_open(&all, body);
	while (csta_snapshot_next(&all, &connection, &state)) {
		struct deskphone_call *c = deskphone_call_find(phone, connection.call);

		if (state == CSTA_STATE_NULL)
			continue;
		if (!c)
			c = deskphone_call_new(phone, connection.call, LINECALLORIGIN_UNKNOWN, NULL);
		if (!c)
			continue;
		c->seen = true;
		if (is_ours(csta, connection.device))
			span_copy(span_of(connection.device), c->call_id, sizeof(c->call_id));
		deskphone_call_parties(c, "", "", "");
		deskphone_call_is(c, is[state]);
	}
	list_each_safe(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!c->seen && c->id[0])
			deskphone_call_over(c, LINEDISCONNECTMODE_UNKNOWN, 0);
	}
	deskphone_known(phone);
}
