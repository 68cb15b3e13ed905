/* SPDX-License-Identifier: MIT
 * server.c - server transactions: RFC 3261 17.2, 9.2, 8.2.2.2, RFC 6026 7.1. */
#include "wire/sip/trans_in.h"
#include "base/mem.h"
#include "wire/sip/addr.h"
#include "wire/sip/lines.h"
#include "wire/sip/write.h"

#define SLIM_MAX 2048		/* longer responses are kept as they are */
#define BUSY_RETRY_S 10

static void print_number(struct sip_printer *p, uint32_t number)
{
	sip_print_add(p, sip_span(&number, sizeof(number)));
}

/* What a request belongs to (17.2.3); `method` is INVITE for ACK and CANCEL. */
static struct sip_print key_of(const struct sip_trans_layer *layer, const struct sip_msg *msg,
			       struct span method)
{
	struct sip_printer p;

	sip_print_begin(&p, layer->ids->secret);
	if (sip_branch_is_unique(msg->via.branch)) {
		sip_print_add(&p, SPAN("server"));
		sip_print_add(&p, msg->via.branch);
		sip_print_add(&p, msg->via.host);
		print_number(&p, msg->via.port);
	} else {		/* RFC 2543 */
		sip_print_add(&p, SPAN("server of old"));
		sip_print_add(&p, msg->uri);
		sip_print_add(&p, msg->from_tag);
		sip_print_add(&p, msg->call_id);
		print_number(&p, msg->cseq.number);
		sip_print_add(&p, msg->via.text);
	}
	sip_print_add(&p, method);
	return sip_print_end(&p);
}

/* The same request by another way: same caller and called, another branch. With
 * the Request-URI, for a proxy may well ring two of our lines at once. */
static struct sip_print merge_key(const struct sip_trans_layer *layer, const struct sip_msg *msg)
{
	struct sip_printer p;

	sip_print_begin(&p, layer->ids->secret);
	sip_print_add(&p, SPAN("merge"));
	sip_print_add(&p, msg->call_id);
	sip_print_add(&p, msg->from_tag);
	sip_print_add(&p, msg->uri);
	sip_print_add(&p, msg->cseq.method_text);
	print_number(&p, msg->cseq.number);
	return sip_print_end(&p);
}

static struct sip_print ack_key(const struct sip_trans_layer *layer, struct span call_id,
				struct span from_tag, struct span to_tag, uint32_t cseq)
{
	struct sip_printer p;

	sip_print_begin(&p, layer->ids->secret);
	sip_print_add(&p, SPAN("ack"));
	sip_print_add(&p, call_id);
	sip_print_add(&p, from_tag);
	sip_print_add(&p, to_tag);
	print_number(&p, cseq);
	return sip_print_end(&p);
}

/* Without rport the answer goes to the port of the Via (18.2.2, RFC 3581). */
static struct sip_peer answer_to(const struct sip_peer *peer, const struct sip_msg *msg)
{
	struct sip_peer to = *peer;

	if (!to.reliable && !msg->via.rport_text.at)
		sip_peer_port_set(&to, msg->via.port ? msg->via.port : 5060);
	return to;
}

/* Answer without a transaction. The To tag comes from the request's own key, so
 * it is the same for each retransmission and the ACK can be told by it. */
static void answer_stateless(struct sip_trans_layer *layer, const struct sip_peer *peer,
			     const struct sip_msg *msg, uint32_t status, struct span tag)
{
	struct sip_peer to = answer_to(peer, msg);
	char room[4096];
	struct buf out;

	buf_fixed(&out, room, sizeof(room));
	sip_write_reply(&out, msg, status, NULL, tag);
	if (status == 503)
		sip_write_u32(&out, SIP_H_RETRY_AFTER, BUSY_RETRY_S);
	sip_write_end(&out, NULL, SPAN_NONE);
	if (out.full)
		layer->counters.nomem++;
	else
		layer->send(layer, &to, buf_span(&out));
}

static void refuse(struct sip_trans_layer *layer, const struct sip_peer *peer,
		   const struct sip_msg *msg, uint32_t status, struct sip_print key)
{
	char tag[SIP_TAG_SIZE];

	sip_tag_of(key.lo, tag);
	answer_stateless(layer, peer, msg, status, span_of(tag));
}

/* ---- new requests */

static bool is_merged(const struct sip_trans_layer *layer, struct sip_print key)
{
	const struct sip_node *node = sip_table_first(&layer->merges, (uint32_t)key.lo);

	for (; node; node = sip_table_next(node))
		if (list_entry(node, const struct sip_trans_first, node)->print == key.hi)
			return true;
	return false;
}

static struct sip_trans *new_server(struct sip_trans_layer *layer, const struct sip_peer *peer,
				    const struct sip_msg *msg, struct sip_print key)
{
	struct sip_peer to = answer_to(peer, msg);
	bool is_first = !msg->to_tag.at;
	struct sip_print merge = { 0, 0 };
	struct sip_trans *trans;

	if (is_first) {
		merge = merge_key(layer, msg);
		if (is_merged(layer, merge)) {
			layer->counters.merged++;
			refuse(layer, peer, msg, 482, key);
			return NULL;
		}
	}
	trans = sip_trans_new(layer, &to, is_first);
	if (!trans)
		return NULL;
	trans->invite = msg->method == SIP_INVITE;
	sip_trans_add(trans, key);
	if (is_first) {
		struct sip_trans_first *first = (struct sip_trans_first *)trans;

		first->print = merge.hi;
		sip_table_add(&layer->merges, &first->node, (uint32_t)merge.lo);
	}
	layer->counters.server++;
	return trans;
}

static void send_trying(struct sip_trans *trans, const struct sip_msg *msg)
{
	char room[4096];
	struct buf out;

	buf_fixed(&out, room, sizeof(room));
	sip_write_reply(&out, msg, 100, NULL, SPAN_NONE);
	sip_write_end(&out, NULL, SPAN_NONE);
	if (!out.full)
		sip_server_reply(trans, 100, buf_span(&out));
}

static void begin(struct sip_trans_layer *layer, const struct sip_peer *peer,
		  const struct sip_msg *msg, struct sip_print key)
{
	struct sip_trans *trans;

	if (sip_trans_count(layer) >= layer->max) {
		layer->counters.flooded++;
		refuse(layer, peer, msg, 503, key);
		return;
	}
	trans = new_server(layer, peer, msg, key);
	if (!trans)
		return;
	layer->on_request(layer, trans, msg);
	if (trans->invite && trans->state == SIP_CALLING)
		send_trying(trans, msg);
	if (!trans->on_event)
		sip_trans_forget(trans);
}

/* ---- requests that belong to a transaction */

static void resend_slim(struct sip_trans *trans, const struct sip_msg *msg)
{
	const struct sip_slim *slim = trans->kept;
	size_t len = trans->kept_len - sizeof(*slim) - slim->tag_len;
	char room[2 * SLIM_MAX];
	struct buf out;

	buf_fixed(&out, room, sizeof(room));
	sip_write_reply(&out, msg, slim->status, NULL, sip_span(slim->text, slim->tag_len));
	buf_bytes(&out, slim->text + slim->tag_len, len);
	if (!slim->whole)
		sip_write_end(&out, NULL, SPAN_NONE);
	if (!out.full)
		sip_trans_send(trans, buf_span(&out));
}

static void resend(struct sip_trans *trans)
{
	const struct sip_success *success = trans->kept;

	if (trans->kept_as == SIP_KEPT_BYTES)
		sip_trans_send(trans, sip_span(trans->kept, trans->kept_len));
	if (trans->kept_as == SIP_KEPT_SUCCESS)
		sip_trans_send(trans, sip_span(success->bytes, trans->kept_len));
}

/* In Accepted the 2xx keeps its own time and the INVITE is only absorbed (RFC 6026 7.1). */
static void repeated(struct sip_trans *trans, const struct sip_msg *msg)
{
	trans->layer->counters.repeated++;
	if (trans->kept_as == SIP_KEPT_SLIM)
		resend_slim(trans, msg);
	else if (trans->state <= SIP_COMPLETED)
		resend(trans);
}

static void acked(struct sip_trans *trans, const struct sip_msg *msg)
{
	const struct sip_trans_layer *layer = trans->layer;

	trans->acked = true;
	sip_trans_drop(trans);
	if (trans->state == SIP_ACCEPTED)
		trans->interval_ms = 0;		/* the deadline stays: timer L */
	else
		sip_trans_enter(trans, SIP_CONFIRMED, 0,
				trans->peer.reliable ? 0 : layer->t4_ms);
	sip_trans_tell(trans, SIP_TRANS_ACKED, msg);
}

static struct sip_trans *find_success(const struct sip_trans_layer *layer,
				      const struct sip_msg *msg)
{
	struct sip_print key = ack_key(layer, msg->call_id, msg->from_tag, msg->to_tag,
				       msg->cseq.number);
	const struct sip_node *node = sip_table_first(&layer->unacked, (uint32_t)key.lo);

	for (; node; node = sip_table_next(node)) {
		const struct sip_success *success = list_entry(node, struct sip_success, node);

		if (success->print == key.hi)
			return success->trans;
	}
	return NULL;
}

static void receive_ack(struct sip_trans_layer *layer, const struct sip_peer *peer,
			const struct sip_msg *msg)
{
	struct sip_print key = key_of(layer, msg, SPAN("INVITE"));
	struct sip_trans *trans = sip_trans_find(layer, key);
	char tag[SIP_TAG_SIZE];

	/* Some send the ACK to a 2xx with the branch of the INVITE: it counts as well. */
	if (!trans)
		trans = find_success(layer, msg);
	if (trans && !trans->acked &&
	    (trans->state == SIP_COMPLETED || trans->state == SIP_ACCEPTED)) {
		acked(trans, msg);
		return;
	}
	if (trans && trans->state == SIP_CONFIRMED) {
		layer->counters.repeated++;
		return;
	}
	sip_tag_of(key.lo, tag);
	if (span_is(msg->to_tag, tag))		/* to what refuse() sent */
		return;
	layer->counters.stray++;
	if (layer->on_ack)
		layer->on_ack(layer, peer, msg);
}

/* CANCEL is answered without a transaction: each one finds its INVITE and is
 * answered alike, with the To tag of what the INVITE was answered last. */
static void receive_cancel(struct sip_trans_layer *layer, const struct sip_peer *peer,
			   const struct sip_msg *msg)
{
	struct sip_print key = key_of(layer, msg, SPAN("INVITE"));
	struct sip_trans *trans = sip_trans_find(layer, key);
	struct span tag = SPAN_NONE;

	if (!trans) {
		refuse(layer, peer, msg, 481, key);
		return;
	}
	if (trans->kept_as == SIP_KEPT_BYTES)
		tag = sip_lines_tag(sip_span(trans->kept, trans->kept_len), SIP_H_TO);
	if (tag.at)
		answer_stateless(layer, peer, msg, 200, tag);
	else
		refuse(layer, peer, msg, 200, key);
	if (trans->cancelled || trans->state > SIP_PROCEEDING) {
		layer->counters.repeated++;
		return;
	}
	trans->cancelled = true;
	sip_trans_tell(trans, SIP_TRANS_CANCELLED, msg);
}

void sip_server_receive(struct sip_trans_layer *layer, const struct sip_peer *peer,
			const struct sip_msg *msg)
{
	struct sip_trans *trans;
	struct sip_print key;

	if (msg->method == SIP_ACK) {
		receive_ack(layer, peer, msg);
		return;
	}
	if (msg->method == SIP_CANCEL) {
		receive_cancel(layer, peer, msg);
		return;
	}
	key = key_of(layer, msg, msg->method_text);
	trans = sip_trans_find(layer, key);
	if (trans)
		repeated(trans, msg);
	else
		begin(layer, peer, msg, key);
}

/* ---- replies */

/* The tag of the To, and the lines of `bytes` that are not the request's. */
static void slim_down(struct sip_slim *slim, struct span *tag, struct buf *lines, struct span bytes)
{
	struct span rest = bytes, length = SPAN_NONE;
	struct sip_line line;
	struct sip_addr to;

	sip_lines_start(&rest);
	while (sip_lines_next(&rest, &line)) {
		if (line.id == SIP_H_TO && sip_addr_read(&to, line.value, NULL) == OK)
			*tag = to.tag;
		else if (line.id == SIP_H_CONTENT_LENGTH)
			length = line.text;
		else if (line.id > SIP_H_CSEQ && line.id != SIP_H_RECORD_ROUTE)
			buf_span_add(lines, line.text);
	}
	if (rest.len == 0)
		return;
	slim->whole = true;
	buf_span_add(lines, length);
	buf_text(lines, "\r\n");
	buf_span_add(lines, rest);
}

/* A final response to a non-INVITE is only needed when the request comes again,
 * and then most of it comes along: keep the rest. Without memory keep nothing:
 * the peer will time out, and find what it asked done. */
static void keep_slim(struct sip_trans *trans, uint16_t status, struct span bytes)
{
	struct sip_slim head = { .status = status }, *slim;
	struct span tag = SPAN_NONE;
	char room[SLIM_MAX + 2];
	struct buf lines;

	buf_fixed(&lines, room, sizeof(room));
	slim_down(&head, &tag, &lines, bytes);
	if (!trans->first)
		tag = SPAN_NONE;	/* the request has it */
	sip_trans_drop(trans);
	if (lines.full || tag.len > UINT8_MAX)
		return;
	head.tag_len = (uint8_t)tag.len;
	slim = mem_alloc(sizeof(head) + tag.len + lines.len);
	if (!slim) {
		trans->layer->counters.nomem++;
		return;
	}
	*slim = head;
	memcpy(slim->text, tag.len ? tag.at : "", tag.len);
	memcpy(slim->text + tag.len, room, lines.len);
	trans->kept = slim;
	trans->kept_len = (uint32_t)(sizeof(head) + tag.len + lines.len);
	trans->kept_as = SIP_KEPT_SLIM;
}

static bool keep_success(struct sip_trans *trans, struct span bytes)
{
	struct sip_trans_layer *layer = trans->layer;
	struct sip_success *success = mem_zalloc(sizeof(*success) + bytes.len);
	struct sip_cseq cseq = { 0 };
	struct sip_print key;

	if (!success) {
		layer->counters.nomem++;
		return false;
	}
	sip_cseq_read(sip_lines_get(bytes, SIP_H_CSEQ), &cseq);
	key = ack_key(layer, sip_lines_get(bytes, SIP_H_CALL_ID), sip_lines_tag(bytes, SIP_H_FROM),
		      sip_lines_tag(bytes, SIP_H_TO), cseq.number);
	success->print = key.hi;
	success->trans = trans;
	memcpy(success->bytes, bytes.at, bytes.len);
	sip_trans_drop(trans);
	sip_table_add(&layer->unacked, &success->node, (uint32_t)key.lo);
	trans->kept = success;
	trans->kept_len = (uint32_t)bytes.len;
	trans->kept_as = SIP_KEPT_SUCCESS;
	return true;
}

static enum err keep_final(struct sip_trans *trans, uint16_t status, struct span bytes)
{
	const struct sip_trans_layer *layer = trans->layer;
	uint32_t life_ms = 64 * layer->t1_ms, repeat_ms = trans->peer.reliable ? 0 : layer->t1_ms;

	if (trans->invite && status < 300) {
		/* Repeated on any transport: a hop further on may lose it (13.3.1.4). */
		if (!keep_success(trans, bytes))
			return ERR_NOMEM;
		sip_trans_enter(trans, SIP_ACCEPTED, layer->t1_ms, life_ms);
		return OK;
	}
	if (trans->peer.reliable)
		sip_trans_drop(trans);
	else if (!trans->invite && bytes.len <= SLIM_MAX)
		keep_slim(trans, status, bytes);
	else if (!sip_trans_keep(trans, bytes))
		return ERR_NOMEM;
	if (trans->invite)
		sip_trans_enter(trans, SIP_COMPLETED, repeat_ms, life_ms);
	else
		sip_trans_enter(trans, SIP_COMPLETED, 0, trans->peer.reliable ? 0 : life_ms);
	return OK;
}

enum err sip_server_reply(struct sip_trans *trans, uint16_t status, struct span bytes)
{
	enum err err = OK;

	if (trans->client || trans->state > SIP_PROCEEDING)
		return ERR_STATE;
	if (status >= 200) {
		err = keep_final(trans, status, bytes);
	} else {
		trans->state = SIP_PROCEEDING;
		if ((trans->invite || !trans->peer.reliable) && !sip_trans_keep(trans, bytes))
			err = ERR_NOMEM;
	}
	if (err)
		return err;
	return sip_trans_send(trans, bytes) ? OK : ERR_FAILED;
}

/* ---- time */

void sip_server_again(struct sip_trans *trans)
{
	const struct sip_trans_layer *layer = trans->layer;

	if (!trans->interval_ms)
		return;
	trans->layer->counters.resent++;
	resend(trans);
	trans->interval_ms *= 2;
	if (trans->interval_ms > layer->t2_ms)
		trans->interval_ms = layer->t2_ms;
}

void sip_server_expire(struct sip_trans *trans)
{
	bool waits = trans->state == SIP_ACCEPTED ||
		     (trans->state == SIP_COMPLETED && trans->invite);

	if (waits && !trans->acked) {
		trans->layer->counters.timeouts++;
		sip_trans_tell(trans, SIP_TRANS_TIMEOUT, NULL);
	}
	sip_trans_terminate(trans);
}
