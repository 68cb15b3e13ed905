/* SPDX-License-Identifier: MIT
 * trans.c - the layer: transactions kept, timed, and ended. */
#include "wire/sip/trans_in.h"
#include "base/mem.h"

void sip_trans_open(struct sip_trans_layer *layer)
{
	layer->t1_ms = layer->t1_ms ? layer->t1_ms : 500;
	layer->t2_ms = layer->t2_ms ? layer->t2_ms : 4000;
	layer->t4_ms = layer->t4_ms ? layer->t4_ms : 5000;
	layer->max = layer->max ? layer->max : 1000000;
	sip_table_init(&layer->table);
	sip_table_init(&layer->merges);
	sip_table_init(&layer->unacked);
}

void sip_trans_close(struct sip_trans_layer *layer)
{
	struct sip_node *node = sip_table_after(&layer->table, NULL), *next;

	for (; node; node = next) {
		next = sip_table_after(&layer->table, node);
		sip_trans_free(list_entry(node, struct sip_trans, node));
	}
	sip_table_free(&layer->table);
	sip_table_free(&layer->merges);
	sip_table_free(&layer->unacked);
}

void sip_trans_receive(struct sip_trans_layer *layer, const struct sip_peer *peer,
		       const struct sip_msg *msg)
{
	if (msg->request)
		sip_server_receive(layer, peer, msg);
	else
		sip_client_receive(layer, msg);
}

static void arm(struct sip_trans *trans, uint32_t after_ms);

/* Every transaction that somebody owns ends here and nowhere else: so no function that
 * its owner calls, but to forget it, pulls it away from under a callback. */
static void fire(void *arg)
{
	struct sip_trans *trans = arg;
	uint32_t now = (uint32_t)trans->layer->timers->now_ms;

	if (trans->lost || (int32_t)(trans->deadline_ms - now) <= 0)
		trans->client ? sip_client_expire(trans) : sip_server_expire(trans);
	else
		trans->client ? sip_client_again(trans) : sip_server_again(trans);
	if (trans->state == SIP_TERMINATED)
		mem_free(trans);
	else if (!timer_is_set(&trans->timer))
		arm(trans, trans->interval_ms);
}

/* Wake in `after_ms` (0: not), but not later than at the deadline. */
static void arm(struct sip_trans *trans, uint32_t after_ms)
{
	struct timers *timers = trans->layer->timers;
	uint32_t left = trans->deadline_ms - (uint32_t)timers->now_ms;

	if (after_ms == 0 || after_ms > left)
		after_ms = left;
	timer_set(timers, &trans->timer, after_ms, fire, trans);
}

void sip_trans_enter(struct sip_trans *trans, enum sip_trans_state state,
		     uint32_t interval_ms, uint32_t life_ms)
{
	trans->state = (uint8_t)state;
	trans->interval_ms = interval_ms;
	trans->deadline_ms = (uint32_t)trans->layer->timers->now_ms + life_ms;
	arm(trans, interval_ms);
}

void sip_trans_enter_unlimited(struct sip_trans *trans, enum sip_trans_state state)
{
	trans->state = (uint8_t)state;
	trans->interval_ms = 0;
	timer_stop(trans->layer->timers, &trans->timer);
}

void sip_trans_lost(struct sip_trans_layer *layer, uint32_t handle)
{
	struct sip_node *node = NULL;

	/* Told by the timer: callbacks would change the table under our feet. */
	while ((node = sip_table_after(&layer->table, node))) {
		struct sip_trans *trans = list_entry(node, struct sip_trans, node);

		if (!trans->client || trans->state > SIP_PROCEEDING ||
		    !trans->peer.reliable || trans->peer.handle != handle)
			continue;
		trans->lost = true;
		timer_set(layer->timers, &trans->timer, 0, fire, trans);
	}
}

struct sip_trans *sip_trans_new(struct sip_trans_layer *layer, const struct sip_peer *peer,
				bool first)
{
	struct sip_trans *trans;

	trans = mem_zalloc(first ? sizeof(struct sip_trans_first) : sizeof(*trans));
	if (!trans) {
		layer->counters.nomem++;
		return NULL;
	}
	trans->layer = layer;
	trans->peer = *peer;
	trans->first = first;
	return trans;
}

struct sip_trans *sip_trans_find(struct sip_trans_layer *layer, struct sip_print key)
{
	struct sip_node *node = sip_table_first(&layer->table, (uint32_t)key.lo);

	for (; node; node = sip_table_next(node)) {
		struct sip_trans *trans = list_entry(node, struct sip_trans, node);

		if (sip_print_is(trans->key, key))
			return trans;
	}
	return NULL;
}

void sip_trans_add(struct sip_trans *trans, struct sip_print key)
{
	trans->key = key;
	sip_table_add(&trans->layer->table, &trans->node, (uint32_t)key.lo);
}

void sip_trans_drop(struct sip_trans *trans)
{
	if (trans->kept_as == SIP_KEPT_SUCCESS)
		sip_table_remove(&trans->layer->unacked,
				 &((struct sip_success *)trans->kept)->node);
	mem_free(trans->kept);
	trans->kept = NULL;
	trans->kept_len = 0;
	trans->kept_as = SIP_KEPT_NOTHING;
}

bool sip_trans_keep(struct sip_trans *trans, struct span bytes)
{
	char *copy = mem_alloc(bytes.len);

	if (!copy) {
		trans->layer->counters.nomem++;
		return false;
	}
	memcpy(copy, bytes.at, bytes.len);
	sip_trans_drop(trans);
	trans->kept = copy;
	trans->kept_len = (uint32_t)bytes.len;
	trans->kept_as = SIP_KEPT_BYTES;
	return true;
}

static void withdraw(struct sip_trans *trans)
{
	struct sip_trans_layer *layer = trans->layer;

	timer_stop(layer->timers, &trans->timer);
	sip_table_remove(&layer->table, &trans->node);
	if (trans->first)
		sip_table_remove(&layer->merges, &((struct sip_trans_first *)trans)->node);
	sip_trans_drop(trans);
}

void sip_trans_free(struct sip_trans *trans)
{
	withdraw(trans);
	mem_free(trans);
}

void sip_trans_terminate(struct sip_trans *trans)
{
	trans->state = SIP_TERMINATED;
	withdraw(trans);
	sip_trans_tell(trans, SIP_TRANS_TERMINATED, NULL);
}

void sip_trans_tell(struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg)
{
	if (trans->on_event)
		trans->on_event(trans->arg, trans, event, msg);
}

bool sip_trans_send(struct sip_trans *trans, struct span bytes)
{
	return trans->layer->send(trans->layer, &trans->peer, bytes);
}

void sip_trans_own(struct sip_trans *trans,
		   void (*on_event)(void *arg, struct sip_trans *trans,
				    enum sip_trans_event event, const struct sip_msg *msg),
		   void *arg)
{
	trans->on_event = on_event;
	trans->arg = arg;
}

/* A client that has its answer stays to pass on those that come again, or to acknowledge
 * them. Where it does neither they find nobody, which is the same (RFC 6026 8.9). */
static bool is_done(const struct sip_trans *trans)
{
	return trans->client && (trans->state == SIP_ACCEPTED ||
				 (trans->state == SIP_COMPLETED && trans->kept_as == SIP_KEPT_NOTHING));
}

void sip_trans_forget(struct sip_trans *trans)
{
	trans->on_event = NULL;
	if (is_done(trans)) {
		sip_trans_free(trans);
		return;
	}
	if (trans->state > SIP_PROCEEDING)
		return;
	if (trans->client && trans->invite)
		sip_client_cancel(trans);
	if (!trans->client)
		sip_trans_enter(trans, trans->state, 0, 64 * trans->layer->t1_ms);
}

const struct sip_peer *sip_trans_peer(const struct sip_trans *trans)
{
	return &trans->peer;
}
