/* SPDX-License-Identifier: MIT
 * flow.h - the way between us and a server that lines are registered with (RFC 5626).
 *
 * One for all lines of a server. It knows whether the server reaches us by the
 * way that we registered by, as whom it sees us (a NAT may stand between, RFC
 * 3581), and sends what keeps the way open; when either end of it becomes
 * another, its lines register again.
 */
#ifndef DRIVER_SIP_FLOW_H
#define DRIVER_SIP_FLOW_H

#include "driver/sip/line.h"

struct flow;

enum sip_outbound {		/* what a line's registrar thinks of RFC 5626 */
	SIP_OUTBOUND_UNKNOWN,	/* it said nothing: it is offered */
	SIP_OUTBOUND_USED,
	SIP_OUTBOUND_LACKING,	/* 439: the first hop does not know it */
};

/* The line is registered by its hop, as `response` (2xx) says; it is not any more. */
void flow_join(struct sip_line *line, const struct sip_msg *response);
void flow_leave(struct sip_line *line);

/* The Contacts of a REGISTER of the line, into sip.out: with +sip.instance and reg-id (and
 * Supported) where it is to have them; the one that is not true any more is taken back. */
void flow_write_contacts(const struct sip_line *line, bool stays);

/* We as the far end of `hop` sees us: through a NAT, where it is known; whether it
 * reaches us by that way alone. */
const struct sockaddr *flow_own_address(const struct sip_hop *hop);
bool flow_is_outbound(const struct sip_hop *hop);

/* The pause after failure `n` (from 0) in a row, in ms: `base_s` doubled up to 30 min, half
 * of it at random (RFC 5626 4.5). */
uint64_t flow_pause_ms(uint32_t base_s, uint32_t n);

#endif
