/* SPDX-License-Identifier: MIT
 * connection.c - messages out of streams. */
#include "driver/sip/connection.h"
#include "base/mem.h"
#include "driver/sip/register.h"
#include "wire/sip/msg.h"

#define CONNECTIONS_MAX 4096	/* that others may open */
#define SHAKE_MS 10000		/* how long hands may be shaken */

struct connection {
	struct list node;
	struct stream *stream;
	uint32_t id;
	uint8_t transport;		/* enum sip_transport */
	bool theirs;
	struct net_addr remote;
	struct timer shaking;		/* runs until it stands */
	char name[256];			/* whom their certificate names; "": by TCP, or theirs */
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
	list_remove(&c->node);
	mem_free(c);
}

static void on_closed(void *arg, const char *reason)
{
	struct connection *c = arg;
	char text[NET_TEXT_SIZE];
	uint32_t id = c->id;

	log_write(LOG_INFO, "sip", NULL, "connection with %s ended: %s",
		  net_text(net_of(&c->remote), text), reason);
	forget(c);
	connection_lost(id);
}

static void on_connected(void *arg)
{
	struct connection *c = arg;
	char text[NET_TEXT_SIZE];

	timer_stop(&sip.desk->timers, &c->shaking);
	if (c->transport == SIP_TLS)
		log_write(LOG_INFO, "sip", NULL, "connected with %s by %s",
			  net_text(net_of(&c->remote), text), stream_kind(c->stream));
}

/* A connection that never comes to stand is in the way of another. */
static void shaken_in_vain(void *arg)
{
	struct connection *c = arg;
	struct stream *stream = c->stream;

	on_closed(c, "it did not come to stand");
	stream_close(stream);
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

static struct connection *connection_new(enum sip_transport transport, const struct sockaddr *remote)
{
	struct connection *c = mem_zalloc(sizeof(*c));

	if (!c)
		return NULL;
	c->id = ++sip.connection_ids;
	c->transport = transport;
	net_copy(&c->remote, remote);
	list_append(&sip.connections, &c->node);
	timer_set(&sip.desk->timers, &c->shaking, SHAKE_MS, shaken_in_vain, c);
	return c;
}

static bool leads_to(const struct connection *c, enum sip_transport transport,
		     const struct sockaddr *address, const char *name)
{
	return c->transport == transport && net_same(net_of(&c->remote), address) &&
	       (transport != SIP_TLS || strcmp(c->name, name) == 0);
}

enum err connection_to(uint32_t *out, enum sip_transport transport, const struct sockaddr *address,
		       const char *name)
{
	struct tls_side *side = NULL;
	struct connection *c;
	enum err err;

	list_each(node, &sip.connections) {
		c = list_entry(node, struct connection, node);
		if (leads_to(c, transport, address, name)) {
			*out = c->id;
			return OK;
		}
	}
	if (transport == SIP_TLS) {
		side = stack_client_side();
		if (!side)
			return ERR_NOMEM;
	}
	c = connection_new(transport, address);
	if (!c)
		return ERR_NOMEM;
	if (side)
		snprintf(c->name, sizeof(c->name), "%s", name);
	err = stream_connect(&c->stream, sip.desk->loop, address, side, name, &callbacks, c);
	if (err)
		forget(c);
	else
		*out = c->id;
	return err;
}

static struct connection *find(uint32_t id)
{
	list_each(node, &sip.connections) {
		struct connection *c = list_entry(node, struct connection, node);

		if (c->id == id)
			return c;
	}
	return NULL;
}

bool connection_stands(uint32_t id)
{
	return find(id) != NULL;
}

bool connection_send(uint32_t id, struct span bytes)
{
	struct connection *c = find(id);

	if (c)
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
	if (stream_take(&c->stream, tcp, secure ? sip.server_side : NULL, &callbacks, c))
		forget(c);
	else if (!secure)
		timer_stop(&sip.desk->timers, &c->shaking);
}

void connections_close(void)
{
	while (!list_empty(&sip.connections)) {
		struct connection *c = list_entry(sip.connections.next, struct connection, node);

		stream_close(c->stream);
		forget(c);
	}
}
