/* SPDX-License-Identifier: MIT
 * cc.h - calls back by the queue of the called end (RFC 6910).
 *
 * Who refuses a call or lets it ring may say where to queue for it (Call-Info). A place in
 * that queue is a subscription; it is kept until the call back is through.
 */
#ifndef DRIVER_SIP_CC_H
#define DRIVER_SIP_CC_H

#include "driver/sip/call.h"

struct sip_cc;

enum sip_cc_news {
	SIP_CC_QUEUED,		/* wait */
	SIP_CC_READY,		/* call now */
	SIP_CC_ABSENT,		/* there is no place in the queue */
};

/* An answer to our INVITE came: note what it offers. */
void sip_cc_heard(struct sip_call *s, const struct sip_msg *msg);

/* Take a place for a call like `s`, to which it was offered. `told` may close nothing.
 * ERR_NOMEM, ERR_ADDRESS. */
enum err sip_cc_open(struct sip_cc **out, const struct sip_call *s,
		     void (*told)(void *arg, enum sip_cc_news news), void *arg);
void sip_cc_close(struct sip_cc *cc);		/* NULL is fine */

/* The URI to call when it is ready. */
const char *sip_cc_target(const struct sip_cc *cc);

#endif
