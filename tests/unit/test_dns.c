/* SPDX-License-Identifier: MIT
 * test_dns.c - the rules of RFC 3263, against a name server of the test's own. */
#include "loop_scene.h"
#include "base/dns_in.h"
#include "base/udp.h"

enum { A = 1, SOA = 6, AAAA = 28, SRV = 33, NAPTR = 35 };

/* What the server knows. `a` and `b`: priority and weight of SRV, order and
 * preference of NAPTR; `value`: address, target or replacement. */
static const struct record {
	const char *name;
	int type;
	unsigned a, b, port;
	const char *service, *value;
} records[] = {
	{ "plain.test",            A,    0, 0, 0, NULL, "192.0.2.10" },
	{ "both.test",             A,    0, 0, 0, NULL, "192.0.2.11" },
	{ "both.test",             AAAA, 0, 0, 0, NULL, "2001:db8::11" },

	{ "naptr.test",            NAPTR, 10, 50, 0, "SIP+D2T",  "tcp.naptr.test" },
	{ "naptr.test",            NAPTR, 10, 20, 0, "SIPS+D2T", "tls.naptr.test" },
	{ "naptr.test",            NAPTR, 5,  1,  0, "E2U+sip",  "enum.naptr.test" },
	{ "naptr.test",            NAPTR, 90, 1,  0, "SIP+D2U",  "udp.naptr.test" },
	{ "tcp.naptr.test",        SRV,  1, 1, 5070, NULL, "plain.test" },
	{ "tls.naptr.test",        SRV,  1, 1, 5071, NULL, "plain.test" },
	{ "udp.naptr.test",        SRV,  1, 1, 5072, NULL, "plain.test" },

	{ "_sip._udp.srv.test",    SRV,  20, 0,  5062, NULL, "h2.test" },
	{ "_sip._udp.srv.test",    SRV,  10, 0,  5061, NULL, "h1.test" },
	{ "_sip._tcp.srv.test",    SRV,  1,  0,  5063, NULL, "h1.test" },
	{ "h1.test",               A,    0, 0, 0, NULL, "192.0.2.1" },
	{ "h2.test",               A,    0, 0, 0, NULL, "192.0.2.2" },
	{ "h3.test",               A,    0, 0, 0, NULL, "192.0.2.3" },

	{ "_sip._udp.weight.test", SRV,  1, 10, 5060, NULL, "h1.test" },
	{ "_sip._udp.weight.test", SRV,  1, 0,  5060, NULL, "h2.test" },
	{ "_sip._udp.weight.test", SRV,  1, 30, 5060, NULL, "h3.test" },
	{ "_sip._udp.weight.test", SRV,  0, 0,  5060, NULL, "plain.test" },

	{ "_sip._udp.closed.test", SRV,  0, 0, 0, NULL, "" },
	{ "closed.test",           A,    0, 0, 0, NULL, "192.0.2.66" },

	{ "_sip._udp.absurd.test", SRV,  1, 0, 0,    NULL, "h1.test" },
	{ "_sip._udp.absurd.test", SRV,  2, 0, 5060, NULL, "all.test" },
	{ "_sip._udp.absurd.test", SRV,  3, 0, 5060, NULL, "_sip._udp.absurd.test" },
	{ "_sip._udp.absurd.test", SRV,  4, 0, 5060, NULL, "h2.test" },
	{ "all.test",              A,    0, 0, 0, NULL, "0.0.0.0" },
	{ "all.test",              A,    0, 0, 0, NULL, "224.0.1.75" },
	{ "all.test",              A,    0, 0, 0, NULL, "255.255.255.255" },
	{ "all.test",              AAAA, 0, 0, 0, NULL, "ff02::1" },
	{ "circle.test",           NAPTR, 1, 1,  0, "SIP+D2U",  "circle.test" },

	{ "_sip._udp.half.test",   SRV,  1, 0, 5060, NULL, "plain.test" },
	{ "_sip._udp.half.test",   SRV,  2, 0, 5060, NULL, "silent.test" },
	{ 0 },
};

static struct scene scene;
static struct udp *server;
static char servers[NET_TEXT_SIZE];
static unsigned asked;
static unsigned ttl_s;			/* of all records */
static int minimum_s;			/* of the SOA that stands in a no; -1: none does */
static bool mute, moved;		/* it does not answer; all addresses are others */

static struct outcome {
	unsigned answers, count;
	struct dns_target targets[DNS_TARGETS_MAX];
	char why[80];
} outcome;

static uint8_t *put16(uint8_t *at, unsigned n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
	return at + 2;
}

static uint8_t *put_text(uint8_t *at, const char *text)
{
	size_t len = strlen(text);

	*at = (uint8_t)len;
	memcpy(at + 1, text, len);
	return at + 1 + len;
}

static uint8_t *put_name(uint8_t *at, const char *name)
{
	struct span rest = span_of(name), label;
	char text[64];

	while (rest.len) {
		label = span_cut(rest, '.', &rest);
		span_copy(label, text, sizeof(text));
		at = put_text(at, text);
	}
	*at = 0;
	return at + 1;
}

static uint8_t *put_record(uint8_t *at, const struct record *r)
{
	uint8_t *size, *begin;

	at = put16(at, 0xc00c);		/* the name of the question */
	at = put16(at, (unsigned)r->type);
	at = put16(at, 1);
	at = put16(put16(at, ttl_s >> 16), ttl_s);
	size = at;
	begin = at = put16(at, 0);
	if (r->type == A) {
		uv_inet_pton(AF_INET, moved ? "192.0.2.99" : r->value, at);
		at += 4;
	} else if (r->type == AAAA) {
		uv_inet_pton(AF_INET6, r->value, at);
		at += 16;
	} else if (r->type == SRV) {
		at = put_name(put16(put16(put16(at, r->a), r->b), r->port), r->value);
	} else {
		at = put_text(put_text(put16(put16(at, r->a), r->b), "s"), r->service);
		at = put_name(put_text(at, ""), r->value);
	}
	put16(size, (unsigned)(at - begin));
	return at;
}

static uint8_t *put_soa(uint8_t *at)
{
	at = put16(put16(put16(at, 0xc00c), SOA), 1);
	at = put16(put16(at, 0), 3000);
	at = put16(at, 22);
	at = put_name(put_name(at, ""), "");
	memset(at, 0, 18);
	return put16(at + 18, (unsigned)minimum_s);
}

/* The name in a question, with dots; where it ends. */
static const uint8_t *get_name(const uint8_t *at, char *out)
{
	for (; *at; at += *at + 1) {
		memcpy(out, at + 1, *at);
		out += *at;
		*out++ = '.';
	}
	out[-1] = '\0';
	return at + 1;
}

static void serve(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	uint8_t reply[1024], *at;
	char name[256] = "";
	const uint8_t *end = get_name((uint8_t *)bytes + 12, name);
	size_t question = (size_t)(end + 4 - (uint8_t *)bytes);
	unsigned type = (unsigned)end[0] << 8 | end[1], count = 0;
	bool known = false;

	asked++;
	if (mute || strstr(name, "silent"))
		return;
	memcpy(reply, bytes, question);
	at = reply + question;
	for (const struct record *r = records; r->name; r++) {
		if (strcmp(r->name, name) != 0)
			continue;
		known = true;
		if ((unsigned)r->type != type)
			continue;
		at = put_record(at, r);
		count++;
	}
	put16(reply + 2, strstr(name, "long") ? 0x8780 : known ? 0x8580 : 0x8583);
	put16(reply + 6, count);
	memset(reply + 8, 0, 4);
	if (count == 0 && minimum_s >= 0) {
		put16(reply + 8, 1);
		at = put_soa(at);
	}
	udp_send(server, from, (struct span){ (char *)reply, (size_t)(at - reply) });
}

static void found(void *arg, const struct dns_target *targets, unsigned count, const char *why)
{
	outcome.answers++;
	outcome.count = count;
	if (count)
		memcpy(outcome.targets, targets, count * sizeof(*targets));
	span_copy(span_of(why), outcome.why, sizeof(outcome.why));
}

static void open_scene(void)
{
	struct net_addr addr;
	enum err err;

	memset(&outcome, 0, sizeof(outcome));
	asked = 0;
	ttl_s = 60;
	minimum_s = -1;
	mute = moved = false;
	scene_open(&scene);
	scene_enter(&scene);
	err = udp_open(&server, scene.loop, loopback(&addr, 0), 0, serve, NULL);
	if (!err)
		dns_servers(scene.loop, net_text(udp_local(server), servers));
	scene_leave(&scene);
	NEED(err == OK);
}

static const char *const words[] = {
	[NET_UDP] = "udp", [NET_TCP] = "tcp", [NET_TLS] = "tls",
};

static void begin(const char *host, uint16_t port, enum net_transport transport, unsigned able)
{
	struct dns_question question = { host, port, transport, able, 2000 };
	enum err err;

	scene_enter(&scene);
	outcome.answers = 0;
	err = dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	if (!err && outcome.answers)
		err = ERR_STATE;	/* never from inside */
	scene_leave(&scene);
	NEED(err == OK);
}

/* The answer to what was begun, as "udp 192.0.2.1:5060, tcp ...". */
static const char *answer(void)
{
	static char text[DNS_TARGETS_MAX * (NET_TEXT_SIZE + 8)];
	char addr[NET_TEXT_SIZE];
	size_t len = 0;

	NEED(scene_wait(&scene, &outcome.answers, 1) == 1);
	snprintf(text, sizeof(text), "%s", outcome.why);
	for (unsigned i = 0; i < outcome.count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %s", i ? ", " : "",
			words[outcome.targets[i].transport],
			net_text(net_of(&outcome.targets[i].addr), addr));
	return text;
}

static const char *ask(const char *host, uint16_t port, enum net_transport transport, unsigned able)
{
	begin(host, port, transport, able);
	return answer();
}

TEST(dns, a_numeric_address_asks_no_server)
{
	open_scene();
	CHECK_TEXT(ask("192.0.2.5", 0, NET_ANY, 0), "udp 192.0.2.5:5060");
	CHECK_TEXT(ask("192.0.2.5", 5080, NET_TCP, 0), "tcp 192.0.2.5:5080");
	CHECK_TEXT(ask("[2001:db8::5]", 0, NET_TLS, 0), "tls [2001:db8::5]:5061");
	CHECK_TEXT(ask("2001:db8::5", 0, NET_ANY, 1 << NET_TLS), "tls [2001:db8::5]:5061");
	CHECK_INT(asked, 0);
}

TEST(dns, a_port_that_is_given_asks_for_addresses_only)
{
	open_scene();
	CHECK_TEXT(ask("srv.test", 5080, NET_ANY, 0), "no such name");
	CHECK_TEXT(ask("plain.test", 5080, NET_ANY, 0), "udp 192.0.2.10:5080");
	CHECK_TEXT(ask("plain.test", 5080, NET_TCP, 0), "tcp 192.0.2.10:5080");
}

TEST_ONCE(dns, naptr_chooses_among_what_the_caller_speaks_the_lowest_order_then_preference)
{
	open_scene();
	CHECK_TEXT(ask("naptr.test", 0, NET_ANY, 0), "tls 192.0.2.10:5071, tcp 192.0.2.10:5070");
	CHECK_TEXT(ask("naptr.test", 0, NET_ANY, 1 << NET_UDP | 1 << NET_TCP), "tcp 192.0.2.10:5070");
	CHECK_TEXT(ask("naptr.test", 0, NET_ANY, 1 << NET_UDP), "udp 192.0.2.10:5072");
	CHECK_TEXT(ask("naptr.test", 0, NET_ANY, 1 << NET_TLS), "tls 192.0.2.10:5071");
}

TEST_ONCE(dns, without_naptr_the_services_of_all_transports_count_by_priority)
{
	open_scene();
	CHECK_TEXT(ask("srv.test", 0, NET_ANY, 0),
		   "udp 192.0.2.1:5061, udp 192.0.2.2:5062, tcp 192.0.2.1:5063");
	CHECK_TEXT(ask("srv.test", 0, NET_TCP, 0), "tcp 192.0.2.1:5063");
	CHECK_TEXT(ask("srv.test", 0, NET_UDP, 0), "udp 192.0.2.1:5061, udp 192.0.2.2:5062");
}

TEST_ONCE(dns, without_services_the_host_itself_is_it)
{
	open_scene();
	CHECK_TEXT(ask("plain.test", 0, NET_ANY, 0), "udp 192.0.2.10:5060");
	CHECK_TEXT(ask("plain.test", 0, NET_TLS, 0), "tls 192.0.2.10:5061");
	CHECK_TEXT(ask("nowhere.test", 0, NET_ANY, 0), "no such name");
}

TEST_ONCE(dns, both_families_are_found)
{
	open_scene();
	ask("both.test", 5060, NET_UDP, 0);
	CHECK_INT(outcome.count, 2);
	CHECK(net_is_v6(net_of(&outcome.targets[0].addr)) != net_is_v6(net_of(&outcome.targets[1].addr)));
}

TEST_ONCE(dns, a_service_that_is_not_offered_is_not_looked_for_elsewhere)
{
	open_scene();
	CHECK_TEXT(ask("closed.test", 0, NET_UDP, 0), "SIP is not offered there");
}

static uint32_t draws[8];
static unsigned drawn;

static uint32_t next_draw(void *arg)
{
	return draws[drawn++ % 8];
}

TEST_ONCE(dns, weights_choose_within_a_priority)
{
	/* Of h2 (0), h1 (10), h3 (30): 0 is h2, 1 to 10 is h1, 11 to 40 is h3. */
	static const struct {
		uint32_t draws[4];
		const char *want;
	} rows[] = {
		{ { 0, 0 },   "udp 192.0.2.10:5060, udp 192.0.2.2:5060, udp 192.0.2.1:5060, udp 192.0.2.3:5060" },
		{ { 10, 0 },  "udp 192.0.2.10:5060, udp 192.0.2.1:5060, udp 192.0.2.2:5060, udp 192.0.2.3:5060" },
		{ { 11, 1 },  "udp 192.0.2.10:5060, udp 192.0.2.3:5060, udp 192.0.2.1:5060, udp 192.0.2.2:5060" },
		{ { 40, 41 }, "udp 192.0.2.10:5060, udp 192.0.2.3:5060, udp 192.0.2.1:5060, udp 192.0.2.2:5060" },
	};

	open_scene();
	scene_enter(&scene);
	dns_random(scene.loop, next_draw, NULL);
	scene_leave(&scene);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(draws, rows[i].draws, sizeof(rows[i].draws));
		drawn = 0;
		CHECK_TEXT(ask("weight.test", 0, NET_UDP, 0), rows[i].want);
	}
}

TEST_ONCE(dns, what_is_as_good_as_each_other_is_one_group)
{
	open_scene();
	ask("weight.test", 0, NET_UDP, 0);
	NEED(outcome.count == 4);
	CHECK_INT(outcome.targets[0].group, 0);
	for (unsigned i = 1; i < 4; i++)
		CHECK_INT(outcome.targets[i].group, 1);
	ask("srv.test", 0, NET_ANY, 0);
	NEED(outcome.count == 3);
	CHECK_INT(outcome.targets[2].group, 2);
}

/* --- what is kept -------------------------------------------------------------- */

/* As if so many seconds had gone by: what became due by then has fired. */
static void pass(unsigned seconds)
{
	uint64_t until_ms;

	scene_enter(&scene);
	until_ms = scene.timers.now_ms + seconds * 1000ull;
	scene.loop->skew_ms += seconds * 1000ull;
	scene.loop->armed_ms = UINT64_MAX;	/* by the old clock */
	loop_poke(scene.loop);
	while (loop_clock(scene.loop), scene.timers.now_ms < until_ms)
		uv_cond_wait(&scene.news, &scene.lock);
	scene_leave(&scene);
}

/* How many questions the server hears for one of ours. */
static unsigned asks(const char *host)
{
	unsigned before = asked;

	ask(host, 0, NET_UDP, 0);
	return asked - before;
}

TEST_ONCE(dns, an_answer_is_kept_for_its_time_and_then_asked_for_anew)
{
	open_scene();
	CHECK(asks("srv.test") > 0);
	pass(55);
	moved = true;
	CHECK_INT(asks("srv.test"), 0);
	CHECK_INT(asks("SRV.Test"), 0);
	CHECK_TEXT(ask("srv.test", 0, NET_UDP, 0), "udp 192.0.2.1:5061, udp 192.0.2.2:5062");
	pass(10);
	CHECK_TEXT(ask("srv.test", 0, NET_UDP, 0), "udp 192.0.2.99:5061, udp 192.0.2.99:5062");
}

TEST_ONCE(dns, what_has_no_time_is_not_kept)
{
	open_scene();
	ttl_s = 0;
	CHECK(asks("srv.test") > 0);
	CHECK(asks("srv.test") > 0);
	ttl_s = 0x80000001;		/* RFC 2181 8: that is none */
	CHECK(asks("srv.test") > 0);
	CHECK(asks("srv.test") > 0);
}

TEST_ONCE(dns, nothing_is_believed_for_longer_than_a_day)
{
	open_scene();
	ttl_s = INT32_MAX;
	CHECK(asks("srv.test") > 0);
	pass(DNS_DAY_S - 10);
	CHECK_INT(asks("srv.test"), 0);
	pass(20);
	CHECK(asks("srv.test") > 0);
}

TEST_ONCE(dns, a_no_is_kept_for_as_long_as_its_zone_says)
{
	open_scene();
	minimum_s = 100;
	CHECK(asks("nowhere.test") > 0);
	CHECK_INT(asks("nowhere.test"), 0);
	CHECK_TEXT(outcome.why, "no such name");
	pass(35);
	CHECK(asks("nowhere.test") > 0);	/* c-ares does not tell of the no to A: 30 s at the most */
}

TEST_ONCE(dns, what_is_asked_for_already_is_asked_once)
{
	struct dns_question question = { "srv.test", 0, NET_UDP, 0, 0 };
	unsigned one;

	open_scene();
	one = asks("plain.test");
	scene_enter(&scene);
	asked = outcome.answers = 0;
	for (int i = 0; i < 100; i++)
		dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &outcome.answers, 100), 100);
	CHECK_INT(outcome.count, 2);
	CHECK(asked <= one + 4);
}

TEST_ONCE(dns, not_more_is_kept_than_there_is_room_for)
{
	char name[32];
	unsigned first;

	open_scene();
	first = asks("plain.test");
	CHECK(first > 0);
	for (int i = 0; i < DNS_KNOWN_MAX; i++) {
		snprintf(name, sizeof(name), "nowhere%d.test", i);
		ask(name, 5060, NET_UDP, 0);
	}
	CHECK_INT(asks("plain.test"), first);
	CHECK_INT(asks("plain.test"), 0);
}

TEST_ONCE(dns, what_was_known_counts_while_the_servers_are_silent)
{
	unsigned heard;

	open_scene();
	CHECK_TEXT(ask("plain.test", 5060, NET_UDP, 0), "udp 192.0.2.10:5060");
	pass(61);
	mute = true;
	heard = asked;
	begin("plain.test", 5060, NET_UDP, 0);
	CHECK(scene_wait(&scene, &asked, heard + 1) > heard);
	CHECK_INT(outcome.answers, 0);
	pass(2);
	CHECK_TEXT(answer(), "udp 192.0.2.10:5060");
	mute = false;
	moved = true;
	/* The question that is open may take its time yet. */
	for (int i = 0; i < 4 && strcmp(ask("plain.test", 5060, NET_UDP, 0), "udp 192.0.2.99:5060") != 0; i++)
		pass(60);
	CHECK_TEXT(ask("plain.test", 5060, NET_UDP, 0), "udp 192.0.2.99:5060");
}

TEST_ONCE(dns, what_is_known_may_be_asked_for_before_its_time)
{
	open_scene();
	CHECK(asks("srv.test") > 0);
	scene_enter(&scene);
	dns_expire(scene.loop);
	scene_leave(&scene);
	CHECK(asks("srv.test") > 0);
}

TEST_ONCE(dns, what_cannot_be_is_left_out)
{
	open_scene();
	CHECK_TEXT(ask("absurd.test", 0, NET_UDP, 0), "udp 192.0.2.2:5060");
	CHECK_TEXT(ask("all.test", 5060, NET_UDP, 0), "no such name");
	CHECK_TEXT(ask("circle.test", 0, NET_ANY, 0), "no such name");
}

TEST_ONCE(dns, an_answer_that_is_cut_off_says_nothing_of_its_time)
{
	static const unsigned char answer[] =
		"\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00" "\x01" "a\x00\x00\x01\x00\x01"
		"\xc0\x0c\x00\x01\x00\x01\x00\x00\x01\x2c\x00\x04" "abcd"
		"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x64\x00\x04" "abcd";
	uint32_t ttl = 0;

	CHECK(dns_ttl(&ttl, answer, sizeof(answer) - 1));
	CHECK_INT(ttl, 100);
	for (size_t len = 0; len < sizeof(answer) - 1; len++) {
		unsigned char *cut = mem_alloc(len + 1);

		NEED(cut != NULL);
		memcpy(cut, answer, len);
		CHECK(!dns_ttl(&ttl, cut, len));
		mem_free(cut);
	}
}

/* --- silence ------------------------------------------------------------------- */

static const char *ask_within(const char *host, unsigned limit_ms)
{
	struct dns_question question = { host, 0, NET_UDP, 0, limit_ms };

	scene_enter(&scene);
	outcome.answers = 0;
	dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	scene_leave(&scene);
	scene_wait(&scene, &outcome.answers, 1);
	return outcome.why;
}

TEST_ONCE(dns, silence_ends_at_the_limit)
{
	uint64_t begun = uv_hrtime();

	open_scene();
	CHECK_TEXT(ask_within("silent.test", 50), "the name servers do not answer in time");
	CHECK_INT(outcome.answers, 1);
	CHECK_INT(outcome.count, 0);
	CHECK(uv_hrtime() - begun >= 49000000);
}

TEST_ONCE(dns, what_was_found_before_the_limit_is_the_answer)
{
	open_scene();
	CHECK_TEXT(ask_within("half.test", 500), "");
	CHECK_INT(outcome.count, 1);
}

static void found_beside(void *arg, const struct dns_target *targets, unsigned count, const char *why)
{
	unsigned *answers = arg;

	CHECK_INT(count, 1);
	CHECK_TEXT(why, NULL);
	(*answers)++;
}

/* "Ask by TCP", it says of one name, where nobody is: c-ares ends what else is asked by
 * the same channel. */
TEST_ONCE(dns, what_is_said_of_one_name_does_not_end_the_questions_for_others)
{
	struct dns_question question = { "plain.test", 5060, NET_UDP, 0, 0 };
	unsigned answers = 0;

	open_scene();
	scene_enter(&scene);
	mute = true;
	NEED(dns_resolve_sip(NULL, scene.loop, &question, found_beside, &answers) == OK);
	scene_leave(&scene);
	NEED(scene_wait(&scene, &asked, 2) >= 2);
	mute = false;
	CHECK_TEXT(ask("long.test", 5060, NET_UDP, 0), "the name servers do not answer");
	CHECK_INT(scene_wait(&scene, &answers, 1), 1);
}

TEST_ONCE(dns, a_question_that_is_cancelled_is_not_answered)
{
	struct dns_question question = { "plain.test", 0, NET_ANY, 0, 0 };
	struct dns_question silent = { "silent.test", 0, NET_ANY, 0, 0 };
	struct dns_query *early, *late;

	open_scene();
	scene_enter(&scene);
	dns_resolve_sip(&early, scene.loop, &question, found, NULL);
	dns_resolve_sip(&late, scene.loop, &silent, found, NULL);
	dns_cancel(early);
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &asked, 1) >= 1);
	scene_enter(&scene);
	dns_cancel(late);
	scene_leave(&scene);
	CHECK_TEXT(ask("plain.test", 5060, NET_UDP, 0), "udp 192.0.2.10:5060");
	CHECK_INT(outcome.answers, 1);
}

TEST_ONCE(dns, what_is_no_host_is_refused_at_once)
{
	char name[300];
	struct dns_question question = { name, 0, NET_ANY, 0, 0 };
	enum err longer, empty;

	open_scene();
	memset(name, 'a', sizeof(name));
	name[254] = '\0';
	scene_enter(&scene);
	longer = dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	name[0] = '\0';
	empty = dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	scene_leave(&scene);
	CHECK(longer == ERR_ADDRESS && empty == ERR_ADDRESS);
}

TEST_ONCE(dns, the_loop_closes_with_questions_open)
{
	struct dns_question question = { "silent.test", 0, NET_ANY, 0, 0 };

	open_scene();
	scene_enter(&scene);
	for (int i = 0; i < 5; i++)
		dns_resolve_sip(NULL, scene.loop, &question, found, NULL);
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &asked, 2) >= 2);
	CHECK_INT(outcome.answers, 0);
}
