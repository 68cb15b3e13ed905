/* SPDX-License-Identifier: MIT
 * deskphone_dial.c - click to dial: the phone is rung by a call without a voice; when it
 * is answered there it is asked by REFER to call whom the application wants (RFC 5589),
 * or, where it does not take that, both are joined by us (bridge.h). */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/bridge.h"
#include "driver/sip/deskphone.h"
#include "driver/sip/leg.h"
#include "driver/sip/outcome.h"
#include "driver/sip/transfer.h"
#include "wire/sip/refer.h"

#define SETTLE_MS 3000		/* until the phone has told what it made of it */
#define EARLY_MS 300		/* after which a REFER that came too early is sent again */
#define EARLIES_MAX 3
#define SDP_NOWHERE 9		/* the discard port: nothing is sent there */

struct deskphone_click {
	struct deskphone_call *c;
	struct leg *leg;		/* to the phone; NULL: over, or the bridge's */
	struct bridge *bridge;		/* NULL: the phone calls by itself */
	char *target;			/* whom to call, a URI */
	struct sdp_end end;		/* of the leg */
	bool answered;			/* by the phone */
	bool accepted;			/* the REFER was */
	uint8_t earlies;		/* REFERs that came too early */
	struct timer timer;		/* it takes too long; or it should have settled */
};

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- its end --------------------------------------------------------------- */

void deskphone_click_end(struct deskphone_call *c)
{
	struct deskphone_click *click = c->click;

	if (!click)
		return;
	c->click = NULL;
	timer_stop(timers(), &click->timer);
	leg_close(click->leg);
	bridge_let_go(click->bridge);
	mem_free(click->target);
	mem_free(click);
}

/* It will not be. What the phone still has of it goes on without the model. */
static void failed(struct deskphone_click *click, DWORD mode, DWORD busy)
{
	struct call *call = deskphone_call_leave(click->c);

	if (!call)
		return;
	if (busy)
		call_event(call, EV_BUSY, busy);
	if (mode)
		call_event(call, EV_HANGUP, mode);
	call_event(call, EV_GONE, 0);
}

static void failed_by(struct deskphone_click *click, uint32_t status)
{
	struct sip_outcome outcome = sip_outcome_of_status(status);

	failed(click, outcome.disconnect, outcome.busy);
}

/* By now the phone has told of the call that it makes; if it only told of ours, a server
 * between us turned that one into it. Nothing at all: nobody knows what became of it. */
static void settled(void *arg)
{
	struct deskphone_click *click = arg;
	struct deskphone_call *c = click->c;

	deskphone_call_go_on(c);
	if (!c->id[0]) {
		log_write(LOG_WARN, "sip", c->call ? call_name(c->call) : NULL,
			  "the phone does not tell of the call that it was to make");
		failed(click, LINEDISCONNECTMODE_UNKNOWN, 0);
		return;
	}
	deskphone_click_end(c);
	deskphone_watch_again(c->phone);
}

static void settle(struct deskphone_click *click)
{
	timer_set(timers(), &click->timer, SETTLE_MS, settled, click);
}

void deskphone_click_alone(struct deskphone_call *c)
{
	if (!c->id[0] && !c->click->leg && !c->click->bridge)
		settle(c->click);
}

/* --- how it goes ------------------------------------------------------------- */

static enum err refer(struct deskphone_click *click);

static void refer_again(void *arg)
{
	struct deskphone_click *click = arg;

	if (refer(click))
		failed(click, LINEDISCONNECTMODE_TEMPFAILURE, 0);
}

/* A server between us has answered, but not yet connected us with the phone (Asterisk
 * says 400 then, to the REFER or behind its 202). True: it is asked again soon. */
static bool comes_early(struct deskphone_click *click, uint32_t status)
{
	if ((status != 400 && status != 491 && status != 500) || !click->leg ||
	    click->c->state != DESKPHONE_PROCEEDING || click->earlies == EARLIES_MAX)
		return false;
	click->earlies++;
	click->accepted = false;
	timer_set(timers(), &click->timer, EARLY_MS, refer_again, click);
	return true;
}

/* The destination's last or latest word. */
static void progress(struct deskphone_click *click, uint32_t status)
{
	struct deskphone_call *c = click->c;

	if (status >= 300 && comes_early(click, status))
		return;
	if (status >= 300) {
		failed_by(click, status);
	} else if (status >= 200 && !click->bridge) {
		deskphone_call_is(c, DESKPHONE_TALKING);
		leg_close(click->leg);
		click->leg = NULL;
		settle(click);
	} else if (c->state < DESKPHONE_TALKING && status == 180) {
		deskphone_call_is(c, DESKPHONE_RINGBACK);
	}
}

static void overdue(void *arg)
{
	struct deskphone_click *click = arg;

	log_write(LOG_WARN, "sip", click->c->call ? call_name(click->c->call) : NULL,
		  "the phone did not tell within transfer-wait what became of the call");
	settled(click);
}

static void notified(struct deskphone_click *click, struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t status;

	if (!sip_refer_told(msg)) {
		leg_answer(click->leg, trans, msg, 489, NULL, SPAN_NONE);
		return;
	}
	if (sip_frag_read(msg->body, &status)) {
		leg_answer(click->leg, trans, msg, 400, NULL, SPAN_NONE);
		return;
	}
	leg_answer(click->leg, trans, msg, 200, NULL, SPAN_NONE);
	if (!click->accepted)
		return;			/* it comes again after the 202 */
	if (status < 200 && sip_refer_told_last(msg))
		settle(click);
	else
		progress(click, status);
}

/* --- the bridge ----------------------------------------------------------------- */

static void bridge_progress(void *arg, uint32_t status)
{
	progress(arg, status);
}

static void bridge_stands(void *arg)
{
	struct deskphone_click *click = arg;

	deskphone_call_go_on(click->c);
	deskphone_call_is(click->c, DESKPHONE_TALKING);
}

static void bridge_over(void *arg, const struct sip_msg *msg, bool phone)
{
	struct deskphone_click *click = arg;
	struct sip_outcome outcome = { LINEDISCONNECTMODE_UNREACHABLE, 0 };

	click->bridge = NULL;
	if (msg)
		outcome = sip_outcome_of(msg);
	failed(click, phone && msg && msg->request ? 0 : outcome.disconnect, outcome.busy);
}

static const struct bridge_owner bridge_owner = { bridge_progress, bridge_stands, bridge_over };

static void join(struct deskphone_click *click)
{
	struct bridge_first first = { click->leg, &click->end };

	click->leg = NULL;
	timer_stop(timers(), &click->timer);
	if (bridge_open(&click->bridge, &first, click->target, &bridge_owner, click))
		failed(click, LINEDISCONNECTMODE_TEMPFAILURE, 0);
}

/* --- REFER ------------------------------------------------------------------------ */

static void on_refer(void *arg, const struct sip_msg *msg)
{
	struct deskphone_click *click = arg;
	struct span value;
	struct sip_token sub;

	if (!msg) {
		failed(click, LINEDISCONNECTMODE_UNREACHABLE, 0);
	} else if (msg->status < 300) {
		click->accepted = true;
		value = sip_msg_get(msg, SIP_H_REFER_SUB);
		if (value.at && !sip_token_read(value, &sub) && span_isi(sub.token, "false"))
			settle(click);		/* RFC 4488: nothing will be told of it */
	} else if (comes_early(click, msg->status)) {
		return;
	} else if (click->c->phone->line->conf->desk_dial == SIP_DESK_DIAL_AUTO) {
		join(click);
	} else {
		failed_by(click, msg->status);
	}
}

static enum err refer(struct deskphone_click *click)
{
	const struct sip_line *line = click->c->phone->line;
	struct buf head;
	char text[2048];

	buf_fixed(&head, text, sizeof(text));
	buf_text(&head, "Refer-To: ");
	sip_refer_to_write(&head, span_of(click->target), NULL);
	buf_text(&head, "\r\nReferred-By: ");
	leg_write_us(&head, line, leg_hop(click->leg));
	buf_text(&head, "\r\n");
	if (head.full)
		return ERR_ADDRESS;
	timer_set(timers(), &click->timer, line->conf->transfer_wait_s * 1000ull, overdue, click);
	return leg_ask(click->leg, &(struct leg_question){ .method = "REFER", .head = buf_span(&head), .answered = on_refer,
						     .arg = click });
}

/* --- the call to the phone ----------------------------------------------------------- */

/* That it may be answered by itself, in the words of RFC 3261 20.9 as phones know them,
 * of RFC 5373, and what makers ask for in Alert-Info. */
static void write_answer_mode(const struct sip_line_conf *conf, const struct sip_line *line, const struct sip_hop *hop)
{
	if (conf->desk_answer == SIP_DESK_ANSWER_CALL_INFO) {
		sip_write_open(&sip.out, SIP_H_CALL_INFO);
		buf_text(&sip.out, "<sip:");
		sip_line_domain(&sip.out, line, hop);
		buf_text(&sip.out, ">;answer-after=0");
		sip_write_close(&sip.out);
	} else if (conf->desk_answer == SIP_DESK_ANSWER_ALERT_INFO) {
		sip_write_text(&sip.out, SIP_H_ALERT_INFO, conf->desk_alert_info);
	} else if (conf->desk_answer == SIP_DESK_ANSWER_MODE) {
		sip_write_text(&sip.out, SIP_H_ANSWER_MODE, "Auto");
	}
}

static const char *invites(void *arg, const struct sip_hop *hop, struct buf *body)
{
	struct deskphone_click *click = arg;
	const struct sip_line *line = click->c->phone->line;

	write_answer_mode(line->conf, line, hop);
	if (!click->end.port) {
		net_host_text(net_of(&hop->local), click->end.address);
		click->end.port = SDP_NOWHERE;
		click->end.id = click->end.version = ++sip.ids.count & 0x7fffffff;
		click->end.codec[click->end.codecs++] = SDP_PCMA;
		click->end.codec[click->end.codecs++] = SDP_PCMU;
	}
	if (sdp_offer_write(body, &click->end, SDP_INACTIVE) != SDP_OK)
		body->full = true;
	return "application/sdp";
}

static void begun(void *arg)
{
	struct deskphone_click *click = arg;

	deskphone_call_is(click->c, DESKPHONE_DIALING);
}

/* They are at the phone now: the rest is as quick as the network. */
static void answered(void *arg, const struct sip_msg *msg)
{
	struct deskphone_click *click = arg;
	const struct sip_line_conf *conf = click->c->phone->line->conf;
	enum err err;

	leg_acknowledge(click->leg, NULL, SPAN_NONE);
	click->answered = true;
	deskphone_call_is(click->c, DESKPHONE_PROCEEDING);
	if (conf->desk_dial == SIP_DESK_DIAL_3PCC) {
		join(click);
		return;
	}
	err = refer(click);
	if (err)
		failed(click, LINEDISCONNECTMODE_TEMPFAILURE, 0);
}

/* `msg` tells why, if there is one. */
static void over(void *arg, enum err err, const struct sip_msg *msg)
{
	struct deskphone_click *click = arg;
	struct sip_outcome outcome = { LINEDISCONNECTMODE_UNREACHABLE, 0 };

	click->leg = NULL;
	if (msg)
		outcome = sip_outcome_of(msg);
	if (err && !click->answered)
		deskphone_call_stillborn(click->c, err);
	else if (click->accepted)
		settle(click);		/* there is no more need of us */
	else
		failed(click, msg && msg->request ? 0 : outcome.disconnect, outcome.busy);
}

/* What the phone wants of a call without a voice: to hold it, to find out about it. */
static void asked(void *arg, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct deskphone_click *click = arg;
	struct sdp_session_choice choice;
	char text[1024];
	struct buf body;
	struct sdp sdp;

	buf_fixed(&body, text, sizeof(text));
	switch (msg->method) {
	case SIP_NOTIFY:
		notified(click, trans, msg);
		break;
	case SIP_INVITE:
	case SIP_UPDATE:
		if (msg->body.len && (sdp_read(&sdp, msg->body) != SDP_OK ||
		    sdp_answer(&body, &click->end, &sdp, SDP_INACTIVE, &choice) != SDP_OK))
			leg_answer(click->leg, trans, msg, 488, NULL, SPAN_NONE);
		else if (!msg->body.len && msg->method == SIP_INVITE &&
			 sdp_offer_write(&body, &click->end, SDP_INACTIVE) != SDP_OK)
			leg_answer(click->leg, trans, msg, 500, NULL, SPAN_NONE);
		else
			leg_answer(click->leg, trans, msg, 200, body.len ? "application/sdp" : NULL, buf_span(&body));
		break;
	case SIP_INFO:
		leg_answer(click->leg, trans, msg, 200, NULL, SPAN_NONE);
		break;
	default:
		leg_answer(click->leg, trans, msg, 405, NULL, SPAN_NONE);
	}
}

static const struct leg_owner owner = {
	.invites = invites, .begun = begun, .answered = answered, .over = over, .asked = asked,
};

static enum err click_new(struct deskphone *phone, struct call *call, char **target)
{
	struct deskphone_click *click = mem_zalloc(sizeof(*click));
	struct deskphone_call *c = click ? deskphone_call_new(phone, "", LINECALLORIGIN_OUTBOUND, call) : NULL;
	enum err err;

	if (!c) {
		mem_free(click);
		return ERR_NOMEM;
	}
	click->c = c;
	click->target = *target;
	*target = NULL;
	c->click = click;
	err = leg_open(&click->leg, phone->line, phone->address, &owner, click);
	if (err)
		deskphone_call_free(c);
	return err;
}

enum err deskphone_dial(struct call *call, const struct call_args *args)
{
	struct sip_line *line = sip_line_of(call->line);
	struct deskphone *phone = line->deskphone;
	char *target;
	enum err err;

	if (call->data)
		return ERR_STATE;		/* what was dialled is dialled */
	if (line->state != SIP_LINE_READY)
		return ERR_NOTREGISTERED;
	err = sip_call_target(&target, line, args->dest);
	if (err)
		return err;
	call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, number_address(span_of(args->dest)), SPAN_NONE);
	err = phone->control && phone->control->dial ? phone->control->dial(phone, call, target) :
	      click_new(phone, call, &target);
	mem_free(target);
	return err;
}

bool deskphone_click_drop(struct deskphone_call *c)
{
	if (!deskphone_click_may_drop(c))
		return false;
	bridge_close(c->click->bridge);
	c->click->bridge = NULL;
	failed(c->click, 0, 0);
	return true;
}

bool deskphone_click_may_drop(const struct deskphone_call *c)
{
	return c->click && !c->click->accepted;
}

/* --- what is seen meanwhile -------------------------------------------------------- */

static bool is_us(const struct deskphone_click *click, const struct dialog_about *about)
{
	char user[256];
	struct sip_uri uri;

	if (!click->leg || about->initiator)
		return false;
	if (about->call_id[0] && span_is(leg_call_id(click->leg), about->call_id))
		return true;
	if (!about->remote[0])
		return true;
	return !sip_uri_read(&uri, span_of(about->remote)) && sip_uri_user_text(&uri, user, sizeof(user)) &&
	       span_is(sip_line_user(click->c->phone->line), user);
}

struct deskphone_call *deskphone_click_takes(struct deskphone *phone, const struct dialog_about *about)
{
	list_each(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!c->click)
			continue;
		if (!c->first_id[0] && !c->id[0] && is_us(c->click, about)) {
			span_copy(span_of(about->id), c->first_id, sizeof(c->first_id));
			return c;
		}
		if (!c->id[0] && c->click->accepted && about->initiator) {
			span_copy(span_of(about->id), c->id, sizeof(c->id));
			return c;
		}
	}
	return NULL;
}
