/* SPDX-License-Identifier: MIT
 * roam.c - another address: other ports for voice, and a re-INVITE. */
#include "driver/sip/roam.h"
#include "driver/sip/begin.h"
#include "driver/sip/nat.h"
#include "driver/sip/talk.h"

static void voice_seen(void *arg, const struct sockaddr *seen, const char *why)
{
	struct sip_call *s = arg;

	sip_call_media_seen(s, seen, why);
	if (s->state == SIP_CALL_TALKING)
		sip_call_reinvite(s);
}

/* The session goes on by ports of the new address. */
static void move(struct sip_call *s, const struct net_addr *local)
{
	const struct sockaddr *server;

	s->hop.local = *local;
	if (media_move(s->media, net_of(local))) {
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "there are no ports for voice at our new address");
		return;
	}
	sip_call_media_own(s);
	server = nat_server_for(&s->hop);
	if (!server || media_ask(s->media, server, voice_seen, s))
		sip_call_reinvite(s);
}

static bool is_elsewhere(struct net_addr *local, const struct sip_call *s)
{
	return s->state == SIP_CALL_TALKING && s->line && s->media && !stack_local(local, &s->hop.peer) &&
	       !net_same_host(net_of(local), net_of(&s->hop.local));
}

void roam_moved(void)
{
	list_each_safe(node, &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);
		struct net_addr local;

		if (is_elsewhere(&local, s))
			move(s, &local);
	}
}

void roam_seen(const struct sip_peer *server)
{
	list_each_safe(node, &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);

		if (s->state == SIP_CALL_TALKING && s->line && sip_peer_is(&s->hop.peer, server))
			sip_call_reinvite(s);
	}
}
