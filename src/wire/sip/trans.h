/* SPDX-License-Identifier: MIT
 * trans.h - SIP transactions: RFC 3261 section 17 with RFC 6026.
 *
 * Between bytes and dialogs: a client transaction sends its request until it
 * is answered or nobody answers; a server transaction answers what is asked
 * again, and repeats what must be acknowledged. Pure: bytes leave through
 * `send`, time comes from a timer wheel. All of it runs at the desk.
 *
 * Every callback may call any function of this room but open, close and
 * receive. A transaction belongs to the layer; its owner holds the pointer until
 * SIP_TRANS_TERMINATED or until it says sip_trans_forget(). No cost here grows with
 * what is held.
 */
#ifndef WIRE_SIP_TRANS_H
#define WIRE_SIP_TRANS_H

#include "base/err.h"
#include "base/timer.h"
#include "wire/sip/id.h"
#include "wire/sip/peer.h"
#include "wire/sip/table.h"

struct sip_msg;
struct sip_trans;
struct sip_trans_layer;

/* What the owner of a transaction is told. Of a client transaction's events
 * exactly one is FINAL, TIMEOUT or FAILED, and TERMINATED is the last. */
enum sip_trans_event {
	SIP_TRANS_PROVISIONAL,	/* client: a 1xx; each one, also repeated ones */
	SIP_TRANS_FINAL,	/* client: the first final response; an ACK to a non-2xx is on its way */
	SIP_TRANS_AGAIN,	/* INVITE client: one more 2xx, repeated or of another fork: ACK it */
	SIP_TRANS_TIMEOUT,	/* client: no final response (as 408); server: no ACK to the final one */
	SIP_TRANS_FAILED,	/* client: it cannot be sent (as 503) */
	SIP_TRANS_ACKED,	/* INVITE server: the ACK to the final response, once; msg is the ACK */
	SIP_TRANS_CANCELLED,	/* INVITE server: a CANCEL (already answered 200) before the final
				 * response: answer 487. msg is the CANCEL */
	SIP_TRANS_TERMINATED,	/* the pointer is dead when the callback returns; comes from the
				 * timer wheel only */
};

struct sip_trans_counters {
	uint64_t client, server;	/* transactions begun */
	uint64_t resent;		/* retransmissions sent */
	uint64_t repeated;		/* retransmissions received and absorbed */
	uint64_t stray;			/* responses and ACKs that belong to nothing */
	uint64_t merged;		/* answered 482: the same request by another way */
	uint64_t timeouts, failed;	/* transactions that ended so */
	uint64_t flooded;		/* requests answered 503: `max` reached */
	uint64_t nomem;			/* messages dropped: no memory */
};

/* One for each stack. The owner zeroes it, fills in the upper part, and calls
 * sip_trans_open(); it must stay where it is until sip_trans_close(). */
struct sip_trans_layer {
	struct timers *timers;
	uint32_t t1_ms, t2_ms, t4_ms;	/* 0: 500, 4000, 5000 */
	uint32_t max;			/* transactions at once; 0: 1,000,000 */
	struct sip_ids *ids;		/* for fingerprints and the tags of own responses */
	void *owner;			/* the layer does not look at it */

	/* Send `bytes` now. False: they cannot ever go out (no route, connection
	 * lost); a full socket buffer is no failure. Must not call back. */
	bool (*send)(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes);

	/* A new request, not ACK and not CANCEL; `msg` has passed sip_msg_check().
	 * Replies go where RFC 3581 and 18.2.2 say. The callback may own `trans`
	 * (sip_trans_own) and may reply at once; an INVITE that has no reply when
	 * it returns is answered 100. Never owned: answer before returning. */
	void (*on_request)(struct sip_trans_layer *layer, struct sip_trans *trans,
			   const struct sip_msg *msg);

	/* An ACK that no transaction waits for: repeated, or stray. May be NULL.
	 * ACKs to 2xx find their INVITE by themselves (SIP_TRANS_ACKED). */
	void (*on_ack)(struct sip_trans_layer *layer, const struct sip_peer *peer,
		       const struct sip_msg *msg);

	struct sip_trans_counters counters;

	/* private */
	struct sip_table table;		/* by branch, sent-by and method */
	struct sip_table merges;	/* server: by Call-ID, From tag, CSeq and Request-URI */
	struct sip_table unacked;	/* 2xx sent: by Call-ID, tags and CSeq */
};

void sip_trans_open(struct sip_trans_layer *layer);
void sip_trans_close(struct sip_trans_layer *layer);	/* all end without an event; a zeroed one is fine */
static inline uint32_t sip_trans_count(const struct sip_trans_layer *layer) { return layer->table.count; }

/* A message came in from `peer`: the only entry. `msg` has passed
 * sip_msg_check() and has its source set; it is only used until the return. */
void sip_trans_receive(struct sip_trans_layer *layer, const struct sip_peer *peer,
		       const struct sip_msg *msg);

/* The connection with this handle is gone: its client transactions FAIL. Looks
 * at every transaction there is: for a rare event. */
void sip_trans_lost(struct sip_trans_layer *layer, uint32_t handle);

/* ---- any transaction */

void sip_trans_own(struct sip_trans *trans,
		   void (*on_event)(void *arg, struct sip_trans *trans,
				    enum sip_trans_event event, const struct sip_msg *msg),
		   void *arg);

/* No more events to the owner, who drops the pointer now. The transaction goes
 * on by itself as long as it has something to do: a client still ACKs a non-2xx, a
 * server still answers retransmissions; any other client that has its answer is
 * gone. An unanswered INVITE client is cancelled (a 2xx that crosses the CANCEL
 * finds nobody: better wait for the outcome); a server that was never answered
 * ends after 64 * T1. */
void sip_trans_forget(struct sip_trans *trans);

/* Where it came from or goes to; valid as long as the transaction. */
const struct sip_peer *sip_trans_peer(const struct sip_trans *trans);

/* ---- client */

struct sip_client_args {
	struct sip_peer peer;
	struct span request;	/* the whole message; copied */
	struct span method;	/* "INVITE", as in its CSeq; not "ACK" */
	struct span branch;	/* of its top Via */
	void (*on_event)(void *arg, struct sip_trans *trans,
			 enum sip_trans_event event, const struct sip_msg *msg);
	void *arg;
};

/* Send a request. Any error means that nothing has begun and no event will
 * come: ERR_NOMEM, ERR_RESOURCE (`max` reached), ERR_FAILED (send said no). */
enum err sip_client_start(struct sip_trans **out, struct sip_trans_layer *layer,
			  const struct sip_client_args *args);

/* Cancel an INVITE (RFC 3261 9.1): at once if there was a provisional response,
 * else when the first one comes. The final response (487, or a 2xx that was
 * faster) or TIMEOUT comes as ever. ERR_STATE: no INVITE, or already answered.
 * Twice is once. */
enum err sip_client_cancel(struct sip_trans *trans);

/* ---- server */

/* Answer with `bytes`, a whole response of `status` (copied as needed). A
 * provisional one is kept for retransmissions; 2xx to an INVITE is repeated
 * here until its ACK comes or 64 * T1 are over (TIMEOUT). Of a final response to
 * another request only what the request does not bring along is kept: when it is
 * asked for again it begins as sip_write_reply() writes it, and ends as it was.
 * ERR_STATE: there was a final response already. ERR_NOMEM: nothing was
 * sent. ERR_FAILED: send said no; it counts as answered all the same, and
 * retransmissions will be tried. */
enum err sip_server_reply(struct sip_trans *trans, uint16_t status, struct span bytes);

#endif
