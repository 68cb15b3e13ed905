/* SPDX-License-Identifier: MIT
 * xml.h - as much of XML 1.0 as event packages need: elements, attributes, text.
 *
 * Nothing is copied and nothing allocated; pieces point into the document. What
 * can do harm is refused: a document type, entities beyond the five of XML,
 * and a depth beyond XML_DEPTH. Namespaces are not resolved: names are given
 * without their prefix. UTF-8 only.
 */
#ifndef WIRE_SIP_XML_H
#define WIRE_SIP_XML_H

#include "base/text.h"

#define XML_DEPTH 16

enum xml_kind {
	XML_OPEN,	/* <name attributes>; "<name/>" is followed by its XML_CLOSE */
	XML_CLOSE,
	XML_TEXT,	/* as it stands; xml_text() makes it readable */
	XML_DONE,	/* the root element is closed, and nothing but blanks is behind it */
	XML_BAD,	/* this is no XML that is read here; and so it stays */
};

struct xml_piece {
	enum xml_kind kind;
	struct span name;	/* OPEN, CLOSE: without prefix */
	struct span text;	/* OPEN: the attributes; TEXT */
	bool plain;		/* TEXT: from a CDATA section: no escapes in it */
};

struct xml {
	struct span rest;
	struct span open[XML_DEPTH];	/* with their prefixes */
	unsigned depth;
	bool empty;			/* "<name/>": its close is next */
	bool rooted;			/* the root was opened */
	bool bad;
};

void xml_begin(struct xml *xml, struct span document);
struct xml_piece xml_next(struct xml *xml);

/* Whether all of it is XML that is read here. */
bool xml_whole(struct span document);

/* The value of an attribute, as it stands. False: there is none. */
bool xml_attribute(const struct xml_piece *open, const char *name, struct span *value);

/* `raw` with its escapes resolved, trimmed, as valid UTF-8 without control
 * characters; an escape that is none stays as it is. False: it was cut off. */
bool xml_text(struct span raw, bool plain, char *out, size_t size);

#endif
