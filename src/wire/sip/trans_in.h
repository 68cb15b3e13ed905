/* SPDX-License-Identifier: MIT
 * trans_in.h - what the files of the transaction room share; for nobody else.
 *
 * One struct and one timer for all four machines of section 17. The timer has
 * two hands: `interval_ms` until something is sent again (timers A, E, G; 0:
 * never) and `deadline_ms`, when the state is over (B, D, F, H, I, J, K, L, M).
 * What is kept to be sent again shrinks from state to state.
 */
#ifndef WIRE_SIP_TRANS_IN_H
#define WIRE_SIP_TRANS_IN_H

#include "wire/sip/msg.h"
#include "wire/sip/trans.h"

enum sip_trans_state {
	SIP_CALLING,	/* client; "Trying" of the others: nothing answered yet */
	SIP_PROCEEDING,
	SIP_COMPLETED,
	SIP_CONFIRMED,	/* INVITE server: the ACK to a non-2xx came */
	SIP_ACCEPTED,	/* INVITE: a 2xx (RFC 6026) */
	SIP_TERMINATED,
};

enum sip_kept {
	SIP_KEPT_NOTHING,
	SIP_KEPT_BYTES,		/* a message, as it is sent */
	SIP_KEPT_ACK,		/* struct sip_ack_base */
	SIP_KEPT_SLIM,		/* struct sip_slim */
	SIP_KEPT_SUCCESS,	/* struct sip_success */
};

struct sip_trans {
	struct sip_node node;	/* in layer->table */
	struct sip_print key;
	struct timer timer;
	struct sip_trans_layer *layer;
	void (*on_event)(void *arg, struct sip_trans *trans,
			 enum sip_trans_event event, const struct sip_msg *msg);
	void *arg;
	void *kept;
	uint32_t kept_len;
	uint32_t interval_ms;
	uint32_t deadline_ms;	/* on the layer's clock, cut to 32 bits */
	struct sip_peer peer;
	uint8_t state, kept_as;
	bool client : 1, invite : 1;
	bool first : 1;		/* it is a struct sip_trans_first */
	bool cancelled : 1;	/* client: to be cancelled; server: was */
	bool cancel_sent : 1;
	bool acked : 1;		/* server */
	bool lost : 1;		/* the connection is; the timer will tell */
};

/* A server transaction whose request had no To tag: it may come twice. */
struct sip_trans_first {
	struct sip_trans trans;
	struct sip_node node;	/* in layer->merges */
	uint64_t print;
};

/* What an ACK to a non-2xx is made from, with the response. */
struct sip_ack_base {
	uint32_t uri_len;
	char text[];		/* the Request-URI; then the Route lines */
};

/* A final response without what every retransmission of the request brings. */
struct sip_slim {
	uint16_t status;
	uint8_t tag_len;	/* To tag */
	uint8_t whole;		/* `text` goes on with the empty line and a body */
	char text[];		/* the tag; then the other header lines */
};

/* A 2xx to an INVITE, found by its ACK. */
struct sip_success {
	struct sip_node node;	/* in layer->unacked */
	uint64_t print;
	struct sip_trans *trans;
	char bytes[];
};

static inline struct span sip_span(const void *at, size_t len)
{
	return (struct span){ at, len };
}

/* trans.c */
struct sip_trans *sip_trans_new(struct sip_trans_layer *layer, const struct sip_peer *peer,
				bool first);
struct sip_trans *sip_trans_find(struct sip_trans_layer *layer, struct sip_print key);
void sip_trans_add(struct sip_trans *trans, struct sip_print key);
void sip_trans_free(struct sip_trans *trans);
void sip_trans_drop(struct sip_trans *trans);	/* what is kept */
bool sip_trans_keep(struct sip_trans *trans, struct span bytes);	/* false: no memory */
bool sip_trans_send(struct sip_trans *trans, struct span bytes);

/* Enter a state: send again every `interval_ms` (0: not), leave after `life_ms`. */
void sip_trans_enter(struct sip_trans *trans, enum sip_trans_state state,
		     uint32_t interval_ms, uint32_t life_ms);
void sip_trans_enter_unlimited(struct sip_trans *trans, enum sip_trans_state state);

void sip_trans_tell(struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg);
void sip_trans_terminate(struct sip_trans *trans);	/* and tell; by the timer only, which frees it */

/* client.c */
void sip_client_receive(struct sip_trans_layer *layer, const struct sip_msg *msg);
void sip_client_again(struct sip_trans *trans);		/* the interval is over */
void sip_client_expire(struct sip_trans *trans);	/* the deadline is there */

/* server.c */
void sip_server_receive(struct sip_trans_layer *layer, const struct sip_peer *peer,
			const struct sip_msg *msg);
void sip_server_again(struct sip_trans *trans);
void sip_server_expire(struct sip_trans *trans);

#endif
