/* SPDX-License-Identifier: MIT
 * leg.c - a dialog of ours without a voice: INVITE to BYE. */
#include "driver/sip/leg.h"
#include "base/mem.h"

#define BODY_MAX 4096
#define ALLOWED "INVITE, ACK, CANCEL, BYE, INFO, UPDATE, NOTIFY, OPTIONS"

enum leg_state {
	LEG_SEEKING,	/* the way */
	LEG_CALLING,	/* the first INVITE has no final answer */
	LEG_STANDING,
	LEG_LEAVING,	/* BYE is under way */
};

struct leg {
	struct list node;		/* of sip.legs */
	struct sip_node by_dialog;	/* in sip.legs_by_dialog */
	struct sip_line *line;		/* NULL: it was closed */
	const struct leg_owner *owner;	/* NULL: it let go */
	void *arg;
	char *target;
	uint8_t state;			/* enum leg_state */
	bool unacknowledged;		/* a 2xx waits for its ACK */
	struct sip_dialog dialog;
	struct sip_hop hop;
	struct resolve resolve;
	struct sip_trans *invite;	/* with no final answer */
	struct sip_trans *settled;	/* answered by a 2xx that may be repeated */
	struct sip_trans *bye;
	uint32_t invite_cseq;
	struct sip_auth *auth;
	uint32_t auth_tries;
	char *ack_type, *ack_body;	/* of the last ACK; NULL: none */
	struct list asks;		/* struct ask_in */
};

/* A question that waits for its answer. */
struct ask_in {
	struct list node;		/* of leg->asks */
	struct leg *leg;
	struct sip_trans *trans;
	const char *method, *type;
	char *head, *body;		/* to ask once more; NULL: none */
	void (*answered)(void *arg, const struct sip_msg *msg);
	void *arg;
};

static void on_invite(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg);

/* --- life ------------------------------------------------------------------- */

static void ask_free(struct ask_in *ask)
{
	if (ask->trans)
		sip_trans_forget(ask->trans);
	list_remove(&ask->node);
	mem_free(ask->head);
	mem_free(ask->body);
	mem_free(ask);
}

static void forget(struct sip_trans **trans)
{
	if (*trans)
		sip_trans_forget(*trans);
	*trans = NULL;
}

static void leg_free(struct leg *leg)
{
	list_each_safe(node, &leg->asks)
		ask_free(list_entry(node, struct ask_in, node));
	forget(&leg->invite);
	forget(&leg->settled);
	forget(&leg->bye);
	resolve_stop(&leg->resolve);
	sip_table_remove(&sip.legs_by_dialog, &leg->by_dialog);
	sip_dialog_close(&leg->dialog);
	sip_auth_free(&leg->auth);
	list_remove(&leg->node);
	mem_free(leg->ack_type);
	mem_free(leg->ack_body);
	mem_free(leg->target);
	mem_free(leg);
}

/* The leg goes, and whoever has it hears why. */
static void over(struct leg *leg, enum err err, const struct sip_msg *msg)
{
	const struct leg_owner *owner = leg->owner;
	void *arg = leg->arg;

	leg_free(leg);
	if (owner)
		owner->over(arg, err, msg);
}

static struct leg *leg_new(struct sip_line *line, const char *target)
{
	struct leg *leg = mem_zalloc(sizeof(*leg));

	if (!leg)
		return NULL;
	leg->line = line;
	list_init(&leg->asks);
	list_append(&sip.legs, &leg->node);
	leg->target = mem_copy(target);
	if (leg->target)
		return leg;
	leg_free(leg);
	return NULL;
}

/* --- INVITE ------------------------------------------------------------------ */

void leg_write_us(struct buf *b, const struct sip_line *line, const struct sip_hop *hop)
{
	char uri[512];
	struct buf u;

	buf_fixed(&u, uri, sizeof(uri));
	buf_text(&u, "sip:");
	sip_uri_user_write(&u, sip_line_user(line));
	buf_char(&u, '@');
	sip_line_domain(&u, line, hop);
	if (u.full)
		b->full = true;
	sip_addr_write(b, span_of(line->conf->name), buf_span(&u));
}

static bool is_secure(const struct leg *leg)
{
	return span_starts(span_of(leg->target), "sips:");
}

/* For the server that was found; what was opened for another one is void. */
static enum err open_dialog(struct leg *leg)
{
	char call_id[SIP_CALL_ID_SIZE], tag[SIP_TAG_SIZE], own[1024], them[1100], proxy[512];
	struct buf local, remote, route;
	enum err err;

	sip_call_id(&sip.ids, call_id);
	sip_tag(&sip.ids, tag);
	buf_fixed(&local, own, sizeof(own));
	leg_write_us(&local, leg->line, &leg->hop);
	buf_fixed(&remote, them, sizeof(them));
	buf_printf(&remote, "<%s>", leg->target);
	buf_fixed(&route, proxy, sizeof(proxy));
	sip_line_route(&route, leg->line, leg->resolve.which, is_secure(leg));
	if (local.full || remote.full || route.full)
		return ERR_ADDRESS;
	sip_table_remove(&sip.legs_by_dialog, &leg->by_dialog);
	sip_dialog_close(&leg->dialog);
	err = sip_dialog_open(&leg->dialog, &(struct sip_dialog_args){
		.call_id = span_of(call_id), .local = buf_span(&local), .local_tag = span_of(tag),
		.remote = buf_span(&remote), .target = span_of(leg->target), .routes = buf_span(&route),
		.secure = is_secure(leg) });
	if (!err)
		sip_table_add(&sip.legs_by_dialog, &leg->by_dialog, stack_dialog_hash(span_of(call_id), span_of(tag)));
	return err;
}

static struct span user_of(const struct leg *leg)
{
	return leg->line ? sip_line_user(leg->line) : SPAN_NONE;
}

void leg_write_contact(const struct leg *leg)
{
	stack_contact(user_of(leg), &leg->hop, leg->dialog.secure);
}

static void write_credentials(struct leg *leg, const char *method, struct span body)
{
	if (leg->auth && leg->line)
		sip_line_authorization(leg->line, leg->auth, method,
				       sip_dialog_part(&leg->dialog, SIP_DIALOG_TARGET), body);
}

static enum err send_invite(struct leg *leg)
{
	char text[BODY_MAX];
	const char *type;
	struct buf body;
	enum err err;

	buf_fixed(&body, text, sizeof(text));
	stack_request(&leg->dialog, "INVITE", &leg->hop);
	leg->invite_cseq = leg->dialog.local_cseq;
	leg_write_contact(leg);
	sip_write_text(&sip.out, SIP_H_ALLOW, ALLOWED);
	type = leg->owner->invites(leg->arg, &leg->hop, &body);
	if (body.full)
		return ERR_TRUNCATED;
	write_credentials(leg, "INVITE", buf_span(&body));
	sip_write_end(&sip.out, type, buf_span(&body));
	err = stack_send(&leg->invite, "INVITE", &leg->hop, on_invite, leg);
	if (err)
		leg->invite = NULL;
	return err;
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct leg *leg = arg;
	bool again = leg->state == LEG_CALLING;
	enum err err = hop ? OK : ERR_ADDRESS;

	if (hop)
		leg->hop = *hop;
	else
		log_write(LOG_WARN, "sip", leg->line->line->name, "%s cannot be reached: %s", leg->target, why);
	if (!err)
		err = open_dialog(leg);
	if (!err)
		err = send_invite(leg);
	if (err) {
		over(leg, again ? OK : err, NULL);
		return;
	}
	leg->state = LEG_CALLING;
	if (!again)
		leg->owner->begun(leg->arg);
}

enum err leg_open(struct leg **out, struct sip_line *line, const char *target,
		  const struct leg_owner *owner, void *arg)
{
	struct leg *leg = leg_new(line, target);
	enum err err;

	if (!leg)
		return ERR_NOMEM;
	leg->owner = owner;
	leg->arg = arg;
	*out = leg;
	err = sip_line_resolve(line, &leg->resolve, span_of(leg->target), hop_found, leg);
	if (err) {
		*out = NULL;
		leg_free(leg);
	}
	return err;
}

enum err leg_invite_again(struct leg *leg)
{
	if (leg->state != LEG_STANDING || leg->invite || leg->unacknowledged)
		return ERR_STATE;
	return send_invite(leg);
}

/* --- its answers -------------------------------------------------------------- */

static void send_ack(struct leg *leg)
{
	char via[SIP_VIA_SIZE];
	struct buf b;

	buf_fixed(&b, via, sizeof(via));
	stack_via(&b, &leg->hop);
	buf_reset(&sip.out);
	sip_dialog_ack(&sip.out, &leg->dialog, leg->invite_cseq, buf_span(&b));
	write_credentials(leg, "ACK", span_of(leg->ack_body));
	sip_write_end(&sip.out, leg->ack_type, span_of(leg->ack_body));
	stack_send_plain(&leg->hop);
}

void leg_acknowledge(struct leg *leg, const char *type, struct span body)
{
	mem_free(leg->ack_type);
	mem_free(leg->ack_body);
	leg->ack_type = type ? mem_copy(type) : NULL;
	leg->ack_body = leg->ack_type ? mem_text(body.at, body.len) : NULL;
	leg->unacknowledged = false;
	send_ack(leg);
}

static void on_bye(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg)
{
	struct leg *leg = arg;
	bool asked = event == SIP_TRANS_FINAL && (msg->status == 401 || msg->status == 407);

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	forget(&leg->bye);
	if (asked && leg->line && sip_line_authorize(leg->line, &leg->auth, &leg->auth_tries, msg) == OK)
		leg_close(leg);
	else
		leg_free(leg);
}

static void send_bye(struct leg *leg)
{
	leg->state = LEG_LEAVING;
	stack_request(&leg->dialog, "BYE", &leg->hop);
	write_credentials(leg, "BYE", SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	if (stack_send(&leg->bye, "BYE", &leg->hop, on_bye, leg)) {
		leg->bye = NULL;
		leg_free(leg);
	}
}

void leg_give(struct leg *leg, const struct leg_owner *owner, void *arg)
{
	leg->owner = owner;
	leg->arg = arg;
}

void leg_close(struct leg *leg)
{
	if (!leg)
		return;
	leg->owner = NULL;
	while (!list_empty(&leg->asks))
		ask_free(list_entry(leg->asks.next, struct ask_in, node));
	switch (leg->state) {
	case LEG_SEEKING:
		leg_free(leg);
		break;
	case LEG_CALLING:		/* the final answer comes all the same */
		if (!leg->invite || sip_client_cancel(leg->invite))
			leg_free(leg);
		break;
	default:
		if (leg->unacknowledged)
			leg_acknowledge(leg, NULL, SPAN_NONE);
		send_bye(leg);
	}
}

/* Further requests go to where the one who answered says it is. */
static void way_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct leg *leg = arg;

	if (hop)
		leg->hop = *hop;
}

static void answered(struct leg *leg, const struct sip_msg *msg)
{
	bool first = leg->state == LEG_CALLING;

	resolve_stop(&leg->resolve);
	leg->auth_tries = 0;
	forget(&leg->settled);
	leg->settled = leg->invite;
	leg->invite = NULL;
	leg->unacknowledged = true;
	if (first ? sip_dialog_answered(&leg->dialog, msg) : sip_dialog_refresh(&leg->dialog, msg)) {
		over(leg, ERR_FAILED, NULL);	/* a Contact that nobody can use */
		return;
	}
	sip_dialog_confirm(&leg->dialog);
	leg->state = LEG_STANDING;
	if (first && (leg->hop.peer.transport == SIP_UDP))
		resolve_start(&leg->resolve, sip_dialog_next_hop(&leg->dialog), &leg->hop.peer, way_found, leg);
	if (leg->owner)
		leg->owner->answered(leg->arg, msg);
	else
		leg_close(leg);		/* faster than our CANCEL */
}

/* Another place answered too: it is told that it came too late. */
static void another_place(struct leg *leg, const struct sip_msg *msg)
{
	struct leg *fork = leg_new(leg->line, leg->target);

	if (!fork)
		return;
	fork->hop = leg->hop;
	fork->invite_cseq = leg->invite_cseq;
	if (sip_dialog_fork(&fork->dialog, &leg->dialog, msg)) {
		leg_free(fork);
		return;
	}
	sip_dialog_confirm(&fork->dialog);
	fork->state = LEG_STANDING;
	fork->unacknowledged = true;
	leg_close(fork);
}

static bool try_again(struct leg *leg, const struct sip_msg *msg)
{
	return (msg->status == 401 || msg->status == 407) && leg->line && leg->owner &&
	       sip_line_authorize(leg->line, &leg->auth, &leg->auth_tries, msg) == OK && send_invite(leg) == OK;
}

/* The server failed, and there may be another. */
static bool tries_another(struct leg *leg, enum sip_trans_event event, const struct sip_msg *msg)
{
	if (leg->state != LEG_CALLING || !leg->owner || !leg->line)
		resolve_stop(&leg->resolve);
	return resolve_again(&leg->resolve, &leg->hop.peer, event, msg);
}

/* `msg` NULL: there was no answer. */
static void refused(struct leg *leg, enum sip_trans_event event, const struct sip_msg *msg)
{
	forget(&leg->invite);
	if ((msg && try_again(leg, msg)) || tries_another(leg, event, msg))
		return;
	if (leg->state == LEG_CALLING)
		over(leg, OK, msg);
	else if (leg->owner)
		leg->owner->answered(leg->arg, msg);
}

static void on_invite(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg)
{
	struct leg *leg = arg;

	switch (event) {
	case SIP_TRANS_PROVISIONAL:
		if (leg->state == LEG_CALLING && leg->owner && leg->owner->progress && msg->status > 100)
			leg->owner->progress(leg->arg, msg->status);
		break;
	case SIP_TRANS_FINAL:
		if (msg->status < 300)
			answered(leg, msg);
		else
			refused(leg, event, msg);
		break;
	case SIP_TRANS_AGAIN:
		if (!sip_dialog_match(&leg->dialog, msg))
			another_place(leg, msg);
		else if (!leg->unacknowledged)
			send_ack(leg);
		break;
	case SIP_TRANS_TERMINATED:
		if (leg->settled == trans)
			leg->settled = NULL;
		break;
	default:
		refused(leg, event, NULL);
	}
}

/* --- questions ----------------------------------------------------------------- */

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg);

static enum err send_ask(struct ask_in *ask)
{
	struct leg *leg = ask->leg;
	enum err err;

	stack_request(&leg->dialog, ask->method, &leg->hop);
	leg_write_contact(leg);
	if (ask->head)
		buf_text(&sip.out, ask->head);
	write_credentials(leg, ask->method, span_of(ask->body));
	sip_write_end(&sip.out, ask->type, span_of(ask->body));
	err = stack_send(&ask->trans, ask->method, &leg->hop, on_answer, ask);
	if (err)
		ask->trans = NULL;
	return err;
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg)
{
	struct ask_in *ask = arg;
	struct leg *leg = ask->leg;
	void (*told)(void *arg, const struct sip_msg *msg) = ask->answered;
	void *told_arg = ask->arg;
	bool asked = event == SIP_TRANS_FINAL && (msg->status == 401 || msg->status == 407);

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	forget(&ask->trans);
	if (asked && leg->line && sip_line_authorize(leg->line, &leg->auth, &leg->auth_tries, msg) == OK &&
	    send_ask(ask) == OK)
		return;
	ask_free(ask);
	if (event == SIP_TRANS_FINAL && msg->status < 300)
		leg->auth_tries = 0;
	told(told_arg, event == SIP_TRANS_FINAL ? msg : NULL);
}

enum err leg_ask(struct leg *leg, const struct leg_question *question)
{
	struct ask_in *ask = mem_zalloc(sizeof(*ask));
	enum err err = ERR_NOMEM;

	if (!ask)
		return ERR_NOMEM;
	list_append(&leg->asks, &ask->node);
	ask->leg = leg;
	ask->method = question->method;
	ask->type = question->type;
	ask->answered = question->answered;
	ask->arg = question->arg;
	ask->head = question->head.at ? mem_text(question->head.at, question->head.len) : NULL;
	ask->body = question->type ? mem_text(question->body.at, question->body.len) : NULL;
	if ((!question->head.at || ask->head) && (!question->type || ask->body))
		err = leg->state == LEG_STANDING ? send_ask(ask) : ERR_STATE;
	if (err)
		ask_free(ask);
	return err;
}

/* --- what they ask --------------------------------------------------------------- */

void leg_answer(struct leg *leg, struct sip_trans *trans, const struct sip_msg *msg, uint32_t status,
		const char *type, struct span body)
{
	stack_reply(msg, status, sip_dialog_local_tag(&leg->dialog));
	if (status < 300 && (msg->method == SIP_INVITE || msg->method == SIP_UPDATE))
		leg_write_contact(leg);
	if (status == 405 || (status < 300 && msg->method == SIP_OPTIONS))
		sip_write_text(&sip.out, SIP_H_ALLOW, ALLOWED);
	sip_write_end(&sip.out, type, body);
	stack_answer(trans, status);
}

struct reply_head *leg_reply_head(const struct leg *leg, const struct sip_msg *msg)
{
	return stack_reply_head(msg, sip_dialog_local_tag(&leg->dialog));
}

static struct leg *find(const struct sip_msg *msg)
{
	uint32_t hash = stack_dialog_hash(msg->call_id, msg->to_tag);
	struct sip_node *node = sip_table_first(&sip.legs_by_dialog, hash);

	for (; node; node = sip_table_next(node)) {
		struct leg *leg = list_entry(node, struct leg, by_dialog);

		if (sip_dialog_match(&leg->dialog, msg))
			return leg;
	}
	return NULL;
}

bool leg_request(struct sip_trans *trans, const struct sip_msg *msg)
{
	struct leg *leg = find(msg);

	if (!leg)
		return false;
	if (!sip_dialog_in_order(&leg->dialog, msg)) {
		leg_answer(leg, trans, msg, 500, NULL, SPAN_NONE);
	} else if (msg->method == SIP_BYE) {
		leg_answer(leg, trans, msg, 200, NULL, SPAN_NONE);
		over(leg, OK, msg);
	} else if (msg->method == SIP_OPTIONS) {
		leg_answer(leg, trans, msg, 200, NULL, SPAN_NONE);
	} else if (!leg->owner || !leg->owner->asked) {
		leg_answer(leg, trans, msg, leg->owner ? 405 : 481, NULL, SPAN_NONE);
	} else {
		sip_dialog_refresh(&leg->dialog, msg);
		leg->owner->asked(leg->arg, trans, msg);
	}
	return true;
}

struct span leg_call_id(const struct leg *leg)
{
	return sip_dialog_part(&leg->dialog, SIP_DIALOG_CALL_ID);
}

struct sip_line *leg_line(const struct leg *leg)
{
	return leg->line;
}

const struct sip_hop *leg_hop(const struct leg *leg)
{
	return &leg->hop;
}

/* --- the end ---------------------------------------------------------------------- */

void legs_let_go(struct sip_line *line)
{
	list_each(node, &sip.legs) {
		struct leg *leg = list_entry(node, struct leg, node);

		if (leg->line == line)
			leg->line = NULL;
	}
}

void legs_stop(void)
{
	while (!list_empty(&sip.legs))
		over(list_entry(sip.legs.next, struct leg, node), ERR_CLOSED, NULL);
}
