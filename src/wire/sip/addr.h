/* SPDX-License-Identifier: MIT
 * addr.h - who: the name-addr or addr-spec with parameters that stands in From,
 * To, Contact, Route, P-Asserted-Identity, Refer-To, Diversion... (RFC 3261 20.10).
 */
#ifndef WIRE_SIP_ADDR_H
#define WIRE_SIP_ADDR_H

#include "base/buf.h"
#include "base/err.h"

struct sip_addr {
	struct span display;	/* as it stands, with its quotes; empty: none */
	struct span uri;	/* trimmed; "*" in "Contact: *" */
	struct span params;	/* of the header, with the first ';', or empty */
	struct span tag;	/* among them; at NULL: none */
	bool regular;		/* the form of all of them is right, as sip_params_valid() says */
};

/* Read the first address of `value`. `rest` becomes what is behind its comma (at
 * NULL when there is no more); with a NULL `rest` a second address is an error.
 *   for (span rest = value; rest.at && !sip_addr_read(&addr, rest, &rest); ) ...
 * A URI without angle brackets has no parameters of its own: they are the
 * header's, and it may hold neither ',' nor '?'. ERR_SYNTAX. */
enum err sip_addr_read(struct sip_addr *out, struct span value, struct span *rest);

/* A parameter of the header, as sip_param(); `value` may be NULL. */
bool sip_addr_param(const struct sip_addr *addr, const char *name, struct span *value);

/* The display name for people: unquoted, unescaped, valid UTF-8 without control
 * characters. False: it was cut off (on a UTF-8 border). */
bool sip_addr_display(const struct sip_addr *addr, char *out, size_t size);

/* Write `"display" <uri>`: the display name (plain text, empty: none) is quoted
 * and escaped, control characters become spaces; what cannot stand in a URI
 * at all is escaped. */
void sip_addr_write(struct buf *b, struct span display, struct span uri);

#endif
