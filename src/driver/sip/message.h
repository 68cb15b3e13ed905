/* SPDX-License-Identifier: MIT
 * message.h - messages that wait for a line in its mailbox (RFC 3842).
 */
#ifndef DRIVER_SIP_MESSAGE_H
#define DRIVER_SIP_MESSAGE_H

#include "driver/sip/line.h"

/* The line was opened, is closed: subscribe to the mailbox if it is to, and take it
 * back. ERR_ADDRESS (no mailbox can be made of the configuration), ERR_NOMEM. */
enum err sip_messages_begin(struct sip_line *line);
void sip_messages_end(struct sip_line *line);

/* A NOTIFY that nobody subscribed to: of messages, and from the line's own server, it
 * counts. False: it is something else. */
bool sip_messages_told(struct sip_trans *trans, const struct sip_msg *msg);

#endif
