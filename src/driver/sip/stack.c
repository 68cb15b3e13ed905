/* SPDX-License-Identifier: MIT
 * stack.c - what comes in and goes out. */
#include "driver/sip/stack.h"
#include "base/dns.h"
#include "base/mem.h"
#include "driver/sip/connection.h"
#include "driver/sip/flow.h"
#include "driver/sip/media.h"
#include "driver/sip/nat.h"
#include "driver/sip/server.h"
#include "wire/stun/stun.h"
#include <uv.h>

struct sip_stack sip;

#define ALLOW "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY, PRACK"

/* --- out ------------------------------------------------------------------- */

static bool layer_send(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes)
{
	if (peer->transport == SIP_UDP) {
		udp_send(sip.sockets[peer->handle].udp, sip_peer_address(peer), bytes);
		return true;
	}
	return connection_send(peer->handle, bytes);
}

uint32_t stack_dialog_hash(struct span call_id, struct span our_tag)
{
	struct sip_printer printer;

	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, call_id);
	sip_print_add(&printer, our_tag);
	return (uint32_t)sip_print_end(&printer).lo;
}

void stack_send_plain(const struct sip_hop *hop)
{
	if (!sip.out.full)
		sip.layer.send(&sip.layer, &hop->peer, buf_span(&sip.out));
}

/* Our address as `remote` sees it: that of the socket, or the one the system
 * would send from. Asking the system costs system calls, so the last answer
 * is kept. */
static enum err local_seen_by(struct net_addr *out, const struct net_addr *bound,
			      const struct sockaddr *remote)
{
	enum err err;

	if (!net_is_any(net_of(bound))) {
		*out = *bound;
		return OK;
	}
	if (!net_is_set(&sip.last_remote) || !net_same_host(net_of(&sip.last_remote), remote)) {
		err = sip.local_for(&sip.last_local, remote);
		if (err)
			return err;
		net_copy(&sip.last_remote, remote);
	}
	*out = sip.last_local;
	net_port_set(out, net_port(net_of(bound)));
	return OK;
}

/* RFC 3263's words and ours. */
static const enum net_transport net_transports[] = {
	[SIP_UDP] = NET_UDP, [SIP_TCP] = NET_TCP, [SIP_TLS] = NET_TLS, [SIP_WS] = NET_WS, [SIP_WSS] = NET_WSS,
};

enum net_transport stack_net_transport(enum sip_transport transport)
{
	return net_transports[transport];
}

enum sip_transport stack_sip_transport(enum net_transport transport)
{
	enum sip_transport t = SIP_WSS;

	while (t != SIP_UDP && net_transports[t] != transport)
		t--;
	return t;
}

/* Where others connect to us by `transport`. Nobody can by TLS if it is not listened
 * for: then the connection that we made is the only way back. */
static const struct net_addr *our_end(enum sip_transport transport, const struct sockaddr *remote, uint32_t socket)
{
	for (uint32_t i = 0; transport == SIP_TLS && i < sip.secured_count; i++)
		if (net_is_v6(net_of(&sip.secured[i].local)) == net_is_v6(remote))
			return &sip.secured[i].local;
	return &sip.sockets[socket].local;
}

enum err stack_hop(struct sip_hop *out, enum sip_transport transport, const struct sockaddr *address,
		   const char *name)
{
	uint32_t i = 0, handle;
	enum err err;

	while (i < sip.socket_count && net_is_v6(net_of(&sip.sockets[i].local)) != net_is_v6(address))
		i++;
	if (i == sip.socket_count)
		return ERR_RESOURCE;
	handle = i;
	if (transport != SIP_UDP) {
		err = connection_to(&handle, transport, address, name);
		if (err)
			return err;
	}
	sip_peer_set(&out->peer, transport, address, handle);
	return local_seen_by(&out->local, our_end(transport, address, i), address);
}

void stack_hop_back(struct sip_hop *out, const struct sip_trans *trans)
{
	const struct net_addr *own;
	uint32_t i = 0;

	out->peer = *sip_trans_peer(trans);
	if (out->peer.transport == SIP_UDP)
		i = out->peer.handle;
	else
		while (i + 1 < sip.socket_count && net_is_v6(net_of(&sip.sockets[i].local)) !=
		       net_is_v6(sip_peer_address(&out->peer)))
			i++;
	own = our_end(out->peer.transport, sip_peer_address(&out->peer), i);
	if (local_seen_by(&out->local, own, sip_peer_address(&out->peer)))
		out->local = *own;
}

/* Where the far end of `hop` reaches us. */
static struct net_addr reached_at(const struct sip_hop *hop)
{
	struct net_addr seen;

	return nat_seen(&seen, hop) ? seen : hop->local;
}

void stack_sent_by(struct buf *out, const struct sip_hop *hop)
{
	struct net_addr own;

	if (sip_transport_is_web(hop->peer.transport)) {
		buf_text(out, sip.nowhere);
		return;
	}
	/* There are few, and one is written many times in each message. */
	own = reached_at(hop);
	if (memcmp(&own, &sip.own, sizeof(own)) != 0) {
		sip.own = own;
		net_text(net_of(&own), sip.own_text);
	}
	buf_text(out, sip.own_text);
}

void stack_via(struct buf *out, const struct sip_hop *hop)
{
	sip_branch(&sip.ids, sip.branch);
	buf_text(out, "SIP/2.0/");
	buf_text(out, sip_transport_name(hop->peer.transport));
	buf_char(out, ' ');
	stack_sent_by(out, hop);
	buf_text(out, ";rport;branch=");
	buf_text(out, sip.branch);
}

void stack_request(struct sip_dialog *dialog, const char *method, const struct sip_hop *hop)
{
	char via[SIP_VIA_SIZE];
	struct buf b;

	buf_fixed(&b, via, sizeof(via));
	stack_via(&b, hop);
	buf_reset(&sip.out);
	sip_dialog_request(&sip.out, dialog, span_of(method), buf_span(&b));
	if (sip.user_agent[0])
		sip_write_text(&sip.out, SIP_H_USER_AGENT, sip.user_agent);
}

enum err stack_local(struct net_addr *out, const struct sip_peer *peer)
{
	const struct sockaddr *remote = sip_peer_address(peer);
	uint32_t i = 0;

	while (i + 1 < sip.socket_count && net_is_v6(net_of(&sip.sockets[i].local)) != net_is_v6(remote))
		i++;
	sip.last_remote = (struct net_addr){ { 0 } };
	return local_seen_by(out, our_end(peer->transport, remote, i), remote);
}

/* What sips: needs no word for, RFC 3261 26.2.2 wants none for. By WebSocket it is "ws"
 * either way (RFC 7118 5.3). */
static const char *transport_param(enum sip_transport transport, bool secure)
{
	switch (transport) {
	case SIP_TCP:	return ";transport=tcp";
	case SIP_TLS:	return secure ? "" : ";transport=tls";
	case SIP_WS:
	case SIP_WSS:	return ";transport=ws";
	default:	return "";
	}
}

/* Up to the end of its URI. */
static void begin_contact(struct span user, const struct sip_hop *hop, bool secure)
{
	const struct sockaddr *own = flow_own_address(hop);
	char host[NET_TEXT_SIZE];

	sip_write_open(&sip.out, SIP_H_CONTACT);
	buf_text(&sip.out, secure ? "<sips:" : "<sip:");
	sip_uri_user_write(&sip.out, user);
	buf_char(&sip.out, '@');
	if (own != net_of(&hop->local))
		buf_text(&sip.out, net_text(own, host));
	else
		stack_sent_by(&sip.out, hop);
	buf_text(&sip.out, transport_param(hop->peer.transport, secure));
}

void stack_contact_begin(struct span user, const struct sip_hop *hop)
{
	begin_contact(user, hop, false);
	buf_char(&sip.out, '>');
}

void stack_contact_with(struct span user, const struct sip_hop *hop, bool secure, const char *params)
{
	begin_contact(user, hop, secure);
	buf_text(&sip.out, flow_is_outbound(hop) ? ";ob>" : ">");
	buf_text(&sip.out, params);
	sip_write_close(&sip.out);
}

void stack_contact(struct span user, const struct sip_hop *hop, bool secure)
{
	stack_contact_with(user, hop, secure, "");
}

static bool is_at(const struct sip_uri *uri, const struct sockaddr *address)
{
	char host[NET_TEXT_SIZE];

	return span_isi(uri->host, net_host_text(address, host)) && uri->port == net_port(address);
}

bool stack_is_us(const struct sip_uri *uri, const struct sip_hop *hop)
{
	struct net_addr own = reached_at(hop);

	if (sip_transport_is_web(hop->peer.transport))
		return span_isi(uri->host, sip.nowhere);
	return is_at(uri, net_of(&own)) || is_at(uri, net_of(&hop->local)) || is_at(uri, flow_own_address(hop));
}

void stack_able(void)
{
	sip_write_text(&sip.out, SIP_H_ALLOW, ALLOW);
	sip_write_text(&sip.out, SIP_H_SUPPORTED, "timer, replaces, from-change");
}

enum err stack_send(struct sip_trans **out, const char *method, const struct sip_hop *hop,
		    void (*on_event)(void *arg, struct sip_trans *trans,
				     enum sip_trans_event event, const struct sip_msg *msg),
		    void *arg)
{
	if (sip.out.full)
		return ERR_NOMEM;
	return sip_client_start(out, &sip.layer, &(struct sip_client_args){
		.peer = hop->peer, .request = buf_span(&sip.out), .method = span_of(method),
		.branch = span_of(sip.branch), .on_event = on_event, .arg = arg });
}

void stack_reply(const struct sip_msg *request, uint32_t status, struct span to_tag)
{
	buf_reset(&sip.out);
	sip_write_reply(&sip.out, request, status, NULL, to_tag);
	if (status > 100 && sip.user_agent[0])
		sip_write_text(&sip.out, SIP_H_SERVER, sip.user_agent);
}

/* No text that ends at a zero: one may stand in what the far end says of itself. */
struct reply_head {
	size_t len;
	char bytes[];
};

struct reply_head *stack_reply_head(const struct sip_msg *request, struct span to_tag)
{
	struct reply_head *head;
	struct span rest;

	stack_reply(request, 200, to_tag);	/* 200 has all that any status may need */
	span_cut(buf_span(&sip.out), '\n', &rest);
	head = sip.out.full ? NULL : mem_alloc(sizeof(*head) + rest.len);
	if (!head)
		return NULL;
	head->len = rest.len;
	memcpy(head->bytes, rest.at, rest.len);
	return head;
}

void stack_reply_again(const struct reply_head *head, uint32_t status)
{
	buf_reset(&sip.out);
	sip_write_status(&sip.out, status, NULL);
	buf_bytes(&sip.out, head->bytes, head->len);
}

enum err stack_answer(struct sip_trans *trans, uint32_t status)
{
	if (sip.out.full)
		return ERR_NOMEM;
	return sip_server_reply(trans, (uint16_t)status, buf_span(&sip.out));
}

void stack_refuse(struct sip_trans *trans, const struct sip_msg *request, uint32_t status,
		  struct span to_tag)
{
	char tag[SIP_TAG_SIZE];

	if (!to_tag.len) {
		sip_tag(&sip.ids, tag);
		to_tag = span_of(tag);
	}
	stack_reply(request, status, to_tag);
	if (status == 405 || status == 501)
		sip_write_text(&sip.out, SIP_H_ALLOW, ALLOW);
	if (status == 415)
		sip_write_text(&sip.out, SIP_H_ACCEPT, "application/sdp");
	if (status == 422)
		sip_write_u32(&sip.out, SIP_H_MIN_SE, SIP_MIN_SE_S);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, status);
}

/* --- in -------------------------------------------------------------------- */

static void nonsense(const struct sip_peer *peer, const char *what)
{
	static struct log_gate gate;
	char text[NET_TEXT_SIZE];

	sip.nonsense++;
	log_gated(&gate, LOG_WARN, "sip", NULL, "what came from %s is dropped: %s",
		  sip_peer_text(peer, text), what);
}

void stack_message(const struct sip_peer *peer, char *bytes, size_t len)
{
	static struct sip_msg msg;	/* large, and used under the desk's lock only */
	char source[NET_TEXT_SIZE];
	const char *why;
	uint32_t status;

	if (sip_msg_read(&msg, bytes, len)) {
		nonsense(peer, "no SIP message");
		return;
	}
	msg.source_host = SPAN_NONE;
	if (msg.request) {
		msg.source_host = span_of(net_host_text(sip_peer_address(peer), source));
		msg.source_port = sip_peer_port(peer);
	}
	if (sip_msg_check(&msg, &status, &why)) {
		nonsense(peer, why);
		if (!status)
			return;
		buf_reset(&sip.out);
		sip_write_reply(&sip.out, &msg, status, why, SPAN("bad"));
		sip_write_end(&sip.out, NULL, SPAN_NONE);
		sip.layer.send(&sip.layer, peer, buf_span(&sip.out));
		return;
	}
	sip_trans_receive(&sip.layer, peer, &msg);
}

static void receive_udp(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct sip_peer peer;

	if (len <= 4)
		return;			/* keep-alives: CRLF, CRLF CRLF, or zeros */
	if (stun_is((struct span){ bytes, len })) {
		nat_hear((uint32_t)(uintptr_t)arg, from, (struct span){ bytes, len });
		return;
	}
	sip_peer_set(&peer, SIP_UDP, from, (uint32_t)(uintptr_t)arg);
	stack_message(&peer, bytes, len);
}

static void on_request(struct sip_trans_layer *layer, struct sip_trans *trans,
		       const struct sip_msg *msg)
{
	sip.route(trans, msg);
}

static void on_ack(struct sip_trans_layer *layer, const struct sip_peer *peer,
		   const struct sip_msg *msg)
{
	/* Of a call that is gone, or repeated: nothing rests on it. */
}

bool stack_random(void *bytes, size_t size)
{
	return uv_random(NULL, NULL, bytes, size, 0, NULL) == 0;
}

/* --- life ------------------------------------------------------------------ */

static void random_bytes(void *bytes, size_t size)
{
	uv_random(NULL, NULL, bytes, size, 0, NULL);
}

static enum err listen_on(struct span address, const struct sip_conf *conf, struct buf *why)
{
	uint32_t i = sip.socket_count;
	struct net_addr local;
	enum err err;

	if (i == SIP_SOCKETS_MAX || !net_parse(&local, address, 5060)) {
		buf_printf(why, "listen: \"%.*s\" is not an address with a port, or it is one too many",
			   SPAN_ARG(address));
		return ERR_CONFIG;
	}
	err = udp_open(&sip.sockets[i].udp, sip.desk->loop, net_of(&local), UDP_RCVBUF_BUSY,
		       receive_udp, (void *)(uintptr_t)i);
	if (err) {
		/* A machine without IPv6 is no reason not to start when any address will do. */
		if (net_is_any(net_of(&local)) && net_is_v6(net_of(&local)) && i > 0)
			return OK;
		buf_printf(why, "listen: the address %.*s cannot be used; is another program using it?",
			   SPAN_ARG(address));
		return err;
	}
	sip.socket_count++;
	net_copy(&sip.sockets[i].local, udp_local(sip.sockets[i].udp));
	udp_dscp(sip.sockets[i].udp, 24);
	if (!conf->tcp)
		return OK;
	err = tcp_listen(&sip.sockets[i].server, sip.desk->loop, net_of(&sip.sockets[i].local),
			 connection_accepted, NULL);
	if (err)
		buf_printf(why, "listen: TCP port %u of %.*s cannot be used; set tcp = no or another port",
			   net_port(net_of(&sip.sockets[i].local)), SPAN_ARG(address));
	return err;
}

static enum err listen_by_tls(struct span address, const struct sip_conf *conf, struct buf *why)
{
	uint32_t i = sip.secured_count;
	struct net_addr local;
	enum err err;

	if (i == SIP_SOCKETS_MAX || !net_parse(&local, address, 5061)) {
		buf_printf(why, "tls-listen: \"%.*s\" is not an address with a port, or it is one too many",
			   SPAN_ARG(address));
		return ERR_CONFIG;
	}
	err = tcp_listen(&sip.secured[i].server, sip.desk->loop, net_of(&local), connection_accepted,
			 sip.secured);
	if (err) {
		buf_printf(why, "tls-listen: %.*s cannot be used; is another program using it?",
			   SPAN_ARG(address));
		return err;
	}
	net_copy(&sip.secured[i].local, tcp_server_local(sip.secured[i].server));
	sip.secured_count++;
	return OK;
}

struct tls_side *stack_client_side(void)
{
	struct tls_settings settings = { .certificate = "", .key = "", .authorities = "",
					 .check = sip.tls_check };
	char text[256];
	struct buf why;

	buf_fixed(&why, text, sizeof(text));
	if (!sip.client_side && tls_side_open(&sip.client_side, &settings, &why))
		log_write(LOG_ERROR, "sip", NULL, "no TLS: %s", buf_c(&why));
	return sip.client_side;
}

/* Who we are by TLS, and whom we trust. */
static enum err open_sides(const struct sip_conf *conf, struct buf *why)
{
	struct tls_settings settings = {
		.certificate = conf->certificate, .key = conf->private_key,
		.authorities = conf->authorities, .check = conf->tls_check,
	};
	enum err err = OK;

	sip.tls_check = conf->tls_check;
	if (conf->certificate[0] || conf->authorities[0])
		err = tls_side_open(&sip.client_side, &settings, why);
	if (err || !conf->tls_listen[0])
		return err;
	if (!conf->certificate[0]) {
		buf_text(why, "tls-listen needs a certificate: set certificate in [sip]");
		return ERR_CONFIG;
	}
	settings.server = true;
	settings.check = conf->tls_ask;
	return tls_side_open(&sip.server_side, &settings, why);
}

/* Do `listen` for each of the addresses in `list`. */
static enum err each_address(const char *list, const struct sip_conf *conf, struct buf *why,
			     enum err (*listen)(struct span address, const struct sip_conf *conf, struct buf *why))
{
	struct span rest = span_of(list), address;
	enum err err = OK;

	while (!err && rest.at) {
		address = span_cut(rest, ' ', &rest);
		if (address.len)
			err = listen(address, conf, why);
	}
	return err;
}

bool stack_tunes(const struct conf_key *key)
{
	static const size_t fields[] = {
		offsetof(struct sip_conf, t1_ms), offsetof(struct sip_conf, t2_ms), offsetof(struct sip_conf, t4_ms),
		offsetof(struct sip_conf, user_agent), offsetof(struct sip_conf, register_rate),
		offsetof(struct sip_conf, nat_contact), offsetof(struct sip_conf, server_wait_s),
		offsetof(struct sip_conf, server_pause_s),
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (key->field == fields[i])
			return true;
	return false;
}

void stack_tune(const struct sip_conf *conf)
{
	sip.layer.t1_ms = conf->t1_ms;
	sip.layer.t2_ms = conf->t2_ms;
	sip.layer.t4_ms = conf->t4_ms;
	span_copy(span_of(conf->user_agent), sip.user_agent, sizeof(sip.user_agent));
	sip.register_rate = conf->register_rate;
	sip.nat_contact = conf->nat_contact;
	sip.server_wait_s = conf->server_wait_s;
	sip.server_pause_s = conf->server_pause_s;
}

static void sip_init(struct desk *desk, const struct sip_conf *conf)
{
	char tag[SIP_TAG_SIZE];

	memset(&sip, 0, sizeof(sip));
	sip.desk = desk;
	span_copy(span_of(conf->dns), sip.dns, sizeof(sip.dns));
	sip_ids_init(&sip.ids, random_bytes);
	sip_tag(&sip.ids, tag);
	snprintf(sip.nowhere, sizeof(sip.nowhere), "%s.invalid", tag);
	sip.layer = (struct sip_trans_layer){
		.timers = &desk->timers, .ids = &sip.ids, .send = layer_send,
		.on_request = on_request, .on_ack = on_ack,
	};
	sip_trans_open(&sip.layer);
	sip_table_init(&sip.users);
	sip_table_init(&sip.hops);
	sip_table_init(&sip.dialogs);
	sip_table_init(&sip.connections_by_id);
	sip_table_init(&sip.connections_by_way);
	sip.ping_s = conf->ping_s;
	sip.register_turn_us = INT64_MIN / 2;
	list_init(&sip.connections);
	list_init(&sip.calls);
	sip_table_init(&sip.subscribed);
	list_init(&sip.subscriptions);
	list_init(&sip.leaving);
	list_init(&sip.servers);
	list_init(&sip.flows);
	sip.udp_ping_s = conf->udp_ping_s;
	sip.local_for = net_local_for;
	sip_table_init(&sip.legs_by_dialog);
	list_init(&sip.legs);
	buf_grow(&sip.out);
	stack_tune(conf);
}

enum err stack_open(struct desk *desk, const struct sip_conf *conf, sip_router *route,
		    struct buf *why)
{
	enum err err;

	sip_init(desk, conf);
	sip.route = route;
	if (sip.dns[0])
		dns_servers(desk->loop, sip.dns);
	err = open_sides(conf, why);
	if (!err)
		err = each_address(conf->listen, conf, why, listen_on);
	if (!err)
		err = each_address(conf->tls_listen, conf, why, listen_by_tls);
	if (!err)
		err = media_pool_open(&sip.media, desk, conf->rtp_first, conf->rtp_last);
	if (!err)
		err = nat_open(conf, why);
	if (err)
		stack_close();
	return err;
}

void stack_count(struct buf *out)
{
	const struct sip_trans_counters *counts = &sip.layer.counters;
	const struct media_counts *voice = media_pool_counts(sip.media);
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
		{ "transactions begun", counts->client }, { "transactions received", counts->server },
		{ "messages sent again", counts->resent }, { "messages received again", counts->repeated },
		{ "transactions timed out", counts->timeouts }, { "transactions failed", counts->failed },
		{ "stray messages", counts->stray }, { "nonsense", sip.nonsense },
		{ "pings answered", sip.pongs },
		{ "datagrams not sent", loop_counts(sip.desk->loop)->dropped },
		{ "voice packets sent", voice->sent }, { "voice packets received", voice->received },
		{ "voice packets lost", voice->lost }, { "voice nonsense", voice->nonsense },
		{ "voice packets by SRTP", voice->opened }, { "voice packets refused by SRTP", voice->refused },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		buf_printf(out, "sip\t%s\t%llu\n", rows[i].name, (unsigned long long)rows[i].value);
}

void stack_close(void)
{
	if (!sip.desk)
		return;
	sip_trans_close(&sip.layer);
	servers_forget();
	nat_close();
	connections_close();
	for (uint32_t i = 0; i < SIP_SOCKETS_MAX; i++) {
		tcp_server_close(sip.sockets[i].server);
		udp_close(sip.sockets[i].udp);
	}
	for (uint32_t i = 0; i < sip.secured_count; i++)
		tcp_server_close(sip.secured[i].server);
	tls_side_close(sip.client_side);
	tls_side_close(sip.server_side);
	media_pool_close(sip.media);
	sip_table_free(&sip.users);
	sip_table_free(&sip.hops);
	sip_table_free(&sip.dialogs);
	sip_table_free(&sip.subscribed);
	sip_table_free(&sip.legs_by_dialog);
	sip_table_free(&sip.connections_by_id);
	sip_table_free(&sip.connections_by_way);
	buf_free(&sip.out);
	sip.desk = NULL;
}
