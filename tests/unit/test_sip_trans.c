/* SPDX-License-Identifier: MIT
 * Client transactions: RFC 3261 17.1, 9.1 and RFC 6026, on a moved clock. */
#include "base/mem.h"
#include "sip_scene.h"
#include "test.h"

#define INVITE_SENT "INVITE@0 INVITE@500 INVITE@1500 INVITE@3500 INVITE@7500 INVITE@15500 INVITE@31500"

static const char invite[] =
	"INVITE sip:100@example.com SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKone\r\n"
	"Max-Forwards: 70\r\n"
	"Route: <sip:p1.example.com;lr>\r\n"
	"Route: <sip:p2.example.com;lr>\r\n"
	"From: <sip:200@example.com>;tag=f1\r\n"
	"To: <sip:100@example.com>\r\n"
	"Call-ID: c1\r\n"
	"CSeq: 7 INVITE\r\n"
	"Contact: <sip:200@192.0.2.1>\r\n"
	"Content-Type: application/sdp\r\n"
	"Content-Length: 5\r\n"
	"\r\n"
	"v=0\r\n";

static struct sip_trans *start(struct scene *scene, const char *method, const char *branch)
{
	struct sip_client_args args = {
		.peer = scene->peer, .request = span_of(invite), .method = span_of(method),
		.branch = span_of(branch), .on_event = scene_event, .arg = scene,
	};
	struct sip_trans *trans = NULL;
	char other[1024];

	if (strcmp(method, "INVITE") != 0) {
		snprintf(other, sizeof(other), "%s%s", method, invite + 6);
		args.request = span_of(other);
	}
	NEED(sip_client_start(&trans, &scene->layer, &args) == OK);
	return trans;
}

static void respond(struct scene *scene, int status, const char *method)
{
	scene_receive(scene, "SIP/2.0 %d x\n"
		      "Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5060;branch=z9hG4bKone;received=192.0.2.1\n"
		      "From: <sip:200@example.com>;tag=f1\n"
		      "To: <sip:100@example.com>;tag=t1\n"
		      "Call-ID: c1\n"
		      "CSeq: 7 %s\n"
		      "Content-Length: 0\n\n", status, method);
}

TEST(sip_trans, an_invite_is_sent_again_at_doubling_times_until_timer_b)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "INVITE", "z9hG4bKone");
	sip_scene_run(scene, 31999);
	CHECK_TEXT(scene->news, "");
	sip_scene_run(scene, 200000);
	CHECK_TEXT(scene->sent, INVITE_SENT);
	CHECK_TEXT(scene->news, "timeout@32000 terminated@32000");
	CHECK_INT(sip_trans_count(&scene->layer), 0);
	CHECK_INT(scene->layer.counters.timeouts, 1);
	CHECK_INT(scene->layer.counters.resent, 6);
}

TEST(sip_trans, another_request_is_sent_again_at_most_every_t2_until_timer_f)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "BYE", "z9hG4bKone");
	sip_scene_run(scene, 200000);
	CHECK_TEXT(scene->sent, "BYE@0 BYE@500 BYE@1500 BYE@3500 BYE@7500 BYE@11500 BYE@15500 "
		   "BYE@19500 BYE@23500 BYE@27500 BYE@31500");
	CHECK_TEXT(scene->news, "timeout@32000 terminated@32000");
}

TEST(sip_trans, a_reliable_transport_sends_once_and_times_out_all_the_same)
{
	struct scene *scene = sip_scene_open(true);

	start(scene, "INVITE", "z9hG4bKone");
	start(scene, "OPTIONS", "z9hG4bKtwo");
	sip_scene_run(scene, 200000);
	CHECK_TEXT(scene->sent, "INVITE@0 OPTIONS@0");
	CHECK_TEXT(scene->news, "timeout@32000 terminated@32000 timeout@32000 terminated@32000");
}

TEST(sip_trans, the_times_follow_the_configured_t1_and_t2)
{
	struct scene *scene = sip_scene_open(false);

	scene->layer.t1_ms = 100;
	scene->layer.t2_ms = 300;
	start(scene, "BYE", "z9hG4bKone");
	sip_scene_run(scene, 1500);
	CHECK_TEXT(scene->sent, "BYE@0 BYE@100 BYE@300 BYE@600 BYE@900 BYE@1200 BYE@1500");
	sip_scene_run(scene, 10000);
	CHECK_TEXT(scene->news, "timeout@6400 terminated@6400");
}

TEST(sip_trans, a_provisional_response_ends_timers_a_and_b)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "INVITE", "z9hG4bKone");
	sip_scene_run(scene, 600);
	respond(scene, 100, "INVITE");
	sip_scene_run(scene, 700);
	respond(scene, 180, "INVITE");
	sip_scene_run(scene, 500000);
	CHECK_TEXT(scene->sent, "INVITE@0 INVITE@500");
	CHECK_TEXT(scene->news, "provisional 100@600 provisional 180@700");
	CHECK_INT(scene->timers.count, 0);
}

TEST(sip_trans, a_provisional_response_slows_timer_e_to_t2)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "BYE", "z9hG4bKone");
	sip_scene_run(scene, 600);
	respond(scene, 100, "BYE");
	sip_scene_run(scene, 14000);
	CHECK_TEXT(scene->sent, "BYE@0 BYE@500 BYE@1500 BYE@5500 BYE@9500 BYE@13500");
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->news, "provisional 100@600 timeout@32000 terminated@32000");
}

TEST(sip_trans, a_refused_invite_is_acknowledged_each_time_the_refusal_comes)
{
	struct scene *scene = sip_scene_open(false);
	const char *ack =
		"ACK sip:100@example.com SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKone\r\n"
		"Max-Forwards: 70\r\n"
		"Route: <sip:p1.example.com;lr>\r\n"
		"Route: <sip:p2.example.com;lr>\r\n"
		"From: <sip:200@example.com>;tag=f1\r\n"
		"To: <sip:100@example.com>;tag=t1\r\n"
		"Call-ID: c1\r\n"
		"CSeq: 7 ACK\r\n"
		"Content-Length: 0\r\n"
		"\r\n";

	start(scene, "INVITE", "z9hG4bKone");
	sip_scene_run(scene, 100);
	respond(scene, 486, "INVITE");
	CHECK_TEXT(scene->last, ack);
	scene->last[0] = '\0';
	sip_scene_run(scene, 600);
	respond(scene, 486, "INVITE");
	CHECK_TEXT(scene->last, ack);
	respond(scene, 180, "INVITE");
	respond(scene, 200, "INVITE");
	CHECK_TEXT(scene->sent, "INVITE@0 ACK@100 ACK@600");
	sip_scene_run(scene, 32099);
	CHECK_TEXT(scene->news, "final 486@100");
	sip_scene_run(scene, 32100);
	CHECK_TEXT(scene->news, "final 486@100 terminated@32100");
	respond(scene, 486, "INVITE");
	CHECK_INT(scene->layer.counters.stray, 1);
}

TEST(sip_trans, on_a_reliable_transport_timers_d_and_k_are_zero)
{
	struct scene *scene = sip_scene_open(true);

	start(scene, "INVITE", "z9hG4bKone");
	respond(scene, 404, "INVITE");
	sip_scene_run(scene, 0);
	start(scene, "BYE", "z9hG4bKone");
	respond(scene, 200, "BYE");
	sip_scene_run(scene, 0);
	CHECK_TEXT(scene->sent, "INVITE@0 ACK@0 BYE@0");
	CHECK_TEXT(scene->news, "final 404@0 terminated@0 final 200@0 terminated@0");
}

TEST(sip_trans, timer_k_absorbs_repeated_responses)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "BYE", "z9hG4bKone");
	sip_scene_run(scene, 100);
	respond(scene, 200, "BYE");
	respond(scene, 200, "BYE");
	sip_scene_run(scene, 5100);
	CHECK_TEXT(scene->news, "final 200@100 terminated@5100");
	CHECK_INT(scene->layer.counters.repeated, 1);
}

TEST(sip_trans, each_2xx_reaches_the_owner_until_timer_m)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "INVITE", "z9hG4bKone");
	sip_scene_run(scene, 1000);
	respond(scene, 180, "INVITE");
	respond(scene, 200, "INVITE");
	sip_scene_run(scene, 1500);
	respond(scene, 200, "INVITE");
	respond(scene, 486, "INVITE");
	respond(scene, 180, "INVITE");
	sip_scene_run(scene, 32999);
	respond(scene, 200, "INVITE");
	sip_scene_run(scene, 33000);
	respond(scene, 200, "INVITE");
	CHECK_TEXT(scene->news, "provisional 180@1000 final 200@1000 again 200@1500 "
		   "again 200@32999 terminated@33000");
	CHECK_TEXT(scene->sent, "INVITE@0 INVITE@500");
	CHECK_INT(scene->layer.counters.stray, 1);
}

TEST(sip_trans, a_cancel_waits_for_the_first_provisional_response)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *trans = start(scene, "INVITE", "z9hG4bKone");

	CHECK(sip_client_cancel(trans) == OK);
	CHECK(sip_client_cancel(trans) == OK);
	sip_scene_run(scene, 600);
	CHECK_TEXT(scene->sent, "INVITE@0 INVITE@500");
	respond(scene, 100, "INVITE");
	CHECK_TEXT(scene->last,
		   "CANCEL sip:100@example.com SIP/2.0\r\n"
		   "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKone\r\n"
		   "Max-Forwards: 70\r\n"
		   "Route: <sip:p1.example.com;lr>\r\n"
		   "Route: <sip:p2.example.com;lr>\r\n"
		   "From: <sip:200@example.com>;tag=f1\r\n"
		   "To: <sip:100@example.com>\r\n"
		   "Call-ID: c1\r\n"
		   "CSeq: 7 CANCEL\r\n"
		   "Content-Length: 0\r\n"
		   "\r\n");
	sip_scene_run(scene, 1200);
	respond(scene, 200, "CANCEL");
	sip_scene_run(scene, 1300);
	respond(scene, 487, "INVITE");
	CHECK(sip_client_cancel(trans) == ERR_STATE);
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->sent, "INVITE@0 INVITE@500 CANCEL@600 CANCEL@1100 ACK@1300");
	CHECK_TEXT(scene->news, "provisional 100@600 final 487@1300 terminated@33300");
}

TEST(sip_trans, a_cancel_that_a_2xx_overtakes_is_never_sent)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *trans = start(scene, "INVITE", "z9hG4bKone");

	CHECK(sip_client_cancel(trans) == OK);
	respond(scene, 200, "INVITE");
	CHECK_TEXT(scene->sent, "INVITE@0");
	CHECK_TEXT(scene->news, "final 200@0");
}

TEST(sip_trans, a_2xx_may_cross_the_cancel)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *trans = start(scene, "INVITE", "z9hG4bKone");

	respond(scene, 180, "INVITE");
	CHECK(sip_client_cancel(trans) == OK);
	respond(scene, 200, "INVITE");
	respond(scene, 200, "CANCEL");
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->sent, "INVITE@0 CANCEL@0");
	CHECK_TEXT(scene->news, "provisional 180@0 final 200@0 terminated@32000");
}

TEST(sip_trans, a_cancelled_invite_that_nobody_ends_times_out)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *trans = start(scene, "INVITE", "z9hG4bKone");

	respond(scene, 180, "INVITE");
	sip_scene_run(scene, 10000);
	CHECK(sip_client_cancel(trans) == OK);
	respond(scene, 200, "CANCEL");
	respond(scene, 180, "INVITE");
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->news, "provisional 180@0 provisional 180@10000 timeout@42000 "
		   "terminated@42000");
	CHECK_INT(sip_trans_count(&scene->layer), 0);
}

TEST(sip_trans, what_cannot_be_sent_fails_at_once_or_when_it_is_sent_again)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_client_args args = { .peer = scene->peer, .request = span_of(invite),
					.method = SPAN("INVITE"), .branch = SPAN("z9hG4bKx") };
	struct sip_trans *trans = NULL;

	scene->refuses = true;
	CHECK(sip_client_start(&trans, &scene->layer, &args) == ERR_FAILED);
	CHECK(trans == NULL);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
	scene->refuses = false;
	start(scene, "INVITE", "z9hG4bKone");
	scene->refuses = true;
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->news, "failed@500 terminated@500");
}

TEST(sip_trans, a_lost_connection_fails_what_waits_on_it_and_nothing_else)
{
	struct scene *scene = sip_scene_open(true);

	start(scene, "INVITE", "z9hG4bKone");
	start(scene, "OPTIONS", "z9hG4bKtwo");
	respond(scene, 200, "INVITE");
	sip_trans_lost(&scene->layer, 8);
	sip_scene_run(scene, 10);
	CHECK_TEXT(scene->news, "final 200@0");
	sip_trans_lost(&scene->layer, 7);
	sip_scene_run(scene, 20);
	CHECK_TEXT(scene->news, "final 200@0 failed@10 terminated@10");
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->news, "final 200@0 failed@10 terminated@10 terminated@32000");
}

TEST(sip_trans, a_forgotten_invite_is_cancelled_and_acknowledged_without_a_word)
{
	struct scene *scene = sip_scene_open(false);

	sip_trans_forget(start(scene, "INVITE", "z9hG4bKone"));
	respond(scene, 180, "INVITE");
	respond(scene, 200, "CANCEL");
	respond(scene, 487, "INVITE");
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->sent, "INVITE@0 CANCEL@0 ACK@0");
	CHECK_TEXT(scene->news, "");
	CHECK_INT(sip_trans_count(&scene->layer), 0);
}

TEST(sip_trans, what_is_forgotten_after_its_answer_is_gone_at_once)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *bye = start(scene, "BYE", "z9hG4bKone");
	struct sip_trans *call = start(scene, "INVITE", "z9hG4bKone");

	respond(scene, 200, "BYE");
	respond(scene, 200, "INVITE");
	CHECK_INT(sip_trans_count(&scene->layer), 2);
	sip_trans_forget(bye);
	sip_trans_forget(call);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
	CHECK_INT(scene->timers.count, 0);
	respond(scene, 200, "BYE");
	respond(scene, 200, "INVITE");
	CHECK_TEXT(scene->sent, "BYE@0 INVITE@0");
	CHECK_TEXT(scene->news, "final 200@0 final 200@0");
	CHECK_INT(scene->layer.counters.stray, 2);
}

TEST(sip_trans, a_refused_invite_that_is_forgotten_still_acknowledges)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_trans *call = start(scene, "INVITE", "z9hG4bKone");

	respond(scene, 486, "INVITE");
	sip_trans_forget(call);
	respond(scene, 486, "INVITE");
	CHECK_TEXT(scene->sent, "INVITE@0 ACK@0 ACK@0");
	sip_scene_run(scene, 100000);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
}

TEST(sip_trans, responses_that_belong_to_nothing_are_counted)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "INVITE", "z9hG4bKone");
	respond(scene, 200, "BYE");		/* the branch is right, the method is not */
	CHECK_INT(scene->layer.counters.stray, 1);
	CHECK_TEXT(scene->news, "");
}

TEST(sip_trans, an_answer_to_another_call_is_none_whatever_its_branch)
{
	struct scene *scene = sip_scene_open(false);

	start(scene, "INVITE", "z9hG4bKone");
	scene_receive(scene, "SIP/2.0 200 x\n"
		      "Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5060;branch=z9hG4bKone;received=192.0.2.1\n"
		      "From: <sip:200@example.com>;tag=f1\n"
		      "To: <sip:100@example.com>;tag=t1\n"
		      "Call-ID: c2\n"
		      "CSeq: 7 INVITE\n"
		      "Content-Length: 0\n\n");
	CHECK_INT(scene->layer.counters.stray, 1);
	CHECK_TEXT(scene->news, "");
}

TEST(sip_trans, more_than_max_transactions_cannot_be_started)
{
	struct scene *scene = sip_scene_open(false);
	struct sip_client_args args = { .peer = scene->peer, .request = span_of(invite),
					.method = SPAN("INVITE"), .branch = SPAN("z9hG4bKx") };
	struct sip_trans *trans;

	scene->layer.max = 1;
	start(scene, "INVITE", "z9hG4bKone");
	CHECK(sip_client_start(&trans, &scene->layer, &args) == ERR_RESOURCE);
}

static size_t bytes_of(const char *phase, size_t before, size_t most)
{
	size_t bytes = mem_bytes() - before;

	if (!test_starving())
		printf("  %-36s %zu bytes\n", phase, bytes);
	CHECK(bytes <= most);
	return bytes;
}

TEST(sip_trans, a_client_transaction_that_lingers_is_small)
{
	struct scene *scene = sip_scene_open(false);
	size_t before = mem_bytes(), calling;

	start(scene, "INVITE", "z9hG4bKone");
	calling = bytes_of("INVITE client, calling", before, 200 + sizeof(invite));
	respond(scene, 180, "INVITE");
	bytes_of("INVITE client, proceeding", before, calling);	/* five bytes less, or as many: the C library says */
	respond(scene, 407, "INVITE");
	bytes_of("INVITE client, completed (2 routes)", before, 256);
	sip_scene_run(scene, 100000);
	CHECK_INT(mem_bytes() - before, 0);
	start(scene, "INVITE", "z9hG4bKone");
	respond(scene, 200, "INVITE");
	bytes_of("INVITE client, accepted", before, 200);
	sip_scene_run(scene, 200000);
	start(scene, "BYE", "z9hG4bKone");
	respond(scene, 200, "BYE");
	bytes_of("other client, completed", before, 200);
}

TEST_ONCE(sip_trans, a_hundred_thousand_transactions_are_found_and_ended)
{
	struct scene *scene = sip_scene_open(false);
	char branch[32];

	scene->quiet = true;
	for (int i = 0; i < 100000; i++) {
		snprintf(branch, sizeof(branch), "z9hG4bK%d", i);
		start(scene, "OPTIONS", branch);
	}
	CHECK_INT(sip_trans_count(&scene->layer), 100000);
	CHECK(scene->layer.table.buckets >= 99999);
	for (int i = 0; i < 100000; i += 2)
		scene_receive(scene, "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%d\n"
			      "From: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: c1\n"
			      "CSeq: 7 OPTIONS\nContent-Length: 0\n\n", i);
	CHECK_INT(scene->layer.counters.stray, 0);
	sip_scene_run(scene, 5000);
	CHECK_INT(sip_trans_count(&scene->layer), 50000);
	sip_scene_run(scene, 32000);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
	CHECK_INT(scene->layer.counters.timeouts, 50000);
}
