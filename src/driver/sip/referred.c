/* SPDX-License-Identifier: MIT
 * referred.c - we are handed on: a REFER within a call (RFC 3515, 3892, 5589).
 *
 * The call to whoever is meant is a second sip_call, without one of the
 * model's until it talks; the first one tells by NOTIFY how it goes. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"
#include "wire/sip/refer.h"

#define LASTS_S 180		/* of the subscription that a REFER brings (RFC 3515 2.4.4) */

struct sip_referral {
	struct sip_call *next;		/* the call that was asked for; NULL: it is over, or talks */
	struct sip_trans *trans;	/* the NOTIFY under way */
	uint32_t id;			/* CSeq of the REFER; 0: the first of its dialog */
	uint32_t status, told;		/* how it goes; what the last NOTIFY said */
	bool deaf;			/* they want no NOTIFY */
};

static void notify(struct sip_call *s);

/* --- its end ------------------------------------------------------------------- */

void sip_referral_free(struct sip_call *s)
{
	struct sip_referral *referral = s->referral;

	if (!referral)
		return;
	s->referral = NULL;
	if (referral->next)
		referral->next->referrer = NULL;
	if (referral->trans)
		sip_trans_forget(referral->trans);
	mem_free(referral);
}

void sip_referral_stop(struct sip_call *s)
{
	struct sip_call *next = s->referral ? s->referral->next : NULL;

	if (!next)
		return;
	s->referral->next = NULL;
	next->referrer = NULL;
	sip_call_hang_up(next);
}

/* All is told. Who was left for another is hung up. */
static void done(struct sip_call *s)
{
	bool left = s->referral->status < 300;

	sip_referral_free(s);
	if (left && !s->call)
		sip_call_hang_up(s);
}

static void go_on(struct sip_call *s)
{
	struct sip_referral *referral = s->referral;

	if (referral->trans)
		return;
	if (!referral->deaf && referral->told != referral->status)
		notify(s);
	if (!referral->trans && referral->status >= 200)
		done(s);
}

/* --- NOTIFY ---------------------------------------------------------------------- */

static void on_notify(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg)
{
	struct sip_call *s = arg;
	struct sip_referral *referral = s->referral;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	referral->trans = NULL;
	sip_trans_forget(trans);
	if (event != SIP_TRANS_FINAL) {
		referral->deaf = true;
	} else if ((msg->status == 401 || msg->status == 407) && s->line &&
		   sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
		referral->told = 0;
	} else if (msg->status >= 300) {
		referral->deaf = true;
	} else {
		s->auth_tries = 0;
	}
	go_on(s);
}

static void notify(struct sip_call *s)
{
	struct sip_referral *referral = s->referral;
	char text[64];
	struct buf body;

	referral->told = referral->status;
	buf_fixed(&body, text, sizeof(text));
	sip_frag_write(&body, referral->status);
	sip_call_renew(s);
	stack_request(&s->dialog, "NOTIFY", &s->hop);
	sip_call_write_contact(s);
	if (referral->id)
		sip_writef(&sip.out, SIP_H_EVENT, "refer;id=%u", (unsigned)referral->id);
	else
		sip_write_text(&sip.out, SIP_H_EVENT, "refer");
	if (referral->status < 200)
		sip_writef(&sip.out, SIP_H_SUBSCRIPTION_STATE, "active;expires=%d", LASTS_S);
	else
		sip_write_text(&sip.out, SIP_H_SUBSCRIPTION_STATE, "terminated;reason=noresource");
	if (s->line && s->auth)
		sip_line_authorization(s->line, s->auth, "NOTIFY",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), buf_span(&body));
	sip_write_end(&sip.out, "message/sipfrag;version=2.0", buf_span(&body));
	if (stack_send(&referral->trans, "NOTIFY", &s->hop, on_notify, s)) {
		referral->trans = NULL;
		referral->deaf = true;
	}
}

/* --- how it goes ------------------------------------------------------------------ */

void sip_referral_news(struct sip_call *next, uint32_t status)
{
	struct sip_call *s = next->referrer;

	if (!s || s->referral->status >= 200 || status == s->referral->status)
		return;
	s->referral->status = status;
	if (status >= 200) {
		s->referral->next = NULL;
		next->referrer = NULL;
	}
	go_on(s);
}

/* From now on the new call is one like any other. Where nothing says who wanted
 * it so, it was who sent the REFER. */
static void pass_to_next(struct sip_call *s)
{
	struct sip_call *next = s->referral->next;
	struct call *call = s->call;

	s->referral->next = NULL;
	next->referrer = NULL;
	sip_call_hand_over(s, next);
	if (!next->referred_by)
		sip_call_transferred(call, SPAN_NONE, sip_dialog_part(&s->dialog, SIP_DIALOG_REMOTE));
}

void sip_referral_answered(struct sip_call *next)
{
	struct sip_call *s = next->referrer;
	bool held;

	if (!s)
		return;
	pass_to_next(s);
	s->referral->status = 200;
	go_on(s);
	held = sip_call_is_held(next);
	if (held != next->held) {	/* that was asked for meanwhile */
		next->held = held;
		sip_call_reinvite(next);
	}
}

bool sip_referral_bye(struct sip_call *s)
{
	if (!s->call || !s->referral || !s->referral->next)
		return false;
	pass_to_next(s);
	sip_call_free(s);
	return true;
}

/* --- the REFER -------------------------------------------------------------------- */

/* Whether it may be done now; 0: yes. */
static uint32_t check(const struct sip_call *s, const struct sip_msg *msg)
{
	const struct sip_field *field = sip_msg_first(msg, SIP_H_REFER_TO);

	if (!field || sip_msg_next(msg, field))
		return 400;		/* RFC 3515 2.4.2 */
	if (s->state == SIP_CALL_ENDING)
		return 481;
	if (!s->line || !s->call || !s->line->conf->transferable)
		return 603;
	/* Who asks within the call has our answer, also when the ACK to it was lost. */
	if ((s->state != SIP_CALL_TALKING && s->state != SIP_CALL_ANSWERED) || s->referral || s->refer || s->asked || s->consult_for)
		return 491;
	return 0;
}

/* The call that is asked for, not begun. */
static enum err next_new(struct sip_call **out, struct sip_call *s, const struct sip_refer_to *to,
			 const struct sip_msg *msg)
{
	struct span by = sip_msg_get(msg, SIP_H_REFERRED_BY);
	struct sip_call *next;

	if (sip_call_new(&next, s->line, NULL))
		return ERR_NOMEM;
	next->held = s->held;
	next->transferred = true;
	next->target = mem_text(to->uri.at, to->uri.len);
	if (to->replaces[0])
		next->replaces = mem_text(to->replaces, strlen(to->replaces));
	if (by.at)
		next->referred_by = mem_text(by.at, by.len);
	if (!next->target || (to->replaces[0] && !next->replaces) || (by.at && !next->referred_by)) {
		sip_call_free(next);
		return ERR_NOMEM;
	}
	*out = next;
	return OK;
}

static enum err begin(struct sip_call *s, const struct sip_refer_to *to, const struct sip_msg *msg)
{
	struct sip_referral *referral = mem_zalloc(sizeof(*referral));
	enum err err = referral ? next_new(&referral->next, s, to, msg) : ERR_NOMEM;

	if (err) {
		mem_free(referral);
		return err;
	}
	referral->id = s->referrals++ ? msg->cseq.number : 0;
	referral->status = 100;
	referral->next->referrer = s;
	s->referral = referral;
	return OK;
}

void sip_referred(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span tag = sip_dialog_local_tag(&s->dialog);
	struct sip_refer_to to;
	uint32_t status = check(s, msg);

	if (!status)
		switch (sip_refer_to_read(&to, sip_msg_get(msg, SIP_H_REFER_TO))) {
		case OK:		break;
		case ERR_SYNTAX:	status = 400; break;
		default:		status = 603;
		}
	if (!status && begin(s, &to, msg))
		status = 500;
	if (status) {
		stack_refuse(trans, msg, status, tag);
		return;
	}
	sip_dialog_refresh(&s->dialog, msg);
	stack_reply(msg, 202, sip_dialog_local_tag(&s->dialog));
	sip_call_write_contact(s);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, 202);
	log_write(LOG_INFO, "sip", call_name(s->call), "is transferred to %s", s->referral->next->target);
	notify(s);
	sip_call_start(s->referral->next);
}
