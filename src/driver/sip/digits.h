/* SPDX-License-Identifier: MIT
 * digits.h - digits out one after the other, and in.
 */
#ifndef DRIVER_SIP_DIGITS_H
#define DRIVER_SIP_DIGITS_H

#include "driver/sip/call.h"

void sip_digits_stop(struct sip_call *s);
/* Each for `ms`, 0: as usual. */
enum err sip_digits_send(struct sip_call *s, const char *digits, uint32_t ms);
void sip_digits_after(struct sip_call *s);	/* it is answered: send what was dialled behind a comma */
void sip_digit_sent(void *arg);			/* media's listener */
void sip_digit_heard(void *arg, char digit, bool down);
void sip_digits_info(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);

/* An operation (driver.h). */
enum err sip_generate(struct call *call, const struct call_args *args);

#endif
