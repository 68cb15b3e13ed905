/* SPDX-License-Identifier: MIT
 * connection.c - messages out of streams. */
#include "driver/sip/connection.h"
#include "base/mem.h"
#include "driver/sip/register.h"
#include "wire/sip/msg.h"

#define CONNECTIONS_MAX 4096	/* that others may open */

struct connection {
	struct list node;
	struct tcp *tcp;
	uint32_t id;
	bool theirs;
	struct net_addr remote;
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

static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct connection *c = arg;
	struct sip_peer peer;
	size_t taken = 0, one;

	sip_peer_set(&peer, SIP_TCP, net_of(&c->remote), c->id);
	for (;;) {
		struct span rest = { bytes + taken, len - taken };
		uint32_t id = c->id;

		switch (sip_frame_read(&c->framer, rest, &one)) {
		case SIP_FRAME_MORE:
			return taken;
		case SIP_FRAME_PING:
			tcp_send(c->tcp, SPAN("\r\n"));
			break;
		case SIP_FRAME_PONG:
			break;
		case SIP_FRAME_BAD:
			tcp_close(c->tcp);
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

static const struct tcp_callbacks callbacks = { .received = on_received, .closed = on_closed };

static struct connection *connection_new(const struct sockaddr *remote)
{
	struct connection *c = mem_zalloc(sizeof(*c));

	if (!c)
		return NULL;
	c->id = ++sip.connection_ids;
	net_copy(&c->remote, remote);
	list_append(&sip.connections, &c->node);
	return c;
}

enum err connection_to(uint32_t *out, const struct sockaddr *address)
{
	struct connection *c;
	enum err err;

	list_each(node, &sip.connections) {
		c = list_entry(node, struct connection, node);
		if (net_same(net_of(&c->remote), address)) {
			*out = c->id;
			return OK;
		}
	}
	c = connection_new(address);
	if (!c)
		return ERR_NOMEM;
	err = tcp_connect(&c->tcp, sip.desk->loop, NULL, address, &callbacks, c);
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
		tcp_send(c->tcp, bytes);
	return c != NULL;
}

void connection_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from)
{
	struct connection *c = accepted < CONNECTIONS_MAX ? connection_new(from) : NULL;

	if (!c)
		return;			/* not taken: it is closed */
	c->tcp = tcp;
	c->theirs = true;
	accepted++;
	tcp_take(tcp, &callbacks, c);
}

void connections_close(void)
{
	while (!list_empty(&sip.connections)) {
		struct connection *c = list_entry(sip.connections.next, struct connection, node);

		tcp_close(c->tcp);
		forget(c);
	}
}
