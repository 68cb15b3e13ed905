/* SPDX-License-Identifier: MIT
 * addr.c - display name, URI and parameters taken apart. */
#include "wire/sip/addr.h"
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

/* `at` stands on '<'. Behind the '>', or NULL. */
static const char *bracketed_read(const char *at, const char *end, struct sip_addr *addr)
{
	const char *stop = lex_find(++at, end, '>');

	if (stop == end || lex_find(at, stop, '<') != stop)
		return NULL;
	addr->uri = lex_trim(at, stop);
	return addr->uri.len ? stop + 1 : NULL;
}

/* A URI without brackets: all up to a parameter or a comma, if it looks like one. */
static const char *bare_read(const char *at, const char *stop, struct sip_addr *addr)
{
	const char *from = at;

	addr->uri = lex_trim(from, stop);
	if (span_is(addr->uri, "*"))
		return stop;
	while (at < stop && lex_is(*at, LEX_SCHEME))
		at++;
	if (at == from || at == stop || *at != ':' || addr->uri.len < (size_t)(at - from) + 2)
		return NULL;
	for (; at < lex_end(addr->uri); at++)
		if (*at == '?' || !lex_is(*at, LEX_URI))
			return NULL;
	return stop;
}

static const char *who_read(const char *at, const char *end, struct sip_addr *addr)
{
	const char *from = at;

	if (at < end && *at == '"') {
		at = lex_quoted(at, end);
		if (!at)
			return NULL;
		addr->display = lex_span(from, at);
		at = lex_skip(at, end);
		return at < end && *at == '<' ? bracketed_read(at, end, addr) : NULL;
	}
	while (at < end && *at != '<' && *at != ',' && *at != ';' && *at != '"')
		at++;
	if (at == end || *at != '<')
		return bare_read(from, at, addr);
	addr->display = lex_trim(from, at);
	return bracketed_read(at, end, addr);
}

/* Read parameters to the ',' or the end behind them. NULL: one is not as it should be. */
static const char *params_read(const char *at, const char *end, struct sip_addr *addr)
{
	struct span name, value;

	while (at && at < end && *at == ';') {
		at = lex_param(lex_skip(at + 1, end), end, &name, &value);
		if (at && !addr->tag.at && span_isi(name, "tag"))
			addr->tag = value;
	}
	return at && (at == end || *at == ',') ? at : NULL;
}

/* The same where they are not: up to a ',' outside of quotes. */
static const char *params_guess(const char *at, const char *end, struct sip_addr *addr)
{
	const char *stop = lex_until(at, end, ',', ',');

	addr->tag = SPAN_NONE;
	if (stop)
		sip_param(lex_span(at, stop), "tag", &addr->tag);
	return stop;
}

enum err sip_addr_read(struct sip_addr *out, struct span value, struct span *rest)
{
	const char *end = lex_end(value), *at, *stop;
	struct sip_addr addr = { .display = SPAN_NONE };

	if (value.len == 0)
		return ERR_SYNTAX;
	at = who_read(lex_skip(value.at, end), end, &addr);
	if (!at)
		return ERR_SYNTAX;
	at = lex_skip(at, end);
	if (at < end && *at != ';' && *at != ',')
		return ERR_SYNTAX;
	stop = params_read(at, end, &addr);
	addr.regular = stop != NULL;
	if (!stop)
		stop = params_guess(at, end, &addr);
	if (!stop || (stop < end && !rest))
		return ERR_SYNTAX;
	addr.params = lex_trim(at, stop);
	if (rest)
		*rest = stop < end ? lex_span(stop + 1, end) : SPAN_NONE;
	*out = addr;
	return OK;
}

bool sip_addr_param(const struct sip_addr *addr, const char *name, struct span *value)
{
	return sip_param(addr->params, name, value);
}

bool sip_addr_display(const struct sip_addr *addr, char *out, size_t size)
{
	struct span text = addr->display;
	bool quoted = text.len > 1 && text.at[0] == '"';
	size_t len;

	if (quoted)
		return sip_unquote(lex_span(text.at + 1, lex_end(text) - 1), out, size);
	if (size == 0)
		return false;
	len = text.len < size ? text.len : size - 1;
	if (len)
		memcpy(out, text.at, len);
	return lex_finish(out, len, size, len < text.len);
}

void sip_addr_write(struct buf *b, struct span display, struct span uri)
{
	if (display.len) {
		buf_char(b, '"');
		for (size_t i = 0; i < display.len; i++) {
			char c = display.at[i];

			if (c == '"' || c == '\\')
				buf_char(b, '\\');
			buf_char(b, (unsigned char)c < ' ' || c == 0x7F ? ' ' : c);
		}
		buf_text(b, "\" ");
	}
	buf_char(b, '<');
	for (size_t i = 0; i < uri.len; i++) {
		if (lex_is(uri.at[i], LEX_URI)) {
			buf_char(b, uri.at[i]);
			continue;
		}
		buf_char(b, '%');
		buf_hex(b, uri.at + i, 1);
	}
	buf_char(b, '>');
}
