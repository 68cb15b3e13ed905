/* SPDX-License-Identifier: MIT
 * uri.c - a URI taken apart, compared, and its user part made readable. */
#include "wire/sip/uri.h"
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

static enum sip_scheme scheme_read(struct span text)
{
	if (span_isi(text, "sip"))
		return SIP_SCHEME_SIP;
	if (span_isi(text, "sips"))
		return SIP_SCHEME_SIPS;
	return span_isi(text, "tel") ? SIP_SCHEME_TEL : SIP_SCHEME_OTHER;
}

/* user [":" password] "@". The dial codes that phones send unescaped ("*21#")
 * are let through. */
static bool userinfo_read(const char *at, const char *stop, struct sip_uri *uri)
{
	const char *colon = memchr(at, ':', (size_t)(stop - at));

	uri->user = lex_span(at, colon ? colon : stop);
	if (colon)
		uri->password = lex_span(colon + 1, stop);
	return uri->user.len > 0;
}

/* host [":" port]. Behind it, or NULL. */
static const char *host_read(const char *at, const char *end, struct sip_uri *uri)
{
	const char *from = at;
	uint32_t port;

	if (at < end && *at == '[') {
		uri->ipv6 = true;
		for (from = ++at; at < end && (lex_hex(*at) >= 0 || *at == ':' || *at == '.'); at++)
			;
		if (at == end || *at != ']')
			return NULL;
		uri->host = lex_span(from, at++);
	} else {
		while (at < end && lex_is(*at, LEX_HOST))
			at++;
		uri->host = lex_span(from, at);
	}
	if (uri->host.len == 0)
		return NULL;
	if (at == end || *at != ':')
		return at;
	for (from = ++at; at < end && lex_digit(*at); at++)
		;
	if (!span_u32(lex_span(from, at), UINT16_MAX, &port) || port == 0)
		return NULL;
	uri->port = (uint16_t)port;
	return at;
}

static enum err sip_read(const char *at, const char *end, struct sip_uri *uri)
{
	const char *stop = memchr(at, '@', (size_t)(end - at));

	if (stop) {
		if (!userinfo_read(at, stop, uri))
			return ERR_SYNTAX;
		at = stop + 1;
	}
	at = host_read(at, end, uri);
	if (!at)
		return ERR_SYNTAX;
	stop = at < end ? memchr(at, '?', (size_t)(end - at)) : NULL;
	if (at < end && *at != ';' && *at != '?')
		return ERR_SYNTAX;
	uri->params = lex_span(at, stop ? stop : end);
	uri->headers = stop ? lex_span(stop + 1, end) : lex_span(end, end);
	return OK;
}

static enum err tel_read(const char *at, const char *end, struct sip_uri *uri)
{
	const char *stop = memchr(at, ';', (size_t)(end - at));

	uri->user = lex_span(at, stop ? stop : end);
	uri->params = stop ? lex_span(stop, end) : lex_span(end, end);
	return uri->user.len ? OK : ERR_SYNTAX;
}

enum err sip_uri_read(struct sip_uri *out, struct span text)
{
	const char *at = text.at, *end = lex_end(text);
	struct sip_uri uri = { .scheme = SIP_SCHEME_OTHER };
	enum err err = OK;

	while (at < end && lex_is(*at, LEX_SCHEME))
		at++;
	uri.scheme_text = lex_span(text.at, at);
	if (uri.scheme_text.len == 0 || lex_digit(*text.at) || at == end || *at != ':')
		return ERR_SYNTAX;
	if (++at == end || !lex_all(lex_span(at, end), LEX_URI))
		return ERR_SYNTAX;
	uri.scheme = scheme_read(uri.scheme_text);
	if (uri.scheme == SIP_SCHEME_SIP || uri.scheme == SIP_SCHEME_SIPS)
		err = sip_read(at, end, &uri);
	else if (uri.scheme == SIP_SCHEME_TEL)
		err = tel_read(at, end, &uri);
	else
		uri.user = lex_span(at, end);
	if (!err)
		*out = uri;
	return err;
}

bool sip_uri_param(const struct sip_uri *uri, const char *name, struct span *value)
{
	return sip_param(uri->params, name, value);
}

/* The byte at *at, unescaped; *at moves behind it. An escaped reserved
 * character is another one than the bare character: it gets bit 8. */
static int unescape(const char **at, const char *end)
{
	const char *p = *at;
	int high, low, c;

	if (*p == '%' && end - p > 2 && (high = lex_hex(p[1])) >= 0 && (low = lex_hex(p[2])) >= 0) {
		*at = p + 3;
		c = high << 4 | low;
		return c && strchr(";/?:@&=+$,", c) ? c | 0x100 : c;
	}
	*at = p + 1;
	return (unsigned char)*p;
}

static int lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool escaped_equal(struct span a, struct span b, bool nocase)
{
	const char *at = a.at, *end = lex_end(a), *other = b.at, *other_end = lex_end(b);
	int c, d;

	while (at < end && other < other_end) {
		c = unescape(&at, end);
		d = unescape(&other, other_end);
		if (nocase ? lower(c) != lower(d) : c != d)
			return false;
	}
	return at == end && other == other_end;
}

/* Whether a parameter that only one of the URIs has makes them different. */
static bool param_counts(struct span name)
{
	return span_isi(name, "user") || span_isi(name, "ttl") || span_isi(name, "method")
	       || span_isi(name, "maddr") || span_isi(name, "transport");
}

/* Whether each parameter of `a` is the same in `b`, or may be missing there. One
 * that stands twice, which no URI should have, matches either. */
static bool params_match(struct span a, struct span b, bool all)
{
	struct span name, value, rest, other, other_value;
	bool named, same;

	while (sip_param_next(&a, &name, &value)) {
		named = same = false;
		for (rest = b; !same && sip_param_next(&rest, &other, &other_value); ) {
			if (!escaped_equal(name, other, true))
				continue;
			named = true;
			same = escaped_equal(value, other_value, true);
		}
		if (!same && (named || all || param_counts(name)))
			return false;
	}
	return true;
}

static uint32_t headers_count(struct span headers)
{
	uint32_t count = 0;

	for (; headers.at && headers.len; count++)
		span_cut(headers, '&', &headers);
	return count;
}

/* Whether each header of `a` stands in `b`. */
static bool headers_match(struct span a, struct span b)
{
	struct span one, other, rest, name, other_name;
	bool found;

	while (a.at && a.len) {
		one = span_cut(a, '&', &a);
		name = span_cut(one, '=', &one);
		found = false;
		for (rest = b; !found && rest.at && rest.len; ) {
			other = span_cut(rest, '&', &rest);
			other_name = span_cut(other, '=', &other);
			found = escaped_equal(name, other_name, true)
				&& escaped_equal(one, other, false);
		}
		if (!found)
			return false;
	}
	return true;
}

static const char *separators_skip(const char *at, const char *end)
{
	while (at < end && memchr("-.()", *at, 4))
		at++;
	return at;
}

/* RFC 3966: visual separators say nothing. */
static bool numbers_equal(struct span a, struct span b)
{
	const char *at = a.at, *end = lex_end(a), *other = b.at, *other_end = lex_end(b);

	for (;;) {
		at = separators_skip(at, end);
		other = separators_skip(other, other_end);
		if (at == end || other == other_end)
			return at == end && other == other_end;
		if (lex_lower(*at++) != lex_lower(*other++))
			return false;
	}
}

bool sip_uri_equal(const struct sip_uri *a, const struct sip_uri *b)
{
	bool tel = a->scheme == SIP_SCHEME_TEL;

	if (a->scheme != b->scheme)
		return false;
	if (a->scheme == SIP_SCHEME_OTHER)
		return span_eqi(a->scheme_text, b->scheme_text) && span_eq(a->user, b->user);
	if (tel && !numbers_equal(a->user, b->user))
		return false;
	if (!tel && (!escaped_equal(a->user, b->user, false)
		     || !escaped_equal(a->password, b->password, false)))
		return false;
	if (!a->password.at != !b->password.at || a->port != b->port
	    || !span_eqi(a->host, b->host))
		return false;
	if (!params_match(a->params, b->params, tel) || !params_match(b->params, a->params, tel))
		return false;
	return headers_count(a->headers) == headers_count(b->headers)
	       && headers_match(a->headers, b->headers)
	       && headers_match(b->headers, a->headers);
}

bool sip_uri_user_text(const struct sip_uri *uri, char *out, size_t size)
{
	const char *at = uri->user.at, *end = lex_end(uri->user);
	size_t len = 0;

	if (size == 0)
		return false;
	while (at < end && *at != ';' && len < size - 1)
		out[len++] = (char)unescape(&at, end);
	return lex_finish(out, len, size, at < end && *at != ';');
}

void sip_uri_user_write(struct buf *b, struct span text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (lex_is(text.at[i], LEX_USER)) {
			buf_char(b, text.at[i]);
			continue;
		}
		buf_bytes(b, (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3);
	}
}

void sip_uri_write(struct buf *b, struct span user, struct span host, uint16_t port)
{
	bool ipv6 = host.len && host.at[0] != '[' && memchr(host.at, ':', host.len);

	buf_text(b, "sip:");
	if (user.len) {
		sip_uri_user_write(b, user);
		buf_char(b, '@');
	}
	if (ipv6)
		buf_char(b, '[');
	buf_span_add(b, host);
	if (ipv6)
		buf_char(b, ']');
	if (port) {
		buf_char(b, ':');
		buf_u32(b, port);
	}
}

bool sip_uri_unescape(struct span text, char *out, size_t size)
{
	const char *at = text.at, *end = lex_end(text);
	size_t len = 0;

	if (size == 0)
		return false;
	while (at < end && len < size - 1)
		out[len++] = (char)unescape(&at, end);
	return lex_finish(out, len, size, at < end);
}
