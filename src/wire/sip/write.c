/* SPDX-License-Identifier: MIT
 * write.c - requests, answers and their headers as bytes. */
#include "wire/sip/write.h"
#include "wire/sip/addr.h"
#include "wire/sip/lex.h"

/* What was written since `from` must not end the line. */
static void line_clean(struct buf *b, size_t from)
{
	static const char ends[2] = { '\r', '\n' };
	char *at;

	if (b->full || !span_has_controls((struct span){ b->at + from, b->len - from }))
		return;
	for (int i = 0; i < 2; i++)
		while ((at = memchr(b->at + from, ends[i], b->len - from)))
			*at = ' ';
}

static void span_clean(struct buf *b, struct span s)
{
	size_t from = b->len;

	buf_span_add(b, s);
	line_clean(b, from);
}

static void line_finish(struct buf *b)
{
	buf_bytes(b, "\r\n", 2);
}

void sip_write_request(struct buf *b, struct span method, struct span uri)
{
	span_clean(b, method);
	buf_char(b, ' ');
	span_clean(b, uri);
	buf_bytes(b, " SIP/2.0\r\n", 10);
}

void sip_write_status(struct buf *b, uint32_t status, const char *reason)
{
	buf_bytes(b, "SIP/2.0 ", 8);
	buf_u32(b, status);
	buf_char(b, ' ');
	span_clean(b, span_of(reason ? reason : sip_reason_text(status)));
	line_finish(b);
}

void sip_write_open(struct buf *b, enum sip_header id)
{
	struct span name = sip_header_name(id);

	buf_bytes(b, name.at, name.len + 2);	/* with its ": " */
}

void sip_write_close(struct buf *b)
{
	line_finish(b);
}

void sip_write(struct buf *b, enum sip_header id, struct span value)
{
	sip_write_open(b, id);
	span_clean(b, value);
	line_finish(b);
}

void sip_write_known(struct buf *b, enum sip_header id, struct span value)
{
	sip_write_open(b, id);
	buf_span_add(b, value);
	line_finish(b);
}

void sip_write_text(struct buf *b, enum sip_header id, const char *value)
{
	sip_write(b, id, span_of(value));
}

void sip_write_u32(struct buf *b, enum sip_header id, uint32_t value)
{
	sip_write_open(b, id);
	buf_u32(b, value);
	line_finish(b);
}

void sip_writef(struct buf *b, enum sip_header id, const char *format, ...)
{
	va_list args;
	size_t from;

	sip_write_open(b, id);
	from = b->len;
	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
	line_clean(b, from);
	line_finish(b);
}

void sip_write_other(struct buf *b, struct span name, struct span value)
{
	span_clean(b, name);
	buf_bytes(b, ": ", 2);
	span_clean(b, value);
	line_finish(b);
}

void sip_write_same(struct buf *b, const struct sip_msg *msg, enum sip_header id)
{
	sip_msg_each(field, msg, id)
		sip_write(b, id, field->value);
}

/* A parameter as it stood, with the quotes that reading took off. */
static void param_write(struct buf *b, struct span name, struct span value)
{
	buf_char(b, ';');
	span_clean(b, name);
	if (!value.at)
		return;
	buf_char(b, '=');
	if (value.at[-1] == '"')
		value = (struct span){ value.at - 1, value.len + 2 };
	span_clean(b, value);
}

/* The topmost Via, with where the request came from: what the sender says
 * about that itself is replaced. */
static void via_write(struct buf *b, const struct sip_msg *request)
{
	const struct sip_via *via = &request->via;
	struct span params = via->params, name, value;

	span_clean(b, lex_span(via->text.at, via->params.at));
	while (sip_param_next(&params, &name, &value))
		if (!span_isi(name, "rport") && !span_isi(name, "received"))
			param_write(b, name, value);
	if (via->rport_text.at) {
		buf_bytes(b, ";rport=", 7);
		buf_u32(b, request->source_port);
	}
	buf_bytes(b, ";received=", 10);
	span_clean(b, request->source_host);
}

static void vias_write(struct buf *b, const struct sip_msg *request)
{
	const struct sip_field *top = sip_msg_first(request, SIP_H_VIA);
	const struct sip_via *via = &request->via;
	bool tells = via->rport_text.at || !span_eqi(via->host, request->source_host);

	sip_msg_each(field, request, SIP_H_VIA) {
		if (field != top || !via->text.at || !request->source_host.len || !tells) {
			sip_write(b, SIP_H_VIA, field->value);
			continue;
		}
		sip_write_open(b, SIP_H_VIA);
		via_write(b, request);
		span_clean(b, lex_span(lex_end(via->text), lex_end(field->value)));
		line_finish(b);
	}
}

/* Whether an answer of this kind may make a dialog (RFC 3261 12.1, 6665, 3515). */
static bool makes_dialog(const struct sip_msg *request, uint32_t status)
{
	if (status <= 100 || status >= 300)
		return false;
	return request->method == SIP_INVITE || request->method == SIP_SUBSCRIBE
	       || request->method == SIP_REFER || request->method == SIP_NOTIFY;
}

/* A ';' that nothing follows is borne in what comes; a tag behind it would be one too many. */
static struct span without_end(struct span value)
{
	while (value.len && (value.at[value.len - 1] == ';' || lex_is(value.at[value.len - 1], LEX_BLANK)))
		value.len--;
	return value;
}

void sip_write_reply(struct buf *b, const struct sip_msg *request, uint32_t status,
		     const char *reason, struct span to_tag)
{
	const bool tags = !request->to_tag.at && to_tag.len && status != 100;
	struct span to = sip_msg_get(request, SIP_H_TO);

	sip_write_status(b, status, reason);
	vias_write(b, request);
	if (makes_dialog(request, status))
		sip_write_same(b, request, SIP_H_RECORD_ROUTE);
	sip_write(b, SIP_H_FROM, sip_msg_get(request, SIP_H_FROM));
	sip_write_open(b, SIP_H_TO);
	span_clean(b, tags ? without_end(to) : to);
	if (tags) {
		buf_bytes(b, ";tag=", 5);
		span_clean(b, to_tag);
	}
	line_finish(b);
	sip_write(b, SIP_H_CALL_ID, sip_msg_get(request, SIP_H_CALL_ID));
	sip_write(b, SIP_H_CSEQ, sip_msg_get(request, SIP_H_CSEQ));
	if (status == 100)
		sip_write_same(b, request, SIP_H_TIMESTAMP);
}

void sip_write_end(struct buf *b, const char *type, struct span body)
{
	if (type && body.len)
		sip_write_text(b, SIP_H_CONTENT_TYPE, type);
	sip_write_u32(b, SIP_H_CONTENT_LENGTH, (uint32_t)body.len);
	line_finish(b);
	buf_span_add(b, body);
}
