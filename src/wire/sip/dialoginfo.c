/* SPDX-License-Identifier: MIT
 * dialoginfo.c - what calls somebody has. */
#include "wire/sip/dialoginfo.h"

static const char *const states[] = { "trying", "proceeding", "early", "confirmed", "terminated" };

/* In the order of enum dialog_end. */
static const char *const ends[] = {
	NULL, "cancelled", "rejected", "replaced", "local-bye", "remote-bye", "error", "timeout"
};

#define STATES (int)(sizeof(states) / sizeof(states[0]))

static void read_attribute(const struct xml_piece *open, const char *name, char *out, size_t size)
{
	struct span value;

	if (xml_attribute(open, name, &value))
		xml_text(value, false, out, size);
}

enum err dialog_info_open(struct dialog_info *out, struct span body)
{
	struct xml_piece piece;
	struct span value;

	memset(out, 0, sizeof(*out));
	if (!xml_whole(body))
		return ERR_SYNTAX;
	xml_begin(&out->xml, body);
	do
		piece = xml_next(&out->xml);
	while (piece.kind != XML_OPEN);
	if (!span_is(piece.name, "dialog-info") || !xml_attribute(&piece, "version", &value) ||
	    !span_u32(span_trim(value), UINT32_MAX, &out->version) ||
	    !xml_attribute(&piece, "state", &value))
		return ERR_SYNTAX;
	out->full = span_is(span_trim(value), "full");
	return out->full || span_is(span_trim(value), "partial") ? OK : ERR_SYNTAX;
}

/* Text counts for the element that it stands in. */
static void read_text(struct dialog_about *out, const struct xml_piece *piece, struct span in, bool remote,
		      int *state)
{
	char *uri = remote ? out->remote : out->local, text[32];

	if (!span_trim(piece->text).len)
		return;
	if (span_is(in, "identity")) {
		xml_text(piece->text, piece->plain, uri, sizeof(out->remote));
	} else if (span_is(in, "state")) {
		xml_text(piece->text, piece->plain, text, sizeof(text));
		for (int i = 0; i < STATES; i++)
			if (strcmp(text, states[i]) == 0)
				*state = i;
	}
}

static void read_end(struct dialog_about *out, const struct xml_piece *open)
{
	struct span value;

	if (xml_attribute(open, "event", &value))
		for (size_t i = 1; i < sizeof(ends) / sizeof(ends[0]); i++)
			if (span_is(span_trim(value), ends[i]))
				out->end = (enum dialog_end)i;
	if (xml_attribute(open, "code", &value))
		span_u32(span_trim(value), 699, &out->code);
}

/* <param pname="+sip.rendering" pval="no"/> of the local target (5.2). */
static bool says_held(const struct xml_piece *open)
{
	struct span name, value;

	return xml_attribute(open, "pname", &name) && xml_attribute(open, "pval", &value) &&
	       span_isi(span_trim(name), "+sip.rendering") && span_isi(span_trim(value), "no");
}

static void read_open(struct dialog_about *out, const struct xml_piece *piece, bool remote)
{
	if (span_is(piece->name, "identity") && remote)
		read_attribute(piece, "display", out->remote_name, sizeof(out->remote_name));
	else if (span_is(piece->name, "target") && remote && !out->remote[0])
		read_attribute(piece, "uri", out->remote, sizeof(out->remote));
	else if (span_is(piece->name, "target") && !remote && !out->local[0])
		read_attribute(piece, "uri", out->local, sizeof(out->local));
	else if (span_is(piece->name, "param") && !remote && says_held(piece))
		out->held = true;
	else if (span_is(piece->name, "state"))
		read_end(out, piece);
}

/* A <dialog> up to its end. False: there was nothing in it to know it by. */
static bool read_dialog(struct dialog_info *info, const struct xml_piece *open, struct dialog_about *out)
{
	unsigned depth = info->xml.depth;
	struct span in = SPAN_NONE, value;
	bool remote = false;
	int state = -1;

	memset(out, 0, sizeof(*out));
	read_attribute(open, "id", out->id, sizeof(out->id));
	read_attribute(open, "call-id", out->call_id, sizeof(out->call_id));
	read_attribute(open, "local-tag", out->local_tag, sizeof(out->local_tag));
	read_attribute(open, "remote-tag", out->remote_tag, sizeof(out->remote_tag));
	if (xml_attribute(open, "direction", &value)) {
		out->recipient = span_is(value, "recipient");
		out->initiator = span_is(value, "initiator");
	}
	for (;;) {
		struct xml_piece piece = xml_next(&info->xml);

		if (piece.kind >= XML_DONE || (piece.kind == XML_CLOSE && info->xml.depth < depth))
			break;
		if (piece.kind == XML_OPEN) {
			in = piece.name;
			if (info->xml.depth == depth + 1)
				remote = span_is(in, "remote");
			read_open(out, &piece, remote);
		} else if (piece.kind == XML_TEXT) {
			read_text(out, &piece, in, remote, &state);
		} else {
			in = SPAN_NONE;
		}
	}
	if (state < 0)
		return false;
	out->state = (enum dialog_info_state)state;
	return out->id[0] != '\0';
}

bool dialog_info_next(struct dialog_info *info, struct dialog_about *out)
{
	for (;;) {
		struct xml_piece piece = xml_next(&info->xml);

		if (piece.kind >= XML_DONE)
			return false;
		if (piece.kind == XML_OPEN && info->xml.depth == 2 && span_is(piece.name, "dialog") &&
		    read_dialog(info, &piece, out))
			return true;
	}
}
