/* SPDX-License-Identifier: MIT
 * Server transactions: RFC 3261 17.2, 9.2, 13.3.1.4 and RFC 6026, on a moved clock. */
#include "base/mem.h"
#include "sip_scene.h"
#include "test.h"

#define TO_PLAIN "<sip:200@example.com>"
#define TO_TAGGED TO_PLAIN ";tag=t1"

/* "INVITE", its branch, its To: what the peer sends. */
static void request(struct scene *scene, const char *method, const char *branch, const char *to)
{
	bool ack = strcmp(method, "ACK") == 0;

	scene_receive(scene, "%s sip:200@192.0.2.1 SIP/2.0\n"
		      "Via: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=%s\n"
		      "Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKbehind\n"
		      "From: <sip:100@example.com>;tag=f1\n"
		      "To: %s\n"
		      "Call-ID: c1\n"
		      "CSeq: %d %s\n"
		      "Contact: <sip:100@192.0.2.8>\n"
		      "Max-Forwards: 70\n"
		      "Content-Length: 0\n\n",
		      method, branch, to, strcmp(method, "BYE") ? 7 : 8, ack ? "ACK" : method);
}

/* What an owner would write; `more` is header lines and, if any, a body. */
static void reply_more(struct scene *scene, int status, const char *method, const char *more)
{
	char text[2048];
	int len = snprintf(text, sizeof(text),
		"SIP/2.0 %d %s\r\n"
		"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKone;rport=5062;received=192.0.2.9\r\n"
		"Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKbehind\r\n"
		"From: <sip:100@example.com>;tag=f1\r\n"
		"To: " TO_TAGGED "\r\n"
		"Call-ID: c1\r\n"
		"CSeq: %d %s\r\n"
		"%s", status, sip_reason_text((uint32_t)status), strcmp(method, "BYE") ? 7 : 8,
		method, more);

	NEED(scene->server != NULL);
	CHECK(sip_server_reply(scene->server, (uint16_t)status,
			       (struct span){ text, (size_t)len }) == OK);
}

static void reply(struct scene *scene, int status, const char *method)
{
	reply_more(scene, status, method, "Content-Length: 0\r\n\r\n");
}

TEST(sip_server, an_invite_that_is_not_answered_at_once_is_answered_100)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0");
	CHECK(strstr(scene->last, "To: " TO_PLAIN "\r\n") != NULL);
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 100@0");
	reply(scene, 180, "INVITE");
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 100@0 180@0 180@0");
	CHECK_INT(scene->requests, 1);
	CHECK_INT(scene->layer.counters.repeated, 2);
	sip_scene_run(scene, 1000000);		/* it may ring as long as it likes */
	CHECK_TEXT(scene->news, "");
}

TEST(sip_server, a_refusal_is_repeated_by_timer_g_until_timer_h)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	scene->sent[0] = '\0';
	reply(scene, 486, "INVITE");
	sip_scene_run(scene, 1000000);
	CHECK_TEXT(scene->sent, "486@0 486@500 486@1500 486@3500 486@7500 486@11500 486@15500 "
		   "486@19500 486@23500 486@27500 486@31500");
	CHECK_TEXT(scene->news, "timeout@32000 terminated@32000");
}

TEST(sip_server, the_ack_ends_timer_g_and_timer_i_absorbs_more_of_them)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	scene->sent[0] = '\0';
	reply(scene, 486, "INVITE");
	sip_scene_run(scene, 600);
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	sip_scene_run(scene, 700);
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	sip_scene_run(scene, 5699);
	CHECK_TEXT(scene->news, "acked@700");
	sip_scene_run(scene, 5700);
	CHECK_TEXT(scene->news, "acked@700 terminated@5700");
	CHECK_TEXT(scene->sent, "486@0 486@500 486@600");
	CHECK_INT(scene->acks, 0);
}

TEST(sip_server, on_a_reliable_transport_a_refusal_is_sent_once)
{
	struct scene *scene = sip_scene_open(true);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 486, "INVITE");
	sip_scene_run(scene, 20000);
	CHECK_TEXT(scene->sent, "100@0 486@0");
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	sip_scene_run(scene, 20000);
	CHECK_TEXT(scene->news, "acked@20000 terminated@20000");
	request(scene, "BYE", "z9hG4bKone", TO_TAGGED);
	reply(scene, 200, "BYE");
	sip_scene_run(scene, 20000);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
}

TEST(sip_server, a_2xx_is_repeated_until_64_t1_when_no_ack_comes_on_any_transport)
{
	struct scene *scene;

	for (int reliable = 0; reliable < 2; reliable++) {
		scene = sip_scene_open(reliable);
		request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
		scene->sent[0] = '\0';
		reply(scene, 200, "INVITE");
		sip_scene_run(scene, 1000000);
		CHECK_TEXT(scene->sent, "200@0 200@500 200@1500 200@3500 200@7500 200@11500 200@15500 "
			   "200@19500 200@23500 200@27500 200@31500");
		CHECK_TEXT(scene->news, "timeout@32000 terminated@32000");
		CHECK_INT(scene->layer.unacked.count, 0);
		sip_trans_close(&scene->layer);
	}
}

TEST(sip_server, the_ack_to_a_2xx_finds_its_invite_by_the_dialog)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	scene->sent[0] = '\0';
	reply(scene, 200, "INVITE");
	sip_scene_run(scene, 1600);			/* the first 2xx was lost, or its ACK */
	request(scene, "ACK", "z9hG4bKother", TO_PLAIN ";tag=wrong");
	CHECK_INT(scene->acks, 1);
	request(scene, "ACK", "z9hG4bKother", TO_TAGGED);
	CHECK_TEXT(scene->news, "acked@1600");
	request(scene, "ACK", "z9hG4bKother", TO_TAGGED);
	CHECK_INT(scene->acks, 2);		/* repeated: there is no one for it */
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	sip_scene_run(scene, 1000000);
	CHECK_TEXT(scene->sent, "200@0 200@500 200@1500");
	CHECK_TEXT(scene->news, "acked@1600 terminated@32000");
	CHECK_INT(scene->requests, 1);
}

TEST(sip_server, an_invite_repeated_after_the_2xx_is_absorbed_in_silence)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 200, "INVITE");
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 200@0");
	CHECK_INT(scene->requests, 1);
}

TEST(sip_server, an_ack_to_a_2xx_with_the_branch_of_the_invite_counts)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 200, "INVITE");
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	CHECK_TEXT(scene->news, "acked@0");
}

TEST(sip_server, a_repeated_request_gets_the_final_response_again_byte_for_byte)
{
	static const char *const more[] = {
		"Content-Length: 0\r\n\r\n",
		"Server: OpenTSP\r\nContent-Length: 0\r\n\r\n",
		"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
	};
	char first[4096];

	for (int i = 0; i < 3; i++) {
		struct scene *scene = sip_scene_open(false);

		request(scene, "OPTIONS", "z9hG4bKone", TO_PLAIN);
		request(scene, "OPTIONS", "z9hG4bKone", TO_PLAIN);
		CHECK_TEXT(scene->sent, "");
		reply_more(scene, 200, "OPTIONS", more[i]);
		memcpy(first, scene->last, sizeof(first));
		sip_scene_run(scene, 31999);
		request(scene, "OPTIONS", "z9hG4bKone", TO_PLAIN);
		CHECK_TEXT(scene->sent, "200@0 200@31999");
		CHECK_TEXT(scene->last, first);
		sip_scene_run(scene, 32000);
		CHECK_TEXT(scene->news, "terminated@32000");
		CHECK_INT(scene->requests, 1);
		sip_trans_close(&scene->layer);
	}
}

TEST(sip_server, a_second_final_response_is_refused)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "BYE", "z9hG4bKone", TO_TAGGED);
	reply(scene, 200, "BYE");
	CHECK(sip_server_reply(scene->server, 200, SPAN("x")) == ERR_STATE);
}

TEST(sip_server, a_cancel_is_answered_and_told_and_the_487_is_acknowledged)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 180, "INVITE");
	request(scene, "CANCEL", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 180@0 200@0");
	CHECK(strstr(scene->last, "To: " TO_TAGGED "\r\n") != NULL);
	CHECK(strstr(scene->last, "CSeq: 7 CANCEL\r\n") != NULL);
	request(scene, "CANCEL", "z9hG4bKone", TO_PLAIN);
	reply(scene, 487, "INVITE");
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	sip_scene_run(scene, 1000000);
	CHECK_TEXT(scene->sent, "100@0 180@0 200@0 200@0 487@0");
	CHECK_TEXT(scene->news, "cancelled@0 acked@0 terminated@5000");
	CHECK_INT(scene->requests, 1);
}

TEST(sip_server, a_cancel_that_crosses_the_final_response_changes_nothing)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 200, "INVITE");
	request(scene, "CANCEL", "z9hG4bKone", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 200@0 200@0");
	CHECK(strstr(scene->last, "CSeq: 7 CANCEL\r\n") != NULL);
	CHECK_TEXT(scene->news, "");
}

TEST(sip_server, a_cancel_without_its_invite_is_answered_481)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	request(scene, "CANCEL", "z9hG4bKtwo", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 481@0");
	CHECK_TEXT(scene->news, "");
	CHECK_INT(sip_trans_count(&scene->layer), 1);
}

TEST(sip_server, a_request_that_comes_by_two_ways_is_answered_482_once)
{
	struct scene *scene = sip_scene_open(false);
	char to[128], *tag, *end;

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	request(scene, "INVITE", "z9hG4bKtwo", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 482@0");
	CHECK_INT(scene->layer.counters.merged, 1);
	CHECK_INT(scene->requests, 1);

	/* The ACK to it is ours to absorb, by the tag that we gave. */
	tag = strstr(scene->last, TO_PLAIN ";tag=");
	NEED(tag != NULL);
	end = strchr(tag, '\r');
	snprintf(to, sizeof(to), "%.*s", (int)(end - tag), tag);
	request(scene, "ACK", "z9hG4bKtwo", to);
	CHECK_INT(scene->acks, 0);

	/* A second line of ours, rung by the same proxy, is no merge. */
	scene_receive(scene, "INVITE sip:201@192.0.2.1 SIP/2.0\n"
		      "Via: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=z9hG4bKthree\n"
		      "From: <sip:100@example.com>;tag=f1\nTo: " TO_PLAIN "\nCall-ID: c1\n"
		      "CSeq: 7 INVITE\nContact: <sip:100@192.0.2.8>\nMax-Forwards: 70\n"
		      "Content-Length: 0\n\n");
	CHECK_INT(scene->requests, 2);
}

TEST(sip_server, a_peer_of_rfc_2543_is_matched_by_the_whole_request)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "1", TO_PLAIN);
	request(scene, "INVITE", "1", TO_PLAIN);
	CHECK_INT(scene->requests, 1);
	reply(scene, 486, "INVITE");
	request(scene, "ACK", "1", TO_TAGGED);
	CHECK_TEXT(scene->news, "acked@0");
	request(scene, "BYE", "1", TO_TAGGED);
	request(scene, "OPTIONS", "1", TO_TAGGED);
	CHECK_INT(scene->requests, 3);
}

TEST(sip_server, the_same_branch_of_another_host_is_another_transaction)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "OPTIONS", "z9hG4bKone", TO_TAGGED);
	scene_receive(scene, "OPTIONS sip:200@192.0.2.1 SIP/2.0\n"
		      "Via: SIP/2.0/UDP 192.0.2.9:5063;rport;branch=z9hG4bKone\n"
		      "From: <sip:100@example.com>;tag=f1\nTo: " TO_TAGGED "\nCall-ID: c1\n"
		      "CSeq: 7 OPTIONS\nMax-Forwards: 70\nContent-Length: 0\n\n");
	scene_receive(scene, "OPTIONS sip:200@192.0.2.1 SIP/2.0\n"
		      "Via: SIP/2.0/UDP 192.0.2.10:5062;rport;branch=z9hG4bKone\n"
		      "From: <sip:100@example.com>;tag=f1\nTo: " TO_TAGGED "\nCall-ID: c1\n"
		      "CSeq: 7 OPTIONS\nMax-Forwards: 70\nContent-Length: 0\n\n");
	CHECK_INT(scene->requests, 3);
}

TEST(sip_server, without_rport_the_answer_goes_to_the_port_of_the_via)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	CHECK_INT(scene->last_port, 5062);
	scene_receive(scene, "INVITE sip:200@192.0.2.1 SIP/2.0\n"
		      "Via: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKtwo\n"
		      "From: <sip:100@example.com>;tag=f2\nTo: " TO_PLAIN "\nCall-ID: c2\n"
		      "CSeq: 7 INVITE\nContact: <sip:100@192.0.2.8>\nMax-Forwards: 70\n"
		      "Content-Length: 0\n\n");
	CHECK_INT(scene->last_port, 5070);
}

TEST(sip_server, beyond_max_requests_are_answered_503_and_counted)
{
	struct scene *scene = sip_scene_open(false);

	scene->layer.max = 1;
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	request(scene, "OPTIONS", "z9hG4bKtwo", TO_PLAIN);
	CHECK_TEXT(scene->sent, "100@0 503@0");
	CHECK(strstr(scene->last, "Retry-After: ") != NULL);
	CHECK_INT(scene->layer.counters.flooded, 1);
	CHECK_INT(sip_trans_count(&scene->layer), 1);
}

TEST(sip_server, what_nobody_answers_is_forgotten_after_64_t1)
{
	struct scene *scene = sip_scene_open(false);

	scene->disowns = true;
	request(scene, "OPTIONS", "z9hG4bKone", TO_PLAIN);
	scene->disowns = false;
	request(scene, "MESSAGE", "z9hG4bKtwo", TO_PLAIN);
	sip_scene_run(scene, 1000);
	NEED(scene->server != NULL);
	sip_trans_forget(scene->server);
	sip_scene_run(scene, 32000);
	CHECK_INT(sip_trans_count(&scene->layer), 1);
	sip_scene_run(scene, 33000);
	CHECK_INT(sip_trans_count(&scene->layer), 0);
	CHECK_TEXT(scene->news, "");
}

TEST(sip_server, a_forgotten_transaction_works_on_in_silence)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 486, "INVITE");
	sip_trans_forget(scene->server);
	sip_scene_run(scene, 600);
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	sip_scene_run(scene, 100000);
	CHECK_TEXT(scene->sent, "100@0 486@0 486@500");
	CHECK_TEXT(scene->news, "");
	CHECK_INT(sip_trans_count(&scene->layer), 0);
}

TEST(sip_server, a_reply_that_cannot_be_sent_is_tried_again_later)
{
	struct scene *scene = sip_scene_open(false);

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	scene->refuses = true;
	NEED(scene->server != NULL);
	CHECK(sip_server_reply(scene->server, 486, SPAN("SIP/2.0 486 Busy\r\n\r\n")) == ERR_FAILED);
	scene->refuses = false;
	sip_scene_run(scene, 500);
	CHECK_TEXT(scene->sent, "100@0 486@500");
}

static void bytes_of(const char *phase, size_t before, size_t most)
{
	size_t bytes = mem_bytes() - before;

	if (!test_starving())
		printf("  %-36s %zu bytes\n", phase, bytes);
	CHECK(bytes <= most);
}

TEST(sip_server, a_server_transaction_that_lingers_is_small)
{
	struct scene *scene = sip_scene_open(false);
	size_t before = mem_bytes();

	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 180, "INVITE");
	bytes_of("INVITE server, proceeding (180)", before, 600);
	reply(scene, 200, "INVITE");
	bytes_of("INVITE server, accepted, no ACK yet", before, 700);
	request(scene, "ACK", "z9hG4bKack", TO_TAGGED);
	bytes_of("INVITE server, accepted and ACKed", before, 200);
	sip_scene_run(scene, 32000);
	CHECK_INT(mem_bytes() - before, 0);
	request(scene, "INVITE", "z9hG4bKone", TO_PLAIN);
	reply(scene, 486, "INVITE");
	request(scene, "ACK", "z9hG4bKone", TO_TAGGED);
	bytes_of("INVITE server, confirmed", before, 200);
	sip_scene_run(scene, 64000);
	request(scene, "BYE", "z9hG4bKone", TO_TAGGED);
	reply(scene, 200, "BYE");
	bytes_of("BYE server, completed", before, 224);
	sip_scene_run(scene, 96000);
	request(scene, "OPTIONS", "z9hG4bKone", TO_PLAIN);
	reply(scene, 200, "OPTIONS");
	bytes_of("OPTIONS server, completed", before, 224);
}
