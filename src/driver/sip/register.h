/* SPDX-License-Identifier: MIT
 * register.h - keep a line known to its server (RFC 3261 section 10).
 *
 * Registered: refreshed in good time. Refused or unanswered: tried again after
 * a pause that doubles, for ever; but wrong credentials are tried twice only, and
 * then once after each `password-retry`, which does not lock the account but heals by itself
 * where it was the server that was wrong.
 * The state of the line in service follows from it.
 */
#ifndef DRIVER_SIP_REGISTER_H
#define DRIVER_SIP_REGISTER_H

#include "driver/sip/flow.h"

/* The line was opened: register it, or call it ready when it has no need to. */
void register_begin(struct sip_line *line);

/* The line was closed: unregister. Nobody waits for the answer, but a challenge
 * is taken up, for many servers challenge each REGISTER anew. */
void register_end(struct sip_line *line);

/* Its server does not serve it now, as `why` says: the line is out of service, and registers
 * again after a pause, of `retry_after_s` at least. */
void register_failed(struct sip_line *line, const char *why, uint32_t retry_after_s);

/* A connection is gone: lines that registered by it do so anew, as their server may
 * have no other way to them. */
void register_lost(uint32_t connection);

/* The lines of this flow are to say anew where they are, each in its time. */
void register_moved(const struct flow *flow);

/* A server that was silent is there again: lines that nobody answered ask again now, each
 * in its turn. */
void register_back(void);

/* Others see us as somebody else now, or it is known that nobody tells (nat.h). */
void register_seen(void);

/* The configuration was read again: lines whose password was refused try once more. */
void register_refused_again(void);

/* Forget everything at once; no answer will be heard. */
void register_abandon(struct sip_line *line);

#endif
