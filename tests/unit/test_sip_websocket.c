/* SPDX-License-Identifier: MIT
 * test_sip_websocket.c - SIP by WebSocket, to a server of our own on the loopback. */
#include "loop_scene.h"
#include "driver/sip/websocket.h"
#include "wire/ws/ws.h"

static struct scene scene;

/* The side under test, as connection.c does it. */
static struct {
	struct websocket *ws;
	struct stream *stream;
	unsigned stands, messages, pongs, over;
	char heard[256], why[200];
} client;

/* The server: what it heard, frame by frame, and what it says to the opening. */
static struct {
	struct stream *stream;
	struct ws_reader reader;
	const char *answer;		/* %s: the accepted key; NULL: none */
	bool open;
	unsigned asked, frames, closed;
	char request[1024], heard[1024];
} server;
static struct tcp_server *listener;

#define YES "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
	"Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

/* --- the server ------------------------------------------------------------------ */

static void say(enum ws_opcode opcode, struct span payload)
{
	char text[512];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	ws_frame_write(&b, opcode, payload, NULL);
	stream_send(server.stream, buf_span(&b));
}

static void answer_opening(void)
{
	char *key = strstr(server.request, "Sec-WebSocket-Key: "), accept[64], text[512];
	struct buf b;

	server.asked++;
	if (!key || !server.answer)
		return;
	buf_fixed(&b, accept, sizeof(accept));
	ws_accept_write(&b, (struct span){ key + 19, WS_KEY_SIZE - 1 });
	snprintf(text, sizeof(text), server.answer, buf_c(&b));
	server.open = true;
	stream_send(server.stream, span_of(text));
}

static void note(const struct ws_news *news)
{
	size_t len = strlen(server.heard);

	snprintf(server.heard + len, sizeof(server.heard) - len, "%s%d%s ", len ? "| " : "", (int)news->kind,
		 server.reader.text && news->kind == WS_IS_MESSAGE ? "t" : "");
	len = strlen(server.heard);
	if (news->kind == WS_IS_CLOSE)
		snprintf(server.heard + len, sizeof(server.heard) - len, "%u", news->code);
	else
		snprintf(server.heard + len, sizeof(server.heard) - len, "%.*s", (int)news->len, news->bytes);
	server.frames++;
}

static size_t server_received(void *arg, char *bytes, size_t len)
{
	struct ws_news news;
	size_t taken = 0, one;

	if (!server.open) {
		if (len < 4 || len >= sizeof(server.request) || memcmp(bytes + len - 4, "\r\n\r\n", 4) != 0)
			return 0;
		memcpy(server.request, bytes, len);
		server.request[len] = '\0';
		answer_opening();
		return len;
	}
	do {
		one = ws_read(&server.reader, bytes + taken, len - taken, &news);
		taken += one;
		if (news.kind != WS_NOTHING)
			note(&news);
	} while (one);
	return taken;
}

static void server_closed(void *arg, const char *reason)
{
	server.stream = NULL;
	server.closed++;
}

static const struct tcp_callbacks server_callbacks = { NULL, server_received, server_closed };

static void on_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from)
{
	if (stream_take(&server.stream, tcp, NULL, &server_callbacks, &server))
		server.stream = NULL;
}

/* --- the client ------------------------------------------------------------------ */

static void on_connected(void *arg)
{
	websocket_open(client.ws, client.stream);
}

static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct websocket_news news;
	size_t taken = 0;

	for (;;) {
		taken += websocket_hear(client.ws, client.stream, bytes + taken, len - taken, &news);
		switch (news.event) {
		case WEBSOCKET_NOTHING:
			return taken;
		case WEBSOCKET_STANDS:
			client.stands++;
			break;
		case WEBSOCKET_MESSAGE:
			snprintf(client.heard, sizeof(client.heard), "%.*s", (int)news.len, news.bytes);
			client.messages++;
			break;
		case WEBSOCKET_PONG:
			client.pongs++;
			break;
		case WEBSOCKET_OVER:
			snprintf(client.why, sizeof(client.why), "%s", news.why);
			client.over++;
			stream_close(client.stream);
			client.stream = NULL;
			return len;
		}
	}
}

static void on_closed(void *arg, const char *reason)
{
	snprintf(client.why, sizeof(client.why), "%s", reason);
	client.stream = NULL;
	client.over++;
}

static const struct tcp_callbacks callbacks = { on_connected, on_received, on_closed };

static void all_close(void *arg)
{
	scene_enter(&scene);
	stream_close(client.stream);
	stream_close(server.stream);
	tcp_server_close(listener);
	scene_leave(&scene);
	websocket_free(client.ws);
	ws_reader_free(&server.reader);
}

/* A client that connects to a server that answers so. False: memory. */
static bool begin(const char *answer)
{
	const struct sockaddr *at;
	struct net_addr room;
	enum err err;

	memset(&client, 0, sizeof(client));
	memset(&server, 0, sizeof(server));
	listener = NULL;
	server.answer = answer;
	ws_reader_init(&server.reader, 65536, true);
	scene_open(&scene);
	DEFER(all_close, NULL);
	scene_enter(&scene);
	err = tcp_listen(&listener, scene.loop, loopback(&room, 0), on_accepted, NULL);
	at = err ? NULL : tcp_server_local(listener);
	if (!err)
		err = websocket_new(&client.ws, "127.0.0.1", at, false, "/sip");
	if (!err)
		err = stream_connect(&client.stream, scene.loop, at, NULL, "", &callbacks, NULL);
	scene_leave(&scene);
	CHECK(!err || mem_failed());
	return !err;
}

/* `*count` gets to be `want`, unless memory failed. */
static bool becomes(const unsigned *count, unsigned want)
{
	bool has = scene_wait(&scene, count, want) >= want;

	CHECK(has || mem_failed());
	return has;
}

static void client_says(const char *text)
{
	scene_enter(&scene);
	if (client.stream)
		websocket_send(client.ws, client.stream, span_of(text));
	scene_leave(&scene);
}

static void server_says(enum ws_opcode opcode, struct span payload)
{
	scene_enter(&scene);
	if (server.stream)
		say(opcode, payload);
	scene_leave(&scene);
}

TEST(sip_websocket, what_is_sent_before_it_stands_goes_out_then)
{
	if (!begin(YES))
		return;
	client_says("REGISTER one");
	client_says("REGISTER two");
	if (!becomes(&server.frames, 2))
		return;
	CHECK(strstr(server.request, "GET /sip HTTP/1.1\r\nHost: 127.0.0.1:"));
	CHECK_INT(client.stands, 1);
	if (!mem_failed())
		CHECK_TEXT(server.heard, "1t REGISTER one| 1t REGISTER two");
}

TEST(sip_websocket, a_message_is_one_of_the_websocket_each_way)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	client_says("OPTIONS");
	client_says("OPTIONS \xFF");
	server_says(WS_BINARY, SPAN("SIP/2.0 200 OK"));
	if (!becomes(&client.messages, 1) || !becomes(&server.frames, 2))
		return;
	CHECK_TEXT(client.heard, "SIP/2.0 200 OK");
	if (!mem_failed())
		CHECK_TEXT(server.heard, "1t OPTIONS| 1 OPTIONS \xFF");
}

TEST(sip_websocket, pings_are_answered_of_both_kinds)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	server_says(WS_PING, SPAN("abc"));
	server_says(WS_TEXT, SPAN("\r\n\r\n"));
	if (!becomes(&server.frames, 2))
		return;
	CHECK_TEXT(server.heard, "3 abc| 1t \r\n");
	CHECK_INT(client.messages, 0);
}

TEST(sip_websocket, a_ping_of_ours_is_answered_by_a_pong)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	scene_enter(&scene);
	websocket_ping(client.ws, client.stream);
	scene_leave(&scene);
	if (!becomes(&server.frames, 1))
		return;
	CHECK_TEXT(server.heard, "2 ");
	server_says(WS_PONG, SPAN_NONE);
	server_says(WS_TEXT, SPAN("\r\n"));
	becomes(&client.pongs, 2);
}

TEST(sip_websocket, a_server_that_closes_hears_its_code_again)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	server_says(WS_CLOSE, SPAN("\x03\xe9" "bye"));
	if (!becomes(&client.over, 1) || !becomes(&server.closed, 1))
		return;
	CHECK_TEXT(client.why, "the server closes it (1001 bye)");
	CHECK_TEXT(server.heard, "4 1001");
}

TEST(sip_websocket, frames_that_are_forbidden_end_it_with_a_code)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	server_says(WS_MORE_OF_IT, SPAN("lo"));
	if (!becomes(&client.over, 1) || !becomes(&server.closed, 1))
		return;
	CHECK_TEXT(client.why, "fragments are out of order");
	CHECK_TEXT(server.heard, "4 1002");
}

TEST(sip_websocket, a_server_that_refuses_is_quoted)
{
	if (!begin("HTTP/1.1 403 Forbidden\r\n\r\n") || !becomes(&client.over, 1))
		return;
	CHECK_TEXT(client.why, "the server answers 403 Forbidden to the path /sip");
	CHECK_INT(client.stands, 0);
}

TEST(sip_websocket, a_goodbye_of_ours_has_the_normal_code)
{
	if (!begin(YES) || !becomes(&client.stands, 1))
		return;
	scene_enter(&scene);
	websocket_end(client.ws, client.stream);
	websocket_send(client.ws, client.stream, SPAN("too late"));
	stream_close(client.stream);
	client.stream = NULL;
	scene_leave(&scene);
	if (!becomes(&server.closed, 1))
		return;
	CHECK_TEXT(server.heard, "4 1000");
}
