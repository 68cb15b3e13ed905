/* SPDX-License-Identifier: MIT
 * lines.c - messages of our own, line by line. */
#include "wire/sip/lines.h"
#include "wire/sip/addr.h"

static struct span take_line(struct span *rest)
{
	struct span line = *rest;
	const char *end = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;

	if (end)
		line.len = (size_t)(end + 1 - rest->at);
	rest->at += line.len;
	rest->len -= line.len;
	return line;
}

struct span sip_lines_start(struct span *rest)
{
	return span_trim(take_line(rest));
}

bool sip_lines_next(struct span *rest, struct sip_line *line)
{
	struct span value, name;

	line->text = take_line(rest);
	name = span_cut(line->text, ':', &value);
	if (!value.at)
		return false;
	line->id = sip_header_read(span_trim(name));
	line->value = span_trim(value);
	return true;
}

struct span sip_lines_get(struct span message, enum sip_header id)
{
	struct span name = sip_header_name(id), line;

	take_line(&message);
	while (line = take_line(&message), line.len > 2)
		if (line.len > name.len && line.at[name.len] == ':' &&
		    span_eqi((struct span){ line.at, name.len }, name))
			return span_trim((struct span){ line.at + name.len + 1, line.len - name.len - 1 });
	return SPAN_NONE;
}

struct span sip_lines_tag(struct span message, enum sip_header id)
{
	struct span value = sip_lines_get(message, id);
	struct sip_addr addr;

	if (!value.at || sip_addr_read(&addr, value, NULL))
		return SPAN_NONE;
	return addr.tag;
}
