/* SPDX-License-Identifier: MIT
 * refer.h - what calls are handed on with: Refer-To (RFC 3515), Replaces (RFC 3891)
 * and the pieces of SIP that tell how it goes (message/sipfrag, RFC 3420).
 * Referred-By (RFC 3892) and the Contacts of a 3xx are addresses: addr.h.
 */
#ifndef WIRE_SIP_REFER_H
#define WIRE_SIP_REFER_H

#include "base/buf.h"
#include "wire/sip/header.h"

#define SIP_REPLACES_SIZE 512	/* bytes of a Replaces value that is understood */

struct sip_refer_to {
	struct span uri;		/* to be called: without its headers and method */
	char replaces[SIP_REPLACES_SIZE]; /* value of its Replaces header, unescaped; "": none */
};

/* ERR_SYNTAX: no address, or more than one. ERR_UNAVAIL: what is asked for is not a
 * call (another method than INVITE, no sip: URI), or its Replaces is too long. */
enum err sip_refer_to_read(struct sip_refer_to *out, struct span value);

/* Write the value: `<uri>`, or `<uri?Replaces=...>` with `replaces` escaped. `uri` must
 * have no headers. */
void sip_refer_to_write(struct buf *b, struct span uri, const struct sip_replaces *replaces);

/* Write the value of a Replaces header. */
void sip_replaces_write(struct buf *b, const struct sip_replaces *replaces);

/* The status in a message/sipfrag body, which begins with a Status-Line. ERR_SYNTAX. */
enum err sip_frag_read(struct span body, uint32_t *status);

/* Write such a body. */
void sip_frag_write(struct buf *b, uint32_t status);

#endif
