/* SPDX-License-Identifier: MIT
 * test_ws.c - WebSockets: how they are opened, and what frames say (RFC 6455). */
#include "wire/ws/ws.h"
#include "base/mem.h"
#include "test.h"
#include <stdio.h>

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define YES "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
	"Sec-WebSocket-Accept: " ACCEPT "\r\n"

static const unsigned char mask[WS_MASK_SIZE] = { 0x37, 0xfa, 0x21, 0x3d };

static struct ws_opening opening = {
	.host = "pbx.example:8080", .path = "/ws", .protocol = "sip", .key = KEY,
};

/* --- opening ------------------------------------------------------------------- */

TEST(ws, the_key_of_the_standard_is_accepted_as_it_says)
{
	char text[64], key[WS_KEY_SIZE];
	struct buf b;

	ws_key(key, (const unsigned char *)"the sample nonce");
	CHECK_TEXT(key, KEY);
	buf_fixed(&b, text, sizeof(text));
	NEED(ws_accept_write(&b, SPAN(KEY)));
	CHECK_TEXT(buf_c(&b), ACCEPT);
}

TEST(ws, it_is_asked_for_by_http)
{
	char text[512];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	ws_opening_write(&b, &opening);
	CHECK_TEXT(buf_c(&b), "GET /ws HTTP/1.1\r\nHost: pbx.example:8080\r\nUpgrade: websocket\r\n"
		   "Connection: Upgrade\r\nSec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Protocol: sip\r\n"
		   "Sec-WebSocket-Version: 13\r\n\r\n");
}

TEST(ws, a_path_is_one_that_can_be_asked_for)
{
	CHECK(ws_path_valid("/") && ws_path_valid("/ws?room=1") && ws_path_valid("/a%20b"));
	CHECK(!ws_path_valid("") && !ws_path_valid("ws") && !ws_path_valid("/a b"));
	CHECK(!ws_path_valid("/a\r\nHost: b") && !ws_path_valid("/a#b") && !ws_path_valid("/\xC3\xA4"));
}

/* What becomes of this answer; `why` in a static text. */
static enum ws_answer read_answer(const char *text, size_t *len, const char **why)
{
	static char sentence[200];
	enum ws_answer answer;
	struct buf b;

	buf_fixed(&b, sentence, sizeof(sentence));
	answer = ws_answer_read(len, span_of(text), &opening, &b);
	*why = buf_c(&b);
	return answer;
}

TEST(ws, an_answer_that_accepts_is_taken_and_frames_begin_behind_it)
{
	const char *why;
	size_t len;

	CHECK_INT(read_answer(YES "Sec-WebSocket-Protocol: sip\r\n\r\n\x81\x05Hello", &len, &why), WS_ANSWER_YES);
	CHECK_INT(len, sizeof(YES "Sec-WebSocket-Protocol: sip\r\n\r\n") - 1);
	CHECK_TEXT(why, "");
}

TEST(ws, names_and_words_of_an_answer_have_no_case)
{
	const char *why;
	size_t len;

	CHECK_INT(read_answer("HTTP/1.1 101 Yes\r\nupgrade: WebSocket\r\nCONNECTION: keep-alive, UPGRADE\r\n"
			      "sec-websocket-accept:" ACCEPT "\r\nsec-websocket-protocol: sip\r\n"
			      "Sec-WebSocket-Extensions:\r\n\r\n", &len, &why), WS_ANSWER_YES);
}

TEST(ws, half_an_answer_is_waited_for)
{
	static const char whole[] = YES "Sec-WebSocket-Protocol: sip\r\n\r\n";
	char why_text[200];
	struct buf why;
	size_t len;

	buf_fixed(&why, why_text, sizeof(why_text));
	for (size_t i = 0; i < sizeof(whole) - 1; i++)
		CHECK_INT(ws_answer_read(&len, (struct span){ whole, i }, &opening, &why), WS_ANSWER_MORE);
	CHECK_INT(why.len, 0);
}

TEST(ws, each_refusal_is_said_in_a_sentence)
{
	static const struct {
		const char *answer, *why;
	} rows[] = {
		{ "HTTP/1.1 404 Not Found\r\n\r\n", "the server answers 404 Not Found to the path /ws" },
		{ "HTTP/1.0 200 OK\r\n\r\n", "the server answers 200 OK to the path /ws" },
		{ "HTTP/1.1\r\n\r\n", "the server answers nonsense to the path /ws" },
		{ "SIP/2.0 200 OK\r\n\r\n", "what listens there does not speak HTTP" },
		{ "\x15\x03\x03", "what listens there does not speak HTTP" },
		{ "HTTP/1.1 101 Yes\r\n\r\n", "the server does not go over to WebSocket" },
		{ "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n\r\n", "the server does not go over to WebSocket" },
		{ "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO=\r\n\r\n",
		  "the server's Sec-WebSocket-Accept is none to our key" },
		{ YES "\r\n", "the server does not speak SIP by WebSocket" },
		{ YES "Sec-WebSocket-Protocol: chat\r\n\r\n", "the server does not speak SIP by WebSocket" },
		{ YES "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		  "the server uses an extension that nobody offered" },
	};
	const char *why;
	size_t len;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(read_answer(rows[i].answer, &len, &why), WS_ANSWER_NO);
		CHECK_TEXT(why, rows[i].why);
	}
}

TEST(ws, an_answer_without_an_end_is_not_waited_for_for_ever)
{
	static char text[WS_ANSWER_MAX + 1] = "HTTP/1.1 101 ";
	const char *why;
	size_t len;

	memset(text + 13, 'x', WS_ANSWER_MAX - 13);
	CHECK_INT(read_answer(text, &len, &why), WS_ANSWER_NO);
	CHECK_TEXT(why, "the server's answer has no end");
	text[WS_ANSWER_MAX - 1] = '\0';
	CHECK_INT(read_answer(text, &len, &why), WS_ANSWER_MORE);
}

/* --- frames -------------------------------------------------------------------- */

static struct ws_reader reader;
static char wire[1 << 18];
static size_t wire_len;

static void reader_free(void *arg)
{
	ws_reader_free(&reader);
}

static void begin(size_t limit, bool server)
{
	wire_len = 0;
	ws_reader_init(&reader, limit, server);
	DEFER(reader_free, NULL);
}

static void comes(const char *bytes, size_t len)
{
	NEED(wire_len + len <= sizeof(wire));
	memcpy(wire + wire_len, bytes, len);
	wire_len += len;
}
#define COMES(literal) comes((literal), sizeof(literal) - 1)

/* What is read next of what came, which is taken away. */
static struct ws_news next(void)
{
	static char told[1 << 17];
	struct ws_news news;
	size_t taken = ws_read(&reader, wire, wire_len, &news);

	if (news.len)
		memcpy(told, news.bytes, news.len);
	told[news.len] = '\0';
	news.bytes = told;
	wire_len -= taken;
	memmove(wire, wire + taken, wire_len);
	return news;
}

static void check_bad(uint16_t code, const char *why)
{
	struct ws_news news = next();

	CHECK_INT(news.kind, WS_IS_BAD);
	CHECK_INT(news.code, code);
	CHECK_TEXT(news.why, why);
}

TEST(ws, the_examples_of_the_standard_are_read)
{
	struct ws_news news;

	begin(1000, false);
	COMES("\x81\x05" "Hello" "\x01\x03" "Hel" "\x80\x02" "lo" "\x89\x05" "Hello" "\x8a\x05" "Hello");
	news = next();
	CHECK_INT(news.kind, WS_IS_MESSAGE);
	CHECK_TEXT(news.bytes, "Hello");
	news = next();
	NEED(news.kind == WS_IS_MESSAGE);
	CHECK_TEXT(news.bytes, "Hello");
	news = next();
	CHECK_INT(news.kind, WS_IS_PING);
	CHECK_TEXT(news.bytes, "Hello");
	news = next();
	CHECK_INT(news.kind, WS_IS_PONG);
	CHECK_INT(news.len, 5);
	CHECK_INT(next().kind, WS_NOTHING);
	CHECK_INT(wire_len, 0);
}

TEST(ws, a_client_masks_and_a_server_takes_the_mask_away)
{
	char text[32];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	ws_frame_write(&b, WS_TEXT, SPAN("Hello"), mask);
	CHECK(span_is(buf_span(&b), "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
	begin(1000, true);
	comes(b.at, b.len);
	CHECK_TEXT(next().bytes, "Hello");
	COMES("\x81\x05" "Hello");
	check_bad(WS_PROTOCOL, "a frame is not masked");
}

TEST(ws, lengths_of_all_three_sizes_are_written_and_read)
{
	static const struct {
		size_t len, head;
	} rows[] = { { 0, 2 }, { 125, 2 }, { 126, 4 }, { 65535, 4 }, { 65536, 10 } };
	static char payload[65536], frame[65536 + 14];
	struct ws_news news;
	struct buf b;

	begin(sizeof(payload), false);
	memset(payload, 'x', sizeof(payload));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_fixed(&b, frame, sizeof(frame));
		ws_frame_write(&b, WS_BINARY, (struct span){ payload, rows[i].len }, NULL);
		CHECK_INT(b.len, rows[i].len + rows[i].head);
		comes(b.at, b.len);
		news = next();
		CHECK_INT(news.kind, WS_IS_MESSAGE);
		CHECK_INT(news.len, rows[i].len);
	}
}

TEST(ws, a_frame_is_told_when_its_last_byte_is_there)
{
	static const char frame[] = "\x81\x7e\x00\x80" "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

	begin(1000, false);
	for (size_t i = 0; i < sizeof(frame) - 2; i++) {
		comes(frame + i, 1);
		CHECK_INT(next().kind, WS_NOTHING);
		CHECK_INT(wire_len, i + 1);
	}
	comes("f", 1);
	CHECK_INT(next().len, 128);
}

TEST(ws, a_ping_may_stand_between_fragments)
{
	struct ws_news news;

	begin(1000, false);
	COMES("\x02\x03" "Hel" "\x89\x00" "\x00\x00" "\x80\x02" "lo");
	news = next();
	CHECK_INT(news.kind, mem_failed() ? WS_IS_BAD : WS_IS_PING);
	if (mem_failed())
		return;
	news = next();
	CHECK_INT(news.kind, WS_IS_MESSAGE);
	CHECK_TEXT(news.bytes, "Hello");
}

TEST(ws, fragments_without_memory_end_it)
{
	begin(1000, false);
	mem_fail_at(1);
	COMES("\x01\x03" "Hel");
	check_bad(WS_FAILED, "out of memory");
	mem_fail_at(0);
}

TEST(ws, what_the_standard_forbids_is_bad)
{
	static const struct {
		const char *bytes;
		size_t len;
		uint16_t code;
		const char *why;
	} rows[] = {
#define ROW(bytes, code, why) { bytes, sizeof(bytes) - 1, code, why },
		ROW("\xc1\x01x", WS_PROTOCOL, "a frame is of an extension that nobody offered")
		ROW("\x83\x01x", WS_PROTOCOL, "a frame is of no known kind")
		ROW("\x8b\x01x", WS_PROTOCOL, "a frame is of no known kind")
		ROW("\x81\x81\0\0\0\0x", WS_PROTOCOL, "a frame is masked")
		ROW("\x09\x00", WS_PROTOCOL, "a control frame is too long, or is a fragment")
		ROW("\x89\x7e\x00\x7e", WS_PROTOCOL, "a control frame is too long, or is a fragment")
		ROW("\x80\x01x", WS_PROTOCOL, "fragments are out of order")
		ROW("\x01\x00\x81\x00", WS_PROTOCOL, "fragments are out of order")
		ROW("\x81\x7e\x00\x7d", WS_PROTOCOL, "a frame's length takes more bytes than it needs")
		ROW("\x81\x7f\0\0\0\0\0\0\xff\xff", WS_PROTOCOL, "a frame's length takes more bytes than it needs")
		ROW("\x81\x7e\x03\xe9", WS_TOO_BIG, "a message is too long")
		ROW("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", WS_TOO_BIG, "a message is too long")
		ROW("\x81\x02\xff\xff", WS_NOT_UTF8, "a message of text is no UTF-8")
		ROW("\x88\x01x", WS_PROTOCOL, "it is closed with a code that there is not")
		ROW("\x88\x02\x03\xed", WS_PROTOCOL, "it is closed with a code that there is not")
		ROW("\x88\x03\x03\xe8\xff", WS_NOT_UTF8, "it is closed with a text that is no UTF-8")
#undef ROW
	};

	begin(1000, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reader.within = false;
		wire_len = 0;
		comes(rows[i].bytes, rows[i].len);
		check_bad(rows[i].code, rows[i].why);
	}
}

TEST(ws, many_fragments_are_one_message_with_one_limit)
{
	begin(10, false);
	COMES("\x02\x06" "123456");
	CHECK_INT(next().kind, mem_failed() ? WS_IS_BAD : WS_NOTHING);
	if (mem_failed())
		return;
	COMES("\x80\x05" "12345");
	check_bad(WS_TOO_BIG, "a message is too long");
}

TEST(ws, bytes_that_are_no_text_may_come_as_binary)
{
	struct ws_news news;

	begin(1000, false);
	COMES("\x82\x02\xff\xfe");
	news = next();
	CHECK_INT(news.kind, WS_IS_MESSAGE);
	CHECK_INT(news.len, 2);
}

TEST(ws, a_close_has_a_code_and_a_reason_or_neither)
{
	struct ws_news news;
	char text[16];
	struct buf b;

	begin(1000, false);
	buf_fixed(&b, text, sizeof(text));
	ws_close_write(&b, WS_GOING, NULL);
	comes(b.at, b.len);
	COMES("\x88\x06\x0f\xa0" "gone" "\x88\x00");
	news = next();
	CHECK_INT(news.kind, WS_IS_CLOSE);
	CHECK_INT(news.code, WS_GOING);
	news = next();
	CHECK_INT(news.code, 4000);
	CHECK_TEXT(news.bytes, "gone");
	news = next();
	CHECK_INT(news.kind, WS_IS_CLOSE);
	CHECK_INT(news.code, WS_NO_CODE);
}
