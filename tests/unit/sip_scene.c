/* SPDX-License-Identifier: MIT
 * sip_scene.c - the scene of the SIP transaction tests. */
#include "sip_scene.h"
#include "test.h"
#include <stdarg.h>

static struct scene the_scene;

static void not_random(void *bytes, size_t size)
{
	memset(bytes, 0x5a, size);
}

static void add_word(struct scene *scene, char *log, size_t size, const char *word)
{
	size_t len = strlen(log);

	snprintf(log + len, size - len, "%s%s@%u", len ? " " : "", word,
		 (unsigned)scene->timers.now_ms);
}

static bool scene_send(struct sip_trans_layer *layer, const struct sip_peer *peer,
		       struct span bytes)
{
	struct scene *scene = layer->owner;
	struct span rest, word;
	char text[64];

	if (scene->refuses)
		return false;
	if (scene->quiet)
		return true;
	scene->last_port = sip_peer_port(peer);
	span_copy(bytes, scene->last, sizeof(scene->last));
	word = span_cut(bytes, ' ', &rest);
	if (span_is(word, "SIP/2.0"))
		word = span_cut(rest, ' ', &rest);
	span_copy(word, text, sizeof(text));
	add_word(scene, scene->sent, sizeof(scene->sent), text);
	return true;
}

void scene_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		 const struct sip_msg *msg)
{
	static const char *const names[] = {
		"provisional", "final", "again", "timeout", "failed", "acked",
		"cancelled", "terminated"
	};
	struct scene *scene = arg;
	char text[64];

	if (event == SIP_TRANS_TERMINATED && trans == scene->server)
		scene->server = NULL;
	if (scene->quiet)
		return;
	snprintf(text, sizeof(text), "%s", names[event]);
	if (msg && !msg->request)
		snprintf(text, sizeof(text), "%s %u", names[event], (unsigned)msg->status);
	add_word(scene, scene->news, sizeof(scene->news), text);
}

static void scene_request(struct sip_trans_layer *layer, struct sip_trans *trans,
			  const struct sip_msg *msg)
{
	struct scene *scene = layer->owner;

	scene->requests++;
	scene->server = trans;
	if (!scene->disowns)
		sip_trans_own(trans, scene_event, scene);
}

static void scene_ack(struct sip_trans_layer *layer, const struct sip_peer *peer,
		      const struct sip_msg *msg)
{
	struct scene *scene = layer->owner;

	scene->acks++;
}

struct scene *sip_scene_open(bool reliable)
{
	struct scene *scene = &the_scene;
	struct net_addr addr;

	memset(scene, 0, sizeof(*scene));
	timers_init(&scene->timers, 0);
	sip_ids_init(&scene->ids, not_random);
	net_parse(&addr, SPAN("192.0.2.9"), 5062);
	sip_peer_set(&scene->peer, reliable ? SIP_TCP : SIP_UDP, net_of(&addr), 7);
	scene->layer.timers = &scene->timers;
	scene->layer.ids = &scene->ids;
	scene->layer.owner = scene;
	scene->layer.send = scene_send;
	scene->layer.on_request = scene_request;
	scene->layer.on_ack = scene_ack;
	sip_trans_open(&scene->layer);
	DEFER(sip_trans_close, &scene->layer);
	return scene;
}

void sip_scene_run(struct scene *scene, uint64_t now_ms)
{
	timers_run(&scene->timers, now_ms);
}

void scene_receive(struct scene *scene, const char *format, ...)
{
	static char text[4096], wire[8192];
	struct sip_msg msg;
	uint32_t status;
	const char *why;
	size_t len = 0;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (const char *c = text; *c; c++) {
		if (*c == '\n')
			wire[len++] = '\r';
		wire[len++] = *c;
	}
	CHECK(sip_msg_read(&msg, wire, len) == OK);
	CHECK(sip_msg_check(&msg, &status, &why) == OK);
	msg.source_host = SPAN("192.0.2.9");
	msg.source_port = 5062;
	sip_trans_receive(&scene->layer, &scene->peer, &msg);
}
