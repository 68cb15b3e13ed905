/* SPDX-License-Identifier: MIT
 * header.c - names into numbers, and the small values of header fields. */
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

/* Behind each name, not counted, stands what is written behind it. */
static const struct span header_names[SIP_H_COUNT + 1] = {
#define SIP_HEADER(name, text, compact, slot) [SIP_H_##name] = { text ": ", sizeof(text) - 1 },
#include "wire/sip/header.def"
#undef SIP_HEADER
	[SIP_H_OTHER] = { ": ", 0 },
};

/* Slot of a name to its number + 1. Two rows of one slot do not compile
 * without a warning. */
static const unsigned char slots[256] = {
#define SIP_HEADER(name, text, compact, slot) [slot] = SIP_H_##name + 1,
#include "wire/sip/header.def"
#undef SIP_HEADER
};

/* Compact letter to its number + 1; those who have none stand behind the letters. */
static const unsigned char compacts[256] = {
#define SIP_HEADER(name, text, compact, slot) \
	[(compact) ? (compact) : 128 + SIP_H_##name] = SIP_H_##name + 1,
#include "wire/sip/header.def"
#undef SIP_HEADER
};

static unsigned header_slot(struct span name)
{
	unsigned first = (unsigned char)(name.at[0] | 0x20);
	unsigned last = (unsigned char)(name.at[name.len - 1] | 0x20);
	unsigned middle = (unsigned char)(name.at[name.len / 2] | 0x20);

	return ((unsigned)name.len * 10 + first * 35 + last * 28 + middle * 10) & 255;
}

enum sip_header sip_header_read(struct span name)
{
	unsigned id;

	if (name.len == 0)
		return SIP_H_OTHER;
	if (name.len == 1) {
		if (!lex_is(name.at[0], LEX_TOKEN))
			return SIP_H_OTHER;
		id = compacts[(unsigned char)lex_lower(name.at[0])];
		return id ? (enum sip_header)(id - 1) : SIP_H_OTHER;
	}
	id = slots[header_slot(name)];
	if (id == 0 || name.len != header_names[id - 1].len)
		return SIP_H_OTHER;
	if (memcmp(name.at, header_names[id - 1].at, name.len) != 0
	    && !span_eqi(name, header_names[id - 1]))
		return SIP_H_OTHER;
	return (enum sip_header)(id - 1);
}

struct span sip_header_name(enum sip_header id)
{
	return header_names[id];
}

static const struct span method_names[SIP_OTHER + 1] = {
#define METHOD(name) [SIP_##name] = { #name, sizeof(#name) - 1 }
	METHOD(INVITE), METHOD(ACK), METHOD(BYE), METHOD(CANCEL), METHOD(REGISTER),
	METHOD(OPTIONS), METHOD(INFO), METHOD(PRACK), METHOD(UPDATE), METHOD(REFER),
	METHOD(NOTIFY), METHOD(SUBSCRIBE), METHOD(MESSAGE), METHOD(PUBLISH),
#undef METHOD
	[SIP_OTHER] = { "", 0 },
};

enum sip_method sip_method_read(struct span text)
{
	for (int i = 0; i < SIP_OTHER; i++)
		if (text.len == method_names[i].len && text.at[0] == method_names[i].at[0]
		    && span_eq(text, method_names[i]))
			return (enum sip_method)i;
	return SIP_OTHER;
}

const char *sip_method_name(enum sip_method method)
{
	return method_names[method].at;
}

bool sip_list_next(struct span *rest, struct span *element)
{
	const char *at = rest->at, *end = lex_end(*rest), *stop;
	bool brackets;

	while (at && at < end) {
		brackets = false;
		for (stop = at; stop < end && (brackets || *stop != ','); ) {
			const char *next = stop + 1;

			if (*stop == '"' && !brackets && !(next = lex_quoted(stop, end)))
				next = end;
			else if (*stop == '<' || *stop == '>')
				brackets = *stop == '<';
			stop = next;
		}
		*element = lex_trim(at, stop);
		at = stop < end ? stop + 1 : end;
		*rest = lex_span(at, end);
		if (element->len)
			return true;
	}
	return false;
}

enum err sip_cseq_read(struct span value, struct sip_cseq *out)
{
	const char *at = value.at, *end = lex_end(value);
	uint32_t number;
	struct span method;

	while (at < end && lex_digit(*at))
		at++;
	if (!span_u32(lex_span(value.at, at), INT32_MAX, &number))
		return ERR_SYNTAX;
	method = lex_span(lex_skip(at, end), end);
	if (method.at == at || method.len == 0 || !lex_all(method, LEX_TOKEN))
		return ERR_SYNTAX;
	out->number = number;
	out->method_text = method;
	out->method = sip_method_read(method);
	return OK;
}

enum err sip_rack_read(struct span value, struct sip_rack *out)
{
	const char *at = value.at, *end = lex_end(value);
	struct sip_rack rack;

	while (at < end && lex_digit(*at))
		at++;
	if (!span_u32(lex_span(value.at, at), UINT32_MAX, &rack.rseq))
		return ERR_SYNTAX;
	if (at == end || !lex_is(*at, LEX_BLANK))
		return ERR_SYNTAX;
	at = lex_skip(at, end);
	if (sip_cseq_read(lex_span(at, end), &rack.cseq))
		return ERR_SYNTAX;
	*out = rack;
	return OK;
}

enum err sip_number_read(struct span value, struct sip_number *out)
{
	const char *at = value.at, *end = lex_end(value);
	struct span digits;

	while (at < end && lex_digit(*at))
		at++;
	digits = lex_span(value.at, at);
	if (digits.len == 0)
		return ERR_SYNTAX;
	at = lex_skip(at, end);
	if (at < end && *at == '(') {
		at = memchr(at, ')', (size_t)(end - at));
		if (!at)
			return ERR_SYNTAX;
		at = lex_skip(at + 1, end);
	}
	if (at < end && *at != ';')
		return ERR_SYNTAX;
	out->params = lex_span(at, end);
	if (!span_u32(digits, UINT32_MAX, &out->value))
		out->value = UINT32_MAX;
	return OK;
}

enum err sip_session_expires_read(struct span value, struct sip_session_expires *out)
{
	struct sip_number number;
	struct span refresher;

	if (sip_number_read(value, &number))
		return ERR_SYNTAX;
	out->interval_s = number.value;
	out->refresher = SIP_REFRESHER_NONE;
	if (!sip_param(number.params, "refresher", &refresher))
		return OK;
	if (span_isi(refresher, "uac"))
		out->refresher = SIP_REFRESHER_UAC;
	else if (span_isi(refresher, "uas"))
		out->refresher = SIP_REFRESHER_UAS;
	return OK;
}

enum err sip_token_read(struct span value, struct sip_token *out)
{
	const char *end = lex_end(value), *stop;
	struct span token;

	stop = value.len ? memchr(value.at, ';', value.len) : NULL;
	token = lex_trim(value.at, stop ? stop : end);
	if (token.len == 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < token.len; i++)
		if (!lex_is(token.at[i], LEX_TOKEN | LEX_BLANK) && token.at[i] != '/')
			return ERR_SYNTAX;
	out->token = token;
	out->params = stop ? lex_span(stop, end) : lex_span(end, end);
	return OK;
}

enum err sip_reason_read(struct span value, struct sip_reason *out, struct span *rest)
{
	const char *end = lex_end(value), *stop = NULL;
	struct sip_token token;
	struct sip_reason reason = { .cause = 0 };
	struct span cause;

	if (value.at)
		stop = lex_until(value.at, end, ',', ',');
	if (!stop || sip_token_read(lex_trim(value.at, stop), &token))
		return ERR_SYNTAX;
	reason.protocol = token.token;
	if (sip_param(token.params, "cause", &cause))
		span_u32(cause, UINT32_MAX, &reason.cause);
	sip_param(token.params, "text", &reason.text);
	if (rest)
		*rest = stop < end ? lex_span(stop + 1, end) : SPAN_NONE;
	*out = reason;
	return OK;
}

enum err sip_replaces_read(struct span value, struct sip_replaces *out)
{
	const char *end = lex_end(value), *stop;
	struct sip_replaces replaces;
	struct span params;

	stop = value.len ? memchr(value.at, ';', value.len) : NULL;
	if (!stop)
		return ERR_SYNTAX;
	replaces.call_id = lex_trim(value.at, stop);
	params = lex_span(stop, end);
	if (!sip_param(params, "to-tag", &replaces.to_tag)
	    && !sip_param(params, "remote-tag", &replaces.to_tag))
		return ERR_SYNTAX;
	if (!sip_param(params, "from-tag", &replaces.from_tag)
	    && !sip_param(params, "local-tag", &replaces.from_tag))
		return ERR_SYNTAX;
	replaces.early_only = sip_param(params, "early-only", NULL);
	if (replaces.call_id.len == 0)
		return ERR_SYNTAX;
	*out = replaces;
	return OK;
}
