/* SPDX-License-Identifier: MIT
 * summary.h - application/simple-message-summary: what waits in a mailbox
 * (RFC 3842 section 5.2).
 */
#ifndef WIRE_SIP_SUMMARY_H
#define WIRE_SIP_SUMMARY_H

#include "base/err.h"
#include "base/text.h"

struct sip_summary {
	bool waiting;			/* Messages-Waiting: yes */
	struct span account;		/* the mailbox's URI, into the body; at NULL: not said */
	uint32_t voice_new, voice_old;	/* Voice-Message; 0 where it is not said */
};

/* ERR_SYNTAX: it does not say whether messages wait; `out` is as it was. */
enum err sip_summary_read(struct sip_summary *out, struct span body);

#endif
