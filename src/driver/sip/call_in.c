/* SPDX-License-Identifier: MIT
 * call_in.c - from their INVITE to our answer. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/complete.h"
#include "driver/sip/forward.h"
#include "driver/sip/nat.h"
#include "driver/sip/outcome.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"

static void on_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg);

static bool knows(const struct sip_line *line, struct span option)
{
	if (span_isi(option, "100rel"))
		return !line || line->conf->prack != SIP_PRACK_NO;
	return span_isi(option, "timer") || span_isi(option, "answermode") || span_isi(option, "replaces") || span_isi(option, "from-change");
}

/* Extensions that a request requires and we have not: 420 (RFC 3261 8.2.2.3). */
static bool bad_extension(const struct sip_line *line, struct sip_trans *trans, const struct sip_msg *msg)
{
	bool bad = false;

	sip_msg_each(field, msg, SIP_H_REQUIRE) {
		struct span rest = field->value, option;

		while (sip_list_next(&rest, &option)) {
			if (knows(line, option))
				continue;
			if (!bad)
				stack_reply(msg, 420, SPAN("420"));
			bad = true;
			sip_write(&sip.out, SIP_H_UNSUPPORTED, option);
		}
	}
	if (!bad)
		return false;
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, 420);
	return true;
}

/* Whom it is for. NULL: nobody, and the status to say so with. */
static struct sip_line *line_of(const struct sip_msg *msg, uint32_t *status)
{
	struct sip_line *line;
	char user[256];
	struct sip_uri uri;

	*status = 404;
	if (sip_uri_read(&uri, msg->uri) || !uri.user.at ||
	    !sip_uri_user_text(&uri, user, sizeof(user)))
		return NULL;
	line = sip_line_named(span_of(user), uri.host);
	if (line ? line->deskphone != NULL : sip_line_is_configured(span_of(user)))
		*status = 480;		/* it is closed, or no phone */
	return line && !line->deskphone ? line : NULL;
}

/* Whether their offer is one that we could answer; without one we make it. */
static uint32_t offer_status(const struct sip_msg *msg)
{
	struct sdp sdp;
	struct span type = sip_msg_get(msg, SIP_H_CONTENT_TYPE);
	struct sip_token token;

	if (!msg->body.len)
		return 0;
	if (!type.at || sip_token_read(type, &token) || !span_isi(token.token, "application/sdp"))
		return 415;
	switch (sdp_read(&sdp, msg->body)) {
	case SDP_OK:		return 0;
	case SDP_SYNTAX:	return 400;
	default:		return 488;
	}
}

/* RFC 3261 12.1.1: sips: was asked for, and it came so. */
static bool is_secure(const struct sip_hop *hop, const struct sip_msg *msg)
{
	struct sip_uri uri;

	return sip_transport_is_secure(hop->peer.transport) && !sip_uri_read(&uri, msg->uri) && uri.scheme == SIP_SCHEME_SIPS;
}

/* Nobody waits for it: while it rings there is time. */
static void media_seen_in(void *arg, const struct sockaddr *seen, const char *why)
{
	struct sip_call *s = arg;

	if (s->state == SIP_CALL_OFFERED && s->ring && !s->ring->early_offer)
		sip_call_media_seen(s, seen, why);
	else
		sip_call_media_seen(s, NULL, "it was answered sooner");
}

/* What must be there before the model hears of the call. Status to refuse it
 * with; 0: all is well. */
static uint32_t prepare(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	char tag[SIP_TAG_SIZE], text[SDP_TEXT_SIZE];
	struct sdp_session_choice choice;
	const struct sockaddr *server;
	enum sdp_outcome outcome;
	struct sdp_end end;
	struct buf scratch;
	struct sdp sdp;
	enum err err;

	stack_hop_back(&s->hop, trans);
	sip_tag(&sip.ids, tag);
	err = sip_dialog_accept(&s->dialog, msg, span_of(tag), is_secure(&s->hop, msg));
	if (err)
		return err == ERR_NOMEM ? 500 : 400;
	sip_call_list(s);
	if (sip_call_media(s))
		return 503;
	server = nat_server_for(&s->hop);
	if (server)
		media_ask(s->media, server, media_seen_in, s);
	if (msg->body.len) {
		/* Answered later; but that it can be must be known now. */
		end = s->end;
		buf_fixed(&scratch, text, sizeof(text));
		outcome = sdp_read(&sdp, msg->body);
		if (outcome == SDP_OK)
			outcome = sip_keys_answer(s, &scratch, &sdp, SDP_SENDRECV, &choice);
		s->end = end;
		if (outcome != SDP_OK)
			return 488;
		s->offer = mem_text(msg->body.at, msg->body.len);
		if (!s->offer)
			return 500;
		s->offer_len = msg->body.len;
	}
	s->reply_head = stack_reply_head(msg, span_of(tag));
	return s->reply_head && !sip_call_ring_open(s) ? 0 : 500;
}

/* The line rings, as a telephone would: in the cadence most of the world has. */
static void ring_on(void *arg)
{
	struct sip_call *s = arg;
	struct sip_ring *ring = s->ring;

	line_news(s->line->line, LINEDEVSTATE_RINGING, ring->mode ? ring->mode : 1, ring->count++);
	timer_set(&sip.desk->timers, &ring->timer, SIP_RING_MS, ring_on, s);
}

enum err sip_call_ring_open(struct sip_call *s)
{
	s->ring = mem_zalloc(sizeof(*s->ring));
	return s->ring ? OK : ERR_NOMEM;
}

void sip_call_ring(struct sip_call *s)
{
	timer_set(&sip.desk->timers, &s->ring->timer, 0, ring_on, s);
}

void sip_call_ring_close(struct sip_call *s)
{
	if (!s->ring)
		return;
	sip_reliable_stop(s);
	timer_stop(&sip.desk->timers, &s->ring->timer);
	timer_stop(&sip.desk->timers, &s->ring->answering);
	mem_free(s->ring);
	s->ring = NULL;
}

static void ring(struct sip_call *s)
{
	stack_reply_again(s->reply_head, 180);
	sip_call_write_contact(s);
	sip_call_write_us(s, false);
	sip_carry_write(s);
	if (s->ring->reliable) {
		sip_reliable_ring(s);
	} else {
		sip_write_end(&sip.out, NULL, SPAN_NONE);
		stack_answer(s->invite, 180);
	}
	sip_call_ring(s);
}

static void offer(struct sip_call *s, const struct sip_msg *msg)
{
	struct call *call = s->call;

	call->data = s;
	sip_call_party(call, PARTY_CALLER, msg);
	sip_call_party_called(call, msg);
	sip_call_diverted(call, msg);
	sip_carry_heard(s, msg);
	s->state = SIP_CALL_OFFERED;
	s->invite_cseq = msg->cseq.number;
	s->ring->reliable = sip_reliable_asked(s, msg);
	sip_alert_offered(s, msg);
	if (s->line->conf->ringing == SIP_RINGING_OFFER)
		ring(s);
	sip_forward_unanswered(s);
	call_announce(call);
	call_event(call, EV_OFFER, 0);
}

uint32_t sip_call_take(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t status = prepare(s, trans, msg);

	if (status)
		return status;
	s->invite = trans;
	s->state = SIP_CALL_OFFERED;
	sip_trans_own(trans, on_event, s);
	sip_call_session_asked(s, msg);
	return 0;
}

/* A call that is new to the model. */
static void arrive(struct sip_line *line, struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t status = address_has_room(line->line->addresses) ? 0 : 486;
	struct sip_call *s = NULL;
	struct call *call;

	if (sip_forward_away(line, trans, msg, FORWARD_UNCOND) ||
	    (status && sip_forward_away(line, trans, msg, FORWARD_BUSY)))
		return;
	if (!status && sip_call_new(&s, line, NULL))
		status = 500;
	if (!status)
		status = prepare(s, trans, msg);
	if (!status && call_incoming(&call, line->line->addresses, LINECALLORIGIN_INBOUND, LINECALLREASON_DIRECT))
		status = 480;		/* no application wants it (R-NEW-5) */
	if (status) {
		stack_refuse(trans, msg, status, s ? sip_dialog_local_tag(&s->dialog) : SPAN_NONE);
		if (s)
			sip_call_free(s);
		return;
	}
	s->call = call;
	s->invite = trans;
	sip_trans_own(trans, on_event, s);
	sip_call_session_asked(s, msg);
	offer(s, msg);
}

void sip_call_incoming(struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t status;
	struct sip_line *line = line_of(msg, &status);

	if (bad_extension(line, trans, msg))
		return;
	if (line)
		status = sip_call_session_short(msg) ? 422 :
			 sip_alert_forbidden(line->conf, msg) ? 403 : offer_status(msg);
	if (status)
		stack_refuse(trans, msg, status, SPAN_NONE);
	else if (sip_msg_get(msg, SIP_H_REPLACES).at)
		sip_call_replacing(trans, msg);
	else
		arrive(line, trans, msg);
}

/* --- our answer ---------------------------------------------------------------- */

enum err sip_accept(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	if (info_keep(&s->uui, args->data))
		return ERR_NOMEM;
	/* What is sent along goes once: with this 180, be it the second one; or with the
	 * answer, while the first is not acknowledged. */
	if (s->state == SIP_CALL_OFFERED && !s->ring->text &&
	    (s->line->conf->ringing == SIP_RINGING_ACCEPT || s->uui.size)) {
		ring(s);
		info_keep(&s->uui, (struct bytes){ NULL, 0 });
	}
	call_reply(call, CALL_ACCEPT, OK);
	call_event(call, EV_ACCEPTED, 0);
	return OK;
}

/* Write our session description into `b`: the answer to their offer, or, when
 * they made none, our own offer, which their ACK answers. */
static enum err describe(struct sip_call *s, struct buf *b, struct sdp_session_choice *choice)
{
	struct sdp sdp;

	if (s->ring->early_done)
		return OK;		/* all was said before */
	if (!s->offer) {
		s->offer_sent = true;
		return sip_keys_offer(s, b, sip_call_wish(s)) == SDP_OK ? OK : ERR_TRUNCATED;
	}
	if (sdp_read(&sdp, (struct span){ s->offer, s->offer_len }) != SDP_OK)
		return ERR_SYNTAX;
	return sip_keys_answer(s, b, &sdp, sip_call_wish(s), choice) == SDP_OK ? OK : ERR_FAILED;
}

enum err sip_call_say_yes(struct sip_call *s)
{
	struct sdp_session_choice choice;
	char text[SDP_TEXT_SIZE];
	struct buf sdp;
	enum err err;

	if (s->ring->early_offer && s->ring->text)
		return ERR_FAILED;	/* who asks for more waits (sip_answer) */
	buf_fixed(&sdp, text, sizeof(text));
	err = describe(s, &sdp, &choice);
	if (err)
		return err;
	s->unpracked = s->ring->text ? s->ring->rseq : 0;
	sip_reliable_stop(s);
	stack_reply_again(s->reply_head, 200);
	sip_call_write_contact(s);
	stack_able();
	sip_call_write_us(s, false);
	sip_carry_write(s);
	sip_alert_write(s);
	sip_call_write_session(s, false);
	sip_write_end(&sip.out, "application/sdp", buf_span(&sdp));
	err = stack_answer(s->invite, 200);
	if (err && err != ERR_FAILED)
		return err;		/* nothing was sent: the call still rings */
	s->data_due = false;
	info_keep(&s->uui, (struct bytes){ NULL, 0 });
	s->state = SIP_CALL_ANSWERED;
	timer_stop(&sip.desk->timers, &s->no_answer);
	sip_dialog_confirm(&s->dialog);
	if (!s->offer_sent && !s->ring->early_done)
		sip_call_talk(s, &choice);
	sip_call_ring_close(s);
	mem_free(s->offer);
	mem_free(s->reply_head);
	s->offer = NULL;
	s->reply_head = NULL;
	sip_call_session_start(s);
	return OK;
}

enum err sip_answer(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	enum err err;

	if (s->state == SIP_CALL_RECALL)
		return sip_recall_answer(s);
	if (args->data.size && info_keep(&s->uui, args->data))
		return ERR_NOMEM;
	if (s->ring->early_offer && s->ring->text) {
		s->ring->answer_due = true;	/* their answer comes in the PRACK (RFC 3262 5) */
		return OK;
	}
	err = sip_call_say_yes(s);
	if (err)
		return err;
	call_reply(call, CALL_ANSWER, OK);
	call_event(call, EV_CONNECTED, sip_call_mode(s));
	return OK;
}

/* --- what becomes of it ----------------------------------------------------------- */

static void way_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;

	if (hop)
		s->hop = *hop;
	if (s->bye_after_ack)
		sip_call_hang_up(s);
}

static void acked(struct sip_call *s, const struct sip_msg *ack)
{
	struct sdp_session_choice choice;
	struct call *call = NULL;

	if (s->state == SIP_CALL_ANSWERED)
		s->state = SIP_CALL_TALKING;
	if (s->offer_sent && ack->body.len &&
	    sip_keys_take(s, ack->body, sip_call_wish(s), &choice) == SDP_OK) {
		sip_call_talk(s, &choice);
	} else if (s->offer_sent) {
		call = sip_call_let_go(s);	/* they left our offer without an answer */
		s->bye_after_ack = true;
	}
	s->offer_sent = false;
	sip_carry_connected(s);
	/* Our requests go to their Contact, not where the INVITE came from; but a
	 * connection that stands is the better way. */
	if (s->hop.peer.transport != SIP_UDP ||
	    resolve_start(&s->resolve, sip_dialog_next_hop(&s->dialog), &s->hop.peer, way_found, s))
		way_found(s, NULL, NULL);
	if (call)
		call_ended(call, LINEDISCONNECTMODE_INCOMPATIBLE);
}

static void cancelled(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_outcome outcome = sip_outcome_of(msg);

	sip_reliable_stop(s);
	stack_reply_again(s->reply_head, 487);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(s->invite, 487);
	sip_call_over(s, outcome.disconnect);
}

static void on_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg)
{
	struct sip_call *s = arg;
	struct call *call;

	switch (event) {
	case SIP_TRANS_ACKED:
		sip_call_settled(s);
		acked(s, msg);
		break;
	case SIP_TRANS_CANCELLED:
		if (s->reply_head)
			cancelled(s, msg);
		break;
	case SIP_TRANS_TIMEOUT:
		/* No ACK to our 200: the far end is gone (RFC 3261 13.3.1.4). */
		s->invite = NULL;
		sip_trans_forget(trans);
		s->state = SIP_CALL_TALKING;
		call = sip_call_let_go(s);
		sip_call_hang_up(s);
		if (call)
			call_ended(call, LINEDISCONNECTMODE_UNREACHABLE);
		break;
	case SIP_TRANS_TERMINATED:
		sip_call_terminated(s, trans);
		break;
	default:
		break;
	}
}
