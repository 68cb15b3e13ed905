/* SPDX-License-Identifier: MIT
 * media_nat.c - as whom others see the port of RTP. */
#include "driver/sip/media_in.h"
#include "base/mem.h"
#include "driver/sip/stun.h"

#define LIMIT_MS 1500		/* a call waits for it: asked twice */

struct media_ask {
	struct stun_ask ask;
	struct media *media;
	media_seen *found;
	void *arg;
};

static void send_ask(void *arg, const struct sockaddr *to, struct span bytes)
{
	udp_send(((struct media_ask *)arg)->media->rtp, to, bytes);
}

/* The call may go, and its media. */
static void on_found(void *arg, const struct sockaddr *seen, const char *why)
{
	struct media_ask *ask = arg;
	media_seen *found = ask->found;
	void *owner = ask->arg;

	ask->media->ask = NULL;
	mem_free(ask);
	found(owner, seen, why);
}

enum err media_ask(struct media *m, const struct sockaddr *server, media_seen *found, void *arg)
{
	media_ask_stop(m);
	m->ask = mem_zalloc(sizeof(*m->ask));
	if (!m->ask)
		return ERR_NOMEM;
	*m->ask = (struct media_ask){
		.ask = { .send = send_ask, .found = on_found, .arg = m->ask },
		.media = m, .found = found, .arg = arg,
	};
	stun_ask(&m->ask->ask, server, LIMIT_MS);
	return OK;
}

void media_ask_stop(struct media *m)
{
	if (!m->ask)
		return;
	stun_ask_stop(&m->ask->ask);
	mem_free(m->ask);
	m->ask = NULL;
}

bool media_ask_hear(struct media *m, const struct sockaddr *from, struct span bytes)
{
	return m->ask && stun_is(bytes) && stun_ask_hear(&m->ask->ask, from, bytes);
}
