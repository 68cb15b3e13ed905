/* SPDX-License-Identifier: MIT
 * test_loop.c - the thread, its timers, and datagrams. */
#include "loop_scene.h"
#include "base/log.h"
#include "base/udp.h"
#include "base/loop_in.h"

static struct scene scene;

static struct end {		/* one end of a talk by UDP */
	struct udp *udp;
	unsigned count, disorder, last;
	bool echo, close_at_first;
	size_t longest;
} a, b, c, many[300];

static struct bell {
	struct timer timer;
	unsigned rung, elsewhere;	/* times; times not on the loop's thread */
	unsigned heard;			/* what `a` had heard by then */
} bell, late;

static void open_scene(void)
{
	memset(&bell, 0, sizeof(bell));
	memset(&late, 0, sizeof(late));
	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	memset(&c, 0, sizeof(c));
	memset(many, 0, sizeof(many));
	scene_open(&scene);
}

static void ring(void *arg)
{
	struct bell *rings = arg;

	rings->rung++;
	rings->heard = a.count;
	rings->elsewhere += !loop_is_here(scene.loop);
}

TEST(loop, a_timer_set_by_another_thread_fires_on_the_loop_s_thread)
{
	open_scene();
	scene_enter(&scene);
	timer_set(&scene.timers, &bell.timer, 2, ring, &bell);
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &bell.rung, 1) == 1);
	CHECK(bell.elsewhere == 0);
	CHECK(!loop_is_here(scene.loop));
}

TEST(loop, an_earlier_timer_is_not_kept_waiting_by_a_later_one)
{
	open_scene();
	scene_enter(&scene);
	timer_set(&scene.timers, &late.timer, 3600000, ring, &late);
	scene_leave(&scene);
	scene_enter(&scene);
	timer_set(&scene.timers, &bell.timer, 1, ring, &bell);
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &bell.rung, 1) == 1);
	CHECK(late.rung == 0);
}

static void spin(unsigned ms)
{
	uint64_t end = uv_hrtime() + ms * 1000000ull;

	while (uv_hrtime() < end)
		;
}

TEST_ONCE(loop, whoever_enters_sees_the_time_but_fires_no_timer)
{
	uint64_t before, idle, due;

	open_scene();
	before = scene.timers.now_ms;
	spin(5);
	scene_lock(&scene);
	loop_clock(scene.loop);
	idle = scene.timers.now_ms;
	timer_set(&scene.timers, &bell.timer, 3, ring, &bell);
	due = bell.timer.due_ms;
	spin(6);
	loop_clock(scene.loop);
	before = idle - before;
	idle = scene.timers.now_ms;
	timer_stop(&scene.timers, &bell.timer);
	scene_leave(&scene);
	CHECK(before >= 4);
	CHECK(idle < due && idle + 2 >= due);
	CHECK(bell.rung == 0);
}

static void hear(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct end *end = arg;
	unsigned number = 0;

	if (len >= sizeof(number))
		memcpy(&number, bytes, sizeof(number));
	bytes[len] = '\0';	/* that place is ours */
	end->disorder += number != end->last + 1;
	end->last = number;
	end->count++;
	if (len > end->longest)
		end->longest = len;
	if (end->echo)
		udp_send(end->udp, from, (struct span){ bytes, len });
	if (end->close_at_first)
		udp_close(end->udp);
}

static enum err open_at(struct end *end, const char *where, unsigned rcvbuf)
{
	struct net_addr addr;
	enum err err;

	if (!net_parse(&addr, span_of(where), 0))
		return ERR_PARAM;
	scene_enter(&scene);
	err = udp_open(&end->udp, scene.loop, net_of(&addr), rcvbuf, hear, end);
	scene_leave(&scene);
	return err;
}

/* Numbers first + 1 to first + count in one go, `size` bytes each. */
static void send_numbers(struct end *from, struct end *to, unsigned first, unsigned count, size_t size)
{
	static char bytes[65536];

	scene_enter(&scene);
	for (unsigned number = first + 1; number <= first + count; number++) {
		memcpy(bytes, &number, sizeof(number));
		udp_send(from->udp, udp_local(to->udp), (struct span){ bytes, size });
	}
	scene_leave(&scene);
}

/* Else an answer that lies in the socket would be asked for again. */
TEST_ONCE(udp, what_came_is_told_before_timers_fire_that_are_late)
{
	const unsigned batches = 3 * OS_UDP_BATCH;

	open_scene();
	NEED(open_at(&a, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	NEED(open_at(&b, "127.0.0.1", 0) == OK);
	scene_enter(&scene);
	for (unsigned i = 0; i < batches; i++)
		udp_send(b.udp, udp_local(a.udp), SPAN("well"));
	loop_flush(scene.loop);
	timer_set(&scene.timers, &bell.timer, 1, ring, &bell);
	spin(10);
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &bell.rung, 1) == 1);
	CHECK_INT(bell.heard, batches);
}

TEST_ONCE(udp, what_answers_a_whole_batch_goes_out_when_nothing_follows_it)
{
	open_scene();
	b.echo = true;
	NEED(open_at(&a, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	NEED(open_at(&b, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	scene_enter(&scene);
	for (unsigned i = 0; i < OS_UDP_BATCH; i++)
		udp_send(a.udp, udp_local(b.udp), SPAN("well"));
	scene.loop->pace = (struct pace){ .since_ns = uv_hrtime(), .much = true };
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &a.count, OS_UDP_BATCH), OS_UDP_BATCH);
}

TEST_ONCE(udp, ten_thousand_datagrams_come_back_in_order)
{
	open_scene();
	b.echo = true;
	NEED(open_at(&a, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	NEED(open_at(&b, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	for (unsigned first = 0; first < 10000; first += 100) {
		send_numbers(&a, &b, first, 100, 500);
		CHECK(scene_wait(&scene, &a.count, first) >= first);
	}
	CHECK_INT(scene_wait(&scene, &a.count, 10000), 10000);
	CHECK_INT(a.disorder + b.disorder, 0);
	CHECK_INT(loop_counts(scene.loop)->dropped, 0);
	CHECK_INT(loop_counts(scene.loop)->received, 20000);
	CHECK(loop_counts(scene.loop)->batches < 20000);
}

TEST(udp, sockets_say_where_they_are_and_answer_a_datagram)
{
	open_scene();
	b.echo = true;
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	NEED(open_at(&b, "127.0.0.1", 0) == OK);
	CHECK(net_port(udp_local(a.udp)) != 0);
	CHECK(net_port(udp_local(a.udp)) != net_port(udp_local(b.udp)));
	send_numbers(&a, &b, 0, 1, 4);
	CHECK(scene_wait(&scene, &a.count, 1) == 1);
}

struct talker {
	struct end *from, *to;
	unsigned sent;
};

static void talk(void *arg)
{
	struct talker *talker = arg;

	for (; talker->sent < 2000; talker->sent += 50) {
		send_numbers(talker->from, talker->to, talker->sent, 50, 100);
		scene_wait(&scene, &talker->to->count, talker->sent);
	}
}

TEST_ONCE(udp, threads_send_at_the_same_time)
{
	struct talker talkers[3];
	uv_thread_t threads[3];
	unsigned got[3];

	open_scene();
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	for (int i = 0; i < 3; i++) {
		NEED(open_at(&many[i], "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
		talkers[i] = (struct talker){ &a, &many[i], 0 };
	}
	for (int i = 0; i < 3; i++)
		uv_thread_create(&threads[i], talk, &talkers[i]);
	for (int i = 0; i < 3; i++)
		uv_thread_join(&threads[i]);
	for (int i = 0; i < 3; i++)
		got[i] = scene_wait(&scene, &many[i].count, 2000);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(got[i], 2000);
		CHECK_INT(many[i].disorder, 0);
	}
}

TEST_ONCE(udp, a_socket_closed_by_its_own_callback_hears_no_more_and_frees_its_port)
{
	char where[NET_TEXT_SIZE];

	open_scene();
	b.close_at_first = true;
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	NEED(open_at(&b, "127.0.0.1", 0) == OK);
	net_text(udp_local(b.udp), where);
	send_numbers(&a, &b, 0, 20, 4);
	CHECK(scene_wait(&scene, &b.count, 1) == 1);
	CHECK(open_at(&c, where, 0) == OK);
	send_numbers(&a, &c, 0, 1, 4);
	CHECK(scene_wait(&scene, &c.count, 1) >= 1);
	CHECK(b.count == 1);
}

TEST_ONCE(udp, a_closed_socket_hears_nothing_even_of_what_was_read_already)
{
	unsigned heard;

	open_scene();
	for (int round = 0; round < 50; round++) {
		NEED(open_at(&a, "127.0.0.1", 0) == OK);
		NEED(open_at(&b, "127.0.0.1", 0) == OK);
		send_numbers(&a, &b, 0, 30, 4);
		scene_enter(&scene);
		udp_close(b.udp);
		udp_close(a.udp);
		heard = b.count;
		scene_leave(&scene);
		a.count = 0;
		NEED(open_at(&a, "127.0.0.1", 0) == OK);
		send_numbers(&a, &a, 0, 1, 4);
		CHECK(scene_wait(&scene, &a.count, 1) == 1);
		scene_enter(&scene);
		udp_close(a.udp);
		heard -= b.count;
		scene_leave(&scene);
		CHECK_INT(heard, 0);
	}
}

TEST_ONCE(udp, ipv6_sockets_leave_the_port_to_ipv4)
{
	char where[NET_TEXT_SIZE];
	struct net_addr to;
	enum err err;

	open_scene();
	b.echo = true;
	log_level_set(LOG_OFF);
	err = open_at(&a, "::1", 0);
	log_level_set(LOG_WARN);
	if (err == ERR_RESOURCE)
		return;		/* this machine has no IPv6 */
	NEED(open_at(&b, "::", 0) == OK);
	snprintf(where, sizeof(where), "0.0.0.0:%u", net_port(udp_local(b.udp)));
	CHECK(open_at(&c, where, 0) == OK);
	net_parse(&to, SPAN("::1"), net_port(udp_local(b.udp)));
	scene_enter(&scene);
	udp_send(a.udp, net_of(&to), SPAN("hello"));
	scene_leave(&scene);
	CHECK(scene_wait(&scene, &a.count, 1) == 1);
	CHECK(c.count == 0);
}

TEST(udp, a_port_that_is_taken_is_an_error_at_once)
{
	char where[NET_TEXT_SIZE];

	open_scene();
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	log_level_set(LOG_OFF);
	CHECK(open_at(&b, net_text(udp_local(a.udp), where), 0) == ERR_RESOURCE);
	log_level_set(LOG_WARN);
}

TEST_ONCE(udp, a_datagram_of_any_size_comes_whole_or_is_counted)
{
	open_scene();
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	NEED(open_at(&b, "127.0.0.1", UDP_RCVBUF_BUSY) == OK);
	send_numbers(&a, &b, 0, 3, 65507);
	CHECK(scene_wait(&scene, &b.count, 3) == 3);
	CHECK_INT(b.longest, 65507);
	send_numbers(&a, &b, 3, 1, 65508);
	send_numbers(&a, &b, 3, 1, 0);
	CHECK(scene_wait(&scene, &b.count, 4) == 4);
	CHECK_INT(loop_counts(scene.loop)->dropped, 1);
}

TEST_ONCE(udp, three_hundred_sockets_each_hear_their_own)
{
	open_scene();
	NEED(open_at(&a, "127.0.0.1", 0) == OK);
	for (int i = 0; i < 300; i++)
		NEED(open_at(&many[i], "127.0.0.1", 0) == OK);
	for (unsigned i = 0; i < 300; i++)
		send_numbers(&a, &many[i], 0, 1 + i % 3, 160);
	for (unsigned i = 0; i < 300; i++)
		CHECK_INT(scene_wait(&scene, &many[i].count, 1 + i % 3), 1 + i % 3);
}

TEST_ONCE(loop, closing_in_the_midst_of_traffic_ends_all_of_it)
{
	unsigned before, after;

	open_scene();
	for (int round = 0; round < 20; round++) {
		a.echo = b.echo = true;
		a.count = b.count = 0;
		NEED(open_at(&a, "127.0.0.1", 0) == OK);
		NEED(open_at(&b, "127.0.0.1", 0) == OK);
		send_numbers(&a, &b, 0, 30, 100);
		CHECK(scene_wait(&scene, &b.count, 100) >= 100);
		loop_close(scene.loop);
		before = a.count + b.count;
		scene_start(&scene);
		after = a.count + b.count;
		CHECK_INT(after, before);
	}
}

TEST_ONCE(net, addresses_are_read_and_written)
{
	static const struct {
		const char *text, *whole, *host, *uri;
	} rows[] = {
		{ "192.0.2.1",             "192.0.2.1:5060",       "192.0.2.1",   "192.0.2.1" },
		{ "192.0.2.1:99",          "192.0.2.1:99",         "192.0.2.1",   "192.0.2.1" },
		{ "2001:DB8::1",           "[2001:db8::1]:5060",   "2001:db8::1", "[2001:db8::1]" },
		{ "[2001:db8::1]",         "[2001:db8::1]:5060",   "2001:db8::1", "[2001:db8::1]" },
		{ "[::1]:65535",           "[::1]:65535",          "::1",         "[::1]" },
		{ "[fe80::1%3]:1",         "[fe80::1%3]:1",        "fe80::1%3",   "[fe80::1%3]" },
		{ "",                      NULL, NULL, NULL },
		{ "a.example",             NULL, NULL, NULL },
		{ "192.0.2.256",           NULL, NULL, NULL },
		{ "192.0.2.1:",            NULL, NULL, NULL },
		{ "192.0.2.1:65536",       NULL, NULL, NULL },
		{ "[::1",                  NULL, NULL, NULL },
		{ "[::1]5060",             NULL, NULL, NULL },
		{ "[]:1",                  NULL, NULL, NULL },
		{ "[192.0.2.1]",           NULL, NULL, NULL },
		{ ":::",                   NULL, NULL, NULL },
	};
	char text[NET_TEXT_SIZE];
	struct net_addr addr;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool good = net_parse(&addr, span_of(rows[i].text), 5060);

		CHECK_INT(good, rows[i].whole != NULL);
		if (!good)
			continue;
		CHECK_TEXT(net_text(net_of(&addr), text), rows[i].whole);
		CHECK_TEXT(net_host_text(net_of(&addr), text), rows[i].host);
		CHECK_TEXT(net_uri_text(net_of(&addr), text), rows[i].uri);
	}
}

TEST_ONCE(net, the_local_address_for_a_peer_is_found)
{
	struct net_addr peer, local;
	char text[NET_TEXT_SIZE];

	CHECK(net_local_for(&local, loopback(&peer, 5060)) == OK);
	CHECK_TEXT(net_text(net_of(&local), text), "127.0.0.1:0");
	CHECK(net_is_loopback(net_of(&local)));
	net_port_set(&local, 5060);
	CHECK(net_same(net_of(&local), net_of(&peer)));
	net_port_set(&local, 5061);
	CHECK(net_same_host(net_of(&local), net_of(&peer)) && !net_same(net_of(&local), net_of(&peer)));
}
