/* SPDX-License-Identifier: MIT
 * completion.h - call completion as the called end offers it (RFC 6910): where to ask
 * for it, and what is told of the queue. Pieces point into what was read.
 */
#ifndef WIRE_SIP_COMPLETION_H
#define WIRE_SIP_COMPLETION_H

#include "base/buf.h"
#include "base/err.h"

#define SIP_COMPLETION_EVENT "call-completion"
#define SIP_COMPLETION_TYPE "application/call-completion"

struct sip_completion_offer {
	struct span uri;	/* of who keeps the queue */
	struct span mode;	/* "BS": busy; "NR": no reply; "NL": not logged in */
};

/* The first offer in a Call-Info value ("<uri>;purpose=call-completion;m=BS"). False: none. */
bool sip_completion_offer_read(struct sip_completion_offer *out, struct span call_info);

/* `uri` with the parameter m, by which requests say that they are of a completion; as
 * it is if it has one. False: it has headers, and no place for it. */
bool sip_completion_uri_write(struct buf *out, struct span uri, struct span mode);

struct sip_completion {		/* a document of SIP_COMPLETION_TYPE */
	bool ready;		/* the call is to be made now; else it is queued */
	struct span uri;	/* whom to call; at NULL: as before */
};
enum err sip_completion_read(struct sip_completion *out, struct span body);

#endif
