/* SPDX-License-Identifier: MIT
 * alert.h - how their call is to ring, and whether it is to be answered by itself.
 *
 * Alert-Info (RFC 3261, RFC 7462, and what PBXs made of it) chooses among the
 * line's ring modes by the words of `rings`. A caller that says so by Answer-Mode
 * (RFC 5373), Call-Info answer-after= or Alert-Info info=alert-autoanswer is
 * answered by itself, if `auto-answer` allows it.
 */
#ifndef DRIVER_SIP_ALERT_H
#define DRIVER_SIP_ALERT_H

#include "abi/tapi.h"
#include "base/text.h"

struct sip_call;
struct sip_line_conf;
struct sip_msg;

/* How many ring modes the words make; the mode (from 1) of an INVITE. */
DWORD sip_alert_modes(const struct sip_line_conf *conf);
DWORD sip_alert_mode(const struct sip_line_conf *conf, const struct sip_msg *msg);

/* An INVITE that must be answered by itself or not at all, and will not be. */
bool sip_alert_forbidden(const struct sip_line_conf *conf, const struct sip_msg *msg);

/* The call is offered: it rings as asked, and is answered by itself if it may. */
void sip_alert_offered(struct sip_call *s, const struct sip_msg *msg);

/* The Answer-Mode of our 200, where their INVITE had one. */
void sip_alert_write(const struct sip_call *s);

#endif
