/* SPDX-License-Identifier: MIT
 * Two layers and a bad network between them: whole calls with datagrams lost,
 * late and out of order. What one side thinks, the other side thinks. */
#include "base/mem.h"
#include "test.h"
#include "wire/sip/dialog.h"
#include "wire/sip/msg.h"
#include "wire/sip/trans.h"
#include "wire/sip/write.h"

#define FLYING_MAX 64

struct side {
	struct sip_trans_layer layer;
	struct sip_dialog dialog;
	struct sip_trans *invite;
	int outcomes, answers, acked, timeouts, byes, answered_byes;
};

static struct world {
	struct timers timers;
	struct sip_ids ids;
	struct side caller, called;
	struct timer later;
	uint32_t random, loss_percent;
	bool refuse;
	struct {
		struct side *to;
		uint64_t due_ms;
		size_t len;
		char bytes[1024];
	} flying[FLYING_MAX];
} world;

static uint32_t chance(uint32_t below)
{
	world.random = world.random * 1664525u + 1013904223u;
	return (world.random >> 8) % below;
}

static void fixed(void *bytes, size_t size)
{
	memset(bytes, (int)world.random, size);
}

static bool lose_or_delay(struct sip_trans_layer *layer, const struct sip_peer *peer,
			  struct span bytes)
{
	if (chance(100) < world.loss_percent)
		return true;
	for (int i = 0; i < FLYING_MAX; i++) {
		if (world.flying[i].to)
			continue;
		CHECK(bytes.len <= sizeof(world.flying[i].bytes));
		world.flying[i].to = layer == &world.caller.layer ? &world.called : &world.caller;
		world.flying[i].due_ms = world.timers.now_ms + 1 + chance(150);
		world.flying[i].len = bytes.len;
		memcpy(world.flying[i].bytes, bytes.at, bytes.len);
		return true;
	}
	return true;
}

static void land(void)
{
	struct sip_peer peer = { .address = { 2 } };
	struct sip_msg msg;
	uint32_t status;
	const char *why;

	for (int i = 0; i < FLYING_MAX; i++) {
		struct side *to = world.flying[i].to;
		char bytes[1024];

		if (!to || world.flying[i].due_ms > world.timers.now_ms)
			continue;
		world.flying[i].to = NULL;
		memcpy(bytes, world.flying[i].bytes, world.flying[i].len);
		CHECK(sip_msg_read(&msg, bytes, world.flying[i].len) == OK);
		CHECK(sip_msg_check(&msg, &status, &why) == OK);
		sip_trans_receive(&to->layer, &peer, &msg);
	}
}

static void on_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg);

static struct sip_trans *ask(struct side *side, const char *method)
{
	char branch[SIP_BRANCH_SIZE], via[128], room[1024];
	struct sip_client_args args = { .method = span_of(method), .on_event = on_event,
					.arg = side, .peer = { .address = { 2 } } };
	struct sip_trans *trans;
	struct buf out;

	sip_branch(&world.ids, branch);
	snprintf(via, sizeof(via), "SIP/2.0/UDP h;rport;branch=%s", branch);
	buf_fixed(&out, room, sizeof(room));
	sip_dialog_request(&out, &side->dialog, span_of(method), span_of(via));
	sip_write_text(&out, SIP_H_CONTACT, "<sip:side@h>");
	sip_write_end(&out, NULL, SPAN_NONE);
	args.request = buf_span(&out);
	args.branch = span_of(branch);
	CHECK(sip_client_start(&trans, &side->layer, &args) == OK);
	return trans;
}

static void send_ack(struct side *side)
{
	struct sip_peer peer = { .address = { 2 } };
	char branch[SIP_BRANCH_SIZE], via[128], room[1024];
	struct buf out;

	sip_branch(&world.ids, branch);
	snprintf(via, sizeof(via), "SIP/2.0/UDP h;rport;branch=%s", branch);
	buf_fixed(&out, room, sizeof(room));
	sip_dialog_ack(&out, &side->dialog, 1, span_of(via));
	sip_write_end(&out, NULL, SPAN_NONE);
	side->layer.send(&side->layer, &peer, buf_span(&out));
}

static void hang_up(void *arg)
{
	ask(arg, "BYE");
}

static void caller_event(struct side *side, struct sip_trans *trans, enum sip_trans_event event,
			 const struct sip_msg *msg)
{
	bool invite = trans == side->invite;

	if (event == SIP_TRANS_FINAL || event == SIP_TRANS_TIMEOUT || event == SIP_TRANS_FAILED)
		*(invite ? &side->outcomes : &side->answered_byes) += 1;
	if (!invite || !msg || msg->status < 200 || msg->status >= 300)
		return;
	if (event == SIP_TRANS_FINAL) {
		CHECK(sip_dialog_answered(&side->dialog, msg) == OK);
		CHECK(side->dialog.state == SIP_DIALOG_CONFIRMED);
		side->answers++;
		timer_set(&world.timers, &world.later, 2000, hang_up, side);
	}
	send_ack(side);
}

static void on_event(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		     const struct sip_msg *msg)
{
	struct side *side = arg;

	if (side == &world.caller)
		caller_event(side, trans, event, msg);
	else if (trans == side->invite) {
		side->acked += event == SIP_TRANS_ACKED;
		side->timeouts += event == SIP_TRANS_TIMEOUT;
	}
}

static void reply(struct side *side, struct sip_trans *trans, const struct sip_msg *msg,
		  uint32_t status)
{
	char room[1024];
	struct buf out;

	buf_fixed(&out, room, sizeof(room));
	sip_write_reply(&out, msg, status, NULL, SPAN("called"));
	sip_write_text(&out, SIP_H_CONTACT, "<sip:called@h>");
	sip_write_end(&out, NULL, SPAN_NONE);
	CHECK(sip_server_reply(trans, (uint16_t)status, buf_span(&out)) == OK);
}

static void on_request(struct sip_trans_layer *layer, struct sip_trans *trans,
		       const struct sip_msg *msg)
{
	struct side *side = layer->owner;

	sip_trans_own(trans, on_event, side);
	if (msg->method == SIP_BYE) {
		CHECK(sip_dialog_match(&side->dialog, msg));
		CHECK(sip_dialog_in_order(&side->dialog, msg));
		side->byes++;
		reply(side, trans, msg, 200);
		return;
	}
	CHECK(side->invite == NULL);		/* one call, however often it was sent */
	side->invite = trans;
	CHECK(sip_dialog_accept(&side->dialog, msg, SPAN("called"), false) == OK);
	reply(side, trans, msg, 180);
	reply(side, trans, msg, world.refuse ? 486 : 200);
}

static void open_side(struct side *side)
{
	side->layer.timers = &world.timers;
	side->layer.ids = &world.ids;
	side->layer.owner = side;
	side->layer.send = lose_or_delay;
	side->layer.on_request = on_request;
	sip_trans_open(&side->layer);
}

static void close_world(void *arg)
{
	sip_trans_close(&world.caller.layer);
	sip_trans_close(&world.called.layer);
	sip_dialog_close(&world.caller.dialog);
	sip_dialog_close(&world.called.dialog);
}

static void one_call(uint32_t seed, uint32_t loss_percent)
{
	const struct sip_dialog_args args = {
		.call_id = SPAN("c"), .local = SPAN("<sip:a@h>"), .local_tag = SPAN("caller"),
		.remote = SPAN("<sip:b@h>"), .target = SPAN("sip:b@h"),
	};

	memset(&world, 0, sizeof(world));
	world.random = seed * 7919 + 1;
	world.loss_percent = loss_percent;
	world.refuse = seed % 4 == 0;
	timers_init(&world.timers, 0);
	sip_ids_init(&world.ids, fixed);
	open_side(&world.caller);
	open_side(&world.called);
	NEED(sip_dialog_open(&world.caller.dialog, &args) == OK);
	world.caller.invite = ask(&world.caller, "INVITE");
	for (uint64_t now = 0; now <= 120000; now += 10) {
		timers_run(&world.timers, now);
		land();
	}
}

static void check_call(void)
{
	const struct side *caller = &world.caller, *called = &world.called;

	CHECK_INT(caller->outcomes, 1);
	CHECK_INT(called->acked + called->timeouts, called->invite ? 1 : 0);
	CHECK(caller->answers <= (called->invite ? 1 : 0));
	CHECK_INT(caller->answered_byes, caller->answers);
	CHECK(called->byes <= caller->answers);
	CHECK_INT(sip_trans_count(&caller->layer), 0);
	CHECK_INT(sip_trans_count(&called->layer), 0);
	CHECK_INT(world.timers.count, 0);
}

TEST_ONCE(sip_pair, calls_end_alike_on_both_sides_of_a_bad_network)
{
	int whole = 0;

	DEFER(close_world, NULL);
	for (uint32_t seed = 0; seed < 200; seed++) {
		close_world(NULL);
		one_call(seed, seed % 60);
		check_call();
		whole += world.called.byes + (world.refuse && world.called.acked);
	}
	CHECK(whole > 150);		/* it is no test if nothing ever gets through */
	printf("  %d of 200 calls got through\n", whole);
}

TEST(sip_pair, a_call_over_a_good_network_needs_no_repetition)
{
	DEFER(close_world, NULL);
	close_world(NULL);
	one_call(1, 0);
	check_call();
	CHECK_INT(world.called.byes, 1);
	CHECK_INT(world.caller.layer.counters.resent + world.called.layer.counters.resent, 0);
	CHECK_INT(world.caller.layer.counters.stray + world.called.layer.counters.stray, 0);
}
