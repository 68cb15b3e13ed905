/* SPDX-License-Identifier: MIT
 * forward.h - calls for a line go elsewhere (lineForward).
 *
 * By the PBX's doing, where it has a code for each entry of the list: they are dialled
 * (forward_code.c), and calls that come all the same are the line's. Else by the
 * line's own: callers are told where to go by 302 (RFC 3261 21.3.3), with Diversion
 * (RFC 5806).
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

/* It is done, or was not: the request is answered. */
void sip_forward_settled(struct sip_line *line, const struct forwards *forwards, enum err err);

/* Whether all of the list is the PBX's to do. */
bool sip_forward_by_code(const struct sip_line_conf *conf, const struct forwards *forwards);

/* What no type of key can say of the codes; false: `why` gets a sentence. */
bool sip_forward_valid(const struct sip_line_conf *conf, struct buf *why);

/* Dial what the list wants, and what ends the one before it: `*dials`, and then
 * sip_forward_settled() comes, maybe before the return. */
enum err sip_forward_dial(struct sip_line *line, const struct forwards *forwards, bool *dials);

/* The line is closed. */
void sip_forward_stop(struct sip_line *line);

/* The line is opened: what was in force before the restart is so again. */
void sip_forward_recall(struct sip_line *line);

/* An INVITE is for the line and `event` (FORWARD_UNCOND, FORWARD_BUSY) holds: answered, if
 * calls go elsewhere then. False: they do not. */
bool sip_forward_away(const struct sip_line *line, struct sip_trans *trans, const struct sip_msg *msg, DWORD event);

/* A call is offered: it goes elsewhere when it is not answered, if it is to. */
void sip_forward_unanswered(struct sip_call *s);

#endif
