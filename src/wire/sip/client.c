/* SPDX-License-Identifier: MIT
 * client.c - client transactions: RFC 3261 17.1, 9.1, RFC 6026 7.2. */
#include "wire/sip/trans_in.h"
#include "base/mem.h"
#include "wire/sip/lex.h"
#include "wire/sip/lines.h"
#include "wire/sip/write.h"

#define TIMER_D_MS 32000	/* at least so long, however short T1 is (17.1.1.2) */

static uint64_t fold(uint64_t sum, struct span s)
{
	for (uint64_t word; s.len > 0; ) {
		size_t len = s.len < sizeof(word) ? s.len : sizeof(word);

		word = 0;
		memcpy(&word, s.at, len);
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
		s = sip_span(s.at + len, s.len - len);
	}
	return sum;
}

/* Branch and method are all that 17.1.3 asks for. A peer that mixes up its calls shows by
 * the Call-ID: its answer is not to this request. A branch of ours is a number that nobody
 * can guess, so who could forge the rest knows all of it anyway. */
static struct sip_print key_of(const struct sip_trans_layer *layer, struct span branch,
			       struct span method, struct span call_id)
{
	struct sip_printer p;
	uint64_t number;

	if (sip_branch_number(branch, &number))
		return (struct sip_print){ number, fold(fold(method.len, method), call_id) };
	sip_print_begin(&p, layer->ids->secret);
	sip_print_add(&p, SPAN("client"));
	sip_print_add(&p, branch);
	sip_print_add(&p, method);
	sip_print_add(&p, call_id);
	return sip_print_end(&p);
}

static enum err start(struct sip_trans **out, struct sip_trans_layer *layer,
		      const struct sip_client_args *args)
{
	struct sip_trans *trans = sip_trans_new(layer, &args->peer, false);

	if (!trans)
		return ERR_NOMEM;
	trans->client = true;
	trans->invite = span_is(args->method, "INVITE");
	sip_trans_own(trans, args->on_event, args->arg);

	/* An INVITE is needed for its ACK and CANCEL, all others to be repeated only. */
	if ((trans->invite || !args->peer.reliable) && !sip_trans_keep(trans, args->request)) {
		mem_free(trans);
		return ERR_NOMEM;
	}
	if (!sip_trans_send(trans, args->request)) {
		sip_trans_free(trans);
		return ERR_FAILED;
	}
	layer->counters.client++;
	sip_trans_add(trans, key_of(layer, args->branch, args->method,
				    sip_lines_get(args->request, SIP_H_CALL_ID)));
	sip_trans_enter(trans, SIP_CALLING, args->peer.reliable ? 0 : layer->t1_ms,
			64 * layer->t1_ms);
	*out = trans;
	return OK;
}

enum err sip_client_start(struct sip_trans **out, struct sip_trans_layer *layer,
			  const struct sip_client_args *args)
{
	if (sip_trans_count(layer) >= layer->max)
		return ERR_RESOURCE;
	return start(out, layer, args);
}

/* ---- CANCEL */

static void write_cancel(struct buf *out, struct span invite, struct span *branch)
{
	struct span rest = invite, start_line, uri;
	struct sip_via via = { 0 };
	struct sip_line line;
	struct sip_cseq cseq;
	bool via_done = false;

	start_line = sip_lines_start(&rest);
	span_cut(start_line, ' ', &uri);
	sip_write_request(out, SPAN("CANCEL"), span_cut(uri, ' ', &uri));
	while (sip_lines_next(&rest, &line)) {
		switch (line.id) {
		case SIP_H_VIA:
			if (!via_done && sip_via_read(line.value, &via, NULL) == OK)
				sip_write(out, SIP_H_VIA, via.text);
			via_done = true;
			break;
		case SIP_H_CSEQ:
			if (sip_cseq_read(line.value, &cseq) == OK)
				sip_writef(out, SIP_H_CSEQ, "%u CANCEL", (unsigned)cseq.number);
			break;
		case SIP_H_ROUTE: case SIP_H_MAX_FORWARDS: case SIP_H_FROM:
		case SIP_H_TO: case SIP_H_CALL_ID:
			buf_span_add(out, line.text);
			break;
		default:
			break;
		}
	}
	sip_write_end(out, NULL, SPAN_NONE);
	*branch = via.branch;
}

/* From now on the INVITE has 64 * T1 to end (9.1). */
static enum err send_cancel(struct sip_trans *trans)
{
	struct sip_client_args args = { .peer = trans->peer, .method = SPAN("CANCEL") };
	struct sip_trans *cancel;
	struct buf out;
	enum err err;

	buf_grow(&out);
	write_cancel(&out, sip_span(trans->kept, trans->kept_len), &args.branch);
	args.request = buf_span(&out);
	err = out.full ? ERR_NOMEM : start(&cancel, trans->layer, &args);
	buf_free(&out);
	if (err == ERR_NOMEM)
		return err;
	trans->cancel_sent = true;
	sip_trans_enter(trans, SIP_PROCEEDING, 0, 64 * trans->layer->t1_ms);
	return OK;
}

enum err sip_client_cancel(struct sip_trans *trans)
{
	if (!trans->client || !trans->invite || trans->state > SIP_PROCEEDING)
		return ERR_STATE;
	trans->cancelled = true;
	/* Without memory for it the INVITE still has to end some day. */
	if (trans->state == SIP_PROCEEDING && !trans->cancel_sent && send_cancel(trans) != OK)
		sip_trans_enter(trans, SIP_PROCEEDING, 0, 64 * trans->layer->t1_ms);
	return OK;
}

/* ---- ACK to a non-2xx */

/* Keep of the INVITE only what ACKs need; in its own memory, so that this
 * cannot fail: all that stays moves towards the front. */
static void keep_ack_base(struct sip_trans *trans)
{
	struct span rest = sip_span(trans->kept, trans->kept_len), uri;
	struct sip_ack_base *base = trans->kept;
	struct sip_line line;
	size_t len;
	void *less;

	span_cut(sip_lines_start(&rest), ' ', &uri);
	uri = span_cut(uri, ' ', &(struct span){ 0 });
	memmove(base->text, uri.at, uri.len);
	base->uri_len = (uint32_t)uri.len;
	len = uri.len;
	while (sip_lines_next(&rest, &line)) {
		if (line.id != SIP_H_ROUTE)
			continue;
		memmove(base->text + len, line.text.at, line.text.len);
		len += line.text.len;
	}
	trans->kept_len = (uint32_t)(sizeof(*base) + len);
	trans->kept_as = SIP_KEPT_ACK;
	less = mem_realloc(base, trans->kept_len);
	if (less)
		trans->kept = less;
}

/* Our Via as it was sent: without what the peer wrote into it. */
static void write_own_via(struct buf *out, const struct sip_via *via)
{
	struct span params = via->params, name, value;

	sip_write_open(out, SIP_H_VIA);
	buf_bytes(out, via->text.at, via->text.len - params.len);
	while (sip_param_next(&params, &name, &value)) {
		if (span_isi(name, "received"))
			continue;
		buf_char(out, ';');
		buf_span_add(out, name);
		if (!value.at || span_isi(name, "rport"))
			continue;
		buf_char(out, '=');
		buf_span_add(out, value);
	}
	sip_write_close(out);
}

static bool send_ack(struct sip_trans *trans, const struct sip_msg *response)
{
	const struct sip_ack_base *base = trans->kept;
	char room[2048];
	struct buf out;
	bool sent;

	buf_fixed(&out, room, sizeof(room));
	for (int again = 0; again < 2; again++) {
		sip_write_request(&out, SPAN("ACK"), sip_span(base->text, base->uri_len));
		write_own_via(&out, &response->via);
		sip_write_u32(&out, SIP_H_MAX_FORWARDS, 70);
		buf_bytes(&out, base->text + base->uri_len,
			  trans->kept_len - sizeof(*base) - base->uri_len);
		sip_write(&out, SIP_H_FROM, sip_msg_get(response, SIP_H_FROM));
		sip_write(&out, SIP_H_TO, sip_msg_get(response, SIP_H_TO));
		sip_write(&out, SIP_H_CALL_ID, response->call_id);
		sip_writef(&out, SIP_H_CSEQ, "%u ACK", (unsigned)response->cseq.number);
		sip_write_end(&out, NULL, SPAN_NONE);
		if (!out.full || out.grows)
			break;
		buf_grow(&out);		/* an uncommonly long one */
	}
	sent = !out.full && sip_trans_send(trans, buf_span(&out));
	if (out.full)
		trans->layer->counters.nomem++;
	if (out.grows)
		buf_free(&out);
	return sent;
}

/* ---- responses */

/* Once answered it will not be repeated: the body is not needed any more. */
static void cut_body(struct sip_trans *trans)
{
	const char *head = trans->kept, *end = head + trans->kept_len;
	const char *at = lex_find(head, end, '\n');
	void *less;

	/* One of ours: the empty line begins behind the first "\n" that "\r\n" follows. */
	while (end - at > 3 && !(at[1] == '\r' && at[2] == '\n'))
		at = lex_find(at + 1, end, '\n');
	if (end - at <= 3)
		return;
	trans->kept_len = (uint32_t)(at + 3 - head);
	less = mem_realloc(trans->kept, trans->kept_len);
	if (less)
		trans->kept = less;
}

static void provisional(struct sip_trans *trans, const struct sip_msg *msg)
{
	if (trans->invite && trans->state == SIP_CALLING) {
		cut_body(trans);
		sip_trans_enter_unlimited(trans, SIP_PROCEEDING);
	}
	trans->state = SIP_PROCEEDING;
	if (trans->cancelled && !trans->cancel_sent && send_cancel(trans) != OK)
		sip_trans_enter(trans, SIP_PROCEEDING, 0, 64 * trans->layer->t1_ms);
	sip_trans_tell(trans, SIP_TRANS_PROVISIONAL, msg);
}

static void final_to_invite(struct sip_trans *trans, const struct sip_msg *msg)
{
	const struct sip_trans_layer *layer = trans->layer;
	uint32_t d_ms = 64 * layer->t1_ms > TIMER_D_MS ? 64 * layer->t1_ms : TIMER_D_MS;

	if (msg->status < 300) {
		sip_trans_drop(trans);
		sip_trans_enter(trans, SIP_ACCEPTED, 0, 64 * layer->t1_ms);
		sip_trans_tell(trans, SIP_TRANS_FINAL, msg);
		return;
	}
	keep_ack_base(trans);
	send_ack(trans, msg);
	sip_trans_enter(trans, SIP_COMPLETED, 0, trans->peer.reliable ? 0 : d_ms);
	sip_trans_tell(trans, SIP_TRANS_FINAL, msg);
}

static void final(struct sip_trans *trans, const struct sip_msg *msg)
{
	if (trans->invite) {
		final_to_invite(trans, msg);
		return;
	}
	sip_trans_drop(trans);
	sip_trans_enter(trans, SIP_COMPLETED, 0, trans->peer.reliable ? 0 : trans->layer->t4_ms);
	sip_trans_tell(trans, SIP_TRANS_FINAL, msg);
}

static void repeated(struct sip_trans *trans, const struct sip_msg *msg)
{
	trans->layer->counters.repeated++;
	if (trans->state == SIP_COMPLETED && trans->kept_as == SIP_KEPT_ACK && msg->status >= 300)
		send_ack(trans, msg);
	if (trans->state == SIP_ACCEPTED && msg->status / 100 == 2)
		sip_trans_tell(trans, SIP_TRANS_AGAIN, msg);
}

void sip_client_receive(struct sip_trans_layer *layer, const struct sip_msg *msg)
{
	struct sip_trans *trans;

	trans = sip_trans_find(layer, key_of(layer, msg->via.branch, msg->cseq.method_text, msg->call_id));
	if (!trans)
		layer->counters.stray++;
	else if (trans->state > SIP_PROCEEDING)
		repeated(trans, msg);
	else if (msg->status < 200)
		provisional(trans, msg);
	else
		final(trans, msg);
}

/* ---- time */

static void fail(struct sip_trans *trans)
{
	trans->layer->counters.failed++;
	sip_trans_tell(trans, SIP_TRANS_FAILED, NULL);
	sip_trans_terminate(trans);
}

void sip_client_again(struct sip_trans *trans)
{
	const struct sip_trans_layer *layer = trans->layer;

	if (!trans->interval_ms)
		return;
	trans->layer->counters.resent++;
	if (!sip_trans_send(trans, sip_span(trans->kept, trans->kept_len))) {
		fail(trans);
		return;
	}

	/* Only timer A doubles without an end (17.1.1.2, 17.1.2.2). */
	trans->interval_ms *= 2;
	if (trans->state == SIP_PROCEEDING ||
	    (!trans->invite && trans->interval_ms > layer->t2_ms))
		trans->interval_ms = layer->t2_ms;
}

void sip_client_expire(struct sip_trans *trans)
{
	if (trans->state > SIP_PROCEEDING) {
		sip_trans_terminate(trans);
		return;
	}
	if (trans->lost) {
		fail(trans);
		return;
	}
	trans->layer->counters.timeouts++;
	sip_trans_tell(trans, SIP_TRANS_TIMEOUT, NULL);
	sip_trans_terminate(trans);
}
