/* SPDX-License-Identifier: MIT
 * reliable.h - provisional answers that must not be lost (RFC 3262), and the early
 * dialogs of a call that rings in several places.
 *
 * Ours to their INVITE are sent again until their PRACK comes; with an INVITE that
 * brought no offer, the first of them carries ours and the PRACK their answer.
 * Theirs to our INVITE are taken in order, each acknowledged by a PRACK in the early
 * dialog that it belongs to.
 */
#ifndef DRIVER_SIP_RELIABLE_H
#define DRIVER_SIP_RELIABLE_H

#include "base/list.h"
#include "base/timer.h"
#include "wire/sip/dialog.h"

#define SIP_FORKS_MAX 8		/* early dialogs of a call besides the first */

struct sip_call;
struct sip_msg;
struct sip_trans;

struct sip_rseq {		/* of the far end's answers in one early dialog */
	uint32_t last;
	bool known;
};

struct sip_fork {		/* one more place where our call rings */
	struct list node;	/* of s->forks */
	struct sip_dialog dialog;
	struct sip_rseq rseq;
	char *sdp;		/* its answer to our offer, if it came early; NULL: none */
	size_t sdp_len;
};

/* --- we call */

/* In the INVITE: that we can, or that we require it. */
void sip_reliable_write(const struct sip_call *s);

/* A provisional answer in `dialog`: acknowledge it, if it is a reliable one. False: it
 * was there before, or one before it is missing: it counts for nothing. */
bool sip_reliable_heard(struct sip_call *s, struct sip_dialog *dialog, struct sip_rseq *rseq,
			const struct sip_msg *msg);

/* The early dialog of a provisional answer that is not of the first one; made, if it
 * is new. NULL: no memory, or too many. */
struct sip_fork *sip_fork_heard(struct sip_call *s, const struct sip_msg *msg);

/* The early dialog with this To tag, or NULL. */
struct sip_fork *sip_fork_find(const struct sip_call *s, struct span tag);
void sip_forks_free(struct sip_call *s);

/* --- we are called */

/* Whether our provisional answers to this INVITE are to be reliable. */
bool sip_reliable_asked(const struct sip_call *s, const struct sip_msg *msg);

/* Send the 180 in sip.out, which lacks its end, reliably; with our offer, if they made
 * none. */
void sip_reliable_ring(struct sip_call *s);
void sip_reliable_stop(struct sip_call *s);	/* no more of it: the final answer goes */

/* Their PRACK. */
void sip_reliable_prack(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);

#endif
