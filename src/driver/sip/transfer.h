/* SPDX-License-Identifier: MIT
 * transfer.h - calls that are handed on, by us and by others.
 *
 * refer.c sends REFER and hears how it went; referred.c is asked by REFER and
 * calls whoever is meant; replace.c lets a new dialog carry a call of the
 * model's on (RFC 3891); consult.c has the call that is asked first; redirect.c
 * sends callers elsewhere before they are answered, and is sent.
 */
#ifndef DRIVER_SIP_TRANSFER_H
#define DRIVER_SIP_TRANSFER_H

#include "driver/sip/call.h"

/* --- our REFER (refer.c) */
enum err sip_blind_transfer(struct call *call, const struct call_args *args);
enum err sip_complete_transfer(struct call *call, const struct call_args *args);

/* Hand the call on to `dest`, for BLIND_TRANSFER or PARK. */
enum err sip_refer_begin(struct sip_call *s, enum call_op op, const char *dest);

bool sip_refer_ready(const struct sip_call *s);	/* nothing else is under way in the call */

/* A NOTIFY within the dialog: answers it. */
void sip_refer_notified(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);

/* Whether a NOTIFY tells of a REFER, and whether it is the last one to do so. */
bool sip_refer_told(const struct sip_msg *msg);
bool sip_refer_told_last(const struct sip_msg *msg);

/* Nobody waits for the outcome any more. */
void sip_refer_stop(struct sip_call *s);

/* ... and the request is answered, if there is one. */
void sip_refer_fail(struct sip_call *s, enum err err);

/* The far end hangs up. True: for it had been transferred, and all is done. */
bool sip_refer_bye(struct sip_call *s);

/* The far end of a consultation call is gone while the transfer to it is under
 * way: true, and the model hears of it only if the transfer fails. */
bool sip_refer_keeps(struct sip_call *s, DWORD disconnect_mode);

/* --- their REFER (referred.c) */
void sip_referred(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);

/* How the call goes that we were asked for; to be called for any sip_call. It
 * may be freed after a final status. */
void sip_referral_news(struct sip_call *next, uint32_t status);

/* `next` talks: the model's call is its own now. */
void sip_referral_answered(struct sip_call *next);

/* Who referred us hangs up before we are through: the model's call goes on by
 * the new one. False: we were not referred. */
bool sip_referral_bye(struct sip_call *s);

void sip_referral_stop(struct sip_call *s);	/* and the call that it asked for ends */
void sip_referral_free(struct sip_call *s);

/* --- one dialog for another (replace.c) */
void sip_call_replacing(struct sip_trans *trans, const struct sip_msg *msg);

/* The model's call of `from` goes on by `to`; what was under way in `from` fails. */
void sip_call_hand_over(struct sip_call *from, struct sip_call *to);

/* Whom the model's call is with now, and by whose doing: values of headers; at
 * NULL: not known. */
void sip_call_transferred(struct call *call, struct span with, struct span by);
void sip_call_tell(struct call *call, enum party_role role, struct span value);	/* one of them */

/* --- consultation (consult.c) */
enum err sip_setup_transfer(struct call *call, const struct call_args *args);
enum err sip_swap_hold(struct call *call, const struct call_args *args);

/* The re-INVITE for `op` is through. False: it is none of those here. */
bool sip_consult_asked(struct sip_call *s, enum call_op op, enum err err);

/* The call ends with a re-INVITE for another's sake under way. */
void sip_consult_lost(struct sip_call *s);

/* --- elsewhere before the answer (redirect.c) */
enum err sip_redirect(struct call *call, const struct call_args *args);

/* In a 302: where to, and that we say so, why in the words of RFC 5806. */
void sip_redirect_write(const struct sip_line *line, const char *target, const struct sip_hop *hop,
			const char *reason);

/* They answered 3xx. False: it is a final no. */
bool sip_redirected(struct sip_call *s, const struct sip_msg *msg);

/* Who is called in place of another is not to be had, for `status`: the next one is called.
 * False: there is none. */
bool sip_redirected_on(struct sip_call *s, uint32_t status);

#endif
