/* SPDX-License-Identifier: MIT
 * roam.h - calls that go on when our address becomes another one.
 *
 * A cable is moved, a lease is over, a NAT thinks anew: what the far ends know of us is not
 * true any more. Those who talk with us are told by a re-INVITE (RFC 3261 14.1: a target
 * refresh), with another Contact and another place for their voice. Calls that are not
 * answered yet are left to their time-outs.
 */
#ifndef DRIVER_SIP_ROAM_H
#define DRIVER_SIP_ROAM_H

#include "wire/sip/peer.h"

/* Our own address may be another one: of every call that talks it is looked for. */
void roam_moved(void);

/* Others see us elsewhere, by this server: its calls say so. */
void roam_seen(const struct sip_peer *server);

#endif
