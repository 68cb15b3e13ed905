/* SPDX-License-Identifier: MIT
 * test_sip_driver_nat.c - behind a NAT, with a STUN server at 192.0.2.77. */
#include "sip_driver_scene.h"
#include "base/mem.h"
#include "driver/sip/media_in.h"
#include "driver/sip/nat.h"
#include "driver/sip/stun.h"

/* Where nobody hears us. */
#define SDP_QUIET_4 SDP_OF("IP4 192.0.2.9", "m=audio 7000 RTP/AVP 8\n")
#define STUN_SCENE "stun = 192.0.2.77\n"

static struct line *a;

/* What was asked of the STUN server last. */
static bool asked(struct stun *out)
{
	return stun_read(out, (struct span){ far_text(""), STUN_REQUEST_SIZE });
}

static void put16(unsigned char *at, unsigned n)
{
	at[0] = (unsigned char)(n >> 8);
	at[1] = (unsigned char)n;
}

/* The answer to `id`: they were seen as 203.0.113.`host`:`port`. */
static size_t answer_of(unsigned char *out, const unsigned char *id, unsigned host, unsigned port)
{
	const unsigned char address[4] = { 203, 0, 113, (unsigned char)host };

	memcpy(out, "\x01\x01\x00\x0c\x21\x12\xa4\x42", 8);
	memcpy(out + 8, id, STUN_ID_SIZE);
	memcpy(out + 20, "\x00\x20\x00\x08\x00\x01", 6);
	put16(out + 26, port ^ 0x2112);
	for (int i = 0; i < 4; i++)
		out[28 + i] = address[i] ^ out[4 + i];
	return 32;
}

static void server_says(const char *from, unsigned host, unsigned port)
{
	unsigned char bytes[32];
	struct net_addr addr;
	struct stun question;
	size_t len;

	NEED(asked(&question));
	len = answer_of(bytes, question.id, host, port);
	net_parse(&addr, span_of(from), STUN_PORT);
	nat_hear(0, net_of(&addr), (struct span){ (char *)bytes, len });
}

TEST(sip_nat, a_line_registers_as_what_the_stun_server_sees)
{
	struct stun question;

	a = sip_driver_line(STUN_SCENE REGISTERED_LINE);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "");		/* its request has no name */
	CHECK_TEXT(far_end.where, "192.0.2.77:3478");
	NEED(asked(&question));
	CHECK_INT(question.class, STUN_REQUEST);
	server_says("192.0.2.78", 9, 4711);	/* who was not asked */
	scene_run(100);
	CHECK_TEXT(far_got(), "");
	server_says("192.0.2.77", 9, 4711);
	scene_run(1);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nVia: SIP/2.0/UDP 203.0.113.9:4711;rport;branch="));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@203.0.113.9:4711>"));
	far_answers(200, "Contact: <sip:alice@203.0.113.9:4711>;expires=600,<sip:alice@10.0.0.1>;expires=9\n", NULL);
	CHECK(line_in_service(a));
	scene_run(20000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_nat, a_silent_stun_server_is_asked_for_four_seconds)
{
	a = sip_driver_line(STUN_SCENE REGISTERED_LINE);
	scene_run(3998);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(far_repeats(), 3);		/* after 0.5, 1 and 2 s */
	scene_run(10);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@" FAR_US ":"));
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));
}

TEST(sip_nat, another_address_is_registered_anew)
{
	a = sip_driver_line(STUN_SCENE REGISTERED_LINE);
	scene_run(1);
	server_says("192.0.2.77", 9, 4711);
	scene_run(1);
	far_answers(200, "Expires: 600\n", NULL);
	far_got();
	scene_run(25000);
	server_says("192.0.2.77", 9, 4711);
	scene_run(100);
	CHECK(!strstr(far_got(), "REGISTER"));
	scene_run(25000);
	server_says("192.0.2.77", 10, 4712);
	scene_run(100);
	CHECK(strstr(far_got(), "REGISTER"));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@203.0.113.10:4712>"));
	far_answers(200, "Expires: 600\n", NULL);
}

/* Its Via tells of rport and received, as servers do. */
static void registers(const char *seen_at)
{
	const char *via = strstr(far_text("REGISTER"), "branch="), *id = strstr(far_text("REGISTER"), "Call-ID: ");
	const char *from = strstr(far_text("REGISTER"), "From: ");

	NEED(via && id && from);
	far_says("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 203.0.113.5:5060;%s;%.*s\n%.*s\nTo: <sip:alice@192.0.2.9>;tag=1\n"
		 "%.*s\nCSeq: 1 REGISTER\nExpires: 600\nContent-Length: 0\n\n", seen_at,
		 (int)strcspn(via, "\r"), via, (int)strcspn(from, "\r"), from, (int)strcspn(id, "\r"), id);
}

TEST(sip_nat, a_server_that_sees_us_as_we_said_is_told_once_and_the_way_is_kept_open)
{
	a = sip_driver_line("public-address = 203.0.113.5:4000\n" REGISTERED_LINE);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@203.0.113.5:4000>"));
	registers("received=203.0.113.5;rport=4000");
	CHECK(line_in_service(a));
	scene_run(25001);
	CHECK_TEXT(far_got(), "ping");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_nat, what_the_server_sees_counts_more)
{
	a = sip_driver_line("public-address = 203.0.113.5:4000\n" REGISTERED_LINE);
	far_got();
	registers("received=203.0.113.6;rport=4001");
	scene_run(2000);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@203.0.113.6:4001>"));
	far_answers(200, "Expires: 600\n", NULL);
}

TEST(sip_nat, a_server_in_a_private_network_hears_our_own_address)
{
	a = sip_driver_line("public-address = 203.0.113.5:4000\n[line a]\ndriver = sip\nuser = alice\n"
			    "domain = 10.1.2.3\n");
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@" FAR_US ":"));
}

/* The call on which the STUN server is asked for its voice; NULL: none is. */
static struct sip_call *asking(void)
{
	list_each(node, &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);

		if (s->media && s->media->ask)
			return s;
	}
	return NULL;
}

/* Its question is the first thing in struct media_ask, which nobody else sees. */
static void voice_is_seen(struct sip_call *s, unsigned host, unsigned port)
{
	const struct stun_ask *ask = (const struct stun_ask *)(const void *)s->media->ask;
	unsigned char bytes[32];
	size_t len = answer_of(bytes, ask->id, host, port);
	struct net_addr addr = ask->server;

	media_hear_rtp(s->media, net_of(&addr), (char *)bytes, len);
}

#define STUN_LINE STUN_SCENE FREE_LINE

static void know_server(void)
{
	a = sip_driver_line(STUN_LINE);
	scene_run(1);
	server_says("192.0.2.77", 9, 4711);
	far_got();
}

TEST(sip_nat, a_call_waits_to_know_as_whom_its_voice_is_seen)
{
	know_server();
	NEED(sip_driver_dial(a, "200", 0) || mem_failed());
	if (!asking())
		return;
	CHECK_TEXT(far_got(), "");
	voice_is_seen(asking(), 9, 20000);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "\r\nc=IN IP4 203.0.113.9\r\n"));
	CHECK(far_saw("INVITE", "\r\nm=audio 20000 RTP/AVP "));
	CHECK(far_saw("INVITE", "\r\nContact: <sip:alice@203.0.113.9:4711>"));
	far_answers(486, NULL, NULL);
}

TEST(sip_nat, a_call_does_not_wait_for_long)
{
	know_server();
	NEED(sip_driver_dial(a, "200", 0) || mem_failed());
	if (!asking())
		return;
	scene_run(1499);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "\r\nc=IN IP4 " FAR_US "\r\n"));
	far_answers(486, NULL, NULL);
}

TEST(sip_nat, a_call_whose_line_is_closed_meanwhile_is_not_made)
{
	know_server();
	NEED(sip_driver_dial(a, "200", 0) || mem_failed());
	if (!asking())
		return;
	line_close(a);
	scene_run(5000);
	CHECK_TEXT(far_got(), "");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_nat, an_incoming_call_is_answered_as_it_is_seen)
{
	struct call *call;

	know_server();
	far_calls("alice", NULL, SDP_QUIET_4);
	scene_news();
	call = scene_new_call();
	NEED(call || mem_failed());
	if (!call || !asking())
		return;
	voice_is_seen(asking(), 9, 20002);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 2), OK);
	CHECK(far_saw("200 INVITE", "\r\nc=IN IP4 203.0.113.9\r\n"));
	CHECK(far_saw("200 INVITE", "\r\nm=audio 20002 RTP/AVP "));
	far_acks(NULL);
}

TEST(sip_nat, addresses_that_are_none_are_not_taken)
{
	struct sip_conf conf = { .stun = "", .public_address = "pbx.example" };
	char text[200];
	struct buf why;

	sip_driver_open(FREE_LINE);
	buf_fixed(&why, text, sizeof(text));
	CHECK(nat_open(&conf, &why) != OK);
	nat_close();
	if (!mem_failed())
		CHECK_TEXT(buf_c(&why), "public-address must be a numeric address, not \"pbx.example\"");
	conf = (struct sip_conf){ .stun = "a@b", .public_address = "" };
	buf_reset(&why);
	CHECK(nat_open(&conf, &why) != OK);
	nat_close();
	if (!mem_failed())
		CHECK_TEXT(buf_c(&why), "stun must be host[:port], not \"a@b\"");
}
