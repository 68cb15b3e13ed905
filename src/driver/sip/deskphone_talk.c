/* SPDX-License-Identifier: MIT
 * deskphone_talk.c - a phone is made to answer, to hold and to resume by NOTIFY with Event:
 * talk and Event: hold, as BroadSoft began it and many makers do now.
 *
 * The NOTIFY belongs to no call of ours and names none: the phone does it to the one that
 * rings, or that it is in. So it is asked only where there is just one that it can mean.
 * Its answer says that the phone heard it; what it did is seen.
 */
#include "base/mem.h"
#include "driver/sip/deskphone.h"
#include "driver/sip/leg.h"

struct deskphone_talk {
	struct deskphone_call *c;
	enum call_op op;
	struct sip_dialog dialog;	/* what the NOTIFY is written from */
	struct sip_hop hop;
	struct resolve resolve;
	struct sip_trans *trans;
	struct sip_auth *auth;
	uint32_t auth_tries;
};

static void forget(struct deskphone_call *c)
{
	struct deskphone_talk *talk = c->talk;

	if (!talk)
		return;
	c->talk = NULL;
	resolve_stop(&talk->resolve);
	if (talk->trans)
		sip_trans_forget(talk->trans);
	sip_dialog_close(&talk->dialog);
	sip_auth_free(&talk->auth);
	mem_free(talk);
}

static void failed(struct deskphone_talk *talk, enum err err)
{
	struct deskphone_call *c = talk->c;
	enum call_op op = talk->op;

	forget(c);
	deskphone_call_failed(c, op, err);
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg);

static enum err send_notify(struct deskphone_talk *talk)
{
	enum err err;

	stack_request(&talk->dialog, "NOTIFY", &talk->hop);
	stack_contact(sip_line_user(talk->c->phone->line), &talk->hop, talk->dialog.secure);
	sip_write_text(&sip.out, SIP_H_EVENT, talk->op == CALL_HOLD ? "hold" : "talk");
	sip_write_text(&sip.out, SIP_H_SUBSCRIPTION_STATE, "active");
	if (talk->auth)
		sip_line_authorization(talk->c->phone->line, talk->auth, "NOTIFY",
				       sip_dialog_part(&talk->dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	err = stack_send(&talk->trans, "NOTIFY", &talk->hop, on_answer, talk);
	if (err)
		talk->trans = NULL;
	return err;
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg)
{
	struct deskphone_talk *talk = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	sip_trans_forget(trans);
	talk->trans = NULL;
	if (event != SIP_TRANS_FINAL)
		failed(talk, ERR_FAILED);
	else if (msg->status < 300)
		forget(talk->c);		/* now it must be seen */
	else if ((msg->status != 401 && msg->status != 407) ||
		 sip_line_authorize(talk->c->phone->line, &talk->auth, &talk->auth_tries, msg) || send_notify(talk))
		failed(talk, ERR_FAILED);
}

static enum err open_dialog(struct deskphone_talk *talk)
{
	const struct deskphone *phone = talk->c->phone;
	char call_id[SIP_CALL_ID_SIZE], tag[SIP_TAG_SIZE], own[1024], them[1100], proxy[512];
	struct buf local, remote, route;

	sip_call_id(&sip.ids, call_id);
	sip_tag(&sip.ids, tag);
	buf_fixed(&local, own, sizeof(own));
	leg_write_us(&local, phone->line, &talk->hop);
	buf_fixed(&remote, them, sizeof(them));
	buf_printf(&remote, "<%s>", phone->control_address);
	buf_fixed(&route, proxy, sizeof(proxy));
	sip_line_route(&route, phone->line, talk->resolve.which, false);
	if (local.full || remote.full || route.full)
		return ERR_ADDRESS;
	return sip_dialog_open(&talk->dialog, &(struct sip_dialog_args){
		.call_id = span_of(call_id), .local = buf_span(&local), .local_tag = span_of(tag),
		.remote = buf_span(&remote), .target = span_of(phone->control_address), .routes = buf_span(&route) });
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct deskphone_talk *talk = arg;

	if (hop)
		talk->hop = *hop;
	if (!hop || open_dialog(talk) || send_notify(talk))
		failed(talk, ERR_FAILED);
}

static enum err ask(struct deskphone_call *c, enum call_op op, const struct call_args *args)
{
	struct deskphone_talk *talk = mem_zalloc(sizeof(*talk));
	enum err err;

	if (!talk)
		return ERR_NOMEM;
	talk->c = c;
	talk->op = op;
	c->talk = talk;
	deskphone_call_asked(c, op);
	err = sip_line_resolve(c->phone->line, &talk->resolve, span_of(c->phone->control_address), hop_found, talk);
	if (err) {
		forget(c);
		deskphone_call_unasked(c);
	}
	return err;
}

static bool able(enum call_op op)
{
	return op == CALL_ANSWER || op == CALL_HOLD || op == CALL_UNHOLD;
}

static bool is_only_one(const struct deskphone_call *c, enum deskphone_state state)
{
	list_each(node, &c->phone->calls) {
		const struct deskphone_call *other = list_entry(node, struct deskphone_call, node);

		if (other != c && other->state == state)
			return false;
	}
	return c->state == state;
}

/* "talk" answers what rings, and else takes back what is held. */
static bool ready(const struct deskphone_call *c, enum call_op op)
{
	switch (op) {
	case CALL_ANSWER:	return is_only_one(c, DESKPHONE_OFFERED);
	case CALL_HOLD:		return is_only_one(c, DESKPHONE_TALKING);
	default:		break;
	}
	list_each(node, &c->phone->calls) {
		const struct deskphone_call *other = list_entry(node, struct deskphone_call, node);

		if (other->state == DESKPHONE_OFFERED || other->state == DESKPHONE_TALKING)
			return false;
	}
	return is_only_one(c, DESKPHONE_HELD);
}

const struct deskphone_control deskphone_talk = { .able = able, .ready = ready, .ask = ask, .forget = forget };
