/* SPDX-License-Identifier: MIT
 * param.c - the parameters behind a value, and what stands in quotes. */
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

bool sip_param_next(struct span *rest, struct span *name, struct span *value)
{
	const char *at = rest->at, *end = lex_end(*rest), *from;

	while (at && at < end && (*at == ';' || lex_is(*at, LEX_BLANK)))
		at++;
	if (!at || at >= end)
		return false;
	from = at;
	while (at < end && *at != ';' && *at != '=')
		at++;
	*name = lex_trim(from, at);
	*value = SPAN_NONE;
	if (at < end && *at == '=') {
		from = at = lex_skip(at + 1, end);
		at = lex_until(at, end, ';', ';');
		if (!at)
			at = end;
		*value = lex_trim(from, at);
		if (value->len > 1 && from[0] == '"' && value->at[value->len - 1] == '"')
			*value = (struct span){ from + 1, value->len - 2 };
	}
	*rest = lex_span(at, end);
	return true;
}

bool sip_param(struct span params, const char *name, struct span *value)
{
	struct span found, found_value;
	size_t len = strlen(name);

	while (sip_param_next(&params, &found, &found_value)) {
		if (found.len != len || !span_eqi(found, (struct span){ name, len }))
			continue;
		if (value)
			*value = found_value;
		return true;
	}
	return false;
}

const char *lex_param(const char *at, const char *end, struct span *name, struct span *value)
{
	const char *from = at;

	*value = SPAN_NONE;
	while (at < end && lex_is(*at, LEX_TOKEN))
		at++;
	if (at == from)
		return NULL;
	*name = lex_span(from, at);
	at = lex_skip(at, end);
	if (at == end || *at != '=')
		return at;
	from = at = lex_skip(at + 1, end);
	if (at < end && *at == '"') {
		at = lex_quoted(at, end);
		if (!at)
			return NULL;
		*value = lex_span(from + 1, at - 1);
	} else {
		while (at < end && *at != ';' && *at != ',' && lex_is(*at, LEX_URI))
			at++;
		*value = lex_span(from, at);
	}
	return lex_skip(at, end);
}

bool sip_params_valid(struct span params)
{
	const char *at = params.at, *end = lex_end(params);
	struct span name, value;

	while (at && at < end) {
		if (*at != ';')
			return false;
		at = lex_skip(at + 1, end);
		if (at == end)
			break;
		at = lex_param(at, end, &name, &value);
		if (!at)
			return false;
	}
	return true;
}

bool sip_unquote(struct span quoted, char *out, size_t size)
{
	size_t len = 0, i;

	if (size == 0)
		return false;
	for (i = 0; i < quoted.len && len < size - 1; i++) {
		if (quoted.at[i] == '\\' && i + 1 < quoted.len)
			i++;
		out[len++] = quoted.at[i];
	}
	return lex_finish(out, len, size, i < quoted.len);
}
