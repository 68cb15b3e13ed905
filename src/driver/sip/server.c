/* SPDX-License-Identifier: MIT
 * server.c - servers that did not answer, or asked to be left alone. */
#include "driver/sip/server.h"
#include "base/mem.h"
#include "driver/sip/register.h"

#define QUIET_MAX_S 3600
#define ASK_MS 4000		/* between lines that ask a silent one, and each asks again each T2 */

struct server {
	struct list node;		/* of sip.servers, the last news last */
	uint8_t transport;		/* enum sip_transport */
	uint8_t word;			/* enum server_word; FINE: it was silent and has answered since,
					 * so what was asked before and times out now says nothing */
	struct net_addr address;
	uint64_t until_ms;
	uint64_t again_ms;		/* a silent one: not before this another line asks */
};

static void forget(struct server *server)
{
	list_remove(&server->node);
	sip.server_count--;
	mem_free(server);
}

static struct server *find(enum sip_transport transport, const struct sockaddr *address)
{
	list_each_safe(node, &sip.servers) {
		struct server *server = list_entry(node, struct server, node);

		if (server->until_ms <= sip.desk->timers.now_ms)
			forget(server);
		else if (server->transport == transport && net_same(net_of(&server->address), address))
			return server;
	}
	return NULL;
}

enum server_word server_word(enum sip_transport transport, const struct sockaddr *address, uint64_t *until_ms)
{
	const struct server *server = find(transport, address);

	if (server && until_ms)
		*until_ms = server->until_ms;
	return server ? server->word : SERVER_FINE;
}

/* How long it wants to be left alone, in seconds; 0: it does not say. */
static uint32_t retry_after(const struct sip_msg *response)
{
	struct span value = response ? sip_msg_get(response, SIP_H_RETRY_AFTER) : SPAN_NONE;
	struct sip_number seconds;

	if (!value.at || sip_number_read(value, &seconds))
		return 0;
	return seconds.value < QUIET_MAX_S ? seconds.value : QUIET_MAX_S;
}

static void remember(const struct sip_peer *peer, enum server_word word, uint64_t pause_ms)
{
	struct server *server = find(peer->transport, sip_peer_address(peer));

	if (!server) {
		if (sip.server_count == SERVERS_MAX)
			forget(list_entry(sip.servers.next, struct server, node));
		server = mem_zalloc(sizeof(*server));
		if (!server)
			return;
		server->transport = peer->transport;
		net_copy(&server->address, sip_peer_address(peer));
		sip.server_count++;
	}
	list_remove(&server->node);
	list_append(&sip.servers, &server->node);
	server->word = (uint8_t)word;
	server->until_ms = sip.desk->timers.now_ms + pause_ms;
}

void server_failed(const struct sip_peer *server, const struct sip_msg *response)
{
	const struct server *known = find(server->transport, sip_peer_address(server));
	uint32_t quiet_s = retry_after(response);
	char text[NET_TEXT_SIZE];

	if (quiet_s) {
		log_write(LOG_WARN, "sip", NULL, "%s is overloaded: nothing new to it for %u s",
			  sip_peer_text(server, text), (unsigned)quiet_s);
		remember(server, SERVER_QUIET, quiet_s * 1000ull);
	} else if (sip.server_pause_s && (!known || known->word == SERVER_SILENT)) {
		remember(server, SERVER_SILENT, sip.server_pause_s * 1000ull);
	}
}

void server_answered(const struct sip_peer *peer)
{
	struct server *server = find(peer->transport, sip_peer_address(peer));

	if (!server || server->word != SERVER_SILENT)
		return;
	server->word = SERVER_FINE;
	server->until_ms = sip.desk->timers.now_ms + UINT64_C(64) * sip.layer.t1_ms;
	register_back();
}

bool server_may_ask(const struct sip_peer *peer)
{
	struct server *server = find(peer->transport, sip_peer_address(peer));
	uint64_t now_ms = sip.desk->timers.now_ms;

	if (!server || server->word != SERVER_SILENT)
		return true;
	if (now_ms < server->again_ms)
		return false;
	server->again_ms = now_ms + ASK_MS;
	return true;
}

bool server_is_quiet(const struct sip_peer *server)
{
	return server_word(server->transport, sip_peer_address(server), NULL) == SERVER_QUIET;
}

bool server_is_down(const struct sip_peer *server)
{
	return server_word(server->transport, sip_peer_address(server), NULL) != SERVER_FINE;
}

void servers_forget(void)
{
	while (!list_empty(&sip.servers))
		forget(list_entry(sip.servers.next, struct server, node));
}
