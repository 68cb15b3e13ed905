/* SPDX-License-Identifier: MIT
 * websocket.c - messages of SIP in those of a WebSocket. */
#include "driver/sip/websocket.h"
#include "base/mem.h"
#include "wire/sip/msg.h"
#include "wire/ws/ws.h"
#include <uv.h>

#define HOST_SIZE 300		/* a name, or an address in brackets, and a port */
#define OUT_MAX (64u << 10)	/* bytes that may wait for the opening */

struct websocket {
	struct ws_opening opening;
	struct ws_reader reader;
	struct buf waiting;	/* frames, until it stands; then where one is written */
	bool stands, ended;
	char host[HOST_SIZE], *path;
	char why[200];
};

/* Nobody may foresee a mask (RFC 6455 5.3). Without randomness there is nothing better
 * than none: it guards others against us, and our messages are no stranger's. */
static const unsigned char *mask(unsigned char room[WS_MASK_SIZE])
{
	if (uv_random(NULL, NULL, room, WS_MASK_SIZE, 0, NULL))
		memset(room, 0, WS_MASK_SIZE);
	return room;
}

/* "pbx.example", "192.0.2.1:8080", "[2001:db8::1]:8080": the usual port is left out, as
 * browsers do, for servers that compare. */
static void host_write(struct websocket *ws, const char *host, const struct sockaddr *remote, bool secure)
{
	uint16_t port = net_port(remote);
	bool v6 = strchr(host, ':') != NULL;
	struct buf b;

	buf_fixed(&b, ws->host, sizeof(ws->host));
	buf_printf(&b, v6 ? "[%s]" : "%s", host);
	if (port != (secure ? 443 : 80))
		buf_printf(&b, ":%u", (unsigned)port);
	ws->opening.host = buf_c(&b);
}

enum err websocket_new(struct websocket **out, const char *host, const struct sockaddr *remote,
		       bool secure, const char *path)
{
	struct websocket *ws = mem_zalloc(sizeof(*ws));
	unsigned char random[16];
	enum err err = ERR_NOMEM;

	if (!ws)
		return ERR_NOMEM;
	ws_reader_init(&ws->reader, SIP_MSG_MAX, false);
	buf_grow(&ws->waiting);
	ws->path = mem_copy(path);
	if (!ws->path)
		goto fail;
	err = ERR_RESOURCE;
	if (uv_random(NULL, NULL, random, sizeof(random), 0, NULL))
		goto fail;
	host_write(ws, host, remote, secure);
	ws_key(ws->opening.key, random);
	ws->opening.path = ws->path;
	ws->opening.protocol = "sip";
	*out = ws;
	return OK;
fail:
	websocket_free(ws);
	return err;
}

void websocket_free(struct websocket *ws)
{
	if (!ws)
		return;
	ws_reader_free(&ws->reader);
	buf_free(&ws->waiting);
	mem_free(ws->path);
	mem_free(ws);
}

void websocket_open(struct websocket *ws, struct stream *stream)
{
	char text[2048];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	ws_opening_write(&b, &ws->opening);
	if (!b.full)
		stream_send(stream, buf_span(&b));
}

/* --- out ----------------------------------------------------------------------- */

static void flush(struct websocket *ws, struct stream *stream)
{
	if (ws->waiting.len)
		stream_send(stream, buf_span(&ws->waiting));
	buf_reset(&ws->waiting);
}

/* What does not go out now is lost, as it is with any connection that breaks: who sent
 * it hears of that by its timers. */
static void frame_send(struct websocket *ws, struct stream *stream, enum ws_opcode opcode, struct span payload)
{
	unsigned char room[WS_MASK_SIZE];
	size_t before = ws->waiting.len;

	if (ws->ended || before + payload.len > OUT_MAX + SIP_MSG_MAX)
		return;
	ws_frame_write(&ws->waiting, opcode, payload, mask(room));
	if (ws->waiting.full) {
		ws->waiting.len = before;	/* no half a frame */
		ws->waiting.full = false;
	}
	if (ws->stands)
		flush(ws, stream);
}

void websocket_send(struct websocket *ws, struct stream *stream, struct span message)
{
	frame_send(ws, stream, utf8_valid(message) ? WS_TEXT : WS_BINARY, message);
}

void websocket_ping(struct websocket *ws, struct stream *stream)
{
	frame_send(ws, stream, WS_PING, SPAN_NONE);
}

static void end_by(struct websocket *ws, struct stream *stream, unsigned code)
{
	const char bytes[2] = { (char)(code >> 8), (char)code };

	if (ws->stands)
		frame_send(ws, stream, WS_CLOSE, (struct span){ bytes, code == WS_NO_CODE ? 0 : 2 });
	ws->ended = true;
}

void websocket_end(struct websocket *ws, struct stream *stream)
{
	end_by(ws, stream, WS_NORMAL);
}

/* --- in ------------------------------------------------------------------------ */

static void over(struct websocket *ws, struct websocket_news *news)
{
	*news = (struct websocket_news){ .event = WEBSOCKET_OVER, .why = ws->why };
}

static size_t answer_hear(struct websocket *ws, struct stream *stream, struct span bytes,
			  struct websocket_news *news)
{
	size_t len = 0;
	struct buf why;

	buf_fixed(&why, ws->why, sizeof(ws->why));
	switch (ws_answer_read(&len, bytes, &ws->opening, &why)) {
	case WS_ANSWER_MORE:
		return 0;
	case WS_ANSWER_YES:
		ws->stands = true;
		flush(ws, stream);
		news->event = WEBSOCKET_STANDS;
		return len;
	default:
		buf_c(&why);
		over(ws, news);
		return 0;
	}
}

/* They close: the same code goes back (RFC 6455 5.5.1). */
static void closed(struct websocket *ws, struct stream *stream, const struct ws_news *theirs,
		   struct websocket_news *news)
{
	snprintf(ws->why, sizeof(ws->why), "the server closes it (%u%s%.*s)", (unsigned)theirs->code,
		 theirs->len ? " " : "", (int)theirs->len, theirs->len ? theirs->bytes : "");
	end_by(ws, stream, theirs->code);
	over(ws, news);
}

/* A message of SIP, or a keep-alive in the manner of other connections. */
static void message(struct websocket *ws, struct stream *stream, const struct ws_news *theirs,
		    struct websocket_news *news)
{
	struct span text = { theirs->bytes, theirs->len };

	if (span_is(text, "\r\n\r\n"))
		frame_send(ws, stream, WS_TEXT, SPAN("\r\n"));
	else if (span_is(text, "\r\n"))
		news->event = WEBSOCKET_PONG;
	else
		*news = (struct websocket_news){ WEBSOCKET_MESSAGE, theirs->bytes, theirs->len, NULL };
}

static void frame_heard(struct websocket *ws, struct stream *stream, const struct ws_news *theirs,
			struct websocket_news *news)
{
	switch (theirs->kind) {
	case WS_IS_MESSAGE:
		message(ws, stream, theirs, news);
		break;
	case WS_IS_PING:
		frame_send(ws, stream, WS_PONG, (struct span){ theirs->bytes, theirs->len });
		break;
	case WS_IS_PONG:
		news->event = WEBSOCKET_PONG;
		break;
	case WS_IS_CLOSE:
		closed(ws, stream, theirs, news);
		break;
	case WS_IS_BAD:
		snprintf(ws->why, sizeof(ws->why), "%s", theirs->why);
		end_by(ws, stream, theirs->code);
		over(ws, news);
		break;
	case WS_NOTHING:
		break;
	}
}

size_t websocket_hear(struct websocket *ws, struct stream *stream, char *bytes, size_t len,
		      struct websocket_news *news)
{
	size_t taken = 0, one = 1;
	struct ws_news theirs;

	*news = (struct websocket_news){ .event = WEBSOCKET_NOTHING };
	if (!ws->stands)
		return answer_hear(ws, stream, (struct span){ bytes, len }, news);
	while (one && news->event == WEBSOCKET_NOTHING) {
		one = ws_read(&ws->reader, bytes + taken, len - taken, &theirs);
		taken += one;
		frame_heard(ws, stream, &theirs, news);
	}
	return taken;
}
