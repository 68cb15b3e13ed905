/* SPDX-License-Identifier: MIT
 * identity.h - who is who in a call.
 *
 * What comes in, the most believed first: P-Asserted-Identity (RFC 3325),
 * Remote-Party-ID, From or To; Privacy (RFC 3323) blocks it. A call that was
 * diverted tells by Diversion (RFC 5806) or History-Info (RFC 7044) who sent it
 * on, and why. Within the call a re-INVITE, an UPDATE and their answers may bring
 * another one (RFC 4916, RFC 5876). Numbers are shown by the line's rules.
 */
#ifndef DRIVER_SIP_IDENTITY_H
#define DRIVER_SIP_IDENTITY_H

#include "base/buf.h"
#include "model/call.h"
#include "wire/sip/addr.h"

struct sip_call;
struct sip_msg;

/* Who the far end of `msg` is (of a request or of an answer to ours), for the model. */
void sip_call_party(struct call *call, enum party_role role, const struct sip_msg *msg);

/* Who an address is. */
void sip_call_party_at(struct call *call, enum party_role role, const struct sip_addr *addr);

/* Whom it was for, by the To of their INVITE; our user, where that says nothing. */
void sip_call_party_called(struct call *call, const struct sip_msg *msg);

/* A message within the call: whom we talk to now, if it says so. */
void sip_call_connected_to(struct sip_call *s, const struct sip_msg *msg);

/* Who sent the call on, if somebody did: an INVITE, or an answer to ours. */
void sip_call_diverted(struct call *call, const struct sip_msg *msg);

/* Our From, without a tag; and in sip.out what else our messages tell of us. */
void sip_call_write_identity(struct buf *b, const struct sip_call *s);
void sip_call_write_us(const struct sip_call *s, bool request);

#endif
