/* SPDX-License-Identifier: MIT
 * multipart.h - a body of several parts (RFC 2046 5.1), such as multipart/related
 * (RFC 2387). Pieces point into the body.
 */
#ifndef WIRE_SIP_MULTIPART_H
#define WIRE_SIP_MULTIPART_H

#include "base/err.h"
#include "base/text.h"

struct sip_multipart {
	struct span body, rest;
	struct span boundary;
};

struct sip_part {
	struct span type;	/* value of Content-Type; at NULL: none */
	struct span id;		/* of Content-ID, without its brackets; at NULL: none */
	struct span body;
};

/* `content_type` is the value of the header. ERR_SYNTAX: there is no boundary in it, or
 * no part in the body. */
enum err sip_multipart_open(struct sip_multipart *out, struct span content_type, struct span body);

/* The next part. False: that was all. */
bool sip_multipart_next(struct sip_multipart *multipart, struct sip_part *out);

/* The part with this Content-ID, wherever it stands. */
bool sip_multipart_find(const struct sip_multipart *multipart, struct span id, struct sip_part *out);

#endif
