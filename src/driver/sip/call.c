/* SPDX-License-Identifier: MIT
 * call.c - the life of a SIP call, and how it ends. */
#include "driver/sip/call.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/code.h"
#include "driver/sip/conference.h"
#include "driver/sip/connection.h"
#include "driver/sip/digits.h"
#include "driver/sip/park.h"
#include "driver/sip/sound.h"
#include "driver/sip/targets.h"
#include "driver/sip/transfer.h"

enum err sip_call_new(struct sip_call **out, struct sip_line *line, struct call *call)
{
	struct sip_call *s = mem_zalloc(sizeof(*s));

	if (!s)
		return ERR_NOMEM;
	s->line = line;
	s->call = call;
	list_init(&s->forks);
	list_append(&sip.calls, &s->node);
	*out = s;
	return OK;
}

void sip_call_list(struct sip_call *s)
{
	sip_table_add(&sip.dialogs, &s->by_dialog,
		      stack_dialog_hash(sip_dialog_part(&s->dialog, SIP_DIALOG_CALL_ID),
				  sip_dialog_local_tag(&s->dialog)));
}

void sip_call_write_contact(const struct sip_call *s)
{
	stack_contact_with(s->line ? sip_line_user(s->line) : SPAN_NONE, &s->hop, s->dialog.secure,
			   s->member ? ";isfocus" : "");
}

struct sip_call *sip_call_of_dialog(struct span call_id, struct span our_tag, struct span their_tag)
{
	struct sip_node *node = sip_table_first(&sip.dialogs, stack_dialog_hash(call_id, our_tag));

	for (; node; node = sip_table_next(node)) {
		struct sip_call *s = list_entry(node, struct sip_call, by_dialog);

		if (span_eq(sip_dialog_part(&s->dialog, SIP_DIALOG_CALL_ID), call_id) &&
		    span_eq(sip_dialog_local_tag(&s->dialog), our_tag) &&
		    span_eq(sip_dialog_remote_tag(&s->dialog), their_tag))
			return s;
	}
	return NULL;
}

struct sip_call *sip_call_find(const struct sip_msg *msg)
{
	uint32_t hash = stack_dialog_hash(msg->call_id, msg->request ? msg->to_tag : msg->from_tag);

	for (struct sip_node *node = sip_table_first(&sip.dialogs, hash); node; node = sip_table_next(node)) {
		struct sip_call *s = list_entry(node, struct sip_call, by_dialog);

		if (sip_dialog_match(&s->dialog, msg))
			return s;
	}
	return NULL;
}

void sip_call_free(struct sip_call *s)
{
	struct timers *timers = &sip.desk->timers;

	sip_digits_stop(s);
	sip_sound_free(s);
	sip_conference_leave(s);
	sip_refer_stop(s);
	sip_referral_stop(s);
	sip_referral_free(s);
	sip_referral_news(s, 503);	/* had it gone well, nobody waited any more */
	sip_code_over(s);
	if (s->call)
		s->call->data = NULL;
	if (s->invite)
		sip_trans_forget(s->invite);
	if (s->settled)
		sip_trans_forget(s->settled);
	if (s->other)
		sip_trans_forget(s->other);
	resolve_stop(&s->resolve);
	timer_stop(timers, &s->timer);
	timer_stop(timers, &s->session);
	timer_stop(timers, &s->silence);
	timer_stop(timers, &s->no_answer);
	media_close(s->media);
	sip_table_remove(&sip.dialogs, &s->by_dialog);
	list_remove(&s->waiting);
	list_remove(&s->node);
	sip_auth_free(&s->auth);
	sip_dialog_close(&s->dialog);
	mem_free(s->reply_head);
	mem_free(s->offer);
	sip_call_ring_close(s);
	sip_forks_free(s);
	sip_carry_free(s);
	mem_free(s->after);
	mem_free(s->cc);
	mem_free(s->shown);
	mem_free(s->target);
	sip_targets_free(s->targets);
	mem_free(s->replaces);
	mem_free(s->referred_by);
	mem_free(s->consult_target);
	sip_keys_close(s);
	mem_free(s);
}

void sip_call_abandon(struct sip_call *s)
{
	sip_call_let_go(s);
	sip_referral_free(s);
	if (s->referrer)
		sip_referral_stop(s->referrer);	/* which frees this one */
	else
		sip_call_free(s);
}

struct call *sip_call_let_go(struct sip_call *s)
{
	struct call *call = s->call;

	sip_digits_stop(s);
	sip_sound_free(s);
	sip_conference_leave(s);
	sip_consult_lost(s);
	sip_park_stop(s->parking);
	sip_refer_stop(s);
	sip_referral_stop(s);
	timer_stop(&sip.desk->timers, &s->no_answer);
	sip_call_ring_close(s);
	s->call = NULL;
	if (call)
		call->data = NULL;
	return call;
}

void sip_call_settled(struct sip_call *s)
{
	if (s->settled)
		sip_trans_forget(s->settled);
	s->settled = s->invite;
	s->invite = NULL;
}

void sip_call_terminated(struct sip_call *s, const struct sip_trans *trans)
{
	if (s->invite == trans)
		s->invite = NULL;
	if (s->settled == trans)
		s->settled = NULL;
}

void sip_call_over(struct sip_call *s, DWORD disconnect_mode)
{
	struct call *call;

	if (sip_refer_keeps(s, disconnect_mode))
		return;
	if (sip_park_taken(s)) {
		sip_call_free(s);
		return;
	}
	call = sip_call_let_go(s);
	sip_call_free(s);
	if (call)
		call_ended(call, disconnect_mode);
}

/* --- the way to the far end --- */

static void way_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;

	if (hop)
		s->hop = *hop;
	if (s->bye_after_ack)
		sip_call_hang_up(s);
}

static void find_way(struct sip_call *s)
{
	if (!s->resolve.query)		/* else somebody waits for what is sought already */
		resolve_start(&s->resolve, sip_dialog_next_hop(&s->dialog), &s->hop.peer, way_found, s);
}

void sip_call_renew(struct sip_call *s)
{
	if (s->hop.peer.transport == SIP_UDP || connection_stands(s->hop.peer.handle))
		return;
	/* A far end by WebSocket has no address: the way is by the line's server. */
	if (sip_transport_is_web(s->hop.peer.transport) && s->line && s->line->hop)
		s->hop = *s->line->hop;
	else
		find_way(s);
}

void sip_call_moved(struct sip_call *s)
{
	if (s->hop.peer.transport == SIP_UDP)
		find_way(s);
}

/* --- hanging up ------------------------------------------------------------- */

static void on_bye(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		   const struct sip_msg *msg)
{
	struct sip_call *s = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	if (event == SIP_TRANS_FINAL && (msg->status == 401 || msg->status == 407) && s->line &&
	    sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
		sip_trans_forget(trans);
		s->other = NULL;
		sip_call_hang_up(s);
		return;
	}
	sip_call_free(s);		/* forgets the transaction */
}

static void send_bye(struct sip_call *s)
{
	struct span target = sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET);

	if (s->other)
		sip_trans_forget(s->other);
	s->other = NULL;
	s->bye_after_ack = false;
	sip_call_renew(s);
	stack_request(&s->dialog, "BYE", &s->hop);
	sip_carry_write(s);
	if (s->line && s->auth)
		sip_line_authorization(s->line, s->auth, "BYE", target, SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	if (stack_send(&s->other, "BYE", &s->hop, on_bye, s)) {
		s->other = NULL;
		sip_call_free(s);
	}
}

static void refuse_offer(struct sip_call *s, uint32_t status)
{
	sip_reliable_stop(s);
	stack_reply_again(s->reply_head, status);
	sip_carry_write(s);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(s->invite, status);
	sip_call_free(s);
}

void sip_call_hang_up(struct sip_call *s)
{
	enum sip_call_state state = s->state;

	if (s->cancelled)
		return;			/* that is done: the final response comes */
	if (s->kept) {
		sip_call_free(s);
		return;
	}
	media_close(s->media);
	s->media = NULL;
	timer_stop(&sip.desk->timers, &s->session);
	timer_stop(&sip.desk->timers, &s->timer);
	timer_stop(&sip.desk->timers, &s->silence);
	s->state = SIP_CALL_ENDING;
	switch (state) {
	case SIP_CALL_WAITING:
	case SIP_CALL_REFUSED:
	case SIP_CALL_RECALL:
	case SIP_CALL_CONFERENCE:
		sip_call_free(s);
		break;
	case SIP_CALL_CALLING:
		/* The final response comes all the same, be it a 200: call_out.c. */
		if (!s->invite || sip_client_cancel(s->invite))
			sip_call_free(s);
		break;
	case SIP_CALL_OFFERED:
		refuse_offer(s, 486);
		break;
	case SIP_CALL_ANSWERED:
		s->bye_after_ack = true;	/* RFC 3261 15: not before the ACK */
		break;
	case SIP_CALL_TALKING:
		if (s->resolve.query)
			s->bye_after_ack = true;	/* the way to them is being looked up */
		else
			send_bye(s);
		break;
	case SIP_CALL_ENDING:
		send_bye(s);
		break;
	}
}

enum err sip_drop(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	if (s && info_keep(&s->uui, args ? args->data : (struct bytes){ NULL, 0 }))
		return ERR_NOMEM;
	if (s) {
		sip_call_let_go(s);
		sip_call_hang_up(s);
	}
	/* The session is over with the request to end it (RFC 3261 15.1.1). */
	call_event(call, EV_GONE, 0);
	return OK;
}

void sip_release(struct call *call)
{
	struct sip_call *s = call->data;

	sip_call_let_go(s);
	if (s->state == SIP_CALL_OFFERED)
		refuse_offer(s, 480);		/* nobody was there to say no */
	else
		sip_call_hang_up(s);
}

void sip_calls_let_go(struct sip_line *line)
{
	list_each(node, &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);

		if (s->line == line)
			s->line = NULL;
	}
}

void sip_calls_go_on(struct sip_line *line, enum err err)
{
	while (!list_empty(&line->more->waiting)) {
		struct sip_call *s = list_entry(line->more->waiting.next, struct sip_call, waiting);

		list_remove(&s->waiting);
		timer_stop(&sip.desk->timers, &s->timer);
		if (err)
			sip_call_stillborn(s, err);
		else
			sip_call_start(s);
	}
}
