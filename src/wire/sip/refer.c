/* SPDX-License-Identifier: MIT
 * refer.c - Refer-To, Replaces and message/sipfrag. */
#include "wire/sip/refer.h"
#include "wire/sip/addr.h"
#include "wire/sip/lex.h"
#include "wire/sip/uri.h"

/* --- reading --------------------------------------------------------------- */

/* Take the escapes out. False: it does not fit, or holds what no header may. */
static bool unescape(struct span text, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		int c = (unsigned char)text.at[i];

		if (c == '%' && i + 2 < text.len && lex_hex(text.at[i + 1]) >= 0 && lex_hex(text.at[i + 2]) >= 0) {
			c = lex_hex(text.at[i + 1]) * 16 + lex_hex(text.at[i + 2]);
			i += 2;
		}
		if (c < ' ' || len + 1 >= size)
			return false;
		out[len++] = (char)c;
	}
	out[len] = '\0';
	return true;
}

/* The value of "Replaces=..." in the headers of a URI; at NULL: none. */
static struct span replaces_of(struct span headers)
{
	struct span rest = headers;

	while (rest.at && rest.len) {
		struct span field = span_cut(rest, '&', &rest), value;
		struct span name = span_cut(field, '=', &value);

		if (span_isi(name, "Replaces"))
			return value;
	}
	return SPAN_NONE;
}

/* How long `uri` is without ";method=INVITE" at its end, of these parameters. Where
 * others follow it stays: whoever is called passes over it. */
static size_t bare_len(struct span uri, struct span params)
{
	const struct span method = SPAN(";method=INVITE");
	const size_t len = method.len;

	if (params.len >= len && span_eqi((struct span){ uri.at + uri.len - len, len }, method))
		return uri.len - len;
	return uri.len;
}

enum err sip_refer_to_read(struct sip_refer_to *out, struct span value)
{
	struct span uri_text, headers, method;
	struct sip_refer_to refer = { .uri = SPAN_NONE };
	struct sip_addr addr;
	struct sip_uri uri;

	if (sip_addr_read(&addr, value, NULL) || sip_uri_read(&uri, addr.uri))
		return ERR_SYNTAX;
	if (uri.scheme != SIP_SCHEME_SIP || !uri.host.len)
		return ERR_UNAVAIL;
	uri_text = span_cut(addr.uri, '?', &headers);
	/* It says of what kind the request is to be; in the request it has no place. */
	if (sip_uri_param(&uri, "method", &method)) {
		if (!span_is(method, "INVITE"))
			return ERR_UNAVAIL;
		uri_text.len = bare_len(uri_text, uri.params);
	}
	if (!unescape(replaces_of(uri.headers), refer.replaces, sizeof(refer.replaces)))
		return ERR_UNAVAIL;
	refer.uri = uri_text;
	*out = refer;
	return OK;
}

enum err sip_frag_read(struct span body, uint32_t *status)
{
	static const char version[] = "SIP/2.0 ";
	struct span code;
	uint32_t number;

	if (!span_starts(body, version) || body.len < sizeof(version) + 2)
		return ERR_SYNTAX;
	code = (struct span){ body.at + sizeof(version) - 1, 3 };
	if (!span_u32(code, 699, &number) || number < 100)
		return ERR_SYNTAX;
	if (body.len > sizeof(version) + 2 && !strchr(" \r\n", body.at[sizeof(version) + 2]))
		return ERR_SYNTAX;
	*status = number;
	return OK;
}

/* --- writing --------------------------------------------------------------- */

void sip_replaces_write(struct buf *b, const struct sip_replaces *replaces)
{
	buf_span_add(b, replaces->call_id);
	buf_text(b, ";to-tag=");
	buf_span_add(b, replaces->to_tag);
	buf_text(b, ";from-tag=");
	buf_span_add(b, replaces->from_tag);
	if (replaces->early_only)
		buf_text(b, ";early-only");
}

/* hvalue of RFC 3261 25.1: unreserved and a few more; all else is escaped. */
static void write_escaped(struct buf *b, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (lex_digit(c) || (lex_lower(c) >= 'a' && lex_lower(c) <= 'z') || (c && strchr("-_.!~*'()[]/?:+$", c)))
			buf_char(b, c);
		else
			buf_printf(b, "%%%02X", (unsigned char)c);
	}
}

void sip_refer_to_write(struct buf *b, struct span uri, const struct sip_replaces *replaces)
{
	char text[SIP_REPLACES_SIZE];
	struct buf value;

	buf_char(b, '<');
	buf_span_add(b, uri);
	if (replaces) {
		buf_fixed(&value, text, sizeof(text));
		sip_replaces_write(&value, replaces);
		buf_text(b, "?Replaces=");
		write_escaped(b, buf_span(&value));
		b->full |= value.full;
	}
	buf_char(b, '>');
}

void sip_frag_write(struct buf *b, uint32_t status)
{
	buf_printf(b, "SIP/2.0 %u %s\r\n", (unsigned)status, sip_reason_text(status));
}
