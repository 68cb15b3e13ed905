/* SPDX-License-Identifier: MIT
 * uui.c - user-user information, to be read and written. */
#include "wire/sip/uui.h"
#include "wire/sip/header.h"
#include "wire/sip/lex.h"

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (lex_hex(s.at[i]) < 0)
			return false;
	return s.len > 0 && s.len % 2 == 0;
}

static void add_hex(struct buf *out, struct span hex)
{
	for (size_t i = 0; i < hex.len; i += 2)
		buf_char(out, (char)(lex_hex(hex.at[i]) << 4 | lex_hex(hex.at[i + 1])));
}

bool sip_uui_next(struct span *rest, struct buf *out)
{
	struct span element, value, params = SPAN_NONE, encoding = SPAN_NONE;
	const char *end, *stop;

	if (!sip_list_next(rest, &element))
		return false;
	end = lex_end(element);
	stop = lex_until(element.at, end, ';', ';');
	if (!stop)
		return false;
	value = lex_trim(element.at, stop);
	if (stop < end)
		params = lex_span(stop, end);
	if (value.len >= 2 && value.at[0] == '"')
		value = lex_span(value.at + 1, value.at + value.len - 1);
	sip_param(params, "encoding", &encoding);
	if (encoding.len && !span_isi(encoding, "hex"))
		return false;
	if (is_hex(value))
		add_hex(out, value);
	else if (encoding.len)
		return false;
	else
		buf_span_add(out, value);
	return value.len > 0;
}

static void add_param(struct buf *b, const char *name, const char *value)
{
	bool token = value && lex_all(span_of(value), LEX_TOKEN);

	if (!value || !value[0] || strchr(value, '"'))
		return;
	buf_printf(b, token ? ";%s=%s" : ";%s=\"%s\"", name, value);
}

void sip_uui_write(struct buf *b, const void *bytes, size_t size, const char *purpose,
		   const char *content)
{
	buf_hex(b, bytes, size);
	buf_text(b, ";encoding=hex");
	add_param(b, "purpose", purpose);
	add_param(b, "content", content);
}
