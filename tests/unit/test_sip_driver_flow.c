/* SPDX-License-Identifier: MIT
 * test_sip_driver_flow.c - the way between a line and its server: RFC 5626, NATs,
 * addresses that change. */
#include "sip_driver_scene.h"
#include "driver/sip/flow.h"

#define OUTBOUND "Require: outbound\n"

static struct line *a;

static void open_line(const char *configuration)
{
	a = sip_driver_line(configuration);
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
	CHECK_TEXT(far_got(), "REGISTER");
}

/* How long until something is sent: seconds, or -1. */
static int next_after(unsigned most_s)
{
	far_repeats();
	for (unsigned s = 0; s < most_s; s++) {
		scene_run(1000);
		if (far_got()[0] || far_repeats())
			return (int)s + 1;
	}
	return -1;
}

/* --- outbound ------------------------------------------------------------------- */

static const char *instance(void)
{
	const char *at = strstr(far_text("REGISTER"), ";+sip.instance=\"<urn:uuid:");
	static char texts[2][40];
	static int turn;

	turn = !turn;
	snprintf(texts[turn], sizeof(texts[turn]), "%.36s", at ? at + 26 : "");
	return texts[turn];
}

TEST(sip_flow, a_registration_says_who_we_are_and_is_the_same_after_a_restart)
{
	const char *first;

	open_line(REGISTERED_LINE);
	first = instance();
	CHECK_INT(strspn(first, "0123456789abcdef-"), 36);
	CHECK(first[14] == '4' && first[19] == 'a');
	CHECK(far_saw("REGISTER", ">\";reg-id=1\r\n"));
	CHECK(far_saw("REGISTER", "\r\nSupported: path, outbound\r\n"));
	far_answers(200, NULL, NULL);
	line_close(a);
	sip.instance[0] = '\0';			/* as after a start */
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK_TEXT(instance(), first);
}

TEST(sip_flow, a_line_may_register_without_all_that)
{
	open_line(REGISTERED_LINE "outbound = no\n");
	CHECK(!far_saw("REGISTER", "sip.instance") && !far_saw("REGISTER", "reg-id"));
	CHECK(!far_saw("REGISTER", "Supported"));
	CHECK(!sip.instance[0]);
}

TEST(sip_flow, a_first_hop_that_does_not_know_it_is_asked_without)
{
	open_line(REGISTERED_LINE);
	far_answers(439, NULL, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "sip.instance") && !far_saw("REGISTER", "reg-id"));
	CHECK(!far_saw("REGISTER", "outbound"));
	far_answers(439, NULL, NULL);		/* it says so for ever */
	CHECK_TEXT(far_got(), "");
	CHECK(!line_in_service(a));
}

TEST(sip_flow, calls_of_a_line_that_registered_so_say_it)
{
	open_line(REGISTERED_LINE);
	far_answers(200, OUTBOUND, NULL);
	sip_driver_dial(a, "200", 0);
	CHECK(far_saw("INVITE", ";ob>\r\n"));
	far_answers(486, NULL, NULL);
	scene_run(3241000);
	CHECK(far_saw("REGISTER", "\r\nCSeq: 2 REGISTER"));
	CHECK(!far_saw("REGISTER", ";ob>"));
}

TEST(sip_flow, other_lines_do_not_say_it)
{
	open_line(REGISTERED_LINE);
	far_answers(200, NULL, NULL);
	sip_driver_dial(a, "200", 0);
	CHECK(!far_saw("INVITE", ";ob"));
	far_answers(486, NULL, NULL);
}

TEST(sip_flow, a_way_that_failed_is_sought_again_after_the_pauses_of_the_rfc)
{
	int base = 30;

	open_line(REGISTERED_LINE "expires = 60 s\n");
	far_answers(200, OUTBOUND, NULL);
	scene_run(54000);
	CHECK_TEXT(far_got(), "REGISTER");
	for (int i = 0; i < 9; i++) {
		int after;

		far_answers(500, NULL, NULL);
		after = next_after(2000);
		CHECK(after >= base / 2 && after <= base + 1);
		base = base < 900 ? base * 2 : 1800;
	}
}

/* --- pings ---------------------------------------------------------------------- */

TEST(sip_flow, a_server_that_says_how_long_the_way_stays_open_gets_pings)
{
	open_line(REGISTERED_LINE);
	far_answers(200, OUTBOUND "Flow-Timer: 100\n", NULL);
	for (int i = 0; i < 3; i++) {
		int after = next_after(200);

		CHECK(after >= 80 && after <= 101);
	}
	CHECK_TEXT(far_text("ping"), "\r\n\r\n");
	line_close(a);
	far_answers(200, NULL, NULL);
	far_got();
	CHECK_INT(next_after(300), -1);
}

TEST(sip_flow, without_a_nat_there_are_none)
{
	open_line(REGISTERED_LINE);
	far_answers(200, NULL, NULL);
	CHECK_INT(next_after(600), -1);
}

/* --- NATs ----------------------------------------------------------------------- */

TEST(sip_flow, a_line_behind_a_nat_says_where_the_server_sees_it)
{
	open_line(REGISTERED_LINE);
	far_end.seen = ";rport=7777;received=198.51.100.7";
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	scene_run(1000);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@198.51.100.7:7777>;+sip.instance"));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@" FAR_US ":"));
	CHECK(far_saw("REGISTER", ">;expires=0\r\n"));
	far_answers(200, "Contact: <sip:alice@198.51.100.7:7777>;expires=50, <sip:alice@192.0.2.1>;expires=900\n", NULL);
	CHECK_TEXT(far_got(), "");
	CHECK(next_after(30) >= 18);		/* the NAT is to know it still */
	CHECK_TEXT(far_text("ping"), "\r\n\r\n");
	scene_run(26000);			/* ours has 50 s: a refresh when 45 are over */
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(200, NULL, NULL);
	sip_driver_dial(a, "200", 0);
	CHECK(far_saw("INVITE", "\r\nContact: <sip:alice@198.51.100.7:7777>\r\n"));
	CHECK(far_saw("INVITE", "\r\nVia: SIP/2.0/UDP " FAR_US ":"));
	far_answers(486, NULL, NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice, 1 ok, a dialing, a busy (station), a disconnected (busy), a idle");
}

TEST(sip_flow, a_nat_that_forgets_us_is_followed_but_not_in_circles)
{
	open_line(REGISTERED_LINE "expires = 60 s\n");
	far_end.seen = ";rport=1001;received=198.51.100.7";
	far_answers(200, NULL, NULL);
	scene_run(1000);
	CHECK_TEXT(far_got(), "REGISTER");
	far_end.seen = ";rport=1002;received=198.51.100.7";
	far_answers(200, NULL, NULL);
	scene_run(5000);
	CHECK_TEXT(far_got(), "");		/* so soon it says nothing */
	scene_run(50000);
	CHECK(strstr(far_got(), "REGISTER") != NULL);
	far_answers_to("REGISTER", 200, NULL, NULL);
	scene_run(1000);
	CHECK(strstr(far_got(), "REGISTER") != NULL);
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@198.51.100.7:1002>;+"));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@198.51.100.7:1001>;expires=0\r\n"));
}

TEST(sip_flow, nonsense_about_where_we_are_is_not_believed)
{
	static const char *const seen[] = {
		";rport=7777;received=0.0.0.0", ";rport=0;received=198.51.100.7", ";rport=7777;received=224.0.0.1",
		";rport=7777;received=a.name", ";rport=99999;received=198.51.100.7", ";received=198.51.100.7",
	};

	open_line(REGISTERED_LINE "expires = 60 s\n");
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		far_end.seen = seen[i];
		far_answers(200, NULL, NULL);
		scene_run(20000);
		CHECK_TEXT(far_got(), "");
		scene_run(34000);
		CHECK(strstr(far_got(), "REGISTER") != NULL);
		CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@" FAR_US ":"));
		CHECK(!far_saw("REGISTER", "expires=0"));
	}
}

TEST(sip_flow, contacts_may_stay_as_they_are)
{
	open_line("nat-contact = no\nlisten = " FAR_US ":0\ntcp = no\ndns = 127.0.0.1:9\n" REGISTERED_LINE);
	far_end.seen = ";rport=7777;received=198.51.100.7";
	far_answers(200, NULL, NULL);
	scene_run(60000);
	CHECK_TEXT(far_got(), "");
}

/* --- our own address -------------------------------------------------------------- */

static const char *here;

static enum err local_for(struct net_addr *out, const struct sockaddr *remote)
{
	return here && net_parse(out, span_of(here), 0) ? OK : ERR_RESOURCE;
}

/* On a line whose address becomes another one, with a call. */
static struct call *call_that_moves(void)
{
	struct call *call;

	here = FAR_US;
	sip_driver_open("listen = 0.0.0.0:0\ntcp = no\ndns = 127.0.0.1:9\n" REGISTERED_LINE);
	sip.local_for = local_for;
	a = scene_line("a");
	far_answers(200, NULL, NULL);
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(call != NULL);
	far_got();
	here = "127.0.5.70";
	return call;
}

TEST(sip_flow, a_call_goes_on_from_our_new_address)
{
	struct call *call = call_that_moves();

	scene_run(11000);
	CHECK(strstr(far_got(), "INVITE") != NULL);
	CHECK(far_saw("INVITE", ";tag=far\r\n"));
	CHECK(far_saw("INVITE", "\r\nVia: SIP/2.0/UDP 127.0.5.70:"));
	CHECK(far_saw("INVITE", "\r\nContact: <sip:alice@127.0.5.70:"));
	CHECK(far_saw("INVITE", "\r\nc=IN IP4 127.0.5.70\r\n"));
	CHECK(far_saw("INVITE", "\r\na=sendrecv\r\n"));
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	far_answers_to("REGISTER", 200, NULL, NULL);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(far_text("BYE"), "");
	scene_run(30000);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_flow, a_held_call_stays_held_at_our_new_address)
{
	struct call *call = call_that_moves();

	here = FAR_US;
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_INT(call->state, LINECALLSTATE_ONHOLD);
	far_got();
	here = "127.0.5.70";
	scene_run(11000);
	CHECK(strstr(far_got(), "INVITE") != NULL);
	CHECK(far_saw("INVITE", "\r\na=sendonly\r\n"));
	far_answers_to("INVITE", 200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_INT(call->state, LINECALLSTATE_ONHOLD);
}

TEST(sip_flow, a_call_of_which_nobody_knows_at_the_new_address_ends)
{
	call_that_moves();
	scene_news();
	scene_run(11000);
	far_answers_to("INVITE", 481, NULL, NULL);
	CHECK(strstr(scene_news(), "a disconnected (unreachable), a idle") != NULL);
}

TEST(sip_flow, a_line_says_so_when_our_address_is_another_one)
{
	here = "10.1.1.1";
	sip_driver_open("listen = 0.0.0.0:0\ntcp = no\ndns = 127.0.0.1:9\n" REGISTERED_LINE);
	sip.local_for = local_for;
	a = scene_line("a");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@10.1.1.1:"));
	far_answers(200, NULL, NULL);
	far_got();
	here = NULL;				/* no way there at all: nothing to say */
	scene_run(30000);
	CHECK_TEXT(far_got(), "");
	here = "10.2.2.2";
	scene_run(11000);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@10.2.2.2:"));
	CHECK(far_saw("REGISTER", "\r\nVia: SIP/2.0/UDP 10.2.2.2:"));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@10.1.1.1:"));
	CHECK(far_saw("REGISTER", ">;expires=0\r\n"));
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	scene_run(30000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_flow, a_flow_is_one_for_all_lines_of_a_server)
{
	struct line *b;

	sip_driver_open(REGISTERED_LINE "[line b]\ndriver = sip\nuser = bob\ndomain = 192.0.2.9\n");
	a = scene_line("a");
	far_answers(200, NULL, NULL);
	b = scene_line("b");
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");
	far_end.seen = ";rport=7777;received=198.51.100.7";
	far_answers(200, NULL, NULL);
	NEED(sip_line_of(a)->flow != NULL);
	CHECK(sip_line_of(a)->flow == sip_line_of(b)->flow);
	scene_run(400);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");	/* b saw it, and a hears of it */
}
