/* SPDX-License-Identifier: MIT
 * test_tcp.c - connections: streams in pieces, and the ways in which they end. */
#include "loop_scene.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/tcp.h"
#include "os/udp.h"

static struct scene scene;

static struct end {		/* one end of a connection */
	struct tcp *tcp;
	char heard[4096];	/* what was consumed */
	unsigned connected, len, offers, closed;
	size_t longest;		/* bytes offered at once */
	char reason[80];
	bool echo, deaf, close_at_first;
} client, server;
static struct tcp_server *listener;
static unsigned accepted;
static bool take;

static void on_connected(void *arg)
{
	((struct end *)arg)->connected++;
}

/* Consume whole lines, one a call. */
static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct end *end = arg;
	char *line = end->deaf ? NULL : memchr(bytes, '\n', len);
	size_t size = line ? (size_t)(line + 1 - bytes) : 0;

	end->offers++;
	if (len > end->longest)
		end->longest = len;
	if (end->len + size < sizeof(end->heard))
		memcpy(end->heard + end->len, bytes, size);
	end->len += (unsigned)size;
	if (end->echo && size)
		tcp_send(end->tcp, (struct span){ bytes, size });
	if (end->close_at_first)
		tcp_close(end->tcp);
	return size;
}

static void on_closed(void *arg, const char *reason)
{
	struct end *end = arg;

	end->closed++;
	end->tcp = NULL;
	span_copy(span_of(reason), end->reason, sizeof(end->reason));
}

static const struct tcp_callbacks callbacks = { on_connected, on_received, on_closed };

static void on_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from)
{
	accepted++;
	server.tcp = tcp;
	if (take)
		tcp_take(tcp, &callbacks, &server);
}

static void open_scene(void)
{
	memset(&client, 0, sizeof(client));
	memset(&server, 0, sizeof(server));
	accepted = 0;
	take = true;
	scene_open(&scene);
}

static enum err connect_to(const struct sockaddr *to)
{
	enum err err;

	scene_enter(&scene);
	err = tcp_connect(&client.tcp, scene.loop, NULL, to, &callbacks, &client);
	scene_leave(&scene);
	return err;
}

static void open_pair(void)
{
	struct net_addr addr;
	enum err err;

	open_scene();
	scene_enter(&scene);
	err = tcp_listen(&listener, scene.loop, loopback(&addr, 0), on_accepted, NULL);
	scene_leave(&scene);
	NEED(err == OK);
	NEED(connect_to(tcp_server_local(listener)) == OK);
	NEED(scene_wait(&scene, &client.connected, 1) == 1);
	NEED(scene_wait(&scene, &accepted, 1) == 1);
}

static void say(struct end *end, struct span bytes)
{
	scene_enter(&scene);
	if (end->tcp)
		tcp_send(end->tcp, bytes);
	scene_leave(&scene);
}

TEST(tcp, a_line_is_answered)
{
	open_pair();
	server.echo = true;
	say(&client, SPAN("hello\n"));
	CHECK(scene_wait(&scene, &client.len, 6) == 6);
	CHECK(memcmp(client.heard, "hello\n", 6) == 0);
	CHECK(net_same(tcp_remote(client.tcp), tcp_server_local(listener)));
	CHECK(net_port(tcp_local(client.tcp)) == net_port(tcp_remote(server.tcp)));
}

TEST_ONCE(tcp, lines_come_whole_though_they_are_sent_byte_by_byte)
{
	static const char text[] = "INVITE\nthen a longer line\n\nlast\n";
	const unsigned size = sizeof(text) - 1;

	open_pair();
	server.echo = true;
	for (unsigned i = 0; i < size; i++)
		say(&client, (struct span){ text + i, 1 });
	CHECK_INT(scene_wait(&scene, &client.len, size), size);
	CHECK(memcmp(client.heard, text, size) == 0);
	CHECK(memcmp(server.heard, text, size) == 0);
}

TEST_ONCE(tcp, lines_sent_at_once_are_offered_one_after_the_other)
{
	open_pair();
	say(&client, SPAN("one\ntwo\nthree\nfo"));
	CHECK_INT(scene_wait(&scene, &server.len, 14), 14);
	say(&client, SPAN("ur\n"));
	CHECK_INT(scene_wait(&scene, &server.len, 19), 19);
	CHECK(memcmp(server.heard, "one\ntwo\nthree\nfour\n", 19) == 0);
}

TEST_ONCE(tcp, what_is_sent_before_the_connection_stands_goes_out)
{
	struct net_addr addr;

	open_scene();
	scene_enter(&scene);
	tcp_listen(&listener, scene.loop, loopback(&addr, 0), on_accepted, NULL);
	tcp_connect(&client.tcp, scene.loop, loopback(&addr, 0), tcp_server_local(listener),
		    &callbacks, &client);
	tcp_send(client.tcp, SPAN("early\n"));
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &server.len, 6), 6);
}

TEST_ONCE(tcp, what_is_sent_right_before_closing_goes_out)
{
	open_pair();
	scene_enter(&scene);
	tcp_send(client.tcp, SPAN("bye\n"));
	tcp_close(client.tcp);
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &server.closed, 1), 1);
	CHECK_INT(server.len, 4);
	CHECK_TEXT(server.reason, "closed by the peer");
	CHECK_INT(client.closed, 0);
}

TEST_ONCE(tcp, a_connection_that_is_refused_says_so)
{
	struct net_addr addr;
	intptr_t socket;

	NEED(os_udp_open(&socket, loopback(&addr, 0), 0) == 0);
	os_udp_local(socket, addr.room);
	os_udp_close(socket);	/* a port on which nobody listens */
	open_scene();
	NEED(connect_to(net_of(&addr)) == OK);
	CHECK_INT(scene_wait(&scene, &client.closed, 1), 1);
	CHECK_TEXT(client.reason, "connection refused");
	CHECK_INT(client.connected, 0);
}

TEST_ONCE(tcp, an_address_that_cannot_be_used_is_told_later_not_at_once)
{
	struct net_addr here, there;
	unsigned closed;

	open_scene();
	NEED(net_parse(&here, SPAN("203.0.113.7"), 0));
	scene_enter(&scene);
	tcp_connect(&client.tcp, scene.loop, net_of(&here), loopback(&there, 9), &callbacks, &client);
	closed = client.closed;
	scene_leave(&scene);
	CHECK_INT(closed, 0);
	CHECK_INT(scene_wait(&scene, &client.closed, 1), 1);
}

TEST_ONCE(tcp, a_connection_that_is_not_taken_is_closed)
{
	struct net_addr addr;

	open_scene();
	take = false;
	scene_enter(&scene);
	tcp_listen(&listener, scene.loop, loopback(&addr, 0), on_accepted, NULL);
	scene_leave(&scene);
	NEED(connect_to(tcp_server_local(listener)) == OK);
	CHECK_INT(scene_wait(&scene, &client.closed, 1), 1);
	CHECK_INT(accepted, 1);
}

TEST_ONCE(tcp, a_message_without_end_ends_the_connection)
{
	char *bytes = mem_zalloc(TCP_IN_MAX + 1);

	NEED(bytes != NULL);
	DEFER(mem_free, bytes);
	open_pair();
	server.deaf = true;
	say(&client, (struct span){ bytes, TCP_IN_MAX + 1 });
	CHECK_INT(scene_wait(&scene, &server.closed, 1), 1);
	CHECK_TEXT(server.reason, "the peer sent a message that is too long");
	CHECK_INT(server.longest, TCP_IN_MAX);
}

static void close_raw(void *socket)
{
	os_udp_close(*(intptr_t *)socket);
}

TEST_ONCE(tcp, a_peer_that_does_not_read_ends_the_connection)
{
	struct net_addr addr;
	char *bytes = mem_zalloc(TCP_OUT_MAX);
	static intptr_t silent;		/* listens, but nobody accepts */
	unsigned closed = 0;

	NEED(bytes != NULL);
	DEFER(mem_free, bytes);
	NEED(os_tcp_listen(&silent, loopback(&addr, 0)) == 0);
	DEFER(close_raw, &silent);
	os_udp_local(silent, addr.room);
	open_scene();
	NEED(connect_to(net_of(&addr)) == OK);
	NEED(scene_wait(&scene, &client.connected, 1) == 1);
	/* The system's buffers take some of it. */
	for (int i = 0; i < 100 && !closed; i++) {
		say(&client, (struct span){ bytes, TCP_OUT_MAX / 2 });
		scene_enter(&scene);
		closed = client.closed;
		scene_leave(&scene);
	}
	CHECK_INT(scene_wait(&scene, &client.closed, 1), 1);
	CHECK_TEXT(client.reason, "the peer does not read what it is sent");
}

TEST_ONCE(tcp, closing_from_within_a_callback_ends_the_callbacks)
{
	open_pair();
	server.close_at_first = true;
	say(&client, SPAN("one\ntwo\nthree\n"));
	CHECK_INT(scene_wait(&scene, &client.closed, 1), 1);
	CHECK_INT(server.offers, 1);
	CHECK_INT(server.closed, 0);
}

TEST_ONCE(tcp, a_listener_that_is_closed_leaves_its_connections_and_its_port)
{
	struct tcp_server *old, *again = NULL;
	struct net_addr addr;
	enum err err;

	open_pair();
	server.echo = true;
	net_copy(&addr, tcp_server_local(listener));
	old = listener;
	log_level_set(LOG_OFF);
	scene_enter(&scene);
	err = tcp_listen(&again, scene.loop, net_of(&addr), on_accepted, NULL);
	tcp_server_close(old);
	scene_leave(&scene);
	log_level_set(LOG_WARN);
	CHECK(err == ERR_RESOURCE);
	say(&client, SPAN("still here\n"));
	CHECK_INT(scene_wait(&scene, &client.len, 11), 11);
	scene_enter(&scene);
	err = tcp_listen(&again, scene.loop, net_of(&addr), on_accepted, NULL);
	scene_leave(&scene);
	CHECK(err == OK);
}

TEST_ONCE(tcp, closing_the_loop_in_the_midst_of_traffic_ends_all_of_it)
{
	unsigned before;

	open_pair();
	client.echo = server.echo = true;
	say(&client, SPAN("ball\n"));
	CHECK(scene_wait(&scene, &client.len, 500) >= 500);
	loop_close(scene.loop);
	before = client.offers + server.offers;
	scene_start(&scene);
	CHECK_INT(client.offers + server.offers, before);
	CHECK_INT(client.closed + server.closed, 0);
}

TEST_ONCE(tcp, what_is_sent_right_before_the_loop_ends_goes_out)
{
	static struct scene other;
	struct net_addr addr;
	enum err err;

	open_scene();
	scene_open(&other);
	scene_enter(&other);
	err = tcp_listen(&listener, other.loop, loopback(&addr, 0), on_accepted, NULL);
	scene_leave(&other);
	NEED(err == OK);
	NEED(connect_to(tcp_server_local(listener)) == OK);
	NEED(scene_wait(&scene, &client.connected, 1) == 1);
	NEED(scene_wait(&other, &accepted, 1) == 1);
	uv_mutex_lock(&scene.lock);
	tcp_send(client.tcp, SPAN("bye\n"));
	uv_mutex_unlock(&scene.lock);		/* the loop's thread is not woken for it */
	loop_close(scene.loop);
	scene_start(&scene);
	CHECK_INT(scene_wait(&other, &server.closed, 1), 1);
	CHECK_INT(server.len, 4);
}
