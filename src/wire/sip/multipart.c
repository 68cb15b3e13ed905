/* SPDX-License-Identifier: MIT
 * multipart.c - a body of several parts. */
#include "wire/sip/multipart.h"
#include "wire/sip/header.h"

/* Up to the end of the row, which goes to `row` without its CR LF. */
static struct span behind_row(struct span text, struct span *row)
{
	struct span rest;
	struct span first = span_cut(text, '\n', &rest);

	if (first.len && first.at[first.len - 1] == '\r')
		first.len--;
	*row = first;
	return rest.at ? rest : (struct span){ text.at + text.len, 0 };
}

/* "--boundary" and nothing but blanks; or "--" behind it: the last. */
static bool is_delimiter(struct span row, struct span boundary, bool *last)
{
	struct span behind;

	if (row.len < boundary.len + 2 || row.at[0] != '-' || row.at[1] != '-' ||
	    memcmp(row.at + 2, boundary.at, boundary.len) != 0)
		return false;
	behind = (struct span){ row.at + 2 + boundary.len, row.len - 2 - boundary.len };
	*last = span_starts(behind, "--");
	if (*last)
		behind = (struct span){ behind.at + 2, behind.len - 2 };
	return span_trim(behind).len == 0;
}

/* To behind the next delimiter; what stands before it goes to `before`, without the
 * end of its last row, which belongs to the delimiter. False: there is none. */
static bool skip(struct sip_multipart *m, struct span *before, bool *last)
{
	const char *from = m->rest.at;
	struct span rest = m->rest, row;

	while (rest.len) {
		const char *at = rest.at;

		rest = behind_row(rest, &row);
		if (!is_delimiter(row, m->boundary, last))
			continue;
		*before = (struct span){ from, (size_t)(at - from) };
		if (before->len && before->at[before->len - 1] == '\n')
			before->len--;
		if (before->len && before->at[before->len - 1] == '\r')
			before->len--;
		m->rest = rest;
		return true;
	}
	return false;
}

enum err sip_multipart_open(struct sip_multipart *out, struct span content_type, struct span body)
{
	struct sip_token type;
	struct span before;
	bool last;

	*out = (struct sip_multipart){ .body = body, .rest = body };
	if (sip_token_read(content_type, &type) || !sip_param(type.params, "boundary", &out->boundary) ||
	    !out->boundary.len || !body.len || !skip(out, &before, &last) || last)
		return ERR_SYNTAX;
	return OK;
}

static void read_header(struct sip_part *part, struct span row)
{
	struct span value, name = span_trim(span_cut(row, ':', &value));

	value = span_trim(value);
	if (span_isi(name, "Content-Type")) {
		part->type = value;
	} else if (span_isi(name, "Content-ID")) {
		if (value.len > 1 && value.at[0] == '<' && value.at[value.len - 1] == '>')
			value = (struct span){ value.at + 1, value.len - 2 };
		part->id = value;
	}
}

bool sip_multipart_next(struct sip_multipart *m, struct sip_part *out)
{
	struct span part, row;
	bool last;

	memset(out, 0, sizeof(*out));
	if (!m->rest.len || !skip(m, &part, &last))
		return false;
	if (last)
		m->rest.len = 0;
	for (;;) {
		part = behind_row(part, &row);
		if (!row.len || !part.len)
			break;
		read_header(out, row);
	}
	out->body = part;
	return true;
}

bool sip_multipart_find(const struct sip_multipart *multipart, struct span id, struct sip_part *out)
{
	struct sip_multipart all = { .body = multipart->body, .rest = multipart->body, .boundary = multipart->boundary };
	struct span before;
	bool last;

	if (!skip(&all, &before, &last) || last)
		return false;
	while (sip_multipart_next(&all, out))
		if (out->id.at && span_eq(out->id, id))
			return true;
	return false;
}
