/* SPDX-License-Identifier: MIT
 * lines.h - look over a message that this program wrote itself, line by line.
 *
 * For well-formed text without folded lines; what a peer sent is read by msg.h.
 */
#ifndef WIRE_SIP_LINES_H
#define WIRE_SIP_LINES_H

#include "wire/sip/header.h"

struct sip_line {
	struct span text;	/* with its CRLF */
	struct span value;	/* trimmed */
	enum sip_header id;
};

/* Take the start line, without its CRLF; `rest` is the message at first. */
struct span sip_lines_start(struct span *rest);

/* Take the next header. False: there are no more, and `rest` is the body. */
bool sip_lines_next(struct span *rest, struct sip_line *line);

/* The value of the first such header of `message`; at NULL: none. */
struct span sip_lines_get(struct span message, enum sip_header id);

/* The tag in the first From or To of `message`; at NULL: none. */
struct span sip_lines_tag(struct span message, enum sip_header id);

#endif
