/* SPDX-License-Identifier: MIT
 * begin.h - how a call comes to be: from us (call_out.c, call_answer.c), from them
 * (call_in.c).
 */
#ifndef DRIVER_SIP_BEGIN_H
#define DRIVER_SIP_BEGIN_H

#include "driver/sip/call.h"

void sip_call_incoming(struct sip_trans *trans, const struct sip_msg *msg);
void sip_call_start(struct sip_call *s);
void sip_call_stillborn(struct sip_call *s, enum err err);	/* our side could not even begin */
enum err sip_call_media(struct sip_call *s);	/* ports and our end of the session */

/* Where our end is, as far as we know ourselves. */
void sip_call_media_own(struct sip_call *s);

/* ... as others see it (NULL: that is not known, for the reason `why`). */
void sip_call_media_seen(struct sip_call *s, const struct sockaddr *seen, const char *why);
void sip_call_ack(struct sip_call *s, uint32_t cseq);	/* to the 2xx of our INVITE of this number */
enum err sip_call_invite(struct sip_call *s);	/* write and send it, once more too */

/* ... by another way than before. */
enum err sip_call_go(struct sip_call *s, const struct sip_hop *hop);

/* What the INVITE is written from, for the target and the server as they are now; From
 * and Call-ID stay if it is not the first one, and To (RFC 3261 8.1.3.4). */
enum err sip_call_address(struct sip_call *s);

/* What is dialled as a URI; to be freed. ERR_ADDRESS, ERR_NOMEM. */
enum err sip_call_target(char **out, const struct sip_line *line, const char *dest);

/* Call `dest` for the operation `op` that gives birth to the call; what `replaces`
 * names is to be replaced by it (RFC 3891; NULL: nothing). As a driver's function. */
struct sip_wish {
	enum call_op op;
	const char *dest;
	const char *called;	/* the number, where that is not `dest`; NULL: it is */
	const char *replaces;
};
enum err sip_call_place(struct call *call, const struct sip_wish *wish);

/* Call `*target` (taken) by a call of the model's that is already known. */
void sip_call_dial_on(struct call *call, char **target);

/* Their INVITE: what is needed to answer it. Status to refuse it with; 0: all is
 * well, and `trans` is its own. */
uint32_t sip_call_take(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);
enum err sip_call_say_yes(struct sip_call *s);	/* 200 */

/* It can ring here from now on (ERR_NOMEM); does: LINEDEVSTATE_RINGING, over and over;
 * cannot any more (never could: fine). */
enum err sip_call_ring_open(struct sip_call *s);
void sip_call_ring(struct sip_call *s);
void sip_call_ring_close(struct sip_call *s);

/* Before a request in the dialog: when the connection that the far end was reached
 * by is gone, the way is sought anew; and so it is by sip_call_moved(), when
 * they said that they are elsewhere. What is not known at once goes the old way. */
void sip_call_renew(struct sip_call *s);
void sip_call_moved(struct sip_call *s);

/* The INVITE under way is no longer: another may begin. */
void sip_call_settled(struct sip_call *s);
void sip_call_terminated(struct sip_call *s, const struct sip_trans *trans);

/* Operations (driver.h). */
enum err sip_dial(struct call *call, const struct call_args *args);
enum err sip_dial_more(struct call *call, const struct call_args *args);
enum err sip_accept(struct call *call, const struct call_args *args);
enum err sip_answer(struct call *call, const struct call_args *args);

#endif
