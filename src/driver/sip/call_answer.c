/* SPDX-License-Identifier: MIT
 * call_answer.c - what is answered to our INVITE. */
#include "driver/sip/call_answer.h"
#include "driver/sip/begin.h"
#include "driver/sip/cc.h"
#include "driver/sip/code.h"
#include "driver/sip/complete.h"
#include "driver/sip/conference.h"
#include "driver/sip/connection.h"
#include "driver/sip/digits.h"
#include "driver/sip/outcome.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"

#define ANSWERS_MAX 16		/* of other forks, that are ended in order */
#define SESSION_TRIES_MAX 3	/* 422 */

void sip_call_ack(struct sip_call *s, uint32_t cseq)
{
	char via[SIP_VIA_SIZE];
	struct buf b;

	buf_fixed(&b, via, sizeof(via));
	stack_via(&b, &s->hop);
	buf_reset(&sip.out);
	sip_dialog_ack(&sip.out, &s->dialog, cseq, buf_span(&b));
	if (s->auth && s->line)
		sip_line_authorization(s->line, s->auth, "ACK",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_send_plain(&s->hop);
}

/* A session description in a response to our INVITE: the answer to our offer. */
static bool take_answer(struct sip_call *s, struct span body)
{
	struct sdp_session_choice choice;

	if (s->answer_taken || !body.len)
		return s->answer_taken;
	if (sip_keys_take(s, body, sip_call_wish(s), &choice) != SDP_OK)
		return false;
	s->answer_taken = true;
	sip_call_talk(s, &choice);
	return true;
}

/* It rings in one more place. What is heard is of the first that has a voice. */
static void another_place(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_fork *fork = sip_fork_heard(s, msg);

	if (!fork)
		return;
	call_event(s->call, msg->status == 180 ? EV_RINGBACK : EV_PROCEED, 0);
	if (s->call && !s->answer_taken && take_answer(s, msg->body))
		s->early_from_fork = true;
}

static void provisional(struct sip_call *s, const struct sip_msg *msg)
{
	enum err err = sip_call_wanted(s) && msg->status > 100 ? sip_dialog_answered(&s->dialog, msg) : OK;

	if (s->call && err == ERR_STATE)
		another_place(s, msg);
	if (!sip_call_wanted(s) || err || !sip_reliable_heard(s, &s->dialog, &s->rseq, msg))
		return;			/* we hung up; or it counts for nothing */
	sip_referral_news(s, msg->status);
	if (!s->call)
		return;
	if (sip_call_is_fetched(s))
		;			/* nothing to tell yet */
	else if (msg->status == 180)
		call_event(s->call, EV_RINGBACK, 0);
	else
		call_event(s->call, EV_PROCEED, 0);
	if (s->call && msg->status > 100) {
		sip_call_diverted(s->call, msg);
		sip_carry_heard(s, msg);
		sip_cc_heard(s, msg);
		if (msg->body.len && s->early_from_fork)
			s->answer_taken = s->early_from_fork = false;	/* the first place counts more */
		take_answer(s, msg->body);
	}
}

/* The way to the far end itself, now that it is known: there go the ACK and
 * all further requests. */
static void way_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;

	if (hop)
		s->hop = *hop;
	sip_call_ack(s, s->answered_cseq);
	s->cancelled = false;
	if (s->state == SIP_CALL_ENDING || !s->answer_taken) {
		struct call *call;

		sip_referral_news(s, 488);
		call = sip_call_let_go(s);
		sip_call_hang_up(s);
		if (call)
			call_ended(call, LINEDISCONNECTMODE_INCOMPATIBLE);
		return;
	}
	if (sip_code_answered(s))
		return;
	sip_referral_answered(s);
	if (s->transferred)
		sip_call_transferred(s->call, sip_dialog_part(&s->dialog, SIP_DIALOG_REMOTE),
				     s->referred_by ? span_of(s->referred_by) : SPAN_NONE);
	s->transferred = false;
	sip_digits_after(s);
	sip_carry_connected(s);
	sip_conference_connected(s);
}

/* The dialog is with who answered, which may be another one than who rang:
 * then nothing counts of what that one said. */
static enum err settle_dialog(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_dialog fork;
	struct sip_fork *early = sip_fork_find(s, msg->to_tag);
	enum err err = sip_dialog_answered(&s->dialog, msg);

	if (err != ERR_STATE) {
		s->answer_taken = s->answer_taken && !s->early_from_fork;
		return err;
	}
	err = sip_dialog_fork(&fork, &s->dialog, msg);
	if (err)
		return err;
	if (early)
		fork.local_cseq = early->dialog.local_cseq;	/* of its PRACKs */
	sip_dialog_close(&s->dialog);
	s->dialog = fork;
	s->answer_taken = false;
	return OK;
}

/* After a 3xx the To is still that of who is not there. */
static void tell_connected(struct sip_call *s, const struct sip_msg *msg)
{
	if (!s->call || s->transferred)
		return;			/* told when all is through */
	if (s->targets && !sip_msg_get(msg, SIP_H_P_ASSERTED_IDENTITY).at)
		sip_call_tell(s->call, PARTY_CONNECTED, span_of(s->target));
	else
		sip_call_party(s->call, PARTY_CONNECTED, msg);
}

/* Who answered said what it takes before, in an answer that we acknowledged; then
 * the 200 need not say it again. */
static void take_early_answer(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_fork *fork = sip_fork_find(s, msg->to_tag);

	if (fork && fork->sdp)
		take_answer(s, (struct span){ fork->sdp, fork->sdp_len });
	sip_forks_free(s);
}

static void answered(struct sip_call *s, const struct sip_msg *msg)
{
	bool ending = s->state == SIP_CALL_ENDING;

	s->auth_tries = 0;
	s->answered_cseq = msg->cseq.number;
	if (settle_dialog(s, msg)) {
		/* A Contact that nobody can use: end it as far as that goes. */
		sip_call_over(s, LINEDISCONNECTMODE_INCOMPATIBLE);
		return;
	}
	sip_dialog_confirm(&s->dialog);
	timer_stop(&sip.desk->timers, &s->no_answer);
	if (!ending) {
		s->state = SIP_CALL_TALKING;
		take_answer(s, msg->body);
		take_early_answer(s, msg);
		tell_connected(s, msg);
		if (s->call)
			sip_call_diverted(s->call, msg);
		sip_carry_heard(s, msg);
		sip_call_session_agreed(s, msg);
	}
	/* A secured connection that stands is kept: the name that their Contact has is
	 * seldom the one that the certificate has (RFC 5923); so is a WebSocket, where
	 * nobody can be connected to otherwise. */
	if ((s->hop.peer.transport > SIP_TCP && connection_stands(s->hop.peer.handle)) ||
	    resolve_start(&s->resolve, sip_dialog_next_hop(&s->dialog), &s->hop.peer, way_found, s))
		way_found(s, NULL, NULL);
}

/* Another fork answered too, or our ACK was lost. */
static void answered_again(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_call *fork = sip_call_find(msg);

	if (fork) {			/* this one, or one that we have said BYE to */
		sip_call_ack(fork, msg->cseq.number);
		return;
	}
	if (s->answers == ANSWERS_MAX || sip_call_new(&fork, s->line, NULL))
		return;			/* nobody is called in so many places */
	s->answers++;
	fork->hop = s->hop;
	fork->invite_cseq = s->invite_cseq;
	if (sip_dialog_fork(&fork->dialog, &s->dialog, msg)) {
		sip_call_free(fork);
		return;
	}
	sip_dialog_confirm(&fork->dialog);
	sip_call_list(fork);
	fork->state = SIP_CALL_TALKING;
	sip_call_ack(fork, msg->cseq.number);
	sip_call_hang_up(fork);
}

/* Once more with what the answer asked for. False: it is a final no. */
static bool try_again(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_number min;
	struct span value;

	if (!sip_call_wanted(s) || s->cancelled || !s->line)
		return false;
	if (msg->status < 400)
		return sip_redirected(s, msg);
	switch (msg->status) {
	case 401:
	case 407:
		if (sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg))
			return false;
		break;
	case 422:			/* RFC 4028 6 */
		value = sip_msg_get(msg, SIP_H_MIN_SE);
		if (!value.at || sip_number_read(value, &min) || min.value <= s->min_session_s ||
		    min.value > 86400 || s->session_tries++ == SESSION_TRIES_MAX)
			return false;
		s->min_session_s = min.value;
		break;
	case 420:			/* then without */
		if (s->rel_unknown || s->line->conf->prack != SIP_PRACK_REQUIRED ||
		    !sip_msg_lists(msg, SIP_H_UNSUPPORTED, "100rel"))
			return false;
		s->rel_unknown = true;
		break;
	case 488:
		if (!sip_keys_insist(s))
			return false;
		break;
	default:
		return false;
	}
	return sip_call_invite(s) == OK;
}

static void refused(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_outcome outcome = sip_outcome_of(msg);

	if (try_again(s, msg) || sip_redirected_on(s, msg->status))
		return;
	if (sip_call_is_fetched(s)) {
		sip_call_stillborn(s, ERR_FAILED);
		return;
	}
	sip_referral_news(s, msg->status);
	sip_carry_heard(s, msg);
	if (s->call)
		sip_cc_heard(s, msg);
	if (s->call && outcome.busy)
		call_event(s->call, EV_BUSY, outcome.busy);
	if (s->call && s->line && sip_complete_may(s))
		return;
	sip_call_over(s, outcome.disconnect);
}

/* The server failed, and there is another. What rings somewhere is not called twice. */
static bool tries_another(struct sip_call *s, enum sip_trans_event event, const struct sip_msg *msg)
{
	bool may = sip_call_wanted(s) && !s->cancelled && s->line && s->dialog.state == SIP_DIALOG_NONE;

	if (!may)
		resolve_stop(&s->resolve);
	return resolve_again(&s->resolve, &s->hop.peer, event, msg);
}

void sip_invite_no_word(void *arg)
{
	struct sip_call *s = arg;

	sip_invite_answer(s, s->invite, SIP_TRANS_TIMEOUT, NULL);
}

void sip_invite_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		       const struct sip_msg *msg)
{
	struct sip_call *s = arg;

	if (s->invite == trans)
		timer_stop(&sip.desk->timers, &s->timer);	/* sip_invite_no_word(): there is one */
	switch (event) {
	case SIP_TRANS_PROVISIONAL:
		provisional(s, msg);
		break;
	case SIP_TRANS_FINAL:
		if (msg->status < 300) {
			resolve_stop(&s->resolve);
			sip_call_settled(s);
			answered(s, msg);
			break;
		}
		s->invite = NULL;
		sip_trans_forget(trans);
		if (!tries_another(s, event, msg))
			refused(s, msg);
		break;
	case SIP_TRANS_AGAIN:
		answered_again(s, msg);
		break;
	case SIP_TRANS_TIMEOUT:
	case SIP_TRANS_FAILED:
		s->invite = NULL;
		sip_trans_forget(trans);
		if (tries_another(s, event, NULL) || sip_redirected_on(s, event == SIP_TRANS_TIMEOUT ? 408 : 503))
			break;
		if (sip_call_is_fetched(s)) {
			sip_call_stillborn(s, ERR_FAILED);
			break;
		}
		sip_referral_news(s, event == SIP_TRANS_TIMEOUT ? 408 : 503);
		sip_call_over(s, s->call && s->call->state == LINECALLSTATE_RINGBACK ?
			      LINEDISCONNECTMODE_NOANSWER : LINEDISCONNECTMODE_UNREACHABLE);
		break;
	case SIP_TRANS_TERMINATED:
		sip_call_terminated(s, trans);
		break;
	default:
		break;
	}
}
