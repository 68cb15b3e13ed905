/* SPDX-License-Identifier: MIT
 * alive.c - see alive.h. */
#include "driver/sip/alive.h"
#include "base/mem.h"
#include "driver/sip/hop.h"
#include "driver/sip/register.h"
#include "driver/sip/registration.h"
#include "driver/sip/server.h"

static void keep_alive(void *arg);

struct sip_alive {
	struct sip_trans *trans;	/* the OPTIONS under way */
	struct timer timer;
};

static void on_alive(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg)
{
	struct sip_line *line = arg;

	if (event != SIP_TRANS_FINAL && event != SIP_TRANS_TIMEOUT && event != SIP_TRANS_FAILED)
		return;
	if (event == SIP_TRANS_FINAL)
		server_answered(sip_trans_peer(trans));
	else
		server_failed(sip_trans_peer(trans), NULL);
	sip_trans_forget(trans);
	line->alive->trans = NULL;
	/* Any answer at all says that somebody is there. */
	sip_line_service(line, event == SIP_TRANS_FINAL && line->state == SIP_LINE_READY);
	if (event != SIP_TRANS_FINAL && line->conf->registers && !line->trans)
		register_failed(line, "the server does not answer OPTIONS", 0);
}

static void ask_alive(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_line *line = arg;

	if (!hop) {
		sip_line_service(line, false);
		return;
	}
	if (hop_keep(&line->hop, hop))
		return;
	registration_for(line, line->resolve.which);
	if (registration_request(line, "OPTIONS"))
		return;
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	if (stack_send(&line->alive->trans, "OPTIONS", line->hop, on_alive, line))
		line->alive->trans = NULL;
}

static void ask_later(struct sip_line *line)
{
	timer_set(&sip.desk->timers, &line->alive->timer, line->conf->keepalive_s * 1000ull, keep_alive, line);
}

static void keep_alive(void *arg)
{
	struct sip_line *line = arg;
	char uri[512];
	struct buf b;

	ask_later(line);
	if (line->alive->trans || line->trans || line->resolve.query || line->state != SIP_LINE_READY)
		return;
	if (line->hop) {
		ask_alive(line, line->hop, NULL);
		return;
	}
	buf_fixed(&b, uri, sizeof(uri));
	registration_server(&b, line);
	if (sip_line_resolve(line, &line->resolve, buf_span(&b), ask_alive, line))
		sip_line_service(line, false);
}

void alive_begin(struct sip_line *line)
{
	line->alive = mem_zalloc(sizeof(*line->alive));
	if (line->alive)
		ask_later(line);
}

void alive_end(struct sip_line *line)
{
	if (!line->alive)
		return;
	if (line->alive->trans)
		sip_trans_forget(line->alive->trans);
	timer_stop(&sip.desk->timers, &line->alive->timer);
	mem_free(line->alive);
	line->alive = NULL;
}
