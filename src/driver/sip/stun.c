/* SPDX-License-Identifier: MIT
 * stun.c - a question, asked until it is answered or time is up. */
#include "driver/sip/stun.h"
#include "driver/sip/stack.h"

#define PAUSE_MS 500		/* RTO of RFC 8489 6.2.1; it doubles */

static void again(void *arg)
{
	struct stun_ask *ask = arg;
	uint64_t now_ms = sip.desk->timers.now_ms, pause_ms;
	char bytes[STUN_REQUEST_SIZE];
	struct buf b;

	if (now_ms >= ask->until_ms) {
		ask->found(ask->arg, NULL, "it does not answer");
		return;
	}
	pause_ms = ask->until_ms - now_ms < ask->pause_ms ? ask->until_ms - now_ms : ask->pause_ms;
	ask->pause_ms *= 2;
	timer_set(&sip.desk->timers, &ask->timer, pause_ms, again, ask);
	buf_fixed(&b, bytes, sizeof(bytes));
	stun_request_write(&b, ask->id);
	ask->send(ask->arg, net_of(&ask->server), buf_span(&b));
}

void stun_ask(struct stun_ask *ask, const struct sockaddr *server, uint64_t limit_ms)
{
	char tag[SIP_TAG_SIZE];

	sip_tag(&sip.ids, tag);
	memcpy(ask->id, tag, STUN_ID_SIZE);
	net_copy(&ask->server, server);
	ask->until_ms = sip.desk->timers.now_ms + limit_ms;
	ask->pause_ms = PAUSE_MS;
	again(ask);
}

void stun_ask_stop(struct stun_ask *ask)
{
	timer_stop(&sip.desk->timers, &ask->timer);
}

bool stun_ask_hear(struct stun_ask *ask, const struct sockaddr *from, struct span bytes)
{
	struct stun stun;
	char why[40];

	if (!stun_is_asked(ask) || !net_same(from, net_of(&ask->server)) || !stun_read(&stun, bytes) ||
	    stun.class < STUN_SUCCESS || memcmp(stun.id, ask->id, STUN_ID_SIZE) != 0)
		return false;
	stun_ask_stop(ask);
	snprintf(why, sizeof(why), "it answers %s %u", stun.error ? "error" : "without an address", stun.error);
	if (stun.class == STUN_SUCCESS && net_is_set(&stun.seen) && !stun.stranger)
		ask->found(ask->arg, net_of(&stun.seen), NULL);
	else
		ask->found(ask->arg, NULL, why);
	return true;
}
