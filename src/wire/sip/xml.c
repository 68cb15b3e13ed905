/* SPDX-License-Identifier: MIT
 * xml.c - elements, attributes, text. */
#include "wire/sip/xml.h"
#include "wire/sip/lex.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || lex_digit(c) ||
	       c == '_' || c == ':' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static struct span skip(struct span s, size_t count)
{
	return count < s.len ? lex_span(s.at + count, s.at + s.len) : SPAN_NONE;
}

static struct span skip_blanks(struct span s)
{
	size_t i = 0;

	while (i < s.len && blank(s.at[i]))
		i++;
	return skip(s, i);
}

/* Take a name from the front of `s`; empty: there is none. */
static struct span take_name(struct span *s)
{
	size_t i = 0;
	struct span name;

	while (i < s->len && name_char(s->at[i]))
		i++;
	name = (struct span){ s->at, i };
	*s = skip(*s, i);
	return name;
}

static struct span local_name(struct span name)
{
	struct span behind, before = span_cut(name, ':', &behind);

	return behind.at ? behind : before;
}

/* The place of `text` in `s`; s.len: it is not there. */
static size_t find(struct span s, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i + len <= s.len; i++)
		if (memcmp(s.at + i, text, len) == 0)
			return i;
	return s.len;
}

void xml_begin(struct xml *xml, struct span document)
{
	memset(xml, 0, sizeof(*xml));
	if (span_starts(document, "\xEF\xBB\xBF"))
		document = skip(document, 3);
	xml->rest = document;
}

static struct xml_piece bad(struct xml *xml)
{
	xml->bad = true;
	return (struct xml_piece){ .kind = XML_BAD };
}

/* One attribute from the front of `s`. False: there is none, or it is wrong. */
static bool take_attribute(struct span *s, struct span *name, struct span *value)
{
	struct span rest = skip_blanks(*s);
	size_t end = 1;

	*name = take_name(&rest);
	rest = skip_blanks(rest);
	if (!name->len || !rest.len || rest.at[0] != '=')
		return false;
	rest = skip_blanks(skip(rest, 1));
	if (!rest.len || (rest.at[0] != '"' && rest.at[0] != '\''))
		return false;
	while (end < rest.len && rest.at[end] != rest.at[0])
		end++;
	if (end == rest.len)
		return false;
	*value = (struct span){ rest.at + 1, end - 1 };
	*s = skip(rest, end + 1);
	return memchr(value->at, '<', value->len) == NULL;
}

/* "<name attributes>" or "<name attributes/>", behind its '<'. */
static struct xml_piece open_element(struct xml *xml, struct span rest)
{
	struct xml_piece piece = { .kind = XML_OPEN };
	struct span name, value, whole = take_name(&rest), from = rest;

	if (!whole.len || xml->depth == XML_DEPTH || (xml->rooted && xml->depth == 0))
		return bad(xml);
	for (;;) {
		bool apart = rest.len && blank(rest.at[0]);

		rest = skip_blanks(rest);
		if (!rest.len)
			return bad(xml);
		if (rest.at[0] == '>' || rest.at[0] == '/')
			break;
		if (!apart || !take_attribute(&rest, &name, &value))
			return bad(xml);
	}
	piece.name = local_name(whole);
	piece.text = from.at ? lex_span(from.at, rest.at) : SPAN_NONE;
	if (rest.at[0] == '/' && (rest.len < 2 || rest.at[1] != '>'))
		return bad(xml);
	xml->empty = rest.at[0] == '/';
	xml->rest = skip(rest, xml->empty ? 2 : 1);
	xml->open[xml->depth++] = whole;
	xml->rooted = true;
	return piece;
}

static struct xml_piece close_element(struct xml *xml, struct span rest)
{
	struct xml_piece piece = { .kind = XML_CLOSE };
	struct span name = take_name(&rest);

	rest = skip_blanks(rest);
	if (!xml->depth || !span_eq(xml->open[xml->depth - 1], name) || !rest.len || rest.at[0] != '>')
		return bad(xml);
	xml->depth--;
	xml->rest = skip(rest, 1);
	piece.name = local_name(name);
	return piece;
}

/* Pass over what ends with `end`. False: it does not. */
static bool pass(struct xml *xml, const char *end)
{
	size_t at = find(xml->rest, end);

	if (at == xml->rest.len)
		return false;
	xml->rest = skip(xml->rest, at + strlen(end));
	return true;
}

static struct xml_piece take_text(struct xml *xml, size_t from, size_t len, size_t behind)
{
	struct xml_piece piece = { .kind = XML_TEXT, .plain = from > 0 };

	piece.text = (struct span){ xml->rest.at + from, len };
	if (!xml->depth && span_trim(piece.text).len)
		return bad(xml);
	xml->rest = skip(xml->rest, from + len + behind);
	return piece;
}

struct xml_piece xml_next(struct xml *xml)
{
	if (xml->empty) {
		xml->empty = false;
		return (struct xml_piece){ .kind = XML_CLOSE, .name = local_name(xml->open[--xml->depth]) };
	}
	while (!xml->bad && xml->rest.len) {
		struct span rest = xml->rest;

		if (rest.at[0] != '<') {
			return take_text(xml, 0, find(rest, "<"), 0);
		} else if (span_starts(rest, "<?")) {
			if (!pass(xml, "?>"))
				return bad(xml);
		} else if (span_starts(rest, "<!--")) {
			xml->rest = skip(rest, 4);
			if (!pass(xml, "-->"))
				return bad(xml);
		} else if (span_starts(rest, "<![CDATA[") && xml->depth) {
			size_t end = find(rest, "]]>");

			return end == rest.len ? bad(xml) : take_text(xml, 9, end - 9, 3);
		} else if (span_starts(rest, "</")) {
			return close_element(xml, skip(rest, 2));
		} else {
			return open_element(xml, skip(rest, 1));	/* or "<!DOCTYPE", which is none */
		}
	}
	if (xml->bad || xml->rest.len || xml->depth || !xml->rooted)
		return bad(xml);
	return (struct xml_piece){ .kind = XML_DONE };
}

bool xml_attribute(const struct xml_piece *open, const char *name, struct span *value)
{
	struct span rest = open->text, found, text;

	while (take_attribute(&rest, &found, &text))
		if (span_is(found, name)) {
			*value = text;
			return true;
		}
	return false;
}

/* --- text ------------------------------------------------------------------ */

static size_t write_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* "#228" or "#xe4" as a character; 0: it is none. */
static uint32_t numbered(struct span name)
{
	bool hex = name.len > 1 && (name.at[1] | 0x20) == 'x';
	uint32_t c = 0;
	size_t i = hex ? 2 : 1;

	if (i >= name.len)
		return 0;
	for (; i < name.len; i++) {
		int digit = lex_hex(name.at[i]);

		if (digit < 0 || (!hex && digit > 9))
			return 0;
		c = c * (hex ? 16 : 10) + (uint32_t)digit;
		if (c > 0x10FFFF)
			return 0;
	}
	return c >= 0xD800 && c < 0xE000 ? 0 : c;
}

static uint32_t escaped(struct span name)
{
	static const struct {
		const char *name;
		char c;
	} five[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' } };

	if (name.len && name.at[0] == '#')
		return numbered(name);
	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++)
		if (span_is(name, five[i].name))
			return (unsigned char)five[i].c;
	return 0;
}

bool xml_text(struct span raw, bool plain, char *out, size_t size)
{
	size_t len = 0;

	raw = span_trim(raw);
	while (raw.len && len + 5 <= size) {
		struct span behind, name;
		uint32_t c = 0;

		if (raw.at[0] == '&' && !plain) {
			name = span_cut(skip(raw, 1), ';', &behind);
			c = behind.at ? escaped(name) : 0;
		}
		if (c) {
			len += write_utf8(out + len, c);
			raw = behind.len ? behind : SPAN_NONE;
		} else {
			out[len++] = raw.at[0];
			raw = skip(raw, 1);
		}
	}
	return lex_finish(out, len, size, raw.len > 0);
}

bool xml_whole(struct span document)
{
	struct xml xml;
	struct xml_piece piece;

	xml_begin(&xml, document);
	do
		piece = xml_next(&xml);
	while (piece.kind < XML_DONE);
	return piece.kind == XML_DONE;
}
