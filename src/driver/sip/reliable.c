/* SPDX-License-Identifier: MIT
 * reliable.c - PRACK, and early dialogs. */
#include "driver/sip/reliable.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/talk.h"

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- we call ----------------------------------------------------------------------- */

void sip_reliable_write(const struct sip_call *s)
{
	uint32_t way = s->line->conf->prack;

	if (way == SIP_PRACK_NO)
		return;
	sip_write_text(&sip.out, SIP_H_SUPPORTED, "100rel");
	if (way == SIP_PRACK_REQUIRED && !s->rel_unknown)
		sip_write_text(&sip.out, SIP_H_REQUIRE, "100rel");
}

static void send_prack(struct sip_call *s, struct sip_dialog *dialog, uint32_t rseq)
{
	struct sip_trans *trans;

	stack_request(dialog, "PRACK", &s->hop);
	sip_writef(&sip.out, SIP_H_RACK, "%u %u INVITE", (unsigned)rseq, (unsigned)s->invite_cseq);
	if (s->line && s->auth)
		sip_line_authorization(s->line, s->auth, "PRACK",
				       sip_dialog_part(dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	/* Nothing rests on its answer: the far end repeats what it takes for lost. */
	if (stack_send(&trans, "PRACK", &s->hop, NULL, NULL) == OK)
		sip_trans_forget(trans);
}

bool sip_reliable_heard(struct sip_call *s, struct sip_dialog *dialog, struct sip_rseq *rseq,
			const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_RSEQ);
	struct sip_number number;

	if (!sip_msg_lists(msg, SIP_H_REQUIRE, "100rel") || !value.at || sip_number_read(value, &number))
		return true;
	if (rseq->known && number.value != rseq->last + 1)
		return false;
	rseq->known = true;
	rseq->last = number.value;
	send_prack(s, dialog, number.value);
	return true;
}

/* --- several places ---------------------------------------------------------------- */

struct sip_fork *sip_fork_find(const struct sip_call *s, struct span tag)
{
	if (!s->forks.next)
		return NULL;
	list_each(node, &s->forks) {
		struct sip_fork *fork = list_entry(node, struct sip_fork, node);

		if (span_eq(sip_dialog_remote_tag(&fork->dialog), tag))
			return fork;
	}
	return NULL;
}

static void keep_answer(struct sip_fork *fork, const struct sip_msg *msg)
{
	if (!msg->body.len || fork->sdp)
		return;
	fork->sdp = mem_text(msg->body.at, msg->body.len);
	fork->sdp_len = fork->sdp ? msg->body.len : 0;
}

struct sip_fork *sip_fork_heard(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_fork *fork = sip_fork_find(s, msg->to_tag);

	if (!fork && s->fork_count < SIP_FORKS_MAX) {
		fork = mem_zalloc(sizeof(*fork));
		if (fork && sip_dialog_fork(&fork->dialog, &s->dialog, msg)) {
			mem_free(fork);
			fork = NULL;
		}
		if (fork) {
			s->fork_count++;
			list_append(&s->forks, &fork->node);
		}
	}
	if (fork && !sip_reliable_heard(s, &fork->dialog, &fork->rseq, msg))
		return NULL;
	if (fork)
		keep_answer(fork, msg);
	return fork;
}

void sip_forks_free(struct sip_call *s)
{
	while (s->forks.next && !list_empty(&s->forks)) {
		struct sip_fork *fork = list_entry(s->forks.next, struct sip_fork, node);

		list_remove(&fork->node);
		sip_dialog_close(&fork->dialog);
		mem_free(fork->sdp);
		mem_free(fork);
	}
	s->fork_count = 0;
}

/* --- we are called ------------------------------------------------------------------- */

bool sip_reliable_asked(const struct sip_call *s, const struct sip_msg *msg)
{
	if (s->line->conf->prack == SIP_PRACK_NO)
		return false;
	return sip_msg_lists(msg, SIP_H_REQUIRE, "100rel") ||
	       (s->line->conf->prack == SIP_PRACK_REQUIRED && sip_msg_lists(msg, SIP_H_SUPPORTED, "100rel"));
}

void sip_reliable_stop(struct sip_call *s)
{
	if (!s->ring)
		return;
	timer_stop(timers(), &s->ring->again);
	mem_free(s->ring->text);
	s->ring->text = NULL;
}

/* Nobody acknowledges it: the call cannot be (RFC 3262 3). */
static void give_up(struct sip_call *s)
{
	sip_reliable_stop(s);
	stack_reply_again(s->reply_head, 504);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(s->invite, 504);
	sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
}

static void again(void *arg)
{
	struct sip_call *s = arg;
	struct sip_ring *ring = s->ring;
	uint64_t most_ms = 64ull * sip.layer.t1_ms;

	ring->waited_ms += ring->pause_ms;
	if (ring->waited_ms >= most_ms) {
		give_up(s);
		return;
	}
	sip_server_reply(s->invite, 180, span_of(ring->text));
	ring->pause_ms *= 2;
	if (ring->pause_ms > most_ms - ring->waited_ms)
		ring->pause_ms = most_ms - ring->waited_ms;
	timer_set(timers(), &ring->again, ring->pause_ms, again, s);
}

void sip_reliable_ring(struct sip_call *s)
{
	struct sip_ring *ring = s->ring;
	char text[SDP_TEXT_SIZE];
	struct buf sdp;

	buf_fixed(&sdp, text, sizeof(text));
	sip_write_text(&sip.out, SIP_H_REQUIRE, "100rel");
	sip_write_u32(&sip.out, SIP_H_RSEQ, ++ring->rseq);
	if (!s->offer && !ring->early_offer && sip_keys_offer(s, &sdp, SDP_SENDRECV) == SDP_OK)
		ring->early_offer = true;
	else
		sdp.len = 0;
	sip_write_end(&sip.out, "application/sdp", buf_span(&sdp));
	stack_answer(s->invite, 180);
	ring->text = sip.out.full ? NULL : mem_text(sip.out.at, sip.out.len);
	ring->waited_ms = 0;
	ring->pause_ms = sip.layer.t1_ms;
	if (ring->text)
		timer_set(timers(), &ring->again, ring->pause_ms, again, s);
}

/* Their answer to the offer in our 180. */
static void take_early(struct sip_call *s, const struct sip_msg *msg)
{
	struct sdp_session_choice choice;

	if (!s->ring->early_offer || s->ring->early_done || !msg->body.len ||
	    sip_keys_take(s, msg->body, SDP_SENDRECV, &choice) != SDP_OK)
		return;
	s->ring->early_done = true;
	sip_call_talk(s, &choice);
}

/* Which of our provisional answers waits for it, also when our 200 was faster (RFC 3262
 * 3); 0: none. */
static uint32_t rseq_due(const struct sip_call *s)
{
	if (!s->ring)
		return s->unpracked;
	return s->ring->text ? s->ring->rseq : 0;
}

void sip_reliable_prack(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_RACK), tag = sip_dialog_local_tag(&s->dialog);
	struct sip_ring *ring = s->ring;
	uint32_t due = rseq_due(s);
	struct sip_rack rack;

	if (!due || !value.at || sip_rack_read(value, &rack) || rack.rseq != due ||
	    rack.cseq.method != SIP_INVITE || rack.cseq.number != s->invite_cseq) {
		stack_refuse(trans, msg, 481, tag);
		return;
	}
	if (!ring) {
		s->unpracked = 0;
		stack_refuse(trans, msg, 200, tag);
		return;
	}
	sip_reliable_stop(s);
	stack_refuse(trans, msg, 200, tag);
	take_early(s, msg);
	if (!ring->answer_due)
		return;
	ring->answer_due = false;
	if (s->call && sip_answer(s->call, &(struct call_args){ .dest = NULL }))
		call_reply(s->call, CALL_ANSWER, ERR_FAILED);
}
