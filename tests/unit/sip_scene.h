/* SPDX-License-Identifier: MIT
 * sip_scene.h - a transaction layer on a moved clock, and a log of all it did.
 *
 * What was sent and what the owner was told become text, each with its time:
 * "INVITE@0 INVITE@500", "final 486@700 terminated@32700".
 */
#ifndef SIP_SCENE_H
#define SIP_SCENE_H

#include "wire/sip/msg.h"
#include "wire/sip/trans.h"

struct scene {
	struct timers timers;
	struct sip_ids ids;
	struct sip_trans_layer layer;
	struct sip_peer peer;
	struct sip_trans *server;	/* the last one that was begun */
	char sent[8192], news[8192];
	char last[4096];		/* the last message sent */
	uint16_t last_port;		/* where to */
	uint32_t requests, acks;	/* on_request and on_ack were called */
	bool refuses;			/* send says no */
	bool quiet;			/* keep no log */
	bool disowns;			/* on_request does not own */
};

/* The one scene, fresh; closed at the end of the test. */
struct scene *sip_scene_open(bool reliable);

/* Move the clock to `now_ms`. */
void sip_scene_run(struct scene *scene, uint64_t now_ms);

/* Read and receive a message; '\n' in it are line ends on the wire. */
void scene_receive(struct scene *scene, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void scene_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		 const struct sip_msg *msg);

#endif
