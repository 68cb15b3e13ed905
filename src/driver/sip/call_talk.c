/* SPDX-License-Identifier: MIT
 * call_talk.c - within the dialog: hold, what the far end asks, session timers. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "driver/sip/digits.h"
#include "driver/sip/outcome.h"
#include "driver/sip/sound.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"

#define GLARES_MAX 10
#define BEHIND_MS 500		/* how often to look whether an INVITE under way is over */
#define GLARE_MS 2100		/* RFC 3261 14.1: the one who made the call waits longer */

static void send_reinvite(struct sip_call *s);

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

enum sdp_direction sip_call_wish(const struct sip_call *s)
{
	return s->held ? SDP_SENDONLY : SDP_SENDRECV;
}

DWORD sip_call_mode(const struct sip_call *s)
{
	return s->held_by_them ? LINECONNECTEDMODE_ACTIVEHELD : LINECONNECTEDMODE_ACTIVE;
}

static void end_as(struct sip_call *s, DWORD disconnect_mode)
{
	struct call *call = sip_call_let_go(s);

	sip_call_hang_up(s);
	if (call)
		call_ended(call, disconnect_mode);
}

/* Nothing is heard of them any more: end it from our side. */
static void far_end_gone(struct sip_call *s, const char *what)
{
	log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL, "the far end %s: it is gone", what);
	end_as(s, LINEDISCONNECTMODE_UNREACHABLE);
}

/* --- rtp-timeout ---------------------------------------------------------------- */

static void hear_them(void *arg)
{
	struct sip_call *s = arg;
	struct media_counts counts;

	media_counts(s->media, &counts);
	if (counts.received == s->heard && s->state == SIP_CALL_TALKING) {
		far_end_gone(s, "has not sent a voice packet for rtp-timeout");
		return;
	}
	s->heard = counts.received;
	timer_set(timers(), &s->silence, s->line->conf->rtp_timeout_s * 1000ull, hear_them, s);
}

/* From now on they should speak, or need not. */
static void listen_for_voice(struct sip_call *s, bool they_speak)
{
	struct media_counts counts;

	timer_stop(timers(), &s->silence);
	if (!they_speak || !s->media || !s->line || !s->line->conf->rtp_timeout_s)
		return;
	media_counts(s->media, &counts);
	s->heard = counts.received;
	timer_set(timers(), &s->silence, s->line->conf->rtp_timeout_s * 1000ull, hear_them, s);
}

/* What both agreed upon is in force; whether they hold us shows in it. */
void sip_call_talk(struct sip_call *s, const struct sdp_session_choice *choice)
{
	bool held = !(choice->remote & SDP_RECVONLY);

	sip_keys_agreed(s, choice);
	if (s->media)
		media_start(s->media, choice);
	sip_sound_return(s);
	listen_for_voice(s, choice->direction & SDP_RECVONLY);
	if (held == s->held_by_them)
		return;
	s->held_by_them = held;
	sip_conference_held(s);
	if (s->call && s->call->state == LINECALLSTATE_CONNECTED)
		call_event(s->call, EV_CONNECTED, sip_call_mode(s));
}

/* --- session timers (RFC 4028) ------------------------------------------------- */

static void refresh(void *arg)
{
	struct sip_call *s = arg;

	if (s->invite || s->state != SIP_CALL_TALKING)
		timer_set(timers(), &s->session, 2000, refresh, s);	/* something is under way */
	else
		send_reinvite(s);
}

static void expired(void *arg)
{
	far_end_gone(arg, "did not refresh the session");
}

void sip_call_session_start(struct sip_call *s)
{
	uint64_t ms = s->session_s * 1000ull, early = ms / 3 < 32000 ? ms / 3 : 32000;

	if (!s->session_s)
		timer_stop(timers(), &s->session);
	else if (s->refresher)
		timer_set(timers(), &s->session, ms / 2, refresh, s);
	else
		timer_set(timers(), &s->session, ms - early, expired, s);
}

void sip_call_write_session(const struct sip_call *s, bool request)
{
	uint32_t wanted = s->session_s ? s->session_s : request && s->line ? s->line->conf->session_s : 0;

	if (wanted && wanted < SIP_MIN_SE_S)
		wanted = SIP_MIN_SE_S;
	if (wanted && wanted < s->min_session_s)
		wanted = s->min_session_s;
	if (!wanted)
		return;
	if (!request && s->timer_able)
		sip_write_text(&sip.out, SIP_H_REQUIRE, "timer");
	/* Which of us is uac depends on who sent this request, not on the call. */
	if (request && !s->session_s)
		sip_write_u32(&sip.out, SIP_H_SESSION_EXPIRES, wanted);
	else
		sip_writef(&sip.out, SIP_H_SESSION_EXPIRES, "%u;refresher=%s", (unsigned)wanted,
			   s->refresher == request ? "uac" : "uas");
	if (request && s->min_session_s)
		sip_write_u32(&sip.out, SIP_H_MIN_SE, s->min_session_s);
}

static bool knows_timers(const struct sip_msg *msg)
{
	bool knows = false;

	sip_msg_each(field, msg, SIP_H_SUPPORTED) {
		struct span rest = field->value, option;

		while (sip_list_next(&rest, &option))
			knows |= span_isi(option, "timer");
	}
	return knows;
}

bool sip_call_session_short(const struct sip_msg *msg)
{
	struct sip_session_expires asked;
	struct span value = sip_msg_get(msg, SIP_H_SESSION_EXPIRES);

	return value.at && !sip_session_expires_read(value, &asked) &&
	       asked.interval_s < SIP_MIN_SE_S && knows_timers(msg);
}

void sip_call_session_asked(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_session_expires asked;
	struct span value = sip_msg_get(msg, SIP_H_SESSION_EXPIRES);
	struct span min = sip_msg_get(msg, SIP_H_MIN_SE);
	uint32_t ours = s->line ? s->line->conf->session_s : 0;
	struct sip_number least;

	if (!value.at || sip_session_expires_read(value, &asked)) {
		s->session_s = 0;
		return;
	}
	if (min.at && !sip_number_read(min, &least) && ours < least.value)
		ours = least.value;
	s->session_s = ours && ours < asked.interval_s ? ours : asked.interval_s;
	if (s->session_s < SIP_MIN_SE_S)
		s->session_s = SIP_MIN_SE_S;
	/* Where a proxy asked for a caller that knows nothing of it, it is for us. */
	s->timer_able = knows_timers(msg);
	s->refresher = asked.refresher == SIP_REFRESHER_UAS || !s->timer_able;
}

void sip_call_session_agreed(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_session_expires agreed;
	struct span value = sip_msg_get(msg, SIP_H_SESSION_EXPIRES);

	s->session_s = 0;
	if (value.at && !sip_session_expires_read(value, &agreed)) {
		s->session_s = agreed.interval_s < SIP_MIN_SE_S ? SIP_MIN_SE_S : agreed.interval_s;
		s->refresher = agreed.refresher != SIP_REFRESHER_UAS;
	}
	sip_call_session_start(s);
}

/* --- our re-INVITE --------------------------------------------------------------- */

static void answer_asked(struct sip_call *s, enum err err)
{
	enum call_op op = s->asked - 1;

	if (!s->asking)
		return;			/* or what was asked is still to be sent */
	s->asked = 0;
	s->asking = false;
	if (err)
		s->held = !s->held;		/* it stays as it was */
	if (!s->call)
		return;
	sip_call_changed(s, op, err);
}

void sip_call_changed(struct sip_call *s, enum call_op op, enum err err)
{
	if (sip_consult_asked(s, op, err))
		return;
	call_reply(s->call, op, err);
	if (err)
		return;
	if (op == CALL_HOLD)
		call_event(s->call, EV_HELD, 0);
	else
		call_event(s->call, EV_CONNECTED, sip_call_mode(s));
}

static void glare_over(void *arg)
{
	struct sip_call *s = arg;

	if (s->invite)
		timer_set(timers(), &s->timer, BEHIND_MS, glare_over, s);
	else
		send_reinvite(s);
}

/* Take the Contact of `msg`. True: it is another one than before. */
static bool takes_elsewhere(struct sip_call *s, const struct sip_msg *msg)
{
	struct span before = sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET);
	char target[512];

	if (!span_copy(before, target, sizeof(target)))
		target[0] = '\0';	/* too long to compare: as if it were */
	return !sip_dialog_refresh(&s->dialog, msg) &&
	       !span_is(sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), target);
}

static void accepted(struct sip_call *s, const struct sip_msg *msg)
{
	enum sdp_outcome outcome = SDP_UNACCEPTABLE;
	struct sdp_session_choice choice;

	s->glares = 0;
	if (takes_elsewhere(s, msg))
		sip_call_moved(s);
	sip_call_ack(s, msg->cseq.number);
	if (s->state == SIP_CALL_ENDING)
		return;
	if (msg->body.len)
		outcome = sip_keys_take(s, msg->body, s->wished, &choice);
	if (outcome == SDP_SRTP_CLASH) {
		answer_asked(s, ERR_FAILED);
		end_as(s, LINEDISCONNECTMODE_INCOMPATIBLE);
		return;
	}
	if (outcome == SDP_OK)
		sip_call_talk(s, &choice);
	sip_call_session_agreed(s, msg);
	sip_call_connected_to(s, msg);
	answer_asked(s, OK);
}

static void declined(struct sip_call *s, const struct sip_msg *msg)
{
	uint64_t wait_ms = s->dialog.uac ? GLARE_MS + sip.ids.count % 1900 : sip.ids.count % 2000;

	switch (msg->status) {
	case 401:
	case 407:
		if (s->line && sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
			send_reinvite(s);
			return;
		}
		break;
	case 491:
		if (++s->glares > GLARES_MAX)
			break;
		timer_set(timers(), &s->timer, wait_ms, glare_over, s);
		return;
	case 408:
	case 481:
		/* The far end does not know the dialog (RFC 3261 12.2.1.2). */
		answer_asked(s, ERR_FAILED);
		sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
		return;
	}
	s->glares = 0;
	sip_call_session_start(s);
	answer_asked(s, ERR_FAILED);
}

static void on_reinvite(void *arg, struct sip_trans *trans, enum sip_trans_event event,
			const struct sip_msg *msg)
{
	struct sip_call *s = arg;

	switch (event) {
	case SIP_TRANS_FINAL:
		s->auth_tries = msg->status < 300 ? 0 : s->auth_tries;
		if (msg->status < 300) {
			sip_call_settled(s);
			accepted(s, msg);
			break;
		}
		s->invite = NULL;
		sip_trans_forget(trans);
		if (s->state != SIP_CALL_ENDING)
			declined(s, msg);
		break;
	case SIP_TRANS_AGAIN:
		sip_call_ack(s, msg->cseq.number);
		break;
	case SIP_TRANS_TIMEOUT:
	case SIP_TRANS_FAILED:
		s->invite = NULL;
		sip_trans_forget(trans);
		if (s->state == SIP_CALL_ENDING)
			break;
		answer_asked(s, ERR_FAILED);
		sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
		break;
	case SIP_TRANS_TERMINATED:
		sip_call_terminated(s, trans);
		break;
	default:
		break;
	}
}

static void send_reinvite(struct sip_call *s)
{
	char text[SDP_TEXT_SIZE];
	struct buf sdp;

	timer_stop(timers(), &s->timer);
	s->asking = s->asked != 0;
	s->wished = sip_call_wish(s);
	buf_fixed(&sdp, text, sizeof(text));
	if (!s->line || sip_keys_offer(s, &sdp, sip_call_wish(s)) != SDP_OK) {
		answer_asked(s, ERR_FAILED);
		return;
	}
	sip_call_renew(s);
	stack_request(&s->dialog, "INVITE", &s->hop);
	s->invite_cseq = s->dialog.local_cseq;
	sip_call_write_contact(s);
	stack_able();
	sip_call_write_us(s, true);
	sip_call_write_session(s, true);
	if (s->auth)
		sip_line_authorization(s->line, s->auth, "INVITE",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), buf_span(&sdp));
	sip_write_end(&sip.out, "application/sdp", buf_span(&sdp));
	if (stack_send(&s->invite, "INVITE", &s->hop, on_reinvite, s)) {
		s->invite = NULL;
		sip_call_session_start(s);
		answer_asked(s, ERR_FAILED);
	}
}

void sip_call_reinvite(struct sip_call *s)
{
	if (timer_is_set(&s->timer))
		return;			/* it goes with what is tried again */
	if (s->invite)
		timer_set(timers(), &s->timer, BEHIND_MS, glare_over, s);
	else
		send_reinvite(s);
}

enum err sip_call_change(struct sip_call *s, enum call_op op, bool held)
{
	if (s->conference)
		return sip_conference_change(s, op, held);
	if ((s->state != SIP_CALL_TALKING && s->state != SIP_CALL_ANSWERED) || s->asked)
		return ERR_STATE;
	s->held = held;
	s->asked = (uint8_t)(op + 1);
	sip_call_reinvite(s);
	return OK;
}

enum err sip_hold(struct call *call, const struct call_args *args)
{
	return sip_call_change(call->data, CALL_HOLD, true);
}

enum err sip_unhold(struct call *call, const struct call_args *args)
{
	return sip_call_change(call->data, CALL_UNHOLD, false);
}

/* --- what the far end asks --------------------------------------------------------- */

/* Their answer to the offer that they asked for. */
static void answered_in_ack(struct sip_call *s, const struct sip_msg *ack)
{
	enum sdp_outcome outcome = SDP_UNACCEPTABLE;
	struct sdp_session_choice choice;

	s->offer_sent = false;
	if (ack->body.len)
		outcome = sip_keys_take(s, ack->body, sip_call_wish(s), &choice);
	if (outcome == SDP_OK)
		sip_call_talk(s, &choice);
	if (outcome == SDP_SRTP_CLASH)
		end_as(s, LINEDISCONNECTMODE_INCOMPATIBLE);
}

static void on_their_reinvite(void *arg, struct sip_trans *trans, enum sip_trans_event event,
			      const struct sip_msg *msg)
{
	struct sip_call *s = arg;

	if (event == SIP_TRANS_ACKED)
		sip_call_settled(s);
	if (event == SIP_TRANS_ACKED && s->offer_sent)
		answered_in_ack(s, msg);
	if (event == SIP_TRANS_TERMINATED)
		sip_call_terminated(s, trans);
	if (event == SIP_TRANS_TIMEOUT) {
		s->invite = NULL;
		sip_trans_forget(trans);
		end_as(s, LINEDISCONNECTMODE_UNREACHABLE);
	}
}

/* An UPDATE before the answer that leaves the session as it is: it tells of
 * somebody else, or of something. */
static bool early_update(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	if (msg->method != SIP_UPDATE || msg->body.len ||
	    (s->state != SIP_CALL_CALLING && s->state != SIP_CALL_OFFERED))
		return false;
	sip_dialog_refresh(&s->dialog, msg);
	stack_reply(msg, 200, sip_dialog_local_tag(&s->dialog));
	sip_call_write_contact(s);
	stack_able();
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, 200);
	sip_call_connected_to(s, msg);
	sip_carry_heard(s, msg);
	return true;
}

/* Their INVITE or UPDATE within the call: a new session description, or only
 * a refresh. */
static void modified(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span tag = sip_dialog_local_tag(&s->dialog);
	bool invite = msg->method == SIP_INVITE;
	struct sdp_session_choice choice;
	char text[SDP_TEXT_SIZE];
	struct buf b;
	struct sdp sdp;
	bool changed = false;

	if (early_update(s, trans, msg))
		return;
	if (s->invite || s->state != SIP_CALL_TALKING ||
	    sip_call_session_short(msg)) {
		stack_refuse(trans, msg, s->state == SIP_CALL_ENDING ? 481 :
			     sip_call_session_short(msg) ? 422 : 491, tag);
		return;
	}
	buf_fixed(&b, text, sizeof(text));
	if (msg->body.len) {
		if (sdp_read(&sdp, msg->body) != SDP_OK ||
		    sip_keys_answer(s, &b, &sdp, sip_call_wish(s), &choice) != SDP_OK) {
			stack_refuse(trans, msg, 488, tag);
			return;
		}
		changed = true;
	} else if (invite) {
		sip_keys_forget(s);	/* it may go on to somebody else */
		sip_keys_offer(s, &b, sip_call_wish(s));
		s->offer_sent = true;
	}
	if (takes_elsewhere(s, msg))
		sip_call_moved(s);
	sip_call_session_asked(s, msg);
	if (invite) {
		s->invite = trans;
		sip_trans_own(trans, on_their_reinvite, s);
	}
	stack_reply(msg, 200, tag);
	sip_call_write_contact(s);
	stack_able();
	sip_call_write_session(s, false);
	sip_write_end(&sip.out, "application/sdp", buf_span(&b));
	if (stack_answer(trans, 200) == ERR_NOMEM && invite) {
		s->invite = NULL;	/* it will be asked again */
		s->offer_sent = false;
		sip_trans_forget(trans);
		return;
	}
	sip_call_session_start(s);
	sip_call_connected_to(s, msg);
	sip_carry_heard(s, msg);
	if (changed)
		sip_call_talk(s, &choice);
}

static void bye(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct sip_outcome outcome = sip_outcome_of(msg);

	stack_refuse(trans, msg, 200, sip_dialog_local_tag(&s->dialog));
	sip_carry_heard(s, msg);
	sip_reliable_stop(s);
	if (s->invite && s->reply_head) {
		/* They give up before our answer: the INVITE still wants one. */
		stack_reply_again(s->reply_head, 487);
		sip_write_end(&sip.out, NULL, SPAN_NONE);
		stack_answer(s->invite, 487);
	}
	if (sip_refer_bye(s) || sip_referral_bye(s))
		return;
	sip_call_over(s, outcome.disconnect);
}

void sip_call_request(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span tag = sip_dialog_local_tag(&s->dialog);

	if (!sip_dialog_in_order(&s->dialog, msg)) {
		stack_refuse(trans, msg, 500, tag);
		return;
	}
	switch (msg->method) {
	case SIP_BYE:
		bye(s, trans, msg);
		break;
	case SIP_INVITE:
	case SIP_UPDATE:
		modified(s, trans, msg);
		break;
	case SIP_PRACK:
		sip_reliable_prack(s, trans, msg);
		break;
	case SIP_INFO:
		sip_carry_heard(s, msg);
		sip_digits_info(s, trans, msg);
		break;
	case SIP_OPTIONS:
		stack_refuse(trans, msg, 200, tag);
		break;
	case SIP_NOTIFY:
		sip_refer_notified(s, trans, msg);
		break;
	case SIP_REFER:
		sip_referred(s, trans, msg);
		break;
	default:
		stack_refuse(trans, msg, msg->method == SIP_OTHER ? 501 : 405, tag);
	}
}
