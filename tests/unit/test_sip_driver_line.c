/* SPDX-License-Identifier: MIT
 * test_sip_driver_line.c - lines and the servers that know them. */
#include "driver/sip/sip.h"
#include "os/file.h"
#include "sip_driver_scene.h"

#define CHALLENGE "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\",qop=\"auth\"\n"
#define CHALLENGE_AGAIN "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n2\",qop=\"auth\"\n"

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
	for (unsigned s = 0; s < most_s; s++) {
		scene_run(1000);
		if (far_got()[0])
			return (int)s + 1;
	}
	return -1;
}

TEST(sip_line, an_open_line_registers_and_a_closed_one_takes_it_back)
{
	open_line(REGISTERED_LINE);
	CHECK(far_saw("REGISTER", "REGISTER sip:192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("REGISTER", "\r\nTo: <sip:alice@192.0.2.9>\r\n"));
	CHECK(far_saw("REGISTER", "\r\nContact: <sip:alice@" FAR_US ":"));
	CHECK(far_saw("REGISTER", "\r\nExpires: 3600\r\n"));
	CHECK(!line_in_service(a));
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));
	CHECK_TEXT(scene_news(), "a line connected|inservice");
	line_close(a);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nExpires: 0\r\n"));
	CHECK(!line_in_service(a));
}

TEST(sip_line, a_line_that_was_not_registered_has_nothing_to_take_back)
{
	open_line(REGISTERED_LINE);
	line_close(a);
	CHECK_TEXT(far_got(), "");
	far_answers(200, "Expires: 600\n", NULL);	/* too late */
	CHECK(!line_in_service(a));
}

TEST(sip_line, a_challenge_is_answered_and_taken_up_at_once_next_time)
{
	open_line(REGISTERED_LINE);
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nAuthorization: Digest username=\"alice\""));
	CHECK(far_saw("REGISTER", "\r\nCSeq: 2 REGISTER\r\n"));
	far_answers(200, "Expires: 100\n", NULL);
	CHECK(line_in_service(a));
	scene_run(90000);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "nc=00000002"));
}

/* A header of the last REGISTER, with its name. */
static void header_of(const char *name, char *out, size_t size)
{
	const char *at = strstr(far_text("REGISTER"), name);

	snprintf(out, size, "%.*s", at ? (int)strcspn(at, "\r") : 0, at ? at : "");
}

/* Nothing of it is kept in between but a number (RFC 3261 10.2). */
TEST(sip_line, all_registers_to_a_server_have_one_call_id_and_go_on_counting)
{
	char call_id[2][128], from[2][128];

	open_line(REGISTERED_LINE);
	header_of("Call-ID: ", call_id[0], sizeof(call_id[0]));
	header_of("From: ", from[0], sizeof(from[0]));
	far_answers(200, "Expires: 100\n", NULL);
	scene_run(90000);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nCSeq: 2 REGISTER\r\n"));
	header_of("Call-ID: ", call_id[1], sizeof(call_id[1]));
	header_of("From: ", from[1], sizeof(from[1]));
	CHECK_TEXT(call_id[1], call_id[0]);
	CHECK_TEXT(from[1], from[0]);
	far_answers(200, "Expires: 100\n", NULL);
	line_close(a);
	far_answers(200, NULL, NULL);
	NEED(line_open(a, (HTAPILINE)0x12, 0x00020002, NULL) == OK);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");
	CHECK(far_saw("REGISTER", "\r\nCSeq: 1 REGISTER\r\n"));
	header_of("Call-ID: ", call_id[1], sizeof(call_id[1]));
	CHECK(strcmp(call_id[1], call_id[0]) != 0);
}

TEST(sip_line, what_few_lines_have_is_made_when_it_is_asked_for)
{
	struct sip_line *line;
	const struct sip_line_more *shared;

	open_line(REGISTERED_LINE);
	line = sip_line_of(a);
	shared = line->more;
	CHECK(list_empty(&shared->watched) && list_empty(&shared->waiting) && !shared->messages);
	if (sip_line_more(line)) {
		CHECK(line->more != shared);
		CHECK(list_empty(&line->more->watched) && list_empty(&line->more->parkings));
		CHECK(sip_line_more(line) == line->more);
	}
}

TEST(sip_line, a_taking_back_that_is_challenged_is_asked_once_more)
{
	open_line(REGISTERED_LINE);
	far_answers(401, CHALLENGE, NULL);
	far_answers(200, "Expires: 600\n", NULL);
	far_got();
	line_close(a);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(401, CHALLENGE_AGAIN, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "nonce=\"n2\""));
	CHECK(far_saw("REGISTER", "\r\nExpires: 0\r\n"));
	far_answers(200, NULL, NULL);
	scene_run(10000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_line, a_line_opened_again_while_it_is_taken_back)
{
	open_line(REGISTERED_LINE);
	far_answers(200, "Expires: 600\n", NULL);
	line_close(a);
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));
}

static void be_refused(const char *configuration)
{
	open_line(configuration);
	far_answers(401, CHALLENGE, NULL);
	far_answers(401, CHALLENGE_AGAIN, NULL);
	far_answers(401, CHALLENGE, NULL);
	CHECK_INT(sip_line_of(a)->state, SIP_LINE_REFUSED);
	far_got();
}

TEST(sip_line, a_password_that_was_refused_is_tried_once_after_a_long_pause)
{
	be_refused(REGISTERED_LINE);
	scene_run(1799000);
	CHECK_TEXT(far_got(), "");
	CHECK(next_after(452) >= 0);		/* up to a quarter later */
	CHECK(!far_saw("REGISTER", "Authorization:"));
	far_answers(401, CHALLENGE, NULL);
	CHECK(far_saw("REGISTER", "\r\nAuthorization:"));
	far_got();
	far_answers(401, CHALLENGE_AGAIN, NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(sip_line_of(a)->state, SIP_LINE_REFUSED);
	scene_run(1799000);
	CHECK_TEXT(far_got(), "");
	CHECK(next_after(452) >= 0);
	far_answers(401, CHALLENGE, NULL);
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));		/* the server knows it again */
	CHECK(!sip_line_of(a)->suspect);
}

static bool reload(void)
{
	struct buf why;
	enum err err;

	buf_grow(&why);
	err = provider_reload(a->provider, &why);
	buf_free(&why);
	return err == OK;
}

TEST(sip_line, a_configuration_that_is_read_again_tries_it_once)
{
	be_refused(REGISTERED_LINE "password-retry = 0\n");
	CHECK_INT(next_after(7200), -1);
	NEED(reload());
	scene_run(20);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(401, CHALLENGE_AGAIN, NULL);
	CHECK_TEXT(far_got(), "");
	CHECK(!line_in_service(a));
}

static char secret[300];		/* a file of this process */

static void remove_secret(void *unused)
{
	remove(secret);
}

static void write_secret(const char *text)
{
	FILE *out = file_open(secret, "wb");
	uv_fs_t request;

	NEED(out != NULL);
	fputs(text, out);
	fclose(out);
	uv_fs_chmod(NULL, &request, secret, 0600, NULL);
	uv_fs_req_cleanup(&request);
}

TEST(sip_line, another_password_in_the_file_that_is_named_makes_it_another_line)
{
	char conf[600], folder[256];
	size_t size = sizeof(folder);

	NEED(uv_cwd(folder, &size) == 0);
	snprintf(secret, sizeof(secret), "%s/test_sip_line.%d.tmp", folder, (int)uv_os_getpid());
	DEFER(remove_secret, NULL);
	write_secret("wrong\n");
	snprintf(conf, sizeof(conf), "[line a]\ndriver = sip\nuser = alice\nregister = no\ndomain = 192.0.2.9\n"
		 "password = @%s\n", secret);
	a = sip_driver_line(conf);
	NEED(reload());
	CHECK(!a->removed);
	write_secret("right\n");
	NEED(reload());
	CHECK(a->removed);
}

TEST(sip_line, the_section_is_in_force_when_it_is_read_again)
{
	struct sip_conf conf = { .t1_ms = 300, .t2_ms = 2000, .t4_ms = 1000, .user_agent = (char[]){ "Other" },
				 .server_wait_s = 9 };

	a = sip_driver_line(FREE_LINE);
	sip_driver.retune(&conf);
	CHECK_INT(sip.layer.t1_ms, 300);
	CHECK_INT(sip.server_wait_s, 9);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK(far_saw("180 INVITE", "\r\nServer: Other\r\n"));
}

TEST(sip_line, a_wrong_password_is_tried_twice_and_never_again)
{
	open_line(REGISTERED_LINE "password-retry = 0\n");
	far_answers(401, CHALLENGE, NULL);
	far_answers(401, CHALLENGE_AGAIN, NULL);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER");
	far_answers(401, CHALLENGE, NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(next_after(3600), -1);
	CHECK(!line_in_service(a));
	line_close(a);
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK_TEXT(far_got(), "REGISTER");	/* somebody may have corrected it */
}

TEST(sip_line, a_server_in_trouble_does_not_make_a_password_wrong)
{
	open_line(REGISTERED_LINE "retry = 1 s\nretry-max = 1 s\n");
	for (int i = 0; i < 5; i++) {
		far_answers(401, i % 2 ? CHALLENGE : CHALLENGE_AGAIN, NULL);
		CHECK_TEXT(far_got(), "REGISTER");
		far_answers(503, NULL, NULL);
		CHECK_INT(next_after(3) > 0, true);
	}
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
}

TEST(sip_line, a_stale_nonce_is_no_wrong_password)
{
	char header[96];

	open_line(REGISTERED_LINE);
	far_answers(401, CHALLENGE, NULL);
	for (int i = 0; i < 5; i++) {
		snprintf(header, sizeof(header), "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"s%d\",stale=true\n", i);
		far_answers(401, header, NULL);
		CHECK_TEXT(far_got(), i ? "REGISTER" : "REGISTER, REGISTER");
	}
	/* But whoever finds each nonce old, or the same one again, is not asked for ever. */
	far_answers(401, header, NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(401, header, NULL);
	CHECK_TEXT(far_got(), "");
	CHECK(!line_in_service(a));
}

TEST(sip_line, the_next_nonce_of_a_server_is_used)
{
	open_line(REGISTERED_LINE);
	far_answers(401, CHALLENGE, NULL);
	far_answers(200, "Expires: 600\nAuthentication-Info: nextnonce=\"new\"\n", NULL);
	line_close(a);
	CHECK(far_saw("REGISTER", "nonce=\"new\""));
}

/* --- how long, and when again -------------------------------------------------------------- */

static const struct {
	const char *headers;
	unsigned refresh_s;
} lifetimes[] = {
	{ NULL, 3240 },					/* as asked for */
	{ "Expires: 100\n", 90 },
	{ "Expires: 20\n", 10 },			/* too short for tenths */
	{ "Contact: <sip:alice@192.0.2.1>;expires=200\n", 180 },
	{ "Contact: <sip:alice@192.0.2.1>;expires=200\nExpires: 50\n", 180 },
	{ "Contact: <sip:bob@192.0.2.1>;expires=30\nExpires: 50\n", 45 },
	{ "Contact: <sip:alice@192.0.2.1>;expires=junk\nExpires: 50\n", 45 },
	{ "Expires: junk\n", 3240 },
};

TEST(sip_line, the_registration_is_refreshed_in_good_time)
{
	open_line(REGISTERED_LINE);
	for (size_t i = 0; i < sizeof(lifetimes) / sizeof(lifetimes[0]); i++) {
		far_answers(200, lifetimes[i].headers, NULL);
		scene_run(lifetimes[i].refresh_s * 1000ull - 1);
		CHECK_TEXT(far_got(), "");
		scene_run(1);
		CHECK_TEXT(far_got(), "REGISTER");
	}
	CHECK(line_in_service(a));
}

TEST(sip_line, of_several_telephones_of_a_user_ours_counts)
{
	char headers[256];

	open_line(REGISTERED_LINE);
	snprintf(headers, sizeof(headers), "Contact: <sip:alice@192.0.2.1:5060>;expires=3000, "
		 "<sip:alice@" FAR_US ":%u>;expires=60, <sip:alice@192.0.2.2>;expires=2000\n",
		 (unsigned)net_port(net_of(&sip.sockets[0].local)));
	far_answers(200, headers, NULL);
	scene_run(53999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "REGISTER");
}

TEST(sip_line, a_server_that_grants_no_time_has_not_registered_us)
{
	open_line(REGISTERED_LINE);
	far_answers(200, "Expires: 0\n", NULL);
	CHECK(!line_in_service(a));
	CHECK_INT(next_after(10) >= 5, true);
}

TEST(sip_line, too_short_a_time_is_asked_for_longer)
{
	open_line(REGISTERED_LINE "expires = 60 s\n");
	far_answers(423, "Min-Expires: 300\n", NULL);
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK(far_saw("REGISTER", "\r\nExpires: 300\r\n"));
	far_answers(423, "Min-Expires: 300\n", NULL);	/* it asks in circles */
	CHECK_TEXT(far_got(), "");
	CHECK_INT(next_after(10) >= 5, true);
}

TEST(sip_line, a_server_that_never_has_time_enough_is_left_alone_for_a_while)
{
	char wish[32];

	open_line(REGISTERED_LINE "expires = 60 s\n");
	for (unsigned least = 300; least < 303; least++) {
		snprintf(wish, sizeof(wish), "Min-Expires: %u\n", least);
		far_answers(423, wish, NULL);
		CHECK_TEXT(far_got(), "REGISTER");
	}
	far_answers(423, "Min-Expires: 303\n", NULL);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(next_after(10) >= 5, true);
}

TEST(sip_line, pauses_double_up_to_the_longest)
{
	static const int pauses[] = { 5, 10, 20, 40, 60, 60 };

	open_line(REGISTERED_LINE "retry = 5 s\nretry-max = 1 min\n");
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		int after;

		far_answers(500, NULL, NULL);
		after = next_after(100);
		/* Up to a quarter more, so that not all come back at once. */
		CHECK(after >= pauses[i] && after <= pauses[i] + pauses[i] / 4 + 1);
	}
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_INT(next_after(100), 90);
	far_answers(500, NULL, NULL);
	CHECK(next_after(100) <= 7);			/* from the beginning again */
}

TEST(sip_line, a_server_says_when_to_come_back)
{
	open_line(REGISTERED_LINE);
	far_answers(503, "Retry-After: 120\n", NULL);
	CHECK(next_after(200) >= 120);
	far_answers(503, "Retry-After: 18;duration=3600\n", NULL);
	CHECK(next_after(200) >= 18);
	far_answers(503, "Retry-After: 4000000000\n", NULL);
	CHECK_INT(next_after(80000), -1);
	CHECK(next_after(40000) > 0);			/* but not for ever */
}

TEST(sip_line, a_server_that_does_not_answer_is_asked_again)
{
	open_line(REGISTERED_LINE);
	scene_run(32000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(next_after(10) >= 5, true);
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
}

TEST(sip_line, a_refresh_that_fails_takes_the_line_out_of_service)
{
	open_line(REGISTERED_LINE);
	far_answers(200, "Expires: 100\n", NULL);
	scene_run(90000);
	CHECK_TEXT(far_got(), "REGISTER");
	far_answers(500, NULL, NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice, a line disconnected|outofservice");
	CHECK(next_after(10) >= 5);
	far_answers(200, "Expires: 100\n", NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_line, a_request_that_cannot_be_sent_is_tried_again)
{
	sip_driver_open(REGISTERED_LINE);
	far_end.deaf = true;
	a = scene_line("a");
	CHECK_TEXT(far_got(), "");
	far_end.deaf = false;
	CHECK(next_after(10) >= 5);
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
}

/* --- keep-alive -------------------------------------------------------------------------- */

TEST(sip_line, a_server_that_answers_options_is_alive_whatever_it_says)
{
	open_line(REGISTERED_LINE "keep-alive = 30 s\n");
	far_answers(200, NULL, NULL);
	scene_run(30000);
	CHECK_TEXT(far_got(), "OPTIONS");
	far_answers(405, NULL, NULL);
	scene_run(30000);
	CHECK_TEXT(far_got(), "OPTIONS");
	far_answers(200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_line, a_lost_server_is_registered_with_again)
{
	open_line(REGISTERED_LINE "keep-alive = 60 s\n");
	far_answers(200, NULL, NULL);
	scene_run(60000);
	CHECK_TEXT(far_got(), "OPTIONS");
	scene_run(32000);
	CHECK_TEXT(scene_news(), "a line connected|inservice, a line disconnected|outofservice");
	CHECK(next_after(10) >= 5);
	far_answers_to("REGISTER", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_line, a_line_without_registration_is_out_of_service_while_its_server_is_lost)
{
	a = sip_driver_line(FREE_LINE "keep-alive = 60 s\n");
	a->line_states = LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE;
	CHECK(line_in_service(a));
	scene_run(60000);
	CHECK_TEXT(far_got(), "OPTIONS");
	scene_run(33000);
	CHECK_TEXT(scene_news(), "a line disconnected|outofservice");
	scene_run(27000);
	CHECK_TEXT(far_got(), "OPTIONS");
	far_answers(200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a line connected|inservice");
}

TEST(sip_line, a_line_closed_while_it_asks_forgets_it)
{
	open_line(REGISTERED_LINE "keep-alive = 60 s\n");
	far_answers(200, NULL, NULL);
	scene_run(60000);
	line_close(a);
	far_got();
	far_answers_to("OPTIONS", 200, NULL, NULL);
	CHECK(!line_in_service(a));
	scene_run(100000);
	CHECK_TEXT(far_got(), "");
}

/* --- configurations ------------------------------------------------------------------------ */

TEST(sip_line, a_registrar_and_a_proxy_may_be_elsewhere)
{
	a = sip_driver_line(REGISTERED_LINE "registrar = 192.0.2.20:5070\nproxy = 192.0.2.30\n");
	CHECK(far_saw("REGISTER", "REGISTER sip:192.0.2.20:5070 SIP/2.0\r\n"));
	CHECK(far_saw("REGISTER", "\r\nRoute: <sip:192.0.2.30;lr>\r\n"));
	CHECK(far_saw("REGISTER", "\r\nTo: <sip:alice@192.0.2.9>\r\n"));
}

TEST(sip_line, a_registrar_that_has_a_name_is_looked_up)
{
	struct sip_line *own;

	a = sip_driver_line("[line a]\ndriver = sip\nuser = alice\nregistrar = name.example\n");
	own = sip_line_of(a);
	CHECK_TEXT(far_got(), "");
	CHECK(sip_driver_resolves(&own->resolve, NULL));
	CHECK_TEXT(far_got(), "");
	scene_run(7000);
	CHECK(sip_driver_resolves(&own->resolve, "192.0.2.70:5062"));
	CHECK_TEXT(far_got(), "REGISTER");
	CHECK_TEXT(far_end.where, "192.0.2.70:5062");
	CHECK(far_saw("REGISTER", "\r\nTo: <sip:alice@name.example>\r\n"));
	far_answers(200, NULL, NULL);
	CHECK(line_in_service(a));
	CHECK_INT(own->failures, 0);
}

TEST(sip_line, a_line_may_be_closed_while_its_registrar_is_looked_up)
{
	a = sip_driver_line("[line a]\ndriver = sip\nregistrar = name.example\n");
	line_close(a);
	CHECK(!sip_line_of(a)->resolve.query);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_line, a_line_by_tcp_registers_by_a_connection)
{
	open_line(REGISTERED_LINE "transport = tcp\n");
	CHECK(far_saw("REGISTER", "\r\nVia: SIP/2.0/TCP "));
	CHECK(far_saw("REGISTER", ";transport=tcp>;+sip.instance="));
	sip_trans_lost(&sip.layer, sip.connection_ids);
	CHECK(next_after(10) >= 5);
}

TEST(sip_line, a_broken_connection_is_registered_by_anew)
{
	uint32_t handle;

	open_line(REGISTERED_LINE "transport = tcp\n");
	far_answers(200, NULL, NULL);
	handle = far_end.handle;
	far_breaks();
	CHECK(line_in_service(a));
	CHECK(next_after(10) >= 5);
	CHECK(far_saw("REGISTER", "\r\nExpires: 3600\r\n"));
	CHECK(far_end.handle > handle);
}

TEST(sip_line, two_lines_register_each_for_itself)
{
	struct line *b;

	sip_driver_open(REGISTERED_LINE "[line b]\ndriver = sip\nuser = bob\ndomain = 192.0.2.8\n");
	a = scene_line("a");
	far_answers(200, NULL, NULL);
	b = scene_line("b");
	far_answers(403, NULL, NULL);
	CHECK(line_in_service(a) && !line_in_service(b));
	line_close(a);
	CHECK_TEXT(far_got(), "REGISTER, REGISTER, REGISTER");
	CHECK(next_after(30) >= 20);		/* 403: not so soon */
	CHECK(far_saw("REGISTER", "\r\nTo: <sip:bob@192.0.2.8>\r\n"));
}


/* --- what its keys may say --- */

TEST_ONCE(sip_line, what_a_line_cannot_use_is_refused_with_a_sentence)
{
	static const struct {
		const char *key, *sentence;
	} bad[] = {
		{ "dial-rules = 0|x>1", "is no rule such as" },
		{ "show-rules = 0", "is no rule such as" },
		{ "country = +49", "country must be digits" },
		{ "outside = x", "outside must be what can be dialled" },
		{ "data-header = \"\"", "data-header must be the name" },
		{ "data-header = User-to-User", "data-header must be the name" },
		{ "data-header = X Y", "data-header must be the name" },
	};
	char text[512], said[512];
	struct provider *provider;
	struct buf why;

	provider = sip_driver_open(FREE_LINE);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "[provider]\nlog = off\nwatch = 0\n[sip]\nlisten = " FAR_US ":0\n"
			 "tcp = no\n[line a]\ndriver = sip\nregister = no\n[line b]\ndriver = sip\nregister = no\n%s\n", bad[i].key);
		scene_write(text);
		buf_fixed(&why, said, sizeof(said));
		CHECK(provider_reload(provider, &why) != OK);
		CHECK_TEXT(strstr(buf_c(&why), bad[i].sentence) ? bad[i].sentence : buf_c(&why), bad[i].sentence);
	}
}

/* --- by WebSocket ------------------------------------------------------------------ */

#define WEB_LINE REGISTERED_LINE "transport = wss\nwebsocket-path = /ws\n"

TEST(sip_line, a_line_by_websocket_has_a_name_that_is_nowhere)
{
	char ours[96];

	open_line(WEB_LINE);
	CHECK_TEXT(far_end.where, "192.0.2.9:443");
	CHECK(far_saw("REGISTER", "REGISTER sip:192.0.2.9 SIP/2.0\r\n"));
	snprintf(ours, sizeof(ours), "\r\nVia: SIP/2.0/WSS %s;rport;branch=", sip.nowhere);
	CHECK(far_saw("REGISTER", ours));
	snprintf(ours, sizeof(ours), "\r\nContact: <sip:alice@%s;transport=ws>;+sip.", sip.nowhere);
	CHECK(far_saw("REGISTER", ours));
	CHECK(strlen(sip.nowhere) > 20 && strstr(sip.nowhere, ".invalid"));
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));
}

TEST(sip_line, a_server_lists_others_of_this_user_and_ours_counts)
{
	char contacts[256];

	open_line(WEB_LINE);
	snprintf(contacts, sizeof(contacts), "Contact: <sip:alice@%s;transport=ws>;expires=12,"
		 " <sip:alice@other.invalid;transport=ws>;expires=3000\n", sip.nowhere);
	far_answers(200, contacts, NULL);
	scene_run(5999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "REGISTER");
}

TEST(sip_line, the_path_of_a_websocket_is_that_of_the_line_that_goes_there)
{
	open_line(WEB_LINE);
	CHECK_TEXT(sip_line_websocket_path(SPAN("192.0.2.9"), 443), "/ws");
	CHECK_TEXT(sip_line_websocket_path(SPAN("192.0.2.9"), 80), "/");
	CHECK_TEXT(sip_line_websocket_path(SPAN("192.0.2.10"), 443), "/");
}

TEST(sip_line, a_websocket_that_broke_is_made_again)
{
	open_line(WEB_LINE);
	far_answers(200, "Expires: 600\n", NULL);
	far_breaks();
	CHECK_INT(next_after(100) > 0, 1);
	CHECK(far_saw("REGISTER", "SIP/2.0/WSS "));
	far_answers(200, "Expires: 600\n", NULL);
	CHECK(line_in_service(a));
}

/* --- the file --------------------------------------------------------------------- */

static void stop_watch(void *provider)
{
	timer_stop(&scene_desk.timers, &((struct provider *)provider)->watch);
}

/* An editor may empty a file before it writes it: to look in between would take all lines away. */
TEST(sip_line, a_file_that_is_being_written_is_left_alone)
{
#define WATCHED "[provider]\nlog = off\nwatch = 5\n"
#define OTHER_LINE "[line b]\ndriver = sip\nregister = no\n"
#define SIP_AS_IT_IS "[sip]\nlisten = " FAR_US ":0\ntcp = no\ndns = 127.0.0.1:9\n"
	struct provider *provider = sip_driver_open(WATCHED FREE_LINE);

	DEFER(stop_watch, provider);
	scene_write(WATCHED);
	scene_run(5500);		/* it is seen, and may not be whole */
	CHECK_INT(provider->line_count, 1);
	CHECK(!provider->lines[0]->removed);
	scene_write(WATCHED SIP_AS_IT_IS FREE_LINE OTHER_LINE);
	scene_run(1000);
	CHECK_INT(provider->line_count, 1);
	scene_run(1000);		/* it rests */
	CHECK_INT(provider->line_count, 2);
	CHECK(!provider->lines[0]->removed);
	CHECK_TEXT(provider->lines[1]->name, "b");
}
