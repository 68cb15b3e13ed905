/* SPDX-License-Identifier: MIT
 * refer.c - we hand a call on: REFER, and what its NOTIFYs tell (RFC 3515, 5589). */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "driver/sip/digits.h"
#include "driver/sip/park.h"
#include "driver/sip/sound.h"
#include "driver/sip/transfer.h"
#include "model/join.h"
#include "wire/sip/refer.h"

struct sip_refer {
	struct sip_call *s;
	struct sip_trans *trans;	/* the REFER under way */
	enum call_op op;		/* the request that waits */
	uint32_t consult;		/* handle of the model's call to join with; 0: none */
	bool accepted;			/* a 2xx came */
	struct timer timer;		/* the outcome is overdue */
	char *to;			/* value of Refer-To */
};

static enum err send_refer(struct sip_refer *refer);

/* --- its end ------------------------------------------------------------------- */

static struct call *consult_of(const struct sip_refer *refer)
{
	struct call *call = refer->consult ? call_find(sip.desk, refer->consult) : NULL;

	return call && (call->state & CALLSTATE_ALIVE) ? call : NULL;
}

static void kept_over(void *arg)
{
	struct sip_call *consult = arg;

	sip_call_over(consult, consult->kept_mode);
}

void sip_refer_stop(struct sip_call *s)
{
	struct sip_refer *refer = s->refer;
	struct call *consult;

	if (!refer)
		return;
	consult = consult_of(refer);
	s->refer = NULL;
	/* Told later: whoever stops this may be in the middle of something. */
	if (consult && consult->data) {
		struct sip_call *c = consult->data;

		c->consult_for = NULL;
		if (c->kept)
			timer_set(&sip.desk->timers, &c->timer, 0, kept_over, c);
	}
	if (refer->trans)
		sip_trans_forget(refer->trans);
	timer_stop(&sip.desk->timers, &refer->timer);
	mem_free(refer->to);
	mem_free(refer);
}

void sip_refer_fail(struct sip_call *s, enum err err)
{
	enum call_op op;

	if (!s->refer)
		return;
	op = s->refer->op;
	sip_refer_stop(s);
	if (op == CALL_PARK)
		sip_park_stop(s->parking);
	if (s->call)
		call_reply(s->call, op, err);
}

static void hang_up_quietly(struct call *call)
{
	struct sip_call *s = call->data;

	if (!s)
		return;
	sip_call_let_go(s);
	sip_call_hang_up(s);
}

static void succeeded(struct sip_call *s)
{
	struct call *call = s->call, *consult = consult_of(s->refer);
	enum call_op op = s->refer->op;

	sip_refer_stop(s);
	if (op == CALL_PARK && sip_park_taken(s)) {
		sip_call_hang_up(s);
		return;
	}
	call_reply(call, op, OK);
	hang_up_quietly(call);
	if (!consult) {
		call_event(call, EV_GONE, 0);
		return;
	}
	hang_up_quietly(consult);
	join_transferred(call, consult);
}

bool sip_refer_bye(struct sip_call *s)
{
	struct call *call = s->call, *consult;
	enum call_op op;

	if (!s->refer || !s->refer->accepted || !call)
		return false;
	consult = consult_of(s->refer);
	op = s->refer->op;
	sip_refer_stop(s);
	if (op == CALL_PARK && sip_park_taken(s)) {
		sip_call_free(s);
		return true;
	}
	sip_call_let_go(s);
	sip_call_free(s);
	call_reply(call, op, OK);
	if (!consult) {
		call_event(call, EV_GONE, 0);
		return true;
	}
	hang_up_quietly(consult);
	join_transferred(call, consult);
	return true;
}

bool sip_refer_keeps(struct sip_call *s, DWORD disconnect_mode)
{
	if (!s->call || !s->consult_for)
		return false;
	s->kept = true;
	s->kept_mode = disconnect_mode;
	s->state = SIP_CALL_ENDING;
	sip_digits_stop(s);
	sip_sound_leave(s);
	media_close(s->media);
	s->media = NULL;
	if (s->invite)
		sip_trans_forget(s->invite);
	s->invite = NULL;
	timer_stop(&sip.desk->timers, &s->timer);
	timer_stop(&sip.desk->timers, &s->session);
	timer_stop(&sip.desk->timers, &s->silence);
	return true;
}

static void overdue(void *arg)
{
	struct sip_refer *refer = arg;

	log_write(LOG_WARN, "sip", call_name(refer->s->call),
		  "the far end did not tell within transfer-wait what became of the transfer");
	sip_refer_fail(refer->s, ERR_FAILED);
}

/* --- its answers --------------------------------------------------------------- */

/* Whoever rings for us would ring for nobody: they are called by another now. */
static void free_the_way(struct sip_refer *refer)
{
	struct call *call = consult_of(refer);
	struct sip_call *consult = call ? call->data : NULL;

	if (!consult || consult->state != SIP_CALL_CALLING || !consult->invite)
		return;
	if (sip_client_cancel(consult->invite))
		return;
	consult->cancelled = true;
	consult->state = SIP_CALL_ENDING;
}

static void accepted(struct sip_refer *refer, const struct sip_msg *msg)
{
	struct sip_token sub;
	struct span value = sip_msg_get(msg, SIP_H_REFER_SUB);

	refer->accepted = true;
	free_the_way(refer);
	/* RFC 4488: nothing more will be said of it. */
	if (value.at && !sip_token_read(value, &sub) && span_isi(sub.token, "false"))
		succeeded(refer->s);
}

static void refused(struct sip_refer *refer, const struct sip_msg *msg)
{
	struct sip_call *s = refer->s;

	switch (msg->status) {
	case 401:
	case 407:
		if (s->line && sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
			if (send_refer(refer) == OK)
				return;
		}
		sip_refer_fail(s, ERR_FAILED);
		break;
	case 405:
	case 420:
	case 501:			/* it knows nothing of REFER */
		sip_refer_fail(s, ERR_UNAVAIL);
		break;
	case 408:
	case 481:
		sip_refer_fail(s, ERR_FAILED);
		sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
		break;
	default:
		sip_refer_fail(s, ERR_FAILED);
	}
}

static void on_refer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg)
{
	struct sip_refer *refer = arg;
	struct sip_call *s = refer->s;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	refer->trans = NULL;
	sip_trans_forget(trans);
	if (event != SIP_TRANS_FINAL) {
		sip_refer_fail(s, ERR_FAILED);
		sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
		return;
	}
	if (msg->status < 300) {
		s->auth_tries = 0;
		accepted(refer, msg);
	} else {
		refused(refer, msg);
	}
}

bool sip_refer_told(const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_EVENT);
	struct sip_token event;

	return value.at && !sip_token_read(value, &event) && span_isi(event.token, "refer");
}

bool sip_refer_told_last(const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_SUBSCRIPTION_STATE);
	struct sip_token state;

	return value.at && !sip_token_read(value, &state) && span_isi(state.token, "terminated");
}

void sip_refer_notified(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span tag = sip_dialog_local_tag(&s->dialog);
	uint32_t status;

	if (!sip_refer_told(msg) || !s->refer) {
		stack_refuse(trans, msg, sip_refer_told(msg) ? 481 : 489, tag);
		return;
	}
	if (sip_frag_read(msg->body, &status)) {
		stack_refuse(trans, msg, 400, tag);
		return;
	}
	stack_refuse(trans, msg, 200, tag);
	log_write(LOG_DEBUG, "sip", call_name(s->call), "transfer: %u", (unsigned)status);
	if (status >= 200 && status < 300)
		succeeded(s);
	else if (status >= 300 || sip_refer_told_last(msg))
		sip_refer_fail(s, ERR_FAILED);
}

/* --- its beginning -------------------------------------------------------------- */

static enum err send_refer(struct sip_refer *refer)
{
	struct sip_call *s = refer->s;
	enum err err;

	sip_call_renew(s);
	stack_request(&s->dialog, "REFER", &s->hop);
	sip_call_write_contact(s);
	sip_write_text(&sip.out, SIP_H_REFER_TO, refer->to);
	if (!s->private) {
		sip_write_open(&sip.out, SIP_H_REFERRED_BY);
		sip_call_write_identity(&sip.out, s);
		sip_write_close(&sip.out);
	}
	if (s->auth)
		sip_line_authorization(s->line, s->auth, "REFER",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	err = stack_send(&refer->trans, "REFER", &s->hop, on_refer, refer);
	if (err)
		refer->trans = NULL;
	return err;
}

/* `to` is taken, whatever comes of it. */
static enum err begin(struct sip_call *s, enum call_op op, struct call *consult, char *to)
{
	struct sip_refer *refer = mem_zalloc(sizeof(*refer));
	enum err err;

	if (!refer || !to) {
		mem_free(refer);
		mem_free(to);
		return ERR_NOMEM;
	}
	*refer = (struct sip_refer){ .s = s, .op = op, .to = to, .consult = consult ? consult->handle : 0 };
	s->refer = refer;
	err = send_refer(refer);
	if (err) {
		sip_refer_stop(s);
		return err;
	}
	if (consult)
		((struct sip_call *)consult->data)->consult_for = s;
	timer_set(&sip.desk->timers, &refer->timer, s->line->conf->transfer_wait_s * 1000ull, overdue, refer);
	return OK;
}

bool sip_refer_ready(const struct sip_call *s)
{
	return s->line && s->state == SIP_CALL_TALKING && !s->refer && !s->referral && !s->asked;
}

static char *refer_to(struct span uri, const struct sip_replaces *replaces)
{
	char *text = NULL;
	struct buf b;

	buf_grow(&b);
	sip_refer_to_write(&b, uri, replaces);
	if (!b.full)
		text = mem_text(b.at, b.len);
	buf_free(&b);
	return text;
}

enum err sip_refer_begin(struct sip_call *s, enum call_op op, const char *dest)
{
	char *target, *to;
	enum err err;

	err = sip_call_target(&target, s->line, dest);
	if (err)
		return err;
	to = refer_to(span_of(target), NULL);
	mem_free(target);
	return begin(s, op, NULL, to);
}

enum err sip_blind_transfer(struct call *call, const struct call_args *args)
{
	return sip_refer_begin(call->data, CALL_BLIND_TRANSFER, args->dest);
}

/* Where the far end of `s` is reached by others: where there is a server at its
 * address, so that the way leads through the server, else directly. */
static struct span address_of(const struct sip_call *s)
{
	struct sip_addr addr;
	struct span rest;

	if ((s->line->conf->registers || s->line->conf->proxy[0]) &&
	    !sip_addr_read(&addr, sip_dialog_part(&s->dialog, SIP_DIALOG_REMOTE), NULL) &&
	    span_starts(addr.uri, "sip:"))
		return span_cut(addr.uri, '?', &rest);
	return sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET);
}

enum err sip_complete_transfer(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data, *consult = args->other->data;
	struct sip_replaces replaces = { 0 };

	if (args->mode == LINETRANSFERMODE_CONFERENCE)
		return sip_conference_of_both(call, args);
	if (args->mode && args->mode != LINETRANSFERMODE_TRANSFER)
		return ERR_TRANSFERMODE;
	/* A call that only rings cannot be taken over: they are called anew. */
	if (consult->state == SIP_CALL_CALLING && consult->target)
		return begin(s, CALL_COMPLETE_TRANSFER, args->other, refer_to(span_of(consult->target), NULL));
	replaces.call_id = sip_dialog_part(&consult->dialog, SIP_DIALOG_CALL_ID);
	replaces.to_tag = sip_dialog_remote_tag(&consult->dialog);
	replaces.from_tag = sip_dialog_local_tag(&consult->dialog);
	return begin(s, CALL_COMPLETE_TRANSFER, args->other, refer_to(address_of(consult), &replaces));
}
