/* SPDX-License-Identifier: MIT
 * call_answer.h - what is answered to our INVITE, and that nothing is.
 *
 * Provisional answers, the dialogs of those who ring and of the one who answers, what
 * an INVITE is sent once more for, and other servers (RFC 3263 4.3).
 */
#ifndef DRIVER_SIP_CALL_ANSWER_H
#define DRIVER_SIP_CALL_ANSWER_H

#include "driver/sip/call.h"

/* It is not born before it is answered. */
static inline bool sip_call_is_fetched(const struct sip_call *s)
{
	return s->born_by == CALL_PICKUP || s->born_by == CALL_UNPARK;
}

/* Of the transaction of an INVITE that begins a dialog; `arg` is the sip_call. */
void sip_invite_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		       const struct sip_msg *msg);

/* A timer's: there is another server, which is not kept waiting for the end of the
 * transaction. */
void sip_invite_no_word(void *arg);

#endif
