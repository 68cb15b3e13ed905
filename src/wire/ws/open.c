/* SPDX-License-Identifier: MIT
 * open.c - the HTTP with which a WebSocket begins. */
#include "wire/ws/ws.h"
#include "os/hash.h"

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"	/* RFC 6455 1.3 */
#define SHOWN_MAX 60		/* characters of a refusal's reason that people are shown */

struct answer {			/* what counts of one */
	struct span accept, protocol;	/* at NULL: not there */
	bool upgrade, connection;
	bool extensions;
};

void ws_key(char out[WS_KEY_SIZE], const unsigned char random[16])
{
	struct buf b;

	buf_fixed(&b, out, WS_KEY_SIZE - 1);
	buf_base64(&b, random, 16);
	out[b.len] = '\0';
}

bool ws_path_valid(const char *path)
{
	if (*path != '/')
		return false;
	while (*path > ' ' && *path < 0x7F && *path != '#')
		path++;
	return *path == '\0';
}

void ws_opening_write(struct buf *out, const struct ws_opening *opening)
{
	buf_printf(out, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		   "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: %s\r\nSec-WebSocket-Version: 13\r\n\r\n",
		   opening->path, opening->host, opening->key, opening->protocol);
}

bool ws_accept_write(struct buf *out, struct span key)
{
	const struct span parts[] = { key, SPAN(MAGIC) };
	unsigned char hash[HASH_SHA1_SIZE];

	if (!hash_sha1(parts, 2, hash))
		return false;
	buf_base64(out, hash, sizeof(hash));
	return true;
}

/* Whether `word` is one of the list's, whatever its case. */
static bool lists(struct span list, const char *word)
{
	while (list.at)
		if (span_isi(span_trim(span_cut(list, ',', &list)), word))
			return true;
	return false;
}

static void field_read(struct answer *answer, struct span line)
{
	struct span value, name = span_cut(line, ':', &value);

	value = span_trim(value);
	if (span_isi(name, "Upgrade"))
		answer->upgrade |= lists(value, "websocket");
	else if (span_isi(name, "Connection"))
		answer->connection |= lists(value, "upgrade");
	else if (span_isi(name, "Sec-WebSocket-Accept"))
		answer->accept = value;
	else if (span_isi(name, "Sec-WebSocket-Protocol"))
		answer->protocol = value;
	else if (span_isi(name, "Sec-WebSocket-Extensions"))
		answer->extensions |= value.len > 0;
}

/* "404 Not Found" out of "HTTP/1.1 404 Not Found"; at NULL: it is no answer. */
static struct span status_of(struct span line)
{
	struct span status = SPAN_NONE;
	uint32_t code;

	line = span_trim(line);
	if (!span_starts(line, "HTTP/1."))
		return SPAN_NONE;
	span_cut(line, ' ', &status);
	if (!status.at || status.len < 3 || !span_u32((struct span){ status.at, 3 }, 999, &code))
		return SPAN_NONE;
	return status;
}

static bool accepts(const struct answer *answer, const char *key)
{
	char text[HASH_SHA1_SIZE * 2];
	struct buf expected;

	buf_fixed(&expected, text, sizeof(text));
	return ws_accept_write(&expected, span_of(key)) && span_eq(answer->accept, buf_span(&expected));
}

/* Why the answer to an opening is no WebSocket; NULL: it is one. */
static const char *fault_of(const struct answer *answer, const struct ws_opening *opening)
{
	if (!answer->upgrade || !answer->connection)
		return "the server does not go over to WebSocket";
	if (!accepts(answer, opening->key))
		return "the server's Sec-WebSocket-Accept is none to our key";
	if (!span_is(answer->protocol, opening->protocol))
		return "the server does not speak SIP by WebSocket";
	if (answer->extensions)
		return "the server uses an extension that nobody offered";
	return NULL;
}

/* Behind the empty line; 0: it has not come. */
static size_t head_size(struct span stream)
{
	for (size_t i = 3; i < stream.len; i++)
		if (stream.at[i] == '\n' && memcmp(stream.at + i - 3, "\r\n\r", 3) == 0)
			return i + 1;
	return 0;
}

/* As far as it came it may be an answer. */
static bool may_be_answer(struct span stream)
{
	return strncmp(stream.at, "HTTP/1.", stream.len < 7 ? stream.len : 7) == 0;
}

enum ws_answer ws_answer_read(size_t *len, struct span stream, const struct ws_opening *opening,
			      struct buf *why)
{
	struct answer answer = { .accept = SPAN_NONE };
	struct span rest, status;
	const char *fault;

	if (stream.len && !may_be_answer(stream)) {
		buf_text(why, "what listens there does not speak HTTP");
		return WS_ANSWER_NO;
	}
	*len = head_size(stream);
	if (*len > WS_ANSWER_MAX || (*len == 0 && stream.len >= WS_ANSWER_MAX)) {
		buf_text(why, "the server's answer has no end");
		return WS_ANSWER_NO;
	}
	if (*len == 0)
		return WS_ANSWER_MORE;
	stream.len = *len;
	status = status_of(span_cut(stream, '\n', &rest));
	if (!status.at)
		status = SPAN("nonsense");
	if (!span_starts(status, "101")) {
		buf_printf(why, "the server answers %.*s to the path %s",
			   status.len < SHOWN_MAX ? (int)status.len : SHOWN_MAX, status.at, opening->path);
		return WS_ANSWER_NO;
	}
	while (rest.at)
		field_read(&answer, span_cut(rest, '\n', &rest));
	fault = fault_of(&answer, opening);
	if (fault)
		buf_text(why, fault);
	return fault ? WS_ANSWER_NO : WS_ANSWER_YES;
}
