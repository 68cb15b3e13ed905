/* SPDX-License-Identifier: MIT
 * stack.h - sockets, transactions and who a message is for.
 *
 * One for all SIP lines of the library. It hears datagrams and streams and hands
 * messages to the transactions; what they bring up goes to the router, which
 * knows lines and calls. The stack does not.
 */
#ifndef DRIVER_SIP_STACK_H
#define DRIVER_SIP_STACK_H

#include "base/log.h"
#include "base/stream.h"
#include "base/udp.h"
#include "driver/sip/conf.h"
#include "model/line.h"
#include "wire/sip/dialog.h"
#include "wire/sip/trans.h"
#include "wire/sip/addr.h"
#include "wire/sip/uri.h"
#include "wire/sip/write.h"

#define SIP_SOCKETS_MAX 8
#define SIP_INSTANCE_SIZE 37	/* a UUID and its terminator */
#define SIP_MIN_SE_S 90		/* the shortest session timer, RFC 4028 4 */

struct media_pool;
struct nat;
struct sip_line;
struct sip_call;

/* Where a request goes and which of our addresses it is sent from. */
struct reply_head;

struct sip_hop {
	struct sip_peer peer;
	struct net_addr local;		/* with the port that answers come to */
};

/* A new request, to be answered or owned (sip_trans_own). */
typedef void sip_router(struct sip_trans *trans, const struct sip_msg *msg);

struct sip_stack {
	struct desk *desk;
	char user_agent[128];			/* User-Agent and Server; empty: none */
	char dns[256];				/* name servers; empty: the system's */
	struct sip_ids ids;
	struct sip_trans_layer layer;
	sip_router *route;
	struct {
		struct udp *udp;
		struct tcp_server *server;	/* NULL: none */
		struct net_addr local;		/* as bound; the host may be any */
	} sockets[SIP_SOCKETS_MAX];
	uint32_t socket_count;
	struct tls_side *client_side;		/* NULL: not needed yet (stack_client_side) */
	struct tls_side *server_side;		/* NULL: nobody connects by TLS */
	bool tls_check;				/* of client_side */
	struct {
		struct tcp_server *server;
		struct net_addr local;
	} secured[SIP_SOCKETS_MAX];		/* where TLS is listened for */
	uint32_t secured_count;
	struct list connections;
	struct sip_table connections_by_id, connections_by_way;
	uint32_t connection_ids;
	char nowhere[SIP_TAG_SIZE + 8];		/* our name where nobody can connect to (RFC 7118 5.2) */
	uint32_t ping_s;			/* between pings on connections of ours; 0: none */
	uint32_t register_rate;			/* registrations begun a second; 0: any number */
	int64_t register_turn_us;		/* when the next one may begin */
	struct sip_table users;			/* open lines by user */
	struct sip_table hops;			/* the ways to their servers (hop.h) */
	struct sip_table dialogs;		/* calls by Call-ID and our tag */
	struct list leaving;			/* closed lines that are being unregistered */
	struct list calls;			/* all, also those the model let go of */
	struct sip_table subscribed;		/* subscriptions by Call-ID and our tag */
	struct list subscriptions;		/* all, also closed ones that linger */
	struct sip_table legs_by_dialog;	/* legs by Call-ID and our tag */
	struct list legs;			/* all, also closed ones that linger (leg.h) */
	struct media_pool *media;
	struct nat *nat;			/* NULL: none is configured */
	struct buf out;				/* the message being written */
	char branch[SIP_BRANCH_SIZE];		/* of the request being written */
	struct net_addr own;			/* what was last written as our address, */
	char own_text[NET_TEXT_SIZE];		/* ... and its text */
	struct net_addr last_remote, last_local; /* what net_local_for() said last */
	struct list servers;			/* what is known of some (server.h) */
	uint32_t server_count;
	uint32_t server_wait_s, server_pause_s;	/* as configured */
	struct list flows;			/* with servers that lines are registered with (flow.h) */
	uint32_t udp_ping_s;			/* between pings by UDP; 0: none */
	bool nat_contact;			/* Contacts are as servers see us */
	char instance[SIP_INSTANCE_SIZE];	/* who we are, a UUID; "": not asked for yet */
	enum err (*local_for)(struct net_addr *out, const struct sockaddr *remote);	/* net_local_for */
	uint64_t nonsense;			/* messages that could not be used */
	uint64_t pongs;				/* pings that were answered */
};

extern struct sip_stack sip;		/* the one stack; `desk` is NULL while it is closed */

/* Open the sockets of `conf`, which may go afterwards: the provider it belongs to
 * may end before others. On an error `why` names the address. */
enum err stack_open(struct desk *desk, const struct sip_conf *conf, sip_router *route,
		    struct buf *why);

/* What of the section [sip] can change while it is open: put it in force; is that key
 * among it? */
void stack_tune(const struct sip_conf *conf);
bool stack_tunes(const struct conf_key *key);

/* No call and no registration is left. */
void stack_close(void);

/* What was counted since it was opened: "sip\tNAME\tNUMBER" rows. */
void stack_count(struct buf *out);

/* How to reach `address` by `transport`: the socket or connection (made if there
 * is none) and our address as seen from there. `name`: whom a certificate must
 * name, the host as it was asked for (RFC 5922 7.1). ERR_RESOURCE, ERR_NOMEM. */
enum err stack_hop(struct sip_hop *out, enum sip_transport transport, const struct sockaddr *address,
		   const char *name);

/* Our address as it is now on the way to `peer`, asked anew. ERR_RESOURCE: there is no
 * way there now. */
enum err stack_local(struct net_addr *out, const struct sip_peer *peer);

/* Who we are where we connect by TLS; NULL: no memory. Without files of our own it is
 * made when it is first needed, as the system's authorities are many. */
struct tls_side *stack_client_side(void);

/* For keys. False: the system has none; then there are no keys. */
bool stack_random(void *bytes, size_t size);

/* How a hop's transport is asked for in RFC 3263's words, and back. */
enum net_transport stack_net_transport(enum sip_transport transport);
enum sip_transport stack_sip_transport(enum net_transport transport);

/* "192.0.2.1:5060", as others are told where we are reached by way of `hop`. */
void stack_sent_by(struct buf *out, const struct sip_hop *hop);

/* Write a Via value with a fresh branch, which is in sip.branch then. */
#define SIP_VIA_SIZE (NET_TEXT_SIZE + SIP_BRANCH_SIZE + 48)	/* bytes: enough for it */
void stack_via(struct buf *out, const struct sip_hop *hop);

/* Begin to write a request to `hop` into sip.out: the head by sip_dialog_request()
 * with a fresh branch, then User-Agent. The caller goes on with sip_write...(). */
void stack_request(struct sip_dialog *dialog, const char *method, const struct sip_hop *hop);

/* "Contact: <sip:user@host:port>" of ours, as seen by `hop`; sips: where all
 * of the way must be by TLS; ";ob" where the way is the one of a registration. That of a
 * REGISTER is begun without that word: the caller may go on, and sip_write_close(). */
void stack_contact(struct span user, const struct sip_hop *hop, bool secure);
void stack_contact_with(struct span user, const struct sip_hop *hop, bool secure, const char *params);
void stack_contact_begin(struct span user, const struct sip_hop *hop);

/* Whether that is us, as a Contact of ours says. */
bool stack_is_us(const struct sip_uri *uri, const struct sip_hop *hop);

/* What we can do, for INVITE, OPTIONS and their answers: Allow, Supported. */
void stack_able(void);

/* Send what stack_request() began and the caller finished. */
enum err stack_send(struct sip_trans **out, const char *method, const struct sip_hop *hop,
		    void (*on_event)(void *arg, struct sip_trans *trans,
				     enum sip_trans_event event, const struct sip_msg *msg),
		    void *arg);

/* Under which a dialog is found in sip.dialogs and sip.subscribed. */
uint32_t stack_dialog_hash(struct span call_id, struct span our_tag);

/* Send what is in sip.out outside of transactions (ACK to 2xx). */
void stack_send_plain(const struct sip_hop *hop);

/* Begin an answer in sip.out; finish it with sip_write...() and stack_answer(). */
void stack_reply(const struct sip_msg *request, uint32_t status, struct span to_tag);
enum err stack_answer(struct sip_trans *trans, uint32_t status);

/* The same for answers that are given later, when the request is gone: all but
 * the status line, to be freed with mem_free(); NULL: no memory. */
struct reply_head *stack_reply_head(const struct sip_msg *request, struct span to_tag);
void stack_reply_again(const struct reply_head *head, uint32_t status);

/* An answer with nothing in it but what its status asks for. */
void stack_refuse(struct sip_trans *trans, const struct sip_msg *request, uint32_t status,
		  struct span to_tag);

/* The hop by which a request came, for our requests back to it. */
void stack_hop_back(struct sip_hop *out, const struct sip_trans *trans);

#endif
