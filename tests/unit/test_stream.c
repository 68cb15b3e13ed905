/* SPDX-License-Identifier: MIT
 * test_stream.c - connections by TLS, over the loopback. */
#include "loop_scene.h"
#include "base/stream.h"
#include "tls_pki.h"
#include <stdlib.h>

static struct scene scene;

static struct end {
	struct stream *stream;
	char heard[256];
	unsigned connected, len, closed;
	char reason[200];
	bool echo;
} client, server;
static struct tcp_server *listener;
static struct tls_side *server_side, *client_side;
static unsigned accepted;

static void on_connected(void *arg)
{
	((struct end *)arg)->connected++;
}

/* Consume whole lines, one a call. */
static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct end *end = arg;
	char *line = memchr(bytes, '\n', len);
	size_t size = line ? (size_t)(line + 1 - bytes) : 0;

	if (end->len + size < sizeof(end->heard))
		memcpy(end->heard + end->len, bytes, size);
	end->len += (unsigned)size;
	if (end->echo && size)
		stream_send(end->stream, (struct span){ bytes, size });
	return size;
}

static void on_closed(void *arg, const char *reason)
{
	struct end *end = arg;

	end->stream = NULL;
	span_copy(span_of(reason), end->reason, sizeof(end->reason));
	end->closed++;
}

static const struct tcp_callbacks callbacks = { on_connected, on_received, on_closed };

static void on_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from)
{
	accepted++;
	if (stream_take(&server.stream, tcp, server_side, &callbacks, &server))
		server.stream = NULL;
}

static void streams_close(void *arg)
{
	scene_enter(&scene);
	stream_close(client.stream);
	stream_close(server.stream);
	scene_leave(&scene);
	client.stream = server.stream = NULL;
}

static void sides_close(void *arg)
{
	tls_side_close(client_side);
	tls_side_close(server_side);
	client_side = server_side = NULL;
}

static const char *file_of(const char *name, const char *text)
{
	static char paths[3][256];
	static int turn;
	char *path = paths[turn++ % 3];
	FILE *file;

	snprintf(path, sizeof(paths[0]), "%s/opentsp-stream-%p-%s.pem",
		 getenv("TEMP") ? getenv("TEMP") : "/tmp", (void *)&scene, name);
	file = fopen(path, "w");
	if (file) {
		fputs(text, file);
		fclose(file);
	}
	return path;
}

/* False: Wine imports no private keys (test_tls.c). */
static bool sides_open(void)
{
	const char *ca = file_of("ca", pki_ca), *pbx = file_of("pbx", pki_pbx), *key = file_of("key", pki_pbx_key);
	struct buf why;
	char text[256];
	bool done;

	test_defer(sides_close, NULL);
	buf_fixed(&why, text, sizeof(text));
	done = !tls_side_open(&server_side, &(struct tls_settings){
			.server = true, .certificate = pbx, .key = key, .authorities = "" }, &why) &&
	       !tls_side_open(&client_side, &(struct tls_settings){
			.certificate = "", .key = "", .authorities = ca, .check = true }, &why);
	remove(ca);
	remove(pbx);
	remove(key);
	if (strstr(buf_c(&why), "0x80090029"))
		return false;
	NEED(done);
	return true;
}

static bool meet(const char *name, bool secure)
{
	struct net_addr addr;
	enum err err;

	memset(&client, 0, sizeof(client));
	memset(&server, 0, sizeof(server));
	accepted = 0;
	if (secure && !sides_open())
		return false;
	scene_open(&scene);
	test_defer(streams_close, NULL);
	scene_enter(&scene);
	err = tcp_listen(&listener, scene.loop, loopback(&addr, 0), on_accepted, NULL);
	scene_leave(&scene);
	NEED(err == OK);
	scene_enter(&scene);
	err = stream_connect(&client.stream, scene.loop, tcp_server_local(listener), client_side, name,
			     &callbacks, &client);
	scene_leave(&scene);
	NEED(err == OK);
	return true;
}

static void say(struct end *end, struct span bytes)
{
	scene_enter(&scene);
	if (end->stream)
		stream_send(end->stream, bytes);
	scene_leave(&scene);
}

TEST(stream, a_line_is_answered_by_tls)
{
	if (!meet("127.0.0.1", true))
		return;
	server.echo = true;
	NEED(scene_wait(&scene, &client.connected, 1) == 1);
	say(&client, SPAN("hello\n"));
	CHECK(scene_wait(&scene, &client.len, 6) == 6);
	CHECK(memcmp(client.heard, "hello\n", 6) == 0);
	CHECK(strncmp(stream_kind(client.stream), "TLSv1.", 6) == 0);
}

TEST(stream, what_is_sent_before_it_stands_is_sent_then)
{
	if (!meet("127.0.0.1", true))
		return;
	say(&client, SPAN("early\n"));
	CHECK(scene_wait(&scene, &server.len, 6) == 6);
}

TEST(stream, who_is_not_whom_the_certificate_names_is_left_with_the_reason)
{
	if (!meet("other.example", true))
		return;
	NEED(scene_wait(&scene, &client.closed, 1) == 1);
	CHECK_TEXT(client.reason, "the certificate of other.example is for other names");
	CHECK(scene_wait(&scene, &server.closed, 1) == 1);
}

TEST(stream, who_closes_is_heard_to_close)
{
	if (!meet("127.0.0.1", true))
		return;
	NEED(scene_wait(&scene, &client.connected, 1) == 1);
	scene_enter(&scene);
	stream_close(client.stream);
	client.stream = NULL;
	scene_leave(&scene);
	NEED(scene_wait(&scene, &server.closed, 1) == 1);
	CHECK_TEXT(server.reason, "closed by the peer");
}

TEST(stream, without_a_side_it_is_plain)
{
	NEED(meet(NULL, false));
	server.echo = true;
	say(&client, SPAN("plain\n"));
	CHECK(scene_wait(&scene, &client.len, 6) == 6);
	CHECK_TEXT(stream_kind(client.stream), "");
}
