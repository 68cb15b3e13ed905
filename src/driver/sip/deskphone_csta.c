/* SPDX-License-Identifier: MIT
 * deskphone_csta.c - a phone is watched and controlled by uaCSTA: ECMA-323 in a session of
 * its own (ECMA TR/87).
 *
 * The session is begun with RequestSystemStatus; MonitorStart brings the phone's events,
 * SnapshotDevice the calls that it has already. A session that ends or falls silent is
 * begun anew. A response comes in the answer to the INFO that asked, or in an INFO.
 */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/deskphone.h"
#include "driver/sip/leg.h"
#include "model/join.h"
#include "wire/sip/csta.h"

#define PING_MS 60000
#define DISPOSITION "Content-Disposition: signal;handling=required\r\n"

struct csta {
	struct deskphone *phone;
	struct leg *leg;		/* NULL: there is no session */
	bool stands;			/* it is monitored */
	char monitor[CSTA_ID_SIZE];
	struct timer timer;		/* the next try, or the next look whether it is there */
	uint32_t failures;		/* in a row */
	struct list asks;		/* struct csta_ask: requests that are not answered */
};

struct csta_ask {
	struct list node;
	struct csta *csta;
	enum csta_service service;
	struct deskphone_call *c;	/* for which; NULL: for none, or it is gone */
	enum call_op op;
};

static void begin(void *arg);
static void on_answer(void *arg, const struct sip_msg *msg);

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- requests -------------------------------------------------------------------- */

static void ask_free(struct csta_ask *ask)
{
	list_remove(&ask->node);
	mem_free(ask);
}

static enum err request(struct csta *csta, const struct csta_request *request, struct deskphone_call *c, enum call_op op)
{
	struct csta_ask *ask;
	char text[2048];
	struct buf body;
	enum err err;

	if (!csta->leg)
		return ERR_STATE;
	ask = mem_zalloc(sizeof(*ask));
	if (!ask)
		return ERR_NOMEM;
	*ask = (struct csta_ask){ .csta = csta, .service = request->service, .c = c, .op = op };
	list_append(&csta->asks, &ask->node);
	buf_fixed(&body, text, sizeof(text));
	csta_write(&body, request);
	err = body.full ? ERR_ADDRESS : leg_ask(csta->leg, &(struct leg_question){
		.method = "INFO", .head = SPAN(DISPOSITION), .type = CSTA_TYPE, .body = buf_span(&body),
		.answered = on_answer, .arg = ask });
	if (err)
		ask_free(ask);
	return err;
}

static void forget(struct deskphone_call *c)
{
	struct csta *csta = c->phone->csta;

	if (!csta)
		return;
	list_each(node, &csta->asks) {
		struct csta_ask *ask = list_entry(node, struct csta_ask, node);

		if (ask->c == c)
			ask->c = NULL;
	}
}

/* --- the session --------------------------------------------------------------------- */

static void lost(struct csta *csta, const char *why)
{
	const struct sip_line_conf *conf = csta->phone->line->conf;
	uint32_t pause_s = conf->retry_s;

	leg_close(csta->leg);
	csta->leg = NULL;
	csta->stands = false;
	while (!list_empty(&csta->asks)) {
		struct csta_ask *ask = list_entry(csta->asks.next, struct csta_ask, node), was = *ask;

		ask_free(ask);
		if (was.c && was.service == CSTA_MAKE_CALL)
			deskphone_call_stillborn(was.c, ERR_FAILED);
		else if (was.c)
			deskphone_call_failed(was.c, was.op, ERR_FAILED);
	}
	for (uint32_t i = 0; i < csta->failures && pause_s < conf->retry_max_s; i++)
		pause_s *= 2;
	if (pause_s > conf->retry_max_s)
		pause_s = conf->retry_max_s;
	csta->failures++;
	log_write(LOG_WARN, "sip", csta->phone->line->line->name, "%s is not controlled: %s; next try in %u s",
		  csta->phone->control_address, why, (unsigned)pause_s);
	timer_set(timers(), &csta->timer, pause_s * 1000ull, begin, csta);
	deskphone_lost(csta->phone);
}

static void ping(void *arg)
{
	struct csta *csta = arg;

	if (request(csta, &(struct csta_request){ .service = CSTA_REQUEST_SYSTEM_STATUS }, NULL, 0)) {
		lost(csta, "out of memory");
		return;
	}
	timer_set(timers(), &csta->timer, PING_MS, ping, csta);
}

static const char *invites(void *arg, const struct sip_hop *hop, struct buf *body)
{
	buf_text(&sip.out, DISPOSITION);
	sip_write_text(&sip.out, SIP_H_ACCEPT, CSTA_TYPE);
	csta_write(body, &(struct csta_request){ .service = CSTA_REQUEST_SYSTEM_STATUS });
	return CSTA_TYPE;
}

static void begun(void *arg)
{
}

static void answered(void *arg, const struct sip_msg *msg)
{
	struct csta *csta = arg;

	leg_acknowledge(csta->leg, NULL, SPAN_NONE);
	if (request(csta, &(struct csta_request){ .service = CSTA_MONITOR_START, .device = csta->phone->address }, NULL, 0))
		lost(csta, "out of memory");
}

static void over(void *arg, enum err err, const struct sip_msg *msg)
{
	struct csta *csta = arg;
	char why[96] = "no answer";

	csta->leg = NULL;
	if (err)
		snprintf(why, sizeof(why), "%s", err_text(err));
	else if (msg && msg->request)
		snprintf(why, sizeof(why), "it ended the session");
	else if (msg)
		snprintf(why, sizeof(why), "the answer is %u", (unsigned)msg->status);
	lost(csta, why);
}

/* --- its calls --------------------------------------------------------------------------- */

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

/* What was asked for is done: neither call is anything to the application any more. What
 * the phone still tells of them is no news. */
static void joined(struct deskphone_call *c)
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

static void event(struct csta *csta, const struct csta_message *m)
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

/* What the phone has already; what it has no more is over. */
static void snapshot(struct csta *csta, struct span body)
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

/* --- responses ------------------------------------------------------------------------------- */

/* CSTA's words for what cannot be; ECMA-269 14. */
static enum err error_of(const char *cause)
{
	if (strstr(cause, "State") || strstr(cause, "state"))
		return ERR_STATE;
	if (strstr(cause, "nvalidDestination") || strstr(cause, "nvalidCalledDevice"))
		return ERR_ADDRESS;
	if (strstr(cause, "otSupported"))
		return ERR_UNAVAIL;
	return ERR_FAILED;
}

static void made(struct csta_ask *ask, const struct csta_message *m)
{
	struct deskphone_call *c = ask->c;

	if (!c)
		return;
	span_copy(span_of(m->connection.call), c->id, sizeof(c->id));
	span_copy(span_of(m->connection.device), c->call_id, sizeof(c->call_id));
	if (c->call)
		call_reply(c->call, CALL_DIAL_MORE, OK);	/* where that is how it was asked for */
	if (c->state == DESKPHONE_NEW)
		deskphone_call_is(c, DESKPHONE_DIALING);
}

static void monitored(struct csta *csta, const struct csta_message *m)
{
	memcpy(csta->monitor, m->monitor, sizeof(csta->monitor));
	csta->stands = true;
	csta->failures = 0;
	timer_set(timers(), &csta->timer, PING_MS, ping, csta);
	if (request(csta, &(struct csta_request){ .service = CSTA_SNAPSHOT_DEVICE, .device = csta->phone->address }, NULL, 0))
		lost(csta, "out of memory");
}

/* The request came to `err`; `m` is the response, if it is a good one. */
static void outcome(struct csta_ask *ask, enum err err, const struct csta_message *m, struct span body)
{
	struct csta *csta = ask->csta;
	struct csta_ask was = *ask;

	if (!err && ask->service == CSTA_MAKE_CALL)
		made(ask, m);
	ask_free(ask);
	switch (was.service) {
	case CSTA_MONITOR_START:
		if (err)
			lost(csta, "its calls cannot be monitored");
		else
			monitored(csta, m);
		break;
	case CSTA_SNAPSHOT_DEVICE:
		if (err)
			deskphone_known(csta->phone);	/* what comes is told, what is there is not */
		else
			snapshot(csta, body);
		break;
	case CSTA_REQUEST_SYSTEM_STATUS:
		if (err)
			lost(csta, "it answers no more");
		break;
	case CSTA_MAKE_CALL:
		if (err && was.c)
			deskphone_call_stillborn(was.c, err);
		break;
	case CSTA_TRANSFER_CALL:
		if (!err && was.c && was.op == CALL_COMPLETE_TRANSFER) {
			joined(was.c);
			break;
		}
		/* fall through */
	default:
		if (err && was.c)
			deskphone_call_failed(was.c, was.op, err);
	}
}

static void answer_in(struct csta_ask *ask, struct span body)
{
	struct csta_message m;

	if (csta_read(&m, body) || (m.kind != CSTA_RESPONSE && m.kind != CSTA_ERROR)) {
		outcome(ask, ERR_FAILED, NULL, SPAN_NONE);
		return;
	}
	if (m.kind == CSTA_ERROR)
		log_write(LOG_WARN, "sip", ask->csta->phone->line->line->name, "the phone refuses: %s", m.cause);
	outcome(ask, m.kind == CSTA_ERROR ? error_of(m.cause) : OK, &m, body);
}

static void on_answer(void *arg, const struct sip_msg *msg)
{
	struct csta_ask *ask = arg;

	if (!msg || msg->status >= 300) {
		/* Whether it can look or not: it is there. */
		bool there = msg && ask->service == CSTA_REQUEST_SYSTEM_STATUS && msg->status != 481 && msg->status != 408;

		outcome(ask, there ? OK : ERR_FAILED, NULL, SPAN_NONE);
	} else if (msg->body.len) {
		answer_in(ask, msg->body);
	}				/* else it comes in an INFO */
}

static void told(struct csta *csta, struct span body)
{
	struct csta_message m;

	if (csta_read(&m, body))
		return;
	if (m.kind != CSTA_RESPONSE && m.kind != CSTA_ERROR)
		event(csta, &m);
	else if (!list_empty(&csta->asks))
		answer_in(list_entry(csta->asks.next, struct csta_ask, node), body);
}

static void asked(void *arg, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct csta *csta = arg;
	struct span type = sip_msg_get(msg, SIP_H_CONTENT_TYPE);
	struct sip_token token;
	bool is_csta = type.at && !sip_token_read(type, &token) && span_isi(token.token, CSTA_TYPE);

	if (msg->method == SIP_INFO)
		leg_answer(csta->leg, trans, msg, is_csta || !msg->body.len ? 200 : 415, NULL, SPAN_NONE);
	else if (msg->method == SIP_INVITE || msg->method == SIP_UPDATE)
		leg_answer(csta->leg, trans, msg, 200, NULL, SPAN_NONE);	/* the session is refreshed */
	else
		leg_answer(csta->leg, trans, msg, 405, NULL, SPAN_NONE);
	if (is_csta && msg->body.len && msg->method == SIP_INFO)
		told(csta, msg->body);
}

static const struct leg_owner owner = {
	.invites = invites, .begun = begun, .answered = answered, .over = over, .asked = asked,
};

/* --- the line --------------------------------------------------------------------------------- */

static void begin(void *arg)
{
	struct csta *csta = arg;
	struct deskphone *phone = csta->phone;
	enum err err;

	if (csta->leg || phone->line->state != SIP_LINE_READY)
		return;			/* reached() comes */
	timer_stop(timers(), &csta->timer);
	err = leg_open(&csta->leg, phone->line, phone->control_address, &owner, csta);
	if (err)
		lost(csta, err_text(err));
}

static void reached(struct deskphone *phone)
{
	if (phone->csta && !timer_is_set(&phone->csta->timer))
		begin(phone->csta);
}

static enum err open_session(struct deskphone *phone)
{
	struct csta *csta = mem_zalloc(sizeof(*csta));

	if (!csta)
		return ERR_NOMEM;
	csta->phone = phone;
	list_init(&csta->asks);
	phone->csta = csta;
	begin(csta);
	return OK;
}

static void close_session(struct deskphone *phone)
{
	struct csta *csta = phone->csta;

	if (!csta)
		return;
	phone->csta = NULL;
	timer_stop(timers(), &csta->timer);
	leg_close(csta->leg);
	while (!list_empty(&csta->asks))
		ask_free(list_entry(csta->asks.next, struct csta_ask, node));
	mem_free(csta);
}

/* --- what is asked for --------------------------------------------------------------------------- */

static const struct {
	enum call_op op;
	enum csta_service service;
} services[] = {
	{ CALL_ANSWER, CSTA_ANSWER_CALL },	{ CALL_DROP, CSTA_CLEAR_CONNECTION },
	{ CALL_HOLD, CSTA_HOLD_CALL },		{ CALL_UNHOLD, CSTA_RETRIEVE_CALL },
	{ CALL_REDIRECT, CSTA_DEFLECT_CALL },	{ CALL_BLIND_TRANSFER, CSTA_SINGLE_STEP_TRANSFER_CALL },
	{ CALL_SETUP_TRANSFER, CSTA_HOLD_CALL }, { CALL_DIAL_MORE, CSTA_MAKE_CALL },
	{ CALL_COMPLETE_TRANSFER, CSTA_TRANSFER_CALL },
};

static int service_of(enum call_op op)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (services[i].op == op)
			return (int)services[i].service;
	return -1;
}

static bool able(enum call_op op)
{
	return service_of(op) >= 0;
}

static bool ready(const struct deskphone_call *c, enum call_op op)
{
	return c->id[0] && c->phone->csta && c->phone->csta->stands;
}

static void connection_of(const struct deskphone_call *c, struct csta_connection *out)
{
	memcpy(out->call, c->id, sizeof(out->call));
	span_copy(span_of(c->call_id[0] ? c->call_id : c->phone->address), out->device, sizeof(out->device));
}

static enum err ask(struct deskphone_call *c, enum call_op op, const struct call_args *args)
{
	const struct deskphone_call *other = args->other ? args->other->data : NULL;
	struct csta_connection active, held;
	struct deskphone *phone = c->phone;
	char *target = NULL;
	enum err err = OK;

	if (op == CALL_REDIRECT || op == CALL_BLIND_TRANSFER)
		err = sip_call_target(&target, phone->line, args->dest);
	if (op == CALL_COMPLETE_TRANSFER)
		err = args->mode && args->mode != LINETRANSFERMODE_TRANSFER ? ERR_TRANSFERMODE : other ? OK : ERR_STATE;
	if (err)
		return err;
	connection_of(c, &held);
	connection_of(op == CALL_COMPLETE_TRANSFER ? other : c, &active);
	c->partner = op == CALL_SETUP_TRANSFER ? args->born[0]->handle : other ? args->other->handle : 0;
	err = request(phone->csta, &(struct csta_request){ .service = (enum csta_service)service_of(op),
		      .active = &active, .held = &held, .to = target }, c, op);
	mem_free(target);
	if (!err)
		deskphone_call_asked(c, op);
	return err;
}

static enum err dial(struct deskphone *phone, struct call *call, const char *target)
{
	struct deskphone_call *c;
	enum err err;

	if (!phone->csta || !phone->csta->stands)
		return ERR_NOTREGISTERED;
	c = deskphone_call_new(phone, "", LINECALLORIGIN_OUTBOUND, call);
	if (!c)
		return ERR_NOMEM;
	err = request(phone->csta, &(struct csta_request){ .service = CSTA_MAKE_CALL, .device = phone->address, .to = target,
		      .at_once = phone->line->conf->desk_answer != SIP_DESK_ANSWER_NO }, c, CALL_DIAL);
	if (err)
		deskphone_call_free(c);
	return err;
}

const struct deskphone_control deskphone_csta = {
	.open = open_session, .close = close_session, .reached = reached,
	.able = able, .ready = ready, .ask = ask, .dial = dial, .forget = forget, .watches = true,
};
