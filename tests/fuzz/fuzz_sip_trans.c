/* SPDX-License-Identifier: MIT
 * fuzz_sip_trans.c - any row of happenings: starts, answers, repetitions,
 * cancels, lost connections, time. Each client transaction has exactly one
 * outcome, TERMINATED is its last word, nobody is told after forgetting, and
 * when all is answered and enough time went by nothing is left. */
#include "base/mem.h"
#include "wire/sip/msg.h"
#include "wire/sip/trans.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(holds)								\
	do {									\
		if (!(holds)) {							\
			fprintf(stderr, "%d: does not hold: %s\n", __LINE__, #holds); \
			abort();						\
		}								\
	} while (0)

#define THINGS 64

struct thing {
	struct sip_trans *trans;
	bool client, invite;
	uint8_t outcomes, acks;
	bool terminated, forgotten, final_sent;
};

static struct {
	struct timers timers;
	struct sip_ids ids;
	struct sip_trans_layer layer;
	struct thing things[THINGS];
	int count;
	bool refuses;
	uint8_t eager;		/* bits: what the owner does inside of callbacks */
} world;

static void not_random(void *bytes, size_t size)
{
	memset(bytes, 7, size);
}

static bool send_bytes(struct sip_trans_layer *layer, const struct sip_peer *peer,
		       struct span bytes)
{
	MUST(bytes.len > 0);
	return !world.refuses;
}

static void forget(struct thing *thing)
{
	if (thing->terminated || thing->forgotten)
		return;
	thing->forgotten = true;
	sip_trans_forget(thing->trans);
}

static void reply(struct thing *thing, unsigned status)
{
	char text[256];
	int len;
	enum err err;

	if (thing->terminated || thing->forgotten || thing->client)
		return;
	len = snprintf(text, sizeof(text), "SIP/2.0 %u x\r\nFrom: <sip:a@h>;tag=f\r\n"
		       "To: <sip:b@h>;tag=t\r\nCall-ID: c\r\nCSeq: 1 X\r\n\r\n", status);
	err = sip_server_reply(thing->trans, (uint16_t)status,
			       (struct span){ text, (size_t)len });
	MUST(thing->final_sent ? err == ERR_STATE : err == OK || err == ERR_FAILED);
	thing->final_sent |= status >= 200;
}

static void on_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg)
{
	struct thing *thing = arg;

	MUST(!thing->terminated && !thing->forgotten && thing->trans == trans);
	switch (event) {
	case SIP_TRANS_PROVISIONAL:
		MUST(thing->client && thing->outcomes == 0 && msg->status < 200);
		if (world.eager & 1)
			sip_client_cancel(trans);
		break;
	case SIP_TRANS_FINAL:
		MUST(thing->client && ++thing->outcomes == 1 && msg->status >= 200);
		break;
	case SIP_TRANS_AGAIN:
		MUST(thing->invite && thing->outcomes == 1 && msg->status / 100 == 2);
		break;
	case SIP_TRANS_TIMEOUT:
		MUST(++thing->outcomes == 1 && (thing->client || thing->final_sent));
		break;
	case SIP_TRANS_FAILED:
		MUST(thing->client && ++thing->outcomes == 1);
		break;
	case SIP_TRANS_ACKED:
		MUST(!thing->client && thing->final_sent && ++thing->acks == 1);
		break;
	case SIP_TRANS_CANCELLED:
		MUST(!thing->client && !thing->final_sent);
		if (world.eager & 2)
			reply(thing, 487);
		break;
	case SIP_TRANS_TERMINATED:
		MUST(thing->outcomes == 1 || !thing->client);
		thing->terminated = true;
		return;
	}
	if (world.eager & 4)
		forget(thing);
}

static void on_request(struct sip_trans_layer *layer, struct sip_trans *trans,
		       const struct sip_msg *msg)
{
	struct thing *thing = &world.things[world.count];

	if (world.count == THINGS || (world.eager & 8))
		return;
	world.count++;
	*thing = (struct thing){ .trans = trans, .invite = msg->method == SIP_INVITE };
	sip_trans_own(trans, on_event, thing);
	if (world.eager & 16)
		reply(thing, 200);
}

static struct sip_peer peer_of(uint8_t byte)
{
	struct sip_peer peer = { .transport = byte & 1, .reliable = byte & 1, .handle = byte & 3 };

	peer.address[0] = 2;	/* AF_INET, on every system */
	return peer;
}

static void receive(char *bytes, size_t len, uint8_t byte)
{
	struct sip_peer peer = peer_of(byte);
	struct sip_msg msg;
	uint32_t status;
	const char *why;

	if (sip_msg_read(&msg, bytes, len) == OK && sip_msg_check(&msg, &status, &why) == OK)
		sip_trans_receive(&world.layer, &peer, &msg);
}

static const char *const methods[] = { "INVITE", "BYE", "ACK", "CANCEL", "OPTIONS", "INVITE" };

static void start(uint8_t a, uint8_t b)
{
	struct thing *thing = &world.things[world.count];
	const char *method = methods[a & 1];
	char text[512], branch[32];
	struct sip_client_args args;
	int len;

	if (world.count == THINGS)
		return;
	snprintf(branch, sizeof(branch), "z9hG4bK%u", b & 7u);
	len = snprintf(text, sizeof(text), "%s sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=%s\r\n"
		       "From: <sip:a@h>;tag=f\r\nTo: <sip:b@h>\r\nRoute: <sip:r;lr>\r\nCall-ID: c\r\n"
		       "CSeq: 1 %s\r\nContent-Length: 1\r\n\r\nx", method, branch, method);
	args = (struct sip_client_args){
		.peer = peer_of(b >> 3), .request = { text, (size_t)len },
		.method = span_of(method), .branch = span_of(branch),
		.on_event = on_event, .arg = thing,
	};
	*thing = (struct thing){ .client = true, .invite = !(a & 1) };
	if (sip_client_start(&thing->trans, &world.layer, &args) == OK)
		world.count++;
	else
		MUST(world.refuses || world.layer.table.count >= world.layer.max);
}

static void respond(uint8_t a, uint8_t b)
{
	static const unsigned statuses[] = { 100, 180, 200, 202, 302, 407, 486, 487 };
	char text[512];
	int len = snprintf(text, sizeof(text), "SIP/2.0 %u x\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%u\r\n"
			   "From: <sip:a@h>;tag=f\r\nTo: <sip:b@h>;tag=%u\r\nCall-ID: c\r\n"
			   "CSeq: 1 %s\r\nContent-Length: 0\r\n\r\n", statuses[a & 7], b & 7u,
			   b >> 6, (a & 0x40) ? "CANCEL" : methods[(b >> 3) & 1]);

	receive(text, (size_t)len, b);
}

static void request(uint8_t a, uint8_t b)
{
	const char *method = methods[a % 6];
	char text[512];
	int len = snprintf(text, sizeof(text), "%s sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=%s%u\r\n"
			   "From: <sip:a@h>;tag=f\r\nTo: <sip:b@h>%s\r\nCall-ID: c%u\r\n"
			   "CSeq: 1 %s\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n", method,
			   (a & 0x80) ? "" : "z9hG4bK", b & 3u, (a & 0x40) ? ";tag=t" : "",
			   (b >> 2) & 3u, method);

	receive(text, (size_t)len, b >> 4);
}

static void act(uint8_t op, uint8_t a, uint8_t b)
{
	struct thing *thing = world.count ? &world.things[a % world.count] : NULL;

	switch (op % 10) {
	case 0:	start(a, b); break;
	case 1: case 2: respond(a, b); break;
	case 3: case 4: request(a, b); break;
	case 5:	timers_run(&world.timers, world.timers.now_ms + a * (b & 1 ? 1u : 300u)); break;
	case 6:
		if (thing && thing->client && !thing->terminated && !thing->forgotten)
			sip_client_cancel(thing->trans);
		break;
	case 7:
		if (thing)
			reply(thing, 100u + (b % 6) * 100u + (b & 1));
		break;
	case 8:
		if (thing && !(b & 3))
			forget(thing);
		else
			world.refuses = b & 4;
		break;
	case 9:
		world.eager = a & 31;
		if (b == 1)
			sip_trans_lost(&world.layer, a & 3);
		break;
	}
}

/* Answer and cancel all that waits; then time must clear everything away. */
static void finish(void)
{
	world.eager = 0;
	for (int i = 0; i < world.count; i++) {
		struct thing *thing = &world.things[i];

		if (thing->terminated || thing->forgotten)
			continue;
		if (thing->client)
			sip_client_cancel(thing->trans);
		else if (!thing->final_sent)
			reply(thing, 500);
	}
	timers_run(&world.timers, world.timers.now_ms + 200000);
	MUST(world.layer.table.count == 0 && world.layer.merges.count == 0);
	MUST(world.layer.unacked.count == 0 && world.timers.count == 0);
	for (int i = 0; i < world.count; i++)
		MUST(world.things[i].terminated || world.things[i].forgotten);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t before = mem_blocks();
	char *raw;

	memset(&world, 0, sizeof(world));
	timers_init(&world.timers, 4294967000u);	/* 32 bits of it come round at once */
	sip_ids_init(&world.ids, not_random);
	world.layer.timers = &world.timers;
	world.layer.ids = &world.ids;
	world.layer.send = send_bytes;
	world.layer.on_request = on_request;
	world.layer.max = 40;
	sip_trans_open(&world.layer);
	for (; size >= 3 && data[0] != 0xff; data += 3, size -= 3)
		act(data[0], data[1], data[2]);
	if (size > 1) {				/* the rest is a message of its own */
		raw = malloc(size + 1);
		memcpy(raw, data + 1, size - 1);
		raw[size - 1] = '\0';
		receive(raw, size - 1, 0);
		free(raw);
	}
	finish();
	sip_trans_close(&world.layer);
	MUST(mem_blocks() == before);
	return 0;
}
