/* SPDX-License-Identifier: MIT
 * msg.c - one pass over the bytes of a message. */
#include "wire/sip/msg.h"
#include "wire/sip/lex.h"

static void flaw(struct sip_msg *msg, uint32_t status, const char *why)
{
	if (msg->flaw)
		return;
	msg->flaw = why;
	msg->flaw_status = status;
}

/* The end of the line that begins at `at`, without its CRLF; `next` becomes the
 * start of the following one. NULL: the bytes end before the line does. */
static char *line_end(char *at, char *end, char **next)
{
	char *lf = memchr(at, '\n', (size_t)(end - at));

	if (!lf)
		return NULL;
	*next = lf + 1;
	return lf > at && lf[-1] == '\r' ? lf - 1 : lf;
}

static bool version_like(struct span s)
{
	return s.len > 4 && span_eqi((struct span){ s.at, 4 }, SPAN("SIP/"));
}

static enum err request_line(struct sip_msg *msg, const char *at, const char *end)
{
	const char *from = at, *last;
	struct span version;

	while (at < end && lex_is(*at, LEX_TOKEN))
		at++;
	msg->method_text = lex_span(from, at);
	if (msg->method_text.len == 0 || at == end || *at != ' ')
		return ERR_SYNTAX;
	msg->method = sip_method_read(msg->method_text);
	if (lex_is(end[-1], LEX_BLANK))
		flaw(msg, 400, "Space at the End of the Request-Line");
	while (lex_is(end[-1], LEX_BLANK))
		end--;
	for (last = end; last > at && last[-1] != ' '; last--)
		;
	version = lex_span(last, end);
	if (last <= at || !version_like(version))
		return ERR_SYNTAX;
	if (!span_isi(version, "SIP/2.0"))
		flaw(msg, 505, "Version Not Supported");
	msg->uri = lex_span(at + 1, last - 1 > at ? last - 1 : at + 1);
	return OK;
}

static enum err status_line(struct sip_msg *msg, const char *at, const char *end)
{
	static const char version[] = "SIP/2.0 ";

	if (end - at < 11 || !span_eqi(lex_span(at, at + 8), SPAN(version)))
		return ERR_SYNTAX;
	at += 8;
	if (!span_u32(lex_span(at, at + 3), 699, &msg->status) || msg->status < 100)
		return ERR_SYNTAX;
	at += 3;
	if (at < end && *at != ' ')
		return ERR_SYNTAX;
	msg->reason = lex_trim(at, end);
	msg->method = SIP_OTHER;
	return OK;
}

static enum err start_line(struct sip_msg *msg, const char *at, const char *end)
{
	msg->request = !version_like(lex_span(at, end));
	return msg->request ? request_line(msg, at, end) : status_line(msg, at, end);
}

/* The end of a header, over all its lines; where they break becomes blank.
 * What follows the empty line is the body, whatever it begins with. */
static char *field_end(char *at, char *end, char **next)
{
	char *stop = line_end(at, end, next);

	if (stop == at)
		return stop;
	while (stop && *next < end && (**next == ' ' || **next == '\t')) {
		while (stop < *next)
			*stop++ = ' ';
		stop = line_end(*next, end, next);
	}
	return stop;
}

static enum err field_add(struct sip_msg *msg, char *at, char *end)
{
	struct sip_field *field = &msg->fields[msg->count];
	const char *from = at;
	unsigned id;

	while (at < end && lex_is(*at, LEX_TOKEN))
		at++;
	if (at == from || at - from > UINT16_MAX || msg->count == SIP_FIELDS_MAX)
		return ERR_SYNTAX;
	field->name = from;
	field->name_len = (uint16_t)(at - from);
	at = (char *)lex_skip(at, end);
	if (at == end || *at != ':')
		return ERR_SYNTAX;
	field->value = lex_trim(at + 1, end);
	id = sip_header_read((struct span){ from, field->name_len });
	field->id = (uint8_t)id;
	field->next = 0;
	msg->count++;
	if (id == SIP_H_OTHER)
		return OK;
	if (msg->first[id])
		msg->fields[msg->last[id] - 1].next = (uint8_t)msg->count;
	else
		msg->first[id] = (uint8_t)msg->count;
	msg->last[id] = (uint8_t)msg->count;
	return OK;
}

/* The body by Content-Length, from the `rest` behind the head. */
static void body_take(struct sip_msg *msg, struct span rest)
{
	struct span value = sip_msg_get(msg, SIP_H_CONTENT_LENGTH);
	uint32_t length;

	msg->body = rest;
	if (!value.at)
		return;
	if (!span_u32(value, UINT32_MAX, &length))
		flaw(msg, 400, "Bad Content-Length");
	else if (length > rest.len)
		flaw(msg, 400, "Body Shorter Than Content-Length");
	else
		msg->body.len = length;
}

enum err sip_msg_read(struct sip_msg *out, char *bytes, size_t len)
{
	char *at = bytes, *end = bytes + len, *stop, *next;

	while (at < end && (*at == '\r' || *at == '\n'))
		at++;
	stop = at < end ? line_end(at, end, &next) : NULL;
	if (!stop || stop == at)
		return ERR_SYNTAX;

	/* All but the fields, which are written before they are read. */
	memset(out, 0, offsetof(struct sip_msg, fields));
	memset(out->first, 0, sizeof(*out) - offsetof(struct sip_msg, first));
	out->text.at = at;
	if (start_line(out, at, stop))
		return ERR_SYNTAX;
	for (at = next; ; at = next) {
		stop = field_end(at, end, &next);
		if (!stop)
			return ERR_SYNTAX;
		if (stop == at)
			break;
		if (field_add(out, at, stop))
			return ERR_SYNTAX;
	}
	body_take(out, lex_span(next, end));
	out->text.len = (size_t)(lex_end(out->body) - out->text.at);
	return OK;
}

struct span sip_msg_get_other(const struct sip_msg *msg, const char *name)
{
	struct span wanted = span_of(name);

	for (uint32_t i = 0; i < msg->count; i++) {
		const struct sip_field *field = &msg->fields[i];

		if (span_eqi((struct span){ field->name, field->name_len }, wanted))
			return field->value;
	}
	return SPAN_NONE;
}

bool sip_msg_lists(const struct sip_msg *msg, enum sip_header id, const char *token)
{
	struct span rest, element;

	sip_msg_each(field, msg, id)
		for (rest = field->value; sip_list_next(&rest, &element); )
			if (span_isi(element, token))
				return true;
	return false;
}
