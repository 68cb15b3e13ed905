/* SPDX-License-Identifier: MIT
 * rlmi.c - what a list of resources tells. */
#include "wire/sip/rlmi.h"

static void read_attribute(const struct xml_piece *open, const char *name, char *out, size_t size)
{
	struct span value;

	out[0] = '\0';
	if (xml_attribute(open, name, &value) && !xml_text(value, false, out, size))
		out[0] = '\0';		/* a part of it is not it */
}

enum err rlmi_open(struct rlmi *out, struct span document)
{
	struct xml_piece piece;
	struct span value;

	memset(out, 0, sizeof(*out));
	if (!xml_whole(document))
		return ERR_SYNTAX;
	xml_begin(&out->xml, document);
	do
		piece = xml_next(&out->xml);
	while (piece.kind != XML_OPEN);
	if (!span_is(piece.name, "list") || !xml_attribute(&piece, "version", &value) ||
	    !span_u32(span_trim(value), UINT32_MAX, &out->version) ||
	    !xml_attribute(&piece, "fullState", &value))
		return ERR_SYNTAX;
	value = span_trim(value);
	out->full = span_is(value, "true") || span_is(value, "1");
	return OK;
}

static enum rlmi_state state_of(const struct xml_piece *open)
{
	char text[16];

	read_attribute(open, "state", text, sizeof(text));
	return strcmp(text, "active") == 0 ? RLMI_ACTIVE :
	       strcmp(text, "pending") == 0 ? RLMI_PENDING :
	       strcmp(text, "terminated") == 0 ? RLMI_TERMINATED : RLMI_NONE;
}

bool rlmi_next(struct rlmi *rlmi, struct rlmi_told *out)
{
	for (;;) {
		struct xml_piece piece = xml_next(&rlmi->xml);
		bool of_list = rlmi->xml.depth == (piece.kind == XML_CLOSE ? 1 : 2);

		memset(out, 0, sizeof(*out));
		if (piece.kind >= XML_DONE)
			return false;
		if (piece.kind == XML_OPEN && of_list && span_is(piece.name, "resource")) {
			read_attribute(&piece, "uri", rlmi->uri, sizeof(rlmi->uri));
			rlmi->told = false;
		}
		memcpy(out->uri, rlmi->uri, sizeof(out->uri));
		if (!rlmi->uri[0])
			continue;
		if (piece.kind == XML_OPEN && rlmi->xml.depth == 3 && span_is(piece.name, "instance")) {
			out->state = state_of(&piece);
			read_attribute(&piece, "cid", out->cid, sizeof(out->cid));
			rlmi->told = true;
			return true;
		}
		if (piece.kind == XML_CLOSE && of_list) {
			rlmi->uri[0] = '\0';
			if (!rlmi->told)
				return true;
		}
	}
}
