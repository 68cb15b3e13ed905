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
#include "driver/sip/deskphone_csta.h"
#include "driver/sip/leg.h"

#define PING_MS 60000
#define DISPOSITION "Content-Disposition: signal;handling=required\r\n"

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
			deskphone_csta_snapshot(csta, body);
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
			deskphone_csta_joined(was.c);
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
		deskphone_csta_event(csta, &m);
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
