/* SPDX-License-Identifier: MIT
 * forward.h - calls for a line go elsewhere (lineForward), by the line's own doing:
 * callers are told where by 302 (RFC 3261 21.3.3), with Diversion (RFC 5806).
 *
 * What is in force stands in a file beside the configuration, one for each line,
 * and is in force again after a restart.
 */
#ifndef DRIVER_SIP_FORWARD_H
#define DRIVER_SIP_FORWARD_H

#include "driver/sip/call.h"
#include "model/forward.h"

#define SIP_RING_MS 6000	/* from ring to ring */

/* The driver's function. */
enum err sip_forward(struct line *line, const struct line_args *args);

/* The line is opened: what was in force before the restart is so again. */
void sip_forward_recall(struct sip_line *line);

/* An INVITE is for the line and `event` (FORWARD_UNCOND, FORWARD_BUSY) holds: answered, if
 * calls go elsewhere then. False: they do not. */
bool sip_forward_away(const struct sip_line *line, struct sip_trans *trans, const struct sip_msg *msg, DWORD event);

/* A call is offered: it goes elsewhere when it is not answered, if it is to. */
void sip_forward_unanswered(struct sip_call *s);

#endif
