/* SPDX-License-Identifier: MIT
 * via.c - one pass over one element of a Via header. */
#include "wire/sip/via.h"
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

/* "SIP" / version / transport, blanks where they are allowed. Behind it, or
 * NULL. Another version than 2.0 must be read to answer it with 505. */
static const char *protocol_read(const char *at, const char *end, struct sip_via *via)
{
	struct span parts[3];

	for (int i = 0; i < 3; i++) {
		const char *from = at = lex_skip(at, end);

		while (at < end && lex_is(*at, LEX_TOKEN))
			at++;
		parts[i] = lex_span(from, at);
		if (i == 2)
			break;
		at = lex_skip(at, end);
		if (at == end || *at++ != '/')
			return NULL;
	}
	if (!span_isi(parts[0], "SIP") || parts[1].len == 0 || parts[2].len == 0)
		return NULL;
	if (at == end || !lex_is(*at, LEX_BLANK))
		return NULL;
	via->transport = parts[2];
	return lex_skip(at, end);
}

/* host [":" port]. Behind it, or NULL. */
static const char *sent_by_read(const char *at, const char *end, struct sip_via *via)
{
	const char *from = at;
	uint32_t port;

	if (at < end && *at == '[') {
		at = memchr(at, ']', (size_t)(end - at));
		if (!at)
			return NULL;
		via->ipv6 = true;
		via->host = lex_span(from + 1, at++);
		for (size_t i = 0; i < via->host.len; i++)
			if (!lex_is(via->host.at[i], LEX_HOST) && via->host.at[i] != ':')
				return NULL;
	} else {
		while (at < end && lex_is(*at, LEX_HOST))
			at++;
		via->host = lex_span(from, at);
	}
	if (via->host.len == 0)
		return NULL;
	at = lex_skip(at, end);
	if (at == end || *at != ':')
		return at;
	from = at = lex_skip(at + 1, end);
	while (at < end && lex_digit(*at))
		at++;
	if (!span_u32(lex_span(from, at), UINT16_MAX, &port) || port == 0)
		return NULL;
	via->port = (uint16_t)port;
	return lex_skip(at, end);
}

static void param_take(struct sip_via *via, struct span name, struct span value, const char *end)
{
	uint32_t number;

	if (name.len == 6 && span_isi(name, "branch")) {
		via->branch = value;
	} else if (name.len == 5 && span_isi(name, "rport")) {
		via->rport_text = lex_trim(name.at, end);
		if (span_u32(value, UINT16_MAX, &number))
			via->rport = (uint16_t)number;
	} else if (name.len == 8 && span_isi(name, "received")) {
		via->received = value;
	} else if (name.len == 5 && span_isi(name, "maddr")) {
		via->maddr = value;
	} else if (name.len == 3 && span_isi(name, "ttl")) {
		if (span_u32(value, UINT8_MAX, &number))
			via->ttl = (uint8_t)number;
	}
}

/* Read parameters to the ',' or the end behind them. NULL: one is not as it should be. */
static const char *params_read(const char *at, const char *end, struct sip_via *via)
{
	struct sip_via read = *via;
	struct span name, value;

	while (at && at < end && *at == ';') {
		at = lex_param(lex_skip(at + 1, end), end, &name, &value);
		if (at)
			param_take(&read, name, value, at);
	}
	if (!at || (at < end && *at != ','))
		return NULL;
	*via = read;
	via->regular = true;
	return at;
}

/* The same where they are not: up to a ',' outside of quotes. */
static const char *params_guess(const char *at, const char *end, struct sip_via *via)
{
	const char *stop = lex_until(at, end, ',', ',');
	struct span params = SPAN_NONE, name, value;

	if (stop)
		params = lex_trim(at, stop);
	while (sip_param_next(&params, &name, &value))
		param_take(via, name, value, params.at);
	return stop;
}

enum err sip_via_read(struct span value, struct sip_via *out, struct span *rest)
{
	const char *at = lex_skip(value.at, lex_end(value));
	const char *end = lex_end(value), *stop;
	struct sip_via via = { .text = SPAN_NONE };

	via.text.at = at;
	at = protocol_read(at, end, &via);
	if (!at)
		return ERR_SYNTAX;
	at = sent_by_read(at, end, &via);
	if (!at)
		return ERR_SYNTAX;
	if (at < end && *at != ';' && *at != ',')
		return ERR_SYNTAX;
	stop = params_read(at, end, &via);
	if (!stop)
		stop = params_guess(at, end, &via);
	if (!stop)
		return ERR_SYNTAX;
	via.params = lex_trim(at, stop);
	via.text = lex_trim(via.text.at, stop);
	if (rest)
		*rest = stop < end ? lex_span(stop + 1, end) : SPAN_NONE;
	*out = via;
	return OK;
}

bool sip_branch_is_unique(struct span branch)
{
	return branch.len > 7 && memcmp(branch.at, "z9hG4bK", 7) == 0;
}
