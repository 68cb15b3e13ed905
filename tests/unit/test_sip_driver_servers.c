/* SPDX-License-Identifier: MIT
 * test_sip_driver_servers.c - a line and its servers: which is asked, and which next. */
#include "sip_driver_scene.h"
#include "driver/sip/server.h"

#define NAMED_LINE "[line a]\ndriver = sip\nuser = alice\npassword = secret\nsession = 0\ndomain = pbx.example\n"
#define NAMED_FREE NAMED_LINE "register = no\n"
#define CHALLENGE "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\",qop=\"auth\"\n"

static struct line *a;
static struct call *call;

static struct resolve *of_call(void)
{
	NEED(!list_empty(&sip.calls));
	return &list_entry(sip.calls.prev, struct sip_call, node)->resolve;
}

/* Dial on an open line; its name has these addresses. */
static void dial_at(const char *addresses)
{
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	NEED(sip_driver_resolves(of_call(), addresses));
}

static void dial(const char *addresses)
{
	a = sip_driver_line(NAMED_FREE);
	dial_at(addresses);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

/* The Via branch of the last INVITE; two texts in turn. */
static const char *branch(void)
{
	static char texts[2][64];
	static int turn;
	const char *at = strstr(far_text("INVITE"), ";branch=");

	turn = !turn;
	snprintf(texts[turn], sizeof(texts[turn]), "%.*s", at ? (int)strcspn(at, "\r") : 0, at ? at : "");
	return texts[turn];
}

/* --- calls ---------------------------------------------------------------------- */

TEST(sip_servers, a_call_goes_to_the_next_server_when_the_first_is_silent)
{
	const char *first;
	char id[sizeof(far_end.call_id)];

	dial("192.0.2.9, 192.0.2.10:5070");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	first = branch();
	memcpy(id, far_end.call_id, sizeof(id));
	scene_run(3900);
	CHECK_TEXT(far_got(), "");
	scene_run(200);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.10:5070");
	CHECK(strcmp(first, branch()) != 0);
	CHECK_TEXT(far_end.call_id, id);
	CHECK(far_saw("INVITE", "INVITE sip:200@pbx.example SIP/2.0\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

/* A header of a message with its line end; four texts in turn. */
static const char *header(const char *text, const char *name)
{
	static char texts[4][256];
	static int turn;
	const char *at = strstr(text, name);

	turn = (turn + 1) % 4;
	snprintf(texts[turn], sizeof(texts[turn]), "%.*s\n", at ? (int)strcspn(at, "\r") : 0, at ? at : "");
	return texts[turn];
}

TEST(sip_servers, what_the_first_server_says_too_late_is_cancelled)
{
	char late[4096];

	dial("192.0.2.9, 192.0.2.10");
	snprintf(late, sizeof(late), "%s", far_text("INVITE"));
	scene_run(4100);
	CHECK_TEXT(far_got(), "INVITE");
	far_says("SIP/2.0 180 Ringing\n%s%sTo: <sip:200@pbx.example>;tag=late\n%s%sContent-Length: 0\n\n",
		 header(late, "Via"), header(late, "From"), header(late, "Call-ID"), header(late, "CSeq"));
	CHECK_TEXT(far_got(), "CANCEL");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	CHECK_TEXT(scene_news(), "");
	far_answers_to("INVITE", 180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
}

TEST(sip_servers, an_overloaded_server_is_followed_by_the_next_at_once)
{
	dial("192.0.2.9|192.0.2.10, 192.0.2.11");
	far_answers(503, "Retry-After: 120\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(503, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.11:5060");
	far_answers(503, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (congestion), a idle");
}

TEST(sip_servers, an_answer_is_an_answer)
{
	dial("192.0.2.9, 192.0.2.10");
	far_answers(486, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a busy (station), a disconnected (busy), a idle");
}

TEST(sip_servers, what_rings_is_not_called_twice)
{
	dial("192.0.2.9, 192.0.2.10");
	far_answers(180, NULL, NULL);
	scene_run(60000);
	CHECK_TEXT(far_got(), "");
	far_answers(503, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a ringback, a disconnected (congestion), a idle");
}

TEST(sip_servers, who_says_trying_has_time)
{
	dial("192.0.2.9, 192.0.2.10");
	far_answers(100, NULL, NULL);
	scene_run(60000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_servers, when_none_answers_the_call_ends)
{
	dial("192.0.2.9, 192.0.2.10");
	scene_run(4100);
	CHECK_TEXT(far_got(), "INVITE");
	scene_run(32100);			/* the last has all the time there is */
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

TEST(sip_servers, a_call_that_is_dropped_goes_nowhere_else)
{
	dial("192.0.2.9, 192.0.2.10");
	CHECK_INT(scene_ask(call, CALL_DROP, 2), OK);
	scene_run(40000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_servers, a_silent_server_is_passed_over_for_a_while)
{
	dial("192.0.2.9, 192.0.2.10");
	scene_run(4100);
	far_answers(486, NULL, NULL);
	far_got();
	dial_at("192.0.2.9, 192.0.2.10");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(486, NULL, NULL);
	scene_run(60000);
	dial_at("192.0.2.9, 192.0.2.10");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_servers, when_all_were_silent_the_first_that_may_be_back_is_asked)
{
	dial("192.0.2.9, 192.0.2.10");
	scene_run(4100 + 32100);
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
	dial_at("192.0.2.10, 192.0.2.9");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_servers, a_server_that_wants_to_be_left_alone_is_for_all_lines)
{
	sip_driver_open(NAMED_FREE "[line b]\ndriver = sip\nregister = no\ndomain = pbx.example\n");
	a = scene_line("a");
	dial_at("192.0.2.9");
	far_answers(503, "Retry-After: 50\n", NULL);
	a = scene_line("b");
	scene_news();
	far_got();
	dial_at("192.0.2.9, 192.0.2.10");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(486, NULL, NULL);
	scene_news();
	dial_at("192.0.2.9");
	CHECK_TEXT(scene_news(), "1 ok, b dialing, b disconnected (congestion), b idle");
	scene_run(51000);
	dial_at("192.0.2.9");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_servers, more_are_not_remembered_than_there_is_room_for)
{
	struct net_addr addr;
	struct sip_peer peer;
	char text[32];

	a = sip_driver_line(NAMED_FREE);
	for (int i = 0; i < SERVERS_MAX + 5; i++) {
		snprintf(text, sizeof(text), "10.0.%d.%d", i / 256, i % 256);
		net_parse(&addr, span_of(text), 5060);
		sip_peer_set(&peer, SIP_UDP, net_of(&addr), 0);
		server_failed(&peer, NULL);
	}
	CHECK_INT(sip.server_count, SERVERS_MAX);
	CHECK(server_is_down(&peer));
	CHECK(!server_is_quiet(&peer));
	server_answered(&peer);
	CHECK(!server_is_down(&peer));
}

TEST(sip_servers, each_proxy_of_a_list_has_its_route)
{
	a = sip_driver_line(FREE_LINE "proxy = 192.0.2.21, 192.0.2.22:5070\n");
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK_TEXT(far_end.where, "192.0.2.21:5060");
	CHECK(far_saw("INVITE", "\r\nRoute: <sip:192.0.2.21;lr>\r\n"));
	scene_run(4100);
	CHECK_TEXT(far_got(), "INVITE, INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.22:5070");
	CHECK(far_saw("INVITE", "\r\nRoute: <sip:192.0.2.22:5070;lr>\r\n"));
	CHECK(far_saw("INVITE", "\r\nCSeq: 2 INVITE\r\n"));
	far_answers(407, "Proxy-Authenticate: Digest realm=\"x\",nonce=\"n\"\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK_TEXT(far_end.where, "192.0.2.22:5070");
	CHECK(far_saw("INVITE", "\r\nRoute: <sip:192.0.2.22:5070;lr>\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a info connectedid, a connected");
}

TEST(sip_servers, the_requests_of_a_call_stay_with_its_server)
{
	dial("192.0.2.9");
	far_answers(200, "Contact: <sip:bob@pbx.example>\n", SDP_QUIET);
	CHECK(sip_driver_resolves(of_call(), "192.0.2.11, 192.0.2.9"));
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_servers, a_call_may_be_asked_for_the_password_by_each_server)
{
	dial("192.0.2.9, 192.0.2.10");
	far_answers(407, "Proxy-Authenticate: Digest realm=\"x\",nonce=\"1\"\n", NULL);
	far_answers(503, NULL, NULL);
	far_answers(407, "Proxy-Authenticate: Digest realm=\"x\",nonce=\"2\"\n", NULL);
	far_answers(407, "Proxy-Authenticate: Digest realm=\"x\",nonce=\"3\"\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE, ACK, INVITE, ACK, INVITE, ACK, INVITE");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
}

/* --- registrations ---------------------------------------------------------------- */

static struct resolve *of_line(void)
{
	return &sip_line_of(a)->resolve;
}

static void open_named(const char *configuration, const char *addresses)
{
	a = sip_driver_line(configuration);
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
	NEED(sip_driver_resolves(of_line(), addresses));
	CHECK_TEXT(far_got(), "REGISTER");
}

TEST(sip_servers, a_line_registers_with_the_next_server)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	scene_run(4100);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	CHECK(!of_line()->list);		/* nothing is kept for it */
}

TEST(sip_servers, each_server_may_ask_for_the_password)
{
	char challenge[96];

	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10, 192.0.2.11, 192.0.2.12");
	for (int i = 0; i < 4; i++) {
		snprintf(challenge, sizeof(challenge), "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"s%d\"\n", i);
		far_answers(401, challenge, NULL);
		CHECK_TEXT(far_got(), "REGISTER");
		if (i < 3) {
			far_answers(503, NULL, NULL);
			CHECK_TEXT(far_got(), "REGISTER");
		}
	}
	far_answers(401, CHALLENGE, NULL);	/* the last one may say it twice */
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(sip_line_of(a)->state, SIP_LINE_REFUSED);
}

TEST(sip_servers, lines_of_a_server_share_a_connection)
{
	struct line *b;
	uint32_t first;

	sip_driver_open("[line a]\ndriver = sip\ndomain = 192.0.2.9\ntransport = tcp\n"
			"[line b]\ndriver = sip\ndomain = 192.0.2.9\ntransport = tcp\n"
			"[line c]\ndriver = sip\ndomain = 192.0.2.10\ntransport = tcp\n");
	a = scene_line("a");
	first = far_end.handle;
	b = scene_line("b");
	CHECK_INT(far_end.handle, first);
	CHECK(sip_line_of(a)->hop == sip_line_of(b)->hop);	/* kept once */
	scene_line("c");
	CHECK(far_end.handle != first);
}

/* How many REGISTERs are begun in so many seconds. */
static unsigned begun(unsigned seconds)
{
	uint64_t before = sip.layer.counters.client;

	for (unsigned s = 0; s < seconds; s++)
		scene_run(1000);
	far_got();
	return (unsigned)(sip.layer.counters.client - before);
}

#define MANY 40

/* Lines out of service ask in turn; when one has its answer, the others ask at once. */
TEST_ONCE(sip_servers, a_silent_registrar_is_asked_by_a_few_lines_for_all)
{
	struct line *lines[MANY];
	unsigned serve = 0;
	struct buf conf;
	char name[8];

	buf_grow(&conf);
	for (unsigned i = 0; i < MANY; i++)
		buf_printf(&conf, "[line %u]\ndriver = sip\ndomain = 192.0.2.9\nretry = 1\nretry-max = 4\n", i);
	sip_driver_open(buf_c(&conf));
	buf_free(&conf);
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "%u", i);
		lines[i] = scene_line(name);
	}
	scene_run(33000);		/* all have found out */
	CHECK(begun(120) <= 120 / 4 + 1);	/* each alone: more than three, in so long */
	for (unsigned s = 0; s < 40 && !serve; s++) {
		scene_run(1000);
		if (strstr(far_got(), "REGISTER"))
			far_answers(200, "Expires: 600\n", NULL);
		for (unsigned i = 0; i < MANY; i++)
			serve += line_in_service(lines[i]);
	}
	CHECK_INT(serve, 1);
	CHECK(begun(1) >= MANY / 2);	/* but those that are asking already */
}

TEST(sip_servers, a_registrar_that_answers_503_is_followed_by_the_next)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	far_answers(503, "Retry-After: 600\n", NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
}

TEST(sip_servers, calls_go_where_the_line_is_registered)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	scene_run(4100);
	far_answers(200, NULL, NULL);
	scene_run(1000);
	far_got();
	dial_at("192.0.2.9, 192.0.2.10");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
}

/* Seconds until the line asks for its name. */
static int asks_after(unsigned most_s)
{
	for (unsigned s = 1; s <= most_s; s++) {
		scene_run(1000);
		if (of_line()->query)
			return (int)s;
	}
	return -1;
}

TEST(sip_servers, a_line_comes_back_to_its_first_server)
{
	int after;

	open_named(NAMED_LINE "come-back = 200 s\n", "192.0.2.9, 192.0.2.10");
	scene_run(4100);
	far_answers(200, NULL, NULL);
	after = asks_after(300);
	CHECK(after >= 99 && after <= 201);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.9, 192.0.2.10"));
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	CHECK(line_in_service(a));
	scene_run(4100);			/* not yet */
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	after = asks_after(500);
	CHECK(after >= 199 && after <= 401);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.9, 192.0.2.10"));
	far_answers(200, "Expires: 600\n", NULL);
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	after = asks_after(1000);
	CHECK_INT(after, 540);			/* from now on only to refresh */
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_servers, servers_that_are_as_good_are_not_changed)
{
	open_named(NAMED_LINE, "192.0.2.9|192.0.2.10, 192.0.2.11");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(asks_after(100), 90);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.10|192.0.2.9, 192.0.2.11"));
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	CHECK_TEXT(far_got(), "REGISTER");
}

TEST(sip_servers, a_refresh_goes_where_the_name_leads_now)
{
	open_named(NAMED_LINE, "192.0.2.9");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(asks_after(100), 90);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.77"));
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.77:5060");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_servers, a_name_that_is_lost_is_no_reason_to_leave_a_server)
{
	open_named(NAMED_LINE, "192.0.2.9");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(asks_after(100), 90);
	CHECK(sip_driver_resolves(of_line(), NULL));
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_servers, a_server_that_is_silent_at_the_refresh_is_left_while_the_line_stays_in_service)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(asks_after(100), 90);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.9, 192.0.2.10"));
	scene_run(4100);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.10:5060");
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_servers, when_all_registrars_fail_there_is_a_pause)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	scene_run(4100 + 32100);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(!line_in_service(a));
	CHECK(asks_after(10) >= 4);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.10, 192.0.2.9"));
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");	/* it has been silent for longer */
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
}

TEST(sip_servers, one_server_that_wants_to_be_left_alone_does_not_keep_the_line_from_the_others)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	scene_run(4100);
	far_answers(503, "Retry-After: 3000\n", NULL);
	CHECK(asks_after(10) >= 4);
	CHECK(sip_driver_resolves(of_line(), "192.0.2.9, 192.0.2.10"));
	CHECK_TEXT(far_end.where, "192.0.2.9:5060");
}

TEST(sip_servers, each_registrar_of_a_list_is_asked_by_its_name)
{
	a = sip_driver_line(REGISTERED_LINE "registrar = 192.0.2.21, 192.0.2.22:5070 ,b.example\n");
	CHECK_TEXT(far_got(), "");
	NEED(sip_driver_resolves(of_line(), "192.0.2.23"));
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "REGISTER sip:192.0.2.21 SIP/2.0\r\n"));
	scene_run(4100);
	CHECK(far_saw("REGISTER", "REGISTER sip:192.0.2.22:5070 SIP/2.0\r\n"));
	CHECK_TEXT(far_end.where, "192.0.2.22:5070");
	scene_run(4100);
	CHECK(far_saw("REGISTER", "REGISTER sip:b.example SIP/2.0\r\n"));
	CHECK_TEXT(far_end.where, "192.0.2.23:5060");
	CHECK(far_saw("REGISTER", "\r\nTo: <sip:alice@192.0.2.9>\r\n"));
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	far_got();
	line_close(a);
	CHECK(far_saw("REGISTER", "REGISTER sip:b.example SIP/2.0\r\n"));
	CHECK_TEXT(far_end.where, "192.0.2.23:5060");
}

TEST(sip_servers, a_line_that_is_closed_while_it_waits_for_a_word_is_closed)
{
	open_named(NAMED_LINE, "192.0.2.9, 192.0.2.10");
	line_close(a);
	scene_run(40000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_servers, lines_of_a_broken_connection_come_one_after_the_other)
{
	unsigned most = 0, count = 0;
	static char configuration[4000];
	size_t len = 0;

	for (int i = 0; i < 30; i++)
		len += (size_t)snprintf(configuration + len, sizeof(configuration) - len,
			"[line l%d]\ndriver = sip\ndomain = 192.0.2.9\ntransport = tcp\nretry = 1 s\n", i);
	sip_driver_open(configuration);
	for (int i = 0; i < 30; i++) {
		char name[8];

		snprintf(name, sizeof(name), "l%d", i);
		scene_line(name);
		far_answers(200, NULL, NULL);
	}
	far_got();
	far_breaks();
	for (int i = 0; i < 32; i++) {
		unsigned now = 0;

		scene_run(50);
		for (const char *at = far_got(); (at = strstr(at, "REGISTER")); at++)
			now++;
		most = now > most ? now : most;
		count += now;
	}
	CHECK_INT(count, 30);
	CHECK(most < 20);		/* they are drawn: 3 or so at a time */
}

/* --- subscriptions ------------------------------------------------------------------ */

TEST(sip_servers, a_subscription_goes_to_the_next_server)
{
	a = sip_driver_line(FREE_LINE "message-waiting = yes\nproxy = 192.0.2.21, 192.0.2.22\n");
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK_TEXT(far_end.where, "192.0.2.21:5060");
	far_answers(503, NULL, NULL);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK_TEXT(far_end.where, "192.0.2.22:5060");
	CHECK(far_saw("SUBSCRIBE", "\r\nRoute: <sip:192.0.2.22;lr>\r\n"));
	far_answers(200, "Expires: 600\nContact: <sip:mail@192.0.2.22>\n", NULL);
	scene_run(5000);
	CHECK_TEXT(far_got(), "");
}
