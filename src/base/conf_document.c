/* SPDX-License-Identifier: MIT
 * conf_document.c - a table of keys in words, for errors and for the manual. */
#include "base/conf_in.h"

/* "udp tcp tls" as "udp, tcp or tls" */
static void list_choices(struct buf *out, const char *choices)
{
	struct span rest = span_of(choices), word;
	bool first = true;

	while (rest.at) {
		word = span_cut(rest, ' ', &rest);
		buf_text(out, first ? "" : rest.at ? ", " : " or ");
		buf_span_add(out, word);
		first = false;
	}
}

static const char *unit_of(const struct conf_key *key)
{
	return key->type == CONF_SECONDS ? " s" : key->type == CONF_MILLISECONDS ? " ms" : "";
}

uint32_t conf_max(const struct conf_key *key)
{
	if (key->max)
		return key->max;
	return key->type == CONF_PORT ? 65535 : UINT32_MAX;
}

void conf_describe(struct buf *out, const struct conf_key *key)
{
	switch (key->type) {
	case CONF_TEXT:
	case CONF_SECRET:
		buf_text(out, "text");
		return;
	case CONF_BOOL:
		buf_text(out, "yes or no");
		return;
	case CONF_ENUM:
		list_choices(out, key->choices);
		return;
	case CONF_NUMBER:
		buf_text(out, "a number");
		break;
	case CONF_PORT:
		buf_text(out, "a port");
		break;
	case CONF_SECONDS:
		buf_text(out, "a time such as \"90 s\" or \"1 h\"");
		break;
	case CONF_MILLISECONDS:
		buf_text(out, "a time such as \"500 ms\" or \"2 s\"");
		break;
	}
	if (conf_max(key) < UINT32_MAX)
		buf_printf(out, " from %u%s to %u%s", key->min, unit_of(key), conf_max(key), unit_of(key));
	else if (key->min)
		buf_printf(out, " of at least %u%s", key->min, unit_of(key));
}

/* What stands in the column "value" of the manual. */
static void document_type(struct buf *out, const struct conf_key *key)
{
	if (key->type == CONF_SECRET)
		buf_text(out, "secret: `@FILE`, `$CREDENTIAL` or itself");
	else
		conf_describe(out, key);
}

static void document_text(struct buf *out, const char *text)
{
	for (; text && *text; text++) {
		if (*text == '|')
			buf_char(out, '\\');	/* else it would end the column */
		buf_char(out, *text);
	}
}

void conf_document(struct buf *out, const char *kind, const struct conf_key *keys)
{
	buf_printf(out, "### `[%s]`\n\n| key | value | default | meaning |\n|---|---|---|---|\n", kind);
	for (const struct conf_key *key = keys; key && key->name; key++) {
		buf_printf(out, "| `%s` | ", key->name);
		document_type(out, key);
		buf_text(out, " | ");
		if (!key->fallback)
			buf_text(out, "must be given");
		else if (!*key->fallback)
			buf_text(out, "empty");
		else
			buf_printf(out, "`%s`", key->fallback);
		buf_text(out, " | ");
		document_text(out, key->help);
		buf_text(out, " |\n");
	}
	buf_char(out, '\n');
}

void conf_row_write(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "%s = \"", key);
	for (; *value; value++) {
		if (strchr("\"\\", *value))
			buf_char(out, '\\');
		buf_char(out, *value);
	}
	buf_text(out, "\"\n");
}
