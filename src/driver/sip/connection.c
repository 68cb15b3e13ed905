/* SPDX-License-Identifier: MIT
 * connection.c - messages out of streams. */
#include "driver/sip/connection.h"
#include "base/mem.h"
#include "driver/sip/line.h"
#include "driver/sip/register.h"
#include "driver/sip/websocket.h"
#include "wire/sip/msg.h"

#define CONNECTIONS_MAX 4096	/* that others may open */
#define SHAKE_MS 10000		/* how long hands may be shaken */
#define PONG_MS 10000		/* RFC 5626 4.4.1 */

struct connection {
	struct list node;
	struct sip_node by_id;
	struct sip_node by_way;		/* those that we made: where they lead to */
	struct stream *stream;
	struct websocket *ws;		/* NULL: messages stand in the stream as they are */
	uint32_t id;
	uint8_t transport;		/* enum sip_transport */
	bool theirs, stands;
	struct net_addr remote;
	struct timer shaking;		/* runs until it stands */
	struct timer ping;		/* the next one, or the end of waiting for its answer */
	uint32_t ping_s;		/* between them; 0: as configured */
	bool pinged;			/* ... which is under way */
	bool ponged;			/* they know of pings */
	char name[256];			/* whom their certificate names, or whose WebSocket it is;
					 * "": by TCP, or theirs */
	struct sip_framer framer;
};

void connection_lost(uint32_t id)
{
	sip_trans_lost(&sip.layer, id);
	register_lost(id);
}

static uint32_t accepted;	/* connections that others opened and that live */

static void forget(struct connection *c)
{
	accepted -= c->theirs;
	timer_stop(&sip.desk->timers, &c->shaking);
	timer_stop(&sip.desk->timers, &c->ping);
	sip_table_remove(&sip.connections_by_id, &c->by_id);
	sip_table_remove(&sip.connections_by_way, &c->by_way);
	list_remove(&c->node);
	websocket_free(c->ws);
	mem_free(c);
}

/* One that never stood by TLS or WebSocket is for an administrator to mend; but strangers must
 * not fill the log. */
static void tell_end(const struct connection *c, const char *reason)
{
	static struct log_gate gate;
	char text[NET_TEXT_SIZE];

	net_text(net_of(&c->remote), text);
	if (c->stands || c->transport == SIP_TCP)
		log_write(LOG_INFO, "sip", NULL, "connection with %s ended: %s", text, reason);
	else if (c->theirs)
		log_gated(&gate, LOG_WARN, "sip", NULL, "no TLS with %s, who connected: %s", text, reason);
	else
		log_write(LOG_WARN, "sip", NULL, "no %s with %s: %s", c->ws ? "WebSocket" : "TLS", text, reason);
}

static void on_closed(void *arg, const char *reason)
{
	struct connection *c = arg;
	uint32_t id = c->id;

	tell_end(c, reason);
	forget(c);
	connection_lost(id);
}

/* --- pings (RFC 5626 4.4.1, RFC 6455 5.5.2) --- */

/* We give it up. */
static void give_up(struct connection *c, const char *reason)
{
	struct stream *stream = c->stream;

	on_closed(c, reason);
	stream_close(stream);
}

static void no_pong(void *arg)
{
	give_up(arg, "it answers no pings any more");
}

static void ping(void *arg);

/* From four fifths of the time on, at random: many connections were made at once. */
static void ping_later(struct connection *c)
{
	uint64_t whole = (c->ping_s && c->ping_s < sip.ping_s ? c->ping_s : sip.ping_s) * 1000ull;

	c->pinged = false;
	if (whole && !c->theirs)
		timer_set(&sip.desk->timers, &c->ping,
			  whole - sip.ids.count * 7919 % (whole / 5 + 1), ping, c);
}

/* Who never answered one may not know them: then they only keep the way open. */
static void ping(void *arg)
{
	struct connection *c = arg;

	if (c->ws)
		websocket_ping(c->ws, c->stream);
	else
		stream_send(c->stream, SPAN("\r\n\r\n"));
	if (!c->ponged) {
		ping_later(c);
		return;
	}
	c->pinged = true;
	timer_set(&sip.desk->timers, &c->ping, PONG_MS, no_pong, c);
}

static void on_pong(struct connection *c)
{
	c->ponged = true;
	sip.pongs++;
	if (c->pinged)
		ping_later(c);
}

static void on_connected(void *arg)
{
	struct connection *c = arg;
	char text[NET_TEXT_SIZE];

	c->stands = true;
	timer_stop(&sip.desk->timers, &c->shaking);
	ping_later(c);
	if (c->transport != SIP_TCP)
		log_write(LOG_INFO, "sip", NULL, "connected with %s by %s%s",
			  net_text(net_of(&c->remote), text), c->ws ? "WebSocket " : "", stream_kind(c->stream));
}

/* A connection that never comes to stand is in the way of another. */
static void shaken_in_vain(void *arg)
{
	give_up(arg, "it did not come to stand");
}

static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct connection *c = arg;
	struct sip_peer peer;
	size_t taken = 0, one;

	sip_peer_set(&peer, c->transport, net_of(&c->remote), c->id);
	for (;;) {
		struct span rest = { bytes + taken, len - taken };
		uint32_t id = c->id;

		switch (sip_frame_read(&c->framer, rest, &one)) {
		case SIP_FRAME_MORE:
			return taken;
		case SIP_FRAME_PING:
			stream_send(c->stream, SPAN("\r\n"));
			break;
		case SIP_FRAME_PONG:
			on_pong(c);
			break;
		case SIP_FRAME_BAD:
			stream_close(c->stream);
			forget(c);
			connection_lost(id);
			return len;
		case SIP_FRAME_MESSAGE:
			stack_message(&peer, bytes + taken, one);
			break;
		}
		taken += one;
	}
}

static const struct tcp_callbacks callbacks = { on_connected, on_received, on_closed };

/* --- by WebSocket --- */

static void on_web_connected(void *arg)
{
	struct connection *c = arg;

	websocket_open(c->ws, c->stream);
}

static size_t on_web_received(void *arg, char *bytes, size_t len)
{
	struct connection *c = arg;
	struct websocket_news news;
	struct sip_peer peer;
	size_t taken = 0;

	sip_peer_set(&peer, c->transport, net_of(&c->remote), c->id);
	for (;;) {
		taken += websocket_hear(c->ws, c->stream, bytes + taken, len - taken, &news);
		switch (news.event) {
		case WEBSOCKET_NOTHING:
			return taken;
		case WEBSOCKET_STANDS:
			c->ponged = true;	/* as every server must */
			on_connected(c);
			break;
		case WEBSOCKET_MESSAGE:
			stack_message(&peer, news.bytes, news.len);
			break;
		case WEBSOCKET_PONG:
			on_pong(c);
			break;
		case WEBSOCKET_OVER:
			give_up(c, news.why);
			return len;
		}
	}
}

static const struct tcp_callbacks web_callbacks = { on_web_connected, on_web_received, on_closed };

/* --- by number, and by where they lead to ------------------------------------ */

/* Numbers are ours, one after the other: nobody chooses them. */
static uint32_t id_hash(uint32_t id)
{
	return id * 2654435761u;
}

static uint32_t way_hash(enum sip_transport transport, const struct sockaddr *address, const char *name)
{
	struct sip_printer printer;
	char text[NET_TEXT_SIZE];

	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, span_of(net_text(address, text)));
	sip_print_add(&printer, span_of(sip_transport_name(transport)));
	sip_print_add(&printer, transport == SIP_TCP ? SPAN_NONE : span_of(name));
	return (uint32_t)sip_print_end(&printer).lo;
}

static struct connection *connection_new(enum sip_transport transport, const struct sockaddr *remote)
{
	struct connection *c = mem_zalloc(sizeof(*c));

	if (!c)
		return NULL;
	c->id = ++sip.connection_ids;
	c->transport = transport;
	net_copy(&c->remote, remote);
	list_append(&sip.connections, &c->node);
	sip_table_add(&sip.connections_by_id, &c->by_id, id_hash(c->id));
	timer_set(&sip.desk->timers, &c->shaking, SHAKE_MS, shaken_in_vain, c);
	return c;
}

static bool leads_to(const struct connection *c, enum sip_transport transport,
		     const struct sockaddr *address, const char *name)
{
	return c->transport == transport && net_same(net_of(&c->remote), address) &&
	       (transport == SIP_TCP || strcmp(c->name, name) == 0);
}

/* Begin to connect, by all that the transport needs. */
static enum err begin(struct connection *c, const struct sockaddr *address)
{
	bool web = sip_transport_is_web(c->transport), secure = sip_transport_is_secure(c->transport);
	struct tls_side *side = secure ? stack_client_side() : NULL;
	enum err err = secure && !side ? ERR_NOMEM : OK;

	if (!err && web)
		err = websocket_new(&c->ws, c->name, address, secure,
				    sip_line_websocket_path(span_of(c->name), net_port(address)));
	if (!err)
		err = stream_connect(&c->stream, sip.desk->loop, address, side, c->name,
				     web ? &web_callbacks : &callbacks, c);
	return err;
}

enum err connection_to(uint32_t *out, enum sip_transport transport, const struct sockaddr *address,
		       const char *name)
{
	uint32_t hash = way_hash(transport, address, name);
	struct connection *c;
	enum err err;

	for (struct sip_node *node = sip_table_first(&sip.connections_by_way, hash); node;
	     node = sip_table_next(node)) {
		c = list_entry(node, struct connection, by_way);
		if (leads_to(c, transport, address, name)) {
			*out = c->id;
			return OK;
		}
	}
	c = connection_new(transport, address);
	if (!c)
		return ERR_NOMEM;
	sip_table_add(&sip.connections_by_way, &c->by_way, hash);
	if (transport != SIP_TCP)
		snprintf(c->name, sizeof(c->name), "%s", name);
	err = begin(c, address);
	if (err)
		forget(c);
	else
		*out = c->id;
	return err;
}

static struct connection *find(uint32_t id)
{
	for (struct sip_node *node = sip_table_first(&sip.connections_by_id, id_hash(id)); node;
	     node = sip_table_next(node)) {
		struct connection *c = list_entry(node, struct connection, by_id);

		if (c->id == id)
			return c;
	}
	return NULL;
}

bool connection_stands(uint32_t id)
{
	return find(id) != NULL;
}

void connection_ping_every(uint32_t id, uint32_t seconds)
{
	struct connection *c = find(id);

	if (!c || c->ping_s == seconds)
		return;
	c->ping_s = seconds;
	if (!c->pinged)
		ping_later(c);
}

void connection_end(uint32_t id, const char *reason)
{
	struct connection *c = find(id);
	struct stream *stream = c ? c->stream : NULL;

	if (!c)
		return;
	on_closed(c, reason);
	stream_close(stream);
}

bool connection_send(uint32_t id, struct span bytes)
{
	struct connection *c = find(id);

	if (c && c->ws)
		websocket_send(c->ws, c->stream, bytes);
	else if (c)
		stream_send(c->stream, bytes);
	return c != NULL;
}

void connection_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from)
{
	bool secure = arg == sip.secured;
	struct connection *c = accepted < CONNECTIONS_MAX ?
		connection_new(secure ? SIP_TLS : SIP_TCP, from) : NULL;

	if (!c)
		return;			/* not taken: it is closed */
	c->theirs = true;
	accepted++;
	if (!secure)
		sip_table_add(&sip.connections_by_way, &c->by_way, way_hash(SIP_TCP, from, NULL));
	if (stream_take(&c->stream, tcp, secure ? sip.server_side : NULL, &callbacks, c))
		forget(c);
	else if (!secure)
		on_connected(c);
}

void connections_close(void)
{
	while (!list_empty(&sip.connections)) {
		struct connection *c = list_entry(sip.connections.next, struct connection, node);

		if (c->ws)
			websocket_end(c->ws, c->stream);
		stream_close(c->stream);
		forget(c);
	}
}
