/* SPDX-License-Identifier: MIT
 * frame.c - frames, and the messages in them. */
#include "wire/ws/ws.h"

#define FIN 0x80
#define RESERVED 0x70
#define MASKED 0x80

struct frame {
	uint8_t opcode;
	bool fin, masked;
	size_t head;			/* bytes in front of the payload */
	uint64_t size;			/* of the payload */
};

/* --- out ----------------------------------------------------------------------- */

static void length_write(struct buf *out, uint64_t len, uint8_t masked)
{
	unsigned bytes = len <= WS_CONTROL_MAX ? 0 : len <= 0xFFFF ? 2 : 8;

	buf_char(out, (char)(masked | (bytes == 0 ? len : bytes == 2 ? 126 : 127)));
	while (bytes--)
		buf_char(out, (char)(len >> 8 * bytes));
}

static void mask_apply(char *bytes, size_t len, const unsigned char *mask)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(bytes[i] ^ mask[i % WS_MASK_SIZE]);
}

void ws_frame_write(struct buf *out, enum ws_opcode opcode, struct span payload,
		    const unsigned char *mask)
{
	buf_char(out, (char)(FIN | opcode));
	length_write(out, payload.len, mask ? MASKED : 0);
	if (mask)
		buf_bytes(out, mask, WS_MASK_SIZE);
	buf_span_add(out, payload);
	if (mask && !out->full)
		mask_apply(out->at + out->len - payload.len, payload.len, mask);
}

void ws_close_write(struct buf *out, enum ws_code code, const unsigned char *mask)
{
	const char bytes[2] = { (char)(code >> 8), (char)code };

	ws_frame_write(out, WS_CLOSE, (struct span){ bytes, sizeof(bytes) }, mask);
}

/* --- in ------------------------------------------------------------------------ */

void ws_reader_init(struct ws_reader *r, size_t limit, bool server)
{
	*r = (struct ws_reader){ .limit = limit, .server = server };
	buf_grow(&r->parts);
}

void ws_reader_free(struct ws_reader *r)
{
	buf_free(&r->parts);
}

static bool bad(struct ws_news *news, enum ws_code code, const char *why)
{
	*news = (struct ws_news){ .kind = WS_IS_BAD, .code = (uint16_t)code, .why = why };
	return false;
}

/* The head of a frame. False: it has not come, or it is bad, which `news` says then. */
static bool head_read(struct frame *frame, const unsigned char *at, size_t len, struct ws_news *news)
{
	unsigned bytes, first;

	if (len < 2)
		return false;
	if (at[0] & RESERVED)
		return bad(news, WS_PROTOCOL, "a frame is of an extension that nobody offered");
	first = at[1] & 0x7F;
	bytes = first < 126 ? 0 : first == 126 ? 2 : 8;
	frame->opcode = at[0] & 15;
	frame->fin = at[0] & FIN;
	frame->masked = at[1] & MASKED;
	frame->head = 2 + bytes + (frame->masked ? WS_MASK_SIZE : 0);
	if (len < frame->head)
		return false;
	frame->size = bytes ? 0 : first;
	for (unsigned i = 0; i < bytes; i++)
		frame->size = frame->size << 8 | at[2 + i];
	if (bytes && frame->size < (bytes == 2 ? 126u : 0x10000u))
		return bad(news, WS_PROTOCOL, "a frame's length takes more bytes than it needs");
	return true;
}

/* Whether such a frame may come now, by its head alone. */
static bool head_fits(const struct ws_reader *r, const struct frame *frame, struct ws_news *news)
{
	bool control = frame->opcode >= WS_CLOSE;

	if (frame->opcode > WS_PONG || (!control && frame->opcode > WS_BINARY))
		return bad(news, WS_PROTOCOL, "a frame is of no known kind");
	if (frame->masked != r->server)
		return bad(news, WS_PROTOCOL, r->server ? "a frame is not masked" : "a frame is masked");
	if (control && (!frame->fin || frame->size > WS_CONTROL_MAX))
		return bad(news, WS_PROTOCOL, "a control frame is too long, or is a fragment");
	if (!control && r->within != (frame->opcode == WS_MORE_OF_IT))
		return bad(news, WS_PROTOCOL, "fragments are out of order");
	if (!control && frame->size > r->limit - (r->within ? r->parts.len : 0))
		return bad(news, WS_TOO_BIG, "a message is too long");
	return true;
}

/* RFC 6455 7.4: those that may stand in a frame. */
static bool code_valid(unsigned code)
{
	return code >= 1000 && code < 5000 && code != 1004 && code != 1005 && code != 1006 &&
	       (code < 1015 || code >= 3000);
}

static void close_read(struct ws_news *news, char *payload, size_t len)
{
	const unsigned char *at = (const unsigned char *)payload;
	unsigned code = len >= 2 ? (unsigned)at[0] << 8 | at[1] : WS_NO_CODE;

	if (len == 1 || (len >= 2 && !code_valid(code)))
		bad(news, WS_PROTOCOL, "it is closed with a code that there is not");
	else if (len > 2 && !utf8_valid((struct span){ payload + 2, len - 2 }))
		bad(news, WS_NOT_UTF8, "it is closed with a text that is no UTF-8");
	else
		*news = (struct ws_news){ WS_IS_CLOSE, len > 2 ? payload + 2 : payload, len > 2 ? len - 2 : 0,
					  (uint16_t)code, NULL };
}

static void message_tell(const struct ws_reader *r, struct ws_news *news, char *bytes, size_t len)
{
	if (r->text && !utf8_valid((struct span){ bytes, len }))
		bad(news, WS_NOT_UTF8, "a message of text is no UTF-8");
	else
		*news = (struct ws_news){ .kind = WS_IS_MESSAGE, .bytes = bytes, .len = len };
}

/* A piece of a message, or all of it, which is told as it stands. */
static void data_read(struct ws_reader *r, const struct frame *frame, char *payload, struct ws_news *news)
{
	size_t len = (size_t)frame->size;

	if (frame->opcode != WS_MORE_OF_IT) {
		buf_reset(&r->parts);
		r->text = frame->opcode == WS_TEXT;
		r->within = !frame->fin;
		if (frame->fin) {
			message_tell(r, news, payload, len);
			return;
		}
	}
	buf_bytes(&r->parts, payload, len);
	if (r->parts.full) {
		bad(news, WS_FAILED, "out of memory");
		return;
	}
	r->within = !frame->fin;
	if (frame->fin)
		message_tell(r, news, r->parts.at, r->parts.len);
}

static void control_tell(enum ws_opcode opcode, char *payload, size_t len, struct ws_news *news)
{
	if (opcode == WS_CLOSE)
		close_read(news, payload, len);
	else
		*news = (struct ws_news){ .kind = opcode == WS_PING ? WS_IS_PING : WS_IS_PONG,
					  .bytes = payload, .len = len };
}

/* One frame. How many bytes it has; 0: it has not come, or it is bad. */
static size_t frame_read(struct ws_reader *r, char *bytes, size_t len, struct ws_news *news)
{
	struct frame frame;
	char *payload;

	if (!head_read(&frame, (const unsigned char *)bytes, len, news) || !head_fits(r, &frame, news) ||
	    len - frame.head < frame.size)
		return 0;
	payload = bytes + frame.head;
	if (frame.masked)
		mask_apply(payload, (size_t)frame.size, (const unsigned char *)payload - WS_MASK_SIZE);
	if (frame.opcode >= WS_CLOSE)
		control_tell(frame.opcode, payload, (size_t)frame.size, news);
	else
		data_read(r, &frame, payload, news);
	return news->kind == WS_IS_BAD ? 0 : frame.head + (size_t)frame.size;
}

size_t ws_read(struct ws_reader *r, char *bytes, size_t len, struct ws_news *news)
{
	size_t taken = 0, one;

	*news = (struct ws_news){ .kind = WS_NOTHING };
	do {
		one = frame_read(r, bytes + taken, len - taken, news);
		taken += one;
	} while (one && news->kind == WS_NOTHING);
	return news->kind == WS_IS_BAD ? 0 : taken;
}
