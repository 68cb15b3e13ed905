/* SPDX-License-Identifier: MIT
 * subscribe.c - SUBSCRIBE, its refresh and its failures, and NOTIFY. */
#include "driver/sip/subscribe.h"
#include "base/mem.h"
#include "driver/sip/connection.h"
#include "driver/sip/server.h"

#define EXPIRES_S 3600

enum subscription_state {
	SUBSCRIPTION_WAITING,	/* for the line, or for the next try */
	SUBSCRIPTION_ASKING,	/* the first SUBSCRIBE is under way */
	SUBSCRIPTION_ACTIVE,	/* it was taken */
	SUBSCRIPTION_REFUSED,	/* for good: until the line is opened again */
	SUBSCRIPTION_LEAVING,	/* closed: the notifier is still to hear of it */
};

struct subscription {
	struct list node;		/* of sip.subscriptions */
	struct list of_line;		/* of line->more->subscriptions */
	struct sip_node by_dialog;	/* in sip.subscribed */
	struct sip_line *line;
	const struct subscription_kind *kind;
	void *arg;
	char *target;
	uint8_t state;			/* enum subscription_state */
	bool told;			/* a NOTIFY came in this dialog */
	uint8_t which;			/* of the line's proxies, the dialog is written for */
	struct sip_dialog dialog;
	struct sip_trans *trans;
	struct sip_hop hop;
	struct resolve resolve;
	struct timer timer;		/* next try, refresh, or end of patience */
	struct sip_auth *auth;
	uint32_t auth_tries;
	uint32_t expires_s;		/* to ask for */
	uint32_t failures;		/* in a row */
	uint64_t began_ms, until_ms;	/* when it was taken; how long it lasts */
};

static void begin(struct subscription *s);
static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg);

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- life ------------------------------------------------------------------ */

static void forget_trans(struct subscription *s)
{
	if (s->trans)
		sip_trans_forget(s->trans);
	s->trans = NULL;
}

/* What was agreed on is void. */
static void forget_dialog(struct subscription *s)
{
	bool told = s->told;

	forget_trans(s);
	resolve_stop(&s->resolve);
	timer_stop(timers(), &s->timer);
	sip_table_remove(&sip.subscribed, &s->by_dialog);
	sip_dialog_close(&s->dialog);
	s->told = false;
	if (told && s->state != SUBSCRIPTION_LEAVING && s->kind->lost)
		s->kind->lost(s->arg);
}

static void subscription_free(struct subscription *s)
{
	s->state = SUBSCRIPTION_LEAVING;	/* nothing is told */
	forget_dialog(s);
	list_remove(&s->node);
	list_remove(&s->of_line);
	sip_auth_free(&s->auth);
	mem_free(s->target);
	mem_free(s);
}

enum err subscription_open(struct subscription **out, struct sip_line *line,
			   const struct subscription_kind *kind, const char *target, void *arg)
{
	struct sip_line_more *more = sip_line_more(line);
	struct subscription *s = more ? mem_zalloc(sizeof(*s)) : NULL;

	if (!s)
		return ERR_NOMEM;
	s->target = mem_text(target, strlen(target));
	if (!s->target) {
		mem_free(s);
		return ERR_NOMEM;
	}
	s->line = line;
	s->kind = kind;
	s->arg = arg;
	s->expires_s = EXPIRES_S;
	list_append(&sip.subscriptions, &s->node);
	list_append(&more->subscriptions, &s->of_line);
	*out = s;
	if (line->state == SIP_LINE_READY)
		begin(s);
	return OK;
}

void subscriptions_begin(struct sip_line *line)
{
	list_each(node, &line->more->subscriptions) {
		struct subscription *s = list_entry(node, struct subscription, of_line);

		if (s->state == SUBSCRIPTION_WAITING && !timer_is_set(&s->timer))
			begin(s);
	}
}

void subscriptions_abandon(struct sip_line *line)
{
	list_each_safe(node, &line->more->subscriptions)
		subscription_free(list_entry(node, struct subscription, of_line));
}

void subscriptions_stop(void)
{
	list_each_safe(node, &sip.subscriptions)
		subscription_free(list_entry(node, struct subscription, node));
}

/* --- what becomes of it ---------------------------------------------------- */

static void again(void *arg)
{
	begin(arg);
}

static uint64_t pause_ms(const struct subscription *s, uint32_t at_least_s)
{
	const struct sip_line_conf *conf = s->line->conf;
	uint32_t pause_s = conf->retry_s;

	for (uint32_t i = 0; i < s->failures && pause_s < conf->retry_max_s; i++)
		pause_s *= 2;
	if (pause_s > conf->retry_max_s)
		pause_s = conf->retry_max_s;
	if (at_least_s > pause_s)
		pause_s = at_least_s < 86400 ? at_least_s : 86400;
	return pause_s * 1000ull + sip.ids.count * 7919 % (pause_s * 250ull + 1);
}

/* Not now: again after a pause. What still lasts goes on until then. */
static void failed(struct subscription *s, const char *why, uint32_t retry_after_s)
{
	uint64_t pause = pause_ms(s, retry_after_s);

	s->failures++;
	s->auth_tries = 0;
	log_write(LOG_INFO, "sip", s->line->line->name, "%s of %s: %s; next try in %u s", s->kind->event,
		  s->target, why, (unsigned)(pause / 1000));
	if (s->state == SUBSCRIPTION_ACTIVE && timers()->now_ms + pause < s->until_ms) {
		timer_set(timers(), &s->timer, pause, again, s);
		return;
	}
	forget_dialog(s);
	s->state = SUBSCRIPTION_WAITING;
	timer_set(timers(), &s->timer, pause, again, s);
	if (s->kind->absent)
		s->kind->absent(s->arg);
}

static void refused(struct subscription *s, const char *why)
{
	log_write(LOG_WARN, "sip", s->line->line->name,
		  "%s of %s cannot be subscribed to: %s; no more tries until the line is opened again",
		  s->kind->event, s->target, why);
	forget_dialog(s);
	s->state = SUBSCRIPTION_REFUSED;
	if (s->kind->absent)
		s->kind->absent(s->arg);
}

/* Begin anew at once; but not over and over. */
static void anew(struct subscription *s, const char *why)
{
	if (s->state != SUBSCRIPTION_ACTIVE || timers()->now_ms - s->began_ms < 1000) {
		s->until_ms = 0;
		failed(s, why, 0);
		return;
	}
	forget_dialog(s);
	s->state = SUBSCRIPTION_WAITING;
	begin(s);
}

/* So long it lasts from now on: refresh when nine tenths are over. */
static void lasts(struct subscription *s, uint32_t expires_s)
{
	s->until_ms = timers()->now_ms + expires_s * 1000ull;
	timer_set(timers(), &s->timer, expires_s > 20 ? expires_s * 900ull : expires_s * 500ull, again, s);
}

static void never_told(void *arg)
{
	struct subscription *s = arg;

	s->until_ms = 0;
	failed(s, "nothing is told", 0);
}

/* --- answers --------------------------------------------------------------- */

static uint32_t number_of(const struct sip_msg *msg, enum sip_header id, uint32_t otherwise)
{
	struct sip_number number;
	struct span value = sip_msg_get(msg, id);

	return value.at && !sip_number_read(value, &number) ? number.value : otherwise;
}

static void leave(struct subscription *s);

static void taken(struct subscription *s, const struct sip_msg *msg)
{
	uint32_t expires_s = number_of(msg, SIP_H_EXPIRES, s->expires_s);
	bool first = s->state == SUBSCRIPTION_ASKING;
	bool leaving = s->state == SUBSCRIPTION_LEAVING;

	s->auth_tries = 0;
	if (sip_dialog_answered(&s->dialog, msg) ||
	    (s->dialog.state == SIP_DIALOG_CONFIRMED && sip_dialog_refresh(&s->dialog, msg)) ||
	    expires_s == 0) {
		s->until_ms = 0;
		if (leaving)
			subscription_free(s);
		else
			failed(s, "the answer cannot be used", 0);
		return;
	}
	if (leaving) {
		leave(s);		/* it was closed before it was taken */
		return;
	}
	s->state = SUBSCRIPTION_ACTIVE;
	s->failures = 0;
	if (first)
		s->began_ms = timers()->now_ms;
	lasts(s, expires_s);
	if (!s->told)			/* RFC 6665 4.1.2.4: timer N */
		timer_set(timers(), &s->timer, 64ull * sip.layer.t1_ms, never_told, s);
}

static void challenged(struct subscription *s, const struct sip_msg *msg)
{
	switch (sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg)) {
	case OK:
		begin(s);
		break;
	case ERR_NOMEM:
		failed(s, "out of memory", 0);
		break;
	default:
		refused(s, "the password");
	}
}

static void answered(struct subscription *s, const struct sip_msg *msg)
{
	char why[96];

	snprintf(why, sizeof(why), "the answer is %u %.*s", (unsigned)msg->status,
		 msg->reason.len < 60 ? (int)msg->reason.len : 60, msg->reason.at);
	switch (msg->status) {
	case 401:
	case 407:
		challenged(s, msg);
		break;
	case 423:
		if (number_of(msg, SIP_H_MIN_EXPIRES, 0) > s->expires_s) {
			s->expires_s = number_of(msg, SIP_H_MIN_EXPIRES, 0);
			begin(s);
			break;
		}
		failed(s, why, 0);
		break;
	case 405: case 489: case 501:
		refused(s, why);
		break;
	case 481:
		anew(s, why);
		break;
	case 404: case 410: case 416: case 480: case 482: case 483: case 484: case 485: case 604:
		s->until_ms = 0;	/* RFC 6665 4.1.2.2: these end it */
		failed(s, why, number_of(msg, SIP_H_RETRY_AFTER, 0));
		break;
	default:
		failed(s, why, number_of(msg, SIP_H_RETRY_AFTER, 0));
	}
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg)
{
	struct subscription *s = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	sip_trans_forget(trans);
	s->trans = NULL;
	if (s->state == SUBSCRIPTION_ASKING &&
	    resolve_again(&s->resolve, &s->hop.peer, event, event == SIP_TRANS_FINAL ? msg : NULL)) {
		s->auth_tries = 0;	/* another server asks for itself */
		return;
	}
	if (event == SIP_TRANS_FINAL && msg->status < 300)
		taken(s, msg);
	else if (s->state == SUBSCRIPTION_LEAVING)
		subscription_free(s);	/* it was closed, and never taken */
	else if (event == SIP_TRANS_FINAL)
		answered(s, msg);
	else
		failed(s, event == SIP_TRANS_TIMEOUT ? "no answer" : "it cannot be sent", 0);
}

/* --- SUBSCRIBE ------------------------------------------------------------- */

static enum err open_dialog(struct subscription *s)
{
	char call_id[SIP_CALL_ID_SIZE], tag[SIP_TAG_SIZE], text[1024], them[1024], proxy[512];
	struct buf own, remote, route;
	enum err err;

	s->which = s->resolve.which;
	buf_fixed(&own, text, sizeof(text));
	buf_text(&own, "<sip:");
	sip_uri_user_write(&own, sip_line_user(s->line));
	buf_char(&own, '@');
	sip_line_domain(&own, s->line, &s->hop);
	buf_char(&own, '>');
	buf_fixed(&remote, them, sizeof(them));
	buf_printf(&remote, "<%s>", s->target);
	buf_fixed(&route, proxy, sizeof(proxy));
	sip_line_route(&route, s->line, s->which, false);
	if (own.full || remote.full || route.full)
		return ERR_TRUNCATED;
	sip_call_id(&sip.ids, call_id);
	sip_tag(&sip.ids, tag);
	err = sip_dialog_open(&s->dialog, &(struct sip_dialog_args){
		.call_id = span_of(call_id), .local = buf_span(&own), .local_tag = span_of(tag),
		.remote = buf_span(&remote), .target = span_of(s->target), .routes = buf_span(&route) });
	if (!err)
		sip_table_add(&sip.subscribed, &s->by_dialog, stack_dialog_hash(span_of(call_id), span_of(tag)));
	return err;
}

static enum err send_with(struct subscription *s, uint32_t expires_s,
			  void (*on_event)(void *arg, struct sip_trans *trans,
					   enum sip_trans_event event, const struct sip_msg *msg))
{
	enum err err;

	forget_trans(s);
	stack_request(&s->dialog, "SUBSCRIBE", &s->hop);
	stack_contact(sip_line_user(s->line), &s->hop, s->dialog.secure);
	sip_write_text(&sip.out, SIP_H_EVENT, s->kind->event);
	sip_write_text(&sip.out, SIP_H_ACCEPT, s->kind->accept);
	if (s->kind->supported)
		sip_write_text(&sip.out, SIP_H_SUPPORTED, s->kind->supported);
	sip_write_u32(&sip.out, SIP_H_EXPIRES, expires_s);
	if (s->auth)
		sip_line_authorization(s->line, s->auth, "SUBSCRIBE",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	err = stack_send(&s->trans, "SUBSCRIBE", &s->hop, on_event, s);
	if (err)
		s->trans = NULL;
	return err;
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct subscription *s = arg;

	if (!hop) {
		failed(s, why, 0);
		return;
	}
	s->hop = *hop;
	if (s->which != s->resolve.which && s->dialog.state == SIP_DIALOG_NONE) {
		sip_table_remove(&sip.subscribed, &s->by_dialog);
		sip_dialog_close(&s->dialog);
	}
	if (!s->dialog.text && open_dialog(s))
		failed(s, "out of memory", 0);
	else if (send_with(s, s->expires_s, on_answer))
		failed(s, "it cannot be sent", 0);
}

/* A connection that stands is the way; else the dialog's next hop is, and in the
 * beginning that of the line, which may know more than the name server. */
static enum err find_hop(struct subscription *s)
{
	resolve_stop(&s->resolve);
	if (s->dialog.state == SIP_DIALOG_CONFIRMED &&
	    !(sip_transport_is_web(s->hop.peer.transport) && s->line->hop)) {
		if (s->hop.peer.transport != SIP_UDP && connection_stands(s->hop.peer.handle)) {
			hop_found(s, &s->hop, NULL);
			return OK;
		}
		return resolve_start(&s->resolve, sip_dialog_next_hop(&s->dialog), &s->hop.peer, hop_found, s);
	}
	if (s->line->hop && !server_is_down(&s->line->hop->peer)) {
		s->resolve.which = s->line->which;
		hop_found(s, s->line->hop, NULL);
		return OK;
	}
	return sip_line_resolve(s->line, &s->resolve, span_of(s->target), hop_found, s);
}

/* Ask: for the first time, again, or for more time. */
static void begin(struct subscription *s)
{
	if (s->state == SUBSCRIPTION_WAITING) {
		timer_stop(timers(), &s->timer);
		if (s->line->state != SIP_LINE_READY)
			return;		/* subscriptions_begin() comes */
		s->state = SUBSCRIPTION_ASKING;
	}
	if (find_hop(s))
		failed(s, "the name cannot be used", 0);
}

void subscription_refresh(struct subscription *s)
{
	if (s->state == SUBSCRIPTION_ACTIVE && !s->trans && !s->resolve.query)
		begin(s);
}

/* --- the end --------------------------------------------------------------- */

static void left(void *arg)
{
	subscription_free(arg);
}

static void on_left(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg)
{
	struct subscription *s = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	sip_trans_forget(trans);
	s->trans = NULL;
	if (event == SIP_TRANS_FINAL && (msg->status == 401 || msg->status == 407) &&
	    sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
		leave(s);
	} else if (event == SIP_TRANS_FINAL && msg->status < 300) {
		/* The last NOTIFY is still to come and to be answered. */
		timer_set(timers(), &s->timer, 64ull * sip.layer.t1_ms, left, s);
	} else {
		subscription_free(s);
	}
}

static void leave(struct subscription *s)
{
	timer_stop(timers(), &s->timer);
	if (send_with(s, 0, on_left))
		subscription_free(s);
}

void subscription_close(struct subscription *s)
{
	uint8_t state;

	if (!s)
		return;
	state = s->state;
	s->state = SUBSCRIPTION_LEAVING;
	timer_stop(timers(), &s->timer);
	resolve_stop(&s->resolve);
	if (s->dialog.state == SIP_DIALOG_CONFIRMED)
		leave(s);
	else if (state != SUBSCRIPTION_ASKING || !s->trans)
		subscription_free(s);	/* else its answer says what is left to do */
}

/* --- NOTIFY ---------------------------------------------------------------- */

static struct subscription *find(const struct sip_msg *msg)
{
	uint32_t hash = stack_dialog_hash(msg->call_id, msg->to_tag);

	for (struct sip_node *node = sip_table_first(&sip.subscribed, hash); node; node = sip_table_next(node)) {
		struct subscription *s = list_entry(node, struct subscription, by_dialog);

		if (sip_dialog_match(&s->dialog, msg))
			return s;
	}
	return NULL;
}

/* Why a notifier ended it, and what that lets us do (RFC 6665 4.1.3). */
static void terminated(struct subscription *s, const struct sip_token *state)
{
	struct span reason, value;
	uint32_t retry_after_s = 0;

	if (s->state == SUBSCRIPTION_LEAVING) {
		subscription_free(s);
		return;
	}
	if (!sip_param(state->params, "reason", &reason))
		reason = SPAN_NONE;
	if (sip_param(state->params, "retry-after", &value))
		span_u32(value, UINT32_MAX, &retry_after_s);
	s->until_ms = 0;
	if (span_isi(reason, "deactivated") || (span_isi(reason, "timeout") && !retry_after_s))
		anew(s, "it was ended");
	else if (span_isi(reason, "rejected") || span_isi(reason, "noresource") ||
		 span_isi(reason, "invariant"))
		refused(s, "it was ended for good");
	else
		failed(s, "it was ended", retry_after_s);
}

static void follow_state(struct subscription *s, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_SUBSCRIPTION_STATE);
	struct sip_token state;
	uint32_t expires_s;

	if (!value.at || sip_token_read(value, &state))
		return;
	if (span_isi(state.token, "terminated")) {
		terminated(s, &state);
		return;
	}
	if (s->state == SUBSCRIPTION_ACTIVE && !s->trans && sip_param(state.params, "expires", &value) &&
	    span_u32(value, UINT32_MAX, &expires_s) && expires_s)
		lasts(s, expires_s);
}

static bool accepts(const struct subscription_kind *kind, struct span type)
{
	struct span rest = span_of(kind->accept), one;

	while (sip_list_next(&rest, &one))
		if (span_eqi(one, type))
			return true;
	return false;
}

/* 0: it may be taken; else the status to refuse it with. */
static uint32_t flaw(struct subscription *s, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_EVENT);
	struct sip_token token;

	if (!value.at || sip_token_read(value, &token) || !span_isi(token.token, s->kind->event))
		return 489;
	if (!sip_dialog_in_order(&s->dialog, msg))
		return 500;
	value = sip_msg_get(msg, SIP_H_CONTENT_TYPE);
	if (msg->body.len && (!value.at || sip_token_read(value, &token) || !accepts(s->kind, token.token)))
		return 415;
	return 0;
}

bool subscription_notify(struct sip_trans *trans, const struct sip_msg *msg)
{
	struct subscription *s = find(msg);
	uint32_t status;

	if (!s)
		return false;
	status = flaw(s, msg);
	if (status) {
		stack_refuse(trans, msg, status, msg->to_tag);
		return true;
	}
	stack_reply(msg, 200, msg->to_tag);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, 200);
	/* Where it comes from says nothing before the 2xx chose among forks. */
	if (s->dialog.state == SIP_DIALOG_CONFIRMED)
		sip_dialog_refresh(&s->dialog, msg);
	if (s->state != SUBSCRIPTION_LEAVING) {
		if (!s->told && s->state == SUBSCRIPTION_ACTIVE && timers()->now_ms < s->until_ms)
			lasts(s, (uint32_t)((s->until_ms - timers()->now_ms + 999) / 1000));
		s->told = true;
		s->kind->notified(s->arg, msg);
	}
	follow_state(s, msg);
	return true;
}
