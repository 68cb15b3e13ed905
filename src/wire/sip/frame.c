/* SPDX-License-Identifier: MIT
 * frame.c - where a message in a stream ends. */
#include "wire/sip/lex.h"
#include "wire/sip/msg.h"

/* Where the line that begins at `at` goes over to the next, folded lines taken
 * together; NULL: what comes behind it must be seen first. */
static const char *line_next(const char *at, const char *end)
{
	for (;;) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		bool empty = lf == at || (lf == at + 1 && *at == '\r');

		if (!lf)
			return NULL;
		if (empty)
			return lf + 1;
		if (lf + 1 == end)
			return NULL;
		if (lf[1] != ' ' && lf[1] != '\t')
			return lf + 1;
		at = lf + 1;
	}
}

/* Note the length, if this line says it. False: it says nonsense, or
 * something else than one before it. */
static bool line_length(struct sip_framer *framer, const char *at, const char *next)
{
	const char *from = at;
	uint32_t length;

	if (!memchr("cClL", *at, 4))
		return true;
	while (at < next && lex_is(*at, LEX_TOKEN))
		at++;
	if (sip_header_read(lex_span(from, at)) != SIP_H_CONTENT_LENGTH)
		return true;
	at = lex_skip(at, next);
	if (at == next || *at != ':')
		return false;
	if (!span_u32(lex_trim(at + 1, next), SIP_MSG_MAX, &length))
		return false;
	if (framer->has_length && framer->length != length)
		return false;
	framer->has_length = true;
	framer->length = length;
	return true;
}

static enum sip_frame keepalive(struct span stream, size_t *len)
{
	static const char ping[4] = "\r\n\r\n";
	size_t there = stream.len < 4 ? stream.len : 4;

	if (there == 4 && memcmp(stream.at, ping, 4) == 0) {
		*len = 4;
		return SIP_FRAME_PING;
	}
	if (there == 1 || (there == 3 && stream.at[2] == '\r'))
		return stream.at[0] == '\r' ? SIP_FRAME_MORE : SIP_FRAME_BAD;
	if (memcmp(stream.at, ping, 2) != 0)
		return SIP_FRAME_BAD;
	*len = 2;
	return SIP_FRAME_PONG;
}

/* Go on over the head. True: it is whole, and `need` known. */
static enum sip_frame head_read(struct sip_framer *framer, struct span stream)
{
	const char *end = lex_end(stream), *at = stream.at + framer->seen, *next;

	while (at < end && (next = line_next(at, end))) {
		framer->seen = (size_t)(next - stream.at);
		if (*at == '\n' || *at == '\r') {
			framer->need = framer->seen + framer->length;
			return framer->need > SIP_MSG_MAX ? SIP_FRAME_BAD : SIP_FRAME_MESSAGE;
		}
		if (!line_length(framer, at, next))
			return SIP_FRAME_BAD;
		at = next;
	}
	return stream.len >= SIP_MSG_MAX ? SIP_FRAME_BAD : SIP_FRAME_MORE;
}

enum sip_frame sip_frame_read(struct sip_framer *framer, struct span stream, size_t *len)
{
	enum sip_frame frame;

	if (stream.len == 0)
		return SIP_FRAME_MORE;
	if (framer->seen == 0 && (stream.at[0] == '\r' || stream.at[0] == '\n'))
		return keepalive(stream, len);
	if (!lex_is(stream.at[0], LEX_TOKEN))
		return SIP_FRAME_BAD;
	if (framer->need == 0) {
		frame = head_read(framer, stream);
		if (frame != SIP_FRAME_MESSAGE)
			return frame;
	}
	if (stream.len < framer->need)
		return SIP_FRAME_MORE;
	*len = framer->need;
	*framer = (struct sip_framer){ .seen = 0 };
	return SIP_FRAME_MESSAGE;
}
